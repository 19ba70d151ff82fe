import type * as Y from 'yjs'
import type { PersonId, SiteId } from '../model/identifiers.ts'
import { readAttendanceRecords, readMeeting, type AttendanceRecord, type AttendanceStatus, type MeetingState } from '../model/meeting.ts'
import { readMembers, type Member } from '../model/series.ts'
import type { WallTime } from '../model/wall-time.ts'
import { readPeople, readSites, type Person, type Site } from '../model/workspace.ts'

/** Stands for somebody who is listed, but whose name has not arrived here yet: the directory is another document. */
const UNKNOWN_NAME = '…'

/** One person in the attendance of a meeting. */
export interface RollEntry {
  readonly person: Person
  readonly status?: AttendanceStatus
  readonly representedBy?: Person
  readonly arrivedAt?: WallTime
  readonly leftAt?: WallTime
  readonly guest: boolean
  /** False: listed as a member of the series only; nothing about this person is written in the meeting. */
  readonly isRecorded: boolean
  /** The site written in the meeting (empty: none on that day); undefined where the directory is asked. */
  readonly recordedSite?: SiteId
  /** False: the directory that says who this is has not arrived here yet; neither name nor site are known. */
  readonly isKnown: boolean
}

export interface RollSite {
  /** Undefined: people without a site. */
  readonly site?: Site
  readonly entries: readonly RollEntry[]
  /** Present or remote. */
  readonly attending: number
  /** All who are on the list of this site. */
  readonly expected: number
}

/** The attendance of a meeting by site, with totals: computed, never typed. */
export interface Roll {
  readonly sites: readonly RollSite[]
  readonly attending: number
  readonly expected: number
  /** Sites with at least one person attending. */
  readonly sitesAttending: number
}

export interface RollSources {
  readonly records: readonly AttendanceRecord[]
  readonly members: readonly Member[]
  readonly people: readonly Person[]
  readonly sites: readonly Site[]
}

/** Everybody on the list, site after site. */
export function entriesOf(roll: Roll): readonly RollEntry[] {
  return roll.sites.flatMap((site) => site.entries)
}

export function isAttending(status: AttendanceStatus | undefined): boolean {
  return status === 'present' || status === 'remote'
}

export interface RollDocuments {
  readonly workspace: Y.Doc
  readonly series: Y.Doc
  readonly meeting: Y.Doc
}

/** The roll of a meeting as it stands now. */
export function meetingRoll({ workspace, series, meeting }: RollDocuments): Roll {
  return attendanceRoll({
    records: readAttendanceRecords(meeting),
    members: expectedMembers(readMeeting(meeting).state, readMembers(series)),
    people: readPeople(workspace),
    sites: readSites(workspace),
  })
}

/** A published meeting has written down whom it expected: who joins or leaves the series later does not change it. */
export function expectedMembers(state: MeetingState, members: readonly Member[]): readonly Member[] {
  return state === 'published' ? [] : members
}

/** Members of the series and everybody who has an attendance record, by site and name. */
export function attendanceRoll({ records, members, people, sites }: RollSources): Roll {
  const peopleById = new Map(people.map((person) => [person.id, person]))
  const sitesById = new Map(sites.map((site) => [site.id, site]))
  const recordOf = new Map(records.map((record) => [record.person, record]))
  const listed = new Set<PersonId>([...members.map((member) => member.person), ...recordOf.keys()])
  const bySite = new Map<SiteId | undefined, RollEntry[]>()
  // Counted all the same: a total that leaves somebody out looks as right as any other.
  const unknown = [...listed].filter((id) => !peopleById.has(id)).map((id): Person => ({ id, name: UNKNOWN_NAME, aliases: [], deleted: false }))
  for (const person of [...people, ...unknown]) {
    const record = recordOf.get(person.id)
    if (!listed.has(person.id) || (person.deleted && !record)) continue
    const site = record?.site ?? person.site
    const known = site && sitesById.has(site) ? site : undefined
    const entries = bySite.get(known) ?? []
    entries.push(rollEntry(person, record, peopleById))
    bySite.set(known, entries)
  }
  const ordered = [...sites.filter((site) => bySite.has(site.id)), undefined]
  const rollSites = ordered.flatMap((site): RollSite[] => {
    const entries = bySite.get(site?.id)
    if (!entries) return []
    const attending = entries.filter((entry) => isAttending(entry.status)).length
    return [{ ...(site && { site }), entries, attending, expected: entries.length }]
  })
  return {
    sites: rollSites,
    attending: rollSites.reduce((sum, site) => sum + site.attending, 0),
    expected: rollSites.reduce((sum, site) => sum + site.expected, 0),
    sitesAttending: rollSites.filter((site) => site.site && site.attending > 0).length,
  }
}

function rollEntry(person: Person, record: AttendanceRecord | undefined, people: ReadonlyMap<PersonId, Person>): RollEntry {
  const representedBy = record?.representedBy && people.get(record.representedBy)
  return {
    person,
    guest: record?.guest ?? false,
    isRecorded: record !== undefined,
    isKnown: people.has(person.id),
    ...(record?.site !== undefined && { recordedSite: record.site }),
    ...(record?.status && { status: record.status }),
    ...(representedBy && { representedBy }),
    ...(record?.arrivedAt && { arrivedAt: record.arrivedAt }),
    ...(record?.leftAt && { leftAt: record.leftAt }),
  }
}
