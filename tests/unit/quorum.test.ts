import { describe, expect, test } from 'vitest'
import * as v from 'valibot'
import * as Y from 'yjs'
import { setMeetingState } from '../../shared/attendance/edit.ts'
import { earlierMeetings, returning } from '../../shared/attendance/last-time.ts'
import { mentionsIn, peopleNotListed, type NotListedSources } from '../../shared/attendance/not-listed.ts'
import { momentOf, timeInSession } from '../../shared/attendance/presence.ts'
import { meetingQuorum, quorumOf, quorumRequired } from '../../shared/attendance/quorum.ts'
import { meetingRoll, type RollEntry } from '../../shared/attendance/roll.ts'
import { buildMinutes } from '../../shared/minutes/build.ts'
import { minutesSchema } from '../../shared/minutes/minutes-schema.ts'
import type { Minutes } from '../../shared/minutes/minutes.ts'
import { presentMinutes } from '../../shared/minutes/present.ts'
import type { Entry } from '../../shared/model/body.ts'
import type { ActionId, MeetingId, PersonId } from '../../shared/model/identifiers.ts'
import { editAttendance, readMeeting, type AttendanceRecord } from '../../shared/model/meeting.ts'
import { editSeries, readSeries, setMember, type QuorumKind, type QuorumRule } from '../../shared/model/series.ts'
import { writeRecord } from '../../shared/model/fact-table.ts'
import type { CalendarDate, WallTime } from '../../shared/model/wall-time.ts'
import { editPerson, type Person } from '../../shared/model/workspace.ts'

const rule = (kind: QuorumKind, number = 1, countsRepresented = true): QuorumRule => ({ kind, number, countsRepresented })
const person = (name: string, more: Partial<Person> = {}): Person => ({ id: name as PersonId, name, aliases: [], deleted: false, ...more })
const entry = (name: string, { arrivedAt, leftAt, ...more }: Partial<Omit<RollEntry, 'person' | 'arrivedAt' | 'leftAt'>> & { readonly arrivedAt?: string; readonly leftAt?: string } = {}): RollEntry => ({
  person: person(name), guest: false, isRecorded: true, isKnown: true, ...more, ...(arrivedAt && { arrivedAt: arrivedAt as WallTime }), ...(leftAt && { leftAt: leftAt as WallTime }),
})
const ids = (...names: readonly string[]) => names as PersonId[]

describe('the quorum', () => {
  test.each<[QuorumKind, number, number]>([['half', 20, 10], ['half', 7, 4], ['more-than-half', 20, 11], ['more-than-half', 7, 4], ['two-thirds', 20, 14], ['two-thirds', 9, 6], ['number', 20, 5]])('%s of %i is %i', (kind, members, required) => {
    expect(quorumRequired(rule(kind, 5), members)).toBe(required)
  })

  test('is none without a rule, and without members', () => {
    expect([quorumRequired(undefined, 20), quorumRequired(rule('half'), 0)]).toEqual([undefined, undefined])
  })

  const fixed = { members: ids('a', 'b', 'c', 'd'), required: 2, countsRepresented: true }

  test('counts members who attend, represented ones by somebody who is there, and nobody else', () => {
    const entries = [entry('a', { status: 'present' }), entry('b', { status: 'represented', representedBy: person('a') }), entry('c', { status: 'excused' }), entry('d', { status: 'represented', representedBy: person('c') }), entry('guest', { status: 'present', guest: true })]
    expect(quorumOf(fixed, entries)).toMatchObject({ counted: 2, required: 2, members: 4, isReached: true })
    expect(quorumOf({ ...fixed, countsRepresented: false }, entries)).toMatchObject({ counted: 1, isReached: false })
  })

  test('is lost when somebody has left, with the time, and the proxy goes with whoever holds it', () => {
    const entries = [entry('a', { status: 'present', leftAt: '15:30' }), entry('b', { status: 'represented', representedBy: person('a') }), entry('c', { status: 'remote' })]
    expect(quorumOf(fixed, entries)).toEqual({ counted: 1, most: 3, required: 2, members: 4, isReached: false, lostAt: '15:30' })
  })

  test('counts whoever came in again, and never had what nobody made', () => {
    expect(quorumOf(fixed, [entry('a', { status: 'present', leftAt: '14:30', arrivedAt: '15:00' }), entry('b', { status: 'present' })])).toMatchObject({ counted: 2, isReached: true })
    // They were never there at once.
    const apart = [entry('a', { status: 'present', leftAt: '14:30' }), entry('b', { status: 'present', arrivedAt: '15:00' })]
    expect(quorumOf(fixed, apart)).toEqual({ counted: 1, most: 1, required: 2, members: 4, isReached: false })
  })

  test('is that of the night where a meeting goes over midnight', () => {
    const start = '21:00' as WallTime
    const night = [entry('a', { status: 'present', leftAt: '00:30' }), entry('b', { status: 'present', arrivedAt: '22:00' }), entry('c', { status: 'present', arrivedAt: '20:45' })]
    expect(quorumOf({ ...fixed, required: 3 }, night, { start })).toEqual({ counted: 2, most: 3, required: 3, members: 4, isReached: false, lostAt: '00:30' })
    expect(['20:50', '21:30', '22:10', '23:59', '00:29', '00:30'].map((time) => quorumOf(fixed, night, { start, by: momentOf(time as WallTime, start) }).counted)).toEqual([2, 2, 3, 3, 3, 2])
    // Left before midnight, and back after it.
    expect(quorumOf(fixed, [entry('a', { status: 'present', leftAt: '23:30', arrivedAt: '00:10' }), entry('b', { status: 'present' })], { start })).toMatchObject({ counted: 2 })
  })

  test('does not count what is noted ahead, in session', () => {
    const ahead = [entry('a', { status: 'present', leftAt: '16:00' }), entry('b', { status: 'present' }), entry('c', { status: 'present', arrivedAt: '15:30' })]
    const counted = (...times: string[]) => times.map((time) => quorumOf({ ...fixed, required: 3 }, ahead, { start: '14:00' as WallTime, by: momentOf(time as WallTime, '14:00' as WallTime) }))
    expect(counted('15:00', '15:40', '16:10').map(({ counted: now, lostAt }) => [now, lostAt])).toEqual([[2, undefined], [3, undefined], [2, '16:00']])
  })

  test('is that of now only while the meeting is going on, by its own date and zone', () => {
    const facts = { state: 'session', date: '2026-03-17' as CalendarDate, start: '14:00' as WallTime, timeZone: 'Europe/Paris' } as const
    const paris = (day: number, hour: number) => Date.UTC(2026, 2, day, hour - 1, 5)
    expect([timeInSession(facts, paris(17, 15)), timeInSession(facts, paris(18, 1)), timeInSession(facts, paris(17, 7)), timeInSession(facts, paris(18, 9)), timeInSession({ ...facts, state: 'review' }, paris(17, 15))]).toEqual(['15:05', '01:05', undefined, undefined, undefined])
  })

  test('of a series is read back; what another version wrote is dropped', () => {
    const series = new Y.Doc()
    editSeries(series, { quorum: rule('number', 7, false) })
    expect(readSeries(series).quorum).toEqual(rule('number', 7, false))
    writeRecord(series, 'facts', 'series', { quorum: 'three-fifths' })
    expect(readSeries(series)).not.toHaveProperty('quorum')
    writeRecord(series, 'facts', 'series', { quorum: 'number', quorumNumber: -3.5 })
    expect(readSeries(series).quorum?.number).toBe(1)
    editSeries(series, { quorum: undefined })
    expect(readSeries(series)).not.toHaveProperty('quorum')
  })

  test('of a published meeting stays as it was, whoever joins the series later', () => {
    const documents = { workspace: new Y.Doc(), series: new Y.Doc(), meeting: new Y.Doc() }
    for (const name of ['a', 'b', 'c']) {
      editPerson(documents.workspace, name as PersonId, { name })
      setMember(documents.series, name as PersonId, 'member')
    }
    editSeries(documents.series, { quorum: rule('more-than-half') })
    for (const id of ids('a', 'b')) editAttendance(documents.meeting, id, { status: 'present' })
    const quorum = () => meetingQuorum(documents, meetingRoll(documents))
    expect(quorum()).toMatchObject({ counted: 2, required: 2, isReached: true })
    setMeetingState(documents, 'published', 0)
    for (const name of ['d', 'e', 'f']) setMember(documents.series, name as PersonId, 'member')
    expect(quorum()).toMatchObject({ counted: 2, required: 2, members: 3, isReached: true })
    setMeetingState(documents, 'review', 0)
    expect([readMeeting(documents.meeting).quorum, quorum()]).toEqual([undefined, expect.objectContaining({ required: 4, isReached: false })])
  })
})

describe('everybody who was here last time', () => {
  const meeting = (id: string, date: string | null, more: Partial<{ start: string; deleted: boolean }> = {}) => ({ id: id as MeetingId, date, start: more.start ?? null, deleted: more.deleted ?? false })

  test('is read from the meeting right before, by date and hour', () => {
    const meetings = [meeting('later', '2013-04-02'), meeting('old', '2013-01-08'), meeting('last', '2013-03-05'), meeting('binned', '2013-03-12', { deleted: true }), meeting('undated', null), meeting('here', '2013-03-19', { start: '14:00' }), meeting('morning', '2013-03-19', { start: '09:00' })]
    const before = (date: string | null, start: string | null) => earlierMeetings({ id: 'here' as MeetingId, date, start }, meetings).map(({ id }) => id)
    expect(before('2013-03-19', '14:00')).toEqual(['morning', 'last', 'old'])
    expect(before('2013-01-01', null)).toEqual([])
    expect(before(null, null)[0]).toBe('later')
  })

  test('has the status of then; guests, absent ones and whoever is marked already are left alone', () => {
    const record = (name: string, more: Partial<AttendanceRecord> = {}): AttendanceRecord => ({ person: name as PersonId, guest: false, deleted: false, status: 'present', ...more })
    const records = [record('a'), record('b', { status: 'remote' }), record('c', { status: 'excused' }), record('d', { guest: true }), record('e'), record('f'), record('gone'), record('unknown')]
    const people = [...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => person(name)), person('gone', { deleted: true })]
    const roll = new Map([entry('e', { status: 'excused' }), entry('f')].map((one) => [one.person.id, one]))
    expect(returning(records, people, roll).map(({ person: { name }, status }) => [name, status])).toEqual([['a', 'present'], ['b', 'remote'], ['f', 'present']])
  })
})

describe('people who are heard and not on the list', () => {
  const said = (text: string, ...speakers: readonly string[]): Entry => ({ id: 'e' as never, kind: 'note', list: 'none', level: 0, speakers: ids(...speakers), runs: [{ text }] })
  const people = [person('Anne Martin'), person('Anne Martin-Duval'), person('Bruno Castel', { aliases: ['B. Castel', 'BC'] }), person('Élise Œuvrard'), person('Jean Petit', { id: 'j1' as PersonId }), person('Jean Petit', { id: 'j2' as PersonId })]
  const found = (entries: readonly Entry[], more: Partial<NotListedSources> = {}) =>
    peopleNotListed({ mentions: [mentionsIn(entries)], items: [], actions: new Map(), people, roll: new Map(), quotedOnly: new Set(), isPreparing: false, ...more }).map(({ person: { name }, involvement }) => `${name} ${involvement}`)
  const given: Entry = { ...said(''), kind: 'action', action: 'a1' as ActionId }
  const actionOf = (...owners: readonly string[]) => new Map([['a1' as ActionId, { owners: ids(...owners) }]])
  const roll = (...entries: readonly RollEntry[]) => new Map(entries.map((one) => [one.person.id, one]))

  test('speak, present, are given an action, or are named in full', () => {
    expect(found([said('Selon ELISE OEUVRARD et B. Castel, rien.', 'Anne Martin')])).toEqual(['Anne Martin speaks', 'Bruno Castel quoted', 'Élise Œuvrard quoted'])
    expect(found([given], { items: [{ presenters: ids('Bruno Castel') }], actions: actionOf('Anne Martin') })).toEqual(['Anne Martin owns', 'Bruno Castel presents'])
    // Its entry was deleted: nobody is given anything.
    expect(found([], { actions: actionOf('Anne Martin') })).toEqual([])
  })

  test('are the one whose longest name stands there; a name of two people is nobody’s, nor are initials and parts', () => {
    expect(found([said('Anne Martin-Duval, Jean Petit, BC, Castel, Bruno. Castel')])).toEqual(['Anne Martin-Duval quoted', 'Bruno Castel quoted'])
    // Not from one line to the next.
    expect(found([said('Bruno'), said('Castel')])).toEqual([])
  })

  test('are not those who attend; an absent member may be quoted or given an action, but not speak', () => {
    const present = roll(entry('Anne Martin', { status: 'remote' }), entry('Bruno Castel', { status: 'excused' }))
    expect(found([said('Bruno Castel', 'Anne Martin'), given], { roll: present, actions: actionOf('Bruno Castel') })).toEqual([])
    expect(found([said('', 'Bruno Castel')], { roll: present })).toEqual(['Bruno Castel speaks'])
    const expected = roll(entry('Bruno Castel'))
    const items = [{ presenters: ids('Bruno Castel') }]
    expect([found([], { roll: expected, items, isPreparing: true }), found([], { roll: expected, items })]).toEqual([[], ['Bruno Castel presents']])
  })

  test('are left alone once said to be only quoted', () => {
    expect(found([said('Bruno Castel')], { quotedOnly: new Set(ids('Bruno Castel')) })).toEqual([])
  })
})

describe('the quorum in the minutes', () => {
  const documents = () => {
    const made = { workspace: new Y.Doc(), series: new Y.Doc(), meeting: new Y.Doc() }
    for (const name of ['a', 'b', 'c']) {
      editPerson(made.workspace, name as PersonId, { name })
      setMember(made.series, name as PersonId, 'member')
    }
    for (const id of ids('a', 'b')) editAttendance(made.meeting, id, { status: 'present' })
    editAttendance(made.meeting, 'b' as PersonId, { leftAt: '15:30' as never })
    return made
  }
  const rowOf = (minutes: Minutes, language: 'fr' | 'en') => {
    const section = presentMinutes(minutes, 'minutes', language).sections.find((one) => one.type === 'attendance')
    const words = (line: readonly { readonly text: string }[]) => line.map(({ text }) => text).join('').replace(/[\u00a0\u202f]/g, ' ')
    return section?.quorum && [section.quorum.label, section.quorum.detail, section.quorum.count].map(words)
  }

  test('is the most who were there at once, and says when it was lost', () => {
    const made = documents()
    editSeries(made.series, { quorum: rule('more-than-half') })
    const minutes = buildMinutes(made)
    expect(minutes.attendance.quorum).toEqual({ counted: 2, members: 3, required: 2, isReached: true, lostAt: '15:30' })
    expect(v.is(minutesSchema, minutes)).toBe(true)
    expect(rowOf(minutes, 'fr')).toEqual(['Quorum', 'atteint, puis perdu à 15 h 30 ; il en fallait 2', '2 / 3'])
    expect(rowOf(minutes, 'en')).toEqual(['Quorum', 'reached, then lost at 15:30; 2 were needed', '2 / 3'])
    editSeries(made.series, { quorum: rule('number', 3) })
    expect(rowOf(buildMinutes(made), 'en')?.[1]).toBe('not reached; 3 were needed')
  })

  test('stands nowhere without a rule; minutes of before, which say nothing of it, are read', () => {
    const { attendance: { quorum, ...before }, ...rest } = buildMinutes(documents())
    expect([quorum, rowOf(buildMinutes(documents()), 'fr')]).toEqual([null, null])
    expect(v.parse(minutesSchema, { ...rest, attendance: before }).attendance.quorum).toBe(null)
  })
})
