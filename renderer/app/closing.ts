import type { Store } from '../store/store.ts'
import { bridge } from './bridge.ts'

/**
 * What was typed in the last moments is on the disk before the window closes. A closing window gives no time to
 * write: so the first try to close is held, what waits is written, and then the window is closed for the person.
 * Where writing fails the window stays, with the sentence that says why; a further try closes it all the same.
 */
export function flushBeforeClosing(store: Store): void {
  let isClosing = false
  let gaveUp = false
  window.addEventListener('beforeunload', (event) => {
    settleField()
    if (store.saveState.kind === 'saved' || (gaveUp && store.saveState.kind === 'failed')) return
    event.preventDefault()
    if (isClosing) return
    isClosing = true
    void closeWhenSaved(store).finally(() => {
      isClosing = false
      gaveUp = store.saveState.kind === 'failed'
    })
  })
  window.addEventListener('blur', () => void store.flush())
  document.addEventListener('visibilitychange', () => void store.flush())
}

/** Writes what waits, and what is typed meanwhile, and closes the application; unless writing failed. */
export async function closeWhenSaved(store: Store): Promise<void> {
  settleField()
  do await store.flush()
  while (store.saveState.kind === 'saving')
  if (store.saveState.kind !== 'failed') await bridge().quit()
}

/** Fields hand over what was typed in them when they are left: a title being renamed, a cell of the directory. */
function settleField(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
}
