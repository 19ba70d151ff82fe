import type * as Y from 'yjs'
import { agendaInOrder, agendaTree, withoutAdditions } from '../../../shared/agenda/tree.ts'
import { isEmptyText, LANGUAGES, type BilingualText, type Language } from '../../../shared/model/bilingual.ts'
import { newIdentifier, type AgendaItemId, type MeetingId, type PersonId, type SeriesId } from '../../../shared/model/identifiers.ts'
import { editAgendaRecord, readAgendaRecords, readMeeting } from '../../../shared/model/meeting.ts'
import { readMembers, readSeries, type MemberRole, type Series } from '../../../shared/model/series.ts'
import type { CalendarDate, WallTime } from '../../../shared/model/wall-time.ts'
import { newMeeting } from '../../store/create.ts'
import type { DocumentReference } from '../../../shared/log/record.ts'
import { readSeriesRows } from '../../store/database.ts'
import type { Store } from '../../store/store.ts'

/** A meeting as it is about to be made. */
export interface MeetingDraft {
  readonly series: SeriesId
  readonly date: CalendarDate | undefined
  readonly start: WallTime | undefined
  readonly end: WallTime | undefined
  readonly ordinal: number | undefined
  readonly title: BilingualText
  readonly timeZone: string
  readonly place: BilingualText
  readonly link: string | undefined
  readonly chairs: readonly PersonId[]
  readonly secretaries: readonly PersonId[]
  readonly language: Language
}

export interface MeetingProposal {
  readonly draft: MeetingDraft
  readonly seriesName: BilingualText
  /** The last meeting of the series, with the agenda that could be taken over. */
  readonly previous: { readonly id: MeetingId; readonly items: number } | undefined
}

/** What the next meeting of a series will most likely be: its usual facts, the next number, the date that was set. */
export async function proposeMeeting(store: Store, id: SeriesId): Promise<MeetingProposal> {
  const rows = (await readSeriesRows(store.database, id)).meetings.filter(({ deleted }) => !deleted)
  const last = rows.toSorted((left, right) => (left.date ?? '').localeCompare(right.date ?? '')).at(-1)
  const { series, members } = await readOnce(store, { kind: 'series', id }, (document) => ({ series: readSeries(document), members: readMembers(document) }))
  const before = last && (await readOnce(store, { kind: 'meeting', id: last.id }, (document) => ({ meeting: readMeeting(document), items: agendaToCopy(document).length })))
  const ordinal = Math.max(0, ...rows.map((row) => row.ordinal ?? 0)) + 1
  const withRole = (role: MemberRole) => members.filter((member) => member.role === role).map(({ person }) => person)
  return {
    seriesName: series.name,
    previous: last && before && { id: last.id, items: before.items },
    draft: {
      series: id,
      date: before?.meeting.nextDate,
      start: before?.meeting.nextStart ?? series.usualStart ?? before?.meeting.start,
      end: series.usualEnd ?? before?.meeting.end,
      ordinal,
      title: titleOf(series.name, ordinal),
      timeZone: series.timeZone,
      place: isEmptyText(series.usualPlace) && before ? before.meeting.place : series.usualPlace,
      link: series.link ?? before?.meeting.link,
      chairs: withRole('chair'),
      secretaries: withRole('secretary'),
      language: series.language,
    },
  }
}

/** "Visio opérations nº 14", in each language that the series has a name in. */
export function titleOf(name: Series['name'], ordinal: number | undefined): BilingualText {
  const sign = { fr: 'nº\u00a0', en: 'no.\u00a0' }
  const texts = LANGUAGES.flatMap((language) => {
    const own = name[language]?.trim()
    return own ? [[language, ordinal === undefined ? own : `${own} ${sign[language]}${ordinal}`]] : []
  })
  return { ...(Object.fromEntries(texts) as { fr?: string; en?: string }), original: name.original }
}

/** Makes the meeting; `agendaOf` is the meeting whose agenda titles are taken over. Resolves when it is on the disk. */
export async function createMeeting(store: Store, draft: MeetingDraft, agendaOf: MeetingId | undefined): Promise<MeetingId> {
  const { series, ...facts } = draft
  const { workspace } = await readOnce(store, { kind: 'series', id: series }, readSeries)
  const id = await newMeeting(store, workspace, series, facts)
  if (agendaOf) {
    const from = await store.open({ kind: 'meeting', id: agendaOf })
    const to = await store.open({ kind: 'meeting', id })
    copyAgendaTitles(from.document, to.document)
    to.undo.clear()
    await store.flush()
    await store.close(to)
    await store.close(from)
  }
  return id
}

/** Copies the outline: titles and breaks in their order. What came up live, and all that was said, stays behind. */
function copyAgendaTitles(from: Y.Doc, to: Y.Doc): void {
  const copies = new Map<AgendaItemId, AgendaItemId>()
  for (const { id } of agendaToCopy(from)) copies.set(id, newIdentifier<AgendaItemId>())
  to.transact(() => {
    for (const { id, parent, order, kind, title } of agendaToCopy(from)) {
      const copy = copies.get(id)
      if (copy) editAgendaRecord(to, copy, { parent: (parent && copies.get(parent)) ?? null, order, kind, title })
    }
  })
}

function agendaToCopy(document: Y.Doc): readonly ReturnType<typeof agendaInOrder>[number][] {
  return agendaInOrder(withoutAdditions(agendaTree(readAgendaRecords(document))))
}

/** Reads something of a document that need not stay open. */
export async function readOnce<Value>(store: Store, reference: DocumentReference, read: (document: Y.Doc) => Value): Promise<Value> {
  const open = await store.open(reference)
  const value = read(open.document)
  await store.close(open)
  return value
}
