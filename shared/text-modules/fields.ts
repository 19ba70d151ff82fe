import en from '../../resources/locales/en/modules.json' with { type: 'json' }
import fr from '../../resources/locales/fr/modules.json' with { type: 'json' }
import { plain } from '../attendance/match-people.ts'
import { formatDate, formatList, formatTime, LOCALES } from '../i18n/format.ts'
import { typographicSpaces } from '../i18n/typography.ts'
import { LANGUAGES, textIn, type Language } from '../model/bilingual.ts'
import type { MeetingFacts } from './meeting-facts.ts'

/** What a text module can leave open, in the order in which it is offered. A field is written `{date}`. */
export const MODULE_FIELDS = ['date', 'start', 'end', 'opened', 'closed', 'place', 'chair', 'secretary', 'attending', 'sites', 'quorum', 'nextDate', 'series', 'number'] as const
export type ModuleField = (typeof MODULE_FIELDS)[number]

const WORDS = { fr, en } as const

/** What stands where a fact is not known: to be seen, and to be written over. */
export const UNKNOWN_FACT = '…'

const LONGEST_FIELD = 40
const FIELD = new RegExp(`\\{([^{}\\n]{1,${LONGEST_FIELD}})\\}`, 'gu')

/** Stands before each value until the text is whole, so that what was written by hand is not touched. */
const FILLED = '\ue000'
const NOT_IN_VALUES = /[{}\ue000]/g
/** « sous la présidence de Anne » */
const ELISION = new RegExp(`(?<!\\p{L})(d)e[ \\u00a0](?=${FILLED}[aeiouàâæéèêëîïôœöùûü])`, 'giu')

/** Both languages' names lead to a field, whatever the accents and capitals. */
const byName = new Map(LANGUAGES.flatMap((language) => MODULE_FIELDS.map((field) => [plain(WORDS[language].fields[field]), field] as const)))

export interface FilledText {
  readonly text: string
  /** Names in braces that mean nothing; they stay as they were written. */
  readonly unknown: readonly string[]
  /** Fields whose fact the meeting does not hold. */
  readonly missing: readonly ModuleField[]
}

/** How a field is written in a text of this language. */
export function fieldSign(field: ModuleField, language: Language): string {
  return `{${WORDS[language].fields[field]}}`
}

/**
 * The text with its fields filled in, as the language writes dates, times, numbers and lists, with French spaces where it
 * is French. Filling twice is filling once. Never throws.
 */
export function fillFields(text: string, facts: MeetingFacts, language: Language): FilledText {
  const unknown = new Set<string>()
  const missing = new Set<ModuleField>()
  const filled = text.replace(FIELD, (whole, name: string, offset: number) => {
    const field = isNested(text, offset) ? undefined : byName.get(plain(name))
    if (!field) {
      unknown.add(name)
      return whole
    }
    const value = factOf(field, facts, language)
    if (value === undefined) missing.add(field)
    // A name that holds braces must not become a field.
    return value === undefined ? UNKNOWN_FACT : FILLED + value.replace(NOT_IN_VALUES, '')
  })
  const written = language === 'fr' ? filled.replace(ELISION, '$1’') : filled
  return { text: typographicSpaces(written.replaceAll(FILLED, ''), language), unknown: [...unknown], missing: [...missing] }
}

/** Braces in braces: nobody knows which are meant. */
function isNested(text: string, offset: number): boolean {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
  return offset > 0 && before.lastIndexOf('{') > before.lastIndexOf('}')
}

function factOf(field: ModuleField, facts: MeetingFacts, language: Language): string | undefined {
  const time = (value: string | undefined) => value && formatTime(value, language)
  const count = (value: number | undefined) => (value === undefined ? undefined : new Intl.NumberFormat(LOCALES[language]).format(value))
  const names = (people: readonly string[]) => (people.length === 0 ? undefined : formatList(people, language))
  switch (field) {
    case 'date':
      return facts.date && formatDate(facts.date, language)
    case 'start':
    case 'end':
    case 'opened':
    case 'closed':
      return time(facts[field])
    case 'place':
    case 'series':
      return textIn(facts[field], language).trim() || undefined
    case 'chair':
      return names(facts.chairs)
    case 'secretary':
      return names(facts.secretaries)
    case 'attending':
    case 'sites':
      return count(facts[field])
    case 'quorum':
      return quorumSentence(facts, language)
    case 'nextDate':
      return nextMeeting(facts, language)
    case 'number':
      return facts.number === undefined ? undefined : String(facts.number)
  }
}

function nextMeeting({ nextDate, nextStart }: MeetingFacts, language: Language): string | undefined {
  if (!nextDate) return undefined
  const date = formatDate(nextDate, language)
  return nextStart ? withValues(WORDS[language].next, { date, time: formatTime(nextStart, language) }) : date
}

function quorumSentence({ quorum, countsRepresented }: MeetingFacts, language: Language): string | undefined {
  if (!quorum) return undefined
  const words = WORDS[language].quorum
  const { required, members, counted, isReached, lostAt } = quorum
  const outcome = isReached ? words.reached : lostAt ? withValues(words.lost, { time: formatTime(lostAt, language) }) : words.notReached
  return `${withValues(countsRepresented ? words.countWithProxies : words.count, { required, members, counted })} ${outcome}`
}

function withValues(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(values[name] ?? whole))
}
