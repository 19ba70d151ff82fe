import { createHash } from 'node:crypto'
import { basename, join, relative } from 'node:path'
import { isTemporary } from '../disk/durable-file.ts'
import { errorCode, listOrNothing, readWhole, type Disk, type FileFacts } from '../disk/disk.ts'
import { readOnlyDisk } from '../disk/read-only-disk.ts'
import { BackupError, openBackup } from '../backup/backup-file.ts'
import { PRESENCE, writersFolder } from '../folder/folder-layout.ts'
import { readSpaceFile } from '../folder/space-file.ts'
import { isIdentifier, writerOfLog } from '../journal/log-names.ts'
import { openLogOnDisk } from '../journal/log-on-disk.ts'
import type { LogPrimitives } from '../../shared/log/primitives.ts'
import { chainAfter } from '../../shared/log/chain.ts'
import type { LogId } from '../../shared/log/record.ts'
import { decodeSegment, decodeSegmentHeader, LARGEST_SEGMENT, LONGEST_SEGMENT_HEADER } from '../../shared/log/segment.ts'
import type { WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'
import { createDocumentCheck, type DocumentCheck } from './document-check.ts'
import { createLogCheck, type LogCheck, type LogPiece } from './log-check.ts'

/** Where logs can stand: all three hold the same records. */
export type PlaceKind = 'shared-folder' | 'data-folder' | 'backup'

export interface Inspection {
  readonly kind: PlaceKind
  readonly writers: readonly WriterInspection[]
  readonly documents: readonly DocumentInspection[]
  /** Files that hold records and cannot be read to their end, by their path in the place. */
  readonly broken: readonly BrokenFile[]
  /** Files of other programs, which are left alone. */
  readonly foreign: readonly string[]
  /** False if anything is missing, broken or unreadable. */
  readonly isFine: boolean
}

export type DocumentInspection = DocumentCheck

export interface WriterInspection extends LogCheck {
  readonly space: WorkspaceId
  readonly writer: WriterId
  /** Files, or pieces of a backup, in which the records stand. */
  readonly segments: number
  readonly bytes: number
}

/**
 * `damaged`: bytes in it are not what was written. `incomplete`: shorter than it says, it may be on its way. `newer-format`: of a
 * later version. `not-readable`: the system does not give it. `torn`: its last record is half written; nobody was told
 * that it was saved, and the next start cuts it off.
 */
export interface BrokenFile {
  readonly file: string
  readonly why: 'damaged' | 'incomplete' | 'newer-format' | 'not-readable' | 'torn'
}

/** What stands in a folder or file, or undefined if it is none of the three. Reads only. Rejects with the system's error. */
export async function inspect(path: string, disk: Disk, primitives: LogPrimitives): Promise<Inspection | undefined> {
  const kind = await recognise(path, disk)
  if (!kind) return undefined
  const book = createBook(primitives)
  if (kind === 'backup' && !(await readBackup(path, disk, primitives, book))) return undefined
  if (kind === 'shared-folder') await readSharedFolder(path, disk, primitives, book)
  if (kind === 'data-folder') await readDataFolder(path, disk, primitives, book)
  return book.inspection(kind)
}

async function recognise(path: string, disk: Disk): Promise<PlaceKind | undefined> {
  const names = await disk.list(path).then(
    (entries) => entries.map(({ name }) => name),
    (error: unknown) => {
      if (errorCode(error) === 'ENOTDIR') return undefined
      throw error
    },
  )
  if (!names) return 'backup'
  if (names.includes('journal')) return 'data-folder'
  const space = await readSpaceFile(disk, path)
  return space.kind === 'space' || space.kind === 'newer' || names.includes('writers') ? 'shared-folder' : undefined
}

/** Collects what the three readers find. */
interface Book {
  piece(piece: LogPiece): void
  /** A file that holds records of this writer. */
  file(space: WorkspaceId, writer: WriterId, bytes: number): void
  broken(file: string, why: BrokenFile['why']): void
  foreign(file: string): void
  inspection(kind: PlaceKind): Inspection
}

function createBook(primitives: LogPrimitives): Book {
  const writers = new Map<string, { readonly space: WorkspaceId; readonly writer: WriterId; readonly check: ReturnType<typeof createLogCheck>; segments: number; bytes: number }>()
  const documents = createDocumentCheck()
  const broken: BrokenFile[] = []
  const foreign: string[] = []
  const writerOf = (space: WorkspaceId, writer: WriterId) => {
    const key = `${space}/${writer}`
    const known = writers.get(key) ?? {
      space,
      writer,
      check: createLogCheck(space, writer, primitives, (record, branch) => {
        if (record.kind === 'change') documents.add(space, branch, record)
      }),
      segments: 0,
      bytes: 0,
    }
    writers.set(key, known)
    return known
  }
  return {
    piece: (piece) => writerOf(piece.space, piece.writer).check.add(piece),
    file(space, writer, bytes) {
      const known = writerOf(space, writer)
      known.segments += 1
      known.bytes += bytes
    },
    broken: (file, why) => void broken.push({ file, why }),
    foreign: (file) => void foreign.push(file),
    inspection(kind) {
      const checked = [...writers.values()].map(({ check, ...writer }): WriterInspection => ({ ...writer, ...check.result() }))
      const read = documents.result()
      const isFine =
        broken.every(({ why }) => why === 'torn') &&
        checked.every(({ gaps, unreadable }) => gaps.length === 0 && unreadable === 0) &&
        read.every(({ state }) => state === 'readable')
      return { kind, writers: checked, documents: read, broken, foreign, isFine }
    },
  }
}

/** Segments of any name, wherever they stand below the folder; those that begin first come first. */
async function readSharedFolder(folder: string, disk: Disk, primitives: LogPrimitives, book: Book): Promise<void> {
  const space = await readSpaceFile(disk, folder)
  if (space.kind === 'newer' || (space.kind === 'space' && space.isNewer)) book.broken('space.json', 'newer-format')
  else if (space.kind !== 'space') book.broken('space.json', space.kind === 'unreadable' ? 'damaged' : 'not-readable')
  const found: { readonly path: string; readonly first: number; readonly last: number }[] = []
  for (const path of await filesBelow(writersFolder(folder), disk)) {
    const name = relative(folder, path)
    if (name.endsWith(PRESENCE) || isTemporary(path)) continue
    try {
      const file = await disk.open(path, 'read')
      const start = await file.read(0, LONGEST_SEGMENT_HEADER).finally(() => file.close())
      const header = decodeSegmentHeader(start, primitives)
      if (header.ok && (space.kind !== 'space' || header.value.space === space.space)) found.push({ path, first: header.value.first, last: header.value.last })
      else if (header.ok || header.reason === 'not-a-segment') book.foreign(name)
      else book.broken(name, brokenWord(header.reason))
    } catch {
      book.broken(name, 'not-readable')
    }
  }
  const seen = new Set<string>()
  for (const { path } of found.toSorted((left, right) => left.first - right.first || right.last - left.last)) {
    try {
      const content = await readWhole(disk, path, LARGEST_SEGMENT + 2 * LONGEST_SEGMENT_HEADER)
      const segment = decodeSegment(content, primitives)
      if (!segment.ok) {
        book.broken(relative(folder, path), brokenWord(segment.reason))
        continue
      }
      book.piece(segment.value)
      // A copy of a segment ("conflicted copy") holds nothing more.
      const same = createHash('sha256').update(content).digest('hex')
      if (!seen.has(same)) book.file(segment.value.space, segment.value.writer, content.length)
      seen.add(same)
    } catch {
      book.broken(relative(folder, path), 'not-readable')
    }
  }
}

function brokenWord(reason: string): BrokenFile['why'] {
  return reason === 'incomplete' || reason === 'newer-format' ? reason : 'damaged'
}

/**
 * The logs of a data folder, read with the journal's own code over a disk that refuses to be written: also while the
 * application has them open. What is half written then is its last record.
 */
async function readDataFolder(folder: string, disk: Disk, primitives: LogPrimitives, book: Book): Promise<void> {
  const journal = join(folder, 'journal')
  for (const space of await listOrNothing(disk, journal)) {
    if (!space.isFolder || !isIdentifier(space.name)) continue
    for (const log of await listOrNothing(disk, join(journal, space.name))) {
      const writer = log.isFolder ? writerOfLog(log.name) : undefined
      const logFolder = join(journal, space.name, log.name)
      if (writer) await readLog({ folder: logFolder, name: relative(folder, logFolder), space: space.name as WorkspaceId, writer, log: log.name as LogId }, disk, primitives, book)
    }
  }
}

interface LogFolder {
  readonly folder: string
  /** For the eye. */
  readonly name: string
  readonly space: WorkspaceId
  readonly writer: WriterId
  readonly log: LogId
}

/** Records of a log that are checked at once. */
const PIECE_BYTES = 1024 * 1024

async function readLog({ folder, name, space, writer, log }: LogFolder, disk: Disk, primitives: LogPrimitives, book: Book): Promise<void> {
  let isDamaged = false
  const onDamage = () => {
    isDamaged = true
  }
  const opened = await openLogOnDisk({ folder, space, writer, log, rollAt: Number.POSITIVE_INFINITY, disk: readOnlyDisk(disk), primitives, onDamage })
  try {
    let payloads: Uint8Array[] = []
    let held = 0
    let first = opened.base + 1
    let chainBefore = (await opened.chainAt(opened.base)) ?? new Uint8Array()
    const pass = () => {
      book.piece({ space, writer, first, chainBefore, payloads })
      first += payloads.length
      chainBefore = payloads.reduce((chain, payload) => chainAfter(chain, payload, primitives), chainBefore)
      payloads = []
      held = 0
    }
    await opened.walk(opened.base, ({ payload }) => {
      payloads.push(payload.slice())
      held += payload.length
      if (held > PIECE_BYTES) pass()
      return true
    })
    pass()
    const files = await logFiles(folder, disk)
    for (const { bytes } of files) book.file(space, writer, bytes)
    const written = files.reduce((sum, { bytes }) => sum + bytes, 0)
    if (isDamaged) book.broken(name, 'damaged')
    else if (written > opened.bytes) book.broken(name, 'torn')
  } finally {
    await opened.close()
  }
}

async function logFiles(folder: string, disk: Disk): Promise<readonly FileFacts[]> {
  const names = (await disk.list(folder)).filter(({ name, isFolder }) => !isFolder && name.endsWith('.log'))
  return Promise.all(names.map(({ name }) => disk.stat(join(folder, name))))
}

/** Its pieces; what is wrong with the file ends the reading, and what was read until there counts. False if it is no backup. */
async function readBackup(path: string, disk: Disk, primitives: LogPrimitives, book: Book): Promise<boolean> {
  try {
    const backup = await openBackup(path, disk, primitives)
    try {
      for await (const segment of backup.segments()) {
        book.piece(segment)
        book.file(segment.space, segment.writer, segment.payloads.reduce((sum, payload) => sum + payload.length, 0))
      }
      await backup.check()
    } finally {
      await backup.close()
    }
  } catch (error) {
    if (!(error instanceof BackupError)) throw error
    if (error.problem === 'not-a-backup') return false
    book.broken(basename(path), error.problem === 'newer-format' ? 'newer-format' : 'damaged')
  }
  return true
}

/** Deeper than anything that Minutier makes. */
const DEEPEST = 6

/** All files below a folder, but those that systems hide: a name with a dot before it is a sync program's own. */
async function filesBelow(folder: string, disk: Disk, depth = 0): Promise<readonly string[]> {
  if (depth > DEEPEST) return []
  const files: string[] = []
  for (const { name, isFolder } of await listOrNothing(disk, folder)) {
    if (name.startsWith('.')) continue
    if (isFolder) files.push(...(await filesBelow(join(folder, name), disk, depth + 1)))
    else files.push(join(folder, name))
  }
  return files
}
