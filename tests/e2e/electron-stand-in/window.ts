import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { chromium, type BrowserContext, type Page, type Route } from '@playwright/test'
import type * as Electron from 'electron'
import { findBrowser } from '../../../electron/hosts/chromium/find-browser.ts'
import { preloadScript } from './preload-scope.ts'

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
  static readonly #open = new Set<BrowserContext>()
  readonly webContents: StandInContents
  readonly #page: Promise<Page>

  constructor(options: Electron.BrowserWindowConstructorOptions, userData: string) {
    super()
    const preferences = options.webPreferences ?? {}
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
    await Promise.all([...StandInWindow.#open].map((context) => context.close().catch(() => undefined)))
  }

  loadURL = async (url: string) => void (await (await this.#page).goto(realAddress(url)))
  close = () => {
    this.emit('close')
    void this.#page.then((page) => page.close())
  }
  focus = () => void this.#page.then((page) => page.bringToFront())
  isMinimized = () => false
  restore(): void {}
  isMaximized = () => false
  maximize(): void {}
  getNormalBounds = (): Electron.Rectangle => ({ x: 0, y: 0, width: 1366, height: 768 })

  async #launch(userData: string, preferences: Electron.WebPreferences): Promise<Page> {
    const program = await findBrowser()
    if (!program) throw new Error('no Chromium for the stand-in')
    const context = await chromium.launchPersistentContext(userData, {
      executablePath: program,
      headless: true,
      viewport: null,
      args: [...browserSwitches, '--window-size=1366,768', '--host-resolver-rules=MAP * ~NOTFOUND'],
    })
    StandInWindow.#open.add(context)
    const page = context.pages()[0] ?? (await context.newPage())
    await context.exposeBinding('standInInvoke', (source, channel: string, values: unknown[]) => this.#invoke(source.frame.url(), source.frame.parentFrame(), channel, values))
    // The built preload itself, as Electron would run it, but in the page's own world.
    await context.addInitScript({ content: preloadScript(REAL_ORIGIN, readFileSync(preferences.preload ?? '', 'utf8')) })
    await context.route('**/*', (route) => this.#answer(route))
    page.on('popup', (popup) => void (this.webContents.openHandler().action === 'deny' && popup.close()))
    page.once('close', () => {
      StandInWindow.#open.delete(context)
      void context.close().catch(() => undefined)
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
