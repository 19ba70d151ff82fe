import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { NO_SITE, recordAttendance, setMeetingState } from '../../shared/attendance/edit.ts'
import { attendanceRoll, isAttending, meetingRoll, type RollEntry, type RollSources } from '../../shared/attendance/roll.ts'
import type { PersonId, SiteId } from '../../shared/model/identifiers.ts'
import {
  ATTENDANCE_STATUSES, editAttendance, readAttendanceRecords, readMeeting, type AttendancePatch, type AttendanceRecord,
} from '../../shared/model/meeting.ts'
import { removeMember, setMember } from '../../shared/model/series.ts'
import { createWorkspace, editPerson, editSite, type Person, type Site } from '../../shared/model/workspace.ts'

const site = (name: string, more: Partial<Site> = {}): Site => ({ id: name as SiteId, name, deleted: false, ...more })
const person = (name: string, at?: string, more: Partial<Person> = {}): Person => ({
  id: name as PersonId, name, aliases: [], deleted: false, ...(at && { site: at as SiteId }), ...more,
})
const record = (name: string, more: Partial<AttendanceRecord> = {}): AttendanceRecord => ({ person: name as PersonId, guest: false, deleted: false, ...more })

function rollOf(sources: Partial<RollSources> & { readonly membersNamed?: readonly string[] }) {
  const { membersNamed = [], ...rest } = sources
  return attendanceRoll({
    records: [], people: [], sites: [], members: membersNamed.map((name) => ({ person: name as PersonId, role: 'member' })), ...rest,
  })
}

const shape = (roll: ReturnType<typeof rollOf>) =>
  roll.sites.map((at) => [at.site?.name ?? null, at.entries.map((entry) => entry.person.name), `${at.attending}/${at.expected}`])

const sites = [site('North'), site('South'), site('West')]
const people = [person('Ada', 'South'), person('Bo', 'North'), person('Cy', 'South'), person('Di')]

describe('the roll of a meeting', () => {
  test('lists the members of the series by site, though nobody has said yet who is there', () => {
    const roll = rollOf({ people, sites, membersNamed: ['Ada', 'Bo', 'Cy'] })
    expect(shape(roll)).toEqual([['North', ['Bo'], '0/1'], ['South', ['Ada', 'Cy'], '0/2']])
    expect(roll).toMatchObject({ attending: 0, expected: 3, sitesAttending: 0 })
    expect(roll.sites[0]?.entries[0]).not.toHaveProperty('status')
  })

  test('totals each site and the whole from those present or remote, and only those', () => {
    const records = [record('Ada', { status: 'present' }), record('Bo', { status: 'excused' }), record('Cy', { status: 'remote' })]
    const roll = rollOf({ people, sites, records, membersNamed: ['Ada', 'Bo', 'Cy'] })
    expect(shape(roll)).toEqual([['North', ['Bo'], '0/1'], ['South', ['Ada', 'Cy'], '2/2']])
    expect(roll).toMatchObject({ attending: 2, expected: 3, sitesAttending: 1 })
    expect(ATTENDANCE_STATUSES.filter(isAttending)).toEqual(['present', 'remote'])
    expect(isAttending(undefined)).toBe(false)
  })

  test('lists people without a site last, and counts no site for them', () => {
    const roll = rollOf({ people, sites, records: [record('Di', { status: 'present', guest: true })], membersNamed: ['Bo'] })
    expect(shape(roll)).toEqual([['North', ['Bo'], '0/1'], [null, ['Di'], '1/1']])
    expect(roll).toMatchObject({ attending: 1, sitesAttending: 0 })
    expect(roll.sites[1]?.entries[0]?.guest).toBe(true)
  })

  test('counts whoever the directory does not know yet, and leaves the site open when the meeting is published', () => {
    const roll = rollOf({ people, sites, records: [record('Zoé', { status: 'remote' })], membersNamed: ['Bo', 'Xan'] })
    expect(shape(roll)).toEqual([['North', ['Bo'], '0/1'], [null, ['…', '…'], '1/2']])
    expect(roll).toMatchObject({ attending: 1, expected: 3 })
    const documents = { workspace: new Y.Doc(), series: new Y.Doc(), meeting: new Y.Doc() }
    editAttendance(documents.meeting, 'Zoé' as PersonId, { status: 'remote' })
    setMember(documents.series, 'Xan' as PersonId, 'member')
    setMeetingState(documents, 'published', 0)
    expect(readAttendanceRecords(documents.meeting).map(({ person: id, site: at }) => [id, at])).toEqual([['Zoé', undefined], ['Xan', undefined]])
  })

  test('takes the site as of the meeting before the site of today', () => {
    const roll = rollOf({ people, sites, records: [record('Ada', { status: 'present', site: 'West' as SiteId })] })
    expect(shape(roll)).toEqual([['West', ['Ada'], '1/1']])
  })

  test('lists a person whose site is unknown here without a site rather than not at all', () => {
    expect(shape(rollOf({ people: [person('Ed', 'Nowhere')], sites, membersNamed: ['Ed'] }))).toEqual([[null, ['Ed'], '0/1']])
  })

  test('keeps a deleted person who was there, and drops one who is only a member', () => {
    const gone = [person('Ada', 'South', { deleted: true }), person('Cy', 'South', { deleted: true })]
    expect(shape(rollOf({ people: gone, sites, records: [record('Ada', { status: 'present' })], membersNamed: ['Ada', 'Cy'] }))).toEqual([
      ['South', ['Ada'], '1/1'],
    ])
  })

  test('keeps a deleted site where somebody was', () => {
    const roll = rollOf({ people, sites: [site('South', { deleted: true })], records: [record('Ada', { status: 'present' })] })
    expect(shape(roll)).toEqual([['South', ['Ada'], '1/1']])
  })

  test('does not list people of the workspace who are neither members nor recorded', () => {
    expect(shape(rollOf({ people, sites }))).toEqual([])
  })

  test('says by whom a person is represented, and when people came and left', () => {
    const records = [
      record('Ada', { status: 'represented', representedBy: 'Cy' as PersonId }),
      record('Cy', { status: 'present', arrivedAt: '14:20' as never, leftAt: '15:30' as never }),
      record('Bo', { status: 'represented', representedBy: 'Nobody' as PersonId }),
    ]
    const entries = rollOf({ people, sites, records }).sites.flatMap((at) => at.entries)
    expect(entries.find((entry) => entry.person.name === 'Ada')?.representedBy?.name).toBe('Cy')
    expect(entries.find((entry) => entry.person.name === 'Cy')).toMatchObject({ arrivedAt: '14:20', leftAt: '15:30' })
    expect(entries.find((entry) => entry.person.name === 'Bo')).not.toHaveProperty('representedBy')
  })
})

describe('what is written of a person at a meeting', () => {
  let documents: { readonly workspace: Y.Doc; readonly series: Y.Doc; readonly meeting: Y.Doc }
  const ada = 'Ada' as PersonId
  const [south, west] = ['South' as SiteId, 'West' as SiteId]

  beforeEach(() => {
    documents = { workspace: new Y.Doc(), series: new Y.Doc(), meeting: new Y.Doc() }
    createWorkspace(documents.workspace, 'Network', 'en')
    for (const id of [south, west]) editSite(documents.workspace, id, { name: id })
    editPerson(documents.workspace, ada, { name: 'Ada', site: south })
    editPerson(documents.workspace, 'Di' as PersonId, { name: 'Di' })
    setMember(documents.series, ada, 'member')
  })

  const entryOf = (id: PersonId): RollEntry | undefined =>
    meetingRoll(documents).sites.flatMap((at) => at.entries).find((entry) => entry.person.id === id)
  const write = (patch: AttendancePatch, id = ada, at: SiteId | undefined = south) =>
    recordAttendance(documents.meeting, { id, ...(at && { site: at }) }, entryOf(id), patch)
  const recorded = () => readAttendanceRecords(documents.meeting)

  test('with the first status keeps the site of the day, also of an expected member', () => {
    write({ status: 'present' })
    expect(recorded()).toEqual([{ person: ada, status: 'present', site: south, guest: false, deleted: false }])
    editPerson(documents.workspace, ada, { site: west })
    expect(shape(meetingRoll(documents))).toEqual([['South', ['Ada'], '1/1']])
  })

  test('with the time of arrival or departure keeps it too', () => {
    write({ leftAt: '15:30' as never })
    expect(recorded()[0]).toMatchObject({ site: south, leftAt: '15:30' })
  })

  test('keeps that somebody had no site on the day', () => {
    recordAttendance(documents.meeting, { id: 'Di' as PersonId }, undefined, { status: 'present' })
    editPerson(documents.workspace, 'Di' as PersonId, { site: west })
    expect(shape(meetingRoll(documents))).toEqual([['South', ['Ada'], '0/1'], [null, ['Di'], '1/1']])
  })

  test.each<[string, SiteId, string | null]>([['a site', west, 'West'], ['no site', NO_SITE, null]])('leaves %s chosen by hand before the first status', (_, chosen, shown) => {
    write({ site: chosen })
    write({ status: 'present' })
    expect(shape(meetingRoll(documents))).toEqual([[shown, ['Ada'], '1/1']])
  })

  test('leaves what was noted before the first status', () => {
    write({ guest: true })
    write({ status: 'present' })
    expect(recorded()[0]).toMatchObject({ guest: true, status: 'present' })
  })

  test.each<[string, AttendancePatch, Partial<AttendanceRecord>]>([
    ['a status', { status: 'excused' }, { status: 'excused', site: south, guest: false }],
    ['a guest', { guest: true }, { guest: true }],
  ])('does not take up what was cleared when %s is noted again', (_, again, expected) => {
    write({ status: 'represented', representedBy: 'Di' as PersonId, arrivedAt: '14:20' as never, leftAt: '15:30' as never, guest: true, site: west })
    editAttendance(documents.meeting, ada, { deleted: true })
    write(again)
    expect(recorded()).toEqual([{ person: ada, deleted: false, ...expected }])
  })

  test('does not change with the series or the directory once the meeting is published', () => {
    setMember(documents.series, 'Di' as PersonId, 'member')
    write({ status: 'present' })
    setMeetingState(documents, 'published', 0)
    const published = shape(meetingRoll(documents))
    expect(published).toEqual([['South', ['Ada'], '1/1'], [null, ['Di'], '0/1']])
    editPerson(documents.workspace, 'Ed' as PersonId, { name: 'Ed', site: south })
    setMember(documents.series, 'Ed' as PersonId, 'member')
    removeMember(documents.series, 'Di' as PersonId)
    editPerson(documents.workspace, 'Di' as PersonId, { site: west })
    editPerson(documents.workspace, ada, { site: west })
    expect(shape(meetingRoll(documents))).toEqual(published)
  })

  test('on publishing is one change, undone as one', () => {
    const undo = new Y.UndoManager([documents.meeting.getMap('facts'), documents.meeting.getMap('attendance')], { trackedOrigins: new Set(['minutier:local-change']), captureTimeout: 0 })
    setMeetingState(documents, 'published', 0)
    expect(recorded()).toHaveLength(1)
    undo.undo()
    expect(recorded()).toEqual([])
    expect(readMeeting(documents.meeting).state).toBe('preparation')
  })
})
