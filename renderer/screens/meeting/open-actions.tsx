import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate, formatList } from '../../../shared/i18n/format.ts'
import { textIn } from '../../../shared/model/bilingual.ts'
import type { MeetingId } from '../../../shared/model/identifiers.ts'
import { editAction, type ActionState } from '../../../shared/model/meeting.ts'
import { todayHere } from '../../../shared/model/wall-time.ts'
import { readPeople } from '../../../shared/model/workspace.ts'
import { usePreferences } from '../../app/preferences.ts'
import { Checkbox } from '../../components/choice.tsx'
import { readSeriesRows, type ActionRow, type MeetingRow, type MinutierDatabase } from '../../store/database.ts'
import { useRows, useStore, useTables } from '../../store/hooks.ts'
import type { Store } from '../../store/store.ts'
import { useDesk } from './desk.tsx'
import styles from './attendance/attendance.module.css'

export interface EarlierAction extends ActionRow {
  readonly from: MeetingRow
}

/** The actions of earlier meetings of the series that are still open: reviewed here, kept where they were decided. */
export function OpenActions(): ReactNode {
  const { t } = useTranslation('meeting')
  const store = useStore()
  const { id, facts, workspace, language, readOnly, tell } = useDesk()
  const { language: interfaceLanguage } = usePreferences()
  const people = useTables(workspace, ['people'], readPeople)
  const actions = useRows((database) => earlierActions(database, id), [id, facts.date])
  const [isOpen, setOpen] = useState(true)
  if (!actions || actions.length === 0) return null
  const today = facts.date ?? todayHere()
  const close = (action: EarlierAction) => {
    void setActionState(store, action, 'done')
    tell({ words: t('actions.closed', { reference: action.reference }), undo: () => void setActionState(store, action, 'open') })
  }
  return (
    <section className={styles.actions} data-area="actions" aria-label={t('actions.title')}>
      <h2>
        <button type="button" className={styles.actionsHead} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t('actions.title')}
          <span className="figures">{actions.length}</span>
        </button>
      </h2>
      {isOpen && (
        <ul className={styles.actionList} data-entries="">
          {actions.map((action) => (
            <li key={action.id}>
              <Checkbox isSelected={false} isDisabled={readOnly} onChange={() => close(action)}>
                <span lang={action.text[language] ? language : action.text.original}>{textIn(action.text, language)}</span>
                <span className={styles.actionFacts}>
                  {[
                    t('actions.from', { reference: action.reference, ordinal: action.from.ordinal ?? '–' }),
                    formatList(action.owners.map((owner) => people.find((person) => person.id === owner)?.name ?? '…'), interfaceLanguage),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                  {action.due && <span className={action.due < today ? styles.late : undefined}> · {t(action.due < today ? 'actions.late' : 'actions.due', { date: formatDate(action.due, interfaceLanguage, 'long') })}</span>}
                </span>
              </Checkbox>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** Open actions of the meetings of the series before this one, oldest first. */
export async function earlierActions(database: MinutierDatabase, meeting: MeetingId): Promise<readonly EarlierAction[]> {
  const here = await database.meetings.get(meeting)
  if (!here) return []
  const { meetings: rows, actions } = await readSeriesRows(database, here.series)
  const meetings = new Map(rows.map((row) => [row.id, row]))
  return actions
    .flatMap((action): EarlierAction[] => {
      const from = meetings.get(action.meeting)
      const isEarlier = from && from.id !== meeting && !from.deleted && (!from.date || !here.date || from.date <= here.date)
      return isEarlier && action.state === 'open' ? [{ ...action, from }] : []
    })
    .sort((left, right) => (left.from.date ?? '').localeCompare(right.from.date ?? '') || left.reference.localeCompare(right.reference, 'fr', { numeric: true }))
}

async function setActionState(store: Store, action: EarlierAction, state: ActionState): Promise<void> {
  const open = await store.open({ kind: 'meeting', id: action.meeting })
  editAction(open.document, action.id, { state })
  await store.flush()
  await store.close(open)
}
