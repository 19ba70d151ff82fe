import type { TFunction } from 'i18next'
import { useMemo, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { findPersonNamed, matchPeople, plain } from '../../../shared/attendance/match-people.ts'
import { recordAttendance } from '../../../shared/attendance/edit.ts'
import type { RollEntry } from '../../../shared/attendance/roll.ts'
import type { PersonId, SiteId } from '../../../shared/model/identifiers.ts'
import type { AttendancePatch, AttendanceStatus } from '../../../shared/model/meeting.ts'
import { addPerson, addSite, type Person, type Site } from '../../../shared/model/workspace.ts'
import { Keys } from '../../components/keys.tsx'
import { SuggestionInput, type Suggestion } from '../../components/suggestion-input.tsx'
import styles from './attendance.module.css'
import { useDesk } from './desk.tsx'

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
  readonly onMarked: (person: PersonId) => void
}

interface NewPerson {
  readonly name: string
  readonly status: AttendanceStatus
}

const MOST_SUGGESTIONS = 8

/**
 * Who is there, one after the other: a few letters, Enter. An unknown name is a new person; the same field then asks
 * for the site and proposes the one that was given last.
 */
export function AttendanceField({ people, sites, roll, onMarked }: AttendanceFieldProps): ReactNode {
  const { t } = useTranslation('attendance')
  const { workspace, change } = useDesk()
  const [text, setText] = useState('')
  const [newPerson, setNewPerson] = useState<NewPerson>()
  const [lastSite, setLastSite] = useState<SiteId | null>()
  const [said, setSaid] = useState('')

  const mark = (person: Pick<Person, 'id' | 'name' | 'site'>, status: AttendanceStatus, facts: AttendancePatch = {}) => {
    change((document) => recordAttendance(document, person, roll.get(person.id), { status, ...facts }))
    setSaid(t('field.marked', { name: person.name, status: t(`status.${status}`) }))
    onMarked(person.id)
  }
  const choosePerson = ({ person }: PersonSuggestion, event?: KeyboardEvent) => {
    const status = event?.ctrlKey || event?.metaKey ? 'remote' : event?.shiftKey ? 'excused' : 'present'
    const name = text.trim()
    setText('')
    if (!person) setNewPerson({ name, status })
    else mark(person, status)
  }
  const chooseSite = (option: SiteSuggestion) => {
    if (!newPerson) return
    const site = option.site === undefined ? addSite(workspace, text.trim()) : option.site
    const facts = { name: newPerson.name, ...(site && { site }) }
    const id = addPerson(workspace, facts)
    // Who belongs to none of the sites is a guest, until somebody says otherwise.
    mark({ id, ...facts }, newPerson.status, site ? {} : { guest: true })
    setLastSite(site)
    setText('')
    setNewPerson(undefined)
  }
  const personSuggestions = useMemo((): readonly PersonSuggestion[] => {
    if (newPerson || text.trim() === '') return []
    const unmarked = new Set([...roll].flatMap(([id, entry]) => (entry.status ? [] : [id])))
    const siteNames = new Map(sites.map((site) => [site.id, site.name]))
    const found = matchPeople(text, people, unmarked)
      .slice(0, MOST_SUGGESTIONS)
      .map((person): PersonSuggestion => {
        const status = roll.get(person.id)?.status
        const detail = [person.site && siteNames.get(person.site), status && t(`status.${status}`)].filter(Boolean).join(' · ')
        return { id: person.id, label: person.name, person, ...(detail && { detail }) }
      })
    return findPersonNamed(text, people) ? found : [...found, { id: 'new', label: t('field.add', { name: text.trim() }), apart: true }]
  }, [newPerson, text, people, sites, roll, t])
  const siteSuggestions = useMemo(() => (newPerson ? sitesFor(text, sites, lastSite, t) : []), [newPerson, text, sites, lastSite, t])

  // One field throughout, so that the focus never leaves it.
  return (
    <div className={styles.field}>
      <SuggestionInput<PersonSuggestion | SiteSuggestion>
        text={text}
        onText={setText}
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
        {newPerson ? t('field.siteHint') : said}
      </p>
    </div>
  )
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
  return text.trim() !== '' ? [...found, ...added] : last === null ? [none, ...found] : [...found, none]
}

