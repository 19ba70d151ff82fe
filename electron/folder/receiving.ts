import { chainStart, sameChain } from '../../shared/log/chain.ts'
import type { LogPrimitives } from '../../shared/log/primitives.ts'
import type { LogPosition } from '../../shared/log/record.ts'
import type { SegmentHeader } from '../../shared/log/segment.ts'
import type { WriterId } from '../../shared/model/identifiers.ts'
import { JournalError, type ReceiveOutcome, type SpaceJournal } from '../journal/journal.ts'
import type { Catalogue, FolderFile } from './catalogue.ts'

/** Takes what stands in the folder into the journal: each log strictly in sequence, and what does not connect yet waits. */
export interface Receiving {
  /** @param contiguous how far the own log stands in the folder without a gap. */
  takeIn(contiguous: () => number): Promise<Taken>
  /** True for a file all of whose records are here: the own ones of it stand in the folder. */
  isKnown(file: FolderFile): boolean
  /** Written here, or seen to be good. */
  trust(file: FolderFile): void
}

export interface Taken {
  /** Segments of which something was new. */
  readonly added: number
  /** There is more, left for the next time so that one call does not take for ever. */
  readonly more: boolean
  /** Where something before what has arrived is missing: the writers' folders whose archives may have it. */
  readonly gaps: ReadonlySet<WriterId>
  /** Of a writer more is there than was ever read here. A part of an abandoned branch, whose beginning may never come, is not that. */
  readonly isBehind: boolean
  /** The own id turned out to be used by somebody else too, and is now another. */
  readonly isCloned: boolean
  /** This computer has too little room for what is there: it is left where it is. */
  readonly isDiskFull: boolean
  /** Writers of whom something could not be kept here. */
  readonly unkept: ReadonlySet<WriterId>
}

type Verdict = 'known' | 'next' | 'gap' | 'refused'

/** Bytes of files that are read in one call. */
const MOST_BYTES = 32 * 1024 * 1024
/** What others write never takes the last room that people here need to type, in bytes. */
const LEAST_ROOM = 200 * 1024 * 1024

export interface ReceivingSources {
  readonly journal: SpaceJournal
  readonly catalogue: Catalogue
  readonly primitives: LogPrimitives
  /** Bytes that this computer's disk still has where the journal stands. */
  readonly room: () => Promise<number>
}

export function createReceiving({ journal, catalogue, primitives, room }: ReceivingSources): Receiving {
  let known = new WeakSet<FolderFile>()
  const trusted = new WeakSet<FolderFile>()
  /** What the logs of the file's writer were like when it did not connect: it is not asked again before they grow. */
  const waiting = new WeakMap<FolderFile, string>()

  const logsOf = (writer: WriterId): readonly LogPosition[] => journal.positions().filter((log) => log.writer === writer)
  const standOf = (writer: WriterId) => logsOf(writer).map(({ log, last }) => `${log} ${last}`).join()
  const chainIs = async ({ log }: LogPosition, sequence: number, chain: Uint8Array) => {
    const ours = await journal.chainAt(log, sequence)
    return ours !== undefined && sameChain(ours, chain)
  }
  const anyChainIs = async (logs: readonly LogPosition[], sequence: number, chain: Uint8Array) => {
    for (const log of logs) if (await chainIs(log, sequence, chain)) return true
    return false
  }

  const judge = async ({ writer, first, last, chainBefore, chainAfter }: SegmentHeader): Promise<Verdict> => {
    const logs = logsOf(writer)
    if (await anyChainIs(logs, last, chainAfter)) return 'known'
    // Under the own id: the journal says whether it was written here, when it has seen all of it.
    if (writer === journal.writer) return 'next'
    if (first === 1) return sameChain(chainBefore, chainStart(journal.space, writer, primitives)) ? 'next' : 'refused'
    return (await anyChainIs(logs, first - 1, chainBefore)) ? 'next' : 'gap'
  }

  const isOwn = ({ header, owner }: FolderFile) => header.writer === journal.writer && owner.toLowerCase() === journal.writer
  /** The newest own segments are the ones that a crash or a sync program may have spoilt since they were written. */
  const mustBeRead = (file: FolderFile) => (file.isDoubtful || (file.place === 'tail' && isOwn(file))) && !trusted.has(file)

  const startAnew = async (contiguous: () => number) => {
    await journal.startNewWriter('cloned', contiguous())
    known = new WeakSet()
  }

  return {
    async takeIn(contiguous) {
      const gaps = new Set<WriterId>()
      const unkept = new Set<WriterId>()
      let [added, bytes, isBehind, isCloned, isDiskFull] = [0, 0, false, false, false]

      const wait = (file: FolderFile) => {
        waiting.set(file, standOf(file.header.writer))
        gaps.add(file.owner).add(file.header.writer)
        isBehind ||= logsOf(file.header.writer).every(({ last }) => last < file.header.last)
      }
      /** What became of a file; undefined if it is left for another time. */
      const takeOne = async (file: FolderFile): Promise<ReceiveOutcome | 'enough' | undefined> => {
        const verdict = waiting.get(file) === standOf(file.header.writer) ? 'gap' : await judge(file.header)
        if (verdict === 'gap') wait(file)
        if (verdict === 'refused') catalogue.refuse(file)
        if (verdict === 'known' && !mustBeRead(file)) known.add(file)
        if (verdict === 'gap' || verdict === 'refused' || known.has(file)) return undefined
        if (verdict === 'next') isDiskFull ||= (await room()) < LEAST_ROOM
        if (verdict === 'next' && isDiskFull) return undefined

        if (bytes >= MOST_BYTES) return 'enough'
        bytes += file.bytes
        const segment = await catalogue.read(file)
        if (!segment) return undefined
        const outcome = verdict === 'known' ? verdict : await journal.receive(segment)
        if (outcome === 'refused') catalogue.refuse(file)
        if (outcome === 'gap') wait(file)
        if (outcome === 'added' || outcome === 'known') {
          known.add(file)
          trusted.add(file)
        }
        if (outcome === 'added') added += 1
        if (outcome === 'not-ours') {
          await startAnew(contiguous)
          isCloned = true
        }
        return outcome
      }

      for (let again = true; again; ) {
        again = false
        gaps.clear()
        isBehind = false
        for (const file of unsettled(catalogue.files(), known)) {
          if (unkept.has(file.header.writer)) continue
          let outcome: Awaited<ReturnType<typeof takeOne>>
          try {
            outcome = await takeOne(file)
          } catch (error) {
            if (!(error instanceof JournalError)) throw error
            // What cannot be kept of one writer keeps nobody from the others.
            unkept.add(file.header.writer)
            isDiskFull ||= error.problem === 'disk-full'
          }
          if (outcome === 'enough') return { added, more: true, gaps, isBehind, isCloned, isDiskFull, unkept }
          again ||= outcome === 'added' || outcome === 'not-ours'
          if (outcome === 'not-ours') break
        }
      }
      return { added, more: false, gaps, isBehind, isCloned, isDiskFull, unkept }
    },
    isKnown: (file) => known.has(file),
    trust(file) {
      known.add(file)
      trusted.add(file)
    },
  }
}

/** In the order in which they connect; of those that begin alike, the one that holds most first. */
function unsettled(files: readonly FolderFile[], known: WeakSet<FolderFile>): readonly FolderFile[] {
  return files.filter((file) => !known.has(file)).sort((left, right) => order(left.header.writer, right.header.writer) || left.header.first - right.header.first || right.header.last - left.header.last)
}

function order(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}
