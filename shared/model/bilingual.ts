/** The two languages of Minutier's content, interface and documents. */
export type Language = 'fr' | 'en'
export const LANGUAGES: readonly Language[] = ['fr', 'en']

export function otherLanguage(language: Language): Language {
  return language === 'fr' ? 'en' : 'fr'
}

/**
 * A text of the model. One language is the original; the other a translation.
 * `translatedFrom` is the fingerprint of the original at the time it was translated.
 */
export interface BilingualText {
  readonly fr?: string
  readonly en?: string
  readonly original: Language
  readonly translatedFrom?: string
}

export type TranslationState = 'missing' | 'current' | 'stale'

export function bilingual(text: string, language: Language): BilingualText {
  return language === 'fr' ? { fr: text, original: 'fr' } : { en: text, original: 'en' }
}

export const EMPTY_TEXT: BilingualText = { original: 'fr' }

export function isEmptyText(text: BilingualText): boolean {
  return !text.fr?.trim() && !text.en?.trim()
}

/** State of the translation: derived, never stored. A text without an original has nothing to translate: current. */
export function translationState(text: BilingualText): TranslationState {
  const original = text[text.original]
  if (!original?.trim()) return 'current'
  const translation = text[otherLanguage(text.original)]
  if (!translation?.trim()) return 'missing'
  return text.translatedFrom === undefined || text.translatedFrom === fingerprint(original) ? 'current' : 'stale'
}

/** The text in `language`, or in the other one if it has none. */
export function textIn(text: BilingualText, language: Language): string {
  const wanted = text[language]
  if (wanted?.trim()) return wanted
  return text[otherLanguage(language)] ?? ''
}

/** The text with what `language` says replaced: the original is edited in place, a translation remembers its original. */
export function withText(text: BilingualText, language: Language, value: string): BilingualText {
  if (isEmptyText(text)) return bilingual(value, language)
  if (language === text.original) return { ...text, [language]: value }
  return { ...text, [language]: value, translatedFrom: fingerprint(text[text.original] ?? '') }
}

/** FNV-1a, 32 bits, as hexadecimal: tells whether a text changed. Not for security. */
export function fingerprint(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash ^= text.charCodeAt(index)
    hash = Math.imul(hash, 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}
