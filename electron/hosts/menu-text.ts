import i18next, { type TFunction } from 'i18next'
import type { Language } from '../../shared/model/bilingual.ts'
import english from '../../resources/locales/en/menu.json' with { type: 'json' }
import french from '../../resources/locales/fr/menu.json' with { type: 'json' }

const texts = i18next.createInstance()
void texts.init({
  initAsync: false,
  resources: { fr: { menu: french }, en: { menu: english } },
  fallbackLng: 'en',
  defaultNS: 'menu',
  interpolation: { escapeValue: false },
})

/** The words of native menus and dialogs in one language. */
export function menuText(language: Language): TFunction<'menu'> {
  return texts.getFixedT(language, 'menu')
}
