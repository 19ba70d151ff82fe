import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type * as Y from 'yjs'
import { quorumRequired } from '../../../shared/attendance/quorum.ts'
import { editSeries, LARGEST_QUORUM, QUORUM_KINDS, readMembers, type QuorumKind, type QuorumRule, type Series } from '../../../shared/model/series.ts'
import { Checkbox } from '../../components/choice.tsx'
import { SelectField, TextField } from '../../components/field.tsx'
import { useTables } from '../../store/hooks.ts'
import styles from './series.module.css'

/** How many members have to be there, and what that means today. */
export function QuorumFields({ document, series }: { readonly document: Y.Doc; readonly series: Series }): ReactNode {
  const { t } = useTranslation('attendance')
  const members = useTables(document, ['members'], readMembers)
  const [typed, setTyped] = useState<string>()
  const { quorum } = series
  const change = (patch: Partial<QuorumRule>) => editSeries(document, { quorum: { kind: 'more-than-half', number: 1, countsRepresented: true, ...quorum, ...patch } })
  const choose = (kind: QuorumKind | 'none') => {
    if (kind === 'none') editSeries(document, { quorum: undefined })
    // A number begins where half of the members is.
    else change({ kind, ...(kind === 'number' && { number: Math.max(1, quorumRequired({ kind: 'more-than-half', number: 1, countsRepresented: true }, members.length) ?? 1) }) })
  }
  const typeNumber = (text: string) => {
    const digits = text.replace(/\D/g, '').slice(0, String(LARGEST_QUORUM).length)
    setTyped(digits)
    if (Number(digits) > 0) change({ number: Number(digits) })
  }
  const required = quorumRequired(quorum, members.length)
  return (
    <div className={styles.quorum} role="group" aria-label={t('quorum.rule')}>
      <SelectField<QuorumKind | 'none'>
        label={t('quorum.rule')}
        value={quorum?.kind ?? 'none'}
        options={(['none', ...QUORUM_KINDS] as const).map((value) => ({ value, label: t(`quorum.rules.${value}`) }))}
        onChange={choose}
      />
      {quorum?.kind === 'number' && <TextField label={t('quorum.number')} value={typed ?? String(quorum.number)} onChange={typeNumber} onBlur={() => setTyped(undefined)} />}
      {quorum && (
        <Checkbox isSelected={quorum.countsRepresented} onChange={(countsRepresented) => change({ countsRepresented })}>
          {t('quorum.countsRepresented')}
        </Checkbox>
      )}
      {required !== undefined && <p className={styles.quorumNow}>{t('quorum.now', { count: members.length, required })}</p>}
    </div>
  )
}
