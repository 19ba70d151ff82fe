import type { AgendaItemId } from '../model/identifiers.ts'
import type { Meeting } from '../model/meeting.ts'
import type { Instant } from '../model/timing.ts'
import { minutesOfDay, wallClock, type WallTime } from '../model/wall-time.ts'
import { agendaInOrder, type AgendaItem } from './tree.ts'
import type { Timekeeping } from './timekeeping.ts'

const DAY = 24 * 60

/** Farther from its planned times than this, in minutes, a meeting that is "in session" was forgotten so. */
const FARTHEST = 12 * 60

/** When a meeting will end, as things stand. */
export interface Forecast {
  /** As planned. */
  readonly end: WallTime
  /** When what is left of the agenda will be done, if it keeps to its planned times; undefined while the clock knows no item. */
  readonly expected: WallTime | undefined
  /** Minutes by which the meeting is, or will be, longer than planned. */
  readonly over: number
  /** The planned end has passed. */
  readonly isPast: boolean
}

/** Undefined without a planned end, or on another day. */
export function forecast(meeting: Meeting, tree: readonly AgendaItem[], time: Timekeeping, now: Instant): Forecast | undefined {
  const { end } = meeting
  if (end === undefined || !isAboutItsTime(meeting, now)) return undefined
  const { ends, today } = minutesOfMeeting(meeting, now)
  const rest = time.items.size === 0 ? undefined : remainingMinutes(tree, time)
  const expected = rest === undefined ? undefined : today + rest
  return {
    end,
    expected: expected === undefined ? undefined : timeOfDay(expected),
    over: Math.max(0, (expected ?? today) - ends),
    isPast: today > ends,
  }
}

/** Whether a meeting may be going on now, by its date and its planned times. */
export function isAboutItsTime(meeting: Meeting, now: Instant): boolean {
  const { begins, ends, today } = minutesOfMeeting(meeting, now)
  return today >= begins - FARTHEST && today <= ends + FARTHEST
}

/** In minutes since the midnight before the meeting, which may end on the day after; one without planned times is held at noon. */
function minutesOfMeeting({ date, start, end, timeZone }: Meeting, now: Instant): { readonly begins: number; readonly ends: number; readonly today: number } {
  const wall = wallClock(now, timeZone)
  const begins = minutesOfDay(start ?? end ?? ('12:00' as WallTime))
  const ends = minutesOfDay(end ?? start ?? ('12:00' as WallTime))
  const today = minutesOfDay(wall.time) + (date === undefined ? 0 : daysBetween(date, wall.date) * DAY)
  return { begins, ends: ends < begins ? ends + DAY : ends, today }
}

/**
 * The planned minutes of what is still to come: what is left of the item at hand, and the items after it at which nobody has been
 * and of which nobody said that there is nothing. What stands before the item at hand is over, timed or not.
 */
export function remainingMinutes(tree: readonly AgendaItem[], { items, running }: Timekeeping): number {
  const inOrder = agendaInOrder(tree)
  const places = new Map(inOrder.map(({ id }, index) => [id, index]))
  const atHand = new Set<AgendaItemId | null | undefined>([running?.item, running?.resumes])
  const isInAgenda = inOrder.some(({ id }) => atHand.has(id))
  const reached = inOrder.findLastIndex(({ id }) => (isInAgenda ? atHand.has(id) : items.has(id)))
  // Of its own plan: what stands below it counts by itself.
  const left = (item: AgendaItem): number => Math.max(0, (item.plannedMinutes ?? 0) - (items.get(item.id)?.elapsed ?? 0))
  const restOf = (item: AgendaItem): number => {
    const below = item.children.reduce((sum, child) => sum + restOf(child), 0)
    const isAtHand = atHand.has(item.id) || agendaInOrder(item.children).some(({ id }) => atHand.has(id))
    const isToCome = item.outcome === 'open' && !items.has(item.id) && places.get(item.id)! > reached
    return isAtHand || isToCome ? Math.max(below, left(item)) : below
  }
  return tree.reduce((sum, item) => sum + restOf(item), 0)
}

/** From one calendar date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / (DAY * 60_000))
}

function timeOfDay(minutes: number): WallTime {
  const inDay = ((minutes % DAY) + DAY) % DAY
  return [Math.floor(inDay / 60), inDay % 60].map((part) => String(part).padStart(2, '0')).join(':') as WallTime
}
