import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { signalIn } from '../application/signals.ts'

/** A host must report a ready renderer within this. In milliseconds; `MINUTIER_READY_LIMIT` replaces it in tests. */
export const READY_LIMIT = Number(process.env.MINUTIER_READY_LIMIT) || 20_000

/** What is left of a host that is told to end is ended by force after this, in milliseconds. */
const GRACE = 3_000

export type HostOutcome =
  | { readonly kind: 'closed'; readonly code: number }
  | { readonly kind: 'already-open' }
  | { readonly kind: 'not-ready' }
  | { readonly kind: 'ended'; readonly code: number | string }

/** Runs a host until its window is closed, or until it is clear that none will show. */
export function runHost(program: string, values: readonly string[], environment: NodeJS.ProcessEnv): Promise<HostOutcome> {
  return new Promise((resolve) => {
    const child = spawn(program, [...values], { stdio: ['ignore', 'pipe', 'inherit'], env: environment })
    let outcome: HostOutcome | undefined
    let ready = false
    const late = setTimeout(() => {
      outcome = { kind: 'not-ready' }
      endHost(child)
    }, READY_LIMIT)
    const stop = () => void child.kill('SIGTERM')
    const settle = (ended: HostOutcome) => {
      clearTimeout(late)
      process.off('SIGTERM', stop).off('SIGINT', stop).off('SIGHUP', stop)
      resolve(outcome ?? ended)
    }
    process.on('SIGTERM', stop).on('SIGINT', stop).on('SIGHUP', stop)
    createInterface({ input: child.stdout }).on('line', (line) => {
      const signal = signalIn(line)
      if (signal?.minutier === 'ready') {
        ready = true
        clearTimeout(late)
      } else if (signal?.minutier === 'already-open') {
        outcome = { kind: 'already-open' }
      }
      // A test that started us listens to the same signals.
      if (signal && process.env.MINUTIER_TEST_DEVTOOLS) process.stdout.write(`${line}\n`)
    })
    child.once('error', () => settle({ kind: 'ended', code: 'ENOENT' }))
    child.once('close', (code, signal) => settle(ready ? { kind: 'closed', code: code ?? 1 } : { kind: 'ended', code: code ?? signal ?? 1 }))
  })
}

function endHost(child: ChildProcess): void {
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), GRACE)
  child.once('close', () => clearTimeout(force))
}
