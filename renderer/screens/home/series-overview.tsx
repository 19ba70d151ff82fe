import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { textIn, type Language } from '../../../shared/model/bilingual.ts'
import type { MeetingId, SeriesId, WorkspaceId } from '../../../shared/model/identifiers.ts'
import { todayHere } from '../../../shared/model/wall-time.ts'
import { useCommands } from '../../app/commands.tsx'
import { addressOf, go } from '../../app/route.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { CalendarPlus, Plus } from '../../components/icons.tsx'
import { EmptyState } from '../../components/notice.tsx'
import { RestoreList } from '../../components/restore-list.tsx'
import { UndoNotice } from '../../components/undo-notice.tsx'
import type { ActionRow, MinutierDatabase, SeriesRow } from '../../store/database.ts'
import { useRows, useStore } from '../../store/hooks.ts'
import styles from './home.module.css'
import { setMeetingDeleted } from './meeting-bin.ts'
import { byDate, MeetingList, meetingTitle, useMeetingListFocus, type ListedMeeting, type MeetingListFocus } from './meeting-list.tsx'
import { NewMeetingForm } from './new-meeting-form.tsx'
import { NewSeriesForm } from './new-series-form.tsx'
import { OpenActions } from './open-actions.tsx'
import { restoreSeries } from './series-bin.ts'

/** Meetings of one series that home shows; the rest is on the screen of the series. */
const MEETINGS_SHOWN = 5

interface SeriesWithMeetings extends SeriesRow {
  readonly meetings: readonly ListedMeeting[]
  readonly openActions: number
}

/** Every series of the workspace with its latest meetings, and what begins a new one. */
export function SeriesOverview({ workspace }: { readonly workspace: WorkspaceId }): ReactNode {
  const { t, i18n } = useTranslation(['home', 'common'])
  const language: Language = i18n.language === 'en' ? 'en' : 'fr'
  const store = useStore()
  const overview = useRows((database) => readOverview(database, workspace), [workspace])
  const all = overview?.series
  const [dialog, setDialog] = useState<'series' | 'meeting'>()
  const [chosen, setChosen] = useState<SeriesId>()
  const [deleted, setDeleted] = useState<ListedMeeting>()
  const place = useRef<HTMLDivElement>(null)
  const series = (all ?? []).filter((one) => !one.deleted).toSorted((left, right) => textIn(left.name, language).localeCompare(textIn(right.name, language), language))
  const shown = series.flatMap(({ meetings }) => meetings.slice(0, MEETINGS_SHOWN))
  const remove = (id: MeetingId) => {
    setDeleted(shown.find((meeting) => meeting.id === id))
    void setMeetingDeleted(store, id, true)
  }
  const focus = useMeetingListFocus(place, shown, remove)
  const seriesAtHand = shown.find(({ id }) => id === (focus.active ?? focus.first))?.series ?? series[0]?.id
  const beginMeeting = (of: SeriesId | undefined) => {
    setChosen(of)
    setDialog(of ? 'meeting' : 'series')
  }
  const close = () => setDialog(undefined)
  useCommands([
    { id: 'new-meeting', group: 'meeting', title: t('meeting.new'), keys: 'Alt+N', run: () => beginMeeting(seriesAtHand) },
    { id: 'new-series', group: 'meeting', title: t('series.new'), keys: 'Alt+S', run: () => setDialog('series') },
    {
      id: 'open-series',
      group: 'meeting',
      title: t('series.open'),
      keys: 'Alt+I',
      ...(seriesAtHand && { run: () => go({ screen: 'series', series: seriesAtHand }) }),
    },
    { id: 'walk-meetings', group: 'meeting', title: t('meeting.walk'), keys: 'ArrowDown', handledInPlace: true },
    { id: 'open-meeting', group: 'meeting', title: t('meeting.open'), keys: 'Enter', handledInPlace: true },
    { id: 'delete-meeting', group: 'meeting', title: t('meeting.delete'), keys: 'Delete', handledInPlace: true },
  ])
  useArrival(place, focus.first)
  if (!overview || !all) return null
  const nameOf = ({ name }: SeriesRow) => textIn(name, language).trim() || t('common:untitled')
  const bin = all.filter((one) => one.deleted).map((one) => ({ id: one.id, name: nameOf(one) }))
  return (
    <div className={series.length > 0 ? styles.columns : undefined}>
      <div ref={place} className={styles.overview}>
        {series.length === 0 ? (
          <EmptyState
            title={t('empty.title')}
            action={
              <Button variant="primary" icon={Plus} autoFocus onPress={() => setDialog('series')}>
                {t('series.new')}
              </Button>
            }
          >
            {t('empty.explanation')}
          </EmptyState>
        ) : (
          <>
            {series.map((one) => (
              <SeriesSection key={one.id} series={one} name={nameOf(one)} focus={focus} onNewMeeting={() => beginMeeting(one.id)} />
            ))}
            <Button icon={Plus} onPress={() => setDialog('series')}>
              {t('series.new')}
            </Button>
          </>
        )}
        <RestoreList label={t('series.bin', { count: bin.length })} deleted={bin} onRestore={(id) => void restoreSeries(store, id)} />
      </div>
      {series.length > 0 && <OpenActions workspace={workspace} actions={overview.openActions} today={todayHere()} />}
      {deleted && (
        <UndoNotice onUndo={() => void setMeetingDeleted(store, deleted.id, false)} onGone={() => setDeleted(undefined)}>
          {t('meeting.deleted', { title: meetingTitle(deleted, language, t('common:untitled')) })}
        </UndoNotice>
      )}
      <Dialog title={t('series.new')} isOpen={dialog === 'series'} onClose={close}>
        <NewSeriesForm workspace={workspace} onClose={close} />
      </Dialog>
      <Dialog title={t('meeting.new')} isOpen={dialog === 'meeting'} onClose={close}>
        {chosen && <NewMeetingForm workspace={workspace} series={chosen} choices={series} onSeries={setChosen} onClose={close} />}
      </Dialog>
    </div>
  )
}

/** Whoever arrives with the keyboard is at the latest meeting at once, also if it comes a moment after the others. */
function useArrival(place: RefObject<HTMLElement | null>, latest: MeetingId | undefined): void {
  const hasActed = useRef(false)
  useEffect(() => {
    const act = () => (hasActed.current = true)
    window.addEventListener('keydown', act, { once: true })
    window.addEventListener('pointerdown', act, { once: true })
    return () => {
      window.removeEventListener('keydown', act)
      window.removeEventListener('pointerdown', act)
    }
  }, [])
  useEffect(() => {
    const { activeElement } = document
    if (hasActed.current || !latest || (activeElement !== document.body && !place.current?.contains(activeElement))) return
    place.current?.querySelector<HTMLElement>(`[data-meeting="${CSS.escape(latest)}"]`)?.focus()
  }, [place, latest])
}

interface SeriesSectionProps {
  readonly series: SeriesWithMeetings
  readonly name: string
  readonly focus: MeetingListFocus
  readonly onNewMeeting: () => void
}

/** One series with its latest meetings. */
function SeriesSection({ series: { id, meetings, openActions }, name, focus, onNewMeeting }: SeriesSectionProps): ReactNode {
  const { t } = useTranslation(['home', 'common'])
  const address = addressOf({ screen: 'series', series: id })
  return (
    <section className={styles.series} aria-labelledby={`series-${id}`}>
      <header className={styles.seriesHeader}>
        <h2 id={`series-${id}`}>
          <a href={address}>{name}</a>
        </h2>
        <span className={styles.seriesFigures}>{openActions > 0 ? t('openActions', { count: openActions }) : t('noOpenAction')}</span>
        <Button variant="quiet" icon={CalendarPlus} onPress={onNewMeeting} aria-label={t('meeting.newIn', { series: name })}>
          {t('meeting.new')}
        </Button>
      </header>
      {meetings.length === 0 ? <p className={styles.noMeeting}>{t('empty.meetings')}</p> : <MeetingList label={name} meetings={meetings.slice(0, MEETINGS_SHOWN)} focus={focus} />}
      {meetings.length > MEETINGS_SHOWN && (
        <a className={styles.more} href={address}>
          {t('meeting.all', { count: meetings.length })}
        </a>
      )}
    </section>
  )
}

interface Overview {
  readonly series: readonly SeriesWithMeetings[]
  readonly openActions: readonly ActionRow[]
}

async function readOverview(database: MinutierDatabase, workspace: WorkspaceId): Promise<Overview> {
  const series = await database.series.where('workspace').equals(workspace).toArray()
  const meetings = await database.meetings.where('workspace').equals(workspace).toArray()
  const actions = await database.actions.where('series').anyOf(series.map(({ id }) => id)).toArray()
  const inUse = new Set(series.filter(({ deleted }) => !deleted).map(({ id }) => id))
  const openActions = actions.filter((action) => action.workspace === workspace && action.state === 'open' && inUse.has(action.series))
  const openIn = Map.groupBy(openActions, ({ meeting }) => meeting)
  const withMeetings = series.map((one): SeriesWithMeetings => {
    const own = meetings
      .filter((meeting) => meeting.series === one.id && !meeting.deleted)
      .map((meeting): ListedMeeting => ({ ...meeting, openActions: openIn.get(meeting.id)?.length ?? 0 }))
      .sort(byDate)
    return { ...one, meetings: own, openActions: own.reduce((sum, meeting) => sum + meeting.openActions, 0) }
  })
  return { series: withMeetings, openActions }
}
