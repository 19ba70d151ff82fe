import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import styles from './application.module.css'
import { bridge } from './bridge.ts'
import { useCommands } from './commands.tsx'
import { projectorLink, useProjectorState } from './projector-link.ts'

/** How long it is said that the second window could not be opened, in milliseconds. */
const SAID_FOR = 8_000

/** The commands of the second screen, on every screen of the first. */
export function ProjectorCommands(): ReactNode {
  const { t } = useTranslation('projector')
  const { isHeld } = useProjectorState()
  const [hasFailed, setFailed] = useState(false)
  const open = () => {
    setFailed(false)
    bridge()
      .openProjector()
      .then((isOpen) => setFailed(!isOpen))
      .catch(() => setFailed(true))
  }
  useCommands([
    { id: 'projector-open', group: 'application', title: t('commands.open'), keys: 'Alt+Shift+E', run: open },
    { id: 'projector-hold', group: 'application', title: t(isHeld ? 'commands.resume' : 'commands.hold'), run: () => projectorLink.hold(!isHeld) },
  ])
  useEffect(() => {
    if (!hasFailed) return
    const timer = setTimeout(() => setFailed(false), SAID_FOR)
    return () => clearTimeout(timer)
  }, [hasFailed])
  if (!hasFailed) return null
  return (
    <div className={styles.warning} role="alert">
      <Notice kind="problem" action={<Button variant="quiet" onPress={() => setFailed(false)}>{t('dismiss')}</Button>}>
        {t('failed')}
      </Notice>
    </div>
  )
}
