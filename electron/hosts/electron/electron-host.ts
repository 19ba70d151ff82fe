import { join } from 'node:path'
import { app, BrowserWindow, dialog, Menu, nativeTheme, protocol, shell, type OpenDialogOptions } from 'electron'
import type { Language } from '../../../shared/model/bilingual.ts'
import type { Logbook } from '../../application/logbook.ts'
import type { ApplicationOptions } from '../../application/options.ts'
import { announce } from '../../application/signals.ts'
import { TEST_DEVTOOLS, testDevtoolsUrl } from '../../application/test-devtools.ts'
import { guardNavigation, isOwnAddress } from '../../guards/navigation.ts'
import { guardNetwork } from '../../guards/network.ts'
import { guardPermissions } from '../../guards/permissions.ts'
import { assertWebPreferences, safeWebPreferences } from '../../guards/web-preferences.ts'
import { guardWindowOpen } from '../../guards/window-open.ts'
import type { ChosenPath, Host, HostContent } from '../host.ts'
import { BACKUP_EXTENSION } from '../../backup/backup-name.ts'
import { menuText } from '../menu-text.ts'
import { effectivePreferences } from './effective-preferences.ts'
import { applicationMenu } from './menu.ts'
import { createProjectorWindow, type ProjectorWindow } from './projector-window.ts'
import { keepWindowState, readWindowState } from './window-state.ts'
import { carryBridge, sendMenuCommand } from './window-wire.ts'

/** Fixed for ever: what the renderer keeps is kept under it. */
const ELECTRON_ORIGIN = 'app://minutier'

/** A page that ends again this soon after it was loaded anew would do so for ever, in milliseconds. */
const CRASH_LOOP = 60_000

/** The colours of the page's ground, so that the window does not flash before its first paint. */
const GROUND = { light: '#f6f5f1', dark: '#17181a' }

export interface ElectronHost extends Host {
  /** Brings the window to the front. */
  show(): void
}

/** Before the application is ready: `app:` is a scheme with an origin of its own, as safe as https. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])
}

export function createElectronHost(options: ApplicationOptions, root: string): ElectronHost {
  let language: Language = 'fr'
  let window: BrowserWindow | undefined
  let projector: ProjectorWindow | undefined

  const setMenu = () => {
    Menu.setApplicationMenu(applicationMenu(language, (command) => window && sendMenuCommand(window.webContents, command)))
  }

  const run = async ({ files, door, logbook }: HostContent): Promise<void> => {
    await app.whenReady()
    protocol.handle('app', async ({ method, url }) => {
      if (!isOwnAddress(url, ELECTRON_ORIGIN)) return new Response(null, { status: 404 })
      const { status, headers, body } = await files.answer(method, url)
      return new Response(new Uint8Array(body), { status, headers })
    })
    setMenu()
    const opened = await openWindow(options, join(root, 'out', 'preload', 'preload.cjs'))
    window = opened
    projector = createProjectorWindow({ main: opened, origin: ELECTRON_ORIGIN, headless: options.headless, packaged: app.isPackaged, ground })
    const closed = new Promise<void>((resolve) => opened.once('closed', () => resolve()))
    opened.on('close', () => void keepWindowState(options.dataFolder, opened))
    carryBridge(opened.webContents, door, ELECTRON_ORIGIN)
    reviveAfterCrash(opened, logbook)
    if (TEST_DEVTOOLS) announce({ minutier: 'devtools', url: await testDevtoolsUrl(app.getPath('userData')) })
    await opened.loadURL(`${ELECTRON_ORIGIN}/`)
    await closed
    window = undefined
    projector = undefined
  }

  const choose = async (options: OpenDialogOptions): Promise<ChosenPath> => {
    if (!window) return { kind: 'no-dialog' }
    const { canceled, filePaths } = await dialog.showOpenDialog(window, options)
    const path = filePaths[0]
    return canceled || path === undefined ? { kind: 'cancelled' } : { kind: 'chosen', path }
  }

  return {
    kind: 'electron',
    nativeMenu: true,
    run,
    setLanguage(wanted) {
      language = wanted
      if (app.isReady()) setMenu()
    },
    chooseFolder(purpose, startAt) {
      const text = menuText(language)
      // macOS shows no title, but a message.
      const title = text(`dialog.folder.${purpose}`)
      return choose({ title, message: title, buttonLabel: text('dialog.choose'), defaultPath: startAt, properties: ['openDirectory', 'createDirectory'] })
    },
    chooseFile(purpose, startAt) {
      const text = menuText(language)
      const title = text(`dialog.file.${purpose}`)
      const filters = [
        { name: text('dialog.backups'), extensions: [BACKUP_EXTENSION.slice(1)] },
        { name: text('dialog.allFiles'), extensions: ['*'] },
      ]
      return choose({ title, message: title, buttonLabel: text('dialog.choose'), defaultPath: startAt, filters, properties: ['openFile'] })
    },
    openOutside: (address) => shell.openExternal(address).then(
      () => true,
      () => false,
    ),
    openFile: async (path) => (await shell.openPath(path)) === '',
    async revealFile(path) {
      shell.showItemInFolder(path)
      return true
    },
    openProjector: async () => (await projector?.open()) ?? false,
    // The answer to the call that asked for it leaves first.
    quit: () => void setTimeout(() => window?.close(), 50),
    show() {
      if (window?.isMinimized()) window.restore()
      window?.focus()
    },
  }
}

function ground(): string {
  return nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light
}

/** The main window, with every guard in place before anything is loaded. */
async function openWindow(options: ApplicationOptions, preload: string): Promise<BrowserWindow> {
  const { maximised, ...bounds } = await readWindowState(options.dataFolder)
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 800,
    minHeight: 560,
    show: !options.headless,
    title: 'Minutier',
    backgroundColor: ground(),
    webPreferences: safeWebPreferences(preload, app.isPackaged),
  })
  const { webContents } = window
  assertWebPreferences(effectivePreferences(window))
  guardNavigation(webContents, ELECTRON_ORIGIN)
  guardWindowOpen(webContents)
  guardPermissions(webContents.session)
  guardNetwork(webContents.session, ELECTRON_ORIGIN)
  if (maximised) window.maximize()
  return window
}

/** A page that has crashed is loaded anew, at the address where it was: what was saved is intact, and a white window says nothing. */
function reviveAfterCrash(window: BrowserWindow, logbook: Logbook): void {
  const { webContents } = window
  let revivedAt = -Infinity
  webContents.on('render-process-gone', (_, { reason, exitCode }) => {
    if (window.isDestroyed() || reason === 'clean-exit') return
    const revives = performance.now() - revivedAt > CRASH_LOOP
    logbook.problem('page gone', { reason, exitCode, revives })
    if (!revives) return
    revivedAt = performance.now()
    webContents.reload()
  })
}
