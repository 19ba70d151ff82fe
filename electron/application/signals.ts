import { writeSync } from 'node:fs'
import type { HostKind } from '../../shared/bridge.ts'

/**
 * What a host tells the process that started it (the launcher, a test), as JSON lines on its standard output.
 * `devtools` only exists for tests.
 */
export type HostSignal =
  | { readonly minutier: 'ready'; readonly host: HostKind }
  | { readonly minutier: 'already-open' }
  | { readonly minutier: 'devtools'; readonly url: string }

export function announce(signal: HostSignal): void {
  try {
    writeSync(1, `${JSON.stringify(signal)}\n`)
  } catch {
    // Whoever started us no longer listens, or there is no output at all (a packaged application on Windows).
  }
}

/** The signal in a line of a host's output; undefined for any other line. */
export function signalIn(line: string): HostSignal | undefined {
  if (!line.startsWith('{"minutier":')) return undefined
  try {
    return JSON.parse(line) as HostSignal
  } catch {
    return undefined
  }
}
