import { plain } from '../attendance/match-people.ts'
import type { EntryKind, ListStyle } from '../model/body.ts'
import type { PersonId } from '../model/identifiers.ts'
import type { ItemOutcome } from '../model/meeting.ts'
import type { CalendarDate } from '../model/wall-time.ts'
import { readDate, readDueDate } from './due-date.ts'
import { areWrittenOut, readNames, type Company, type Naming } from './names.ts'

/**
 * The grammar for typing: what a line that is being typed says it is. Pure; the editor applies it and can always turn it
 * back. One principle decides what happens to the words: a LABEL (what stands before a colon, in brackets, a sign) becomes
 * a fact and goes; the words of a SENTENCE are read and never touched. Both languages are read, whichever is written.
 */
export type Opening =
  | { readonly is: 'list'; readonly list: Exclude<ListStyle, 'none'>; readonly length: number }
  | { readonly is: 'kind'; readonly kind: SetApart; readonly owners: readonly PersonId[]; readonly length: number }
  | { readonly is: 'continuation'; readonly length: number }
  | { readonly is: 'names'; readonly naming: Naming; readonly sign: NameSign; readonly length: number }

export type SetApart = Exclude<EntryKind, 'note'>
/** How names were marked: "Anne : ", "[Anne]", or "ACTION Anne : ". */
export type NameSign = 'colon' | 'brackets' | 'action'

/** A line that says as a whole what is to be done with it. */
export type WholeLine =
  | { readonly is: 'outcome'; readonly outcome: Exclude<ItemOutcome, 'open'> }
  | { readonly is: 'topic'; readonly title: string }
  | { readonly is: 'mend'; readonly old: string; readonly by: string }
  /** "ACTION Anne to write": the label goes, the sentence stays. */
  | { readonly is: 'action'; readonly length: number }

/** Longest opening of a line, in characters: further from its start nothing is looked at. */
export const LONGEST_OPENING = 120
/** Longest title of a sub-topic that is typed into the text, in characters. More is a paragraph that begins with "+". */
const LONGEST_TITLE = 300

const SPACE = '[ \\u00a0\\u202f]'
const LABEL = new RegExp(`^([^:\\n]{1,${LONGEST_OPENING - 2}}?)${SPACE}?:${SPACE}`, 'u')
const BRACKETS = /^@?\[([^[\]\n]{1,118})\]/u
const CONTINUATION = /^(?:…|\.{3})(?:[ \u00a0\u202f]|(?=\p{L}))/u
const BULLET = /^[-*•][ \u00a0]/
const ORDERED = /^1[.)][ \u00a0]/
/** In capitals, as minutes of this style have it: "Action plan" is a sentence. */
const ACTION_OF = new RegExp(`^ACTION${SPACE}+(?=\\p{L})`, 'u')

/**
 * What the start of a line says it is, once the sign that ends it stands there. Looks at `LONGEST_OPENING` characters.
 * An opening that was whole within the first `already` characters is left alone: names cost more to look up than to see.
 */
export function readOpening(text: string, company: Company, already = 0): Opening | undefined {
  const start = text.slice(0, LONGEST_OPENING)
  if (already < 2 && BULLET.test(start)) return { is: 'list', list: 'bullet', length: 2 }
  if (already < 3 && ORDERED.test(start)) return { is: 'list', list: 'ordered', length: 3 }
  const continuation = CONTINUATION.exec(start)?.[0]
  // The letter that follows makes it one, and stays.
  if (continuation) return already < continuation.length + (/[….]$/.test(continuation) ? 1 : 0) ? { is: 'continuation', length: continuation.length } : undefined
  const brackets = BRACKETS.exec(start)
  if (brackets) return already < brackets[0].length ? openingOf(brackets[1]!, 'brackets', brackets[0].length, company) : undefined
  const label = LABEL.exec(start)
  return label && already < label[0].length ? readLabel(label[1]!.trimEnd(), label[0].length, company) : undefined
}

const KINDS: Readonly<Record<string, SetApart>> = {
  decision: 'decision',
  action: 'action',
  recommandation: 'recommendation',
  recommendation: 'recommendation',
  vote: 'vote',
}

function readLabel(label: string, length: number, company: Company): Opening | undefined {
  const kind = /^[\p{L}\p{M}]+$/u.test(label) ? KINDS[plain(label)] : undefined
  if (kind) return { is: 'kind', kind, owners: [], length }
  const action = ACTION_OF.exec(label)
  if (action) return openingOf(label.slice(action[0].length), 'action', length, company)
  return openingOf(label.replace(/^@/, ''), 'colon', length, company)
}

function openingOf(names: string, sign: NameSign, length: number, company: Company): Opening | undefined {
  const naming = readNames(names.trim(), company, sign === 'colon')
  if (!naming) return undefined
  return sign === 'action' && naming.is === 'certain' ? { is: 'kind', kind: 'action', owners: naming.people, length } : { is: 'names', naming, sign, length }
}

/** What a line says as a whole, when it is ended. */
export function readLine(text: string, company: Company): WholeLine | undefined {
  const line = text.trim()
  const outcome = line.length <= 30 ? OUTCOMES[plain(line)] : undefined
  if (outcome && /^[\p{L}\p{M}./ \u00a0\u202f]+$/u.test(line)) return { is: 'outcome', outcome }
  const topic = /^\+[ \u00a0\u202f]+(?=\p{L})/u.exec(line)
  if (topic) return line.length <= LONGEST_TITLE && !line.includes('\n') ? { is: 'topic', title: line.slice(topic[0].length) } : undefined
  const mend = line.length <= LONGEST_TITLE ? /^s\/((?:[^/\\\n]|\\.)+)\/((?:[^/\\\n]|\\.)*)\/$/u.exec(line) : null
  if (mend) return { is: 'mend', old: unescaped(mend[1]!), by: unescaped(mend[2]!) }
  const action = ACTION_OF.exec(text)
  return action && readOwners(text.slice(action[0].length), company).length > 0 ? { is: 'action', length: action[0].length } : undefined
}

const OUTCOMES: Readonly<Record<string, Exclude<ItemOutcome, 'open'>>> = {
  ras: 'nothing-to-report',
  'r a s': 'nothing-to-report',
  neant: 'nothing-to-report',
  'rien a signaler': 'nothing-to-report',
  'nothing to report': 'nothing-to-report',
  'n a': 'not-applicable',
  'sans objet': 'not-applicable',
  'not applicable': 'not-applicable',
}

function unescaped(text: string): string {
  return text.replace(/\\([/\\])/g, '$1')
}

export interface ActionFacts {
  readonly owners: readonly PersonId[]
  readonly due?: CalendarDate
}

/** Who is to do it and until when, as the words of an action tell; `from` is the day of the meeting. */
export function readActionFacts(text: string, company: Company, from: CalendarDate): ActionFacts {
  const aside = readAside(text, company, from)
  const due = aside.due ?? readDueDate(text, from)
  const owners = readOwners(text, company)
  return { owners: owners.length > 0 ? owners : aside.owners, ...(due && { due }) }
}

const SUBJECT = new RegExp(
  `^(.{2,${LONGEST_OPENING}}?)${SPACE}+(?:to|will|shall|must|should|(?:has|have|is|are)${SPACE}to|doit|doivent|devra|devront|va|vont|se${SPACE}charge(?:ra|nt|ront)?|s[’']occupe(?:ra|nt|ront)?)(?![\\p{L}\\p{N}])`,
  'u',
)

/** "Nadia : envoyer…", "Paul and Nadia to send…", "Paul doit envoyer…": a label, or the subject of the sentence. */
function readOwners(text: string, company: Company): readonly PersonId[] {
  const start = text.slice(0, 2 * LONGEST_OPENING)
  const opening = readOpening(start, company)
  if (opening?.is === 'names') return opening.naming.is === 'certain' ? opening.naming.people : []
  const subject = SUBJECT.exec(start)?.[1]
  return subject ? writtenOut(subject, company) : []
}

/** "(Nadia, 23/04)" at the end. Nothing of it counts if anything else stands in it. */
function readAside(text: string, company: Company, from: CalendarDate): ActionFacts {
  const inside = /\(([^()\n]{2,120})\)[\s.]*$/u.exec(text.slice(-130))?.[1]
  if (!inside) return { owners: [] }
  const names: string[] = []
  const dates: CalendarDate[] = []
  for (const part of inside.split(/[\s\u00a0]*[,;][\s\u00a0]*/)) {
    const date = readDate(part, from)
    if (date) dates.push(date)
    else names.push(part)
  }
  const owners = names.length > 0 ? writtenOut(names.join(', '), company) : []
  if (dates.length > 1 || (names.length > 0 && owners.length === 0)) return { owners: [] }
  return { owners, ...(dates[0] && { due: dates[0] }) }
}

function writtenOut(names: string, company: Company): readonly PersonId[] {
  const naming = readNames(names.trim(), company, true)
  return naming?.is === 'certain' && areWrittenOut(names, naming.people, company) ? naming.people : []
}

export type { Company, Naming } from './names.ts'
