import type { MeetingId, PersonId } from '../model/identifiers.ts'
import type { AttendanceRecord, AttendanceStatus } from '../model/meeting.ts'
import type { Person } from '../model/workspace.ts'
import { isAttending, type RollEntry } from './roll.ts'

/** What is known of a meeting where all meetings of a series are listed. */
export interface DatedMeeting {
  readonly id: MeetingId
  readonly date: string | null
  readonly start: string | null
  readonly deleted: boolean
}

/** The meetings of the series before this one, the latest first. All others, where this one has no date yet. */
export function earlierMeetings<Meeting extends DatedMeeting>(here: Pick<DatedMeeting, 'id' | 'date' | 'start'>, meetings: readonly Meeting[]): readonly Meeting[] {
  const momentOf = ({ date, start }: Pick<DatedMeeting, 'date' | 'start'>) => `${date ?? ''} ${start ?? ''}`
  return meetings
    .filter((meeting) => meeting.id !== here.id && !meeting.deleted && meeting.date !== null && (here.date === null || momentOf(meeting) < momentOf(here)))
    .toSorted((left, right) => momentOf(right).localeCompare(momentOf(left)))
}

export interface Returning {
  readonly person: Person
  readonly status: AttendanceStatus
}

/**
 * Whoever was there last time and of whom nothing is said yet, with the status they had. Guests came once; whoever is
 * marked already stays as marked.
 */
export function returning(before: readonly AttendanceRecord[], people: readonly Person[], roll: ReadonlyMap<PersonId, RollEntry>): readonly Returning[] {
  const byId = new Map(people.map((person) => [person.id, person]))
  return before.flatMap(({ person: id, status, guest }): Returning[] => {
    const person = byId.get(id)
    if (!person || person.deleted || guest || status === undefined || !isAttending(status) || roll.get(id)?.status !== undefined) return []
    return [{ person, status }]
  })
}
