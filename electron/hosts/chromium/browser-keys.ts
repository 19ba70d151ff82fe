/** As much of a page as the scripts of this host need there. */
export interface KeyScope {
  addEventListener(type: 'keydown', listener: (event: PageKey) => void): void
}

export interface PageKey {
  readonly key: string
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  preventDefault(): void
}

/** The browser's own keys that would open another window, leave the page, or show what a person did not ask for. */
const BROWSER_KEYS = new Set(['d', 'g', 'h', 'j', 'l', 'n', 'o', 'p', 'r', 's', 't', 'u'])
/** With Shift as well (on a Mac: with Option and Command), its tools for developers, which reach all that is stored here. */
const DEVELOPER_KEYS = new Set(['i', 'c', 'j'])
const BROWSER_FUNCTION_KEYS = new Set(['F3', 'F5', 'F7', 'F12', 'BrowserBack', 'BrowserForward', 'BrowserRefresh', 'BrowserSearch', 'BrowserHome'])

/** Takes the browser's keys away on the way up, after the page's own handlers: they see the key first and untouched. */
export function keepBrowserKeys(page: KeyScope): void {
  page.addEventListener('keydown', (event) => {
    if (isBrowserKey(event)) event.preventDefault()
  })
}

function isBrowserKey({ key, altKey, ctrlKey, metaKey, shiftKey }: PageKey): boolean {
  if (BROWSER_FUNCTION_KEYS.has(key)) return true
  if (altKey && (key === 'ArrowLeft' || key === 'ArrowRight' || key === 'Home')) return true
  if (((ctrlKey && shiftKey) || (metaKey && (shiftKey || altKey))) && DEVELOPER_KEYS.has(key.toLowerCase())) return true
  return (ctrlKey || metaKey) && !altKey && BROWSER_KEYS.has(key.toLowerCase())
}
