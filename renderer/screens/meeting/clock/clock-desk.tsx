import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { followWithClock, sittingOf } from '../../../../shared/agenda/clock.ts'
import { agendaInOrder } from '../../../../shared/agenda/tree.ts'
import type { AgendaItemId } from '../../../../shared/model/identifiers.ts'
import { useCommands } from '../../../app/commands.tsx'
import { usePreferences } from '../../../app/preferences.ts'
import { useDesk, useItemAtHand } from '../desk.tsx'
import { useClock } from './clock-watch.ts'
import { GoToItem } from './go-to-item.tsx'
import { itemName } from './item-name.ts'
import { CLOCK_KEYS, useClockActions } from './use-clock-actions.ts'

/** What the clock does by key, by itself, and says aloud. */
export function ClockDesk(): ReactNode {
  useClockCommands()
  useFollowingClock()
  return (
    <>
      <GoToItem />
      <Announcements />
    </>
  )
}

function useClockCommands(): void {
  const { t } = useTranslation('clock')
  const { facts, readOnly } = useDesk()
  const { id } = useItemAtHand()
  const { clockFollows } = usePreferences()
  const actions = useClockActions()
  const isAtHand = useClock((face) => id !== undefined && face.time.running?.item === id)
  const isPause = useClock((face) => face.time.isPause)
  const sitting = sittingOf(facts.state)
  useCommands(
    readOnly
      ? []
      : [
          ...(id ? [{ id: 'clock-item', group: 'meeting' as const, title: t(isAtHand ? 'commands.stop' : 'commands.start'), keys: CLOCK_KEYS.item, run: () => actions.toggleItem(id) }] : []),
          { id: 'clock-pause', group: 'meeting', title: t(isPause ? 'commands.endPause' : 'commands.pause'), keys: CLOCK_KEYS.pause, run: () => actions.togglePause(id) },
          { id: 'clock-meeting', group: 'meeting', title: t(`commands.sitting.${sitting}`), keys: CLOCK_KEYS.meeting, run: actions.toggleMeeting },
          { id: 'clock-follows', group: 'meeting', title: t(clockFollows ? 'commands.followOff' : 'commands.followOn'), run: actions.toggleFollowing },
        ],
  )
}

/** Who stays at an item for so long is there and not on the way, in milliseconds. */
const SETTLES_WITHIN = 1_500

/** If that is wished, going on to another item starts its clock, while that of an item runs. */
function useFollowingClock(): void {
  const { meeting, readOnly } = useDesk()
  const { id, isPassing } = useItemAtHand()
  const { clockFollows } = usePreferences()
  // Where one has stayed last: what was only passed through was never at hand.
  const settled = useRef(id)
  useEffect(() => {
    const left = settled.current
    if (isPassing || id === undefined || id === left) return
    const cameAt = Date.now()
    const timer = setTimeout(() => {
      settled.current = id
      if (clockFollows && !readOnly) followWithClock(meeting.document, left, id, cameAt)
    }, SETTLES_WITHIN)
    return () => clearTimeout(timer)
  }, [meeting, readOnly, id, isPassing, clockFollows])
}

/** Says once, to who does not see it, that an item takes longer than planned, and that the meeting's end has passed. */
function Announcements(): ReactNode {
  const { t } = useTranslation('clock')
  const { language } = useDesk()
  const over = useClock((face) => {
    const item = face.time.running?.item
    return item && (face.time.items.get(item)?.over ?? 0) > 0 ? item : undefined
  })
  const isPast = useClock((face) => face.facts.state === 'session' && (face.forecast?.isPast ?? false))
  const tree = useClock((face) => face.tree)
  // What was so already when the meeting was opened here is nothing new.
  const [said, setSaid] = useState('')
  const known = useRef({ items: new Set<AgendaItemId | undefined>([over]), isPast })
  useEffect(() => {
    if (known.current.items.has(over)) return
    known.current.items.add(over)
    const item = agendaInOrder(tree).find(({ id }) => id === over)
    if (item) setSaid(t('said.item', { item: itemName(item, language, t) }))
  }, [over, tree, language, t])
  useEffect(() => {
    if (isPast && !known.current.isPast) setSaid(t('said.meeting'))
    known.current.isPast ||= isPast
  }, [isPast, t])
  return (
    <p role="status" className="visually-hidden" data-clock-said="">
      {said}
    </p>
  )
}
