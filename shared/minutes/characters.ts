/**
 * Text as documents can carry it. Both writers use these, so that both show the same.
 *
 * Out go: control characters (XML forbids them, and in a PDF's title they stay), lone surrogates and
 * noncharacters (a file with one is refused), and the invisible characters that turn the order of what follows them
 * round (they reach beyond the text they were typed in). Nothing visible goes.
 */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufff9-\ufffb]|\p{Noncharacter_Code_Point}|\p{Surrogate}/gu
const LINE_BREAKS = /\r\n?|[\u2028\u2029]/g

/** May hold line breaks, as "\n". */
export function printableText(text: string): string {
  return isPlain(text) ? text : text.replace(LINE_BREAKS, '\n').replaceAll('\t', ' ').replace(FORBIDDEN, '')
}

/** On one line: names, titles, properties of the file. */
export function printableLine(text: string): string {
  return printableText(text).replaceAll('\n', ' ').trim()
}

/** Most texts: printable as they are, told without a copy. */
function isPlain(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if ((unit < 0x20 && unit !== 0x0a) || (unit >= 0x7f && unit < 0xa0) || (unit > 0x2027 && unit !== 0x202f)) return false
  }
  return true
}

export type Direction = 'ltr' | 'rtl'

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
const RIGHT_TO_LEFT_STRETCH =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\u200f](?:[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{M}\u200c-\u200f\s.,،؛:!؟"'()-]*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{M}])?/gu

/** The direction a paragraph is read in: that of its first letter (as the Unicode bidirectional algorithm has it). */
export function paragraphDirection(text: string): Direction {
  const letter = /\p{L}/u.exec(text)
  return letter && RIGHT_TO_LEFT.test(letter[0]) ? 'rtl' : 'ltr'
}

/** Cuts a text where its direction changes. The parts joined are the text. */
export function directionRuns(text: string): readonly { readonly text: string; readonly direction: Direction }[] {
  if (!RIGHT_TO_LEFT.test(text)) return [{ text, direction: 'ltr' }]
  const runs: { text: string; direction: Direction }[] = []
  let from = 0
  for (const match of text.matchAll(RIGHT_TO_LEFT_STRETCH)) {
    if (match.index > from) runs.push({ text: text.slice(from, match.index), direction: 'ltr' })
    runs.push({ text: match[0], direction: 'rtl' })
    from = match.index + match[0].length
  }
  if (from < text.length) runs.push({ text: text.slice(from), direction: 'ltr' })
  return runs
}
