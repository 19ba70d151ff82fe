import { formatDate, formatList, formatMinutes, formatTime, formatTimeRange, formatZone } from '../i18n/format.ts'
import { typographicSpaces } from '../i18n/typography.ts'
import type { DocumentKind, DocumentLanguage } from '../bridge.ts'
import { otherLanguage, type Language } from '../model/bilingual.ts'
import type { EntryKind, ListStyle, Run } from '../model/body.ts'
import { safeLink } from '../model/links.ts'
import type { AgendaKind } from '../model/meeting.ts'
import { parseCalendarDate } from '../model/wall-time.ts'
import { printableLine, printableText } from './characters.ts'
import { entriesOfKind, type Minutes, type MinutesAttendee, type MinutesEntry, type MinutesItem, type MinutesText } from './minutes.ts'
import { voteLines } from './vote-words.ts'
import { countedWord, DOCUMENT_COLUMNS, word, type WordKey } from './words.ts'

/**
 * What a document says, in the order it says it, and in what language: everything but how it looks. Both writers
 * (DOCX, PDF) lay out this one value, so that they cannot differ in what they say. Every text in it is printable
 * (`characters.ts`), every link may be opened (`links.ts`).
 */
export interface Presentation {
  readonly kind: DocumentKind
  readonly language: DocumentLanguage
  /** One column, or French and English side by side. */
  readonly columns: readonly Language[]
  readonly properties: {
    readonly title: string
    readonly author: string
    readonly subject: string
    readonly language: Language
    /** `YYYY-MM-DD` */
    readonly date: string | null
  }
  /** Series · number · date: the head of every page but the first. */
  readonly running: Line
  readonly pageWords: { readonly page: string; readonly of: string }
  readonly cover: Cover
  readonly sections: readonly Section[]
}

/** A stretch of text in one language. */
export interface Span {
  readonly text: string
  readonly lang: Language
  readonly bold?: true
  readonly italic?: true
  readonly link?: string
  /** A small remark of the document on the text, such as « non traduit ». */
  readonly mark?: true
}

export type Line = readonly Span[]

/** One line for each column, or one line alone where all columns would say the same. */
export type Columns = readonly Line[]

export interface Cover {
  /** Series · number. */
  readonly eyebrow: Columns
  readonly kind: Columns
  readonly title: Columns
  readonly facts: readonly Fact[]
}

export interface Fact {
  readonly label: Columns
  readonly value: Columns
}

export type Section = AgendaSection | AttendanceSection | ItemsSection | ReferencesSection | ActionsSection

export interface AgendaSection {
  readonly type: 'agenda'
  readonly heading: Columns
  readonly items: readonly ItemHead[]
  readonly empty: Columns | null
}

export interface ItemHead {
  /** Unique in the document; only letters, digits and hyphens. */
  readonly anchor: string
  readonly kind: AgendaKind
  readonly label: string
  readonly depth: number
  readonly title: Columns
  /** Presenters, room, planned time; null if there is none of them. */
  readonly details: Columns | null
}

export interface AttendanceSection {
  readonly type: 'attendance'
  readonly heading: Columns
  readonly header: { readonly site: Line; readonly name: Line; readonly status: Line; readonly count: Line }
  readonly sites: readonly AttendanceSite[]
  readonly total: { readonly label: Line; readonly detail: Line; readonly count: Line }
  /** Null: there is no rule. */
  readonly quorum: { readonly label: Line; readonly detail: Line; readonly count: Line } | null
  readonly empty: Columns | null
}

export interface AttendanceSite {
  readonly name: Line
  readonly people: readonly { readonly name: Line; readonly detail: Line; readonly status: Line; readonly isAttending: boolean }[]
  readonly count: Line
}

export interface ItemsSection {
  readonly type: 'items'
  readonly items: readonly PresentedItem[]
}

export interface PresentedItem extends ItemHead {
  /** "Nothing to report", "Not applicable"; null while the item has minutes of its own. */
  readonly outcome: Columns | null
  readonly entries: readonly PresentedEntry[]
}

export interface PresentedEntry {
  readonly kind: EntryKind
  readonly list: ListStyle
  readonly level: number
  /** Of an entry in an ordered list, from 1; null for others. */
  readonly position: number | null
  readonly speakers: Line
  /** "Decision D1"; null for a note. */
  readonly label: Columns | null
  readonly body: Columns
  /** Below the text: owners, due date and state of an action; counts and result of a vote, and who voted what. */
  readonly facts: readonly Columns[]
}

/** Decisions, votes or recommendations gathered from the whole meeting. */
export interface ReferencesSection {
  readonly type: 'references'
  readonly heading: Columns
  readonly rows: readonly { readonly kind: EntryKind; readonly reference: string; readonly item: Columns; readonly speakers: Line; readonly body: Columns; readonly facts: readonly Columns[] }[]
  readonly empty: Columns | null
}

export interface ActionsSection {
  readonly type: 'actions'
  readonly heading: Columns
  readonly header: { readonly reference: Line; readonly what: Columns; readonly owner: Line; readonly due: Line; readonly done: Line }
  readonly rows: readonly ActionRow[]
  readonly empty: Columns | null
}

export interface ActionRow {
  readonly reference: string
  readonly item: Line
  readonly body: Columns
  readonly owners: Line
  readonly due: Line
  readonly state: 'open' | 'done' | 'cancelled'
  readonly stateWord: Line
}

const SEPARATOR = ' · '

/** Lays out what a document of this kind and language says. Pure; the same value for the same arguments. */
export function presentMinutes(minutes: Minutes, kind: DocumentKind, language: DocumentLanguage): Presentation {
  const columns = DOCUMENT_COLUMNS[language]
  const context: Context = { minutes, columns, first: columns[0] ?? 'fr' }
  return {
    kind,
    language,
    columns,
    properties: {
      title: documentTitle(context, kind),
      author: [...minutes.secretaries, ...minutes.chairs].map(printableLine).filter(Boolean).join(', ') || plainText(minutes.workspace, context.first),
      subject: plainText(minutes.series, context.first),
      language: context.first,
      date: fileDate(minutes.date),
    },
    running: runningHead(context),
    pageWords: { page: word('page.page', context.first), of: word('page.of', context.first) },
    cover: presentCover(context, kind),
    sections: kind === 'minutes' ? minutesSections(context) : decisionSections(context),
  }
}

/** A date that files can carry in their properties: one that exists, and that all of them can count. */
function fileDate(date: string | null): string | null {
  return date !== null && date >= '1601' && parseCalendarDate(date) ? date : null
}

/** The text of a line, as a reader sees it. */
export function lineText(line: Line): string {
  return line.map((span) => span.text).join('')
}

interface Context {
  readonly minutes: Minutes
  readonly columns: readonly Language[]
  readonly first: Language
}

// ─── Cover ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function presentCover(context: Context, kind: DocumentKind): Cover {
  const { minutes, columns } = context
  const isDraft = minutes.state !== 'published'
  return {
    eyebrow: levelled(columns.map((language) => [plain(joined([plainText(minutes.series, language), ordinal(minutes, language)]), language)])),
    kind: columns.map((language) => [plain(joined([word(`kind.${kind}`, language), isDraft ? word('draft', language) : '']), language)]),
    title: text(context, minutes.title, 'title'),
    facts: presentFacts(context),
  }
}

function presentFacts(context: Context): readonly Fact[] {
  const { minutes, columns } = context
  const fact = (label: WordKey, valueIn: ((language: Language) => string) | null): Fact[] =>
    valueIn ? [{ label: words(context, label), value: levelled(columns.map((language) => [plain(valueIn(language), language)])) }] : []
  const people = (label: 'chair' | 'secretary', names: readonly string[]) =>
    fact(`fact.${label}_${names.length > 1 ? 'other' : 'one'}`, names.length > 0 ? (language) => formatList(names.map(printableLine), language) : null)
  const { date, start, end, next, link } = minutes
  return [
    ...fact('fact.date', date === null ? null : (language) => sentence(formatDate(date, language))),
    ...fact('fact.time', start === null ? null : (language) => `${formatTimeRange(start, end, language)} (${zoneName(minutes.timeZone, language)})`),
    ...fact(sittingLabel(minutes), sittingTimes(minutes)),
    ...(minutes.place ? [{ label: words(context, 'fact.place'), value: text(context, minutes.place) }] : []),
    ...(link ? [{ label: words(context, 'fact.link'), value: [[linked(printableLine(link), context.first)]] }] : []),
    ...people('chair', minutes.chairs),
    ...people('secretary', minutes.secretaries),
    ...fact('fact.next', next && ((language) => sentence(`${formatDate(next.date, language)}${next.start === null ? '' : `, ${formatTime(next.start, language)}`}`))),
  ]
}

function sittingLabel({ opened, closed }: Minutes): WordKey {
  if (opened === null) return 'fact.closed'
  return closed === null ? 'fact.opened' : 'fact.sitting'
}

/** When the meeting really began and ended; null if nobody noted it. */
function sittingTimes({ opened, closed }: Minutes): ((language: Language) => string) | null {
  const from = opened ?? closed
  return from === null ? null : (language) => formatTimeRange(from, opened === null ? null : closed, language)
}

function zoneName(zone: string, language: Language): string {
  return zone === 'Europe/Paris' ? word('zone.paris', language) : printableLine(formatZone(zone, language))
}

function ordinal(minutes: Minutes, language: Language): string {
  return minutes.ordinal === null ? '' : word('ordinal', language, { ordinal: minutes.ordinal })
}

function documentTitle({ minutes, first }: Context, kind: DocumentKind): string {
  const named = plainText(minutes.title, first) || joined([plainText(minutes.series, first), ordinal(minutes, first)]) || word('untitled', first)
  const dated = minutes.date === null ? [] : [formatDate(minutes.date, first, 'long')]
  return [word(`kind.${kind}`, first), named, ...dated].join(' – ')
}

function runningHead({ minutes, columns, first }: Context): Line {
  const series = plainText(minutes.series, first) || plainText(minutes.title, first)
  const { date } = minutes
  const dates = date === null ? [] : columns.map((language) => plain(formatDate(date, language, 'long'), language))
  const head = plain(joined([series, ordinal(minutes, first)]), first)
  return alternated([head, ...dates].filter((span) => span.text !== ''), SEPARATOR)
}

// ─── Sections ────────────────────────────────────────────────────────────────────────────────────────────────────────

function minutesSections(context: Context): readonly Section[] {
  const items = presentItems(context)
  return [
    { type: 'agenda', heading: words(context, 'section.agenda'), items: items.map(withoutMark), empty: whenEmpty(context, items, 'none.agenda') },
    presentAttendance(context),
    { type: 'items', items },
    presentActions(context),
  ]
}

function decisionSections(context: Context): readonly Section[] {
  const votes = presentReferences(context, 'vote', 'section.votes', 'none.votes')
  const recommendations = presentReferences(context, 'recommendation', 'section.recommendations', 'none.recommendations')
  return [
    presentReferences(context, 'decision', 'section.decisions', 'none.decisions'),
    ...[votes, recommendations].filter(({ rows }) => rows.length > 0),
    presentActions(context),
  ]
}

function presentItems(context: Context): readonly PresentedItem[] {
  return withDepth(context.minutes.agenda, 1).map(({ item, depth }, index) => ({
    anchor: `item-${index + 1}`,
    kind: item.kind,
    label: printableLine(item.label),
    depth,
    title: text(context, item.title, 'title'),
    details: itemDetails(context, item),
    // What was typed is shown even if somebody then said that there was nothing.
    outcome: item.outcome === 'open' || item.body.length > 0 ? null : words(context, `outcome.${item.outcome}`),
    entries: item.body.map((entry) => presentEntry(context, entry)),
  }))
}

/** In an agenda a title that is not translated stands without remark: its heading has it. An empty place keeps its own. */
function withoutMark({ anchor, kind, label, depth, title, details }: ItemHead): ItemHead {
  return { anchor, kind, label, depth, details, title: title.map((line) => (line.length > 1 ? line.filter((part) => !part.mark) : line)) }
}

/** In order, with the depth that an item really has: levels of headings may not be skipped. */
function withDepth(items: readonly MinutesItem[], depth: number): readonly { readonly item: MinutesItem; readonly depth: number }[] {
  return items.flatMap((item) => [{ item, depth }, ...withDepth(item.children, depth + 1)])
}

function itemDetails(context: Context, item: MinutesItem): Columns | null {
  const details = [
    item.presenters.map(printableLine).join(', '),
    item.place === null ? '' : printableLine(item.place),
    item.plannedMinutes === null ? '' : formatMinutes(item.plannedMinutes),
  ]
  const said = joined(details)
  return said === '' ? null : [[plain(said, context.first)]]
}

function presentEntry(context: Context, entry: MinutesEntry): PresentedEntry {
  return {
    kind: entry.kind,
    list: entry.list,
    level: entry.level,
    position: entry.list === 'ordered' ? Math.max(entry.position ?? 1, 1) : null,
    speakers: nameLine(context, entry.speakers),
    label: entryLabel(context, entry),
    body: entryBody(context, entry),
    facts: entryFacts(context, entry),
  }
}

function entryLabel({ columns }: Context, { kind, reference }: MinutesEntry): Columns | null {
  if (kind === 'note') return null
  return levelled(columns.map((language) => [plain(`${word(`entry.${kind}`, language)}${reference === null ? '' : `\u00a0${printableLine(reference)}`}`, language)]))
}

function entryFacts(context: Context, { kind, action, vote }: MinutesEntry): readonly Columns[] {
  if (kind === 'action' && action) return actionFacts(context, action)
  return kind === 'vote' && vote ? voteLines(vote, context.columns).map((lines) => levelled(lines.map((said, index) => [plain(said, context.columns[index] ?? context.first)]))) : []
}

function actionFacts(context: Context, action: NonNullable<MinutesEntry['action']>): readonly Columns[] {
  const { due } = action
  const facts = context.columns.map((language) =>
    joined([
      action.owners.length > 0 ? formatList(action.owners.map(printableLine), language) : '',
      due === null ? '' : word('action.dueOn', language, { date: formatDate(due, language, 'long') }),
      action.state === 'open' ? '' : word(action.state === 'done' ? 'action.isDone' : 'action.cancelled', language),
    ]),
  )
  return facts.every((fact) => fact === '') ? [] : [levelled(facts.map((fact, index) => [plain(fact, context.columns[index] ?? context.first)]))]
}

function presentReferences(context: Context, kind: EntryKind, heading: WordKey, none: WordKey): ReferencesSection {
  const rows = entriesOfKind(context.minutes, kind).map(({ item, entry }) => ({
    kind,
    reference: printableLine(entry.reference ?? ''),
    item: itemAddress(context, item),
    speakers: nameLine(context, entry.speakers),
    body: entryBody(context, entry),
    facts: entryFacts(context, entry),
  }))
  return { type: 'references', heading: words(context, heading), rows, empty: whenEmpty(context, rows, none) }
}

function itemAddress(context: Context, item: MinutesItem): Columns {
  const number = printableLine(item.number)
  return text(context, item.title, 'title').map((line, index) => {
    const language = context.columns[index] ?? context.first
    const point = number === '' ? [] : [plain(`${word('item.point', language, { number })}${lineText(line) === '' ? '' : SEPARATOR}`, language)]
    return [...point, ...line]
  })
}

function presentActions(context: Context): ActionsSection {
  const { columns } = context
  const head = (key: WordKey) => bothIn(columns.map((language) => plain(word(key, language), language)))
  const rows = entriesOfKind(context.minutes, 'action').map(({ item, entry }): ActionRow => {
    const due = entry.action?.due ?? null
    const state = entry.action?.state ?? 'open'
    return {
      reference: printableLine(entry.reference ?? ''),
      item: [plain(printableLine(item.number), context.first)],
      body: entryBody(context, entry),
      owners: nameLine(context, entry.action?.owners ?? []),
      due: due === null ? [] : [plain(formatDate(due, context.first, 'short'), context.first)],
      state,
      stateWord: head(state === 'open' ? 'action.isOpen' : state === 'done' ? 'action.isDone' : 'action.cancelled'),
    }
  })
  return {
    type: 'actions',
    heading: words(context, 'section.actions'),
    header: {
      reference: head('action.reference'),
      what: columns.map((language) => [plain(word('action.what', language), language)]),
      owner: head('action.owner'),
      due: head('action.due'),
      done: head('action.done'),
    },
    rows,
    empty: whenEmpty(context, rows, 'none.actions'),
  }
}

// ─── Attendance ──────────────────────────────────────────────────────────────────────────────────────────────────────

function presentAttendance(context: Context): AttendanceSection {
  const { minutes, columns, first } = context
  const { attendance } = minutes
  const head = (key: WordKey) => bothIn(columns.map((language) => plain(word(key, language), language)))
  return {
    type: 'attendance',
    heading: words(context, 'section.attendance'),
    header: { site: head('attendance.site'), name: head('attendance.name'), status: head('attendance.status'), count: head('attendance.count') },
    sites: attendance.sites.map((site) => ({
      name: site.name === null ? head('attendance.noSite') : [plain(printableLine(site.name), first)],
      people: site.people.map((person) => presentAttendee(context, person)),
      count: [plain(`${site.attending}\u00a0/\u00a0${site.expected}`, first)],
    })),
    total: {
      label: head('attendance.total'),
      detail: bothIn(columns.map((language) => plain(totalDetail(minutes, language), language))),
      count: [plain(`${attendance.attending}\u00a0/\u00a0${attendance.expected}`, first)],
    },
    quorum: presentQuorum(context),
    empty: whenEmpty(context, attendance.sites, 'attendance.nobody'),
  }
}

function presentQuorum({ minutes, columns, first }: Context): AttendanceSection['quorum'] {
  const { quorum } = minutes.attendance
  if (!quorum) return null
  const said = (language: Language) => {
    const verdict = !quorum.isReached ? 'missing' : quorum.lostAt === null ? 'reached' : 'lost'
    return word(`attendance.quorum.${verdict}`, language, { required: quorum.required, time: quorum.lostAt === null ? '' : formatTime(quorum.lostAt, language) })
  }
  return {
    label: bothIn(columns.map((language) => plain(word('attendance.quorum.label', language), language))),
    detail: bothIn(columns.map((language) => plain(said(language), language))),
    count: [plain(`${quorum.counted}\u00a0/\u00a0${quorum.members}`, first)],
  }
}

function totalDetail({ attendance }: Minutes, language: Language): string {
  const { attending, expected, sitesAttending } = attendance
  return word('attendance.totalDetail', language, { attending, expected, sites: countedWord('attendance.sites', sitesAttending, language) })
}

function presentAttendee({ columns, first }: Context, person: MinutesAttendee): AttendanceSite['people'][number] {
  const guest = person.guest ? bothIn(columns.map((language) => plain(word('attendance.guest', language), language))) : []
  const affiliation = person.affiliation === null ? [] : [plain(printableLine(person.affiliation), first)]
  return {
    name: [plain(printableLine(person.name), first)],
    detail: [...affiliation, ...(affiliation.length > 0 && guest.length > 0 ? [plain(', ', first)] : []), ...guest],
    status: bothIn(columns.map((language) => plain(statusIn(person, language), language))),
    isAttending: person.status === 'present' || person.status === 'remote',
  }
}

function statusIn(person: MinutesAttendee, language: Language): string {
  const { status, representedBy, arrivedAt, leftAt } = person
  const represented = status === 'represented' && representedBy !== null
  return [
    represented
      ? word('attendance.representedBy', language, { name: printableLine(representedBy) })
      : word(status === null ? 'attendance.unknown' : `attendance.${status}`, language),
    ...(arrivedAt === null ? [] : [word('attendance.arrival', language, { time: formatTime(arrivedAt, language) })]),
    ...(leftAt === null ? [] : [word('attendance.departure', language, { time: formatTime(leftAt, language) })]),
  ].join(', ')
}

// ─── Texts in the language of the document ───────────────────────────────────────────────────────────────────────────

/**
 * A short text in each column. One language: what is not translated stands in its own language, and says so. Two
 * languages: an empty place says that the translation is missing. A stale translation is shown and says that it is.
 */
function text(context: Context, value: MinutesText, role: 'title' | 'text' = 'text'): Columns {
  const lineIn = (language: Language): Line | null => {
    const said = plainText({ ...value, [otherLanguage(language)]: null }, language)
    return said === '' ? null : [plain(said, language)]
  }
  if (lineIn('fr') === null && lineIn('en') === null) {
    return role === 'title' ? words(context, 'untitled') : context.columns.map(() => [])
  }
  return chosen(context, lineIn, value.original, value.translation)
}

function entryBody(context: Context, entry: MinutesEntry): Columns {
  const lineIn = (language: Language): Line | null => {
    const line = (entry[language] ?? []).map((run) => span(run, language)).filter(({ text: said }) => said !== '')
    return lineText(line).trim() === '' ? null : line
  }
  return chosen(context, lineIn, entry.original, entry.translation)
}

function chosen(context: Context, lineIn: (language: Language) => Line | null, original: Language, state: MinutesText['translation']): Columns {
  return context.columns.map((language) => {
    const own = lineIn(language)
    if (own) return language !== original && state === 'stale' ? [...own, mark('stale', language, true)] : own
    const other = lineIn(otherLanguage(language))
    if (!other) return []
    return context.columns.length > 1 ? [mark('missing', language, false)] : [...other, mark('missing', language, true)]
  })
}

function mark(state: 'missing' | 'stale', language: Language, isAfterText: boolean): Span {
  const said = `[${word(`mark.${state}`, language)}]`
  return { text: isAfterText ? ` ${said}` : said, lang: language, mark: true }
}

function span(run: Run, language: Language): Span {
  const link = run.link === undefined ? undefined : safeLink(run.link)
  return {
    text: typographicSpaces(printableText(run.text), language),
    lang: language,
    ...(run.bold && { bold: true }),
    ...(run.italic && { italic: true }),
    ...(link && { link }),
  }
}

function words({ columns }: Context, key: WordKey): Columns {
  return columns.map((language) => [plain(word(key, language), language)])
}

function whenEmpty(context: Context, rows: readonly unknown[], key: WordKey): Columns | null {
  return rows.length === 0 ? words(context, key) : null
}

function plain(said: string, lang: Language): Span {
  return { text: said, lang }
}

function linked(address: string, lang: Language): Span {
  const link = safeLink(address)
  return { text: address, lang, ...(link && { link }) }
}

function nameLine({ first }: Context, names: readonly string[]): Line {
  const said = names.map(printableLine).filter(Boolean).join(', ')
  return said === '' ? [] : [plain(said, first)]
}

/** The text in this language, else in the other; on one line. */
function plainText(value: MinutesText, language: Language): string {
  const own = printableLine(value[language] ?? '')
  if (own !== '') return typographicSpaces(own, language)
  const other = otherLanguage(language)
  return typographicSpaces(printableLine(value[other] ?? ''), other)
}

/** One line where all columns say the same. */
function levelled(lines: readonly Line[]): Columns {
  const [first] = lines
  return first && lines.every((line) => lineText(line) === lineText(first)) ? [first] : lines
}

/** Several languages on one line, where there is no room for columns: once if they say the same. */
function bothIn(spans: readonly Span[]): Line {
  const different = spans.filter((candidate, index) => spans.findIndex(({ text: said }) => said === candidate.text) === index)
  return alternated(different, ' / ')
}

function alternated(spans: readonly Span[], separator: string): Line {
  return spans.flatMap((part, index) => (index === 0 ? [part] : [plain(separator, part.lang), part]))
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(SEPARATOR)
}

/** A date that stands alone begins with a capital. */
function sentence(said: string): string {
  return said.charAt(0).toLocaleUpperCase('fr') + said.slice(1)
}
