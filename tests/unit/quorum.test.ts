import { describe, expect, test } from 'vitest'
import * as v from 'valibot'
import * as Y from 'yjs'
import { setMeetingState } from '../../shared/attendance/edit.ts'
import { earlierMeetings, returning } from '../../shared/attendance/last-time.ts'
import { mentionsIn, peopleNotListed, type NotListedSources } from '../../shared/attendance/not-listed.ts'
import { meetingQuorum, quorumOf, quorumRequired } from '../../shared/attendance/quorum.ts'
import { meetingRoll, type RollEntry } from '../../shared/attendance/roll.ts'
import { buildMinutes } from '../../shared/minutes/build.ts'
import { minutesSchema } from '../../shared/minutes/minutes-schema.ts'
import type { Minutes } from '../../shared/minutes/minutes.ts'
import { presentMinutes } from '../../shared/minutes/present.ts'
import type { Entry } from '../../shared/model/body.ts'
import type { MeetingId, PersonId } from '../../shared/model/identifiers.ts'
import { editAttendance, readMeeting, type AttendanceRecord } from '../../shared/model/meeting.ts'
import { editSeries, readSeries, setMember, type QuorumKind, type QuorumRule } from '../../shared/model/series.ts'
import { writeRecord } from '../../shared/model/fact-table.ts'
import { editPerson, type Person } from '../../shared/model/workspace.ts'

const rule = (kind: QuorumKind, number = 1, countsRepresented = true): QuorumRule => ({ kind, number, countsRepresented })
const person = (name: string, more: Partial<Person> = {}): Person => ({ id: name as PersonId, name, aliases: [], deleted: false, ...more })
const entry = (name: string, more: Partial<Omit<RollEntry, 'person'>> = {}): RollEntry => ({ person: person(name), guest: false, isRecorded: true, isKnown: true, ...more })
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
    setMeetingState(documents, 'published')
    for (const name of ['d', 'e', 'f']) setMember(documents.series, name as PersonId, 'member')
    expect(quorum()).toMatchObject({ counted: 2, required: 2, members: 3, isReached: true })
    setMeetingState(documents, 'review')
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
    peopleNotListed({ mentions: [mentionsIn(entries)], items: [], actions: [], people, roll: new Map(), quotedOnly: new Set(), isPreparing: false, ...more }).map(({ person: { name }, involvement }) => `${name} ${involvement}`)
  const roll = (...entries: readonly RollEntry[]) => new Map(entries.map((one) => [one.person.id, one]))

  test('speak, present, are given an action, or are named in full', () => {
    expect(found([said('Selon ELISE OEUVRARD et B. Castel, rien.', 'Anne Martin')])).toEqual(['Anne Martin speaks', 'Bruno Castel quoted', 'Élise Œuvrard quoted'])
    expect(found([], { items: [{ presenters: ids('Bruno Castel') }], actions: [{ owners: ids('Anne Martin') }] })).toEqual(['Anne Martin owns', 'Bruno Castel presents'])
  })

  test('are the one whose longest name stands there; a name of two people is nobody’s, nor are initials and parts', () => {
    expect(found([said('Anne Martin-Duval, Jean Petit, BC, Castel, Bruno. Castel')])).toEqual(['Anne Martin-Duval quoted', 'Bruno Castel quoted'])
    // Not from one line to the next.
    expect(found([said('Bruno'), said('Castel')])).toEqual([])
  })

  test('are not those who attend; an absent member may be quoted or given an action, but not speak', () => {
    const present = roll(entry('Anne Martin', { status: 'remote' }), entry('Bruno Castel', { status: 'excused' }))
    expect(found([said('Bruno Castel', 'Anne Martin')], { roll: present, actions: [{ owners: ids('Bruno Castel') }] })).toEqual([])
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
