import { typographicText } from '../../shared/i18n/text-typography.ts'
import type { Language } from '../../shared/model/bilingual.ts'
import { preferences } from './preferences.ts'

/** A title, a place or a name of a series as it is kept once its field is left: with its typography, unless that is switched off. */
export function settledText(text: string, language: Language): string {
  const said = text.trim()
  return preferences().typography ? typographicText(said, language) : said
}
