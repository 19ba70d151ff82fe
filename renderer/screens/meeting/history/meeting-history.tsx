import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommands } from '../../../app/commands.tsx'
import { IconButton } from '../../../components/button.tsx'
import { GitCompareArrows, History } from '../../../components/icons.tsx'
import { useDesk } from '../desk.tsx'
import { takePlace } from '../wanted-place.ts'
import { HistoryDialog } from './history-dialog.tsx'
import styles from './history.module.css'
import { useOpenChoices } from './use-meeting-history.ts'

const KEYS = 'Alt+V'

/** In the meeting's header: the way to its history, and a calm mark where something there waits for a choice. */
export function MeetingHistory(): ReactNode {
  const { t } = useTranslation('history')
  const { id, facts, meeting } = useDesk()
  const [isShown, show] = useState(() => takePlace(id, 'history') !== undefined)
  const { reading, dropped, kept } = useOpenChoices(facts.workspace, id, meeting.document, isShown)
  useCommands([{ id: 'meeting-history', group: 'meeting', title: t('command'), keys: KEYS, run: () => show(true) }])
  const count = kept.length + dropped.length
  const words = count === 0 ? '' : kept.length === 0 ? t('mark.values', { count }) : dropped.length === 0 ? t('mark.kept', { count }) : t('mark.both', { count })
  return (
    <>
      {count > 0 && (
        <button type="button" className={styles.mark} onClick={() => show(true)}>
          <GitCompareArrows size={15} />
          {words}
        </button>
      )}
      {/* Nobody who hears the screen looks for a mark that has come. */}
      <span role="status" className="visually-hidden">
        {words}
      </span>
      <IconButton icon={History} label={t('command')} keys={KEYS} onPress={() => show(true)} />
      {isShown && <HistoryDialog state={reading.state} dropped={dropped} kept={kept} onAgain={reading.again} onClose={() => show(false)} />}
    </>
  )
}
