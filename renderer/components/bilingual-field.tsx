import { useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LANGUAGES, otherLanguage, translationState, withText, type BilingualText, type Language } from '../../shared/model/bilingual.ts'
import { settledText } from '../app/settled-text.ts'
import { TextField } from './field.tsx'
import styles from './bilingual-field.module.css'

export interface BilingualFieldProps {
  readonly label: string
  readonly value: BilingualText
  readonly onChange: (value: BilingualText) => void
  readonly autoFocus?: boolean
}

/** A text in both languages, side by side; says when the translation is older than the original. */
export function BilingualField({ label, value, onChange, autoFocus = false }: BilingualFieldProps): ReactNode {
  const { t } = useTranslation(['series', 'common'])
  const typed = useRef<Language>(undefined)
  const isStale = translationState(value) === 'stale'
  return (
    <div className={styles.pair}>
      {LANGUAGES.map((language) => (
        <TextField
          key={language}
          label={t(`inLanguage.${language}`, { label })}
          lang={language}
          value={value[language] ?? ''}
          autoFocus={autoFocus && language === value.original}
          {...(isStale && language === otherLanguage(value.original) && { description: t('staleTranslation') })}
          onChange={(text) => {
            typed.current = language
            onChange(withText(value, language, text))
          }}
          onBlur={() => {
            // Who only passes by writes nothing: a translation would count as made anew.
            if (typed.current !== language) return
            typed.current = undefined
            const settled = settledText(value[language] ?? '', language)
            if (settled !== value[language]) onChange(withText(value, language, settled))
          }}
        />
      ))}
    </div>
  )
}
