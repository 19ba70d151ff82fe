import type { Language } from '../model/bilingual.ts'
import type { EntryKind, ListStyle } from '../model/body.ts'
import type { ActionState, AgendaKind, ItemOutcome } from '../model/meeting.ts'

/**
 * What the second screen shows, as one immutable value: names instead of identifiers, texts in the language in which the
 * secretary sees them, bounded in size. Plain JSON: it crosses from one window to the other, and nothing else does.
 *
 * `build.ts` makes one, `picture-schema.ts` is the door for one that comes in.
 */
export interface ProjectorPicture {
  readonly formatVersion: 1
  /** Language of the interface: of the screen's own words. */
  readonly language: Language
  readonly theme: 'light' | 'dark'
  /** The secretary holds the screen: it stays as it is until that ends. */
  readonly isHeld: boolean
  /** Null: no meeting is open. */
  readonly meeting: ProjectorMeeting | null
}

export interface ProjectorMeeting {
  /** Null where the meeting has none of its own: it is then called by its series and number. */
  readonly title: ProjectorText | null
  readonly series: ProjectorText
  readonly ordinal: number | null
  /** An IANA name: the wall of the room. */
  readonly timeZone: string
  /** Null: the agenda is empty. */
  readonly item: ProjectorItem | null
  /** The latest decisions, recommendations and votes of the meeting, in its order. */
  readonly decisions: Tail<ProjectorDecision>
  /** Open actions: those of earlier meetings, then those of this one. */
  readonly actions: Tail<ProjectorAction>
}

export interface ProjectorText {
  readonly text: string
  readonly language: Language
}

/** The end of a list, and how long the whole of it is. */
export interface Tail<Value> {
  readonly total: number
  readonly last: readonly Value[]
}

export interface ProjectorItem {
  readonly kind: AgendaKind
  readonly number: string
  readonly title: ProjectorText
  readonly presenters: readonly string[]
  readonly outcome: ItemOutcome
  /** In whole minutes; null where nobody started its clock. */
  readonly time: ProjectorTime | null
  /** The end of its text. */
  readonly entries: readonly ProjectorEntry[]
  /** There is more text before it. */
  readonly isCut: boolean
}

export interface ProjectorTime {
  readonly elapsed: number
  /** 0: nobody said. */
  readonly planned: number
  readonly over: number
  readonly isRunning: boolean
}

export interface ProjectorEntry {
  readonly id: string
  readonly kind: EntryKind
  readonly list: ListStyle
  readonly level: number
  readonly position: number | null
  readonly speakers: readonly string[]
  readonly language: Language
  readonly runs: readonly ProjectorRun[]
  readonly reference: string | null
  readonly action: ProjectorOwners | null
  /** How many, and how it came out, in words; never who. */
  readonly vote: string | null
}

/** Without links: nobody clicks on a wall. */
export interface ProjectorRun {
  readonly text: string
  readonly bold?: true
  readonly italic?: true
}

export interface ProjectorOwners {
  readonly owners: readonly string[]
  /** `YYYY-MM-DD` */
  readonly due: string | null
  readonly state: ActionState
  readonly isLate: boolean
}

export interface ProjectorDecision {
  readonly kind: EntryKind
  readonly reference: string
  /** Number of the item that it was taken in. */
  readonly item: string
  readonly text: ProjectorText
  readonly vote: string | null
}

export interface ProjectorAction extends ProjectorOwners {
  readonly reference: string
  /** Number of the earlier meeting that decided it; null for this one's. */
  readonly from: number | null
  readonly isEarlier: boolean
  readonly text: ProjectorText
}

/** How much of a long meeting the picture holds: more than any screen shows. Characters, entries, names. */
export const PICTURE_LIMITS = { body: 8_000, entries: 80, list: 40, text: 600, title: 500, names: 40, name: 200 } as const
