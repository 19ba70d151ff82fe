import * as Y from 'yjs'
import type { LogBridge, SpaceLogs } from '../../shared/log/log-bridge.ts'
import type { DocumentId, DocumentReference, LogId } from '../../shared/log/record.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import type { WorkspaceId } from '../../shared/model/identifiers.ts'
import { catchUp, type CatchUpPort } from './catch-up.ts'
import { commitOwn, MinutierDatabase, readUpdates, replaceUpdates, type UpdateRow } from './database.ts'
import { documentOf, homeOf, openHolding, ownRowOf, rowsOf, workspaceOfRows, type Holding, type OpenDocument } from './holding.ts'
import { isWriteLate } from './late-write.ts'
import { readLogs } from './read-logs.ts'
import { SavedChanges } from './saved-changes.ts'
import { appendWaiting, atLeast, Space, type Appended, type SaveProblem } from './space.ts'
import { markRebuilt, prepareView } from './start-view.ts'
import { joined, merged } from './updates.ts'

export type { OpenDocument } from './holding.ts'

/** Longest time that a change waits in memory before it is written, in milliseconds. */
const LONGEST_WAIT = 400
/** Time between two tries to do what could not be done, in milliseconds. */
const RETRY_AFTER = 3_000
/** Reading that fails for longer than this is told, in milliseconds: a disk that wakes up takes some of it. */
const TOLD_AFTER = 15_000

/** Whether what was typed is on the disk. `failed`: it is in memory, and writing is tried again. */
export type SaveState = { readonly kind: 'saved' } | { readonly kind: 'saving' } | { readonly kind: 'failed'; readonly problem: SaveProblem }

export interface StartOptions {
  /** Number of times that somebody has asked for a new view (see `ApplicationDescription`). */
  readonly epoch?: number
  /** Told what part of the logs has been read, from 0 to 1, and whether it is all of them because the view was lost. */
  readonly onProgress?: (share: number, isRebuilding: boolean) => void
}

/**
 * The one path by which changes reach the disk. Screens change an open document through the commands of `shared/`;
 * the store sees the update, batches it, and appends it to the own log: then it is saved. After that it goes into
 * the view, as does whatever others write: the view is never the truth, and what fails there is read again.
 */
export class Store {
  readonly database: MinutierDatabase
  readonly #bridge: LogBridge
  readonly #spaces = new Map<WorkspaceId, Space>()
  readonly #holdings = new Map<DocumentId, Holding>()
  readonly #opening = new Map<DocumentId, Promise<Holding>>()
  readonly #listeners = new Set<() => void>()
  readonly #readings = new Map<WorkspaceId, Reading>()
  readonly #saved = new SavedChanges({ take: (appended) => this.#view(appended), onTaken: () => this.#freeLetGo() })
  readonly #port: CatchUpPort
  #state: SaveState = { kind: 'saved' }
  #timer: ReturnType<typeof setTimeout> | undefined
  #saving: Promise<void> | undefined

  /** To be started before anything is opened. */
  constructor(bridge: LogBridge, database = new MinutierDatabase()) {
    this.#bridge = bridge
    this.database = database
    this.#port = {
      bridge,
      database,
      hold: (reference) => this.#hold(reference),
      release: (holdings) => this.#release(holdings),
      isWorkspace: (id) => this.#spaces.has(id as WorkspaceId),
      save: () => this.save(),
    }
  }

  /**
   * Opens the view and reads into it what the logs hold beyond it; all of them if it has to be made anew.
   * @returns whether it was made anew
   * @throws if the view cannot be made: nothing is lost, and it can be started again
   */
  async start({ epoch = 0, onProgress }: StartOptions = {}): Promise<{ readonly isRebuilt: boolean }> {
    const { logs, isRebuilding } = await prepareView(this.database, this.#bridge, epoch)
    await this.#learn(logs)
    const progress = new Progress(logs)
    // Where nobody else writes comes first: what others name cannot be what is only there.
    for (const { workspace, problem } of logs.toSorted((left, right) => left.logs.length - right.logs.length)) {
      const space = this.#space(workspace)
      if (problem) this.#failed(workspace)
      const report = (viewed: ReadonlyMap<LogId, number>) => onProgress?.(progress.share(workspace, viewed), isRebuilding)
      report(space.viewed)
      if (!progress.isBehind(workspace, space.viewed)) continue
      try {
        await this.#readFirst(space, report)
      } catch (error) {
        // Without its beginning a view is of no use; without the last of what others wrote it is.
        if (isRebuilding) throw error
        this.#failed(workspace)
      }
    }
    if (isRebuilding) await markRebuilt(this.database)
    return { isRebuilt: isRebuilding }
  }

  /** Reads what the logs of a workspace hold that has not been read. Never rejects: what fails is tried again. */
  catchUp(workspace: WorkspaceId): Promise<void> {
    const reading = this.#reading(workspace)
    reading.isWanted = true
    reading.run ??= this.#read(workspace, reading)
    return reading.run
  }

  /** Opens a document, or shares the one that is open. Each call is matched by one `close`. */
  async open(reference: DocumentReference): Promise<OpenDocument> {
    const known = this.#holdings.get(reference.id)
    const holding = known ?? (await this.#openOnce(reference))
    if (holding.open.reference.kind !== reference.kind) throw new Error(`this is no ${reference.kind}`)
    holding.holders += 1
    holding.isLetGo = false
    return holding.open
  }

  /** Lets go of a document. It is freed when nobody holds it and nothing of it waits to be written. */
  async close(open: OpenDocument): Promise<void> {
    const holding = this.#holdings.get(open.reference.id)
    if (holding?.open !== open) return
    holding.holders -= 1
    if (holding.holders > 0) return
    holding.isLetGo = true
    await this.flush()
    this.#freeLetGo()
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
  async save(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#saving) await this.#saving
    this.#saving = this.#writePending().finally(() => {
      this.#saving = undefined
    })
    return this.#saving
  }

  /** The same, and then brings the view up to it: for what is going to be read there. */
  async flush(): Promise<void> {
    await this.save()
    await this.#saved.drain()
  }

  get saveState(): SaveState {
    return this.#state
  }

  /** What the logs hold has not been readable for some time. It is tried again; what is typed here is saved all the same. */
  get isReadingStuck(): boolean {
    return [...this.#readings.values()].some(({ isStuck }) => isStuck)
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Ends everything that goes on by itself, and closes the view. What waits to be written is not. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#saved.stop()
    for (const { timer } of this.#readings.values()) clearTimeout(timer)
    this.database.close()
  }

  async #learn(logs: readonly SpaceLogs[]): Promise<void> {
    const rows = await this.database.positions.toArray()
    for (const space of logs) this.#space(space.workspace).learn(space)
    for (const space of this.#spaces.values()) {
      const own = rows.filter((row) => row.workspace === space.workspace)
      space.viewed = new Map(own.map(({ log, sequence }) => [log, sequence]))
      space.seenBy = new Map(own.map(({ log, seen }) => [log, seen]))
      space.merged = Object.fromEntries(space.viewed)
    }
  }

  #space(workspace: WorkspaceId): Space {
    const known = this.#spaces.get(workspace)
    if (known) return known
    const space = new Space(workspace)
    this.#spaces.set(workspace, space)
    return space
  }

  #reading(workspace: WorkspaceId): Reading {
    const known = this.#readings.get(workspace)
    if (known) return known
    const reading: Reading = { isWanted: false, timer: undefined, run: undefined, failingSince: undefined, isStuck: false }
    this.#readings.set(workspace, reading)
    return reading
  }

  /** At the start, before anything asks for more. */
  async #readFirst(space: Space, report: (viewed: ReadonlyMap<LogId, number>) => void): Promise<void> {
    const reading = this.#reading(space.workspace)
    const run = catchUp(this.#port, space, report)
    reading.run = run
      .catch(() => undefined)
      .finally(() => {
        reading.run = undefined
        if (reading.isWanted) void this.catchUp(space.workspace)
      })
    await run
  }

  async #read(workspace: WorkspaceId, reading: Reading): Promise<void> {
    clearTimeout(reading.timer)
    reading.timer = undefined
    try {
      while (reading.isWanted) {
        reading.isWanted = false
        const space = this.#space(workspace)
        // What is written here need not be read.
        await this.#saved.drain()
        await this.#learnAgain(space)
        await catchUp(this.#port, space)
      }
      reading.failingSince = undefined
      this.#tellStuck(reading, false)
    } catch {
      this.#failed(workspace)
    } finally {
      reading.run = undefined
    }
  }

  /** Somebody has joined the workspace since the start, or goes on in another log than before. */
  async #learnAgain(space: Space): Promise<void> {
    const logs = (await this.#bridge.logs()).find(({ workspace }) => workspace === space.workspace)
    if (logs) space.learn(logs)
  }

  #failed(workspace: WorkspaceId): void {
    const reading = this.#reading(workspace)
    const now = performance.now()
    reading.failingSince ??= now
    this.#tellStuck(reading, now - reading.failingSince >= TOLD_AFTER)
    this.#readAgain(workspace)
  }

  #tellStuck(reading: Reading, isStuck: boolean): void {
    if (reading.isStuck === isStuck) return
    reading.isStuck = isStuck
    this.#notify()
  }

  #readAgain(workspace: WorkspaceId): void {
    this.#reading(workspace).timer ??= setTimeout(() => void this.catchUp(workspace), RETRY_AFTER)
  }

  #openOnce(reference: DocumentReference): Promise<Holding> {
    const opening = this.#opening.get(reference.id) ?? this.#load(reference).finally(() => this.#opening.delete(reference.id))
    this.#opening.set(reference.id, opening)
    return opening
  }

  async #load(asked: DocumentReference): Promise<Holding> {
    const { id } = asked
    const [found, own] = await Promise.all([readUpdates(this.database, id), this.database.own.get(id)])
    let rows = found
    const reference = { id, kind: rows[0]?.kind ?? asked.kind }
    let made = documentOf(reference, rows)
    if (!made.isWhole) {
      made.document.destroy()
      rows = await this.#readable(rows)
      made = documentOf(reference, rows)
    }
    const holding = openHolding(reference, made.document, rows, own, () => this.#schedule())
    this.#holdings.set(id, holding)
    return holding
  }

  /** Rows in place of some that cannot all be read: with what the logs hold of the document. What is typed is worth more than a view. */
  async #readable(rows: readonly UpdateRow[]): Promise<readonly UpdateRow[]> {
    const workspace = workspaceOfRows(rows)
    try {
      const logged = workspace && (await readLogs(this.#bridge, workspace, rows[0]!.document))?.get(rows[0]!.document)
      return logged ? await replaceUpdates(this.database, rows, joined([...rows.map(({ update }) => update), ...logged])) : rows
    } catch {
      return rows
    }
  }

  async #hold(reference: DocumentReference): Promise<{ readonly holding: Holding; readonly wasOpen: boolean }> {
    const wasOpen = this.#holdings.has(reference.id) || this.#opening.has(reference.id)
    const holding = this.#holdings.get(reference.id) ?? (await this.#openOnce(reference))
    holding.holders += 1
    holding.isLetGo = false
    return { holding, wasOpen }
  }

  #release(holdings: readonly Holding[]): void {
    for (const holding of holdings) {
      holding.holders -= 1
      holding.isLetGo = holding.holders === 0
    }
    this.#freeLetGo()
  }

  #freeLetGo(): void {
    for (const [id, holding] of this.#holdings) {
      if (!holding.isLetGo || this.#waits(holding) || this.#saved.holds(holding)) continue
      this.#holdings.delete(id)
      holding.open.undo.destroy()
      holding.open.document.destroy()
    }
  }

  #waits(holding: Holding): boolean {
    return holding.pending.length > 0 || isWriteLate(holding.open.document) || [...this.#spaces.values()].some((space) => space.waitsFor(holding))
  }

  #schedule(): void {
    if (this.#state.kind === 'saved') this.#tell({ kind: 'saving' })
    this.#timer ??= setTimeout(() => void this.save(), this.#state.kind === 'failed' ? RETRY_AFTER : LONGEST_WAIT)
  }

  async #writePending(): Promise<void> {
    let problem = this.#sealAll()
    // One workspace after the other: where one cannot be written, the others are all the same.
    for (const space of this.#spaces.values()) problem = (await appendWaiting(this.#bridge, space, (appended) => this.#saved.add(appended))) ?? problem
    const waits = [...this.#holdings.values()].some((holding) => this.#waits(holding))
    this.#tell(problem ? { kind: 'failed', problem } : { kind: waits ? 'saving' : 'saved' })
    if (waits) this.#schedule()
  }

  /** A change belongs to the log of its workspace: of a document that tells none, nothing can be saved, and that is said. */
  #sealAll(): SaveProblem | undefined {
    let problem: SaveProblem | undefined
    for (const holding of this.#holdings.values()) {
      if (holding.pending.length === 0 && !isWriteLate(holding.open.document)) continue
      try {
        holding.workspace = homeOf(holding)
        if (holding.workspace) this.#space(holding.workspace).seal(holding)
        else problem = 'storage-failed'
      } catch (error) {
        // A fault of ours in one document must not keep the others from being saved.
        // oxlint-disable-next-line no-console -- it must be seen by who looks for it.
        console.error(error)
        problem = 'storage-failed'
      }
    }
    return problem
  }

  /** Takes what was saved into the view. What fails here is saved all the same, and is read from the log later. */
  async #view({ space, changes, log, first, last }: Appended): Promise<void> {
    try {
      const viewed = await commitOwn(this.database, {
        workspace: space.workspace, log, first, last, seen: changes.at(-1)!.seen,
        changes: [...Map.groupBy(changes, ({ holding }) => holding)].map(([holding, some]) => ({
          reference: holding.open.reference,
          workspace: space.workspace,
          written: () => ({ update: merged(some.map(({ update }) => update)), rows: rowsOf(holding, space.workspace), own: ownRowOf(holding) }),
        })),
      })
      space.viewed = atLeast(space.viewed, { [log]: viewed })
      if (viewed < last) void this.catchUp(space.workspace)
    } catch {
      this.#readAgain(space.workspace)
    }
  }

  #tell(state: SaveState): void {
    if (state.kind === this.#state.kind && state.kind !== 'failed') return
    this.#state = state
    this.#notify()
  }

  #notify(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** Reading the logs of one workspace: one at a time, and once more if there is news meanwhile. */
interface Reading {
  isWanted: boolean
  timer: ReturnType<typeof setTimeout> | undefined
  run: Promise<void> | undefined
  /** When it first failed, if it has not succeeded since, and whether that is told. */
  failingSince: number | undefined
  isStuck: boolean
}

/** What part of all logs the view has read, by their bytes. */
class Progress {
  readonly #logs: ReadonlyMap<WorkspaceId, SpaceLogs['logs']>
  readonly #read = new Map<WorkspaceId, number>()

  constructor(logs: readonly SpaceLogs[]) {
    this.#logs = new Map(logs.map((space) => [space.workspace, space.logs]))
  }

  isBehind(workspace: WorkspaceId, viewed: ReadonlyMap<LogId, number>): boolean {
    return (this.#logs.get(workspace) ?? []).some(({ log, last }) => last > (viewed.get(log) ?? 0))
  }

  share(workspace: WorkspaceId, viewed: ReadonlyMap<LogId, number>): number {
    const done = (this.#logs.get(workspace) ?? []).map(({ log, last, bytes }) => (last === 0 ? 0 : bytes * Math.min(1, (viewed.get(log) ?? 0) / last)))
    this.#read.set(workspace, sum(done))
    const all = sum([...this.#logs.values()].flat().map(({ bytes }) => bytes))
    return all === 0 ? 1 : Math.min(1, sum([...this.#read.values()]) / all)
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
