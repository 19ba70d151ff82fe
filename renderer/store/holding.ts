import * as Y from 'yjs'
import { KEPT_EDIT, touchedTargets } from '../../shared/history/keep-edits.ts'
import type { OwnEdits } from '../../shared/history/own-edits.ts'
import type { DocumentReference, LogId } from '../../shared/log/record.ts'
import { fact, readTable } from '../../shared/model/fact-table.ts'
import type { WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'
import type { DerivedRows, OwnRow, UpdateRow } from './database.ts'
import { deriveRows, forgetChangedBodies, type BodyCache } from './derive-rows.ts'
import { onLateWrite } from './late-write.ts'
import { undoHistory } from './undo-history.ts'
import { applyReadable } from './updates.ts'

/** Origin of everything that is read from the logs or the view: it is not written again, and undo does not take it back. */
export const FROM_LOG = 'minutier:from-log'

/** A document that is open for reading and writing. Everything done to `document` is saved by the store. */
export interface OpenDocument {
  readonly reference: DocumentReference
  readonly document: Y.Doc
  /** Undo of this person's own changes, whatever part of the document they touch. */
  readonly undo: Y.UndoManager
}

/** What this installation has written in a document, as far as it stands in the log. */
export interface Own {
  readonly clients: Set<number>
  readonly touches: Map<string, { readonly log: LogId; readonly sequence: number }>
}

/** An open document as the store holds it. */
export interface Holding {
  readonly open: OpenDocument
  readonly cache: BodyCache
  readonly own: Own
  /** The rows of the view that it was made of. */
  readonly stored: readonly number[]
  /** The workspace in which it was found, and to whose log all that is done to it goes; a new document tells it in its facts. */
  workspace: WorkspaceId | undefined
  /** What has been done since the last batch was sealed, what it touched, and whether it puts back what another took away. */
  readonly pending: Uint8Array[]
  readonly targets: Set<string>
  hasKept: boolean
  /** Tells the store of a change. */
  readonly onUpdate: (update: Uint8Array, origin: unknown, document: Y.Doc, transaction: Y.Transaction) => void
  holders: number
  /** Whoever held it has let go; it is freed when nothing of it waits. */
  isLetGo: boolean
}

/** Makes an open document of what its rows make. `onChange` is told of each change that is to be saved. */
export function openHolding(
  reference: DocumentReference,
  document: Y.Doc,
  rows: readonly UpdateRow[],
  ownRow: OwnRow | undefined,
  onChange: () => void,
): Holding {
  const holding: Holding = {
    open: { reference, document, undo: undoHistory(document) }, cache: new WeakMap(), own: ownOf(ownRow), stored: rows.map(({ sequence }) => sequence), workspace: workspaceOfRows(rows),
    pending: [], targets: new Set(), hasKept: false, holders: 0, isLetGo: false,
    onUpdate(update, origin, _document, transaction) {
      if (origin === FROM_LOG) return
      holding.pending.push(update)
      for (const target of touchedTargets(transaction)) holding.targets.add(target)
      if (origin === KEPT_EDIT) holding.hasKept = true
      onChange()
    },
  }
  document.on('update', holding.onUpdate)
  onLateWrite(document, onChange)
  document.on('afterTransaction', (transaction: Y.Transaction) => forgetChangedBodies(holding.cache, transaction))
  return holding
}

/**
 * Does what nothing is to be saved of. Yjs writes each transaction down once more for whoever listens: in vain where
 * nobody else can do anything to the document meanwhile.
 */
export function unheard({ open: { document }, onUpdate, holders }: Holding, work: () => void): void {
  if (holders > 1) return work()
  document.off('update', onUpdate)
  try {
    work()
  } finally {
    document.on('update', onUpdate)
  }
}

/** The document that its stored changes make, and whether all of them could be read. */
export function documentOf(reference: DocumentReference, rows: readonly Pick<UpdateRow, 'update'>[]): { readonly document: Y.Doc; readonly isWhole: boolean } {
  const document = new Y.Doc({ guid: reference.id })
  const isWhole = document.transact(() => rows.filter(({ update }) => !applyReadable(document, update, FROM_LOG)).length === 0, FROM_LOG)
  return { document, isWhole }
}

export function workspaceOfRows(rows: readonly UpdateRow[]): WorkspaceId | undefined {
  return rows.find((row) => row.workspace)?.workspace
}

/** The workspace that an open document belongs to; undefined if nothing says so (yet). */
export function homeOf({ open: { reference, document }, workspace }: Holding): WorkspaceId | undefined {
  return workspace ?? workspaceOf(reference, document)
}

/** The workspace that a document belongs to; undefined if it does not say so (yet). */
export function workspaceOf({ kind, id }: DocumentReference, document: Y.Doc): WorkspaceId | undefined {
  if (kind === 'workspace') return id as WorkspaceId
  const facts = readTable(document, 'facts').get(kind)
  return ((facts && fact.string(facts, 'workspace')) || undefined) as WorkspaceId | undefined
}

/** The rows to query; none if they cannot be derived: the minutes are kept all the same, and are the truth. */
export function rowsOf({ open: { reference, document }, cache }: Holding, workspace: WorkspaceId): DerivedRows | undefined {
  try {
    return deriveRows(reference, document, workspace, cache)
  } catch (error) {
    // oxlint-disable-next-line no-console -- a fault of ours that costs no data: it must be seen by who looks for it.
    console.error(error)
    return undefined
  }
}

function ownOf(row: OwnRow | undefined): Own {
  return { clients: new Set(row?.clients), touches: new Map(row?.touches) }
}

export function ownRowOf({ open: { reference }, own: { clients, touches } }: Holding): OwnRow {
  return { document: reference.id, clients: [...clients], touches }
}

/** What this installation has written in a document, for whoever applies another's changes to it. */
export function ownEdits(writer: WriterId, { own: { clients, touches }, open: { document } }: Holding, isPending: (target: string) => boolean): OwnEdits {
  return {
    writer,
    clients: new Set([...clients, document.clientID]),
    lastTouch: (target) => (isPending(target) ? 'pending' : touches.get(target)),
  }
}
