import { useEffect } from 'react'

/** Where the keyboard is when a screen has come: on what `selector` finds, unless something on it has taken it already. */
export function useArrival(selector: string): void {
  useEffect(() => {
    if (!document.activeElement?.closest('main, [role="dialog"]')) document.querySelector<HTMLElement>(selector)?.focus()
  }, [selector])
}
