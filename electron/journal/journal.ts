import type { WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'
import type { LogId, LogPosition, Positions, WritableRecord } from '../../shared/log/record.ts'
import type { Segment } from '../../shared/log/segment.ts'

/**
 * Everything that has ever been written or received in one data folder, as logs: this installation's own, and a copy
 * of each other writer's, so that nothing depends on a shared folder that may be gone tomorrow.
 */
export interface Journal {
  /** The workspaces of which something is kept here. */
  spaces(): readonly WorkspaceId[]
  /** Opens a workspace's logs, or begins them. Always the same object for the same workspace. */
  space(id: WorkspaceId): Promise<SpaceJournal>
  /** Told after each growth of a log of any workspace, also of one that is opened later. Returns the unsubscribe. */
  onGrowth(listener: (space: SpaceJournal, log: LogId) => void): () => void
  close(): Promise<void>
}

export interface SpaceJournal {
  readonly space: WorkspaceId
  /** Who writes here now; another after `startNewWriter`. */
  readonly writer: WriterId
  /** Why the writer is a new one since this start; undefined if it is not. */
  readonly newWriterBecause: NewWriterReason | undefined
  /** Every log that is kept here and how far it goes. */
  positions(): readonly LogPosition[]
  /** How far the others have been read, as the records of the own log say, all in all. */
  seen(): Positions
  /**
   * Appends to the own log. Resolves when the records are on the disk, with the sequence number of the last; rejects
   * with a `JournalError`, and then none of them stands in the log. `seen`: how far the writer has read each log.
   */
  append(records: readonly NewRecord[], seen: Positions): Promise<{ readonly log: LogId; readonly first: number; readonly last: number }>
  /** Records of a log after a sequence number, in order: at least one if there is one, else about `bytes` of them. */
  read(log: LogId, after: number, bytes: number): Promise<readonly StoredRecord[]>
  /** The chain of a log after a record; undefined beyond its end or before its beginning (a branch begins late). */
  chainAt(log: LogId, sequence: number): Promise<Uint8Array | undefined>
  /**
   * Takes in what another writer published: appended to the log that it continues, or kept as a branch where it forks
   * from what is known. Durable when it resolves.
   */
  receive(segment: Segment): Promise<ReceiveOutcome>
  /**
   * Ends the present own log, whose name somebody else uses too, and begins one under a new id; copies into it every
   * record after `copyAfter`, which the others may not have. The old one is kept and read as anybody's.
   */
  startNewWriter(reason: NewWriterReason, copyAfter: number): Promise<WriterId>
  /** Told after each growth of a log, own or received. Returns the unsubscribe. */
  onGrowth(listener: (log: LogId) => void): () => void
}

/** `cloned`: the folder holds records of this writer that were not written here. `moved`: the data folder is a copy. */
export type NewWriterReason = 'cloned' | 'moved' | 'damaged'

/** What is appended; the journal adds what the writer has newly seen. */
export type NewRecord = WithoutSeen<WritableRecord>
type WithoutSeen<Record> = Record extends unknown ? Omit<Record, 'seen'> : never

export interface StoredRecord {
  readonly sequence: number
  readonly payload: Uint8Array
}

/**
 * `added`: something of it was new. `known`: nothing was. `gap`: what comes before it has not arrived yet. `not-ours`:
 * it bears the id of the own log and holds records that were not written here, so that somebody else writes under this
 * id too; nothing of it was taken in (after `startNewWriter` it is). `refused`: of another workspace, or its writer's id is none.
 */
export type ReceiveOutcome = 'added' | 'known' | 'gap' | 'not-ours' | 'refused'

export type JournalProblem = 'disk-full' | 'write-failed' | 'too-large'

export class JournalError extends Error {
  readonly problem: JournalProblem
  constructor(problem: JournalProblem, cause: unknown) {
    super(problem, { cause })
    this.problem = problem
  }
}
