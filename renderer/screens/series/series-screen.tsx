import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { textIn, type Language } from '../../../shared/model/bilingual.ts'
import type { MeetingId, SeriesId } from '../../../shared/model/identifiers.ts'
import { editSeries, readMembers, readSeries, type Series } from '../../../shared/model/series.ts'
import { useCommands } from '../../app/commands.tsx'
import { setPreferences, usePreferences } from '../../app/preferences.ts'
import { go } from '../../app/route.ts'
import { useUndo } from '../../app/undo.ts'
import { useArrival } from '../../components/arrival.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { CalendarPlus } from '../../components/icons.tsx'
import { EmptyState } from '../../components/notice.tsx'
import { MissingScreen } from '../../components/missing-screen.tsx'
import { RestoreList } from '../../components/restore-list.tsx'
import { ScreenFrame } from '../../components/screen-frame.tsx'
import { UndoNotice } from '../../components/undo-notice.tsx'
import { readSeriesRows, type MinutierDatabase } from '../../store/database.ts'
import { useDocument, useRows, useStore, useTables } from '../../store/hooks.ts'
import type { OpenDocument } from '../../store/store.ts'
import { setMeetingDeleted } from '../home/meeting-bin.ts'
import { byDate, MeetingList, meetingTitle, useMeetingListFocus, type ListedMeeting } from '../home/meeting-list.tsx'
import { NewMeetingForm } from '../home/new-meeting-form.tsx'
import { Members } from './members.tsx'
import { SeriesFacts } from './series-facts.tsx'
import { TextModules } from './module-list.tsx'
import styles from './series.module.css'

/** A series: what is usual in it, who belongs to it, and all its meetings. */
export function SeriesScreen({ series }: { readonly series: SeriesId }): ReactNode {
  const open = useDocument('series', series)
  return open ? <WithSeries id={series} open={open} /> : null
}

interface SeriesProps {
  readonly id: SeriesId
  readonly open: OpenDocument
}

/** An address can name a series that is not on this computer; writing into it would make one that nobody finds. */
function WithSeries({ id, open }: SeriesProps): ReactNode {
  const { t } = useTranslation('series')
  const { workspace } = useTables(open.document, ['facts'], readSeries)
  if (workspace) return <OpenSeries id={id} open={open} />
  return <MissingScreen heading={t('missing.title')} title={t('missing.title')} explanation={t('missing.explanation')} action={t('missing.action')} />
}

/** What was just done, and what takes it back where the undo of the series does not. */
interface Done {
  readonly words: string
  readonly undo?: () => void
}

function OpenSeries({ id, open }: SeriesProps): ReactNode {
  const { t, i18n } = useTranslation(['series', 'application', 'common', 'home'])
  const language: Language = i18n.language === 'en' ? 'en' : 'fr'
  const store = useStore()
  const series = useTables(open.document, ['facts'], readSeries)
  const members = useTables(open.document, ['members'], readMembers)
  const directory = useDocument('workspace', series.workspace || undefined)
  const meetings = useRows((database) => readMeetings(database, id), [id])
  const [isCreating, setCreating] = useState(false)
  const [done, setDone] = useState<Done>()
  const place = useRef<HTMLDivElement>(null)
  useArrival('h1[tabindex]')
  const shown = useMemo(() => (meetings ?? []).filter(({ deleted }) => !deleted), [meetings])
  const lastMeeting = (shown.find(({ state }) => state !== 'preparation') ?? shown[0])?.id
  const bin = (meetings ?? []).filter(({ deleted }) => deleted)
  useWorkspaceOf(series)
  const titleOf = (meeting: ListedMeeting) => meetingTitle(meeting, language, t('common:untitled'))
  const remove = (meeting: MeetingId) => {
    const binned = shown.find((one) => one.id === meeting)
    if (binned) setDone({ words: t('binned', { title: titleOf(binned) }), undo: () => void setMeetingDeleted(store, meeting, false) })
    void setMeetingDeleted(store, meeting, true)
  }
  const focus = useMeetingListFocus(place, shown, remove)
  const takeBack = useUndo(open, false, setDone)
  const removeSeries = () => {
    editSeries(open.document, { deleted: true })
    void store.flush().then(() => go({ screen: 'home' }))
  }
  useCommands([
    { id: 'new-meeting', group: 'meeting', title: t('home:meeting.new'), keys: 'Alt+N', run: () => setCreating(true) },
    { id: 'walk-meetings', group: 'meeting', title: t('home:meeting.walk'), keys: 'ArrowDown', handledInPlace: true },
    { id: 'open-meeting', group: 'meeting', title: t('home:meeting.open'), keys: 'Enter', handledInPlace: true },
    { id: 'delete-meeting', group: 'meeting', title: t('home:meeting.delete'), keys: 'Delete', handledInPlace: true },
    { id: 'add-member', group: 'directory', title: t('members.add'), keys: 'Alt+M', run: () => document.querySelector<HTMLElement>('[data-add-member] input')?.focus() },
    { id: 'delete-series', group: 'meeting', title: t('delete'), keys: 'Alt+Shift+S', run: removeSeries },
    { id: 'undo', group: 'application', title: t('application:commands.undo'), keys: 'Mod+Z', handledInPlace: true, run: () => takeBack('undo') },
    { id: 'redo', group: 'application', title: t('application:commands.redo'), keys: 'Mod+Shift+Z', handledInPlace: true, run: () => takeBack('redo') },
    { id: 'redo-again', group: 'application', title: t('application:commands.redo'), keys: 'Mod+Y', handledInPlace: true },
  ])
  const name = textIn(series.name, language).trim() || t('common:untitled')
  return (
    <ScreenFrame
      title={<h1 tabIndex={-1}>{name}</h1>}
      workspace={series.workspace || undefined}
      actions={
        <Button icon={CalendarPlus} onPress={() => setCreating(true)}>
          {t('home:meeting.new')}
        </Button>
      }
    >
      <div className={styles.columns}>
        <div className={styles.side}>
          <SeriesFacts document={open.document} series={series} />
          {directory && <TextModules series={open.document} undo={open.undo} workspace={directory.document} lastMeeting={lastMeeting} tell={setDone} />}
          {directory && <Members document={open.document} members={members} directory={directory.document} />}
          <div className={styles.deletion}>
            <Button variant="danger" onPress={removeSeries}>
              {t('delete')}
            </Button>
            <p>{t('deleteExplained', { count: shown.length })}</p>
          </div>
        </div>
        <div className={styles.meetings} ref={place}>
          <h2>{t('meetings')}</h2>
          {meetings && shown.length === 0 && (
            <EmptyState
              title={t('noMeeting')}
              action={
                <Button variant="primary" icon={CalendarPlus} onPress={() => setCreating(true)}>
                  {t('home:meeting.new')}
                </Button>
              }
            >
              {t('home:empty.meetings')}
            </EmptyState>
          )}
          {shown.length > 0 && <MeetingList label={t('meetings')} meetings={shown} focus={focus} />}
          <RestoreList
            label={t('bin', { count: bin.length })}
            deleted={bin.map((meeting) => ({ id: meeting.id, name: titleOf(meeting) }))}
            onRestore={(meeting) => void setMeetingDeleted(store, meeting, false)}
          />
        </div>
      </div>
      {done && (
        <UndoNotice onUndo={done.undo} onGone={() => setDone(undefined)}>
          {done.words}
        </UndoNotice>
      )}
      <Dialog title={t('home:meeting.new')} isOpen={isCreating} onClose={() => setCreating(false)}>
        <NewMeetingForm workspace={series.workspace} series={id} choices={[]} onSeries={() => {}} onClose={() => setCreating(false)} />
      </Dialog>
    </ScreenFrame>
  )
}

/** Whoever comes here by an address is in the workspace of the series from then on. */
function useWorkspaceOf({ workspace }: Series): void {
  const { workspace: current } = usePreferences()
  useEffect(() => {
    if (workspace && workspace !== current) setPreferences({ workspace })
  }, [workspace, current])
}

async function readMeetings(database: MinutierDatabase, series: SeriesId): Promise<readonly ListedMeeting[]> {
  const { meetings, actions } = await readSeriesRows(database, series)
  const openIn = Map.groupBy(actions.filter(({ state }) => state === 'open'), ({ meeting }) => meeting)
  return meetings.map((meeting): ListedMeeting => ({ ...meeting, openActions: openIn.get(meeting.id)?.length ?? 0 })).sort(byDate)
}
