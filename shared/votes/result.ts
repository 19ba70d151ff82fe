import { readVote } from '../grammar/vote-counts.ts'
import { countBallots, VOTE_CHOICES, type Ballots, type VoteCounts, type VoteFacts, type VoteRule } from '../model/vote.ts'
import type { Electorate } from './electorate.ts'

/**
 * `counted`: counted, and no result is drawn from it. `undecided`: there is nothing yet from which it would follow.
 * `tied`: as many for as against, just where the rule draws its line; what settles it is for the committee's own rules.
 */
export const VOTE_RESULTS = ['adopted', 'rejected', 'tied', 'counted', 'undecided'] as const
export type VoteResult = (typeof VOTE_RESULTS)[number]

/** What is odd about a vote. It is said, and nothing is prevented. */
export const VOTE_WARNINGS = ['more-votes-than-people', 'not-as-announced', 'not-entitled', 'not-as-written'] as const
export type VoteWarning = (typeof VOTE_WARNINGS)[number]

/** How far a roll call is. */
export interface Calling {
  readonly noted: number
  readonly of: number
}

export interface VoteOutcome {
  readonly result: VoteResult
  /** All who voted were for it, and it was counted or announced that nobody was not. */
  readonly isUnanimous: boolean
  /** Undefined while nothing is counted. */
  readonly counts: VoteCounts | undefined
  /** The roll is being called: ballots are missing. */
  readonly calling?: Calling
  readonly warnings: readonly VoteWarning[]
}

/**
 * How a vote came out, from its counts or ballots and its rule; where these decide nothing (nobody counted, a roll call that
 * goes on, a tie that the chair broke), from what was announced. Whole numbers only, so that no boundary is missed by a
 * rounding. `words`: those of its entry, which may say something else than is noted.
 */
export function voteOutcome(vote: VoteFacts, { members, entitled }: Electorate, words = ''): VoteOutcome {
  const { rule, announced } = vote
  const counts = countsOf(vote)
  const calling = vote.method === 'by-name' && counts ? callingOf(vote.ballots, entitled) : undefined
  const byCount = counts && !calling ? resultOf(rule, counts, members) : 'undecided'
  const isDecided = byCount === 'adopted' || byCount === 'rejected'
  const { for: inFavour = 0, against = 0, abstention = 0, none = 0 } = counts ?? {}
  const result = isDecided || announced === undefined ? byCount : announced === 'rejected' ? 'rejected' : 'adopted'
  // Nobody against is known only where those against were counted, or the chair said so.
  const isUnanimousByCount = isDecided && counts?.against === 0 && counts.abstention === 0
  const isUnanimousAsAnnounced = announced === 'unanimous' && against === 0 && (!isDecided || abstention === 0)
  const isOtherThanAnnounced = announced !== undefined && ((isDecided && (byCount === 'rejected') !== (announced === 'rejected')) || (announced === 'unanimous' && against > 0))
  const warnings: Readonly<Record<VoteWarning, boolean>> = {
    'more-votes-than-people': entitled.size > 0 && inFavour + against + abstention + none > entitled.size,
    'not-as-announced': isOtherThanAnnounced,
    'not-entitled': vote.method === 'by-name' && [...vote.ballots.keys()].some((person) => !entitled.has(person)),
    'not-as-written': isOtherThanWritten(vote, calling ? {} : (counts ?? {}), words),
  }
  return {
    result,
    isUnanimous: result === 'adopted' && (isUnanimousByCount || isUnanimousAsAnnounced),
    counts,
    ...(calling && { calling }),
    warnings: VOTE_WARNINGS.filter((warning) => warnings[warning]),
  }
}

function countsOf({ method, counts, ballots }: VoteFacts): VoteCounts | undefined {
  if (method === 'by-name') return ballots.size > 0 ? countBallots(ballots) : undefined
  return Object.keys(counts).length > 0 ? counts : undefined
}

/** Undefined once everybody has been called: until then nothing follows, however sure it seems. */
function callingOf(ballots: Ballots, entitled: Electorate['entitled']): Calling | undefined {
  const missing = [...entitled].filter(([person, { isAwaited }]) => isAwaited && !ballots.has(person)).length
  return missing > 0 ? { noted: ballots.size, of: ballots.size + missing } : undefined
}

/** The words say something of the vote, and something else is noted. What is not noted at all is missing, not wrong. */
function isOtherThanWritten(vote: VoteFacts, counts: VoteCounts, words: string): boolean {
  if (words === '') return false
  const told = readVote(words)
  return (
    VOTE_CHOICES.some((choice) => told.counts[choice] !== undefined && counts[choice] !== undefined && told.counts[choice] !== counts[choice]) ||
    (told.announced !== undefined && vote.announced !== undefined && told.announced !== vote.announced) ||
    (told.rule !== undefined && told.rule !== vote.rule) ||
    (told.secrecy !== undefined && told.secrecy !== vote.secrecy)
  )
}

/** `members`: all who could vote were they there, for the rules that ask for a share of them. */
export function resultOf(rule: VoteRule, counts: VoteCounts, members: number): VoteResult {
  const { for: inFavour, against = 0, abstention = 0 } = counts
  if (rule === 'count-only') return 'counted'
  // "2 abstentions" says nothing of those who voted for it, nor "12 for" of those who did not.
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
      if (counts.against === undefined && inFavour > 0) return 'undecided'
      return adoptedIf(inFavour > 0 && against === 0)
    case 'unanimity-without-abstention':
      if (against + abstention === 0 && inFavour > 0 && (counts.against === undefined || counts.abstention === undefined)) return 'undecided'
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
