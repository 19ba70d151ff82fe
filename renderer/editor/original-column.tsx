import { useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import type * as Y from 'yjs'
import type { Language } from '../../shared/model/bilingual.ts'
import { bodyFragment, readBody, type Entry, type Run } from '../../shared/model/body.ts'
import type { AgendaItemId, EntryId } from '../../shared/model/identifiers.ts'
import type { Person } from '../../shared/model/workspace.ts'
import { KIND_SHAPES } from './entry-view.ts'
import { marginNames } from './names.ts'
import styles from './body-editor.module.css'

export interface OriginalColumnProps {
  readonly meeting: Y.Doc
  readonly item: AgendaItemId
  /** The language that is shown: the other one than the editor's. */
  readonly language: Language
  readonly people: readonly Person[]
  /** Its name for screen readers. */
  readonly label: string
  /** The entry whose translation is at the caret: marked, and brought into view. */
  readonly current?: EntryId | undefined
  /** What is to be known of an entry. */
  readonly noteOf?: (entry: EntryId) => string | undefined
}

/** The entries of the other language, to read beside the editor while translating. */
export function OriginalColumn({ meeting, item, language, people, label, current, noteOf }: OriginalColumnProps): ReactNode {
  const entries = useBody(meeting, item, language)
  const names = useMemo(() => marginNames(people), [people])
  const marked = useRef<HTMLDivElement>(null)
  useEffect(() => {
    marked.current?.scrollIntoView({ block: 'nearest' })
  }, [current])
  return (
    <section aria-label={label} lang={language} data-original="" className={`${styles.body} ${styles.original}`}>
      {entries.map((entry) => (
        <ReadOnlyEntry key={entry.id} entry={entry} language={language} names={names} note={noteOf?.(entry.id)} {...(entry.id === current && { marked })} />
      ))}
    </section>
  )
}

interface ReadOnlyEntryProps {
  readonly entry: Entry
  readonly language: Language
  readonly names: ReadonlyMap<string, string>
  readonly note: string | undefined
  readonly marked?: RefObject<HTMLDivElement | null>
}

function ReadOnlyEntry({ entry, language, names, note, marked }: ReadOnlyEntryProps): ReactNode {
  const { i18n } = useTranslation('editor')
  const inBody = i18n.getFixedT(language, 'editor')
  return (
    <div ref={marked} className={styles.entry} data-line={entry.id} data-translates={entry.translationOf} data-kind={entry.kind} data-list={entry.list} data-level={entry.level} aria-current={marked ? 'true' : undefined}>
      <div className={styles.margin} hidden={entry.kind === 'note' && entry.speakers.length === 0}>
        {entry.kind !== 'note' && (
          <span className={styles.kind}>
            <span aria-hidden className={styles.shape}>
              {KIND_SHAPES[entry.kind]}
            </span>
            {inBody(`kinds.${entry.kind}`)}
          </span>
        )}
        {entry.speakers.length > 0 && <span className={styles.speakers}>{entry.speakers.map((speaker) => names.get(speaker) ?? '…').join(', ')}</span>}
      </div>
      <p className={styles.text}>{entry.runs.map(renderRun)}</p>
      {note && (
        <p lang={i18n.language} className={styles.changed}>
          {note}
        </p>
      )}
    </div>
  )
}

function renderRun(run: Run, index: number): ReactNode {
  const text = run.link ? <span className={styles.linkText}>{run.text}</span> : run.text
  const italic = run.italic ? <em>{text}</em> : text
  return run.bold ? <strong key={index}>{italic}</strong> : <span key={index}>{italic}</span>
}

function useBody(meeting: Y.Doc, item: AgendaItemId, language: Language): readonly Entry[] {
  const fragment = useMemo(() => bodyFragment(meeting, item, language), [meeting, item, language])
  const [entries, setEntries] = useState(() => readBody(fragment))
  useEffect(() => {
    const read = () => setEntries(readBody(fragment))
    read()
    fragment.observeDeep(read)
    return () => fragment.unobserveDeep(read)
  }, [fragment])
  return entries
}
