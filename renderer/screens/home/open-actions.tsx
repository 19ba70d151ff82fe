import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate, formatList } from '../../../shared/i18n/format.ts'
import { textIn, type Language } from '../../../shared/model/bilingual.ts'
import type { WorkspaceId } from '../../../shared/model/identifiers.ts'
import { readPeople } from '../../../shared/model/workspace.ts'
import { addressOf } from '../../app/route.ts'
import type { ActionRow } from '../../store/database.ts'
import { useDocument, useTables } from '../../store/hooks.ts'
import type { OpenDocument } from '../../store/store.ts'
import styles from './open-actions.module.css'

/** Actions that are shown; the number of the others is said. */
const ACTIONS_SHOWN = 10

export interface OpenActionsProps {
  readonly workspace: WorkspaceId
  readonly actions: readonly ActionRow[]
  /** `YYYY-MM-DD`: what was due before is late. */
  readonly today: string
}

/** What was promised in the meetings of the workspace and is not done yet, the most pressing first. */
export function OpenActions({ workspace, ...props }: OpenActionsProps): ReactNode {
  const open = useDocument('workspace', workspace)
  return open ? <ActionList open={open} {...props} /> : null
}

function ActionList({ open, actions, today }: Omit<OpenActionsProps, 'workspace'> & { readonly open: OpenDocument }): ReactNode {
  const { t, i18n } = useTranslation(['home', 'common'])
  const language: Language = i18n.language === 'en' ? 'en' : 'fr'
  const people = useTables(open.document, ['people'], readPeople)
  const nameOf = useMemo(() => new Map(people.map(({ id, name }) => [id, name])), [people])
  const pressing = actions.toSorted((left, right) => (left.due ?? '9999').localeCompare(right.due ?? '9999'))
  const rest = pressing.length - ACTIONS_SHOWN
  return (
    <section className={styles.actions} aria-labelledby="open-actions">
      <h2 id="open-actions">
        {t('actions.title')} <span className={styles.count}>{actions.length}</span>
      </h2>
      {actions.length === 0 && <p className={styles.none}>{t('actions.none')}</p>}
      <ul>
        {pressing.slice(0, ACTIONS_SHOWN).map(({ id, meeting, text, owners, due }) => (
          <li key={`${meeting} ${id}`}>
            <a href={addressOf({ screen: 'meeting', meeting })} className={styles.action}>
              <span className={styles.words}>{textIn(text, language).trim() || t('common:untitled')}</span>
              <span className={styles.facts}>
                {owners.length > 0 ? formatList(owners.map((owner) => nameOf.get(owner) ?? '…'), language) : t('actions.nobody')}
                {due && <time dateTime={due}>{`\u00a0· ${formatDate(due, language, 'long')}`}</time>}
                {due && due < today && <span className={styles.late}>{`\u00a0· ${t('actions.late')}`}</span>}
              </span>
            </a>
          </li>
        ))}
      </ul>
      {rest > 0 && <p className={styles.none}>{t('actions.rest', { count: rest })}</p>}
    </section>
  )
}
