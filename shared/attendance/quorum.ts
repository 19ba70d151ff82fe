import type * as Y from 'yjs'
import type { PersonId } from '../model/identifiers.ts'
import { readMeeting, type FixedQuorum } from '../model/meeting.ts'
import { readMembers, readSeries, type QuorumRule } from '../model/series.ts'
import type { WallTime } from '../model/wall-time.ts'
import { entriesOf, isAttending, type Roll, type RollEntry } from './roll.ts'

export interface Quorum {
  /** Members who count now: present or remote, and represented where the rule says so. Whoever has left does not. */
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

/** Whether the meeting has its quorum: computed from the roll, never typed. */
export function quorumOf({ members, required, countsRepresented }: FixedQuorum, entries: readonly RollEntry[]): Quorum {
  const entryOf = new Map(entries.map((entry) => [entry.person.id, entry]))
  const inside = members.flatMap((member) => entryOf.get(member) ?? [])
  const countAt = (isThere: (entry: RollEntry) => boolean) =>
    inside.filter((entry) => {
      if (isAttending(entry.status)) return isThere(entry)
      if (entry.status !== 'represented' || !countsRepresented) return false
      if (!entry.representedBy) return true
      // A proxy counts as long as whoever holds it is there.
      const holder = entryOf.get(entry.representedBy.id)
      return holder !== undefined && isAttending(holder.status) && isThere(holder)
    }).length
  const counted = countAt((entry) => !hasLeft(entry))
  const moments = [...new Set(entries.flatMap(({ arrivedAt, leftAt }) => [arrivedAt, leftAt].filter((time) => time !== undefined)))].sort()
  const counts = moments.map((time) => ({ time, count: countAt((entry) => isThereAt(entry, time)) }))
  const most = Math.max(counted, countAt((entry) => entry.arrivedAt === undefined || isBack(entry)), ...counts.map(({ count }) => count))
  const isReached = counted >= required
  const lostAt = isReached || most < required ? undefined : counts[counts.findLastIndex(({ count }) => count >= required) + 1]?.time
  return { counted, most, required, members: members.length, isReached, ...(lostAt && { lostAt: lostAt as WallTime }) }
}

/** Somebody who left and came in again later is there. */
function isBack({ arrivedAt, leftAt }: RollEntry): boolean {
  return arrivedAt !== undefined && leftAt !== undefined && arrivedAt > leftAt
}

function hasLeft(entry: RollEntry): boolean {
  return entry.leftAt !== undefined && !isBack(entry)
}

function isThereAt(entry: RollEntry, time: string): boolean {
  const { arrivedAt, leftAt } = entry
  if (isBack(entry)) return time < leftAt! || time >= arrivedAt!
  return (arrivedAt === undefined || arrivedAt <= time) && (leftAt === undefined || time < leftAt)
}

export interface QuorumDocuments {
  readonly series: Y.Doc
  readonly meeting: Y.Doc
}

/** The quorum of a meeting as it stands now; undefined where its series has no rule. A published meeting has written down whom it was about. */
export function meetingQuorum({ series, meeting }: QuorumDocuments, roll: Roll): Quorum | undefined {
  const { state, quorum } = readMeeting(meeting)
  const fixed = state === 'published' ? quorum : fixedQuorum(readSeries(series).quorum, readMembers(series).map(({ person }) => person))
  return fixed && quorumOf(fixed, entriesOf(roll))
}
