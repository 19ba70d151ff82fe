import { createBridgeClient } from '../bridge-client.ts'

/**
 * Runs in every frame of the Chromium host before the page's own scripts: takes the binding out of the page's reach
 * and puts the bridge in its place. The main process checks frame and origin again at every call.
 */
interface PageScope {
  minutierWire?: (message: string) => Promise<string>
  readonly top: unknown
  readonly location: { readonly origin: string }
  addEventListener(type: 'keydown', listener: (event: PageKey) => void): void
}

interface PageKey {
  readonly key: string
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  preventDefault(): void
}

/** The browser's own keys that would open another window, leave the page, or show what a person did not ask for. */
const BROWSER_KEYS = new Set(['d', 'g', 'h', 'j', 'l', 'n', 'o', 'p', 'r', 's', 't', 'u'])
const BROWSER_FUNCTION_KEYS = new Set(['F3', 'F5', 'F7', 'F12', 'BrowserBack', 'BrowserForward', 'BrowserRefresh', 'BrowserSearch', 'BrowserHome'])

const page = globalThis as unknown as PageScope
const wire = page.minutierWire
delete page.minutierWire

if (wire && page.top === page && page.location.origin === 'https://minutier.localhost') {
  const bridge = createBridgeClient({
    send: wire,
    // A Chromium window has no menu bar of ours: no command ever comes.
    onMenuCommand: () => () => undefined,
  })
  Object.defineProperty(page, 'minutier', { value: Object.freeze(bridge), enumerable: true })
  // On the way up, after the page's own handlers: they see the key first and untouched.
  page.addEventListener('keydown', (event) => {
    if (isBrowserKey(event)) event.preventDefault()
  })
}

function isBrowserKey({ key, altKey, ctrlKey, metaKey }: PageKey): boolean {
  if (BROWSER_FUNCTION_KEYS.has(key)) return true
  if (altKey && (key === 'ArrowLeft' || key === 'ArrowRight' || key === 'Home')) return true
  return (ctrlKey || metaKey) && !altKey && BROWSER_KEYS.has(key.toLowerCase())
}
