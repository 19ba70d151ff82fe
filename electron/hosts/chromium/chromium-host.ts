import { join } from 'node:path'
import { chromium, type BrowserContext, type Page, type Route } from 'playwright-core'
import type { Language } from '../../../shared/model/bilingual.ts'
import type { ApplicationOptions } from '../../application/options.ts'
import { announce } from '../../application/signals.ts'
import { isOwnAddress } from '../../guards/navigation.ts'
import { isOwnSender } from '../../guards/sender.ts'
import type { Host, HostContent } from '../host.ts'
import { chooseFile, chooseFolder, openWithSystem, revealInFolder } from './desktop.ts'
import { clearTestDevtools, TEST_DEVTOOLS, testDevtoolsUrl } from '../../application/test-devtools.ts'
import { FIRST_PAGE, forgetFirstPage } from './first-page.ts'
import { launchFlags } from './launch-flags.ts'
import { CHROMIUM_ORIGIN } from './own-page.ts'
import { prepareProfile } from './profile.ts'
import { applicationWindows, createProjectorWindow, type ProjectorWindow } from './projector-window.ts'

/** The renderer's origin. Interception answers it: no name is looked up and no port is opened. */

/** How long a browser may take to open, in milliseconds. */
const LAUNCH_LIMIT = 60_000

/** How long a page may take to close, in milliseconds. */
const CLOSE_LIMIT = 2_000

export interface ChromiumHostSources {
  readonly program: string
  readonly options: ApplicationOptions
  readonly root: string
}

export interface ChromiumHost extends Host {
  /** Brings the window to the front. */
  show(): void
}

/** The application in a window of the system's Chromium, Chrome or Edge, driven over the DevTools pipe. */
export function createChromiumHost({ program, options, root }: ChromiumHostSources): ChromiumHost {
  let language: Language = 'fr'
  let context: BrowserContext | undefined
  let window: Page | undefined
  let projector: ProjectorWindow | undefined
  let quitting = false

  const closeBrowser = () => void context?.close().catch(() => undefined)

  /** As a person closes the window: the page hears of it, and writes down what it still holds. */
  const quit = () => {
    quitting = true
    void window?.close({ runBeforeUnload: true }).catch(() => undefined)
    // A page that does not answer, or that is not there yet, does not hold us back.
    setTimeout(closeBrowser, window ? CLOSE_LIMIT : 0).unref()
  }

  const run = async (content: HostContent): Promise<void> => {
    const profile = join(options.dataFolder, 'chromium')
    await prepareProfile(profile)
    clearTestDevtools(profile)
    const browser = await launch(program, profile, options, language)
    context = browser.context
    const closed = new Promise<void>((resolve) => context?.once('close', () => resolve()))
    if (quitting) closeBrowser()
    try {
      const scripts = join(root, 'out', 'preload')
      window = await prepare(context, content, join(scripts, 'page-bridge.cjs'))
      projector = createProjectorWindow({
        context,
        window,
        origin: CHROMIUM_ORIGIN,
        firstPage: FIRST_PAGE,
        keysScript: join(scripts, 'projector-keys.cjs'),
        openApplicationWindow: options.headless ? undefined : applicationWindows(program, profile, browser.sandbox, () => language),
      })
      await keepOthersOut(context, window, projector)
      // On macOS the browser outlives its last window; we do not.
      window.once('close', closeBrowser)
      if (TEST_DEVTOOLS) announce({ minutier: 'devtools', url: await testDevtoolsUrl(profile) })
      await window.goto(`${CHROMIUM_ORIGIN}/`)
      await forgetFirstPage(context, window)
    } catch (error) {
      closeBrowser()
      await closed
      if (!quitting) throw error
    }
    await closed
  }

  return {
    kind: 'chromium',
    nativeMenu: false,
    run,
    setLanguage: (wanted) => {
      language = wanted
    },
    chooseFolder: (purpose, startAt) => chooseFolder(language, purpose, startAt),
    chooseFile: (purpose, startAt) => chooseFile(language, purpose, startAt),
    openOutside: openWithSystem,
    openFile: openWithSystem,
    revealFile: revealInFolder,
    openProjector: async () => (await projector?.open()) ?? false,
    // The answer to the call that asked for it leaves first.
    quit: () => void setTimeout(quit, 50),
    show: () => void window?.bringToFront().catch(() => undefined),
  }
}

interface RunningBrowser {
  readonly context: BrowserContext
  readonly sandbox: boolean
}

async function launch(program: string, profile: string, options: ApplicationOptions, language: Language): Promise<RunningBrowser> {
  // As root the browser's own sandbox cannot work; for everybody else it stays on.
  const sandbox = process.getuid?.() !== 0
  try {
    return { context: await launchWith(program, profile, options, language, sandbox), sandbox }
  } catch (error) {
    // In some containers nobody has one. The demo and the tests may do without; a window with a person's data may not.
    if (!sandbox || !options.headless) throw error
    return { context: await launchWith(program, profile, options, language, false), sandbox: false }
  }
}

function launchWith(program: string, profile: string, options: ApplicationOptions, language: Language, sandbox: boolean): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath: program,
    timeout: LAUNCH_LIMIT,
    headless: options.headless,
    chromiumSandbox: sandbox,
    ignoreDefaultArgs: ['--enable-automation', '--disable-popup-blocking', '--force-color-profile=srgb'],
    // Linux reads the language of the browser's own words from here, the others from a flag.
    env: { ...process.env, LANGUAGE: language },
    args: launchFlags(options, language),
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    acceptDownloads: false,
    serviceWorkers: 'block',
    // The window is a person's: nothing of it is emulated.
    viewport: null,
    colorScheme: null,
    reducedMotion: null,
    forcedColors: null,
    contrast: null,
  })
}

async function prepare(context: BrowserContext, content: HostContent, bridgeScript: string): Promise<Page> {
  const window = context.pages()[0] ?? (await context.newPage())
  // The window's alone: the second one gets neither the binding nor the bridge.
  await window.exposeBinding('minutierWire', async ({ frame, page }, message: unknown) => {
    if (!isOwnSender({ url: frame.url(), parent: frame.parentFrame() }, CHROMIUM_ORIGIN) || page !== window) throw new Error('refused')
    return content.door.pass(message)
  })
  await window.addInitScript({ path: bridgeScript })
  await context.route('**/*', (route) => answer(route, content))
  // Unanswered, a page that holds its close would be closed all the same. It writes what it holds and quits by itself.
  window.on('dialog', (dialog) => void dialog.dismiss().catch(() => undefined))
  window.on('crash', () => void window.reload().catch(() => undefined))
  await keepStorage(context, window)
  return window
}

/** No other window, whoever asks for it (a script, a link, a key of the browser), but the second screen that we open ourselves. */
async function keepOthersOut(context: BrowserContext, window: Page, projector: ProjectorWindow): Promise<void> {
  context.on('page', (page) => {
    if (!projector.takes(page)) void page.close().catch(() => undefined)
  })
  for (const page of context.pages()) if (page !== window) await page.close()
}

/** Lets the page ask that its database is not thrown away when the disk is nearly full. */
async function keepStorage(context: BrowserContext, window: Page): Promise<void> {
  // The permission ends with the session, so that stays open.
  const devtools = await context.newCDPSession(window)
  await devtools.send('Browser.grantPermissions', { origin: CHROMIUM_ORIGIN, permissions: ['durableStorage'] }).catch(() => undefined)
}

/** Our origin is answered from the built renderer; every other request, in any frame, fails. */
async function answer(route: Route, { files }: HostContent): Promise<void> {
  const request = route.request()
  try {
    if (!isOwnAddress(request.url(), CHROMIUM_ORIGIN)) {
      // An aborted navigation would show the browser's page of errors; an empty answer leaves ours where it is.
      return await (request.isNavigationRequest() ? route.fulfill({ status: 204 }) : route.abort('blockedbyclient'))
    }
    const { status, headers, body } = await files.answer(request.method(), request.url())
    await route.fulfill({ status, headers: { ...headers }, body })
  } catch {
    // The window was closed while we answered.
  }
}
