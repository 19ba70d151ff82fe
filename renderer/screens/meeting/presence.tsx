import { useEffect, useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { agendaInOrder, agendaTree } from '../../../shared/agenda/tree.ts'
import { formatList } from '../../../shared/i18n/format.ts'
import type { Language } from '../../../shared/model/bilingual.ts'
import type { AgendaItemId } from '../../../shared/model/identifiers.ts'
import { readAgendaRecords } from '../../../shared/model/meeting.ts'
import { initialsOf } from '../../../shared/sharing/person-signs.ts'
import type { OtherPerson, Place } from '../../../shared/sharing/sharing.ts'
import { bridge } from '../../app/bridge.ts'
import { useTables } from '../../store/hooks.ts'
import { useOthersIn, usePersonColours, useSharing } from '../sharing/use-sharing.ts'
import { useDesk } from './desk.tsx'
import styles from './presence.module.css'

/** More chips than this are counted. */
const MOST_CHIPS = 4

/** How long somebody stays at an item before the others are told, in milliseconds: not while one walks through the agenda. */
const SETTLES_WITHIN = 400

/** Tells the others at which item of which meeting this person is, and that they have left. */
export function useReportedPlace({ workspace, meeting, item, language }: Place): void {
  // What was told before the workspace was shared has reached nobody.
  const isShared = useSharing(workspace)?.state.kind === 'shared'
  useEffect(() => {
    if (!isShared) return
    const timer = setTimeout(() => report({ workspace, meeting, item, language }), SETTLES_WITHIN)
    return () => clearTimeout(timer)
  }, [isShared, workspace, meeting, item, language])
  useEffect(() => {
    if (!isShared) return
    return () => report({ workspace })
  }, [isShared, workspace, meeting])
}

function report(place: Place): void {
  // Where somebody is helps and is never needed: what could not be told is told with the next step.
  void bridge()
    .reportPlace(place)
    .catch(() => undefined)
}

/** The others who are in this meeting, by their initials. */
export function MeetingPresence(): ReactNode {
  const { id, facts } = useDesk()
  const others = useOthersIn(facts.workspace, id)
  return others.length > 0 ? <Chips others={others} /> : null
}

function Chips({ others }: { readonly others: readonly OtherPerson[] }): ReactNode {
  const { t } = useTranslation('sharing')
  const { meeting, facts } = useDesk()
  const colourOf = usePersonColours(facts.workspace)
  const records = useTables(meeting.document, ['agenda'], readAgendaRecords)
  const numbers = useMemo(() => new Map(agendaInOrder(agendaTree(records)).map(({ id, number }) => [id, number])), [records])
  const wordsOf = ({ name, place: { item } }: OtherPerson) => {
    const number = item && numbers.get(item)
    const known = name || t('people.nameless')
    return number ? t('presence.personInItem', { name: known, item: number }) : known
  }
  const shown = others.length > MOST_CHIPS ? others.slice(0, MOST_CHIPS - 1) : others
  const rest = others.slice(shown.length)
  return (
    <ul className={styles.chips} aria-label={t('presence.meeting')}>
      {shown.map((other) => (
        <li key={other.writer} className={styles.chip} data-hand={colourOf(other.name)} title={wordsOf(other)}>
          <span aria-hidden>{initialsOf(other.name)}</span>
          <span className="visually-hidden">{wordsOf(other)}</span>
        </li>
      ))}
      {rest.length > 0 && (
        <li className={styles.chip} title={rest.map(wordsOf).join('\n')}>
          <span aria-hidden>+{rest.length}</span>
          <span className="visually-hidden">{rest.map(wordsOf).join(', ')}</span>
        </li>
      )}
    </ul>
  )
}

/** The initials of whoever else is at an item, in its row of the agenda. */
export function RowPresence({ item, except }: { readonly item: AgendaItemId; readonly except: string | undefined }): ReactNode {
  const { t, i18n } = useTranslation('sharing')
  const others = useOthersAt(item)
  const colourOf = usePersonColours(useDesk().facts.workspace)
  if (others.length === 0) return null
  const names = formatList(others.map(({ name }) => name || t('people.nameless')), i18n.language === 'en' ? 'en' : 'fr')
  return (
    <span className={styles.row} title={names}>
      {/* Whoever has taken the item has a sign there already. */}
      {others.filter(({ name }) => name !== except).map(({ writer, name }) => (
        <span key={writer} aria-hidden className={styles.rowSign} data-hand={colourOf(name)}>
          {initialsOf(name)}
        </span>
      ))}
      <span className="visually-hidden">{t('presence.row', { names })}</span>
    </span>
  )
}

/** Who else is at the item at hand, in words. Not read out by itself: nobody is interrupted while they type. */
export function ItemPresence({ item }: { readonly item: AgendaItemId }): ReactNode {
  const { t, i18n } = useTranslation('sharing')
  const interfaceLanguage: Language = i18n.language === 'en' ? 'en' : 'fr'
  const { language, facts } = useDesk()
  const others = useOthersAt(item)
  const colourOf = usePersonColours(facts.workspace)
  const [first] = others
  if (!first) return null
  const names = formatList(others.map(({ name }) => name || t('people.nameless')), interfaceLanguage)
  const elsewhere = others.length === 1 && first.place.language !== language ? first.place.language : undefined
  const words = elsewhere ? t(`presence.itemIn_${elsewhere}`, { names }) : t('presence.item', { count: others.length, names })
  return (
    <span className={styles.item} data-hand={others.length === 1 ? colourOf(first.name) : undefined} title={words}>
      <span aria-hidden className={styles.itemSign}>
        {others.map(({ name }) => initialsOf(name)).join(' ')}
      </span>
      <span className={styles.itemWords}>{words}</span>
    </span>
  )
}

function useOthersAt(item: AgendaItemId): readonly OtherPerson[] {
  const { id, facts } = useDesk()
  const others = useOthersIn(facts.workspace, id)
  return useMemo(() => others.filter(({ place }) => place.item === item), [others, item])
}
