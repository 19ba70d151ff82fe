import type { ListStyle } from '../model/body.ts'

/** What stands before a row of a list, level by level from 0: the same on the screen, in the room and in every document. */
export const BULLET_SIGNS = ['•', '–', '▪', '·'] as const

export type ListCount = 'decimal' | 'letter' | 'roman'

export const ORDERED_SIGNS: readonly { readonly count: ListCount; readonly after: '.' | ')' }[] = [
  { count: 'decimal', after: '.' },
  { count: 'letter', after: ')' },
  { count: 'roman', after: '.' },
  { count: 'decimal', after: ')' },
]

/** "•", "2.", "b)", "ii."; nothing where there is no list. @param position from 1, of an ordered list. */
export function listSign(list: ListStyle, level: number, position: number | null): string | undefined {
  if (list === 'none') return undefined
  const deepest = Math.min(Math.max(level, 0), BULLET_SIGNS.length - 1)
  if (list === 'bullet') return BULLET_SIGNS[deepest]
  const { count, after } = ORDERED_SIGNS[deepest]!
  return `${counted(Math.max(position ?? 1, 1), count)}${after}`
}

function counted(position: number, count: ListCount): string {
  return count === 'decimal' ? String(position) : count === 'letter' ? letters(position) : roman(position)
}

/** a … z, aa, ab … */
function letters(position: number): string {
  const last = String.fromCodePoint(97 + ((position - 1) % 26))
  return position <= 26 ? last : letters(Math.floor((position - 1) / 26)) + last
}

const ROMAN = [[1000, 'm'], [900, 'cm'], [500, 'd'], [400, 'cd'], [100, 'c'], [90, 'xc'], [50, 'l'], [40, 'xl'], [10, 'x'], [9, 'ix'], [5, 'v'], [4, 'iv'], [1, 'i']] as const

/** As far as style sheets count in Roman numerals. */
function roman(position: number): string {
  if (position > 3999) return String(position)
  let left = position
  let written = ''
  for (const [value, sign] of ROMAN) {
    written += sign.repeat(Math.floor(left / value))
    left %= value
  }
  return written
}
