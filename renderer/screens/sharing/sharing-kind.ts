import { formatDate, formatTime } from '../../../shared/i18n/format.ts'
import type { Language } from '../../../shared/model/bilingual.ts'
import type { SharingState } from '../../../shared/sharing/sharing.ts'

/** Below this, what waits is simply under way, in milliseconds. */
export const WAITS_LONG_AFTER = 5_000

/** What a state means for the person who looks at it. */
export type SharingKind = 'local' | 'shared' | 'sharing' | 'waiting' | 'read-only' | 'problem'

export function sharingKind(state: SharingState, waitsLong: boolean): SharingKind {
  if (state.kind === 'local') return 'local'
  if (state.problem) return 'problem'
  if (state.access === 'read-only') return 'read-only'
  if (state.waiting > 0 || state.at === null) return waitsLong ? 'waiting' : 'sharing'
  return 'shared'
}

export interface ClockTime {
  /** In the language at hand: « 14 h 32 », "14:32". */
  readonly time: string
  /** « 12 mars 2026 »; null if it was today. */
  readonly date: string | null
}

/** A moment (milliseconds since 1970) as the clock and the calendar here showed it. */
export function clockTime(at: number, language: Language, now = Date.now()): ClockTime {
  const moment = new Date(at)
  return {
    time: formatTime(`${twoDigits(moment.getHours())}:${twoDigits(moment.getMinutes())}`, language),
    date: moment.toDateString() === new Date(now).toDateString() ? null : formatDate([moment.getFullYear(), twoDigits(moment.getMonth() + 1), twoDigits(moment.getDate())].join('-'), language, 'medium'),
  }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
