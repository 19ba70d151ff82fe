import type { Language, TranslationState } from '../model/bilingual.ts'
import { entryFingerprint, entryText, type Entry } from '../model/body.ts'
import type { EntryId } from '../model/identifiers.ts'

/** An entry and its translation: one row of a bilingual document. */
export interface AlignedEntry {
  readonly original: Language
  readonly entry: Entry
  readonly translation: Entry | null
  readonly state: TranslationState
}

/**
 * Lays the two bodies of an item side by side. An entry without `translationOf` is an original, in either language;
 * originals of the second language stand after the row that precedes them there, or at the end if that body has
 * nothing else to tell their place by. A translation whose original is gone becomes an original, and two translations
 * of one entry (it was split, or two people translated it at once) stand together, so that nothing typed disappears.
 * Empty entries are left out.
 */
export function alignBodies(first: readonly Entry[], second: readonly Entry[], firstLanguage: Language): readonly AlignedEntry[] {
  const secondLanguage: Language = firstLanguage === 'fr' ? 'en' : 'fr'
  const isOriginalInFirst = originalBeside(second)
  const isOriginalInSecond = originalBeside(first)
  const firstTranslations = translationsByOriginal(first, isOriginalInFirst)
  const secondTranslations = translationsByOriginal(second, isOriginalInSecond)

  const rows: AlignedEntry[] = []
  const rowOf = new Map<EntryId, number>()
  for (const entry of first.filter((candidate) => isOriginalInFirst(candidate) && hasText(candidate))) {
    rowOf.set(entry.id, rows.push(row(entry, secondTranslations.get(entry.id), firstLanguage)) - 1)
  }
  // Originals of the second language, each after the row that stands before it in the second body.
  const insertions = new Map<number, AlignedEntry[]>()
  let after = -1
  for (const entry of second.filter(hasText)) {
    if (isOriginalInSecond(entry)) {
      const here = insertions.get(after) ?? []
      here.push(row(entry, firstTranslations.get(entry.id), secondLanguage))
      insertions.set(after, here)
    } else {
      after = rowOf.get(entry.translationOf as EntryId) ?? after
    }
  }
  const unplaced = insertions.get(-1) ?? []
  const placed = rows.flatMap((aligned, index) => [aligned, ...(insertions.get(index) ?? [])])
  return after === -1 ? [...placed, ...unplaced] : [...unplaced, ...placed]
}

/** Tells the originals of one body, given the other: what translates nothing that is there. */
function originalBeside(others: readonly Entry[]): (entry: Entry) => boolean {
  const translatable = new Set<EntryId>(others.filter((entry) => !entry.translationOf && hasText(entry)).map((entry) => entry.id))
  return (entry) => !entry.translationOf || !translatable.has(entry.translationOf)
}

function hasText(entry: Entry): boolean {
  return entryText(entry).trim() !== ''
}

function translationsByOriginal(entries: readonly Entry[], isOriginal: (entry: Entry) => boolean): ReadonlyMap<EntryId, readonly Entry[]> {
  const translations = new Map<EntryId, Entry[]>()
  for (const entry of entries) {
    if (!entry.translationOf || isOriginal(entry) || !hasText(entry)) continue
    const known = translations.get(entry.translationOf)
    if (known) known.push(entry)
    else translations.set(entry.translationOf, [entry])
  }
  return translations
}

function row(entry: Entry, translations: readonly Entry[] | undefined, original: Language): AlignedEntry {
  return { original, entry, translation: joined(translations ?? []), state: stateOf(entry, translations ?? []) }
}

function joined([first, ...others]: readonly Entry[]): Entry | null {
  if (!first) return null
  return others.length === 0 ? first : { ...first, runs: [first, ...others].flatMap(({ runs }, index) => (index > 0 ? [{ text: '\n' }, ...runs] : runs)) }
}

function stateOf(entry: Entry, translations: readonly Entry[]): TranslationState {
  if (translations.length === 0) return 'missing'
  const current = entryFingerprint(entry)
  return translations.every(({ translatedFrom }) => translatedFrom === undefined || translatedFrom === current) ? 'current' : 'stale'
}
