import type { SharingProblem } from '../../shared/sharing/sharing.ts'
import { errorCode } from '../disk/disk.ts'
import { folderProblem, type FolderProblem } from '../disk/disk-problem.ts'
import { JournalError } from '../journal/journal.ts'

/** The folder is there, or not, but not as it should be. */
export class FolderTrouble extends Error {
  readonly problem: SharingProblem
  constructor(problem: SharingProblem) {
    super(problem)
    this.problem = problem
  }
}

/** Why the folder cannot be used, from what an operation in it rejected with. `read-only` is a way of working and no problem. */
export function sharingProblem(error: unknown): SharingProblem | 'read-only' {
  if (error instanceof FolderTrouble) return error.problem
  // It is this computer that does not take what the folder holds.
  if (error instanceof JournalError) return error.problem === 'disk-full' ? 'this-disk-full' : 'incomplete'
  const code = errorCode(error)
  if (code === 'ENOTANSWERING' || code === 'ETIMEDOUT') return 'not-answering'
  if (GONE.has(code)) return 'not-reachable'
  return SHARING_PROBLEM[folderProblem(error)]
}

/** What dead and unmounted drives say, beside what `folderProblem` knows. */
const GONE = new Set(['EIO', 'ENXIO', 'ENOTCONN', 'ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EPIPE', 'EREMOTEIO', 'UNKNOWN'])

const SHARING_PROBLEM: Readonly<Record<FolderProblem, SharingProblem | 'read-only'>> = {
  'disk-full': 'folder-full',
  'folder-read-only': 'read-only',
  'folder-missing': 'not-reachable',
  'write-failed': 'write-failed',
}

/** True for what is not the fault of one file or of one writer's folder: nothing else is asked of the drive for now. */
export function concernsWholeFolder(error: unknown): boolean {
  return WHOLE_FOLDER.has(errorCode(error))
}

/** The empty word is that of an error which is not the system's. */
const WHOLE_FOLDER = new Set(['', 'ENOTANSWERING', 'ETIMEDOUT', 'ENOTCONN', 'ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'ENODEV', 'EPIPE'])

/** Virus scanners, indexers and sync programs hold a file for a moment: such a refusal is asked again. */
const PASSING = new Set(['EPERM', 'EACCES', 'EBUSY', 'ETXTBSY', 'EAGAIN'])
const PAUSES = [50, 200, 600]

/** @param pause waits so many milliseconds. */
export async function patiently<Value>(work: () => Promise<Value>, pause: (milliseconds: number) => Promise<void>): Promise<Value> {
  for (const milliseconds of PAUSES) {
    try {
      return await work()
    } catch (error) {
      if (!PASSING.has(errorCode(error))) throw error
      await pause(milliseconds)
    }
  }
  return work()
}
