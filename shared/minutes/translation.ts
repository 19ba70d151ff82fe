import type * as Y from 'yjs'
import { agendaInOrder, agendaTree, type AgendaItem } from '../agenda/tree.ts'
import { translationState, type BilingualText, type Language, type TranslationState } from '../model/bilingual.ts'
import { bodyFragment, readBody } from '../model/body.ts'
import type { AgendaItemId, EntryId } from '../model/identifiers.ts'
import { readAgendaRecords, readMeeting } from '../model/meeting.ts'
import { alignBodies } from './align.ts'

/** A text of a meeting that can be translated by itself, and how its translation stands. */
export interface TranslationBlock {
  readonly kind: 'meetingTitle' | 'meetingPlace' | 'itemTitle' | 'entry'
  readonly item?: AgendaItemId
  /** The entry in which the original stands. */
  readonly entry?: EntryId
  readonly original: Language
  readonly translation: TranslationState
}

export interface TranslationCounts {
  /** Texts that there are. */
  readonly texts: number
  /** Of these without a translation. */
  readonly missing: number
  /** With one that is older than its original. */
  readonly stale: number
}

/** How the translation of a meeting stands, title and text of each item together. */
export interface TranslationSummary {
  readonly whole: TranslationCounts
  readonly items: ReadonlyMap<AgendaItemId, TranslationCounts>
}

export function countTranslations(texts: readonly Pick<TranslationBlock, 'translation'>[]): TranslationCounts {
  const inState = (state: TranslationState) => texts.filter(({ translation }) => translation === state).length
  return { texts: texts.length, missing: inState('missing'), stale: inState('stale') }
}

export function isGap({ translation }: Pick<TranslationBlock, 'translation'>): boolean {
  return translation !== 'current'
}

export interface FoundGap {
  readonly block: TranslationBlock
  readonly index: number
  /** It was found beyond the end (or the beginning) of the meeting. */
  readonly wraps: boolean
}

/**
 * The nearest block without a translation, or with an old one, after the place `from` (1) or before it (-1), going round;
 * the block at `from` itself comes last. -1 stands before all blocks. Undefined if there is none.
 */
export function nearestGap(blocks: readonly TranslationBlock[], from: number, step: 1 | -1): FoundGap | undefined {
  const count = blocks.length
  const start = from < 0 && step === -1 ? count : from
  for (let distance = 1; distance <= count; distance += 1) {
    const index = (((start + step * distance) % count) + count) % count
    const block = blocks[index]
    if (block && isGap(block)) return { block, index, wraps: from + step * distance !== index }
  }
  return undefined
}

/** What was counted of an item, and of what. */
interface Counted {
  readonly item: AgendaItem
  readonly body: readonly TranslationBlock[] | undefined
  readonly counts: TranslationCounts
}

/**
 * How the translation of a meeting stands, kept at hand: only the bodies that have changed since are read again, so that
 * asking while somebody types costs what one item costs. It goes with its document.
 */
export class TranslationProgress {
  readonly #meeting: Y.Doc
  readonly #bodies = new Map<AgendaItemId, readonly TranslationBlock[]>()
  readonly #itemOf = new Map<unknown, AgendaItemId>()
  readonly #counted = new Map<AgendaItemId, Counted>()
  #agenda: readonly AgendaItem[] | undefined

  constructor(meeting: Y.Doc) {
    this.#meeting = meeting
    meeting.on('afterTransaction', this.#forgetChanged)
  }

  /** The entries of an item in the order of a bilingual document; the same value as long as none of them changes. */
  body(item: AgendaItemId): readonly TranslationBlock[] {
    const known = this.#bodies.get(item)
    if (known) return known
    const [french, english] = [bodyFragment(this.#meeting, item, 'fr'), bodyFragment(this.#meeting, item, 'en')]
    this.#itemOf.set(french, item).set(english, item)
    const rows = alignBodies(readBody(french), readBody(english), 'fr')
    const blocks = rows.map(({ entry, original, state }): TranslationBlock => ({ kind: 'entry', item, entry: entry.id, original, translation: state }))
    this.#bodies.set(item, blocks)
    return blocks
  }

  /** Every text of the meeting, as it is read from top to bottom. */
  blocks(): readonly TranslationBlock[] {
    return [...this.#factBlocks(), ...this.#items().flatMap((item) => this.#itemBlocks(item))]
  }

  summary(): TranslationSummary {
    const items = new Map<AgendaItemId, TranslationCounts>()
    let whole = countTranslations(this.#factBlocks())
    for (const item of this.#items()) {
      const counts = this.#count(item)
      if (counts.texts > 0) items.set(item.id, counts)
      whole = { texts: whole.texts + counts.texts, missing: whole.missing + counts.missing, stale: whole.stale + counts.stale }
    }
    return { whole, items }
  }

  #count(item: AgendaItem): TranslationCounts {
    const body = item.kind === 'break' ? undefined : this.body(item.id)
    const known = this.#counted.get(item.id)
    if (known && known.item === item && known.body === body) return known.counts
    const counts = countTranslations(this.#itemBlocks(item))
    this.#counted.set(item.id, { item, body, counts })
    return counts
  }

  #factBlocks(): readonly TranslationBlock[] {
    const { title, place } = readMeeting(this.#meeting)
    return [...textBlock('meetingTitle', title), ...textBlock('meetingPlace', place)]
  }

  /** The same values as long as nothing in the agenda changes. */
  #items(): readonly AgendaItem[] {
    return (this.#agenda ??= agendaInOrder(agendaTree(readAgendaRecords(this.#meeting))))
  }

  /** A break has a title and nothing to minute. */
  #itemBlocks({ id, kind, title }: AgendaItem): readonly TranslationBlock[] {
    return [...textBlock('itemTitle', title, id), ...(kind === 'break' ? [] : this.body(id))]
  }

  #forgetChanged = ({ changedParentTypes }: Y.Transaction): void => {
    if (changedParentTypes.has(this.#meeting.getMap('agenda') as never)) this.#agenda = undefined
    for (const type of changedParentTypes.keys()) {
      const item = this.#itemOf.get(type)
      if (item) this.#bodies.delete(item)
    }
  }
}

/** None where there is nothing to translate. */
function textBlock(kind: TranslationBlock['kind'], text: BilingualText, item?: AgendaItemId): readonly TranslationBlock[] {
  return text[text.original]?.trim() ? [{ kind, original: text.original, translation: translationState(text), ...(item && { item }) }] : []
}
