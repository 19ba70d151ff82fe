import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import styles from './restore-list.module.css'

interface RestoreListProps<Id extends string> {
  /** Says how many there are. */
  readonly label: string
  readonly deleted: readonly { readonly id: Id; readonly name: string }[]
  readonly onRestore: (id: Id) => void
}

/** What was deleted, folded away, each with a button that brings it back. */
export function RestoreList<Id extends string>({ label, deleted, onRestore }: RestoreListProps<Id>): ReactNode {
  const { t } = useTranslation(['home', 'common'])
  if (deleted.length === 0) return null
  return (
    <details className={styles.list}>
      <summary>{label}</summary>
      <ul>
        {deleted.map(({ id, name }) => (
          <li key={id}>
            <span>{name}</span>
            <Button variant="quiet" onPress={() => onRestore(id)} aria-label={t('restoreNamed', { name })}>
              {t('common:restore')}
            </Button>
          </li>
        ))}
      </ul>
    </details>
  )
}
