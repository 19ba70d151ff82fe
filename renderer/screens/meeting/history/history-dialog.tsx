import { useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { DroppedValue } from '../../../../shared/history/dropped-values.ts'
import type { KeptRecord } from '../../../../shared/history/kept-table.ts'
import type { WriterId } from '../../../../shared/model/identifiers.ts'
import { readAgendaRecords } from '../../../../shared/model/meeting.ts'
import { readPeople, readSites } from '../../../../shared/model/workspace.ts'
import { usePreferences } from '../../../app/preferences.ts'
import { Button } from '../../../components/button.tsx'
import { Dialog } from '../../../components/dialog.tsx'
import { EmptyState, Notice } from '../../../components/notice.tsx'
import { useTables } from '../../../store/hooks.ts'
import { useSharing } from '../../sharing/use-sharing.ts'
import { useDesk } from '../desk.tsx'
import { DroppedValues } from './dropped-list.tsx'
import { itemTitles, type Namer } from './field-words.ts'
import styles from './history.module.css'
import { KeptEditsList } from './kept-list.tsx'
import { Stretches } from './stretches.tsx'
import type { HistoryState } from './use-meeting-history.ts'

export interface HistoryDialogProps {
  readonly state: HistoryState
  readonly dropped: readonly DroppedValue[]
  readonly kept: readonly KeptRecord[]
  readonly onAgain: () => void
  readonly onClose: () => void
}

/** First what waits for a choice, then who did what, the latest first. */
export function HistoryDialog({ state, dropped, kept, onAgain, onClose }: HistoryDialogProps): ReactNode {
  const { t } = useTranslation(['history', 'common'])
  const namer = useNamer(state)
  const [outcome, setOutcome] = useState('')
  return (
    <Dialog title={t('title')} isOpen size="large" onClose={onClose}>
      <div className={styles.content}>
        <p role="status" className={outcome ? styles.outcome : 'visually-hidden'}>
          {outcome}
        </p>
        {dropped.length > 0 && <DroppedValues values={dropped} namer={namer} onDone={setOutcome} />}
        {kept.length > 0 && <KeptEditsList kept={kept} namer={namer} onDone={setOutcome} />}
        <section className={styles.section} aria-label={t('log.title')} aria-busy={state.kind === 'reading'}>
          <h3>{t('log.title')}</h3>
          {state.kind === 'reading' && <p className={styles.muted}>{t('log.reading')}</p>}
          {state.kind === 'failed' && (
            <Notice kind="problem" action={<Button onPress={onAgain}>{t('log.retry')}</Button>}>
              {t('log.failed')}
            </Notice>
          )}
          {state.kind === 'ready' &&
            (state.stretches.length === 0 ? <EmptyState title={t('title')}>{t('log.empty')}</EmptyState> : <Stretches stretches={state.stretches} namer={namer} onDone={setOutcome} />)}
        </section>
      </div>
      <div className={styles.buttons}>
        <Button onPress={onClose}>{t('common:close')}</Button>
      </div>
    </Dialog>
  )
}

const NOBODY: ReadonlySet<WriterId> = new Set()

function useNamer(state: HistoryState): Namer {
  const { t } = useTranslation(['history', 'meeting', 'attendance', 'editor', 'vote', 'common'])
  const { language } = usePreferences()
  const { meeting, workspace, facts, language: shown } = useDesk()
  const people = useTables(workspace, ['people'], readPeople)
  const sites = useTables(workspace, ['sites'], readSites)
  const agenda = useTables(meeting.document, ['agenda'], readAgendaRecords)
  const sharing = useSharing(facts.workspace)
  const own = state.kind === 'ready' ? state.own : NOBODY
  return useMemo(
    (): Namer => ({
      t,
      language,
      people,
      sites,
      items: itemTitles(agenda, shown, t('common:untitled')),
      names: new Map(sharing?.writers.map(({ writer, name }) => [writer, name])),
      own,
    }),
    [t, language, people, sites, agenda, shown, sharing, own],
  )
}
