import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type * as Y from 'yjs'
import { agendaInOrder, agendaTree } from '../../../shared/agenda/tree.ts'
import { textIn, type Language } from '../../../shared/model/bilingual.ts'
import type { MeetingId } from '../../../shared/model/identifiers.ts'
import { readAgendaRecords, readMeeting } from '../../../shared/model/meeting.ts'
import type { OtherPerson, WorkspaceSharing } from '../../../shared/sharing/sharing.ts'
import { useDocument, useTables } from '../../store/hooks.ts'
import styles from './sharing.module.css'
import { oncePerName } from './use-sharing.ts'

/** Everybody who takes part, and where those are who are here now. */
export function SharingPeople({ sharing: { writers, others } }: { readonly sharing: WorkspaceSharing }): ReactNode {
  const { t } = useTranslation('sharing')
  const own = writers.find(({ isOwn }) => isOwn)
  const rest = oncePerName(writers.filter(({ isOwn, name }) => !isOwn && name !== ''))
  const here = (name: string, writer: string) => others.find((other) => other.writer === writer) ?? others.find((other) => other.name === name)
  // Somebody can be here whose first word has not arrived yet.
  const unknown = others.filter((other) => !rest.some(({ writer, name }) => writer === other.writer || name === other.name))
  return (
    <section aria-label={t('people.label')}>
      <h3>{t('people.label')}</h3>
      <ul className={styles.people}>
        {own?.name && <li>{t('people.you', { name: own.name })}</li>}
        {rest.map(({ writer, name }) => (
          <PersonRow key={writer} name={name} other={here(name, writer)} />
        ))}
        {unknown.map((other) => (
          <PersonRow key={other.writer} name={other.name || t('people.nameless')} other={other} />
        ))}
      </ul>
      {rest.length === 0 && unknown.length === 0 && <p className={styles.muted}>{t('people.nobody')}</p>}
    </section>
  )
}

function PersonRow({ name, other }: { readonly name: string; readonly other: OtherPerson | undefined }): ReactNode {
  const { t } = useTranslation('sharing')
  return (
    <li className={styles.personRow}>
      <span>{name}</span>
      {other && <span className={styles.here}>{other.place.meeting ? <Whereabouts meeting={other.place.meeting} place={other.place} /> : t('people.here')}</span>}
    </li>
  )
}

function Whereabouts({ meeting, place }: { readonly meeting: MeetingId; readonly place: OtherPerson['place'] }): ReactNode {
  const { t } = useTranslation('sharing')
  const open = useDocument('meeting', meeting)
  return open ? <InMeeting document={open.document} item={place.item} /> : t('people.here')
}

function InMeeting({ document, item }: { readonly document: Y.Doc; readonly item: OtherPerson['place']['item'] }): ReactNode {
  const { t, i18n } = useTranslation('sharing')
  const language: Language = i18n.language === 'en' ? 'en' : 'fr'
  const { title } = useTables(document, ['facts'], readMeeting)
  const records = useTables(document, ['agenda'], readAgendaRecords)
  const meeting = textIn(title, language).trim()
  const number = item && agendaInOrder(agendaTree(records)).find(({ id }) => id === item)?.number
  if (meeting === '') return t('people.here')
  return number ? t('people.inItem', { meeting, item: number }) : t('people.inMeeting', { meeting })
}
