import type { Language } from '../model/bilingual.ts'
import { typographicSpaces } from './typography.ts'

/** What replaces the characters `from`…`to` of the text up to the caret, the typed character included. */
export interface Correction {
  readonly from: number
  readonly to: number
  readonly text: string
  /** It changes spaces or an apostrophe, which nobody looks at: a quotation mark or a dash is seen to change. */
  readonly isQuiet: boolean
}

/** As much of an entry as is looked at, in characters: a quotation that is longer is not closed by itself. */
export const LONGEST_LOOK_BACK = 600

/** What may be followed by a correction; every other character costs the look at itself. */
export const TYPOGRAPHIC_SIGN = /^[\s:;!?%€«»"'.,)\d]$/

const NO_BREAK = '\u00a0'
const NARROW_NO_BREAK = '\u202f'
const SPACES = '[ \\u00a0\\u202f]'
/** Here a quotation may begin; a bracket or a hyphen within a word is code, or an address. */
const OPENING_PLACE = /(?:^|[\s«“‘–—])(?:[([{]|-)?$/
/** Signs of addresses, paths and code: a word that holds one is no word. */
const CODE = /[/\\@_=&#<>{}|$*+~^]|^www\.|[\p{L}\d][.:;!?][\p{L}\d]/iu

/**
 * What good typography makes of what was just typed: `before` is the text of the entry up to the caret, `typed` one
 * character, "\n" for the end of the entry. Undefined, mostly: as it was typed. Addresses, paths, code, times (14:30) and
 * ratios (1:2) keep their shape. What is correct already is left alone, so that typing the result gives the result.
 */
export function typedTypography(before: string, typed: string, language: Language): Correction | undefined {
  if (!TYPOGRAPHIC_SIGN.test(typed)) return undefined
  const text = before.slice(-LONGEST_LOOK_BACK)
  if (isCommandOrCode(before, text)) return undefined
  const correction = (language === 'fr' ? french(text, typed) : english(text, typed)) ?? inBoth(text, typed)
  if (!correction || isSame(text + typed, correction)) return undefined
  const skipped = before.length - text.length
  // The end of the entry is no character in it.
  const to = Math.min(correction.to, text.length + (typed === '\n' ? 0 : 1))
  return { from: correction.from + skipped, to: to + skipped, text: correction.text.replace('\n', ''), isQuiet: correction.isQuiet }
}

/**
 * What good typography makes of a whole text that is put between `before` and `after`, as if it were typed there: what
 * stands from `from` on, which may be a space at the end of `before`.
 */
export function typedThroughout(before: string, by: string, after: string, language: Language): { readonly from: number; readonly text: string } {
  let [text, from] = [before, before.length]
  const type = (character: string) => {
    const correction = typedTypography(text, character, language)
    if (character !== '\n') text += character
    if (!correction) return
    text = text.slice(0, correction.from) + correction.text + text.slice(correction.to)
    from = Math.min(from, correction.from)
  }
  for (const character of by) type(character)
  const end = after.slice(0, 1) || '\n'
  // What follows has ended the last word.
  if (!/[\s,)]/.test(end)) return { from, text: text.slice(from) }
  type(end)
  return { from, text: text.slice(from, text.endsWith(end) ? -1 : undefined) }
}

/** `s/old/new/` says what stands elsewhere, letter by letter; between backticks stands code. */
function isCommandOrCode(before: string, text: string): boolean {
  return before.startsWith('s/') || (text.match(/`/g)?.length ?? 0) % 2 === 1
}

function isSame(text: string, { from, to, text: by }: Correction): boolean {
  return text.slice(from, to) === by
}

/** The last `length` characters of `text` and the typed one become `by`. */
function replacing(text: string, length: number, by: string, isQuiet: boolean): Correction {
  return { from: text.length - length, to: text.length + 1, text: by, isQuiet }
}

function inBoth(text: string, typed: string): Correction | undefined {
  switch (typed) {
    case '.':
      return /(?:^|[^.…\d])\.\.$/.test(text) && !CODE.test(lastWord(text.slice(0, -2))) ? replacing(text, 2, '…', false) : undefined
    case ' ':
      // Not at the start: there "- " begins a list. Not without spaces: there it is a hyphen, or an option of a command.
      return dash(text)
    default:
      return undefined
  }
}

function dash(text: string): Correction | undefined {
  const sign = new RegExp(`\\S${SPACES}(--?)$`).exec(text)?.[1]
  return sign ? replacing(text, sign.length, '– ', false) : undefined
}

function lastWord(text: string): string {
  return /[^\s]*$/.exec(text)![0]
}

/** Depth of quotations at the end of the text: 0, 1 in the outer marks, 2 in the inner ones. */
function quotationDepth(text: string, outer: string, inner: string): number {
  let depth = 0
  for (const character of text) {
    if (character === outer[0] || character === inner[0]) depth += 1
    else if (character === outer[1] || character === inner[1]) depth = Math.max(0, depth - 1)
  }
  return depth
}

/** Straight marks that were turned back, or came from elsewhere, are closed by a straight one. */
function isStraight(text: string): boolean {
  return (text.match(/"/g)?.length ?? 0) % 2 === 1
}

function french(text: string, typed: string): Correction | undefined {
  switch (typed) {
    case '"':
      return frenchQuotation(text)
    case "'":
      return isFrenchApostrophe(text) && !CODE.test(lastWord(text)) ? replacing(text, 0, '’', true) : undefined
    case '«':
      return replacing(text, 0, `«${NO_BREAK}`, true)
    case '»':
      return /\s$/.test(text) ? spaceBefore(text, typed) : text.includes('«') ? closed(text, `${NO_BREAK}»`, true) : undefined
    case ':':
    case ';':
    case '!':
    case '?':
      return spaceBefore(text, typed) ?? thousandsAndUnits(text)
    case '%':
    case '€':
      return spaceBefore(text, typed) ?? (isPlainNumber(text) ? closed(text, NO_BREAK + typed, true) : undefined)
    default:
      return afterFrenchWord(text, typed)
  }
}

/** A space that was typed before a sign: which one it is, `typographicSpaces` knows. */
function spaceBefore(text: string, typed: string): Correction | undefined {
  const spaces = new RegExp(`\\S(${SPACES}+)$`).exec(text)?.[1]
  return spaces ? replacing(text, spaces.length, typographicSpaces(spaces + typed, 'fr'), true) : undefined
}

function isPlainWord(text: string): boolean {
  return new RegExp(`(?:^|[\\s(«“’'-])[\\p{L}\\p{M}]{2,}[)»”]?$`, 'u').test(text) && !CODE.test(lastWord(text))
}

function isPlainNumber(text: string): boolean {
  return new RegExp(`(?:^|[\\s(«“])[+-]?\\d{1,9}(?:${SPACES}\\d{3})*(?:,\\d{1,9})?$`).test(text)
}

/** A word that loses its last letter before the next one: "l’", "jusqu’". */
const ELIDED = /(?<![\p{L}\p{M}])(?:[ldjmtscn]|(?:jus|lors|puis|quoi|pres|quel)?qu|entr|aujourd)$/iu
/** A straight mark that is not closed yet: 'oui */
const OPEN_STRAIGHT = /(?:^|[\s«“([{])'[^']*$/

/** Within straight single marks only an elision is one: any other closes them. */
function isFrenchApostrophe(text: string): boolean {
  return /[\p{L}\p{M}]$/u.test(text) && (ELIDED.test(text) || !OPEN_STRAIGHT.test(text))
}

function frenchQuotation(text: string): Correction | undefined {
  if (isStraight(text)) return undefined
  const depth = quotationDepth(text, '«»', '“”')
  if (OPENING_PLACE.test(text) || (text.endsWith('’') && ELIDED.test(text.slice(0, -1)))) return depth > 1 ? undefined : replacing(text, 0, depth === 0 ? `«${NO_BREAK}` : '“', false)
  if (depth === 0) return undefined
  return closed(text, depth === 1 ? `${NO_BREAK}»` : '”', false)
}

/** The mark, and what the word before it needs now that it has ended. */
function closed(text: string, mark: string, isQuiet: boolean): Correction {
  const number = thousandsAndUnits(text)
  const word = number ? { ...number, to: number.to + 1, text: number.text + mark } : gluedSign(text, mark)
  return { ...(word ?? replacing(text, 0, mark, isQuiet)), isQuiet }
}

/** What can only be seen once a word has ended: by a space, a sign or Enter. */
function afterFrenchWord(text: string, typed: string): Correction | undefined {
  if (/\d/.test(typed)) {
    const hour = new RegExp(`\\d${SPACES}h $`).test(text)
    return hour ? replacing(text, 1, NO_BREAK + typed, true) : undefined
  }
  // A mark that opens nothing was to close: who puts spaces inside quotations does it on both sides.
  if (/[ .,)\n]/.test(typed) && /\S “$/.test(text) && quotationDepth(text, '«»', '“”') === 2) return replacing(text, 2, `${NO_BREAK}»${typed}`, false)
  const isSpace = /[ \u00a0\u202f]/.test(typed)
  // The space that is typed after the one that stands in the mark already.
  if (isSpace && text.endsWith(`«${NO_BREAK}`)) return replacing(text, 0, '', true)
  const glued = isSpace || typed === ')' || typed === '\n' ? gluedSign(text, typed) : undefined
  if (glued) return glued
  if (typed === ' ' && ABBREVIATION.test(text)) return replacing(text, 0, NO_BREAK, true)
  return thousandsAndUnits(text)
}

const ABBREVIATION = /(?:^|[\s(«“’])(?:M\.|MM\.|Mmes?|Mlles?|Dr|Pr|[nN][°º]|§|art\.)$/u
const UNIT = '(?:min|mn|h|s|ms|km|cm|mm|m|m²|m³|km²|ha|kg|g|t|l|L|W|kW|MW|GW|kWh|MWh|ko|Ko|Mo|Go|To|Po|Mb|Gb|Kbit|Mbit|Gbit|k€|M€|Md€|°C|j)(?:/[hs])?'
const THOUSANDS = new RegExp(`(?:^|[^\\d\\s.,/:-]${SPACES}?|[,:-]${SPACES}|[^\\d]\\(|^\\()(\\d{1,3}(?:${SPACES}\\d{3})+)(?:${SPACES}${UNIT})?$`, 'u')
const MEASURE = new RegExp(`\\d(${SPACES})(${UNIT})$`, 'u')

/** The spaces within a number, and between it and its unit, once another character follows. */
function thousandsAndUnits(text: string): Correction | undefined {
  const number = THOUSANDS.exec(text)
  const unit = MEASURE.exec(text)
  if (!number && !unit) return undefined
  const from = number ? text.length - number[0].length + number[0].indexOf(number[1]!) : text.length - unit![1]!.length - unit![2]!.length
  const groupsEnd = number ? from + number[1]!.length : from
  const groups = text.slice(from, groupsEnd).replace(new RegExp(SPACES, 'g'), NARROW_NO_BREAK)
  return { from, to: text.length, text: groups + text.slice(groupsEnd).replace(new RegExp(SPACES, 'g'), NO_BREAK), isQuiet: true }
}

/** "Remarque: " and "attention; ": a letter would have made an address or code of it. A single one before it is a drive, or an answer. */
function gluedSign(text: string, followed: string): Correction | undefined {
  const sign = /[:;!?]$/.exec(text)?.[0]
  if (!sign || !isPlainWord(text.slice(0, -1))) return undefined
  return replacing(text, 1, typographicSpaces(` ${sign}`, 'fr') + followed, true)
}

function english(text: string, typed: string): Correction | undefined {
  switch (typed) {
    case '"':
      return englishQuotation(text)
    case "'":
      return englishApostrophe(text)
    case ' ': {
      // Typed as in French.
      const sign = /[\p{L}\p{N})”’][ \u00a0\u202f]([;!?]|(?<!\d.):)$/u.exec(text)?.[1]
      return sign ? replacing(text, 2, `${sign} `, false) : undefined
    }
    default:
      // ’90s
      return /\d/.test(typed) && /(?:^|\s)‘$/.test(text) ? replacing(text, 1, `’${typed}`, true) : undefined
  }
}

function englishQuotation(text: string): Correction | undefined {
  if (isStraight(text)) return undefined
  if (OPENING_PLACE.test(text)) return replacing(text, 0, '“', false)
  return quotationDepth(text, '“”', '“”') > 0 ? replacing(text, 0, '”', false) : undefined
}

function englishApostrophe(text: string): Correction | undefined {
  if (OPENING_PLACE.test(text)) return replacing(text, 0, '‘', false)
  if (CODE.test(lastWord(text))) return undefined
  if (/[\p{L}\p{M}]$/u.test(text)) return replacing(text, 0, '’', true)
  return /[.,!?…)]$/.test(text) && text.lastIndexOf('‘') > text.lastIndexOf('’') ? replacing(text, 0, '’', false) : undefined
}
