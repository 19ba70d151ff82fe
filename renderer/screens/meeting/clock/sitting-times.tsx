import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { editMeeting, type MeetingPatch } from '../../../../shared/model/meeting.ts'
import { TimeField } from '../../../components/field.tsx'
import { useDesk } from '../desk.tsx'
import styles from './clock.module.css'

/** Among the details: when the meeting really began and ended, to be corrected. */
export function SittingTimes(): ReactNode {
  const { t } = useTranslation('clock')
  const { facts, change, readOnly } = useDesk()
  const edit = (patch: MeetingPatch) => change((document) => editMeeting(document, patch))
  return (
    <div className={styles.sitting}>
      <TimeField label={t('details.opened')} value={facts.openedAt} isDisabled={readOnly} onChange={(openedAt) => edit({ openedAt })} />
      <TimeField label={t('details.closed')} value={facts.closedAt} isDisabled={readOnly} onChange={(closedAt) => edit({ closedAt })} />
    </div>
  )
}
