import type { BrowserContext, Page } from 'playwright-core'

/**
 * An empty page until ours is there. An address of ours would find nothing yet, and the browser shows its page of errors
 * in another process: Playwright then sometimes misses that it is there, and waits for it for ever (6 of 100 starts on a
 * busy machine).
 */
export const FIRST_PAGE = 'data:text/html,<meta name="color-scheme" content="light dark">'

/** No key of the browser leads back to the empty page. */
export async function forgetFirstPage(context: BrowserContext, page: Page): Promise<void> {
  const devtools = await context.newCDPSession(page)
  await devtools.send('Page.resetNavigationHistory')
  await devtools.detach()
}
