import { createBridgeClient } from '../bridge-client.ts'
import { keepBrowserKeys, type KeyScope } from './browser-keys.ts'

/**
 * Runs in every frame of the main window of the Chromium host before the page's own scripts: takes the binding out of
 * the page's reach and puts the bridge in its place. The main process checks frame and origin again at every call.
 */
interface PageScope extends KeyScope {
  minutierWire?: (message: string) => Promise<string>
  readonly top: unknown
  readonly location: { readonly origin: string }
}

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
  keepBrowserKeys(page)
}
