import * as Y from 'yjs'
import type { LogBridge, SpaceLogs } from '../../shared/log/log-bridge.ts'
import { UNDERSTOOD_RECORDS, type DocumentId, type DocumentReference } from '../../shared/log/record.ts'
import type { SeriesId, WorkspaceId } from '../../shared/model/identifiers.ts'
import { readMeeting } from '../../shared/model/meeting.ts'
import { toBase64 } from './base64.ts'
import { KNOWN_SCHEMAS, VIEW_VERSION, type MinutierDatabase, type UpdateRow, type ViewRow } from './database.ts'
import { documentOf, workspaceOf } from './holding.ts'
import { readLogs } from './read-logs.ts'
import { append } from './space.ts'
import { applyReadable, joined } from './updates.ts'

/** The view cannot be made usable now. It is tried again when the person says so. */
export class StartError extends Error {}

export interface PreparedView {
  readonly logs: readonly SpaceLogs[]
  /** The view is made anew out of the logs. */
  readonly isRebuilding: boolean
}

/** Adopted at once, in bytes: below what a call can hold. */
const MOST_AT_ONCE = 8 * 1024 * 1024

/**
 * Opens the view and makes sure that it can be trusted: what it holds beyond the logs goes into the log first; then a
 * view of another version, or one that cannot be read, is thrown away, to be read from the logs.
 * Each step can be interrupted anywhere and is taken up at the next start.
 * @param epoch number of times that somebody has asked for a new view
 */
export async function prepareView(database: MinutierDatabase, bridge: LogBridge, epoch: number): Promise<PreparedView> {
  const isReadable = await openOrReplace(database)
  const logs = await bridge.logs()
  const view = isReadable ? await database.meta.get('view') : undefined
  const isFirst = view === undefined
  if (view?.mustAdopt || (isFirst && (await database.updates.count()) > 0) || (await isAhead(database, logs))) {
    // Said first: what is appended may hide that the view was ahead, and this may be interrupted.
    if (view && !view.mustAdopt) await database.meta.put({ ...view, mustAdopt: true })
    const adopted = await adopt(database, bridge)
    // The disk is full, or fails: the view as it is shows at least what is there. The next start tries again.
    if (!adopted) return { logs, isRebuilding: false }
    // What version 0.1 left is no fault that one must be told of.
    await clear(database, newView(epoch, !isFirst), adopted)
    return { logs: await bridge.logs(), isRebuilding: !isFirst }
  }
  if (view && isUpToDate(view, epoch)) return { logs, isRebuilding: view.isRebuilding }
  const isRebuilding = logs.some((space) => space.logs.some((log) => log.last > 0))
  await clear(database, newView(epoch, isRebuilding))
  return { logs, isRebuilding }
}

/** The view is complete, and the person is told. */
export async function markRebuilt(database: MinutierDatabase): Promise<void> {
  await database.meta.update('view', { isRebuilding: false })
}

/** False if what was there could not be opened, or is of a later version: an empty one then stands in its place. */
async function openOrReplace(database: MinutierDatabase): Promise<boolean> {
  try {
    // Before Dexie sees it: it would mend what a later version has made, and believe in it.
    const found = (await indexedDB.databases()).find(({ name }) => name === database.name)
    if (found?.version !== undefined && !KNOWN_SCHEMAS.includes(found.version)) await database.delete()
    await database.open()
    // A damaged store often opens, and fails at the first look.
    if (database.isOfThisVersion) {
      await Promise.all(database.tables.map((table) => table.limit(1).toArray()))
      return true
    }
  } catch {
    // Whatever it is: all of it can be made again.
  }
  try {
    database.close()
    await database.delete()
    await database.open()
    return false
  } catch (error) {
    throw new StartError('the view cannot be made', { cause: error })
  }
}

function newView(epoch: number, isRebuilding: boolean): ViewRow {
  return { key: 'view', version: VIEW_VERSION, understood: UNDERSTOOD_RECORDS, skipped: [], epoch, isRebuilding, mustAdopt: false }
}

function isUpToDate(view: ViewRow, epoch: number): boolean {
  const understandsMore = view.skipped.length > 0 && UNDERSTOOD_RECORDS.some((code) => !view.understood.includes(code))
  return view.version === VIEW_VERSION && view.epoch >= epoch && !understandsMore
}

/** Whether the view has read what the logs do not hold (any more): a journal was lost, or is an older copy. */
async function isAhead(database: MinutierDatabase, logs: readonly SpaceLogs[]): Promise<boolean> {
  const ends = new Map(logs.flatMap(({ workspace, logs: own }) => own.map(({ log, last }) => [`${workspace}/${log}`, last] as const)))
  // Of what cannot be opened now nothing is known to be lost.
  const unknown = new Set(logs.flatMap(({ workspace, problem }) => (problem ? [workspace] : [])))
  const known = (await database.positions.toArray()).filter(({ workspace }) => !unknown.has(workspace))
  return known.some(({ workspace, log, sequence }) => sequence > (ends.get(`${workspace}/${log}`) ?? 0))
}

async function clear(database: MinutierDatabase, view: ViewRow, documents?: readonly DocumentId[]): Promise<void> {
  await database.transaction('rw', database.tables, async () => {
    for (const table of database.tables) if (table.name !== 'updates' || !documents) await table.clear()
    if (documents) await database.updates.where('document').anyOf(documents).delete()
    await database.meta.put(view)
  })
}

interface StoredDocument {
  readonly reference: DocumentReference
  readonly rows: readonly UpdateRow[]
}

/**
 * Appends to the own logs whatever the view holds and they do not. Done twice it appends nothing the second time.
 * @returns the documents that now stand in a log; undefined if a log cannot be read or written
 */
async function adopt(database: MinutierDatabase, bridge: LogBridge): Promise<readonly DocumentId[] | undefined> {
  const bySpace = await documentsBySpace(database)
  for (const [workspace, documents] of bySpace) {
    const known = await readLogs(bridge, workspace)
    if (!known) return undefined
    let changes: { readonly document: DocumentReference; readonly update: string }[] = []
    let bytes = 0
    const send = async (): Promise<boolean> => {
      if (changes.length === 0) return true
      // How much of the others' it was made knowing of cannot be told any more.
      const { ok } = await append(bridge, { workspace, seen: {}, changes })
      changes = []
      bytes = 0
      return ok
    }
    for (const { reference, rows } of documents) {
      const update = missing(known.get(reference.id) ?? [], rows)
      if (!update) continue
      if (bytes + update.length > MOST_AT_ONCE && !(await send())) return undefined
      changes.push({ document: reference, update: toBase64(update) })
      bytes += update.length
    }
    if (!(await send())) return undefined
  }
  return [...bySpace.values()].flat().map(({ reference }) => reference.id)
}

/** The documents of the view. One that belongs to no workspace can be reached by no screen, and stays where it is. */
async function documentsBySpace(database: MinutierDatabase): Promise<ReadonlyMap<WorkspaceId, readonly StoredDocument[]>> {
  const rows = await database.updates.orderBy('sequence').toArray()
  const byDocument = Map.groupBy(rows, (row) => row.document)
  const only = await onlyWorkspace(database)
  const bySpace = new Map<WorkspaceId, StoredDocument[]>()
  for (const [id, ofDocument] of byDocument) {
    const reference = { kind: ofDocument[0]!.kind, id }
    const workspace = ofDocument.find((row) => row.workspace)?.workspace ?? (await toldWorkspace(database, reference, ofDocument)) ?? only
    if (workspace) bySpace.set(workspace, [...(bySpace.get(workspace) ?? []), { reference, rows: ofDocument }])
  }
  return bySpace
}

async function toldWorkspace(database: MinutierDatabase, reference: DocumentReference, rows: readonly UpdateRow[]): Promise<WorkspaceId | undefined> {
  const { document } = documentOf(reference, rows)
  const series: SeriesId | undefined = reference.kind === 'meeting' ? readMeeting(document).series : undefined
  const told = workspaceOf(reference, document)
  document.destroy()
  return told ?? (series && (await database.series.get(series))?.workspace) ?? undefined
}

async function onlyWorkspace(database: MinutierDatabase): Promise<WorkspaceId | undefined> {
  const ids = await database.workspaces.toCollection().primaryKeys()
  return ids.length === 1 ? ids[0] : undefined
}

/** What stored changes hold beyond those of the logs; undefined if nothing. */
function missing(known: readonly Uint8Array[], rows: readonly UpdateRow[]): Uint8Array | undefined {
  if (known.length === 0) return joined(rows.map(({ update }) => update))
  const document = new Y.Doc()
  document.transact(() => {
    for (const update of known) applyReadable(document, update)
  })
  const found: Uint8Array[] = []
  document.on('update', (update: Uint8Array) => found.push(update))
  Y.applyUpdate(document, joined(rows.map(({ update }) => update)))
  document.destroy()
  return found[0]
}
