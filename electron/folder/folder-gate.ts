import type { Disk, DiskFile } from '../disk/disk.ts'

/**
 * A shared folder may stand on a network drive that has died. An operation on such a drive does not fail: it does not
 * return, and holds one of the few threads on which the whole process reads and writes, the journal too. So a folder
 * has one operation under way at a time and all folders together two; a caller is told after a while that the folder
 * does not answer, but the place stays taken until the system really lets go of it.
 */
export interface FolderGate {
  /** The disk as one shared folder may use it. */
  disk(disk: Disk): Disk
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
}

const USUAL_LIMITS: GateLimits = { atOnce: 2, patience: 10_000 }
/** A slow line is not a dead one: bytes that at least get through in a millisecond. */
const SLOWEST_BYTES = 32

export function createFolderGate({ atOnce, patience }: GateLimits = USUAL_LIMITS): FolderGate {
  const everywhere = createPlaces(atOnce)
  return {
    disk(disk) {
      const here = createPlaces(1)
      /** @param late what to do with a result that nobody waits for any more. */
      const run = async <Value>(work: () => Promise<Value>, bytes = 0, late?: (value: Value) => void): Promise<Value> => {
        const allowed = patience + bytes / SLOWEST_BYTES
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
        list: (folder) => run(() => disk.list(folder)),
        stat: (path) => run(() => disk.stat(path)),
        rename: (from, to) => run(() => disk.rename(from, to)),
        link: (from, to) => run(() => disk.link(from, to)),
        remove: (path) => run(() => disk.remove(path)),
        makeFolder: (path) => run(() => disk.makeFolder(path)),
        syncFolder: (folder) => run(() => disk.syncFolder(folder)),
      }
    },
  }
}

type Run = <Value>(work: () => Promise<Value>, bytes?: number) => Promise<Value>

function gatedFile(file: DiskFile, run: Run): DiskFile {
  // Many drives send what was written only when it is made durable, or closed.
  let written = 0
  return {
    write: (content, position) => {
      written += content.length
      return run(() => file.write(content, position), content.length)
    },
    read: (position, length) => run(() => file.read(position, length), length),
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
