import { constants, type Dirent } from 'node:fs'
import { link, lstat, mkdir, open, readdir, rename, rm, stat, statfs, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The file operations that journal, shared folder and backups use, and the only way in which they touch a disk. Small
 * and low, so that the tests can put a failing disk in its place: full, slow, half-written, vanished.
 * Everything rejects with the system's error (its `code` says why).
 */
export interface Disk {
  /**
   * `read`: what is there. `write`: what is there, or a new file. `create`: a new file; rejects with EEXIST. What is no
   * file rejects with EISDIR or ENOTAFILE (a pipe, a device), and never waits for somebody at its other end.
   */
  open(path: string, how: 'read' | 'write' | 'create'): Promise<DiskFile>
  list(folder: string): Promise<readonly DiskEntry[]>
  stat(path: string): Promise<FileFacts>
  /** Bytes that can still be written there; Infinity if the system does not say. */
  room(path: string): Promise<number>
  /** Replaces what stands under the new name. */
  rename(from: string, to: string): Promise<void>
  /** A second name for a file; rejects with EEXIST, and on many drives because there are no links. */
  link(from: string, to: string): Promise<void>
  /** A file or a folder with what is in it; nothing happens if it is not there. */
  remove(path: string): Promise<void>
  /** With the folders above it; nothing happens if it is there. */
  makeFolder(path: string): Promise<void>
  /** Makes the names in a folder durable. Resolves also where the system has no such step. */
  syncFolder(folder: string): Promise<void>
}

export interface DiskFile {
  /** All of it, or it rejects: then any part of it may stand there. */
  write(content: Uint8Array, position: number): Promise<void>
  /** Shorter than asked at the end of the file. */
  read(position: number, length: number): Promise<Uint8Array>
  /** Resolves when what was written is on the disk. */
  sync(): Promise<void>
  truncate(bytes: number): Promise<void>
  facts(): Promise<FileFacts>
  close(): Promise<void>
}

export interface DiskEntry {
  readonly name: string
  readonly isFolder: boolean
  /** Neither a file nor a folder: a link, a pipe, a socket, a device. */
  readonly isOther?: true
}

export interface FileFacts {
  readonly bytes: number
  /** In milliseconds since 1970; coarse, and rewritten by many programs: a hint, never a proof. */
  readonly modified: number
}

/** To open a pipe must not wait for its other end: that would hold one of the process's few threads for ever. Windows has neither. */
const AT_ONCE = process.platform === 'win32' ? 0 : constants.O_NONBLOCK
/** What drives say that cannot make the names in a folder durable: the file itself is safe. */
const NO_FOLDER_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EPERM', 'EACCES', 'EBADF', 'EISDIR'])

export const realDisk: Disk = {
  async open(path, how) {
    if (how === 'create') return diskFile(await open(path, 'wx+'))
    if (how === 'read') return regularFile(await open(path, constants.O_RDONLY + AT_ONCE))
    try {
      return await regularFile(await open(path, constants.O_RDWR + AT_ONCE))
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error
      return diskFile(await open(path, 'wx+'))
    }
  },
  async list(folder) {
    const entries: DiskEntry[] = []
    for (const entry of await readdir(folder, { withFileTypes: true })) entries.push(await diskEntry(folder, entry))
    return entries
  },
  async stat(path) {
    const { size, mtimeMs } = await stat(path)
    return { bytes: size, modified: mtimeMs }
  },
  async room(path) {
    const { bavail, blocks, bsize } = await statfs(path)
    return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize
  },
  rename,
  link,
  remove: (path) => rm(path, { recursive: true, force: true }),
  makeFolder: async (path) => void (await mkdir(path, { recursive: true, mode: 0o700 })),
  async syncFolder(folder) {
    // Windows cannot open folders and needs no such step; some network drives refuse, and the file itself is safe.
    if (process.platform === 'win32') return
    try {
      const handle = await open(folder, 'r')
      try {
        await handle.sync()
      } finally {
        await handle.close()
      }
    } catch (error) {
      if (!NO_FOLDER_SYNC.has(errorCode(error))) throw error
    }
  },
}

async function diskEntry(folder: string, entry: Dirent): Promise<DiskEntry> {
  // On Windows, files that a drive keeps elsewhere (OneDrive, deduplicated volumes) are listed as links and are none.
  const kind = entry.isSymbolicLink() && process.platform === 'win32' ? await lstat(join(folder, entry.name)).catch(() => entry) : entry
  return { name: entry.name, isFolder: kind.isDirectory(), ...(!kind.isDirectory() && !kind.isFile() && { isOther: true }) }
}

async function regularFile(handle: FileHandle): Promise<DiskFile> {
  try {
    const facts = await handle.stat()
    if (facts.isFile()) return diskFile(handle)
    throw Object.assign(new Error('this is no file'), { code: facts.isDirectory() ? 'EISDIR' : 'ENOTAFILE' })
  } catch (error) {
    await handle.close().catch(() => undefined)
    throw error
  }
}

function diskFile(handle: FileHandle): DiskFile {
  return {
    async write(content, position) {
      let written = 0
      while (written < content.length) {
        written += (await handle.write(content, written, content.length - written, position + written)).bytesWritten
      }
    },
    async read(position, length) {
      const content = new Uint8Array(length)
      let known = 0
      while (known < length) {
        const { bytesRead } = await handle.read(content, known, length - known, position + known)
        if (bytesRead === 0) break
        known += bytesRead
      }
      return content.subarray(0, known)
    },
    sync: () => handle.datasync(),
    truncate: (bytes) => handle.truncate(bytes),
    async facts() {
      const { size, mtimeMs } = await handle.stat()
      return { bytes: size, modified: mtimeMs }
    },
    close: () => handle.close(),
  }
}

/** A whole file. Rejects with EFBIG if it is larger than `limit` bytes. */
export async function readWhole(disk: Disk, path: string, limit: number): Promise<Uint8Array> {
  const file = await disk.open(path, 'read')
  try {
    const { bytes } = await file.facts()
    if (bytes > limit) throw Object.assign(new Error('the file is larger than it can be'), { code: 'EFBIG' })
    return await file.read(0, bytes)
  } finally {
    await file.close()
  }
}

/** The names in a folder; none if it is not there. */
export async function listOrNothing(disk: Disk, folder: string): Promise<readonly DiskEntry[]> {
  try {
    return await disk.list(folder)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}

/** The system's word for what went wrong ("ENOSPC"); empty if it has none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
