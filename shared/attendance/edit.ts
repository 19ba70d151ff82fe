import type * as Y from 'yjs'
import { LOCAL_CHANGE } from '../model/fact-table.ts'
import type { SiteId } from '../model/identifiers.ts'
import { editAttendance, editMeeting, type AttendancePatch, type MeetingState } from '../model/meeting.ts'
import { readMembers, readSeries } from '../model/series.ts'
import type { Person } from '../model/workspace.ts'
import { fixedQuorum } from './quorum.ts'
import { meetingRoll, type RollDocuments, type RollEntry } from './roll.ts'

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
 * Moves a meeting to a state. Once published, who was expected and at which site no longer follows the series and the
 * directory: it is written into the meeting, in the same transaction.
 */
export function setMeetingState(documents: RollDocuments, state: MeetingState): void {
  documents.meeting.transact(() => {
    if (state === 'published') keepExpected(documents)
    const rule = state === 'published' ? fixedQuorum(readSeries(documents.series).quorum, readMembers(documents.series).map(({ person }) => person)) : undefined
    editMeeting(documents.meeting, { state, quorum: rule })
  }, LOCAL_CHANGE)
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
