import { join } from 'node:path'
import type { WriterId } from '../../shared/model/identifiers.ts'
import { sameChain } from '../../shared/log/chain.ts'
import type { LogPrimitives } from '../../shared/log/primitives.ts'
import { LARGEST_SEGMENT, LONGEST_SEGMENT_HEADER, decodeSegment, decodeSegmentHeader, type Segment, type SegmentHeader } from '../../shared/log/segment.ts'
import { errorCode, listOrNothing, readWhole, type Disk, type DiskEntry } from '../disk/disk.ts'
import { isTemporary } from '../disk/durable-file.ts'
import type { SpaceJournal } from '../journal/journal.ts'
import { ARCHIVE, CARRIED, PRESENCE, isInvisible, isUuid, writersFolder } from './folder-layout.ts'
import { concernsWholeFolder } from './folder-trouble.ts'

/** Where a file stands in its writer's folder: among the newest, which every poll lists, or below. */
export type FilePlace = 'tail' | typeof ARCHIVE | typeof CARRIED

/** A file that says in its header which stretch of which log it is, and is as long as that. Its content is not known to be good. */
export interface FolderFile {
  readonly path: string
  readonly name: string
  /** The writer's folder it stands in: not necessarily the writer whose log it is. */
  readonly owner: WriterId
  readonly place: FilePlace
  readonly header: SegmentHeader
  readonly bytes: number
  /** Its content was once found bad, or its length another: its header alone is not believed any more. */
  readonly isDoubtful: boolean
}

/** What came of looking. */
export interface Sight {
  /** False if there is not even a folder for writers: then what was known stays known. */
  readonly stands: boolean
  /** Why something of the own writer could not be looked at: then what is known of it may not be so any more. */
  readonly fault: unknown
}

/**
 * What stands in a shared folder. A file is opened when its name is new, and again now and then as long as nothing
 * can be made of it; so a poll that finds nothing new is one list of the writers and one for each of them.
 */
export interface Catalogue {
  /** Lists the folder. `deep`: the archives of all writers too, or of some. What is wrong with one of the others keeps nobody from the rest. */
  look(deep: 'tails' | 'all' | ReadonlySet<WriterId>): Promise<Sight>
  /** Lists all that is of the own writer, as it is now. Rejects with the system's error if it cannot. */
  lookAtOwn(): Promise<void>
  files(): readonly FolderFile[]
  /** The writers that have a folder, as it is spelt. */
  owners(): readonly WriterId[]
  /** There are more of them than are looked into at a time. */
  isCrowded(): boolean
  /** A file's content, checked to its last byte; undefined if it is not good: then the file is looked at again later. */
  read(file: FolderFile): Promise<Segment | undefined>
  /** Makes sure that files are still as long as they were, and forgets what is known of those that are not. Resolves to why an own one could not be looked at. */
  recheck(files: readonly FolderFile[]): Promise<unknown>
  /** What stands under a name, now. */
  examine(owner: WriterId, place: FilePlace, name: string): Promise<FolderFile | undefined>
  /** Nothing can be made of this file, whatever its header says. */
  refuse(file: FolderFile): void
  /** Written here. */
  add(file: FolderFile): void
  /** Removed here. */
  drop(file: FolderFile): void
  /** Nothing stands there any more. */
  clear(): void
}

interface Entry {
  /** Undefined as long as nothing can be made of it. */
  file: FolderFile | undefined
  lookAgainAt: number
  failures: number
  isDoubtful: boolean
}

/** Nobody has that many; a folder that is full of other things must not hold us for ever. Of the writers, others are looked at each time. */
const MOST_FILES = 5_000
const MOST_WRITERS = 1_000
const FIRST_RETRY = 1_000
/** For what may be on its way still. */
const SLOWEST_RETRY = 15_000
/** For what is most likely another program's. */
const RARE_RETRY = 300_000

export interface CatalogueSources {
  readonly disk: Disk
  readonly folder: string
  readonly journal: Pick<SpaceJournal, 'space' | 'writer' | 'positions'>
  readonly primitives: LogPrimitives
  /** Milliseconds that only ever grow. */
  readonly ticks: () => number
}

export function createCatalogue({ disk, folder, journal, primitives, ticks }: CatalogueSources): Catalogue {
  /** By folder ("<owner>/", "<owner>/archive/"), then by name. */
  const folders = new Map<string, Map<string, Entry>>()
  let owners: readonly WriterId[] = []
  let isCrowded = false
  /** Whose turn it is of those that are too many. */
  let turn = 0

  const keyOf = (owner: WriterId, place: FilePlace) => `${owner}/${place}`
  const pathOf = (owner: WriterId, place: FilePlace) => (place === 'tail' ? join(writersFolder(folder), owner) : join(writersFolder(folder), owner, place))
  const isOwn = (owner: WriterId) => owner.toLowerCase() === journal.writer
  const entryOf = ({ owner, place, name }: FolderFile) => folders.get(keyOf(owner, place))?.get(name)

  const failed = (entry: Entry, again: 'soon' | 'less-and-less' | 'rarely') => {
    entry.file = undefined
    const slowest = again === 'soon' ? SLOWEST_RETRY : RARE_RETRY
    entry.lookAgainAt = ticks() + (again === 'rarely' ? RARE_RETRY : Math.min(slowest, FIRST_RETRY * 2 ** entry.failures))
    entry.failures += 1
  }
  const doubted = (entry: Entry) => {
    entry.file = undefined
    entry.isDoubtful = true
  }

  const openOne = async (owner: WriterId, place: FilePlace, name: string): Promise<FolderFile | 'soon' | 'rarely'> => {
    const path = join(pathOf(owner, place), name)
    const file = await disk.open(path, 'read')
    try {
      const { bytes } = await file.facts()
      const header = decodeSegmentHeader(await file.read(0, Math.min(bytes, LONGEST_SEGMENT_HEADER)), primitives)
      if (!header.ok) return bytes === 0 || header.reason === 'incomplete' || header.reason === 'damaged' ? 'soon' : 'rarely'
      if (header.value.space !== journal.space || !isUuid(header.value.writer)) return 'rarely'
      return bytes === header.value.fileLength ? { path, name, owner, place, header: header.value, bytes, isDoubtful: false } : 'soon'
    } finally {
      await file.close()
    }
  }

  /** The file under a name; what went wrong with this one file, or undefined if it is not there. */
  const tryOne = async (owner: WriterId, place: FilePlace, name: string): Promise<FolderFile | 'soon' | 'rarely' | undefined> => {
    try {
      return await openOne(owner, place, name)
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined
      if (concernsWholeFolder(error)) throw error
      return 'soon'
    }
  }

  /** What stands in one folder of a writer. */
  const lookInto = async (owner: WriterId, place: FilePlace): Promise<readonly DiskEntry[]> => {
    const key = keyOf(owner, place)
    const listed = await listOrNothing(disk, pathOf(owner, place))
    const known = folders.get(key) ?? new Map<string, Entry>()
    folders.set(key, known)
    const names = candidates(listed)
    const present = new Set(names)
    for (const name of known.keys()) if (!present.has(name)) known.delete(name)
    for (const name of names) {
      const entry = known.get(name) ?? { file: undefined, lookAgainAt: 0, failures: 0, isDoubtful: false }
      if (entry.file || ticks() < entry.lookAgainAt) continue
      const found = await tryOne(owner, place, name)
      if (!found) continue
      known.set(name, entry)
      if (typeof found === 'string') failed(entry, found === 'soon' || /\.minutes$/iu.test(name) ? 'soon' : 'rarely')
      else entry.file = { ...found, isDoubtful: entry.isDoubtful }
    }
    return listed
  }

  const lookIntoAll = async (owner: WriterId, isWanted: (place: typeof ARCHIVE | typeof CARRIED) => boolean): Promise<void> => {
    const below = await lookInto(owner, 'tail')
    for (const place of [ARCHIVE, CARRIED] as const) {
      const stands = below.some(({ name, isFolder }) => isFolder && name.toLowerCase() === place)
      if (!stands) folders.delete(keyOf(owner, place))
      else if (isWanted(place)) await lookInto(owner, place)
    }
  }

  /** Those that are looked into now: the own one and those of whom something is here always, of the rest as many as there is room for. */
  const choose = (listed: readonly DiskEntry[]): readonly WriterId[] => {
    const known = new Set<string>(journal.positions().map(({ writer }) => writer))
    const rank = (name: string) => {
      if (name.toLowerCase() === journal.writer) return 0
      if (known.has(name.toLowerCase())) return 1
      return isUuid(name.toLowerCase()) ? 2 : 3
    }
    const names = listed.filter(({ name, isFolder }) => isFolder && !isInvisible(name)).map(({ name }) => name)
    isCrowded = names.length > MOST_WRITERS
    if (!isCrowded) return names as WriterId[]
    const sorted = names.sort((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1))
    const first = sorted.filter((name) => rank(name) < 2).slice(0, MOST_WRITERS)
    const rest = sorted.slice(first.length)
    const start = (turn * (MOST_WRITERS - first.length)) % rest.length
    return [...first, ...rest.slice(start), ...rest.slice(0, start)].slice(0, MOST_WRITERS) as WriterId[]
  }

  const listOwners = async (): Promise<boolean> => {
    try {
      owners = choose(await disk.list(writersFolder(folder)))
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error
      return false
    }
    const present = new Set<string>(owners)
    for (const key of folders.keys()) if (!present.has(key.slice(0, key.indexOf('/')))) folders.delete(key)
    return true
  }

  return {
    async look(deep) {
      if (deep === 'all') turn += 1
      if (!(await listOwners())) return { stands: false, fault: undefined }
      let fault: unknown
      for (const owner of owners) {
        try {
          await lookIntoAll(owner, (place) => deep === 'all' || (deep !== 'tails' && (place === CARRIED || deep.has(owner))))
        } catch (error) {
          if (concernsWholeFolder(error)) throw error
          // Another's folder that cannot be listed now: what was known of it stays known.
          if (isOwn(owner)) fault ??= error
        }
      }
      return { stands: true, fault }
    },
    async lookAtOwn() {
      if (!(await listOwners())) {
        folders.clear()
        owners = []
      }
      for (const owner of owners) if (isOwn(owner)) await lookIntoAll(owner, () => true)
    },
    files: () => [...folders.values()].flatMap((entries) => [...entries.values()].flatMap(({ file }) => file ?? [])),
    owners: () => owners,
    isCrowded: () => isCrowded,
    async read(file) {
      const entry = entryOf(file)
      try {
        const segment = decodeSegment(await readWhole(disk, file.path, LARGEST_SEGMENT + 2 * LONGEST_SEGMENT_HEADER), primitives)
        if (segment.ok && sameStretch(segment.value, file.header)) return segment.value
      } catch (error) {
        if (concernsWholeFolder(error)) throw error
      }
      if (!entry) return undefined
      // A sync program may still be filling it; but to read all of it again and again costs more than its header.
      failed(entry, 'less-and-less')
      doubted(entry)
      return undefined
    },
    async recheck(files) {
      let fault: unknown
      for (const file of files) {
        const entry = entryOf(file)
        try {
          if ((await disk.stat(file.path)).bytes === file.bytes) continue
        } catch (error) {
          if (concernsWholeFolder(error)) throw error
          if (errorCode(error) !== 'ENOENT') {
            if (isOwn(file.owner)) fault ??= error
            continue
          }
        }
        if (entry) doubted(entry)
      }
      return fault
    },
    async examine(owner, place, name) {
      const found = await tryOne(owner, place, name)
      return typeof found === 'object' ? found : undefined
    },
    refuse(file) {
      const entry = entryOf(file)
      if (entry) failed(entry, 'rarely')
    },
    add(file) {
      const key = keyOf(file.owner, file.place)
      const entries = folders.get(key) ?? new Map<string, Entry>()
      folders.set(key, entries)
      entries.set(file.name, { file, lookAgainAt: 0, failures: 0, isDoubtful: false })
      if (!owners.includes(file.owner)) owners = [...owners, file.owner]
    },
    drop: ({ owner, place, name }) => void folders.get(keyOf(owner, place))?.delete(name),
    clear() {
      folders.clear()
      owners = []
    },
  }
}

/** What may be a segment: a file of any name, but those that have our names first. */
function candidates(listed: readonly DiskEntry[]): readonly string[] {
  const names = listed.filter(({ name, isFolder, isOther }) => !isFolder && !isOther && !isInvisible(name) && !isTemporary(name) && name.toLowerCase() !== PRESENCE).map(({ name }) => name)
  if (names.length <= MOST_FILES) return names
  const ours = (name: string) => (name.endsWith('.minutes') ? 0 : 1)
  return names.sort((left, right) => ours(left) - ours(right)).slice(0, MOST_FILES)
}

function sameStretch(left: SegmentHeader, right: SegmentHeader): boolean {
  return left.space === right.space && left.writer === right.writer && left.first === right.first && left.last === right.last && sameChain(left.chainAfter, right.chainAfter)
}
