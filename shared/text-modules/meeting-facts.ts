import type * as Y from 'yjs'
import { meetingQuorum, type Quorum } from '../attendance/quorum.ts'
import { meetingRoll } from '../attendance/roll.ts'
import { EMPTY_TEXT, type BilingualText } from '../model/bilingual.ts'
import type { PersonId } from '../model/identifiers.ts'
import { readMeeting } from '../model/meeting.ts'
import { readSeries } from '../model/series.ts'
import type { CalendarDate, WallTime } from '../model/wall-time.ts'
import { readPeople } from '../model/workspace.ts'

/** What the fields of a text module are filled with. What is missing is not known (yet). */
export interface MeetingFacts {
  readonly date?: CalendarDate
  readonly start?: WallTime
  readonly end?: WallTime
  /** When it really began and ended. */
  readonly opened?: WallTime
  readonly closed?: WallTime
  readonly place: BilingualText
  readonly chairs: readonly string[]
  readonly secretaries: readonly string[]
  /** Present or remote; undefined until somebody is. */
  readonly attending?: number
  readonly sites?: number
  readonly quorum?: Pick<Quorum, 'counted' | 'required' | 'members' | 'isReached' | 'lostAt'>
  /** Whether members who are represented count for the quorum. */
  readonly countsRepresented: boolean
  readonly nextDate?: CalendarDate
  readonly nextStart?: WallTime
  readonly series: BilingualText
  readonly number?: number
}

export interface FactsDocuments {
  readonly workspace: Y.Doc
  readonly series: Y.Doc
  readonly meeting: Y.Doc
}

/** The facts of a meeting as they stand now. */
export function meetingFacts(documents: FactsDocuments): MeetingFacts {
  const { date, start, end, openedAt, closedAt, place, chairs, secretaries, nextDate, nextStart, ordinal, state, quorum: fixed } = readMeeting(documents.meeting)
  const { name: series, quorum: rule } = readSeries(documents.series)
  const roll = meetingRoll(documents)
  const quorum = meetingQuorum(documents, roll)
  const nameOf = new Map(readPeople(documents.workspace).map((person) => [person.id, person.name]))
  // Somebody whose directory has not arrived here yet has no name to give.
  const names = (people: readonly PersonId[]) => people.map((person) => nameOf.get(person) ?? '').filter((name) => name !== '')
  return {
    place,
    chairs: names(chairs),
    secretaries: names(secretaries),
    series,
    countsRepresented: (state === 'published' ? fixed : rule)?.countsRepresented ?? true,
    ...(date && { date }),
    ...(start && { start }),
    ...(end && { end }),
    ...(openedAt && { opened: openedAt }),
    ...(closedAt && { closed: closedAt }),
    ...(roll.attending > 0 && { attending: roll.attending, sites: roll.sitesAttending }),
    ...(quorum && { quorum }),
    ...(nextDate && { nextDate }),
    ...(nextStart && { nextStart }),
    ...(ordinal !== undefined && { number: ordinal }),
  }
}

/** What is known of a series that has not met yet. */
export function factsWithoutMeeting(series: BilingualText): MeetingFacts {
  return { place: EMPTY_TEXT, chairs: [], secretaries: [], series, countsRepresented: true }
}
