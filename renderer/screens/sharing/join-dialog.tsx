import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { WorkspaceId } from '../../../shared/model/identifiers.ts'
import { bridge } from '../../app/bridge.ts'
import { setPreferences } from '../../app/preferences.ts'
import { go } from '../../app/route.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { FolderSearch } from '../../components/icons.tsx'
import { Notice } from '../../components/notice.tsx'
import { useRows } from '../../store/hooks.ts'
import { useFolderChoice } from './folder-choice.tsx'
import styles from './sharing.module.css'

/** How long the first content of a folder may take before one says that it is not there, in milliseconds. */
const FIRST_CONTENT_WITHIN = 15_000

/** Joining what somebody else shares; the workspace opens as soon as its first content is here. */
export function JoinDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation('sharing')
  const [joined, setJoined] = useState<WorkspaceId>()
  return (
    <Dialog title={t('join.title')} isOpen onClose={onClose}>
      {joined ? <Filling workspace={joined} onClose={onClose} /> : <Choosing onJoined={setJoined} />}
    </Dialog>
  )
}

function Choosing({ onJoined }: { readonly onJoined: (workspace: WorkspaceId) => void }): ReactNode {
  const { t } = useTranslation('sharing')
  const folder = useFolderChoice(() => bridge().joinSharedFolder(), onJoined)
  return (
    <div className={styles.panel}>
      <p>{t('join.explained')}</p>
      {folder.fields}
      <div className={styles.buttons}>
        <Button variant="primary" icon={FolderSearch} isDisabled={folder.isChoosing} onPress={folder.choose}>
          {t('join.action')}
        </Button>
      </div>
      {folder.status}
    </div>
  )
}

function Filling({ workspace, onClose }: { readonly workspace: WorkspaceId; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['sharing', 'common'])
  const isHere = useRows(async (database) => (await database.workspaces.get(workspace)) !== undefined, [workspace])
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    // Shown as soon as it is there, even if this window is closed before.
    setPreferences({ workspace })
    const timer = setTimeout(() => setLate(true), FIRST_CONTENT_WITHIN)
    return () => clearTimeout(timer)
  }, [workspace])
  useEffect(() => {
    if (!isHere) return
    go({ screen: 'home' })
    onClose()
    // Once, when it is here.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isHere])
  return (
    <div className={styles.panel}>
      {isLate ? (
        <Notice kind="problem">{t('join.late')}</Notice>
      ) : (
        <p role="status" aria-busy="true" className={styles.muted}>
          {t('join.filling')}
        </p>
      )}
      <div className={styles.buttons}>
        <Button onPress={onClose}>{t('common:close')}</Button>
      </div>
    </div>
  )
}
