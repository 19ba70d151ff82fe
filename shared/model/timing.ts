import type * as Y from 'yjs'
import { fact, LOCAL_CHANGE, readTable, writeRecord, type RawRecord } from './fact-table.ts'
import type { AgendaItemId, TimingId } from './identifiers.ts'

/** An instant: milliseconds since 1970, by the clock of the computer that noted it. */
export type Instant = number

/**
 * One start of the clock: from when an item was at hand, and until when if somebody stopped it. What the records mean
 * together is derived (`agenda/timekeeping.ts`): one that nobody stopped ends where the next one begins.
 */
export interface TimingRecord {
  readonly id: TimingId
  /** Null: a pause that no item of the agenda stands for. */
  readonly item: AgendaItemId | null
  readonly startedAt: Instant
  readonly endedAt?: Instant
  /** Of a pause: the item whose clock goes on after it. */
  readonly resumes?: AgendaItemId
}

export const TIMINGS_TABLE = 'timings'

/** Every record that says what was timed and from when, in no particular order. */
export function readTimings(document: Y.Doc): readonly TimingRecord[] {
  return [...readTable(document, TIMINGS_TABLE)].flatMap(([id, record]): readonly TimingRecord[] => {
    const item = record.item === null ? null : fact.string(record, 'item') || undefined
    const startedAt = instantOf(record, 'startedAt')
    if (item === undefined || startedAt === undefined) return []
    const endedAt = instantOf(record, 'endedAt')
    const resumes = fact.string(record, 'resumes')
    return [
      {
        id: id as TimingId,
        item: item as AgendaItemId | null,
        startedAt,
        ...(endedAt !== undefined && { endedAt }),
        ...(resumes && { resumes: resumes as AgendaItemId }),
      },
    ]
  })
}

/** Writes a new record whole, or the end of one. `origin`: as of `writeRecord`. */
export function writeTiming(document: Y.Doc, { id, ...fields }: TimingRecord, origin: string = LOCAL_CHANGE): void {
  writeRecord(document, TIMINGS_TABLE, id, fields, origin)
}

/** That it was stopped is taken back: it ends where the next one begins. */
export function resumeTiming(document: Y.Doc, id: TimingId): void {
  writeRecord(document, TIMINGS_TABLE, id, { endedAt: undefined })
}

/** The latest instant that a `Date` can hold. */
const LAST_INSTANT = 8.64e15

function instantOf(record: RawRecord, field: string): Instant | undefined {
  const value = fact.number(record, field)
  return value !== undefined && value >= 0 && value <= LAST_INSTANT ? value : undefined
}
