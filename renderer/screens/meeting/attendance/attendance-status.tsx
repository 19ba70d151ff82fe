import { Circle, CircleDashed, CircleDot, CircleSlash, CircleX, Video, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AttendanceStatus } from '../../../../shared/model/meeting.ts'
import styles from './attendance.module.css'

/** The letter that says a status on a row of the list. */
export const STATUS_KEYS = { P: 'present', V: 'remote', E: 'excused', A: 'absent', D: 'represented' } as const satisfies Readonly<Record<string, AttendanceStatus>>

export function statusKey(status: AttendanceStatus): string {
  return Object.entries(STATUS_KEYS).find(([, meant]) => meant === status)![0]
}

const SHAPES: Readonly<Record<AttendanceStatus | 'unknown', LucideIcon>> = {
  present: CircleDot,
  remote: Video,
  excused: Circle,
  absent: CircleX,
  represented: CircleSlash,
  unknown: CircleDashed,
}

/** A shape of its own for each status; the word stands beside it. */
export function StatusMark({ status }: { readonly status: AttendanceStatus | undefined }): ReactNode {
  const Shape = SHAPES[status ?? 'unknown']
  return <Shape aria-hidden size={15} strokeWidth={status === 'present' ? 2.5 : 1.75} className={styles.shape} data-status={status ?? 'unknown'} />
}
