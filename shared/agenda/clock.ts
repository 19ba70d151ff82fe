import type * as Y from 'yjs'
import { LOCAL_CHANGE } from '../model/fact-table.ts'
import { newIdentifier, type AgendaItemId } from '../model/identifiers.ts'
import { editMeeting, readAgendaRecords, readMeeting, type AgendaRecord, type MeetingState } from '../model/meeting.ts'
import { readTimings, resumeTiming, writeTiming, type Instant, type TimingRecord } from '../model/timing.ts'
import { wallClock } from '../model/wall-time.ts'
import { isAboutItsTime } from './forecast.ts'
import { MOST_AHEAD, runningStretch, stretchesOf, type Stretch } from './timekeeping.ts'
import { agendaInOrder, agendaTree } from './tree.ts'

/**
 * Origin of what the clock does by itself as somebody goes on to another item: written as any change, but no step that undo
 * takes back, for nobody pressed anything for it.
 */
const CLOCK_FOLLOWS = 'minutier:clock-follows'

/** Starts the clock of an item; what ran until now ends by that. Nothing happens if it runs already. */
export function startClock(document: Y.Doc, item: AgendaItemId, now: Instant): void {
  const running = runningNow(document, now)
  if (running?.item === item) return
  const isBreak = agendaRecord(document, item)?.kind === 'break'
  start(document, item, now, LOCAL_CHANGE, isBreak ? itemAfterPause(document, running) : undefined)
}

/**
 * Somebody went on from one item to another: the clock goes with them if it runs for the item that was left, or for one above or
 * below it. Another item, or a pause, is at hand by somebody else's word. Nothing happens if the item that was left is gone: it
 * was removed, and nobody went anywhere.
 */
export function followWithClock(document: Y.Doc, left: AgendaItemId | undefined, item: AgendaItemId, now: Instant): void {
  const running = runningNow(document, now)
  if (!running || running.item === item || isPause(document, running) || agendaRecord(document, left)?.deleted !== false) return
  if (!isSameLine(document, running.item, left)) return
  start(document, item, now, CLOCK_FOLLOWS)
}

/** Stops the clock. False if it stood still. */
export function stopClock(document: Y.Doc, now: Instant): boolean {
  const running = runningNow(document, now)
  const record = readTimings(document).find(({ id }) => id === running?.id)
  if (!record) return false
  writeTiming(document, { ...record, endedAt: Math.max(now, record.startedAt) })
  return true
}

/** What a pause did: began, or ended, and then which item goes on. */
export type PauseStep = { readonly did: 'began'; readonly item: AgendaItemId | null } | { readonly did: 'ended'; readonly item: AgendaItemId | null }

/**
 * Begins a pause: the break that comes next in the agenda, if it has not been held, else one that the agenda does not know.
 * Ends the pause that runs, and the item before it goes on. `atHand`: the item that one is at if the clock stands still.
 */
export function togglePause(document: Y.Doc, atHand: AgendaItemId | undefined, now: Instant): PauseStep {
  const running = runningNow(document, now)
  if (running && isPause(document, running)) {
    const next = itemAfterPause(document, running)
    if (next) start(document, next, now, LOCAL_CHANGE)
    else stopClock(document, now)
    return { did: 'ended', item: next ?? null }
  }
  const item = nextBreak(document, running?.item ?? atHand) ?? null
  start(document, item, now, LOCAL_CHANGE, running?.item ?? undefined)
  return { did: 'began', item }
}

/** Where a meeting stands. */
export type Sitting = 'to-open' | 'open' | 'closed'

export function sittingOf(state: MeetingState): Sitting {
  if (state === 'preparation') return 'to-open'
  return state === 'session' ? 'open' : 'closed'
}

/**
 * Notes what follows for the clock where a meeting moves to another state: when it began, when it was over, and that nothing is
 * at hand any more. A time that was noted already stays; on another day, when all this is only caught up on, none is noted, and
 * what was noted of the end stays.
 */
export function followState(document: Y.Doc, state: MeetingState, now: Instant): void {
  const meeting = readMeeting(document)
  if (meeting.state === state) return
  const time = isAboutItsTime(meeting, now) ? wallClock(now, meeting.timeZone).time : undefined
  document.transact(() => {
    if (state !== 'session') stopClock(document, now)
    // It goes on after all; weeks later, something is only put right.
    else if (time) editMeeting(document, { openedAt: meeting.openedAt ?? time, closedAt: undefined })
    if (meeting.state !== 'session') return
    // A meeting that is prepared has not begun: it was called so too early.
    if (state === 'preparation') editMeeting(document, { openedAt: undefined, closedAt: undefined })
    else editMeeting(document, { closedAt: meeting.closedAt ?? time })
  }, LOCAL_CHANGE)
}

/** The item whose clock runs; null: a pause that no item stands for; undefined: it stands still. */
export function runningItem(document: Y.Doc, now: Instant): AgendaItemId | null | undefined {
  return runningNow(document, now)?.item
}

/** What runs now; what takes back that it was stopped later. */
export function rememberClock(document: Y.Doc, now: Instant): (later: Y.Doc) => void {
  const running = runningNow(document, now)
  return (later) => {
    const record = readTimings(later).find(({ id }) => id === running?.id)
    if (record?.endedAt !== undefined) resumeTiming(later, record.id)
  }
}

function runningNow(document: Y.Doc, now: Instant): Stretch | undefined {
  // What was planned says only how long something lasted that does not run any more.
  return runningStretch(stretchesOf(readTimings(document), now, { ...readMeeting(document), plannedMinutes: () => 0 }))
}

/** The end of what runs is not written: who starts and who stops at once write different records, and neither is lost. */
function start(document: Y.Doc, item: AgendaItemId | null, now: Instant, origin: string, resumes?: AgendaItemId): void {
  const records = readTimings(document)
  const believed = records.filter(({ startedAt }) => startedAt <= now + MOST_AHEAD)
  // After all that is known, by whose clock ever: what is started now is what runs now.
  const startedAt = believed.reduce((latest, record) => Math.max(latest, record.startedAt + 1), now)
  const record: TimingRecord = { id: newIdentifier(), item, startedAt, ...(resumes && { resumes }) }
  document.transact(() => {
    // Begun by a clock that was far ahead: it must not run when that time comes.
    for (const early of records) if (!believed.includes(early) && early.endedAt === undefined) writeTiming(document, { ...early, endedAt: early.startedAt }, origin)
    writeTiming(document, record, origin)
  }, origin)
}

function agendaRecord(document: Y.Doc, id: AgendaItemId | null | undefined): AgendaRecord | undefined {
  return readAgendaRecords(document).find((record) => record.id === id)
}

/** Whether one of two items is the other, or stands below it. */
function isSameLine(document: Y.Doc, one: AgendaItemId | null, other: AgendaItemId | undefined): boolean {
  const items = agendaInOrder(agendaTree(readAgendaRecords(document)))
  const isWithin = (id: AgendaItemId | null | undefined, above: AgendaItemId | null | undefined) =>
    agendaInOrder(items.filter((candidate) => candidate.id === above)).some((candidate) => candidate.id === id)
  return isWithin(one, other) || isWithin(other, one)
}

function isPause(document: Y.Doc, { item }: Stretch): boolean {
  return item === null || agendaRecord(document, item)?.kind === 'break'
}

/** The item that goes on after a pause that begins, or ends, while `running` runs; not one that was removed meanwhile. */
function itemAfterPause(document: Y.Doc, running: Stretch | undefined): AgendaItemId | undefined {
  const item = running && isPause(document, running) ? running.resumes : (running?.item ?? undefined)
  const record = agendaRecord(document, item)
  return record && !record.deleted ? record.id : undefined
}

function nextBreak(document: Y.Doc, item: AgendaItemId | undefined): AgendaItemId | undefined {
  const items = agendaInOrder(agendaTree(readAgendaRecords(document)))
  const index = items.findIndex(({ id }) => id === item)
  const held = new Set(readTimings(document).map((timing) => timing.item))
  return [items[index], items[index + 1]].find((candidate) => candidate?.kind === 'break' && !held.has(candidate.id))?.id
}
