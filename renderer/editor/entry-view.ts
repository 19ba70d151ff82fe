import type { Node } from 'prosemirror-model'
import type { NodeView, ViewMutationRecord } from 'prosemirror-view'
import { formatDate } from '../../shared/i18n/format.ts'
import type { EntryKind } from '../../shared/model/body.ts'
import type { ActionId, EntryId, PersonId, VoteId } from '../../shared/model/identifiers.ts'
import type { ActionRecord } from '../../shared/model/meeting.ts'
import type { Language } from '../../shared/model/bilingual.ts'
import { newVote, type VoteRecord } from '../../shared/model/vote.ts'
import { voteSummary } from '../../shared/minutes/vote-words.ts'
import { voteStanding } from '../../shared/minutes/vote.ts'
import type { Electorates } from '../../shared/votes/electorate.ts'
import { voteOutcome, type VoteWarning } from '../../shared/votes/result.ts'
import { entryAttributes, voteWords, type EntryAttributes } from './schema.ts'
import { typeInto } from './letters-on-screen.ts'
import styles from './body-editor.module.css'

export type EntryPart = 'speakers' | 'facts'

/** What entries show besides their text. It changes under them (`refresh`). */
export interface EntrySurroundings {
  readonly language: Language
  readonly marginName: (person: PersonId) => string
  readonly fullName: (person: PersonId) => string
  readonly action: (action: ActionId) => ActionRecord | undefined
  readonly vote: (vote: VoteId) => VoteRecord | undefined
  readonly electorates: Electorates
  readonly words: EntryWords
  readonly onPart: (entry: EntryId, part: EntryPart) => void
}

export interface EntryWords {
  readonly kinds: Readonly<Record<EntryKind, string>>
  readonly states: Readonly<Record<ActionRecord['state'], string>>
  readonly noOwner: string
  readonly noDue: string
  readonly editSpeakers: string
  readonly editFacts: string
  readonly editVote: string
  readonly voteWarnings: Readonly<Record<VoteWarning, string>>
}

/** Shape beside the word: colour alone says nothing to those who do not see it. */
export const KIND_SHAPES: Readonly<Record<EntryKind, string>> = { note: '', decision: '◆', action: '▢', recommendation: '➤', vote: '✓' }

/**
 * One entry on the screen: the margin (kind and speakers), the text, the facts of an action or a vote. Plain DOM: with some
 * hundred entries open, a component tree for each would cost more than all the typing.
 */
export class EntryView implements NodeView {
  readonly dom = document.createElement('div')
  readonly contentDOM = document.createElement('p')
  readonly #margin = aside('div', styles.margin!)
  readonly #facts = aside('div', styles.facts!)
  readonly #surroundings: { readonly current: EntrySurroundings }
  #node: Node

  constructor(node: Node, surroundings: { readonly current: EntrySurroundings }) {
    this.#node = node
    this.#surroundings = surroundings
    this.dom.className = styles.entry!
    this.contentDOM.className = styles.text!
    this.dom.append(this.contentDOM)
    this.#margin.addEventListener('click', () => this.#open('speakers'))
    this.#facts.addEventListener('click', () => this.#open('facts'))
    this.refresh()
  }

  update(node: Node): boolean {
    if (node.type !== this.#node.type) return false
    const changed = !node.sameMarkup(this.#node) || voteWords(node) !== voteWords(this.#node)
    typeInto(this.contentDOM, this.#node, node)
    this.#node = node
    if (changed) this.refresh()
    return true
  }

  /** Draws again what stands beside the text. */
  refresh(): void {
    const attributes = entryAttributes(this.#node)
    const { current } = this.#surroundings
    Object.assign(this.dom.dataset, { kind: attributes.kind, list: attributes.list, level: String(attributes.level), line: attributes.id })
    if (attributes.translationOf) this.dom.dataset.translates = attributes.translationOf
    else delete this.dom.dataset.translates
    this.#drawMargin(attributes, current)
    this.#drawFacts(attributes, current)
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type !== 'selection' && !this.contentDOM.contains(mutation.target)
  }

  stopEvent(event: Event): boolean {
    return event.target instanceof window.Node && (this.#margin.contains(event.target) || this.#facts.contains(event.target))
  }

  #drawMargin({ kind, speakers }: EntryAttributes, { words, marginName, fullName }: EntrySurroundings): void {
    const parts: HTMLElement[] = []
    if (kind !== 'note') {
      const shape = part('span', styles.shape!, KIND_SHAPES[kind])
      shape.ariaHidden = 'true'
      const label = part('span', styles.kind!)
      label.append(shape, words.kinds[kind])
      parts.push(label)
    }
    if (speakers.length > 0) parts.push(part('span', styles.speakers!, speakers.map(marginName).join(', ')))
    if (parts.length === 0) {
      // Not merely hidden: the browser walks over what stands before the caret at each key.
      this.#margin.remove()
      return
    }
    this.#margin.replaceChildren(...parts)
    if (this.#margin.parentNode !== this.dom) this.dom.prepend(this.#margin)
    this.#margin.title = speakers.length > 0 ? speakers.map(fullName).join(', ') : words.editSpeakers
  }

  #drawFacts({ kind, action, vote }: EntryAttributes, around: EntrySurroundings): void {
    delete this.dom.dataset.state
    if (kind === 'action') this.#drawAction(action ? around.action(action) : undefined, around)
    else if (kind === 'vote') this.#drawVote((vote ? around.vote(vote) : undefined) ?? newVote('' as VoteId), around)
    else {
      this.#facts.remove()
      return
    }
    this.dom.append(this.#facts)
  }

  #drawVote(record: VoteRecord, { words, language, electorates }: EntrySurroundings): void {
    const electorate = electorates.of(record)
    const { result, warnings } = voteOutcome(record, electorate, voteWords(this.#node))
    this.#facts.replaceChildren(
      part('span', result === 'undecided' ? styles.missing! : styles.owners!, voteSummary(voteStanding(record, electorate), language)),
      ...warnings.map((warning) => part('span', styles.missing!, words.voteWarnings[warning])),
    )
    this.#facts.title = words.editVote
  }

  #drawAction(record: ActionRecord | undefined, { words, language, fullName }: EntrySurroundings): void {
    const owners = record?.owners ?? []
    this.#facts.replaceChildren(
      part('span', owners.length > 0 ? styles.owners! : styles.missing!, owners.length > 0 ? owners.map(fullName).join(', ') : words.noOwner),
      part('span', record?.due ? styles.due! : styles.missing!, record?.due ? formatDate(record.due, language, 'medium') : words.noDue),
      part('span', styles.state!, words.states[record?.state ?? 'open']),
    )
    this.dom.dataset.state = record?.state ?? 'open'
    this.#facts.title = words.editFacts
  }

  #open(which: EntryPart): void {
    const { id } = entryAttributes(this.#node)
    if (id !== '') this.#surroundings.current.onPart(id, which)
  }
}

function aside(tag: 'div', className: string): HTMLElement {
  const element = document.createElement(tag)
  element.contentEditable = 'false'
  element.role = 'button'
  element.className = className
  return element
}

function part(tag: 'span', className: string, text = ''): HTMLElement {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = text
  return element
}
