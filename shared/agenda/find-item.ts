import { plain } from '../attendance/match-people.ts'
import type { AgendaItemId } from '../model/identifiers.ts'
import type { AgendaItem } from './tree.ts'

/** How well an item answers to what was typed; lower is better. */
const RANK = { number: 0, label: 1, numberStart: 2, titleStart: 3, wordStart: 4, inside: 5 } as const
type Rank = (typeof RANK)[keyof typeof RANK]

/**
 * The items that what was typed may mean, the best first: a number ("3.2", "3.2 b", "+"), or letters of a title in either
 * language; case, accents and signs do not matter. `items`: the agenda in order. Among equals, numbers keep the order of the
 * agenda, others begin after `from`: so "+" goes to the next addition. Nothing typed finds nothing.
 */
export function findItems(typed: string, items: readonly AgendaItem[], from?: AgendaItemId): readonly AgendaItem[] {
  const number = plainNumber(typed)
  const words = plain(typed)
  const here = items.findIndex(({ id }) => id === from)
  const found = items.flatMap((item, index) => {
    const rank = number === '' ? undefined : rankOf(item, number, words)
    if (rank === undefined) return []
    const isByNumber = rank === RANK.number || rank === RANK.numberStart
    return [{ item, rank, order: isByNumber ? index : (index - here - 1 + items.length) % items.length }]
  })
  return found.sort((left, right) => left.rank - right.rank || left.order - right.order).map(({ item }) => item)
}

function rankOf(item: AgendaItem, number: string, words: string): Rank | undefined {
  const own = plainNumber(item.number)
  if (own === number) return RANK.number
  if (plainNumber(item.label) === number) return RANK.label
  if (own.startsWith(number)) return RANK.numberStart
  if (words === '') return undefined
  const titles = [item.title.fr, item.title.en].flatMap((title) => (title ? [plain(title)] : []))
  if (titles.some((title) => title.startsWith(words))) return RANK.titleStart
  if (titles.some((title) => title.includes(` ${words}`))) return RANK.wordStart
  return titles.some((title) => title.includes(words)) ? RANK.inside : undefined
}

/** "3.2 b)" and "3.2b" are the same number, and so are "3,2" and "3.2". */
function plainNumber(text: string): string {
  return text.toLowerCase().replaceAll(',', '.').replace(/[\s\u00a0\u202f)]+/g, '')
}
