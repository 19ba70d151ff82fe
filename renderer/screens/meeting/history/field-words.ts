import type { TFunction } from 'i18next'
import { agendaInOrder, agendaTree } from '../../../../shared/agenda/tree.ts'
import { formatDate, formatList, formatMinutes, formatTime, formatZone } from '../../../../shared/i18n/format.ts'
import { textIn, type Language } from '../../../../shared/model/bilingual.ts'
import { ENTRY_KINDS, LIST_STYLES } from '../../../../shared/model/body.ts'
import type { Fact } from '../../../../shared/model/fact-table.ts'
import type { AgendaItemId, WriterId } from '../../../../shared/model/identifiers.ts'
import { ACTION_STATES, AGENDA_KINDS, ATTENDANCE_STATUSES, ITEM_OUTCOMES, MEETING_STATES, type AgendaRecord } from '../../../../shared/model/meeting.ts'
import { BALLOTS_TABLE, VOTE_ANNOUNCEMENTS, VOTE_CHOICES, VOTE_METHODS, VOTE_RULES, VOTE_SECRECIES } from '../../../../shared/model/vote.ts'
import { parseCalendarDate, parseWallTime } from '../../../../shared/model/wall-time.ts'
import type { Person, Site } from '../../../../shared/model/workspace.ts'

type Words = TFunction<['history', 'meeting', 'attendance', 'editor', 'vote', 'common']>

/** What the history calls things by: never a key of the model, never an identifier. */
export interface Namer {
  readonly t: Words
  readonly language: Language
  readonly people: readonly Person[]
  readonly sites: readonly Site[]
  /** Titles of agenda items with their numbers, removed ones too. */
  readonly items: ReadonlyMap<string, string>
  /** How writers want to be called, and who of them writes here. */
  readonly names: ReadonlyMap<WriterId, string>
  readonly own: ReadonlySet<WriterId>
}

export function itemTitles(records: readonly AgendaRecord[], language: Language, untitled: string): ReadonlyMap<string, string> {
  const numbers = new Map(agendaInOrder(agendaTree(records)).map(({ id, number }) => [id, number]))
  return new Map(records.map(({ id, title }) => [id, [numbers.get(id), textIn(title, language) || untitled].filter(Boolean).join(' ')]))
}

/** A person in a sentence: « Anne », « vous », « quelqu’un ». */
export function writerWords({ t, names, own }: Namer, writer: WriterId | undefined): string {
  if (writer === undefined) return t('someone')
  return own.has(writer) ? t('you') : names.get(writer) || t('someone')
}

export function personWords({ t, people }: Namer, person: string): string {
  return people.find(({ id }) => id === person)?.name || t('values.unknownPerson')
}

const FACT_FIELDS = ['titleFr', 'titleEn', 'placeFr', 'placeEn', 'ordinal', 'date', 'start', 'end', 'openedAt', 'closedAt', 'timeZone', 'link', 'chairs', 'secretaries', 'nextDate', 'nextStart', 'state', 'quorumMembers', 'quorumRequired', 'quorumCountsRepresented', 'language'] as const
const AGENDA_FIELDS = ['titleFr', 'titleEn', 'kind', 'presenters', 'plannedMinutes', 'place', 'outcome', 'takenBy', 'parent'] as const
const ATTENDANCE_FIELDS = ['status', 'site', 'representedBy', 'arrivedAt', 'leftAt', 'guest'] as const
const ACTION_FIELDS = ['owners', 'due', 'state'] as const
const VOTE_FIELDS = ['method', 'secrecy', 'rule', 'announced', 'heldAt', 'for', 'against', 'abstention', 'none'] as const
const ENTRY_FIELDS = ['kind', 'list', 'level', 'speakers'] as const

/** The name of a field; a neutral word for one that a newer version has. */
export function fieldWords({ t }: Namer, table: string, name: string): string {
  const field = name.replace('.fr', 'Fr').replace('.en', 'En')
  const inFacts = table === 'facts' ? FACT_FIELDS.find((known) => known === field) : undefined
  if (inFacts) return t(`fields.facts.${inFacts}`)
  const inAgenda = table === 'agenda' ? AGENDA_FIELDS.find((known) => known === field) : undefined
  if (inAgenda) return t(`fields.agenda.${inAgenda}`)
  const inAttendance = table === 'attendance' ? ATTENDANCE_FIELDS.find((known) => known === field) : undefined
  if (inAttendance) return t(`fields.attendance.${inAttendance}`)
  if (table === 'quoted') return t('fields.quotedOnly')
  const inActions = table === 'actions' ? ACTION_FIELDS.find((known) => known === field) : undefined
  if (inActions) return t(`fields.actions.${inActions}`)
  if (table === BALLOTS_TABLE) return t('fields.ballot')
  const inVotes = table === 'votes' ? VOTE_FIELDS.find((known) => known === field) : undefined
  if (inVotes) return t(`fields.votes.${inVotes}`)
  const inEntry = table === 'entry' ? ENTRY_FIELDS.find((known) => known === field) : undefined
  return inEntry ? t(`fields.entry.${inEntry}`) : t('fields.unknown')
}

/** A value as a person reads it. */
export function valueWords(namer: Namer, table: string, field: string, value: Fact | undefined): string {
  const { t } = namer
  if (field === 'parent' && (value === null || value === undefined)) return t('values.topLevel')
  if (value === null || value === undefined || value === '') return t('values.empty')
  if (typeof value === 'boolean') return t(value ? 'values.yes' : 'values.no')
  if (typeof value === 'number') return numberWords(namer, field, value)
  if (typeof value !== 'string') return value.length === 0 ? t('values.empty') : formatList(value.map((person) => personWords(namer, person)), namer.language)
  return textWords(namer, table, field, value)
}

function numberWords({ t }: Namer, field: string, value: number): string {
  if (field === 'plannedMinutes') return formatMinutes(value)
  return field === 'level' ? t('values.level', { level: value + 1 }) : String(value)
}

function textWords(namer: Namer, table: string, field: string, value: string): string {
  const { t, language, sites, items } = namer
  if (parseCalendarDate(value)) return formatDate(value, language, 'long')
  if (parseWallTime(value)) return formatTime(value, language)
  if (field === 'timeZone') return formatZone(value, language)
  if (field === 'site') return sites.find(({ id }) => id === value)?.name ?? t('values.unknownSite')
  if (field === 'representedBy') return personWords(namer, value)
  if (field === 'parent') return t('values.below', { title: items.get(value) ?? t('places.goneItem') })
  return choiceWords(namer, table, field, value) ?? value
}

/** A choice among words of the model; undefined for free text. */
function choiceWords({ t }: Namer, table: string, field: string, value: string): string | undefined {
  const unknown = t('values.other')
  switch (`${table}/${field}`) {
    case 'facts/state': {
      const state = MEETING_STATES.find((known) => known === value)
      return state ? t(`common:state.${state}`) : unknown
    }
    case 'facts/language':
      return value === 'fr' || value === 'en' ? t(`common:language.${value}`) : unknown
    case 'agenda/kind': {
      const kind = AGENDA_KINDS.find((known) => known === value)
      return kind ? t(`meeting:agenda.kind.${kind}`) : unknown
    }
    case 'agenda/outcome': {
      const outcome = ITEM_OUTCOMES.find((known) => known === value)
      return outcome ? (outcome === 'open' ? t('values.outcome.open') : t(`meeting:outcome.${outcome}`)) : unknown
    }
    case 'attendance/status': {
      const status = ATTENDANCE_STATUSES.find((known) => known === value)
      return status ? t(`attendance:status.${status}`) : unknown
    }
    case 'actions/state': {
      const state = ACTION_STATES.find((known) => known === value)
      return state ? t(`editor:states.${state}`) : unknown
    }
    case 'votes/method': {
      const method = VOTE_METHODS.find((known) => known === value)
      return method ? t(`vote:methods.${method}`) : unknown
    }
    case 'votes/secrecy': {
      const secrecy = VOTE_SECRECIES.find((known) => known === value)
      return secrecy ? t(`values.secrecy.${secrecy}`) : unknown
    }
    case 'votes/rule': {
      const rule = VOTE_RULES.find((known) => known === value)
      return rule ? t(`vote:rules.${rule}`) : unknown
    }
    case 'votes/announced': {
      const announced = VOTE_ANNOUNCEMENTS.find((known) => known === value)
      return announced ? t(`vote:announcements.${announced}`) : unknown
    }
    case 'ballots/choice': {
      const choice = VOTE_CHOICES.find((known) => known === value)
      return choice ? t(`vote:choices.${choice}`) : unknown
    }
    case 'entry/kind': {
      const kind = ENTRY_KINDS.find((known) => known === value)
      return kind ? t(`editor:kinds.${kind}`) : unknown
    }
    case 'entry/list': {
      const list = LIST_STYLES.find((known) => known === value)
      return list ? t(`values.list.${list}`) : unknown
    }
    default:
      return undefined
  }
}

/** The agenda item of a body. */
export function itemOfBody(body: string): AgendaItemId {
  return (body.split('/')[1] ?? '') as AgendaItemId
}

/** A moment by the clock of this computer: the time alone today, with its day otherwise. */
export function momentWords(language: Language, time: number, now: number): string {
  const at = clockTime(time, language)
  return dayOf(time) === dayOf(now) ? at : `${formatDate(dayOf(time), language, 'medium')}, ${at}`
}

export function clockTime(time: number, language: Language): string {
  const moment = new Date(time)
  return formatTime(`${String(moment.getHours()).padStart(2, '0')}:${String(moment.getMinutes()).padStart(2, '0')}`, language)
}

/** The calendar day here of a moment, as `YYYY-MM-DD`. */
export function dayOf(time: number): string {
  const moment = new Date(time)
  return [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}
