import { useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate, formatTime } from '../../../shared/i18n/format.ts'
import { textIn, type Language } from '../../../shared/model/bilingual.ts'
import type { MeetingId } from '../../../shared/model/identifiers.ts'
import { todayHere } from '../../../shared/model/wall-time.ts'
import { addressOf } from '../../app/route.ts'
import { MeetingStateMark } from '../../components/meeting-state.tsx'
import type { MeetingRow } from '../../store/database.ts'
import styles from './meeting-list.module.css'

/** A meeting with what its row shows besides its own facts. */
export interface ListedMeeting extends MeetingRow {
  readonly openActions: number
}

/** The list that has the keyboard: one stop for Tab, arrows within it, over all lists of the screen. */
export interface MeetingListFocus {
  readonly first: MeetingId | undefined
  readonly active: MeetingId | undefined
  readonly onFocus: (meeting: MeetingId) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/**
 * Arrows, Home and End through the meetings inside `place`, Delete on one of them. `shown`: all that stand there; the
 * latest of them is where one begins.
 */
export function useMeetingListFocus(place: RefObject<HTMLElement | null>, shown: readonly MeetingRow[], onDelete: (meeting: MeetingId) => void): MeetingListFocus {
  const [active, setActive] = useState<MeetingId>()
  const present = shown.find(({ id }) => id === active)?.id
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const links = [...(place.current?.querySelectorAll<HTMLElement>('[data-meeting]') ?? [])]
    const index = links.findIndex((link) => link === event.target)
    if (index < 0) return
    const targets: Readonly<Record<string, number>> = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: links.length - 1 }
    const target = targets[event.key]
    if (target !== undefined) links[target]?.focus()
    else if (event.key === 'Delete') {
      ;(links[index + 1] ?? links[index - 1])?.focus()
      onDelete(links[index]?.dataset.meeting as MeetingId)
    } else return
    event.preventDefault()
  }
  return { first: shown.toSorted(byDate)[0]?.id, active: present, onFocus: setActive, onKeyDown }
}

export interface MeetingListProps {
  readonly label: string
  readonly meetings: readonly ListedMeeting[]
  readonly focus: MeetingListFocus
}

/** Meetings by date, each a link to its screen. */
export function MeetingList({ label, meetings, focus }: MeetingListProps): ReactNode {
  const { t, i18n } = useTranslation(['home', 'common'])
  const language: Language = i18n.language === 'en' ? 'en' : 'fr'
  const today = todayHere()
  const next = meetings.findLast(({ date, state }) => date !== null && date >= today && state !== 'published')?.id
  return (
    <ol aria-label={label} className={styles.list} onKeyDown={focus.onKeyDown}>
      {meetings.map((meeting) => (
        <li key={meeting.id}>
          <a
            href={addressOf({ screen: 'meeting', meeting: meeting.id })}
            data-meeting={meeting.id}
            tabIndex={(focus.active ?? focus.first) === meeting.id ? 0 : -1}
            onFocus={() => focus.onFocus(meeting.id)}
            className={styles.meeting}
          >
            <span className={styles.date}>{meeting.date ? <time dateTime={meeting.date}>{formatDate(meeting.date, language, 'long')}</time> : t('undated')}</span>
            <span className={styles.time}>{meeting.start && formatTime(meeting.start, language)}</span>
            <span className={styles.title}>
              <span className={styles.words}>{meetingTitle(meeting, language, t('common:untitled'))}</span>
              {meeting.id === next && <span className={styles.next}>{meeting.date === today ? t('today') : t('next')}</span>}
            </span>
            <span className={styles.actions}>{meeting.openActions > 0 && t('openActions', { count: meeting.openActions })}</span>
            <MeetingStateMark state={meeting.state} />
          </a>
        </li>
      ))}
    </ol>
  )
}

/** Latest first; what has no date yet is still to come and stands before. */
export function byDate(left: MeetingRow, right: MeetingRow): number {
  return (right.date ?? '9999').localeCompare(left.date ?? '9999') || (right.start ?? '').localeCompare(left.start ?? '') || (right.ordinal ?? 0) - (left.ordinal ?? 0)
}

export function meetingTitle({ title }: Pick<MeetingRow, 'title'>, language: Language, untitled: string): string {
  return textIn(title, language).trim() || untitled
}
