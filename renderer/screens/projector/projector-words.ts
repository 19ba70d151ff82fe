import i18next, { type TFunction } from 'i18next'
import english from '../../../resources/locales/en/projector.json'
import french from '../../../resources/locales/fr/projector.json'
import type { Language } from '../../../shared/model/bilingual.ts'

export type ProjectorWords = TFunction<'projector'>

const texts = i18next.createInstance()
void texts.init({
  initAsync: false,
  resources: { fr: { projector: french }, en: { projector: english } },
  fallbackLng: false,
  defaultNS: 'projector',
  interpolation: { escapeValue: false },
})

/** The words of the second screen alone: those of the others would make its page ten times as large. */
export function projectorWords(language: Language): ProjectorWords {
  return texts.getFixedT(language, 'projector')
}
