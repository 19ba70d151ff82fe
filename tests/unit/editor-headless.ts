import { EditorState, TextSelection, type Command, type Plugin, type Transaction } from 'prosemirror-state'
import * as Y from 'yjs'
import { findEntry } from '../../renderer/editor/commands.ts'
import { entryRules } from '../../renderer/editor/entry-rules.ts'
import { oneLetter } from '../../renderer/editor/letters-after-frame.ts'
import { entryAttributes, type EntryAttributes } from '../../renderer/editor/schema.ts'
import { bindBody, narrowed, undoCaret } from '../../renderer/editor/sync.ts'
import { writeNow } from '../../renderer/store/late-write.ts'
import { undoHistory } from '../../renderer/store/undo-history.ts'
import { bodyFragment, entryFingerprint, readBody, type Entry, type RecordId, type RecordKind } from '../../shared/model/body.ts'
import { copyEntryRecord, ensureEntryRecord } from '../../shared/model/entry-records.ts'
import type { AgendaItemId, EntryId } from '../../shared/model/identifiers.ts'

export const ITEM = 'item-1' as AgendaItemId

/** The editor without a screen: its real state, rules and binding, with as much of a view as plugins ask for. */
export class HeadlessEditor {
  readonly meeting: Y.Doc
  readonly history: Y.UndoManager
  readonly #views: { update?: (view: never, before: EditorState) => void; destroy?: () => void }[]
  readonly #language: 'fr' | 'en'
  state: EditorState

  constructor(meeting: Y.Doc, language: 'fr' | 'en' = 'fr', more: (history: Y.UndoManager) => readonly Plugin[] = () => []) {
    this.meeting = meeting
    this.#language = language
    this.history = undoHistory(meeting)
    const { doc, plugins } = bindBody(bodyFragment(meeting, ITEM, language))
    const other = () => readBody(bodyFragment(meeting, ITEM, language === 'fr' ? 'en' : 'fr'))
    const rules = entryRules({
      ensureRecord: (kind, id) => ensureEntryRecord(meeting, kind, id),
      copyRecord: (kind, id, copy) => this.copyRecord(kind, id, copy),
      originalFingerprint: (original) => {
        const found = other().find((entry) => entry.id === original)
        return found && entryFingerprint(found)
      },
    })
    this.state = EditorState.create({ doc, plugins: [...plugins, undoCaret(this.history), rules, ...more(this.history)] })
    this.#views = this.state.plugins.flatMap((each) => (each.spec.view ? [each.spec.view(this as never) as never] : []))
  }

  copyRecord = (kind: RecordKind, id: RecordId, copy: RecordId): void => copyEntryRecord(this.meeting, kind, id, copy)

  dispatch = (tr: Transaction): void => {
    const before = this.state
    this.state = before.apply(narrowed(before, tr))
    for (const view of this.#views) view.update?.(this as never, before)
  }

  hasFocus(): boolean {
    return true
  }

  run(command: Command): boolean {
    this.#begin()
    return command(this.state, this.dispatch)
  }

  type(text: string): this {
    this.#begin()
    this.dispatch(this.state.tr.insertText(text))
    return this
  }

  /** Letter by letter, as by their keys. */
  letters(letters: string): this {
    for (const letter of letters) {
      this.#begin()
      this.dispatch(oneLetter(this.state, letter))
    }
    return this
  }

  /** As when what stands around the text is another. */
  drawAgain(): void {
    for (const view of this.#views) view.update?.(this as never, this.state)
  }

  /** Puts the caret into the entry with this index, at this offset or at its end. */
  at(index: number, offset = Number.POSITIVE_INFINITY): this {
    this.#begin()
    let position = 0
    for (let before = 0; before < index; before += 1) position += this.state.doc.child(before).nodeSize
    const inside = Math.min(offset, this.state.doc.child(index).content.size)
    this.dispatch(this.state.tr.setSelection(TextSelection.create(this.state.doc, position + 1 + inside)))
    return this
  }

  select(from: number, to: number): this {
    this.#begin()
    this.dispatch(this.state.tr.setSelection(TextSelection.between(this.state.doc.resolve(from), this.state.doc.resolve(to))))
    return this
  }

  entry(id: EntryId): EntryAttributes | undefined {
    const found = findEntry(this.state.doc, id)
    return found && entryAttributes(found.node)
  }

  /** As the rest of the application reads it: out of the shared document. */
  entries(): readonly Entry[] {
    return readBody(bodyFragment(this.meeting, ITEM, this.#language))
  }

  texts(): readonly string[] {
    return this.entries().map((entry) => entry.runs.map((run) => run.text).join(''))
  }

  caret(): { readonly before: string; readonly after: string } {
    const { $head } = this.state.selection
    const { parent, parentOffset } = $head
    return { before: parent.textBetween(0, parentOffset, undefined, '\n'), after: parent.textBetween(parentOffset, parent.content.size, undefined, '\n') }
  }

  destroy(): void {
    for (const view of this.#views) view.destroy?.()
  }

  /** In a window all that a person does begins with an event, which lets in what waits for its frame. */
  #begin(): void {
    writeNow(this.meeting)
  }
}

export function exchange(...documents: readonly Y.Doc[]): void {
  for (const from of documents) {
    for (const to of documents) if (from !== to) Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), 'remote')
  }
}
