import { chainAfter, chainStart, sameChain } from '../../shared/log/chain.ts'
import type { LogId } from '../../shared/log/record.ts'
import type { WriterId } from '../../shared/model/identifiers.ts'
import type { DiskFile } from '../disk/disk.ts'
import { encodeFrames } from './log-file.ts'
import { addMark, openLogFolder, WALK_WINDOW, type LogFile, type LogFolderPlace, type RecordVisitor } from './log-folder.ts'
import type { StoredRecord } from './journal.ts'

/**
 * One append-only log as a folder of files; only the last one grows. A file is named by its first sequence number; where
 * one could not be brought back to what it held before a failed append, the next takes its place from there on.
 */
export interface LogOnDisk {
  readonly log: LogId
  readonly writer: WriterId
  /** Sequence number before its first record: 0, but for a branch. */
  readonly base: number
  /** Sequence number of the last record that can be read; `base` for none. */
  readonly last: number
  readonly bytes: number
  /**
   * True if bytes in its middle are not what was written: it ends before them, and nothing can be appended until
   * `setDamageAside`.
   */
  readonly isDamaged: boolean
  /**
   * Appends what `encode` gives; it is told whether the first of them will be the first record of a file. `after` is
   * the chain behind them, if the caller knows it. Resolves when the records are on the disk. Rejects with the system's
   * error, and then none of them is in the log: what was written of them is cut off before anything else is appended.
   */
  append(encode: (beginsFile: boolean) => readonly Uint8Array[], after?: Uint8Array): Promise<void>
  /** See `SpaceJournal.read`. */
  read(after: number, bytes: number): Promise<readonly StoredRecord[]>
  /** Visits the records after a sequence number, a window at a time, until the visitor returns false. */
  walk(after: number, visit: RecordVisitor): Promise<void>
  /** See `SpaceJournal.chainAt`. */
  chainAt(sequence: number): Promise<Uint8Array | undefined>
  /** The records that can still be read behind the damage. */
  salvage(visit: (payload: Uint8Array) => boolean): Promise<void>
  /** Keeps damaged files under other names (`<name>.damaged-1`) and ends the log before the damage, durably. */
  setDamageAside(): Promise<void>
  close(): Promise<void>
}

export interface LogPlace extends LogFolderPlace {
  readonly log: LogId
  /** Bytes after which a file is followed by another. */
  readonly rollAt: number
  /** Told once of each damage that is found. */
  readonly onDamage: (log: LogOnDisk, after: number) => void
}

/** What a branch begins with. */
export interface BranchStart {
  readonly first: number
  readonly chainBefore: Uint8Array
}

interface Damage {
  readonly file: LogFile
  readonly offset: number
  readonly last: number
}

const READ_AHEAD = 64 * 1024

/**
 * Opens a log, or begins one (nothing is written before the first append). Only its last file is looked through;
 * `onScan` is told of each record in it.
 */
export async function openLogOnDisk(place: LogPlace, branch?: BranchStart, onScan?: (payload: Uint8Array) => void): Promise<LogOnDisk> {
  const { space, writer, primitives } = place
  const folder = openLogFolder(place)
  let files: LogFile[] = []
  let base = branch ? branch.first - 1 : 0
  let chainBase = branch ? branch.chainBefore : chainStart(space, writer, primitives)
  let last = base
  let damage: Damage | undefined
  /** The last file, open for appending. */
  let handle: DiskFile | undefined
  /** Something may stand behind the end of the last file that must not be believed. */
  let isUnclean = false
  /** It could not be cut off: the next append begins a file. */
  let mustRoll = false
  /** A process that was killed may have written what was found, and synced neither it nor its name. */
  let isUnsettled = true
  /** Files of a process that died before their first record: they would take the place of what is written meanwhile. */
  const leftovers = new Set<LogFile>()
  let tip: { readonly sequence: number; readonly chain: Uint8Array } | undefined

  /** How often damage has been set aside. */
  let repairs = 0

  const chainOver = (chain: Uint8Array, payloads: readonly Uint8Array[]) => payloads.reduce((before, payload) => chainAfter(before, payload, primitives), chain)

  const foundDamage = (found: Damage) => {
    if (damage && damage.last <= found.last) return
    const isFirst = !damage
    damage = found
    last = Math.min(last, found.last)
    if (tip && tip.sequence > last) tip = undefined
    if (isFirst) place.onDamage(self, last)
  }

  /** The last record that a file answers for: another may take its place before its end. */
  const lastOf = (index: number) => Math.min(last, (files[index + 1]?.first ?? Number.POSITIVE_INFINITY) - 1)

  const fileFor = (sequence: number): number => {
    let index = files.length - 1
    while (index > 0 && (files[index] as LogFile).first > sequence) index -= 1
    return index
  }

  const walk = async (after: number, visit: RecordVisitor, window = WALK_WINDOW): Promise<void> => {
    const round = repairs
    for (let reached = Math.max(after, base); reached < last; ) {
      const index = fileFor(reached + 1)
      const file = files[index]
      if (!file) return
      const walked = await folder.walk(file, reached, lastOf(index), visit, window)
      reached = walked.reached
      if (walked.why === 'stopped') return
      if (walked.why === 'end') continue
      // What was put right meanwhile was read half before and half after it, and says nothing.
      if (round === repairs && reached < last) foundDamage({ file, offset: walked.offset, last: reached })
      return
    }
  }

  /** Looks through the last file; one that holds nothing gives way to the one before. */
  const scanLast = async (): Promise<void> => {
    for (let file = files.at(-1); file; file = files.at(-1)) {
      const found = await folder.scan(file, onScan)
      if (found.kind === 'foreign' || found.kind === 'nothing') {
        files = files.slice(0, -1)
        if (found.kind === 'nothing') leftovers.add(file)
        continue
      }
      last = found.last
      if (found.kind === 'damaged') foundDamage({ file, offset: found.offset, last })
      if (found.kind === 'torn') {
        file.end = found.offset
        isUnclean = true
      }
      return
    }
  }

  const closeHandle = async () => {
    const opened = handle
    handle = undefined
    await opened?.close().catch(() => undefined)
  }

  /** Brings the last file back to what is believed of it. Rejects if that cannot be done. */
  const clean = async (): Promise<void> => {
    const file = files.at(-1)
    if (!isUnclean || !file) return
    await closeHandle()
    await folder.cutOff(file)
    isUnclean = false
  }

  /** Makes what was found at opening durable: it will be believed, shown and shared. */
  const settle = async (): Promise<void> => {
    if (!isUnsettled) return
    for (const file of leftovers) {
      await folder.remove(file)
      leftovers.delete(file)
    }
    const file = files.at(-1)
    if (!file) return
    // That process may have cut off what failed, and failed to sync that: it would come back behind what is appended now.
    await folder.cutOff(file).catch(() => (mustRoll = true))
    await folder.settle(file)
    isUnsettled = false
  }

  const beginFile = async (frames: Uint8Array, count: number): Promise<void> => {
    const first = last + 1
    const chainBefore = await chainAt(last)
    if (!chainBefore) throw new Error('the log ends before its end')
    const turn = (files.findLast((file) => file.first === first)?.turn ?? -1) + 1
    const { file, opened } = await folder.begin({ first, chainBefore, isFirst: files.length === 0 }, turn, frames)
    await closeHandle()
    handle = opened
    isUnclean = false
    mustRoll = false
    files = [...files, file]
    last += count
  }

  const append: LogOnDisk['append'] = async (encode, after) => {
    if (damage) throw new Error('the log is damaged')
    await settle()
    if (isUnclean) await clean().catch(() => (mustRoll = true))
    const file = files.at(-1)
    const beginsFile = !file || mustRoll || file.end >= place.rollAt
    const payloads = encode(beginsFile)
    if (payloads.length === 0) return
    const frames = encodeFrames(payloads, primitives)
    if (beginsFile) {
      await beginFile(frames, payloads.length)
    } else {
      try {
        handle ??= await folder.openToAppend(file)
        await handle.write(frames, file.end)
        await handle.sync()
      } catch (error) {
        isUnclean = true
        // At once, so that a power cut does not bring back what was said to have failed; if not now, before the next append.
        await clean().catch(() => undefined)
        throw error
      }
      file.end += frames.length
      last += payloads.length
      addMark(file, last, file.end)
    }
    if (after) tip = { sequence: last, chain: after }
    else if (tip?.sequence === last - payloads.length) tip = { sequence: last, chain: chainOver(tip.chain, payloads) }
  }

  const chainAt = async (sequence: number): Promise<Uint8Array | undefined> => {
    if (sequence < base || sequence > last) return undefined
    if (sequence === base) return chainBase
    if (tip?.sequence === sequence) return tip.chain
    let known = nearestChain(sequence)
    let wanted: Uint8Array | undefined = known.sequence === sequence ? known.chain : undefined
    if (!wanted) {
      await walk(known.sequence, ({ sequence: here, payload }) => {
        known = { sequence: here, chain: chainAfter(known.chain, payload, primitives) }
        const mark = files[fileFor(here + 1)]?.marks.findLast((candidate) => candidate.sequence <= here)
        if (mark?.sequence === here) mark.chain ??= known.chain
        if (here === sequence) wanted = known.chain
        return here < sequence
      })
    }
    if (wanted && (!tip || sequence > tip.sequence)) tip = { sequence, chain: wanted }
    return wanted
  }

  const nearestChain = (sequence: number): { readonly sequence: number; readonly chain: Uint8Array } => {
    let nearest = { sequence: base, chain: chainBase }
    for (let index = fileFor(sequence); index >= 0; index -= 1) {
      const mark = files[index]?.marks.findLast((known) => known.chain && known.sequence <= sequence)
      if (!mark?.chain) continue
      nearest = { sequence: mark.sequence, chain: mark.chain }
      break
    }
    return tip && tip.sequence <= sequence && tip.sequence > nearest.sequence ? tip : nearest
  }

  const self: LogOnDisk = {
    log: place.log,
    writer,
    get base() {
      return base
    },
    get last() {
      return last
    },
    get bytes() {
      return files.reduce((sum, file) => sum + file.end, 0)
    },
    get isDamaged() {
      return damage !== undefined
    },
    append,
    walk,
    async read(after, bytes) {
      const records: StoredRecord[] = []
      let size = 0
      await walk(
        after,
        ({ sequence, payload }) => {
          if (records.length > 0 && size + payload.length > bytes) return false
          records.push({ sequence, payload: payload.slice() })
          size += payload.length
          return size < bytes
        },
        // A little more than is asked for: with its frames, that is how much there is to read.
        bytes + READ_AHEAD,
      )
      return records
    },
    chainAt,
    async salvage(visit) {
      if (!damage) return
      const { file: damaged, offset } = damage
      for (const file of files.slice(files.indexOf(damaged))) {
        if (await folder.salvage(file, file === damaged ? offset : 0, visit)) return
      }
    },
    async setDamageAside() {
      if (!damage) return
      await closeHandle()
      repairs += 1
      const { file: damaged, offset } = damage
      for (const file of files.slice(files.indexOf(damaged) + 1).toReversed()) {
        await folder.setAside(file)
        files = files.slice(0, -1)
      }
      if (damaged.marks.length > 0 && damaged.first <= damage.last + 1 && offset > 0) {
        await folder.copyAside(damaged)
        folder.endAt(damaged, offset)
        isUnclean = true
        damage = undefined
        await clean()
      } else {
        await folder.setAside(damaged)
        files = files.slice(0, -1)
        mustRoll = true
        damage = undefined
      }
      await folder.sync()
    },
    close: closeHandle,
  }

  files = await folder.list()
  await scanLast()
  const start = files[0]
  if (start && start.first > 1 && base === 0) {
    const header = await folder.headerOf(start)
    if (header && place.log !== place.writer) {
      base = header.first - 1
      chainBase = header.chainBefore
    } else {
      foundDamage({ file: start, offset: 0, last: base })
    }
  }
  if (start && place.log === place.writer && !damage) {
    const chain = start.marks[0]?.chain
    if (chain && !sameChain(chain, chainBase)) foundDamage({ file: start, offset: 0, last: base })
  }
  last = Math.max(last, base)
  if (isUnclean) await clean().catch(() => undefined)
  // A disk on which nothing can be written can still be read: it is done again before the next append.
  await settle().catch(() => undefined)
  return self
}
