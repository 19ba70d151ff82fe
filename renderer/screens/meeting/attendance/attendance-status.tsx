import type { ReactNode } from 'react'
import type { AttendanceStatus } from '../../../../shared/model/meeting.ts'
import styles from './attendance.module.css'

/** The letter that says a status on a row of the list. */
export const STATUS_KEYS = { P: 'present', V: 'remote', E: 'excused', A: 'absent', D: 'represented' } as const satisfies Readonly<Record<string, AttendanceStatus>>

export function statusKey(status: AttendanceStatus): string {
  return Object.entries(STATUS_KEYS).find(([, meant]) => meant === status)![0]
}

/**
 * A shape of its own for each status; the word stands beside it. Drawn by the style sheet: forty pictures beside the text
 * would cost each letter typed there as much as the letter itself.
 */
export function StatusMark({ status }: { readonly status: AttendanceStatus | 'notListed' | undefined }): ReactNode {
  return <span aria-hidden className={styles.shape} data-status={status ?? 'unknown'} />
}
