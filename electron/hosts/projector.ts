/** What both hosts know of the second window: the page it shows, the keys that it answers to, where it stands. */

/** The page of the second screen, after the renderer's origin. */
export const PROJECTOR_PAGE = '/projector.html'

/** All that the second window can ask of its host. */
export const PROJECTOR_WISHES = ['full-screen', 'leave'] as const
/** `full-screen`: into it, or out of it. `leave`: out of full screen, and else close. */
export type ProjectorWish = (typeof PROJECTOR_WISHES)[number]

export interface PressedKey {
  readonly key: string
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
}

/** What a key pressed in the second window asks of the host; undefined for all others. */
export function projectorWish({ key, altKey, ctrlKey, metaKey }: PressedKey): ProjectorWish | undefined {
  if (altKey || ctrlKey || metaKey) return undefined
  if (key === 'Escape') return 'leave'
  return key === 'F11' || key.toLowerCase() === 'f' ? 'full-screen' : undefined
}

/** A screen or a window, in the pixels of the desktop. */
export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The largest screen that the middle of this window does not stand on; undefined if there is only one. */
export function otherScreen<Screen extends Area>(screens: readonly Screen[], window: Area): Screen | undefined {
  const others = screens.filter((screen) => !isOn(window, screen))
  // Where no screen shows the window, no one of them is known to be the other.
  if (others.length === screens.length) return undefined
  return others.toSorted((left, right) => right.width * right.height - left.width * left.height)[0]
}

/** Whether the middle of the window stands on this screen. */
export function isOn(window: Area, screen: Area): boolean {
  const x = window.x + window.width / 2
  const y = window.y + window.height / 2
  return x >= screen.x && x < screen.x + screen.width && y >= screen.y && y < screen.y + screen.height
}
