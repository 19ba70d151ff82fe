import { errorCode } from './disk.ts'

/** Why a folder did not take a file, in the words that the page knows. */
export type FolderProblem = 'disk-full' | 'folder-read-only' | 'folder-missing' | 'write-failed'

export function folderProblem(error: unknown): FolderProblem {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'disk-full'
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return 'folder-read-only'
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENODEV':
    case 'EHOSTDOWN':
    case 'ESTALE':
      return 'folder-missing'
    default:
      return 'write-failed'
  }
}
