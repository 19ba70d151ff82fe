import { TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import { lastPlaceOf } from '../../shared/grammar/grammar.ts'
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

/** Where, nearest first, the entries before the line have the text: the position in the document. */
export function placeToMend(state: EditorState, line: number, old: string): number | undefined {
  let position = line
  for (let index = state.doc.resolve(line).index() - 1; index >= 0; index -= 1) {
    const node = state.doc.child(index)
    position -= node.nodeSize
    const offset = lastPlaceOf(old, textOf(node))
    if (offset >= 0) return position + 1 + offset
  }
  return undefined
}

/** The line stays as an empty one with the caret in it. */
export function emptied(tr: Transaction, { node, position }: PlacedEntry): Transaction {
  const empty = tr.delete(position + 1, position + 1 + node.content.size)
  return empty.setSelection(TextSelection.create(empty.doc, position + 1))
}
