import type { ReactNode } from 'react'
import { formatDate, formatList } from '../../../shared/i18n/format.ts'
import type { Language } from '../../../shared/model/bilingual.ts'
import type { EntryKind } from '../../../shared/model/body.ts'
import type { ProjectorOwners } from '../../../shared/projector/picture.ts'
import type { ProjectorWords } from './projector-words.ts'
import styles from './projector.module.css'

/** As in the editor: a shape and a word beside the colour. */
const SHAPES: Readonly<Record<EntryKind, string>> = { note: '', decision: '◆', action: '▢', recommendation: '➤', vote: '✓' }

interface KindMarkProps {
  readonly kind: EntryKind
  readonly reference: string | null
  readonly t: ProjectorWords
}

export function KindMark({ kind, reference, t }: KindMarkProps): ReactNode {
  return (
    <span className={styles.kind} data-kind={kind}>
      <span aria-hidden>{SHAPES[kind]}</span> {t(`kind.${kind}`)} {reference}
    </span>
  )
}

/** "Elsa Quiniou · pour le 23 avril 2026" */
export function ownersLine({ owners, due, state, isLate }: ProjectorOwners, language: Language, t: ProjectorWords): ReactNode {
  return (
    <>
      <span>{owners.length > 0 ? formatList(owners, language) : t('noOwner')}</span>
      {due && ' · '}
      {due && <span className={isLate ? styles.late : undefined}>{t(isLate ? 'late' : 'due', { date: formatDate(due, language, 'long') })}</span>}
      {state !== 'open' && <span> · {t(`state.${state}`)}</span>}
    </>
  )
}

/** How the vote came out; until it has, nobody takes it for decided. */
export function voteLine(vote: string | null, t: ProjectorWords): string {
  return vote ?? t('voteUnderWay')
}
