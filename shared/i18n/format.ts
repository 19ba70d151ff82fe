import type { Language } from '../model/bilingual.ts'

/** Dates, times and lists as each language writes them. British English; French as an administration writes it. */
export const LOCALES: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' }

export type DateStyle = 'full' | 'long' | 'medium' | 'short'

const DATE_OPTIONS: Readonly<Record<DateStyle, Intl.DateTimeFormatOptions>> = {
  full: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  medium: { day: 'numeric', month: 'short', year: 'numeric' },
  short: { day: '2-digit', month: '2-digit', year: 'numeric' },
}

// Making a formatter takes longer than using it a hundred times.
const dateFormats = new Map<string, Intl.DateTimeFormat>()
const listFormats = new Map<string, Intl.ListFormat>()

/** `YYYY-MM-DD` in words: « mardi 19 mars 2013 », "Tuesday 19 March 2013". What is no date comes back as it is. */
export function formatDate(date: string, language: Language, style: DateStyle = 'full'): string {
  const instant = new Date(`${date}T00:00:00Z`)
  if (Number.isNaN(instant.getTime())) return date
  const key = `${language} ${style}`
  let format = dateFormats.get(key)
  if (!format) dateFormats.set(key, (format = new Intl.DateTimeFormat(LOCALES[language], { ...DATE_OPTIONS[style], timeZone: 'UTC' })))
  const parts = format.formatToParts(instant)
  return parts.map((part, index) => datePart(part, parts[index - 1], language, style)).join('')
}

/** The day and its month stay on one line, and French counts its first of the month. */
function datePart(part: Intl.DateTimeFormatPart, before: Intl.DateTimeFormatPart | undefined, language: Language, style: DateStyle): string {
  if (style === 'short') return part.value
  // British English writes no comma after the day of the week; versions of the data differ.
  if (part.type === 'literal' && before?.type === 'weekday') return ' '
  if (part.type === 'day' && language === 'fr' && part.value === '1') return '1er'
  return part.type === 'literal' && before?.type === 'day' ? part.value.replace(' ', '\u00a0') : part.value
}

/** `HH:MM`: « 14 h 20 », « 14 h », "14:20". */
export function formatTime(time: string, language: Language): string {
  if (language === 'en') return time
  const [hours = '', minutes = ''] = time.split(':')
  return minutes === '00' ? `${Number(hours)}\u00a0h` : `${Number(hours)}\u00a0h\u00a0${minutes}`
}

/** « 14 h – 16 h », "14:00–16:00"; the start alone if there is no end. */
export function formatTimeRange(start: string, end: string | null, language: Language): string {
  if (end === null) return formatTime(start, language)
  return [formatTime(start, language), formatTime(end, language)].join(language === 'fr' ? '\u00a0–\u00a0' : '–')
}

/** A duration in minutes: « 1 h 05 », "1 h 05", « 20 min ». */
export function formatMinutes(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  if (hours === 0) return `${minutes}\u00a0min`
  return minutes % 60 === 0 ? `${hours}\u00a0h` : `${hours}\u00a0h\u00a0${String(minutes % 60).padStart(2, '0')}`
}

/** « A, B et C », "A, B and C". */
export function formatList(items: readonly string[], language: Language): string {
  let format = listFormats.get(language)
  if (!format) listFormats.set(language, (format = new Intl.ListFormat(LOCALES[language], { style: 'long', type: 'conjunction' })))
  return format.format(items)
}

/** The name of a time zone: « heure d’Europe centrale », "Central European Time"; as it is where it has none. */
export function formatZone(zone: string, language: Language): string {
  try {
    const format = new Intl.DateTimeFormat(LOCALES[language], { timeZone: zone, timeZoneName: 'longGeneric' })
    return format.formatToParts(0).find((part) => part.type === 'timeZoneName')?.value ?? zone
  } catch {
    return zone
  }
}
