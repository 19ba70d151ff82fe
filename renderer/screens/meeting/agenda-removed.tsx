import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { textIn } from '../../../shared/model/bilingual.ts'
import type { AgendaItemId } from '../../../shared/model/identifiers.ts'
import type { AgendaRecord } from '../../../shared/model/meeting.ts'
import { Button } from '../../components/button.tsx'
import { ChevronDown, ChevronRight } from '../../components/icons.tsx'
import styles from './agenda.module.css'
import { useDesk } from './desk.tsx'

export interface RemovedItemsProps {
  readonly removed: readonly AgendaRecord[]
  readonly isOpen: boolean
  readonly onOpen: (isOpen: boolean) => void
  readonly onRestore: (item: AgendaItemId) => void
}

/** What was taken out of the agenda, for as long as the meeting is kept: nothing that was minuted is ever lost. */
export function RemovedItems({ removed, isOpen, onOpen, onRestore }: RemovedItemsProps): ReactNode {
  const { t } = useTranslation('meeting')
  const { language } = useDesk()
  return (
    <section className={styles.removed} aria-label={t('agenda.removedItems.title')} data-removed-items="">
      <button type="button" className={styles.removedHead} aria-expanded={isOpen} onClick={() => onOpen(!isOpen)}>
        {isOpen ? <ChevronDown size={13} /> : <ChevronRight size={13} />}
        {t('agenda.removedItems.head', { count: removed.length })}
      </button>
      {isOpen && (
        <ul>
          {removed.map((record) => {
            const title = textIn(record.title, language) || t('agenda.untitled')
            return (
              <li key={record.id}>
                <span className={styles.removedTitle} dir="auto" lang={record.title[language]?.trim() ? language : record.title.original}>
                  {title}
                </span>
                <Button variant="quiet" aria-label={t('agenda.removedItems.restoreNamed', { title })} onPress={() => onRestore(record.id)}>
                  {t('agenda.removedItems.restore')}
                </Button>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}
