import { Plugin } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { readNames } from '../../shared/grammar/names.ts'
import type { EntryId, PersonId } from '../../shared/model/identifiers.ts'
import { entryAtCaret } from './commands.ts'
import type { Place } from './popover-place.ts'
import { entryAttributes, textOf } from './schema.ts'
import { endSpeakers, speakerChoices, speakerQuery, takeSpeaker, type Choice, type SpeakerQuery } from './speaker-query.ts'
import type { EditorSurroundings } from './surroundings.ts'
import type { NameQuestion } from './typed-grammar.ts'

/** People to choose from beside the caret, while the keyboard stays in the text. */
export interface Completion {
  readonly query: SpeakerQuery
  readonly choices: readonly Choice[]
  readonly active: number
  readonly place: Place
}

export const COMPLETION_ID = 'speaker-completion'

export function choiceId(index: number): string {
  return `${COMPLETION_ID}-${index}`
}

/** What completing needs of the editor around it. */
export interface CompletionWorld {
  readonly around: () => Pick<EditorSurroundings, 'people' | 'attending' | 'addPerson'>
  readonly answer: (question: NameQuestion, person: PersonId) => void
  readonly placeAt: (position: number) => Place
  /** Something else hangs beside the caret: nothing is offered meanwhile. */
  readonly isCovered: () => boolean
  /** What is offered has changed other than by a change of the text or of the caret. */
  readonly onChange: () => void
}

/**
 * Which speakers are offered for "@mar" and "[mar", and for a name that several answer to; which of them is the active
 * one; and the keys that move, take and dismiss. Follows the text: `read` after each change says what is offered now.
 */
export class CompletingSpeakers {
  readonly plugin: Plugin
  readonly #world: CompletionWorld
  #shown: Completion | undefined
  /** The entry in which Escape sent the list away: it stays away until something else begins. */
  #dismissed: EntryId | '' | undefined
  #active = 0
  /** The active choice was moved to: it is meant, not merely the first. */
  #hasMoved = false
  #question: NameQuestion | undefined

  constructor(world: CompletionWorld) {
    this.#world = world
    this.plugin = new Plugin({ props: { handleKeyDown: (view, event) => this.#onKey(view, event) } })
  }

  /** Who is meant, of several: shown until something else is typed or the caret goes elsewhere. */
  ask(question: NameQuestion): void {
    this.#question = question
    this.#world.onChange()
  }

  /** What is offered at the caret as it stands now. */
  read(view: EditorView): Completion | undefined {
    this.#shown = this.#asked(view) ?? this.#queried(view)
    return this.#shown
  }

  /** Nothing is offered until the next change. */
  hide(): void {
    this.#shown = undefined
  }

  /** Takes a choice; `goOn` leaves the trigger, so that the next name can be typed. */
  choose(view: EditorView, index: number, goOn = false): void {
    const choice = this.#shown?.choices[index]
    if (!this.#shown || !choice) return
    const { query } = this.#shown
    if (query.trigger === ':') {
      const question = this.#question
      this.#question = undefined
      if (question && choice.kind === 'person') this.#world.answer(question, choice.person.id)
      this.#world.onChange()
    } else {
      const speaker = choice.kind === 'person' ? choice.person.id : this.#world.around().addPerson(choice.name)
      this.#active = 0
      view.dispatch(takeSpeaker(view.state, query, speaker, goOn))
    }
    view.focus()
  }

  #onKey(view: EditorView, event: KeyboardEvent): boolean {
    const shown = this.#shown
    if (!shown || event.ctrlKey || event.metaKey || event.altKey) return false
    const { choices, active, query } = shown
    switch (event.key) {
      case 'ArrowDown':
        return this.#move(active + 1, choices.length)
      case 'ArrowUp':
        return this.#move(active - 1, choices.length)
      case 'Enter':
      case 'Tab':
        if (choices.length === 0 || (query.text === '' && speakersOf(view, query).length > 0)) view.dispatch(endSpeakers(view.state, query))
        else this.choose(view, active)
        return true
      case ',':
      case ';': {
        // Without looking one goes on only from somebody who is certain; else the names are typed on.
        const index = query.trigger === ':' ? -1 : this.#hasMoved ? active : this.#certainChoice(shown)
        if (index < 0) return false
        this.choose(view, index, true)
        return true
      }
      case ']':
        if (query.trigger !== '[' || query.text.trim() !== '') return false
        view.dispatch(endSpeakers(view.state, query))
        return true
      case 'Escape':
        this.#question = undefined
        this.#dismissed = entryIdOf(view, query)
        this.#world.onChange()
        return true
      default:
        return false
    }
  }

  #move(index: number, count: number): true {
    this.#hasMoved = true
    this.#active = (index + count) % Math.max(count, 1)
    this.#world.onChange()
    return true
  }

  #queried(view: EditorView): Completion | undefined {
    const query = view.editable && view.hasFocus() && !this.#world.isCovered() ? speakerQuery(view.state) : undefined
    if (!query) {
      this.#hasMoved = false
      // Blur does not forget: coming back must not open what was dismissed.
      if (view.hasFocus()) this.#dismissed = undefined
      this.#active = 0
      return undefined
    }
    if (this.#dismissed !== undefined && this.#dismissed === entryIdOf(view, query)) return undefined
    if (this.#shown?.query.text !== query.text) {
      this.#active = 0
      this.#hasMoved = false
    }
    const { people, attending } = this.#world.around()
    return this.#completion(query, speakerChoices(query.text, people, attending, speakersOf(view, query)))
  }

  #asked(view: EditorView): Completion | undefined {
    const question = this.#question
    if (!question) return undefined
    const entry = entryAtCaret(view.state)
    const { empty, $head } = view.state.selection
    const isThere = entry && entryAttributes(entry.node).id === question.entry && empty && $head.parentOffset === question.typed.length
    if (!isThere || !textOf(entry.node).startsWith(question.typed)) {
      this.#question = undefined
      return undefined
    }
    const { name, candidates } = question.naming
    const from = entry.position + 1
    if (this.#shown?.query.text !== name) this.#active = 0
    const choices = candidates.map((person): Choice => ({ kind: 'person', person }))
    return this.#completion({ trigger: ':', text: name, from, to: from + question.typed.length }, choices)
  }

  #completion(query: SpeakerQuery, choices: readonly Choice[]): Completion | undefined {
    if (choices.length === 0) return undefined
    return { query, choices, active: Math.min(this.#active, choices.length - 1), place: this.#world.placeAt(query.from) }
  }

  /** The place of the one person that a name certainly means; -1 if there is none. */
  #certainChoice({ query, choices }: Completion): number {
    const naming = readNames(query.text.trim(), this.#world.around())
    if (naming?.is !== 'certain' || naming.people.length !== 1) return -1
    return choices.findIndex((choice) => choice.kind === 'person' && choice.person.id === naming.people[0])
  }
}

function speakersOf(view: EditorView, query: SpeakerQuery): readonly PersonId[] {
  const node = view.state.doc.nodeAt(query.from - 1)
  return node ? entryAttributes(node).speakers : []
}

function entryIdOf(view: EditorView, query: SpeakerQuery): EntryId | '' {
  const node = view.state.doc.nodeAt(query.from - 1)
  return node ? entryAttributes(node).id : ''
}
