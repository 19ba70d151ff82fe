import { execFile, spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import type { Language } from '../../../shared/model/bilingual.ts'
import { BACKUP_EXTENSION } from '../../backup/backup-name.ts'
import type { ChosenPath, FilePurpose, FolderPurpose } from '../host.ts'
import { menuText } from '../menu-text.ts'

/** What the system's desktop does for a program that has no windows of its own. Nothing goes through a shell. */

const run = promisify(execFile)

/** How a program ended: its output, or why there is none. */
type Outcome = { readonly kind: 'done'; readonly output: string } | { readonly kind: 'refused' } | { readonly kind: 'missing' }

/** A person may leave a dialog open for long; after this it counts as cancelled. */
const DIALOG_LIMIT = 30 * 60_000

export function chooseFolder(language: Language, purpose: FolderPurpose, startAt: string): Promise<ChosenPath> {
  const title = menuText(language)(`dialog.folder.${purpose}`)
  return firstAnswer(folderDialogs(title, startAt), title)
}

export function chooseFile(language: Language, purpose: FilePurpose, startAt: string): Promise<ChosenPath> {
  const text = menuText(language)
  const title = text(`dialog.file.${purpose}`)
  return firstAnswer(fileDialogs({ title, startAt, backups: text('dialog.backups'), allFiles: text('dialog.allFiles') }), title)
}

type Dialogs = readonly (readonly [string, ...string[]])[]

async function firstAnswer(dialogs: Dialogs, title: string): Promise<ChosenPath> {
  for (const [program, ...values] of dialogs) {
    const outcome = await ask(program, values, title)
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

function folderDialogs(title: string, startAt: string): Dialogs {
  if (process.platform === 'darwin') {
    return [['osascript', '-e', 'on run {title}', '-e', 'POSIX path of (choose folder with prompt title)', '-e', 'end run', title]]
  }
  if (process.platform === 'win32') return [windowsDialog(WINDOWS_FOLDER_DIALOG)]
  if (!hasDisplay()) return []
  return [
    ['zenity', '--file-selection', '--directory', `--title=${title}`, `--filename=${startAt}/`],
    ['kdialog', '--title', title, '--getexistingdirectory', startAt],
  ]
}

function fileDialogs({ title, startAt, backups, allFiles }: { readonly title: string; readonly startAt: string; readonly backups: string; readonly allFiles: string }): Dialogs {
  if (process.platform === 'darwin') {
    return [['osascript', '-e', 'on run {title}', '-e', 'POSIX path of (choose file with prompt title)', '-e', 'end run', title]]
  }
  if (process.platform === 'win32') return [windowsDialog(WINDOWS_FILE_DIALOG)]
  if (!hasDisplay()) return []
  const pattern = `*${BACKUP_EXTENSION}`
  return [
    ['zenity', '--file-selection', `--title=${title}`, `--filename=${startAt}/`, `--file-filter=${backups} | ${pattern}`, `--file-filter=${allFiles} | *`],
    ['kdialog', '--title', title, '--getopenfilename', startAt, `${backups} (${pattern})`],
  ]
}

function hasDisplay(): boolean {
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/** PowerShell takes its script as one value; a title in it would have to be quoted, so that comes from the environment. */
const TITLE_VARIABLE = 'MINUTIER_DIALOG_TITLE'

function windowsDialog(lines: readonly string[]): readonly [string, ...string[]] {
  const script = ['[Console]::OutputEncoding = [Text.Encoding]::UTF8', 'Add-Type -AssemblyName System.Windows.Forms', ...lines]
  return ['powershell.exe', '-NoProfile', '-STA', '-Command', script.join('; ')]
}

const WINDOWS_FOLDER_DIALOG = [
  '$dialog = New-Object System.Windows.Forms.FolderBrowserDialog',
  `$dialog.Description = $env:${TITLE_VARIABLE}`,
  'if ($dialog.ShowDialog() -eq "OK") { [Console]::Write($dialog.SelectedPath) }',
]

const WINDOWS_FILE_DIALOG = [
  '$dialog = New-Object System.Windows.Forms.OpenFileDialog',
  `$dialog.Title = $env:${TITLE_VARIABLE}`,
  `$dialog.Filter = "Minutier|*${BACKUP_EXTENSION}|*.*|*.*"`,
  'if ($dialog.ShowDialog() -eq "OK") { [Console]::Write($dialog.FileName) }',
]

async function ask(program: string, values: readonly string[], title: string): Promise<Outcome> {
  try {
    const { stdout } = await run(program, [...values], { timeout: DIALOG_LIMIT, windowsHide: true, env: { ...process.env, [TITLE_VARIABLE]: title } })
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
