import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LANGUAGES, withText, type BilingualText, type Language } from '../../../shared/model/bilingual.ts'
import { safeLink } from '../../../shared/model/links.ts'
import { editMeeting, type MeetingPatch } from '../../../shared/model/meeting.ts'
import { readPeople } from '../../../shared/model/workspace.ts'
import { settledText } from '../../app/settled-text.ts'
import { IconButton } from '../../components/button.tsx'
import { DateField, SelectField, TextField, TimeField } from '../../components/field.tsx'
import { X } from '../../components/icons.tsx'
import { PersonPicker } from '../../components/person-picker.tsx'
import { TimeZoneField } from '../../components/time-zone-field.tsx'
import { useTables } from '../../store/hooks.ts'
import { SittingTimes } from './clock/sitting-times.tsx'
import { useDesk } from './desk.tsx'
import { useDraftText } from './draft-text.ts'
import styles from './meeting.module.css'

/** The facts of the meeting: when, where, who presides, who writes, when next. */
export function DetailsPanel({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['meeting', 'common'])
  const { facts, workspace, change, write: writeText, readOnly, addPerson } = useDesk()
  const people = useTables(workspace, ['people'], readPeople)
  // Text is undone as it was typed, a choice by itself.
  const write = (patch: MeetingPatch) => writeText((document) => editMeeting(document, patch))
  const edit = (patch: MeetingPatch) => change((document) => editMeeting(document, patch))
  const common = { isDisabled: readOnly }
  return (
    <section
      className={styles.details}
      data-area="details"
      aria-label={t('details.title')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.preventDefault()
        onClose()
      }}
    >
      <h2>{t('details.title')}</h2>
      <div className={styles.detailsGrid}>
        <div className={styles.date}>
          <OrdinalField ordinal={facts.ordinal} onChange={(ordinal) => write({ ordinal })} />
          <DateField {...common} label={t('details.date')} value={facts.date} onChange={(date) => edit({ date })} />
          <TimeField {...common} label={t('details.start')} value={facts.start} onChange={(start) => edit({ start })} />
          <TimeField {...common} label={t('details.end')} value={facts.end} onChange={(end) => edit({ end })} />
          {readOnly ? (
            <TextField {...common} label={t('details.zone')} value={facts.timeZone} onChange={() => {}} />
          ) : (
            <TimeZoneField label={t('details.zone')} value={facts.timeZone} onChange={(timeZone) => edit({ timeZone })} />
          )}
        </div>
        <SittingTimes />
        <BilingualField label="details.titleIn" text={facts.title} onChange={(title) => write({ title })} />
        <BilingualField label="details.placeIn" text={facts.place} onChange={(place) => write({ place })} />
        <div data-chairs="">
          <PersonPicker {...common} label={t('details.chairs')} people={people} value={facts.chairs} addPerson={addPerson} onChange={(chairs) => edit({ chairs })} />
        </div>
        <PersonPicker {...common} label={t('details.secretaries')} people={people} value={facts.secretaries} addPerson={addPerson} onChange={(secretaries) => edit({ secretaries })} />
        <LinkField link={facts.link ?? ''} onChange={(link) => write({ link: link || undefined })} />
        <div className={styles.next}>
          <DateField {...common} label={t('details.nextDate')} value={facts.nextDate} onChange={(nextDate) => edit({ nextDate })} />
          <TimeField {...common} label={t('details.nextStart')} value={facts.nextStart} onChange={(nextStart) => edit({ nextStart })} />
          <SelectField {...common} label={t('details.language')} value={facts.language} options={LANGUAGES.map((language) => ({ value: language, label: t(`common:language.${language}`) }))} onChange={(language: Language) => edit({ language })} />
        </div>
      </div>
      <div className={styles.detailsClose}>
        <IconButton icon={X} label={t('common:close')} keys="Escape" onPress={onClose} />
      </div>
    </section>
  )
}

function OrdinalField({ ordinal, onChange }: { readonly ordinal: number | undefined; readonly onChange: (ordinal: number | undefined) => void }): ReactNode {
  const { t } = useTranslation(['meeting', 'common'])
  const { readOnly } = useDesk()
  const draft = useDraftText(ordinal === undefined ? '' : String(ordinal), (text) => {
    const typed = /^\d{1,6}$/.test(text) ? Number(text) : undefined
    if (typed !== ordinal) onChange(typed)
  })
  return <TextField label={t('details.ordinal')} isDisabled={readOnly} value={draft.text} onChange={(text) => draft.change(text.replace(/\D/g, ''))} onBlur={draft.settle} />
}

type BilingualLabel = 'details.titleIn' | 'details.placeIn'

/** One field for each language, of which either can be the original. */
function BilingualField({ label, text, onChange }: { readonly label: BilingualLabel; readonly text: BilingualText; readonly onChange: (text: BilingualText) => void }): ReactNode {
  return (
    <div className={styles.pair} data-bilingual={label}>
      {LANGUAGES.map((language) => (
        <OneLanguageField key={language} label={label} language={language} text={text} onChange={onChange} />
      ))}
    </div>
  )
}

function OneLanguageField({ label, language, text, onChange }: { readonly label: BilingualLabel; readonly language: Language; readonly text: BilingualText; readonly onChange: (text: BilingualText) => void }): ReactNode {
  const { t } = useTranslation(['meeting', 'common'])
  const { readOnly } = useDesk()
  const draft = useDraftText(text[language] ?? '', (typed) => {
    const written = settledText(typed, language)
    if (written !== (text[language] ?? '')) onChange(withText(text, language, written))
  })
  return <TextField label={t(`${label}.${language}`)} lang={language} isDisabled={readOnly} value={draft.text} onChange={draft.change} onBlur={draft.settle} onEnter={draft.settle} />
}

function LinkField({ link, onChange }: { readonly link: string; readonly onChange: (link: string) => void }): ReactNode {
  const { t } = useTranslation(['meeting', 'common'])
  const { readOnly } = useDesk()
  const [isBad, setBad] = useState(false)
  const draft = useDraftText(link, (text) => {
    const address = text.trim() === '' ? '' : safeLink(text)
    if (address !== undefined && address !== link) onChange(address)
  })
  const settle = () => {
    const isWrong = draft.text.trim() !== '' && safeLink(draft.text) === undefined
    setBad(isWrong)
    // What cannot be kept stays in sight, to be corrected.
    if (!isWrong) draft.settle()
  }
  return (
    <TextField
      type="url"
      label={t('details.link')}
      placeholder="https://"
      isDisabled={readOnly}
      value={draft.text}
      error={isBad ? t('details.linkError') : undefined}
      onChange={(text) => {
        setBad(false)
        draft.change(text)
      }}
      onBlur={settle}
      onEnter={settle}
    />
  )
}
