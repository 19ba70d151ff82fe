import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type * as Y from 'yjs'
import type { Minutes } from '../../../shared/minutes/minutes.ts'
import { reviewMinutes } from '../../../shared/minutes/review.ts'
import type { MeetingId } from '../../../shared/model/identifiers.ts'
import { readMeeting } from '../../../shared/model/meeting.ts'
import { useTables } from '../../store/hooks.ts'
import { useOpenChoices } from '../meeting/history/use-meeting-history.ts'
import styles from './export-screen.module.css'

const COUNTED = ['untranslated', 'stale', 'actionsWithoutOwner', 'actionsWithoutDueDate', 'votesWithoutResult'] as const
const FLAGGED = ['nobodyAttending', 'withoutChair', 'withoutDate'] as const

const FACTS = ['facts']

export interface ReviewListProps {
  readonly minutes: Minutes
  readonly meeting: MeetingId
  readonly document: Y.Doc
}

/** What is missing in the minutes, in numbers. */
export function ReviewList({ minutes, meeting, document }: ReviewListProps): ReactNode {
  const { t, i18n } = useTranslation(['export', 'history'])
  const { workspace } = useTables(document, FACTS, readMeeting)
  const { dropped, kept } = useOpenChoices(workspace, meeting, document)
  const choices = dropped.length + kept.length
  const review = reviewMinutes(minutes)
  const names = new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(review.speakersNotAttending)
  const findings = [
    ...FLAGGED.filter((flag) => review[flag]).map((flag) => t(`review.${flag}`)),
    ...COUNTED.filter((counted) => review[counted] > 0).map((counted) => t(`review.${counted}`, { count: review[counted] })),
    ...(choices > 0 ? [t('history:export', { count: choices })] : []),
    ...(names ? [t('review.speakersNotAttending', { names })] : []),
  ]
  return (
    <div className={styles.review}>
      <h2>{t('review.label')}</h2>
      {findings.length === 0 ? <p>{t('review.none')}</p> : <ul>{findings.map((finding) => <li key={finding}>{finding}</li>)}</ul>}
    </div>
  )
}
