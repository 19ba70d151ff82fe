import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type * as Y from 'yjs'
import { agendaInOrder, agendaTree } from '../../../shared/agenda/tree.ts'
import { otherLanguage, type Language } from '../../../shared/model/bilingual.ts'
import type { AgendaItemId, MeetingId } from '../../../shared/model/identifiers.ts'
import { MEETING_STATES, readAgendaRecords, readMeeting, type Meeting, type MeetingState } from '../../../shared/model/meeting.ts'
import { addPerson as addPersonTo } from '../../../shared/model/workspace.ts'
import { useCommands } from '../../app/commands.tsx'
import { go } from '../../app/route.ts'
import { useUndo } from '../../app/undo.ts'
import { Button } from '../../components/button.tsx'
import { MissingScreen } from '../../components/missing-screen.tsx'
import { Notice } from '../../components/notice.tsx'
import { ScreenFrame } from '../../components/screen-frame.tsx'
import { useDocument, useTables } from '../../store/hooks.ts'
import type { OpenDocument } from '../../store/store.ts'
import { areaBeside } from './areas.ts'
import { AttendanceShortcuts } from './attendance/attendance-shortcuts.tsx'
import { ClockDesk } from './clock/clock-desk.tsx'
import { Columns, Pages, useColumns } from './columns.tsx'
import { DeskContext, ItemContext, type Desk, type ItemAtHand, type Message, type WritingPlace } from './desk.tsx'
import { DetailsPanel } from './details-panel.tsx'
import { writeDrafts } from './draft-text.ts'
import { HandsAnnouncements } from './hands/announcements.tsx'
import { MeetingControls, MeetingTitle } from './meeting-bar.tsx'
import { changeMeeting, moveMeeting, writeMeeting } from './meeting-door.ts'
import { MessageBar } from './message-bar.tsx'
import styles from './meeting.module.css'
import { useReportedPlace } from './presence.tsx'
import { useStepFollowing } from './step-following.ts'
import { useStableEvents } from './stable-events.ts'
import { settleField } from './translation-walk.tsx'
import { forgetPlace, placeWanted, type WantedPlace } from './wanted-place.ts'

/** Preparing, minuting and reviewing one meeting. */
export function MeetingScreen({ meeting }: { readonly meeting: MeetingId }): ReactNode {
  const open = useDocument('meeting', meeting)
  return open ? <WithMeeting key={meeting} id={meeting} meeting={open} /> : <Opening />
}

/** The frame of the screen, so that nothing jumps when the meeting is there. */
function Opening(): ReactNode {
  const { t } = useTranslation(['meeting', 'common'])
  return (
    <ScreenFrame title={<h1 className="visually-hidden">{t('opening')}</h1>}>
      <div className={styles.opening} aria-busy="true" />
    </ScreenFrame>
  )
}

function WithMeeting({ id, meeting }: { readonly id: MeetingId; readonly meeting: OpenDocument }): ReactNode {
  const { t } = useTranslation(['meeting', 'common'])
  const facts = useTables(meeting.document, ['facts'], readMeeting)
  const workspace = useDocument('workspace', facts.workspace || undefined)
  const series = useDocument('series', facts.series || undefined)
  if (!facts.workspace || !facts.series || facts.deleted) {
    return <MissingScreen heading={t('areas.meeting')} title={t('missing.title')} explanation={t('missing.explanation')} action={t('missing.action')} />
  }
  return workspace && series ? <Desktop id={id} facts={facts} meeting={meeting} workspace={workspace.document} series={series.document} /> : <Opening />
}

/** What was looked at last, for those who go to the export and come back. */
const lastSeen = new Map<MeetingId, { readonly item: AgendaItemId | undefined; readonly language: Language }>()

interface DesktopProps {
  readonly id: MeetingId
  readonly facts: Meeting
  readonly meeting: OpenDocument
  readonly workspace: Y.Doc
  readonly series: Y.Doc
}

function Desktop({ id, facts, meeting, workspace, series }: DesktopProps): ReactNode {
  const { t } = useTranslation(['meeting', 'common'])
  const items = useTables(meeting.document, ['agenda'], readItemOrder)
  const [chosen, setChosen] = useState((): ItemAtHand => ({ id: lastSeen.get(id)?.item, isPassing: false }))
  const [language, setLanguage] = useState<Language>(() => lastSeen.get(id)?.language ?? facts.language)
  const [showsDetails, setShowsDetails] = useState(false)
  const [message, setMessage] = useState<Message>()
  const columns = useColumns()
  const item = chosen.id && items.includes(chosen.id) ? chosen.id : items[0]
  const atHand = useMemo((): ItemAtHand => ({ id: item, isPassing: chosen.isPassing, ...(chosen.caret && { caret: chosen.caret }) }), [item, chosen.isPassing, chosen.caret])
  useEffect(() => {
    lastSeen.set(id, { item, language })
  }, [id, item, language])
  useReportedPlace({ workspace: facts.workspace, meeting: id, item, language })

  const { goTo: goToArea } = columns
  const goTo = useCallback<typeof goToArea>(
    (area, selector) => {
      setChosen((known) => ({ ...known, isPassing: false }))
      goToArea(area, selector)
    },
    [goToArea],
  )
  const chooseItem = useCallback((wanted: AgendaItemId) => setChosen({ id: wanted, isPassing: document.activeElement?.matches('[data-area="agenda"] [role="treeitem"]') ?? false }), [])
  // Details that were opened to translate the title close when that goes on in the items.
  const opensDetailsOnTheWay = useRef(false)
  const writeAt = useCallback(
    (place: WritingPlace) => {
      setLanguage(place.language)
      setChosen({ id: place.item, isPassing: false, caret: place })
      goToArea('item', place.entry ? undefined : '[data-item-title]')
      if (opensDetailsOnTheWay.current) setShowsDetails(false)
      opensDetailsOnTheWay.current = false
    },
    [goToArea],
  )
  // What is to be put right is shown at once. A gap in the translation and the history open by themselves.
  const [wanted] = useState(() => placeWanted(id))
  const openAt = (place: WantedPlace) => {
    if (place.area === 'attendance') goTo('attendance', place.name === undefined ? undefined : '[role="treeitem"][tabindex="0"]')
    else if (place.area === 'details') openDetails(place.field === 'date' ? '[role="spinbutton"]' : '[data-chairs] input')
    else if (place.area === 'item') writeAt(place)
  }
  // The first key typed on this screen does something: it begins the agenda, or goes on with the minutes.
  const hasBegun = useRef(false)
  useEffect(() => {
    if (hasBegun.current) return
    hasBegun.current = true
    if (wanted) openAt(wanted)
    else if (items.length === 0) goTo('agenda')
    else if (facts.state === 'session') goTo('item')
    else document.querySelector<HTMLElement>('[data-area="agenda"] [role="treeitem"][tabindex="0"]')?.focus()
  })
  useEffect(() => forgetPlace, [])

  const change = useCallback<Desk['change']>((edit) => changeMeeting(meeting, edit), [meeting])
  const write = useCallback<Desk['write']>((edit) => writeMeeting(meeting, edit), [meeting])
  const addPerson = useCallback((personName: string) => addPersonTo(workspace, { name: personName }), [workspace])
  const readOnly = facts.state === 'published'
  const desk = useMemo(
    (): Desk => ({ id, facts, meeting, series, workspace, language, readOnly, chooseItem, change, write, addPerson, goTo, writeAt, tell: setMessage }),
    [id, facts, meeting, series, workspace, language, readOnly, chooseItem, change, write, addPerson, goTo, writeAt],
  )
  // What was done before can no longer be taken back.
  useEffect(() => {
    if (readOnly) setMessage((known) => (known?.undo ? undefined : known))
  }, [readOnly])
  const setState = (state: MeetingState) => {
    writeDrafts()
    moveMeeting(meeting, { workspace, series }, state, Date.now())
  }
  const stepState = (step: 1 | -1) => {
    const state = MEETING_STATES[MEETING_STATES.indexOf(facts.state) + step]
    if (state) setState(state)
  }
  // Closing gives the focus back to where it was.
  const beforeDetails = useRef<Element>(null)
  const toggleDetails = () => {
    setShowsDetails(!showsDetails)
    if (!showsDetails) {
      beforeDetails.current = document.activeElement
      goTo('details')
    } else if (beforeDetails.current instanceof HTMLElement && beforeDetails.current !== document.body && beforeDetails.current.isConnected) beforeDetails.current.focus()
    else goTo('agenda')
  }
  // Who writes goes on writing, in the other language.
  const switchLanguage = () => {
    settleField()
    const writes = document.activeElement?.matches('[data-area="item"] [role="textbox"]')
    setLanguage(otherLanguage)
    if (writes) goTo('item')
  }
  const openDetails = (selector: string) => {
    if (!showsDetails) toggleDetails()
    opensDetailsOnTheWay.current ||= !showsDetails
    goTo('details', selector)
  }
  const takeBack = useUndo(meeting, readOnly, setMessage, useStepFollowing(desk, item && { item, language }))
  const goBeside = (step: 1 | -1) => {
    const area = areaBeside(step)
    if (area) goTo(area)
  }
  useCommands([
    { id: 'meeting-next-area', group: 'navigation', title: t('commands.nextArea'), keys: 'F6', run: () => goBeside(1) },
    { id: 'meeting-previous-area', group: 'navigation', title: t('commands.previousArea'), keys: 'Shift+F6', run: () => goBeside(-1) },
    ...(readOnly ? [] : [{ id: 'agenda-add', group: 'agenda' as const, title: t('agenda.commands.add'), keys: 'Alt+N', run: () => goTo('agenda', '[data-agenda-draft]') }]),
    { id: 'meeting-go-agenda', group: 'navigation', title: t('commands.goAgenda'), keys: 'Alt+1', run: () => goTo('agenda') },
    { id: 'meeting-go-item', group: 'navigation', title: t('commands.goItem'), keys: 'Alt+2', run: () => goTo('item') },
    { id: 'meeting-go-attendance', group: 'navigation', title: t('commands.goAttendance'), keys: 'Alt+3', run: () => goTo('attendance') },
    { id: 'meeting-go-actions', group: 'navigation', title: t('commands.goActions'), keys: 'Alt+4', run: () => goTo('actions') },
    { id: 'meeting-go-series', group: 'navigation', title: t('commands.goSeries'), keys: 'Alt+S', run: () => go({ screen: 'series', series: facts.series }) },
    { id: 'meeting-fold-agenda', group: 'meeting', title: t('commands.foldAgenda'), keys: 'Alt+Shift+1', run: () => columns.fold('agenda') },
    { id: 'meeting-fold-attendance', group: 'meeting', title: t('commands.foldAttendance'), keys: 'Alt+Shift+3', run: () => columns.fold('attendance') },
    { id: 'meeting-details', group: 'meeting', title: t('commands.details'), keys: 'Alt+I', run: toggleDetails },
    { id: 'meeting-next-state', group: 'meeting', title: t('commands.nextState'), keys: 'Alt+Shift+PageDown', run: () => stepState(1) },
    { id: 'meeting-previous-state', group: 'meeting', title: t('commands.previousState'), keys: 'Alt+Shift+PageUp', run: () => stepState(-1) },
    { id: 'meeting-language', group: 'meeting', title: t('commands.language'), keys: 'Alt+L', run: switchLanguage },
    { id: 'export', group: 'meeting', title: t('commands.export'), keys: 'Mod+E', run: () => go({ screen: 'export', meeting: id }) },
    { id: 'undo', group: 'meeting', title: t('commands.undo'), keys: 'Mod+Z', handledInPlace: true, run: () => takeBack('undo') },
    { id: 'redo', group: 'meeting', title: t('commands.redo'), keys: 'Mod+Shift+Z', handledInPlace: true, run: () => takeBack('redo') },
    { id: 'redo-again', group: 'meeting', title: t('commands.redo'), keys: 'Mod+Y', handledInPlace: true },
  ])

  // The same at each step through the agenda: what stands in the bar is not drawn again.
  const events = useStableEvents({ setState, setLanguage, toggleDetails, openDetails })
  const title = useMemo(() => <MeetingTitle />, [])
  const controls = useMemo(() => <MeetingControls {...events} showsDetails={showsDetails} />, [events, showsDetails])
  return (
    <DeskContext value={desk}>
      <ItemContext value={atHand}>
        <ScreenFrame title={title} actions={columns.isNarrow ? undefined : controls} workspace={facts.workspace || undefined}>
          <div className={styles.screen}>
            {columns.isNarrow && (
              <div className={styles.strip}>
                <Pages page={columns.page} show={columns.show} />
                <div className={styles.controls}>{controls}</div>
              </div>
            )}
            {readOnly && (
              <div className={styles.notice}>
                <Notice kind="done" action={<Button onPress={() => setState('review')}>{t('published.action')}</Button>}>
                  {t('published.explanation')}
                </Notice>
              </div>
            )}
            {showsDetails && <DetailsPanel onClose={toggleDetails} />}
            <Columns {...columns} />
            <ClockDesk />
            <AttendanceShortcuts />
            <MessageBar message={message} onDone={() => setMessage(undefined)} />
            <HandsAnnouncements />
          </div>
        </ScreenFrame>
      </ItemContext>
    </DeskContext>
  )
}

function readItemOrder(document: Y.Doc): readonly AgendaItemId[] {
  return agendaInOrder(agendaTree(readAgendaRecords(document))).map((item) => item.id)
}
