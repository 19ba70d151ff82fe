import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type * as Y from 'yjs'
import { countTranslations, TranslationProgress, type TranslationBlock, type TranslationCounts, type TranslationSummary } from '../../../shared/minutes/translation.ts'
import type { Language } from '../../../shared/model/bilingual.ts'
import type { AgendaItemId, EntryId } from '../../../shared/model/identifiers.ts'
import { inQuietMoment } from '../../app/quiet-moment.ts'

/** Time after a change until the counts follow, in milliseconds: they must not cost anything while somebody types. */
const DELAY = 500

/** How the translation of a meeting stands, shared by all that shows it; it follows a moment behind the typing. */
class LiveTranslation {
  readonly #document: Y.Doc
  readonly #progress: TranslationProgress
  readonly #listeners = new Set<() => void>()
  readonly #shown = new Map<AgendaItemId, readonly TranslationBlock[]>()
  #summary: TranslationSummary | undefined
  #cancel: (() => void) | undefined

  constructor(document: Y.Doc) {
    this.#document = document
    this.#progress = new TranslationProgress(document)
  }

  subscribe = (listener: () => void): (() => void) => {
    if (this.#listeners.size === 0) {
      this.#document.on('update', this.#later)
      // What changed while nobody looked; also the first look, which need not hold up the screen.
      this.#later()
    }
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      this.#cancel?.()
      this.#cancel = undefined
      this.#document.off('update', this.#later)
    }
  }

  /** Undefined until it was looked for the first time. */
  summary = (): TranslationSummary | undefined => this.#summary

  /** The entries of one item, at once. */
  body(item: AgendaItemId): readonly TranslationBlock[] {
    const known = this.#shown.get(item) ?? this.#progress.body(item)
    this.#shown.set(item, known)
    return known
  }

  /** As it stands at this moment. */
  blocks(): readonly TranslationBlock[] {
    return this.#progress.blocks()
  }

  #later = (): void => {
    this.#cancel ??= inQuietMoment(() => {
      this.#cancel = undefined
      const summary = this.#progress.summary()
      // Words that are typed change no count: then nothing is drawn again.
      if (!this.#summary || !isSame(this.#summary, summary)) this.#summary = summary
      for (const [item, shown] of this.#shown) {
        const blocks = this.#progress.body(item)
        if (!areSame(shown, blocks)) this.#shown.set(item, blocks)
      }
      for (const listener of this.#listeners) listener()
    }, DELAY)
  }
}

function areSame(before: readonly TranslationBlock[], after: readonly TranslationBlock[]): boolean {
  return before.length === after.length && before.every((block, index) => {
    const { entry, original, translation } = after[index]!
    return block.entry === entry && block.original === original && block.translation === translation
  })
}

function isSame(before: TranslationSummary, after: TranslationSummary): boolean {
  const same = (left: TranslationCounts | undefined, right: TranslationCounts) => left?.texts === right.texts && left.missing === right.missing && left.stale === right.stale
  return same(before.whole, after.whole) && before.items.size === after.items.size && [...after.items].every(([item, counts]) => same(before.items.get(item), counts))
}

/** They go with their documents. */
const living = new WeakMap<Y.Doc, LiveTranslation>()

function liveTranslation(document: Y.Doc): LiveTranslation {
  const known = living.get(document) ?? new LiveTranslation(document)
  living.set(document, known)
  return known
}

/** Every text of the meeting with its translation, as it stands at this moment. */
export function translationBlocks(document: Y.Doc): readonly TranslationBlock[] {
  return liveTranslation(document).blocks()
}

/** Undefined until the first look. */
export function useTranslationSummary(document: Y.Doc): TranslationSummary | undefined {
  const live = liveTranslation(document)
  return useSyncExternalStore(live.subscribe, live.summary)
}

export interface ItemTranslation extends TranslationCounts {
  /** Whose translation is older than they are. */
  readonly changed: ReadonlySet<EntryId>
}

/** How much of an item was first written in `from`, and how much of that has no translation or an old one. */
export function useItemTranslation(document: Y.Doc, item: AgendaItemId, from: Language): ItemTranslation {
  const blocks = useItemBlocks(document, item)
  return useMemo(() => {
    const own = blocks.filter(({ original }) => original === from)
    return { ...countTranslations(own), changed: new Set(own.flatMap(({ entry, translation }) => (entry && translation === 'stale' ? [entry] : []))) }
  }, [blocks, from])
}

/** The entries of an item with the state of their translations. */
function useItemBlocks(document: Y.Doc, item: AgendaItemId): readonly TranslationBlock[] {
  const live = liveTranslation(document)
  return useSyncExternalStore(live.subscribe, useCallback(() => live.body(item), [live, item]))
}

/** Whether an item holds text that was first written in `language`. */
export function useHoldsOriginals(document: Y.Doc, item: AgendaItemId, language: Language): boolean {
  const live = liveTranslation(document)
  return useSyncExternalStore(live.subscribe, useCallback(() => live.body(item).some(({ original }) => original === language), [live, item, language]))
}
