import { Plugin, TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import type { UndoManager } from 'yjs'
import { plain } from '../../shared/attendance/match-people.ts'
import { lastPlaceOf, LONGEST_OPENING, readActionFacts, readLine, readOpening, type Company, type Naming, type Opening, type WholeLine } from '../../shared/grammar/grammar.ts'
import type { EntryKind } from '../../shared/model/body.ts'
import { newIdentifier, type ActionId, type EntryId, type PersonId } from '../../shared/model/identifiers.ts'
import type { ActionPatch, ActionRecord, ItemOutcome } from '../../shared/model/meeting.ts'
import type { CalendarDate } from '../../shared/model/wall-time.ts'
import { entriesInSelection, entryAtCaret, findEntry, setAttributes, setKind, splitEntry, type PlacedEntry } from './commands.ts'
import { entryAttributes, textOf, type EntryAttributes } from './schema.ts'

/** What the grammar reads with and writes to, beyond the body. */
export interface GrammarWorld {
  /** Undefined while the grammar is switched off. */
  readonly circumstances: () => { readonly company: Company; readonly date: CalendarDate } | undefined
  readonly history: UndoManager
  readonly actionOf: (action: ActionId) => Pick<ActionRecord, 'owners' | 'due'> | undefined
  readonly editAction: (action: ActionId, patch: ActionPatch) => void
  readonly setOutcome: (outcome: ItemOutcome) => void
  /** Makes the sub-topic and returns what goes there; undefined, and nothing made, where none can be. */
  readonly addTopic: (title: string) => (() => void) | undefined
  /** Enter was pressed, and all that follows from it is done. */
  readonly onEntryDone: () => void
  readonly ask: (question: NameQuestion) => void
  readonly tell: (event: GrammarEvent) => void
}

/** Somebody was named by what several people answer to. */
export interface NameQuestion {
  readonly entry: EntryId
  /** The opening as it was typed, from the start of the entry. */
  readonly typed: string
  readonly naming: Extract<Naming, { is: 'doubtful' }>
  readonly answers: ReadonlyMap<string, PersonId>
}

/** What a rule did, for those who want to know. */
export type GrammarEvent =
  | { readonly rule: 'kind'; readonly kind: EntryKind; readonly facts: ActionPatch }
  | { readonly rule: 'outcome'; readonly outcome: Exclude<ItemOutcome, 'open'> }
  | { readonly rule: 'topic'; readonly title: string }
  | { readonly rule: 'mend'; readonly old: string; readonly by: string }
  | { readonly rule: 'nothingToMend'; readonly old: string }

/** As much of a view as the grammar needs. */
export interface GrammarView {
  readonly state: EditorState
  readonly composing?: boolean
  readonly dispatch: (tr: Transaction) => void
}

interface Change {
  readonly attributes: Partial<EntryAttributes>
  readonly owners: readonly PersonId[]
}

/** A rule that was applied to a text of an entry: it is not applied to it again at once, after it was turned back. */
interface Applied {
  readonly entry: EntryId | ''
  readonly text: string
}

/** What rules did, for as long as it can be undone: a text that was turned back stays, in whichever item one comes back to it. */
interface Memory {
  applied: Applied | undefined
  /** Facts that were read once: who took them away again does not get them back. */
  readonly given: Set<string>
}

const memories = new WeakMap<UndoManager, Memory>()

function memoryOf(history: UndoManager): Memory {
  let memory = memories.get(history)
  if (!memory) memories.set(history, (memory = { applied: undefined, given: new Set() }))
  return memory
}

/** Does all that `run` changes in one step of the history, apart from what was done before and is done after. */
export function asOneStep(history: UndoManager, run: () => void): void {
  const usual = history.captureTimeout
  history.stopCapturing()
  history.captureTimeout = Number.POSITIVE_INFINITY
  try {
    run()
  } finally {
    history.captureTimeout = usual
    history.stopCapturing()
  }
}

/**
 * Applies the grammar (`shared/grammar/grammar.ts`) to what is typed. The typed sign goes into the text first; then the
 * rule is one step of the history, so that one undo gives the typed text back. Composed, pasted and others' text is left
 * alone. An ordinary key costs the look at one character.
 */
export class TypedGrammar {
  readonly plugin: Plugin
  readonly #world: GrammarWorld
  readonly #memory: Memory
  /** The document as a rule at the start of a line left it: Backspace turns that back. */
  #after: EditorState['doc'] | undefined
  /** A bracket that took names was just typed: the space that follows it belongs to it. */
  #endedByBracket = false
  /** The action in which was typed since its facts were read. */
  #written: EntryId | '' | undefined

  constructor(world: GrammarWorld) {
    this.#world = world
    this.#memory = memoryOf(world.history)
    this.plugin = new Plugin({
      props: {
        handleTextInput: (view, from, _to, text, insert) => this.#onText(view, from, text, insert),
        handleKeyDown: (view, event) =>
          event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && view.editable && this.onEnter(view),
      },
      view: (view) => ({
        update: (current) => {
          if (this.#written !== undefined && entryIdAtCaret(current.state) !== this.#written) this.leave(current)
        },
        destroy: () => this.leave(view),
      }),
    })
  }

  /** Enter at the end of a line. True if that is all it does. */
  onEnter(view: GrammarView): boolean {
    const given = this.#world.circumstances()
    const entry = entryAtCaret(view.state)
    const { $head, empty } = view.state.selection
    if (!given || view.composing || !entry || !empty || $head.parentOffset < entry.node.content.size || entry.node.content.size === 0) return false
    const { kind, list, speakers, translationOf } = entryAttributes(entry.node)
    const text = textOf(entry.node)
    // "Anne :" alone on its line: Enter ends the label as a space would, and the text follows.
    const label = /:[ \u00a0\u202f]?$/.test(text) && text.length < LONGEST_OPENING ? readOpening(`${text.trimEnd()} `, given.company) : undefined
    if (label && label.length > text.trimEnd().length && this.#take(view, entry, label, text)) return true
    if (kind === 'action') return this.#endAction(view)
    if (kind !== 'note' || list !== 'none' || speakers.length > 0 || translationOf !== null) return false
    const line = readLine(text, given.company)
    return line !== undefined && !this.#isTurnedBack(entry, text) && this.#takeLine(view, entry, line)
  }

  /** Backspace right after a rule at the start of a line. False if there is nothing to turn back. */
  turnBack(view: GrammarView): boolean {
    if (this.#after !== view.state.doc || !view.state.selection.empty) return false
    this.#after = undefined
    this.#world.history.undo()
    return true
  }

  /** What the keys for kinds do: text and place stay, and an action gets the facts that its words tell, in one step. */
  setKind(view: GrammarView, kind: EntryKind): boolean {
    let isChanged = false
    asOneStep(this.#world.history, () => {
      isChanged = setKind(kind)(view.state, view.dispatch)
      if (!isChanged || kind !== 'action') return
      const facts = entriesInSelection(view.state).map((entry) => this.#readFacts(entry))
      const told = facts.find((patch) => patch !== undefined)
      if (told) this.#world.tell({ rule: 'kind', kind, facts: told })
    })
    return isChanged
  }

  /** The caret, or the keyboard, leaves the action that was written. */
  leave(view: GrammarView): void {
    const written = this.#written
    this.#written = undefined
    const entry = written ? findEntry(view.state.doc, written) : undefined
    if (entry && !view.composing) this.#giveFacts(entry)
  }

  /** The answer to a question; another question if there is another doubt. */
  answer(view: GrammarView, question: NameQuestion, person: PersonId): void {
    const given = this.#world.circumstances()
    const entry = findEntry(view.state.doc, question.entry)
    if (!given || !entry || !textOf(entry.node).startsWith(question.typed)) return
    const answers = new Map([...question.answers, [plain(question.naming.name), person]])
    this.#memory.applied = undefined
    // A label that Enter ended has no space after its colon.
    const typed = question.typed.endsWith(':') ? `${question.typed} ` : question.typed
    this.#take(view, entry, readOpening(typed, { ...given.company, answers }), question.typed, answers)
  }

  #onText(view: GrammarView, from: number, text: string, insert: () => Transaction): boolean {
    const $from = view.state.doc.resolve(from)
    if ($from.depth !== 1) return false
    const { kind, id } = entryAttributes($from.parent)
    if (kind === 'action') this.#written = id
    const endedByBracket = this.#endedByBracket
    this.#endedByBracket = false
    if (view.composing || $from.parentOffset + text.length > LONGEST_OPENING) return false
    if (endedByBracket && text === ' ' && $from.parentOffset === 0 && this.#after === view.state.doc) return true
    // Typed anew rather than left as it was turned back.
    if (this.#memory.applied?.entry === id && $from.parentOffset < this.#memory.applied.text.length) this.#memory.applied = undefined
    if (!ENDS_AN_OPENING.test(text) && !($from.parentOffset <= 3 && isEllipsis($from.parent.textBetween(0, $from.parentOffset, undefined, '\n')))) return false
    const given = this.#world.circumstances()
    if (!given) return false
    const before = $from.parent.textBetween(0, $from.parentOffset, undefined, '\n')
    const typed = before + text
    const opening = readOpening(typed, given.company, before.length)
    if (!opening) return false
    const entry: PlacedEntry = { node: $from.parent, position: $from.before(1) }
    if (!this.#changeFor(view.state, entry, opening) || this.#isTurnedBack(entry, typed.slice(0, opening.length))) return false
    view.dispatch(insert())
    const now = entryAtCaret(view.state)
    if (now && now.position === entry.position) this.#take(view, now, opening, typed)
    return true
  }

  /** Makes of the entry what its opening says, or asks who is meant. False if the opening does not hold here. */
  #take(view: GrammarView, entry: PlacedEntry, opening: Opening | undefined, typed: string, answers: ReadonlyMap<string, PersonId> = new Map()): boolean {
    const change = opening && this.#changeFor(view.state, entry, opening)
    if (!opening || !change || this.#isTurnedBack(entry, typed.slice(0, opening.length))) return false
    const { id } = entryAttributes(entry.node)
    if (opening.is === 'names' && opening.naming.is === 'doubtful') {
      // Asked once: who does not answer wants the text.
      this.#memory.applied = { entry: id, text: typed.slice(0, opening.length).trimEnd() }
      if (id !== '') this.#world.ask({ entry: id, typed, naming: opening.naming, answers })
      return id !== ''
    }
    this.#memory.applied = { entry: id, text: typed.slice(0, opening.length).trimEnd() }
    asOneStep(this.#world.history, () => {
      const tr = view.state.tr.delete(entry.position + 1, entry.position + 1 + Math.min(opening.length, typed.length))
      view.dispatch(setAttributes(tr, { node: entry.node, position: entry.position }, change.attributes).scrollIntoView())
      const now = view.state.doc.nodeAt(entry.position)
      const action = now && entryAttributes(now).action
      if (action && change.owners.length > 0) this.#give(action, { owners: change.owners })
      const facts = now && change.attributes.kind === 'action' ? this.#readFacts({ node: now, position: entry.position }) : undefined
      const owners = change.owners.length > 0 ? { owners: change.owners } : {}
      if (change.attributes.kind || change.owners.length > 0) this.#world.tell({ rule: 'kind', kind: change.attributes.kind ?? 'action', facts: { ...facts, ...owners } })
    })
    this.#after = view.state.doc
    this.#endedByBracket = opening.is === 'names' && opening.sign === 'brackets'
    return true
  }

  /** Undefined where the opening would change nothing, or may not stand. */
  #changeFor(state: EditorState, { node, position }: PlacedEntry, opening: Opening): Change | undefined {
    const { kind, list, speakers, action } = entryAttributes(node)
    switch (opening.is) {
      case 'list':
        return list === opening.list ? undefined : { attributes: { list: opening.list }, owners: [] }
      case 'kind':
        if (kind === opening.kind && opening.owners.length === 0) return undefined
        return { attributes: { kind: opening.kind, ...(opening.kind === 'action' && !action && { action: newIdentifier<ActionId>() }) }, owners: opening.owners }
      case 'continuation': {
        const before = speakers.length === 0 ? speakersBefore(state, position) : []
        return before.length > 0 ? { attributes: { speakers: before }, owners: [] } : undefined
      }
      case 'names': {
        const named = opening.naming.is === 'certain' ? opening.naming.people : []
        if (opening.sign === 'brackets') return { attributes: { speakers: [...new Set([...speakers, ...named])] }, owners: [] }
        if (opening.sign === 'action') return { attributes: {}, owners: [] }
        if (kind === 'action') return action && (this.#world.actionOf(action)?.owners.length ?? 0) === 0 ? { attributes: {}, owners: named } : undefined
        // In a list "Anne: 3 days" is what is listed.
        return speakers.length === 0 && list === 'none' ? { attributes: { speakers: named }, owners: [] } : undefined
      }
    }
  }

  #takeLine(view: GrammarView, entry: PlacedEntry, line: WholeLine): boolean {
    const { history } = this.#world
    const { id } = entryAttributes(entry.node)
    const applied = { entry: id, text: textOf(entry.node).trimEnd() }
    switch (line.is) {
      case 'outcome':
        if (view.state.doc.content.content.some((node) => node !== entry.node && textOf(node).trim() !== '')) return false
        asOneStep(history, () => {
          this.#world.setOutcome(line.outcome)
          view.dispatch(emptied(view.state.tr, entry))
        })
        this.#world.tell({ rule: 'outcome', outcome: line.outcome })
        break
      case 'topic': {
        let go: (() => void) | undefined
        asOneStep(history, () => {
          go = this.#world.addTopic(line.title)
          if (go) view.dispatch(view.state.doc.childCount > 1 ? view.state.tr.delete(entry.position, entry.position + entry.node.nodeSize) : emptied(view.state.tr, entry))
        })
        if (!go) return false
        this.#world.tell({ rule: 'topic', title: line.title })
        this.#memory.applied = applied
        go()
        return true
      }
      case 'mend': {
        const place = placeToMend(view.state, entry.position, line.old)
        if (place === undefined) {
          this.#world.tell({ rule: 'nothingToMend', old: line.old })
          break
        }
        asOneStep(history, () => {
          const tr = emptied(view.state.tr, entry)
          const to = place + line.old.length
          view.dispatch((line.by === '' ? tr.delete(place, to) : tr.insertText(line.by, place, to)).scrollIntoView())
        })
        this.#world.tell({ rule: 'mend', old: line.old, by: line.by })
        break
      }
      case 'action': {
        this.#split(view)
        const change: Partial<EntryAttributes> = { kind: 'action', action: entryAttributes(entry.node).action ?? newIdentifier<ActionId>() }
        asOneStep(history, () => {
          view.dispatch(setAttributes(view.state.tr.delete(entry.position + 1, entry.position + 1 + line.length), entry, change))
          const now = view.state.doc.nodeAt(entry.position)
          const facts = now ? this.#readFacts({ node: now, position: entry.position }) : undefined
          this.#world.tell({ rule: 'kind', kind: 'action', facts: facts ?? {} })
        })
        this.#world.onEntryDone()
      }
    }
    this.#memory.applied = applied
    return true
  }

  /** The next entry first, then the facts: so that one undo takes back what was read. */
  #endAction(view: GrammarView): boolean {
    const entry = entryAtCaret(view.state)!
    this.#written = undefined
    this.#split(view)
    const now = view.state.doc.nodeAt(entry.position)
    if (now) this.#giveFacts({ node: now, position: entry.position })
    this.#world.onEntryDone()
    return true
  }

  #split(view: GrammarView): void {
    this.#world.history.stopCapturing()
    splitEntry(view.state, view.dispatch)
  }

  #giveFacts(entry: PlacedEntry): void {
    asOneStep(this.#world.history, () => {
      const facts = this.#readFacts(entry)
      if (facts) this.#world.tell({ rule: 'kind', kind: 'action', facts })
    })
  }

  /** Writes what the words of an action tell and its record does not; undefined if there is nothing. */
  #readFacts({ node }: PlacedEntry): ActionPatch | undefined {
    const given = this.#world.circumstances()
    const { kind, action } = entryAttributes(node)
    if (!given || kind !== 'action' || !action) return undefined
    const known = this.#world.actionOf(action)
    const { owners, due } = readActionFacts(textOf(node), given.company, given.date)
    const patch: ActionPatch = {
      ...((known?.owners.length ?? 0) === 0 && owners.length > 0 && !this.#memory.given.has(`${action} ${owners.join(' ')}`) && { owners }),
      ...(!known?.due && due && !this.#memory.given.has(`${action} ${due}`) && { due }),
    }
    if (Object.keys(patch).length === 0) return undefined
    this.#give(action, patch)
    return patch
  }

  #give(action: ActionId, patch: ActionPatch): void {
    if (patch.owners) this.#memory.given.add(`${action} ${patch.owners.join(' ')}`)
    if (patch.due) this.#memory.given.add(`${action} ${patch.due}`)
    this.#world.editAction(action, patch)
  }

  #isTurnedBack({ node }: PlacedEntry, text: string): boolean {
    return this.#memory.applied !== undefined && this.#memory.applied.entry === entryAttributes(node).id && this.#memory.applied.text === text.trimEnd()
  }
}

/** What ends an opening: the space after a colon or a sign, a closing bracket. */
const ENDS_AN_OPENING = /[\s\u00a0\u202f\]]/

function isEllipsis(text: string): boolean {
  return text === '…' || text === '...'
}

/** Who speaks on: the speakers of the entry before, past what was decided and listed in between. */
function speakersBefore(state: EditorState, position: number): readonly PersonId[] {
  for (let index = state.doc.resolve(position).index() - 1; index >= 0; index -= 1) {
    const { kind, list, speakers } = entryAttributes(state.doc.child(index))
    if (speakers.length > 0 || (kind === 'note' && list === 'none')) return speakers
  }
  return []
}

/** Where, nearest first, the entries before the line have the text: the position in the document. */
function placeToMend(state: EditorState, line: number, old: string): number | undefined {
  let position = line
  for (let index = state.doc.resolve(line).index() - 1; index >= 0; index -= 1) {
    const node = state.doc.child(index)
    position -= node.nodeSize
    const offset = lastPlaceOf(old, textOf(node))
    if (offset >= 0) return position + 1 + offset
  }
  return undefined
}

/** The line stays as an empty one with the caret in it. */
function emptied(tr: Transaction, { node, position }: PlacedEntry): Transaction {
  const empty = tr.delete(position + 1, position + 1 + node.content.size)
  return empty.setSelection(TextSelection.create(empty.doc, position + 1))
}

function entryIdAtCaret(state: EditorState): EntryId | '' | undefined {
  const entry = entryAtCaret(state)
  return entry && entryAttributes(entry.node).id
}
