import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import type { Language } from '../../../shared/model/bilingual.ts'
import { isOwnSender } from '../../guards/sender.ts'
import { isOn, otherScreen, PROJECTOR_PAGE, PROJECTOR_WISHES, type Area } from '../projector.ts'
import { forgetFirstPage } from './first-page.ts'
import { windowFlags } from './launch-flags.ts'

/** How long the browser that runs may take to open one more window, in milliseconds. Below the 20 s after which a second start would end the first. */
const OPEN_LIMIT = 8_000

/** How far from the corner of its screen the window stands before it fills it, in pixels. */
const INSET = 40

export interface ProjectorWindow {
  /** Opens the second window, or brings it to the front. False if it cannot be opened. */
  open(): Promise<boolean>
  /** Whether this new page is the second window that is being opened, which is then taken; every other one is a stranger. */
  takes(page: Page): boolean
}

export interface ProjectorSources {
  readonly context: BrowserContext
  /** The main window. */
  readonly window: Page
  readonly origin: string
  /** An empty page, which the browser opens before ours. */
  readonly firstPage: string
  /** The built script of its keys. */
  readonly keysScript: string
  /** Undefined where the browser cannot be asked for an application window: the second one then has the browser's frame. */
  readonly openApplicationWindow: WindowOpener | undefined
}

/** Has the running browser open a window on this address. Returns what ends the attempt. */
export type WindowOpener = (address: string, onFailure: (error: unknown) => void) => () => void

/** The window of the second screen: a page of ours without a bridge, in the browser that runs. */
export function createProjectorWindow({ context, window, origin, firstPage, keysScript, openApplicationWindow }: ProjectorSources): ProjectorWindow {
  let shown: Page | undefined
  let opening: Promise<boolean> | undefined
  let awaited: { readonly address: string; readonly arrive: (page: Page) => void } | undefined

  /** Nobody can guess the address that is asked for, so that no other window can come in under its name. */
  const newPage = async (open: WindowOpener): Promise<Page> => {
    const address = `${firstPage}#${randomUUID()}`
    const arrival = Promise.withResolvers<Page>()
    awaited = { address, arrive: arrival.resolve }
    const timer = setTimeout(() => arrival.reject(new Error('no second window')), OPEN_LIMIT)
    const stop = open(address, arrival.reject)
    try {
      return await arrival.promise
    } finally {
      awaited = undefined
      clearTimeout(timer)
      stop()
    }
  }

  const show = async (): Promise<boolean> => {
    if (shown) {
      await shown.bringToFront()
      return true
    }
    const openFramed = () => newPage(framedWindows(context))
    const page = await (openApplicationWindow ? newPage(openApplicationWindow).catch(openFramed) : openFramed())
    shown = page
    page.once('close', () => (shown = undefined))
    // What happens to it is its own affair: the main window never hears of it.
    page.once('crash', () => void page.close().catch(() => undefined))
    page.on('dialog', (dialog) => void dialog.dismiss().catch(() => undefined))
    try {
      await fill(page)
      return true
    } catch (error) {
      await page.close().catch(() => undefined)
      throw error
    }
  }

  const fill = async (page: Page): Promise<void> => {
    const devtools = await context.newCDPSession(page)
    await page.exposeBinding('minutierWish', async ({ frame }, wish: unknown) => {
      const known = PROJECTOR_WISHES.find((candidate) => candidate === wish)
      if (!known || !isOwnSender({ url: frame.url(), parent: frame.parentFrame() }, origin)) throw new Error('refused')
      if (await isFullScreen(devtools)) return setState(devtools, 'normal')
      if (known === 'full-screen') return setState(devtools, 'fullscreen')
      await page.close()
    })
    await page.addInitScript({ path: keysScript })
    await page.goto(`${origin}${PROJECTOR_PAGE}`)
    await forgetFirstPage(context, page)
    await fillOtherScreen(devtools, await context.newCDPSession(window)).catch(() => undefined)
  }

  return {
    open() {
      opening ??= show().finally(() => (opening = undefined))
      return opening
    },
    takes(page) {
      if (!awaited || page.url() !== awaited.address) return false
      awaited.arrive(page)
      return true
    },
  }
}

/** Starts the browser's program once more: the running browser hears of it and opens the window, and the program ends. */
export function applicationWindows(program: string, profile: string, sandbox: boolean, language: () => Language): WindowOpener {
  return (address, onFailure) => {
    const child = spawn(program, secondStart(address, profile, sandbox, language()), { stdio: 'ignore', windowsHide: true })
    child.once('error', onFailure)
    child.once('exit', (code) => code !== 0 && onFailure(new Error(`the browser ended with ${code}`)))
    return () => void child.kill()
  }
}

/** What the program is started with once more: as the first time, beside what Playwright gave it then. */
export function secondStart(address: string, profile: string, sandbox: boolean, language: Language): readonly string[] {
  return [`--user-data-dir=${profile}`, ...windowFlags(address, { headless: false }, language), '--no-first-run', ...(sandbox ? [] : ['--no-sandbox'])]
}

/** A browser without a screen is asked over the pipe; and where the other way failed, a window with an address is better than none. */
function framedWindows(context: BrowserContext): WindowOpener {
  return (address, onFailure) => {
    const opened = context.browser()?.newBrowserCDPSession().then(async (devtools) => {
      await devtools.send('Target.createTarget', { url: address, newWindow: true })
      await devtools.detach()
    })
    opened?.catch(onFailure)
    return () => undefined
  }
}

async function isFullScreen(devtools: CDPSession): Promise<boolean> {
  const { bounds } = await devtools.send('Browser.getWindowForTarget')
  return bounds.windowState === 'fullscreen'
}

async function setState(devtools: CDPSession, windowState: 'normal' | 'fullscreen'): Promise<void> {
  const { windowId } = await devtools.send('Browser.getWindowForTarget')
  await devtools.send('Browser.setWindowBounds', { windowId, bounds: { windowState } })
}

/** Fills the screen on which the main window does not stand, if there is one and the desktop lets windows be placed. */
async function fillOtherScreen(devtools: CDPSession, main: CDPSession): Promise<void> {
  const { screenInfos } = await devtools.send('Emulation.getScreenInfos')
  const screens = screenInfos.map(({ left, top, width, height }): Area => ({ x: left, y: top, width, height }))
  const screen = otherScreen(screens, await areaOf(main))
  await main.detach()
  if (!screen) return
  const { windowId } = await devtools.send('Browser.getWindowForTarget')
  const bounds = { left: screen.x + INSET, top: screen.y + INSET, width: screen.width - 2 * INSET, height: screen.height - 2 * INSET }
  await devtools.send('Browser.setWindowBounds', { windowId, bounds })
  // Some desktops place windows themselves: there it would cover the secretary's own screen.
  if (isOn(await areaOf(devtools), screen)) await setState(devtools, 'fullscreen')
}

async function areaOf(devtools: CDPSession): Promise<Area> {
  const { bounds } = await devtools.send('Browser.getWindowForTarget')
  return { x: bounds.left ?? 0, y: bounds.top ?? 0, width: bounds.width ?? 0, height: bounds.height ?? 0 }
}
