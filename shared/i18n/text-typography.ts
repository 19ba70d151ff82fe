import type { Language } from '../model/bilingual.ts'
import { typedThroughout } from './typed-typography.ts'
import { typographicSpaces } from './typography.ts'

/** Longer than any title: what is pasted there is not gone through letter by letter. In characters. */
const LONGEST_SHORT_TEXT = 2_000

/** What one correction makes possible for another is found the next time; more often than this nothing is found. */
const MOST_ROUNDS = 6

/**
 * A title, a place, a name of a series with the typography of its language, as if it had been typed into the minutes:
 * quotation marks, apostrophes, dashes, ellipses and spaces. Addresses, paths and times keep their shape. What comes out
 * stays as it is when it comes in again.
 */
export function typographicText(text: string, language: Language): string {
  if (text.length > LONGEST_SHORT_TEXT) return typographicSpaces(text, language)
  let settled = text
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const next = settled.split('\n').map((line) => typographicSpaces(typedThroughout('', line, '', language).text, language)).join('\n')
    if (next === settled) return settled
    settled = next
  }
  return settled
}
