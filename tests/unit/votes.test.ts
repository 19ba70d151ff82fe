import { describe, expect, it, test } from 'vitest'
import * as Y from 'yjs'
import { readVote } from '../../shared/grammar/vote-counts.ts'
import { minutesVote } from '../../shared/minutes/vote.ts'
import { voteLines } from '../../shared/minutes/vote-words.ts'
import { copyEntryRecord, ensureEntryRecord } from '../../shared/model/entry-records.ts'
import { LOCAL_CHANGE, writeRecord } from '../../shared/model/fact-table.ts'
import type { ActionId, PersonId, VoteId } from '../../shared/model/identifiers.ts'
import { editAction, readActionRecords } from '../../shared/model/meeting.ts'
import { castBallot, editVote, makeSecret, newVote, readVoteRecords, type VoteChoice, type VoteRecord } from '../../shared/model/vote.ts'
import { attendanceRoll } from '../../shared/attendance/roll.ts'
import { electorate, resultOf, voteOutcome, type Electorate } from '../../shared/votes/result.ts'
import { exchange } from './editor-headless.ts'

const VOTE = 'v1' as VoteId
const [ANNE, BRUNO, CLAIRE, DAVID, EVE] = ['anne', 'bruno', 'claire', 'david', 'eve'] as PersonId[] as [PersonId, PersonId, PersonId, PersonId, PersonId]
const voteIn = (document: Y.Doc): VoteRecord => readVoteRecords(document).get(VOTE)!
const vote = (fields: Partial<VoteRecord>): VoteRecord => ({ ...newVote(VOTE), ...fields })
const among = (people: number, members = people): Electorate => ({ members, entitled: new Map(Array.from({ length: people }, (_, index) => [`p${index}` as PersonId, { name: `P ${index}` }])) })

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

  it('shows no ballot that another noted at the same moment', () => {
    const one = byName()
    const two = new Y.Doc()
    exchange(one, two)
    makeSecret(one, voteIn(one))
    castBallot(two, VOTE, ANNE, 'against')
    castBallot(two, VOTE, DAVID, 'against')
    exchange(one, two)
    expect([voteIn(one).ballots.size, voteIn(two).ballots.size]).toEqual([0, 0])
    const said = voteLines(minutesVote(voteIn(one), attendanceRoll({ records: [], members: [], people: [], sites: [] })), ['fr'])
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
    expect(voteOutcome(vote({ method: 'by-name', ballots: new Map([[EVE, 'for']]) }), among(10))).toMatchObject({ result: 'adopted', warnings: ['not-entitled'] })
  })
})

describe('who can vote', () => {
  const person = (id: PersonId, name: string) => ({ id, name, aliases: [], deleted: false })
  const people = [person(ANNE, 'Anne'), person(BRUNO, 'Bruno'), person(CLAIRE, 'Claire'), person(DAVID, 'David'), person(EVE, 'Ève')]
  const record = (who: PersonId, status: 'present' | 'remote' | 'excused' | 'represented', more = {}) => ({ person: who, status, guest: false, deleted: false, ...more })
  const roll = attendanceRoll({
    people, sites: [], members: [ANNE, BRUNO, CLAIRE, DAVID].map((who) => ({ person: who, role: 'member' as const })),
    records: [record(ANNE, 'present'), record(BRUNO, 'excused'), record(CLAIRE, 'represented', { representedBy: ANNE }), record(EVE, 'present', { guest: true })],
  })

  it('are members who attend or are represented, and no guest', () => {
    expect(electorate(roll)).toEqual({ members: 4, entitled: new Map([[ANNE, { name: 'Anne' }], [CLAIRE, { name: 'Claire', representedBy: 'Anne' }]]) })
  })

  it('are named in the minutes, by what they voted', () => {
    const record_ = vote({ method: 'by-name', ballots: new Map<PersonId, VoteChoice>([[CLAIRE, 'for'], [ANNE, 'for'], [BRUNO, 'against'], ['gone' as PersonId, 'none']]) })
    expect(voteLines(minutesVote(record_, roll), ['fr', 'en'])).toEqual([
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
