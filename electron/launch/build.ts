import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What `out/` is made from. */
const SOURCES = ['electron', 'renderer', 'shared', 'resources', 'electron.vite.config.ts', 'package-lock.json']

/** What stands in `out/` after every build. */
const RESULTS = ['main/electron.js', 'main/chromium.js', 'preload/preload.cjs', 'preload/page-bridge.cjs', 'renderer/index.html']

/** True if `out/` is complete and no source is younger. A packaged copy has no sources, and is never older. */
export async function isBuilt(root: string): Promise<boolean> {
  const times = await Promise.all(RESULTS.map((name) => changedAt(join(root, 'out', name))))
  const oldestResult = Math.min(...times)
  if (oldestResult === 0) return false
  const youngestSource = Math.max(...(await Promise.all(SOURCES.map((name) => youngest(join(root, name))))))
  return youngestSource <= oldestResult
}

/** Builds `out/`. True if it worked; else the bundler's own words are on the standard error. */
export async function build(root: string): Promise<boolean> {
  const program = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const child = spawn(process.execPath, [program, 'build', '--logLevel', 'error'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code === 0
}

async function youngest(path: string): Promise<number> {
  const own = await changedAt(path)
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => [])
  const times = await Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => changedAt(join(entry.parentPath, entry.name))))
  return entries.length > 0 ? Math.max(...times) : own
}

/** Milliseconds since 1970; 0 for what is not there. */
async function changedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs
  } catch {
    return 0
  }
}
