import { TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import { lastPlaceOf } from '../../shared/grammar/mend.ts'
import { typedThroughout } from '../../shared/i18n/typed-typography.ts'
import type { Language } from '../../shared/model/bilingual.ts'
import type { PersonId } from '../../shared/model/identifiers.ts'
import type { PlacedEntry } from './commands.ts'
import { entryAttributes, textOf } from './schema.ts'

/** Who speaks on: the speakers of the entry before, past what was decided and listed in between. */
export function speakersBefore(state: EditorState, position: number): readonly PersonId[] {
  for (let index = state.doc.resolve(position).index() - 1; index >= 0; index -= 1) {
    const { kind, list, speakers } = entryAttributes(state.doc.child(index))
    if (speakers.length > 0 || (kind === 'note' && list === 'none')) return speakers
  }
  return []
}

/** What is put in the place of what, in positions of the document. */
export interface Mending {
  readonly from: number
  readonly to: number
  readonly text: string
}

/**
 * Where, nearest first, the entries before the line have the text, and what stands there instead: `by`, with the
 * typography of the language if one is given.
 */
export function mendingOf(state: EditorState, line: number, old: string, by: string, language: Language | undefined): Mending | undefined {
  let position = line
  for (let index = state.doc.resolve(line).index() - 1; index >= 0; index -= 1) {
    const node = state.doc.child(index)
    position -= node.nodeSize
    const text = textOf(node)
    const place = lastPlaceOf(old, text)
    if (!place) continue
    const put = language ? typedThroughout(text.slice(0, place.from), by, text.slice(place.to), language) : { from: place.from, text: by }
    return { from: position + 1 + put.from, to: position + 1 + place.to, text: put.text }
  }
  return undefined
}

/** The line stays as an empty one with the caret in it. */
export function emptied(tr: Transaction, { node, position }: PlacedEntry): Transaction {
  const empty = tr.delete(position + 1, position + 1 + node.content.size)
  return empty.setSelection(TextSelection.create(empty.doc, position + 1))
}
