import type { WebContents } from 'electron'

/**
 * Threat: `window.open`, `target=_blank` or a middle click opens a second window, with preferences that nobody checked.
 *
 * Defence: no page ever opens a window. The main process makes them: the application's, and that of the second screen.
 */
export function guardWindowOpen(contents: Pick<WebContents, 'setWindowOpenHandler'>): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}
