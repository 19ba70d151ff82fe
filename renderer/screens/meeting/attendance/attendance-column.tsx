import { useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { entriesOf, type RollEntry } from '../../../../shared/attendance/roll.ts'
import { readMembers } from '../../../../shared/model/series.ts'
import { readPeople, readSites } from '../../../../shared/model/workspace.ts'
import { Button } from '../../../components/button.tsx'
import { ClipboardPaste, History } from '../../../components/icons.tsx'
import { Keys } from '../../../components/keys.tsx'
import { useTables } from '../../../store/hooks.ts'
import { useDesk } from '../desk.tsx'
import { useQuorum, useRoll } from '../roll.ts'
import { takePlace } from '../wanted-place.ts'
import { AttendanceField } from './attendance-field.tsx'
import { useHasEarlierMeeting, useLastTime } from './attendance-shortcuts.tsx'
import { AttendanceTree, type RowId } from './attendance-tree.tsx'
import styles from './attendance.module.css'
import { ParticipantsPanel } from './participants-panel.tsx'
import { openParticipants, useOpenParticipants } from './participants-panel-state.ts'
import { QuorumLine } from './quorum-line.tsx'
import { useNotListed } from './use-not-listed.ts'

/** Who is there, by site, with totals that count themselves. */
export function AttendanceColumn({ head }: { readonly head: ReactNode }): ReactNode {
  const { t } = useTranslation('attendance')
  const { id, meeting, series, workspace, facts, readOnly } = useDesk()
  const roll = useRoll()
  const quorum = useQuorum(roll)
  const members = useTables(series, ['members'], readMembers)
  const people = useTables(workspace, ['people'], readPeople)
  const sites = useTables(workspace, ['sites'], readSites)
  const entries = useMemo(() => new Map(entriesOf(roll).map((entry) => [entry.person.id, entry] as const)), [roll])
  const notListed = useNotListed(meeting.document, { people, roll: entries, isPreparing: facts.state === 'preparation' })
  const list = useOpenParticipants(id)
  const [current, setCurrent] = useState<RowId | undefined>(() => rowNamed(takePlace(id, 'attendance')?.name, entries))
  const [said, setSaid] = useState('')
  return (
    <>
      <header className={styles.head}>
        <h2>{t('title')}</h2>
        <p className={styles.total} data-total="">
          <strong>{t('total', { attending: roll.attending, expected: roll.expected })}</strong> · {t('sites', { count: roll.sitesAttending })}
        </p>
        {head}
      </header>
      {quorum && <QuorumLine quorum={quorum} />}
      {list && !readOnly ? (
        <ParticipantsPanel text={list.text} people={people} sites={sites} roll={entries} />
      ) : (
        <>
          {!readOnly && (
            <AttendanceField
              people={people}
              sites={sites}
              roll={entries}
              said={said}
              onSaid={setSaid}
              onMarked={(person) => {
                setCurrent(person)
                requestAnimationFrame(() => document.querySelector(`[data-area="attendance"] [data-row="${CSS.escape(person)}"]`)?.scrollIntoView({ block: 'nearest' }))
              }}
              onPasteLines={(text) => openParticipants(id, text)}
            />
          )}
          <div className={styles.scroll}>
            {!readOnly && roll.attending === 0 && <Beginning isEmpty={entries.size === 0} />}
            {(roll.sites.length > 0 || notListed.length > 0) && (
              <AttendanceTree roll={roll} entries={entries} notListed={notListed} members={members} people={people} sites={sites} current={current} onCurrent={setCurrent} onSaid={setSaid} />
            )}
          </div>
        </>
      )}
    </>
  )
}

/** Of two people who bear the same name, the one of whom nothing is said. */
function rowNamed(name: string | undefined, entries: ReadonlyMap<RowId, RollEntry>): RowId | undefined {
  const named = name === undefined ? [] : [...entries.values()].filter(({ person }) => person.name === name)
  return (named.find(({ status }) => status === undefined) ?? named[0])?.person.id
}

/** Nobody is here yet (some may be excused already): what saves typing each name. */
function Beginning({ isEmpty }: { readonly isEmpty: boolean }): ReactNode {
  const { t } = useTranslation('attendance')
  const { id } = useDesk()
  const markLastTime = useLastTime()
  const hasEarlier = useHasEarlierMeeting()
  const mark = async () => {
    await markLastTime()
    // The button has gone with what it was for.
    requestAnimationFrame(() => document.activeElement === document.body && document.querySelector<HTMLElement>('[data-area="attendance"] [data-entry]')?.focus())
  }
  return (
    <div className={styles.beginning}>
      {isEmpty && <p className={styles.teach}>{t('empty')}</p>}
      {hasEarlier && (
        <Button variant="quiet" icon={History} onPress={() => void mark()}>
          {t('lastTime.button')} <Keys keys="Alt+Shift+L" />
        </Button>
      )}
      <Button variant="quiet" icon={ClipboardPaste} onPress={() => openParticipants(id)}>
        {t('paste.button')} <Keys keys="Alt+Shift+C" />
      </Button>
    </div>
  )
}
