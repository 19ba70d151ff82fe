import { type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LanguageSwitch } from '../../components/language-switch.tsx'
import { ScreenFrame } from '../../components/screen-frame.tsx'
import { useWorkspaces } from './current-workspace.ts'
import { FirstStart } from './first-start.tsx'
import styles from './home.module.css'
import { SeriesOverview } from './series-overview.tsx'
import { WorkspaceMenu } from './workspace-menu.tsx'

/** Where one starts: the workspace, its series and their meetings; at the very first start, how to begin. */
export function HomeScreen(): ReactNode {
  const { t } = useTranslation('home')
  const workspaces = useWorkspaces()
  if (!workspaces) return null
  const { all, current } = workspaces
  if (!current) return <FirstStart />
  return (
    <ScreenFrame title={<WorkspaceMenu all={all} current={current} />} actions={<LanguageSwitch />}>
      <div className={styles.scroller}>
        {current.isSample && <p className={styles.sampleNote}>{t('sample.note')}</p>}
        <SeriesOverview key={current.id} workspace={current.id} />
      </div>
    </ScreenFrame>
  )
}
