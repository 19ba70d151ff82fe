import type { ReactNode } from 'react'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { LANGUAGES, type Language } from '../../shared/model/bilingual.ts'
import { setPreferences, usePreferences } from '../app/preferences.ts'
import styles from './language-switch.module.css'

/** The language of the interface. Each language is named in itself, for whoever reads only that one. */
const OWN_NAMES: Readonly<Record<Language, string>> = { fr: 'Français', en: 'English' }

export function LanguageSwitch(): ReactNode {
  const { t } = useTranslation('home')
  const { language } = usePreferences()
  return (
    <ToggleButtonGroup
      aria-label={t('interfaceLanguage')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[language]}
      onSelectionChange={([chosen]) => setPreferences({ language: chosen as Language })}
      className={styles.switch!}
    >
      {LANGUAGES.map((each) => (
        <ToggleButton key={each} id={each} className={styles.language!}>
          <span lang={each}>{OWN_NAMES[each]}</span>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
