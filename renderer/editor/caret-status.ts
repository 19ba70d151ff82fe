import type { EditorState } from 'prosemirror-state'
import type { EntryKind, ListStyle } from '../../shared/model/body.ts'
import type { EntryId } from '../../shared/model/identifiers.ts'
import { entryAtCaret, linkAtCaret } from './commands.ts'
import { entryAttributes, markType } from './schema.ts'

/** What stands at the caret, for the toolbar. */
export interface CaretStatus {
  readonly entry: EntryId | ''
  readonly translationOf: EntryId | null
  readonly kind: EntryKind
  readonly list: ListStyle
  readonly bold: boolean
  readonly italic: boolean
  readonly link: boolean
  readonly speakers: boolean
}

/** Reads what stands at the caret and nothing of the rest of the document; `shown` itself where that is still so. */
export function caretStatus(state: EditorState, shown: CaretStatus | undefined): CaretStatus | undefined {
  const entry = entryAtCaret(state)
  if (!entry) return undefined
  const { from, $from, to, empty } = state.selection
  const marks = state.storedMarks ?? $from.marks()
  const has = (mark: 'bold' | 'italic' | 'link') => (empty ? markType(mark).isInSet(marks) !== undefined : state.doc.rangeHasMark(from, to, markType(mark)))
  const { id, kind, list, speakers, translationOf } = entryAttributes(entry.node)
  const link = empty ? linkAtCaret(state) !== undefined : has('link')
  const status: CaretStatus = { entry: id, translationOf, kind, list, bold: has('bold'), italic: has('italic'), link, speakers: speakers.length > 0 }
  return shown && (Object.keys(status) as (keyof CaretStatus)[]).every((name) => shown[name] === status[name]) ? shown : status
}
