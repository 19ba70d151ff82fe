import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { textIn, withText, type BilingualText, type Language } from '../../../shared/model/bilingual.ts'
import type { SeriesId, WorkspaceId } from '../../../shared/model/identifiers.ts'
import { addPerson, readPeople } from '../../../shared/model/workspace.ts'
import { go } from '../../app/route.ts'
import { settledText } from '../../app/settled-text.ts'
import { Checkbox } from '../../components/choice.tsx'
import { DateField, SelectField, TextField, TimeField } from '../../components/field.tsx'
import { PersonPicker } from '../../components/person-picker.tsx'
import { TimeZoneField } from '../../components/time-zone-field.tsx'
import type { SeriesRow } from '../../store/database.ts'
import { useDocument, useStore, useTables } from '../../store/hooks.ts'
import type { OpenDocument } from '../../store/store.ts'
import { submitOnEnter, useOnce } from './form-keys.ts'
import styles from './home.module.css'
import { createMeeting, proposeMeeting, titleOf, type MeetingDraft, type MeetingProposal } from './new-meeting.ts'
import { FormButtons } from './workspace-menu.tsx'

export interface NewMeetingFormProps {
  readonly workspace: WorkspaceId
  readonly series: SeriesId
  /** The series that may be chosen instead. */
  readonly choices: readonly SeriesRow[]
  readonly onSeries: (series: SeriesId) => void
  readonly onClose: () => void
}

/** The next meeting of a series, all of it proposed but the date: typing that and Enter opens the meeting. */
export function NewMeetingForm({ workspace, series, choices, onSeries, onClose }: NewMeetingFormProps): ReactNode {
  const { t, i18n } = useTranslation(['home', 'common'])
  const language: Language = i18n.language === 'en' ? 'en' : 'fr'
  const store = useStore()
  const open = useDocument('workspace', workspace)
  const [proposal, setProposal] = useState<MeetingProposal>()
  useEffect(() => {
    let gone = false
    void proposeMeeting(store, series).then((found) => {
      if (!gone) setProposal(found)
    })
    return () => {
      gone = true
    }
  }, [store, series])
  if (!open || !proposal) return null
  return (
    <>
      {choices.length > 1 && (
        <div className={styles.form}>
          <SelectField
            label={t('meeting.series')}
            value={series}
            options={choices.map(({ id, name }) => ({ value: id, label: textIn(name, language) || t('common:untitled') }))}
            onChange={onSeries}
          />
        </div>
      )}
      <MeetingForm key={proposal.draft.series} open={open} proposal={proposal} onClose={onClose} />
    </>
  )
}

function MeetingForm({ open, proposal, onClose }: { readonly open: OpenDocument; readonly proposal: MeetingProposal; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['home', 'common'])
  const store = useStore()
  const people = useTables(open.document, ['people'], readPeople)
  const [draft, setDraft] = useState(proposal.draft)
  const [titleIsOwn, setTitleIsOwn] = useState(false)
  const [takesAgenda, setTakesAgenda] = useState(false)
  const [error, setError] = useState<string>()
  const { previous, seriesName } = proposal
  const change = (patch: Partial<MeetingDraft>) => setDraft((known) => ({ ...known, ...patch }))
  const changeNumber = (text: string) => {
    const digits = text.replace(/\D/g, '').slice(0, 6)
    const ordinal = digits === '' ? undefined : Number(digits)
    change({ ordinal, ...(!titleIsOwn && { title: titleOf(seriesName, ordinal) }) })
  }
  const create = useOnce(async () => {
    const settled = { title: settledIn(draft.title, draft.language), place: settledIn(draft.place, draft.language) }
    const id = await createMeeting(store, { ...draft, ...settled }, takesAgenda ? previous?.id : undefined)
    onClose()
    go({ screen: 'meeting', meeting: id })
  })
  const person = (name: string) => addPerson(open.document, { name })
  return (
    <form
      className={styles.form}
      onKeyDownCapture={submitOnEnter}
      onSubmit={(event) => {
        event.preventDefault()
        if (draft.date) create()
        else setError(t('meeting.dateMissing'))
      }}
    >
      <div className={styles.fields}>
        <DateField
          label={t('meeting.date')}
          value={draft.date}
          autoFocus
          onChange={(date) => {
            change({ date })
            setError(undefined)
          }}
        />
        <TimeField label={t('meeting.start')} value={draft.start} onChange={(start) => change({ start })} />
        <TimeField label={t('meeting.end')} value={draft.end} onChange={(end) => change({ end })} />
        <TextField label={t('meeting.number')} value={draft.ordinal === undefined ? '' : String(draft.ordinal)} onChange={changeNumber} />
      </div>
      {error && (
        <p role="alert" className={styles.problem}>
          {error}
        </p>
      )}
      <TextField
        label={t('meeting.title')}
        lang={draft.language}
        value={draft.title[draft.language] ?? ''}
        onChange={(text) => {
          setTitleIsOwn(true)
          change({ title: withText(draft.title, draft.language, text) })
        }}
      />
      <div className={styles.placeAndZone}>
        <TextField
          label={t('meeting.place')}
          lang={draft.language}
          value={draft.place[draft.language] ?? ''}
          onChange={(text) => change({ place: withText(draft.place, draft.language, text) })}
        />
        <TimeZoneField label={t('series.timeZone')} value={draft.timeZone} onChange={(timeZone) => change({ timeZone })} />
      </div>
      <PersonPicker label={t('meeting.chairs')} people={people} value={draft.chairs} onChange={(chairs) => change({ chairs })} addPerson={person} />
      <PersonPicker label={t('meeting.secretaries')} people={people} value={draft.secretaries} onChange={(secretaries) => change({ secretaries })} addPerson={person} />
      {previous && previous.items > 0 && (
        <Checkbox isSelected={takesAgenda} onChange={setTakesAgenda}>
          {t('meeting.sameAgenda', { count: previous.items })}
        </Checkbox>
      )}
      <FormButtons submit={t('common:create')} onCancel={onClose} />
    </form>
  )
}

function settledIn(text: BilingualText, language: Language): BilingualText {
  const written = text[language] ?? ''
  const settled = settledText(written, language)
  return settled === written ? text : withText(text, language, settled)
}
