import type * as Y from 'yjs'
import { fact, LOCAL_CHANGE, readTable, writeRecord } from '../model/fact-table.ts'
import type { WriterId } from '../model/identifiers.ts'
import { entriesOf } from './entry-element.ts'

/** Table of every document: what was kept against a removal made without knowledge of it, until somebody settles it. */
export const KEPT_TABLE = 'kept'

/**
 * `entry-removed`: the whole entry stands there again. `text-moved`: the entry was joined, split or moved; what its
 * remover had not seen stands in an entry of its own. `record-removed`: the record is not deleted any more.
 */
export const KEPT_REASONS = ['entry-removed', 'text-moved', 'record-removed'] as const
export type KeptReason = (typeof KEPT_REASONS)[number]

export interface KeptRecord {
  readonly id: string
  readonly reason: KeptReason
  /** The table of the record, or the name of the body in which the entry stands. */
  readonly place: string
  /** The record's or the entry's identifier. */
  readonly target: string
  /** Whose edit was kept, and who had removed it. */
  readonly by: WriterId
  readonly removedBy: WriterId
  /** When it was removed, by the remover's clock, in milliseconds since 1970. */
  readonly at: number
  readonly settled: boolean
  /** The element that was put back (`client:clock`), and which of its characters the remover had seen (`client:clock:length`). */
  readonly element: string
  readonly known: readonly string[]
}

export function readKept(document: Y.Doc): readonly KeptRecord[] {
  const all = [...readTable(document, KEPT_TABLE)].map(([id, record]) => ({
    id,
    reason: fact.oneOf(record, 'reason', KEPT_REASONS, 'record-removed'),
    place: fact.string(record, 'place') ?? '',
    target: fact.string(record, 'target') ?? '',
    by: (fact.string(record, 'by') ?? '') as WriterId,
    removedBy: (fact.string(record, 'removedBy') ?? '') as WriterId,
    at: fact.number(record, 'at') ?? 0,
    settled: fact.flag(record, 'settled'),
    element: fact.string(record, 'element') ?? '',
    known: fact.list<string>(record, 'known'),
  }))
  // Another version, or another program, may have written anything: what is a body is never read as a table.
  return all.filter(({ reason, place }) => place !== '' && place.startsWith('body/') === (reason !== 'record-removed'))
}

export function writeKept(document: Y.Doc, id: string, fields: Partial<Omit<KeptRecord, 'id'>>, origin: string): void {
  writeRecord(document, KEPT_TABLE, id, fields, origin)
}

/** Somebody has looked at it: it stays as it is, and is not shown any more. */
export function settleKept(document: Y.Doc, id: string): void {
  writeRecord(document, KEPT_TABLE, id, { settled: true }, LOCAL_CHANGE)
}

/** The removal was right after all: done again, now by somebody who has seen what goes. One step, which undo takes back. */
export function removeKept(document: Y.Doc, kept: KeptRecord): void {
  document.transact(() => {
    const entry = keptEntry(document, kept)
    if (entry) {
      const fragment = document.getXmlFragment(kept.place)
      fragment.delete(fragment.toArray().indexOf(entry), 1)
    } else if (kept.reason === 'record-removed') writeRecord(document, kept.place, kept.target, { deleted: true })
    settleKept(document, kept.id)
  }, LOCAL_CHANGE)
}

/** The entry that was put back, if it is (still) one and there. */
export function keptEntry(document: Y.Doc, { reason, place, target }: KeptRecord): Y.XmlElement | undefined {
  if (reason === 'record-removed') return undefined
  return entriesOf(document.getXmlFragment(place)).find((entry) => entry.getAttribute('id') === target)
}
