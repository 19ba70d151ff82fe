import { createHash } from 'node:crypto'
import { mkdir, realpath, rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The right to use a data folder, held by one process at a time. */
export interface Claim {
  /** Told when somebody starts the application again on the same data. */
  onSecondStart(listener: () => void): void
  release(): Promise<void>
}

/** A path of a local socket cannot be longer (104 bytes on macOS, 108 on Linux). */
const LONGEST_SOCKET_PATH = 100

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
    await rm(address, { force: true })
    if (!(await listen(server, address))) return undefined
  }
  server.unref()
  return {
    onSecondStart: (told) => {
      listener = told
    },
    release: () => new Promise((resolve) => server.close(() => resolve())),
  }
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
