import type { EditorView } from 'prosemirror-view'

/** What stays free around the line of the caret, in pixels: it never sits on the edge of what is seen. */
export const CARET_ROOM = { top: 14, right: 0, bottom: 112, left: 0 }

interface Scrollers {
  readonly elements: readonly Element[]
  /** The size of the window for which they were found: another one can lay out the columns otherwise. */
  readonly width: number
  readonly height: number
}

const known = new WeakMap<EditorView, Scrollers>()

/**
 * Whether the caret has its room as things are. ProseMirror asks all elements around the text with each letter, and
 * scrolls each that is smaller than the room, which costs more than the letter; most letters need no scrolling at all.
 */
export function hasCaretRoom(view: EditorView): boolean {
  const caret = view.coordsAtPos(view.state.selection.head, 1)
  if (caret.top < 0 || caret.bottom > innerHeight) return false
  return scrollersOf(view).every((element) => {
    const { top, right, bottom, left } = element.getBoundingClientRect()
    return caret.top >= top + CARET_ROOM.top && caret.bottom <= bottom - CARET_ROOM.bottom && caret.left >= left && caret.right <= right
  })
}

function scrollersOf(view: EditorView): readonly Element[] {
  const found = known.get(view)
  if (found && found.width === innerWidth && found.height === innerHeight && found.elements.every((element) => element.contains(view.dom))) return found.elements
  const elements: Element[] = []
  for (let element = view.dom.parentElement; element; element = element.parentElement) if (/auto|scroll/.test(getComputedStyle(element).overflowY)) elements.push(element)
  known.set(view, { elements, width: innerWidth, height: innerHeight })
  return elements
}
