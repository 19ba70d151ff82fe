import { dirname, join } from 'node:path'
import { chainAfter, chainStart, sameChain } from '../../shared/log/chain.ts'
import type { LogPrimitives } from '../../shared/log/primitives.ts'
import type { LogId } from '../../shared/log/record.ts'
import type { WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'
import { listOrNothing, type Disk, type DiskFile } from '../disk/disk.ts'
import { encodeFrames, encodeLogHeader, readLogHeader, salvageFrames, walkFrames, type LogFileHeader } from './log-file.ts'
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

export type RecordVisitor = (record: StoredRecord) => boolean

export interface LogPlace {
  readonly folder: string
  readonly space: WorkspaceId
  readonly writer: WriterId
  readonly log: LogId
  /** Bytes after which a file is followed by another. */
  readonly rollAt: number
  readonly disk: Disk
  readonly primitives: LogPrimitives
  /** Told once of each damage that is found. */
  readonly onDamage: (log: LogOnDisk, after: number) => void
}

/** What a branch begins with. */
export interface BranchStart {
  readonly first: number
  readonly chainBefore: Uint8Array
}

interface LogFile {
  readonly name: string
  /** Sequence number of its first record, and its turn among the files of this number. */
  readonly first: number
  readonly turn: number
  /** Behind the last byte that is believed. */
  end: number
  /** Places from which reading can begin, in order; the first one is behind the header. Empty: not opened yet. */
  readonly marks: Mark[]
}

/** At this offset begins the record after `sequence`; `chain` is the chain up to it, if it is known. */
interface Mark {
  readonly sequence: number
  readonly offset: number
  chain?: Uint8Array
}

/** `bad`: what stands at `offset` is not the record that should stand there; it may be one before those that were wanted. */
interface FileWalk {
  readonly why: 'end' | 'stopped' | 'bad'
  readonly reached: number
  /** Behind the last good record. */
  readonly offset: number
}

interface Damage {
  readonly file: LogFile
  readonly offset: number
  readonly last: number
}

const NAME = /^(\d{12})(?:\.(\d{1,4}))?\.log$/u
const MARK_EVERY = 64 * 1024
const WALK_WINDOW = 1024 * 1024
const READ_AHEAD = 64 * 1024

/**
 * Opens a log, or begins one (nothing is written before the first append). Only its last file is looked through;
 * `onScan` is told of each record in it.
 */
export async function openLogOnDisk(place: LogPlace, branch?: BranchStart, onScan?: (payload: Uint8Array) => void): Promise<LogOnDisk> {
  const { folder, space, writer, disk, primitives } = place
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
  const leftovers = new Set<string>()
  let tip: { readonly sequence: number; readonly chain: Uint8Array } | undefined

  /** Where the last reading stopped: most often the next begins there. */
  let resume: { readonly file: LogFile; readonly sequence: number; readonly offset: number } | undefined

  /** How often damage has been set aside. */
  let repairs = 0

  const chainOver = (chain: Uint8Array, payloads: readonly Uint8Array[]) => payloads.reduce((before, payload) => chainAfter(before, payload, primitives), chain)
  const path = (name: string) => join(folder, name)
  const nameOf = (first: number, turn: number) => `${String(first).padStart(12, '0')}${turn === 0 ? '' : `.${turn}`}.log`

  const withFile = async <Result>(name: string, use: (file: DiskFile) => Promise<Result>): Promise<Result> => {
    const file = await disk.open(path(name), 'read')
    try {
      return await use(file)
    } finally {
      await file.close()
    }
  }

  /** What the header says; undefined if it cannot be believed. Rejects for a newer format. */
  const headerOf = async (file: DiskFile): Promise<{ readonly header: LogFileHeader; readonly length: number; readonly isForeign: boolean } | undefined> => {
    const reading = await readLogHeader(file, primitives)
    if (reading.kind === 'newer-format') throw new Error('a newer version wrote this journal')
    if (reading.kind !== 'header') return undefined
    return { ...reading, isForeign: reading.header.space !== space || reading.header.writer !== writer }
  }

  const begin = async (file: LogFile, opened: DiskFile): Promise<boolean> => {
    if (file.marks.length > 0) return true
    const found = await headerOf(opened)
    if (!found || found.isForeign || found.header.first !== file.first) return false
    file.marks.push({ sequence: file.first - 1, offset: found.length, chain: found.header.chainBefore })
    return true
  }

  const foundDamage = (found: Damage) => {
    if (damage && damage.last <= found.last) return
    const isFirst = !damage
    damage = found
    last = Math.min(last, found.last)
    if (tip && tip.sequence > last) tip = undefined
    if (isFirst) place.onDamage(self, last)
  }

  const addMark = (file: LogFile, sequence: number, offset: number) => {
    const before = file.marks.at(-1)
    if (before && offset - before.offset >= MARK_EVERY) file.marks.push({ sequence, offset })
  }

  /** The last record that a file answers for: another may take its place before its end. */
  const lastOf = (index: number) => Math.min(last, (files[index + 1]?.first ?? Number.POSITIVE_INFINITY) - 1)

  const fileFor = (sequence: number): number => {
    let index = files.length - 1
    while (index > 0 && (files[index] as LogFile).first > sequence) index -= 1
    return index
  }

  /** Visits the records of one file after a sequence number, up to one that it answers for. */
  const walkFile = async (file: LogFile, after: number, until: number, visit: RecordVisitor, window: number): Promise<FileWalk> => {
    const opened = await disk.open(path(file.name), 'read')
    try {
      if (file.first > after + 1 || !(await begin(file, opened))) {
        return { why: 'bad', reached: Math.min(after, file.first - 1), offset: file.marks.at(0)?.offset ?? 0 }
      }
      const known = file.marks.findLast((candidate) => candidate.sequence <= after) as Mark
      const mark = resume?.file === file && resume.sequence <= after && resume.sequence > known.sequence ? resume : known
      let here = mark.sequence
      let behind = mark.offset
      let isStopped = false
      const take = (payload: Uint8Array, frameEnd: number): boolean => {
        // The record at which it is stopped may be the first of the next reading.
        resume = { file, sequence: here, offset: behind }
        here += 1
        behind = frameEnd
        addMark(file, here, frameEnd)
        isStopped = here > after && !visit({ sequence: here, payload })
        return !isStopped && here < until
      }
      await walkFrames(opened, mark.offset, file.end, primitives, take, window)
      if (!isStopped) resume = { file, sequence: here, offset: behind }
      return { why: isStopped ? 'stopped' : here >= until ? 'end' : 'bad', reached: here, offset: behind }
    } finally {
      await opened.close()
    }
  }

  const walk = async (after: number, visit: RecordVisitor, window = WALK_WINDOW): Promise<void> => {
    const round = repairs
    for (let reached = Math.max(after, base); reached < last; ) {
      const index = fileFor(reached + 1)
      const file = files[index]
      if (!file) return
      const walked = await walkFile(file, reached, lastOf(index), visit, window)
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
    for (;;) {
      const file = files.at(-1)
      if (!file) return
      const kept = await withFile(file.name, async (opened) => {
        if ((await headerOf(opened))?.isForeign) return 'foreign'
        if (!(await begin(file, opened))) return await judge(file, opened, file.first - 1, 0)
        let sequence = file.first - 1
        const { why, offset } = await walkFrames(opened, (file.marks[0] as Mark).offset, file.end, primitives, (payload, frameEnd) => {
          sequence += 1
          onScan?.(payload)
          addMark(file, sequence, frameEnd)
          return true
        })
        last = sequence
        return why === 'bad' ? await judge(file, opened, sequence, offset) : 'whole'
      })
      if (kept === 'whole') return
      files = files.slice(0, -1)
      if (kept === 'nothing') leftovers.add(file.name)
    }
  }

  /** A bad end with nothing readable behind it is the last append of a process that died; anything else is damage. */
  const judge = async (file: LogFile, opened: DiskFile, sequence: number, offset: number): Promise<'whole' | 'nothing'> => {
    let isDamage = false
    await salvageFrames(opened, offset, file.end, primitives, () => {
      isDamage = true
      return false
    })
    if (isDamage) {
      last = sequence
      foundDamage({ file, offset, last: sequence })
      return 'whole'
    }
    if (offset === 0) return 'nothing'
    file.end = offset
    isUnclean = true
    return 'whole'
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
    const opened = await disk.open(path(file.name), 'write')
    try {
      await opened.truncate(file.end)
      await opened.sync()
      isUnclean = false
    } finally {
      await opened.close().catch(() => undefined)
    }
  }

  /** Makes what was found at opening durable: it will be believed, shown and shared. */
  const settle = async (): Promise<void> => {
    const file = files.at(-1)
    if (!isUnsettled) return
    for (const name of leftovers) {
      await disk.remove(path(name))
      leftovers.delete(name)
    }
    if (!file) return
    const opened = await disk.open(path(file.name), 'write')
    try {
      await opened.sync()
    } finally {
      await opened.close().catch(() => undefined)
    }
    await disk.syncFolder(folder)
    await disk.syncFolder(dirname(folder))
    isUnsettled = false
  }

  const beginFile = async (frames: Uint8Array, count: number): Promise<void> => {
    const first = last + 1
    const chainBefore = await chainAt(last)
    if (!chainBefore) throw new Error('the log ends before its end')
    const header = encodeLogHeader({ space, writer, first, chainBefore }, primitives)
    const content = new Uint8Array(header.length + frames.length)
    content.set(header)
    content.set(frames, header.length)
    const isFirst = files.length === 0
    if (isFirst) await disk.makeFolder(folder)
    const { opened, turn } = await createNext(first)
    const name = nameOf(first, turn)
    try {
      await opened.write(content, 0)
      await opened.sync()
      await disk.syncFolder(folder)
      if (isFirst) await disk.syncFolder(dirname(folder))
    } catch (error) {
      await opened.close().catch(() => undefined)
      await disk.remove(path(name)).catch(() => undefined)
      throw error
    }
    await closeHandle()
    handle = opened
    isUnclean = false
    mustRoll = false
    files = [...files, { name, first, turn, end: content.length, marks: [{ sequence: last, offset: header.length, chain: chainBefore }] }]
    last += count
  }

  const createNext = async (first: number): Promise<{ readonly opened: DiskFile; readonly turn: number }> => {
    for (let turn = (files.findLast((file) => file.first === first)?.turn ?? -1) + 1; ; turn += 1) {
      try {
        return { opened: await disk.open(path(nameOf(first, turn)), 'create'), turn }
      } catch (error) {
        // The remains of an attempt that failed: never read, since a later turn goes before an earlier one.
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || turn > 1_000) throw error
      }
    }
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
        handle ??= await disk.open(path(file.name), 'write')
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
        let isStopped = false
        await withFile(file.name, async (opened) => {
          if ((await headerOf(opened).catch(() => undefined))?.isForeign) return
          await salvageFrames(opened, file === damaged ? offset : 0, file.end, primitives, (payload) => {
            isStopped = !visit(payload)
            return !isStopped
          })
        })
        if (isStopped) return
      }
    },
    async setDamageAside() {
      if (!damage) return
      await closeHandle()
      repairs += 1
      resume = undefined
      const { file: damaged, offset } = damage
      for (const file of files.slice(files.indexOf(damaged) + 1).toReversed()) {
        await disk.rename(path(file.name), await asideName(disk, folder, file.name))
        files = files.slice(0, -1)
      }
      if (damaged.marks.length > 0 && damaged.first <= damage.last + 1 && offset > 0) {
        await copyAside(disk, folder, damaged.name)
        damaged.end = offset
        damaged.marks.splice(1, Number.POSITIVE_INFINITY, ...damaged.marks.slice(1).filter((mark) => mark.offset <= offset))
        isUnclean = true
        damage = undefined
        await clean()
      } else {
        await disk.rename(path(damaged.name), await asideName(disk, folder, damaged.name))
        files = files.slice(0, -1)
        mustRoll = true
        damage = undefined
      }
      await disk.syncFolder(folder)
    },
    close: closeHandle,
  }

  files = await listFiles(disk, folder)
  await scanLast()
  const start = files[0]
  if (start && start.first > 1 && base === 0) {
    const header = await withFile(start.name, (opened) => headerOf(opened))
    if (header && place.log !== place.writer) {
      base = header.header.first - 1
      chainBase = header.header.chainBefore
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

async function listFiles(disk: Disk, folder: string): Promise<LogFile[]> {
  const found: LogFile[] = []
  for (const { name, isFolder } of await listOrNothing(disk, folder)) {
    const match = NAME.exec(name)
    if (!match || isFolder) continue
    found.push({ name, first: Number(match[1]), turn: Number(match[2] ?? 0), end: (await disk.stat(join(folder, name))).bytes, marks: [] })
  }
  return found.toSorted((left, right) => left.first - right.first || left.turn - right.turn)
}

async function asideName(disk: Disk, folder: string, name: string): Promise<string> {
  const taken = new Set((await disk.list(folder)).map((entry) => entry.name))
  for (let number = 1; ; number += 1) {
    const wanted = `${name}.damaged-${number}`
    if (!taken.has(wanted)) return join(folder, wanted)
  }
}

/** A copy and not a rename: at each moment the good beginning stands under its own name. */
async function copyAside(disk: Disk, folder: string, name: string): Promise<void> {
  const temporary = join(folder, `${name}.tmp`)
  const from = await disk.open(join(folder, name), 'read')
  try {
    const to = await disk.open(temporary, 'write')
    try {
      await to.truncate(0)
      for (let offset = 0; ; ) {
        const bytes = await from.read(offset, WALK_WINDOW)
        if (bytes.length === 0) break
        await to.write(bytes, offset)
        offset += bytes.length
      }
      await to.sync()
    } finally {
      await to.close()
    }
  } finally {
    await from.close()
  }
  await disk.rename(temporary, await asideName(disk, folder, name))
  await disk.syncFolder(folder)
}
