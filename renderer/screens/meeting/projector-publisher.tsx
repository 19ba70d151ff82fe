import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Transaction } from 'yjs'
import { timekeeping } from '../../../shared/agenda/timekeeping.ts'
import { agendaTree } from '../../../shared/agenda/tree.ts'
import { buildMinutes, minutesText } from '../../../shared/minutes/build.ts'
import type { AgendaItemId } from '../../../shared/model/identifiers.ts'
import { readAgendaRecords } from '../../../shared/model/meeting.ts'
import { readTimings } from '../../../shared/model/timing.ts'
import { todayHere } from '../../../shared/model/wall-time.ts'
import { readPeople } from '../../../shared/model/workspace.ts'
import { projectorMeeting, type EarlierAction } from '../../../shared/projector/build.ts'
import type { ProjectorMeeting } from '../../../shared/projector/picture.ts'
import { preferences } from '../../app/preferences.ts'
import { projectorLink, useProjectorState } from '../../app/projector-link.ts'
import { IconButton } from '../../components/button.tsx'
import { MonitorPause, MonitorUp } from '../../components/icons.tsx'
import { useRows } from '../../store/hooks.ts'
import { useDesk, useItemAtHand, type Desk } from './desk.tsx'
import { earlierActions, type EarlierAction as EarlierActionRow } from './open-actions.tsx'

/** While a clock runs, its minutes are looked at this often, in milliseconds. */
const CLOCK_STEP = 10_000

/** Keeps the second screen up to date with this meeting while there is one, and lets it be held. */
export function ProjectorPublisher(): ReactNode {
  const { id: item } = useItemAtHand()
  const { t } = useTranslation('projector')
  const { isListening, isHeld } = useProjectorState()
  const desk = useDesk()
  const shown = useRef({ desk, item, earlier: [] as readonly EarlierAction[] })
  shown.current = { ...shown.current, desk, item }
  useEffect(() => projectorLink.show(() => pictureOf(shown.current)), [])
  useEffect(() => projectorLink.touch(), [desk, item])
  const keepEarlier = (earlier: readonly EarlierAction[]) => {
    shown.current = { ...shown.current, earlier }
    projectorLink.touch()
  }
  if (!isListening) return null
  return (
    <>
      <Listening desk={desk} keepEarlier={keepEarlier} />
      <IconButton icon={isHeld ? MonitorPause : MonitorUp} label={t(isHeld ? 'commands.resume' : 'commands.hold')} pressed={isHeld} onPress={() => projectorLink.hold(!isHeld)} />
    </>
  )
}

interface ListeningProps {
  readonly desk: Desk
  readonly keepEarlier: (earlier: readonly EarlierAction[]) => void
}

/** Only while somebody looks: what changes in the documents is heard, and earlier actions are looked up. */
function Listening({ desk: { id, facts, meeting, series, workspace }, keepEarlier }: ListeningProps): ReactNode {
  const rows = useRows((database) => earlierActions(database, id), [id, facts.date])
  const keep = useRef(keepEarlier)
  keep.current = keepEarlier
  useEffect(() => {
    if (rows) keep.current(rows.map((row) => earlierAction(row, workspace)))
  }, [rows, workspace])
  useEffect(() => {
    const documents = [meeting.document, series, workspace]
    const touch = () => projectorLink.touch()
    const onTransaction = ({ changed }: Transaction) => {
      // The editor opens a transaction for each moved caret.
      if (changed.size > 0) touch()
    }
    for (const document of documents) document.on('afterTransaction', onTransaction)
    const timer = setInterval(touch, CLOCK_STEP)
    return () => {
      for (const document of documents) document.off('afterTransaction', onTransaction)
      clearInterval(timer)
    }
  }, [meeting, series, workspace])
  return null
}

interface Shown {
  readonly desk: Desk
  readonly item: AgendaItemId | undefined
  readonly earlier: readonly EarlierAction[]
}

function pictureOf({ desk: { facts, meeting, series, workspace, language }, item, earlier }: Shown): ProjectorMeeting {
  const { items } = timekeeping(facts, agendaTree(readAgendaRecords(meeting.document)), readTimings(meeting.document), Date.now())
  return projectorMeeting({
    minutes: buildMinutes({ workspace, series, meeting: meeting.document }),
    item,
    language,
    words: preferences().language,
    earlier,
    today: facts.date ?? todayHere(),
    timeOf: (id) => items.get(id) ?? null,
  })
}

function earlierAction({ reference, text, owners, due, state, from }: EarlierActionRow, workspace: Desk['workspace']): EarlierAction {
  const names = new Map(readPeople(workspace).map((person) => [person.id, person.name]))
  return { reference, from: from.ordinal ?? null, text: minutesText(text), owners: owners.map((owner) => names.get(owner) ?? '…'), due: due ?? null, state }
}
