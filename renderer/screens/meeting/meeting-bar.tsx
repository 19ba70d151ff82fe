import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate, formatTimeRange } from '../../../shared/i18n/format.ts'
import { LANGUAGES, textIn, type Language } from '../../../shared/model/bilingual.ts'
import { MEETING_STATES, type MeetingState } from '../../../shared/model/meeting.ts'
import { readSeries } from '../../../shared/model/series.ts'
import { usePreferences } from '../../app/preferences.ts'
import { go } from '../../app/route.ts'
import { IconButton } from '../../components/button.tsx'
import { SelectField } from '../../components/field.tsx'
import { ArrowLeft, FileOutput, Info } from '../../components/icons.tsx'
import { useTables } from '../../store/hooks.ts'
import { MeetingClock } from './clock/meeting-clock.tsx'
import { useDesk } from './desk.tsx'
import { MeetingHistory } from './history/meeting-history.tsx'
import { splitHeading } from './meeting-heading.ts'
import styles from './meeting.module.css'
import { MeetingPresence } from './presence.tsx'
import { ProjectorPublisher } from './projector-publisher.tsx'
import { TranslationWalk } from './translation-walk.tsx'

/** Which meeting this is, and when. */
export function MeetingTitle(): ReactNode {
  const { t } = useTranslation(['meeting', 'common'])
  const { facts, series, language } = useDesk()
  const { language: interfaceLanguage } = usePreferences()
  const { name } = useTables(series, ['facts'], readSeries)
  const seriesName = textIn(name, language) || t('common:untitled')
  const heading = textIn(facts.title, language) || (facts.ordinal === undefined ? seriesName : t('heading', { series: seriesName, ordinal: facts.ordinal }))
  const { name: shortened, number } = splitHeading(heading)
  const date = facts.date && formatDate(facts.date, interfaceLanguage, 'medium')
  const hours = facts.start && formatTimeRange(facts.start, facts.end ?? null, interfaceLanguage)
  return (
    <>
      <IconButton icon={ArrowLeft} label={t('commands.goSeries')} keys="Alt+S" onPress={() => go({ screen: 'series', series: facts.series })} />
      {/* The name gives way first; the number and the date say which meeting this is, and are never cut. */}
      <h1 className={styles.heading} title={heading}>
        <span className={styles.headingName}>{shortened}</span>
        <span className={styles.identity}>
          {number}
          {(date || hours) && (
            <span className={styles.when}>
              {' · '}
              {date}
              {hours && <span className={date ? styles.hours : undefined}>{date ? `, ${hours}` : hours}</span>}
            </span>
          )}
        </span>
      </h1>
    </>
  )
}

export interface MeetingControlsProps {
  readonly setState: (state: MeetingState) => void
  readonly setLanguage: (language: Language) => void
  readonly showsDetails: boolean
  readonly toggleDetails: () => void
  /** Shows the facts of the meeting, with the focus on what `selector` finds in them. */
  readonly openDetails: (selector: string) => void
}

/** What concerns the meeting as a whole: who is here, its clock, state, languages, history, facts and documents. */
export function MeetingControls({ setState, setLanguage, showsDetails, toggleDetails, openDetails }: MeetingControlsProps): ReactNode {
  const { t } = useTranslation(['meeting', 'common'])
  const { id, facts, language, readOnly } = useDesk()
  return (
    <>
      <MeetingPresence />
      <ProjectorPublisher />
      <MeetingClock />
      <SelectField
        label={t('state')}
        labelHidden
        value={facts.state}
        options={MEETING_STATES.map((state) => ({ value: state, label: t(`common:state.${state}`) }))}
        onChange={setState}
      />
      {!readOnly && <TranslationWalk openDetails={openDetails} />}
      <div role="group" aria-label={t('language')} className={styles.languages}>
        {LANGUAGES.map((choice) => (
          <button key={choice} type="button" aria-pressed={language === choice} aria-label={`${t(`common:language.short.${choice}`)}, ${t(`common:language.${choice}`)}`} className={styles.language} onClick={() => setLanguage(choice)}>
            {t(`common:language.short.${choice}`)}
          </button>
        ))}
      </div>
      <MeetingHistory />
      <IconButton icon={Info} label={t('commands.details')} keys="Alt+I" pressed={showsDetails} onPress={toggleDetails} />
      <IconButton icon={FileOutput} label={t('commands.export')} keys="Mod+E" onPress={() => go({ screen: 'export', meeting: id })} />
    </>
  )
}
