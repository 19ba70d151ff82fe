import Dexie, { type EntityTable, type Table } from 'dexie'
import * as Y from 'yjs'
import type { ActionId, MeetingId, PersonId, SeriesId, WorkspaceId } from '../../shared/model/identifiers.ts'
import type { BilingualText } from '../../shared/model/bilingual.ts'
import type { ActionState, MeetingState } from '../../shared/model/meeting.ts'

export type DocumentKind = 'workspace' | 'series' | 'meeting'
export type DocumentId = WorkspaceId | SeriesId | MeetingId

/** What a document is known by before it is opened. */
export interface DocumentReference {
  readonly kind: DocumentKind
  readonly id: DocumentId
}

/** One change of one document, as Yjs wrote it. In order of `sequence` they make the document. */
export interface UpdateRow {
  readonly sequence: number
  readonly document: DocumentId
  readonly kind: DocumentKind
  readonly update: Uint8Array
}

export interface WorkspaceRow {
  readonly id: WorkspaceId
  readonly name: BilingualText
  readonly isSample: boolean
}

export interface SeriesRow {
  readonly id: SeriesId
  readonly workspace: WorkspaceId
  readonly name: BilingualText
  readonly deleted: boolean
}

export interface MeetingRow {
  readonly id: MeetingId
  readonly workspace: WorkspaceId
  readonly series: SeriesId
  readonly title: BilingualText
  readonly ordinal: number | null
  readonly date: string | null
  readonly start: string | null
  readonly state: MeetingState
  readonly deleted: boolean
}

export interface ActionRow {
  readonly id: ActionId
  readonly workspace: WorkspaceId
  readonly series: SeriesId
  readonly meeting: MeetingId
  readonly reference: string
  readonly text: BilingualText
  readonly owners: readonly PersonId[]
  readonly due: string | null
  readonly state: ActionState
}

/** Rows to query, derived from one document. */
export type DerivedRows =
  | { readonly kind: 'workspace'; readonly workspace: WorkspaceRow }
  | { readonly kind: 'series'; readonly series: SeriesRow }
  | { readonly kind: 'meeting'; readonly meeting: MeetingRow; readonly actions: readonly ActionRow[] }

/**
 * The local database. `updates` holds the documents; every other table is derived from them and can be rebuilt.
 * Durability is strict: a transaction that is reported complete has been flushed to the disk (Chromium's default
 * since version 121 only hands it to the operating system).
 */
export class MinutierDatabase extends Dexie {
  declare readonly updates: EntityTable<UpdateRow, 'sequence'>
  declare readonly workspaces: Table<WorkspaceRow, WorkspaceId>
  declare readonly series: Table<SeriesRow, SeriesId>
  declare readonly meetings: Table<MeetingRow, MeetingId>
  declare readonly actions: Table<ActionRow, ActionId>

  constructor(name = 'minutier') {
    super(name, { chromeTransactionDurability: 'strict' })
    this.version(1).stores({
      updates: '++sequence, document',
      workspaces: 'id',
      series: 'id, workspace',
      meetings: 'id, workspace, series',
      actions: 'id, series, meeting',
    })
  }
}

/** Updates kept apart before a document is written anew as one. Few, because opening applies them one by one. */
const UPDATES_BEFORE_COMPACTION = 200

/** Writes changes of one document and the rows derived from it: all or nothing. Resolves when they are on the disk. */
export async function commitUpdates(database: MinutierDatabase, reference: DocumentReference, update: Uint8Array, rows: DerivedRows | undefined): Promise<void> {
  const tables = [database.updates, database.workspaces, database.series, database.meetings, database.actions]
  await database.transaction('rw', tables, async () => {
    const ofDocument = database.updates.where('document').equals(reference.id)
    if ((await ofDocument.count()) >= UPDATES_BEFORE_COMPACTION) {
      // Made one out of what is stored, not out of what is open: nothing that stands here is lost, whoever wrote it.
      const stored = await ofDocument.sortBy('sequence')
      await ofDocument.delete()
      await database.updates.add({ document: reference.id, kind: reference.kind, update: joined([...stored.map((row) => row.update), update]) })
    } else {
      await database.updates.add({ document: reference.id, kind: reference.kind, update })
    }
    if (rows) await writeRows(database, rows)
  })
}

/** Through a document: merging some hundred small updates as they are costs more and keeps what was deleted. */
function joined(updates: readonly Uint8Array[]): Uint8Array {
  const document = new Y.Doc()
  document.transact(() => {
    for (const update of updates) Y.applyUpdate(document, update)
  })
  const whole = Y.encodeStateAsUpdate(document)
  document.destroy()
  return whole
}

/** The changes of a document in the order in which they were made. */
export async function readUpdates(database: MinutierDatabase, id: DocumentId): Promise<readonly Uint8Array[]> {
  const rows = await database.updates.where('document').equals(id).sortBy('sequence')
  return rows.map((row) => row.update)
}

async function writeRows(database: MinutierDatabase, rows: DerivedRows): Promise<void> {
  switch (rows.kind) {
    case 'workspace':
      await database.workspaces.put(rows.workspace)
      return
    case 'series':
      await database.series.put(rows.series)
      return
    case 'meeting':
      await database.meetings.put(rows.meeting)
      await database.actions.where('meeting').equals(rows.meeting.id).delete()
      await database.actions.bulkPut([...rows.actions])
  }
}
