import type { AgendaItem } from '../agenda/tree.ts'
import { entryText, type Entry } from '../model/body.ts'
import type { ActionId, PersonId } from '../model/identifiers.ts'
import type { ActionRecord, AgendaRecord } from '../model/meeting.ts'
import type { Person } from '../model/workspace.ts'
import { plain } from './match-people.ts'
import { isAttending, type RollEntry } from './roll.ts'

/** What connects somebody with the meeting, the strongest first. */
export const INVOLVEMENTS = ['speaks', 'presents', 'owns', 'quoted'] as const
export type Involvement = (typeof INVOLVEMENTS)[number]

export interface NotListed {
  readonly person: Person
  readonly involvement: Involvement
}

/** What one body says of people. Read again only when that body changes. */
export interface Mentions {
  readonly speakers: ReadonlySet<PersonId>
  readonly actions: ReadonlySet<ActionId>
  /** Its text as words, without accents or case. */
  readonly words: readonly string[]
}

export function mentionsIn(entries: readonly Entry[]): Mentions {
  const actions = new Set(entries.flatMap(({ action }) => action ?? []))
  return { speakers: new Set(entries.flatMap(({ speakers }) => speakers)), actions, words: entries.flatMap((entry) => [...plain(entryText(entry)).split(' '), '']) }
}

export interface NotListedSources {
  readonly mentions: readonly Mentions[]
  readonly items: readonly Pick<AgendaItem | AgendaRecord, 'presenters'>[]
  /** All that are known; of them count those to which an entry points. */
  readonly actions: ReadonlyMap<ActionId, Pick<ActionRecord, 'owners'>>
  readonly people: readonly Person[]
  readonly roll: ReadonlyMap<PersonId, RollEntry>
  /** Said to be only quoted. */
  readonly quotedOnly: ReadonlySet<PersonId>
  /** Before the meeting nobody is there yet. */
  readonly isPreparing: boolean
}

/**
 * Whoever speaks or presents without being marked as attending; and whoever is given an action, or named in full in the
 * text, without being on the list at all: an absent member may be given an action.
 */
export function peopleNotListed({ mentions, items, actions, people, roll, quotedOnly, isPreparing }: NotListedSources): readonly NotListed[] {
  const involvements = new Map<PersonId, Involvement>()
  const involve = (ids: Iterable<PersonId>, involvement: Involvement) => {
    for (const id of ids) if (!involvements.has(id)) involvements.set(id, involvement)
  }
  const index = namesIndex(people)
  for (const { speakers } of mentions) involve(speakers, 'speaks')
  for (const { presenters } of items) involve(presenters, 'presents')
  for (const mentioned of mentions) for (const id of mentioned.actions) involve(actions.get(id)?.owners ?? [], 'owns')
  for (const { words } of mentions) involve(namedIn(words, index), 'quoted')
  return people.flatMap((person): NotListed[] => {
    const involvement = involvements.get(person.id)
    if (!involvement || person.deleted || quotedOnly.has(person.id)) return []
    const entry = roll.get(person.id)
    const isMissing = involvement === 'speaks' || (involvement === 'presents' && !isPreparing) ? !isAttending(entry?.status) : entry === undefined
    return isMissing ? [{ person, involvement }] : []
  })
}

interface KnownName {
  readonly words: readonly string[]
  readonly people: Set<PersonId>
}

/** Names of several words by their first one, the longest first; single words and initials are too often something else. */
function namesIndex(people: readonly Person[]): ReadonlyMap<string, readonly KnownName[]> {
  const byName = new Map<string, KnownName>()
  for (const { id, name, aliases, deleted } of people) {
    if (deleted) continue
    for (const known of [name, ...aliases]) {
      const words = plain(known).split(' ').filter(Boolean)
      if (words.length < 2 || words.every((word) => word.length < 2)) continue
      const same = byName.get(words.join(' ')) ?? { words, people: new Set<PersonId>() }
      same.people.add(id)
      byName.set(words.join(' '), same)
    }
  }
  const names = [...byName.values()].toSorted((left, right) => right.words.length - left.words.length)
  return Map.groupBy(names, ({ words }) => words[0]!)
}

/** Whoever is named in full: the longest name that stands there; of a name that two people bear nobody knows whose it is. */
function namedIn(words: readonly string[], index: ReadonlyMap<string, readonly KnownName[]>): ReadonlySet<PersonId> {
  const named = new Set<PersonId>()
  for (let at = 0; at < words.length; at += 1) {
    const found = index.get(words[at]!)?.find((known) => known.words.every((word, offset) => words[at + offset] === word))
    if (!found) continue
    if (found.people.size === 1) for (const id of found.people) named.add(id)
    at += found.words.length - 1
  }
  return named
}
