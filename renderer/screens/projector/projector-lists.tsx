import type { ReactNode } from 'react'
import type { Language } from '../../../shared/model/bilingual.ts'
import type { ProjectorAction, ProjectorDecision, ProjectorMeeting } from '../../../shared/projector/picture.ts'
import { KindMark, ownersLine } from './entry-marks.tsx'
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
  return (
    <aside className={styles.lists} aria-label={`${t('decisions')}, ${t('actions')}`}>
      <List title={t('decisions')} total={decisions.total} empty={t('noDecisions')}>
        {decisions.last.map((decision) => (
          <Decision key={decision.reference} decision={decision} t={t} />
        ))}
      </List>
      <List title={t('actions')} total={actions.total} empty={t('noActions')}>
        {actions.last.map((action) => (
          <Action key={`${action.isEarlier ? action.from : ''} ${action.reference}`} action={action} language={language} t={t} />
        ))}
      </List>
    </aside>
  )
}

interface ListProps {
  readonly title: string
  readonly total: number
  readonly empty: string
  readonly children: ReactNode
}

function List({ title, total, empty, children }: ListProps): ReactNode {
  return (
    <section className={styles.list}>
      <h2>
        {title}
        {total > 0 && <span className={`${styles.total} figures`}>{total}</span>}
      </h2>
      {total === 0 ? (
        <p className={styles.note}>{empty}</p>
      ) : (
        <Tail byRows>
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
      {vote && <p className={styles.rowFacts}>{vote}</p>}
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
