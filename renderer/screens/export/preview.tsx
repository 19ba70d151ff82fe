import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentRequest, PreviewResult } from '../../../shared/bridge.ts'
import { bridge } from '../../app/bridge.ts'
import { Button } from '../../components/button.tsx'
import { Notice } from '../../components/notice.tsx'
import styles from './export-screen.module.css'

/** The pages as they will be, made by the same writer as the PDF. The last pages stay while new ones are laid out. */
export function Preview({ minutes, kind, language }: DocumentRequest): ReactNode {
  const { t } = useTranslation(['export', 'errors'])
  const [attempt, setAttempt] = useState(0)
  const [result, setResult] = useState<PreviewResult>()
  const [isBusy, setBusy] = useState(true)
  useEffect(() => {
    let gone = false
    setBusy(true)
    void bridge()
      .previewDocument({ minutes, kind, language })
      .catch((): PreviewResult => ({ ok: false, problem: 'render-failed' }))
      .then((answer) => {
        if (gone) return
        setResult(answer)
        setBusy(false)
      })
    return () => {
      gone = true
    }
  }, [minutes, kind, language, attempt])
  const retry = (
    <Button variant="plain" onPress={() => setAttempt((count) => count + 1)}>
      {t('preview.retry')}
    </Button>
  )
  return (
    // Scrolled by keyboard: the region itself takes the focus.
    <section className={styles.preview} aria-label={t('preview.label')} aria-busy={isBusy} tabIndex={0}>
      {isBusy && <p className={styles.busy}>{t('preview.busy')}</p>}
      {result && !result.ok && (
        <Notice kind="problem" action={retry}>
          {t(`errors:${result.problem}`)}
        </Notice>
      )}
      {result?.ok && <Pages pages={result.pages} />}
    </section>
  )
}

function Pages({ pages }: { readonly pages: readonly string[] }): ReactNode {
  const { t } = useTranslation(['export', 'errors'])
  const addresses = usePageAddresses(pages)
  return (
    <div className={styles.pages}>
      {addresses.map((address, index) => (
        <img key={address} src={address} alt={t('preview.page', { page: index + 1, pages: pages.length })} width={794} height={1123} />
      ))}
    </div>
  )
}

/** As pictures, never as markup of this page: nothing in a picture can run. */
function usePageAddresses(pages: readonly string[]): readonly string[] {
  const [addresses, setAddresses] = useState<readonly string[]>([])
  useEffect(() => {
    const made = pages.map((page) => URL.createObjectURL(new Blob([page], { type: 'image/svg+xml' })))
    setAddresses(made)
    return () => made.forEach((address) => URL.revokeObjectURL(address))
  }, [pages])
  return addresses
}
