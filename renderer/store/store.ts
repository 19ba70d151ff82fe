import { defaultDeleteFilter, ySyncPluginKey } from 'y-prosemirror'
import * as Y from 'yjs'
import { ENTRY_NODE } from '../../shared/model/body.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import { commitUpdates, MinutierDatabase, readUpdates, type DerivedRows, type DocumentReference } from './database.ts'
import { deriveRows, forgetChangedBodies, type BodyCache } from './derive-rows.ts'

/** Longest time that a change waits in memory before it is written, in milliseconds. */
const LONGEST_WAIT = 400
/** Time between two tries to write what could not be written, in milliseconds. */
const RETRY_AFTER = 3_000
/** Changes closer together than this are undone together, in milliseconds. */
const UNDO_GROUP = 600

/** A document that is open for reading and writing. Everything done to `document` is committed by the store. */
export interface OpenDocument {
  readonly reference: DocumentReference
  readonly document: Y.Doc
  /** Undo of this person's own changes, whatever part of the document they touch. */
  readonly undo: Y.UndoManager
}

/** Whether what was typed is on the disk. `failed`: it is in memory, and writing is tried again. */
export type SaveProblem = 'disk-full' | 'storage-failed'
export type SaveState = { readonly kind: 'saved' } | { readonly kind: 'saving' } | { readonly kind: 'failed'; readonly problem: SaveProblem }

interface Holding {
  readonly open: OpenDocument
  readonly cache: BodyCache
  readonly pending: Uint8Array[]
  holders: number
}

const PROTECTED_NODES = new Set([ENTRY_NODE])

const FROM_STORAGE = 'minutier:from-storage'

/**
 * The one path by which changes reach the disk. Screens change an open document through the commands of `shared/`;
 * the store sees the update, batches it, and commits it with its query rows in one durable transaction.
 */
export class Store {
  readonly database: MinutierDatabase
  readonly #holdings = new Map<string, Holding>()
  readonly #opening = new Map<string, Promise<Holding>>()
  readonly #listeners = new Set<() => void>()
  #state: SaveState = { kind: 'saved' }
  #timer: ReturnType<typeof setTimeout> | undefined
  #flushing: Promise<void> | undefined

  constructor(database = new MinutierDatabase()) {
    this.database = database
  }

  /** Opens a document, or shares the one that is open. Each call is matched by one `close`. */
  async open(reference: DocumentReference): Promise<OpenDocument> {
    const known = this.#holdings.get(reference.id)
    const holding = known ?? (await this.#openOnce(reference))
    holding.holders += 1
    return holding.open
  }

  /** Lets go of a document. It is freed when nobody holds it and nothing of it waits to be written. */
  async close(open: OpenDocument): Promise<void> {
    const holding = this.#holdings.get(open.reference.id)
    if (!holding) return
    holding.holders -= 1
    if (holding.holders > 0) return
    await this.flush()
    // Meanwhile it may have been opened again, or closed and opened anew.
    if (this.#holdings.get(open.reference.id) !== holding || holding.holders > 0 || holding.pending.length > 0) return
    this.#holdings.delete(open.reference.id)
    holding.open.undo.destroy()
    holding.open.document.destroy()
  }

  /** Adds whole documents that come from elsewhere (the sample); merging with what is there. */
  async add(documents: readonly { readonly reference: DocumentReference; readonly update: Uint8Array }[]): Promise<void> {
    for (const { reference, update } of documents) {
      const open = await this.open(reference)
      Y.applyUpdate(open.document, update, LOCAL_CHANGE)
      open.undo.clear()
      await this.flush()
      await this.close(open)
    }
  }

  /** Writes at once what waits. Resolves when it is on the disk, or when writing failed (see `saveState`). */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#flushing) await this.#flushing
    this.#flushing = this.#writePending().finally(() => {
      this.#flushing = undefined
    })
    return this.#flushing
  }

  get saveState(): SaveState {
    return this.#state
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #openOnce(reference: DocumentReference): Promise<Holding> {
    const opening = this.#opening.get(reference.id) ?? this.#load(reference).finally(() => this.#opening.delete(reference.id))
    this.#opening.set(reference.id, opening)
    return opening
  }

  async #load(reference: DocumentReference): Promise<Holding> {
    const updates = await readUpdates(this.database, reference.id)
    const document = new Y.Doc({ guid: reference.id })
    document.transact(() => {
      for (const update of updates) Y.applyUpdate(document, update, FROM_STORAGE)
    }, FROM_STORAGE)
    const undo = new Y.UndoManager(document, {
      trackedOrigins: new Set([LOCAL_CHANGE, ySyncPluginKey]),
      captureTimeout: UNDO_GROUP,
      // The editor opens a transaction for each moved caret; one that changes nothing must not take away what can be redone.
      captureTransaction: (transaction) => transaction.changed.size > 0,
      // Taking back a new entry must not take with it what somebody else has typed in it.
      deleteFilter: (item) => defaultDeleteFilter(item, PROTECTED_NODES),
    })
    const holding: Holding = { open: { reference, document, undo }, cache: new WeakMap(), pending: [], holders: 0 }
    document.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === FROM_STORAGE) return
      holding.pending.push(update)
      this.#schedule()
    })
    document.on('afterTransaction', (transaction: Y.Transaction) => forgetChangedBodies(holding.cache, transaction))
    this.#holdings.set(reference.id, holding)
    return holding
  }

  #schedule(): void {
    if (this.#state.kind === 'saved') this.#tell({ kind: 'saving' })
    this.#timer ??= setTimeout(() => void this.flush(), this.#state.kind === 'failed' ? RETRY_AFTER : LONGEST_WAIT)
  }

  async #writePending(): Promise<void> {
    let problem: SaveProblem | undefined
    for (const holding of this.#holdings.values()) {
      const batch = holding.pending.length
      if (batch === 0) continue
      try {
        await commitUpdates(this.database, holding.open.reference, Y.mergeUpdates(holding.pending.slice(0, batch)), rowsOf(holding))
        // Only now: had writing failed, the batch would still be here for the next try.
        holding.pending.splice(0, batch)
      } catch (error) {
        // The other documents are tried all the same.
        problem = isQuotaError(error) ? 'disk-full' : 'storage-failed'
      }
    }
    const waits = [...this.#holdings.values()].some((holding) => holding.pending.length > 0)
    this.#tell(problem ? { kind: 'failed', problem } : { kind: waits ? 'saving' : 'saved' })
    if (waits) this.#schedule()
  }

  #tell(state: SaveState): void {
    if (state.kind === this.#state.kind && state.kind !== 'failed') return
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}

/** The rows to query; none if they cannot be derived: the minutes are written all the same, and are the truth. */
function rowsOf({ open: { reference, document }, cache }: Holding): DerivedRows | undefined {
  try {
    return deriveRows(reference, document, cache)
  } catch (error) {
    // oxlint-disable-next-line no-console -- a fault of ours that costs no data: it must be seen by who looks for it.
    console.error(error)
    return undefined
  }
}

/** Dexie wraps the browser's error; the quota error can be at any depth. */
function isQuotaError(error: unknown): boolean {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; depth += 1) {
    if (cause.name === 'QuotaExceededError') return true
    cause = 'inner' in cause && cause.inner ? cause.inner : cause.cause
  }
  return false
}
