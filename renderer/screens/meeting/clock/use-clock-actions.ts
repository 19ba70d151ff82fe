import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type * as Y from 'yjs'
import { closeMeeting, openMeeting, reopenMeeting, sittingOf, startClock, stopClock, togglePause } from '../../../../shared/agenda/clock.ts'
import { runningStretch, stretchesOf } from '../../../../shared/agenda/timekeeping.ts'
import { agendaInOrder, agendaTree } from '../../../../shared/agenda/tree.ts'
import { formatTime } from '../../../../shared/i18n/format.ts'
import { textIn } from '../../../../shared/model/bilingual.ts'
import type { AgendaItemId } from '../../../../shared/model/identifiers.ts'
import { editMeeting, readAgendaRecords, readMeeting } from '../../../../shared/model/meeting.ts'
import { readTimings } from '../../../../shared/model/timing.ts'
import { setPreferences, preferences } from '../../../app/preferences.ts'
import { useDesk } from '../desk.tsx'

export const CLOCK_KEYS = { item: 'Alt+C', pause: 'Alt+P', meeting: 'Alt+Shift+O', goTo: 'Alt+G' } as const

const STEPS = { 'to-open': openMeeting, open: closeMeeting, closed: reopenMeeting } as const

export interface ClockActions {
  /** Starts the clock of an item; stops it if it runs. */
  readonly toggleItem: (item: AgendaItemId) => void
  readonly stop: () => void
  /** Begins or ends a pause; `atHand` serves while the clock stands still. */
  readonly togglePause: (atHand?: AgendaItemId) => void
  /** Opens, closes, or opens again. */
  readonly toggleMeeting: () => void
  readonly toggleFollowing: () => void
}

/** What can be done with the clock; each is one step that undo takes back, and is told. */
export function useClockActions(): ClockActions {
  const { t, i18n } = useTranslation('clock')
  const { meeting, change, language, tell } = useDesk()
  return useMemo(() => {
    const { document } = meeting
    const interfaceLanguage = i18n.language === 'en' ? 'en' : 'fr'
    const nameOf = (id: AgendaItemId): string => {
      const item = agendaInOrder(agendaTree(readAgendaRecords(document))).find((candidate) => candidate.id === id)
      return item ? [item.number, textIn(item.title, language) || t('untitled')].filter(Boolean).join(' ') : t('untitled')
    }
    const stop = () => {
      change((changed) => stopClock(changed, Date.now()))
      tell({ words: t('told.stopped') })
    }
    return {
      toggleItem(item) {
        const now = Date.now()
        if (runningStretch(stretchesOf(readTimings(document), now))?.item === item) return stop()
        change((changed) => startClock(changed, item, now))
        tell({ words: t('told.started', { title: nameOf(item) }) })
      },
      stop,
      togglePause(atHand) {
        change((changed) => {
          const { did, item } = togglePause(changed, atHand, Date.now())
          tell({ words: item === null ? t(`told.pause.${did}`) : t(`told.pauseWith.${did}`, { title: nameOf(item) }) })
        })
      },
      toggleMeeting() {
        const before = readMeeting(document)
        const now = Date.now()
        const running = runningStretch(stretchesOf(readTimings(document), now))?.item
        const sitting = sittingOf(before)
        change((changed) => STEPS[sitting](changed, now))
        const { openedAt, closedAt } = readMeeting(document)
        const takeBack = (changed: Y.Doc) => {
          editMeeting(changed, { openedAt: before.openedAt, closedAt: before.closedAt, state: before.state })
          if (sitting === 'open' && running) startClock(changed, running, Date.now())
        }
        tell({ words: t(`told.${sitting}`, { time: formatTime(closedAt ?? openedAt ?? '', interfaceLanguage) }), undo: () => change(takeBack) })
      },
      toggleFollowing() {
        const { clockFollows } = preferences()
        setPreferences({ clockFollows: !clockFollows })
        tell({ words: t(clockFollows ? 'told.staysStill' : 'told.follows') })
      },
    }
  }, [meeting, change, language, tell, t, i18n.language])
}
