import type * as Y from 'yjs'
import { BEGINNING, momentOf, presenceOf, startOf, timeInSession, WHOLE, type Moment, type Presence } from '../attendance/presence.ts'
import { entriesOf, type Roll } from '../attendance/roll.ts'
import type { PersonId } from '../model/identifiers.ts'
import { readMeeting, type Meeting } from '../model/meeting.ts'
import { readMembers, type Member } from '../model/series.ts'
import type { Instant } from '../model/timing.ts'
import { isNoted, type VoteFacts } from '../model/vote.ts'
import type { WallTime } from '../model/wall-time.ts'

/** Who can vote: the members of the series. Where it has none, everybody on the list but guests. */
export interface Electorate {
  /** All of them, whether they are there or not. */
  readonly members: number
  /** Whoever could vote: those there, and those represented, whose vote is given for them. In the order of the roll. */
  readonly entitled: ReadonlyMap<PersonId, Voter>
}

export interface Voter {
  readonly name: string
  /** Who votes for somebody absent, empty where nobody is named; undefined for those who are there. */
  readonly representedBy?: string
  /** No result follows from ballots before this one is noted. False where nobody knows whether this person was there at the time. */
  readonly isAwaited: boolean
}

/** Who can vote in the votes of one meeting: people come and go between them. */
export interface Electorates {
  /** Those of one vote: by when it was held; before that, by the moment that is looked at. */
  readonly of: (vote: VoteFacts) => Electorate
  /** The time on the wall at an instant, while the meeting is in session. */
  readonly timeAt: (instant: Instant) => WallTime | undefined
}

export interface ElectorateSources {
  readonly roll: Roll
  /** Members of the series; none: everybody on the list but guests. */
  readonly members: readonly PersonId[]
  readonly start?: WallTime | undefined
}

/** Who could vote at a moment; over the whole meeting, all who could at any time of it. */
export function electorateAt({ roll, members, start }: ElectorateSources, at: Moment): Electorate {
  const entries = entriesOf(roll)
  const voting = new Set(members.length > 0 ? members : entries.filter(({ guest }) => !guest).map(({ person }) => person.id))
  const presence = presenceOf(entries, { start })
  const moments = at === WHOLE ? [BEGINNING, ...presence.changes.map((change) => change.at), WHOLE] : [at]
  const entitled = entries.flatMap(({ person, status, representedBy }): readonly (readonly [PersonId, Voter])[] => {
    if (!voting.has(person.id) || !moments.some((moment) => presence.counts(person.id, moment))) return []
    const proxy = status === 'represented' && { representedBy: representedBy?.name ?? '' }
    return [[person.id, { name: person.name, ...proxy, isAwaited: countsThroughout(presence, person.id, moments) }]]
  })
  return { members: voting.size, entitled: new Map(entitled) }
}

function countsThroughout({ counts }: Presence, person: PersonId, moments: readonly Moment[]): boolean {
  return moments.every((moment) => counts(person, moment))
}

export interface ElectorateDocuments {
  readonly series: Y.Doc
  readonly meeting: Y.Doc
}

/** Who can vote in a meeting, seen as a whole. */
export function meetingElectorates({ series, meeting }: ElectorateDocuments, roll: Roll): Electorates {
  return electoratesAmong({ facts: readMeeting(meeting), members: readMembers(series) }, roll)
}

export interface ElectoratesSources {
  readonly facts: Pick<Meeting, 'state' | 'members' | 'date' | 'start' | 'openedAt' | 'timeZone'>
  /** Of the series. */
  readonly members: readonly Member[]
}

/** `by`: the moment that is looked at, for votes of which nothing is noted yet; the meeting as a whole unless one is given. */
export function electoratesAmong({ facts, members }: ElectoratesSources, roll: Roll, by: Moment = WHOLE): Electorates {
  const start = startOf(facts)
  // A published meeting has written down who the members were: who joins or leaves the series later does not change its votes.
  const voting = (facts.state === 'published' ? facts.members : undefined) ?? members.map(({ person }) => person)
  const known = new Map<Moment, Electorate>()
  return {
    of(vote) {
      const at = vote.heldAt !== undefined ? momentOf(vote.heldAt, start) : isNoted(vote) ? WHOLE : by
      const electorate = known.get(at) ?? electorateAt({ roll, members: voting, start }, at)
      known.set(at, electorate)
      return electorate
    },
    timeAt: (instant) => timeInSession(facts, instant),
  }
}
