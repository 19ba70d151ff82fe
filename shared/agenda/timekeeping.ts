import type { AgendaItemId, TimingId } from '../model/identifiers.ts'
import type { Meeting } from '../model/meeting.ts'
import type { Instant, TimingRecord } from '../model/timing.ts'
import { minutesOfDay, wallClock, type WallTime } from '../model/wall-time.ts'
import { agendaInOrder, plannedMinutes, type AgendaItem } from './tree.ts'

/** By how much the clocks of two computers may differ, in milliseconds. What begins later than that is not believed. */
export const MOST_AHEAD = 15 * 60_000

/** Nothing is at hand for longer, in milliseconds: a clock that nobody stopped, or that jumped, is not believed. */
export const LONGEST_STRETCH = 12 * 60 * 60_000

/** What says until when something was at hand that nobody stopped. */
export interface ClockBounds extends Pick<Meeting, 'timeZone' | 'closedAt' | 'end'> {
  /** As the agenda plans; 0: nobody said. */
  readonly plannedMinutes: (item: AgendaItemId | null) => number
}

const UNBOUNDED: ClockBounds = { timeZone: 'UTC', plannedMinutes: () => 0 }

/** A time in which one item, or a pause, was at hand. No two overlap. */
export interface Stretch {
  readonly id: TimingId
  /** Null: a pause that no item of the agenda stands for. */
  readonly item: AgendaItemId | null
  readonly from: Instant
  readonly to: Instant
  readonly isRunning: boolean
  /** Of a pause: the item whose clock goes on after it. */
  readonly resumes?: AgendaItemId
}

/**
 * What was at hand when, from the first to the last, as it is known at `now`. The result depends on the records and on
 * `now` alone, whatever several writers started and stopped at once: each stretch ends where it was stopped or where the next
 * one begins, so no moment counts twice and none counts for less than nothing. What nobody stopped ends when the meeting was
 * closed; what would be too long to be believed, at the latest when the meeting should have ended, or the item.
 */
export function stretchesOf(records: readonly TimingRecord[], now: Instant, bounds: ClockBounds = UNBOUNDED): readonly Stretch[] {
  const started = records.filter(({ startedAt }) => startedAt <= now + MOST_AHEAD).sort(compareStart)
  return started.map(({ id, item, startedAt, endedAt, resumes }, index): Stretch => {
    const next = started[index + 1]?.startedAt
    const isOpen = endedAt === undefined && next === undefined
    // Stopped by a clock that was far ahead: when, nobody knows.
    const stopped = endedAt === undefined || endedAt <= now + MOST_AHEAD ? endedAt : startedAt
    const known = Math.max(startedAt, Math.min(stopped ?? now, next ?? now, now))
    const closing = endedAt === undefined ? closingAfter(startedAt, bounds) : undefined
    const isTooLong = known - startedAt > LONGEST_STRETCH
    const to = Math.max(startedAt, Math.min(known, closing ?? (isTooLong ? believedEnd(item, startedAt, bounds) : known)))
    return { id, item, from: startedAt, to, isRunning: isOpen && !isTooLong && (closing === undefined || closing > now), ...(resumes && { resumes }) }
  })
}

/** The end of the minute in which the meeting was closed: the time that is noted has no seconds. */
function closingAfter(from: Instant, { closedAt, timeZone }: ClockBounds): Instant | undefined {
  const closing = nextOnTheWall(closedAt, from, timeZone)
  return closing === undefined ? undefined : closing + MINUTE
}

/** Nobody stopped it for longer than anything lasts: until the meeting was closed, or should have been, or the item done with. */
function believedEnd(item: AgendaItemId | null, from: Instant, bounds: ClockBounds): Instant {
  const planned = Math.min(bounds.plannedMinutes(item) * MINUTE, LONGEST_STRETCH)
  return closingAfter(from, bounds) ?? nextOnTheWall(bounds.end, from, bounds.timeZone) ?? from + planned
}

/** When a clock on the wall next shows this time, to the minute; undefined if that is too long after. */
function nextOnTheWall(time: WallTime | undefined, from: Instant, timeZone: string): Instant | undefined {
  if (time === undefined) return undefined
  const minuteOf = (instant: Instant) => minutesOfDay(wallClock(instant, timeZone).time)
  const ahead = (minutesOfDay(time) - minuteOf(from) + DAY) % DAY
  const reached = from - (from % MINUTE) + ahead * MINUTE
  // The clocks were put forward, or back, on the way.
  const astray = ((minutesOfDay(time) - minuteOf(reached) + 1.5 * DAY) % DAY) - DAY / 2
  const found = reached + astray * MINUTE
  return found - from < LONGEST_STRETCH ? found : undefined
}

const MINUTE = 60_000
/** In minutes. */
const DAY = 24 * 60

/** What is at hand now; undefined while the clock stands still. Only the last stretch can be. */
export function runningStretch(stretches: readonly Stretch[]): Stretch | undefined {
  const last = stretches.at(-1)
  return last?.isRunning ? last : undefined
}

/** How long each item itself was at hand, without what stands below it, in milliseconds; and all pauses under null. */
export function elapsedByItem(stretches: readonly Stretch[]): ReadonlyMap<AgendaItemId | null, number> {
  const elapsed = new Map<AgendaItemId | null, number>()
  for (const { item, from, to } of stretches) elapsed.set(item, (elapsed.get(item) ?? 0) + to - from)
  return elapsed
}

/** The time of one item, in whole minutes, as a clock on the wall counts them. */
export interface ItemTime {
  readonly elapsed: number
  /** 0: nobody said. */
  readonly planned: number
  /** Minutes over the plan; 0 without a plan. */
  readonly over: number
  readonly isRunning: boolean
}

export interface Timekeeping {
  /** Of each item that is or was at hand, or below which one is; no other. */
  readonly items: ReadonlyMap<AgendaItemId, ItemTime>
  /** Minutes of pauses, those of the agenda with them. */
  readonly pauses: number
  readonly running: Stretch | undefined
  /** The running stretch is a pause, of the agenda or not. */
  readonly isPause: boolean
}

/** The times of an agenda: what stands below an item counts for it too, but for breaks. */
export function timekeeping(meeting: Omit<ClockBounds, 'plannedMinutes'>, tree: readonly AgendaItem[], records: readonly TimingRecord[], now: Instant): Timekeeping {
  const all = agendaInOrder(tree)
  const plans = new Map(all.map((item): [AgendaItemId | null, number] => [item.id, plannedMinutes(item)]))
  const stretches = stretchesOf(records, now, { ...meeting, plannedMinutes: (item) => plans.get(item) ?? 0 })
  const running = runningStretch(stretches)
  const own = elapsedByItem(stretches)
  const touched = new Set(stretches.map(({ item }) => item))
  const items = new Map<AgendaItemId, ItemTime>()
  const timeOf = (item: AgendaItem): { readonly elapsed: number; readonly isTouched: boolean } => {
    const below = item.children.map((child) => ({ child, time: timeOf(child) }))
    const counted = below.filter(({ child }) => child.kind !== 'break' || item.kind === 'break')
    const elapsed = counted.reduce((sum, { time }) => sum + time.elapsed, own.get(item.id) ?? 0)
    const isTouched = touched.has(item.id) || counted.some(({ time }) => time.isTouched)
    if (isTouched) items.set(item.id, itemTime(wholeMinutes(elapsed), plannedMinutes(item), running?.item === item.id))
    return { elapsed, isTouched }
  }
  tree.forEach(timeOf)
  const breaks = all.filter(({ kind }) => kind === 'break')
  return {
    items,
    pauses: wholeMinutes(breaks.reduce((sum, { id }) => sum + (own.get(id) ?? 0), own.get(null) ?? 0)),
    running,
    isPause: running !== undefined && (running.item === null || breaks.some(({ id }) => id === running.item)),
  }
}

function itemTime(elapsed: number, planned: number, isRunning: boolean): ItemTime {
  return { elapsed, planned, over: planned > 0 ? Math.max(0, elapsed - planned) : 0, isRunning }
}

function wholeMinutes(milliseconds: number): number {
  return Math.floor(milliseconds / MINUTE)
}

function compareStart(left: TimingRecord, right: TimingRecord): number {
  return left.startedAt - right.startedAt || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0)
}
