import { BookUser, CircleHelp, House } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSaveState } from '../store/hooks.ts'
import { addressOf, go, useRoute } from '../app/route.ts'
import { IconButton } from './button.tsx'
import styles from './screen-frame.module.css'

export interface ScreenFrameProps {
  /** What this screen is about: a heading, and what must always be seen. */
  readonly title: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** The bar that stands above every screen, and the screen below it. */
export function ScreenFrame({ title, actions, children }: ScreenFrameProps): ReactNode {
  const { t } = useTranslation('application')
  return (
    <div className={styles.frame}>
      <header className={styles.bar}>
        <nav aria-label={t('navigation.label')} className={styles.navigation}>
          <BarLink icon={House} label={t('navigation.home')} keys="Alt+H" screen="home" />
          <BarLink icon={BookUser} label={t('navigation.directory')} keys="Alt+D" screen="directory" />
        </nav>
        <div className={styles.title}>{title}</div>
        <div className={styles.actions}>{actions}</div>
        <SaveIndicator />
        <IconButton icon={CircleHelp} label={t('commands.keys')} keys="?" onPress={() => window.dispatchEvent(new CustomEvent(SHOW_KEYS))} />
      </header>
      <main className={styles.screen}>{children}</main>
    </div>
  )
}

/** Asks the application to show the keys of the present screen. */
export const SHOW_KEYS = 'minutier:show-keys'

function BarLink({ icon, label, keys, screen }: { readonly icon: typeof House; readonly label: string; readonly keys: string; readonly screen: 'home' | 'directory' }): ReactNode {
  const route = useRoute()
  return <IconButton icon={icon} label={label} keys={keys} pressed={route.screen === screen} onPress={() => go({ screen })} data-address={addressOf({ screen })} />
}

/** "Saved" means: on the disk. */
function SaveIndicator(): ReactNode {
  const { t } = useTranslation()
  const state = useSaveState()
  return (
    <div role="status" className={`${styles.saveState} ${styles[state.kind]}`} data-save-state={state.kind}>
      <span aria-hidden className={styles.dot} />
      {t(`saveState.${state.kind}`)}
    </div>
  )
}
