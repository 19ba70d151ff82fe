import { useEffect, useRef, useState } from 'react'

/** Time without a key after which what was typed is written into the meeting, in milliseconds. */
const PAUSE = 400

/** What the fields that are shown hold back for a moment. */
const fields = new Set<() => void>()

/** Writes at once what waits in any field: before the meeting takes nothing more. */
export function writeDrafts(): void {
  for (const flush of fields) flush()
}

export interface DraftText {
  readonly text: string
  readonly change: (text: string) => void
  /** Writes what is still waiting: when the field is left. */
  readonly settle: () => void
  /** Forgets what is still waiting. */
  readonly revert: () => void
}

/**
 * Text of a field on its way into a shared document: written in the pauses of typing, and at once when the field or
 * the window is left or the field goes away. Another writer's change does not touch what is being typed.
 */
export function useDraftText(value: string, write: (text: string) => void): DraftText {
  const [draft, setDraft] = useState<string>()
  const waiting = useRef<string>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const latest = useRef(write)
  latest.current = write

  const flush = useRef(() => {
    clearTimeout(timer.current)
    const text = waiting.current
    waiting.current = undefined
    if (text !== undefined) latest.current(text)
  }).current

  useEffect(() => {
    // Before the store, which listens to the same events, writes what it has.
    const events = ['pagehide', 'blur'] as const
    fields.add(flush)
    for (const event of events) window.addEventListener(event, flush, { capture: true })
    return () => {
      fields.delete(flush)
      for (const event of events) window.removeEventListener(event, flush, { capture: true })
      flush()
    }
  }, [flush])

  return {
    text: draft ?? value,
    change(text) {
      setDraft(text)
      waiting.current = text
      clearTimeout(timer.current)
      timer.current = setTimeout(flush, PAUSE)
    },
    settle() {
      flush()
      setDraft(undefined)
    },
    revert() {
      clearTimeout(timer.current)
      waiting.current = undefined
      setDraft(undefined)
    },
  }
}
