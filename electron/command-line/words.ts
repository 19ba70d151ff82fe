import i18next, { type TFunction } from 'i18next'
import english from '../../resources/locales/en/command-line.json' with { type: 'json' }
import french from '../../resources/locales/fr/command-line.json' with { type: 'json' }
import type { Language } from '../../shared/model/bilingual.ts'

/** What the command line says, in one language. */
export interface Words {
  readonly say: TFunction<'command-line'>
  /** "1 204", "1,204". */
  number(value: number): string
  /** "12,4 Mo", "12.4 MB". */
  size(bytes: number): string
  /** A moment by the wall clock of this machine. */
  moment(time: number): string
}

export function commandLineWords(language: Language): Words {
  const texts = i18next.createInstance()
  void texts.init({
    initAsync: false,
    resources: { fr: { 'command-line': french }, en: { 'command-line': english } },
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'command-line',
    interpolation: { escapeValue: false },
  })
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB'
  const plain = new Intl.NumberFormat(locale)
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  return {
    say: texts.getFixedT(language, 'command-line'),
    number: (value) => plain.format(value),
    size(bytes) {
      const [unit, divisor] = bytes < 1_000_000 ? (['kilobyte', 1_000] as const) : (['megabyte', 1_000_000] as const)
      return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 }).format(bytes / divisor)
    },
    moment: (time) => moment.format(time),
  }
}
