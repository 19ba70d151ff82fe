import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FontFace } from './coverage.ts'

/** The shipped fonts. The first family is that of the text; the others are asked in this order for what it lacks. */
const FACES: readonly (readonly [family: string, file: string])[] = [
  ['Source Serif 4', 'SourceSerif4_400Regular.ttf'],
  ['Source Serif 4', 'SourceSerif4_400Regular_Italic.ttf'],
  ['Source Serif 4', 'SourceSerif4_600SemiBold.ttf'],
  ['Source Serif 4', 'SourceSerif4_600SemiBold_Italic.ttf'],
  ['Source Sans 3', 'SourceSans3_400Regular.ttf'],
  ['Source Sans 3', 'SourceSans3_400Regular_Italic.ttf'],
  ['Source Sans 3', 'SourceSans3_600SemiBold.ttf'],
  ['Noto Sans', 'NotoSans_400Regular.ttf'],
  ['Noto Sans Arabic', 'NotoSansArabic_400Regular.ttf'],
  ['Noto Sans Hebrew', 'NotoSansHebrew_400Regular.ttf'],
  ['Noto Sans Symbols', 'NotoSansSymbols_400Regular.ttf'],
  ['Noto Sans Symbols 2', 'NotoSansSymbols2_400Regular.ttf'],
  ['Noto Sans Math', 'NotoSansMath_400Regular.ttf'],
  ['Noto Emoji', 'NotoEmoji_400Regular.ttf'],
]

export async function readFontFaces(resourcesDirectory: string): Promise<readonly FontFace[]> {
  return Promise.all(FACES.map(async ([family, file]) => ({ family, bytes: await readFile(join(resourcesDirectory, 'fonts', file)) })))
}
