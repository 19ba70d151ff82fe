import { parseWallTime, type WallTime } from '../model/wall-time.ts'

/** "nadia 14:20", "nadia 14h20", "nadia 1420", "nadia 9h": who it is, and when they came; no time where none is meant. */
export function readArrival(text: string): { readonly name: string; readonly time?: WallTime } {
  const match = /^(.*\p{L}.*?)\s+(?:(\d{1,2})\s?(?::|h)\s?(\d{2})?|(\d{2})(\d{2}))$/iu.exec(text.trim())
  if (!match) return { name: text.trim() }
  const [, name = '', hour = match[4] ?? '', minute = match[5] ?? '00'] = match
  const time = parseWallTime(`${hour.padStart(2, '0')}:${minute}`)
  return time ? { name: name.trim(), time } : { name: text.trim() }
}

/** Digits typed one after the other on a row: a time as soon as there are four of them. */
export function typedTime(digits: string): WallTime | undefined {
  return digits.length === 4 ? parseWallTime(`${digits.slice(0, 2)}:${digits.slice(2)}`) : undefined
}
