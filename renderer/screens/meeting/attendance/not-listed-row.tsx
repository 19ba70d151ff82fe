import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { NotListed } from '../../../../shared/attendance/not-listed.ts'
import type { AttendanceStatus } from '../../../../shared/model/meeting.ts'
import { useDesk } from '../desk.tsx'
import { StatusMark } from './attendance-status.tsx'
import styles from './attendance.module.css'

export interface NotListedRowProps {
  readonly row: string
  readonly heard: NotListed
  readonly position: number
  readonly setSize: number
  readonly isTabStop: boolean
  readonly isCurrent: boolean
  readonly onCurrent: () => void
  readonly onStatus: (status: AttendanceStatus, guest: boolean) => void
  readonly onQuotedOnly: () => void
}

/** Somebody who is heard without standing on the list: a letter, or a click, says what is to be done. */
export function NotListedRow({ row, heard, position, setSize, isTabStop, isCurrent, onCurrent, onStatus, onQuotedOnly }: NotListedRowProps): ReactNode {
  const { t } = useTranslation('attendance')
  const { readOnly } = useDesk()
  const { person, involvement } = heard
  const why = t(`heard.${involvement}`)
  const button = (words: string, keys: string, onClick: () => void) => (
    <button type="button" tabIndex={-1} className={styles.heardButton} title={`${words} (${keys})`} onClick={onClick}>
      {words}
    </button>
  )
  return (
    <>
      <div
        role="treeitem"
        aria-level={2}
        aria-posinset={position}
        aria-setsize={setSize}
        aria-selected={isCurrent}
        aria-label={`${person.name} ${why}`}
        aria-description={readOnly ? undefined : t('heard.letters')}
        tabIndex={isTabStop ? 0 : -1}
        data-row={row}
        data-heard={person.name}
        className={styles.person}
        onClick={onCurrent}
      >
        <div className={styles.line}>
          <span className={styles.mark}>
            <StatusMark status="notListed" />
          </span>
          <span className={styles.words}>
            <span className={styles.name} dir="auto">{person.name}</span> <span className={styles.detail}>{why}</span>
          </span>
        </div>
      </div>
      {!readOnly && (
        // For the mouse: whoever has the keyboard has the letters, and one stop for each row as everywhere in the list.
        <div aria-hidden className={styles.heardButtons}>
          {button(t('status.present'), 'P', () => onStatus('present', false))}
          {button(t('status.remote'), 'V', () => onStatus('remote', false))}
          {button(t('guest'), 'G', () => onStatus('present', true))}
          {button(t('heard.only'), t('heard.deleteKey'), onQuotedOnly)}
        </div>
      )}
    </>
  )
}
