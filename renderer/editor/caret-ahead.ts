import { TextSelection, type EditorState } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'

/**
 * Whether the screen has the caret elsewhere than the document. An arrow key or a click moves it on the screen; the
 * document hears of that with the next frame.
 */
export function isCaretAhead(view: EditorView): boolean {
  const shown = shownCaret(view)
  return shown !== undefined && shown.head !== view.state.selection.head
}

/**
 * To be told of each key. For a fifth of a second after the text got the keyboard, ProseMirror takes a caret that goes to
 * its start for the browser's own doing and puts it back; after a key it is the person's (prosemirror-view 1.42.9 has no
 * other way to say so).
 */
export function trustCaret(view: EditorView): void {
  const { input } = view as unknown as { readonly input: { lastFocus: number } }
  input.lastFocus = 0
}

/** The state with the caret where the screen has it: whoever draws the text again before the next frame would put it back. */
export function withShownCaret(view: EditorView): EditorState {
  const shown = view.composing ? undefined : shownCaret(view)
  const { state } = view
  if (!shown || shown.head === state.selection.head) return state
  return state.apply(state.tr.setSelection(TextSelection.between(state.doc.resolve(shown.anchor), state.doc.resolve(shown.head))))
}

function shownCaret(view: EditorView): { readonly anchor: number; readonly head: number } | undefined {
  if (!view.hasFocus()) return undefined
  const { anchorNode, anchorOffset, focusNode, focusOffset } = view.dom.ownerDocument.getSelection() ?? {}
  if (!anchorNode || !focusNode || anchorOffset === undefined || focusOffset === undefined) return undefined
  if (!view.dom.contains(anchorNode) || !view.dom.contains(focusNode)) return undefined
  const head = view.posAtDOM(focusNode, focusOffset)
  return { head, anchor: anchorNode === focusNode && anchorOffset === focusOffset ? head : view.posAtDOM(anchorNode, anchorOffset) }
}
