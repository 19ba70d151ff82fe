import type { PersonId } from '../model/identifiers.ts'
import type { AttendancePatch } from '../model/meeting.ts'
import { minutesOfDay, type WallTime } from '../model/wall-time.ts'
import type { Person } from '../model/workspace.ts'
import { peopleCalled, plain } from './match-people.ts'
import type { Participant } from './participants-list.ts'

/**
 * Who a participant is. `certain`: one person of the directory bears this name or alias in full (accents, case and the
 * order of first and last name aside) and no other address; or this address, and may be called so. `doubtful`: somebody may be
 * meant; only a person can say who.
 */
export type MatchedParticipant =
  | { readonly is: 'certain'; readonly participant: Participant; readonly person: Person }
  | { readonly is: 'doubtful'; readonly participant: Participant; readonly candidates: readonly Person[] }
  | { readonly is: 'unknown'; readonly participant: Participant }

/** More candidates than this are not read; nobody has meant the twelfth. */
const MOST_CANDIDATES = 6

/** A difference from the meeting's hours that is only the minute one is early or late, in minutes. */
export const CLEARLY = 5

/** Finds each participant in the directory. No two different people are made one: what is not certain is to be asked. */
export function matchParticipants(participants: readonly Participant[], people: readonly Person[], expected: ReadonlySet<PersonId> = new Set()): readonly MatchedParticipant[] {
  const index = new NameIndex(people)
  const matched = participants.map((participant) => matchOne(participant, index, expected))
  const bearers = Map.groupBy(matched.filter((match) => match.is === 'certain'), ({ person }) => person.id)
  return matched.map((match): MatchedParticipant => {
    if (match.is !== 'certain') return match
    const same = bearers.get(match.person.id) ?? []
    // Two addresses are two people, though the directory knows only one of that name.
    const addresses = new Set(same.flatMap(({ participant }) => participant.email ?? []))
    const isOwn = match.participant.email !== undefined && match.participant.email === match.person.email?.toLowerCase()
    return addresses.size < 2 || isOwn ? match : { is: 'doubtful', participant: match.participant, candidates: [match.person] }
  })
}

class NameIndex {
  readonly people: readonly Person[]
  /** Each name of several words: its words, and the same in alphabetical order. */
  readonly known: readonly { readonly person: Person; readonly words: readonly string[]; readonly sorted: string }[]
  readonly #byWords = new Map<string, Set<Person>>()
  readonly #byEmail = new Map<string, Set<Person>>()

  constructor(people: readonly Person[]) {
    this.people = people.filter(({ deleted }) => !deleted)
    this.known = this.people.flatMap((person) =>
      [person.name, ...person.aliases].flatMap((name) => {
        const words = plain(name).split(' ')
        return words.length > 1 ? [{ person, words, sorted: words.toSorted().join(' ') }] : []
      }),
    )
    for (const person of this.people) {
      for (const name of [person.name, ...person.aliases]) addTo(this.#byWords, sortedWords(name), person)
      if (person.email) addTo(this.#byEmail, person.email.toLowerCase(), person)
    }
  }

  named(name: string): readonly Person[] {
    return [...(this.#byWords.get(sortedWords(name)) ?? [])]
  }

  at(email: string | undefined): readonly Person[] {
    return email === undefined ? [] : [...(this.#byEmail.get(email) ?? [])]
  }
}

function matchOne(participant: Participant, index: NameIndex, expected: ReadonlySet<PersonId>): MatchedParticipant {
  const names = [participant.name, ...participant.otherNames]
  const [byEmail, ...sharing] = index.at(participant.email)
  const named = unique(names.flatMap((name) => index.named(name)))
  const alike = unique(names.flatMap((name) => resembling(name, index)))
  // An address that several share, or a whole office, says nothing by itself; one whose owner is called otherwise contradicts the name.
  if (byEmail && sharing.length === 0 && (named.length === 0 ? alike : named).includes(byEmail)) return { is: 'certain', participant, person: byEmail }
  const [only] = named
  const isElsewhere = participant.email !== undefined && Boolean(only?.email)
  if (only && named.length === 1 && !byEmail && !isElsewhere && isUnmistakable(names, only, index.people)) return { is: 'certain', participant, person: only }
  const candidates = unique([...named, ...(byEmail ? [byEmail, ...sharing] : []), ...alike])
    .map((person, order) => ({ person, order, rank: Number(named.includes(person)) * 2 + Number(expected.has(person.id)) }))
    .sort((left, right) => right.rank - left.rank || left.order - right.order)
    .slice(0, MOST_CANDIDATES)
    .map(({ person }) => person)
  return candidates.length === 0 ? { is: 'unknown', participant } : { is: 'doubtful', participant, candidates }
}

/** A single word ("Nadia", "AM") is somebody's alias, and may be the beginning of another's name, or another's initials. */
function isUnmistakable(names: readonly string[], person: Person, people: readonly Person[]): boolean {
  return names.every((name) => plain(name).includes(' ') || peopleCalled(name, people).every((call) => call.person.id === person.id))
}

/** Whoever may be called so: by beginnings, initials, with a part more or less, or mistyped. */
function resembling(name: string, { people, known }: NameIndex): readonly Person[] {
  const words = plain(name).split(' ').filter(Boolean)
  if (words.length === 0) return []
  const called = peopleCalled(name, people).map(({ person }) => person)
  const written = new Set(words)
  const typed = sortedWords(name)
  const others = known.filter((name) => name.words.every((word) => written.has(word)) || isOneLetterOff(typed, name.sorted) || isNearly(words, name.words))
  return [...called, ...others.map(({ person }) => person)]
}

/** One name is the same, and the others begin alike: "Bastien Querolt" may be Bastien Quérault. */
function isNearly(typed: readonly string[], known: readonly string[]): boolean {
  if (typed.length !== known.length || typed.length < 2) return false
  const others = typed.filter((word) => !known.includes(word))
  const rest = known.filter((word) => !typed.includes(word))
  return others.length < typed.length && others.every((word) => word.length > 2 && rest.some((candidate) => candidate.startsWith(word.slice(0, 2))))
}

/** Two texts of some length that differ by one letter more, less or other, or by two neighbours exchanged. */
function isOneLetterOff(left: string, right: string): boolean {
  if (Math.min(left.length, right.length) < 6 || Math.abs(left.length - right.length) > 1 || left === right) return false
  let start = 0
  while (start < left.length && left[start] === right[start]) start += 1
  let end = 0
  while (end < Math.min(left.length, right.length) - start && left[left.length - 1 - end] === right[right.length - 1 - end]) end += 1
  const [less, more] = [left.length - start - end, right.length - start - end]
  return Math.max(less, more) <= 1 || (less === 2 && more === 2 && left[start] === right[start + 1] && left[start + 1] === right[start])
}

export interface MeetingHours {
  readonly start?: WallTime | undefined
  readonly end?: WallTime | undefined
}

/** The times worth noting: of whoever came clearly after the beginning, or left clearly before the end. */
export function timesToNote({ joinedAt, leftAt }: Participant, { start, end }: MeetingHours): Pick<AttendancePatch, 'arrivedAt' | 'leftAt'> {
  const isLate = joinedAt && start && minutesOfDay(joinedAt) > minutesOfDay(start) + CLEARLY
  const isEarly = leftAt && end && minutesOfDay(leftAt) < minutesOfDay(end) - CLEARLY
  return { ...(isLate && { arrivedAt: joinedAt }), ...(isEarly && { leftAt }) }
}

function sortedWords(name: string): string {
  return (plain(name) || name.trim()).split(' ').sort().join(' ')
}

function unique(people: readonly Person[]): readonly Person[] {
  return [...new Set(people)]
}

function addTo(index: Map<string, Set<Person>>, key: string, person: Person): void {
  if (key === '') return
  const known = index.get(key)
  if (known) known.add(person)
  else index.set(key, new Set([person]))
}
