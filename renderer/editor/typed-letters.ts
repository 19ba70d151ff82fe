import { Plugin, TextSelection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { isCaretAhead } from './caret-ahead.ts'
import { oneLetter } from './letters-after-frame.ts'

/**
 * A letter goes from its key into the document, and the screen follows. Left to the browser it goes into the screen first
 * and is read back out of it, which costs half a millisecond more (decision 0020). What is not one letter or digit of one
 * key, as a space, an input method or a suggestion of the spelling check, still comes in by way of the screen.
 */
export function typedLetters(): Plugin {
  return new Plugin({ props: { handleKeyPress: typeLetter } })
}

/** ProseMirror asks for keys that write, and not while something is being composed. */
function typeLetter(view: EditorView, { key, charCode }: KeyboardEvent): boolean {
  const { selection } = view.state
  // The browser checks the spelling of what it wrote itself, and of all around that: the space after a word is its own.
  if (!LETTER.test(key) || key !== String.fromCharCode(charCode)) return false
  if (!(selection instanceof TextSelection) || !hasOnlyCaret(view, selection) || isCaretAhead(view)) return false
  const insert = () => view.state.tr.insertText(key).scrollIntoView()
  const isTaken = view.someProp('handleTextInput', (handle) => handle(view, selection.from, selection.to, key, insert))
  if (!isTaken) view.dispatch(oneLetter(view.state, key))
  return true
}

/** Nothing is selected, neither as the document knows it nor as the screen has it already. */
function hasOnlyCaret(view: EditorView, { empty }: TextSelection): boolean {
  return empty && (view.dom.ownerDocument.getSelection()?.isCollapsed ?? false)
}

const LETTER = /^[\p{L}\p{N}]$/u
