import type * as Y from 'yjs'
import type { RecordId, RecordKind } from './body.ts'
import { LOCAL_CHANGE, readTable, writeRecord, type Fact, type RawRecord } from './fact-table.ts'
import { BALLOTS_TABLE } from './vote.ts'

/** Where the records of each kind of entry stand, and what a new one says. */
const RECORDS: Readonly<Record<RecordKind, { readonly table: string; readonly first: RawRecord }>> = {
  action: { table: 'actions', first: { owners: [], state: 'open' } },
  vote: { table: 'votes', first: { method: 'counted', secrecy: 'public', rule: 'simple-majority' } },
}

export const RECORD_TABLES: readonly string[] = [...Object.values(RECORDS).map(({ table }) => table), BALLOTS_TABLE]

/** Gives the entry its record, if it has none. */
export function ensureEntryRecord(document: Y.Doc, kind: RecordKind, id: RecordId): void {
  const { table, first } = RECORDS[kind]
  const map = document.getMap<Fact>(table)
  if (!Object.keys(first).some((field) => map.has(`${id}/${field}`))) writeRecord(document, table, id, first)
}

/** Makes `copy` a record with all facts of the other, of a newer version's too. */
export function copyEntryRecord(document: Y.Doc, kind: RecordKind, id: RecordId, copy: RecordId): void {
  const { table, first } = RECORDS[kind]
  document.transact(() => {
    writeRecord(document, table, copy, { ...first, ...readTable(document, table).get(id) })
    if (kind !== 'vote') return
    for (const [ballot, fields] of readTable(document, BALLOTS_TABLE)) {
      if (ballot.startsWith(`${id}:`)) writeRecord(document, BALLOTS_TABLE, `${copy}${ballot.slice(id.length)}`, fields)
    }
  }, LOCAL_CHANGE)
}
