import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, realpath, rm, rmdir, stat } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The right to use a data folder, held by one process at a time, whichever host it is: two would write one journal. */
export interface Claim {
  /** Told when somebody starts the application again on the same data. */
  onSecondStart(listener: () => void): void
  release(): Promise<void>
}

/** A path of a local socket cannot be longer (104 bytes on macOS, 108 on Linux). */
const LONGEST_SOCKET_PATH = 100
/** It takes a few milliseconds; a lock as old as this, in milliseconds, was left by a process that was killed in them. */
const LONGEST_TAKE_OVER = 10_000

/**
 * Claims a data folder through a local socket in it, which is no network port and cannot outlive its process.
 * Undefined if another process holds it; that one has then been told to come to the front.
 */
export async function claimDataFolder(dataFolder: string): Promise<Claim | undefined> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  const address = socketAddress(await realpath(dataFolder))
  let listener: () => void = () => undefined
  const server = createServer((connection) => {
    connection.on('error', () => undefined)
    connection.end()
    listener()
  })
  if (!(await listen(server, address))) {
    if (await knock(address)) return undefined
    // Nobody answers: the process that made it was killed.
    if (!(await takeOver(server, address))) return undefined
  }
  server.unref()
  return {
    onSecondStart: (told) => {
      listener = told
    },
    release: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/**
 * Listens where a process that was killed has left its socket. False if another process is quicker. Only who holds the
 * lock removes what stands there, and only after having found it dead: else two that start at once could remove each
 * other's, and both write.
 */
async function takeOver(server: Server, address: string): Promise<boolean> {
  const lock = `${address}.lock`
  if (!(await makeLock(lock))) return false
  try {
    if (await knock(address)) return false
    await rm(address, { force: true })
    return await listen(server, address)
  } finally {
    await rmdir(lock).catch(() => undefined)
  }
}

async function makeLock(lock: string): Promise<boolean> {
  const make = () => mkdir(lock).then(() => true, () => false)
  if (await make()) return true
  const made = await timeOf(lock)
  if (made === undefined) return make()
  const now = await diskTime(lock)
  if (now === undefined || now - made < LONGEST_TAKE_OVER) return false
  await rmdir(lock).catch(() => undefined)
  return make()
}

/** What the disk's own clock says, in milliseconds: a drive of another machine may be hours away from ours, and ours can jump. */
async function diskTime(beside: string): Promise<number | undefined> {
  const probe = await mkdtemp(`${beside}-`).catch(() => undefined)
  if (probe === undefined) return undefined
  const now = await timeOf(probe)
  await rmdir(probe).catch(() => undefined)
  return now
}

function timeOf(folder: string): Promise<number | undefined> {
  return stat(folder).then(({ mtimeMs }) => mtimeMs, () => undefined)
}

function socketAddress(dataFolder: string): string {
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 24)
  if (process.platform === 'win32') return `\\\\.\\pipe\\minutier-${name}`
  const inside = join(dataFolder, 'open')
  return Buffer.byteLength(inside) <= LONGEST_SOCKET_PATH ? inside : join(tmpdir(), `minutier-${process.getuid?.() ?? 0}-${name}`)
}

function listen(server: Server, address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)))
    server.listen(address, () => resolve(true))
  })
}

function knock(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(address)
    connection.once('connect', () => {
      connection.end()
      resolve(true)
    })
    connection.once('error', () => resolve(false))
  })
}
