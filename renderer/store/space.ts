import * as Y from 'yjs'
import type { AppendRequest, AppendResult, LogBridge, PositionsJson, SpaceLogs } from '../../shared/log/log-bridge.ts'
import type { LogId } from '../../shared/log/record.ts'
import type { WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'
import { toBase64 } from './base64.ts'
import type { Holding } from './holding.ts'
import { writeNow } from './late-write.ts'

/** Why what was typed is not on the disk. */
export type SaveProblem = 'disk-full' | 'storage-failed' | 'too-large'

/** A change of one document that waits to be appended. It is sent as it stands here, however often that takes. */
export interface SealedChange {
  readonly holding: Holding
  readonly update: Uint8Array
  readonly targets: ReadonlySet<string>
  /** The Yjs client number under which it was made. */
  readonly client: number
  /** What had been merged of the logs when it was made. */
  readonly seen: PositionsJson
  /** It puts back what a change of somebody else took away: that change has not been read for good until this is appended. */
  readonly isKept: boolean
  /** It was refused together with others for their size. */
  goesAlone: boolean
}

/** Changes that now stand in the own log. */
export interface Appended {
  readonly space: Space
  readonly changes: readonly SealedChange[]
  readonly log: LogId
  readonly first: number
  readonly last: number
}

/** What the store knows of the logs of one workspace, and what it has to append to the own one. */
export class Space {
  readonly workspace: WorkspaceId
  /** How far the view has come with each log. */
  viewed: ReadonlyMap<LogId, number> = new Map()
  /** How far each writer had read the others, at the point to which the view has come with its log. */
  seenBy: ReadonlyMap<LogId, PositionsJson> = new Map()
  /** What stands in the documents: what changes made from now on can know of. */
  merged: PositionsJson = {}
  /** What the own log has answered to. */
  answered: ReadonlyMap<LogId, number> = new Map()
  /** The log that is written here; never a branch, so its name is the writer's. */
  ownLog: WriterId | undefined
  /** There is no log but the own one. */
  isAlone = false
  readonly waiting: SealedChange[] = []
  /** Documents into which more was read than the view could be given: they stay, because what is made in them is said to know of it. */
  readonly unwritten = new Set<Holding>()

  constructor(workspace: WorkspaceId) {
    this.workspace = workspace
  }

  /** Takes over what the journal says of itself. It can begin another own log at any time: the old one then counts as somebody else's. */
  learn({ logs, seen, problem }: SpaceLogs): void {
    if (problem) return
    this.ownLog = logs.find(({ isOwn }) => isOwn)?.writer
    this.isAlone = logs.every(({ isOwn }) => isOwn)
    this.answered = atLeast(this.answered, seen)
  }

  /** Puts what was done to a document since the last time among the changes that wait, with what it can know of. */
  seal(holding: Holding): void {
    writeNow(holding.open.document)
    if (holding.pending.length === 0) return
    const { open: { document }, hasKept } = holding
    const common = { holding, targets: new Set(holding.targets), client: document.clientID, seen: this.merged, isKept: hasKept, goesAlone: false }
    for (const update of asOne(holding.pending)) this.waiting.push({ ...common, update })
    holding.pending.length = 0
    holding.targets.clear()
    holding.hasKept = false
  }

  waitsFor(holding: Holding): boolean {
    return holding.pending.length > 0 || this.waiting.some((change) => change.holding === holding)
  }

  /** Whether something that touched a target is in no log yet. */
  isPending(holding: Holding, target: string): boolean {
    return holding.targets.has(target) || this.waiting.some((change) => change.holding === holding && change.targets.has(target))
  }
}

/** As they are if they cannot be merged: nothing of one's own is left out. */
function asOne(updates: readonly Uint8Array[]): readonly Uint8Array[] {
  if (updates.length === 1) return [...updates]
  try {
    return [Y.mergeUpdates([...updates])]
  } catch {
    return [...updates]
  }
}

/** Most that is appended at once, in bytes and in changes: below what a call can hold, and soon on the disk. */
const MOST_BYTES = 8 * 1024 * 1024
const MOST_CHANGES = 1_000

/**
 * Appends what waits, in order. What is too large for any record stays behind with what comes after it in the same
 * document, and does not hold up the others.
 * @returns why something still waits
 */
export async function appendWaiting(bridge: LogBridge, space: Space, onAppended: (appended: Appended) => void): Promise<SaveProblem | undefined> {
  const stuck = new Set<Holding>()
  // Said to have known no more than what stays behind: the log counts what its writer had seen all in all.
  let atMost: PositionsJson | undefined
  for (;;) {
    const changes = nextChanges(space.waiting, stuck)
    if (changes.length === 0) return stuck.size > 0 ? 'too-large' : undefined
    const seen = atMost ?? changes[0]!.seen
    const result = await append(bridge, {
      workspace: space.workspace, seen, changes: changes.map(({ holding, update }) => ({ document: holding.open.reference, update: toBase64(update) })),
    })
    if (result.ok) {
      forget(space, changes)
      remember(space, seen, changes, result)
      onAppended({ space, changes, log: result.log, first: result.first, last: result.last })
    } else if (result.problem !== 'too-large') {
      return result.problem === 'disk-full' ? 'disk-full' : 'storage-failed'
    } else if (changes.length > 1) {
      for (const change of changes) change.goesAlone = true
    } else {
      stuck.add(changes[0]!.holding)
      atMost ??= changes[0]!.seen
    }
  }
}

/** A call that comes back with an error has failed as one that says so. */
export async function append(bridge: LogBridge, request: AppendRequest): Promise<AppendResult> {
  try {
    return await bridge.appendChanges(request)
  } catch {
    return { ok: false, problem: 'write-failed' }
  }
}

/** The next changes that can stand in one call: they were made knowing the same. */
function nextChanges(waiting: readonly SealedChange[], stuck: ReadonlySet<Holding>): readonly SealedChange[] {
  const free = waiting.filter(({ holding }) => !stuck.has(holding))
  const first = free[0]
  if (!first || first.goesAlone) return free.slice(0, 1)
  let bytes = 0
  const end = free.findIndex((change, index) => {
    bytes += change.update.length
    return index > 0 && (change.seen !== first.seen || change.goesAlone || bytes > MOST_BYTES || index >= MOST_CHANGES)
  })
  return end < 0 ? free : free.slice(0, end)
}

function forget(space: Space, changes: readonly SealedChange[]): void {
  const gone = new Set(changes)
  const left = space.waiting.filter((change) => !gone.has(change))
  space.waiting.splice(0, space.waiting.length, ...left)
}

function remember(space: Space, seen: PositionsJson, changes: readonly SealedChange[], { log, first }: AppendResult & { readonly ok: true }): void {
  changes.forEach(({ holding: { own }, client, targets }, index) => {
    own.clients.add(client)
    for (const target of targets) own.touches.set(target, { log, sequence: first + index })
  })
  space.ownLog = log as WriterId
  space.answered = atLeast(space.answered, seen)
}

/** The higher of two positions for each log. */
export function atLeast(positions: ReadonlyMap<LogId, number>, others: PositionsJson): ReadonlyMap<LogId, number> {
  const result = new Map(positions)
  for (const [log, sequence] of Object.entries(others) as [LogId, number][]) result.set(log, Math.max(sequence, result.get(log) ?? 0))
  return result
}
