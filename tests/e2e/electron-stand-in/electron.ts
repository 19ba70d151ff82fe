import { EventEmitter } from 'node:events'
import { mkdirSync } from 'node:fs'
import type * as Electron from 'electron'
import { StandInWindow, browserSwitches, ipcHandlers, schemeHandlers } from './window.ts'

/** As much of Electron's main process as Minutier's uses, over Playwright, typed by Electron's own declarations. */

class StandInApp extends EventEmitter {
  readonly isPackaged = false
  readonly #paths = new Map<string, string>()
  #ready = false
  readonly #started = new Promise<void>((resolve) => {
    setImmediate(() => {
      this.#ready = true
      resolve()
    })
  })

  readonly commandLine = {
    appendSwitch: (name: string, value?: string) => void browserSwitches.push(value === undefined ? `--${name}` : `--${name}=${value}`),
  } satisfies Partial<Electron.CommandLine>

  isReady = () => this.#ready
  whenReady = () => this.#started
  requestSingleInstanceLock = () => true
  getPath = (name: string) => this.#paths.get(name) ?? ''
  setPath = (name: string, path: string) => {
    mkdirSync(path, { recursive: true })
    this.#paths.set(name, path)
  }
  exit = (code = 0) => void StandInWindow.closeAll().then(() => process.exit(code))
}

type AppPart = Pick<Electron.App, 'isPackaged' | 'isReady' | 'whenReady' | 'exit'>

const standIn = new StandInApp() satisfies AppPart
export const app = standIn
export const BrowserWindow = StandInWindow.with(() => standIn.getPath('userData'))

export const protocol: Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle'> = {
  registerSchemesAsPrivileged: () => {
    if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
  },
  handle: (scheme, handler) => void schemeHandlers.set(scheme, handler),
}

export const ipcMain: Pick<Electron.IpcMain, 'handle'> = {
  handle: (channel, listener) => {
    if (ipcHandlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    ipcHandlers.set(channel, listener)
  },
}

export const nativeTheme: Pick<Electron.NativeTheme, 'shouldUseDarkColors'> = { shouldUseDarkColors: false }

const DISPLAY = { x: 0, y: 0, width: 1920, height: 1080 }

export const screen: { getAllDisplays(): readonly Pick<Electron.Display, 'workArea' | 'bounds'>[] } = {
  getAllDisplays: () => [{ workArea: DISPLAY, bounds: DISPLAY }],
}

/** Nobody is there to answer a dialog, and nothing is opened outside. */
export const dialog = {
  showOpenDialog: (_window: unknown, _options: Electron.OpenDialogOptions): Promise<Electron.OpenDialogReturnValue> => Promise.resolve({ canceled: true, filePaths: [] }),
}

export const shell: Pick<Electron.Shell, 'openExternal' | 'openPath' | 'showItemInFolder'> = {
  openExternal: () => Promise.resolve(),
  openPath: () => Promise.resolve(''),
  showItemInFolder: () => undefined,
}

let applicationMenu: Electron.MenuItemConstructorOptions[] = []

/** Keeps the template. A click on an item can be asked for with `SIGUSR2`: it clicks "home", the first command. */
export const Menu = {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => template,
  setApplicationMenu: (template: Electron.MenuItemConstructorOptions[]) => {
    applicationMenu = template
  },
}

if (process.platform !== 'win32') process.on('SIGUSR2', clickFirstCommand)

function clickFirstCommand(): void {
  const items = applicationMenu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
  const command = items.find(({ click }) => click !== undefined)
  ;(command?.click as (() => void) | undefined)?.()
}
