import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { MinutesSources } from '../../../shared/minutes/build.ts'
import type { Minutes } from '../../../shared/minutes/minutes.ts'
import { reviewMinutes, type Finding, type ReviewedDocument } from '../../../shared/minutes/review.ts'
import { voteWarnings } from '../../../shared/minutes/vote-warnings.ts'
import type { MeetingId } from '../../../shared/model/identifiers.ts'
import { readMeeting } from '../../../shared/model/meeting.ts'
import { useTables } from '../../store/hooks.ts'
import { useOpenChoices } from '../meeting/history/use-meeting-history.ts'
import { openMeetingAt } from '../meeting/wanted-place.ts'
import styles from './export-screen.module.css'

const FACTS = ['facts']

/** Of a finding that is made in more places, the others are only counted. */
const MOST_PLACES = 6

export interface ReviewListProps {
  readonly minutes: Minutes
  readonly meeting: MeetingId
  readonly sources: MinutesSources
  readonly reviewed: ReviewedDocument
}

/** What is missing or odd in the document: each line leads to where it is put right. */
export function ReviewList({ minutes, meeting, sources, reviewed }: ReviewListProps): ReactNode {
  const { t } = useTranslation(['export', 'history'])
  const { workspace } = useTables(sources.meeting, FACTS, readMeeting)
  const { dropped, kept } = useOpenChoices(workspace, meeting, sources.meeting)
  const choices = dropped.length + kept.length
  const { kind, language } = reviewed
  const findings = useMemo(() => reviewMinutes(minutes, { kind, language }, voteWarnings(sources)), [minutes, kind, language, sources])
  return (
    <div className={styles.review}>
      <h2 id="review">{t('review.label')}</h2>
      {findings.length + choices === 0 ? (
        <p>{t('review.none')}</p>
      ) : (
        <ul aria-labelledby="review">
          {choices > 0 && (
            <li>
              <button type="button" onClick={() => openMeetingAt(meeting, { area: 'history' })}>
                {t('history:export', { count: choices })}
              </button>
            </li>
          )}
          {findings.map((finding) => (
            <FindingLine key={finding.kind} finding={finding} meeting={meeting} />
          ))}
        </ul>
      )}
    </div>
  )
}

function FindingLine({ finding: { kind, places }, meeting }: { readonly finding: Finding; readonly meeting: MeetingId }): ReactNode {
  const { t } = useTranslation('export')
  const [first, ...others] = places
  const named = others.length === 0 ? [] : places.filter(({ label }) => label !== '')
  const left = named.length - MOST_PLACES
  return (
    <li>
      <button type="button" onClick={() => first && openMeetingAt(meeting, first.place)}>
        {t(`review.${kind}`, { count: places.length })}
        {others.length === 0 && first?.label && <span className={styles.where}> {first.label}</span>}
      </button>
      {named.length > 0 && (
        <p className={styles.places}>
          {named.slice(0, MOST_PLACES).map(({ label, place }) => (
            <button key={label} type="button" onClick={() => openMeetingAt(meeting, place)}>
              {label}
            </button>
          ))}
          {left > 0 && <span>{t('review.more', { count: left })}</span>}
        </p>
      )}
    </li>
  )
}
