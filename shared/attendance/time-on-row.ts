import type { PersonId } from '../model/identifiers.ts'
import type { Instant } from '../model/timing.ts'

export type TimeField = 'arrivedAt' | 'leftAt'

/** The digits that have been typed on a row of the list, and which of its times they are. */
export interface TimeOnRow {
  readonly row: PersonId
  readonly field: TimeField
  readonly digits: string
  /** When the last key of it was pressed. */
  readonly at: Instant
}

/** Whoever hesitates for longer, in milliseconds, means something else by the next digit. */
export const FORGOTTEN_AFTER = 6_000

const DIGITS_OF_A_TIME = 4

/** Digits that follow now are this time of this row. */
export function chooseTime(row: PersonId, field: TimeField, now: Instant): TimeOnRow {
  return { row, field, digits: '', at: now }
}

/** A digit goes on with what was begun on the same row a moment ago; else it begins the time of an arrival. */
export function typeDigit(known: TimeOnRow | undefined, row: PersonId, digit: string, now: Instant): TimeOnRow {
  const begun = known?.row === row && now - known.at >= 0 && now - known.at <= FORGOTTEN_AFTER ? known : chooseTime(row, 'arrivedAt', now)
  return { ...begun, digits: (begun.digits.length < DIGITS_OF_A_TIME ? begun.digits : '') + digit, at: now }
}

/** Something has been typed of it, and not all. */
export function isUnfinished(known: TimeOnRow | undefined): boolean {
  return known !== undefined && known.digits !== '' && known.digits.length < DIGITS_OF_A_TIME
}

/** Keys that only say what others mean: on a French keyboard digits are typed with Shift. */
const HELD_KEYS: ReadonlySet<string> = new Set(['Shift', 'CapsLock', 'NumLock', 'AltGraph'])

/** Whether a key that is no digit ends what was begun. */
export function endsTime(key: string): boolean {
  return !HELD_KEYS.has(key)
}
