import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { earlierMeetings, returning } from '../../../../shared/attendance/last-time.ts'
import { markAll } from '../../../../shared/attendance/mark-all.ts'
import { entriesOf, meetingRoll } from '../../../../shared/attendance/roll.ts'
import { formatDate } from '../../../../shared/i18n/format.ts'
import type { MeetingId } from '../../../../shared/model/identifiers.ts'
import { readAttendanceRecords, type AttendanceRecord } from '../../../../shared/model/meeting.ts'
import { readPeople } from '../../../../shared/model/workspace.ts'
import { useCommands } from '../../../app/commands.tsx'
import { usePreferences } from '../../../app/preferences.ts'
import { readSeriesRows, type MeetingRow } from '../../../store/database.ts'
import { useStore } from '../../../store/hooks.ts'
import type { Store } from '../../../store/store.ts'
import { readOnce } from '../../home/new-meeting.ts'
import { useDesk, type Desk } from '../desk.tsx'
import { openParticipants } from './participants-panel-state.ts'

/** Meetings in which nobody was noted are passed over, but not for ever. */
const FARTHEST = 5

/** Marks everybody who was there last time. */
export function useLastTime(): () => Promise<void> {
  const { t } = useTranslation('attendance')
  const store = useStore()
  const { language } = usePreferences()
  const desk = useDesk()
  return async () => {
    const before = await lastAttended(store, desk)
    if (!before) return desk.tell({ words: t('lastTime.none') })
    const date = formatDate(before.row.date ?? '', language)
    const { workspace, series, change, tell } = desk
    const documents = { workspace, series, meeting: desk.meeting.document }
    // Read now: somebody may have been marked while the other meeting was opened.
    const roll = new Map(entriesOf(meetingRoll(documents)).map((entry) => [entry.person.id, entry]))
    const back = returning(before.records, readPeople(workspace), roll)
    if (back.length === 0) return tell({ words: t('lastTime.nobodyMore', { date }) })
    change(() => {
      const takeBack = markAll(documents, back.map(({ person, status }) => ({ person, patch: { status } })))
      tell({ words: t('lastTime.marked', { count: back.length, date }), undo: () => change(takeBack) })
    })
  }
}

/** Whether there was a meeting of the committee before this one. */
export function useHasEarlierMeeting(): boolean {
  const store = useStore()
  const { id, facts } = useDesk()
  const { series, date, start } = facts
  const [has, setHas] = useState(false)
  useEffect(() => {
    let isGone = false
    const here = { id: id as MeetingId, date: date ?? null, start: start ?? null }
    void readSeriesRows(store.database, series).then(({ meetings }) => !isGone && setHas(earlierMeetings(here, meetings).length > 0))
    return () => {
      isGone = true
    }
  }, [store, id, series, date, start])
  return has
}

async function lastAttended(store: Store, { id, facts }: Desk): Promise<{ readonly row: MeetingRow; readonly records: readonly AttendanceRecord[] } | undefined> {
  const { meetings } = await readSeriesRows(store.database, facts.series)
  const here = { id: id as MeetingId, date: facts.date ?? null, start: facts.start ?? null }
  for (const row of earlierMeetings(here, meetings).slice(0, FARTHEST)) {
    const records = await readOnce(store, { kind: 'meeting', id: row.id }, readAttendanceRecords)
    if (records.some(({ status }) => status !== undefined)) return { row, records }
  }
  return undefined
}

/** What can be done with the attendance from anywhere on the screen. Stands outside of the column, which may be folded away. */
export function AttendanceShortcuts(): null {
  const { t } = useTranslation('attendance')
  const { id, readOnly, goTo } = useDesk()
  const markLastTime = useLastTime()
  useCommands(
    readOnly
      ? []
      : [
          { id: 'attendance-last-time', group: 'attendance', title: t('lastTime.command'), keys: 'Alt+Shift+L', run: () => void markLastTime() },
          {
            id: 'attendance-paste',
            group: 'attendance',
            title: t('paste.command'),
            keys: 'Alt+Shift+C',
            run: () => {
              openParticipants(id)
              goTo('attendance', '[data-participants] [data-entry]')
            },
          },
        ],
  )
  return null
}
