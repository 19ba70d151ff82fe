import type { TFunction } from 'i18next'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { matchParticipants, timesToNote, type MatchedParticipant } from '../../../../shared/attendance/match-participants.ts'
import { plain } from '../../../../shared/attendance/match-people.ts'
import { LARGEST_LIST, MOST_PARTICIPANTS, readParticipants, type ParticipantsProblem } from '../../../../shared/attendance/participants-list.ts'
import { recordParticipants, type Answer, type AnsweredParticipant, type RecordedParticipants } from '../../../../shared/attendance/record-participants.ts'
import { isAttending, type RollEntry } from '../../../../shared/attendance/roll.ts'
import { formatTime } from '../../../../shared/i18n/format.ts'
import type { PersonId } from '../../../../shared/model/identifiers.ts'
import type { Person, Site } from '../../../../shared/model/workspace.ts'
import { usePreferences } from '../../../app/preferences.ts'
import { Button } from '../../../components/button.tsx'
import { Checkbox } from '../../../components/choice.tsx'
import { Notice } from '../../../components/notice.tsx'
import { useDesk } from '../desk.tsx'
import { OptionList, type ListedOption } from './option-list.tsx'
import { closeParticipants, openParticipants } from './participants-panel-state.ts'
import styles from './participants.module.css'

export interface ParticipantsPanelProps {
  readonly text: string
  readonly people: readonly Person[]
  readonly sites: readonly Site[]
  readonly roll: ReadonlyMap<PersonId, RollEntry>
}

/** A pasted participants list: read, matched with the directory, what is doubtful asked, then noted at once. Stands where the list stands. */
export function ParticipantsPanel(props: ParticipantsPanelProps): ReactNode {
  const { text } = props
  const { t } = useTranslation('attendance')
  const { facts } = useDesk()
  const read = useMemo(() => (text === '' ? undefined : readParticipants(text, facts.date)), [text, facts.date])
  return (
    <section
      data-participants=""
      className={styles.panel}
      aria-label={t('paste.title')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.preventDefault()
        closeParticipants()
      }}
    >
      {read?.ok ? <Questions key={text} {...props} matches={read.participants} /> : <PasteField problem={read?.problem} />}
    </section>
  )
}

function PasteField({ problem }: { readonly problem: ParticipantsProblem | undefined }): ReactNode {
  const { t, i18n } = useTranslation('attendance')
  const { id } = useDesk()
  const [typed, setTyped] = useState('')
  const number = new Intl.NumberFormat(i18n.language)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [problem])
  return (
    <>
      <h3 className={styles.title}>{t('paste.title')}</h3>
      {problem && <Notice kind="problem">{t(`paste.problem.${problem}`, { most: number.format(MOST_PARTICIPANTS), size: number.format(Math.round(LARGEST_LIST / 1000)) })}</Notice>}
      <textarea
        ref={field}
        className={styles.paste}
        aria-label={t('paste.field')}
        placeholder={t('paste.hint')}
        rows={6}
        value={typed}
        data-entry=""
        onChange={(event) => setTyped(event.target.value)}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text/plain')
          if (typed.trim() !== '' || pasted.trim() === '') return
          event.preventDefault()
          openParticipants(id, pasted)
        }}
      />
      <div className={styles.foot}>
        <Button variant="primary" isDisabled={typed.trim() === ''} onPress={() => openParticipants(id, typed)}>
          {t('paste.read')}
        </Button>
        <Button variant="quiet" onPress={closeParticipants}>
          {t('paste.cancel')}
        </Button>
      </div>
    </>
  )
}

type Choice = PersonId | 'new' | 'guest' | 'ignored'

function Questions({ matches: participants, people, sites, roll }: ParticipantsPanelProps & { readonly matches: Parameters<typeof matchParticipants>[0] }): ReactNode {
  const { t } = useTranslation('attendance')
  const { series, workspace, meeting, facts, change, tell } = useDesk()
  const { language } = usePreferences()
  const [known] = useState(() => ({ people, expected: new Set(roll.keys()) }))
  const matches = useMemo(() => matchParticipants(participants, known.people, known.expected), [participants, known])
  const [status, setStatus] = useState<'remote' | 'present'>('remote')
  const [answers, setAnswers] = useState<ReadonlyMap<number, Choice>>(new Map())
  const [forgotten, setForgotten] = useState<ReadonlySet<number>>(new Set())
  const [unticked, setUnticked] = useState<ReadonlySet<number>>(() => new Set(matches.flatMap((match, index) => (match.is === 'certain' && roll.get(match.person.id)?.status ? [index] : []))))
  const place = useRef<HTMLDivElement>(null)
  const hours = { start: facts.openedAt ?? facts.start, end: facts.closedAt ?? facts.end }
  const siteOf = (person: Person) => sites.find(({ id }) => id === (roll.get(person.id)?.recordedSite ?? person.site))?.name

  useEffect(() => place.current?.querySelector<HTMLElement>('[data-list], [data-note] button')?.focus(), [])
  const goOn = (list: HTMLElement) => {
    const stops = [...(place.current?.querySelectorAll<HTMLElement>('[data-list], [data-note] button') ?? [])]
    stops[stops.indexOf(list) + 1]?.focus()
  }
  const detailOf = (match: MatchedParticipant, person?: Person) => {
    const { arrivedAt, leftAt } = timesToNote(match.participant, hours)
    const said = person && roll.get(person.id)?.status
    return [person && siteOf(person), said && t('paste.already', { status: t(`status.${said}`) }), arrivedAt && t('arrived', { time: formatTime(arrivedAt, language) }), leftAt && t('left', { time: formatTime(leftAt, language) })].filter(Boolean).join(' · ')
  }
  const answered = matches.flatMap((match, index): AnsweredParticipant[] => {
    if (match.is === 'certain') return unticked.has(index) ? [] : [{ participant: match.participant, answer: { is: 'person', person: match.person.id, keepsName: false } }]
    const choice = answers.get(index)
    return choice ? [{ participant: match.participant, answer: answerOf(choice, match, forgotten.has(index)) }] : []
  })
  const noted = answered.filter(({ answer }) => answer.is !== 'ignored').length
  const open = matches.filter((match, index) => match.is !== 'certain' && !answers.has(index)).length
  const record = () => {
    change((document) => {
      const done = recordParticipants({ workspace, series, meeting: document }, answered, status, hours)
      tell({ words: outcomeWords(t, done, open), undo: () => change(() => done.takeBack(meeting.document)) })
    })
    closeParticipants()
  }
  // Those of whom the directory knows somebody alike come first.
  const questions = (['doubtful', 'unknown'] as const).flatMap((kind) => matches.flatMap((match, index) => (match.is === kind ? [{ match, index }] : [])))
  const certain = matches.flatMap((match, index) => (match.is === 'certain' ? [{ match, index }] : []))
  return (
    <div ref={place} className={styles.questions}>
      <div className={styles.head}>
        <h3 className={styles.title}>{t('paste.count', { count: matches.length })}</h3>
        <div role="group" aria-label={t('paste.status')} className={styles.statuses}>
          {(['remote', 'present'] as const).map((choice) => (
            <button key={choice} type="button" aria-pressed={status === choice} onClick={() => setStatus(choice)}>
              {t(`status.${choice}`)}
            </button>
          ))}
        </div>
      </div>
      {questions.length > 0 && (
        <div role="group" aria-label={t('paste.unsettled', { count: questions.length })}>
          <h4 className={styles.section}>{t('paste.unsettled', { count: questions.length })}</h4>
          {questions.map(({ match, index }) => {
            const { name } = match.participant
            const choice = answers.get(index)
            const person = people.find(({ id }) => id === choice)
            const isLearnable = person && ![person.name, ...person.aliases].some((one) => plain(one) === plain(name))
            return (
              <div key={index} className={styles.question} data-answered={choice !== undefined || undefined}>
                <p className={styles.name}>
                  {t('paste.who', { name })} <span className={styles.detail}>{[match.is === 'unknown' && t('paste.unknown'), match.participant.email, detailOf(match)].filter(Boolean).join(' · ')}</span>
                </p>
                <OptionList<Choice>
                  label={t('paste.who', { name })}
                  options={optionsFor(match, (candidate) => detailOf({ ...match, participant: { name, otherNames: [], isGuest: false } }, candidate), t)}
                  chosen={new Set(choice ? [choice] : [])}
                  onChoose={(chosen) => {
                    setAnswers((all) => new Map([...all, [index, chosen]]))
                    // One first name for several people: kept for one of them, it would be wrong for the others.
                    if (isShared(match)) setForgotten((all) => new Set([...all, index]))
                  }}
                  onNext={goOn}
                  isEntry
                />
                {isLearnable && (
                  <Checkbox isSelected={!forgotten.has(index)} onChange={(keeps) => setForgotten((all) => new Set(keeps ? [...all].filter((one) => one !== index) : [...all, index]))}>
                    {t('paste.keepName', { alias: name, name: person.name })}
                  </Checkbox>
                )}
              </div>
            )
          })}
        </div>
      )}
      {certain.length > 0 && (
        <>
          <h4 className={styles.section}>{t('paste.certain', { count: certain.length })}</h4>
          <OptionList<string>
            label={t('paste.certain', { count: certain.length })}
            several
            options={certain.map(({ match, index }): ListedOption<string> => ({ id: String(index), label: match.person.name, detail: detailOf(match, match.person), isDisabled: isAttending(roll.get(match.person.id)?.status) }))}
            chosen={new Set(certain.flatMap(({ index }) => (unticked.has(index) ? [] : [String(index)])))}
            onChoose={(id) => setUnticked((all) => (all.has(Number(id)) ? new Set([...all].filter((one) => one !== Number(id))) : new Set([...all, Number(id)])))}
            onNext={goOn}
          />
        </>
      )}
      <div className={styles.foot} data-note="">
        <Button variant="primary" onPress={record}>
          {noted === 0 ? t('paste.nothing') : t('paste.record', { count: noted })}
        </Button>
        <Button variant="quiet" onPress={closeParticipants}>
          {t('paste.cancel')}
        </Button>
        <p role="status" className={styles.open}>
          {open > 0 && t('paste.open', { count: open })}
        </p>
      </div>
    </div>
  )
}

function answerOf(choice: Choice, match: MatchedParticipant, isForgotten: boolean): Answer {
  const other = (['new', 'guest', 'ignored'] as const).find((known) => known === choice)
  return other ? { is: other } : { is: 'person', person: choice as PersonId, keepsName: match.is === 'doubtful' && !isForgotten }
}

function isShared(match: MatchedParticipant): boolean {
  return match.is === 'doubtful' && match.candidates.length > 1 && !plain(match.participant.name).includes(' ')
}

function optionsFor(match: MatchedParticipant, detailOf: (person: Person) => string, t: TFunction<'attendance'>): readonly ListedOption<Choice>[] {
  const candidates = match.is === 'doubtful' ? match.candidates.map((person): ListedOption<Choice> => ({ id: person.id, label: person.name, detail: detailOf(person) })) : []
  const others: readonly ListedOption<Choice>[] = [{ id: 'new', label: t('paste.new') }, { id: 'guest', label: t('paste.guest') }, { id: 'ignored', label: t('paste.ignore') }]
  // What is most likely stands first: Enter takes it.
  return [...candidates, ...(match.participant.isGuest ? [others[1]!, others[0]!, others[2]!] : others)]
}

function outcomeWords(t: TFunction<'attendance'>, { marked, added, guests, alreadyThere, ignored }: RecordedParticipants, open: number): string {
  const counted = [
    t('paste.done.marked', { count: marked }),
    ...(added > 0 ? [t('paste.done.added', { count: added })] : []),
    ...(guests > 0 ? [t('paste.done.guests', { count: guests })] : []),
    ...(alreadyThere > 0 ? [t('paste.done.already', { count: alreadyThere })] : []),
    ...(ignored + open > 0 ? [t('paste.done.left', { count: ignored + open })] : []),
  ]
  return `${counted.join(', ')}.`
}
