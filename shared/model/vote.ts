import type * as Y from 'yjs'
import { fact, LOCAL_CHANGE, readTable, writeRecord, type Fact, type RawRecord } from './fact-table.ts'
import type { PersonId, VoteId } from './identifiers.ts'
import { parseWallTime, type WallTime } from './wall-time.ts'

/** `by-name`: who voted what is noted. `counted`: only how many did. */
export const VOTE_METHODS = ['counted', 'by-name'] as const
export type VoteMethod = (typeof VOTE_METHODS)[number]

export const VOTE_SECRECIES = ['public', 'secret'] as const
export type VoteSecrecy = (typeof VOTE_SECRECIES)[number]

/** What it takes to adopt; see `votes/result.ts`. `count-only`: an opinion is sounded, and no result follows. */
export const VOTE_RULES = [
  'simple-majority', 'absolute-majority', 'absolute-majority-of-members', 'two-thirds', 'two-thirds-of-members', 'unanimity', 'unanimity-without-abstention', 'count-only',
] as const
export type VoteRule = (typeof VOTE_RULES)[number]

/** `none`: does not take part in the vote. */
export const VOTE_CHOICES = ['for', 'against', 'abstention', 'none'] as const
export type VoteChoice = (typeof VOTE_CHOICES)[number]

/** What the chair announced, where nobody counted ("adopté à l'unanimité"). */
export const VOTE_ANNOUNCEMENTS = ['unanimous', 'adopted', 'rejected'] as const
export type VoteAnnouncement = (typeof VOTE_ANNOUNCEMENTS)[number]

/** How many chose what; a choice that nobody counted is missing. */
export type VoteCounts = { readonly [Choice in VoteChoice]?: number }
export type Ballots = ReadonlyMap<PersonId, VoteChoice>

/** Most votes of one kind that are counted. */
export const MOST_VOTES = 99_999

/**
 * The facts of a vote. Its words stand in the entry of a body that points to it. How it came out is never stored: it
 * follows from these (`votes/result.ts`).
 */
export interface VoteRecord {
  readonly id: VoteId
  /** Never `by-name` in a secret vote. */
  readonly method: VoteMethod
  readonly secrecy: VoteSecrecy
  readonly rule: VoteRule
  /** As they were counted; a vote by name is counted from its ballots. */
  readonly counts: VoteCounts
  readonly announced?: VoteAnnouncement
  /** When something was first noted of it in session, on the wall: by then stands who could vote. */
  readonly heldAt?: WallTime
  /** Empty in a secret vote, whatever the document holds. */
  readonly ballots: Ballots
}

export type VoteFacts = Omit<VoteRecord, 'id'>

export type VotePatch = {
  readonly method?: VoteMethod
  readonly secrecy?: VoteSecrecy
  readonly rule?: VoteRule
  readonly announced?: VoteAnnouncement | undefined
  readonly heldAt?: WallTime | undefined
} & { readonly [Choice in VoteChoice]?: number | undefined }

export const VOTES_TABLE = 'votes'
/**
 * The ballots of all votes, in a flat table of their own: `<vote>:<person>`. Two secretaries who call the roll together,
 * or turn the same vote into one by name at once, then write different keys and lose nothing.
 */
export const BALLOTS_TABLE = 'ballots'

export function newVote(id: VoteId): VoteRecord {
  return { id, method: 'counted', secrecy: 'public', rule: 'simple-majority', counts: {}, ballots: new Map() }
}

export function readVoteRecords(document: Y.Doc): ReadonlyMap<VoteId, VoteRecord> {
  const ballots = readBallots(document)
  return new Map(
    [...readTable(document, VOTES_TABLE)].map(([id, record]) => {
      const vote = readVote(id as VoteId, record, ballots.get(id as VoteId))
      return [vote.id, vote]
    }),
  )
}

function readVote(id: VoteId, record: RawRecord, ballots: Ballots = new Map()): VoteRecord {
  const secrecy = fact.oneOf(record, 'secrecy', VOTE_SECRECIES, 'public')
  const announced = fact.oneOf<VoteAnnouncement | ''>(record, 'announced', VOTE_ANNOUNCEMENTS, '')
  const heldAt = parseWallTime(fact.string(record, 'heldAt') ?? '')
  return {
    id,
    method: secrecy === 'secret' ? 'counted' : fact.oneOf(record, 'method', VOTE_METHODS, 'counted'),
    secrecy,
    rule: fact.oneOf(record, 'rule', VOTE_RULES, 'simple-majority'),
    counts: Object.fromEntries(VOTE_CHOICES.flatMap((choice) => (isCount(record[choice]) ? [[choice, record[choice]]] : []))),
    ...(announced !== '' && { announced }),
    ...(heldAt && { heldAt }),
    ballots: secrecy === 'secret' ? new Map() : ballots,
  }
}

function isCount(value: Fact | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_VOTES
}

function readBallots(document: Y.Doc): ReadonlyMap<VoteId, Ballots> {
  const ballots = new Map<VoteId, Map<PersonId, VoteChoice>>()
  for (const [key, record] of readTable(document, BALLOTS_TABLE)) {
    const [vote, person] = ballotPlace(key) ?? []
    const choice = VOTE_CHOICES.find((known) => known === record.choice)
    if (vote === undefined || person === undefined || choice === undefined) continue
    const ofVote = ballots.get(vote) ?? new Map<PersonId, VoteChoice>()
    ballots.set(vote, ofVote.set(person, choice))
  }
  return ballots
}

/** Whose ballot in which vote a record of the ballots table is. */
export function ballotPlace(record: string): readonly [VoteId, PersonId] | undefined {
  const colon = record.indexOf(':')
  return colon > 0 && colon < record.length - 1 ? [record.slice(0, colon) as VoteId, record.slice(colon + 1) as PersonId] : undefined
}

/** Whether anything was counted, or anybody's vote noted. */
export function isNoted({ counts, ballots }: Pick<VoteRecord, 'counts' | 'ballots'>): boolean {
  return ballots.size > 0 || Object.keys(counts).length > 0
}

/**
 * A vote becomes secret through `makeSecret`, which also forgets who voted what. A ballot that was noted elsewhere while it
 * became so is emptied with the next change of the secret vote, and before that vote is public again.
 */
export function editVote(document: Y.Doc, id: VoteId, patch: VotePatch): void {
  document.transact(() => {
    if (readTable(document, VOTES_TABLE).get(id)?.secrecy === 'secret') forgetBallots(document, id)
    writeRecord(document, VOTES_TABLE, id, patch)
  }, LOCAL_CHANGE)
}

function forgetBallots(document: Y.Doc, id: VoteId): void {
  for (const person of readBallots(document).get(id)?.keys() ?? []) castBallot(document, id, person, undefined)
}

/** Notes what a person voted; undefined: nothing is noted. A vote given by proxy is that of the person represented. */
export function castBallot(document: Y.Doc, vote: VoteId, person: PersonId, choice: VoteChoice | undefined): void {
  writeRecord(document, BALLOTS_TABLE, `${vote}:${person}`, { choice })
}

/** The vote becomes secret: how many voted what is kept, who voted what is not. One step. */
export function makeSecret(document: Y.Doc, { id, method, ballots }: Pick<VoteRecord, 'id' | 'method' | 'ballots'>): void {
  document.transact(() => {
    editVote(document, id, { secrecy: 'secret', method: 'counted', ...(method === 'by-name' && ballots.size > 0 && countBallots(ballots)) })
    forgetBallots(document, id)
  }, LOCAL_CHANGE)
}

/** How many chose each; every choice has its number. */
export function countBallots(ballots: Ballots): Required<VoteCounts> {
  const counts = { for: 0, against: 0, abstention: 0, none: 0 }
  for (const choice of ballots.values()) counts[choice] += 1
  return counts
}
