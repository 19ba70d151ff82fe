import { useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { plain } from '../../shared/attendance/match-people.ts'
import { formatZone } from '../../shared/i18n/format.ts'
import type { Language } from '../../shared/model/bilingual.ts'
import { parseTimeZone } from '../../shared/model/wall-time.ts'
import fieldStyles from './field.module.css'
import { SuggestionInput } from './suggestion-input.tsx'

const ZONES = Intl.supportedValuesOf('timeZone')
/** More are not read; another letter is quicker. */
const MOST_SUGGESTIONS = 10

export interface TimeZoneFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (zone: string) => void
}

/** A time zone, found by a part of its name ("paris"). What is no zone is not taken. */
export function TimeZoneField({ label, value, onChange }: TimeZoneFieldProps): ReactNode {
  const { i18n } = useTranslation()
  const language: Language = i18n.language === 'en' ? 'en' : 'fr'
  const [text, setText] = useState<string>()
  const suggestions = useMemo(() => (text === undefined ? [] : zonesFor(text, language)), [text, language])
  const choose = (zone: string | undefined) => {
    setText(undefined)
    if (zone) onChange(zone)
  }
  return (
    <div className={fieldStyles.field}>
      <span aria-hidden className={fieldStyles.label}>
        {label}
      </span>
      <SuggestionInput
        label={label}
        className={fieldStyles.input}
        text={text ?? value}
        onText={setText}
        suggestions={suggestions}
        onChoose={({ id }) => choose(id)}
        onBlur={() => choose(text === undefined ? undefined : parseTimeZone(text.trim()))}
      />
    </div>
  )
}

function zonesFor(text: string, language: Language): readonly { readonly id: string; readonly label: string; readonly detail: string }[] {
  const wanted = plain(text)
  return ZONES.filter((zone) => plain(zone).includes(wanted))
    .slice(0, MOST_SUGGESTIONS)
    .map((zone) => ({ id: zone, label: zone, detail: formatZone(zone, language) }))
}
