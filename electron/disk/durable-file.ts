import { randomUUID } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { errorCode, realDisk, type Disk, type DiskFile } from './disk.ts'

/**
 * Writes a file that either stands complete under its name, on the disk, or does not stand there at all.
 * Rejects with the system's error; leaves no temporary file.
 */
export async function replaceFile(path: string, content: Uint8Array, disk: Disk = realDisk): Promise<void> {
  await throughTemporary(path, (file) => file.write(content, 0), disk, (temporary) => disk.rename(temporary, path))
}

/** The same, for a name that must be new: rejects with EEXIST if something already stands under it. */
export async function createFile(path: string, content: Uint8Array, disk: Disk = realDisk): Promise<void> {
  await createFileFrom(path, (file) => file.write(content, 0), disk)
}

/** The same, for a content that is too large to hold at once: `fill` writes it piece by piece. */
export async function createFileFrom(path: string, fill: (file: DiskFile) => Promise<void>, disk: Disk = realDisk): Promise<void> {
  await throughTemporary(path, fill, disk, async (temporary) => {
    try {
      // A hard link refuses an existing name in one step; a rename would replace what stands there.
      await disk.link(temporary, path)
    } catch (error) {
      if (!LINKLESS.has(errorCode(error))) throw error
      const reserved = await disk.open(path, 'create')
      await reserved.close()
      try {
        await disk.rename(temporary, path)
      } catch (refusal) {
        // The empty file is ours, and would stand in the way of the next attempt.
        await disk.remove(path).catch(() => undefined)
        throw refusal
      }
    }
  })
}

/** True for the name of a file that is being written, or was when its writer died. */
export function isTemporary(path: string): boolean {
  return /^\.minutier-.*\.tmp$/u.test(basename(path))
}

/** Memory sticks (FAT) and many network drives have no hard links; rclone's say so with EIO. */
const LINKLESS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'EISDIR', 'EACCES', 'EIO'])

async function throughTemporary(path: string, fill: (file: DiskFile) => Promise<void>, disk: Disk, settle: (temporary: string) => Promise<void>): Promise<void> {
  const folder = dirname(path)
  const temporary = join(folder, `.minutier-${randomUUID()}.tmp`)
  try {
    const file = await disk.open(temporary, 'create')
    try {
      await fill(file)
      await file.sync()
    } finally {
      await file.close()
    }
    await settle(temporary)
  } finally {
    // What cannot be removed is never read: see `isTemporary`.
    await disk.remove(temporary).catch(() => undefined)
  }
  await disk.syncFolder(folder)
}
