import { Plugin, type EditorState, type Transaction } from 'prosemirror-state'
import type { UndoManager } from 'yjs'
import { plain } from '../../shared/attendance/match-people.ts'
import { LONGEST_OPENING, readLine, readOpening, type Naming, type Opening, type WholeLine } from '../../shared/grammar/grammar.ts'
import type { Language } from '../../shared/model/bilingual.ts'
import { isRecordKind, type EntryKind } from '../../shared/model/body.ts'
import type { EntryId, PersonId } from '../../shared/model/identifiers.ts'
import type { ItemOutcome } from '../../shared/model/meeting.ts'
import { asKind, entriesInSelection, entryAtCaret, findEntry, setAttributes, setKind, splitEntry, type PlacedEntry } from './commands.ts'
import { asOneStep } from './history-steps.ts'
import { entryAttributes, textOf, type EntryAttributes } from './schema.ts'
import { beginsToSpeak, capitalOf, emptied, isEllipsis, mendingOf, speakersBefore } from './typed-lines.ts'
import { isFromDocument } from './sync.ts'
import { rewordedAtCaret, TypedFacts, type Circumstances, type FactRecords, type ReadFacts, type Reworded } from './typed-facts.ts'

/** What the grammar reads with and writes to, beyond the body. */
export interface GrammarWorld {
  /** Undefined while the grammar is switched off. */
  readonly circumstances: () => Circumstances | undefined
  /** The language whose typography is given to what is typed; undefined while that is switched off. */
  readonly typography: () => Language | undefined
  readonly history: UndoManager
  readonly records: FactRecords
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
  | { readonly rule: 'kind'; readonly kind: EntryKind; readonly facts: ReadFacts }
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
}

const memories = new WeakMap<UndoManager, Memory>()

function memoryOf(history: UndoManager): Memory {
  let memory = memories.get(history)
  if (!memory) memories.set(history, (memory = { applied: undefined }))
  return memory
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
  readonly #facts: TypedFacts
  /** The document as a rule at the start of a line left it: Backspace turns that back. */
  #after: EditorState['doc'] | undefined
  /** A bracket that took names was just typed: the space that follows it belongs to it. */
  #endedByBracket = false
  /** The entry whose label went, or that has just got who speaks: its first word, once it is typed, begins with a capital. */
  #labelled: EntryId | '' | undefined
  /** The action or vote whose words were changed since its facts were read, and how they were then. */
  #written: Reworded | undefined

  constructor(world: GrammarWorld) {
    this.#world = world
    this.#memory = memoryOf(world.history)
    this.#facts = new TypedFacts(world.records, world.history)
    this.plugin = new Plugin({
      props: {
        handleTextInput: (view, from, _to, text, insert) => this.#onText(view, from, text, insert),
        handleKeyDown: (view, event) =>
          event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && view.editable && this.onEnter(view),
      },
      appendTransaction: (transactions, before, after) => {
        if (!transactions.some((tr) => tr.docChanged && !isFromDocument(tr))) return null
        const written = rewordedAtCaret(before, after)
        if (written && written.id !== this.#written?.id) this.#written = written
        const begun = beginsToSpeak(before, after)
        if (begun !== undefined && this.#world.circumstances()) this.#labelled = begun
        return null
      },
      view: (view) => ({
        update: (current) => {
          if (this.#written !== undefined && entryIdAtCaret(current.state) !== this.#written.id) this.leave(current)
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
    if (isRecordKind(kind) || this.#wantsCapital(entry)) return this.#endEntry(view)
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

  /** What the keys for kinds do: text and place stay, and an action or a vote gets the facts that its words tell, in one step. */
  setKind(view: GrammarView, kind: EntryKind): boolean {
    let isChanged = false
    asOneStep(this.#world.history, () => {
      isChanged = setKind(kind)(view.state, view.dispatch)
      if (!isChanged || !isRecordKind(kind)) return
      const facts = entriesInSelection(view.state).map((entry) => this.#readFacts(entry))
      const told = facts.find((patch) => patch !== undefined)
      if (told) this.#world.tell({ rule: 'kind', kind, facts: told })
    })
    return isChanged
  }

  /** The caret, or the keyboard, leaves the action or vote that was written. */
  leave(view: GrammarView): void {
    const written = this.#written
    this.#written = undefined
    const entry = written?.id ? findEntry(view.state.doc, written.id) : undefined
    if (entry && !view.composing) this.#giveFacts(view, entry, written?.before)
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
    const { id } = entryAttributes($from.parent)
    const endedByBracket = this.#endedByBracket
    this.#endedByBracket = false
    if (view.composing || $from.parentOffset + text.length > LONGEST_OPENING) return false
    if (endedByBracket && text === ' ' && $from.parentOffset === 0 && this.#after === view.state.doc) return true
    if (this.#endsFirstWord(view, from, text, insert)) return true
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
      // Who goes on goes on in the same sentence.
      if (opening.is === 'continuation') this.#labelled = undefined
      const now = view.state.doc.nodeAt(entry.position)
      const action = now && entryAttributes(now).action
      if (action && change.owners.length > 0) this.#facts.give(action, { owners: change.owners })
      if (now && entryAttributes(now).kind !== 'note' && (opening.is === 'kind' || opening.is === 'names')) {
        this.#labelled = entryAttributes(now).id
        this.#capitalise(view, { node: now, position: entry.position })
      }
      const facts = now && change.attributes.kind ? this.#readFacts({ node: now, position: entry.position }) : undefined
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
        return { attributes: asKind(opening.kind, entryAttributes(node)), owners: opening.owners }
      case 'continuation': {
        const before = speakers.length === 0 ? speakersBefore(state, position) : []
        return before.length > 0 ? { attributes: { speakers: before }, owners: [] } : undefined
      }
      case 'names': {
        const named = opening.naming.is === 'certain' ? opening.naming.people : []
        if (opening.sign === 'brackets') return { attributes: { speakers: [...new Set([...speakers, ...named])] }, owners: [] }
        if (opening.sign === 'action') return { attributes: {}, owners: [] }
        if (kind === 'action') return action && (this.#world.records.action(action)?.owners.length ?? 0) === 0 ? { attributes: {}, owners: named } : undefined
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
        const mending = mendingOf(view.state, entry.position, line.old, line.by, this.#world.typography())
        if (!mending) {
          this.#world.tell({ rule: 'nothingToMend', old: line.old })
          return false
        }
        asOneStep(history, () => {
          const tr = emptied(view.state.tr, entry)
          const { entry: mended, from, to, text } = mending
          view.dispatch((text === '' ? tr.delete(from, to) : tr.insertText(text, from, to)).scrollIntoView())
          this.#readFacts({ ...mended, node: view.state.doc.nodeAt(mended.position)! }, textOf(mended.node))
        })
        this.#world.tell({ rule: 'mend', old: line.old, by: line.by })
        break
      }
      case 'action': {
        this.#split(view)
        const change = asKind('action', entryAttributes(entry.node))
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
  #endEntry(view: GrammarView): boolean {
    const entry = entryAtCaret(view.state)!
    const { id } = entryAttributes(entry.node)
    const before = this.#written?.id === id ? this.#written.before : textOf(entry.node)
    this.#written = undefined
    this.#split(view)
    const now = view.state.doc.nodeAt(entry.position)
    if (now) this.#giveFacts(view, { node: now, position: entry.position }, before)
    this.#world.onEntryDone()
    return true
  }

  #split(view: GrammarView): void {
    this.#world.history.stopCapturing()
    splitEntry(view.state, view.dispatch)
  }

  #giveFacts(view: GrammarView, entry: PlacedEntry, before: string | undefined): void {
    asOneStep(this.#world.history, () => {
      if (this.#wantsCapital(entry) && this.#world.circumstances()) this.#capitalise(view, entry)
      const facts = this.#readFacts(entry, before)
      if (facts) this.#world.tell({ rule: 'kind', kind: entryAttributes(entry.node).kind, facts })
    })
  }

  /** `before`: the words that were read already; none of an entry that has just become what it is. */
  #readFacts({ node }: PlacedEntry, before = ''): ReadFacts | undefined {
    const given = this.#world.circumstances()
    return given && this.#facts.read(node, given, before)
  }

  /** A label went; what stands after it begins as a sentence does. */
  #capitalise(view: GrammarView, { node, position }: PlacedEntry): void {
    const capital = capitalOf(node)
    if (capital === undefined) return
    this.#labelled = undefined
    view.dispatch(view.state.tr.insertText(capital, position + 1, position + 2))
  }

  /** The space or comma after the first word that is typed where a label went. True if that is all there is to do. */
  #endsFirstWord(view: GrammarView, from: number, text: string, insert: () => Transaction): boolean {
    if (this.#labelled === undefined) return false
    const $from = view.state.doc.resolve(from)
    const { id, kind, speakers } = entryAttributes($from.parent)
    if (this.#labelled !== id || (kind === 'note' && speakers.length === 0) || view.composing || /^[\p{L}\p{M}'’-]$/u.test(text)) return false
    this.#labelled = undefined
    const word = $from.parent.textBetween(0, $from.parentOffset, undefined, '\n')
    if (!/^[ ,\u00a0]$/.test(text) || /\s/.test(word) || capitalOf($from.parent) === undefined) return false
    view.dispatch(insert())
    asOneStep(this.#world.history, () => this.#capitalise(view, { node: view.state.doc.nodeAt($from.before(1))!, position: $from.before(1) }))
    this.#after = view.state.doc
    return true
  }

  /** A first word alone, where a label went. */
  #wantsCapital({ node }: PlacedEntry): boolean {
    const text = textOf(node)
    return this.#labelled === entryAttributes(node).id && !/\s/.test(text) && capitalOf(node) !== undefined
  }

  #isTurnedBack({ node }: PlacedEntry, text: string): boolean {
    return this.#memory.applied !== undefined && this.#memory.applied.entry === entryAttributes(node).id && this.#memory.applied.text === text.trimEnd()
  }
}

/** What ends an opening: the space after a colon or a sign, a closing bracket. */
const ENDS_AN_OPENING = /[\s\u00a0\u202f\]]/

function entryIdAtCaret(state: EditorState): EntryId | '' | undefined {
  const entry = entryAtCaret(state)
  return entry && entryAttributes(entry.node).id
}
