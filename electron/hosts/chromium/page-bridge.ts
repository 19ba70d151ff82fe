import { createBridgeClient } from '../bridge-client.ts'
import { keepBrowserKeys, type KeyScope } from './browser-keys.ts'
import { takeBinding, type OwnPage } from './own-page.ts'

/**
 * Runs in every frame of the main window of the Chromium host before the page's own scripts: takes the binding out of
 * the page's reach and puts the bridge in its place. The main process checks frame and origin again at every call.
 */
interface PageScope extends KeyScope, OwnPage {
  minutierWire?: (message: string) => Promise<string>
}

const page = globalThis as unknown as PageScope
const wire = takeBinding(page, 'minutierWire')

if (wire) {
  const bridge = createBridgeClient({
    send: wire,
    // A Chromium window has no menu bar of ours: no command ever comes.
    onMenuCommand: () => () => undefined,
  })
  Object.defineProperty(page, 'minutier', { value: Object.freeze(bridge), enumerable: true })
  keepBrowserKeys(page)
}
