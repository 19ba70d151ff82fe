import { useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from '../store/hooks.ts'
import styles from './save-indicator.module.css'

/** "Saved" is said once it has held for this long, in milliseconds: between two words somebody types nothing flickers. */
const HELD = 250

/**
 * "Saved" means: on the disk. That something no longer is stands in the document at once (`data-save-state`), and is said
 * after the frame that shows the letter: whoever types does not wait for the sign.
 */
export function SaveIndicator(): ReactNode {
  const { t } = useTranslation()
  const store = useStore()
  const element = useRef<HTMLDivElement>(null)
  const [said, say] = useState(store.saveState.kind)
  useLayoutEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let frame = 0
    const follow = () => {
      clearTimeout(timer)
      cancelAnimationFrame(frame)
      const { kind } = store.saveState
      element.current!.dataset.saveState = kind
      const later = () => say(store.saveState.kind)
      if (kind === 'saved') timer = setTimeout(later, HELD)
      else frame = requestAnimationFrame(() => (timer = setTimeout(later)))
    }
    follow()
    const stop = store.subscribe(follow)
    return () => {
      stop()
      clearTimeout(timer)
      cancelAnimationFrame(frame)
    }
  }, [store])
  return (
    <div ref={element} role="status" className={`${styles.saveState} ${styles[said]}`}>
      <span aria-hidden className={styles.dot} />
      {t(`saveState.${said}`)}
    </div>
  )
}
