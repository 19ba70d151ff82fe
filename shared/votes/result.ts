import { entriesOf, isAttending, type Roll } from '../attendance/roll.ts'
import type { PersonId } from '../model/identifiers.ts'
import { countBallots, type VoteCounts, type VoteRecord, type VoteRule } from '../model/vote.ts'

/**
 * `counted`: counted, and no result is drawn from it. `undecided`: there is nothing yet from which it would follow.
 * `tied`: as many for as against, just where the rule draws its line; what settles it is for the committee's own rules.
 */
export const VOTE_RESULTS = ['adopted', 'rejected', 'tied', 'counted', 'undecided'] as const
export type VoteResult = (typeof VOTE_RESULTS)[number]

/** What is odd about a vote. It is said, and nothing is prevented. */
export const VOTE_WARNINGS = ['more-votes-than-people', 'not-as-announced', 'not-entitled'] as const
export type VoteWarning = (typeof VOTE_WARNINGS)[number]

/** Who can vote: members of the series, without guests. */
export interface Electorate {
  /** All of them, whether they are there or not. */
  readonly members: number
  /** Those attending, and those represented: their vote is given for them. In the order of the roll. */
  readonly entitled: ReadonlyMap<PersonId, Voter>
}

export interface Voter {
  readonly name: string
  /** Who votes for somebody absent, empty where nobody is named; undefined for those who are there. */
  readonly representedBy?: string
}

export type VoteFacts = Omit<VoteRecord, 'id'>

export interface VoteOutcome {
  readonly result: VoteResult
  /** All who voted were for it. */
  readonly isUnanimous: boolean
  /** Undefined while nothing is counted. */
  readonly counts: VoteCounts | undefined
  readonly warnings: readonly VoteWarning[]
}

export function electorate(roll: Roll): Electorate {
  const members = entriesOf(roll).filter(({ guest }) => !guest)
  const voting = members.filter(({ status }) => isAttending(status) || status === 'represented')
  return {
    members: members.length,
    entitled: new Map(voting.map(({ person, status, representedBy }) => [person.id, { name: person.name, ...(status === 'represented' && { representedBy: representedBy?.name ?? '' }) }])),
  }
}

/**
 * How a vote came out, from its counts or ballots and its rule; where these decide nothing (nobody counted, a tie that the
 * chair broke), from what was announced. Whole numbers only, so that no boundary is missed by a rounding.
 */
export function voteOutcome(vote: VoteFacts, { members, entitled }: Electorate): VoteOutcome {
  const { rule, announced } = vote
  const counts = countsOf(vote)
  const byCount = counts ? resultOf(rule, counts, members) : 'undecided'
  const isDecided = byCount === 'adopted' || byCount === 'rejected'
  const { for: inFavour = 0, against = 0, abstention = 0, none = 0 } = counts ?? {}
  const result = isDecided || announced === undefined ? byCount : announced === 'rejected' ? 'rejected' : 'adopted'
  const isUnanimous = result === 'adopted' && against === 0 && (isDecided ? abstention === 0 : announced === 'unanimous')
  const isOtherThanAnnounced = announced !== undefined && ((isDecided && (byCount === 'rejected') !== (announced === 'rejected')) || (announced === 'unanimous' && against > 0))
  const warnings: Readonly<Record<VoteWarning, boolean>> = {
    'more-votes-than-people': entitled.size > 0 && inFavour + against + abstention + none > entitled.size,
    'not-as-announced': isOtherThanAnnounced,
    'not-entitled': vote.method === 'by-name' && [...vote.ballots.keys()].some((person) => !entitled.has(person)),
  }
  return { result, isUnanimous, counts, warnings: VOTE_WARNINGS.filter((warning) => warnings[warning]) }
}

function countsOf({ method, counts, ballots }: VoteFacts): VoteCounts | undefined {
  if (method === 'by-name') return ballots.size > 0 ? countBallots(ballots) : undefined
  return Object.keys(counts).length > 0 ? counts : undefined
}

/** `members`: all who could vote were they there, for the rules that ask for a share of them. */
export function resultOf(rule: VoteRule, { for: inFavour, against = 0, abstention = 0 }: VoteCounts, members: number): VoteResult {
  if (rule === 'count-only') return 'counted'
  // "2 abstentions" says nothing of those who voted for it.
  if (inFavour === undefined || inFavour + against + abstention === 0) return 'undecided'
  const expressed = inFavour + against
  const cast = expressed + abstention
  switch (rule) {
    case 'simple-majority':
      return moreThanHalf(inFavour, against, expressed)
    case 'absolute-majority':
      return moreThanHalf(inFavour, against, cast)
    case 'absolute-majority-of-members':
      return members === 0 ? 'undecided' : moreThanHalf(inFavour, against, members)
    case 'two-thirds':
      return adoptedIf(inFavour > 0 && 3 * inFavour >= 2 * expressed)
    case 'two-thirds-of-members':
      return members === 0 ? 'undecided' : adoptedIf(3 * inFavour >= 2 * members)
    case 'unanimity':
      return adoptedIf(inFavour > 0 && against === 0)
    case 'unanimity-without-abstention':
      return adoptedIf(inFavour > 0 && against === 0 && abstention === 0)
  }
}

/** A tie only where one more vote for it, the chair's, would have been enough. */
function moreThanHalf(inFavour: number, against: number, whole: number): VoteResult {
  if (2 * inFavour > whole) return 'adopted'
  return inFavour > 0 && inFavour === against && 2 * inFavour === whole ? 'tied' : 'rejected'
}

function adoptedIf(isAdopted: boolean): VoteResult {
  return isAdopted ? 'adopted' : 'rejected'
}
