import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, open, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A real file system of its own, so small that a test can fill it. Only root can mount one. */
export interface SmallDisk {
  readonly folder: string
  /** Takes all room but so many bytes, with one file of ballast. */
  fill(free: number): Promise<void>
  /** Gives the room back. */
  makeRoom(): Promise<void>
}

/** Runs `use` with a small disk mounted under `folder`, and takes it away whatever happens. */
export async function withSmallDisk(folder: string, megabytes: number, use: (disk: SmallDisk) => Promise<void>): Promise<void> {
  await mkdir(folder, { recursive: true })
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'minutier-test', folder])
  const ballast = join(folder, 'ballast')
  try {
    await use({
      folder,
      async fill(free) {
        const file = await open(ballast, 'a')
        try {
          const block = Buffer.alloc(4096)
          for (let { bavail, bsize } = await statfs(folder); bavail * bsize >= free + block.length; { bavail, bsize } = await statfs(folder)) await file.write(block)
        } finally {
          await file.close()
        }
      },
      makeRoom: () => rm(ballast, { force: true }),
    })
  } finally {
    // Lazily: what still has a file open there must not keep it.
    await run('umount', ['-l', folder])
  }
}

/** True if this machine lets us mount: containers often do not, even for root. */
export async function canMountSmallDisk(): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const trial = await mkdtemp(join(tmpdir(), 'minutier-disk-'))
  try {
    await withSmallDisk(trial, 1, async () => {})
    return true
  } catch {
    return false
  } finally {
    await rm(trial, { recursive: true, force: true })
  }
}
