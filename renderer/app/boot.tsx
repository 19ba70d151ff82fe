import { useCallback, useEffect, useState, type ReactNode } from 'react'
import { ProgressBar } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Button } from '../components/button.tsx'
import { EmptyState, Notice } from '../components/notice.tsx'
import { StoreContext } from '../store/hooks.ts'
import type { Store } from '../store/store.ts'
import { Application } from './application.tsx'
import { bridge } from './bridge.ts'
import styles from './boot.module.css'

/** A start that takes no longer shows nothing of itself, in milliseconds. */
const SHOWN_AFTER = 300

type Start =
  | { readonly kind: 'starting'; readonly share: number; readonly isRebuilding: boolean }
  | { readonly kind: 'failed' }
  | { readonly kind: 'started'; readonly isRebuilt: boolean }

/** Stands before the application until the view can be used, and says so where that takes its time. */
export function Boot({ store, epoch, onStarted }: { readonly store: Store; readonly epoch: number; readonly onStarted: () => void }): ReactNode {
  const [start, setStart] = useState<Start>({ kind: 'starting', share: 0, isRebuilding: false })
  const begin = useCallback(() => {
    setStart({ kind: 'starting', share: 0, isRebuilding: false })
    store.start({ epoch, onProgress: (share, isRebuilding) => setStart({ kind: 'starting', share, isRebuilding }) }).then(
      ({ isRebuilt }) => {
        onStarted()
        setStart({ kind: 'started', isRebuilt })
      },
      () => setStart({ kind: 'failed' }),
    )
  }, [store, epoch, onStarted])
  useEffect(begin, [begin])
  switch (start.kind) {
    case 'starting':
      return <Starting {...start} />
    case 'failed':
      return <Failed onRetry={begin} />
    case 'started':
      return (
        <StoreContext value={store}>
          <Application />
          {start.isRebuilt && <Rebuilt onDismiss={() => setStart({ kind: 'started', isRebuilt: false })} />}
        </StoreContext>
      )
  }
}

function Starting({ share, isRebuilding }: { readonly share: number; readonly isRebuilding: boolean }): ReactNode {
  const { t } = useTranslation('boot')
  const [isLong, setIsLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), SHOWN_AFTER)
    return () => clearTimeout(timer)
  }, [])
  // A host that sees no screen for too long is given up for the other one, where all would be read once more.
  useEffect(() => {
    if (isLong) void bridge().reportReady()
  }, [isLong])
  if (!isLong) return null
  const percent = Math.round(share * 100)
  return (
    <main className={styles.screen} aria-busy="true">
      <h1>{t('title')}</h1>
      <p role="status">{t(isRebuilding ? 'rebuilding' : 'reading')}</p>
      <ProgressBar aria-label={t('progress')} value={percent} className={styles.progress!}>
        {({ percentage = 0, valueText }) => (
          <>
            <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden className={styles.track}>
              <rect width={percentage} height="1" className={styles.bar} />
            </svg>
            <span className={styles.percent}>{valueText}</span>
          </>
        )}
      </ProgressBar>
    </main>
  )
}

function Failed({ onRetry }: { readonly onRetry: () => void }): ReactNode {
  const { t } = useTranslation('boot')
  useEffect(() => void bridge().reportReady(), [])
  return (
    <main className={styles.screen} role="alert">
      <EmptyState title={t('failure.title')} action={<Button variant="primary" autoFocus onPress={onRetry}>{t('failure.action')}</Button>}>
        {t('failure.explanation')}
      </EmptyState>
    </main>
  )
}

function Rebuilt({ onDismiss }: { readonly onDismiss: () => void }): ReactNode {
  const { t } = useTranslation('boot')
  return (
    <div className={styles.rebuilt}>
      <Notice kind="done" action={<Button variant="quiet" onPress={onDismiss}>{t('dismiss')}</Button>}>{t('rebuilt')}</Notice>
    </div>
  )
}
