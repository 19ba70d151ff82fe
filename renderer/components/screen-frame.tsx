import { memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { WorkspaceId } from '../../shared/model/identifiers.ts'
import { addressOf, go, useRoute } from '../app/route.ts'
import { useWorkspaces } from '../screens/home/current-workspace.ts'
import { SharingIndicator } from '../screens/sharing/sharing-indicator.tsx'
import { IconButton } from './button.tsx'
import { BookUser, CircleHelp, House } from './icons.tsx'
import { SaveIndicator } from './save-indicator.tsx'
import styles from './screen-frame.module.css'

export interface ScreenFrameProps {
  /** What this screen is about: a heading, and what must always be seen. */
  readonly title: ReactNode
  readonly actions?: ReactNode
  /** The workspace of what is shown; the one that was used last if left out. */
  readonly workspace?: WorkspaceId | undefined
  readonly children: ReactNode
}

/** The bar that stands above every screen, and the screen below it. */
export function ScreenFrame({ title, actions, workspace, children }: ScreenFrameProps): ReactNode {
  const current = useWorkspaces()?.current?.id
  return (
    <div className={styles.frame}>
      <header className={styles.bar}>
        <Navigation />
        <div className={styles.title}>{title}</div>
        <div className={styles.actions}>{actions}</div>
        <div className={styles.states}>
          <SaveIndicator />
          <SharingIndicator workspace={workspace ?? current} />
        </div>
        <KeysButton />
      </header>
      <main className={styles.screen}>{children}</main>
    </div>
  )
}

// These do not depend on the screen: they are not drawn again with each change of it.
const Navigation = memo(function Navigation(): ReactNode {
  const { t } = useTranslation('application')
  return (
    <nav aria-label={t('navigation.label')} className={styles.navigation}>
      <BarLink icon={House} label={t('navigation.home')} keys="Alt+H" screen="home" />
      <BarLink icon={BookUser} label={t('navigation.directory')} keys="Alt+D" screen="directory" />
    </nav>
  )
})

const KeysButton = memo(function KeysButton(): ReactNode {
  const { t } = useTranslation('application')
  return <IconButton icon={CircleHelp} label={t('commands.keys')} keys="?" onPress={() => window.dispatchEvent(new CustomEvent(SHOW_KEYS))} />
})

/** Asks the application to show the keys of the present screen. */
export const SHOW_KEYS = 'minutier:show-keys'

function BarLink({ icon, label, keys, screen }: { readonly icon: typeof House; readonly label: string; readonly keys: string; readonly screen: 'home' | 'directory' }): ReactNode {
  const route = useRoute()
  return <IconButton icon={icon} label={label} keys={keys} pressed={route.screen === screen} onPress={() => go({ screen })} data-address={addressOf({ screen })} />
}
