import type { AgendaItemId } from '../model/identifiers.ts'
import type { AgendaItem } from './tree.ts'

/** Who takes the minutes of an item, where several do: for each other to see, and never a lock. */
export interface Taken {
  /** The name, as the person gave it for sharing. */
  readonly by: string
  /** The item itself, or the one above it that it follows. */
  readonly from: AgendaItemId
}

/** Who has taken which items: a sub-item follows the item above it, unless somebody has taken it itself. */
export function takenItems(tree: readonly AgendaItem[]): ReadonlyMap<AgendaItemId, Taken> {
  const taken = new Map<AgendaItemId, Taken>()
  const visit = (items: readonly AgendaItem[], above: Taken | undefined) => {
    for (const item of items) {
      const here = item.takenBy === undefined ? above : { by: item.takenBy, from: item.id }
      if (here) taken.set(item.id, here)
      visit(item.children, here)
    }
  }
  visit(tree, undefined)
  return taken
}

/**
 * What "I take this item" does for a person: takes it, or takes it over; gives it back to nobody, or to whoever has the
 * item above; nothing where it follows an item that is this person's already.
 */
export function takingStep(item: AgendaItemId, taken: Taken | undefined, name: string): 'take' | 'take-over' | 'give-back' | 'follows' {
  if (!taken) return 'take'
  if (taken.by !== name) return 'take-over'
  return taken.from === item ? 'give-back' : 'follows'
}

/** What has newly been taken by others than this person, since a moment before. */
export function newlyTaken(before: ReadonlyMap<AgendaItemId, Taken>, now: ReadonlyMap<AgendaItemId, Taken>, own: string): readonly { readonly item: AgendaItemId; readonly by: string }[] {
  return [...now].flatMap(([item, { by, from }]) => (from === item && by !== own && before.get(item)?.by !== by ? [{ item, by }] : []))
}
