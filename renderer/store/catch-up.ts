import * as Y from 'yjs'
import { applyRemoteChanges, KEPT_EDIT, touchedTargets } from '../../shared/history/keep-edits.ts'
import type { OwnEdits, RemoteChange } from '../../shared/history/own-edits.ts'
import type { LogBridge, PositionsJson, ReadChange, ReadRecord, ReadResult } from '../../shared/log/log-bridge.ts'
import type { DocumentId, LogId } from '../../shared/log/record.ts'
import type { WriterId } from '../../shared/model/identifiers.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { commitRead, commitRows, readUpdates, type MinutierDatabase, type ViewChange, type WriterRow } from './database.ts'
import { documentOf, FROM_LOG, ownEdits, ownOf, ownRowOf, rowsOf, type Holding, type Own } from './holding.ts'
import { append, atLeast, type Space } from './space.ts'

/** What of the store reading the logs needs. */
export interface CatchUpPort {
  readonly bridge: LogBridge
  readonly database: MinutierDatabase
  /** The document if it is open; it stays so until it is released. */
  hold(id: DocumentId): Holding | undefined
  release(holding: Holding): void
  /** Ends when no opening of the document is under way. */
  settled(id: DocumentId): Promise<void>
  /** Tries to append everything that waits. */
  flush(): Promise<void>
}

/** Records could not be read, or what had to be answered to them could not be written. It is tried again. */
export class CatchUpError extends Error {}

/** Read before it is written into the view, in characters of base64: a rebuild writes each document few times. */
const MOST_UNWRITTEN = 16 * 1024 * 1024
/** Longest time in which nothing else gets its turn, in milliseconds: half a frame. */
const LONGEST_TURN = 8

/**
 * Reads what the logs of a workspace hold beyond the view, into the documents that are open and into the view.
 * @param onProgress told after each step with how far the view has come
 */
export async function catchUp(port: CatchUpPort, space: Space, onProgress: (viewed: ReadonlyMap<LogId, number>) => void = () => undefined): Promise<void> {
  const read = (after: PositionsJson) => port.bridge.readChanges({ workspace: space.workspace, after })
  let batch = new Batch(port, space)
  let next = read(Object.fromEntries(space.viewed))
  try {
    for (;;) {
      const result = successful(await next)
      // The next records are read while these are applied.
      if (result.more) next = read(result.positions)
      next.catch(() => undefined)
      await batch.take(result.records, result.positions)
      if (!result.more || batch.size >= MOST_UNWRITTEN) {
        await batch.write()
        onProgress(space.viewed)
        batch = new Batch(port, space)
      }
      if (!result.more) return
    }
  } finally {
    batch.release()
  }
}

function successful(result: ReadResult): ReadResult & { readonly ok: true } {
  if (!result.ok) throw new CatchUpError(result.problem)
  return result
}

interface Incoming extends Omit<RemoteChange, 'seen'> {
  readonly seen: PositionsJson
  readonly mode: Mode
}

/** `own`: written here. `answered`: of somebody else, and the own log has gone on knowing of it. `remote`: it has not. */
type Mode = 'own' | 'answered' | 'remote'

/** A document into which records are read. */
interface Target {
  readonly document: Y.Doc
  readonly own: Own
  readonly edits: OwnEdits
  readonly reference: ReadChange['document']
  /** Set for an open document. */
  readonly holding?: Holding
  /** Rows of the view that a closed document was made of. */
  readonly replaces: readonly number[]
  /** What was read for an open document. */
  readonly updates: Uint8Array[]
  /** Edits were put back into an open document. */
  hasKept: boolean
  /** What puts edits back into a closed document, and what it touched. */
  readonly kept: Uint8Array[]
  readonly keptTargets: Set<string>
}

/** Records between two writes of the view. */
class Batch {
  size = 0
  readonly #port: CatchUpPort
  readonly #space: Space
  readonly #targets = new Map<DocumentId, Target>()
  readonly #writers = new Map<string, WriterRow>()
  readonly #skipped = new Set<number>()
  readonly #seenBy: Map<LogId, PositionsJson>
  #positions: PositionsJson
  #turnBegan = performance.now()

  constructor(port: CatchUpPort, space: Space) {
    this.#port = port
    this.#space = space
    this.#seenBy = new Map(space.seenBy)
    this.#positions = Object.fromEntries(space.viewed)
  }

  /** Applies records to their documents. */
  async take(records: readonly ReadRecord[], positions: PositionsJson): Promise<void> {
    for (const [id, incoming] of this.#sorted(records)) {
      const target = this.#targets.get(id) ?? (await this.#target(incoming.reference))
      this.#targets.set(id, target)
      // What was typed before these changes came did not know of them.
      if (target.holding) this.#space.seal(target.holding)
      applyAll(target, incoming.changes)
      if (target.holding) {
        for (const { update } of incoming.changes) target.updates.push(update)
        if (target.holding.pending.length > 0) target.hasKept = true
      }
      await this.#pause()
    }
    this.#positions = positions
  }

  /** Writes the view: documents, rows and positions, all or nothing. */
  async write(): Promise<void> {
    const space = this.#space
    const before = space.viewed
    const positions = new Map(Object.entries(this.#positions) as [LogId, number][])
    const moved = [...positions].filter(([log, sequence]) => sequence !== before.get(log))
    if (this.#targets.size === 0 && moved.length === 0) return
    await this.#appendKept(positions)
    const changes: ViewChange[] = []
    for (const target of this.#targets.values()) {
      changes.push(this.#viewChange(target))
      await this.#pause()
    }
    await commitRead(this.#port.database, {
      changes,
      positions: [...positions]
        .filter(([log, sequence]) => sequence !== before.get(log))
        .map(([log, sequence]) => ({ workspace: space.workspace, log, sequence, seen: this.#seenBy.get(log) ?? {} })),
      writers: [...this.#writers.values()],
      skipped: [...this.#skipped],
    })
    for (const target of this.#targets.values()) if (!target.holding) await this.#handOver(target)
    // Own changes may have gone into the view meanwhile.
    space.viewed = atLeast(space.viewed, Object.fromEntries(positions))
    space.seenBy = this.#seenBy
    space.merged = Object.fromEntries(space.viewed)
    this.release()
  }

  release(): void {
    for (const { holding, document } of this.#targets.values()) {
      if (holding) this.#port.release(holding)
      else document.destroy()
    }
    this.#targets.clear()
  }

  #sorted(records: readonly ReadRecord[]): ReadonlyMap<DocumentId, { readonly reference: ReadChange['document']; readonly changes: Incoming[] }> {
    const documents = new Map<DocumentId, { readonly reference: ReadChange['document']; readonly changes: Incoming[] }>()
    for (const record of records) {
      const seen = this.#seenAllInAll(record)
      if (record.kind === 'writer') this.#writers.set(record.writer, { workspace: this.#space.workspace, writer: record.writer, name: record.name })
      if (record.kind === 'unknown') this.#skipped.add(record.code)
      if (record.kind !== 'change') continue
      this.size += record.update.length
      const entry = documents.get(record.document.id) ?? { reference: record.document, changes: [] }
      documents.set(record.document.id, entry)
      const { log, sequence, time, update } = record
      entry.changes.push({ log, sequence, time, seen, update: fromBase64(update), mode: this.#modeOf(record) })
    }
    return documents
  }

  /** How far the writer of a record had read the others when it was made: a record tells only what is new. */
  #seenAllInAll({ log, seen }: ReadRecord): PositionsJson {
    const before = this.#seenBy.get(log)
    // Most records tell nothing new, and there are many.
    if (before && isEmpty(seen)) return before
    const now = { ...before, ...seen }
    this.#seenBy.set(log, now)
    return now
  }

  #modeOf({ log, sequence }: ReadChange): Mode {
    if (log === this.#space.ownLog) return 'own'
    return sequence > (this.#space.answered.get(log) ?? 0) ? 'remote' : 'answered'
  }

  async #target(reference: ReadChange['document']): Promise<Target> {
    const { database } = this.#port
    // Nobody has written here under a name that is not known yet.
    const writer = this.#space.ownLog ?? ('' as WriterId)
    const holding = this.#port.hold(reference.id)
    const common = { reference, updates: [], hasKept: false, kept: [], keptTargets: new Set<string>() }
    if (holding) {
      const { open: { document }, own } = holding
      return { ...common, document, own, holding, replaces: [], edits: ownEdits(writer, own, document, (target) => this.#space.isPending(holding, target)) }
    }
    const [rows, ownRow] = await Promise.all([readUpdates(database, reference.id), database.own.get(reference.id)])
    const document = documentOf(reference, rows)
    const own = ownOf(ownRow)
    return { ...common, document, own, replaces: rows.map((row) => row.sequence), edits: ownEdits(writer, own, document, () => false) }
  }

  #viewChange({ document, own, reference, holding, replaces, updates }: Target): ViewChange {
    const common = { reference, workspace: this.#space.workspace, own: ownRowOf(reference, own) }
    return holding
      ? { ...common, update: updates.length === 1 ? updates[0]! : Y.mergeUpdates(updates), rows: rowsOf(reference, document, holding.cache) }
      : { ...common, update: Y.encodeStateAsUpdate(document), replaces, rows: rowsOf(reference, document, new WeakMap()) }
  }

  /** What was put back stands in the own log before that to which it answers counts as read: else a crash would lose it. */
  async #appendKept(positions: Map<LogId, number>): Promise<void> {
    const closed = [...this.#targets.values()].filter(({ kept }) => kept.length > 0)
    const open = [...this.#targets.values()].flatMap(({ holding, hasKept }) => (holding && hasKept ? [holding] : []))
    if (closed.length === 0 && open.length === 0) return
    await this.#port.flush()
    if (open.some((holding) => this.#space.waiting.some((change) => change.holding === holding))) throw new CatchUpError('own changes wait')
    if (closed.length === 0) return
    const seen = this.#positions
    const result = await append(this.#port.bridge, {
      workspace: this.#space.workspace, seen, changes: closed.map(({ reference, kept }) => ({ document: reference, update: toBase64(Y.mergeUpdates(kept)) })),
    })
    if (!result.ok) throw new CatchUpError(result.problem)
    closed.forEach(({ own, document, keptTargets }, index) => {
      own.clients.add(document.clientID)
      for (const target of keptTargets) own.touches.set(target, { log: result.log, sequence: result.first + index })
    })
    this.#space.answered = atLeast(this.#space.answered, seen)
    if ((positions.get(result.log) ?? 0) === result.first - 1) positions.set(result.log, result.last)
  }

  /** Somebody opened the document meanwhile, maybe before the view had been written: it gets what was read. */
  async #handOver({ reference, document, own }: Target): Promise<void> {
    await this.#port.settled(reference.id)
    const holding = this.#port.hold(reference.id)
    if (!holding) return
    try {
      this.#space.seal(holding)
      Y.applyUpdate(holding.open.document, Y.encodeStateAsUpdate(document), FROM_LOG)
      for (const client of own.clients) holding.own.clients.add(client)
      for (const [target, touch] of own.touches) if (!holding.own.touches.has(target)) holding.own.touches.set(target, touch)
      const rows = rowsOf(reference, holding.open.document, holding.cache)
      if (rows) await commitRows(this.#port.database, rows)
    } finally {
      this.#port.release(holding)
    }
  }

  async #pause(): Promise<void> {
    if (performance.now() - this.#turnBegan < LONGEST_TURN) return
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        port1.close()
        resolve()
      }
      port2.postMessage(undefined)
    })
    this.#turnBegan = performance.now()
  }
}

function isEmpty(positions: PositionsJson): boolean {
  for (const _ in positions) return false
  return true
}

/** Where nothing was ever written here, nothing written here can be lost: all that somebody who joins a workspace reads. */
function hasOwn({ own, holding }: Pick<Target, 'own' | 'holding'>): boolean {
  return own.clients.size > 0 || own.touches.size > 0 || holding !== undefined
}

/** Applies changes in their order; what is alike in one transaction. */
function applyAll(target: Target, changes: readonly Incoming[]): void {
  for (let start = 0, end = 0; start < changes.length; start = end) {
    const { mode } = changes[start]!
    while (end < changes.length && changes[end]!.mode === mode) end += 1
    const run = changes.slice(start, end)
    if (mode === 'remote' && hasOwn(target)) applyRemote(target, run)
    else if (mode === 'own') applyOwn(target, run)
    else applyPlain(target.document, run)
  }
}

function applyRemote(target: Target, changes: readonly Incoming[]): void {
  const { document, holding, kept, keptTargets, edits } = target
  const keep = (update: Uint8Array, origin: unknown, _document: Y.Doc, transaction: Y.Transaction) => {
    if (origin !== KEPT_EDIT) return
    kept.push(update)
    for (const touched of touchedTargets(transaction)) keptTargets.add(touched)
  }
  // Only here: as long as somebody listens, Yjs writes down each transaction once more. An open document has its listener.
  if (!holding) document.on('update', keep)
  try {
    applyRemoteChanges(document, changes.map((change) => ({ ...change, seen: new Map(Object.entries(change.seen) as [LogId, number][]) })), FROM_LOG, edits)
  } catch (error) {
    // A fault of ours in looking for what to put back must not keep what others write from arriving.
    // oxlint-disable-next-line no-console -- it must be seen by who looks for it.
    console.error(error)
    applyPlain(document, changes)
  } finally {
    document.off('update', keep)
  }
}

function applyPlain(document: Y.Doc, changes: readonly Incoming[]): void {
  document.transact(() => {
    for (const { update } of changes) applyReadable(document, update)
  }, FROM_LOG)
}

/**
 * Which own record last touched what is needed to know whether another had seen it. Some records at a time, and all of
 * them count as the last: at the worst an edit that somebody knew of is kept, and flagged, instead of taken away.
 */
const OWN_AT_ONCE = 16

function applyOwn({ document, own }: Target, changes: readonly Incoming[]): void {
  const before = clocksOf(document)
  for (let start = 0; start < changes.length; start += OWN_AT_ONCE) {
    const group = changes.slice(start, start + OWN_AT_ONCE)
    const { log, sequence } = group.at(-1)!
    document.transact((transaction) => {
      for (const { update } of group) applyReadable(document, update)
      for (const target of touchedTargets(transaction)) own.touches.set(target, { log, sequence })
    }, FROM_LOG)
  }
  for (const [client, clock] of clocksOf(document)) if (clock > (before.get(client) ?? 0)) own.clients.add(client)
}

function clocksOf({ store }: Y.Doc): ReadonlyMap<number, number> {
  return new Map([...store.clients.keys()].map((client) => [client, Y.getState(store, client)]))
}

/** An update that no Yjs can read must not keep the others from being read. */
function applyReadable(document: Y.Doc, update: Uint8Array): void {
  try {
    Y.applyUpdate(document, update, FROM_LOG)
  } catch (error) {
    // oxlint-disable-next-line no-console -- it stays in the log; nothing else can be done about it here.
    console.error(error)
  }
}
