import { dirname, join } from 'node:path'
import type { LogPrimitives } from '../../shared/log/primitives.ts'
import type { WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'
import { listOrNothing, type Disk, type DiskFile } from '../disk/disk.ts'
import type { StoredRecord } from './journal.ts'
import { encodeLogHeader, readLogHeader, salvageFrames, walkFrames, type LogFileHeader, type PayloadVisitor } from './log-file.ts'

/**
 * The files of one log in its folder: what each is called, says of itself and holds, and how it is begun, ended and put
 * aside. Which of them are the log, and which record is its last, is for `log-on-disk.ts` to say.
 */
export interface LogFolder {
  /** In the order in which they are to be read. */
  list(): Promise<LogFile[]>
  /** What its header says; undefined if it cannot be believed. Rejects for a newer format. */
  headerOf(file: LogFile): Promise<LogFileHeader | undefined>
  /** Looks through a whole file; told of each record in it. */
  scan(file: LogFile, visit?: (payload: Uint8Array) => void): Promise<FileScan>
  /** Visits the records of one file after a sequence number and up to another. About `window` bytes are held at a time. */
  walk(file: LogFile, after: number, until: number, visit: RecordVisitor, window: number): Promise<FileWalk>
  /** Visits what can be read behind an offset, between whatever is damaged there; true if the visitor ended it. */
  salvage(file: LogFile, offset: number, visit: PayloadVisitor): Promise<boolean>
  /**
   * Writes a new file that begins with these frames; resolves when it is on the disk. One that could not be written
   * whole is removed.
   * @param turn The least turn that it may have among the files of this number.
   */
  begin(start: FileStart, turn: number, frames: Uint8Array): Promise<{ readonly file: LogFile; readonly opened: DiskFile }>
  openToAppend(file: LogFile): Promise<DiskFile>
  /** Nothing behind this offset is believed any more; `cutOff` makes it so on the disk. */
  endAt(file: LogFile, offset: number): void
  /** Cuts off, durably, what stands behind the end of a file. */
  cutOff(file: LogFile): Promise<void>
  /** Makes durable what is found in a file, and its name. */
  settle(file: LogFile): Promise<void>
  remove(file: LogFile): Promise<void>
  /** Gives it a name under which it is never read (`<name>.damaged-1`). */
  setAside(file: LogFile): Promise<void>
  /** Keeps a copy under such a name: at each moment the good beginning stands under its own. */
  copyAside(file: LogFile): Promise<void>
  /** Makes its names durable. */
  sync(): Promise<void>
}

export type RecordVisitor = (record: StoredRecord) => boolean

export interface LogFolderPlace {
  readonly folder: string
  readonly space: WorkspaceId
  readonly writer: WriterId
  readonly disk: Disk
  readonly primitives: LogPrimitives
}

export interface LogFile {
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
export interface Mark {
  readonly sequence: number
  readonly offset: number
  chain?: Uint8Array
}

/** What a new file begins with. `isFirst`: there is none in the folder yet. */
export interface FileStart {
  readonly first: number
  readonly chainBefore: Uint8Array
  readonly isFirst: boolean
}

/**
 * What a whole file holds. `torn`: a bad end with nothing readable behind it, the last append of a process that died.
 * `nothing`: not even a header. `foreign`: a file of another log. `last`, `offset`: the last good record and its end.
 */
export interface FileScan {
  readonly kind: 'whole' | 'torn' | 'damaged' | 'nothing' | 'foreign'
  readonly last: number
  readonly offset: number
}

/** `bad`: what stands at `offset` is not the record that should stand there; it may be one before those that were wanted. */
export interface FileWalk {
  readonly why: 'end' | 'stopped' | 'bad'
  readonly reached: number
  /** Behind the last good record. */
  readonly offset: number
}

/** How much is read at a time, unless a caller says otherwise. */
export const WALK_WINDOW = 1024 * 1024

const NAME = /^(\d{12})(?:\.(\d{1,4}))?\.log$/u
const MARK_EVERY = 64 * 1024
const MOST_TURNS = 1_000

/** Notes that reading can begin behind this record, unless there is a place not far before. */
export function addMark(file: LogFile, sequence: number, offset: number): void {
  const before = file.marks.at(-1)
  if (before && offset - before.offset >= MARK_EVERY) file.marks.push({ sequence, offset })
}

export function openLogFolder({ folder, space, writer, disk, primitives }: LogFolderPlace): LogFolder {
  /** Where the last reading stopped: most often the next begins there. */
  let resume: { readonly file: LogFile; readonly sequence: number; readonly offset: number } | undefined

  const path = (name: string) => join(folder, name)
  const nameOf = (first: number, turn: number) => `${String(first).padStart(12, '0')}${turn === 0 ? '' : `.${turn}`}.log`

  const withFile = async <Result>({ name }: LogFile, use: (file: DiskFile) => Promise<Result>): Promise<Result> => {
    const file = await disk.open(path(name), 'read')
    try {
      return await use(file)
    } finally {
      await file.close()
    }
  }

  const withWritten = async ({ name }: LogFile, use: (file: DiskFile) => Promise<void>): Promise<void> => {
    const file = await disk.open(path(name), 'write')
    try {
      await use(file)
    } finally {
      await file.close().catch(() => undefined)
    }
  }

  const headerIn = async (opened: DiskFile) => {
    const reading = await readLogHeader(opened, primitives)
    if (reading.kind === 'newer-format') throw new Error('a newer version wrote this journal')
    if (reading.kind !== 'header') return undefined
    return { ...reading, isForeign: reading.header.space !== space || reading.header.writer !== writer }
  }

  /** Finds where its records begin; false if it is not the file that its name says. */
  const findStart = async (file: LogFile, opened: DiskFile): Promise<boolean> => {
    if (file.marks.length > 0) return true
    const found = await headerIn(opened)
    if (!found || found.isForeign || found.header.first !== file.first) return false
    file.marks.push({ sequence: file.first - 1, offset: found.length, chain: found.header.chainBefore })
    return true
  }

  const isAnythingReadable = async (opened: DiskFile, from: number, until: number): Promise<boolean> => {
    let isReadable = false
    await salvageFrames(opened, from, until, primitives, () => {
      isReadable = true
      return false
    })
    return isReadable
  }

  const createNext = async (first: number, from: number): Promise<{ readonly opened: DiskFile; readonly turn: number }> => {
    for (let turn = from; ; turn += 1) {
      try {
        return { opened: await disk.open(path(nameOf(first, turn)), 'create'), turn }
      } catch (error) {
        // The remains of an attempt that failed: never read, since a later turn goes before an earlier one.
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || turn > MOST_TURNS) throw error
      }
    }
  }

  const asidePath = async (name: string): Promise<string> => {
    const taken = new Set((await disk.list(folder)).map((entry) => entry.name))
    for (let number = 1; ; number += 1) {
      const wanted = `${name}.damaged-${number}`
      if (!taken.has(wanted)) return path(wanted)
    }
  }

  return {
    async list() {
      const found: LogFile[] = []
      for (const { name, isFolder } of await listOrNothing(disk, folder)) {
        const match = NAME.exec(name)
        if (!match || isFolder) continue
        found.push({ name, first: Number(match[1]), turn: Number(match[2] ?? 0), end: (await disk.stat(path(name))).bytes, marks: [] })
      }
      return found.toSorted((left, right) => left.first - right.first || left.turn - right.turn)
    },
    async headerOf(file) {
      return (await withFile(file, headerIn))?.header
    },
    scan: (file, visit) =>
      withFile(file, async (opened): Promise<FileScan> => {
        let last = file.first - 1
        if ((await headerIn(opened))?.isForeign) return { kind: 'foreign', last, offset: 0 }
        if (!(await findStart(file, opened))) return { kind: (await isAnythingReadable(opened, 0, file.end)) ? 'damaged' : 'nothing', last, offset: 0 }
        const { why, offset } = await walkFrames(opened, (file.marks[0] as Mark).offset, file.end, primitives, (payload, frameEnd) => {
          last += 1
          visit?.(payload)
          addMark(file, last, frameEnd)
          return true
        })
        if (why !== 'bad') return { kind: 'whole', last, offset }
        return { kind: (await isAnythingReadable(opened, offset, file.end)) ? 'damaged' : 'torn', last, offset }
      }),
    walk: (file, after, until, visit, window) =>
      withFile(file, async (opened) => {
        if (file.first > after + 1 || !(await findStart(file, opened))) {
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
      }),
    salvage: (file, offset, visit) =>
      withFile(file, async (opened) => {
        let isStopped = false
        if ((await headerIn(opened).catch(() => undefined))?.isForeign) return false
        await salvageFrames(opened, offset, file.end, primitives, (payload) => {
          isStopped = !visit(payload)
          return !isStopped
        })
        return isStopped
      }),
    async begin({ first, chainBefore, isFirst }, turnFrom, frames) {
      const header = encodeLogHeader({ space, writer, first, chainBefore }, primitives)
      const content = new Uint8Array(header.length + frames.length)
      content.set(header)
      content.set(frames, header.length)
      if (isFirst) await disk.makeFolder(folder)
      const { opened, turn } = await createNext(first, turnFrom)
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
      return { opened, file: { name, first, turn, end: content.length, marks: [{ sequence: first - 1, offset: header.length, chain: chainBefore }] } }
    },
    openToAppend: ({ name }) => disk.open(path(name), 'write'),
    endAt(file, offset) {
      file.end = offset
      file.marks.splice(1, Number.POSITIVE_INFINITY, ...file.marks.slice(1).filter((mark) => mark.offset <= offset))
      resume = undefined
    },
    cutOff: (file) =>
      withWritten(file, async (opened) => {
        await opened.truncate(file.end)
        await opened.sync()
      }),
    async settle(file) {
      await withWritten(file, (opened) => opened.sync())
      await disk.syncFolder(folder)
      await disk.syncFolder(dirname(folder))
    },
    remove: ({ name }) => disk.remove(path(name)),
    async setAside({ name }) {
      await disk.rename(path(name), await asidePath(name))
    },
    async copyAside(file) {
      const temporary = path(`${file.name}.tmp`)
      await withFile(file, (from) => copyInto(disk, from, temporary))
      await disk.rename(temporary, await asidePath(file.name))
      await disk.syncFolder(folder)
    },
    sync: () => disk.syncFolder(folder),
  }
}

async function copyInto(disk: Disk, from: DiskFile, path: string): Promise<void> {
  const to = await disk.open(path, 'write')
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
}
