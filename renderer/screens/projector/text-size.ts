import { useEffect, useState } from 'react'

/** Steps of the text size, as `data-size` in the style sheet; 3 is the size as designed. */
const SMALLEST = 0
const LARGEST = 7
const DESIGNED = 3

const KEY = 'minutier:projector-size'

/** + and − change the size of the text, 0 gives back the designed one; it is kept for the next meeting in this room. */
export function useTextSize(): void {
  const [size, setSize] = useState(storedSize)
  useEffect(() => {
    document.documentElement.dataset.size = String(size)
    try {
      localStorage.setItem(KEY, String(size))
    } catch {
      // The storage is full: the size holds until the window closes.
    }
  }, [size])
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return
      if (event.key === '+' || event.key === '=') setSize((known) => Math.min(known + 1, LARGEST))
      if (event.key === '-' || event.key === '−') setSize((known) => Math.max(known - 1, SMALLEST))
      if (event.key === '0') setSize(DESIGNED)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}

function storedSize(): number {
  const stored = Number(localStorage.getItem(KEY) ?? DESIGNED)
  return Number.isInteger(stored) && stored >= SMALLEST && stored <= LARGEST ? stored : DESIGNED
}
