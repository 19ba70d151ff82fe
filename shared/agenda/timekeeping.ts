import type { AgendaItemId, TimingId } from '../model/identifiers.ts'
import type { Instant, TimingRecord } from '../model/timing.ts'
import { agendaInOrder, plannedMinutes, type AgendaItem } from './tree.ts'

/** By how much the clocks of two computers may differ, in milliseconds. What begins later than that is not believed. */
export const MOST_AHEAD = 15 * 60_000

/** Nothing is at hand for longer, in milliseconds: a clock that nobody stopped, or that jumped, is not believed. */
export const LONGEST_STRETCH = 12 * 60 * 60_000

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
 * one begins, so no moment counts twice and none counts for less than nothing.
 */
export function stretchesOf(records: readonly TimingRecord[], now: Instant): readonly Stretch[] {
  const started = records.filter(({ startedAt }) => startedAt <= now + MOST_AHEAD).sort(compareStart)
  return started.map(({ id, item, startedAt, endedAt, resumes }, index): Stretch => {
    const next = started[index + 1]?.startedAt
    const isOpen = endedAt === undefined && next === undefined
    // Stopped by a clock that was far ahead: when, nobody knows.
    const stopped = endedAt === undefined || endedAt <= now + MOST_AHEAD ? endedAt : startedAt
    const to = Math.max(startedAt, Math.min(stopped ?? now, next ?? now, now))
    const isTooLong = to - startedAt > LONGEST_STRETCH
    return { id, item, from: startedAt, to: isTooLong ? startedAt : to, isRunning: isOpen && !isTooLong, ...(resumes && { resumes }) }
  })
}

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
export function timekeeping(tree: readonly AgendaItem[], records: readonly TimingRecord[], now: Instant): Timekeeping {
  const stretches = stretchesOf(records, now)
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
  const all = agendaInOrder(tree)
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
  return Math.floor(milliseconds / 60_000)
}

function compareStart(left: TimingRecord, right: TimingRecord): number {
  return left.startedAt - right.startedAt || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0)
}
