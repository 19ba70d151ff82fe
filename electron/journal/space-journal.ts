import { dirname, join } from 'node:path'
import { chainAfter, sameChain } from '../../shared/log/chain.ts'
import type { LogPrimitives } from '../../shared/log/primitives.ts'
import { decodeRecord, encodeRecord, type LogId, type LogPosition, type Positions, type WritableRecord } from '../../shared/log/record.ts'
import type { Segment } from '../../shared/log/segment.ts'
import type { WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'
import type { Logbook } from '../application/logbook.ts'
import { errorCode, type Disk } from '../disk/disk.ts'
import { JournalError, type NewRecord, type NewWriterReason, type ReceiveOutcome, type SpaceJournal } from './journal.ts'
import { branchOf, isIdentifier, writerOfLog } from './log-names.ts'
import { openLogOnDisk, type BranchStart, type LogOnDisk } from './log-on-disk.ts'
import { newWriter, readIdentity, writeIdentity, type Fingerprint } from './writer-identity.ts'

export interface SpacePlace {
  readonly folder: string
  readonly space: WorkspaceId
  readonly disk: Disk
  readonly primitives: LogPrimitives
  readonly logbook: Pick<Logbook, 'info' | 'problem'> | undefined
  readonly fingerprintOf: (folder: string) => Promise<Fingerprint>
  readonly sharedThrough: (space: WorkspaceId, writer: WriterId) => Promise<number>
  readonly rollAt: number
}

export interface OpenSpace extends SpaceJournal {
  close(): Promise<void>
}

/** A new writer that is to be made: before the next append, at the latest. */
interface PendingWriter {
  readonly reason: NewWriterReason | undefined
  /** The log that it goes on from; what stands in it after `copyAfter` is copied. */
  readonly from: LogOnDisk | undefined
  readonly copyAfter: number
}

interface WaitingAppend {
  readonly records: readonly NewRecord[]
  readonly seen: Positions
  readonly resolve: (place: { readonly log: LogId; readonly first: number; readonly last: number }) => void
  readonly reject: (error: JournalError) => void
}

const COPY_BYTES = 1024 * 1024
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** See `SpaceJournal`. Everything that changes a log goes through one queue; reading does not wait for it. */
export async function openSpaceJournal(place: SpacePlace): Promise<OpenSpace> {
  const { folder, space, disk, primitives, logbook } = place
  const logs = new Map<LogId, LogOnDisk>()
  const listeners = new Set<(log: LogId) => void>()
  const waiting: WaitingAppend[] = []
  let writer: WriterId = newWriter()
  let newWriterBecause: NewWriterReason | undefined
  let pending: PendingWriter | undefined
  let seen = new Map<LogId, number>()
  let queue: Promise<unknown> = Promise.resolve()
  /** What is found in opening is put right at its end; what is found later, at once. */
  let isOpen = false
  let isClosed = false

  const serially = <Result>(task: () => Promise<Result>): Promise<Result> => {
    const run = queue.then(task)
    queue = run.catch(() => undefined)
    return run
  }
  const grown = (log: LogId) => {
    for (const listener of listeners) listener(log)
  }

  const openLog = (log: LogId, branch?: BranchStart, onScan?: (payload: Uint8Array) => void): Promise<LogOnDisk> => {
    const onDamage = (damaged: LogOnDisk, after: number) => {
      logbook?.problem('journal damaged', { space, log, after, own: log === writer })
      if (isOpen) void serially(() => repair(damaged)).catch(() => undefined)
    }
    const itsWriter = writerOfLog(log)
    if (!itsWriter) throw new RangeError('not the name of a log')
    return openLogOnDisk({ folder: join(folder, log), space, writer: itsWriter, log, rollAt: place.rollAt, disk, primitives, onDamage }, branch, onScan)
  }

  /** Another's log ends before its damage, to be filled again from what is shared; the own one is left for another. */
  const repair = async (log: LogOnDisk): Promise<void> => {
    try {
      if (log.log === writer) {
        pending ??= { reason: 'damaged', from: log, copyAfter: 0 }
        await establish()
      } else {
        await log.setDamageAside()
      }
    } catch (error) {
      logbook?.problem('journal not repaired', { space, log: log.log }, error)
    }
  }

  /** Makes the new writer that is due. Rejects with the system's error, and then it is still due. */
  const establish = async (): Promise<void> => {
    if (!pending) return
    const { reason, from, copyAfter } = pending
    const next = from ? newWriter() : writer
    const log = await openLog(next)
    let nextSeen: Map<LogId, number>
    try {
      nextSeen = from ? await copyRecords(from, copyAfter, log) : new Map(seen)
      await writeIdentity(folder, disk, next, await place.fingerprintOf(folder), from?.writer)
    } catch (error) {
      await log.close()
      // Nobody knows of it yet; what cannot be removed is read as a copy that somebody made, and does no harm.
      if (from) await disk.remove(join(folder, next)).catch(() => undefined)
      throw error
    }
    pending = undefined
    logs.set(next, log)
    writer = next
    seen = nextSeen
    if (!reason) return
    newWriterBecause = reason
    logbook?.info('new writer', { space, reason })
    await from?.close()
    if (from?.isDamaged) await from.setDamageAside().catch((error: unknown) => logbook?.problem('journal not repaired', { space, log: from.log }, error))
    grown(next)
  }

  const copyRecords = async (from: LogOnDisk, copyAfter: number, to: LogOnDisk): Promise<Map<LogId, number>> => {
    let known = new Map<LogId, number>()
    const start = Math.min(copyAfter, from.last)
    await from.walk(from.base, ({ sequence, payload }) => {
      if (sequence <= start) for (const [log, at] of decodeRecord(payload)?.seen ?? []) known.set(log, Math.max(at, known.get(log) ?? 0))
      return sequence < start
    })
    if (start > from.base) known.set(from.log, start)
    const copy = async (payloads: readonly Uint8Array[]) => {
      let after = known
      await to.append((beginsFile) => {
        const run = encodeRun(payloads.map(copied), known, beginsFile || to.last === 0)
        after = run.seen
        return run.payloads
      })
      known = after
    }
    for (let after = start; ; ) {
      const records = await from.read(after, COPY_BYTES)
      const last = records.at(-1)
      if (!last) break
      await copy(records.map(({ payload }) => payload))
      after = last.sequence
    }
    const salvaged: Uint8Array[] = []
    await from.salvage((payload) => salvaged.push(payload.slice()) > 0)
    if (salvaged.length > 0) await copy(salvaged)
    return known
  }

  const drain = async (): Promise<void> => {
    const group = waiting.splice(0)
    const rejectAll = (error: unknown) => {
      const refusal = new JournalError(FULL.has(errorCode(error)) ? 'disk-full' : 'write-failed', error)
      logbook?.problem('journal not written', { space, problem: refusal.problem, appends: group.length }, error)
      for (const { reject } of group) reject(refusal)
    }
    try {
      if (isClosed) throw new Error('the journal is closed')
      await establish()
      const own = logs.get(writer)
      if (!own) throw new Error('no log to write')
      const before = own.last
      const written: { readonly append: WaitingAppend; readonly count: number }[] = []
      const refused: { readonly append: WaitingAppend; readonly error: unknown }[] = []
      let after = seen
      await own.append((beginsFile) => {
        const payloads: Uint8Array[] = []
        for (const append of group) {
          try {
            const others = new Map([...append.seen].filter(([log]) => log !== writer && writerOfLog(log)))
            const run = encodeRun(append.records.map((record) => ({ record: { ...record, seen: others } })), after, beginsFile && payloads.length === 0)
            payloads.push(...run.payloads)
            after = run.seen
            written.push({ append, count: run.payloads.length })
          } catch (error) {
            refused.push({ append, error })
          }
        }
        return payloads
      })
      seen = after
      let last = before
      for (const { append, count } of written) {
        append.resolve({ log: writer, first: last + 1, last: last + count })
        last += count
      }
      for (const { append, error } of refused) append.reject(new JournalError(error instanceof RangeError ? 'too-large' : 'write-failed', error))
      if (last > before) grown(writer)
    } catch (error) {
      rejectAll(error)
    }
  }

  /** Where a segment fits: compared by the chain at the first and the last record that both have. */
  const compare = async (log: LogOnDisk, segment: Segment, chainOf: (sequence: number) => Uint8Array): Promise<Fit> => {
    const from = Math.max(segment.first - 1, log.base)
    const until = Math.min(segment.last, log.last)
    if (from > until) return { kind: 'apart' }
    const agreesAt = async (sequence: number) => {
      const ours = await log.chainAt(sequence)
      return ours !== undefined && sameChain(ours, chainOf(sequence))
    }
    if (!(await agreesAt(from))) return { kind: 'apart' }
    if (from === until || (await agreesAt(until))) return { kind: 'agrees' }
    let [same, different] = [from, until]
    while (different - same > 1) {
      const middle = Math.floor((same + different) / 2)
      if (await agreesAt(middle)) same = middle
      else different = middle
    }
    return { kind: 'forks', first: different }
  }

  const receive = async (segment: Segment): Promise<ReceiveOutcome> => {
    if (segment.space !== space || !isIdentifier(segment.writer)) return 'refused'
    const chainOf = chainsOf(segment, primitives)
    const known = [...logs.values()].filter((log) => log.writer === segment.writer)
    const main = logs.get(segment.writer) ?? (await openLog(segment.writer))
    const candidates = [main, ...known.filter((log) => log !== main)]
    let fork: { readonly first: number } | undefined
    for (const log of candidates) {
      const fit = await compare(log, segment, chainOf)
      if (fit.kind === 'agrees') {
        if (segment.last <= log.last) return 'known'
        if (segment.writer === writer) return 'not-ours'
        await takeIn(log, segment)
        return 'added'
      }
      if (fit.kind === 'forks' && (!fork || fit.first > fork.first)) fork = fit
    }
    if (segment.writer === writer) return 'not-ours'
    if (!fork) return 'gap'
    const { first } = fork
    const branch = branchOf(segment.writer, chainOf(first))
    const there = logs.get(branch)
    // Two beginnings with the same digits: somebody tries. What is there stays.
    if (there && there.last > there.base) return 'gap'
    logbook?.info('branch', { space, log: branch, after: first - 1 })
    await takeIn(await openLog(branch, { first, chainBefore: chainOf(first - 1) }), segment)
    return 'added'
  }

  const takeIn = async (log: LogOnDisk, segment: Segment): Promise<void> => {
    if (log.isDamaged) await log.setDamageAside()
    const payloads = segment.payloads.slice(log.last + 1 - segment.first)
    try {
      await log.append(() => payloads, segment.chainAfter)
    } finally {
      await log.close()
    }
    logs.set(log.log, log)
    grown(log.log)
  }

  const asJournalError = (error: unknown): JournalError =>
    error instanceof JournalError ? error : new JournalError(FULL.has(errorCode(error)) ? 'disk-full' : 'write-failed', error)

  const journal: OpenSpace = {
    space,
    get writer() {
      return writer
    },
    get newWriterBecause() {
      return newWriterBecause
    },
    positions: () =>
      [...logs.values()]
        .filter((log) => log.log === writer || log.last > log.base)
        .map(({ log, writer: itsWriter, last, bytes }): LogPosition => ({ log, writer: itsWriter, last, bytes, isOwn: log === writer })),
    seen: () => new Map(seen),
    append: (records, positions) =>
      new Promise((resolve, reject) => {
        waiting.push({ records, seen: positions, resolve, reject })
        // Those that come while another is written share its successor's way to the disk.
        if (waiting.length === 1) void serially(drain)
      }),
    read: async (log, after, bytes) => (await logs.get(log)?.read(after, bytes)) ?? [],
    chainAt: async (log, sequence) => logs.get(log)?.chainAt(sequence),
    receive: (segment) =>
      serially(() => receive(segment)).catch((error: unknown) => {
        throw asJournalError(error)
      }),
    startNewWriter: (reason, copyAfter) =>
      serially(async () => {
        pending = { reason, from: logs.get(writer), copyAfter }
        await establish()
        return writer
      }).catch((error: unknown) => {
        throw asJournalError(error)
      }),
    onGrowth(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      await serially(async () => {
        isClosed = true
        for (const log of logs.values()) await log.close()
      })
    },
  }

  await disk.makeFolder(folder)
  await disk.syncFolder(dirname(folder))
  const names = (await disk.list(folder)).filter(({ name, isFolder }) => isFolder && writerOfLog(name))
  const identity = await readIdentity(folder, disk, await place.fingerprintOf(folder), names.map(({ name }) => name))
  if (identity) writer = identity.writer
  const readSeen = (payload: Uint8Array) => {
    for (const [log, at] of decodeRecord(payload)?.seen ?? []) seen.set(log, Math.max(at, seen.get(log) ?? 0))
  }
  for (const { name } of names) {
    const log = name as LogId
    logs.set(log, await openLog(log, undefined, log === writer ? readSeen : undefined))
  }
  const own = logs.get(writer) ?? (await openLog(writer))
  logs.set(writer, own)
  // Logs without a word of who wrote here: none of them is trusted to be ours alone.
  if (!identity) pending = { reason: names.length > 0 ? 'damaged' : undefined, from: undefined, copyAfter: 0 }
  else if (identity.isMoved) pending = { reason: 'moved', from: own, copyAfter: await place.sharedThrough(space, writer).catch(() => 0) }
  else if (own.isDamaged) pending = { reason: 'damaged', from: own, copyAfter: 0 }
  // A full disk must not keep what is there from being read: it is made again before the first append.
  await establish().catch((error: unknown) => logbook?.problem('new writer not made', { space }, error))
  for (const log of logs.values()) if (log.isDamaged && log.log !== writer) await repair(log)
  isOpen = true
  return journal
}

type Fit =
  /** As far as both go, they are the same; at least where one begins or the other ends. */
  | { readonly kind: 'agrees' }
  | { readonly kind: 'forks'; readonly first: number }
  | { readonly kind: 'apart' }

/** The chain at each sequence number of a segment, and before it; worked out when first asked for. */
function chainsOf(segment: Segment, primitives: LogPrimitives): (sequence: number) => Uint8Array {
  let chains: Uint8Array[] | undefined
  return (sequence) => {
    if (sequence === segment.first - 1) return segment.chainBefore
    if (sequence === segment.last) return segment.chainAfter
    if (!chains) {
      chains = [segment.chainBefore]
      for (const payload of segment.payloads) chains.push(chainAfter(chains.at(-1) as Uint8Array, payload, primitives))
    }
    return chains[sequence - segment.first + 1] as Uint8Array
  }
}

/** A record to be written with what its writer had seen; or one that cannot be written anew, as it stands. */
interface RunEntry {
  readonly record: WritableRecord
  readonly payload?: undefined
}
interface RawEntry {
  readonly payload: Uint8Array
  readonly seen: Positions
}

function copied(payload: Uint8Array): RunEntry | RawEntry {
  const record = decodeRecord(payload)
  return record && record.kind !== 'unknown' ? { record } : { payload, seen: record?.seen ?? new Map() }
}

interface Run {
  readonly payloads: readonly Uint8Array[]
  /** What the writer has seen all in all behind these records. */
  readonly seen: Map<LogId, number>
}

/** Encodes records one after the other, each with what is newly seen; the first record of a file says all of it. */
function encodeRun(entries: readonly (RunEntry | RawEntry)[], before: Positions, saysAll: boolean): Run {
  const seen = new Map(before)
  const payloads = entries.map((entry, index) => {
    const news = new Map<LogId, number>()
    for (const [log, at] of entry.payload ? entry.seen : entry.record.seen) if (at > (seen.get(log) ?? 0)) news.set(log, at)
    for (const [log, at] of news) seen.set(log, at)
    return entry.payload ?? encodeRecord({ ...entry.record, seen: saysAll && index === 0 ? new Map(seen) : news })
  })
  return { payloads, seen }
}
