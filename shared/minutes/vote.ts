import { entriesOf, type Roll } from '../attendance/roll.ts'
import { newVote, type VoteRecord } from '../model/vote.ts'
import type { VoteId } from '../model/identifiers.ts'
import type { Electorate, Electorates } from '../votes/electorate.ts'
import { voteOutcome } from '../votes/result.ts'
import type { MinutesBallot, MinutesVote } from './minutes.ts'

/** What minutes say of a vote. A secret vote has no ballots to say anything of. */
export function minutesVote(record: VoteRecord = newVote('' as VoteId), roll: Roll, electorates: Electorates): MinutesVote {
  return { ...voteStanding(record, electorates.of(record)), ballots: record.method === 'by-name' ? minutesBallots(record, roll) : [] }
}

/** How a vote stands now, without names. */
export function voteStanding(record: VoteRecord, among: Electorate): Omit<MinutesVote, 'ballots'> {
  const { result, isUnanimous, counts = {}, calling } = voteOutcome(record, among)
  return {
    secrecy: record.secrecy,
    rule: record.rule,
    result,
    isUnanimous,
    counts: { for: counts.for ?? null, against: counts.against ?? null, abstention: counts.abstention ?? null, none: counts.none ?? null },
    ...(calling && { calling }),
  }
}

/** Everybody who voted: those on the list, then those who were taken off it since and still voted. */
function minutesBallots({ ballots }: VoteRecord, roll: Roll): readonly MinutesBallot[] {
  const listed = entriesOf(roll).flatMap(({ person, status, representedBy }): MinutesBallot[] => {
    const choice = ballots.get(person.id)
    return choice ? [{ name: person.name, representedBy: (status === 'represented' && representedBy?.name) || null, choice }] : []
  })
  const known = new Set(entriesOf(roll).map(({ person }) => person.id))
  const others = [...ballots].filter(([person]) => !known.has(person)).map(([, choice]): MinutesBallot => ({ name: '…', representedBy: null, choice }))
  return [...listed, ...others]
}
