import type { TFunction } from 'i18next'
import { useEffect, useMemo, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { findPersonNamed, matchPeople, plain } from '../../../../shared/attendance/match-people.ts'
import { readArrival } from '../../../../shared/attendance/arrival.ts'
import { recordAttendance } from '../../../../shared/attendance/edit.ts'
import type { RollEntry } from '../../../../shared/attendance/roll.ts'
import { formatTime } from '../../../../shared/i18n/format.ts'
import type { PersonId, SiteId } from '../../../../shared/model/identifiers.ts'
import type { AttendancePatch, AttendanceStatus } from '../../../../shared/model/meeting.ts'
import { addPerson, addSite, type Person, type Site } from '../../../../shared/model/workspace.ts'
import { usePreferences } from '../../../app/preferences.ts'
import { Keys } from '../../../components/keys.tsx'
import { SuggestionInput, type Suggestion } from '../../../components/suggestion-input.tsx'
import styles from './attendance.module.css'
import { useDesk } from '../desk.tsx'

interface PersonSuggestion extends Suggestion {
  readonly person?: Person
}

export interface SiteSuggestion extends Suggestion {
  /** Null: no site. Undefined: one that is to be made. */
  readonly site?: SiteId | null
}

export interface AttendanceFieldProps {
  readonly people: readonly Person[]
  readonly sites: readonly Site[]
  readonly roll: ReadonlyMap<PersonId, RollEntry>
  /** What was marked last; the list says it here too. */
  readonly said: string
  readonly onSaid: (words: string) => void
  readonly onMarked: (person: PersonId) => void
  /** Several lines were pasted: a list of names. */
  readonly onPasteLines: (text: string) => void
}

interface NewPerson {
  readonly name: string
  readonly status: AttendanceStatus
  readonly facts: AttendancePatch
}

const MOST_SUGGESTIONS = 8

/**
 * Who is there, one after the other: a few letters, Enter; a time behind them says when they came. An unknown name is a
 * new person; the same field then asks for the site and proposes the one that was given last, a guest's none at first.
 */
export function AttendanceField({ people, sites, roll, said, onSaid, onMarked, onPasteLines }: AttendanceFieldProps): ReactNode {
  const { t } = useTranslation('attendance')
  const { workspace, change } = useDesk()
  const [text, setText] = useState('')
  const [newPerson, setNewPerson] = useState<NewPerson>()
  const [lastSite, setLastSite] = useState<SiteId | null>()
  const { language } = usePreferences()
  const { name: typedName, time } = useMemo(() => readArrival(text), [text])

  const mark = (person: Pick<Person, 'id' | 'name' | 'site'>, status: AttendanceStatus, facts: AttendancePatch = {}) => {
    change((document) => recordAttendance(document, person, roll.get(person.id), { status, ...facts }))
    const arrived = facts.arrivedAt && t('arrived', { time: formatTime(facts.arrivedAt, language) })
    onSaid(t('field.marked', { name: person.name, status: [t(facts.guest ? 'field.noted.guest' : `field.noted.${status}`), arrived].filter(Boolean).join(' · ') }))
    onMarked(person.id)
  }
  const choosePerson = ({ id, person }: PersonSuggestion, event?: KeyboardEvent) => {
    const status = event?.ctrlKey || event?.metaKey ? 'remote' : event?.shiftKey ? 'excused' : 'present'
    const facts = time && status !== 'excused' ? { arrivedAt: time } : {}
    setText('')
    if (person) mark(person, status, facts)
    else if (id === 'guest') markNew({ name: typedName, status, facts }, null)
    else setNewPerson({ name: typedName, status, facts })
  }
  const markNew = ({ name, status, facts }: NewPerson, site: SiteId | null) => {
    const person = { name, ...(site && { site }) }
    // Who belongs to none of the sites is a guest, until somebody says otherwise.
    mark({ id: addPerson(workspace, person), ...person }, status, { ...facts, ...(!site && { guest: true }) })
  }
  const chooseSite = (option: SiteSuggestion) => {
    if (!newPerson) return
    const site = option.site === undefined ? addSite(workspace, text.trim()) : option.site
    markNew(newPerson, site)
    setLastSite(site)
    setText('')
    setNewPerson(undefined)
  }
  const personSuggestions = useMemo((): readonly PersonSuggestion[] => {
    if (newPerson || typedName === '') return []
    const came = time && t('arrived', { time: formatTime(time, language) })
    const unmarked = new Set([...roll].flatMap(([id, entry]) => (entry.status ? [] : [id])))
    const siteNames = new Map(sites.map((site) => [site.id, site.name]))
    const found = matchPeople(typedName, people, unmarked)
      .slice(0, MOST_SUGGESTIONS)
      .map((person): PersonSuggestion => {
        const status = roll.get(person.id)?.status
        const detail = [person.site && siteNames.get(person.site), status && t(`status.${status}`), came].filter(Boolean).join(' · ')
        return { id: person.id, label: person.name, person, ...(detail && { detail }) }
      })
    const added = { ...(came && { detail: came }), apart: true }
    return findPersonNamed(typedName, people)
      ? found
      : [...found, { id: 'new', label: t('field.add', { name: typedName }), ...added }, { id: 'guest', label: t('field.addGuest', { name: typedName }), ...added, apart: false }]
  }, [newPerson, typedName, time, people, sites, roll, language, t])
  const siteSuggestions = useMemo(() => (newPerson ? sitesFor(text, sites, lastSite, t) : []), [newPerson, text, sites, lastSite, t])

  // One field throughout, so that the focus never leaves it.
  return (
    <div className={styles.field}>
      <SuggestionInput<PersonSuggestion | SiteSuggestion>
        text={text}
        onText={setText}
        {...(!newPerson && { onPasteLines })}
        isEntry
        label={newPerson ? t('field.siteOf', { name: newPerson.name }) : t('field.label')}
        placeholder={newPerson ? t('field.siteOf', { name: newPerson.name }) : t('field.placeholder')}
        suggestions={newPerson ? siteSuggestions : personSuggestions}
        opensAtOnce={newPerson !== undefined}
        onChoose={(option, event) => (newPerson ? chooseSite(option) : choosePerson(option, event))}
        {...(!newPerson && {
          hint: (
            <>
              <Keys keys="Enter" /> {t('status.present')} <Keys keys="Mod+Enter" /> {t('status.remote')} <Keys keys="Shift+Enter" /> {t('status.excused')}
            </>
          ),
        })}
        onKey={(event) => {
          if (newPerson && (event.key === 'Escape' || (event.key === 'Backspace' && text === ''))) {
            setText(newPerson.name)
            setNewPerson(undefined)
          } else if (!newPerson && event.key === 'Escape' && text !== '') setText('')
          else if (!newPerson && event.key === 'ArrowDown') document.querySelector<HTMLElement>('[data-area="attendance"] [role="treeitem"][tabindex="0"]')?.focus()
          else return
          event.preventDefault()
        }}
      />
      <p role="status" className={styles.said}>
        {newPerson ? t('field.siteHint') : <Said key={said} words={said} />}
      </p>
    </div>
  )
}

/** How long the eye finds what was marked last, in milliseconds. */
const SAID_FOR = 8_000

/** What was marked, for a while; then for those who go and read it only. */
function Said({ words }: { readonly words: string }): ReactNode {
  const [isPast, setPast] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setPast(true), SAID_FOR)
    return () => clearTimeout(timer)
  }, [])
  return <span className={isPast ? 'visually-hidden' : undefined}>{words}</span>
}

/** The sites that answer to what was typed; without a letter the last one given comes first. */
export function sitesFor(text: string, sites: readonly Site[], last: SiteId | null | undefined, t: TFunction<'attendance'>): readonly SiteSuggestion[] {
  const wanted = plain(text)
  const known = sites.filter((site) => !site.deleted && plain(site.name).includes(wanted))
  const found = known
    .toSorted((left, right) => Number(right.id === last) - Number(left.id === last) || Number(plain(right.name).startsWith(wanted)) - Number(plain(left.name).startsWith(wanted)))
    .map((site): SiteSuggestion => ({ id: site.id, label: site.name, site: site.id }))
  const isKnown = known.some((site) => plain(site.name) === wanted)
  const added: SiteSuggestion[] = text.trim() !== '' && !isKnown ? [{ id: 'new', label: t('field.addSite', { name: text.trim() }), apart: true }] : []
  const none: SiteSuggestion = { id: 'none', label: t('field.noSite'), site: null, apart: true }
  if (text.trim() !== '') return [...found, ...added]
  // After the one that was given last: a guest is one arrow away. Before any was given, nobody belongs to the first of the alphabet.
  return last ? [...found.slice(0, 1), none, ...found.slice(1)] : [none, ...found]
}

