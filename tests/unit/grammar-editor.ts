import type { Plugin, Transaction } from 'prosemirror-state'
import * as Y from 'yjs'
import { backspace, splitEntry } from '../../renderer/editor/commands.ts'
import { TypedGrammar, type GrammarEvent, type GrammarWorld, type NameQuestion } from '../../renderer/editor/typed-grammar.ts'
import { addAgendaItem, additionPlace } from '../../shared/agenda/edit.ts'
import type { AgendaItemId, PersonId } from '../../shared/model/identifiers.ts'
import { editAction, editAgendaRecord, readActionRecords, readAgendaRecords, type ActionRecord, type AgendaRecord } from '../../shared/model/meeting.ts'
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

/** The editor under keys: each character is offered to the grammar as the browser's input is, then typed. */
export class GrammarEditor extends HeadlessEditor {
  readonly grammar: TypedGrammar
  readonly told: GrammarEvent[]
  readonly questions: NameQuestion[]
  readonly visited: AgendaItemId[]
  readonly switches: { isOn: boolean }
  composing = false

  constructor(meeting = new Y.Doc(), people: readonly Person[] = PEOPLE, attending: ReadonlySet<PersonId> = ATTENDING) {
    const told: GrammarEvent[] = []
    const questions: NameQuestion[] = []
    const visited: AgendaItemId[] = []
    const switches = { isOn: true }
    let history: Y.UndoManager | undefined
    editAgendaRecord(meeting, ITEM, { parent: null, order: 'a0', kind: 'topic' })
    const world: GrammarWorld = {
      get history() {
        return history!
      },
      circumstances: () => (switches.isOn ? { company: { people, attending }, date: MEETING_DAY } : undefined),
      actionOf: (action) => readActionRecords(meeting).get(action),
      editAction: (action, patch) => editAction(meeting, action, patch),
      setOutcome: (outcome) => editAgendaRecord(meeting, ITEM, { outcome }),
      addTopic: (title) => {
        const place = additionPlace(meeting, ITEM)
        if (!place) return undefined
        const topic = addAgendaItem(meeting, place, { kind: 'addition', title, language: 'fr' })
        return () => visited.push(topic)
      },
      onEntryDone: () => undefined,
      ask: (question) => questions.push(question),
      tell: (event) => told.push(event),
    }
    let grammar: TypedGrammar | undefined
    super(meeting, 'fr', (undo) => {
      history = undo
      grammar = new TypedGrammar(world)
      return [grammar.plugin]
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

  agenda(): readonly AgendaRecord[] {
    return readAgendaRecords(this.meeting).filter((record) => !record.deleted)
  }

  #key(character: string): void {
    if (character === '\n') {
      this.history.stopCapturing()
      if (!this.grammar.onEnter(this)) this.run(splitEntry)
      return
    }
    if (character === '\b') {
      if (this.grammar.turnBack(this)) return
      if (!this.run(backspace)) this.dispatch(this.state.tr.delete(this.state.selection.from - 1, this.state.selection.from))
      return
    }
    const { from, to } = this.state.selection
    const insert = (): Transaction => this.state.tr.insertText(character, from, to)
    const onText = (this.grammar.plugin as Plugin).props.handleTextInput as unknown as (view: this, from: number, to: number, text: string, insert: () => Transaction) => boolean
    if (!onText(this, from, to, character, insert)) this.dispatch(insert())
  }
}
