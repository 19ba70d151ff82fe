import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { chromium, type BrowserContext, type Page, type Route } from '@playwright/test'
import type * as Electron from 'electron'
import { findBrowser } from '../../../electron/hosts/chromium/find-browser.ts'
import { keyScript, preloadScript } from './preload-scope.ts'

/** Chromium knows no `app:`; its pages stand here, and every address that the main process sees is turned back. */
const REAL_ORIGIN = 'https://minutier.localhost'
const SHOWN_ORIGIN = 'app://minutier'

type IpcHandler = Parameters<Electron.IpcMain['handle']>[1]
type SchemeHandler = Parameters<Electron.Protocol['handle']>[1]
type RequestCheck = (details: { url: string }, answer: (response: Electron.CallbackResponse) => void) => void

export const ipcHandlers = new Map<string, IpcHandler>()
export const schemeHandlers = new Map<string, SchemeHandler>()
export const browserSwitches: string[] = []

class StandInSession extends EventEmitter {
  requestCheck: RequestCheck = (_details, answer) => answer({})
  readonly webRequest = {
    onBeforeRequest: (check: RequestCheck) => {
      this.requestCheck = check
    },
  }
  setPermissionRequestHandler(): void {}
  setPermissionCheckHandler(): void {}
  setDevicePermissionHandler(): void {}

  mayRequest(url: string): Promise<boolean> {
    return new Promise((resolve) => this.requestCheck({ url }, ({ cancel }) => resolve(cancel !== true)))
  }
}

class StandInContents extends EventEmitter {
  readonly session = new StandInSession()
  readonly #preferences: Electron.WebPreferences
  readonly #page: Promise<Page>
  openHandler: () => Electron.WindowOpenHandlerResponse = () => ({ action: 'allow' })

  constructor(preferences: Electron.WebPreferences, page: Promise<Page>) {
    super()
    this.#preferences = preferences
    this.#page = page
  }

  getLastWebPreferences = () => this.#preferences
  setWindowOpenHandler = (handler: () => Electron.WindowOpenHandlerResponse) => {
    this.openHandler = handler
  }
  reload = () => void this.#page.then((page) => page.reload())
  send = (channel: string, ...values: unknown[]) => {
    void this.#page.then((page) =>
      page.evaluate(([name, given]) => (globalThis as unknown as { standInDeliver(channel: string, values: unknown[]): void }).standInDeliver(name, given), [channel, values] as const),
    )
  }

  /** True if a listener forbade it, as Electron asks before a navigation. */
  forbids(url: string): boolean {
    let prevented = false
    this.emit('will-navigate', { url, preventDefault: () => (prevented = true) })
    return prevented
  }
}

export class StandInWindow extends EventEmitter {
  static #context: Promise<BrowserContext> | undefined
  static readonly #open = new Set<StandInWindow>()
  readonly webContents: StandInContents
  readonly #page: Promise<Page>
  #isFullScreen = false

  constructor(options: Electron.BrowserWindowConstructorOptions, userData: string) {
    super()
    const preferences = options.webPreferences ?? {}
    StandInWindow.#open.add(this)
    this.#page = this.#launch(userData, preferences)
    this.webContents = new StandInContents(preferences, this.#page)
  }

  /** The class as Electron's main process makes windows of it: with options only. */
  static with(userData: () => string) {
    return class extends StandInWindow {
      constructor(options: Electron.BrowserWindowConstructorOptions) {
        super(options, userData())
      }
    }
  }

  static async closeAll(): Promise<void> {
    const context = await StandInWindow.#context
    await context?.close().catch(() => undefined)
  }

  loadURL = async (url: string) => void (await (await this.#page).goto(realAddress(url)))
  close = () => {
    this.emit('close')
    this.destroy()
  }
  destroy = () => void this.#page.then((page) => page.close())
  isDestroyed = () => !StandInWindow.#open.has(this)
  focus = () => void this.#page.then((page) => page.bringToFront())
  isMinimized = () => false
  restore(): void {}
  removeMenu(): void {}
  isMaximized = () => false
  maximize(): void {}
  isFullScreen = () => this.#isFullScreen
  setFullScreen = (isFullScreen: boolean) => {
    this.#isFullScreen = isFullScreen
  }
  getNormalBounds = (): Electron.Rectangle => ({ x: 0, y: 0, width: 1366, height: 768 })
  getBounds = (): Electron.Rectangle => this.getNormalBounds()

  /** All windows of a process are pages of one browser, as they share one session. */
  static async #newPage(userData: string): Promise<Page> {
    const known = await StandInWindow.#context
    if (known) return known.newPage()
    const program = await findBrowser()
    if (!program) throw new Error('no Chromium for the stand-in')
    StandInWindow.#context = chromium.launchPersistentContext(userData, {
      executablePath: program,
      headless: true,
      viewport: null,
      args: [...browserSwitches, '--window-size=1366,768', '--host-resolver-rules=MAP * ~NOTFOUND'],
    })
    const context = await StandInWindow.#context
    return context.pages()[0] ?? context.newPage()
  }

  async #launch(userData: string, { preload }: Electron.WebPreferences): Promise<Page> {
    const page = await StandInWindow.#newPage(userData)
    if (preload !== undefined) {
      await page.exposeBinding('standInInvoke', (source, channel: string, values: unknown[]) => this.#invoke(source.frame.url(), source.frame.parentFrame(), channel, values))
      // The built preload itself, as Electron would run it, but in the page's own world.
      await page.addInitScript({ content: preloadScript(REAL_ORIGIN, readFileSync(preload, 'utf8')) })
    }
    await page.exposeBinding('standInKey', (_source, input: Electron.Input) => void this.webContents.emit('before-input-event', { preventDefault: () => undefined }, input))
    await page.addInitScript({ content: keyScript() })
    await page.route('**/*', (route) => this.#answer(route))
    page.on('popup', (popup) => void (this.webContents.openHandler().action === 'deny' && popup.close()))
    page.on('crash', () => void this.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }))
    page.once('close', () => {
      StandInWindow.#open.delete(this)
      if (StandInWindow.#open.size === 0) void StandInWindow.closeAll()
      this.emit('closed')
    })
    return page
  }

  #invoke(url: string, parent: unknown, channel: string, values: readonly unknown[]): unknown {
    const handler = ipcHandlers.get(channel)
    if (!handler) throw new Error(`No handler registered for '${channel}'`)
    const event = { sender: this.webContents, senderFrame: { url: shownAddress(url), parent } }
    return handler(event as unknown as Electron.IpcMainInvokeEvent, ...values)
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request()
    const url = shownAddress(request.url())
    if (request.isNavigationRequest() && this.webContents.forbids(url)) return route.fulfill({ status: 204 })
    const handler = schemeHandlers.get(new URL(url).protocol.slice(0, -1))
    if (!handler || !(await this.webContents.session.mayRequest(url))) return route.abort()
    const response = await handler(new Request(url, { method: request.method() }) as Parameters<SchemeHandler>[0])
    await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body: Buffer.from(await response.arrayBuffer()) })
  }
}

function realAddress(url: string): string {
  return url.startsWith(SHOWN_ORIGIN) ? REAL_ORIGIN + url.slice(SHOWN_ORIGIN.length) : url
}

function shownAddress(url: string): string {
  return url.startsWith(`${REAL_ORIGIN}/`) ? SHOWN_ORIGIN + url.slice(REAL_ORIGIN.length) : url
}
