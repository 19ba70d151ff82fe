import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { bilingual, LANGUAGES, type Language } from '../../../shared/model/bilingual.ts'
import type { WorkspaceId } from '../../../shared/model/identifiers.ts'
import { editSeries } from '../../../shared/model/series.ts'
import type { WallTime } from '../../../shared/model/wall-time.ts'
import { settledText } from '../../app/settled-text.ts'
import { SelectField, TextField, TimeField } from '../../components/field.tsx'
import { TimeZoneField } from '../../components/time-zone-field.tsx'
import { newSeries } from '../../store/create.ts'
import { useStore } from '../../store/hooks.ts'
import { submitOnEnter, useOnce } from './form-keys.ts'
import styles from './home.module.css'
import { proposedTimeZone } from './proposed-time-zone.ts'
import { FormButtons } from './workspace-menu.tsx'

/** A series needs a name; everything else is proposed. Enter anywhere creates it. */
export function NewSeriesForm({ workspace, onClose }: { readonly workspace: WorkspaceId; readonly onClose: () => void }): ReactNode {
  const { t, i18n } = useTranslation(['home', 'common'])
  const store = useStore()
  const [name, setName] = useState('')
  const interfaceLanguage: Language = i18n.language === 'en' ? 'en' : 'fr'
  const [language, setLanguage] = useState(interfaceLanguage)
  const [timeZone, setTimeZone] = useState(() => proposedTimeZone(interfaceLanguage))
  const [start, setStart] = useState<WallTime>()
  const [end, setEnd] = useState<WallTime>()
  const [usualPlace, setPlace] = useState('')
  const [error, setError] = useState<string>()
  const create = useOnce(async () => {
    const id = await newSeries(store, workspace, settledText(name, language), language, timeZone)
    const open = await store.open({ kind: 'series', id })
    editSeries(open.document, { ...(start && { usualStart: start }), ...(end && { usualEnd: end }), ...(usualPlace.trim() && { usualPlace: bilingual(settledText(usualPlace, language), language) }) })
    open.undo.clear()
    await store.flush()
    await store.close(open)
    onClose()
  })
  return (
    <form
      className={styles.form}
      onKeyDownCapture={submitOnEnter}
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() === '') setError(t('series.nameMissing'))
        else create()
      }}
    >
      <TextField
        label={t('series.name')}
        description={t('series.nameExplained')}
        value={name}
        error={error}
        autoFocus
        onChange={(text) => {
          setName(text)
          setError(undefined)
        }}
      />
      <div className={styles.fields}>
        <TimeField label={t('series.usualStart')} value={start} onChange={setStart} />
        <TimeField label={t('series.usualEnd')} value={end} onChange={setEnd} />
      </div>
      <TextField label={t('series.usualPlace')} value={usualPlace} onChange={setPlace} lang={language} />
      <div className={styles.fields}>
        <TimeZoneField label={t('series.timeZone')} value={timeZone} onChange={setTimeZone} />
        <SelectField
          label={t('series.language')}
          value={language}
          options={LANGUAGES.map((value) => ({ value, label: t(`common:language.${value}`) }))}
          onChange={setLanguage}
        />
      </div>
      <FormButtons submit={t('common:create')} onCancel={onClose} />
    </form>
  )
}
