import * as Y from 'yjs'
import { fact, LOCAL_CHANGE, readTable, writeRecord, type Fact } from '../model/fact-table.ts'
import type { VoteId } from '../model/identifiers.ts'
import { ballotPlace, BALLOTS_TABLE, editVote, readVoteRecords, VOTES_TABLE, type VotePatch } from '../model/vote.ts'
import { entriesOf } from './entry-element.ts'
import { droppedLeaves, type FieldPlace } from './leaves.ts'
import type { Authorship, Replay } from './replay.ts'
import { readSettled, settle } from './settled-table.ts'

/** A value that a merge dropped, beside the one that stands there now. */
export interface DroppedValue {
  readonly id: string
  readonly place: FieldPlace
  readonly dropped: Fact
  readonly current: Fact
  readonly droppedBy: Authorship | undefined
  readonly currentBy: Authorship | undefined
}

/** The values that merges dropped, with who set what: from a replay, which still holds them. Settled ones are left out. */
export function droppedValues({ document, authorOf }: Replay): readonly DroppedValue[] {
  const found: DroppedValue[] = []
  for (const { id, place, dropped, current } of droppedLeaves(document)) {
    const value: DroppedValue = {
      id,
      place,
      dropped: valueOf(dropped),
      current: valueOf(current),
      droppedBy: authorOf(dropped.lastId),
      currentBy: authorOf(current.lastId),
    }
    const isKnown = found.some((other) => samePlace(other.place, place) && sameValue(other.dropped, value.dropped))
    if (!isKnown && !sameValue(value.dropped, value.current) && !isRemoved(document, place)) found.push(value)
  }
  return found
}

/** Puts a dropped value back: one step, which undo takes back. False if its record or entry is gone. */
export function restoreDropped(document: Y.Doc, { id, place, dropped }: DroppedValue): boolean {
  let isDone = true
  document.transact(() => {
    if (place.kind === 'record') restoreFact(document, place, dropped)
    else isDone = setEntryField(document, place, dropped)
    if (isDone) settle(document, id, 'restored')
  }, LOCAL_CHANGE)
  return isDone
}

function restoreFact(document: Y.Doc, { table, record, field }: FieldPlace & { readonly kind: 'record' }, value: Fact): void {
  // A vote that becomes public again goes through the door that forgets ballots.
  if (table === VOTES_TABLE) editVote(document, record as VoteId, { [field]: value } as VotePatch)
  else writeRecord(document, table, record, { [field]: value })
}

/** The value that stands there is the right one. */
export function keepCurrent(document: Y.Doc, { id }: DroppedValue): void {
  settle(document, id, 'kept')
}

/** True once somebody, here or elsewhere, has decided. */
export function isSettled(document: Y.Doc, { id }: DroppedValue): boolean {
  return readSettled(document).has(id)
}

function setEntryField(document: Y.Doc, place: FieldPlace & { readonly kind: 'entry' }, value: Fact): boolean {
  const element = entriesOf(document.getXmlFragment(place.body)).find((entry) => entry.getAttribute('id') === place.entry)
  if (!element) return false
  if (value === null) element.removeAttribute(place.field)
  else element.setAttribute(place.field, value as never)
  return true
}

function valueOf(item: Y.Item): Fact {
  const value: unknown = item.content.getContent().at(-1)
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : null
}

function sameValue(left: Fact, right: Fact): boolean {
  return JSON.stringify(left) === JSON.stringify(right) || (isEmpty(left) && isEmpty(right))
}

/** Never set, emptied, and an empty list are the same to who reads them. */
function isEmpty(value: Fact): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

function samePlace(left: FieldPlace, right: FieldPlace): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

function isRemoved(document: Y.Doc, place: FieldPlace): boolean {
  if (place.kind !== 'record') return false
  if (place.table === BALLOTS_TABLE) return !isBallotShown(document, place.record)
  return fact.flag(readTable(document, place.table).get(place.record) ?? {}, 'deleted')
}

/** What a secret vote forgot does not come back as a value that was set aside. */
function isBallotShown(document: Y.Doc, record: string): boolean {
  const [vote, person] = ballotPlace(record) ?? []
  return vote !== undefined && person !== undefined && readVoteRecords(document).get(vote)?.ballots.has(person) === true
}
