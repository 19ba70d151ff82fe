/**
 * Where the keyboard goes back to when the element that had it is gone: what opened a dialog may have been in a popover
 * that closed with it. The nearest thing above it that still stands is asked for its text, else for its first stop.
 */
export interface FocusOrigin {
  /** From the element itself up to the screen. */
  readonly path: readonly HTMLElement[]
}

const CANDIDATES = ['[role="textbox"][contenteditable="true"]', '[data-entry]', '[tabindex="0"], input:not([disabled]), textarea, button:not([disabled], [tabindex="-1"])']

/** Where the dialogs that are open were opened from: one that opens from another goes back to where that one would. */
const origins = new WeakMap<Element, FocusOrigin>()

export function focusOrigin(element: Element | null): FocusOrigin {
  const dialog = element?.closest('[role="dialog"][data-modal]')
  const above = dialog ? origins.get(dialog) : undefined
  if (above) return above
  const path: HTMLElement[] = []
  let here = element instanceof HTMLElement ? element : null
  while (here && here !== document.body) {
    path.push(here)
    if (here.localName === 'main') return { path }
    here = here.parentElement
  }
  return { path: path.slice(0, 1) }
}

export function rememberOrigin(dialog: Element, origin: FocusOrigin): void {
  origins.set(dialog, origin)
}

export function isFocusNowhere(): boolean {
  return document.activeElement === document.body || document.activeElement === null
}

/** Gives the keyboard back, if nobody has it and no other dialog stands. */
export function returnFocus({ path }: FocusOrigin): void {
  if (!isFocusNowhere() || document.querySelector('[role="dialog"][data-modal]')) return
  for (const place of path.filter((element) => element.isConnected)) {
    place.focus()
    const targets = CANDIDATES.flatMap((candidate) => [...place.querySelectorAll<HTMLElement>(candidate)])
    for (const target of targets) {
      if (!isFocusNowhere()) return
      target.focus()
    }
    if (!isFocusNowhere()) return
  }
}
