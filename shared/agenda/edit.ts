import { generateNKeysBetween } from 'fractional-indexing'
import type * as Y from 'yjs'
import { bilingual, type Language } from '../model/bilingual.ts'
import { LOCAL_CHANGE } from '../model/fact-table.ts'
import { newIdentifier, type AgendaItemId } from '../model/identifiers.ts'
import { editAgendaRecord, readAgendaRecords, type AgendaKind, type AgendaRecord } from '../model/meeting.ts'
import { agendaInOrder, agendaTree, compareOrder, DEEPEST_AGENDA, fitsBelow, shownParent, type AgendaItem } from './tree.ts'

/** Where an item goes: below `parent`, after the sibling `after` (null: first). */
export interface AgendaPlace {
  readonly parent: AgendaItemId | null
  readonly after: AgendaItemId | null
}

export interface NewAgendaItem {
  readonly title: string
  readonly language: Language
  readonly kind?: AgendaKind
}

export function addAgendaItem(document: Y.Doc, place: AgendaPlace, item: NewAgendaItem): AgendaItemId {
  const id = newIdentifier<AgendaItemId>()
  document.transact(() => {
    putAt(document, readAgendaRecords(document), id, place)
    editAgendaRecord(document, id, { kind: item.kind ?? 'topic', title: bilingual(item.title, item.language) })
  }, LOCAL_CHANGE)
  return id
}

/** The place at the end of `parent`'s children. */
export function lastPlaceIn(document: Y.Doc, parent: AgendaItemId | null): AgendaPlace {
  return { parent, after: siblingsIn(readAgendaRecords(document), parent).at(-1)?.id ?? null }
}

/**
 * Where a sub-topic goes that came up under an item: after all that stands below it; after the item itself if that came
 * up too. Undefined if the agenda would get too deep.
 */
export function additionPlace(document: Y.Doc, item: AgendaItemId): AgendaPlace | undefined {
  const tree = agendaTree(readAgendaRecords(document))
  const found = agendaInOrder(tree).find(({ id }) => id === item)
  if (!found) return undefined
  if (found.kind === 'addition') return { parent: found.parent, after: item }
  return found.depth < DEEPEST_AGENDA ? lastPlaceIn(document, item) : undefined
}

/** Moves an item with all that stands below it. False, and nothing changed, if the place is inside the item itself or too deep. */
export function moveAgendaItem(document: Y.Doc, id: AgendaItemId, place: AgendaPlace): boolean {
  const records = readAgendaRecords(document)
  if (place.after === id || isWithin(records, id, place.parent) || !fitsBelow(agendaTree(records), id, place.parent)) return false
  document.transact(() => {
    keepCutsOfCircles(document, records)
    putAt(document, records, id, place)
  }, LOCAL_CHANGE)
  return true
}

/** One step in the outline. False where there is no such step. */
export type OutlineStep = 'up' | 'down' | 'indent' | 'outdent'

export function stepAgendaItem(document: Y.Doc, id: AgendaItemId, step: OutlineStep): boolean {
  const place = placeAfterStep(agendaTree(readAgendaRecords(document)), id, step)
  return place !== undefined && moveAgendaItem(document, id, place)
}

/** Marks an item deleted; what stands below it goes out of sight with it and comes back with it. */
export function removeAgendaItem(document: Y.Doc, id: AgendaItemId): void {
  editAgendaRecord(document, id, { deleted: true })
}

export function restoreAgendaItem(document: Y.Doc, id: AgendaItemId): void {
  editAgendaRecord(document, id, { deleted: false })
}

function placeAfterStep(tree: readonly AgendaItem[], id: AgendaItemId, step: OutlineStep): AgendaPlace | undefined {
  const inOrder = agendaInOrder(tree)
  const parentOf = (child: AgendaItemId) => inOrder.find((item) => item.children.some(({ id: candidate }) => candidate === child))
  const parent = parentOf(id)
  const siblings = parent ? parent.children : tree
  const index = siblings.findIndex((item) => item.id === id)
  if (index < 0) return undefined
  const before = siblings[index - 1]
  switch (step) {
    case 'up':
      return before && { parent: parent?.id ?? null, after: siblings[index - 2]?.id ?? null }
    case 'down': {
      const next = siblings[index + 1]
      return next && { parent: parent?.id ?? null, after: next.id }
    }
    case 'indent':
      return before && { parent: before.id, after: before.children.at(-1)?.id ?? null }
    case 'outdent':
      return parent && { parent: parentOf(parent.id)?.id ?? null, after: parent.id }
  }
}

/** Follows the parents as they are shown, deleted items too: below a deleted item of its own, an item would be lost. */
function isWithin(records: readonly AgendaRecord[], ancestor: AgendaItemId, place: AgendaItemId | null): boolean {
  const byId = new Map(records.map((record) => [record.id, record]))
  let at = place
  while (at !== null && at !== ancestor) {
    const record = byId.get(at)
    at = record ? shownParent(record, byId) : null
  }
  return at !== null
}

/** Writes down where circles are cut. Else taking one item out of a circle would move another one, unasked. */
function keepCutsOfCircles(document: Y.Doc, records: readonly AgendaRecord[]): void {
  const byId = new Map(records.map((record) => [record.id, record]))
  for (const record of records) {
    const isCut = record.parent !== null && byId.has(record.parent) && shownParent(record, byId) === null
    if (isCut) editAgendaRecord(document, record.id, { parent: null })
  }
}

/** Siblings as they are SHOWN, so that a new order key falls between visible neighbours; deleted ones count too. */
function siblingsIn(records: readonly AgendaRecord[], parent: AgendaItemId | null): readonly AgendaRecord[] {
  const byId = new Map(records.map((record) => [record.id, record]))
  return records.filter((record) => shownParent(record, byId) === parent).sort(compareOrder)
}

/**
 * Writes the place of an item. Two writers who add at one place at once make the same order key, and nothing fits
 * between equals: those that must stand after the item then get new keys too.
 */
function putAt(document: Y.Doc, records: readonly AgendaRecord[], id: AgendaItemId, place: AgendaPlace): void {
  const siblings = siblingsIn(records, place.parent).filter((record) => record.id !== id)
  const index = place.after === null ? -1 : siblings.findIndex((record) => record.id === place.after)
  const lower = siblings[index]?.order ?? ''
  const following = siblings.slice(index + 1)
  const equals = following.filter((record) => record.order === lower)
  const upper = following[equals.length]?.order
  const [order = '', ...orders] = generateNKeysBetween(lower || null, upper ?? null, 1 + equals.length)
  editAgendaRecord(document, id, { parent: place.parent, order })
  equals.forEach((record, position) => editAgendaRecord(document, record.id, { order: orders[position] ?? '' }))
}
