import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { sample } from '../../resources/sample/sample.ts'
import { matchParticipants } from '../../shared/attendance/match-participants.ts'
import { plain } from '../../shared/attendance/match-people.ts'
import { MOST_PARTICIPANTS, readParticipants, type Participant } from '../../shared/attendance/participants-list.ts'
import { quorumOf } from '../../shared/attendance/quorum.ts'
import type { RollEntry } from '../../shared/attendance/roll.ts'
import type { PersonId } from '../../shared/model/identifiers.ts'
import { ATTENDANCE_STATUSES } from '../../shared/model/meeting.ts'
import type { CalendarDate, WallTime } from '../../shared/model/wall-time.ts'
import { readPeople, type Person } from '../../shared/model/workspace.ts'
import { loadSample } from '../../shared/sample/load-sample.ts'

const workspace = new Y.Doc()
Y.applyUpdate(workspace, loadSample(sample).workspace.update)
const PEOPLE = readPeople(workspace)

const one = (name: string): Participant => ({ name, otherNames: [], isGuest: false })
const read = (text: string): readonly Participant[] => {
  const result = readParticipants(text, '2013-03-19' as CalendarDate)
  return result.ok ? result.participants : []
}
const bearersOf = (name: string) => PEOPLE.filter((person) => [person.name, ...person.aliases].some((known) => sorted(known) === sorted(name)))
const sorted = (name: string) => plain(name).split(' ').sort().join(' ')

/** What lists are made of, and anything at all. */
const pieces = [
  'Name', 'Nom', 'Full Name', 'Join Time', 'First Join', 'Last Leave', 'Heure de départ', 'User Action', 'Timestamp', 'Email', 'Duration', '\t', '\t', ',', ';', '\n', '\n', '"', '""', '(', ')', '[', '<', '>', '|', ' - ', '(Guest)', '(Modérateur)',
  'iPhone de ', 'Alix Morvan', 'MORVAN Alix', 'alix@phares.example', '3/19/13, 1:58:20 PM', '13:58', '2. Participants', '1. Summary', 'Joined', 'Left', '\u0000', '\u2028', '\ud800', '\r', 'é', '𝒜', ': ', '1:', '٣',
]
const hostile = fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pieces) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) }), { maxLength: 60 }).map((parts) => parts.join(''))

describe('a participants list', () => {
  test('never throws, whatever is pasted, and stays within its limits', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const result = readParticipants(text, '2013-03-19' as CalendarDate)
        if (!result.ok) return
        expect(result.participants.length).toBeGreaterThan(0)
        expect(result.participants.length).toBeLessThanOrEqual(MOST_PARTICIPANTS)
        for (const { name, joinedAt, leftAt } of result.participants) {
          expect(name.trim()).not.toBe('')
          expect(name).not.toMatch(/[\n\t]/)
          for (const time of [joinedAt, leftAt]) if (time !== undefined) expect(time).toMatch(/^([01]\d|2[0-3]):[0-5]\d$/)
        }
        matchParticipants(result.participants, PEOPLE)
      }),
      { numRuns: 1_000 },
    )
  }, 60_000)

  test('lists nobody twice whom nothing tells apart, and loses nobody', () => {
    const names = fc.uniqueArray(fc.constantFrom(...PEOPLE.map(({ name }) => name)), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(names, fc.constantFrom('\n', '\r\n', ' (Guest)\n', '\n\n', ' - iPhone\n'), (listed, end) => {
        const found = read(listed.join(end) + end)
        expect(found.map(({ name }) => plain(name)).sort()).toEqual(listed.map(plain).sort())
        expect(read([...listed, ...listed].join('\n'))).toHaveLength(listed.length)
      }),
      { numRuns: 300 },
    )
  })
})

describe('matching with the directory of the sample', () => {
  const known = PEOPLE.flatMap((person) => [person.name, ...person.aliases].map((name) => ({ person, name })))
  const written = fc.constantFrom(...known).chain(({ person, name }) =>
    fc.record({
      person: fc.constant(person),
      name: fc.constant(name),
      text: fc.constantFrom<(text: string) => string>(
        (text) => text, (text) => text.toUpperCase(), (text) => text.toLowerCase(), (text) => text.normalize('NFD'), (text) => text.normalize('NFD').replace(/\p{Mark}/gu, ''),
        (text) => text.split(' ').reverse().join(' '), (text) => `${text} (Guest)`, (text) => `${text} (Modérateur)`, (text) => `  ${text.replaceAll('-', ' ')} `, (text) => `• ${text}`,
        (text) => [text.split(' ').at(-1)?.toUpperCase(), ...text.split(' ').slice(0, -1)].join(' '),
      ).map((form) => form(name)),
    }),
  )

  test('every alias and accent form finds its person, and the whole name of one person is certain', () => {
    fc.assert(
      fc.property(written, ({ person, name, text }) => {
        const [participant, ...others] = read(`${text}\nQuelqu’un Ailleurs`)
        expect(others.map((other) => other.name)).toEqual(['Quelqu’un Ailleurs'])
        const [match] = matchParticipants([participant!], PEOPLE)
        const found = match!.is === 'certain' ? [match!.person] : match!.is === 'doubtful' ? match!.candidates : []
        expect(found.map(({ id }) => id)).toContain(person.id)
        if (bearersOf(name).length === 1 && plain(name).includes(' ')) expect(match!.is).toBe('certain')
      }),
      { numRuns: 2_000 },
    )
  })

  test('is certain only of a name in full that one person bears: no two people are made one', () => {
    const part = fc.constantFrom(...known.flatMap(({ name }) => [name, ...name.split(/[\s-]/), name.slice(0, 3), name.slice(0, -1), name.split(' ').map((word) => word[0]).join('')]).filter((text) => text.trim() !== ''))
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), (parts) => {
        const name = parts.join(' ')
        const [match] = matchParticipants([one(name)], PEOPLE)
        if (match!.is !== 'certain') return
        expect(bearersOf(name).map(({ id }) => id)).toEqual([match!.person.id])
      }),
      { numRuns: 5_000 },
    )
  })

  test('is never certain of another person: not of a namesake with another address, not of a colleague behind the same one', () => {
    const names = ['Anne Martin', 'Bruno Petit', 'Zoé Lambert', 'Chloé Le Goff']
    const forms = [(text: string) => text, (text: string) => text.toUpperCase(), (text: string) => text.split(' ').toReversed().join(' ')]
    const addresses = ['a.martin@partner.example', 'anne.martin@home.example', 'secretariat@home.example']
    const somebody = fc.record({ name: fc.constantFrom(...names), email: fc.constantFrom(...addresses) })
    const anybody = fc.record({ name: fc.constantFrom(...names), email: fc.option(fc.constantFrom(...addresses), { nil: undefined }) })
    fc.assert(
      fc.property(fc.array(anybody, { maxLength: 5 }), fc.array(fc.record({ who: somebody, form: fc.constantFrom(...forms) }), { minLength: 1, maxLength: 5 }), (known, listed) => {
        const people = known.map(({ name, email }, index): Person => ({ id: String(index) as PersonId, name, aliases: [], deleted: false, ...(email && { email }) }))
        const participants = listed.map(({ who, form }): Participant => ({ ...one(form(who.name)), email: who.email }))
        for (const match of matchParticipants(participants, people)) {
          if (match.is !== 'certain') continue
          expect(sorted(match.person.name)).toBe(sorted(match.participant.name))
          expect([undefined, match.participant.email]).toContain(match.person.email)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('two people of one name in the directory are always asked', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PEOPLE), (person) => {
        const twin: Person = { ...person, id: 'twin' as PersonId, ...(person.email && { email: `other-${person.email}` }) }
        const [match] = matchParticipants([one(person.name)], [...PEOPLE, twin])
        expect(match!.is === 'doubtful' && match!.candidates.map(({ id }) => id).sort()).toEqual(expect.arrayContaining([person.id, 'twin']))
      }),
      { numRuns: 100 },
    )
  })
})

describe('the quorum', () => {
  const time = fc.option(fc.constantFrom(...(['14:10', '14:30', '15:00', '15:30'] as WallTime[])), { nil: undefined })
  const entries = fc.array(fc.record({ status: fc.constantFrom(...ATTENDANCE_STATUSES), arrivedAt: time, leftAt: time }), { maxLength: 8 }).map((all) =>
    all.map(({ status, arrivedAt, leftAt }, index): RollEntry => ({ person: { id: String(index) as PersonId, name: String(index), aliases: [], deleted: false }, guest: false, isRecorded: true, isKnown: true, status, ...(arrivedAt && { arrivedAt }), ...(leftAt && { leftAt }) })),
  )
  test('counts no more than are members, never fewer at most than now, and is lost only at a time at which somebody left', () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 1, max: 8 }), fc.boolean(), (all, required, countsRepresented) => {
        const members = all.slice(0, 6).map(({ person }) => person.id)
        const quorum = quorumOf({ members, required, countsRepresented }, all)
        expect(quorum.most).toBeLessThanOrEqual(members.length)
        expect(quorum.counted).toBeLessThanOrEqual(quorum.most)
        expect(quorum.isReached).toBe(quorum.counted >= required)
        if (quorum.lostAt !== undefined) expect(all.map(({ leftAt }) => leftAt)).toContain(quorum.lostAt)
        if (quorum.isReached) expect(quorum).not.toHaveProperty('lostAt')
      }),
      { numRuns: 2_000 },
    )
  })
})
