import { parseCalendarDate, type CalendarDate } from '../model/wall-time.ts'

const MONTHS: readonly (readonly string[])[] = [
  ['janvier', 'january', 'janv', 'jan'], ['fevrier', 'february', 'fevr', 'fev', 'feb'], ['mars', 'march', 'mar'], ['avril', 'april', 'avr', 'apr'],
  ['mai', 'may'], ['juin', 'june', 'jun'], ['juillet', 'july', 'juil', 'jul'], ['aout', 'august', 'aug'],
  ['septembre', 'september', 'sept', 'sep'], ['octobre', 'october', 'oct'], ['novembre', 'november', 'nov'], ['decembre', 'december', 'dec'],
]
/** From Sunday, as `getUTCDay` counts. */
const WEEKDAYS: readonly (readonly string[])[] = [
  ['dimanche', 'sunday'], ['lundi', 'monday'], ['mardi', 'tuesday'], ['mercredi', 'wednesday'], ['jeudi', 'thursday'], ['vendredi', 'friday'], ['samedi', 'saturday'],
]
const NUMBERS: Readonly<Record<string, number>> = {
  un: 1, une: 1, a: 1, one: 1, deux: 2, two: 2, trois: 3, three: 3, quatre: 4, four: 4, cinq: 5, five: 5, six: 6, sept: 7, seven: 7,
  huit: 8, eight: 8, dix: 10, ten: 10, quinze: 15, vingt: 20, trente: 30,
}

const oneOf = (names: readonly (readonly string[])[]) => names.flat().sort((left, right) => right.length - left.length).join('|')
const MONTH = `(?<month>${oneOf(MONTHS)})\\.?`
const WEEKDAY = `(?<weekday>${oneOf(WEEKDAYS)})`
const YEAR = '(?:,? (?<year>\\d{4}))?'
const END = '(?![\\p{L}\\p{N}])'

type Parts = Readonly<Record<string, string | undefined>>
type Reader = (parts: Parts, from: CalendarDate) => CalendarDate | undefined

/** What a date looks like after "before" or "by": in lower case, without accents, one space between words. */
const SHAPES: readonly (readonly [RegExp, Reader])[] = [
  shape(`(?<year>\\d{4})-(?<number>\\d{2})-(?<day>\\d{2})${END}`, byNumbers),
  shape(`(?<day>\\d{1,2})(?<sign>[/.-])(?<number>\\d{1,2})\\k<sign>(?<year>\\d{4}|\\d{2})(?![\\d/])`, byNumbers),
  shape('(?<day>\\d{1,2})/(?<number>\\d{1,2})(?![\\d/.-])', byNumbers),
  shape(`(?:${WEEKDAY},? )?(?:the )?(?<day>\\d{1,2}) ?(?:er|st|nd|rd|th)? (?:of )?${MONTH}${YEAR}${END}`, byName),
  shape(`(?:${WEEKDAY},? )?${MONTH} (?:the )?(?<day>\\d{1,2})(?:st|nd|rd|th)?${YEAR}${END}`, byName),
  shape(`(?:fin|end) (?:du mois |de |d['’]|of )?${MONTH}${YEAR}${END}`, (parts, from) => endOfMonth(nextDay(parts, from, '1', true))),
  shape(`mi[- ]${MONTH}${YEAR}${END}`, (parts, from) => nextDay(parts, from, '15')),
  shape(`mid[- ]${MONTH}${YEAR}${END}`, (parts, from) => nextDay(parts, from, '15')),
  shape(`(?:fin (?:du|de|de ce) |end of (?:the |this )?)(?:mois|month)(?<next> prochain)?${END}`, ({ next }, from) => endOfMonth(next ? monthsLater(from, 1) : from)),
  shape(`end of next month${END}`, (_parts, from) => endOfMonth(monthsLater(from, 1))),
  shape(`(?:fin (?:de |de la |de cette )|end of (?:the |this )?)(?:semaine|week)${END}`, (_parts, from) => nextWeekday(5, from, true)),
  shape(`(?:fin (?:de l['’]|d['’]|de cette )|end of (?:the |this )?)(?:annee|year)${END}`, (_parts, from) => parseCalendarDate(`${from.slice(0, 4)}-12-31`)),
  shape(`(?:ce |this |next |coming )?${WEEKDAY}(?: prochain)?(?: en (?<later>huit|quinze))?${END}`, ({ weekday, later }, from) =>
    shifted(nextWeekday(indexOf(WEEKDAYS, weekday), from), later === 'quinze' ? 14 : later === 'huit' ? 7 : 0),
  ),
  shape(`(?:demain|tomorrow)${END}`, (_parts, from) => shifted(from, 1)),
]
/** "the 23rd", only with its article before it and nothing counted after it. */
const DAY_ALONE = shape(`(?<day>\\d{1,2})(?:er|st|nd|rd|th)?(?= ?(?:$|[.,;!?)]|au plus tard|at the latest))(?![.,]\\d)`, nextDayOfMonth)
const DURATION = shape(
  `(?:les )?(?<count>\\d{1,3}|${Object.keys(NUMBERS).join('|')}) (?<unit>jours?|days?|semaines?|weeks?|mois|months?)(?! (?:ouvr|working))${END}`,
  ({ count = '', unit = '' }, from) => {
    const number = NUMBERS[count] ?? Number(count)
    return unit.startsWith('mo') ? monthsLater(from, number) : shifted(from, number * (/^(?:s|w)/.test(unit) ? 7 : 1))
  },
)

/** Words that make of a date a deadline. A date without one ("the meeting of 23 April") is part of what is told. */
const DEADLINE = /(?<![\p{L}\p{N}])(?:avant|d['’]ici|pour|au plus tard|jusqu['’]au?|échéance|sous|dans|by|before|until|till|due|no later than|within|in|deadline)(?![\p{L}\p{N}])/giu
const ARTICLE = /^[ :]*(?:(?:a |au |le |la |l['’]|the |on |by ){0,2})/
const ONLY_DURATIONS = /^(?:sous|dans|within|in)$/i
/** Longest date with the words before it, in characters. */
const LONGEST = 60

/**
 * The deadline that a text names, in either language: "avant le 23 avril", "d'ici vendredi", "pour le 12/05", "by the end
 * of May", "within two weeks", "next Tuesday" or a date as 2026-04-23 at the end. What names no year is the first such
 * day from the meeting's on; a weekday is one after it. Undefined if there is none, or several that differ.
 */
export function readDueDate(text: string, from: CalendarDate): CalendarDate | undefined {
  const found = new Set<CalendarDate>()
  for (const match of text.matchAll(DEADLINE)) {
    const rest = folded(text.slice(match.index + match[0].length, match.index + match[0].length + LONGEST))
    const date = ONLY_DURATIONS.test(match[0]) ? readShape(rest.trimStart(), [DURATION], from)?.date : deadlineAfter(rest, /^d/i.test(match[0]), from)
    if (date) found.add(date)
    else if (/^au plus tard$/i.test(match[0])) addIfAny(found, dateBefore(text.slice(0, match.index), from))
  }
  for (const match of text.matchAll(/(?<![\p{L}\p{N}])at the latest(?![\p{L}])/giu)) addIfAny(found, dateBefore(text.slice(0, match.index), from))
  if (found.size === 0) addIfAny(found, dateAtEnd(text, from))
  return found.size === 1 ? [...found][0] : undefined
}

/** The whole of a text that is nothing but a date, as in "(Nadia, 23/04)". */
export function readDate(text: string, from: CalendarDate): CalendarDate | undefined {
  if (text.length > LONGEST) return undefined
  const typed = folded(text).trim().replace(/^(?:avant|d['’]ici|pour|by|before) /, '').replace(ARTICLE, '')
  const read = readShape(typed, SHAPES, from)
  return read?.length === typed.length ? read.date : undefined
}

function deadlineAfter(rest: string, mayLast: boolean, from: CalendarDate): CalendarDate | undefined {
  const article = ARTICLE.exec(rest)?.[0] ?? ''
  const hasArticle = /(?:le|au|the) $/.test(article)
  return readShape(rest.slice(article.length), [...SHAPES, ...(hasArticle ? [DAY_ALONE] : []), ...(mayLast ? [DURATION] : [])], from)?.date
}

/** "le 24 avril au plus tard", "on 24 April at the latest". */
function dateBefore(text: string, from: CalendarDate): CalendarDate | undefined {
  const before = folded(text.slice(-LONGEST)).trimEnd().replace(/,$/, '')
  const start = Math.max(...['le ', 'on ', 'by '].map((word) => ` ${before}`.lastIndexOf(` ${word}`)))
  return start < 0 ? undefined : (readDate(before.slice(start + 3), from) ?? readShape(before.slice(start + 3), [DAY_ALONE], from)?.date)
}

/** A day told by itself, at the end, is when it is to be done; unless it says which meeting, which paper. */
function dateAtEnd(text: string, from: CalendarDate): CalendarDate | undefined {
  const match = /(?<before>\S* ?)(?<date>\d{4}-\d{2}-\d{2}|(?:next|this) \p{L}+|\p{L}+ prochain|demain|tomorrow)[\s.!)]*$/iu.exec(text.slice(-LONGEST).replace(/[\s\u00a0\u202f]+/g, ' '))
  if (!match?.groups || /(?:^|['’])(?:du|de|d|of|from|since|depuis|dated|date|daté|datée) ?$/iu.test(match.groups.before!)) return undefined
  return readDate(match.groups.date!, from)
}

function readShape(text: string, shapes: readonly (readonly [RegExp, Reader])[], from: CalendarDate): { readonly date: CalendarDate; readonly length: number } | undefined {
  for (const [pattern, read] of shapes) {
    const match = pattern.exec(text)
    if (!match) continue
    const date = read(match.groups ?? {}, from)
    return date && { date, length: match[0].length }
  }
  return undefined
}

function shape(pattern: string, read: Reader): readonly [RegExp, Reader] {
  return [new RegExp(`^${pattern}`, 'u'), read]
}

function byNumbers({ year, number = '', day = '' }: Parts, from: CalendarDate): CalendarDate | undefined {
  return year ? dateOf(year.length === 2 ? `20${year}` : year, Number(number), day) : firstFrom(from, Number(number), day)
}

/** A weekday that contradicts the date leaves both unread. */
function byName(parts: Parts, from: CalendarDate): CalendarDate | undefined {
  const date = nextDay(parts, from, parts.day ?? '')
  return date && parts.weekday && indexOf(WEEKDAYS, parts.weekday) !== weekdayOf(date) ? undefined : date
}

/** `wholeMonth`: the present month still counts, though its first day is over. */
function nextDay({ month, year }: Parts, from: CalendarDate, day: string, wholeMonth = false): CalendarDate | undefined {
  const number = indexOf(MONTHS, month) + 1
  return year ? dateOf(year, number, day) : firstFrom(wholeMonth ? (`${from.slice(0, 8)}01` as CalendarDate) : from, number, day)
}

function nextDayOfMonth({ day = '' }: Parts, from: CalendarDate): CalendarDate | undefined {
  const start = Number(from.slice(5, 7)) - 1
  for (let month = start; month < start + 3; month += 1) {
    const date = dateOf(String(Number(from.slice(0, 4)) + Math.floor(month / 12)), (month % 12) + 1, day)
    if (date && date >= from) return date
  }
  return undefined
}

/** The first day of that name from a day on; 29 February may be years away. */
function firstFrom(from: CalendarDate, month: number, day: string): CalendarDate | undefined {
  const start = Number(from.slice(0, 4))
  for (let year = start; year <= start + 8; year += 1) {
    const date = dateOf(String(year), month, day)
    if (date && date >= from) return date
  }
  return undefined
}

function dateOf(year: string, month: number, day: string): CalendarDate | undefined {
  return parseCalendarDate(`${year.padStart(4, '0')}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`)
}

function nextWeekday(weekday: number, from: CalendarDate, orSame = false): CalendarDate | undefined {
  const days = (weekday - weekdayOf(from) + 7) % 7
  return shifted(from, days === 0 && !orSame ? 7 : days)
}

function weekdayOf(date: CalendarDate): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay()
}

function shifted(date: CalendarDate | undefined, days: number): CalendarDate | undefined {
  if (!date) return undefined
  const day = new Date(`${date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + days)
  return parseCalendarDate(day.toISOString().slice(0, 10))
}

/** The same day of a later month, or its last one. */
function monthsLater(date: CalendarDate, months: number): CalendarDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0))
  return dateOf(String(last.getUTCFullYear()), last.getUTCMonth() + 1, String(Math.min(day, last.getUTCDate()))) ?? date
}

function endOfMonth(date: CalendarDate | undefined): CalendarDate | undefined {
  if (!date) return undefined
  const [year = 0, month = 1] = date.split('-').map(Number)
  return dateOf(String(year), month, String(new Date(Date.UTC(year, month, 0)).getUTCDate()))
}

function indexOf(names: readonly (readonly string[])[], name = ''): number {
  return names.findIndex((forms) => forms.includes(name))
}

function addIfAny(found: Set<CalendarDate>, date: CalendarDate | undefined): void {
  if (date) found.add(date)
}

function folded(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{Mark}+/gu, '').replace(/[\s\u00a0\u202f]+/gu, ' ')
}
