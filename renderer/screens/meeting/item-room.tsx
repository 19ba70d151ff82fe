import { useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { ToolsPlace } from '../../editor/editor-toolbar.tsx'
import styles from './item-room.module.css'

/**
 * The place of the text, which scrolls, with the tools above it. Its size stands in the style in pixels: only then does
 * the browser lay out the text alone with each letter, and not the whole screen around it.
 */
export function ItemRoom({ children }: { readonly children: ReactNode }): ReactNode {
  const room = useRef<HTMLDivElement>(null)
  const [tools, setTools] = useState<Element | null>(null)
  useLayoutEffect(() => {
    const element = room.current!
    const fit = () => {
      const { width, height } = element.getBoundingClientRect()
      element.style.setProperty('--room-width', `${width}px`)
      element.style.setProperty('--room-height', `${height}px`)
    }
    fit()
    const observer = new ResizeObserver(fit)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return (
    <ToolsPlace value={tools}>
      <div ref={setTools} className={styles.tools} />
      <div ref={room} className={styles.room}>
        <div className={styles.text}>{children}</div>
      </div>
    </ToolsPlace>
  )
}
