import { useSyncExternalStore } from 'react'
import { flushSync } from 'react-dom'
import type { MeetingId } from '../../../../shared/model/identifiers.ts'

/** The list that is being gone through; it stays while the column is folded away. */
export interface OpenList {
  readonly meeting: MeetingId
  /** What was pasted; empty until something is. */
  readonly text: string
  readonly before: Element | null
}

let open: OpenList | undefined
const listeners = new Set<() => void>()

function set(next: OpenList | undefined): void {
  open = next
  for (const listener of listeners) listener()
}

/** Opens the panel for a list; the focus goes back to where it is now. */
export function openParticipants(meeting: MeetingId, text = ''): void {
  const before = open?.meeting === meeting ? open.before : document.activeElement
  set({ meeting, text, before })
}

export function closeParticipants(): void {
  const before = open?.before
  // The column is drawn as it was at once: the keys that follow are already on their way.
  flushSync(() => set(undefined))
  if (before instanceof HTMLElement && before !== document.body && before.isConnected) before.focus()
  else document.querySelector<HTMLElement>('[data-area="attendance"] [data-entry]')?.focus()
}

export function useOpenParticipants(meeting: MeetingId): OpenList | undefined {
  const known = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => open,
  )
  return known?.meeting === meeting ? known : undefined
}
