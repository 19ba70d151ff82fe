import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NO_SITE, recordAttendance } from '../../../../shared/attendance/edit.ts'
import type { RollEntry } from '../../../../shared/attendance/roll.ts'
import { formatTime } from '../../../../shared/i18n/format.ts'
import type { SiteId } from '../../../../shared/model/identifiers.ts'
import { ATTENDANCE_STATUSES, type AttendancePatch, type AttendanceStatus } from '../../../../shared/model/meeting.ts'
import { addSite, type Person, type Site } from '../../../../shared/model/workspace.ts'
import { parseWallTime, type WallTime } from '../../../../shared/model/wall-time.ts'
import { usePreferences } from '../../../app/preferences.ts'
import { Button } from '../../../components/button.tsx'
import { Checkbox } from '../../../components/choice.tsx'
import { TimeField } from '../../../components/field.tsx'
import { PersonPicker } from '../../../components/person-picker.tsx'
import { SiteField } from './site-field.tsx'
import { StatusMark, statusKey } from './attendance-status.tsx'
import styles from './attendance.module.css'
import { useDesk } from '../desk.tsx'

/** In the narrowest column; in characters. */
const MOST_ON_FOUR_LINES = 70

export interface AttendanceRowProps {
  readonly entry: RollEntry
  readonly site: SiteId | undefined
  readonly position: number
  readonly setSize: number
  readonly isTabStop: boolean
  readonly isCurrent: boolean
  readonly isOpen: boolean
  readonly people: readonly Person[]
  readonly sites: readonly Site[]
  readonly onCurrent: () => void
  readonly onToggle: () => void
  readonly onStatus: (status: AttendanceStatus) => void
  readonly onRemove: () => void
}

export function AttendanceRow(props: AttendanceRowProps): ReactNode {
  const { entry, isOpen, onCurrent, onToggle, onStatus } = props
  const { t } = useTranslation('attendance')
  const { readOnly } = useDesk()
  const { language } = usePreferences()
  const { person, status, guest, representedBy } = entry
  const details = [
    status && status !== 'present' && status !== 'represented' && t(`status.${status}`),
    status === 'represented' && (representedBy ? t('representedBy', { name: representedBy.name }) : t('status.represented')),
    entry.arrivedAt && t('arrived', { time: formatTime(entry.arrivedAt, language) }),
    entry.leftAt && t('left', { time: formatTime(entry.leftAt, language) }),
    guest && t('guest'),
  ].filter(Boolean)
  return (
    <div
      role="treeitem"
      aria-level={2}
      aria-posinset={props.position}
      aria-setsize={props.setSize}
      aria-selected={props.isCurrent}
      tabIndex={props.isTabStop ? 0 : -1}
      data-row={person.id}
      data-person={person.name}
      data-status={status ?? 'unknown'}
      className={styles.person}
    >
      <div className={styles.line} onClick={() => (onCurrent(), !readOnly && onToggle())}>
        <span
          className={styles.mark}
          title={t(`status.${status ?? 'unknown'}`)}
          onClick={(event) => {
            event.stopPropagation()
            onCurrent()
            if (!readOnly) onStatus('present')
          }}
        >
          <StatusMark status={status} />
        </span>
        <span className={styles.words} data-long={person.name.length + details.join().length > MOST_ON_FOUR_LINES || undefined}>
          <span className={styles.name} dir="auto">{person.name}</span>{' '}
          {/* Read, not seen: the mark says it to the eye. Forty clipped texts would cost each letter typed beside them. */}
          {(!status || status === 'present') && <span role="img" aria-label={t(`status.${status ?? 'unknown'}`)} />}{' '}
          {details.length > 0 && <span className={styles.detail}>{details.join(' · ')}</span>}
        </span>
      </div>
      {isOpen && <RowDetails {...props} />}
    </div>
  )
}

/** Everything about one person at this meeting, below the name: for what the letters do not say. */
function RowDetails({ entry, site, people, sites, onStatus, onToggle, onRemove }: AttendanceRowProps): ReactNode {
  const { t } = useTranslation('attendance')
  const { change, workspace, addPerson } = useDesk()
  const { person, status } = entry
  const edit = (patch: AttendancePatch) => change((document) => recordAttendance(document, person, entry, patch))
  return (
    <div
      className={styles.details}
      role="group"
      aria-label={person.name}
      data-details=""
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.preventDefault()
        onToggle()
      }}
    >
      <div role="group" aria-label={t('statusLabel')} className={styles.statuses}>
        {ATTENDANCE_STATUSES.map((choice) => (
          <button key={choice} type="button" aria-pressed={status === choice} className={styles.status} title={`${t(`status.${choice}`)} (${statusKey(choice)})`} onClick={() => onStatus(choice)}>
            {t(`status.${choice}`)}
          </button>
        ))}
      </div>
      {status === 'represented' && (
        <PersonPicker
          label={t('representedByLabel')}
          people={people.filter((candidate) => candidate.id !== person.id)}
          value={entry.representedBy ? [entry.representedBy.id] : []}
          single
          addPerson={addPerson}
          onChange={([representedBy]) => {
            edit({ representedBy })
            if (representedBy) onToggle()
          }}
          onDone={onToggle}
        />
      )}
      <div className={styles.times}>
        <TimeField label={t('arrival')} value={timeOf(entry.arrivedAt)} onChange={(arrivedAt) => edit({ arrivedAt })} />
        <TimeField label={t('departure')} value={timeOf(entry.leftAt)} onChange={(leftAt) => edit({ leftAt })} />
      </div>
      <SiteField sites={sites} value={site} onChange={(chosen) => edit({ site: chosen ?? NO_SITE })} onAdd={(name) => edit({ site: addSite(workspace, name) })} />
      <div className={styles.detailsFoot}>
        <Checkbox isSelected={entry.guest} onChange={(guest) => edit({ guest })}>
          {t('guest')}
        </Checkbox>
        <Button variant="quiet" onPress={onRemove}>
          {t('remove')}
        </Button>
      </div>
    </div>
  )
}

function timeOf(time: string | undefined): WallTime | undefined {
  return time === undefined ? undefined : parseWallTime(time)
}

