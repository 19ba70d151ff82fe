import { TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import { findPersonNamed, matchPeople } from '../../shared/attendance/match-people.ts'
import type { PersonId } from '../../shared/model/identifiers.ts'
import type { Person } from '../../shared/model/workspace.ts'
import { setAttributes } from './commands.ts'
import { entryAttributes } from './schema.ts'

/** Longest name that is completed, in characters. */
const LONGEST_QUERY = 60
const MOST_CHOICES = 8

/** "@mar" or "[mar" at the start of an entry, with the caret after it; ":" after "Martin :", which several answer to. */
export interface SpeakerQuery {
  readonly trigger: '@' | '[' | ':'
  readonly text: string
  /** Position before the trigger; the query ends at the caret. */
  readonly from: number
  readonly to: number
}

export type Choice = { readonly kind: 'person'; readonly person: Person } | { readonly kind: 'add'; readonly name: string }

/** What is being completed at the caret. Reads the first few characters of one entry and nothing else. */
export function speakerQuery(state: EditorState): SpeakerQuery | undefined {
  const { $head, empty } = state.selection
  if (!empty || $head.depth !== 1 || $head.parentOffset === 0 || $head.parentOffset > LONGEST_QUERY) return undefined
  const typed = $head.parent.textBetween(0, $head.parentOffset, undefined, '\n')
  const trigger = typed[0]
  if ((trigger !== '@' && trigger !== '[') || /^.\s|[\n\]:]/.test(typed)) return undefined
  return { trigger, text: typed.slice(1), from: $head.start(), to: $head.pos }
}

/** The best people for what was typed, then the offer to add it as a new person. */
export function speakerChoices(text: string, people: readonly Person[], attending: ReadonlySet<PersonId>, chosen: readonly PersonId[]): readonly Choice[] {
  const name = text.trim().replace(/\s+/g, ' ')
  const found = matchPeople(name, people, attending)
    .filter((person) => !chosen.includes(person.id))
    .slice(0, MOST_CHOICES)
    .map((person): Choice => ({ kind: 'person', person }))
  // "[1" and "[Anne et Paul" name nobody new.
  const isOneName = /\p{L}/u.test(name) && !/[,;&/+]|\s(?:et|and)\s/iu.test(name)
  const known = !isOneName || people.some((person) => !person.deleted && person.name === name) || findPersonNamed(name, people) !== undefined
  return known ? found : [...found, { kind: 'add', name }]
}

/** Adds the speaker and takes what was typed away; `goOn` leaves the trigger, so that the next name can be typed. */
export function takeSpeaker(state: EditorState, query: SpeakerQuery, speaker: PersonId, goOn: boolean): Transaction {
  const position = query.from - 1
  const node = state.doc.nodeAt(position)!
  const speakers = [...new Set([...entryAttributes(node).speakers, speaker])]
  const tr = setAttributes(state.tr, { node, position }, { speakers })
  tr.delete(goOn ? query.from + 1 : query.from, query.to)
  return tr.setSelection(TextSelection.create(tr.doc, goOn ? query.from + 1 : query.from)).scrollIntoView()
}

/** Ends a list of speakers that was begun with "[" or goes on after a comma: takes the trigger away. */
export function endSpeakers(state: EditorState, query: SpeakerQuery): Transaction {
  return state.tr.delete(query.from, query.to)
}
