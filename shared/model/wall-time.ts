/**
 * Dates and times as a committee writes them: the time on the wall of the place, with the name of the zone.
 * Never an instant: "14:00 in Paris" stays 14:00 in Paris whatever a computer's clock or zone says.
 */
export type CalendarDate = string & { readonly __calendarDate: never }
export type WallTime = string & { readonly __wallTime: never }

const DATE_SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/
const TIME_SHAPE = /^([01]\d|2[0-3]):([0-5]\d)$/

/** `YYYY-MM-DD` of a day that exists, or undefined. */
export function parseCalendarDate(text: string): CalendarDate | undefined {
  const match = DATE_SHAPE.exec(text)
  if (!match) return undefined
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const instant = new Date(Date.UTC(year, month - 1, day))
  return instant.getUTCMonth() === month - 1 && instant.getUTCDate() === day ? (text as CalendarDate) : undefined
}

/** `HH:MM`, 24 hours, or undefined. */
export function parseWallTime(text: string): WallTime | undefined {
  return TIME_SHAPE.test(text) ? (text as WallTime) : undefined
}

/** The day it is here, by the clock and in the zone of this computer. */
export function todayHere(): CalendarDate {
  const now = new Date()
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-') as CalendarDate
}

// Making a formatter takes longer than using it a hundred times.
const zoneFormats = new Map<string, Intl.DateTimeFormat>()

/** The day and the time on the wall in a zone that this computer knows, at an instant (milliseconds since 1970). */
export function wallClock(instant: number, timeZone: string): { readonly date: CalendarDate; readonly time: WallTime } {
  let format = zoneFormats.get(timeZone)
  if (!format) {
    const digits = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    zoneFormats.set(timeZone, (format = new Intl.DateTimeFormat('en-GB', { ...digits, calendar: 'gregory', numberingSystem: 'latn', timeZone })))
  }
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
  return { date: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}` as CalendarDate, time: `${part('hour')}:${part('minute')}` as WallTime }
}

/** The zone if this computer knows it (an IANA name such as `Europe/Paris`), else undefined. */
export function parseTimeZone(text: string): string | undefined {
  const known = knownZones.get(text)
  if (known !== undefined) return known
  try {
    const zone = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
    knownZones.set(text, zone)
    return zone
  } catch {
    return undefined
  }
}

/** Asking costs a hundred times what reading the rest of a meeting's facts does. Only what exists is kept: there are few. */
const knownZones = new Map<string, string>()

/** Minutes since midnight. */
export function minutesOfDay(time: WallTime): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}
