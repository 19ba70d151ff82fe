import { createContext, use } from 'react'
import type * as Y from 'yjs'
import type { Language } from '../../../shared/model/bilingual.ts'
import type { AgendaItemId, EntryId, MeetingId, PersonId } from '../../../shared/model/identifiers.ts'
import type { Meeting } from '../../../shared/model/meeting.ts'
import type { OpenDocument } from '../../store/store.ts'
import type { Area } from './areas.ts'

/** What every part of the meeting screen works on. */
export interface Desk {
  readonly id: MeetingId
  readonly facts: Meeting
  readonly meeting: OpenDocument
  readonly series: Y.Doc
  readonly workspace: Y.Doc
  /** The language in which the content is seen and written. */
  readonly language: Language
  readonly readOnly: boolean
  readonly chooseItem: (item: AgendaItemId) => void
  /** Makes one change of the meeting that is undone by itself, not with what was done just before. False, and nothing done, once it is published. */
  readonly change: (edit: (document: Y.Doc) => void) => boolean
  /** The same for text, which is undone as it was typed. */
  readonly write: (edit: (document: Y.Doc) => void) => boolean
  /** Makes a person nobody knew, in the directory. */
  readonly addPerson: (name: string) => PersonId
  readonly goTo: (area: Area, selector?: string) => void
  /** Shows a place of the minutes in its language and puts the caret there. */
  readonly writeAt: (place: WritingPlace) => void
  /** Says what happened, for a moment, with what takes it back. */
  readonly tell: (message: Message | undefined) => void
}

/** Where to write in an item: in the entry that is named, else in its title. */
export interface WritingPlace {
  readonly item: AgendaItemId
  readonly language: Language
  readonly entry?: EntryId
}

export interface Message {
  readonly words: string
  /** For the eye alone: not read out each time. */
  readonly aside?: string
  readonly undo?: () => void
}

export const DeskContext = createContext<Desk | null>(null)
export interface ItemAtHand {
  readonly id: AgendaItemId | undefined
  /** Chosen on the way through the agenda: its text may follow a moment later. */
  readonly isPassing: boolean
  /** Where the caret goes once, when the item is shown. */
  readonly caret?: WritingPlace
}

/** The item at hand. Apart from the desk: it changes with each arrow key, and most parts do not ask for it. */
export const ItemContext = createContext<ItemAtHand>({ id: undefined, isPassing: false })

export function useDesk(): Desk {
  const desk = use(DeskContext)
  if (!desk) throw new Error('A part of the meeting screen stands outside of it.')
  return desk
}

export function useItemAtHand(): ItemAtHand {
  return use(ItemContext)
}
