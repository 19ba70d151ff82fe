import type { Transaction } from 'prosemirror-state'
import * as Y from 'yjs'
import { backspace, splitEntry } from '../../renderer/editor/commands.ts'
import { typography } from '../../renderer/editor/typography.ts'
import { TypedGrammar, type GrammarEvent, type GrammarWorld, type NameQuestion } from '../../renderer/editor/typed-grammar.ts'
import { addAgendaItem, additionPlace } from '../../shared/agenda/edit.ts'
import type { Language } from '../../shared/model/bilingual.ts'
import type { AgendaItemId, PersonId } from '../../shared/model/identifiers.ts'
import { editAction, editAgendaRecord, readActionRecords, readAgendaRecords, type ActionRecord, type AgendaRecord } from '../../shared/model/meeting.ts'
import { editVote, readVoteRecords, type VoteRecord } from '../../shared/model/vote.ts'
import { parseCalendarDate } from '../../shared/model/wall-time.ts'
import type { Person } from '../../shared/model/workspace.ts'
import { HeadlessEditor, ITEM } from './editor-headless.ts'

/** A Tuesday. */
export const MEETING_DAY = parseCalendarDate('2013-03-19')!

export const person = (id: string, name: string, aliases: readonly string[] = []): Person => ({ id: id as PersonId, name, aliases, deleted: false })

/** Two of a name, a name that begins as a word does, and three who attend. */
export const PEOPLE: readonly Person[] = [
  person('nadia', 'Nadia Benali'),
  person('paul', 'Paul Durand', ['Polo']),
  person('helene', 'Marie-Hélène Le Goff', ['MHLG']),
  person('gilles', 'Gilles Œuvrard'),
  person('remi', 'Rémi Pointeau'),
  person('anne', 'Anne Martin'),
  person('bruno', 'Bruno Martin'),
]
export const ATTENDING: ReadonlySet<PersonId> = new Set(['nadia', 'paul', 'helene'] as PersonId[])

type OnText = (view: GrammarEditor, from: number, to: number, text: string, insert: () => Transaction) => boolean

/** The editor under keys: each character is offered to the grammar, and to typography where that is switched on, as the browser's input is, then typed. */
export class GrammarEditor extends HeadlessEditor {
  readonly grammar: TypedGrammar
  readonly told: GrammarEvent[]
  readonly questions: NameQuestion[]
  readonly visited: AgendaItemId[]
  readonly switches: { isOn: boolean; typography: boolean }
  readonly editable = true
  composing = false

  constructor(meeting = new Y.Doc(), people: readonly Person[] = PEOPLE, attending: ReadonlySet<PersonId> = ATTENDING, language: Language = 'fr') {
    const told: GrammarEvent[] = []
    const questions: NameQuestion[] = []
    const visited: AgendaItemId[] = []
    const switches = { isOn: true, typography: false }
    let history: Y.UndoManager | undefined
    editAgendaRecord(meeting, ITEM, { parent: null, order: 'a0', kind: 'topic' })
    const world: GrammarWorld = {
      get history() {
        return history!
      },
      circumstances: () => (switches.isOn ? { company: { people, attending }, date: MEETING_DAY } : undefined),
      typography: () => (switches.typography ? language : undefined),
      records: {
        action: (action) => readActionRecords(meeting).get(action),
        editAction: (action, patch) => editAction(meeting, action, patch),
        vote: (vote) => readVoteRecords(meeting).get(vote),
        editVote: (vote, patch) => editVote(meeting, vote, patch),
      },
      setOutcome: (outcome) => editAgendaRecord(meeting, ITEM, { outcome }),
      addTopic: (title) => {
        const place = additionPlace(meeting, ITEM)
        if (!place) return undefined
        const topic = addAgendaItem(meeting, place, { kind: 'addition', title, language })
        return () => visited.push(topic)
      },
      onEntryDone: () => undefined,
      ask: (question) => questions.push(question),
      tell: (event) => told.push(event),
    }
    let grammar: TypedGrammar | undefined
    super(meeting, language, (undo) => {
      history = undo
      grammar = new TypedGrammar(world)
      return [grammar.plugin, typography({ language, history: undo, isOn: () => switches.typography })]
    })
    this.grammar = grammar!
    this.told = told
    this.questions = questions
    this.visited = visited
    this.switches = switches
    this.at(0, 0)
  }

  /** "\n" is Enter, "\b" Backspace. */
  keys(text: string): this {
    for (const character of text) this.#key(character)
    return this
  }

  undo(): this {
    this.history.undo()
    return this
  }

  kinds(): readonly string[] {
    return this.entries().map((entry) => entry.kind)
  }

  speakers(): readonly (readonly PersonId[])[] {
    return this.entries().map((entry) => entry.speakers)
  }

  action(index = 0): ActionRecord | undefined {
    const action = this.entries()[index]?.action
    return action && readActionRecords(this.meeting).get(action)
  }

  vote(index = 0): VoteRecord | undefined {
    const vote = this.entries()[index]?.vote
    return vote && readVoteRecords(this.meeting).get(vote)
  }

  agenda(): readonly AgendaRecord[] {
    return readAgendaRecords(this.meeting).filter((record) => !record.deleted)
  }

  #key(character: string): void {
    if (character === '\n') {
      this.#ask('Enter')
      this.history.stopCapturing()
      if (!this.grammar.onEnter(this)) this.run(splitEntry)
      return
    }
    if (character === '\b') {
      if (this.#ask('Backspace') || this.grammar.turnBack(this)) return
      // Half of a sign, as browsers never leave it, would not outlive the shared document.
      const [last = ''] = [...this.caret().before].slice(-1)
      if (!this.run(backspace)) this.dispatch(this.state.tr.delete(this.state.selection.from - last.length, this.state.selection.from))
      return
    }
    const { from, to } = this.state.selection
    const insert = (): Transaction => this.state.tr.insertText(character, from, to)
    const asked = this.state.plugins.some((plugin) => (plugin.props.handleTextInput as unknown as OnText | undefined)?.(this, from, to, character, insert) === true)
    if (!asked) this.dispatch(insert())
  }

  /** Typography, as the browser's key reaches it; the grammar is asked by its own names. */
  #ask(key: 'Enter' | 'Backspace'): boolean {
    const event = { key, isComposing: false, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false }
    const plugins = this.state.plugins.filter((plugin) => plugin !== this.grammar.plugin)
    const handlers = plugins.flatMap(({ props }) => [props.handleDOMEvents?.keydown, props.handleKeyDown]) as unknown as (((view: this, event: object) => boolean) | undefined)[]
    return handlers.some((handler) => handler?.(this, event) === true)
  }
}
