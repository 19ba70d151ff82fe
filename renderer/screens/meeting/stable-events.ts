import { useRef, useState } from 'react'

type Events = Readonly<Record<string, (...values: never[]) => void>>

/** The same functions at each drawing, which do what those of the latest one do: given to many rows, they do not have all of them drawn again. */
export function useStableEvents<Given extends Events>(events: Given): Given {
  const latest = useRef(events)
  latest.current = events
  const [stable] = useState(() => Object.fromEntries(Object.keys(events).map((name) => [name, (...values: never[]) => latest.current[name]?.(...values)])) as unknown as Given)
  return stable
}
