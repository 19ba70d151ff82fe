import i18next, { type TFunction } from 'i18next'
import english from '../../resources/locales/en/launch.json' with { type: 'json' }
import french from '../../resources/locales/fr/launch.json' with { type: 'json' }
import type { Language } from '../../shared/model/bilingual.ts'

/** What the launcher says, in one language. */
export function launchWords(language: Language): TFunction<'launch'> {
  const texts = i18next.createInstance()
  void texts.init({
    initAsync: false,
    resources: { fr: { launch: french }, en: { launch: english } },
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'launch',
    interpolation: { escapeValue: false },
  })
  return texts.getFixedT(language, 'launch')
}
