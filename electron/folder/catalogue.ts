import { join } from 'node:path'
import type { WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'
import type { LogPrimitives } from '../../shared/log/primitives.ts'
import { LARGEST_SEGMENT, LONGEST_SEGMENT_HEADER, decodeSegment, decodeSegmentHeader, type Segment, type SegmentHeader } from '../../shared/log/segment.ts'
import { errorCode, listOrNothing, readWhole, type Disk, type DiskEntry } from '../disk/disk.ts'
import { isTemporary } from '../disk/durable-file.ts'
import { ARCHIVE, CARRIED, PRESENCE, isInvisible, writersFolder } from './folder-layout.ts'

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
}

/**
 * What stands in a shared folder. A file is opened when its name is new, and again now and then as long as nothing
 * can be made of it; so a poll that finds nothing new is one list of the writers and one for each of them.
 */
export interface Catalogue {
  /** Lists the folder. `deep`: the archives of all writers too, or of some. False if there is not even a folder for writers: then what was known stays known. */
  look(deep: 'tails' | 'all' | ReadonlySet<WriterId>): Promise<boolean>
  files(): readonly FolderFile[]
  /** The writers that have a folder, as it is spelt. */
  owners(): readonly WriterId[]
  /** A file's content, checked to its last byte; undefined if it is not good: then the file is looked at again later. */
  read(file: FolderFile): Promise<Segment | undefined>
  /** Makes sure that files are still as long as they were, and forgets what is known of those that are not. */
  recheck(files: readonly FolderFile[]): Promise<void>
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
}

/** Nobody has that many; a folder that is full of other things must not hold us for ever. */
const MOST_FILES = 5_000
const MOST_WRITERS = 1_000
const FIRST_RETRY = 1_000
/** For what may be on its way still. */
const SLOWEST_RETRY = 15_000
/** For what is most likely another program's. */
const RARE_RETRY = 300_000
/** One file that cannot be read; anything else is said of the whole folder. */
const FAULTS_OF_ONE_FILE = new Set(['EACCES', 'EPERM', 'EBUSY', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'ETXTBSY', 'EFBIG', 'EINVAL', 'EIO'])

export interface CatalogueSources {
  readonly disk: Disk
  readonly folder: string
  readonly space: WorkspaceId
  readonly primitives: LogPrimitives
  /** Milliseconds that only ever grow. */
  readonly ticks: () => number
}

export function createCatalogue({ disk, folder, space, primitives, ticks }: CatalogueSources): Catalogue {
  /** By folder ("<owner>/", "<owner>/archive/"), then by name. */
  const folders = new Map<string, Map<string, Entry>>()
  let owners: readonly WriterId[] = []

  const keyOf = (owner: WriterId, place: FilePlace) => `${owner}/${place}`
  const pathOf = (owner: WriterId, place: FilePlace) => (place === 'tail' ? join(writersFolder(folder), owner) : join(writersFolder(folder), owner, place))
  const entryOf = ({ owner, place, name }: FolderFile) => folders.get(keyOf(owner, place))?.get(name)

  const failed = (entry: Entry, name: string, mayBeOnItsWay: boolean): undefined => {
    entry.file = undefined
    const soon = mayBeOnItsWay || /\.minutes$/iu.test(name)
    entry.lookAgainAt = ticks() + (soon ? Math.min(SLOWEST_RETRY, FIRST_RETRY * 2 ** entry.failures) : RARE_RETRY)
    entry.failures += 1
    return undefined
  }

  const openOne = async (owner: WriterId, place: FilePlace, name: string): Promise<FolderFile | 'soon' | 'rarely'> => {
    const path = join(pathOf(owner, place), name)
    const file = await disk.open(path, 'read')
    try {
      const { bytes } = await file.facts()
      const header = decodeSegmentHeader(await file.read(0, Math.min(bytes, LONGEST_SEGMENT_HEADER)), primitives)
      if (!header.ok) return bytes === 0 || header.reason === 'incomplete' || header.reason === 'damaged' ? 'soon' : 'rarely'
      if (header.value.space !== space) return 'rarely'
      return bytes === header.value.fileLength ? { path, name, owner, place, header: header.value, bytes } : 'soon'
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
      if (FAULTS_OF_ONE_FILE.has(errorCode(error))) return 'soon'
      throw error
    }
  }

  /** What stands in one folder of a writer; undefined if that cannot be told now: then what was known stays known. */
  const lookInto = async (owner: WriterId, place: FilePlace): Promise<readonly DiskEntry[] | undefined> => {
    const key = keyOf(owner, place)
    let listed: readonly DiskEntry[]
    try {
      listed = await listOrNothing(disk, pathOf(owner, place))
    } catch (error) {
      if (FAULTS_OF_ONE_FILE.has(errorCode(error)) || errorCode(error) === 'ENOTDIR') return undefined
      throw error
    }
    const known = folders.get(key) ?? new Map<string, Entry>()
    folders.set(key, known)
    const names = candidates(listed)
    const present = new Set(names)
    for (const name of known.keys()) if (!present.has(name)) known.delete(name)
    for (const name of names) {
      const entry = known.get(name) ?? { file: undefined, lookAgainAt: 0, failures: 0 }
      if (entry.file || ticks() < entry.lookAgainAt) continue
      const found = await tryOne(owner, place, name)
      if (!found) continue
      known.set(name, entry)
      if (typeof found === 'string') failed(entry, name, found === 'soon')
      else entry.file = found
    }
    return listed
  }

  return {
    async look(deep) {
      let listed: readonly DiskEntry[]
      try {
        listed = await disk.list(writersFolder(folder))
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error
        return false
      }
      owners = listed.filter(({ name, isFolder }) => isFolder && !isInvisible(name)).slice(0, MOST_WRITERS).map(({ name }) => name as WriterId)
      const present = new Set<string>(owners)
      for (const key of folders.keys()) if (!present.has(key.slice(0, key.indexOf('/')))) folders.delete(key)
      for (const owner of owners) {
        const below = await lookInto(owner, 'tail')
        if (!below) continue
        for (const place of [ARCHIVE, CARRIED] as const) {
          const stands = below.some(({ name, isFolder }) => isFolder && name.toLowerCase() === place)
          if (!stands) folders.delete(keyOf(owner, place))
          else if (deep === 'all' || (deep !== 'tails' && (place === CARRIED || deep.has(owner)))) await lookInto(owner, place)
        }
      }
      return true
    },
    files: () => [...folders.values()].flatMap((entries) => [...entries.values()].flatMap(({ file }) => file ?? [])),
    owners: () => owners,
    async read(file) {
      const entry = entryOf(file)
      try {
        const segment = decodeSegment(await readWhole(disk, file.path, LARGEST_SEGMENT + 2 * LONGEST_SEGMENT_HEADER), primitives)
        if (segment.ok && sameStretch(segment.value, file.header)) return segment.value
      } catch (error) {
        if (errorCode(error) !== 'ENOENT' && !FAULTS_OF_ONE_FILE.has(errorCode(error))) throw error
      }
      return entry && failed(entry, file.name, true)
    },
    async recheck(files) {
      for (const file of files) {
        const entry = entryOf(file)
        try {
          if ((await disk.stat(file.path)).bytes === file.bytes) continue
        } catch (error) {
          if (FAULTS_OF_ONE_FILE.has(errorCode(error))) continue
          if (errorCode(error) !== 'ENOENT') throw error
        }
        if (entry) entry.file = undefined
      }
    },
    async examine(owner, place, name) {
      const found = await tryOne(owner, place, name)
      return typeof found === 'object' ? found : undefined
    },
    refuse(file) {
      const entry = entryOf(file)
      if (entry) failed(entry, '', false)
    },
    add(file) {
      const key = keyOf(file.owner, file.place)
      const entries = folders.get(key) ?? new Map<string, Entry>()
      folders.set(key, entries)
      entries.set(file.name, { file, lookAgainAt: 0, failures: 0 })
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
  const names = listed.filter(({ name, isFolder }) => !isFolder && !isInvisible(name) && !isTemporary(name) && name.toLowerCase() !== PRESENCE).map(({ name }) => name)
  if (names.length <= MOST_FILES) return names
  const ours = (name: string) => (name.endsWith('.minutes') ? 0 : 1)
  return names.sort((left, right) => ours(left) - ours(right)).slice(0, MOST_FILES)
}

function sameStretch(left: SegmentHeader, right: SegmentHeader): boolean {
  return left.writer === right.writer && left.first === right.first && left.last === right.last
}
