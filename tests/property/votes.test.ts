import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { readVote } from '../../shared/grammar/vote-counts.ts'
import type { PersonId, VoteId } from '../../shared/model/identifiers.ts'
import { castBallot, countBallots, editVote, makeSecret, newVote, readVoteRecords, VOTE_CHOICES, VOTE_RULES, type VoteChoice, type VoteCounts } from '../../shared/model/vote.ts'
import { resultOf, voteOutcome } from '../../shared/votes/result.ts'
import { exchange } from '../unit/editor-headless.ts'

/** Small enough that the boundaries are met often, and now and then the largest there are. */
const count = fc.oneof({ weight: 9, arbitrary: fc.nat(12) }, { weight: 1, arbitrary: fc.integer({ min: 99_990, max: 99_999 }) })
const counts = fc.record({ for: count, against: count, abstention: count })
const rule = fc.constantFrom(...VOTE_RULES)
const members = fc.oneof(fc.nat(40), fc.integer({ min: 99_000, max: 99_999 }))

describe('the result of a vote', () => {
  test('is adopted exactly where the share that the rule asks for is reached', () => {
    fc.assert(
      fc.property(counts, members, ({ for: inFavour, against, abstention }, all) => {
        const cast = inFavour + against + abstention
        // In other words than the code: shares as fractions, compared by their own cross products.
        const isMoreThan = (part: number, of: number, [numerator, denominator]: readonly [number, number]) => BigInt(part) * BigInt(denominator) > BigInt(of) * BigInt(numerator)
        const isAtLeast = (part: number, of: number, share: readonly [number, number]) => !isMoreThan(of - part, of, [share[1] - share[0], share[1]])
        const expected: Readonly<Record<string, boolean>> = {
          'simple-majority': inFavour > against,
          'absolute-majority': isMoreThan(inFavour, cast, [1, 2]),
          'absolute-majority-of-members': all > 0 && isMoreThan(inFavour, all, [1, 2]),
          'two-thirds': inFavour > 0 && isAtLeast(inFavour, inFavour + against, [2, 3]),
          'two-thirds-of-members': all > 0 && isAtLeast(inFavour, all, [2, 3]),
          unanimity: inFavour > 0 && against === 0,
          'unanimity-without-abstention': inFavour > 0 && against + abstention === 0,
          'count-only': false,
        }
        for (const each of VOTE_RULES) expect([each, resultOf(each, { for: inFavour, against, abstention }, all) === 'adopted']).toEqual([each, cast > 0 && expected[each]])
      }),
      { numRuns: 2_000 },
    )
  })

  test('is not lost by one more vote in favour, nor won by one more against', () => {
    const rank = { rejected: 0, undecided: 0, counted: 0, tied: 0, adopted: 1 }
    fc.assert(
      fc.property(rule, counts, members, (each, found, all) => {
        const now = rank[resultOf(each, found, all)]
        expect(rank[resultOf(each, { ...found, for: found.for + 1 }, all)]).toBeGreaterThanOrEqual(now)
        expect(rank[resultOf(each, { ...found, against: found.against + 1 }, all)]).toBeLessThanOrEqual(now)
      }),
      { numRuns: 2_000 },
    )
  })

  test('is a tie only where one more vote for it would adopt it', () => {
    fc.assert(
      fc.property(rule, counts, members, (each, found, all) => {
        if (resultOf(each, found, all) !== 'tied') return
        expect(found.for).toBe(found.against)
        expect(resultOf(each, { ...found, for: found.for + 1 }, all)).toBe('adopted')
      }),
      { numRuns: 5_000 },
    )
  })
})

const VOTE = 'v' as VoteId
const ballot = fc.tuple(fc.constantFrom('anne', 'bruno', 'claire', 'david') as fc.Arbitrary<PersonId>, fc.constantFrom<VoteChoice | undefined>(...VOTE_CHOICES, undefined))
const written = fc.tuple(fc.nat(1), fc.oneof({ weight: 8, arbitrary: ballot }, { weight: 1, arbitrary: fc.constant('secret' as const) }, { weight: 1, arbitrary: fc.constant('exchange' as const) }))

describe('two secretaries who note ballots at once', () => {
  test('come to the same vote, with every ballot that only one of them noted; a secret one shows none', () => {
    fc.assert(
      fc.property(fc.array(written, { maxLength: 20 }), (steps) => {
        const documents = [new Y.Doc(), new Y.Doc()] as const
        editVote(documents[0], VOTE, { method: 'by-name', secrecy: 'public' })
        exchange(...documents)
        const noted = [new Map<PersonId, VoteChoice | undefined>(), new Map<PersonId, VoteChoice | undefined>()] as const
        const isSecret = steps.some(([, what]) => what === 'secret')
        for (const [who, what] of steps) {
          const document = documents[who]!
          if (what === 'exchange') exchange(...documents)
          else if (what === 'secret') makeSecret(document, readVoteRecords(document).get(VOTE)!)
          else {
            castBallot(document, VOTE, ...what)
            noted[who]!.set(...what)
          }
        }
        exchange(...documents)
        const [one, two] = documents.map((document) => readVoteRecords(document).get(VOTE)!)
        expect(one).toEqual(two)
        expect(one!.secrecy).toBe(isSecret ? 'secret' : 'public')
        if (isSecret) return void expect([one!.method, one!.ballots.size]).toEqual(['counted', 0])
        for (const [who, mine] of noted.entries()) {
          for (const [person, choice] of mine) if (!noted[1 - who]!.has(person)) expect([person, one!.ballots.get(person)]).toEqual([person, choice])
        }
        expect(voteOutcome(one!, { members: 4, entitled: new Map() }).counts ?? countBallots(new Map())).toEqual(countBallots(one!.ballots))
      }),
      { numRuns: 300 },
    )
  })
})

describe('the words of a vote', () => {
  const words: Readonly<Record<keyof VoteCounts, readonly string[]>> = { for: ['pour', 'voix pour', 'for', 'votes for', 'in favour'], against: ['contre', 'voix contre', 'against'], abstention: ['abstentions', 'abstention'], none: ['ne prennent pas part au vote', 'not voting'] }
  const several = fc.uniqueArray(fc.constantFrom(...VOTE_CHOICES), { minLength: 2, maxLength: 4 })
  const numbers = fc.array(fc.nat(999), { minLength: 4, maxLength: 4 })

  test('tell every count, in either order of words and numbers, whatever stands between them', () => {
    fc.assert(
      fc.property(several, numbers, fc.array(fc.nat(4), { minLength: 4, maxLength: 4 }), fc.constantFrom(', ', ' ; ', ' et ', ' and ', ', and ', ' / ', '. '), fc.boolean(), (choices, found, forms, between, isNumberFirst) => {
        const parts = choices.map((choice, index) => {
          const said = words[choice][forms[index]! % words[choice].length]!
          return isNumberFirst ? `${found[index]} ${said}` : `${said} : ${found[index]}`
        })
        const expected = Object.fromEntries(choices.map((choice, index) => [choice, found[index]]))
        for (const text of [parts.join(between), `Le budget est adopté par ${parts.join(between)}.`, `VOTE ${parts.join(between).toUpperCase()}`]) expect([text, readVote(text).counts]).toEqual([text, expected])
      }),
      { numRuns: 1_000 },
    )
  })

  test('count nothing where nothing is counted', () => {
    const plain = fc.constantFrom('pour', 'contre', 'le', '2026', 'for', 'against', 'budget', '14', 'de', 'projet', 'la séance', 'euros', 'mai')
    fc.assert(
      fc.property(fc.array(plain, { maxLength: 6 }), (parts) => {
        // A number and a word of voting that touch are a count; without any that touch there is none.
        const touches = parts.some((part, index) => /^\d/.test(part) !== /^\d/.test(parts[index + 1] ?? '') && /^(?:\d|pour|contre|for|against)/.test(part) && /^(?:\d|pour|contre|for|against)/.test(parts[index + 1] ?? ''))
        if (!touches) expect(readVote(parts.join(' ')).counts).toEqual({})
      }),
      { numRuns: 1_000 },
    )
    expect(newVote(VOTE).counts).toEqual({})
  })
})
