import { parseCalendarDate, type CalendarDate } from '../../shared/model/wall-time.ts'

/** A date as people type it: `2013-04-23`, `23/04/2013`, `23.4.13`. Day before month, in both languages. Else undefined. */
export function parseTypedDate(text: string): CalendarDate | undefined {
  const typed = text.trim()
  const iso = parseCalendarDate(typed)
  if (iso) return iso
  const match = /^(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4}|\d{2})$/.exec(typed)
  if (!match) return undefined
  const [, day, month, year] = match as unknown as [string, string, string, string]
  return parseCalendarDate(`${year.padStart(4, '20')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
}

/** The day so many days later (or before). */
export function shiftedDate(date: CalendarDate, days: number): CalendarDate {
  const day = new Date(`${date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + days)
  return parseCalendarDate(day.toISOString().slice(0, 10)) ?? date
}
