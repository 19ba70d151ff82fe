import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { readArrival, typedTime } from '../../shared/attendance/arrival.ts'
import { CLEARLY, matchParticipants, timesToNote } from '../../shared/attendance/match-participants.ts'
import { LARGEST_LIST, MOST_PARTICIPANTS, readParticipants, wallTimeIn, type Participant } from '../../shared/attendance/participants-list.ts'
import { recordParticipants, type Answer } from '../../shared/attendance/record-participants.ts'
import { chooseTime, endsTime, FORGOTTEN_AFTER, isUnfinished, typeDigit, type TimeOnRow } from '../../shared/attendance/time-on-row.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import type { PersonId } from '../../shared/model/identifiers.ts'
import { editAttendance, readAttendanceRecords } from '../../shared/model/meeting.ts'
import type { CalendarDate, WallTime } from '../../shared/model/wall-time.ts'
import { editPerson, readPeople, type Person } from '../../shared/model/workspace.ts'

const DAY = '2013-03-19' as CalendarDate
const person = (name: string, more: Partial<Person> = {}): Person => ({ id: name as PersonId, name, aliases: [], deleted: false, ...more })

/** Name, then what else is known, in one string. */
function listed(text: string): readonly string[] {
  const read = readParticipants(text, DAY)
  if (!read.ok) return [read.problem]
  return read.participants.map(({ name, email, isGuest, joinedAt, leftAt }) => [name, email, isGuest && 'guest', (joinedAt || leftAt) && `${joinedAt ?? ''}-${leftAt ?? ''}`].filter(Boolean).join(' | '))
}

const TEAMS = `1. Summary
Meeting title\tVisio des phares
Attended participants\t3
Start time\t3/19/13, 1:58:12 PM

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Alix Morvan\t3/19/13, 1:58:20 PM\t3/19/13, 3:30:11 PM\t1h 31m\tAlix@phares.example\talix@phares.example\tOrganizer
CASTEL Bruno (Guest)\t3/19/13, 2:20:20 PM\t3/19/13, 3:02:11 PM\t42m\t\t\tPresenter

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Alix Morvan\t3/19/13, 1:58:20 PM\t3/19/13, 3:02:11 PM\t1h\talix@phares.example\tOrganizer`

const ZOOM = `Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
812,"Phares, mars",03/19/2013 01:58:00 PM,03/19/2013 03:58:00 PM,a@phares.example,120,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent
Alix M (Alix Morvan),alix@phares.example,03/19/2013 01:58:00 PM,03/19/2013 03:58:00 PM,120,No,
"Castel, Bruno",,03/19/2013 01:58:00 PM,03/19/2013 02:30:00 PM,32,Yes,
"Castel, Bruno",,03/19/2013 02:40:00 PM,03/19/2013 03:30:00 PM,50,Yes,`

describe('a pasted participants list', () => {
  test.each<[string, string, readonly string[]]>([
    ['a Teams report', TEAMS, ['Alix Morvan | alix@phares.example | 13:58-15:30', 'CASTEL Bruno | guest | 14:20-15:02']],
    [
      'an older Teams list, one line a coming',
      'Full Name\tUser Action\tTimestamp\nAlix Morvan\tJoined\t3/19/2013, 1:58:20 PM\nBruno Castel\tJoined before\t3/19/2013, 2:30:20 PM\nBruno Castel\tLeft\t3/19/2013, 2:58:20 PM\nAlix Morvan\tLeft\t3/19/2013, 2:58:20 PM\nAlix Morvan\tJoined\t3/19/2013, 3:01:20 PM',
      ['Alix Morvan | 13:58-', 'Bruno Castel | 14:30-14:58'],
    ],
    ['a Zoom report', ZOOM, ['Alix M | alix@phares.example | 13:58-15:58', 'Bruno Castel | guest | 13:58-15:30']],
    ['a Meet report in French', 'Prénom,Nom,E-mail,Durée,Heure d’arrivée,Heure de départ\nAlix,Morvan,,1 h,13:58,15:30', ['Alix Morvan | 13:58-15:30']],
    ['names of BigBlueButton', 'Alix Morvan (Modérateur)\nBruno Castel (Vous)\nChloé Le Goff (invitée)', ['Alix Morvan', 'Bruno Castel', 'Chloé Le Goff | guest']],
    ['a copied panel, with initials and roles between', 'Participants (2)\nAM\nAlix Morvan\nOrganisateur\nBC\nBruno Castel\nMicro désactivé', ['Alix Morvan', 'Bruno Castel']],
    ['last name first, by comma', 'Morvan, Alix\nLe Goff, Chloé', ['Alix Morvan', 'Chloé Le Goff']],
    ['two columns of a spreadsheet', 'MORVAN\tAlix\nCASTEL\tBruno', ['Alix MORVAN', 'Bruno CASTEL']],
    ['addresses', 'Alix Morvan <alix@phares.example>; "Castel, Bruno" <b@phares.example>', ['Alix Morvan | alix@phares.example', 'Bruno Castel | b@phares.example']],
    ['addresses alone', 'alix.morvan@phares.example\nb.castel@phares.example', ['alix morvan | alix.morvan@phares.example', 'b castel | b.castel@phares.example']],
    ['one line of names', 'Alix Morvan, Bruno Castel, Chloé Le Goff', ['Alix Morvan', 'Bruno Castel', 'Chloé Le Goff']],
    ['devices, titles, houses', 'Alix Morvan (iPhone)\niPhone de Bruno\nDr Chloé Le Goff | Kerlan\nDenis Ferrand - iPad', ['Alix Morvan', 'Bruno', 'Chloé Le Goff', 'Denis Ferrand']],
    ['somebody twice', 'Alix Morvan\nALIX MORVAN (Guest)\nBruno Castel', ['Alix Morvan | guest', 'Bruno Castel']],
    ['two of one name, told apart by their addresses', 'Alix Morvan <a@x.example>\nAlix Morvan <b@x.example>', ['Alix Morvan | a@x.example', 'Alix Morvan | b@x.example']],
    ['nothing', ' \n ', ['empty']],
    ['numbers', '12\n13', ['empty']],
    ['a picture', 'PK\u0003\u0004\u0000', ['not-text']],
  ])('is read: %s', (_, text, expected) => {
    expect(listed(text)).toEqual(expected)
  })

  test('has limits', () => {
    expect(listed('x'.repeat(LARGEST_LIST + 1))).toEqual(['too-large'])
    expect(listed(Array.from({ length: MOST_PARTICIPANTS + 1 }, (_, index) => `Alix M${'abcdefghij'[index % 10]}${index}x`).join('\n'))).toEqual(['too-many'])
  })

  test.each<[string, string | undefined]>([
    ['3/19/13, 1:58:20 PM', '13:58'], ['19/03/2013 13:58:20', '13:58'], ['2013-03-19 09:05', '09:05'], ['12:30 AM', '00:30'], ['12:10 p.m.', '12:10'], ['13 h 58', '13:58'],
    ['18/03/2013 13:58', undefined], ['2013-03-19T12:58:20Z', undefined], ['2013-03-19T13:58:20+01:00', undefined], ['13:58 UTC', undefined], ['13:58 PM', undefined], ['25:10', undefined], ['1h 31m', undefined], ['', undefined],
  ])('the time in %s is %s', (text, time) => {
    expect(wallTimeIn(text, DAY)).toBe(time)
  })
})

describe('who is on a list', () => {
  const people = [
    person('Anne Martin', { aliases: ['AM', 'A. Martin'], email: 'Anne@phares.example' }), person('Bruno Martin'), person('Chloé Le Goff', { aliases: ['Chloé'] }), person('Chloé Aubry'),
    person('Œuvrard Zoé'), person('Gone Person', { deleted: true }), person('Jean Petit'), person('Petit Jean'), person('Nadia Benali', { email: 'nb@phares.example' }),
  ]
  const match = (...texts: readonly string[]) =>
    matchParticipants(texts.flatMap((text) => {
      const read = readParticipants(text, DAY)
      return read.ok ? read.participants : []
    }), people).map((found) => (found.is === 'certain' ? found.person.name : found.is === 'doubtful' ? found.candidates.map(({ name }) => name) : null))

  test.each<[string, string | readonly string[] | null]>([
    ['Anne Martin', 'Anne Martin'], ['MARTIN Anne', 'Anne Martin'], ['anne martin', 'Anne Martin'], ['A. Martin', 'Anne Martin'], ['CHLOE LE GOFF', 'Chloé Le Goff'], ['Zoe Oeuvrard', 'Œuvrard Zoé'],
    ['Anne M (Anne Martin)', 'Anne Martin'], ['Anne M <ANNE@phares.example>', 'Anne Martin'], ['Martin A <ANNE@phares.example>', 'Anne Martin'],
    // Not certain: several, a beginning, initials, one's alias that is another's first name, two of one name, one letter off, a part more.
    ['Martin', ['Anne Martin', 'Bruno Martin']], ['Anne M', ['Anne Martin']], ['BM', ['Bruno Martin']], ['Chloé', ['Chloé Le Goff', 'Chloé Aubry']], ['Jean Petit', ['Jean Petit', 'Petit Jean']],
    ['Nadia Bennali', ['Nadia Benali']], ['Nadia Sophie Benali', ['Nadia Benali']], ['Bruno Martin <anne@phares.example>', ['Bruno Martin', 'Anne Martin']],
    ['Gone Person', null], ['Salle Copernic', null],
  ])('%s is %j', (text, expected) => {
    expect(match(text)).toEqual([expected])
  })

  test('a name with another address, or an address with another name, may be somebody else', () => {
    expect(match('Anne Martin <a.martin@partner.example>')).toEqual([['Anne Martin']])
    expect(match('Zoé Lambert <nb@phares.example>')).toEqual([['Nadia Benali']])
    expect(match('Secrétariat <nb@phares.example>')).toEqual([['Nadia Benali']])
    // Whose address nobody has noted.
    expect(match('Bruno Martin <one@x.example>')).toEqual(['Bruno Martin'])
  })

  test('two addresses are two people, though only one of that name is known', () => {
    expect(match('Nadia Benali <nb@phares.example>\nNadia Benali <other@x.example>')).toEqual(['Nadia Benali', ['Nadia Benali']])
    expect(match('Bruno Martin <one@x.example>\nBruno Martin <two@x.example>')).toEqual([['Bruno Martin'], ['Bruno Martin']])
  })

  test('is noted as late or early only where that is clear', () => {
    const hours = { start: '14:00' as WallTime, end: '16:00' as WallTime }
    const times = (joinedAt: string, leftAt: string) => timesToNote({ name: 'x', otherNames: [], isGuest: false, joinedAt: joinedAt as WallTime, leftAt: leftAt as WallTime }, hours)
    expect([CLEARLY, times('14:05', '15:55')]).toEqual([5, {}])
    expect(times('14:06', '15:54')).toEqual({ arrivedAt: '14:06', leftAt: '15:54' })
    expect(timesToNote({ name: 'x', otherNames: [], isGuest: false, joinedAt: '15:00' as WallTime }, {})).toEqual({})
  })
})

describe('a list that has been gone through', () => {
  let documents: { readonly workspace: Y.Doc; readonly series: Y.Doc; readonly meeting: Y.Doc }
  const [anne, bruno] = ['anne' as PersonId, 'bruno' as PersonId]
  beforeEach(() => {
    documents = { workspace: new Y.Doc(), series: new Y.Doc(), meeting: new Y.Doc() }
    editPerson(documents.workspace, anne, { name: 'Anne Martin', aliases: ['AM'] })
    editPerson(documents.workspace, bruno, { name: 'Bruno Castel' })
  })
  const participant = (name: string, more: Partial<Participant> = {}): Participant => ({ name, otherNames: [], isGuest: false, ...more })
  const is = (id: PersonId, keepsName = false): Answer => ({ is: 'person', person: id, keepsName })
  const record = (...answered: readonly (readonly [Participant, Answer])[]) =>
    recordParticipants(documents, answered.map(([one, answer]) => ({ participant: one, answer })), 'remote', { start: '14:00' as WallTime, end: '16:00' as WallTime })
  const statuses = () => Object.fromEntries(readAttendanceRecords(documents.meeting).map(({ person: id, status, arrivedAt, leftAt, guest }) => [readPeople(documents.workspace).find((one) => one.id === id)?.name, [status, arrivedAt, leftAt, guest].filter(Boolean).join(' ')]))
  const aliases = () => readPeople(documents.workspace).find(({ id }) => id === anne)?.aliases

  test('is noted in one step of the history, names are kept, and all of it can be taken back', () => {
    editAttendance(documents.meeting, bruno, { status: 'excused' })
    const undo = new Y.UndoManager(documents.meeting, { trackedOrigins: new Set([LOCAL_CHANGE]) })
    const done = record([participant('A Martin-Roux', { joinedAt: '14:20' as WallTime }), is(anne, true)], [participant('Bruno Castel'), is(bruno)], [participant('Zoé Neuve', { email: 'z@x.example' }), { is: 'new' }], [participant('Paul Hôte'), { is: 'guest' }], [participant('Salle 3'), { is: 'ignored' }])
    expect(done).toMatchObject({ marked: 4, added: 1, guests: 1, ignored: 1, alreadyThere: 0 })
    expect(statuses()).toEqual({ 'Anne Martin': 'remote 14:20', 'Bruno Castel': 'remote', 'Zoé Neuve': 'remote', 'Paul Hôte': 'remote true' })
    expect(aliases()).toEqual(['AM', 'A Martin-Roux'])
    expect(undo.undoStack).toHaveLength(1)
    done.takeBack(documents.meeting)
    expect(statuses()).toEqual({ 'Bruno Castel': 'excused' })
    expect([aliases(), readPeople(documents.workspace).filter(({ deleted }) => !deleted).length]).toEqual([['AM'], 2])
  })

  test('leaves whoever is there as marked, and takes nothing back that somebody has changed since', () => {
    editAttendance(documents.meeting, anne, { status: 'present' })
    const done = record([participant('Anne Martin'), is(anne)], [participant('Bruno Castel'), is(bruno)])
    expect([done.marked, done.alreadyThere, statuses()]).toEqual([1, 1, { 'Anne Martin': 'present', 'Bruno Castel': 'remote' }])
    editAttendance(documents.meeting, bruno, { arrivedAt: '15:00' as WallTime })
    done.takeBack(documents.meeting)
    expect(statuses()).toEqual({ 'Anne Martin': 'present', 'Bruno Castel': 'remote 15:00' })
  })

  test('counts one person on two devices once, from the first coming', () => {
    const done = record([participant('Anne Martin', { joinedAt: '14:30' as WallTime, leftAt: '15:00' as WallTime }), is(anne)], [participant('AM', { joinedAt: '14:20' as WallTime }), is(anne)])
    expect([done.marked, statuses()]).toEqual([1, { 'Anne Martin': 'remote 14:20' }])
  })
})

describe('a time typed on a row', () => {
  const [anne, bruno] = ['anne' as PersonId, 'bruno' as PersonId]
  const typed = (known: TimeOnRow | undefined, row: PersonId, digits: string, now: number) => [...digits].reduce((each: TimeOnRow | undefined, digit) => typeDigit(each, row, digit, now), known)!
  const said = ({ field, digits }: TimeOnRow) => `${field} ${digits}`

  test('is an arrival, or what was chosen, and may be typed once more at once', () => {
    expect(said(typed(undefined, anne, '1420', 0))).toBe('arrivedAt 1420')
    const left = typed(chooseTime(anne, 'leftAt', 0), anne, '1420', 1_000)
    expect(said(left)).toBe('leftAt 1420')
    expect(said(typed(left, anne, '1425', 2_000))).toBe('leftAt 1425')
  })

  test('is forgotten on another row, and after a few seconds: neither half a time nor a departure goes on', () => {
    const chosen = chooseTime(anne, 'leftAt', 0)
    expect(said(typed(chosen, anne, '1420', 60 * 60_000))).toBe('arrivedAt 1420')
    expect(said(typed(chosen, bruno, '1420', 1_000))).toBe('arrivedAt 1420')
    const half = typed(undefined, anne, '14', 0)
    expect([isUnfinished(undefined), isUnfinished(chosen), isUnfinished(half), isUnfinished(typed(half, anne, '05', 1))]).toEqual([false, false, true, false])
    expect(said(typed(half, anne, '1405', FORGOTTEN_AFTER + 1))).toBe('arrivedAt 1405')
    // The clock was set back.
    expect(said(typed(half, anne, '1405', -1))).toBe('arrivedAt 1405')
  })

  test('is ended by any key that is no digit, but for those that are held to type one', () => {
    expect(['Escape', 'p', 'L', 'ArrowDown', 'Tab', 'Shift', 'CapsLock'].map(endsTime)).toEqual([true, true, true, true, true, false, false])
  })
})

describe('a time typed behind a name', () => {
  test.each<[string, string, string | undefined]>([
    ['nadia 14:20', 'nadia', '14:20'], ['nadia b 14h05', 'nadia b', '14:05'], ['nadia 1420', 'nadia', '14:20'], ['nadia 9h', 'nadia', '09:00'], ['nadia 9:05 ', 'nadia', '09:05'],
    ['nadia', 'nadia', undefined], ['nadia 2', 'nadia 2', undefined], ['nadia 2570', 'nadia 2570', undefined], ['14:20', '14:20', undefined], ['salle 302', 'salle 302', undefined],
  ])('%s', (text, name, time) => {
    expect(readArrival(text)).toEqual({ name, ...(time && { time }) })
  })
  test('on a row is four digits', () => {
    expect(['1420', '142', '2570', ''].map(typedTime)).toEqual(['14:20', undefined, undefined, undefined])
  })
})
