import { Mark } from 'prosemirror-model'
import { Plugin, TextSelection, type EditorState } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { isCaretAhead } from './caret-ahead.ts'
import { oneLetter } from './letters-after-frame.ts'
import { SignOnScreen } from './sign-on-screen.ts'

/**
 * What one key writes goes into the document without being read back out of the screen, which costs half a millisecond
 * more (decision 0020): a letter or digit from its key, and the screen follows; a space or a sign once the browser has
 * written it there. The browser checks the spelling of what it wrote itself, and of all around that: the space after a
 * word is its own. An input method or a suggestion of the spelling check still comes in by way of the screen.
 */
export function typedLetters(): Plugin {
  const coming = new SignOnScreen()
  return new Plugin({
    props: {
      handleKeyPress: (view, event) => typed(view, event, (sign) => coming.expect(view, sign, () => view.dispatch(oneLetter(view.state, sign)))),
    },
    view: (view) => coming.listen(view),
  })
}

/**
 * ProseMirror asks for keys that write, and not while something is being composed.
 * @returns whether the browser is to leave it alone
 */
function typed(view: EditorView, { key, charCode }: KeyboardEvent, onSign: (sign: string) => void): boolean {
  const { selection } = view.state
  if (!CHARACTER.test(key) || key !== String.fromCharCode(charCode)) return false
  if (!(selection instanceof TextSelection) || !hasOnlyCaret(view, selection) || isCaretAhead(view)) return false
  const isLetter = LETTER.test(key)
  if (!isLetter && !hasOwnMarks(view.state, selection)) return false
  const insert = () => view.state.tr.insertText(key).scrollIntoView()
  if (view.someProp('handleTextInput', (handle) => handle(view, selection.from, selection.to, key, insert))) return true
  if (isLetter) view.dispatch(oneLetter(view.state, key))
  else onSign(key)
  return isLetter
}

/** Nothing is selected, neither as the document knows it nor as the screen has it already. */
function hasOnlyCaret(view: EditorView, { empty }: TextSelection): boolean {
  return empty && (view.dom.ownerDocument.getSelection()?.isCollapsed ?? false)
}

/** What is typed here is marked as the text before it, into which the browser writes it. */
function hasOwnMarks({ storedMarks }: EditorState, { $from }: TextSelection): boolean {
  return $from.nodeBefore?.isText === true && Mark.sameSet(storedMarks ?? $from.marks(), $from.nodeBefore.marks)
}

const LETTER = /^[\p{L}\p{N}]$/u
const CHARACTER = /^[\p{L}\p{N}\p{P}\p{S} ]$/u
