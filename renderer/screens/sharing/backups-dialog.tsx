import type { TFunction } from 'i18next'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { AutomaticBackups, BackupFailure, BackupResult, RestoreResult } from '../../../shared/backup/backup-bridge.ts'
import { LOCALES } from '../../../shared/i18n/format.ts'
import type { Language } from '../../../shared/model/bilingual.ts'
import { bridge } from '../../app/bridge.ts'
import { listenToNews } from '../../app/news.ts'
import { preferences, setPreferences } from '../../app/preferences.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { HardDriveDownload, HardDriveUpload } from '../../components/icons.tsx'
import { Notice } from '../../components/notice.tsx'
import { clockTime } from './sharing-kind.ts'
import styles from './sharing.module.css'

interface BackupsDialogProps {
  /** What is done at once when it opens. */
  readonly begin: 'make' | 'restore' | undefined
  readonly onClose: () => void
}

type Outcome = { readonly kind: 'made'; readonly result: BackupResult } | { readonly kind: 'restored'; readonly result: RestoreResult }

/** Everything of this computer in one file, and back; and the files that Minutier makes by itself. */
export function BackupsDialog({ begin, onClose }: BackupsDialogProps): ReactNode {
  const { t, i18n } = useTranslation('sharing')
  const language: Language = i18n.language === 'en' ? 'en' : 'fr'
  const automatic = useAutomaticBackups()
  const [busy, setBusy] = useState<'making' | 'restoring'>()
  const [outcome, setOutcome] = useState<Outcome>()
  const make = async () => {
    setBusy('making')
    setOutcome(undefined)
    const result = await bridge()
      .makeBackup()
      .catch((): BackupResult => ({ ok: false, problem: 'write-failed' }))
    setBusy(undefined)
    setOutcome({ kind: 'made', result })
  }
  const restore = async (from: () => Promise<RestoreResult>) => {
    setBusy('restoring')
    setOutcome(undefined)
    const result = await from().catch((): RestoreResult => ({ ok: false, problem: 'read-failed' }))
    setBusy(undefined)
    setOutcome({ kind: 'restored', result })
    const [first] = result.ok ? result.workspaces : []
    if (first && !preferences().workspace) setPreferences({ workspace: first })
  }
  const restoreFile = () => restore(() => bridge().restoreBackup())
  const hasBegun = useRef(false)
  useEffect(() => {
    if (hasBegun.current) return
    hasBegun.current = true
    if (begin) void (begin === 'make' ? make() : restoreFile())
    // Once, when the dialog opens.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  return (
    <Dialog title={t('backups.title')} isOpen onClose={onClose} size="medium">
      <div className={styles.panel}>
        <p>
          {t('backups.explained')} {t('backups.adds')}
        </p>
        <div className={styles.buttons}>
          <Button variant="primary" icon={HardDriveDownload} isDisabled={busy !== undefined} onPress={() => void make()}>
            {t('backups.make')}
          </Button>
          <Button icon={HardDriveUpload} isDisabled={busy !== undefined} onPress={() => void restoreFile()}>
            {t('backups.restore')}
          </Button>
        </div>
        <p role="status" className={styles.muted}>
          {busy && t(`backups.${busy}`)}
        </p>
        {outcome && <OutcomeNotice outcome={outcome} language={language} />}
        <section aria-label={t('backups.automatic')}>
          <h3>{t('backups.automatic')}</h3>
          <p className={styles.muted}>{t('backups.automaticExplained')}</p>
          {automatic?.failure && <Notice kind="problem">{failureWords(automatic.failure, language, t)}</Notice>}
          {automatic?.backups.length === 0 && !automatic.failure && <p className={styles.muted}>{t('backups.none')}</p>}
          <ul className={styles.backups}>
            {automatic?.backups.map((backup) => {
              const when = whenOf(backup.at, language, t)
              return (
                <li key={backup.name} className={styles.backup}>
                  <span className={styles.when}>{when}</span>
                  <span className={styles.size}>{formatBytes(backup.bytes, language)}</span>
                  <Button variant="quiet" isDisabled={busy !== undefined} aria-label={t('backups.restoreNamed', { when })} onPress={() => void restore(() => bridge().restoreAutomaticBackup(backup.name))}>
                    {t('backups.restoreOne')}
                  </Button>
                </li>
              )
            })}
          </ul>
        </section>
      </div>
    </Dialog>
  )
}

function useAutomaticBackups(): AutomaticBackups | undefined {
  const [backups, setBackups] = useState<AutomaticBackups>()
  useEffect(() => {
    const read = () => void bridge().automaticBackups().then(setBackups, () => setBackups({ backups: [] }))
    read()
    return listenToNews(bridge(), (item) => {
      if (item.kind === 'backups') read()
    })
  }, [])
  return backups
}

function OutcomeNotice({ outcome, language }: { readonly outcome: Outcome; readonly language: Language }): ReactNode {
  const { t } = useTranslation('sharing')
  if (!outcome.result.ok) {
    const { problem } = outcome.result
    return problem === 'cancelled' ? null : <Notice kind="problem">{t(`backups.problem.${problem}`)}</Notice>
  }
  return <Notice kind="done">{outcome.kind === 'made' ? madeWords(outcome.result, language, t) : restoredWords(outcome.result, language, t)}</Notice>
}

function madeWords(result: BackupResult, language: Language, t: TFunction<'sharing'>): string {
  if (!result.ok) return ''
  const records = t('backups.records', { count: result.records, number: formatNumber(result.records, language) })
  const made = t('backups.made', { name: result.name, records, size: formatBytes(result.bytes, language) })
  return result.leftOut === 0 ? made : `${made} ${t('backups.leftOut', { count: result.leftOut })}`
}

function restoredWords(result: RestoreResult, language: Language, t: TFunction<'sharing'>): string {
  if (!result.ok) return ''
  if (result.added === 0) return t('backups.nothingAdded')
  const records = t('backups.addedRecords', { count: result.added, number: formatNumber(result.added, language) })
  return t('backups.added', { records, workspaces: t('backups.workspaces', { count: result.workspaces.length }) })
}

function failureWords({ at, problem, leftOut }: BackupFailure, language: Language, t: TFunction<'sharing'>): string {
  const when = whenOf(at, language, t)
  if (problem === 'incomplete') return t('backups.failed.incomplete', { when, count: leftOut })
  return t(problem === 'disk-full' ? 'backups.failed.disk-full' : 'backups.failed.other', { when })
}

function whenOf(at: number, language: Language, t: TFunction<'sharing'>): string {
  // Always with its date: this is a list of days.
  const { date, time } = clockTime(at, language, 0)
  return t('backups.when', { date, time })
}

function formatNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language]).format(value)
}

/** « 1,2 Mo », "340 kB". */
function formatBytes(bytes: number, language: Language): string {
  const [unit, value] = bytes < 1_000_000 ? (['kilobyte', Math.max(1, bytes / 1_000)] as const) : (['megabyte', bytes / 1_000_000] as const)
  return new Intl.NumberFormat(LOCALES[language], { style: 'unit', unit, maximumFractionDigits: unit === 'megabyte' ? 1 : 0 }).format(value)
}
