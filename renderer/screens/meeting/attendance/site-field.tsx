import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { SiteId } from '../../../../shared/model/identifiers.ts'
import type { Site } from '../../../../shared/model/workspace.ts'
import { SuggestionInput } from '../../../components/suggestion-input.tsx'
import { sitesFor } from './attendance-field.tsx'
import styles from './attendance.module.css'

export interface SiteFieldProps {
  readonly sites: readonly Site[]
  readonly value: SiteId | undefined
  readonly onChange: (site: SiteId | undefined) => void
  readonly onAdd: (name: string) => void
}

/** The site a person comes from, as of this meeting. */
export function SiteField({ sites, value, onChange, onAdd }: SiteFieldProps): ReactNode {
  const { t } = useTranslation('attendance')
  const [typed, setTyped] = useState<string>()
  const name = sites.find((site) => site.id === value)?.name ?? ''
  return (
    <div className={styles.siteField}>
      <span aria-hidden className={styles.fieldLabel}>
        {t('site')}
      </span>
      <SuggestionInput
        label={t('site')}
        text={typed ?? name}
        onText={setTyped}
        placeholder={t('field.noSite')}
        suggestions={typed === undefined ? [] : sitesFor(typed, sites, undefined, t)}
        opensAtOnce
        onChoose={({ site }) => {
          if (site === undefined) onAdd((typed ?? '').trim())
          else onChange(site ?? undefined)
          setTyped(undefined)
        }}
        onBlur={() => setTyped(undefined)}
      />
    </div>
  )
}
