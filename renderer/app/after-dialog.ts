import { isFocusNowhere } from '../components/focus-return.ts'

/** Frames after which the keyboard is no longer waited for. */
const LONGEST_WAIT = 20

/**
 * Does what was chosen in a dialog that closes, once that is gone and the keyboard is back where it was: a command
 * that asks where the person was, or takes the keyboard somewhere, then finds what it would find when run by its key.
 */
export function afterDialog(run: () => void): void {
  let frames = 0
  const look = () => {
    frames += 1
    const isBack = !document.querySelector('[role="dialog"][data-modal]') && !isFocusNowhere()
    if (isBack || frames > LONGEST_WAIT) run()
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}
