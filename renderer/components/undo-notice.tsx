import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'
import styles from './undo-notice.module.css'

/** Time that a notice stays, in milliseconds. What it offers can be done elsewhere too (undo key, bin). */
const SHOWN_FOR = 15_000

export interface UndoNoticeProps {
  readonly children: ReactNode
  readonly onUndo?: (() => void) | undefined
  readonly onGone: () => void
}

/** Says at the foot of the screen what was just done, and takes it back. */
export function UndoNotice({ children, onUndo, onGone }: UndoNoticeProps): ReactNode {
  const { t } = useTranslation()
  useEffect(() => {
    const timer = setTimeout(onGone, SHOWN_FOR)
    return () => clearTimeout(timer)
    // Anew for each notice, not for each render.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [children])
  return (
    <div className={styles.place}>
      <Notice
        kind="done"
        action={
          onUndo && (
            <Button
              onPress={() => {
                onUndo()
                onGone()
              }}
            >
              {t('undo')}
            </Button>
          )
        }
      >
        {children}
      </Notice>
    </div>
  )
}
