import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { LANGUAGES, type Language } from '../../shared/model/bilingual.ts'

/** What the command line, or the launcher, may say to a host. */
export interface ApplicationOptions {
  /** Where this person's data stand: settings, log, the browser's profile. Absolute. */
  readonly dataFolder: string
  /** Replaces the remembered export folder for this run. Absolute. */
  readonly exportFolder?: string
  /** Answers every dialog that asks for a folder, for a test, a demo or a machine that has no dialogs. Absolute. */
  readonly chooseFolder?: string
  /** The same for a file. */
  readonly chooseFile?: string
  /** Replaces the language of the system. */
  readonly language?: Language
  /** Without a window, for the demo and the tests. */
  readonly headless: boolean
}

/** Says to Electron what `--headless` says to the Chromium host: Electron would take the option for its own browser's. */
export const HEADLESS_VARIABLE = 'MINUTIER_HEADLESS'

/** Reads `--data-dir`, `--export-dir`, `--choose-folder`, `--choose-file`, `--language`, `--headless`; what it does not know (a runtime's own) is left alone. */
export function applicationOptions(values: readonly string[]): ApplicationOptions {
  const { values: given } = parseArgs({
    args: [...values],
    strict: false,
    options: {
      'data-dir': { type: 'string' },
      'export-dir': { type: 'string' },
      'choose-folder': { type: 'string' },
      'choose-file': { type: 'string' },
      language: { type: 'string' },
      headless: { type: 'boolean' },
    },
  })
  const language = LANGUAGES.find((known) => known === given.language)
  const exportFolder = given['export-dir']
  const chooseFolder = given['choose-folder']
  const chooseFile = given['choose-file']
  const dataFolder = given['data-dir']
  return {
    dataFolder: typeof dataFolder === 'string' ? resolve(dataFolder) : defaultDataFolder(),
    headless: given.headless === true || process.env[HEADLESS_VARIABLE] === '1',
    ...(typeof exportFolder === 'string' && { exportFolder: resolve(exportFolder) }),
    ...(typeof chooseFolder === 'string' && { chooseFolder: resolve(chooseFolder) }),
    ...(typeof chooseFile === 'string' && { chooseFile: resolve(chooseFile) }),
    ...(language && { language }),
  }
}

/** Where the system wants an application's data. */
export function defaultDataFolder(): string {
  if (process.platform === 'win32') return join(process.env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Minutier')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Minutier')
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'minutier')
}

/** French where the system speaks French; English everywhere else. */
export function systemLanguage(): Language {
  const posix = process.platform === 'win32' ? undefined : process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG
  return (posix || Intl.DateTimeFormat().resolvedOptions().locale).toLowerCase().startsWith('fr') ? 'fr' : 'en'
}
