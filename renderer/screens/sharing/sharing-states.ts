import type { Bridge } from '../../../shared/bridge.ts'
import type { WorkspaceId } from '../../../shared/model/identifiers.ts'
import type { OtherPerson, WorkspaceSharing } from '../../../shared/sharing/sharing.ts'
import { listenToNews } from '../../app/news.ts'

/** The state of every workspace as it was last told; undefined until the first answer. */
export interface SharingStates {
  current(): readonly WorkspaceSharing[] | undefined
  /** The others of a workspace with their carets, which `current` leaves out: most of the screen is not drawn anew when somebody's caret moves. */
  placed(workspace: WorkspaceId): readonly OtherPerson[]
  /** Returns the unsubscribe. */
  subscribe(listener: () => void): () => void
  /** Asks again now; resolves when the answer is there. */
  refresh(): Promise<void>
}

/** Follows the sharing of all workspaces from the first to the last listener. */
export function createSharingStates(bridge: Bridge): SharingStates {
  const listeners = new Set<() => void>()
  let placed: ReadonlyMap<WorkspaceId, readonly OtherPerson[]> = new Map()
  let states: readonly WorkspaceSharing[] | undefined
  let reading: Promise<void> | undefined
  let isStale = false
  let stop: (() => void) | undefined

  const read = async () => {
    do {
      isStale = false
      const told = await bridge.sharing().catch(() => undefined)
      if (!told) continue
      const next = withWhatIsTheSame(told.map(withoutCarets), states ?? [])
      const nextPlaced = new Map(told.map(({ workspace, others }) => [workspace, same(placed.get(workspace) ?? NOBODY, others)]))
      if (next === states && told.every(({ workspace }) => nextPlaced.get(workspace) === placed.get(workspace))) continue
      states = next
      placed = nextPlaced
      for (const listener of listeners) listener()
    } while (isStale)
  }
  const refresh = () => {
    // One question at a time: what happens while it is under way is asked for after it.
    isStale = true
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }
  return {
    current: () => states,
    placed: (workspace) => placed.get(workspace) ?? NOBODY,
    subscribe(listener) {
      listeners.add(listener)
      stop ??= listenToNews(bridge, (item) => {
        if (item.kind === 'sharing') void refresh()
      })
      if (!states) void refresh()
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        stop?.()
        stop = undefined
      }
    },
    refresh,
  }
}

const NOBODY: readonly OtherPerson[] = []

function withoutCarets(sharing: WorkspaceSharing): WorkspaceSharing {
  const others = sharing.others.map((other): OtherPerson => {
    const { caret: _, ...place } = other.place
    return { ...other, place }
  })
  return { ...sharing, others }
}

/** What has not changed stays the same object, so that only what shows a change is drawn anew. */
function withWhatIsTheSame(told: readonly WorkspaceSharing[], known: readonly WorkspaceSharing[]): readonly WorkspaceSharing[] {
  const kept = told.map((next): WorkspaceSharing => {
    const before = known.find(({ workspace }) => workspace === next.workspace)
    if (!before) return next
    const parts = { state: same(before.state, next.state), others: same(before.others, next.others), writers: same(before.writers, next.writers) }
    return parts.state === before.state && parts.others === before.others && parts.writers === before.writers && next.isNewWriter === before.isNewWriter ? before : { ...next, ...parts }
  })
  return kept.length === known.length && kept.every((state, index) => state === known[index]) ? known : kept
}

function same<Value>(before: Value, next: Value): Value {
  return JSON.stringify(before) === JSON.stringify(next) ? before : next
}
