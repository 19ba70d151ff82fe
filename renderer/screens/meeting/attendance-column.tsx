import type { TFunction } from 'i18next'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useMemo, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { recordAttendance } from '../../../shared/attendance/edit.ts'
import { attendanceRoll, expectedMembers, isAttending, type RollEntry, type RollSite } from '../../../shared/attendance/roll.ts'
import type { PersonId } from '../../../shared/model/identifiers.ts'
import { editAttendance, readAttendanceRecords, type AttendanceStatus } from '../../../shared/model/meeting.ts'
import { readMembers } from '../../../shared/model/series.ts'
import { parseWallTime, type WallTime } from '../../../shared/model/wall-time.ts'
import { readPeople, readSites } from '../../../shared/model/workspace.ts'
import { useCommands, type Command } from '../../app/commands.tsx'
import { useTables } from '../../store/hooks.ts'
import { AttendanceField } from './attendance-field.tsx'
import { AttendanceRow } from './attendance-row.tsx'
import { STATUS_KEYS } from './attendance-status.tsx'
import styles from './attendance.module.css'
import { useDesk } from './desk.tsx'
import { useTreeKeys, type TreeRow } from './tree-keys.ts'

/** A row is a person, or a site by its position in the list. */
type RowId = PersonId | `site-${string}`

/** Who is there, by site, with totals that count themselves. */
export function AttendanceColumn({ head }: { readonly head: ReactNode }): ReactNode {
  const { t } = useTranslation('attendance')
  const { meeting, series, workspace, facts, change, readOnly, tell } = useDesk()
  const records = useTables(meeting.document, ['attendance'], readAttendanceRecords)
  const members = useTables(series, ['members'], readMembers)
  const people = useTables(workspace, ['people'], readPeople)
  const sites = useTables(workspace, ['sites'], readSites)
  const roll = useMemo(() => attendanceRoll({ records, members: expectedMembers(facts.state, members), people, sites }), [records, facts.state, members, people, sites])
  const entries = useMemo(() => new Map(roll.sites.flatMap((site) => site.entries.map((entry) => [entry.person.id, entry] as const))), [roll])
  const [folded, setFolded] = useState<ReadonlySet<RowId>>(new Set())
  const [current, setCurrent] = useState<RowId>()
  const [open, setOpen] = useState<PersonId>()

  const rows = useMemo(() => visibleRows(roll.sites, folded), [roll, folded])
  const expand = (id: RowId, expanded: boolean) => setFolded((known) => new Set(expanded ? [...known].filter((candidate) => candidate !== id) : [...known, id]))
  const keys = useTreeKeys<RowId>({ rows, current, onCurrent: setCurrent, onExpand: expand })

  const setStatus = (ids: readonly PersonId[], status: AttendanceStatus) => {
    if (readOnly || ids.length === 0) return
    change((document) => {
      for (const id of ids) {
        const entry = entries.get(id)
        if (entry) recordAttendance(document, entry.person, entry, { status })
      }
    })
    const [only] = ids
    if (status === 'represented' && only && ids.length === 1) openDetails(only, '[role="combobox"]')
  }
  const openDetails = (id: PersonId | undefined, entry = 'button') => {
    setOpen(id)
    const selector = id === undefined ? '[role="treeitem"][tabindex="0"]' : `[data-details] ${entry}`
    requestAnimationFrame(() => keys.tree.current?.querySelector<HTMLElement>(selector)?.focus())
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
  const stamp = (entry: RollEntry, field: 'arrivedAt' | 'leftAt') =>
    change((document) =>
      recordAttendance(document, entry.person, entry, { [field]: nowIn(facts.timeZone), ...(field === 'arrivedAt' && !isAttending(entry.status) && { status: 'present' as const }) }),
    )
  useCommands(attendanceCommands(t, readOnly))

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (!(event.target as HTMLElement).matches('[role="treeitem"]') || keys.onTreeKey(event)) return
    if (readOnly || event.ctrlKey || event.metaKey || event.altKey || keys.tabStop === undefined) return
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key
    const status = Object.hasOwn(STATUS_KEYS, key) ? STATUS_KEYS[key as keyof typeof STATUS_KEYS] : undefined
    const entry = entries.get(keys.tabStop as PersonId)
    if (!entry) {
      const site = roll.sites.find((candidate) => rowOf(candidate) === keys.tabStop)
      if (status === undefined || status === 'represented' || !site) return
      // Whoever is already marked stays as marked.
      setStatus(site.entries.flatMap((candidate) => (candidate.status ? [] : [candidate.person.id])), status)
    } else if (status) setStatus([entry.person.id], status)
    else if (key === 'Enter') openDetails(open === entry.person.id ? undefined : entry.person.id)
    else if (key === 'Delete' || key === 'Backspace') remove(entry)
    else if (key === 'T') stamp(entry, 'arrivedAt')
    else if (key === 'L') stamp(entry, 'leftAt')
    else if (key === 'G') change((document) => recordAttendance(document, entry.person, entry, { guest: !entry.guest }))
    else return
    event.preventDefault()
  }
  return (
    <>
      <header className={styles.head}>
        <h2>{t('title')}</h2>
        <p className={styles.total} data-total="">
          <strong>{t('total', { attending: roll.attending, expected: roll.expected })}</strong> · {t('sites', { count: roll.sitesAttending })}
        </p>
        {head}
      </header>
      {!readOnly && (
        <AttendanceField
          people={people}
          sites={sites}
          roll={entries}
          onMarked={(person) => {
            setCurrent(person)
            requestAnimationFrame(() => keys.tree.current?.querySelector(`[data-row="${CSS.escape(person)}"]`)?.scrollIntoView({ block: 'nearest' }))
          }}
        />
      )}
      <div className={styles.scroll}>
        {roll.sites.length === 0 && <p className={styles.teach}>{t('empty')}</p>}
        {roll.sites.length > 0 && (
          <div ref={keys.tree} role="tree" aria-label={t('title')} onKeyDown={onKeyDown}>
            {roll.sites.map((site, index) => {
              const id = rowOf(site)
              const isExpanded = !folded.has(id)
              return [
                <div
                  key={id}
                  role="treeitem"
                  aria-level={1}
                  aria-posinset={index + 1}
                  aria-setsize={roll.sites.length}
                  aria-expanded={isExpanded}
                  aria-selected={current === id}
                  tabIndex={keys.tabStop === id ? 0 : -1}
                  data-row={id}
                  className={styles.site}
                  onClick={() => (setCurrent(id), expand(id, !isExpanded))}
                >
                  {isExpanded ? <ChevronDown aria-hidden size={13} /> : <ChevronRight aria-hidden size={13} />}
                  <span className={styles.siteName}>{site.site?.name ?? t('noSite')}</span>{' '}
                  <span className={`${styles.siteTotal} figures`}>{t('total', { attending: site.attending, expected: site.expected })}</span>
                </div>,
                ...(isExpanded
                  ? site.entries.map((entry, position) => (
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
                        onCurrent={() => setCurrent(entry.person.id)}
                        onToggle={() => openDetails(open === entry.person.id ? undefined : entry.person.id)}
                        onStatus={(status) => setStatus([entry.person.id], status)}
                        onRemove={() => remove(entry)}
                      />
                    ))
                  : []),
              ]
            })}
          </div>
        )}
      </div>
    </>
  )
}

type AttendanceCommand = AttendanceStatus | 'walk' | 'fold' | 'markPresent' | 'markRemote' | 'markExcused' | 'arrivedNow' | 'leftNow' | 'guest' | 'details' | 'remove'

function attendanceCommands(t: TFunction<'attendance'>, readOnly: boolean): readonly Command[] {
  const inPlace = (name: AttendanceCommand, keys: string): Command => ({ id: `attendance-${name}`, group: 'attendance', title: t(`commands.${name}`), keys, handledInPlace: true })
  const walking = [inPlace('walk', 'ArrowDown'), inPlace('fold', 'ArrowLeft')]
  if (readOnly) return walking
  return [
    ...walking,
    inPlace('markPresent', 'Enter'),
    inPlace('markRemote', 'Mod+Enter'),
    inPlace('markExcused', 'Shift+Enter'),
    ...Object.entries(STATUS_KEYS).map(([key, status]) => inPlace(status, key)),
    inPlace('arrivedNow', 'T'),
    inPlace('leftNow', 'L'),
    inPlace('guest', 'G'),
    inPlace('details', 'Enter'),
    inPlace('remove', 'Delete'),
  ]
}

function rowOf(site: RollSite): RowId {
  return `site-${site.site?.id ?? 'none'}`
}

function visibleRows(sites: readonly RollSite[], folded: ReadonlySet<RowId>): readonly TreeRow<RowId>[] {
  return sites.flatMap((site): readonly TreeRow<RowId>[] => {
    const id = rowOf(site)
    const isExpanded = !folded.has(id)
    return [{ id, depth: 1, isExpanded }, ...(isExpanded ? site.entries.map(({ person }) => ({ id: person.id, depth: 2 })) : [])]
  })
}

/** The time on the wall where the meeting is, now. */
function nowIn(timeZone: string): WallTime | undefined {
  return parseWallTime(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(new Date()))
}
