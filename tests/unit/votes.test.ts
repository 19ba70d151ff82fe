import { describe, expect, it, test } from 'vitest'
import * as Y from 'yjs'
import { readVote } from '../../shared/grammar/vote-counts.ts'
import { minutesVote, voteStanding } from '../../shared/minutes/vote.ts'
import { voteLines, voteSummary } from '../../shared/minutes/vote-words.ts'
import { copyEntryRecord, ensureEntryRecord } from '../../shared/model/entry-records.ts'
import { LOCAL_CHANGE, writeRecord } from '../../shared/model/fact-table.ts'
import type { ActionId, PersonId, VoteId } from '../../shared/model/identifiers.ts'
import { editAction, editAttendance, editMeeting, readActionRecords, readMeeting } from '../../shared/model/meeting.ts'
import { readMembers, setMember } from '../../shared/model/series.ts'
import { castBallot, editVote, makeSecret, newVote, readVoteRecords, type VoteChoice, type VoteRecord } from '../../shared/model/vote.ts'
import { setMeetingState } from '../../shared/attendance/edit.ts'
import { momentOf, WHOLE } from '../../shared/attendance/presence.ts'
import { attendanceRoll, meetingRoll } from '../../shared/attendance/roll.ts'
import { electorateAt, electoratesAmong, type Electorate } from '../../shared/votes/electorate.ts'
import { resultOf, voteOutcome } from '../../shared/votes/result.ts'
import type { WallTime } from '../../shared/model/wall-time.ts'
import { editPerson } from '../../shared/model/workspace.ts'
import { exchange } from './editor-headless.ts'

const VOTE = 'v1' as VoteId
const START = '14:00' as WallTime
const [ANNE, BRUNO, CLAIRE, DAVID, EVE] = ['anne', 'bruno', 'claire', 'david', 'eve'] as PersonId[] as [PersonId, PersonId, PersonId, PersonId, PersonId]
const voteIn = (document: Y.Doc): VoteRecord => readVoteRecords(document).get(VOTE)!
const vote = (fields: Partial<VoteRecord>): VoteRecord => ({ ...newVote(VOTE), ...fields })
const among = (people: number, members = people): Electorate => ({ members, entitled: new Map(Array.from({ length: people }, (_, index) => [`p${index}` as PersonId, { name: `P ${index}`, isAwaited: true }])) })

describe('the record of a vote', () => {
  it('says what was written, and drops what another program spoilt', () => {
    const document = new Y.Doc()
    ensureEntryRecord(document, 'vote', VOTE)
    expect(voteIn(document)).toEqual(newVote(VOTE))
    editVote(document, VOTE, { for: 12, against: 0, rule: 'two-thirds', announced: 'adopted' })
    expect(voteIn(document)).toMatchObject({ counts: { for: 12, against: 0 }, rule: 'two-thirds', announced: 'adopted' })
    writeRecord(document, 'votes', VOTE, { for: -1, against: 1.5, abstention: 'many', none: 1e9, rule: 'whim', method: 3, announced: true })
    writeRecord(document, 'ballots', `${VOTE}:anne`, { choice: 'perhaps' })
    writeRecord(document, 'ballots', 'nothing', { choice: 'for' })
    expect(voteIn(document)).toEqual(newVote(VOTE))
  })

  it('is there once for each entry, and copied with its ballots', () => {
    const document = new Y.Doc()
    ensureEntryRecord(document, 'vote', VOTE)
    editVote(document, VOTE, { method: 'by-name', rule: 'unanimity' })
    ensureEntryRecord(document, 'vote', VOTE)
    expect(voteIn(document)).toMatchObject({ method: 'by-name', rule: 'unanimity' })
    castBallot(document, VOTE, ANNE, 'against')
    copyEntryRecord(document, 'vote', VOTE, 'v2' as VoteId)
    castBallot(document, VOTE, ANNE, 'for')
    expect(readVoteRecords(document).get('v2' as VoteId)).toMatchObject({ method: 'by-name', rule: 'unanimity', ballots: new Map([[ANNE, 'against']]) })
    editAction(document, 'a1' as ActionId, { owners: [ANNE], state: 'done' })
    copyEntryRecord(document, 'action', 'a1' as ActionId, 'a2' as ActionId)
    expect(readActionRecords(document).get('a2' as ActionId)).toMatchObject({ owners: [ANNE], state: 'done' })
  })

  it('merges what two secretaries note at once, ballot by ballot', () => {
    const [one, two] = [new Y.Doc(), new Y.Doc()]
    ensureEntryRecord(one, 'vote', VOTE)
    exchange(one, two)
    editVote(one, VOTE, { method: 'by-name' })
    castBallot(one, VOTE, ANNE, 'for')
    castBallot(one, VOTE, BRUNO, 'against')
    editVote(two, VOTE, { method: 'by-name', rule: 'unanimity' })
    castBallot(two, VOTE, CLAIRE, 'abstention')
    exchange(one, two)
    const expected = vote({ method: 'by-name', rule: 'unanimity', ballots: new Map<PersonId, VoteChoice>([[ANNE, 'for'], [BRUNO, 'against'], [CLAIRE, 'abstention']]) })
    expect([voteIn(one), voteIn(two)]).toEqual([expected, expected])
  })
})

describe('a vote that becomes secret', () => {
  const byName = () => {
    const document = new Y.Doc()
    editVote(document, VOTE, { method: 'by-name', for: 99 })
    castBallot(document, VOTE, ANNE, 'for')
    castBallot(document, VOTE, BRUNO, 'for')
    castBallot(document, VOTE, CLAIRE, 'against')
    return document
  }

  it('keeps how many and forgets who, and one undo gives the names back', () => {
    const document = byName()
    const history = new Y.UndoManager(document, { trackedOrigins: new Set([LOCAL_CHANGE]) })
    makeSecret(document, voteIn(document))
    expect(voteIn(document)).toEqual(vote({ secrecy: 'secret', counts: { for: 2, against: 1, abstention: 0, none: 0 } }))
    expect([...document.getMap('ballots').values()]).toEqual([null, null, null])
    editVote(document, VOTE, { secrecy: 'public', method: 'by-name' })
    expect(voteIn(document).ballots.size).toBe(0)
    history.undo()
    expect(voteIn(document)).toMatchObject({ secrecy: 'public', method: 'by-name', ballots: new Map([[ANNE, 'for'], [BRUNO, 'for'], [CLAIRE, 'against']]) })
  })

  it('forgets a late ballot of another before it is public again, or changed', () => {
    for (const patch of [{ secrecy: 'public' }, { rule: 'two-thirds' }] as const) {
      const [one, two] = [byName(), new Y.Doc()]
      exchange(one, two)
      makeSecret(one, voteIn(one))
      castBallot(two, VOTE, DAVID, 'against')
      exchange(one, two)
      editVote(one, VOTE, patch)
      exchange(one, two)
      editVote(two, VOTE, { secrecy: 'public', method: 'by-name' })
      expect([[...voteIn(two).ballots], voteIn(two).counts]).toEqual([[], { for: 2, against: 1, abstention: 0, none: 0 }])
    }
  })

  it('shows no ballot that another noted at the same moment', () => {
    const one = byName()
    const two = new Y.Doc()
    exchange(one, two)
    makeSecret(one, voteIn(one))
    castBallot(two, VOTE, ANNE, 'against')
    castBallot(two, VOTE, DAVID, 'against')
    exchange(one, two)
    expect([voteIn(one).ballots.size, voteIn(two).ballots.size]).toEqual([0, 0])
    const said = voteLines(minutesVote(voteIn(one), attendanceRoll({ records: [], members: [], people: [], sites: [] }), { of: () => among(0), timeAt: () => undefined }), ['fr'])
    expect(said).toEqual([['2 pour · 1 contre · 0 abstention · scrutin secret — adopté (majorité simple)']])
  })
})

describe('the result', () => {
  test.each([
    ['simple-majority', [6, 5, 9], 20, 'adopted'], ['simple-majority', [5, 5, 0], 20, 'tied'], ['simple-majority', [5, 6, 0], 20, 'rejected'], ['simple-majority', [0, 0, 4], 20, 'rejected'],
    ['absolute-majority', [6, 5, 0], 20, 'adopted'], ['absolute-majority', [6, 5, 1], 20, 'rejected'], ['absolute-majority', [6, 6, 0], 20, 'tied'], ['absolute-majority', [6, 3, 3], 20, 'rejected'],
    ['absolute-majority-of-members', [11, 2, 0], 20, 'adopted'], ['absolute-majority-of-members', [10, 2, 0], 20, 'rejected'], ['absolute-majority-of-members', [10, 10, 0], 20, 'tied'], ['absolute-majority-of-members', [11, 0, 0], 0, 'undecided'],
    ['two-thirds', [8, 4, 30], 20, 'adopted'], ['two-thirds', [7, 4, 0], 20, 'rejected'], ['two-thirds', [2, 1, 0], 20, 'adopted'], ['two-thirds', [0, 0, 3], 20, 'rejected'],
    ['two-thirds-of-members', [14, 0, 0], 21, 'adopted'], ['two-thirds-of-members', [13, 0, 0], 21, 'rejected'], ['two-thirds-of-members', [14, 6, 0], 20, 'adopted'], ['two-thirds-of-members', [13, 0, 0], 20, 'rejected'],
    ['unanimity', [3, 0, 9], 20, 'adopted'], ['unanimity', [30, 1, 0], 20, 'rejected'], ['unanimity', [0, 0, 9], 20, 'rejected'],
    ['unanimity-without-abstention', [3, 0, 0], 20, 'adopted'], ['unanimity-without-abstention', [3, 0, 1], 20, 'rejected'],
    ['count-only', [3, 0, 1], 20, 'counted'], ['simple-majority', [0, 0, 0], 20, 'undecided'],
  ] as const)('by %s of %j among %d is %s', (rule, [inFavour, against, abstention], members, expected) => {
    expect(resultOf(rule, { for: inFavour, against, abstention }, members)).toBe(expected)
  })

  it('is what was announced where the count decides nothing', () => {
    expect(voteOutcome(vote({ announced: 'unanimous' }), among(10))).toMatchObject({ result: 'adopted', isUnanimous: true, warnings: [] })
    expect(voteOutcome(vote({ announced: 'unanimous', counts: { abstention: 2 } }), among(10))).toMatchObject({ result: 'adopted', isUnanimous: true, warnings: [] })
    expect(voteOutcome(vote({ announced: 'adopted', counts: { for: 5, against: 5 } }), among(10))).toMatchObject({ result: 'adopted', isUnanimous: false, warnings: [] })
    expect(voteOutcome(vote({ counts: { against: 3 } }), among(10))).toMatchObject({ result: 'undecided', warnings: [] })
    expect(voteOutcome(vote({}), among(10))).toMatchObject({ result: 'undecided', counts: undefined, warnings: [] })
    expect(voteOutcome(vote({ announced: 'rejected', rule: 'count-only', counts: { for: 1 } }), among(10))).toMatchObject({ result: 'rejected' })
  })

  it('points out what cannot be, and prevents nothing', () => {
    expect(voteOutcome(vote({ counts: { for: 9, against: 2 } }), among(10))).toMatchObject({ result: 'adopted', warnings: ['more-votes-than-people'] })
    expect(voteOutcome(vote({ counts: { for: 9, none: 1 } }), among(10)).warnings).toEqual([])
    expect(voteOutcome(vote({ counts: { for: 9 } }), among(0)).warnings).toEqual([])
    expect(voteOutcome(vote({ counts: { for: 3, against: 5 }, announced: 'adopted' }), among(10))).toMatchObject({ result: 'rejected', warnings: ['not-as-announced'] })
    expect(voteOutcome(vote({ counts: { for: 5, against: 1 }, announced: 'unanimous' }), among(10))).toMatchObject({ result: 'adopted', isUnanimous: false, warnings: ['not-as-announced'] })
    expect(voteOutcome(vote({ method: 'by-name', ballots: new Map<PersonId, VoteChoice>([['p0' as PersonId, 'for'], [EVE, 'for']]) }), among(1))).toMatchObject({ result: 'adopted', warnings: ['more-votes-than-people', 'not-entitled'] })
  })
})

describe('unanimity', () => {
  it('is said only where those against and those abstaining were counted, or the chair announced it', () => {
    const isUnanimous = (fields: Partial<VoteRecord>) => voteOutcome(vote(fields), among(3)).isUnanimous
    expect([{ for: 2 }, { for: 2, against: 0 }, { for: 2, abstention: 0 }, { for: 2, against: 0, abstention: 0 }, { for: 2, against: 0, abstention: 1 }].map((counts) => isUnanimous({ counts }))).toEqual([false, false, false, true, false])
    expect([isUnanimous({ counts: { for: 2 }, announced: 'unanimous' }), isUnanimous({ counts: { for: 2, against: 1 }, announced: 'unanimous' })]).toEqual([true, false])
    expect(['unanimity', 'unanimity-without-abstention'].map((rule) => [{ for: 2 }, { for: 2, against: 0 }, { for: 2, against: 1 }].map((counts) => voteOutcome(vote({ rule: rule as VoteRecord['rule'], counts }), among(3)).result))).toEqual([['undecided', 'adopted', 'rejected'], ['undecided', 'undecided', 'rejected']])
  })

  it('does not follow from the first names of a roll call: until the last, nothing does', () => {
    const called = (...choices: VoteChoice[]) => voteOutcome(vote({ method: 'by-name', ballots: new Map(choices.map((choice, index) => [`p${index}` as PersonId, choice])) }), among(3))
    expect(called('for')).toMatchObject({ result: 'undecided', isUnanimous: false, calling: { noted: 1, of: 3 } })
    expect(called('for', 'for')).toMatchObject({ result: 'undecided', calling: { noted: 2, of: 3 } })
    expect(called('for', 'for', 'for')).toMatchObject({ result: 'adopted', isUnanimous: true })
    expect(called('for', 'for', 'for')).not.toHaveProperty('calling')
    const half = vote({ method: 'by-name', ballots: new Map([['p0' as PersonId, 'for']]) })
    expect(['fr', 'en'].map((language) => voteSummary(voteStanding(half, among(3)), language as 'fr' | 'en'))).toEqual(['1 pour · 0 contre · 0 abstention — résultat non établi (1 sur 3 notés)', '1 for · 0 against · 0 abstentions — no result yet (1 of 3 noted)'])
    expect(voteOutcome({ ...half, announced: 'adopted' }, among(3))).toMatchObject({ result: 'adopted', isUnanimous: false })
  })
})

describe('words that say something else', () => {
  it('are pointed out; what is not noted is not wrong', () => {
    const warnings = (fields: Partial<VoteRecord>, words: string) => voteOutcome(vote(fields), among(20), words).warnings
    expect(warnings({ counts: { for: 12, against: 3 } }, '12 pour, 3 contre')).toEqual([])
    expect(warnings({ counts: { for: 13, against: 3 } }, '12 pour, 3 contre')).toEqual(['not-as-written'])
    expect(warnings({ counts: {} }, '12 pour, 3 contre')).toEqual([])
    expect(warnings({ rule: 'two-thirds' }, 'à la majorité absolue')).toEqual(['not-as-written'])
    expect(warnings({ secrecy: 'public' }, 'à bulletin secret')).toEqual(['not-as-written'])
  })
})

describe('who can vote', () => {
  const person = (id: PersonId, name: string) => ({ id, name, aliases: [], deleted: false })
  const people = [person(ANNE, 'Anne'), person(BRUNO, 'Bruno'), person(CLAIRE, 'Claire'), person(DAVID, 'David'), person(EVE, 'Ève')]
  const record = (who: PersonId, status: 'present' | 'remote' | 'excused' | 'represented', more = {}) => ({ person: who, status, guest: false, deleted: false, ...more })
  const members = [ANNE, BRUNO, CLAIRE, DAVID]
  const rollOf = (...records: ReturnType<typeof record>[]) => attendanceRoll({ people, sites: [], members: members.map((who) => ({ person: who, role: 'member' as const })), records })
  const FRANK = 'frank' as PersonId
  const roll = rollOf(record(ANNE, 'present'), record(BRUNO, 'excused'), record(CLAIRE, 'represented', { representedBy: ANNE }), record(EVE, 'present'), record(FRANK, 'present'))
  const at = (time: string) => momentOf(time as WallTime, START)
  const voters = (given: ReturnType<typeof rollOf>, moment: number) => [...electorateAt({ roll: given, members, start: START }, moment).entitled].map(([who, { isAwaited }]) => `${who}${isAwaited ? '' : '?'}`)

  it('are members of the series who attend or are represented, and nobody else on the list', () => {
    expect(electorateAt({ roll, members }, WHOLE)).toEqual({ members: 4, entitled: new Map([[ANNE, { name: 'Anne', isAwaited: true }], [CLAIRE, { name: 'Claire', representedBy: 'Anne', isAwaited: true }]]) })
    expect(voteOutcome(vote({ rule: 'absolute-majority-of-members', counts: { for: 3, against: 0 } }), electorateAt({ roll, members }, WHOLE))).toMatchObject({ result: 'adopted' })
  })

  it('are, in a series without members, all on the list but guests', () => {
    const guests = rollOf(record(ANNE, 'present'), record(EVE, 'present', { guest: true }))
    expect(electorateAt({ roll: guests, members: [] }, WHOLE)).toMatchObject({ members: 4, entitled: new Map([[ANNE, { name: 'Anne' }]]) })
  })

  it('are those who were there when it was held; over the whole meeting nobody waits for who came or left', () => {
    const moving = rollOf(record(ANNE, 'present', { leftAt: '15:00' }), record(BRUNO, 'present', { arrivedAt: '14:30' }), record(CLAIRE, 'represented', { representedBy: ANNE }), record(DAVID, 'present'))
    expect([at('14:10'), at('14:40'), at('15:10'), WHOLE].map((moment) => voters(moving, moment))).toEqual([['anne', 'claire', 'david'], ['anne', 'bruno', 'claire', 'david'], ['bruno', 'david'], ['anne?', 'bruno?', 'claire?', 'david']])
  })

  it('of a vote are those of its time, of a published meeting those whom it has written down', () => {
    const documents = { workspace: new Y.Doc(), series: new Y.Doc(), meeting: new Y.Doc() }
    for (const { id, name } of people) editPerson(documents.workspace, id, { name })
    for (const who of [ANNE, BRUNO]) setMember(documents.series, who, 'member')
    editMeeting(documents.meeting, { start: START })
    for (const who of [ANNE, BRUNO, CLAIRE, EVE]) editAttendance(documents.meeting, who, { status: 'present' })
    editAttendance(documents.meeting, ANNE, { leftAt: '15:00' as WallTime })
    const of = (fields: Partial<VoteRecord>) => {
      const { members: all, entitled } = electoratesAmong({ facts: readMeeting(documents.meeting), members: readMembers(documents.series) }, meetingRoll(documents), at('15:10')).of(vote(fields))
      return [all, ...entitled.keys()]
    }
    expect([of({}), of({ heldAt: '14:50' as WallTime, counts: { for: 2 } }), of({ counts: { for: 2 } })]).toEqual([[2, BRUNO], [2, ANNE, BRUNO], [2, ANNE, BRUNO]])
    setMeetingState(documents, 'published', Date.UTC(2026, 2, 18))
    setMember(documents.series, CLAIRE, 'member')
    expect(of({ counts: { for: 2 } })).toEqual([2, ANNE, BRUNO])
  })

  it('are named in the minutes, by what they voted', () => {
    const record_ = vote({ method: 'by-name', ballots: new Map<PersonId, VoteChoice>([[CLAIRE, 'for'], [ANNE, 'for'], [BRUNO, 'against'], ['gone' as PersonId, 'none']]) })
    expect(voteLines(minutesVote(record_, roll, { of: () => electorateAt({ roll, members }, WHOLE), timeAt: () => undefined }), ['fr', 'en'])).toEqual([
      ['2 pour · 1 contre · 0 abstention · 1 ne prend pas part au vote — adopté (majorité simple)', '2 for · 1 against · 0 abstentions · 1 not taking part — adopted (simple majority)'],
      ['Pour\u00a0: Anne et Claire (pouvoir à Anne)', 'For: Anne and Claire (proxy: Anne)'],
      ['Contre\u00a0: Bruno', 'Against: Bruno'],
      ['Sans prendre part au vote\u00a0: …', 'Not taking part: …'],
    ])
  })
})

describe('the words of a vote', () => {
  test.each([
    ['12 pour, 3 contre, 1 abstention', { for: 12, against: 3, abstention: 1 }],
    ['for 12, against 3, abstentions 1', { for: 12, against: 3, abstention: 1 }],
    ['12 for 3 against', { for: 12, against: 3 }],
    ['for 12 against 3', { for: 12, against: 3 }],
    ['Pour : 12 voix ; contre : néant ; abstention : 1', { for: 12, against: 0, abstention: 1 }],
    ['pour 12, contre 3, 1 abstention', { for: 12, against: 3, abstention: 1 }],
    ['Adopté à l’unanimité moins deux abstentions', { abstention: 2 }],
    ['12 members voted in favour, 2 against, 1 abstained', { for: 12, against: 2, abstention: 1 }],
    ['1 200 voix pour', { for: 1200 }],
    ['2 membres ne prennent pas part au vote', { none: 2 }],
    ['Budget de 500 pour le projet : 12 voix pour, 3 contre', { for: 12, against: 3 }],
    ['aucune abstention, sans opposition', { abstention: 0, against: 0 }],
    ['budget pour 2026', {}], ['12 pour 2026', {}], ['12 pour cent', {}], ['12,5 pour', {}], ['pour 3 contre', {}], ['12 pour, 13 pour', {}], ['vote for 12 people', {}], ['un contre-projet', {}], ['le 12/05 contre', {}],
    ['123456 pour', {}],
  ] as const)('%s', (text, counts) => {
    expect(readVote(text).counts).toEqual(counts)
  })

  test.each([
    ['Adopté à l’unanimité.', 'unanimous'], ['carried unanimously', 'unanimous'], ['La motion est adoptée', 'adopted'], ['Approuvé, 3 contre', 'adopted'], ['The proposal is approved by 12 votes for', 'adopted'],
    ['Rejeté : 3 pour', 'rejected'], ['rejetée à l’unanimité', 'rejected'], ['La motion n’est pas adoptée', 'rejected'], ['not carried', 'rejected'],
    ['Adopté à l’unanimité moins une voix', 'adopted'], ['Adopté à l’unanimité moins 2 abstentions', 'adopted'], ['adopté à l’unanimité des présents, sauf Mme Morvan', 'adopted'], ['à la quasi-unanimité', 'adopted'], ['à la quasi unanimité', 'adopted'],
    ['Adopté presque à l’unanimité', 'adopted'], ['presque adopté à l’unanimité', 'adopted'], ['adopté à l’unanimité à l’exception de deux voix', 'adopted'], ['carried almost unanimously', 'adopted'], ['by near-unanimity', 'adopted'], ['nearly unanimous', 'adopted'],
    ['carried unanimously, less one vote', 'adopted'], ['unanimously except for one', 'adopted'], ['rejeté à la quasi-unanimité', 'rejected'], ['Adopté à l’unanimité des membres présents', 'unanimous'],
    ['Le programme adopté en mai est présenté', undefined], ['pas à l’unanimité', undefined], ['On vote sur le projet', undefined],
  ] as const)('%s', (text, announced) => {
    expect(readVote(text).announced).toBe(announced)
  })

  it('say its rule and its secrecy', () => {
    expect(readVote('à la majorité des deux tiers, à bulletin secret')).toMatchObject({ rule: 'two-thirds', secrecy: 'secret' })
    expect(readVote('by secret ballot, absolute majority of members')).toMatchObject({ rule: 'absolute-majority-of-members', secrecy: 'secret' })
    expect(readVote('vote à main levée')).toMatchObject({ secrecy: 'public' })
    expect(readVote('appel nominal')).toMatchObject({ method: 'by-name' })
    expect(readVote('bulletin secret refusé, vote à main levée')).not.toHaveProperty('secrecy')
  })
})
