import { chainStart, sameChain } from '../../shared/log/chain.ts'
import type { LogPrimitives } from '../../shared/log/primitives.ts'
import type { LogPosition } from '../../shared/log/record.ts'
import type { SegmentHeader } from '../../shared/log/segment.ts'
import type { WriterId } from '../../shared/model/identifiers.ts'
import type { SpaceJournal } from '../journal/journal.ts'
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
  /** The own id turned out to be used by somebody else too, and is now another. */
  readonly isCloned: boolean
}

type Verdict = 'known' | 'next' | 'gap' | 'refused'

/** Bytes of files that are read in one call. */
const MOST_BYTES = 32 * 1024 * 1024

export interface ReceivingSources {
  readonly journal: SpaceJournal
  readonly catalogue: Catalogue
  readonly primitives: LogPrimitives
}

export function createReceiving({ journal, catalogue, primitives }: ReceivingSources): Receiving {
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

  /** The newest own segments are the ones that a crash or a sync program may have spoilt since they were written. */
  const mustBeRead = (file: FolderFile) => file.place === 'tail' && file.header.writer === journal.writer && file.owner.toLowerCase() === journal.writer && !trusted.has(file)

  const startAnew = async (contiguous: () => number) => {
    await journal.startNewWriter('cloned', contiguous())
    known = new WeakSet()
  }

  return {
    async takeIn(contiguous) {
      const gaps = new Set<WriterId>()
      let [added, bytes, isCloned] = [0, 0, false]
      for (let again = true; again; ) {
        again = false
        gaps.clear()
        for (const file of unsettled(catalogue.files(), known)) {
          const { writer } = file.header
          const verdict = waiting.get(file) === standOf(writer) ? 'gap' : await judge(file.header)
          if (verdict === 'gap') {
            waiting.set(file, standOf(writer))
            gaps.add(file.owner).add(writer)
          }
          if (verdict === 'refused') catalogue.refuse(file)
          if (verdict === 'known' && !mustBeRead(file)) known.add(file)
          if (verdict === 'gap' || verdict === 'refused' || known.has(file)) continue

          if (bytes >= MOST_BYTES) return { added, more: true, gaps, isCloned }
          bytes += file.bytes
          const segment = await catalogue.read(file)
          if (!segment) continue
          if (verdict === 'known') {
            trusted.add(file)
            known.add(file)
            continue
          }
          const outcome = await journal.receive(segment)
          if (outcome === 'refused') catalogue.refuse(file)
          if (outcome === 'gap') {
            waiting.set(file, standOf(writer))
            gaps.add(file.owner).add(writer)
          }
          if (outcome === 'added' || outcome === 'known') {
            known.add(file)
            trusted.add(file)
          }
          if (outcome === 'added') added += 1
          if (outcome === 'not-ours') {
            await startAnew(contiguous)
            isCloned = true
          }
          again ||= outcome === 'added' || outcome === 'not-ours'
          if (outcome === 'not-ours') break
        }
      }
      return { added, more: false, gaps, isCloned }
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
