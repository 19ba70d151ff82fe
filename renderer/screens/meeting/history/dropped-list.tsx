import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { isSettled, keepCurrent, restoreDropped, type DroppedValue } from '../../../../shared/history/dropped-values.ts'
import type { Authorship } from '../../../../shared/history/replay.ts'
import { entryText, readBody } from '../../../../shared/model/body.ts'
import { ballotPlace, BALLOTS_TABLE } from '../../../../shared/model/vote.ts'
import { Button } from '../../../components/button.tsx'
import { useDesk } from '../desk.tsx'
import { fieldWords, itemOfBody, momentWords, personWords, valueWords, writerWords, type Namer } from './field-words.ts'
import styles from './history.module.css'

export interface DroppedValuesProps {
  readonly values: readonly DroppedValue[]
  readonly namer: Namer
  readonly onDone: (words: string) => void
}

/** Both values side by side, with who set each: one press decides. */
export function DroppedValues({ values, namer, onDone }: DroppedValuesProps): ReactNode {
  const { t } = useTranslation('history')
  return (
    <section className={styles.section} aria-label={t('dropped.title')}>
      <h3>{t('dropped.title')}</h3>
      <p className={styles.muted}>{t('dropped.explanation')}</p>
      <ul className={styles.list}>
        {values.map((value) => (
          <Choice key={value.id} value={value} namer={namer} onDone={onDone} />
        ))}
      </ul>
    </section>
  )
}

function Choice({ value, namer, onDone }: { readonly value: DroppedValue; readonly namer: Namer; readonly onDone: (words: string) => void }): ReactNode {
  const { t } = useTranslation('history')
  const { change, readOnly, meeting } = useDesk()
  const { place } = value
  const table = place.kind === 'record' ? place.table : 'entry'
  const field = fieldWords(namer, table, place.field)
  const current = valueWords(namer, table, place.field, value.current)
  const dropped = valueWords(namer, table, place.field, value.dropped)
  const restore = () => {
    // Somebody may have decided a moment ago, elsewhere.
    if (isSettled(meeting.document, value)) return
    let isDone = false
    change((document) => {
      isDone = restoreDropped(document, value)
    })
    onDone(isDone ? t('dropped.restored', { value: dropped }) : t('dropped.gone'))
  }
  const keep = () => {
    change((document) => keepCurrent(document, value))
    onDone('')
  }
  return (
    <li className={styles.choice}>
      <p className={styles.where}>
        <strong>{field}</strong>
        <span className={styles.muted}>{placeWords(namer, value, meeting.document)}</span>
      </p>
      <div className={styles.sides}>
        <Side label={t('dropped.current')} words={current} by={value.currentBy} namer={namer}>
          {!readOnly && (
            <Button onPress={keep} aria-label={t('dropped.keepNamed', { value: current, field })}>
              {t('dropped.keep')}
            </Button>
          )}
        </Side>
        <Side label={t('dropped.other')} words={dropped} by={value.droppedBy} namer={namer}>
          {!readOnly && (
            <Button onPress={restore} aria-label={t('dropped.restoreNamed', { value: dropped, field })}>
              {t('dropped.restore')}
            </Button>
          )}
        </Side>
      </div>
    </li>
  )
}

interface SideProps {
  readonly label: string
  readonly words: string
  readonly by: Authorship | undefined
  readonly namer: Namer
  readonly children: ReactNode
}

function Side({ label, words, by, namer, children }: SideProps): ReactNode {
  const { t } = useTranslation('history')
  return (
    <div className={styles.side}>
      <span className={styles.label}>{label}</span>
      <span className={styles.value} dir="auto">
        {words}
      </span>
      <span className={styles.muted}>
        {by ? t('dropped.set', { who: writerWords(namer, by.writer), when: momentWords(namer.language, by.time, Date.now()) }) : t('dropped.setUnknown')}
      </span>
      {children}
    </div>
  )
}

/** Longest piece of an entry that says which one it is. */
const EXCERPT = 60

function placeWords(namer: Namer, { place }: DroppedValue, document: Parameters<typeof isSettled>[0]): string {
  const { t, items } = namer
  if (place.kind === 'entry') {
    const entry = readBody(document.getXmlFragment(place.body)).find(({ id }) => id === place.entry)
    const text = entry ? entryText(entry) : ''
    return [items.get(itemOfBody(place.body)) ?? t('places.goneItem'), text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text].filter(Boolean).join(' · ')
  }
  if (place.table === 'agenda') return items.get(place.record) ?? t('places.goneItem')
  if (place.table === 'attendance' || place.table === 'quoted') return personWords(namer, place.record)
  if (place.table === BALLOTS_TABLE) return personWords(namer, ballotPlace(place.record)?.[1] ?? '')
  return place.table === 'actions' || place.table === 'votes' ? t(`places.${place.table}`) : t('places.meeting')
}
