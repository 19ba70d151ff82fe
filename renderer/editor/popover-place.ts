import type { EditorView } from 'prosemirror-view'
import type { PlacedEntry } from './commands.ts'

/** Where a popover hangs, in pixels from the top left of the editor's frame. */
export interface Place {
  readonly left: number
  readonly top: number
  readonly bottom: number
  /** True where there is more room above. */
  readonly above: boolean
}

/** Height that a popover wants below the caret, and its width, in pixels. */
const POPOVER_ROOM = 280
const POPOVER_WIDTH = 340

/** Below the whole entry, so that its text and facts stay in sight. `room`: the height that is wanted there; 0 never goes above. */
export function placeBelow(view: EditorView, frame: HTMLElement, { position }: PlacedEntry, room = POPOVER_ROOM): Place {
  const entry = (view.nodeDOM(position) as HTMLElement).getBoundingClientRect()
  return placeFor(frame, { left: view.coordsAtPos(position + 1).left, top: entry.top, bottom: entry.bottom }, room)
}

/** Beside the character at the position. */
export function placeAt(view: EditorView, frame: HTMLElement, position: number): Place {
  return placeFor(frame, view.coordsAtPos(position))
}

function placeFor(frame: HTMLElement, at: { readonly left: number; readonly top: number; readonly bottom: number }, room = POPOVER_ROOM): Place {
  const edges = frame.getBoundingClientRect()
  const above = room > 0 && at.bottom + room > window.innerHeight && at.top > room
  const left = Math.max(0, Math.min(at.left - edges.left, edges.width - POPOVER_WIDTH))
  return { left, top: at.bottom - edges.top + 4, bottom: edges.bottom - at.top + 4, above }
}
