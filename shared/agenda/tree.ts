import type { AgendaItemId } from '../model/identifiers.ts'
import type { AgendaRecord } from '../model/meeting.ts'

/** Levels of an agenda: more are neither typed nor moved to, and documents show no more. */
export const DEEPEST_AGENDA = 12

/** An agenda item in its place. Numbers are derived from the place, never stored. */
export interface AgendaItem extends AgendaRecord {
  /** 1 for the items of the agenda itself. */
  readonly depth: number
  /** What stands before the title at its own level: "3", "3.2", "b)", "+"; empty for a break. */
  readonly label: string
  /** The item addressed from anywhere: "3.2 b)"; that of the parent and "+" for an addition. */
  readonly number: string
  readonly children: readonly AgendaItem[]
}

/**
 * The agenda as a tree, in order, without deleted items (nor what stands below them).
 *
 * Concurrent moves can make a circle of parents, and a parent can be unknown here yet: each such item is shown at the
 * top level rather than lost. The result depends on the records alone, so that all writers see the same agenda.
 */
export function agendaTree(records: readonly AgendaRecord[]): readonly AgendaItem[] {
  const byId = new Map(records.map((record) => [record.id, record]))
  const childrenOf = new Map<AgendaItemId | null, AgendaRecord[]>()
  for (const record of records) {
    const parent = shownParent(record, byId)
    const siblings = childrenOf.get(parent)
    if (siblings) siblings.push(record)
    else childrenOf.set(parent, [record])
  }
  return placeChildren(null, undefined, childrenOf)
}

/** Every item of a tree, parents before their children, as it is read from top to bottom. */
export function agendaInOrder(tree: readonly AgendaItem[]): readonly AgendaItem[] {
  return tree.flatMap((item) => [item, ...agendaInOrder(item.children)])
}

/** Whether an item with all that stands below it can go below `parent` without passing the deepest level; going no deeper always can. */
export function fitsBelow(tree: readonly AgendaItem[], id: AgendaItemId, parent: AgendaItemId | null): boolean {
  const item = findAgendaItem(tree, id)
  const depth = 1 + (parent === null ? 0 : (findAgendaItem(tree, parent)?.depth ?? 0))
  return depth <= (item?.depth ?? 1) || depth + (item ? heightOf(item) : 1) - 1 <= DEEPEST_AGENDA
}

/** Levels of an item and what stands below it: 1 for an item alone. */
function heightOf(item: AgendaItem): number {
  return 1 + Math.max(0, ...item.children.map(heightOf))
}

/** The tree without what came up in the meeting, nor what stands below that. */
export function withoutAdditions(tree: readonly AgendaItem[]): readonly AgendaItem[] {
  return tree.filter((item) => item.kind !== 'addition').map((item) => ({ ...item, children: withoutAdditions(item.children) }))
}

/** Removed items that are seen again when they alone are restored: nothing above them is removed. */
export function removedItems(records: readonly AgendaRecord[]): readonly AgendaRecord[] {
  const byId = new Map(records.map((record) => [record.id, record]))
  const isBelowRemoved = (record: AgendaRecord): boolean => {
    const parent = shownParent(record, byId)
    const above = parent === null ? undefined : byId.get(parent)
    return above !== undefined && (above.deleted || isBelowRemoved(above))
  }
  return records.filter((record) => record.deleted && !isBelowRemoved(record)).sort(compareOrder)
}

export function findAgendaItem(tree: readonly AgendaItem[], id: AgendaItemId): AgendaItem | undefined {
  return agendaInOrder(tree).find((item) => item.id === id)
}

/** Sum of the planned minutes of an item and of what stands below it: the larger of its own and its children's. */
export function plannedMinutes(item: AgendaItem): number {
  return Math.max(item.plannedMinutes ?? 0, item.children.reduce((sum, child) => sum + plannedMinutes(child), 0))
}

export function compareOrder(left: AgendaRecord, right: AgendaRecord): number {
  return compareStrings(left.order, right.order) || compareStrings(left.id, right.id)
}

function compareStrings(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/** The parent under which a record is shown: its own, unless that is unknown or the record is part of a circle. */
export function shownParent(record: AgendaRecord, byId: ReadonlyMap<AgendaItemId, AgendaRecord>): AgendaItemId | null {
  if (record.parent === null || !byId.has(record.parent)) return null
  const seen = new Set<AgendaItemId>([record.id])
  const circle: AgendaItemId[] = [record.id]
  let ancestor = byId.get(record.parent)
  while (ancestor && !seen.has(ancestor.id)) {
    seen.add(ancestor.id)
    circle.push(ancestor.id)
    ancestor = ancestor.parent === null ? undefined : byId.get(ancestor.parent)
  }
  // A circle is cut at one place only, at its smallest id; who hangs off a circle without being in it keeps its parent.
  if (ancestor?.id === record.id && circle.reduce((least, id) => (id < least ? id : least)) === record.id) return null
  return record.parent
}

function placeChildren(
  parent: AgendaItemId | null,
  above: Pick<AgendaItem, 'depth' | 'number'> | undefined,
  childrenOf: ReadonlyMap<AgendaItemId | null, readonly AgendaRecord[]>,
): readonly AgendaItem[] {
  const depth = (above?.depth ?? 0) + 1
  let position = 0
  return [...(childrenOf.get(parent) ?? [])]
    .filter((record) => !record.deleted)
    .sort(compareOrder)
    .map((record) => {
      if (record.kind === 'topic') position += 1
      const label = labelOf(record, position, depth, above?.number)
      const number = numberOf(label, depth, above?.number)
      return { ...record, depth, label, number, children: placeChildren(record.id, { depth, number }, childrenOf) }
    })
}

/** Levels one and two are counted "3" and "3.2", the third "b)", the fourth "iv)", and so on in turn. */
function labelOf(record: AgendaRecord, position: number, depth: number, numberAbove: string | undefined): string {
  if (record.kind === 'break') return ''
  if (record.kind === 'addition') return '+'
  if (depth === 1) return String(position)
  if (depth === 2) return numberAbove && /^\d+$/.test(numberAbove) ? `${numberAbove}.${position}` : String(position)
  return `${depth % 2 === 1 ? letters(position) : roman(position)})`
}

/** "3" and "3.2" say where they stand by themselves; every other label needs the number above before it. A break has no number. */
function numberOf(label: string, depth: number, numberAbove: string | undefined): string {
  const isComplete = label === '' || depth === 1 || label.includes('.')
  return isComplete ? label : [numberAbove, label].filter(Boolean).join(' ')
}

/** 1 → a, 26 → z, 27 → aa, as word processors count. */
function letters(position: number): string {
  return String.fromCharCode(97 + ((position - 1) % 26)).repeat(Math.ceil(position / 26))
}

const ROMAN: readonly (readonly [number, string])[] = [
  [1000, 'm'], [900, 'cm'], [500, 'd'], [400, 'cd'], [100, 'c'], [90, 'xc'],
  [50, 'l'], [40, 'xl'], [10, 'x'], [9, 'ix'], [5, 'v'], [4, 'iv'], [1, 'i'],
]

function roman(position: number): string {
  let rest = position
  return ROMAN.map(([value, numeral]) => {
    const times = Math.floor(rest / value)
    rest -= times * value
    return numeral.repeat(times)
  }).join('')
}
