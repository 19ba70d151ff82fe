import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/notice.tsx'
import { ScreenFrame } from '../../components/screen-frame.tsx'
import { go } from '../../app/route.ts'
import { useDocument } from '../../store/hooks.ts'
import { useWorkspaces } from '../home/current-workspace.ts'
import { Directory } from './directory.tsx'

/** The people and the sites of the workspace that is open. */
export function DirectoryScreen(): ReactNode {
  const { t } = useTranslation('directory')
  const workspaces = useWorkspaces()
  const open = useDocument('workspace', workspaces?.current?.id)
  if (workspaces && !workspaces.current) {
    return (
      <ScreenFrame title={<h1>{t('title')}</h1>}>
        <EmptyState
          title={t('noWorkspace.title')}
          action={
            <Button variant="primary" onPress={() => go({ screen: 'home' })}>
              {t('noWorkspace.action')}
            </Button>
          }
        >
          {t('noWorkspace.explanation')}
        </EmptyState>
      </ScreenFrame>
    )
  }
  return open ? <Directory key={open.reference.id} open={open} /> : null
}
