import { DOMSerializer, type Slice } from 'prosemirror-model'
import { EditorState, Plugin, TextSelection } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import * as Y from 'yjs'
import { addAgendaItem, additionPlace } from '../../shared/agenda/edit.ts'
import { readNames } from '../../shared/grammar/names.ts'
import { otherLanguage, type Language } from '../../shared/model/bilingual.ts'
import { bodyFragment, entryFingerprint, ENTRY_NODE, readBody, type EntryKind, type ListStyle } from '../../shared/model/body.ts'
import type { ActionId, AgendaItemId, EntryId, PersonId } from '../../shared/model/identifiers.ts'
import { editAction, editAgendaRecord, readActionRecords, type ActionPatch, type ActionRecord } from '../../shared/model/meeting.ts'
import type { CalendarDate } from '../../shared/model/wall-time.ts'
import type { Person } from '../../shared/model/workspace.ts'
import { bodyKeymap } from './body-keymap.ts'
import { clipboardParser, clipboardSerializer, intoTranslation, LONGEST_PASTE, LONGEST_PASTED_MARKUP, sliceOfText, textOfSlice, withoutShared, type CopyWords } from './clipboard.ts'
import { entryAtCaret, findEntry, linkAtCaret, setLink, setSpeakers, type PlacedEntry } from './commands.ts'
import { entryRules } from './entry-rules.ts'
import { EntryView, type EntrySurroundings } from './entry-view.ts'
import { marginNames } from './names.ts'
import { bodySchema, entryAttributes, markType, NO_SPEAKERS, textOf } from './schema.ts'
import { endSpeakers, speakerChoices, speakerQuery, takeSpeaker, type Choice, type SpeakerQuery } from './speaker-query.ts'
import { bindBody, narrowed, undoCaret } from './sync.ts'
import { TypedGrammar, type GrammarEvent, type GrammarWorld, type NameQuestion } from './typed-grammar.ts'

/** What stands at the caret, for the toolbar. */
export interface CaretStatus {
  readonly entry: EntryId | ''
  readonly translationOf: EntryId | null
  readonly kind: EntryKind
  readonly list: ListStyle
  readonly bold: boolean
  readonly italic: boolean
  readonly link: boolean
  readonly speakers: boolean
}

export interface Completion {
  readonly query: SpeakerQuery
  readonly choices: readonly Choice[]
  readonly active: number
  readonly place: Place
}

/** Where a popover hangs, in pixels from the top left of the editor's frame. */
export interface Place {
  readonly left: number
  readonly top: number
  readonly bottom: number
  /** True where there is more room above. */
  readonly above: boolean
}

export type PopoverKind = 'link' | 'speakers' | 'facts'

export interface Popover {
  readonly kind: PopoverKind
  readonly entry: EntryId
  readonly place: Place
}

export type PasteProblem = 'too-long'

/** What a screen of the editor shows; a new value only where something of it changed. */
export interface EditorSnapshot {
  readonly caret: CaretStatus | undefined
  readonly completion: Completion | undefined
  readonly popover: Popover | undefined
  readonly problem: PasteProblem | undefined
  /** Counts changes of what an open popover shows. */
  readonly revision: number
}

/** What the application gives; it may change while the editor stands. */
export interface EditorSurroundings {
  readonly people: readonly Person[]
  readonly attending: ReadonlySet<PersonId>
  readonly readOnly: boolean
  readonly language: Language
  readonly label: string
  readonly placeholder: string
  readonly entryWords: EntrySurroundings['words']
  readonly copyWords: Omit<CopyWords, 'name'>
  /** Whether lines become what they say they are (`shared/grammar`). */
  readonly grammar: boolean
  /** The day of the meeting, from which "by Friday" counts. */
  readonly date: CalendarDate
  readonly addPerson: (name: string) => PersonId
  /** A rule did something; undefined: what was told before is taken back. */
  readonly onRule: (event: GrammarEvent | undefined) => void
  /** A sub-topic was made in the text: the writing goes on there. */
  readonly onTopic: (topic: AgendaItemId) => void
  readonly onOpenLink: (address: string) => void
  readonly onEntryDone: () => void
  readonly onLeave: (direction: 'previous' | 'next') => void
}

export interface EditorPlace {
  readonly meeting: Y.Doc
  readonly item: AgendaItemId
  readonly language: Language
  readonly undoManager: Y.UndoManager
}

const NOTHING: EditorSnapshot = { caret: undefined, completion: undefined, popover: undefined, problem: undefined, revision: 0 }
/** Height that a popover wants below the caret, in pixels. */
const POPOVER_ROOM = 280

/**
 * One body being edited: the ProseMirror view and what hangs around it, outside of React. React draws toolbar and
 * popovers from `snapshot`, which does not change while somebody types plain text.
 */
export class EditorSession {
  readonly view: EditorView
  readonly #place: EditorPlace
  readonly #frame: HTMLElement
  readonly #listeners = new Set<() => void>()
  readonly #entryViews = new Set<EntryView>()
  readonly #originals: OriginalFingerprints
  readonly #grammar: TypedGrammar
  readonly #stop: (() => void)[] = []
  #around: EditorSurroundings
  #shown!: { current: EntrySurroundings }
  #actions: ReadonlyMap<ActionId, ActionRecord>
  #snapshot = NOTHING
  #dismissed: EntryId | '' | undefined
  #active = 0
  /** The active choice was moved to: it is meant, not merely the first. */
  #hasMoved = false
  #question: NameQuestion | undefined

  constructor(mount: HTMLElement, frame: HTMLElement, place: EditorPlace, around: EditorSurroundings) {
    this.#place = place
    this.#frame = frame
    this.#around = around
    this.#actions = readActionRecords(place.meeting)
    this.#originals = new OriginalFingerprints(bodyFragment(place.meeting, place.item, otherLanguage(place.language)))
    this.#shown = { current: this.#entrySurroundings() }
    this.#grammar = new TypedGrammar(this.#grammarWorld())
    this.view = this.#createView(mount)
    this.#observeActions()
    this.#update()
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  snapshot = (): EditorSnapshot => this.#snapshot

  /** Takes what the application gives now; draws again what shows it. */
  surround(around: EditorSurroundings): void {
    if (around === this.#around) return
    this.#around = around
    this.#shown.current = this.#entrySurroundings()
    for (const view of this.#entryViews) view.refresh()
    this.view.setProps({})
    this.#update()
  }

  destroy(): void {
    for (const stop of this.#stop) stop()
    this.#originals.destroy()
    this.view.destroy()
  }

  /** The entry of a popover, as it is now; undefined if another writer took it away. */
  entry(id: EntryId): PlacedEntry | undefined {
    return findEntry(this.view.state.doc, id)
  }

  speakersOf(id: EntryId): readonly PersonId[] {
    const entry = this.entry(id)
    return entry ? entryAttributes(entry.node).speakers : NO_SPEAKERS
  }

  setSpeakers(id: EntryId, speakers: readonly PersonId[]): void {
    const entry = this.entry(id)
    if (entry) setSpeakers(entry, speakers)(this.view.state, this.view.dispatch)
  }

  actionOf(id: EntryId): ActionRecord | undefined {
    const entry = this.entry(id)
    const action = entry && entryAttributes(entry.node).action
    return action ? (this.#actions.get(action) ?? { id: action, owners: [], state: 'open' }) : undefined
  }

  editActionOf(id: EntryId, patch: ActionPatch): void {
    const action = this.actionOf(id)
    if (action) editAction(this.#place.meeting, action.id, patch)
  }

  linkAtCaret(): string {
    return linkAtCaret(this.view.state)?.href ?? ''
  }

  /** False if the address may not stand in minutes. */
  setLink(address: string): boolean {
    return setLink(address)(this.view.state, this.view.dispatch)
  }

  openPopover(kind: PopoverKind, id?: EntryId): boolean {
    if (!this.view.editable) return false
    const entry = id ? this.entry(id) : this.#identifiedEntryAtCaret()
    if (!entry) return false
    const attributes = entryAttributes(entry.node)
    if (kind === 'facts' && attributes.kind !== 'action') return false
    const place = kind === 'link' ? this.#placeAt(this.view.state.selection.head) : this.#placeBelow(entry)
    this.#show({ popover: { kind, entry: attributes.id as EntryId, place }, completion: undefined })
    return true
  }

  /** Closes it and, unless the person went elsewhere, puts the caret back where it was. */
  closePopover(refocus: boolean): void {
    this.#show({ popover: undefined })
    if (refocus) this.view.focus()
  }

  choose(index: number, goOn = false): void {
    const completion = this.#snapshot.completion
    const choice = completion?.choices[index]
    if (!completion || !choice) return
    if (completion.query.trigger === ':') {
      const question = this.#question
      this.#question = undefined
      if (question && choice.kind === 'person') this.#grammar.answer(this.view, question, choice.person.id)
      this.#update()
      this.view.focus()
      return
    }
    const speaker = choice.kind === 'person' ? choice.person.id : this.#around.addPerson(choice.name)
    this.#active = 0
    this.view.dispatch(takeSpeaker(this.view.state, completion.query, speaker, goOn))
    this.view.focus()
  }

  addPerson(name: string): PersonId {
    return this.#around.addPerson(name)
  }

  /** Text and place stay. */
  setKind(kind: EntryKind): boolean {
    const isChanged = this.#grammar.setKind(this.view, kind)
    this.view.focus()
    return isChanged
  }

  undo(): boolean {
    this.#around.onRule(undefined)
    this.#place.undoManager.undo()
    return true
  }

  redo(): boolean {
    this.#place.undoManager.redo()
    return true
  }

  forgetProblem(): void {
    this.#show({ problem: undefined })
  }

  #createView(mount: HTMLElement): EditorView {
    const { meeting, item, language, undoManager } = this.#place
    const { doc, plugin } = bindBody(bodyFragment(meeting, item, language))
    const state = EditorState.create({
      doc,
      plugins: [
        plugin,
        undoCaret(undoManager),
        entryRules({
          ensureAction: (action) => this.#ensureAction(action),
          copyAction: (action, copy) => this.#copyAction(action, copy),
          originalFingerprint: (original) => this.#originals.of(original),
        }),
        this.#completionKeys(),
        this.#grammar.plugin,
        ...bodyKeymap({
          onKind: (kind) => this.setKind(kind),
          onTurnBack: () => {
            const isTurnedBack = this.#grammar.turnBack(this.view)
            if (isTurnedBack) this.#around.onRule(undefined)
            return isTurnedBack
          },
          onEntryDone: () => this.#around.onEntryDone(),
          onCommand: () => this.#place.undoManager.stopCapturing(),
          onLeave: (direction) => {
            this.#around.onLeave(direction)
            return true
          },
          onUndo: () => this.undo(),
          onRedo: () => this.redo(),
          onPopover: (kind) => this.openPopover(kind),
          onOpenLink: () => this.#openLink(this.linkAtCaret()),
        }),
      ],
      ...(doc.childCount > 0 && { selection: TextSelection.atEnd(doc) }),
    })
    const serializer = DOMSerializer.fromSchema(bodySchema)
    const words = (): CopyWords => ({ ...this.#around.copyWords, name: this.#shown.current.fullName })
    return new EditorView(
      { mount },
      {
        state,
        dispatchTransaction: (tr) => {
          this.view.updateState(this.view.state.apply(narrowed(this.view.state, tr)))
          if (tr.docChanged) this.#revise()
          if (tr.docChanged || tr.selectionSet || tr.storedMarksSet) this.#update()
        },
        editable: () => !this.#around.readOnly,
        attributes: (current) => this.#attributes(current),
        nodeViews: { [ENTRY_NODE]: (node) => this.#entryView(node) },
        handleClick: (view, position, event) => (event.ctrlKey || event.metaKey || !view.editable) && this.#openLink(addressAt(view, position)),
        handlePaste: (_view, event, slice) => this.#refuseLongPaste(event, slice.content.size) || this.#pasteIntoTranslation(slice),
        handleDOMEvents: {
          blur: () => {
            this.#grammar.leave(this.view)
            this.#around.onEntryDone()
            this.#update()
            return false
          },
          focus: () => {
            this.#update()
            return false
          },
          paste: (_view, event) => (event.clipboardData?.getData('text/html').length ?? 0) > LONGEST_PASTED_MARKUP && this.#refuse(event),
        },
        clipboardParser,
        clipboardSerializer: clipboardSerializer(words, serializer),
        clipboardTextParser: (text, $context) => sliceOfText(text.slice(0, LONGEST_PASTE + 1), $context.marks()),
        clipboardTextSerializer: (slice) => textOfSlice(slice, words()),
        transformPasted: (slice) => {
          const beside = readBody(bodyFragment(meeting, item, otherLanguage(language)))
          return withoutShared(slice, meeting, (action, copy) => this.#copyAction(action, copy), beside)
        },
      },
    )
  }

  #attributes(state: EditorState): Record<string, string> {
    const { completion } = this.#snapshot
    const { language, label, placeholder, readOnly } = this.#around
    const isEmpty = state.doc.childCount === 1 && state.doc.firstChild!.content.size === 0
    return {
      role: 'textbox',
      'aria-multiline': 'true',
      'aria-label': label,
      lang: language,
      spellcheck: readOnly ? 'false' : 'true',
      translate: 'no',
      ...(readOnly && { 'aria-readonly': 'true' }),
      ...(isEmpty && !readOnly && { 'data-placeholder': placeholder, 'aria-placeholder': placeholder }),
      ...(completion && { 'aria-controls': COMPLETION_ID, 'aria-activedescendant': choiceId(completion.active), 'aria-autocomplete': 'list' }),
    }
  }

  #entryView(node: ConstructorParameters<typeof EntryView>[0]): EntryView {
    const view = new EntryView(node, this.#shown)
    this.#entryViews.add(view)
    return Object.assign(view, { destroy: () => this.#entryViews.delete(view) })
  }

  #entrySurroundings(): EntrySurroundings {
    const { people, language, entryWords } = this.#around
    const short = marginNames(people)
    const full = new Map(people.map((person) => [person.id, person.name]))
    return {
      language,
      words: entryWords,
      // A person whom another writer added and whose directory has not arrived here yet.
      marginName: (person) => short.get(person) ?? '…',
      fullName: (person) => full.get(person) ?? '…',
      action: (action) => this.#actions.get(action),
      onPart: (entry, part) => this.openPopover(part, entry),
    }
  }

  #observeActions(): void {
    const table = this.#place.meeting.getMap('actions')
    const observe = () => {
      this.#actions = readActionRecords(this.#place.meeting)
      for (const view of this.#entryViews) view.refresh()
      this.#revise()
    }
    table.observe(observe)
    this.#stop.push(() => table.unobserve(observe))
  }

  #ensureAction(action: ActionId): void {
    if (!this.#actions.has(action)) editAction(this.#place.meeting, action, { owners: [], state: 'open' })
  }

  #copyAction(action: ActionId, copy: ActionId): void {
    const { owners = [], due, state = 'open' } = this.#actions.get(action) ?? {}
    editAction(this.#place.meeting, copy, { owners, state, ...(due && { due }) })
  }

  /** The entry at the caret with an identifier to hang a popover on: the first entry of an empty body gets it here. */
  #identifiedEntryAtCaret(): PlacedEntry | undefined {
    const entry = entryAtCaret(this.view.state)
    if (!entry || entryAttributes(entry.node).id !== '') return entry
    this.view.dispatch(this.view.state.tr.setNodeAttribute(entry.position, 'id', crypto.randomUUID()))
    return entryAtCaret(this.view.state)
  }

  #openLink(address: string): boolean {
    if (address === '') return false
    this.#around.onOpenLink(address)
    return true
  }

  #refuseLongPaste(event: ClipboardEvent, size: number): boolean {
    return size > LONGEST_PASTE && this.#refuse(event)
  }

  /** Not for what is dropped: that goes elsewhere than where the caret stands. */
  #pasteIntoTranslation(slice: Slice): boolean {
    const { state } = this.view
    const adopted = intoTranslation(slice, state.selection)
    if (adopted === slice) return false
    this.view.dispatch(state.tr.replaceSelection(adopted).scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'))
    return true
  }

  #refuse(event: Event): true {
    event.preventDefault()
    this.#show({ problem: 'too-long' })
    return true
  }

  #completionKeys(): Plugin {
    return new Plugin({
      props: {
        handleKeyDown: (view, event) => {
          const completion = this.#snapshot.completion
          if (!completion || event.ctrlKey || event.metaKey || event.altKey) return false
          const { choices, active, query } = completion
          const move = (index: number) => {
            this.#hasMoved = true
            this.#active = (index + choices.length) % Math.max(choices.length, 1)
            this.#update()
            return true
          }
          switch (event.key) {
            case 'ArrowDown':
              return move(active + 1)
            case 'ArrowUp':
              return move(active - 1)
            case 'Enter':
            case 'Tab':
              if (choices.length === 0 || (query.text === '' && this.#hasSpeakers(query))) view.dispatch(endSpeakers(view.state, query))
              else this.choose(active)
              return true
            case ',':
            case ';': {
              // Without looking one goes on only from somebody who is certain; else the names are typed on.
              const index = query.trigger === ':' ? -1 : this.#hasMoved ? active : certainChoice(completion, this.#around)
              if (index < 0) return false
              this.choose(index, true)
              return true
            }
            case ']':
              if (query.trigger !== '[' || query.text.trim() !== '') return false
              view.dispatch(endSpeakers(view.state, query))
              return true
            case 'Escape':
              this.#question = undefined
              this.#dismissed = this.#entryId(query)
              this.#show({ completion: undefined })
              return true
            default:
              return false
          }
        },
      },
    })
  }

  #hasSpeakers(query: SpeakerQuery): boolean {
    const node = this.view.state.doc.nodeAt(query.from - 1)
    return node !== null && entryAttributes(node).speakers.length > 0
  }

  #entryId(query: SpeakerQuery): EntryId | '' {
    const node = this.view.state.doc.nodeAt(query.from - 1)
    return node ? entryAttributes(node).id : ''
  }

  /** After each change of the state. Reads what stands at the caret and nothing of the rest of the document. */
  #update(): void {
    this.#show({ caret: this.#caretStatus(), completion: this.#completion() })
  }

  #caretStatus(): CaretStatus | undefined {
    const { state } = this.view
    const entry = entryAtCaret(state)
    if (!entry) return undefined
    const { from, $from, to, empty } = state.selection
    const marks = state.storedMarks ?? $from.marks()
    const has = (mark: 'bold' | 'italic' | 'link') => (empty ? markType(mark).isInSet(marks) !== undefined : state.doc.rangeHasMark(from, to, markType(mark)))
    const { id, kind, list, speakers, translationOf } = entryAttributes(entry.node)
    const link = empty ? linkAtCaret(state) !== undefined : has('link')
    const status: CaretStatus = { entry: id, translationOf, kind, list, bold: has('bold'), italic: has('italic'), link, speakers: speakers.length > 0 }
    const shown = this.#snapshot.caret
    return shown && (Object.keys(status) as (keyof CaretStatus)[]).every((name) => shown[name] === status[name]) ? shown : status
  }

  #completion(): Completion | undefined {
    const { state } = this.view
    const asked = this.#askedChoices()
    if (asked) return asked
    const query = this.view.editable && this.view.hasFocus() && !this.#snapshot.popover ? speakerQuery(state) : undefined
    if (!query) {
      this.#hasMoved = false
      // Blur does not forget: coming back must not open what was dismissed.
      if (this.view.hasFocus()) this.#dismissed = undefined
      this.#active = 0
      return undefined
    }
    if (this.#dismissed !== undefined && this.#dismissed === this.#entryId(query)) return undefined
    if (this.#snapshot.completion?.query.text !== query.text) {
      this.#active = 0
      this.#hasMoved = false
    }
    const chosen = entryAttributes(state.doc.nodeAt(query.from - 1)!).speakers
    const choices = speakerChoices(query.text, this.#around.people, this.#around.attending, chosen)
    if (choices.length === 0) return undefined
    return { query, choices, active: Math.min(this.#active, choices.length - 1), place: this.#placeAt(query.from) }
  }

  /** Who is meant, of several: shown until something else is typed or the caret goes elsewhere. */
  #askedChoices(): Completion | undefined {
    const question = this.#question
    if (!question) return undefined
    const entry = entryAtCaret(this.view.state)
    const isThere = entry && entryAttributes(entry.node).id === question.entry && this.view.state.selection.empty && this.view.state.selection.$head.parentOffset === question.typed.length
    if (!isThere || !textOf(entry.node).startsWith(question.typed)) {
      this.#question = undefined
      return undefined
    }
    const { name, candidates } = question.naming
    const from = entry.position + 1
    const query: SpeakerQuery = { trigger: ':', text: name, from, to: from + question.typed.length }
    if (this.#snapshot.completion?.query.text !== name) this.#active = 0
    const choices = candidates.map((person): Choice => ({ kind: 'person', person }))
    return { query, choices, active: Math.min(this.#active, choices.length - 1), place: this.#placeAt(from) }
  }

  #grammarWorld(): GrammarWorld {
    const { meeting, item, language, undoManager } = this.#place
    return {
      history: undoManager,
      circumstances: () => {
        const { grammar, readOnly, people, attending, date } = this.#around
        return grammar && !readOnly ? { company: { people, attending }, date } : undefined
      },
      actionOf: (action) => this.#actions.get(action),
      editAction: (action, patch) => editAction(meeting, action, patch),
      setOutcome: (outcome) => editAgendaRecord(meeting, item, { outcome }),
      addTopic: (title) => {
        const place = additionPlace(meeting, item)
        if (!place) return undefined
        const topic = addAgendaItem(meeting, place, { kind: 'addition', title, language })
        return () => this.#around.onTopic(topic)
      },
      onEntryDone: () => this.#around.onEntryDone(),
      ask: (question) => {
        this.#question = question
        this.#update()
      },
      tell: (event) => this.#around.onRule(event),
    }
  }

  /** Below the whole entry, so that its text and facts stay in sight. */
  #placeBelow({ position }: PlacedEntry): Place {
    const entry = (this.view.nodeDOM(position) as HTMLElement).getBoundingClientRect()
    return this.#placeFor({ left: this.view.coordsAtPos(position + 1).left, top: entry.top, bottom: entry.bottom })
  }

  #placeAt(position: number): Place {
    return this.#placeFor(this.view.coordsAtPos(position))
  }

  #placeFor(at: { readonly left: number; readonly top: number; readonly bottom: number }): Place {
    const frame = this.#frame.getBoundingClientRect()
    const above = at.bottom + POPOVER_ROOM > window.innerHeight && at.top > POPOVER_ROOM
    const left = Math.max(0, Math.min(at.left - frame.left, frame.width - 340))
    return { left, top: at.bottom - frame.top + 4, bottom: frame.bottom - at.top + 4, above }
  }

  #show(change: Partial<EditorSnapshot>): void {
    const before = this.#snapshot
    const next = { ...before, ...change }
    if ((Object.keys(next) as (keyof EditorSnapshot)[]).every((name) => next[name] === before[name])) return
    this.#snapshot = next
    // The attributes that name the active choice are the view's.
    if (before.completion !== next.completion) this.view.setProps({})
    this.#tell()
  }

  /** An open popover shows facts that are not part of the snapshot. */
  #revise(): void {
    const { popover, revision } = this.#snapshot
    if (popover) this.#show(this.entry(popover.entry) ? { revision: revision + 1 } : { popover: undefined })
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

export const COMPLETION_ID = 'speaker-completion'

export function choiceId(index: number): string {
  return `${COMPLETION_ID}-${index}`
}

/** The place of the one person that a name certainly means; -1 if there is none. */
function certainChoice({ query, choices }: Completion, company: Pick<EditorSurroundings, 'people' | 'attending'>): number {
  const naming = readNames(query.text.trim(), company)
  if (naming?.is !== 'certain' || naming.people.length !== 1) return -1
  return choices.findIndex((choice) => choice.kind === 'person' && choice.person.id === naming.people[0])
}

function addressAt(view: EditorView, position: number): string {
  const $position = view.state.doc.resolve(position)
  const mark = markType('link').isInSet($position.marks()) ?? ($position.nodeAfter ? markType('link').isInSet($position.nodeAfter.marks) : undefined)
  return mark ? String(mark.attrs.href) : ''
}

/** Fingerprints of the other language's entries, read once and again only after they changed. */
class OriginalFingerprints {
  readonly #fragment: Y.XmlFragment
  #known: ReadonlyMap<EntryId, string> | undefined

  constructor(fragment: Y.XmlFragment) {
    this.#fragment = fragment
    fragment.observeDeep(this.#forget)
  }

  of(entry: EntryId): string | undefined {
    this.#known ??= new Map(readBody(this.#fragment).map((original) => [original.id, entryFingerprint(original)]))
    return this.#known.get(entry)
  }

  destroy(): void {
    this.#fragment.unobserveDeep(this.#forget)
  }

  #forget = (): void => {
    this.#known = undefined
  }
}
