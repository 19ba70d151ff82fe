import { randomUUID } from 'node:crypto'
import { link, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Writes a file that either stands complete under its name, on the disk, or does not stand there at all.
 * Rejects with the system's error; leaves no temporary file.
 */
export async function replaceFile(path: string, content: Uint8Array): Promise<void> {
  await throughTemporary(path, content, (temporary) => rename(temporary, path))
}

/** The same, for a name that must be new: rejects with EEXIST if something already stands under it. */
export async function createFile(path: string, content: Uint8Array): Promise<void> {
  await throughTemporary(path, content, async (temporary) => {
    try {
      // A hard link refuses an existing name in one step; a rename would replace what stands there.
      await link(temporary, path)
    } catch (error) {
      if (!isLinkless(error)) throw error
      const reserved = await open(path, 'wx')
      await reserved.close()
      await rename(temporary, path)
    }
  })
}

/** Memory sticks (FAT) and many network drives have no hard links. */
function isLinkless(error: unknown): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'EISDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')
}

async function throughTemporary(path: string, content: Uint8Array, settle: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `.minutier-${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await settle(temporary)
  } finally {
    await rm(temporary, { force: true })
  }
  await syncFolder(dirname(path))
}

/** A name is on the disk only once its folder is; Windows cannot open folders and needs no such step. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } catch {
    // Some network drives refuse; the file itself is safe.
  } finally {
    await handle.close()
  }
}
