import Dexie, { type EntityTable, type Table } from 'dexie'
import type { PositionsJson } from '../../shared/log/log-bridge.ts'
import type { DocumentId, DocumentKind, DocumentReference, LogId } from '../../shared/log/record.ts'
import type { ActionId, MeetingId, PersonId, SeriesId, WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'
import type { BilingualText } from '../../shared/model/bilingual.ts'
import type { ActionState, MeetingState } from '../../shared/model/meeting.ts'
import { joined } from './updates.ts'

/** Changes of one document, as Yjs wrote them. In order of `sequence` they make the document. */
export interface UpdateRow {
  readonly sequence: number
  readonly document: DocumentId
  readonly kind: DocumentKind
  /** Version 0.1, which knew of no logs, left it out. */
  readonly workspace?: WorkspaceId
  readonly update: Uint8Array
}

/** How far the view has come with a log. */
export interface PositionRow {
  readonly workspace: WorkspaceId
  readonly log: LogId
  readonly sequence: number
  /** How far the writer of the log had read each other log, at this record. */
  readonly seen: PositionsJson
}

/** How a writer wants to be called. */
export interface WriterRow {
  readonly workspace: WorkspaceId
  readonly writer: WriterId
  readonly name: string
}

/** What this installation itself has written in a document (see `OwnEdits`). One row a document: a rebuild writes 500, not 50,000. */
export interface OwnRow {
  readonly document: DocumentId
  /** The Yjs client numbers under which it has written. */
  readonly clients: readonly number[]
  /** The own record that last touched a target. */
  readonly touches: ReadonlyMap<string, { readonly log: LogId; readonly sequence: number }>
}

/** What the view is, as a whole. */
export interface ViewRow {
  readonly key: 'view'
  /** See `VIEW_VERSION`. */
  readonly version: number
  /** Kinds of records that the version which made it understood, and those that it met and did not. */
  readonly understood: readonly number[]
  readonly skipped: readonly number[]
  /** The request to make it anew that it has answered (see `LogBridge`). */
  readonly epoch: number
  /** It is being made anew, which has not been told yet. */
  readonly isRebuilding: boolean
  /** It holds what stands in no log: that is written into one before anything is read. */
  readonly mustAdopt: boolean
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

/** Changes with what they are read for: the version of `deriveRows` and of these tables. Another one: the view is made anew. */
export const VIEW_VERSION = 2
/** Of the tables; Dexie multiplies it by ten. */
const SCHEMA_VERSION = 2
/** As the browser counts them: of version 0.1, and of this one. */
export const KNOWN_SCHEMAS: readonly number[] = [10, SCHEMA_VERSION * 10]

/**
 * The view: the documents for fast opening, and tables to query that are derived from them. All of it is made from the
 * logs and can be made again. So its durability is relaxed: Chromium then tells a transaction complete when the
 * operating system has it, not the disk, and what a power cut takes is read from the logs at the next start, because
 * the positions stand in the same transactions as what was read.
 */
export class MinutierDatabase extends Dexie {
  declare readonly updates: EntityTable<UpdateRow, 'sequence'>
  declare readonly workspaces: Table<WorkspaceRow, WorkspaceId>
  declare readonly series: Table<SeriesRow, SeriesId>
  declare readonly meetings: Table<MeetingRow, MeetingId>
  declare readonly actions: Table<ActionRow, ActionId>
  declare readonly positions: Table<PositionRow, readonly [WorkspaceId, LogId]>
  declare readonly writers: Table<WriterRow, readonly [WorkspaceId, WriterId]>
  declare readonly own: Table<OwnRow, DocumentId>
  declare readonly meta: Table<ViewRow, 'view'>

  constructor(name = 'minutier') {
    super(name, { chromeTransactionDurability: 'relaxed' })
    const derived = { workspaces: 'id', series: 'id, workspace', meetings: 'id, workspace, series', actions: 'id, series, meeting' }
    this.version(1).stores({ updates: '++sequence, document', ...derived })
    this.version(SCHEMA_VERSION).stores({
      updates: '++sequence, document',
      ...derived,
      positions: '[workspace+log]',
      writers: '[workspace+writer]',
      own: 'document',
      meta: 'key',
    })
  }

  /** True if what was opened has the tables of this version: Dexie also opens what a later version made. */
  get isOfThisVersion(): boolean {
    const opened = this.backendDB()
    return opened.version === SCHEMA_VERSION * 10 && this.tables.every((table) => opened.objectStoreNames.contains(table.name))
  }
}

/** Updates kept apart before a document is written anew as one. Few, because opening applies them one by one. */
const UPDATES_BEFORE_COMPACTION = 200

/** A change of a document as it goes into the view. */
export interface ViewChange {
  readonly reference: DocumentReference
  readonly workspace: WorkspaceId
  /** Asked for when it is written: an open document may have gone on until then. */
  written(): WrittenChange
}

export interface WrittenChange {
  readonly update: Uint8Array
  /** Rows of the document that this change holds, and that it replaces. */
  readonly replaces?: readonly number[] | undefined
  readonly rows?: DerivedRows | undefined
  readonly own?: OwnRow | undefined
}

/** Changes that were appended to the own log, of one workspace. */
export interface OwnCommit {
  readonly workspace: WorkspaceId
  readonly changes: readonly ViewChange[]
  readonly log: LogId
  readonly first: number
  readonly last: number
  readonly seen: PositionsJson
}

/**
 * Writes own changes with the rows derived from them. The position advances only if everything before them has been
 * read: else they are read again, which changes nothing.
 * @returns how far the view has now come with that log
 */
export async function commitOwn(database: MinutierDatabase, { workspace, changes, log, first, last, seen }: OwnCommit): Promise<number> {
  return database.transaction('rw', database.tables, async () => {
    for (const change of changes) await writeChange(database, change)
    const known = await database.positions.get([workspace, log])
    const sequence = known?.sequence ?? 0
    if (sequence !== first - 1) return sequence
    await database.positions.put({ workspace, log, sequence: last, seen: { ...known?.seen, ...seen } })
    return last
  })
}

/** What was read from the logs of a workspace. */
export interface ReadCommit {
  readonly changes: readonly ViewChange[]
  readonly positions: readonly PositionRow[]
  readonly writers: readonly WriterRow[]
  /** Kinds of records that were met and not understood. */
  readonly skipped: readonly number[]
}

/** Writes what was read from logs, and how far it was read: all or nothing. */
export async function commitRead(database: MinutierDatabase, { changes, positions, writers, skipped }: ReadCommit): Promise<void> {
  await database.transaction('rw', database.tables, async () => {
    for (const change of changes) await writeChange(database, change)
    for (const position of positions) {
      // Own changes may have gone into the view meanwhile.
      const known = await database.positions.get([position.workspace, position.log])
      if (!known || known.sequence <= position.sequence) await database.positions.put(position)
    }
    await database.writers.bulkPut([...writers])
    const view = await database.meta.get('view')
    if (view && skipped.some((code) => !view.skipped.includes(code))) await database.meta.put({ ...view, skipped: [...new Set([...view.skipped, ...skipped])] })
  })
}

/** Writes a document anew, in place of rows of which not all could be read. */
export async function replaceUpdates(database: MinutierDatabase, rows: readonly UpdateRow[], update: Uint8Array): Promise<readonly UpdateRow[]> {
  const { sequence: _first, ...row } = rows[0]!
  return database.transaction('rw', database.updates, async () => {
    await database.updates.bulkDelete(rows.map(({ sequence }) => sequence))
    const sequence = await database.updates.add({ ...row, update })
    return [{ ...row, sequence, update }]
  })
}

async function writeChange(database: MinutierDatabase, change: ViewChange): Promise<void> {
  const { reference, workspace } = change
  const { update, replaces, rows, own } = change.written()
  const row = { document: reference.id, kind: reference.kind, workspace }
  if (replaces) {
    await database.updates.bulkDelete([...replaces])
    await database.updates.add({ ...row, update })
  } else {
    const ofDocument = database.updates.where('document').equals(reference.id)
    if ((await ofDocument.count()) >= UPDATES_BEFORE_COMPACTION) {
      // Made one out of what is stored, not out of what is open: that may hold what stands in no log yet.
      const stored = await ofDocument.sortBy('sequence')
      await ofDocument.delete()
      await database.updates.add({ ...row, update: joined([...stored.map((one) => one.update), update]) })
    } else {
      await database.updates.add({ ...row, update })
    }
  }
  if (rows) await writeRows(database, rows)
  if (own) await database.own.put(own)
}

/** The changes of a document in the order in which they were written. */
export async function readUpdates(database: MinutierDatabase, id: DocumentId): Promise<readonly UpdateRow[]> {
  return database.updates.where('document').equals(id).sortBy('sequence')
}

export interface SeriesRows {
  readonly meetings: readonly MeetingRow[]
  readonly actions: readonly ActionRow[]
}

/** The meetings and actions of a series. Those of its own workspace alone: a meeting of another one can name any series. */
export async function readSeriesRows(database: MinutierDatabase, id: SeriesId): Promise<SeriesRows> {
  const series = await database.series.get(id)
  const isOfItsWorkspace = ({ workspace }: { readonly workspace: WorkspaceId }) => workspace === series?.workspace
  const meetings = await database.meetings.where('series').equals(id).toArray()
  const actions = await database.actions.where('series').equals(id).toArray()
  return { meetings: meetings.filter(isOfItsWorkspace), actions: actions.filter(isOfItsWorkspace) }
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
