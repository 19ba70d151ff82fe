import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type * as Y from 'yjs'
import {
  DOCUMENT_FORMATS,
  DOCUMENT_KINDS,
  DOCUMENT_LANGUAGES,
  type DocumentFormat,
  type DocumentKind,
  type DocumentLanguage,
  type ExportResult,
} from '../../../shared/bridge.ts'
import { buildMinutes, type MinutesSources } from '../../../shared/minutes/build.ts'
import { textIn } from '../../../shared/model/bilingual.ts'
import type { MeetingId } from '../../../shared/model/identifiers.ts'
import { readMeeting } from '../../../shared/model/meeting.ts'
import { readSeries } from '../../../shared/model/series.ts'
import { bridge } from '../../app/bridge.ts'
import { useCommands } from '../../app/commands.tsx'
import { usePreferences } from '../../app/preferences.ts'
import { go } from '../../app/route.ts'
import { useArrival } from '../../components/arrival.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Checkbox, Choice } from '../../components/choice.tsx'
import { ArrowLeft, FileOutput } from '../../components/icons.tsx'
import { MissingScreen } from '../../components/missing-screen.tsx'
import { ScreenFrame } from '../../components/screen-frame.tsx'
import { useDocument, useTables } from '../../store/hooks.ts'
import styles from './export-screen.module.css'
import { ExportOutcome } from './export-outcome.tsx'
import { Preview } from './preview.tsx'
import { ReviewList } from './review-list.tsx'

/** Where a chair turns a meeting into documents: what, in which language, how it will look, what is still missing. */
export function ExportScreen({ meeting }: { readonly meeting: MeetingId }): ReactNode {
  const open = useDocument('meeting', meeting)
  return open ? <WithMeeting id={meeting} meeting={open.document} /> : <Opening />
}

function Opening(): ReactNode {
  const { t } = useTranslation()
  return (
    <ScreenFrame title={<h1>{t('loading')}</h1>}>
      <div />
    </ScreenFrame>
  )
}

/** An address can name a meeting that is not on this computer, or no longer; there is nothing to wait for then. */
function WithMeeting({ id, meeting }: { readonly id: MeetingId; readonly meeting: Y.Doc }): ReactNode {
  const { t } = useTranslation('meeting')
  const facts = useTables(meeting, ['facts'], readMeeting)
  const series = useDocument('series', facts.series || undefined)
  const workspace = useDocument('workspace', facts.workspace || undefined)
  const sources = useMemo(
    (): MinutesSources | undefined => series && workspace && { meeting, series: series.document, workspace: workspace.document },
    [meeting, series, workspace],
  )
  if (!facts.workspace || !facts.series || facts.deleted) {
    return <MissingScreen heading={t('areas.meeting')} title={t('missing.title')} explanation={t('missing.explanation')} action={t('missing.action')} />
  }
  return sources ? <ExportForm meeting={id} sources={sources} /> : <Opening />
}

interface Choices {
  readonly kind: DocumentKind
  readonly language: DocumentLanguage
  readonly formats: readonly DocumentFormat[]
}

function ExportForm({ meeting, sources }: { readonly meeting: MeetingId; readonly sources: MinutesSources }): ReactNode {
  const { t } = useTranslation('export')
  const { language } = usePreferences()
  const facts = useTables(sources.meeting, ['facts'], readMeeting)
  const series = useTables(sources.series, ['facts'], readSeries)
  const minutes = useMemo(() => buildMinutes(sources), [sources])
  const [choices, setChoices] = useState<Choices>({ kind: 'minutes', language: facts.language, formats: DOCUMENT_FORMATS })
  const [result, setResult] = useState<ExportResult | 'exporting'>()
  const [folder, changeFolder] = useExportFolder()
  const choose = (patch: Partial<Choices>) => setChoices((known) => ({ ...known, ...patch }))
  const toggle = (format: DocumentFormat) =>
    choose({ formats: DOCUMENT_FORMATS.filter((candidate) => choices.formats.includes(candidate) !== (candidate === format)) })
  const canExport = choices.formats.length > 0 && result !== 'exporting'
  const exportNow = async () => {
    if (!canExport) return
    setResult('exporting')
    setResult(await bridge().exportDocuments({ minutes, ...choices }).catch((): ExportResult => ({ ok: false, problem: 'write-failed' })))
  }
  const back = () => go({ screen: 'meeting', meeting })
  useArrival('main [role="radiogroup"] input:checked')
  useExportCommands({ exportNow: () => void exportNow(), back, choices, choose, toggle, changeFolder })
  const title = textIn(facts.title, language) || textIn(series.name, language) || t('title')
  return (
    <ScreenFrame
      title={
        <>
          <IconButton icon={ArrowLeft} label={t('back')} keys="Alt+ArrowLeft" onPress={back} />
          <h1>{t('of', { title })}</h1>
        </>
      }
      workspace={facts.workspace || undefined}
    >
      <div className={styles.columns}>
        <section className={styles.settings} aria-label={t('title')}>
          <Choice
            label={t('kind.label')}
            value={choices.kind}
            onChange={(kind) => choose({ kind })}
            options={DOCUMENT_KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`), hint: t(`kind.${kind}Hint`) }))}
          />
          <Choice
            label={t('language.label')}
            value={choices.language}
            onChange={(chosen) => choose({ language: chosen })}
            options={DOCUMENT_LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }))}
          />
          <fieldset className={styles.formats}>
            <legend>{t('formats.label')}</legend>
            {DOCUMENT_FORMATS.map((format) => (
              <Checkbox key={format} isSelected={choices.formats.includes(format)} onChange={() => toggle(format)}>
                {t(`formats.${format}`)}
              </Checkbox>
            ))}
          </fieldset>
          <div className={styles.folder}>
            <div>
              <div className={styles.label}>{t('folder.label')}</div>
              <div className={styles.folderName}>{folder}</div>
            </div>
            <Button variant="quiet" onPress={() => void changeFolder()}>
              {t('folder.change')}
            </Button>
          </div>
          <Button variant="primary" icon={FileOutput} isDisabled={!canExport} onPress={() => void exportNow()}>
            {result === 'exporting' ? t('exporting') : t('action')}
          </Button>
          {choices.formats.length === 0 && <p className={styles.hint}>{t('noFormat')}</p>}
          {result && result !== 'exporting' && <ExportOutcome result={result} />}
          <ReviewList minutes={minutes} meeting={meeting} sources={sources} reviewed={choices} />
        </section>
        <Preview minutes={minutes} kind={choices.kind} language={choices.language} />
      </div>
    </ScreenFrame>
  )
}

function useExportFolder(): readonly [string, () => Promise<void>] {
  const { t } = useTranslation('errors')
  const [label, setLabel] = useState('')
  useEffect(() => {
    void bridge()
      .exportFolder()
      .then((folder) => setLabel(folder.label))
  }, [])
  const change = async () => {
    const chosen = await bridge().chooseExportFolder()
    if (chosen.ok) setLabel(chosen.folder.label)
    else if (chosen.problem !== 'cancelled') setLabel(t(chosen.problem))
  }
  return [label, change]
}

interface ExportCommands {
  readonly exportNow: () => void
  readonly back: () => void
  readonly choices: Choices
  readonly choose: (patch: Partial<Choices>) => void
  readonly toggle: (format: DocumentFormat) => void
  readonly changeFolder: () => Promise<void>
}

function useExportCommands({ exportNow, back, choices, choose, toggle, changeFolder }: ExportCommands): void {
  const { t } = useTranslation('export')
  const next = <Value,>(values: readonly Value[], value: Value) => values[(values.indexOf(value) + 1) % values.length] ?? value
  useCommands([
    { id: 'export', group: 'export', title: t('commands.export'), keys: 'Mod+Enter', isAskedFirst: true, run: exportNow },
    { id: 'export-kind', group: 'export', title: t('commands.kind'), keys: 'Alt+K', run: () => choose({ kind: next(DOCUMENT_KINDS, choices.kind) }) },
    { id: 'export-language', group: 'export', title: t('commands.language'), keys: 'Alt+L', run: () => choose({ language: next(DOCUMENT_LANGUAGES, choices.language) }) },
    { id: 'export-docx', group: 'export', title: t('commands.docx'), keys: 'Alt+W', run: () => toggle('docx') },
    { id: 'export-pdf', group: 'export', title: t('commands.pdf'), keys: 'Alt+P', run: () => toggle('pdf') },
    { id: 'export-folder', group: 'export', title: t('commands.folder'), keys: 'Alt+O', run: () => void changeFolder() },
    { id: 'export-back', group: 'navigation', title: t('commands.back'), keys: 'Alt+ArrowLeft', run: back },
    { id: 'export-leave', group: 'navigation', title: t('commands.back'), keys: 'Escape', isSecondKey: true, run: back },
  ])
}
