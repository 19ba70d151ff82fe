import { useState, type ReactNode } from 'react'
import { formatList } from '../../../shared/i18n/format.ts'
import type { Language } from '../../../shared/model/bilingual.ts'
import type { ProjectorAction, ProjectorDecision, ProjectorMeeting } from '../../../shared/projector/picture.ts'
import { KindMark, ownersLine, voteLine } from './entry-marks.tsx'
import type { ProjectorWords } from './projector-words.ts'
import styles from './projector.module.css'
import { Tail } from './tail.tsx'

interface ListsProps {
  readonly meeting: ProjectorMeeting
  readonly language: Language
  readonly t: ProjectorWords
}

/** What the meeting has decided so far, and what is to be done: the latest stays in sight. */
export function ProjectorLists({ meeting: { decisions, actions }, language, t }: ListsProps): ReactNode {
  const title = decidedTitle(decisions.last, language, t)
  return (
    <aside className={styles.lists} aria-label={`${title}, ${t('actions')}`}>
      <List title={title} total={decisions.total} given={decisions.last.length} empty={t('noDecisions')} t={t}>
        {decisions.last.map((decision) => (
          <Decision key={decision.reference} decision={decision} t={t} />
        ))}
      </List>
      <List title={t('actions')} total={actions.total} given={actions.last.length} empty={t('noActions')} t={t}>
        {actions.last.map((action) => (
          <Action key={`${action.isEarlier ? action.from : ''} ${action.reference}`} action={action} language={language} t={t} />
        ))}
      </List>
    </aside>
  )
}

/** What is listed, by name: "Decisions and votes" counts both. */
function decidedTitle(decided: readonly ProjectorDecision[], language: Language, t: ProjectorWords): string {
  const others = (['recommendation', 'vote'] as const).filter((kind) => decided.some((decision) => decision.kind === kind))
  return formatList([t('decisions'), ...others.map((kind) => t(`decided.${kind}`))], language)
}

interface ListProps {
  readonly title: string
  readonly total: number
  /** How many of them the picture holds. */
  readonly given: number
  readonly empty: string
  readonly t: ProjectorWords
  readonly children: ReactNode
}

function List({ title, total, given, empty, t, children }: ListProps): ReactNode {
  const [hidden, setHidden] = useState(0)
  const above = total === 0 ? 0 : total - given + hidden
  return (
    <section className={styles.list}>
      <h2>
        {title}
        {total > 0 && <span className={`${styles.total} figures`}>{total}</span>}
        {above > 0 && <span className={styles.above}>{t('above', { count: above })}</span>}
      </h2>
      {total === 0 ? (
        <p className={styles.note}>{empty}</p>
      ) : (
        <Tail byRows onHidden={setHidden}>
          <ul>{children}</ul>
        </Tail>
      )}
    </section>
  )
}

function Decision({ decision: { kind, reference, item, text, vote }, t }: { readonly decision: ProjectorDecision; readonly t: ProjectorWords }): ReactNode {
  return (
    <li className={styles.row} data-kind={kind}>
      <p className={styles.rowHead}>
        <KindMark kind={kind} reference={reference} t={t} />
        {item && <span>{t('item', { number: item })}</span>}
      </p>
      <p lang={text.language} dir="auto">{text.text}</p>
      {kind === 'vote' && <p className={styles.rowFacts}>{voteLine(vote, t)}</p>}
    </li>
  )
}

function Action({ action, language, t }: { readonly action: ProjectorAction; readonly language: Language; readonly t: ProjectorWords }): ReactNode {
  const { reference, isEarlier, from, text } = action
  return (
    <li className={styles.row} data-kind="action">
      <p className={styles.rowHead}>
        <KindMark kind="action" reference={reference} t={t} />
        {isEarlier && <span>{t('from', { ordinal: from ?? '–' })}</span>}
      </p>
      <p lang={text.language} dir="auto">{text.text}</p>
      <p className={styles.rowFacts}>{ownersLine(action, language, t)}</p>
    </li>
  )
}
