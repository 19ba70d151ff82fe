import { projectorWish, type ProjectorWish } from '../projector.ts'
import { keepBrowserKeys, type KeyScope } from './browser-keys.ts'
import { takeBinding, type OwnPage } from './own-page.ts'

/**
 * Runs in the second window of the Chromium host before the page's own scripts. There is no bridge: two keys ask the
 * host for full screen and for leaving, because a page that is driven over the DevTools pipe gets no full screen itself.
 */
interface PageScope extends KeyScope, OwnPage {
  minutierWish?: (wish: ProjectorWish) => Promise<void>
}

const page = globalThis as unknown as PageScope
const ask = takeBinding(page, 'minutierWish')

if (ask) {
  keepBrowserKeys(page)
  page.addEventListener('keydown', (event) => {
    const wish = projectorWish(event)
    if (!wish) return
    event.preventDefault()
    ask(wish).catch(() => undefined)
  })
}
