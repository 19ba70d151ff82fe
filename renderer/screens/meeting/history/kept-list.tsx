import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { keptEntry, removeKept, settleKept, type KeptRecord } from '../../../../shared/history/kept-table.ts'
import { entryText, readBody } from '../../../../shared/model/body.ts'
import { Button } from '../../../components/button.tsx'
import { useDesk } from '../desk.tsx'
import { itemOfBody, momentWords, personWords, writerWords, type Namer } from './field-words.ts'
import styles from './history.module.css'

export interface KeptEditsListProps {
  readonly kept: readonly KeptRecord[]
  readonly namer: Namer
  readonly onDone: (words: string) => void
}

/** What was kept against a removal that did not know of it: to stay, or to go after all. */
export function KeptEditsList({ kept, namer, onDone }: KeptEditsListProps): ReactNode {
  const { t } = useTranslation('history')
  return (
    <section className={styles.section} aria-label={t('kept.title')}>
      <h3>{t('kept.title')}</h3>
      <p className={styles.muted}>{t('kept.explanation')}</p>
      <ul className={styles.list}>
        {kept.map((record) => (
          <KeptEdit key={record.id} kept={record} namer={namer} onDone={onDone} />
        ))}
      </ul>
    </section>
  )
}

function KeptEdit({ kept, namer, onDone }: { readonly kept: KeptRecord; readonly namer: Namer; readonly onDone: (words: string) => void }): ReactNode {
  const { t } = useTranslation('history')
  const { change, readOnly, meeting } = useDesk()
  const isEntry = kept.reason !== 'record-removed'
  const isThere = !isEntry || keptEntry(meeting.document, kept) !== undefined
  const entry = isEntry ? readBody(meeting.document.getXmlFragment(kept.place)).find(({ id }) => id === kept.target) : undefined
  const text = entry ? entryText(entry) : isEntry ? t('kept.gone') : recordWords(namer, kept)
  const where = isEntry ? (namer.items.get(itemOfBody(kept.place)) ?? namer.t('places.goneItem')) : ''
  return (
    <li className={styles.kept}>
      <div className={styles.keptWords}>
        {where && <span className={styles.muted}>{where}</span>}
        <span className={styles.value} dir="auto">
          {text}
        </span>
        <span className={styles.muted}>
          {t(`kept.${kept.reason}`, { remover: writerWords(namer, kept.removedBy), writer: writerWords(namer, kept.by), when: momentWords(namer.language, kept.at, Date.now()) })}
        </span>
      </div>
      {!readOnly && (
        <div className={styles.choices}>
          <Button
            aria-label={t('kept.keepNamed', { text })}
            onPress={() => {
              change((document) => settleKept(document, kept.id))
              onDone('')
            }}
          >
            {t('kept.keep')}
          </Button>
          {isThere && (
            <Button
              aria-label={t('kept.removeNamed', { text })}
              onPress={() => {
                change((document) => removeKept(document, kept))
                onDone(t('kept.removed', { text }))
              }}
            >
              {t('kept.remove')}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}

function recordWords(namer: Namer, { place, target }: KeptRecord): string {
  if (place === 'agenda') return namer.items.get(target) ?? namer.t('places.goneItem')
  if (place === 'attendance') return personWords(namer, target)
  return namer.t('places.meeting')
}
