import type { ReactNode } from 'react'
import { formatList, formatMinutes } from '../../../shared/i18n/format.ts'
import { listSign } from '../../../shared/minutes/list-signs.ts'
import type { Language } from '../../../shared/model/bilingual.ts'
import type { ProjectorEntry, ProjectorItem, ProjectorRun, ProjectorTime } from '../../../shared/projector/picture.ts'
import { KindMark, ownersLine, voteLine } from './entry-marks.tsx'
import type { ProjectorWords } from './projector-words.ts'
import styles from './projector.module.css'
import { Tail } from './tail.tsx'

interface ItemProps {
  readonly item: ProjectorItem
  readonly language: Language
  readonly t: ProjectorWords
}

/** The item at hand: its end stays in sight as it is written. */
export function ProjectorItemView({ item, language, t }: ItemProps): ReactNode {
  const { title } = item
  return (
    <article className={styles.item}>
      <header className={styles.itemHead}>
        <h1 lang={title.language}>
          {item.number && <span className={styles.number}>{item.number}</span>}
          <span>{title.text || t('untitled')}</span>
        </h1>
        <ItemFacts item={item} language={language} t={t} />
      </header>
      <ItemText item={item} language={language} t={t} />
    </article>
  )
}

function ItemFacts({ item: { presenters, time }, language, t }: ItemProps): ReactNode {
  if (presenters.length === 0 && !time) return null
  return (
    <p className={styles.itemFacts}>
      {presenters.length > 0 && <span>{t('presenters', { names: formatList(presenters, language) })}</span>}
      {time && <Time time={time} t={t} />}
    </p>
  )
}

function Time({ time: { elapsed, planned, over }, t }: { readonly time: ProjectorTime; readonly t: ProjectorWords }): ReactNode {
  const values = { elapsed: formatMinutes(elapsed), planned: formatMinutes(planned), over: formatMinutes(over) }
  return (
    <span className={over > 0 ? styles.over : undefined} aria-label={`${t('time')} ${values.elapsed}`} role="timer">
      {t(over > 0 ? 'over' : planned > 0 ? 'planned' : 'elapsed', values)}
    </span>
  )
}

function ItemText({ item, language, t }: ItemProps): ReactNode {
  if (item.entries.length > 0) {
    return (
      <Tail isCut={item.isCut}>
        {item.isCut && <p className="visually-hidden">{t('before')}</p>}
        {item.entries.map((entry) => (
          <Entry key={entry.id} entry={entry} language={language} t={t} />
        ))}
      </Tail>
    )
  }
  if (item.kind === 'break') return <p className={styles.note}>{t('break')}</p>
  return item.outcome === 'open' ? <p className={styles.note}>{t('noText')}</p> : <p className={styles.outcome}>{t(`outcome.${item.outcome}`)}</p>
}

interface EntryProps {
  readonly entry: ProjectorEntry
  readonly language: Language
  readonly t: ProjectorWords
}

function Entry({ entry, language, t }: EntryProps): ReactNode {
  const { kind, list, level, position, speakers, action, vote } = entry
  const sign = listSign(list, level, position)
  return (
    <div className={styles.entry} data-kind={kind} data-list={list} data-level={level}>
      {kind !== 'note' && <KindMark kind={kind} reference={entry.reference} t={t} />}
      <p>
        {sign && <span className={styles.sign}>{sign}</span>}
        {speakers.length > 0 && <b className={styles.speakers}>{formatList(speakers, language)}</b>}
        <span lang={entry.language} dir="auto">
          {entry.runs.map((run, index) => (
            // The runs of a picture have no other name than their place.
            // oxlint-disable-next-line react/no-array-index-key
            <Run key={index} run={run} />
          ))}
        </span>
      </p>
      {action && <p className={styles.entryFacts}>{ownersLine(action, language, t)}</p>}
      {kind === 'vote' && <p className={styles.entryFacts}>{voteLine(vote, t)}</p>}
    </div>
  )
}

function Run({ run: { text, bold, italic } }: { readonly run: ProjectorRun }): ReactNode {
  const inner = italic ? <em>{text}</em> : text
  return bold ? <strong>{inner}</strong> : inner
}
