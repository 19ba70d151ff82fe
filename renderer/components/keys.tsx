import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { keyNames, type KeyCombination } from '../app/keys.ts'
import styles from './keys.module.css'

/** A key combination as small caps of keys. */
export function Keys({ keys }: { readonly keys: KeyCombination }): ReactNode {
  const { i18n } = useTranslation()
  return (
    <kbd className={styles.keys}>
      {keyNames(keys, i18n.language === 'en' ? 'en' : 'fr').map((name) => (
        <span key={name} className={styles.key}>
          {name}
        </span>
      ))}
    </kbd>
  )
}
