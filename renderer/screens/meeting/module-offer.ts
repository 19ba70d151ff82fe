import { useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { formatList } from '../../../shared/i18n/format.ts'
import { otherLanguage, type Language } from '../../../shared/model/bilingual.ts'
import type { TextModuleId } from '../../../shared/model/identifiers.ts'
import { readTextModules, type TextModule } from '../../../shared/model/text-modules.ts'
import { fillFields, type FilledText } from '../../../shared/text-modules/fields.ts'
import { moduleLines } from '../../../shared/text-modules/lines.ts'
import { meetingFacts } from '../../../shared/text-modules/meeting-facts.ts'
import { go } from '../../app/route.ts'
import type { ModuleOffer } from '../../editor/module-picker.tsx'
import { useTables } from '../../store/hooks.ts'
import { useDesk, type Desk } from './desk.tsx'

/** The texts of the series, in the language at hand, with the facts that the meeting has at the moment one is taken. */
export function useModuleOffer(): ModuleOffer {
  const { t, i18n } = useTranslation('modules')
  const desk = useDesk()
  const interfaceLanguage: Language = i18n.language === 'en' ? 'en' : 'fr'
  const written = useTables(desk.series, MODULES, readTextModules)
  const { language } = desk
  const latest = useRef({ desk, written })
  latest.current = { desk, written }
  return useMemo((): ModuleOffer => {
    const moduleOf = (id: TextModuleId) => latest.current.written.find((module) => module.id === id)
    const nameOf = ({ name, text }: TextModule) => name || (text[languageOf(text, language)] ?? '').slice(0, 40) || t('untitled')
    return {
      modules: written
        .filter(({ text }) => text[languageOf(text, language)]?.trim())
        .map((module) => ({ id: module.id, name: nameOf(module), ...(languageOf(module.text, language) !== language && { detail: t(`only.${otherLanguage(language)}`) }) })),
      onWrite: () => go({ screen: 'series', series: latest.current.desk.facts.series }),
      linesOf: (id) => {
        const module = moduleOf(id)
        return module ? moduleLines(filled(module, latest.current.desk).text) : []
      },
      onInserted: (id) => {
        const module = moduleOf(id)
        if (!module) return
        const { desk: now } = latest.current
        const { unknown, missing } = filled(module, now)
        const name = nameOf(module)
        const isOther = languageOf(module.text, language) !== language
        if (unknown.length > 0) now.tell({ words: t('told.unknown', { name, names: formatList(unknown.map((field) => `{${field}}`), interfaceLanguage) }) })
        else if (missing.length > 0) now.tell({ words: t('told.missing', { name, fields: formatList(missing.map((field) => t(`fields.${field}`)), interfaceLanguage) }) })
        else now.tell({ words: isOther ? t(`told.otherLanguage.${otherLanguage(language)}`, { name }) : t('told.inserted', { name }) })
      },
    }
  }, [written, language, interfaceLanguage, t])
}

const MODULES = ['modules']

/** The language at hand if there is a text in it, else the other one. */
function languageOf(text: TextModule['text'], language: Language): Language {
  return text[language]?.trim() ? language : otherLanguage(language)
}

function filled({ text }: TextModule, { meeting, series, workspace, language }: Desk): FilledText {
  const written = languageOf(text, language)
  return fillFields(text[written] ?? '', meetingFacts({ workspace, series, meeting: meeting.document }), written)
}
