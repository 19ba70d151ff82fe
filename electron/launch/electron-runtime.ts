import { spawn } from 'node:child_process'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** One try, as long as somebody who waits for a window can bear. In milliseconds. */
export const DOWNLOAD_LIMIT = 15_000

const PROGRAMS: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }
const PROGRAM = PROGRAMS[process.platform] ?? 'electron'

/** The program of Electron's runtime, if it is here. `ELECTRON_OVERRIDE_DIST_PATH` replaces the one of the package. */
export async function findElectron(root: string): Promise<string | undefined> {
  const program = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, 'node_modules', 'electron', 'dist'), PROGRAM)
  // The package itself is never loaded: outside its runtime that would start a download of its own.
  return (await stat(program).catch(() => undefined))?.isFile() ? program : undefined
}

/** True unless an earlier try failed for this version of Electron, or a folder was named in which it is not. */
export async function mayDownload(root: string): Promise<boolean> {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH || process.env.ELECTRON_SKIP_BINARY_DOWNLOAD) return false
  return (await readFile(failureNote(root), 'utf8').catch(() => '')) !== (await version(root))
}

/** Tries once to download the runtime; a failure is remembered. */
export async function downloadElectron(root: string): Promise<string | undefined> {
  const installer = join(root, 'node_modules', 'electron', 'install.js')
  const done = await new Promise<boolean>((resolve) => {
    const child = spawn(process.execPath, [installer], { stdio: 'ignore', timeout: DOWNLOAD_LIMIT, killSignal: 'SIGKILL' })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
  const program = done ? await findElectron(root) : undefined
  if (!program) await rememberFailure(root)
  return program
}

async function rememberFailure(root: string): Promise<void> {
  try {
    await mkdir(dirname(failureNote(root)), { recursive: true })
    await writeFile(failureNote(root), await version(root))
  } catch {
    // A read-only copy: the next start tries again.
  }
}

function failureNote(root: string): string {
  return join(root, 'node_modules', '.cache', 'minutier', 'electron-download-failed')
}

async function version(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'node_modules', 'electron', 'package.json'), 'utf8')) as { version: string }
  return version
}
