import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { restoreEntry, type ChangedFact, type HistoryStretch, type RemovedEntry } from '../../../../shared/history/history.ts'
import { formatDate } from '../../../../shared/i18n/format.ts'
import { LOCAL_CHANGE } from '../../../../shared/model/fact-table.ts'
import { TIMINGS_TABLE } from '../../../../shared/model/timing.ts'
import { BALLOTS_TABLE } from '../../../../shared/model/vote.ts'
import { Button } from '../../../components/button.tsx'
import { useDesk } from '../desk.tsx'
import { clockTime, dayOf, fieldWords, personWords, valueWords, writerWords, type Namer } from './field-words.ts'
import styles from './history.module.css'

/** Stretches shown at once: what happened long ago is asked for. */
const SHOWN = 60

export interface StretchesProps {
  readonly stretches: readonly HistoryStretch[]
  readonly namer: Namer
  readonly onDone: (words: string) => void
}

/** By day: who did what, and at which item. */
export function Stretches({ stretches, namer, onDone }: StretchesProps): ReactNode {
  const { t } = useTranslation('history')
  const [shown, setShown] = useState(SHOWN)
  const days = byDay(stretches.slice(0, shown))
  const more = stretches.length - shown
  return (
    <>
      {days.map(([day, ofDay]) => (
        <section key={day} className={styles.day}>
          <h4>{formatDate(day, namer.language)}</h4>
          <ul className={styles.list}>
            {ofDay.map((stretch) => (
              <Stretch key={stretch.id} stretch={stretch} namer={namer} onDone={onDone} />
            ))}
          </ul>
        </section>
      ))}
      {more > 0 && <Button onPress={() => setShown(shown + SHOWN * 5)}>{t('log.more', { count: more })}</Button>}
    </>
  )
}

function byDay(stretches: readonly HistoryStretch[]): readonly (readonly [string, readonly HistoryStretch[]])[] {
  const days = new Map<string, HistoryStretch[]>()
  // By the clock of who did it: what somebody did yesterday on another computer may have come today.
  for (const stretch of stretches.toSorted((left, right) => right.from - left.from)) {
    const day = dayOf(stretch.from)
    const known = days.get(day)
    if (known) known.push(stretch)
    else days.set(day, [stretch])
  }
  return [...days]
}

function Stretch({ stretch, namer, onDone }: { readonly stretch: HistoryStretch; readonly namer: Namer; readonly onDone: (words: string) => void }): ReactNode {
  const from = clockTime(stretch.from, namer.language)
  const to = clockTime(stretch.to, namer.language)
  return (
    <li className={styles.stretch}>
      <span className={styles.time}>{from === to ? from : `${from}\u00a0– ${to}`}</span>
      <div className={styles.what}>
        <p className={styles.where}>
          <strong>{writerWords(namer, stretch.writer)}</strong>
          <span className={styles.muted}>{placeWords(namer, stretch)}</span>
        </p>
        <ul className={styles.lines}>
          {linesOf(stretch, namer).map((line) => (
            <li key={line} dir="auto">
              {line}
            </li>
          ))}
          {stretch.removed.map((entry) => (
            <Removed key={entry.id} entry={entry} onDone={onDone} />
          ))}
        </ul>
      </div>
    </li>
  )
}

function Removed({ entry, onDone }: { readonly entry: RemovedEntry; readonly onDone: (words: string) => void }): ReactNode {
  const { t } = useTranslation('history')
  const { change, readOnly } = useDesk()
  const text = entry.text.map((piece) => piece.text).join('')
  return (
    <li className={styles.removed}>
      <span>
        <span className={styles.muted}>{t('log.removedEntry')}</span> <span dir="auto">{text}</span>
      </span>
      {!readOnly && (
        <Button
          variant="quiet"
          aria-label={t('log.restoreNamed', { text })}
          onPress={() => {
            change((document) => restoreEntry(document, entry, LOCAL_CHANGE))
            onDone(t('log.restored'))
          }}
        >
          {t('log.restore')}
        </Button>
      )}
    </li>
  )
}

function placeWords({ t, items }: Namer, { place }: HistoryStretch): string {
  return place.kind === 'item' ? (items.get(place.item) ?? t('places.goneItem')) : t(`places.${place.kind}`)
}

/** One line for each thing that was done; what was done in passing (an order key, what a translation was made from) is not said. */
function linesOf({ place, added, facts, written, erased, entriesAdded, entryFacts, kept }: HistoryStretch, namer: Namer): readonly string[] {
  const { t, language } = namer
  const people = added.filter(({ table }) => table === 'attendance').map(({ record }) => personWords(namer, record))
  const quoted = added.filter(({ table }) => table === 'quoted').map(({ record }) => personWords(namer, record))
  const actions = added.filter(({ table }) => table === 'actions').length
  const votes = added.filter(({ table }) => table === 'votes').length
  // Never what somebody voted: the vote may have become secret since.
  const ballots = new Set([...added, ...facts].flatMap(({ table, record }) => (table === BALLOTS_TABLE ? [record] : []))).size
  const number = new Intl.NumberFormat(language)
  const counted = (count: number, words: (count: number) => string) => (count > 0 ? [words(count).replace(String(count), number.format(count))] : [])
  const typed = [
    ...counted(entriesAdded, (count) => t('log.entriesAdded', { count })),
    ...counted(written, (count) => t('log.written', { count })),
    ...counted(erased, (count) => t('log.erased', { count })),
  ]
  const lines = [
    ...(added.some(({ table }) => table === 'agenda') ? [t('log.itemAdded')] : []),
    ...(added.some(({ table }) => table === 'facts') ? [t('log.meetingCreated')] : []),
    ...(people.length > 0 ? [t('log.peopleAdded', { names: people.join(', ') })] : []),
    ...(quoted.length > 0 ? [t('log.quotedOnly', { names: quoted.join(', ') })] : []),
    ...counted(actions, (count) => t('log.actionsAdded', { count })),
    ...counted(votes, (count) => t('log.votesAdded', { count })),
    ...counted(ballots, (count) => t('log.ballots', { count })),
    ...(added.some(({ table }) => table === TIMINGS_TABLE) ? [t(place.kind === 'item' ? 'log.clockStarted' : 'log.pauseBegun')] : []),
    ...facts.flatMap((fact) => factLine(fact, namer) ?? []),
    ...(typed.length > 0 ? [typed.join(', ')] : []),
    ...counted(entryFacts, (count) => t('log.entryFacts', { count })),
    ...counted(kept, (count) => t('log.kept', { count })),
  ]
  return [...new Set(lines)]
}

function factLine({ table, record, field, from, to }: ChangedFact, namer: Namer): string | undefined {
  const { t } = namer
  if (field === 'deleted') return deletedLine(table, record, to === true, namer)
  if (table === TIMINGS_TABLE) return field === 'endedAt' ? t('log.clockStopped') : undefined
  if (table === 'agenda' && (field === 'order' || field === 'parent')) return t('log.itemMoved')
  if (/\.(original|translatedFrom)$/u.test(field) || table === 'settled' || table === BALLOTS_TABLE) return undefined
  const name = table === 'attendance' || table === 'quoted' ? `${personWords(namer, record)}, ${fieldWords(namer, table, field).toLocaleLowerCase(namer.language)}` : fieldWords(namer, table, field)
  const isEmpty = (value: ChangedFact['to']) => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  const words = { field: name, from: valueWords(namer, table, field, from), to: valueWords(namer, table, field, to) }
  if (isEmpty(from)) return t('log.set', words)
  return isEmpty(to) ? t('log.emptied', words) : t('log.change', words)
}

function deletedLine(table: string, record: string, isDeleted: boolean, namer: Namer): string {
  const { t } = namer
  if (table === 'agenda') return t(isDeleted ? 'log.itemRemoved' : 'log.itemRestored')
  if (table === 'attendance') return t(isDeleted ? 'log.personRemoved' : 'log.personRestored', { name: personWords(namer, record) })
  return t(isDeleted ? 'log.meetingRemoved' : 'log.meetingRestored')
}
