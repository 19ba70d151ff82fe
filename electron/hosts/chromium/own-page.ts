/** As much of a page as tells whether it is the application's own. */
export interface OwnPage {
  readonly top: unknown
  readonly location: { readonly origin: string }
}

/** Where the application's pages stand in this host; nothing is asked of the network for it. */
export const CHROMIUM_ORIGIN = 'https://minutier.localhost'

/**
 * Takes a binding of the DevTools protocol out of the page's reach, in every frame and page.
 * @returns it, in the main frame of the application's own page; undefined everywhere else
 */
export function takeBinding<Page extends OwnPage, Name extends keyof Page>(page: Page, name: Name): Page[Name] | undefined {
  const binding = page[name]
  Reflect.deleteProperty(page, name)
  return page.top === page && page.location.origin === CHROMIUM_ORIGIN ? binding : undefined
}
