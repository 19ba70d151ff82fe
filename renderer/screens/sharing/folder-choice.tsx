import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { WorkspaceId } from '../../../shared/model/identifiers.ts'
import type { SharingRefusal, SharingResult } from '../../../shared/sharing/sharing.ts'
import { Notice } from '../../components/notice.tsx'
import { usePersonName } from './person-name.tsx'
import styles from './sharing.module.css'
import { useSharingDesk } from './use-sharing.ts'

export interface FolderChoice {
  /** Asks for the folder, once the person has a name; nothing while it is asked already. */
  readonly choose: () => void
  readonly isChoosing: boolean
  /** The name of the person, then why a folder was not taken. */
  readonly fields: ReactNode
  /** Says that the folder is being chosen, elsewhere on the screen. */
  readonly status: ReactNode
}

/** Giving a folder for a workspace, to share it or to join it: who one is, then the system's dialog, then what came of it. */
export function useFolderChoice(ask: () => Promise<SharingResult>, onTaken: (workspace: WorkspaceId) => void): FolderChoice {
  const { t } = useTranslation('sharing')
  const { states } = useSharingDesk()
  const [isChoosing, setChoosing] = useState(false)
  const [refusal, setRefusal] = useState<SharingRefusal>()
  const choose = async () => {
    setRefusal(undefined)
    if (isChoosing || !(await person.keep())) return
    setChoosing(true)
    const result = await ask().catch((): SharingResult => ({ ok: false, problem: 'write-failed' }))
    await states.refresh()
    setChoosing(false)
    if (result.ok) onTaken(result.workspace)
    else setRefusal(result.problem)
  }
  const person = usePersonName({ autoFocus: true, onEnter: () => void choose() })
  return {
    choose: () => void choose(),
    isChoosing,
    fields: (
      <>
        {person.field}
        {/* Choosing none is no fault and says nothing. */}
        {refusal && refusal !== 'cancelled' && <Notice kind="problem">{t(`refusal.${refusal}`)}</Notice>}
      </>
    ),
    status: (
      <p role="status" className={styles.muted}>
        {isChoosing && t('share.choosing')}
      </p>
    ),
  }
}
