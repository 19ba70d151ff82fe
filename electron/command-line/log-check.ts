import { chainAfter, chainStart } from '../../shared/log/chain.ts'
import type { LogPrimitives } from '../../shared/log/primitives.ts'
import { decodeRecord, type LogRecord } from '../../shared/log/record.ts'
import type { WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'

/** A piece of a writer's log, wherever it stood: its records in order. */
export interface LogPiece {
  readonly space: WorkspaceId
  readonly writer: WriterId
  readonly first: number
  readonly chainBefore: Uint8Array
  readonly payloads: readonly Uint8Array[]
}

/** What the pieces of one writer's log make together. */
export interface LogCheck {
  /** Records, each counted once, those of branches too. */
  readonly records: number
  readonly firstTime: number | undefined
  readonly lastTime: number | undefined
  /** What the writer wanted to be called, last. */
  readonly name: string | undefined
  /** Stretches that are missing: before what is here, and between. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[]
  /** The first records of second histories: two installations wrote under one name. Both are kept, and nothing is lost. */
  readonly forks: readonly number[]
  /** Records of a kind that a newer version writes. */
  readonly unknown: number
  /** Records whose bytes are none. */
  readonly unreadable: number
}

/** Told of each record once, in the order of its branch. */
export type RecordListener = (record: LogRecord, branch: string, sequence: number) => void

/** One history: the chain after each record from `base` on, as text. */
interface Branch {
  readonly name: string
  readonly base: number
  readonly chain: string[]
}

/**
 * Puts the pieces of one writer's log together and says what does not fit. Pieces may overlap, as small and large
 * segments of one log do, but must come by their first record.
 */
export function createLogCheck(space: WorkspaceId, writer: WriterId, primitives: LogPrimitives, listener: RecordListener): { add(piece: LogPiece): void; result(): LogCheck } {
  const start = text(chainStart(space, writer, primitives))
  const branches: Branch[] = [{ name: writer, base: 0, chain: [start] }]
  const gaps: { from: number; to: number }[] = []
  const forks: number[] = []
  let records = 0
  let unknown = 0
  let unreadable = 0
  let firstTime: number | undefined
  let lastTime: number | undefined
  let name: string | undefined

  const reached = () => Math.max(...branches.map(endOf))

  const newBranch = (base: number, chain: string): Branch => {
    const branch = { name: `${writer}.${branches.length}`, base, chain: [chain] }
    branches.push(branch)
    return branch
  }

  const island = (first: number, chain: string): Branch => {
    // What comes before it is not here: nothing at all, or only what another history has in its place.
    gaps.push({ from: Math.min(reached() + 1, first - 1), to: first - 1 })
    return newBranch(first - 1, chain)
  }

  const take = (payload: Uint8Array, branch: string, sequence: number) => {
    records += 1
    const record = decodeRecord(payload)
    if (!record) {
      unreadable += 1
      return
    }
    if (record.kind === 'unknown') unknown += 1
    if (record.kind === 'writer') name = record.name
    firstTime = Math.min(firstTime ?? record.time, record.time)
    lastTime = Math.max(lastTime ?? record.time, record.time)
    listener(record, branch, sequence)
  }

  return {
    add({ first, chainBefore, payloads }) {
      let chain = chainBefore
      let branch = branches.find((known) => at(known, first - 1) === text(chain)) ?? island(first, text(chain))
      for (const [index, payload] of payloads.entries()) {
        const sequence = first + index
        const before = text(chain)
        chain = chainAfter(chain, payload, primitives)
        const after = text(chain)
        if (at(branch, sequence) === after) continue
        const other = branches.find((known) => at(known, sequence - 1) === before && at(known, sequence) === after)
        if (other) {
          branch = other
          continue
        }
        if (endOf(branch) !== sequence - 1) {
          forks.push(sequence)
          branch = newBranch(sequence - 1, before)
        }
        branch.chain.push(after)
        take(payload, branch.name, sequence)
      }
    },
    result: () => ({ records, firstTime, lastTime, name, gaps, forks, unknown, unreadable }),
  }
}

function at(branch: Branch, sequence: number): string | undefined {
  return branch.chain[sequence - branch.base]
}

function endOf(branch: Branch): number {
  return branch.base + branch.chain.length - 1
}

/** Enough of a chain to tell two apart. */
function text(chain: Uint8Array): string {
  return Buffer.from(chain.buffer, chain.byteOffset, 12).toString('latin1')
}
