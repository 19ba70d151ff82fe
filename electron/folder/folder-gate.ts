import type { Disk, DiskFile } from '../disk/disk.ts'

/**
 * A shared folder may stand on a network drive that has died. An operation on such a drive does not fail: it does not
 * return, and holds one of the few threads on which the whole process reads and writes, the journal too. So a folder
 * has one operation under way at a time and all folders together three, so that one thread is always the journal's and
 * two dead drives do not hold up a third folder; a caller is told after a while that the folder does not answer, but
 * the place stays taken until the system really lets go of it.
 */
export interface FolderGate {
  /** The disk as one shared folder may use it; everybody who uses that folder waits in one line. */
  disk(disk: Disk, folder: string): Disk
}

/** The folder did not answer in time. What was asked may still happen. */
export class NotAnswering extends Error {
  readonly code = 'ENOTANSWERING'
}

export interface GateLimits {
  /** Operations under way in all folders together. */
  readonly atOnce: number
  /** How long one may take, in milliseconds; more for what carries bytes. */
  readonly patience: number
  /** How long it may take at most, however many bytes it carries. */
  readonly longest: number
}

const USUAL_LIMITS: GateLimits = { atOnce: 3, patience: 10_000, longest: 60_000 }
/** A slow line is not a dead one: bytes that at least get through in a millisecond. */
const SLOWEST_BYTES = 32
/** Carried at once: each piece that gets through shows that the folder answers. */
const PIECE_BYTES = 256 * 1024

export function createFolderGate({ atOnce, patience, longest }: GateLimits = USUAL_LIMITS): FolderGate {
  const everywhere = createPlaces(atOnce)
  const folders = new Map<string, Places>()
  return {
    disk(disk, folder) {
      const here = folders.get(folder) ?? createPlaces(1)
      folders.set(folder, here)
      /** @param late what to do with a result that nobody waits for any more. */
      const run = async <Value>(work: () => Promise<Value>, bytes = 0, late?: (value: Value) => void): Promise<Value> => {
        const allowed = Math.min(longest, patience + bytes / SLOWEST_BYTES)
        const end = performance.now() + allowed
        await here.take(allowed)
        try {
          await everywhere.take(Math.max(0, end - performance.now()))
        } catch (error) {
          here.release()
          throw error
        }
        return inTime(work, allowed, late, () => {
          everywhere.release()
          here.release()
        })
      }
      return {
        open: async (path, how) => gatedFile(await run(() => disk.open(path, how), 0, (file) => void file.close().catch(() => undefined)), run),
        list: (path) => run(() => disk.list(path)),
        stat: (path) => run(() => disk.stat(path)),
        room: (path) => run(() => disk.room(path)),
        rename: (from, to) => run(() => disk.rename(from, to)),
        link: (from, to) => run(() => disk.link(from, to)),
        remove: (path) => run(() => disk.remove(path)),
        makeFolder: (path) => run(() => disk.makeFolder(path)),
        syncFolder: (path) => run(() => disk.syncFolder(path)),
      }
    },
  }
}

type Run = <Value>(work: () => Promise<Value>, bytes?: number) => Promise<Value>

function gatedFile(file: DiskFile, run: Run): DiskFile {
  // Many drives send what was written only when it is made durable, or closed.
  let written = 0
  return {
    async write(content, position) {
      for (let start = 0; start < content.length; start += PIECE_BYTES) {
        const piece = content.subarray(start, start + PIECE_BYTES)
        written += piece.length
        await run(() => file.write(piece, position + start), piece.length)
      }
    },
    async read(position, length) {
      const content = new Uint8Array(length)
      let known = 0
      while (known < length) {
        const asked = Math.min(PIECE_BYTES, length - known)
        const piece = await run(() => file.read(position + known, asked), asked)
        content.set(piece, known)
        known += piece.length
        if (piece.length < asked) break
      }
      return content.subarray(0, known)
    },
    sync: () => run(() => file.sync(), written),
    truncate: (bytes) => run(() => file.truncate(bytes)),
    facts: () => run(() => file.facts()),
    close: () => run(() => file.close(), written),
  }
}

function inTime<Value>(work: () => Promise<Value>, allowed: number, late: ((value: Value) => void) | undefined, release: () => void): Promise<Value> {
  return new Promise((resolve, reject) => {
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      reject(new NotAnswering('the folder does not answer'))
    }, allowed)
    const settle = (use: () => void) => {
      clearTimeout(timer)
      release()
      use()
    }
    work().then(
      (value) => settle(() => (isLate ? late?.(value) : resolve(value))),
      (error: unknown) => settle(() => reject(error instanceof Error ? error : new Error('the disk failed', { cause: error }))),
    )
  })
}

interface Places {
  /** Resolves when there is a place; rejects with `NotAnswering` if there is none in time. */
  take(allowed: number): Promise<void>
  release(): void
}

function createPlaces(count: number): Places {
  const waiting = new Set<() => void>()
  let free = count
  return {
    take(allowed) {
      if (free > 0) {
        free -= 1
        return Promise.resolve()
      }
      return new Promise((resolve, reject) => {
        const enter = () => {
          clearTimeout(timer)
          waiting.delete(enter)
          resolve()
        }
        const timer = setTimeout(() => {
          waiting.delete(enter)
          reject(new NotAnswering('the folder does not answer'))
        }, allowed)
        waiting.add(enter)
      })
    },
    release() {
      const [next] = waiting
      if (next) next()
      else free += 1
    },
  }
}
