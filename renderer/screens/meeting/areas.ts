/** The areas of the meeting screen, in the order in which F6 goes through them. */
export const AREAS = ['details', 'agenda', 'item', 'attendance', 'actions'] as const
export type Area = (typeof AREAS)[number]

/** Where the focus goes in an area: the place it marks as its entry, else the text of the minutes, else what comes first. */
const ENTRIES = ['[data-entry]', '[data-entries] input', '[role="textbox"][contenteditable="true"]', 'input:not([disabled]), textarea, [tabindex="0"], button:not([disabled], [tabindex="-1"])']

/** Puts the focus into an area, if it is shown; at the place that `selector` finds in it, if there is one. */
export function focusArea(area: Area, selector?: string): void {
  const section = document.querySelector<HTMLElement>(`[data-area="${area}"]`)
  const wanted = selector === undefined ? ENTRIES : [selector, ...ENTRIES]
  const entry = wanted.map((candidate) => section?.querySelector<HTMLElement>(candidate)).find(Boolean)
  entry?.focus()
}

/** The area that follows (1) or precedes (-1) the one in which the focus is, of those that are shown. */
export function areaBeside(step: 1 | -1): Area | undefined {
  const shown = AREAS.filter((area) => document.querySelector(`[data-area="${area}"]`))
  const here = document.activeElement?.closest<HTMLElement>('[data-area]')?.dataset.area
  const index = shown.findIndex((area) => area === here)
  if (index < 0) return step === 1 ? shown[0] : shown.at(-1)
  return shown[(index + step + shown.length) % shown.length]
}
