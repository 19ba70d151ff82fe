import { useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { plain } from '../../../shared/attendance/match-people.ts'
import { CompletingInput } from '../../components/completing-input.tsx'
import styles from './directory.module.css'

export interface NewPerson {
  readonly name: string
  /** Empty for none; a name that is not known yet makes a new site. */
  readonly site: string
}

export interface AddPersonRowProps {
  readonly siteNames: readonly string[]
  readonly onAdd: (person: NewPerson) => void
  readonly onPasteLines: (text: string) => void
}

/** Name, Tab, site, Enter; and again. The site stays for the next one, because people are entered site by site. */
export function AddPersonRow({ siteNames, onAdd, onPasteLines }: AddPersonRowProps): ReactNode {
  const { t } = useTranslation('directory')
  const [name, setName] = useState('')
  const [site, setSite] = useState('')
  const first = useRef<HTMLInputElement>(null)
  const add = () => {
    if (name.trim() !== '') onAdd({ name: name.trim(), site: site.trim() })
    setName('')
    first.current?.focus()
  }
  const isNewSite = site.trim() !== '' && !siteNames.some((known) => plain(known) === plain(site))
  return (
    <div className={styles.addRow}>
      <CompletingInput label={t('people.add')} labelHidden placeholder={t('people.add')} value={name} onChange={setName} candidates={[]} onEnter={add} onPasteLines={onPasteLines} inputRef={first} />
      <CompletingInput label={t('columns.site')} labelHidden placeholder={t('columns.site')} value={site} onChange={setSite} candidates={siteNames} onEnter={add} />
      <span className={styles.hint}>{isNewSite && name.trim() !== '' ? t('people.newSite', { name: site.trim() }) : t('people.hint')}</span>
    </div>
  )
}

export function AddSiteRow({ onAdd }: { readonly onAdd: (name: string) => void }): ReactNode {
  const { t } = useTranslation('directory')
  const [name, setName] = useState('')
  return (
    <div className={styles.addRow}>
      <CompletingInput
        label={t('sites.add')}
        labelHidden
        placeholder={t('sites.add')}
        value={name}
        onChange={setName}
        candidates={[]}
        onEnter={() => {
          if (name.trim() !== '') onAdd(name.trim())
          setName('')
        }}
      />
    </div>
  )
}
