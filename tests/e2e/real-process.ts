import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A program beside the application: Syncthing, a file server, a mounted drive. */
export interface RealProcess {
  readonly hasEnded: boolean
  /** What it has said, for an error's message. */
  readonly words: string
  /** Sends a signal to it and to all that it has started. */
  signal(signal: NodeJS.Signals): void
  /** Ends it at once. */
  kill(): Promise<void>
}

/** What must not outlive us even if a test ends without its cleanup: the last thing that this process does. */
const lastActs = new Set<() => void>()
process.once('exit', () => {
  for (const act of lastActs) act()
})

/** Runs `act` when this process ends, unless what is returned has been called before. */
export function atTheLatest(act: () => void): () => void {
  lastActs.add(act)
  return () => void lastActs.delete(act)
}

/** Starts a program in a process group of its own. Whoever starts it ends it. */
export function startProcess(program: string, values: readonly string[], environment: NodeJS.ProcessEnv = {}): RealProcess {
  const child = spawn(program, values, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } })
  const words: string[] = []
  const keep = (data: Buffer) => void words.push(data.toString())
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  child.once('error', (error) => void words.push(String(error)))
  const signal = (name: NodeJS.Signals) => {
    if (child.pid === undefined || hasEnded(child)) return
    try {
      process.kill(-child.pid, name)
    } catch {
      // It ended in between.
    }
  }
  const forget = atTheLatest(() => {
    signal('SIGCONT')
    signal('SIGKILL')
  })
  child.once('exit', forget)
  return {
    get hasEnded() {
      return hasEnded(child)
    },
    get words() {
      return words.join('')
    },
    signal,
    async kill() {
      if (hasEnded(child)) return
      // Not before those that it has started have let go of its output too.
      const ended = once(child, 'close')
      signal('SIGKILL')
      await ended
    },
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null
}

/** A port of this machine on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** True if a program can be run here and ends well. */
export function works(program: string, ...values: readonly string[]): Promise<boolean> {
  return run(program, values, { timeout: 20_000 }).then(
    () => true,
    () => false,
  )
}

/** Waits until something holds. Rejects after `limit` milliseconds with what was waited for. */
export async function until(what: string, holds: () => Promise<boolean> | boolean, limit = 30_000): Promise<void> {
  const end = performance.now() + limit
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${limit} ms in vain: ${what}`)
    await wait(100)
  }
}
