import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { otherLanguage, type Language } from '../../../shared/model/bilingual.ts'
import type { AgendaItemId, EntryId } from '../../../shared/model/identifiers.ts'
import type { Person } from '../../../shared/model/workspace.ts'
import { Button } from '../../components/button.tsx'
import { Languages } from '../../components/icons.tsx'
import { Keys } from '../../components/keys.tsx'
import { addMissingTranslations, confirmTranslation } from '../../editor/missing-translations.ts'
import { OriginalColumn } from '../../editor/original-column.tsx'
import { useDesk } from './desk.tsx'
import { useItemTranslation } from './live-translation.ts'
import { PREPARE_KEYS } from './translation-walk.tsx'
import styles from './item.module.css'

interface TranslationBarProps {
  readonly item: AgendaItemId
  readonly from: Language
  /** The entry whose translation is at the caret. */
  readonly current: EntryId | undefined
}

/** What is left to translate of the item at hand, and the lines to do it in. */
export function TranslationBar({ item, from, current }: TranslationBarProps): ReactNode {
  const { t } = useTranslation('meeting')
  const { meeting, readOnly, change, goTo, tell } = useDesk()
  const { texts, missing, stale, changed } = useItemTranslation(meeting.document, item, from)
  const add = () => {
    change((document) => addMissingTranslations(document, item, from, otherLanguage(from)))
    goTo('item')
  }
  const confirm = (original: EntryId) => {
    change((document) => confirmTranslation(document, item, original, otherLanguage(from)))
    tell({ words: t('translation.walk.confirmed') })
    goTo('item')
  }
  if (texts === 0) return null
  return (
    <div className={styles.translation}>
      <Languages size={15} />
      <span>
        {missing === 0 && stale === 0
          ? t('translation.complete')
          : [missing > 0 && t('translation.missing', { count: missing, total: texts }), stale > 0 && t('translation.stale', { count: stale })].filter(Boolean).join(' · ')}
      </span>
      {current && changed.has(current) && !readOnly ? (
        <Button variant="quiet" onPress={() => confirm(current)}>
          {t('translation.confirm')} <Keys keys={PREPARE_KEYS} />
        </Button>
      ) : (
        missing > 0 &&
        !readOnly && (
          <Button variant="quiet" onPress={add}>
            {t('translation.add')}
          </Button>
        )
      )}
    </div>
  )
}

interface OriginalBesideProps extends Omit<TranslationBarProps, 'from'> {
  readonly language: Language
  readonly people: readonly Person[]
}

/** The original beside its translation; what has changed since it was translated is marked. */
export function OriginalBeside({ item, language, people, current }: OriginalBesideProps): ReactNode {
  const { t } = useTranslation('meeting')
  const { meeting } = useDesk()
  const { changed } = useItemTranslation(meeting.document, item, language)
  return (
    <OriginalColumn
      meeting={meeting.document}
      item={item}
      language={language}
      people={people}
      label={t(`item.originalIn.${language}`)}
      current={current}
      noteOf={(entry) => (changed.has(entry) ? t('item.entryChanged') : undefined)}
    />
  )
}
