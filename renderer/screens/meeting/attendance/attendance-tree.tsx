import { useLayoutEffect, useMemo, useRef, useState, type FocusEvent, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { typedTime } from '../../../../shared/attendance/arrival.ts'
import { recordAttendance } from '../../../../shared/attendance/edit.ts'
import type { NotListed } from '../../../../shared/attendance/not-listed.ts'
import { isAttending, type Roll, type RollEntry, type RollSite } from '../../../../shared/attendance/roll.ts'
import { endsTime, type TimeField } from '../../../../shared/attendance/time-on-row.ts'
import { formatTime } from '../../../../shared/i18n/format.ts'
import { LOCAL_CHANGE } from '../../../../shared/model/fact-table.ts'
import type { PersonId } from '../../../../shared/model/identifiers.ts'
import { editAttendance, setQuotedOnly, type AttendanceStatus } from '../../../../shared/model/meeting.ts'
import type { Member } from '../../../../shared/model/series.ts'
import { wallClock, type WallTime } from '../../../../shared/model/wall-time.ts'
import type { Person, Site } from '../../../../shared/model/workspace.ts'
import { useCommands } from '../../../app/commands.tsx'
import { usePreferences } from '../../../app/preferences.ts'
import { ChevronDown, ChevronRight } from '../../../components/icons.tsx'
import { useDesk } from '../desk.tsx'
import { useTreeKeys, type TreeRow } from '../tree-keys.ts'
import { attendanceCommands } from './attendance-commands.ts'
import { AttendanceRow } from './attendance-row.tsx'
import { STATUS_KEYS } from './attendance-status.tsx'
import styles from './attendance.module.css'
import { NotListedRow } from './not-listed-row.tsx'
import { useTimeOnRow } from './use-time-on-row.ts'

/** A row is a person on the list, a site by its identifier, or somebody who is not listed. */
export type RowId = PersonId | `site-${string}` | `heard-${string}`

const HEARD: RowId = 'site-heard'

export interface AttendanceTreeProps {
  readonly roll: Roll
  readonly entries: ReadonlyMap<PersonId, RollEntry>
  readonly notListed: readonly NotListed[]
  readonly members: readonly Member[]
  readonly people: readonly Person[]
  readonly sites: readonly Site[]
  readonly current: RowId | undefined
  readonly onCurrent: (row: RowId) => void
  /** Says what a key has done, where it is not seen at once. */
  readonly onSaid: (words: string) => void
}

/** The list: sites, the people of each, and at the end those who are heard without standing on it. A letter on a row marks it. */
export function AttendanceTree({ roll, entries, notListed, members, people, sites, current, onCurrent, onSaid }: AttendanceTreeProps): ReactNode {
  const { t } = useTranslation('attendance')
  const { facts, change, readOnly, tell } = useDesk()
  const { language } = usePreferences()
  const [folded, setFolded] = useState<ReadonlySet<RowId>>(new Set())
  const [open, setOpen] = useState<PersonId>()
  const typed = useTimeOnRow(() => onSaid(''))
  const rows = useMemo(() => visibleRows(roll.sites, notListed, folded), [roll, notListed, folded])
  const expand = (id: RowId, expanded: boolean) => setFolded((known) => new Set(expanded ? [...known].filter((candidate) => candidate !== id) : [...known, id]))
  const keys = useTreeKeys<RowId>({ rows, current, onCurrent, onExpand: expand })
  const stay = useStayInTree(rows, current, onCurrent, keys.tree)
  useCommands(attendanceCommands(t, readOnly))

  const setStatus = (ids: readonly PersonId[], status: AttendanceStatus) => {
    if (readOnly || ids.length === 0) return
    change((document) => {
      document.transact(() => {
        for (const id of ids) {
          const entry = entries.get(id)
          if (entry) recordAttendance(document, entry.person, entry, { status })
        }
      }, LOCAL_CHANGE)
    })
    const [only] = ids
    if (status === 'represented' && only && ids.length === 1) openDetails(only, '[role="combobox"]')
  }
  const openDetails = (id: PersonId | undefined, entry = 'button') => {
    const selector = id === undefined ? '[role="treeitem"][tabindex="0"]' : `[data-details] ${entry}`
    // At once, not in the next frame: the letters that follow are already on their way.
    flushSync(() => setOpen(id))
    keys.tree.current?.querySelector<HTMLElement>(selector)?.focus()
  }
  const remove = (entry: RollEntry) => {
    const isMember = members.some((member) => member.person === entry.person.id)
    change((document) => editAttendance(document, entry.person.id, { deleted: true }))
    setOpen(undefined)
    tell({
      words: t(isMember ? 'cleared' : 'removed', { name: entry.person.name }),
      undo: () => change((document) => editAttendance(document, entry.person.id, { deleted: false })),
    })
  }
  const setTime = (entry: RollEntry, field: TimeField, time: WallTime | undefined) => {
    change((document) => recordAttendance(document, entry.person, entry, { [field]: time, ...(field === 'arrivedAt' && !isAttending(entry.status) && { status: 'present' as const }) }))
    if (time) onSaid(t('field.marked', { name: entry.person.name, status: t(field === 'arrivedAt' ? 'arrived' : 'left', { time: formatTime(time, language) }) }))
  }
  const stamp = (entry: RollEntry, field: TimeField) => {
    typed.choose(entry.person.id, field)
    setTime(entry, field, wallClock(Date.now(), facts.timeZone).time)
  }
  const typeDigit = (entry: RollEntry, digit: string) => {
    const { field, digits } = typed.type(entry.person.id, digit)
    const time = typedTime(digits)
    if (time) setTime(entry, field, time)
    else onSaid(t(digits.length < 4 ? 'typedTime' : 'noTime', { digits: digits.length < 4 ? digits.padEnd(4, '_') : digits }))
  }
  const addHeard = ({ person }: NotListed, status: AttendanceStatus, guest = false) => {
    change((document) => recordAttendance(document, person, entries.get(person.id), { status, ...(guest && { guest }) }))
    onCurrent(person.id)
    onSaid(t('field.marked', { name: person.name, status: t(guest ? 'field.noted.guest' : `field.noted.${status}`) }))
  }
  const quoteOnly = ({ person }: NotListed) => {
    change((document) => setQuotedOnly(document, person.id, true))
    tell({ words: t('heard.hidden', { name: person.name }), undo: () => change((document) => setQuotedOnly(document, person.id, false)) })
  }

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    // Digit keys are read by their place too: unshifted, a French keyboard types & é " there.
    const digit = /^\d$/.test(event.key) ? event.key : /^Digit(\d)$/.exec(event.code)?.[1]
    if (digit === undefined && endsTime(event.key)) typed.forget()
    if (!(event.target as HTMLElement).matches('[role="treeitem"]') || keys.onTreeKey(event)) return
    if (readOnly || event.ctrlKey || event.metaKey || event.altKey || keys.tabStop === undefined) return
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key
    const status = Object.hasOwn(STATUS_KEYS, key) ? STATUS_KEYS[key as keyof typeof STATUS_KEYS] : undefined
    const entry = entries.get(keys.tabStop as PersonId)
    const heard = notListed.find(({ person }) => heardRow(person.id) === keys.tabStop)
    if (heard) {
      if (status) addHeard(heard, status)
      else if (key === 'G') addHeard(heard, 'present', true)
      else if (key === 'Delete' || key === 'Backspace') quoteOnly(heard)
      else return
    } else if (!entry) {
      const site = roll.sites.find((candidate) => rowOf(candidate) === keys.tabStop)
      if (status === undefined || status === 'represented' || !site) return
      // Whoever is already marked stays as marked.
      setStatus(site.entries.flatMap((candidate) => (candidate.status ? [] : [candidate.person.id])), status)
    } else if (digit !== undefined) typeDigit(entry, digit)
    else if (status) setStatus([entry.person.id], status)
    else if (key === 'Enter') openDetails(open === entry.person.id ? undefined : entry.person.id)
    else if (key === 'Delete' || key === 'Backspace') remove(entry)
    else if (key === 'T') stamp(entry, 'arrivedAt')
    else if (key === 'L') stamp(entry, 'leftAt')
    else if (key === 'G') change((document) => recordAttendance(document, entry.person, entry, { guest: !entry.guest }))
    else return
    event.preventDefault()
  }
  const group = (id: RowId, index: number, name: ReactNode, total: ReactNode) => {
    const isExpanded = !folded.has(id)
    return (
      <div
        key={id}
        role="treeitem"
        aria-level={1}
        aria-posinset={index + 1}
        aria-setsize={roll.sites.length + Number(notListed.length > 0)}
        aria-expanded={isExpanded}
        aria-selected={current === id}
        tabIndex={keys.tabStop === id ? 0 : -1}
        data-row={id}
        className={styles.site}
        onClick={() => (onCurrent(id), expand(id, !isExpanded))}
      >
        {isExpanded ? <ChevronDown size={13} /> : <ChevronRight size={13} />}
        <span className={styles.siteName}>{name}</span> <span className={`${styles.siteTotal} figures`}>{total}</span>
      </div>
    )
  }
  return (
    <div ref={keys.tree} role="tree" aria-label={t('title')} onKeyDown={onKeyDown} onFocus={stay.onFocus} onBlur={(event) => (typed.forget(), stay.onBlur(event))}>
      {roll.sites.map((site, index) => {
        const id = rowOf(site)
        return [
          group(id, index, site.site?.name ?? t('noSite'), t('total', { attending: site.attending, expected: site.expected })),
          ...(folded.has(id)
            ? []
            : site.entries.map((entry, position) => (
                <AttendanceRow
                  key={entry.person.id}
                  entry={entry}
                  site={site.site?.id}
                  position={position + 1}
                  setSize={site.entries.length}
                  isTabStop={keys.tabStop === entry.person.id}
                  isCurrent={current === entry.person.id}
                  isOpen={open === entry.person.id}
                  people={people}
                  sites={sites}
                  onCurrent={() => onCurrent(entry.person.id)}
                  onToggle={() => openDetails(open === entry.person.id ? undefined : entry.person.id)}
                  onStatus={(status) => setStatus([entry.person.id], status)}
                  onRemove={() => remove(entry)}
                />
              ))),
        ]
      })}
      {notListed.length > 0 && group(HEARD, roll.sites.length, t('heard.title'), notListed.length)}
      {!folded.has(HEARD) &&
        notListed.map((heard, position) => (
          <NotListedRow
            key={heard.person.id}
            row={heardRow(heard.person.id)}
            heard={heard}
            position={position + 1}
            setSize={notListed.length}
            isTabStop={keys.tabStop === heardRow(heard.person.id)}
            isCurrent={current === heardRow(heard.person.id)}
            onCurrent={() => onCurrent(heardRow(heard.person.id))}
            onStatus={(status, guest) => addHeard(heard, status, guest)}
            onQuotedOnly={() => quoteOnly(heard)}
          />
        ))}
    </div>
  )
}

function rowOf(site: RollSite): RowId {
  return `site-${site.site?.id ?? 'none'}`
}

function heardRow(id: PersonId): RowId {
  return `heard-${id}`
}

function visibleRows(sites: readonly RollSite[], notListed: readonly NotListed[], folded: ReadonlySet<RowId>): readonly TreeRow<RowId>[] {
  const groups = [
    ...sites.map((site) => ({ id: rowOf(site), people: site.entries.map(({ person }): RowId => person.id) })),
    ...(notListed.length > 0 ? [{ id: HEARD, people: notListed.map(({ person }) => heardRow(person.id)) }] : []),
  ]
  return groups.flatMap(({ id, people }): readonly TreeRow<RowId>[] => {
    const isExpanded = !folded.has(id)
    return [{ id, depth: 1, isExpanded }, ...(isExpanded ? people.map((person) => ({ id: person, depth: 2 })) : [])]
  })
}

/**
 * Where a row goes while it has the focus (somebody is not pointed out any more, or another person has marked them), the one that
 * comes to its place has it: nobody is thrown out of the list.
 */
function useStayInTree(rows: readonly TreeRow<RowId>[], current: RowId | undefined, onCurrent: (row: RowId) => void, tree: RefObject<HTMLDivElement | null>) {
  const position = useRef(0)
  const isInside = useRef(false)
  useLayoutEffect(() => {
    const index = rows.findIndex(({ id }) => id === current)
    const next = rows[Math.min(position.current, rows.length - 1)]
    if (index >= 0) position.current = index
    else if (current !== undefined && next) onCurrent(next.id)
    if (isInside.current && document.activeElement === document.body) tree.current?.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus()
  }, [rows, current, onCurrent, tree])
  return {
    onFocus: () => {
      isInside.current = true
    },
    onBlur: (event: FocusEvent) => {
      // Nothing else has taken it where its row has gone.
      if (event.relatedTarget instanceof Element) isInside.current = tree.current?.contains(event.relatedTarget) ?? false
    },
  }
}
