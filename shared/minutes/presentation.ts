import type { DocumentKind, DocumentLanguage } from '../bridge.ts'
import type { Language } from '../model/bilingual.ts'
import type { EntryKind, ListStyle } from '../model/body.ts'
import type { AgendaKind } from '../model/meeting.ts'

/**
 * What a document says, in the order it says it, and in what language: everything but how it looks. Both writers
 * (DOCX, PDF) lay out this one value, so that they cannot differ in what they say. Every text in it is printable
 * (`characters.ts`), every link may be opened (`links.ts`).
 */
export interface Presentation {
  readonly kind: DocumentKind
  readonly language: DocumentLanguage
  /** One column, or French and English side by side. */
  readonly columns: readonly Language[]
  readonly properties: {
    readonly title: string
    readonly author: string
    readonly subject: string
    readonly language: Language
    /** `YYYY-MM-DD` */
    readonly date: string | null
  }
  /** Series · number · date: the head of every page but the first. */
  readonly running: Line
  readonly pageWords: { readonly page: string; readonly of: string }
  readonly cover: Cover
  readonly sections: readonly Section[]
}

/** A stretch of text in one language. */
export interface Span {
  readonly text: string
  readonly lang: Language
  readonly bold?: true
  readonly italic?: true
  readonly link?: string
  /** A small remark of the document on the text, such as « non traduit ». */
  readonly mark?: true
}

export type Line = readonly Span[]

/** One line for each column, or one line alone where all columns would say the same. */
export type Columns = readonly Line[]

export interface Cover {
  /** Series · number. */
  readonly eyebrow: Columns
  readonly kind: Columns
  readonly title: Columns
  readonly facts: readonly Fact[]
}

export interface Fact {
  readonly label: Columns
  readonly value: Columns
}

export type Section = AgendaSection | AttendanceSection | ItemsSection | ReferencesSection | ActionsSection

export interface AgendaSection {
  readonly type: 'agenda'
  readonly heading: Columns
  readonly items: readonly ItemHead[]
  readonly empty: Columns | null
}

export interface ItemHead {
  /** Unique in the document; only letters, digits and hyphens. */
  readonly anchor: string
  readonly kind: AgendaKind
  readonly label: string
  readonly depth: number
  readonly title: Columns
  /** Presenters, room, planned time; null if there is none of them. */
  readonly details: Columns | null
}

export interface AttendanceSection {
  readonly type: 'attendance'
  readonly heading: Columns
  readonly header: { readonly site: Line; readonly name: Line; readonly status: Line; readonly count: Line }
  readonly sites: readonly AttendanceSite[]
  readonly total: { readonly label: Line; readonly detail: Line; readonly count: Line }
  /** Null: there is no rule. */
  readonly quorum: { readonly label: Line; readonly detail: Line; readonly count: Line } | null
  readonly empty: Columns | null
}

export interface AttendanceSite {
  readonly name: Line
  readonly people: readonly { readonly name: Line; readonly detail: Line; readonly status: Line; readonly isAttending: boolean }[]
  readonly count: Line
}

export interface ItemsSection {
  readonly type: 'items'
  readonly items: readonly PresentedItem[]
}

export interface PresentedItem extends ItemHead {
  /** "Nothing to report", "Not applicable"; null while the item has minutes of its own. */
  readonly outcome: Columns | null
  readonly entries: readonly PresentedEntry[]
}

export interface PresentedEntry {
  readonly kind: EntryKind
  readonly list: ListStyle
  readonly level: number
  /** Of an entry in an ordered list, from 1; null for others. */
  readonly position: number | null
  readonly speakers: Line
  /** "Decision D1"; null for a note. */
  readonly label: Columns | null
  readonly body: Columns
  /** Below the text: owners, due date and state of an action; counts and result of a vote, and who voted what. */
  readonly facts: readonly Columns[]
}

/** Decisions, votes or recommendations gathered from the whole meeting. */
export interface ReferencesSection {
  readonly type: 'references'
  readonly heading: Columns
  readonly rows: readonly { readonly kind: EntryKind; readonly reference: string; readonly item: Columns; readonly speakers: Line; readonly body: Columns; readonly facts: readonly Columns[] }[]
  readonly empty: Columns | null
}

export interface ActionsSection {
  readonly type: 'actions'
  readonly heading: Columns
  readonly header: { readonly reference: Line; readonly what: Columns; readonly owner: Line; readonly due: Line; readonly done: Line }
  readonly rows: readonly ActionRow[]
  readonly empty: Columns | null
}

export interface ActionRow {
  readonly reference: string
  readonly item: Line
  readonly body: Columns
  readonly owners: Line
  readonly due: Line
  readonly state: 'open' | 'done' | 'cancelled'
  readonly stateWord: Line
}

/** The text of a line, as a reader sees it. */
export function lineText(line: Line): string {
  return line.map((span) => span.text).join('')
}
