import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Quorum } from '../../../../shared/attendance/quorum.ts'
import { formatTime } from '../../../../shared/i18n/format.ts'
import { usePreferences } from '../../../app/preferences.ts'
import { CircleAlert, CircleCheck } from '../../../components/icons.tsx'
import styles from './attendance.module.css'

/** Whether the meeting has its quorum, in a word and a shape; told to whoever does not look when it is reached or lost. */
export function QuorumLine({ quorum }: { readonly quorum: Quorum }): ReactNode {
  const { t } = useTranslation('attendance')
  const { language } = usePreferences()
  const { isReached, counted, members, required, lostAt } = quorum
  const known = useRef(isReached)
  const [told, setTold] = useState('')
  const state = isReached ? 'reached' : lostAt ? 'lost' : 'missing'
  const words = t(`quorum.${state}`, { count: counted, members, required, time: lostAt ? formatTime(lostAt, language) : '' })
  useEffect(() => {
    if (known.current === isReached) return
    known.current = isReached
    setTold(words)
  }, [isReached, words])
  const Shape = isReached ? CircleCheck : CircleAlert
  return (
    <p className={styles.quorum} data-quorum={state}>
      <Shape size={14} />
      <span>{words}</span>
      <span role="status" className="visually-hidden">
        {told}
      </span>
    </p>
  )
}
