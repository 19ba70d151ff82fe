import { formatList } from '../i18n/format.ts'
import type { Language } from '../model/bilingual.ts'
import { VOTE_CHOICES, type VoteChoice } from '../model/vote.ts'
import { printableLine } from './characters.ts'
import type { MinutesBallot, MinutesVote } from './minutes.ts'
import { countedWord, word } from './words.ts'

/** What documents say of a vote below its words, line by line, in each language: how it came out, then who voted what. */
export function voteLines(vote: MinutesVote, languages: readonly Language[]): readonly (readonly string[])[] {
  const chosen = VOTE_CHOICES.filter((choice) => vote.ballots.some((ballot) => ballot.choice === choice))
  return [languages.map((language) => voteSummary(vote, language)), ...chosen.map((choice) => languages.map((language) => namesLine(vote, choice, language)))]
}

/** "12 pour · 3 contre · 1 abstention — adopté (majorité simple)", with what is known of it. */
export function voteSummary({ counts, secrecy, rule, result, isUnanimous, calling }: Omit<MinutesVote, 'ballots'>, language: Language): string {
  const how = [...countsWords(counts, language), ...(secrecy === 'secret' ? [word('vote.secret', language)] : [])].join(' · ')
  if (result === 'counted') return how
  const outcome = word(result === 'adopted' && isUnanimous ? 'vote.unanimous' : `vote.${result}`, language)
  // Nothing was counted, or not all: no rule gave that result.
  const isByRule = rule !== 'count-only' && result !== 'undecided' && counts.for !== null
  const why = calling ? word('vote.calling', language, { noted: calling.noted, of: calling.of }) : isByRule ? word(`vote.rule.${rule}`, language) : undefined
  const ending = why === undefined ? outcome : word('vote.by', language, { result: outcome, why })
  return [how, ending].filter((part) => part !== '').join(' — ')
}

/** "12 pour", "3 contre": those that were counted. */
export function countsWords(counts: { readonly [Choice in VoteChoice]?: number | null | undefined }, language: Language): readonly string[] {
  return VOTE_CHOICES.flatMap((choice) => (isSaid(choice, counts[choice]) ? [countWords(choice, counts[choice] ?? 0, language)] : []))
}

/** That nobody abstained is said, that nobody stayed out goes without saying. */
function isSaid(choice: VoteChoice, count: number | null | undefined): boolean {
  return count !== null && count !== undefined && (choice !== 'none' || count > 0)
}

function countWords(choice: VoteChoice, count: number, language: Language): string {
  return choice === 'for' || choice === 'against' ? word(`vote.${choice}`, language, { count }) : countedWord(`vote.${choice}`, count, language)
}

function namesLine({ ballots }: MinutesVote, choice: VoteChoice, language: Language): string {
  return word(`vote.names.${choice}`, language, { names: formatList(ballots.filter((ballot) => ballot.choice === choice).map((ballot) => ballotName(ballot, language)), language) })
}

function ballotName({ name, representedBy }: MinutesBallot, language: Language): string {
  return representedBy === null ? printableLine(name) : word('vote.represented', language, { name: printableLine(name), by: printableLine(representedBy) })
}
