import type * as Y from 'yjs'
import { otherLanguage } from '../../shared/model/bilingual.ts'
import { bodyFragment, entryFingerprint, readBody, type Entry, type RecordId, type RecordKind } from '../../shared/model/body.ts'
import { copyEntryRecord, ensureEntryRecord, RECORD_TABLES } from '../../shared/model/entry-records.ts'
import type { ActionId, EntryId, VoteId } from '../../shared/model/identifiers.ts'
import { editAction, readActionRecords, type ActionPatch, type ActionRecord } from '../../shared/model/meeting.ts'
import { readVoteRecords, type VoteRecord } from '../../shared/model/vote.ts'
import type { EntryRules } from './entry-rules.ts'
import type { EditorPlace } from './surroundings.ts'

/**
 * What the entries of a body lean on elsewhere in the meeting: the records of actions and votes, and the originals of
 * translations. All are read once, and again only after they changed.
 */
export class BodyRecords implements EntryRules {
  readonly #meeting: Y.Doc
  readonly #originalBody: Y.XmlFragment
  readonly #tables: readonly Y.Map<unknown>[]
  readonly #onRecords: () => void
  #actions: ReadonlyMap<ActionId, ActionRecord> | undefined
  #votes: ReadonlyMap<VoteId, VoteRecord> | undefined
  #fingerprints: ReadonlyMap<EntryId, string> | undefined

  /** `onRecords`: a record of an action or a vote changed, by whomever. */
  constructor({ meeting, item, language }: EditorPlace, onRecords: () => void) {
    this.#meeting = meeting
    this.#originalBody = bodyFragment(meeting, item, otherLanguage(language))
    this.#tables = RECORD_TABLES.map((table) => meeting.getMap(table))
    this.#onRecords = onRecords
    for (const table of this.#tables) table.observe(this.#forgetRecords)
    this.#originalBody.observeDeep(this.#forgetFingerprints)
  }

  destroy(): void {
    for (const table of this.#tables) table.unobserve(this.#forgetRecords)
    this.#originalBody.unobserveDeep(this.#forgetFingerprints)
  }

  action = (action: ActionId): ActionRecord | undefined => (this.#actions ??= readActionRecords(this.#meeting)).get(action)

  editAction = (action: ActionId, patch: ActionPatch): void => editAction(this.#meeting, action, patch)

  vote = (vote: VoteId): VoteRecord | undefined => (this.#votes ??= readVoteRecords(this.#meeting)).get(vote)

  ensureRecord = (kind: RecordKind, id: RecordId): void => ensureEntryRecord(this.#meeting, kind, id)

  copyRecord = (kind: RecordKind, id: RecordId, copy: RecordId): void => copyEntryRecord(this.#meeting, kind, id, copy)

  /** The body of the other language. */
  originals(): readonly Entry[] {
    return readBody(this.#originalBody)
  }

  originalFingerprint = (original: EntryId): string | undefined => {
    this.#fingerprints ??= new Map(this.originals().map((entry) => [entry.id, entryFingerprint(entry)]))
    return this.#fingerprints.get(original)
  }

  #forgetRecords = (): void => {
    this.#actions = undefined
    this.#votes = undefined
    this.#onRecords()
  }

  #forgetFingerprints = (): void => {
    this.#fingerprints = undefined
  }
}
