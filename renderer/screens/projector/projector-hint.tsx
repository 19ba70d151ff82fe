import { useEffect, useState, type ReactNode } from 'react'
import type { ProjectorWords } from './projector-words.ts'
import styles from './projector.module.css'

/** How long the hint stands, in milliseconds. */
const SHOWN_FOR = 5_000

/** Says at the beginning, and again when a key is pressed that does nothing, how the window gets onto the wall. */
export function ProjectorHint({ t }: { readonly t: ProjectorWords }): ReactNode {
  const [asked, setAsked] = useState(0)
  const [isShown, setShown] = useState(true)
  useEffect(() => {
    setShown(true)
    const timer = setTimeout(() => setShown(false), SHOWN_FOR)
    return () => clearTimeout(timer)
  }, [asked])
  useEffect(() => {
    const ask = (event: KeyboardEvent) => {
      if (event.key.length === 1 && !/[+=−0-]/.test(event.key)) setAsked((known) => known + 1)
    }
    document.addEventListener('keydown', ask)
    return () => document.removeEventListener('keydown', ask)
  }, [])
  if (!isShown || fillsScreen()) return null
  return (
    <p className={styles.hint} role="status">
      {t('hint.drag')} <kbd>F</kbd>
      <span>
        <kbd>F</kbd> {t('hint.full')} · <kbd>{t('hint.escape')}</kbd> {t('hint.leave')} · <kbd>+</kbd> <kbd>−</kbd> {t('hint.size')}
      </span>
    </p>
  )
}

function fillsScreen(): boolean {
  return window.matchMedia('(display-mode: fullscreen)').matches || (window.innerHeight >= window.screen.height && window.innerWidth >= window.screen.width)
}
