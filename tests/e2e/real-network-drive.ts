import { spawnSync } from 'node:child_process'
import { constants } from 'node:fs'
import { access, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atTheLatest, freePort, startProcess, until, works, type RealProcess } from './real-process.ts'

/** A folder on a WebDAV server of this machine, as each of several people has it mounted. */
export interface NetworkDrive {
  /** The folder as it stands on the server. */
  readonly onServer: string
  /** A new mount point, with a cache of its own. */
  mount(name: string): Promise<MountedDrive>
  startServer(): Promise<void>
  /** Ends the server at once. */
  killServer(): Promise<void>
  /** Ends server and mounts. */
  close(): Promise<void>
}

export interface MountedDrive {
  /** Where it stands on this machine. */
  readonly folder: string
  /** What the folder holds, as this mount shows it. */
  names(): Promise<readonly string[]>
  /** Ends the mount at once: what stands there is no longer reachable. */
  kill(): Promise<void>
  /** What is asked of it is not answered any more. */
  hang(): void
  goOn(): void
  /** `lost`: without what the mount had taken and not sent yet. */
  mountAgain(cache: 'kept' | 'lost'): Promise<void>
}

/** Starts the server. Needs `networkDriveIsHere`. */
export async function openNetworkDrive(root: string): Promise<NetworkDrive> {
  const onServer = join(root, 'server')
  await mkdir(onServer, { recursive: true })
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  let server: RealProcess | undefined
  const mounts: MountedFolder[] = []
  const killServer = async () => void (await server?.kill())
  const startServer = async () => {
    server = startProcess('rclone', ['serve', 'webdav', onServer, '--addr', `127.0.0.1:${port}`, '--config', '/dev/null', '--dir-cache-time', '1s'])
    await until('the file server answers', () => fetch(address, { method: 'OPTIONS' }).then(() => true, () => false))
  }
  await startServer()
  return {
    onServer,
    startServer,
    killServer,
    async mount(name) {
      const mount = createMount(join(root, name), [':webdav:', `--webdav-url=${address}`])
      mounts.push(mount)
      await mount.start()
      return {
        folder: mount.folder,
        names: () => readdir(mount.folder),
        kill: mount.kill,
        hang: () => mount.signal('SIGSTOP'),
        goOn: () => mount.signal('SIGCONT'),
        async mountAgain(cache) {
          await mount.unmount()
          if (cache === 'lost') await mount.forget()
          await mount.start()
        },
      }
    },
    async close() {
      for (const mount of mounts) await mount.unmount()
      await killServer()
    },
  }
}

/** True if a drive can really be mounted here: a system may have rclone and FUSE and not allow it. */
export async function networkDriveIsHere(): Promise<boolean> {
  const isHere = (await works('rclone', 'version')) && (await works('fusermount3', '--version')) && (await access('/dev/fuse', constants.R_OK | constants.W_OK).then(() => true, () => false))
  if (!isHere) return false
  const trial = await mkdtemp(join(tmpdir(), 'minutier-mount-'))
  await mkdir(join(trial, 'source'))
  await writeFile(join(trial, 'source', 'sign'), '')
  const mount = createMount(join(trial, 'trial'), [join(trial, 'source')])
  try {
    await mount.start()
    return (await readdir(mount.folder)).includes('sign')
  } catch {
    return false
  } finally {
    await mount.unmount()
    await rm(trial, { recursive: true, force: true })
  }
}

interface MountedFolder {
  readonly folder: string
  start(): Promise<void>
  kill(): Promise<void>
  signal(signal: NodeJS.Signals): void
  unmount(): Promise<void>
  forget(): Promise<void>
}

/**
 * What rclone's manual advises for a drive that programs write to: writes go through a cache on this machine, and are
 * sent some seconds later. Changes of others are seen after a second, and what fails is said soon.
 */
const MOUNT_OPTIONS = [
  '--config=/dev/null', '--vfs-cache-mode=writes', '--vfs-write-back=3s', '--dir-cache-time=1s', '--attr-timeout=1s', '--poll-interval=0', '--contimeout=2s', '--timeout=4s', '--low-level-retries=1', '--retries=1',
]

function createMount(place: string, source: readonly string[]): MountedFolder {
  const folder = join(place, 'drive')
  const cache = join(place, 'cache')
  let running: RealProcess | undefined
  let forget = () => {}
  return {
    folder,
    async start() {
      await mkdir(folder, { recursive: true })
      forget = atTheLatest(() => void spawnSync('fusermount3', ['-uz', folder], { stdio: 'ignore' }))
      const outside = (await stat(folder)).dev
      running = startProcess('rclone', ['mount', ...source, folder, `--cache-dir=${cache}`, ...MOUNT_OPTIONS])
      const mounting = running
      await until(
        'the drive is mounted',
        async () => {
          if (mounting.hasEnded) throw new Error(mounting.words)
          return (await stat(folder)).dev !== outside
        },
        20_000,
      )
    },
    async kill() {
      running?.signal('SIGCONT')
      await running?.kill()
    },
    signal: (name) => running?.signal(name),
    async unmount() {
      running?.signal('SIGCONT')
      await running?.kill()
      await works('fusermount3', '-uz', folder)
      forget()
    },
    forget: () => rm(cache, { recursive: true, force: true }),
  }
}
