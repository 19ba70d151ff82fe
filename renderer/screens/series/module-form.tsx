import { useMemo, useRef, type ReactNode } from 'react'
import { Toolbar } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type * as Y from 'yjs'
import { formatDate, formatList } from '../../../shared/i18n/format.ts'
import { LANGUAGES, withText, type Language } from '../../../shared/model/bilingual.ts'
import type { MeetingId } from '../../../shared/model/identifiers.ts'
import { readMeeting } from '../../../shared/model/meeting.ts'
import { readMembers, readSeries } from '../../../shared/model/series.ts'
import { editTextModule, LONGEST_MODULE_NAME, LONGEST_MODULE_TEXT, type TextModule } from '../../../shared/model/text-modules.ts'
import { readPeople } from '../../../shared/model/workspace.ts'
import { fieldSign, fillFields, MODULE_FIELDS, UNKNOWN_FACT } from '../../../shared/text-modules/fields.ts'
import { moduleLines, type ModuleLine } from '../../../shared/text-modules/lines.ts'
import { factsWithoutMeeting, meetingFacts, type MeetingFacts } from '../../../shared/text-modules/meeting-facts.ts'
import { Button } from '../../components/button.tsx'
import { TextField } from '../../components/field.tsx'
import { KIND_SHAPES } from '../../editor/entry-view.ts'
import { useDocument, useTables } from '../../store/hooks.ts'
import { useDraftText } from '../meeting/draft-text.ts'
import styles from './modules.module.css'

export interface ModuleFormProps {
  readonly series: Y.Doc
  readonly workspace: Y.Doc
  readonly lastMeeting: MeetingId | undefined
  readonly module: TextModule
  readonly onClose: () => void
}

/** One text: its name, its words in both languages, the fields it can have, and what will stand in the minutes. */
export function ModuleForm({ series, workspace, lastMeeting, module, onClose }: ModuleFormProps): ReactNode {
  const { t, i18n } = useTranslation(['modules', 'common'])
  const language: Language = i18n.language === 'en' ? 'en' : 'fr'
  const name = useDraftText(module.name, (typed) => editTextModule(series, module.id, { name: typed.trim() }))
  const unknown = useMemo(() => unknownFields(module), [module])
  return (
    <div
      className={styles.form}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.preventDefault()
        onClose()
      }}
    >
      <TextField label={t('name')} maxLength={LONGEST_MODULE_NAME} value={name.text} onChange={name.change} onBlur={name.settle} />
      <div className={styles.pair}>
        {LANGUAGES.map((each) => (
          <ModuleText key={each} series={series} module={module} language={each} />
        ))}
      </div>
      <p className={styles.hint}>{t('textHint')}</p>
      {unknown.length > 0 && (
        <p role="status" className={styles.unknown}>
          {t('unknown', { count: unknown.length, names: formatList(unknown.map((each) => `{${each}}`), language) })}
        </p>
      )}
      {lastMeeting ? (
        <LastPreview series={series} workspace={workspace} meeting={lastMeeting} module={module} />
      ) : (
        <Preview module={module} facts={factsWithoutMeeting(readSeries(series).name)} title={t('preview.none')} />
      )}
      <div>
        <Button onPress={onClose}>{t('close')}</Button>
      </div>
    </div>
  )
}

function ModuleText({ series, module, language }: { readonly series: Y.Doc; readonly module: TextModule; readonly language: Language }): ReactNode {
  const { t } = useTranslation('modules')
  const draft = useDraftText(module.text[language] ?? '', (typed) => {
    if (typed !== (module.text[language] ?? '')) editTextModule(series, module.id, { text: withText(module.text, language, typed) })
  })
  const place = useRef<HTMLDivElement>(null)
  const isFull = draft.text.length >= LONGEST_MODULE_TEXT
  return (
    <div ref={place}>
      <TextField
        label={t(`text.${language}`)}
        lang={language}
        rows={4}
        maxLength={LONGEST_MODULE_TEXT}
        value={draft.text}
        {...(isFull && { description: t('tooLong', { count: LONGEST_MODULE_TEXT }) })}
        onChange={draft.change}
        onBlur={draft.settle}
      />
      <Toolbar aria-label={t(`fieldsIn.${language}`)} className={styles.fields!}>
        {MODULE_FIELDS.map((field) => (
          <Button key={field} variant="quiet" preventFocusOnPress onPress={() => insert(place.current?.querySelector('textarea'), fieldSign(field, language))}>
            {fieldSign(field, language).slice(1, -1)}
          </Button>
        ))}
      </Toolbar>
    </div>
  )
}

/** As if it were typed: what listens to the field hears of it, and the caret stands behind it. */
function insert(field: HTMLTextAreaElement | null | undefined, words: string): void {
  if (!field || field.value.length + words.length > LONGEST_MODULE_TEXT) return
  field.focus()
  field.setRangeText(words, field.selectionStart, field.selectionEnd, 'end')
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

function unknownFields({ text }: TextModule): readonly string[] {
  const facts = factsWithoutMeeting(text)
  return [...new Set(LANGUAGES.flatMap((language) => fillFields(text[language] ?? '', facts, language).unknown))]
}

/** With the facts of the last meeting, that one sees what the text will be like. */
function LastPreview({ series, workspace, meeting, module }: Omit<ModuleFormProps, 'lastMeeting' | 'onClose'> & { readonly meeting: MeetingId }): ReactNode {
  const open = useDocument('meeting', meeting)
  return open ? <MeetingPreview series={series} workspace={workspace} meeting={open.document} module={module} /> : null
}

function MeetingPreview({ series, workspace, meeting, module }: Omit<ModuleFormProps, 'lastMeeting' | 'onClose'> & { readonly meeting: Y.Doc }): ReactNode {
  const { t, i18n } = useTranslation('modules')
  // They say when the facts are to be read again.
  const revisions = [
    useTables(meeting, ['facts', 'attendance'], readMeeting),
    useTables(series, ['facts'], readSeries),
    useTables(series, ['members'], readMembers),
    useTables(workspace, ['people', 'sites'], readPeople),
  ]
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const facts = useMemo(() => meetingFacts({ workspace, series, meeting }), [workspace, series, meeting, ...revisions])
  const title = facts.date ? t('preview.of', { date: formatDate(facts.date, i18n.language === 'en' ? 'en' : 'fr', 'long') }) : t('preview.last')
  return <Preview module={module} facts={facts} title={title} />
}

function Preview({ module, facts, title }: { readonly module: TextModule; readonly facts: MeetingFacts; readonly title: string }): ReactNode {
  const { t, i18n } = useTranslation('modules')
  return (
    <section className={styles.preview} aria-label={t('preview.label')}>
      <h3>{title}</h3>
      <div className={styles.pair}>
        {LANGUAGES.map((language) => {
          const lines = moduleLines(fillFields(module.text[language] ?? '', facts, language).text)
          return (
            <div key={language} lang={language} className={styles.filled}>
              {lines.length === 0 ? (
                <p lang={i18n.language} className={styles.hint}>
                  {t(language === 'fr' ? 'preview.emptyFr' : 'preview.emptyEn')}
                </p>
              ) : (
                lines.map((line, index) => <PreviewLine key={index} line={line} />)
              )}
            </div>
          )
        })}
      </div>
    </section>
  )
}

/** What is not known yet is marked, so that it is seen. */
function PreviewLine({ line: { kind, list, text } }: { readonly line: ModuleLine }): ReactNode {
  const mark = KIND_SHAPES[kind] || (list === 'none' ? '' : '•')
  return (
    <p data-kind={kind}>
      {mark && <span aria-hidden>{`${mark} `}</span>}
      {text.split(UNKNOWN_FACT).flatMap((part, index) => (index === 0 ? [part] : [<mark key={index}>{UNKNOWN_FACT}</mark>, part]))}
    </p>
  )
}
