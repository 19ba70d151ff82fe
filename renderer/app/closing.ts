import type { Store } from '../store/store.ts'
import { bridge } from './bridge.ts'

/**
 * What was typed in the last moments is on the disk before the window closes. A closing window gives no time to
 * write: so the first try to close is held, what waits is written, and then the window is closed for the person.
 * Where writing fails the window stays, with the sentence that says why; a second try closes it all the same.
 */
export function flushBeforeClosing(store: Store): void {
  let wasHeld = false
  window.addEventListener('beforeunload', (event) => {
    if (store.saveState.kind === 'saved' || wasHeld) return
    event.preventDefault()
    wasHeld = true
    void closeWhenSaved(store).finally(() => {
      wasHeld = store.saveState.kind === 'failed'
    })
  })
  window.addEventListener('blur', () => void store.flush())
  document.addEventListener('visibilitychange', () => void store.flush())
}

/** Writes what waits and closes the application, unless writing failed. */
export async function closeWhenSaved(store: Store): Promise<void> {
  await store.flush()
  if (store.saveState.kind !== 'failed') await bridge().quit()
}
