import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ExportedFile, ExportResult } from '../../../shared/bridge.ts'
import { bridge } from '../../app/bridge.ts'
import { IconButton } from '../../components/button.tsx'
import { ExternalLink, FolderOpen } from '../../components/icons.tsx'
import { Notice } from '../../components/notice.tsx'
import styles from './export-screen.module.css'

/** What came of an export: the files and where they are, or what went wrong and what is safe. */
export function ExportOutcome({ result }: { readonly result: ExportResult }): ReactNode {
  const { t } = useTranslation(['export', 'errors'])
  const [cannotOpen, setCannotOpen] = useState(false)
  if (!result.ok) return <Notice kind="problem">{t(`errors:${result.problem}`)}</Notice>
  const attempt = (opening: Promise<boolean>) => void opening.then((opened) => setCannotOpen(!opened))
  return (
    <div>
      <Notice kind="done">{t('done', { count: result.files.length, folder: result.folder.label })}</Notice>
      <ul className={styles.files}>
        {result.files.map((file) => (
          <FileRow key={file.id} file={file} attempt={attempt} />
        ))}
      </ul>
      {cannotOpen && <Notice kind="problem">{t('cannotOpen')}</Notice>}
    </div>
  )
}

function FileRow({ file, attempt }: { readonly file: ExportedFile; readonly attempt: (opening: Promise<boolean>) => void }): ReactNode {
  const { t } = useTranslation(['export', 'errors'])
  return (
    <li className={styles.file} data-exported={file.format}>
      <span className={styles.fileName}>{file.name}</span>
      <IconButton icon={ExternalLink} label={`${t('open')} ${file.name}`} onPress={() => attempt(bridge().openExported(file.id))} />
      <IconButton icon={FolderOpen} label={`${t('reveal')} ${file.name}`} onPress={() => attempt(bridge().revealExported(file.id))} />
    </li>
  )
}
