import { otherLanguage, type Language } from '../model/bilingual.ts'
import type { EntryKind, Run } from '../model/body.ts'
import type { AgendaItemId } from '../model/identifiers.ts'
import { printableLine, printableText } from '../minutes/characters.ts'
import { itemsInOrder, type Minutes, type MinutesAction, type MinutesEntry, type MinutesItem, type MinutesText, type MinutesVote } from '../minutes/minutes.ts'
import { voteSummary } from '../minutes/vote-words.ts'
import { typographicSpaces } from '../i18n/typography.ts'
import { PICTURE_LIMITS as LIMITS, type ProjectorAction, type ProjectorDecision, type ProjectorEntry, type ProjectorItem, type ProjectorMeeting, type ProjectorOwners, type ProjectorRun, type ProjectorText, type ProjectorTime, type Tail } from './picture.ts'

/** An open action of an earlier meeting of the series. */
export interface EarlierAction extends MinutesAction {
  readonly reference: string
  /** Number of the meeting that decided it. */
  readonly from: number | null
  readonly text: MinutesText
}

export interface ProjectorSubject {
  readonly minutes: Minutes
  /** The item at hand. */
  readonly item: AgendaItemId | undefined
  /** The language in which the secretary sees the content. */
  readonly language: Language
  /** Language of the interface. */
  readonly words: Language
  readonly earlier: readonly EarlierAction[]
  /** `YYYY-MM-DD`: from when on an action is late. */
  readonly today: string
  readonly timeOf: (item: AgendaItemId) => ProjectorTime | null
}

/** What the second screen shows of a meeting. Never the remarks of the attendance, who is absent, or who voted what. */
export function projectorMeeting(subject: ProjectorSubject): ProjectorMeeting {
  const { minutes, item, language, earlier, today, timeOf } = subject
  const items = itemsInOrder(minutes.agenda)
  const atHand = items.find(({ id }) => id === item)
  const title = textOf(minutes.title, language, LIMITS.title)
  return {
    title: title.text === '' ? null : title,
    series: textOf(minutes.series, language, LIMITS.title),
    ordinal: minutes.ordinal,
    timeZone: minutes.timeZone,
    item: atHand ? itemOf(atHand, subject, timeOf(atHand.id as AgendaItemId)) : null,
    decisions: tail(items.flatMap((each) => decisionsOf(each, subject))),
    actions: tail([...earlier.flatMap((action) => earlierAction(action, language, today)), ...items.flatMap((each) => openActions(each, language, today))]),
  }
}

function itemOf(item: MinutesItem, subject: ProjectorSubject, time: ProjectorTime | null): ProjectorItem {
  const body = item.body.filter((entry) => !isBlank(entry))
  const entries: ProjectorEntry[] = []
  let room: number = LIMITS.body
  for (const entry of body.slice(-LIMITS.entries).toReversed()) {
    if (room <= 0) break
    const shown = entryOf(entry, subject, room)
    entries.unshift(shown)
    room -= lengthOf(shown.runs)
  }
  const isCut = entries.length < body.length || room <= 0
  return {
    kind: item.kind,
    number: printableLine(item.number).slice(0, LIMITS.name),
    title: textOf(item.title, subject.language, LIMITS.title),
    presenters: namesOf(item.presenters),
    outcome: item.outcome,
    time,
    entries,
    isCut,
  }
}

function entryOf(entry: MinutesEntry, { language, words, today }: ProjectorSubject, room: number): ProjectorEntry {
  const shown = languageOf(entry, language)
  return {
    id: entry.id.slice(0, LIMITS.name),
    kind: entry.kind,
    list: entry.list,
    level: entry.level,
    position: entry.position,
    speakers: namesOf(entry.speakers),
    language: shown,
    runs: endOf((entry[shown] ?? []).map((run) => runOf(run, shown)), room),
    reference: entry.reference && entry.reference.slice(0, LIMITS.name),
    action: entry.action && ownersOf(entry.action, today),
    vote: entry.vote && voteOf(entry.vote, words),
  }
}

/** Kinds that a committee decides by; an action is shown in a list of its own. */
const DECIDING: ReadonlySet<EntryKind> = new Set<EntryKind>(['decision', 'recommendation', 'vote'])

function decisionsOf(item: MinutesItem, { language, words }: ProjectorSubject): readonly ProjectorDecision[] {
  return item.body.flatMap((entry): readonly ProjectorDecision[] => {
    if (!DECIDING.has(entry.kind) || isBlank(entry)) return []
    return [{ kind: entry.kind, reference: (entry.reference ?? '').slice(0, LIMITS.name), item: printableLine(item.number).slice(0, LIMITS.name), text: entryText(entry, language), vote: entry.vote && voteOf(entry.vote, words) }]
  })
}

function openActions(item: MinutesItem, language: Language, today: string): readonly ProjectorAction[] {
  return item.body.flatMap((entry): readonly ProjectorAction[] => {
    if (entry.action?.state !== 'open' || isBlank(entry)) return []
    return [{ reference: (entry.reference ?? '').slice(0, LIMITS.name), from: null, isEarlier: false, text: entryText(entry, language), ...ownersOf(entry.action, today) }]
  })
}

function earlierAction(action: EarlierAction, language: Language, today: string): readonly ProjectorAction[] {
  const text = textOf(action.text, language, LIMITS.text)
  return text.text === '' ? [] : [{ reference: action.reference.slice(0, LIMITS.name), from: action.from, isEarlier: true, text, ...ownersOf(action, today) }]
}

function ownersOf({ owners, due, state }: MinutesAction, today: string): ProjectorOwners {
  return { owners: namesOf(owners), due, state, isLate: state === 'open' && due !== null && due < today }
}

/** In words, with what is counted; nothing while there is no result. */
function voteOf(vote: MinutesVote, words: Language): string | null {
  return vote.result === 'undecided' ? null : voteSummary(vote, words).slice(0, LIMITS.text)
}

function tail<Value>(values: readonly Value[]): Tail<Value> {
  return { total: values.length, last: values.slice(-LIMITS.list) }
}

function textOf(text: MinutesText, language: Language, limit: number): ProjectorText {
  const own = printableLine(text[language] ?? '')
  const shown = own === '' ? otherLanguage(language) : language
  const said = own === '' ? printableLine(text[shown] ?? '') : own
  return { text: beginningOf(typographicSpaces(said, shown), limit), language: said === '' ? language : shown }
}

function entryText(entry: MinutesEntry, language: Language): ProjectorText {
  const shown = languageOf(entry, language)
  return { text: beginningOf(typographicSpaces(printableLine(plainText(entry[shown])), shown), LIMITS.text), language: shown }
}

/** The language that the secretary sees, unless the entry stands only in the other. */
function languageOf(entry: MinutesEntry, language: Language): Language {
  return plainText(entry[language]).trim() === '' ? otherLanguage(language) : language
}

function isBlank(entry: MinutesEntry): boolean {
  return plainText(entry.fr).trim() === '' && plainText(entry.en).trim() === ''
}

function plainText(runs: readonly Run[] | null): string {
  return runs ? runs.map(({ text }) => text).join('') : ''
}

function runOf(run: Run, language: Language): ProjectorRun {
  return { text: typographicSpaces(printableText(run.text), language), ...(run.bold && { bold: true }), ...(run.italic && { italic: true }) }
}

/** The last characters of a text. */
function endOf(runs: readonly ProjectorRun[], room: number): readonly ProjectorRun[] {
  const kept: ProjectorRun[] = []
  let left = room
  for (const run of runs.toReversed()) {
    if (left <= 0) break
    if (run.text === '') continue
    kept.unshift(run.text.length <= left ? run : { ...run, text: `…${wholeCharacters(run.text.slice(-left))}` })
    left -= run.text.length
  }
  return kept
}

function beginningOf(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/\p{Surrogate}$/u, '').trimEnd()}…`
}

/** Half a character at the beginning of what was cut is left out. */
function wholeCharacters(text: string): string {
  return text.replace(/^\p{Surrogate}/u, '')
}

function lengthOf(runs: readonly ProjectorRun[]): number {
  return runs.reduce((sum, { text }) => sum + text.length, 0)
}

function namesOf(names: readonly string[]): readonly string[] {
  return names.slice(0, LIMITS.names).map((name) => beginningOf(printableLine(name), LIMITS.name))
}
