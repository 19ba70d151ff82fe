import type { Node } from 'prosemirror-model'
import { EditorState, TextSelection, type Command, type Plugin } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import type * as Y from 'yjs'
import { addAgendaItem, additionPlace } from '../../shared/agenda/edit.ts'
import { bodyFragment, ENTRY_NODE, isRecordKind, type EntryKind } from '../../shared/model/body.ts'
import type { EntryId, PersonId } from '../../shared/model/identifiers.ts'
import { editAgendaRecord, type ActionPatch, type ActionRecord } from '../../shared/model/meeting.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import { editVote, isNoted, newVote, readVoteRecords, type VoteRecord } from '../../shared/model/vote.ts'
import { takeBackStep, type UndoDirection } from '../app/undo.ts'
import styles from './body-editor.module.css'
import { bodyCommands, bodyKeymap, runBodyCommand, type KeyActions } from './body-keymap.ts'
import { BodyRecords } from './body-records.ts'
import { trustCaret, withShownCaret } from './caret-ahead.ts'
import { CARET_ROOM, hasCaretRoom } from './caret-room.ts'
import { caretStatus, type CaretStatus } from './caret-status.ts'
import { clipboardPlugin } from './clipboard-plugin.ts'
import type { CopyWords } from './clipboard.ts'
import { entryAtCaret, findEntry, linkAtCaret, setLink, setSpeakers, type PlacedEntry } from './commands.ts'
import { choiceId, CompletingSpeakers, COMPLETION_ID, type Completion } from './completing-speakers.ts'
import type { EditorKeyId } from './editor-keys.ts'
import { entryRules } from './entry-rules.ts'
import { EntryView, type EntrySurroundings } from './entry-view.ts'
import { furtherPlugins } from './further-plugins.ts'
import { asOneStep } from './history-steps.ts'
import { marginNames } from './names.ts'
import { placeAt, placeBelow, type Place } from './popover-place.ts'
import { entryAttributes, markType, NO_SPEAKERS, voteWords } from './schema.ts'
import type { EditorPlace, EditorSurroundings } from './surroundings.ts'
import { bindBody, isFromDocument, narrowed, undoCaret } from './sync.ts'
import { TypedGrammar } from './typed-grammar.ts'

export type PopoverKind = 'link' | 'speakers' | 'facts' | 'modules'

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

const NOTHING: EditorSnapshot = { caret: undefined, completion: undefined, popover: undefined, problem: undefined, revision: 0 }

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
  readonly #records: BodyRecords
  readonly #completing: CompletingSpeakers
  readonly #grammar: TypedGrammar
  readonly #actions = this.#keyActions()
  readonly #commands = bodyCommands(this.#actions)
  #around: EditorSurroundings
  #shown!: { current: EntrySurroundings }
  #snapshot = NOTHING

  constructor(mount: HTMLElement, frame: HTMLElement, place: EditorPlace, around: EditorSurroundings) {
    this.#place = place
    // However soon one writes here: what was written in another text just before is undone apart.
    place.undoManager.stopCapturing()
    this.#frame = frame
    this.#around = around
    this.#records = new BodyRecords(place, () => {
      for (const view of this.#entryViews) view.refresh()
      this.#revise()
    })
    this.#shown = { current: this.#entrySurroundings() }
    this.#completing = new CompletingSpeakers({
      around: () => this.#around,
      answer: (question, person) => this.#grammar.answer(this.view, question, person),
      placeAt: (position) => placeAt(this.view, this.#frame, position),
      isCovered: () => this.#snapshot.popover !== undefined,
      onChange: () => this.#update(),
    })
    this.#grammar = this.#typedGrammar()
    this.view = this.#createView(mount)
    this.#update()
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  snapshot = (): EditorSnapshot => this.#snapshot

  /** Takes what the application gives now; draws again what shows it. */
  surround(around: EditorSurroundings): void {
    if (around === this.#around || this.view.isDestroyed) return
    this.#around = around
    // What stands open would write.
    if (around.readOnly) this.#completing.hide()
    if (around.readOnly && this.#snapshot.popover) this.closePopover(this.#frame.contains(this.#frame.ownerDocument.activeElement))
    this.#shown.current = this.#entrySurroundings()
    for (const view of this.#entryViews) view.refresh()
    this.view.setProps({ state: withShownCaret(this.view) })
    this.#update()
  }

  destroy(): void {
    this.#records.destroy()
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
    return action ? (this.#records.action(action) ?? { id: action, owners: [], state: 'open' }) : undefined
  }

  editActionOf(id: EntryId, patch: ActionPatch): void {
    const action = this.actionOf(id)
    if (action && !this.#around.readOnly) this.#records.editAction(action.id, patch)
  }

  voteOf(id: EntryId): VoteRecord | undefined {
    const entry = this.entry(id)
    const vote = entry && entryAttributes(entry.node).vote
    return vote ? (this.#records.vote(vote) ?? newVote(vote)) : undefined
  }

  /** What the text says of the vote of an entry. */
  voteWordsOf(id: EntryId): string {
    const entry = this.entry(id)
    return entry ? voteWords(entry.node) : ''
  }

  /** Changes the vote of an entry, as one step of the history. */
  editVoteOf(id: EntryId, change: (meeting: Y.Doc, vote: VoteRecord) => void): void {
    const vote = this.voteOf(id)
    if (vote && !this.#around.readOnly) asOneStep(this.#place.undoManager, () => this.#inVote(vote, (meeting) => change(meeting, vote)))
  }

  /** With the first count or ballot of a vote stands when it was held. */
  #inVote(before: VoteRecord, change: (meeting: Y.Doc) => void): void {
    const { meeting } = this.#place
    const now = this.#around.electorates.timeAt(Date.now())
    meeting.transact(() => {
      change(meeting)
      const after = readVoteRecords(meeting).get(before.id)
      if (now && after && isNoted(after) && !isNoted(before)) editVote(meeting, before.id, { heldAt: now })
    }, LOCAL_CHANGE)
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
    // A text that may be inserted names no entry: looking through them writes nothing.
    const entry = id ? this.entry(id) : kind === 'modules' ? entryAtCaret(this.view.state) : this.#identifiedEntryAtCaret()
    if (!entry) return false
    const attributes = entryAttributes(entry.node)
    if (kind === 'facts' && !isRecordKind(attributes.kind)) return false
    const place = kind === 'link' ? placeAt(this.view, this.#frame, this.view.state.selection.head) : placeBelow(this.view, this.#frame, entry, attributes.kind === 'vote' && kind === 'facts' ? 0 : undefined)
    this.#completing.hide()
    this.#show({ popover: { kind, entry: attributes.id as EntryId, place }, completion: undefined })
    return true
  }

  /** Closes it and, unless the person went elsewhere, puts the caret back where it was. */
  closePopover(refocus: boolean): void {
    this.#show({ popover: undefined })
    if (refocus) this.view.focus()
  }

  choose(index: number): void {
    this.#completing.choose(this.view, index)
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
    return this.#takeBack('undo')
  }

  redo(): boolean {
    return this.#takeBack('redo')
  }

  #takeBack(direction: UndoDirection): boolean {
    const step = takeBackStep(this.#place.undoManager, direction)
    if (step) this.#around.onTakenBack(step)
    return true
  }

  /** Does in the text, where the caret was, what one of its keys does. */
  perform(id: EditorKeyId): void {
    this.view.focus()
    runBodyCommand(this.view, id, this.#commands, this.#actions)
  }

  /** Changes the text at the caret by one step of the history, and goes on there. */
  insert(command: Command): void {
    const { undoManager } = this.#place
    if (!this.view.editable) return
    undoManager.stopCapturing()
    command(this.view.state, this.view.dispatch)
    undoManager.stopCapturing()
    this.view.focus()
  }

  forgetProblem(): void {
    this.#show({ problem: undefined })
  }

  #createView(mount: HTMLElement): EditorView {
    const { meeting, item, language } = this.#place
    const { doc, plugins } = bindBody(bodyFragment(meeting, item, language))
    return new EditorView(
      mount,
      {
        state: EditorState.create({ doc, plugins: this.#plugins(plugins), ...(doc.childCount > 0 && { selection: TextSelection.atEnd(doc) }) }),
        dispatchTransaction: (tr) => {
          // Published meanwhile: only what the document itself brings is shown.
          if (tr.docChanged && this.#around.readOnly && !isFromDocument(tr)) return
          const before = isFromDocument(tr) ? withShownCaret(this.view) : this.view.state
          this.view.updateState(before.apply(narrowed(before, tr)))
          if (tr.docChanged) this.#revise()
          if (tr.docChanged || tr.selectionSet || tr.storedMarksSet) this.#update()
        },
        handleScrollToSelection: hasCaretRoom,
        scrollThreshold: CARET_ROOM,
        scrollMargin: CARET_ROOM,
        editable: () => !this.#around.readOnly,
        attributes: (current) => this.#attributes(current),
        nodeViews: { [ENTRY_NODE]: (node) => this.#entryView(node) },
        handleClick: (view, position, event) => (event.ctrlKey || event.metaKey || !view.editable) && this.#openLink(addressAt(view, position)),
        handleDOMEvents: {
          keydown: trustCaret,
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
        },
      },
    )
  }

  /** Who comes first is asked first: the list of speakers has its keys before the grammar, and both before the keymap. */
  #plugins(binding: readonly Plugin[]): readonly Plugin[] {
    const copyWords = (): CopyWords => ({ ...this.#around.copyWords, name: this.#shown.current.fullName })
    return [
      ...binding,
      undoCaret(this.#place.undoManager),
      entryRules(this.#records),
      this.#completing.plugin,
      this.#grammar.plugin,
      ...furtherPlugins({ place: this.#place, around: () => this.#around }),
      clipboardPlugin(this.#place, this.#records, { words: copyWords, onTooLong: () => this.#show({ problem: 'too-long' }) }),
      ...bodyKeymap(this.#commands, this.#actions),
    ]
  }

  #keyActions(): KeyActions {
    return {
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
    }
  }

  #typedGrammar(): TypedGrammar {
    const { meeting, item, language, undoManager } = this.#place
    return new TypedGrammar({
      history: undoManager,
      circumstances: () => {
        const { grammar, readOnly, people, attending, date } = this.#around
        return grammar && !readOnly ? { company: { people, attending }, date } : undefined
      },
      typography: () => (this.#around.typography ? language : undefined),
      records: {
        action: this.#records.action,
        editAction: this.#records.editAction,
        vote: this.#records.vote,
        editVote: (vote, patch) => this.#inVote(this.#records.vote(vote) ?? newVote(vote), (meeting) => editVote(meeting, vote, patch)),
      },
      setOutcome: (outcome) => editAgendaRecord(meeting, item, { outcome }),
      addTopic: (title) => {
        const place = additionPlace(meeting, item)
        if (!place) return undefined
        const topic = addAgendaItem(meeting, place, { kind: 'addition', title, language })
        return () => this.#around.onTopic(topic)
      },
      onEntryDone: () => this.#around.onEntryDone(),
      ask: (question) => this.#completing.ask(question),
      tell: (event) => this.#around.onRule(event),
    })
  }

  #attributes(state: EditorState): Record<string, string> {
    const { completion } = this.#snapshot
    const { language, label, placeholder, readOnly } = this.#around
    const isEmpty = state.doc.childCount === 1 && isUntouched(state.doc.firstChild!)
    return {
      class: styles.body!,
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
    const { people, language, entryWords, electorates } = this.#around
    const short = marginNames(people)
    const full = new Map(people.map((person) => [person.id, person.name]))
    return {
      language,
      words: entryWords,
      // A person whom another writer added and whose directory has not arrived here yet.
      marginName: (person) => short.get(person) ?? '…',
      fullName: (person) => full.get(person) ?? '…',
      action: this.#records.action,
      vote: this.#records.vote,
      electorates,
      onPart: (entry, part) => this.openPopover(part, entry),
    }
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

  /** After each change of the state. Reads what stands at the caret and nothing of the rest of the document. */
  #update(): void {
    this.#show({ caret: caretStatus(this.view.state, this.#snapshot.caret), completion: this.#completing.read(this.view) })
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

/** Nothing is written in it and nobody has said what it is: a line prepared for a translation has its speaker already. */
function isUntouched(entry: Node): boolean {
  const { kind, speakers } = entryAttributes(entry)
  return entry.content.size === 0 && kind === 'note' && speakers.length === 0
}

function addressAt(view: EditorView, position: number): string {
  const $position = view.state.doc.resolve(position)
  const mark = markType('link').isInSet($position.marks()) ?? ($position.nodeAfter ? markType('link').isInSet($position.nodeAfter.marks) : undefined)
  return mark ? String(mark.attrs.href) : ''
}
