import { useRef, type KeyboardEvent } from 'react'

/** Enter in a part of a date or a time sends the form, as it does in a text. On the way down: such a part keeps its keys. */
export function submitOnEnter(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== 'Enter' || event.defaultPrevented || !(event.target instanceof HTMLElement) || event.target.role !== 'spinbutton') return
  event.preventDefault()
  event.currentTarget.requestSubmit()
}

/** Does something that takes a moment once, however often Enter is pressed meanwhile. */
export function useOnce(act: () => Promise<void>): () => void {
  const isRunning = useRef(false)
  return () => {
    if (isRunning.current) return
    isRunning.current = true
    void act().finally(() => {
      isRunning.current = false
    })
  }
}
