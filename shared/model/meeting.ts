import { generateKeyBetween } from 'fractional-indexing'
import type * as Y from 'yjs'
import type { BilingualText, Language } from './bilingual.ts'
import { fact, readTable, textFields, writeRecord, type RawRecord } from './fact-table.ts'
import type { ActionId, AgendaItemId, PersonId, SeriesId, SiteId, WorkspaceId } from './identifiers.ts'
import { parseCalendarDate, parseTimeZone, parseWallTime, type CalendarDate, type WallTime } from './wall-time.ts'

/**
 * A meeting document: one séance. Tables: `facts`, `agenda`, `attendance`, `quoted`, `actions`, `votes`, `ballots` (`vote.ts`); and for each agenda item and
 * language one body (`body.ts`).
 */
export const MEETING_STATES = ['preparation', 'session', 'review', 'published'] as const
export type MeetingState = (typeof MEETING_STATES)[number]

export interface Meeting {
  readonly workspace: WorkspaceId
  readonly series: SeriesId
  readonly title: BilingualText
  /** Number in the series, as printed: 14 in "nº 14". */
  readonly ordinal?: number
  readonly date?: CalendarDate
  readonly start?: WallTime
  readonly end?: WallTime
  /** When the meeting really began and ended, on the wall as `start` and `end` are. */
  readonly openedAt?: WallTime
  readonly closedAt?: WallTime
  readonly timeZone: string
  readonly place: BilingualText
  readonly link?: string
  readonly chairs: readonly PersonId[]
  readonly secretaries: readonly PersonId[]
  readonly nextDate?: CalendarDate
  readonly nextStart?: WallTime
  readonly state: MeetingState
  /** Written when the minutes are published: who the members of the series were. */
  readonly members?: readonly PersonId[]
  /** Written when the minutes are published, where the series has a rule. */
  readonly quorum?: FixedQuorum
  /** The language minutes are taken in, until somebody switches. */
  readonly language: Language
  readonly deleted: boolean
}

/** Whom the quorum of a meeting is about, and how many of them: whoever joins or leaves the series later does not change it. */
export interface FixedQuorum {
  readonly members: readonly PersonId[]
  readonly required: number
  readonly countsRepresented: boolean
}

/** `addition`: a sub-topic that came up in the meeting, shown with "+" and without a number. */
export const AGENDA_KINDS = ['topic', 'addition', 'break'] as const
export type AgendaKind = (typeof AGENDA_KINDS)[number]

/** `nothing-to-report`: RAS. `not-applicable`: N/A. Both are states of the item, not text in its body. */
export const ITEM_OUTCOMES = ['open', 'nothing-to-report', 'not-applicable'] as const
export type ItemOutcome = (typeof ITEM_OUTCOMES)[number]

/** One record of the agenda; the tree is derived from these (`agenda/tree.ts`). */
export interface AgendaRecord {
  readonly id: AgendaItemId
  readonly parent: AgendaItemId | null
  /** Fractional index among the children of the parent. */
  readonly order: string
  readonly kind: AgendaKind
  readonly title: BilingualText
  readonly presenters: readonly PersonId[]
  readonly plannedMinutes?: number
  readonly place?: string
  readonly outcome: ItemOutcome
  /** Who takes the minutes of it, where several do: the name given for sharing (`agenda/taken.ts`). */
  readonly takenBy?: string
  readonly deleted: boolean
}

export const ATTENDANCE_STATUSES = ['present', 'remote', 'excused', 'absent', 'represented'] as const
export type AttendanceStatus = (typeof ATTENDANCE_STATUSES)[number]

export interface AttendanceRecord {
  readonly person: PersonId
  /** Undefined until somebody has said whether this person is there. */
  readonly status?: AttendanceStatus
  /** The person's site as of this meeting. */
  readonly site?: SiteId
  readonly representedBy?: PersonId
  readonly arrivedAt?: WallTime
  readonly leftAt?: WallTime
  readonly guest: boolean
  readonly deleted: boolean
}

export const ACTION_STATES = ['open', 'done', 'cancelled'] as const
export type ActionState = (typeof ACTION_STATES)[number]

/** The facts of an action. Its words stand in the entry of a body that points to it. */
export interface ActionRecord {
  readonly id: ActionId
  readonly owners: readonly PersonId[]
  readonly due?: CalendarDate
  readonly state: ActionState
}

type Patch<Record> = { readonly [Field in keyof Record]?: Record[Field] | undefined }
export type MeetingPatch = Patch<Meeting>
export type AgendaPatch = Patch<Omit<AgendaRecord, 'id'>>
export type AttendancePatch = Patch<Omit<AttendanceRecord, 'person'>>
export type ActionPatch = Patch<Omit<ActionRecord, 'id'>>

const FACTS = 'meeting'

/** Writes the facts that the patch names; a fact given as undefined is emptied. Also creates the meeting. */
export function editMeeting(document: Y.Doc, patch: MeetingPatch): void {
  const { title, place, quorum, members, ...plain } = patch
  writeRecord(document, 'facts', FACTS, {
    ...plain,
    ...('quorum' in patch && { quorumRequired: quorum?.required, quorumMembers: quorum?.members, quorumCountsRepresented: quorum?.countsRepresented }),
    ...('members' in patch && { quorumMembers: members }),
    ...('title' in patch && textFields('title', title)),
    ...('place' in patch && textFields('place', place)),
  })
}

export function readMeeting(document: Y.Doc): Meeting {
  const record = readTable(document, 'facts').get(FACTS) ?? {}
  const optional = {
    ordinal: wholeNumberOf(record, 'ordinal', HIGHEST_ORDINAL),
    quorum: quorumOf(record),
    members: Array.isArray(record.quorumMembers) ? fact.list<PersonId>(record, 'quorumMembers') : undefined,
    date: dateOf(record, 'date'),
    start: timeOf(record, 'start'),
    end: timeOf(record, 'end'),
    openedAt: timeOf(record, 'openedAt'),
    closedAt: timeOf(record, 'closedAt'),
    link: fact.string(record, 'link') || undefined,
    nextDate: dateOf(record, 'nextDate'),
    nextStart: timeOf(record, 'nextStart'),
  }
  return {
    workspace: (fact.string(record, 'workspace') ?? '') as WorkspaceId,
    series: (fact.string(record, 'series') ?? '') as SeriesId,
    title: fact.text(record, 'title'),
    timeZone: parseTimeZone(fact.string(record, 'timeZone') ?? '') ?? 'Europe/Paris',
    place: fact.text(record, 'place'),
    chairs: fact.list<PersonId>(record, 'chairs'),
    secretaries: fact.list<PersonId>(record, 'secretaries'),
    state: fact.oneOf(record, 'state', MEETING_STATES, 'preparation'),
    language: fact.oneOf<Language>(record, 'language', ['fr', 'en'], 'fr'),
    deleted: fact.flag(record, 'deleted'),
    ...withoutUndefined(optional),
  }
}

function quorumOf(record: RawRecord): FixedQuorum | undefined {
  const required = fact.number(record, 'quorumRequired')
  return required === undefined ? undefined : { members: fact.list(record, 'quorumMembers'), required: Math.max(0, Math.trunc(required)), countsRepresented: record.quorumCountsRepresented !== false }
}

/** Every agenda record, deleted ones too, in no particular order. */
export function readAgendaRecords(document: Y.Doc): readonly AgendaRecord[] {
  return [...readTable(document, 'agenda')].map(([id, record]): AgendaRecord => {
    const optional = { plannedMinutes: wholeNumberOf(record, 'plannedMinutes', LONGEST_PLAN), place: fact.string(record, 'place') || undefined, takenBy: nameOf(record, 'takenBy') }
    return {
      id: id as AgendaItemId,
      parent: (fact.string(record, 'parent') as AgendaItemId | undefined) ?? null,
      order: validOrder(fact.string(record, 'order')),
      kind: fact.oneOf(record, 'kind', AGENDA_KINDS, 'topic'),
      title: fact.text(record, 'title'),
      presenters: fact.list<PersonId>(record, 'presenters'),
      outcome: fact.oneOf(record, 'outcome', ITEM_OUTCOMES, 'open'),
      deleted: fact.flag(record, 'deleted'),
      ...withoutUndefined(optional),
    }
  })
}

export function editAgendaRecord(document: Y.Doc, id: AgendaItemId, patch: AgendaPatch): void {
  const { title, ...plain } = patch
  writeRecord(document, 'agenda', id, { ...plain, ...('title' in patch && textFields('title', title)) })
}

/** Every attendance record that is not deleted. */
export function readAttendanceRecords(document: Y.Doc): readonly AttendanceRecord[] {
  return [...readTable(document, 'attendance')]
    .map(([id, record]): AttendanceRecord => {
      const status = fact.oneOf<AttendanceStatus | ''>(record, 'status', ATTENDANCE_STATUSES, '')
      const optional = {
        status: status === '' ? undefined : status,
        site: fact.string(record, 'site') as SiteId | undefined,
        representedBy: fact.string(record, 'representedBy') as PersonId | undefined,
        arrivedAt: timeOf(record, 'arrivedAt'),
        leftAt: timeOf(record, 'leftAt'),
      }
      return {
        person: id as PersonId,
        guest: fact.flag(record, 'guest'),
        deleted: fact.flag(record, 'deleted'),
        ...withoutUndefined(optional),
      }
    })
    .filter((record) => !record.deleted)
}

export function editAttendance(document: Y.Doc, person: PersonId, patch: AttendancePatch): void {
  writeRecord(document, 'attendance', person, { deleted: false, ...patch })
}

/** People who are quoted, or speak in writing, without having been there: they are not pointed out as missing on the list. */
export function readQuotedOnly(document: Y.Doc): ReadonlySet<PersonId> {
  return new Set([...readTable(document, 'quoted')].flatMap(([id, record]) => (fact.flag(record, 'only') ? [id as PersonId] : [])))
}

export function setQuotedOnly(document: Y.Doc, person: PersonId, only: boolean): void {
  writeRecord(document, 'quoted', person, { only })
}

export function readActionRecords(document: Y.Doc): ReadonlyMap<ActionId, ActionRecord> {
  return new Map(
    [...readTable(document, 'actions')].map(([id, record]) => {
      const due = dateOf(record, 'due')
      const action: ActionRecord = {
        id: id as ActionId,
        owners: fact.list<PersonId>(record, 'owners'),
        state: fact.oneOf(record, 'state', ACTION_STATES, 'open'),
        ...(due && { due }),
      }
      return [action.id, action]
    }),
  )
}

export function editAction(document: Y.Doc, id: ActionId, patch: ActionPatch): void {
  writeRecord(document, 'actions', id, patch)
}

/** An order key that another program spoilt would stop every move beside it: it counts as none. */
export function validOrder(order = ''): string {
  try {
    if (order !== '') generateKeyBetween(order, null)
    return order
  } catch {
    return ''
  }
}

/** Of the numbers that count something, the highest that are believed. */
const HIGHEST_ORDINAL = 1_000_000
/** In minutes: a week. */
const LONGEST_PLAN = 7 * 24 * 60

function wholeNumberOf(record: RawRecord, field: string, highest: number): number | undefined {
  const value = fact.number(record, field)
  return value !== undefined && Number.isInteger(value) && value >= 0 && value <= highest ? value : undefined
}

/** Longer names than this are not given. */
const LONGEST_NAME = 200

function nameOf(record: RawRecord, field: string): string | undefined {
  return fact.string(record, field)?.trim().slice(0, LONGEST_NAME) || undefined
}

function dateOf(record: RawRecord, field: string): CalendarDate | undefined {
  return parseCalendarDate(fact.string(record, field) ?? '')
}

function timeOf(record: RawRecord, field: string): WallTime | undefined {
  return parseWallTime(fact.string(record, field) ?? '')
}

type Defined<Fields> = { [Field in keyof Fields]?: Exclude<Fields[Field], undefined> }

function withoutUndefined<Fields extends object>(fields: Fields): Defined<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<Fields>
}
