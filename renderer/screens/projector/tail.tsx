import { useEffect, useRef, type ReactNode } from 'react'
import styles from './projector.module.css'

interface TailProps {
  readonly children: ReactNode
  /** What is given is itself only the end of something. */
  readonly isCut?: boolean
  /** Rows stand whole or not at all; else lines fade out. */
  readonly byRows?: boolean
  /** How many rows are left out. */
  readonly onHidden?: (rows: number) => void
}

/** Shows the end of what does not fit; what fits stands at the top. Nothing scrolls. */
export function Tail({ children, isCut = false, byRows = false, onHidden }: TailProps): ReactNode {
  const frame = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const cut = useRef(() => {})
  cut.current = () => {
    const [outer, inner] = [frame.current, content.current]
    if (!outer || !inner) return
    const above = outer.getBoundingClientRect().bottom - Math.max(outer.clientHeight, inner.offsetHeight)
    const hidden = outer.getBoundingClientRect().top - above
    if (byRows) onHidden?.(showWholeRows(inner, hidden))
    else outer.toggleAttribute('data-cut', isCut || hidden > 1)
  }
  useEffect(() => {
    const observer = new ResizeObserver(() => cut.current())
    for (const element of [frame.current, content.current]) if (element) observer.observe(element)
    return () => observer.disconnect()
  }, [])
  useEffect(() => cut.current())
  return (
    <div ref={frame} className={styles.tail}>
      <div ref={content} className={styles.tailContent}>
        {children}
      </div>
    </div>
  )
}

/** The rows that would begin above the frame are left out, and the others move up into their place: nothing is laid out anew. Returns how many. */
function showWholeRows(content: HTMLElement, hidden: number): number {
  const rows = [...content.querySelectorAll('li')]
  const first = rows.find((row) => row.offsetTop >= hidden - 1) ?? rows.at(-1)
  for (const row of rows) row.toggleAttribute('data-out', first !== undefined && row.offsetTop < first.offsetTop)
  content.style.setProperty('--up', `${Math.min(hidden - (first?.offsetTop ?? 0), 0)}px`)
  return Math.max(first ? rows.indexOf(first) : 0, 0)
}
