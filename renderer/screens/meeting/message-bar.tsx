import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/button.tsx'
import type { Message } from './desk.tsx'
import styles from './meeting.module.css'

/** How long a message stands, in milliseconds: long enough to read it and to take back what it says. */
const WITH_UNDO = 10_000
const WITHOUT_UNDO = 3_000

/** What has just happened. Never asks, never takes the focus, and goes by itself. */
export function MessageBar({ message, onDone }: { readonly message: Message | undefined; readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation()
  const latest = useRef(onDone)
  latest.current = onDone
  useEffect(() => {
    if (!message) return
    const timer = setTimeout(() => latest.current(), message.undo ? WITH_UNDO : WITHOUT_UNDO)
    return () => clearTimeout(timer)
  }, [message])
  return (
    <div role="status" className={styles.messages}>
      {message && (
        <div className={styles.message}>
          <span>
            {message.words}
            {message.aside && <span aria-hidden className={styles.aside}>{` · ${message.aside}`}</span>}
          </span>
          {message.undo && (
            <Button
              variant="quiet"
              onPress={() => {
                message.undo?.()
                onDone()
              }}
            >
              {t('undo')}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
