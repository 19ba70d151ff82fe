import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonId } from '../../shared/model/identifiers.ts'
import { castBallot, editVote, makeSecret, MOST_VOTES, VOTE_ANNOUNCEMENTS, VOTE_CHOICES, VOTE_METHODS, VOTE_RULES, type VoteChoice, type VoteMethod, type VoteRecord } from '../../shared/model/vote.ts'
import type { Person } from '../../shared/model/workspace.ts'
import { voteSummary } from '../../shared/minutes/vote-words.ts'
import { voteStanding } from '../../shared/minutes/vote.ts'
import type { Electorate, Electorates } from '../../shared/votes/electorate.ts'
import { voteOutcome } from '../../shared/votes/result.ts'
import { keyNames } from '../app/keys.ts'
import { Button } from '../components/button.tsx'
import { useDraftText } from '../screens/meeting/draft-text.ts'
import type { EditorSession } from './editor-session.ts'
import { Hanging, type PopoverProps } from './entry-popovers.tsx'
import { BallotList } from './ballot-list.tsx'
import { PopoverChoice, PopoverField } from './popover-field.tsx'
import shared from './popover.module.css'
import styles from './vote-popover.module.css'

interface VotePopoverProps extends PopoverProps {
  readonly people: readonly Person[]
  readonly electorates: Electorates
}

/** The facts of a vote: how many, or who; the rule; and at once how it came out. */
export function VotePopover({ session, popover, people, electorates }: VotePopoverProps): ReactNode {
  const { t } = useTranslation('vote')
  const vote = session.voteOf(popover.entry)
  // What appears later, because another writer changes the method, does not take the keyboard.
  const isOpened = useRef(false)
  useEffect(() => {
    isOpened.current = true
  }, [])
  // The names were just asked for here: the first is at hand.
  const isChosen = useRef(false)
  const electorate = useMemo(() => vote && electorates.of(vote), [vote, electorates])
  if (!vote || !electorate) return null
  const autoFocus = !isOpened.current || isChosen.current
  const done = () => session.closePopover(true)
  return (
    <Hanging session={session} popover={popover} label={t('label')}>
      <Standing vote={vote} electorate={electorate} words={session.voteWordsOf(popover.entry)} />
      {vote.method === 'counted' ? (
        <Counts vote={vote} autoFocus={autoFocus} onDone={done} onCount={(choice, count) => session.editVoteOf(popover.entry, (meeting, { id }) => editVote(meeting, id, { [choice]: count }))} />
      ) : (
        <BallotList
          vote={vote}
          people={people}
          electorate={electorate}
          autoFocus={autoFocus}
          onDone={done}
          onCast={(voters, choice) => session.editVoteOf(popover.entry, (meeting, { id }) => voters.forEach((person: PersonId) => castBallot(meeting, id, person, choice)))}
        />
      )}
      <Rules vote={vote} session={session} entry={popover.entry} />
      <Secrecy vote={vote} session={session} entry={popover.entry} onMethod={(method) => (isChosen.current = method === 'by-name')} />
    </Hanging>
  )
}

/** Read out when it changes; what is odd is said, and nothing is prevented. */
function Standing({ vote, electorate, words }: { readonly vote: VoteRecord; readonly electorate: Electorate; readonly words: string }): ReactNode {
  const { t, i18n } = useTranslation('vote')
  const { warnings } = voteOutcome(vote, electorate, words)
  const here = useRef<HTMLDivElement>(null)
  // Taller than other popovers, and taller by name than counted: it hangs below, where the text can be scrolled, and comes into view as a whole.
  useEffect(() => {
    here.current?.closest('[role=dialog]')?.scrollIntoView({ block: 'nearest' })
  }, [vote.method])
  return (
    <div ref={here} role="status" className={styles.standing}>
      <strong>{voteSummary(voteStanding(vote, electorate), i18n.language === 'en' ? 'en' : 'fr')}</strong>
      {warnings.map((warning) => (
        <span key={warning} className={shared.refused}>
          {t(`warnings.${warning}`)}
        </span>
      ))}
    </div>
  )
}

interface CountsProps {
  readonly vote: VoteRecord
  readonly autoFocus: boolean
  readonly onCount: (choice: VoteChoice, count: number | undefined) => void
  readonly onDone: () => void
}

function Counts({ vote, autoFocus, onCount, onDone }: CountsProps): ReactNode {
  const { t } = useTranslation('vote')
  return (
    <div role="group" aria-label={t('counts')} className={styles.counts}>
      {VOTE_CHOICES.map((choice, index) => (
        <Count key={choice} label={t(`choices.${choice}`)} count={vote.counts[choice]} autoFocus={autoFocus && index === 0} onChange={(count) => onCount(choice, count)} onDone={onDone} />
      ))}
    </div>
  )
}

interface CountProps {
  readonly label: string
  readonly count: number | undefined
  readonly autoFocus: boolean
  readonly onChange: (count: number | undefined) => void
  readonly onDone: () => void
}

/** A number by its digits; arrows count on. Empty: nobody counted these. Written in the pauses, not with each digit. */
function Count({ label, count, autoFocus, onChange, onDone }: CountProps): ReactNode {
  const { text, change, settle } = useDraftText(count === undefined ? '' : String(count), (digits) => onChange(digits === '' ? undefined : Number(digits)))
  const take = (typed: string) => change(typed.replace(/\D/gu, '').slice(0, String(MOST_VOTES).length))
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
    if (event.key === 'Enter') {
      event.preventDefault()
      settle()
      onDone()
    } else if (step !== 0 && !event.altKey) {
      event.preventDefault()
      change(String(Math.min(Math.max(Number(text) + step, 0), MOST_VOTES)))
    }
  }
  return (
    <PopoverField label={label} className={styles.count}>
      {(id) => (
        <input
          id={id}
          className={shared.field}
          inputMode="numeric"
          autoComplete="off"
          autoFocus={autoFocus}
          value={text}
          onFocus={(event) => event.target.select()}
          onChange={(event) => take(event.target.value)}
          onBlur={settle}
          onKeyDown={onKeyDown}
        />
      )}
    </PopoverField>
  )
}

interface PartProps {
  readonly vote: VoteRecord
  readonly session: EditorSession
  readonly entry: PopoverProps['popover']['entry']
}

function Rules({ vote, session, entry }: PartProps): ReactNode {
  const { t } = useTranslation('vote')
  return (
    <>
      <PopoverChoice
        label={t('rule')}
        value={vote.rule}
        choices={VOTE_RULES.map((rule) => ({ value: rule, words: t(`rules.${rule}`) }))}
        onChange={(rule = 'simple-majority') => session.editVoteOf(entry, (meeting, { id }) => editVote(meeting, id, { rule }))}
      />
      <PopoverChoice
        label={t('announced')}
        value={vote.announced}
        choices={[undefined, ...VOTE_ANNOUNCEMENTS].map((known) => ({ value: known, words: t(`announcements.${known ?? 'none'}`) }))}
        onChange={(announced) => session.editVoteOf(entry, (meeting, { id }) => editVote(meeting, id, { announced }))}
      />
    </>
  )
}

/** By name or counted, public or secret. What a secret vote will forget is said before. */
function Secrecy({ vote, session, entry, onMethod }: PartProps & { readonly onMethod: (method: VoteMethod) => void }): ReactNode {
  const { t, i18n } = useTranslation('vote')
  const [isAsked, setAsked] = useState(false)
  const name = useId()
  const asked = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isAsked) asked.current?.scrollIntoView({ block: 'nearest' })
  }, [isAsked])
  const isSecret = vote.secrecy === 'secret'
  const keepSecret = () => {
    setAsked(false)
    session.editVoteOf(entry, makeSecret)
  }
  const onSecret = (secret: boolean) => {
    if (!secret) session.editVoteOf(entry, (meeting, { id }) => editVote(meeting, id, { secrecy: 'public' }))
    else if (vote.ballots.size > 0) setAsked(true)
    else keepSecret()
  }
  return (
    <>
      <fieldset className={shared.states}>
        <legend className={shared.fieldLabel}>{t('method')}</legend>
        {VOTE_METHODS.map((method) => (
          <label key={method}>
            <input type="radio" name={name} checked={vote.method === method} disabled={isSecret && method === 'by-name'} onChange={() => (onMethod(method), session.editVoteOf(entry, (meeting, { id }) => editVote(meeting, id, { method })))} />
            {t(`methods.${method}`)}
          </label>
        ))}
        <label>
          <input type="checkbox" checked={isSecret} onChange={({ target }) => onSecret(target.checked)} />
          {t('secret')}
        </label>
      </fieldset>
      {isAsked && (
        <div ref={asked} role="alert" className={styles.asked}>
          <p>{t('forgets', { count: vote.ballots.size, keys: keyNames('Mod+Z', i18n.language === 'en' ? 'en' : 'fr').join('\u00a0') })}</p>
          <div className={styles.answers}>
            <Button onPress={keepSecret}>{t('forget')}</Button>
            <Button variant="quiet" onPress={() => setAsked(false)}>
              {t('keepNames')}
            </Button>
          </div>
        </div>
      )}
    </>
  )
}
