import { memo, useCallback, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { preferences, setPreferences, usePreferences } from '../../app/preferences.ts'
import { IconButton } from '../../components/button.tsx'
import { PanelLeftClose, PanelLeftOpen, PanelRightClose, PanelRightOpen } from '../../components/icons.tsx'
import { AgendaColumn } from './agenda-column.tsx'
import { focusArea, type Area } from './areas.ts'
import { AttendanceColumn } from './attendance/attendance-column.tsx'
import { ItemColumn } from './item-column.tsx'
import styles from './meeting.module.css'
import { OpenActions } from './open-actions.tsx'

type Column = 'agenda' | 'item' | 'attendance'
type SideColumn = Exclude<Column, 'item'>

export interface ColumnsState {
  /** Room for one column only (a large zoom, a small window): the columns become pages. */
  readonly isNarrow: boolean
  readonly page: Column
  readonly show: (page: Column) => void
  readonly folded: readonly SideColumn[]
  /** Folds a column away, or unfolds it. */
  readonly fold: (column: SideColumn) => void
  /** Shows an area and puts the focus into it; at the place that `selector` finds there, if there is one. */
  readonly goTo: (area: Area, selector?: string) => void
}

const narrow = window.matchMedia('(max-width: 859px)')

function subscribeNarrow(listener: () => void): () => void {
  narrow.addEventListener('change', listener)
  return () => narrow.removeEventListener('change', listener)
}

export function useColumns(): ColumnsState {
  const isNarrow = useSyncExternalStore(subscribeNarrow, () => narrow.matches)
  const { foldedColumns: folded } = usePreferences()
  const [page, show] = useState<Column>('item')
  const [wanted, setWanted] = useState<{ readonly area: Area; readonly selector: string | undefined }>()
  const fold = useCallback((column: SideColumn) => {
    const known = preferences().foldedColumns
    setPreferences({ foldedColumns: known.includes(column) ? known.filter((candidate) => candidate !== column) : [...known, column] })
    show((shown) => (shown === column ? 'item' : shown))
  }, [])
  const goTo = useCallback((area: Area, selector?: string) => {
    const column = area === 'actions' ? 'attendance' : area
    if (column !== 'details') {
      show(column)
      const known = preferences().foldedColumns
      if (known.some((candidate) => candidate === column)) setPreferences({ foldedColumns: known.filter((candidate) => candidate !== column) })
    }
    setWanted({ area, selector })
  }, [])
  // After the area has been drawn.
  useEffect(() => {
    if (wanted) focusArea(wanted.area, wanted.selector)
  }, [wanted])
  return { isNarrow, page, show, folded, fold, goTo }
}

/** The columns as pages, where there is room for one only. */
export function Pages({ page, show }: Pick<ColumnsState, 'page' | 'show'>): ReactNode {
  const { t } = useTranslation('meeting')
  return (
    <div role="group" aria-label={t('columns')} className={styles.pages}>
      {(['agenda', 'item', 'attendance'] as const).map((column) => (
        <button key={column} type="button" aria-pressed={page === column} className={styles.page} onClick={() => show(column)}>
          {t(`areas.${column}`)}
        </button>
      ))}
    </div>
  )
}

/** The three columns. Drawn anew only when one of them comes or goes: each follows the meeting by itself. */
export const Columns = memo(function Columns({ isNarrow, page, folded, fold }: ColumnsState): ReactNode {
  const { t } = useTranslation('meeting')
  const shows = (column: Column) => (isNarrow ? page === column : column === 'item' || !folded.includes(column))
  const foldButton = (column: SideColumn) => {
    const isFolded = folded.includes(column)
    const Icon = column === 'agenda' ? (isFolded ? PanelLeftOpen : PanelLeftClose) : isFolded ? PanelRightOpen : PanelRightClose
    return isNarrow ? null : (
      <IconButton icon={Icon} label={t(column === 'agenda' ? 'commands.foldAgenda' : 'commands.foldAttendance')} keys={column === 'agenda' ? 'Alt+Shift+1' : 'Alt+Shift+3'} onPress={() => fold(column)} />
    )
  }
  const rail = (column: SideColumn) => !isNarrow && folded.includes(column) && <div className={`${styles.rail} ${styles[column]}`}>{foldButton(column)}</div>
  return (
    <div className={styles.columns} data-narrow={isNarrow || undefined}>
      {rail('agenda')}
      {shows('agenda') && (
        <section className={`${styles.column} ${styles.agenda}`} data-area="agenda" aria-label={t('areas.agenda')}>
          <AgendaColumn head={foldButton('agenda')} />
        </section>
      )}
      {shows('item') && (
        <section className={`${styles.column} ${styles.item}`} data-area="item" aria-label={t('areas.item')}>
          <ItemColumn />
        </section>
      )}
      {shows('attendance') && (
        <div className={`${styles.column} ${styles.attendance}`}>
          <section className={styles.attendanceArea} data-area="attendance" aria-label={t('areas.attendance')}>
            <AttendanceColumn head={foldButton('attendance')} />
          </section>
          <OpenActions />
        </div>
      )}
      {rail('attendance')}
    </div>
  )
})
