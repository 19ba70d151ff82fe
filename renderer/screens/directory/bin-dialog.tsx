import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonId, SiteId } from '../../../shared/model/identifiers.ts'
import type { Person, Site } from '../../../shared/model/workspace.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import styles from './directory.module.css'

export interface BinDialogProps {
  readonly isOpen: boolean
  readonly people: readonly Person[]
  readonly sites: readonly Site[]
  readonly onClose: () => void
  readonly onRestorePerson: (id: PersonId) => void
  readonly onRestoreSite: (id: SiteId) => void
}

/** What was removed from the directory; each goes back to where it was. */
export function BinDialog({ isOpen, people, sites, onClose, onRestorePerson, onRestoreSite }: BinDialogProps): ReactNode {
  const { t } = useTranslation(['directory', 'common', 'home'])
  const removed = [
    ...people.filter(({ deleted }) => deleted).map(({ id, name }) => ({ id: id as string, name, kind: t('bin.person'), restore: () => onRestorePerson(id) })),
    ...sites.filter(({ deleted }) => deleted).map(({ id, name }) => ({ id: id as string, name, kind: t('bin.site'), restore: () => onRestoreSite(id) })),
  ]
  return (
    <Dialog title={t('bin.title')} isOpen={isOpen} onClose={onClose}>
      {removed.length === 0 ? (
        <p className={styles.nobody}>{t('bin.empty')}</p>
      ) : (
        <ul className={styles.binList}>
          {removed.map(({ id, name, kind, restore }) => (
            <li key={id}>
              <span className={styles.binName}>{name}</span>
              <span className={styles.muted}>{kind}</span>
              <Button variant="quiet" onPress={restore} aria-label={t('home:restoreNamed', { name })}>
                {t('common:restore')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.buttons}>
        <Button onPress={onClose}>{t('common:close')}</Button>
      </div>
    </Dialog>
  )
}
