/**
 * Which characters the shipped fonts can show. In PDF/UA one character that no font covers fails the whole document,
 * so what is not covered is found first and replaced by its visible name: ‹U+4E2D›.
 */
export interface Coverage {
  /** The text with what no font covers replaced. The same text, and no copy, where all is covered. */
  cover(text: string): string
  /** As `cover`, and everything but plain letters and signs of the text's own font is replaced: this is always shown. */
  coverStrictly(text: string): string
}

/** The bytes of one face of a font and the family that it belongs to. */
export interface FontFace {
  readonly family: string
  readonly bytes: Uint8Array
}

/**
 * @param faces every face that documents use; a family covers what all its faces cover, since a text can turn bold or
 * italic.
 */
export function fontCoverage(faces: readonly FontFace[]): Coverage {
  const families = [...new Set(faces.map(({ family }) => family))].map((family) =>
    faces.filter((face) => face.family === family).map(({ bytes }) => readCharacters(bytes)).reduce(intersection),
  )
  const [textFamily] = families
  return {
    cover(text) {
      if (textFamily && coversAll(textFamily, text)) return text
      let covered = ''
      for (const { segment } of segmenter.segment(text.replace(UNSHAPED, ''))) covered += coverCluster(segment, families)
      return covered
    },
    coverStrictly(text) {
      const isPlain = (character: string) => textFamily !== undefined && coversAll(textFamily, character) && !/\p{M}/u.test(character)
      return Array.from(text, (character) => (isPlain(character) ? character : visibleName(character))).join('')
    },
  }
}

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** Invisible characters that say how others join, break or are drawn. Fonts and Typst know these; of others not all. */
const SHAPING = /^[\u00ad\u034f\u200b-\u200f\u2060\ufe0e\ufe0f]$/
const UNSHAPED = /(?![\u00ad\u034f\u200b-\u200f\u2060\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}/gu

/** One bit for each code point. */
type Characters = Uint8Array

function has(characters: Characters, code: number): boolean {
  return ((characters[code >> 3] ?? 0) & (1 << (code & 7))) !== 0
}

function coversAll(characters: Characters, text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code !== 0x0a && !has(characters, code)) return false
  }
  return true
}

/** A letter and the marks on it are shown by one font or not at all: what that font lacks is replaced. */
function coverCluster(cluster: string, families: readonly Characters[]): string {
  const characters = [...cluster]
  const shown = characters.filter((character) => !isInvisible(character))
  if (shown.length === 0) return cluster
  const whole = shown.join('')
  if (families.some((family) => coversAll(family, whole))) return cluster
  const base = shown[0] ?? ''
  const family = families.find((candidate) => coversAll(candidate, base))
  return characters.map((character) => (family && (isInvisible(character) || coversAll(family, character)) ? character : visibleName(character))).join('')
}

/** Characters that a font need not have. */
function isInvisible(character: string): boolean {
  return character === '\n' || SHAPING.test(character)
}

/** What stands for a character that cannot be shown. */
export function visibleName(character: string): string {
  if (isInvisible(character)) return ''
  return `\u2039U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}\u203a`
}

function intersection(left: Characters, right: Characters): Characters {
  return left.map((byte, index) => byte & (right[index] ?? 0))
}

/** Reads the character map of a TrueType or OpenType font (formats 4 and 12, which all current fonts have). */
function readCharacters(bytes: Uint8Array): Characters {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const characters = new Uint8Array(0x110000 >> 3)
  const map = tableOffset(view, 'cmap')
  for (let index = 0; index < view.getUint16(map + 2); index += 1) {
    const subtable = map + view.getUint32(map + 4 + index * 8 + 4)
    const format = view.getUint16(subtable)
    if (format === 4) readSegments(view, subtable, characters)
    if (format === 12) readGroups(view, subtable, characters)
  }
  return characters
}

function tableOffset(view: DataView, tag: string): number {
  for (let index = 0; index < view.getUint16(4); index += 1) {
    const entry = 12 + index * 16
    const name = String.fromCharCode(...[0, 1, 2, 3].map((byte) => view.getUint8(entry + byte)))
    if (name === tag) return view.getUint32(entry + 8)
  }
  throw new Error(`a font without a table of ${tag}`)
}

function readSegments(view: DataView, subtable: number, characters: Characters): void {
  const doubled = view.getUint16(subtable + 6)
  const [ends, starts, deltas, offsets] = [14, 16 + doubled, 16 + 2 * doubled, 16 + 3 * doubled].map((offset) => subtable + offset) as [number, number, number, number]
  for (let segment = 0; segment < doubled; segment += 2) {
    const [end, start] = [view.getUint16(ends + segment), view.getUint16(starts + segment)]
    const [delta, offset] = [view.getUint16(deltas + segment), view.getUint16(offsets + segment)]
    for (let code = start; code <= end && code !== 0xffff; code += 1) {
      const glyph = offset === 0 ? code + delta : view.getUint16(offsets + segment + offset + (code - start) * 2)
      if ((glyph & 0xffff) !== 0) mark(characters, code)
    }
  }
}

function readGroups(view: DataView, subtable: number, characters: Characters): void {
  for (let group = 0; group < view.getUint32(subtable + 12); group += 1) {
    const entry = subtable + 16 + group * 12
    const last = view.getUint32(entry + 4)
    for (let code = view.getUint32(entry); code <= last; code += 1) mark(characters, code)
  }
}

function mark(characters: Characters, code: number): void {
  characters[code >> 3] = (characters[code >> 3] ?? 0) | (1 << (code & 7))
}
