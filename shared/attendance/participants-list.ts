import { LARGEST_IMPORT, readImport, withHeader, type ImportLine, type ImportSource } from '../directory/read-import.ts'
import { parseWallTime, type CalendarDate, type WallTime } from '../model/wall-time.ts'
import { plain } from './match-people.ts'
import { cleanedName, isNoise, mayBeInitialsOf, namesPeople } from './participant-names.ts'

/** Largest list that is read, in characters, and most people on it: no room holds more. */
export const LARGEST_LIST = LARGEST_IMPORT / 10
export const MOST_PARTICIPANTS = 500

/** Somebody on the list of a video conference, as it names them. */
export interface Participant {
  readonly name: string
  /** Other ways to read what was written: with what stands in brackets, without what follows a dash. */
  readonly otherNames: readonly string[]
  readonly email?: string
  /** The list says that this is somebody from outside. */
  readonly isGuest: boolean
  /** On the wall of the place: an instant, or the time of another day, is none. */
  readonly joinedAt?: WallTime
  readonly leftAt?: WallTime
}

export type ParticipantsProblem = 'empty' | 'too-large' | 'too-many' | 'not-text'
export type ReadParticipantsResult = { readonly ok: true; readonly participants: readonly Participant[] } | { readonly ok: false; readonly problem: ParticipantsProblem }

/**
 * Reads a participants list copied or saved from Teams, Zoom, Meet, BigBlueButton, a spreadsheet or a message: a table with
 * columns, or one name a line. Somebody who came in twice is listed once, from the first coming to the last leaving.
 * Never throws.
 * @param date the day of the meeting: times of other days are left out
 */
export function readParticipants(raw: string, date?: CalendarDate): ReadParticipantsResult {
  if (raw.length > LARGEST_LIST) return { ok: false, problem: 'too-large' }
  const { text, hasHeader } = tableOf(raw)
  const read = readImport(text, hasHeader || hasTabs(text))
  if (!read.ok) return { ok: false, problem: read.problem === 'too-many-lines' ? 'too-many' : read.problem }
  const source = hasHeader ? withHeader(read.source, true) : read.source
  const rows = source.lines.flatMap(rowReader(source, date))
  // "AM" is shown before "Anne Martin".
  const named = rows.filter((row, index) => !mayBeInitialsOf(row.name, rows[index + 1]?.name ?? ''))
  if (named.length > MOST_PARTICIPANTS * 5) return { ok: false, problem: 'too-many' }
  const participants = withoutRepetitions(named)
  if (participants.length > MOST_PARTICIPANTS) return { ok: false, problem: 'too-many' }
  return participants.length === 0 ? { ok: false, problem: 'empty' } : { ok: true, participants }
}

// ─── The table among what a tool writes around it ────────────────────────────────────────────────────────────────────

type Column = 'name' | 'firstName' | 'familyName' | 'email' | 'joined' | 'left' | 'event' | 'moment' | 'guest' | 'other'

/** Headers of participants lists, without accents or case, in both languages. */
const HEADERS: Readonly<Record<Column, readonly string[]>> = {
  name: ['name original name', 'nom nom d origine', 'nom nom original', 'attendee', 'prenom nom', 'nom prenom', 'name', 'nom', 'full name', 'nom complet', 'participant', 'display name', 'nom affiche', 'user name', 'nom d utilisateur'],
  firstName: ['first name', 'prenom', 'given name'],
  familyName: ['last name', 'surname', 'family name', 'nom de famille'],
  email: ['user email', 'email de l utilisateur', 'e mail de l utilisateur', 'adresse e mail de l utilisateur', 'adresse e mail', 'email', 'e mail', 'mail', 'email address', 'courriel'],
  joined: ['join time', 'first join', 'first join time', 'joined', 'joined at', 'time joined', 'premiere participation', 'premiere connexion', 'heure d arrivee', 'heure de participation', 'heure de connexion', 'heure d entree', 'arrivee', 'rejoint a', 'premiere jonction', 'heure de jonction', 'entree'],
  left: ['leave time', 'last leave', 'last leave time', 'left', 'left at', 'time exited', 'time left', 'dernier depart', 'derniere deconnexion', 'heure de depart', 'heure de sortie', 'heure de deconnexion', 'depart', 'parti a', 'sortie'],
  event: ['user action', 'action de l utilisateur', 'action', 'evenement'],
  moment: ['timestamp', 'horodatage', 'horodateur', 'date et heure'],
  guest: ['guest', 'invite', 'externe', 'external'],
  other: ['duration', 'duration minutes', 'duree', 'duree minutes', 'in meeting duration', 'duree de la reunion', 'duree dans la reunion', 'total duration minutes', 'role', 'participant id upn', 'id du participant upn', 'recording consent', 'status', 'statut'],
}
const COLUMNS = Object.keys(HEADERS) as readonly Column[]

/** The part of a report that has the table of people: Teams and Zoom put a summary before it and activities after. */
function tableOf(raw: string): { readonly text: string; readonly hasHeader: boolean } {
  const lines = raw.replace(/\r\n?/g, '\n').split('\n', MOST_PARTICIPANTS * 20)
  const from = lines.findIndex((line) => isHeaderOfPeople(line))
  if (from < 0) return { text: lines.join('\n'), hasHeader: false }
  const rest = lines.slice(from + 1)
  const end = rest.findIndex((line) => /^["\s]*\d\.\s+\p{L}[^\t;,]*$/u.test(line) || (isHeaderOfPeople(line) && line !== lines[from]))
  return { text: [lines[from]!, ...(end < 0 ? rest : rest.slice(0, end)).filter((line) => line !== lines[from])].join('\n'), hasHeader: true }
}

function isHeaderOfPeople(line: string): boolean {
  if (line.length > 2_000 || line.includes('@')) return false
  const columns = line.split(/[\t;,]/).map(columnOf)
  return columns.filter((column) => column !== undefined).length > 1 && (columns.includes('name') || (columns.includes('firstName') && columns.includes('familyName')))
}

function hasTabs(text: string): boolean {
  const lines = text.split('\n', 200).filter((line) => line.trim() !== '')
  return lines.filter((line) => line.trim().includes('\t')).length * 2 > lines.length
}

function columnOf(header: string): Column | undefined {
  const said = plain(header)
  return COLUMNS.find((column) => HEADERS[column].includes(said))
}

/** « Nom » beside « Prénom » is the family name. */
function columnsOf(header: readonly string[]): readonly Column[] {
  const known = header.map((cell) => columnOf(cell) ?? 'other')
  const isFamily = known.includes('firstName') && !known.includes('familyName')
  return known.map((column, index) => (known.indexOf(column) !== index ? 'other' : column === 'name' && isFamily ? 'familyName' : column))
}

// ─── One line ────────────────────────────────────────────────────────────────────────────────────────────────────────

function rowReader({ header, shape, lines }: ImportSource, date: CalendarDate | undefined): (line: ImportLine) => readonly Participant[] {
  const columns = header && columnsOf(header)
  if (columns?.some((column) => column === 'name' || column === 'familyName' || column === 'email')) return ({ cells }) => rowOf(cells, columns, date)
  // "Morvan, Alix" says how "Le Goff, Chloé" is meant.
  const isLastFirst = lines.some(({ cells: [last = '', first = ''] }) => !plain(last).includes(' ') && namesPeople(last) && namesPeople(first))
  return ({ cells }) => (shape === 'list' ? listed(cells) : untitledRow(cells, isLastFirst))
}

function rowOf(cells: readonly string[], columns: readonly Column[], date: CalendarDate | undefined): readonly Participant[] {
  const cell = (column: Column) => cells[columns.indexOf(column)] ?? ''
  const name = cell('name') || [cell('firstName'), cell('familyName')].filter(Boolean).join(' ')
  const event = plain(cell('event'))
  const moment = wallTimeIn(cell('moment'), date)
  const hasLeft = /^(?:left|a quitte|parti|quitte|depart)/.test(event)
  const joinedAt = wallTimeIn(cell('joined'), date) ?? (event !== '' && !hasLeft ? moment : undefined)
  const leftAt = wallTimeIn(cell('left'), date) ?? (hasLeft ? moment : undefined)
  return participant(name, cell('email'), { isGuest: /^(?:yes|oui|true|vrai|1)$/.test(plain(cell('guest'))), ...(joinedAt && { joinedAt }), ...(leftAt && { leftAt }) })
}

function listed(cells: readonly string[]): readonly Participant[] {
  const [name = '', , email = ''] = cells
  return participant(name, email)
}

/** A line of cells without a header: one person a line ("Martin<tab>Anne", "Anne Martin;anne@…"), or people apart by commas. */
function untitledRow(cells: readonly string[], isLastFirst: boolean): readonly Participant[] {
  const email = cells.find((cell) => /^\S+@\S+$/.test(cell)) ?? ''
  const words = cells.filter((cell) => cell !== '' && cell !== email)
  const [first = '', second = ''] = words
  if (email === '' && words.length > 1 && words.every((cell) => namesPeople(cell) && plain(cell).includes(' '))) return words.flatMap((cell) => participant(cell))
  const mayBeOneName = namesPeople(first) && namesPeople(second) && plain(second).split(' ').length <= 3
  if (mayBeOneName && isLastFirst) return participant(`${second} ${first}`, email)
  return participant(first, email, {}, mayBeOneName ? [`${second} ${first}`] : [])
}

function participant(written: string, email = '', more: Partial<Pick<Participant, 'isGuest' | 'joinedAt' | 'leftAt'>> = {}, readings: readonly string[] = []): readonly Participant[] {
  const { name, otherNames, isGuest, email: found } = cleanedName(written)
  const address = (/[^\s<>()@]+@[^\s<>()@]+/.exec(email)?.[0] ?? found ?? '').toLowerCase()
  const shown = name || (address.split('@')[0] ?? '').replace(/[._]+/g, ' ').trim()
  if (shown === '' || isNoise(shown)) return []
  return [{ name: shown, otherNames: [...otherNames, ...readings], isGuest: isGuest || (more.isGuest ?? false), ...(address && { email: address }), ...(more.joinedAt && { joinedAt: more.joinedAt }), ...(more.leftAt && { leftAt: more.leftAt }) }]
}

/**
 * The time on the wall in "3/19/13, 1:58:12 PM", "19/03/2013 13:58", "13 h 58". Undefined where it is an instant (a zone
 * stands beside it) or of another day than `date`, whichever of day and month is written first.
 */
export function wallTimeIn(text: string, date?: CalendarDate): WallTime | undefined {
  if (text.length > 60 || /(?:\d\s*Z|[+-]\d{2}:?\d{2}|UTC|GMT|\bCES?T|\b[ECMP][SD]T)\b/.test(text.replace(/\d{4}-\d{2}-\d{2}/, ''))) return undefined
  const match = /(?<![\d/.-])(\d{1,2})\s*[:hH]\s*(\d{2})(?!\d|\s*m(?:in)?\b)(?::\d{2}(?:[.,]\d+)?)?\s*(?:([ap])\.?\s*m\b\.?)?/i.exec(text)
  if (!match) return undefined
  const [whole, hour = '', minute = '', half] = match
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  if (half !== undefined && (Number(hour) < 1 || Number(hour) > 12)) return undefined
  const rest = text.replace(whole, ' ')
  return isOfDay(rest, date) ? parseWallTime(`${String(hours).padStart(2, '0')}:${minute}`) : undefined
}

function isOfDay(text: string, date: CalendarDate | undefined): boolean {
  const day = /(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})/.exec(text)
  if (!day || !date) return true
  const said = day.slice(1).map(Number)
  const [year = 0, month = 0, dayOfMonth = 0] = date.split('-').map(Number)
  const orders = [[year, month, dayOfMonth], [month, dayOfMonth, year], [dayOfMonth, month, year], [month, dayOfMonth, year % 100], [dayOfMonth, month, year % 100]]
  return orders.some((order) => order.every((part, index) => part === said[index]))
}

// ─── Coming in twice ─────────────────────────────────────────────────────────────────────────────────────────────────

/** The same name, with no address that says otherwise, is the same person: a second coming, a second device. */
function withoutRepetitions(rows: readonly Participant[]): readonly Participant[] {
  const kept = new Map<string, Participant[]>()
  for (const row of rows) {
    const key = plain(row.name) || row.name
    const same = kept.get(key) ?? []
    const index = same.findIndex(({ email }) => email === undefined || row.email === undefined || email === row.email)
    if (index < 0) same.push(row)
    else same[index] = joined(same[index]!, row)
    kept.set(key, same)
  }
  return [...kept.values()].flat()
}

function joined(first: Participant, second: Participant): Participant {
  const email = first.email ?? second.email
  const joinedAt = [first.joinedAt, second.joinedAt].filter((time) => time !== undefined).sort()[0]
  // Whoever came in again and has not left is there.
  const leaves = [first, second].filter((row) => row.joinedAt !== undefined || row.leftAt !== undefined)
  const lastRow = leaves.toSorted((left, right) => (left.joinedAt ?? left.leftAt ?? '').localeCompare(right.joinedAt ?? right.leftAt ?? '')).at(-1)
  const leftAt = lastRow?.leftAt === undefined ? undefined : [first.leftAt, second.leftAt].filter((time) => time !== undefined).sort().at(-1)
  return {
    name: first.name,
    otherNames: [...new Set([...first.otherNames, ...second.otherNames])],
    isGuest: first.isGuest || second.isGuest,
    ...(email && { email }), ...(joinedAt && { joinedAt }), ...(leftAt && { leftAt }),
  }
}
