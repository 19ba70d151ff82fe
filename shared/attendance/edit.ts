import type * as Y from 'yjs'
import { followState, rememberClock, sittingOf, type Sitting } from '../agenda/clock.ts'
import { LOCAL_CHANGE } from '../model/fact-table.ts'
import type { SiteId } from '../model/identifiers.ts'
import { editAttendance, editMeeting, readMeeting, type AttendancePatch, type MeetingState } from '../model/meeting.ts'
import { readMembers, readSeries } from '../model/series.ts'
import type { Instant } from '../model/timing.ts'
import { wallClock } from '../model/wall-time.ts'
import type { Person } from '../model/workspace.ts'
import { fixedQuorum } from './quorum.ts'
import { meetingRoll, type RollDocuments, type RollEntry } from './roll.ts'

/** Takes back what was done at once, in the document it is given; what was changed since stays as changed. */
export type TakeBack = (meeting: Y.Doc) => void

/** Written as the site of somebody who belongs to none on this day, whatever the directory says. */
export const NO_SITE = '' as SiteId

/** What was known of somebody whom the list was cleared of: the next record does not take it up again. */
const BLANK: AttendancePatch = { status: undefined, site: undefined, representedBy: undefined, arrivedAt: undefined, leftAt: undefined, guest: undefined }

/**
 * Writes what is known of a person at a meeting; `entry` is what the roll says of them until now. Whoever has no record
 * begins with an empty one. With the first status or time the site of the day is kept too, wherever the directory puts
 * the person later, unless a site was chosen by hand.
 */
export function recordAttendance(document: Y.Doc, person: Pick<Person, 'id' | 'site'>, entry: RollEntry | undefined, patch: AttendancePatch): void {
  const isMarked = (patch.status ?? patch.arrivedAt ?? patch.leftAt) !== undefined
  editAttendance(document, person.id, {
    ...(!entry?.isRecorded && BLANK),
    ...(isMarked && siteOfTheDay(person, entry)),
    ...(patch.status !== undefined && patch.status !== 'represented' && { representedBy: undefined }),
    ...patch,
  })
}

/**
 * Moves a meeting to a state, in one transaction: the one door, whatever asked for it. When it begins and ends is noted, and the
 * clock stops (`followState`). Once published, who was expected and at which site no longer follows the series and the directory:
 * it is written into the meeting.
 */
export function setMeetingState(documents: RollDocuments, state: MeetingState, now: Instant): void {
  documents.meeting.transact(() => {
    followState(documents.meeting, state, now)
    if (state === 'published') keepExpected(documents)
    const members = state === 'published' ? readMembers(documents.series).map(({ person }) => person) : undefined
    editMeeting(documents.meeting, { state, quorum: members && fixedQuorum(readSeries(documents.series).quorum, members), members })
  }, LOCAL_CHANGE)
}

const NEXT_STATE: Readonly<Record<Sitting, MeetingState>> = { 'to-open': 'session', open: 'review', closed: 'session' }

/**
 * Opens a meeting, closes it, or opens it again. Who does that says that it is now, whatever the date of the meeting: the time is
 * noted. Returns what takes that back; what somebody has changed since stays so.
 */
export function stepSitting(documents: RollDocuments, now: Instant): TakeBack {
  const before = readMeeting(documents.meeting)
  const resume = rememberClock(documents.meeting, now)
  const sitting = sittingOf(before.state)
  const { time } = wallClock(now, before.timeZone)
  documents.meeting.transact(() => {
    setMeetingState(documents, NEXT_STATE[sitting], now)
    if (sitting === 'to-open') editMeeting(documents.meeting, { openedAt: before.openedAt ?? time })
    if (sitting === 'open') editMeeting(documents.meeting, { closedAt: before.closedAt ?? time })
    if (sitting === 'closed') editMeeting(documents.meeting, { closedAt: undefined })
  }, LOCAL_CHANGE)
  const after = readMeeting(documents.meeting)
  return (later) => {
    const current = readMeeting(later)
    if (current.state !== after.state || current.openedAt !== after.openedAt || current.closedAt !== after.closedAt) return
    later.transact(() => {
      editMeeting(later, { state: before.state, openedAt: before.openedAt, closedAt: before.closedAt })
      resume(later)
    }, LOCAL_CHANGE)
  }
}

function keepExpected(documents: RollDocuments): void {
  for (const entry of meetingRoll(documents).sites.flatMap((site) => site.entries)) {
    if (entry.isRecorded && entry.recordedSite !== undefined) continue
    editAttendance(documents.meeting, entry.person.id, { ...(!entry.isRecorded && BLANK), ...(entry.isKnown && siteOfTheDay(entry.person, entry)) })
  }
}

function siteOfTheDay(person: Pick<Person, 'site'>, entry: RollEntry | undefined): Pick<AttendancePatch, 'site'> {
  return entry?.recordedSite === undefined ? { site: person.site ?? NO_SITE } : {}
}
