import type { AgendaPlace } from '../../../shared/agenda/edit.ts'
import { agendaInOrder, agendaTree, DEEPEST_AGENDA, fitsBelow, type AgendaItem } from '../../../shared/agenda/tree.ts'
import type { AgendaItemId } from '../../../shared/model/identifiers.ts'
import type { AgendaKind, AgendaRecord } from '../../../shared/model/meeting.ts'

/** Where a new item will stand: below the row of `after` (null: on top), at this depth (1: the agenda itself). */
export interface DraftPlace {
  readonly after: AgendaItemId | null
  readonly depth: number
}

/** The items from the agenda itself down to this one. */
export function pathTo(tree: readonly AgendaItem[], id: AgendaItemId): readonly AgendaItem[] {
  for (const item of tree) {
    if (item.id === id) return [item]
    const below = pathTo(item.children, id)
    if (below.length > 0) return [item, ...below]
  }
  return []
}

function lastBelow(item: AgendaItem): AgendaItem {
  const last = item.children.at(-1)
  return last ? lastBelow(last) : item
}

/** After an item and all that stands below it, on its level; or as its last sub-item. */
export function draftAfter(item: AgendaItem, inside = false): DraftPlace {
  return { after: lastBelow(item).id, depth: Math.min(item.depth + (inside ? 1 : 0), DEEPEST_AGENDA) }
}

/** At the end of the agenda, on the level of its last item or on the one asked for. */
export function draftAtEnd(tree: readonly AgendaItem[], depth?: number): DraftPlace {
  const last = tree.at(-1)
  if (!last) return { after: null, depth: 1 }
  const lowest = lastBelow(last)
  return { after: lowest.id, depth: Math.min(depth ?? 1, lowest.depth + 1, DEEPEST_AGENDA) }
}

/** One level deeper (1) or back (-1); undefined where there is no such level. */
export function indentDraft(tree: readonly AgendaItem[], { after, depth }: DraftPlace, step: 1 | -1): DraftPlace | undefined {
  if (after === null) return undefined
  const path = pathTo(tree, after)
  const wanted = depth + step
  if (wanted < 1 || wanted > Math.min(path.length + 1, DEEPEST_AGENDA)) return undefined
  if (step === 1) return { after, depth: wanted }
  // What stood between moves above: the draft goes below all of it.
  const sibling = path[wanted - 1]
  return sibling && { after: lastBelow(sibling).id, depth: wanted }
}

/** The place in the model of a draft. */
export function placeOf(tree: readonly AgendaItem[], { after, depth }: DraftPlace): AgendaPlace {
  if (after === null) return { parent: null, after: null }
  const path = pathTo(tree, after)
  const sibling = path[depth - 1]
  const parent = path[Math.min(depth, path.length + 1) - 2]
  return { parent: parent?.id ?? null, after: sibling?.id ?? null }
}

/** The number that the draft will bear, as the agenda counts. */
export function draftLabel(records: readonly AgendaRecord[], place: AgendaPlace, kind: AgendaKind): string {
  const id = 'draft' as AgendaItemId
  const sibling = records.find((record) => record.id === place.after)
  // Right after the sibling's key and before any other.
  const order = sibling ? `${sibling.order}\u0000` : ''
  const draft: AgendaRecord = { id, parent: place.parent, order, kind, title: { original: 'fr' }, presenters: [], outcome: 'open', deleted: false }
  return agendaInOrder(agendaTree([...records, draft])).find((item) => item.id === id)?.label ?? ''
}

export type DropSide = 'before' | 'inside' | 'after'

/** Where a dragged item goes when it is dropped on this side of another; undefined on itself, inside itself or too deep. */
export function dropPlace(tree: readonly AgendaItem[], dragged: AgendaItemId, target: AgendaItemId, side: DropSide): AgendaPlace | undefined {
  const path = pathTo(tree, target)
  if (path.length === 0 || path.some((item) => item.id === dragged)) return undefined
  const item = path.at(-1)!
  const parent = path.at(-2)
  if (!fitsBelow(tree, dragged, side === 'inside' ? target : (parent?.id ?? null))) return undefined
  if (side === 'inside') return { parent: target, after: item.children.findLast((child) => child.id !== dragged)?.id ?? null }
  const siblings = (parent ? parent.children : tree).filter((sibling) => sibling.id !== dragged)
  const index = siblings.findIndex((sibling) => sibling.id === target)
  return { parent: parent?.id ?? null, after: side === 'after' ? target : (siblings[index - 1]?.id ?? null) }
}
