import type * as Y from 'yjs'
import type { Language } from '../../shared/model/bilingual.ts'
import type { AgendaItemId, PersonId } from '../../shared/model/identifiers.ts'
import type { CalendarDate } from '../../shared/model/wall-time.ts'
import type { Person } from '../../shared/model/workspace.ts'
import type { TakenBack } from '../app/undo.ts'
import type { CopyWords } from './clipboard.ts'
import type { EntrySurroundings } from './entry-view.ts'
import type { CaretExchange } from './others-carets.ts'
import type { Electorates } from '../../shared/votes/electorate.ts'
import type { GrammarEvent } from './typed-grammar.ts'

/** Which body is edited. It stays the same for as long as the editor stands. */
export interface EditorPlace {
  readonly meeting: Y.Doc
  readonly item: AgendaItemId
  readonly language: Language
  readonly undoManager: Y.UndoManager
  /** The carets of those who write in it too. */
  readonly carets?: CaretExchange | undefined
}

/** What the application gives; it may change while the editor stands. */
export interface EditorSurroundings {
  readonly people: readonly Person[]
  readonly attending: ReadonlySet<PersonId>
  /** Who can vote, as the attendance stands. */
  readonly electorates: Electorates
  readonly readOnly: boolean
  readonly language: Language
  readonly label: string
  readonly placeholder: string
  readonly entryWords: EntrySurroundings['words']
  readonly copyWords: Omit<CopyWords, 'name'>
  /** Whether lines become what they say they are (`shared/grammar`). */
  readonly grammar: boolean
  /** Whether quotation marks, spaces and dashes become those of the language (`shared/i18n`). */
  readonly typography: boolean
  /** The day of the meeting, from which "by Friday" counts. */
  readonly date: CalendarDate
  readonly addPerson: (name: string) => PersonId
  /** A rule did something; undefined: what was told before is taken back. */
  readonly onRule: (event: GrammarEvent | undefined) => void
  /** A step of the history of the meeting, which may be of another part of it, was taken back from this text. */
  readonly onTakenBack: (step: TakenBack) => void
  /** A sub-topic was made in the text: the writing goes on there. */
  readonly onTopic: (topic: AgendaItemId) => void
  readonly onOpenLink: (address: string) => void
  readonly onEntryDone: () => void
  readonly onLeave: (direction: 'previous' | 'next') => void
}
