import type * as Y from 'yjs'
import type { PersonId } from '../model/identifiers.ts'
import { readMeeting, type FixedQuorum, type Meeting } from '../model/meeting.ts'
import { readMembers, readSeries, type Member, type QuorumRule } from '../model/series.ts'
import type { WallTime } from '../model/wall-time.ts'
import { BEGINNING, presenceOf, startOf, WHOLE, type Moment } from './presence.ts'
import { entriesOf, type Roll, type RollEntry } from './roll.ts'

export interface Quorum {
  /** Members who count (`presence.ts`): present or remote, and represented where the rule says so. Whoever has left does not. */
  readonly counted: number
  /** The most who have counted at once. */
  readonly most: number
  readonly required: number
  readonly members: number
  readonly isReached: boolean
  /** It was reached, and is not any more since somebody left at this time. */
  readonly lostAt?: WallTime
}

/** How many members the rule asks for; undefined where there is no rule, or nobody whom it could be about. */
export function quorumRequired(rule: QuorumRule | undefined, members: number): number | undefined {
  if (!rule || members === 0) return undefined
  switch (rule.kind) {
    case 'half':
      return Math.ceil(members / 2)
    case 'more-than-half':
      return Math.floor(members / 2) + 1
    case 'two-thirds':
      return Math.ceil((2 * members) / 3)
    case 'number':
      return rule.number
  }
}

/** Whom the rule of a series is about now; undefined where it asks for nobody. */
export function fixedQuorum(rule: QuorumRule | undefined, members: readonly PersonId[]): FixedQuorum | undefined {
  const required = quorumRequired(rule, members.length)
  return rule && required !== undefined ? { members, required, countsRepresented: rule.countsRepresented } : undefined
}

/** By which clock a quorum is counted. */
export interface QuorumClock {
  readonly start?: WallTime | undefined
  /** What is noted ahead does not count before its time; the meeting as a whole unless a moment is given. */
  readonly by?: Moment
}

/** Whether the meeting has its quorum: computed from the roll, never typed. */
export function quorumOf({ members, required, countsRepresented }: FixedQuorum, entries: readonly RollEntry[], { start, by = WHOLE }: QuorumClock = {}): Quorum {
  const presence = presenceOf(entries, { start, countsRepresented })
  const countAt = (at: Moment) => members.filter((member) => presence.counts(member, at)).length
  const counted = countAt(by)
  const counts = presence.changes.filter(({ at }) => at <= by).map(({ at, time }) => ({ time, count: countAt(at) }))
  const most = Math.max(counted, countAt(BEGINNING), ...counts.map(({ count }) => count))
  const isReached = counted >= required
  const lostAt = isReached || most < required ? undefined : counts[counts.findLastIndex(({ count }) => count >= required) + 1]?.time
  return { counted, most, required, members: members.length, isReached, ...(lostAt && { lostAt }) }
}

export interface QuorumDocuments {
  readonly series: Y.Doc
  readonly meeting: Y.Doc
}

/** The quorum of a meeting as a whole; undefined where its series has no rule. */
export function meetingQuorum({ series, meeting }: QuorumDocuments, roll: Roll): Quorum | undefined {
  return quorumAmong({ facts: readMeeting(meeting), rule: readSeries(series).quorum, members: readMembers(series) }, roll)
}

export interface QuorumSources {
  readonly facts: Pick<Meeting, 'state' | 'quorum' | 'start' | 'openedAt'>
  /** Of the series. */
  readonly rule: QuorumRule | undefined
  readonly members: readonly Member[]
}

/** A published meeting has written down whom it was about. `by`: as it stood then; the meeting as a whole unless a moment is given. */
export function quorumAmong({ facts, rule, members }: QuorumSources, roll: Roll, by: Moment = WHOLE): Quorum | undefined {
  const fixed = facts.state === 'published' ? facts.quorum : fixedQuorum(rule, members.map(({ person }) => person))
  return fixed && quorumOf(fixed, entriesOf(roll), { start: startOf(facts), by })
}
