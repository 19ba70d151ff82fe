import { useEffect, useId, useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonId } from '../../shared/model/identifiers.ts'
import { VOTE_CHOICES, type VoteChoice, type VoteRecord } from '../../shared/model/vote.ts'
import type { Person } from '../../shared/model/workspace.ts'
import type { Electorate } from '../../shared/votes/electorate.ts'
import { Button } from '../components/button.tsx'
import shared from './popover.module.css'
import styles from './vote-popover.module.css'

interface BallotListProps {
  readonly vote: VoteRecord
  readonly people: readonly Person[]
  readonly electorate: Electorate
  readonly autoFocus: boolean
  readonly onCast: (voters: readonly PersonId[], choice: VoteChoice | undefined) => void
  readonly onDone: () => void
}

/** French and English letters both, whichever language is shown: minutes of two languages are taken by one hand. */
const LETTERS: Readonly<Record<string, VoteChoice>> = { p: 'for', f: 'for', '+': 'for', c: 'against', '-': 'against', a: 'abstention', '0': 'abstention', n: 'none' }

interface Row {
  readonly person: PersonId
  readonly name: string
  readonly representedBy?: string
  readonly isEntitled: boolean
  readonly isAwaited: boolean
}

/** The roll call: a letter for each name, and the next name is at hand. Arrows go from name to name. */
export function BallotList({ vote, people, electorate, autoFocus, onCast, onDone }: BallotListProps): ReactNode {
  const { t } = useTranslation('vote')
  const list = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => rowsOf(vote, people, electorate), [vote, people, electorate])
  // Whoever was not there, or perhaps was not, is noted one by one or not at all.
  const left = rows.filter(({ person, isAwaited }) => isAwaited && !vote.ballots.has(person))
  const takesFocus = useRef(autoFocus)
  useEffect(() => {
    if (takesFocus.current) focusRow(list.current, 0)
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    const at = Number((event.target as HTMLElement).closest<HTMLElement>('[data-row]')?.dataset.row ?? Number.NaN)
    const row = rows[at]
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return
    const choice = LETTERS[event.key.toLowerCase()]
    const isCleared = event.key === 'Backspace' || event.key === 'Delete'
    if (choice || isCleared) {
      onCast([row.person], choice)
      if (choice) focusRow(list.current, at + 1)
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') focusRow(list.current, at + (event.key === 'ArrowDown' ? 1 : -1))
    else if (event.key === 'Home' || event.key === 'End') focusRow(list.current, event.key === 'Home' ? 0 : rows.length - 1)
    else if (event.key === 'Enter') onDone()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  if (rows.length === 0) return <EmptyList autoFocus={autoFocus} />
  return (
    <>
      <div ref={list} role="group" aria-label={t('ballots')} className={styles.ballots} onKeyDown={onKeyDown}>
        <div className={styles.heads} aria-hidden>
          {VOTE_CHOICES.map((choice) => (
            <span key={choice}>{t(`heads.${choice}`)}</span>
          ))}
        </div>
        {rows.map((row, index) => (
          <Ballot key={row.person} row={row} index={index} choice={vote.ballots.get(row.person)} onCast={(choice) => onCast([row.person], choice)} />
        ))}
      </div>
      <p className={shared.hint}>{t('letters')}</p>
      {left.length > 0 && (
        <Button variant="quiet" onPress={() => onCast(left.map(({ person }) => person), 'for')}>
          {t('allOthersFor', { count: left.length })}
        </Button>
      )}
    </>
  )
}

/** Nobody to call: the keyboard stays in the popover all the same. */
function EmptyList({ autoFocus }: { readonly autoFocus: boolean }): ReactNode {
  const { t } = useTranslation('vote')
  const words = useRef<HTMLParagraphElement>(null)
  const takesFocus = useRef(autoFocus)
  useEffect(() => {
    if (takesFocus.current) words.current?.focus()
  }, [])
  return (
    <p ref={words} tabIndex={-1} className={shared.hint}>
      {t('nobody')}
    </p>
  )
}

interface BallotProps {
  readonly row: Row
  readonly index: number
  readonly choice: VoteChoice | undefined
  readonly onCast: (choice: VoteChoice) => void
}

function Ballot({ row, index, choice, onCast }: BallotProps): ReactNode {
  const { t } = useTranslation('vote')
  const id = useId()
  const remark = !row.isEntitled ? t('notEntitled') : row.representedBy === undefined ? '' : row.representedBy === '' ? t('represented') : t('representedBy', { name: row.representedBy })
  return (
    <div role="radiogroup" aria-labelledby={id} data-row={index} className={styles.ballot}>
      <span id={id} className={styles.voter}>
        {row.name}
        {remark && <span className={shared.hint}> {remark}</span>}
      </span>
      {VOTE_CHOICES.map((each) => (
        <input key={each} type="radio" name={id} aria-label={t(`choices.${each}`)} title={t(`choices.${each}`)} checked={choice === each} onChange={() => onCast(each)} />
      ))}
    </div>
  )
}

/** Those who can vote; then those who voted and are not among them any more. */
function rowsOf({ ballots }: VoteRecord, people: readonly Person[], { entitled }: Electorate): readonly Row[] {
  const others = [...ballots.keys()].filter((person) => !entitled.has(person))
  return [
    ...[...entitled].map(([person, voter]) => ({ person, ...voter, isEntitled: true })),
    ...others.map((person) => ({ person, name: people.find(({ id }) => id === person)?.name ?? '…', isEntitled: false, isAwaited: false })),
  ]
}

/** The radio that is chosen in a row, else its first. */
function focusRow(list: HTMLElement | null, index: number): void {
  const row = list?.querySelector<HTMLElement>(`[data-row="${index}"]`)
  const target = row?.querySelector<HTMLInputElement>('input:checked') ?? row?.querySelector<HTMLInputElement>('input')
  target?.focus()
}
