import type { WebContents } from 'electron'

/**
 * Threat: `window.open`, `target=_blank` or a middle click opens a second window, with preferences that nobody checked.
 *
 * Defence: no page ever opens a window. There is one, and the main process made it.
 */
export function guardWindowOpen(contents: Pick<WebContents, 'setWindowOpenHandler'>): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}
