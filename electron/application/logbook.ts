import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'

/**
 * The application's log. It says what happened and never what was written: no text of the minutes, no name of a
 * person, no file name made from a title.
 */
export interface Logbook {
  info(event: string, facts?: LogFacts): void
  problem(event: string, facts?: LogFacts, error?: unknown): void
  close(): void
}

export type LogFacts = Readonly<Record<string, string | number | boolean | undefined>>

/** What waits for room on a full disk, in bytes; the rest is not told. */
const MOST_WAITING = 256 * 1024

/**
 * A full or failing disk keeps events from the log and nothing else: the log must not end what it tells of.
 *
 * @param dataFolder gets `logs/minutier.log`, one JSON line per event.
 */
export function openLogbook(dataFolder: string): Logbook {
  const destination = openDestination(dataFolder)
  if (!destination) return { info: () => undefined, problem: () => undefined, close: () => undefined }
  const logger = pino({ base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, destination)
  return {
    info: (event, facts) => logger.info(facts ?? {}, event),
    problem: (event, facts, error) => logger.warn({ ...facts, ...(error !== undefined && { error: traceOf(error) }) }, event),
    close: () => destination.end(),
  }
}

function openDestination(dataFolder: string): ReturnType<typeof pino.destination> | undefined {
  try {
    mkdirSync(join(dataFolder, 'logs'), { recursive: true })
    const destination = pino.destination({ dest: join(dataFolder, 'logs', 'minutier.log'), sync: true, maxLength: MOST_WAITING })
    // Unheard, an error ends the process. What could not be written is written with the next event.
    destination.on('error', () => undefined)
    return destination
  } catch {
    return undefined
  }
}

/** Where an error arose. Its message is left out: it can quote the text that caused it. */
function traceOf(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { name: typeof error }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return { name: error.name, code: (error as NodeJS.ErrnoException).code, frames: frames.slice(0, 12).map((line) => line.trim()) }
}
