import { join } from 'node:path'
import { chainStart } from '../../shared/log/chain.ts'
import type { LogPrimitives } from '../../shared/log/primitives.ts'
import type { LogId, LogPosition } from '../../shared/log/record.ts'
import { decodeSegmentHeader, encodeSegment, MOST_RECORDS } from '../../shared/log/segment.ts'
import { errorCode, type Disk } from '../disk/disk.ts'
import { createFile } from '../disk/durable-file.ts'
import type { SpaceJournal } from '../journal/journal.ts'
import type { Catalogue, FilePlace, FolderFile } from './catalogue.ts'
import { planConsolidation, type Stretch } from './consolidation.ts'
import { includes, missingRanges, type Range } from './coverage.ts'
import { ARCHIVE, CARRIED, isSegmentName, segmentName, writerFolder } from './folder-layout.ts'
import { patiently } from './folder-trouble.ts'
import type { Receiving } from './receiving.ts'

/**
 * Puts the own log into the folder. What stands there is always asked of the folder itself: whatever vanished from it
 * is missing, and what is missing is written. Nothing is written into the folder of another writer.
 */
export interface Publishing {
  /** The files in which the own log stands there. */
  ownFiles(): readonly FolderFile[]
  /** The records of the own log that do not stand in the folder. */
  missing(): readonly Range[]
  /** How far the own log stands there without a gap. */
  contiguous(): number
  /** The own folder has vanished, and is to be made again with what belongs below it. */
  startAnew(): Promise<void>
  /** Writes what is missing. Rejects with the system's error; what had been written by then stands. */
  publish(): Promise<void>
  /** Puts many small own segments into few larger ones. */
  tidy(): Promise<void>
  /** What is missing of the logs of others, by log. */
  missingOfOthers(): Promise<ReadonlyMap<LogId, readonly Range[]>>
  /** Writes that, too: for writers who may never come back. */
  carry(missing: ReadonlyMap<LogId, readonly Range[]>): Promise<void>
}

/** Bytes of records in one segment. */
const LARGEST_IN_TAIL = 1024 * 1024
const LARGEST_IN_ARCHIVE = 4 * 1024 * 1024
/** The same, of many small ones that take little room when they are packed. */
const LARGEST_JOINED = 16 * 1024 * 1024
/** Several at once when there is much to put together; the rest next time. */
const MOST_CONSOLIDATIONS = 8
const MOST_NAMES = 100

export interface PublishingSources {
  readonly journal: SpaceJournal
  readonly disk: Disk
  readonly folder: string
  readonly catalogue: Catalogue
  readonly receiving: Receiving
  readonly primitives: LogPrimitives
  readonly pause: (milliseconds: number) => Promise<void>
}

interface Records extends Range {
  readonly payloads: readonly Uint8Array[]
}

export function createPublishing({ journal, disk, folder, catalogue, receiving, primitives, pause }: PublishingSources): Publishing {
  /** Not made again and again: where a drive is unplugged between two steps, nothing must be made in its place. */
  const made = new Set<string>()

  const ownLog = (): LogPosition | undefined => journal.positions().find(({ isOwn }) => isOwn)
  const isOwnFile = (file: FolderFile) =>
    file.header.writer === journal.writer && file.owner.toLowerCase() === journal.writer && file.place !== CARRIED && receiving.isKnown(file)
  const ownFiles = () => catalogue.files().filter(isOwnFile)
  const missing = (): readonly Range[] => {
    const last = ownLog()?.last ?? 0
    return last === 0 ? [] : missingRanges(ownFiles().map(({ header }) => header), 1, last)
  }

  const chainBefore = async (log: LogPosition, first: number): Promise<Uint8Array> => {
    const chain = first === 1 ? chainStart(journal.space, log.writer, primitives) : await journal.chainAt(log.log, first - 1)
    if (!chain) throw new Error('the journal does not know its own chain')
    return chain
  }

  const writeSegment = async (log: LogPosition, place: FilePlace, { first, last, payloads }: Records): Promise<void> => {
    const content = encodeSegment({ space: journal.space, writer: log.writer, first, last, chainBefore: await chainBefore(log, first), payloads }, primitives)
    const header = decodeSegmentHeader(content, primitives)
    if (!header.ok) throw new Error('a segment that was just made cannot be read')
    const owner = journal.writer
    const target = place === 'tail' ? writerFolder(folder, owner) : join(writerFolder(folder, owner), place)
    if (!made.has(target)) await patiently(() => disk.makeFolder(target), pause)
    made.add(target)
    for (let attempt = 1; ; attempt += 1) {
      const name = segmentName(header.value, attempt)
      const file: FolderFile = { path: join(target, name), name, owner, place, header: header.value, bytes: content.length, isDoubtful: false }
      try {
        await patiently(() => createFile(file.path, content, disk), pause)
      } catch (error) {
        if (errorCode(error) === 'ENOENT') made.delete(target)
        if (errorCode(error) !== 'EEXIST' || attempt >= MOST_NAMES) throw error
        // The very same, from a write whose answer never came; or what is left of one that was cut off.
        if (!(await standsAlready(file))) continue
      }
      catalogue.add(file)
      receiving.trust(file)
      return
    }
  }

  const standsAlready = async (file: FolderFile): Promise<boolean> => {
    const there = await catalogue.examine(file.owner, file.place, file.name)
    return there !== undefined && there.bytes === file.bytes && (await catalogue.read(there)) !== undefined
  }

  /** The records of a range, `bytes` of them at a time. */
  async function* recordsOf(log: LogId, { first, last }: Range, bytes: number): AsyncGenerator<Records> {
    for (let next = first; next <= last; ) {
      const stored = await journal.read(log, next - 1, bytes)
      const wanted = stored.slice(0, MOST_RECORDS).filter(({ sequence }) => sequence <= last)
      const end = wanted.at(-1)?.sequence
      if (end === undefined) return
      yield { first: next, last: end, payloads: wanted.map(({ payload }) => payload) }
      next = end + 1
    }
  }

  const publishRange = async (log: LogPosition, range: Range, tailFrom: number): Promise<void> => {
    for await (const records of recordsOf(log.log, range, LARGEST_IN_ARCHIVE)) {
      const isNewest = records.last === log.last
      const isSmall = sizeOf(records.payloads) <= LARGEST_IN_TAIL
      if (isSmall && (isNewest || records.first >= tailFrom)) await writeSegment(log, 'tail', records)
      else if (!isNewest) await writeSegment(log, ARCHIVE, records)
      else {
        const [older, newest] = split(records)
        if (older) await writeSegment(log, ARCHIVE, older)
        await writeSegment(log, 'tail', newest)
      }
    }
  }

  const remove = async (file: FolderFile): Promise<void> => {
    await patiently(() => disk.remove(file.path), pause)
    catalogue.drop(file)
  }

  /** What a larger segment holds too: one that has just been read back from the folder, whatever is known of it. */
  const removeRedundant = async (): Promise<void> => {
    const files = ownFiles().sort((left, right) => sizeOfRange(right.header) - sizeOfRange(left.header) || (left.place === 'tail' ? 1 : -1))
    const newest = Math.max(...files.map(({ header }) => header.last))
    const kept: FolderFile[] = []
    const readBack = new Map<FolderFile, boolean>()
    for (const file of files) {
      const larger = kept.find((other) => includes(other.header, file.header))
      const isRemovable = larger && isSegmentName(file.name) && !(file.place === 'tail' && file.header.last === newest && larger.place !== 'tail')
      if (isRemovable && !readBack.has(larger)) readBack.set(larger, (await catalogue.read(larger)) !== undefined)
      if (isRemovable && readBack.get(larger)) await remove(file)
      else kept.push(file)
    }
  }

  return {
    ownFiles,
    missing,
    contiguous: () => (missing()[0]?.first ?? (ownLog()?.last ?? 0) + 1) - 1,
    async startAnew() {
      made.clear()
      await patiently(() => disk.makeFolder(writerFolder(folder, journal.writer)), pause)
    },
    async publish() {
      const log = ownLog()
      if (!log) return
      const tail = ownFiles().filter(({ place }) => place === 'tail').map(({ header }) => header.first)
      for (const range of missing()) await publishRange(log, range, Math.min(...tail))
    },
    async tidy() {
      const log = ownLog()
      if (!log || ownFiles().length < 2) return
      await removeRedundant()
      for (let round = 0; round < MOST_CONSOLIDATIONS; round += 1) {
        const plan = planConsolidation(disjoint(ownFiles().filter(({ place }) => place === 'tail')))
        if (!plan) return
        for await (const records of recordsOf(log.log, plan, plan.into === 'tail' ? LARGEST_JOINED : LARGEST_IN_ARCHIVE)) {
          // What does not become one segment would be joined again and again.
          await writeSegment(log, plan.into === 'tail' && includes(records, plan) ? 'tail' : ARCHIVE, records)
        }
        await removeRedundant()
      }
    },
    async missingOfOthers() {
      const found = new Map<LogId, readonly Range[]>()
      const files = catalogue.files()
      for (const log of journal.positions()) {
        if (log.isOwn || log.last === 0) continue
        const first = (await journal.read(log.log, 0, 1))[0]?.sequence
        if (first === undefined) continue
        const present: Range[] = []
        for (const file of files) {
          const { header } = file
          if (header.writer !== log.writer || header.last > log.last || !receiving.isKnown(file)) continue
          const chain = await journal.chainAt(log.log, header.last)
          if (chain && Buffer.compare(chain, header.chainAfter) === 0) present.push(header)
        }
        const missing = missingRanges(present, first, log.last)
        if (missing.length > 0) found.set(log.log, missing)
      }
      return found
    },
    async carry(missing) {
      for (const log of journal.positions()) {
        for (const range of missing.get(log.log) ?? []) {
          for await (const records of recordsOf(log.log, range, LARGEST_IN_ARCHIVE)) await writeSegment(log, CARRIED, records)
        }
      }
    },
  }
}

function sizeOf(payloads: readonly Uint8Array[]): number {
  return payloads.reduce((sum, payload) => sum + payload.length, 0)
}

function sizeOfRange({ first, last }: Range): number {
  return last - first + 1
}

/** All but the last record, and the last. */
function split({ first, last, payloads }: Records): readonly [Records | undefined, Records] {
  const older = payloads.length > 1 ? { first, last: last - 1, payloads: payloads.slice(0, -1) } : undefined
  return [older, { first: last, last, payloads: payloads.slice(-1) }]
}

function disjoint(files: readonly FolderFile[]): readonly Stretch[] {
  const stretches: Stretch[] = []
  for (const { header, bytes } of [...files].sort((left, right) => left.header.first - right.header.first || right.header.last - left.header.last)) {
    if (header.first > (stretches.at(-1)?.last ?? 0)) stretches.push({ first: header.first, last: header.last, bytes })
  }
  return stretches
}
