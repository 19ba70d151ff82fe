import { typographicSpaces } from '../i18n/typography.ts'
import { otherLanguage, type Language } from '../model/bilingual.ts'
import type { Run } from '../model/body.ts'
import { safeLink } from '../model/links.ts'
import { printableLine, printableText } from './characters.ts'
import type { MinutesEntry, MinutesText } from './minutes.ts'
import { lineText, type Columns, type Line, type Span } from './presentation.ts'
import { word, type WordKey } from './words.ts'

/*
 * The texts of a document in its languages, printable and typeset: what stands in each column, what is said of a
 * missing or stale translation, and how several languages share one line.
 */

export interface DocumentLanguages {
  /** One column, or French and English side by side. */
  readonly columns: readonly Language[]
  /** Where there is no room for columns. */
  readonly first: Language
}

/** Between the parts of one line. */
export const SEPARATOR = ' · '

/**
 * A short text in each column. One language: what is not translated stands in its own language, and says so. Two
 * languages: an empty place says that the translation is missing. A stale translation is shown and says that it is.
 */
export function presentText(context: DocumentLanguages, value: MinutesText, role: 'title' | 'text' = 'text'): Columns {
  const lineIn = (language: Language): Line | null => {
    const said = plainText({ ...value, [otherLanguage(language)]: null }, language)
    return said === '' ? null : [plain(said, language)]
  }
  if (lineIn('fr') === null && lineIn('en') === null) {
    return role === 'title' ? words(context, 'untitled') : context.columns.map(() => [])
  }
  return chosen(context, lineIn, value.original, value.translation)
}

export function presentBody(context: DocumentLanguages, entry: MinutesEntry): Columns {
  const lineIn = (language: Language): Line | null => {
    const line = (entry[language] ?? []).map((run) => span(run, language)).filter(({ text: said }) => said !== '')
    return lineText(line).trim() === '' ? null : line
  }
  return chosen(context, lineIn, entry.original, entry.translation)
}

function chosen(context: DocumentLanguages, lineIn: (language: Language) => Line | null, original: Language, state: MinutesText['translation']): Columns {
  return context.columns.map((language) => {
    const own = lineIn(language)
    if (own) return language !== original && state === 'stale' ? [...own, mark('stale', language, true)] : own
    const other = lineIn(otherLanguage(language))
    if (!other) return []
    return context.columns.length > 1 ? [mark('missing', language, false)] : [...other, mark('missing', language, true)]
  })
}

function mark(state: 'missing' | 'stale', language: Language, isAfterText: boolean): Span {
  const said = `[${word(`mark.${state}`, language)}]`
  return { text: isAfterText ? ` ${said}` : said, lang: language, mark: true }
}

function span(run: Run, language: Language): Span {
  const link = run.link === undefined ? undefined : safeLink(run.link)
  return {
    text: typographicSpaces(printableText(run.text), language),
    lang: language,
    ...(run.bold && { bold: true }),
    ...(run.italic && { italic: true }),
    ...(link && { link }),
  }
}

export function words({ columns }: DocumentLanguages, key: WordKey): Columns {
  return columns.map((language) => [plain(word(key, language), language)])
}

/** A word of the document in all its languages, on one line. */
export function wordInLine({ columns }: DocumentLanguages, key: WordKey): Line {
  return bothIn(columns.map((language) => plain(word(key, language), language)))
}

export function whenEmpty(context: DocumentLanguages, rows: readonly unknown[], key: WordKey): Columns | null {
  return rows.length === 0 ? words(context, key) : null
}

export function plain(said: string, lang: Language): Span {
  return { text: said, lang }
}

export function linked(address: string, lang: Language): Span {
  const link = safeLink(address)
  return { text: address, lang, ...(link && { link }) }
}

export function nameLine({ first }: DocumentLanguages, names: readonly string[]): Line {
  const said = names.map(printableLine).filter(Boolean).join(', ')
  return said === '' ? [] : [plain(said, first)]
}

/** The text in this language, else in the other; on one line. */
export function plainText(value: MinutesText, language: Language): string {
  const own = printableLine(value[language] ?? '')
  if (own !== '') return typographicSpaces(own, language)
  const other = otherLanguage(language)
  return typographicSpaces(printableLine(value[other] ?? ''), other)
}

/** One line where all columns say the same. */
export function levelled(lines: readonly Line[]): Columns {
  const [first] = lines
  return first && lines.every((line) => lineText(line) === lineText(first)) ? [first] : lines
}

/** Several languages on one line, where there is no room for columns: once if they say the same. */
export function bothIn(spans: readonly Span[]): Line {
  const different = spans.filter((candidate, index) => spans.findIndex(({ text: said }) => said === candidate.text) === index)
  return alternated(different, ' / ')
}

export function alternated(spans: readonly Span[], separator: string): Line {
  return spans.flatMap((part, index) => (index === 0 ? [part] : [plain(separator, part.lang), part]))
}

export function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(SEPARATOR)
}

/** A date that stands alone begins with a capital. */
export function capitalised(said: string): string {
  return said.charAt(0).toLocaleUpperCase('fr') + said.slice(1)
}
