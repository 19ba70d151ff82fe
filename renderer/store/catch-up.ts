import * as Y from 'yjs'
import { applyRemoteChanges, touchedTargets } from '../../shared/history/keep-edits.ts'
import type { OwnEdits, RemoteChange } from '../../shared/history/own-edits.ts'
import type { LogBridge, PositionsJson, ReadChange, ReadRecord, ReadResult } from '../../shared/log/log-bridge.ts'
import type { DocumentId, DocumentReference, LogId } from '../../shared/log/record.ts'
import type { WriterId } from '../../shared/model/identifiers.ts'
import { fromBase64 } from './base64.ts'
import { commitRead, type MinutierDatabase, type ViewChange, type WriterRow } from './database.ts'
import { FROM_LOG, homeOf, ownEdits, ownRowOf, rowsOf, unheard, type Holding } from './holding.ts'
import { atLeast, type Space } from './space.ts'
import { applyReadable, joined, merged } from './updates.ts'

/** What of the store reading the logs needs. */
export interface CatchUpPort {
  readonly bridge: LogBridge
  readonly database: MinutierDatabase
  /** The document, opened if it is not. It stays open until it is released. */
  hold(reference: DocumentReference): Promise<{ readonly holding: Holding; readonly wasOpen: boolean }>
  release(holdings: readonly Holding[]): void
  /** Whether this names a workspace that is kept here. */
  isWorkspace(id: DocumentId): boolean
  /** Tries to append everything that waits. */
  save(): Promise<void>
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
      if (!result.more) break
    }
    port.release([...space.unwritten])
    space.unwritten.clear()
  } finally {
    batch.keep()
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
  readonly holding: Holding
  readonly edits: OwnEdits
  /** It was opened to be read into: the rows of the view that it was made of. */
  readonly replaces: readonly number[] | undefined
  /** What was read, as far as that could be. */
  readonly updates: Uint8Array[]
}

interface Group {
  readonly reference: DocumentReference
  readonly changes: Incoming[]
}

/** Records between two writes of the view. */
class Batch {
  size = 0
  readonly #port: CatchUpPort
  readonly #space: Space
  readonly #targets = new Map<string, Target>()
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
    const space = this.#space
    for (const [key, { reference, changes }] of this.#sorted(records)) {
      const target = this.#targets.get(key) ?? (await this.#target(reference))
      if (!target) continue
      this.#targets.set(key, target)
      // What was typed before these changes came did not know of them.
      space.seal(target.holding)
      const updates = changes.map(({ update }) => update)
      target.updates.push(...(applyAll(target, space, changes) ? updates : [joined(updates)]))
      await this.#pause()
    }
    this.#positions = positions
    space.merged = Object.fromEntries(atLeast(space.viewed, positions))
  }

  /** Writes the view: documents, rows and positions, all or nothing. */
  async write(): Promise<void> {
    const space = this.#space
    const positions = new Map(Object.entries(this.#positions) as [LogId, number][])
    const moved = [...positions].filter(([log, sequence]) => sequence !== space.viewed.get(log))
    if (this.#targets.size === 0 && moved.length === 0) return
    await this.#appendKept()
    await commitRead(this.#port.database, {
      changes: [...this.#targets.values()].map((target) => this.#viewChange(target)),
      positions: moved.map(([log, sequence]) => ({ workspace: space.workspace, log, sequence, seen: this.#seenBy.get(log) ?? {} })),
      writers: [...this.#writers.values()],
      skipped: [...this.#skipped],
    })
    // Own changes may have gone into the view meanwhile.
    space.viewed = atLeast(space.viewed, Object.fromEntries(positions))
    space.seenBy = this.#seenBy
    space.merged = Object.fromEntries(space.viewed)
    this.#port.release([...this.#targets.values()].map(({ holding }) => holding))
    this.#targets.clear()
  }

  /** What could not be written stays open: it is read again, and until then nobody must see the document without it. */
  keep(): void {
    const { unwritten } = this.#space
    const holdings = [...this.#targets.values()].map(({ holding }) => holding)
    this.#port.release(holdings.filter((holding) => unwritten.has(holding)))
    for (const holding of holdings) unwritten.add(holding)
    this.#targets.clear()
  }

  #sorted(records: readonly ReadRecord[]): ReadonlyMap<string, Group> {
    const documents = new Map<string, Group>()
    for (const record of records) {
      const seen = this.#seenAllInAll(record)
      if (record.kind === 'writer') this.#writers.set(record.writer, { workspace: this.#space.workspace, writer: record.writer, name: record.name })
      if (record.kind === 'unknown') this.#skipped.add(record.code)
      if (record.kind !== 'change') continue
      this.size += record.update.length
      const { log, sequence, time, update, document } = record
      const key = `${document.kind}/${document.id}`
      const group = documents.get(key) ?? { reference: document, changes: [] }
      documents.set(key, group)
      group.changes.push({ log, sequence, time, seen, update: fromBase64(update), mode: this.#modeOf(record) })
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

  /** @returns undefined if these records have no business with the document: anybody who shares a workspace can name anything */
  async #target(reference: DocumentReference): Promise<Target | undefined> {
    const space = this.#space
    const isItself = reference.id === space.workspace
    const isPossible = reference.kind === 'workspace' ? isItself : !isItself && !this.#port.isWorkspace(reference.id)
    const held = isPossible ? await this.#port.hold(reference) : undefined
    if (held && held.holding.open.reference.kind === reference.kind && (homeOf(held.holding) ?? space.workspace) === space.workspace) {
      const { holding, wasOpen } = held
      holding.workspace = space.workspace
      // Nobody has written here under a name that is not known yet.
      const writer = space.ownLog ?? ('' as WriterId)
      return { holding, edits: ownEdits(writer, holding, (target) => space.isPending(holding, target)), replaces: wasOpen ? undefined : holding.stored, updates: [] }
    }
    if (held) this.#port.release([held.holding])
    // oxlint-disable-next-line no-console -- somebody tries something, or a program is at fault: it must be seen by who looks for it.
    console.error(`refused: ${reference.kind} ${reference.id} in the logs of ${space.workspace}`)
    return undefined
  }

  #viewChange({ holding, replaces, updates }: Target): ViewChange {
    const { open: { reference, document } } = holding
    const { workspace } = this.#space
    return {
      reference,
      workspace,
      written: () => ({
        // As a whole only while all of it stands in a log.
        ...(replaces && !this.#space.waitsFor(holding) ? { update: Y.encodeStateAsUpdate(document), replaces } : { update: merged(updates) }),
        rows: rowsOf(holding, workspace),
        own: ownRowOf(holding),
      }),
    }
  }

  /** What was put back stands in the own log before that to which it answers counts as read: else a crash would lose it. */
  async #appendKept(): Promise<void> {
    const waits = () => this.#space.waiting.some(({ isKept }) => isKept) || [...this.#targets.values()].some(({ holding }) => holding.hasKept)
    if (!waits()) return
    await this.#port.save()
    if (waits()) throw new CatchUpError('what was put back waits')
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
function hasOwn({ own }: Holding, isWaiting: boolean): boolean {
  return own.clients.size > 0 || own.touches.size > 0 || isWaiting
}

/**
 * Applies changes in their order; what is alike in one transaction.
 * @returns whether all of them could be read
 */
function applyAll({ holding, edits }: Target, space: Space, changes: readonly Incoming[]): boolean {
  let isReadable = true
  for (let start = 0, end = 0; start < changes.length; start = end) {
    const { mode } = changes[start]!
    while (end < changes.length && changes[end]!.mode === mode) end += 1
    const run = changes.slice(start, end)
    if (mode === 'remote' && hasOwn(holding, space.waitsFor(holding))) isReadable = applyRemote(holding, edits, run) && isReadable
    else unheard(holding, () => (isReadable = (mode === 'own' ? applyOwn(holding, run, space.isAlone ? run.length : 1) : applyPlain(holding, run)) && isReadable))
  }
  return isReadable
}

function applyRemote(holding: Holding, edits: OwnEdits, changes: readonly Incoming[]): boolean {
  try {
    const known = changes.map((change) => ({ ...change, seen: new Map(Object.entries(change.seen) as [LogId, number][]) }))
    return applyRemoteChanges(holding.open.document, known, FROM_LOG, edits).unreadable === 0
  } catch (error) {
    // A fault of ours in looking for what to put back must not keep what others write from arriving.
    // oxlint-disable-next-line no-console -- it must be seen by who looks for it.
    console.error(error)
    return applyPlain(holding, changes)
  }
}

function applyPlain({ open: { document } }: Holding, changes: readonly Incoming[]): boolean {
  return document.transact(() => allApplied(document, changes), FROM_LOG)
}

function allApplied(document: Y.Doc, changes: readonly Incoming[]): boolean {
  let isReadable = true
  for (const { update } of changes) isReadable = applyReadable(document, update, FROM_LOG) && isReadable
  return isReadable
}

/**
 * Which own record last touched what is needed to know whether another had seen it: record by record. Where nobody else
 * writes yet, whoever joins will have seen all that is here, and all of it can count as the last.
 */
function applyOwn({ own, open: { document } }: Holding, changes: readonly Incoming[], atOnce: number): boolean {
  let isReadable = true
  const before = clocksOf(document)
  document.transact((transaction) => {
    const changed: Y.Transaction['changed'] = new Map()
    for (let start = 0; start < changes.length; start += atOnce) {
      const group = changes.slice(start, start + atOnce)
      const { log, sequence } = group.at(-1)!
      isReadable = allApplied(document, group) && isReadable
      for (const target of touchedTargets(transaction)) own.touches.set(target, { log, sequence })
      moveInto(changed, transaction.changed)
    }
    moveInto(transaction.changed, changed)
  }, FROM_LOG)
  for (const [client, clock] of clocksOf(document)) if (clock > (before.get(client) ?? 0)) own.clients.add(client)
  return isReadable
}

/** One transaction costs less than one for each record; what each touched is then known only if it is taken away at once. */
function moveInto(all: Y.Transaction['changed'], some: Y.Transaction['changed']): void {
  for (const [type, keys] of some) {
    const known = all.get(type)
    if (known) for (const key of keys) known.add(key)
    else all.set(type, keys)
  }
  some.clear()
}

function clocksOf({ store }: Y.Doc): ReadonlyMap<number, number> {
  return new Map([...store.clients.keys()].map((client) => [client, Y.getState(store, client)]))
}
