import { daysBetween } from '../agenda/forecast.ts'
import type { PersonId } from '../model/identifiers.ts'
import type { Meeting } from '../model/meeting.ts'
import type { Instant } from '../model/timing.ts'
import { minutesOfDay, wallClock, type WallTime } from '../model/wall-time.ts'
import { isAttending, type RollEntry } from './roll.ts'

/** Minutes from the start of a meeting; from midnight where nobody knows when it starts. */
export type Moment = number

/** The meeting as a whole: all that is noted has happened. */
export const WHOLE: Moment = Number.POSITIVE_INFINITY
/** Before anybody whose time is noted came or left. */
export const BEGINNING: Moment = Number.NEGATIVE_INFINITY

const DAY = 24 * 60
/** People come before a meeting starts, and it may have been opened early; any time earlier than this is one of the next day. */
const EARLIEST = -6 * 60

/** The time at which a meeting starts, from which the times of its people are counted. */
export function startOf({ start, openedAt }: Pick<Meeting, 'start' | 'openedAt'>): WallTime | undefined {
  return openedAt ?? start
}

/** When a time on the wall is in a meeting: after midnight it is the next day, not the morning before. */
export function momentOf(time: WallTime, start: WallTime | undefined): Moment {
  if (start === undefined) return minutesOfDay(time)
  const after = minutesOfDay(time) - minutesOfDay(start)
  if (after < EARLIEST) return after + DAY
  return after >= EARLIEST + DAY ? after - DAY : after
}

/** The time on the wall of a meeting that is going on at an instant; undefined for any other meeting. */
export function timeInSession({ state, date, timeZone, ...times }: Pick<Meeting, 'state' | 'date' | 'timeZone' | 'start' | 'openedAt'>, instant: Instant): WallTime | undefined {
  if (state !== 'session' || date === undefined) return undefined
  const wall = wallClock(instant, timeZone)
  const start = startOf(times)
  const after = daysBetween(date, wall.date) * DAY + minutesOfDay(wall.time) - (start === undefined ? 0 : minutesOfDay(start))
  const earliest = start === undefined ? 0 : EARLIEST
  // Minutes that are still taken the day after are about the whole meeting.
  return after >= earliest && after < earliest + DAY ? wall.time : undefined
}

/** Who of those on a list counts, and when: for the quorum and for votes alike. */
export interface Presence {
  /** There, in the room or remotely; or represented, as long as whoever holds the proxy is there. */
  readonly counts: (person: PersonId, at: Moment) => boolean
  /** When somebody came or left, in order, with the time on the wall. */
  readonly changes: readonly { readonly at: Moment; readonly time: WallTime }[]
}

export interface PresenceOptions {
  readonly start?: WallTime | undefined
  /** Those who are represented count; the quorum of some committees asks for people. */
  readonly countsRepresented?: boolean
}

export function presenceOf(entries: readonly RollEntry[], { start, countsRepresented = true }: PresenceOptions = {}): Presence {
  const entryOf = new Map(entries.map((entry) => [entry.person.id, entry]))
  const isThere = ({ status, ...times }: RollEntry, at: Moment): boolean => {
    if (!isAttending(status)) return false
    const came = times.arrivedAt === undefined ? BEGINNING : momentOf(times.arrivedAt, start)
    const left = times.leftAt === undefined ? WHOLE : momentOf(times.leftAt, start)
    // Somebody who left and came in again later is there.
    if (times.leftAt !== undefined && came > left) return at < left || at >= came
    return came <= at && (left === WHOLE || at < left)
  }
  const times = new Set(entries.flatMap(({ arrivedAt, leftAt }) => [arrivedAt, leftAt].filter((time) => time !== undefined)))
  return {
    counts(person, at) {
      const entry = entryOf.get(person)
      if (!entry) return false
      if (entry.status !== 'represented') return isThere(entry, at)
      if (!countsRepresented) return false
      const holder = entry.representedBy && entryOf.get(entry.representedBy.id)
      return entry.representedBy === undefined || (holder !== undefined && isThere(holder, at))
    },
    changes: [...times].map((time) => ({ at: momentOf(time, start), time })).toSorted((left, right) => left.at - right.at),
  }
}

/** The latest change that has happened by then: between two of them nothing is different. */
export function latestChange({ changes }: Presence, by: Moment): Moment {
  return by === WHOLE ? WHOLE : (changes.findLast(({ at }) => at <= by)?.at ?? BEGINNING)
}
