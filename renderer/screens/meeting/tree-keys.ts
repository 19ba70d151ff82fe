import { useEffect, useRef, type KeyboardEvent, type RefObject } from 'react'

/** A row of a tree as it is shown. */
export interface TreeRow<Id extends string> {
  readonly id: Id
  readonly depth: number
  /** Undefined: nothing to unfold. */
  readonly isExpanded?: boolean
}

export interface TreeKeys<Id extends string> {
  readonly rows: readonly TreeRow<Id>[]
  readonly current: Id | undefined
  readonly onCurrent: (id: Id) => void
  readonly onExpand: (id: Id, expanded: boolean) => void
}

/**
 * The keys of a tree as screen readers and file managers have them: ↑ ↓ through the rows, → unfolds and goes in,
 * ← folds and goes out, Home and End. One row takes the focus (`tabIndex`); it follows `current` while the focus is inside.
 */
export function useTreeKeys<Id extends string>({ rows, current, onCurrent, onExpand }: TreeKeys<Id>): {
  readonly tree: RefObject<HTMLDivElement | null>
  readonly onTreeKey: (event: KeyboardEvent) => boolean
  readonly tabStop: Id | undefined
} {
  const tree = useRef<HTMLDivElement>(null)
  const tabStop = rows.some((row) => row.id === current) ? current : rows[0]?.id

  useEffect(() => {
    const focused = document.activeElement
    // Only from row to row: somebody who types in a field inside the tree stays there.
    if (!tree.current?.contains(focused) || !(focused as HTMLElement).matches('[role="treeitem"]')) return
    tree.current.querySelector<HTMLElement>(`[data-row="${CSS.escape(tabStop ?? '')}"]`)?.focus()
  }, [tabStop])

  const onTreeKey = (event: KeyboardEvent): boolean => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false
    const index = rows.findIndex((row) => row.id === tabStop)
    const row = rows[index]
    if (!row) return false
    const move = (to: number) => {
      const target = rows[Math.min(Math.max(to, 0), rows.length - 1)]
      if (target) onCurrent(target.id)
    }
    switch (event.key) {
      case 'ArrowDown':
        move(index + 1)
        break
      case 'ArrowUp':
        move(index - 1)
        break
      case 'Home':
        move(0)
        break
      case 'End':
        move(rows.length - 1)
        break
      case 'ArrowRight':
        if (row.isExpanded === false) onExpand(row.id, true)
        else if (row.isExpanded) move(index + 1)
        break
      case 'ArrowLeft':
        if (row.isExpanded) onExpand(row.id, false)
        else {
          const parent = rows.findLastIndex((candidate, position) => position < index && candidate.depth < row.depth)
          if (parent >= 0) move(parent)
        }
        break
      default:
        return false
    }
    event.preventDefault()
    return true
  }
  return { tree, onTreeKey, tabStop }
}
