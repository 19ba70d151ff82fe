import type { Node } from 'prosemirror-model'
import { TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import { firstCapital } from '../../shared/grammar/first-capital.ts'
import { lastPlaceOf } from '../../shared/grammar/mend.ts'
import { typedThroughout } from '../../shared/i18n/typed-typography.ts'
import type { Language } from '../../shared/model/bilingual.ts'
import type { EntryId, PersonId } from '../../shared/model/identifiers.ts'
import { entryAtCaret, type PlacedEntry } from './commands.ts'
import { entryAttributes, markType, textOf } from './schema.ts'

/** Who speaks on: the speakers of the entry before, past what was decided and listed in between. */
export function speakersBefore(state: EditorState, position: number): readonly PersonId[] {
  for (let index = state.doc.resolve(position).index() - 1; index >= 0; index -= 1) {
    const { kind, list, speakers } = entryAttributes(state.doc.child(index))
    if (speakers.length > 0 || (kind === 'note' && list === 'none')) return speakers
  }
  return []
}

export function isEllipsis(text: string): boolean {
  return text === '…' || text === '...'
}

/** What is put in the place of what, in positions of the document, and in which entry as it still is. */
export interface Mending {
  readonly entry: PlacedEntry
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
    return { entry: { node, position }, from: position + 1 + put.from, to: position + 1 + place.to, text: put.text }
  }
  return undefined
}

/** The line stays as an empty one with the caret in it. */
export function emptied(tr: Transaction, { node, position }: PlacedEntry): Transaction {
  const empty = tr.delete(position + 1, position + 1 + node.content.size)
  return empty.setSelection(TextSelection.create(empty.doc, position + 1))
}

/** The letter with which its text is to begin; undefined where it stays as it is, as a link does. */
export function capitalOf(node: Node): string | undefined {
  const isLink = node.firstChild?.marks.some((mark) => mark.type === markType('link'))
  return isLink ? undefined : firstCapital(textOf(node))
}

/** The entry at the caret whose text has yet to be typed, and whose speakers were just named, in whichever way. */
export function beginsToSpeak(before: EditorState, after: EditorState): EntryId | '' | undefined {
  const now = entryAtCaret(after)
  if (!now || now.node.content.size > 0) return undefined
  const { id, kind, list, speakers, translationOf } = entryAttributes(now.node)
  if (kind !== 'note' || list !== 'none' || speakers.length === 0 || translationOf !== null) return undefined
  const old = entryAtCaret(before)
  if (!old || old.position !== now.position) return undefined
  const isNamed = entryAttributes(old.node).speakers.length < speakers.length || /^[@[]/.test(textOf(old.node))
  return isNamed ? id : undefined
}
