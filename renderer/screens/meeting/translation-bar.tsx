import { Languages } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type * as Y from 'yjs'
import { alignBodies } from '../../../shared/minutes/align.ts'
import { otherLanguage, type Language } from '../../../shared/model/bilingual.ts'
import { bodyFragment, readBody } from '../../../shared/model/body.ts'
import type { AgendaItemId } from '../../../shared/model/identifiers.ts'
import { useCommands } from '../../app/commands.tsx'
import { Button } from '../../components/button.tsx'
import { addMissingTranslations } from '../../editor/missing-translations.ts'
import { useDesk } from './desk.tsx'
import styles from './item.module.css'

/** What is left to translate of the item at hand, and the lines to do it in. */
export function TranslationBar({ item, from }: { readonly item: AgendaItemId; readonly from: Language }): ReactNode {
  const { t } = useTranslation('meeting')
  const { meeting, readOnly, change, goTo } = useDesk()
  const { originals, missing, stale } = useTranslationCounts(meeting.document, item, from)
  const add = () => {
    change((document) => addMissingTranslations(document, item, from, otherLanguage(from)))
    goTo('item')
  }
  useCommands(readOnly ? [] : [{ id: 'translate-missing', group: 'meeting', title: t('translation.add'), keys: 'Alt+M', run: add }])
  if (originals === 0) return null
  return (
    <div className={styles.translation}>
      <Languages aria-hidden size={15} />
      <span>
        {missing === 0 && stale === 0
          ? t('translation.complete')
          : [missing > 0 && t('translation.missing', { count: missing, total: originals }), stale > 0 && t('translation.stale', { count: stale })].filter(Boolean).join(' · ')}
      </span>
      {missing > 0 && !readOnly && (
        <Button variant="quiet" onPress={add}>
          {t('translation.add')}
        </Button>
      )}
    </div>
  )
}

interface TranslationCounts {
  readonly originals: number
  readonly missing: number
  readonly stale: number
}

/** Time after a change until the counts follow, in milliseconds: they must not cost anything while somebody types. */
const DELAY = 500

function useTranslationCounts(document: Y.Doc, item: AgendaItemId, from: Language): TranslationCounts {
  const [counts, setCounts] = useState<TranslationCounts>(() => countTranslations(document, item, from))
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      timer = undefined
      setCounts(countTranslations(document, item, from))
    }
    const later = () => (timer ??= setTimeout(look, DELAY))
    look()
    document.on('update', later)
    return () => {
      clearTimeout(timer)
      document.off('update', later)
    }
  }, [document, item, from])
  return counts
}

/**
 * Whether the body in `language` holds text that was first written there. Looks again only when that body changes, so
 * that writing in the other one costs nothing.
 */
export function useHoldsOriginals(document: Y.Doc, item: AgendaItemId, language: Language): boolean {
  const [holds, setHolds] = useState(() => countTranslations(document, item, language).originals > 0)
  useEffect(() => {
    const fragment = bodyFragment(document, item, language)
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      timer = undefined
      setHolds(countTranslations(document, item, language).originals > 0)
    }
    const later = () => (timer ??= setTimeout(look, DELAY))
    look()
    fragment.observeDeep(later)
    return () => {
      clearTimeout(timer)
      fragment.unobserveDeep(later)
    }
  }, [document, item, language])
  return holds
}

/** Text first written in `from`, and how much of it has no translation or an old one. */
export function countTranslations(document: Y.Doc, item: AgendaItemId, from: Language): TranslationCounts {
  const bodies = [from, otherLanguage(from)].map((language) => readBody(bodyFragment(document, item, language))) as [ReturnType<typeof readBody>, ReturnType<typeof readBody>]
  const rows = alignBodies(...bodies, from).filter((row) => row.original === from)
  return { originals: rows.length, missing: rows.filter((row) => row.state === 'missing').length, stale: rows.filter((row) => row.state === 'stale').length }
}
