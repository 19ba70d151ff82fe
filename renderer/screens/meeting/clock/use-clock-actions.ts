import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { runningItem, sittingOf, startClock, stopClock, togglePause } from '../../../../shared/agenda/clock.ts'
import { agendaInOrder, agendaTree } from '../../../../shared/agenda/tree.ts'
import { stepSitting } from '../../../../shared/attendance/edit.ts'
import type { TakeBack } from '../../../../shared/attendance/edit.ts'
import { formatTime } from '../../../../shared/i18n/format.ts'
import { textIn } from '../../../../shared/model/bilingual.ts'
import type { AgendaItemId } from '../../../../shared/model/identifiers.ts'
import { readAgendaRecords, readMeeting } from '../../../../shared/model/meeting.ts'
import { setPreferences, preferences } from '../../../app/preferences.ts'
import { useDesk } from '../desk.tsx'
import { itemName } from './item-name.ts'

export const CLOCK_KEYS = { item: 'Alt+C', pause: 'Alt+P', meeting: 'Alt+Shift+O', goTo: 'Alt+G' } as const

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
  const { meeting, series, workspace, change, language, tell } = useDesk()
  return useMemo(() => {
    const { document } = meeting
    const interfaceLanguage = i18n.language === 'en' ? 'en' : 'fr'
    const find = (id: AgendaItemId) => agendaInOrder(agendaTree(readAgendaRecords(document))).find((candidate) => candidate.id === id)
    const stop = () => {
      change((changed) => stopClock(changed, Date.now()))
      tell({ words: t('told.stopped') })
    }
    return {
      toggleItem(item) {
        const now = Date.now()
        if (runningItem(document, now) === item) return stop()
        change((changed) => startClock(changed, item, now))
        tell({ words: t('told.started', { item: itemName(find(item), language, t) }) })
      },
      stop,
      togglePause(atHand) {
        change((changed) => {
          const { did, item } = togglePause(changed, atHand, Date.now())
          if (item === null) return tell({ words: t(`told.pause.${did}`) })
          const found = find(item)
          tell({ words: t(`told.pauseWith.${did}`, { title: (found && textIn(found.title, language)) || t('untitled'), item: itemName(found, language, t) }) })
        })
      },
      toggleMeeting() {
        const sitting = sittingOf(readMeeting(document).state)
        let takeBack: TakeBack = () => undefined
        change((changed) => {
          takeBack = stepSitting({ workspace, series, meeting: changed }, Date.now())
        })
        const { openedAt, closedAt } = readMeeting(document)
        const time = sitting === 'to-open' ? openedAt : closedAt
        tell({ words: t(`told.${sitting}`, { time: formatTime(time ?? '', interfaceLanguage) }), undo: () => change(takeBack) })
      },
      toggleFollowing() {
        const { clockFollows } = preferences()
        setPreferences({ clockFollows: !clockFollows })
        tell({ words: t(clockFollows ? 'told.staysStill' : 'told.follows') })
      },
    }
  }, [meeting, series, workspace, change, language, tell, t, i18n.language])
}
