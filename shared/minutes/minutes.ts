import type { Language, TranslationState } from '../model/bilingual.ts'
import type { EntryKind, ListStyle, Run } from '../model/body.ts'
import type { ActionState, AgendaKind, AttendanceStatus, ItemOutcome, MeetingState } from '../model/meeting.ts'
import type { VoteChoice, VoteRule, VoteSecrecy } from '../model/vote.ts'
import type { Calling, VoteResult } from '../votes/result.ts'

/**
 * The minutes of one meeting as one immutable value, complete in itself: names instead of identifiers, numbers and
 * totals computed. Every document is a function of this value and of nothing else. It is plain JSON.
 *
 * `minutes-schema.ts` checks a value that comes from outside; `build.ts` makes one from the shared documents.
 */
export interface Minutes {
  readonly formatVersion: 1
  readonly workspace: MinutesText
  readonly series: MinutesText
  readonly title: MinutesText
  readonly ordinal: number | null
  readonly state: MeetingState
  /** The language the meeting is minuted in, where nothing more precise is known. */
  readonly language: Language
  /** `YYYY-MM-DD` */
  readonly date: string | null
  /** `HH:MM` on the wall of the place, in `timeZone` (an IANA name). */
  readonly start: string | null
  readonly end: string | null
  /** When the meeting really began and ended, as `start` and `end` are written. */
  readonly opened: string | null
  readonly closed: string | null
  readonly timeZone: string
  readonly place: MinutesText | null
  readonly link: string | null
  readonly chairs: readonly string[]
  readonly secretaries: readonly string[]
  readonly next: { readonly date: string; readonly start: string | null } | null
  readonly agenda: readonly MinutesItem[]
  readonly attendance: MinutesAttendance
}

/** A short text. `fr` and `en` are null where there is none; at least one is a string (perhaps empty). */
export interface MinutesText {
  readonly fr: string | null
  readonly en: string | null
  readonly original: Language
  readonly translation: TranslationState
}

export interface MinutesItem {
  readonly id: string
  readonly kind: AgendaKind
  /** At its own level: "3", "3.2", "b)", "+"; empty for a break. */
  readonly label: string
  /** From anywhere: "3.2 b)". */
  readonly number: string
  /** 1 for the items of the agenda itself. */
  readonly depth: number
  readonly title: MinutesText
  readonly presenters: readonly string[]
  readonly plannedMinutes: number | null
  readonly place: string | null
  readonly outcome: ItemOutcome
  readonly body: readonly MinutesEntry[]
  readonly children: readonly MinutesItem[]
}

/** One entry with its translation beside it. */
export interface MinutesEntry {
  readonly id: string
  readonly kind: EntryKind
  readonly list: ListStyle
  /** List level from 0. */
  readonly level: number
  /** Position in an ordered list, from 1; null in others. */
  readonly position: number | null
  readonly speakers: readonly string[]
  readonly original: Language
  readonly translation: TranslationState
  /** Null where this language has no such entry. */
  readonly fr: readonly Run[] | null
  readonly en: readonly Run[] | null
  /** "D1", "A3", "R1", "V2": counted through the whole meeting; null for a note. */
  readonly reference: string | null
  /** Only for an action. */
  readonly action: MinutesAction | null
  /** Only for a vote. */
  readonly vote: MinutesVote | null
}

export interface MinutesAction {
  readonly owners: readonly string[]
  /** `YYYY-MM-DD` */
  readonly due: string | null
  readonly state: ActionState
}

/** How a vote came out, computed when the minutes were made. */
export interface MinutesVote {
  readonly secrecy: VoteSecrecy
  readonly rule: VoteRule
  readonly result: VoteResult
  readonly isUnanimous: boolean
  /** Null: nobody counted these. All are null where nothing was counted. */
  readonly counts: { readonly [Choice in VoteChoice]: number | null }
  /** Only while ballots of a roll call are missing. */
  readonly calling?: Calling
  /** Who voted what, in the order of the attendance; empty unless the vote was public and by name. */
  readonly ballots: readonly MinutesBallot[]
}

export interface MinutesBallot {
  readonly name: string
  /** Who voted for somebody absent. */
  readonly representedBy: string | null
  readonly choice: VoteChoice
}

export interface MinutesAttendance {
  readonly sites: readonly MinutesSite[]
  /** Present or remote, over all sites. */
  readonly attending: number
  readonly expected: number
  readonly sitesAttending: number
  /** Null: the committee has no rule. */
  readonly quorum: MinutesQuorum | null
}

export interface MinutesQuorum {
  /** The most members who counted at once. */
  readonly counted: number
  readonly members: number
  readonly required: number
  readonly isReached: boolean
  /** `HH:MM`: reached, and lost when somebody left. */
  readonly lostAt: string | null
}

export interface MinutesSite {
  /** Null: people without a site. */
  readonly name: string | null
  readonly people: readonly MinutesAttendee[]
  readonly attending: number
  readonly expected: number
}

export interface MinutesAttendee {
  readonly name: string
  readonly affiliation: string | null
  /** Null: nobody said. */
  readonly status: AttendanceStatus | null
  readonly representedBy: string | null
  readonly arrivedAt: string | null
  readonly leftAt: string | null
  readonly guest: boolean
}

/** Every item, parents before their children, as the document is read. */
export function itemsInOrder(items: readonly MinutesItem[]): readonly MinutesItem[] {
  return items.flatMap((item) => [item, ...itemsInOrder(item.children)])
}

/** Every entry of a kind with the item it stands in, in the order of the document. */
export function entriesOfKind(minutes: Minutes, kind: EntryKind): readonly { readonly item: MinutesItem; readonly entry: MinutesEntry }[] {
  return itemsInOrder(minutes.agenda).flatMap((item) => item.body.filter((entry) => entry.kind === kind).map((entry) => ({ item, entry })))
}
