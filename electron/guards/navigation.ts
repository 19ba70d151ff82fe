import type { WebContents } from 'electron'

/**
 * Threat: a link in pasted or shared content, a dropped file, a redirect or a script takes the window to another page,
 * which then stands where the application stood, with its bridge.
 *
 * Defences:
 * 1. The window and its frames only ever go to pages of the renderer's own origin.
 * 2. Redirects are checked like links.
 * 3. No `<webview>` can be attached.
 * Links to the outside go through `Bridge.openLink`, never through navigation.
 */
export function guardNavigation(contents: WebContents, origin: string): void {
  contents.on('will-navigate', (event) => refuseForeign(event, origin))
  contents.on('will-frame-navigate', (event) => refuseForeign(event, origin))
  contents.on('will-redirect', (event) => refuseForeign(event, origin))
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** True for an address of the renderer. `URL.origin` says "null" for schemes such as `app:`, so it is put together here. */
export function isOwnAddress(url: string, origin: string): boolean {
  const parsed = URL.parse(url)
  return parsed !== null && parsed.username === '' && parsed.password === '' && `${parsed.protocol}//${parsed.host}` === origin
}

function refuseForeign(event: { readonly url: string; preventDefault(): void }, origin: string): void {
  if (!isOwnAddress(event.url, origin)) event.preventDefault()
}
