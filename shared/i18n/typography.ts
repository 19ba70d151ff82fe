import type { Language } from '../model/bilingual.ts'

const NO_BREAK = '\u00a0'
const NARROW_NO_BREAK = '\u202f'

/**
 * The spaces of French typography: what stands before « : ; ! ? % € » » and after « « » does not break. Only spaces that
 * were typed are changed, none is added: an address or a time (14:00) keeps its shape. Other languages stay as typed.
 */
export function typographicSpaces(text: string, language: Language): string {
  if (language !== 'fr' || !/[:;!?«»%€]/.test(text)) return text
  return text
    .replace(/[ \u00a0\u202f]+([;!?])/g, `${NARROW_NO_BREAK}$1`)
    .replace(/[ \u00a0\u202f]+([:»%€])/g, `${NO_BREAK}$1`)
    .replace(/«[ \u00a0\u202f]+/g, `«${NO_BREAK}`)
}
