import { execFile } from 'node:child_process'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The person's Documents folder as the system knows it (it may be elsewhere: another drive, OneDrive, a French name). */
export async function documentsFolder(): Promise<string> {
  const known = process.platform === 'win32' ? await windowsDocuments() : process.platform === 'darwin' ? undefined : await xdgDocuments()
  return known && isAbsolute(known) ? known : join(homedir(), 'Documents')
}

async function xdgDocuments(): Promise<string | undefined> {
  const configuration = process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config')
  try {
    const line = /^XDG_DOCUMENTS_DIR="(.*)"$/m.exec(await readFile(join(configuration, 'user-dirs.dirs'), 'utf8'))
    return line?.[1]?.replace(/^\$HOME/, homedir()).replaceAll(/\\(.)/g, '$1')
  } catch {
    return undefined
  }
}

async function windowsDocuments(): Promise<string | undefined> {
  try {
    const { stdout } = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', "[Environment]::GetFolderPath('MyDocuments')"], { windowsHide: true, timeout: 10_000 })
    return stdout.trim() || undefined
  } catch {
    return undefined
  }
}
