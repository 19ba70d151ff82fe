import en from '../../resources/locales/en/document.json' with { type: 'json' }
import fr from '../../resources/locales/fr/document.json' with { type: 'json' }
import { LANGUAGES, type Language } from '../model/bilingual.ts'

/** The fixed words of documents, in their own language whatever that of the interface. */
type Words = typeof fr
const WORDS: Readonly<Record<Language, Words>> = { fr, en }

type Leaves<Node, Path extends string = ''> = {
  [Key in keyof Node & string]: Node[Key] extends string ? `${Path}${Key}` : Leaves<Node[Key], `${Path}${Key}.`>
}[keyof Node & string]

export type WordKey = Leaves<Words>

const flat: Readonly<Record<Language, ReadonlyMap<string, string>>> = { fr: flatten(WORDS.fr), en: flatten(WORDS.en) }

/** The words of `key` in `language`, with `{{name}}` replaced by the value of that name. */
export function word(key: WordKey, language: Language, values: Readonly<Record<string, string | number>> = {}): string {
  const text = flat[language].get(key) ?? key
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** As `word`, for a number of things: the key is the part before `_one` or `_other`. */
export function countedWord(key: PluralKey, count: number, language: Language): string {
  // French counts zero as one, English does not.
  const isOne = count === 1 || (count === 0 && language === 'fr')
  return word(`${key}_${isOne ? 'one' : 'other'}`, language, { count })
}

type PluralKey = WordKey extends infer Key ? (Key extends `${infer Stem}_one` ? Stem : never) : never

function flatten(node: object, path = ''): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string' ? [[path + key, value] as const] : [...flatten(value as object, `${path}${key}.`)],
    ),
  )
}

/** Every language a document can have columns in. */
export const DOCUMENT_COLUMNS: Readonly<Record<'fr' | 'en' | 'both', readonly Language[]>> = { fr: ['fr'], en: ['en'], both: LANGUAGES }
