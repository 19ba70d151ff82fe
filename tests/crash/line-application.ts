import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createBridgeClient } from '../../electron/hosts/bridge-client.ts'
import type { Bridge } from '../../shared/bridge.ts'

const run = promisify(execFile)

/** The main process of `line-host.ts`, in a process of its own. */
export interface LineApplication {
  /** The page's side of the bridge. Calls that the process takes to its grave reject. */
  readonly bridge: Bridge
  /** Takes `largestFile` away. */
  liftLimit(): Promise<void>
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>
  /** Closes it as a person would; rejects if it ended otherwise. */
  close(): Promise<void>
}

export interface LineOptions {
  readonly dataFolder: string
  /** What every dialog for a folder answers. */
  readonly chooseFolder?: string
  /** Largest file that the process may write, in kilobytes: the nearest to a full disk without rights of root. */
  readonly largestFile?: number
}

const LINE_HOST = fileURLToPath(new URL('line-host.ts', import.meta.url))
/** Compiled once, it starts in a tenth of a second. */
const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/minutier/compiled', import.meta.url))

export function startLineApplication({ dataFolder, chooseFolder, largestFile }: LineOptions): LineApplication {
  const command = [process.execPath, '--no-warnings', LINE_HOST, '--data-dir', dataFolder, '--language', 'fr', ...(chooseFolder ? ['--choose-folder', chooseFolder] : [])]
  // `ulimit` counts in blocks of 512 bytes. The soft limit alone: `liftLimit` takes it away again.
  const [program = '', ...values] = largestFile ? ['sh', '-c', 'ulimit -S -f "$0" && exec "$@"', String(largestFile * 2), ...command] : command
  const child = spawn(program, values, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, NODE_COMPILE_CACHE: COMPILED } })
  const errors: string[] = []
  child.stderr.on('data', (data: Buffer) => void errors.push(data.toString()))
  // Written to after it was killed.
  child.stdin.on('error', () => undefined)
  const waiting = new Map<number, PromiseWithResolvers<string>>()
  let calls = 0
  let isKilled = false
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, number, answer] = /^(\d+) (.*)$/su.exec(line) ?? []
    waiting.get(Number(number))?.resolve(answer ?? '')
    waiting.delete(Number(number))
  })
  const ended = once(child, 'close')
  void ended.then(() => {
    for (const call of waiting.values()) call.reject(new Error(`the main process ended${isKilled ? '' : `\n${errors.join('')}`}`))
    waiting.clear()
  })
  return {
    bridge: createBridgeClient({
      send(message) {
        const answer = Promise.withResolvers<string>()
        // A call may die with the process before anybody waits for it.
        answer.promise.catch(() => undefined)
        if (child.exitCode !== null || child.signalCode !== null) answer.reject(new Error('the main process has ended'))
        else {
          waiting.set((calls += 1), answer)
          child.stdin.write(`${calls} ${message}\n`)
        }
        return answer.promise
      },
      onMenuCommand: () => () => undefined,
    }),
    liftLimit: async () => void (await run('prlimit', ['--pid', String(child.pid), '--fsize=unlimited'])),
    async kill() {
      isKilled = true
      child.kill('SIGKILL')
      await ended
    },
    async close() {
      child.stdin.end()
      await ended
      if (child.exitCode !== 0) throw new Error(`the main process ended with ${child.exitCode ?? child.signalCode}\n${errors.join('')}`)
    },
  }
}
