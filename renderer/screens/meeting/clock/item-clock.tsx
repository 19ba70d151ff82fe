import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { AgendaItem } from '../../../../shared/agenda/tree.ts'
import type { ItemTime } from '../../../../shared/agenda/timekeeping.ts'
import { IconButton } from '../../../components/button.tsx'
import { Play, Running, Square, TriangleAlert, Waiting } from '../../../components/icons.tsx'
import { useDesk } from '../desk.tsx'
import { useClock } from './clock-watch.ts'
import styles from './clock.module.css'
import { CLOCK_KEYS, useClockActions } from './use-clock-actions.ts'

/** In the head of the item at hand: how long it has been, of how long it may be, and what starts and stops that. */
export function ItemClock({ item }: { readonly item: AgendaItem }): ReactNode {
  const { t } = useTranslation('clock')
  const { readOnly } = useDesk()
  const time = useClock((face) => face.time.items.get(item.id))
  const { toggleItem } = useClockActions()
  if (readOnly && !time) return null
  return (
    <div role="group" aria-label={t('item.label')} className={styles.item} data-running={time?.isRunning || undefined}>
      {/* Without a time of its own, the plan stands below, in its field. */}
      {time && <Minutes time={time} planned={time.planned} />}
      {time && time.over > 0 && (
        <span className={styles.over}>
          <TriangleAlert size={13} />
          {t('item.over')}
        </span>
      )}
      {!readOnly && <IconButton icon={time?.isRunning ? Square : Play} label={t(time?.isRunning ? 'commands.stop' : 'commands.start')} keys={CLOCK_KEYS.item} onPress={() => toggleItem(item.id)} />}
    </div>
  )
}

interface RowClockProps {
  readonly item: AgendaItem
  readonly planned: number
}

/** In a row of the agenda: the planned time; once one has been there, the time that it took, and a mark while it goes on. */
export function RowClock({ item, planned }: RowClockProps): ReactNode {
  const { t } = useTranslation('clock')
  const time = useClock((face) => face.time.items.get(item.id))
  const isBehind = useClock((face) => face.time.isPause && face.time.running?.resumes === item.id)
  if (!time && planned === 0) return null
  return (
    <span className={styles.row} data-running={time?.isRunning || undefined} data-over={(time && time.over > 0) || undefined}>
      {time?.isRunning && <Running label={t('item.running')} size={11} />}
      {isBehind && <Waiting label={t('item.waiting')} size={11} />}
      {time && time.over > 0 && <TriangleAlert label={t('item.over')} size={12} />}
      <Minutes time={time} planned={planned} isShort />
    </span>
  )
}

function Minutes({ time, planned, isShort = false }: { readonly time: ItemTime | undefined; readonly planned: number; readonly isShort?: boolean }): ReactNode {
  const { t } = useTranslation('clock')
  const values = { elapsed: time?.elapsed ?? 0, planned }
  const kind = !time ? 'planned' : planned > 0 ? 'both' : 'elapsed'
  return (
    <>
      <span aria-hidden className={styles.minutes} title={t(`minutes.spoken.${kind}`, values)}>
        {t(kind === 'both' && isShort ? 'minutes.short.inRow' : `minutes.short.${kind}`, values)}
      </span>
      <span className="visually-hidden">{t(`minutes.spoken.${kind}`, values)}</span>
    </>
  )
}
