import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { MeetingState } from '../../shared/model/meeting.ts'
import { CircleCheck, CircleDashed, CircleDot, PenLine } from './icons.tsx'
import styles from './meeting-state.module.css'

const SIGNS = { preparation: CircleDashed, session: CircleDot, review: PenLine, published: CircleCheck } as const

/** The state of a meeting as a sign and a word. */
export function MeetingStateMark({ state }: { readonly state: MeetingState }): ReactNode {
  const { t } = useTranslation()
  const Sign = SIGNS[state]
  return (
    <span className={`${styles.state} ${styles[state]}`}>
      <Sign size={15} />
      {t(`state.${state}`)}
    </span>
  )
}
