/**
 * The numbers of the agenda as numbering that Word counts itself, so that an item inserted in Word renumbers the rest.
 *
 * Word counts in lists: 1, 1.1, a), i). An item without a number (an addition "+", a break) does not count, and what
 * stands below it starts again, which Word's own list would not do: that is a list of its own. Where Word would
 * still print something else than the agenda's label, the label is written as text: what is printed is always right.
 */
export type HeadingNumber = { readonly list: number; readonly level: number } | { readonly text: string }

interface Numbered {
  readonly label: string
  readonly depth: number
}

/** Levels that Word has. */
const DEEPEST = 9

/** One for each item, in order. List 0 is the agenda; each further one stands below an item without a number. */
export function headingNumbers(items: readonly Numbered[]): readonly HeadingNumber[] {
  const counters = new Map<number, number[]>()
  // The list that the children of the last item at each depth are counted in.
  const listBelow: number[] = [0]
  let lists = 1
  return items.map(({ label, depth }) => {
    const list = listBelow[depth - 1] ?? 0
    const counted = (counters.get(list) ?? []).slice(0, depth)
    counted[depth - 1] = (counted[depth - 1] ?? 0) + 1
    if (depth > DEEPEST || label !== levelLabel(counted, depth, list)) {
      listBelow[depth] = lists++
      return { text: label }
    }
    counters.set(list, counted)
    listBelow[depth] = list
    return { list, level: depth - 1 }
  })
}

/** What Word prints: levels as in `numberingLevels`. A list below an unnumbered item does not count what is above it. */
function levelLabel(counted: readonly number[], depth: number, list: number): string {
  const count = counted[depth - 1] ?? 0
  if (depth === 1) return String(count)
  if (depth === 2) return list === 0 ? `${counted[0] ?? 0}.${count}` : String(count)
  return `${depth % 2 === 1 ? letters(count) : roman(count)})`
}

/** The levels of a list as Word describes them; `%1` is the number of the first level. */
export function numberingLevels(list: number): readonly { readonly level: number; readonly format: 'decimal' | 'lowerLetter' | 'lowerRoman'; readonly text: string }[] {
  return Array.from({ length: DEEPEST }, (_, level) => ({
    level,
    format: level < 2 ? 'decimal' : level % 2 === 0 ? 'lowerLetter' : 'lowerRoman',
    text: level === 0 ? '%1' : level === 1 ? (list === 0 ? '%1.%2' : '%2') : `%${level + 1})`,
  }))
}

function letters(count: number): string {
  return String.fromCharCode(97 + ((count - 1) % 26)).repeat(Math.ceil(count / 26))
}

const ROMAN: readonly (readonly [number, string])[] = [
  [1000, 'm'], [900, 'cm'], [500, 'd'], [400, 'cd'], [100, 'c'], [90, 'xc'], [50, 'l'], [40, 'xl'], [10, 'x'], [9, 'ix'], [5, 'v'], [4, 'iv'], [1, 'i'],
]

function roman(count: number): string {
  let rest = count
  let numeral = ''
  for (const [value, digits] of ROMAN) {
    for (; rest >= value; rest -= value) numeral += digits
  }
  return numeral
}
