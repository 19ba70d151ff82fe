import { execFile, spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import type { Language } from '../../../shared/model/bilingual.ts'
import type { ChosenFolder } from '../host.ts'
import { menuText } from '../menu-text.ts'

/** What the system's desktop does for a program that has no windows of its own. Nothing goes through a shell. */

const run = promisify(execFile)

/** How a program ended: its output, or why there is none. */
type Outcome = { readonly kind: 'done'; readonly output: string } | { readonly kind: 'refused' } | { readonly kind: 'missing' }

/** A person may leave a dialog open for long; after this it counts as cancelled. */
const DIALOG_LIMIT = 30 * 60_000

export async function chooseFolder(language: Language, startAt: string): Promise<ChosenFolder> {
  const title = menuText(language)('dialog.exportFolder')
  for (const [program, ...values] of folderDialogs(title, startAt)) {
    const outcome = await ask(program, values)
    if (outcome.kind === 'missing') continue
    const path = outcome.kind === 'done' ? outcome.output.replace(/\r?\n$/, '') : ''
    return path === '' ? { kind: 'cancelled' } : { kind: 'chosen', path }
  }
  return { kind: 'no-dialog' }
}

export async function openWithSystem(target: string): Promise<boolean> {
  if (process.platform === 'darwin') return start('open', [target])
  // `start` would read the address as a command line; this hands it over as one value.
  if (process.platform === 'win32') return start('rundll32.exe', ['url.dll,FileProtocolHandler', target])
  return start('xdg-open', [target])
}

export async function revealInFolder(path: string): Promise<boolean> {
  if (process.platform === 'darwin') return start('open', ['-R', path])
  if (process.platform === 'win32') return start('explorer.exe', [`/select,${path}`])
  return openWithSystem(dirname(path))
}

function folderDialogs(title: string, startAt: string): readonly (readonly [string, ...string[]])[] {
  if (process.platform === 'darwin') {
    return [['osascript', '-e', 'on run {title}', '-e', 'POSIX path of (choose folder with prompt title)', '-e', 'end run', title]]
  }
  if (process.platform === 'win32') return [['powershell.exe', '-NoProfile', '-STA', '-Command', WINDOWS_DIALOG]]
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return []
  return [
    ['zenity', '--file-selection', '--directory', `--title=${title}`, `--filename=${startAt}/`],
    ['kdialog', '--title', title, '--getexistingdirectory', startAt],
  ]
}

const WINDOWS_DIALOG = [
  '[Console]::OutputEncoding = [Text.Encoding]::UTF8',
  'Add-Type -AssemblyName System.Windows.Forms',
  '$dialog = New-Object System.Windows.Forms.FolderBrowserDialog',
  'if ($dialog.ShowDialog() -eq "OK") { [Console]::Write($dialog.SelectedPath) }',
].join('; ')

async function ask(program: string, values: readonly string[]): Promise<Outcome> {
  try {
    const { stdout } = await run(program, [...values], { timeout: DIALOG_LIMIT, windowsHide: true })
    return { kind: 'done', output: stdout }
  } catch (error) {
    return { kind: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'refused' }
  }
}

/** Starts a program that outlives us. True if it started and did not fail at once. */
function start(program: string, values: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, [...values], { stdio: 'ignore', detached: true, windowsHide: true })
    const settled = setTimeout(() => resolve(true), 2_000)
    const settle = (works: boolean) => {
      clearTimeout(settled)
      resolve(works)
    }
    child.once('error', () => settle(false))
    // `explorer.exe` ends with 1 when it worked.
    child.once('exit', (code) => settle(code === 0 || program === 'explorer.exe'))
    child.unref()
  })
}
