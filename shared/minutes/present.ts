import { formatDate, formatList, formatMinutes, formatTime, formatTimeRange, formatZone } from '../i18n/format.ts'
import type { DocumentKind, DocumentLanguage } from '../bridge.ts'
import type { Language } from '../model/bilingual.ts'
import type { EntryKind } from '../model/body.ts'
import { parseCalendarDate } from '../model/wall-time.ts'
import { printableLine } from './characters.ts'
import {
  alternated,
  capitalised,
  joined,
  levelled,
  linked,
  nameLine,
  plain,
  plainText,
  presentBody,
  presentText,
  SEPARATOR,
  whenEmpty,
  wordInLine,
  words,
  type DocumentLanguages,
} from './document-texts.ts'
import { entriesOfKind, type Minutes, type MinutesEntry, type MinutesItem } from './minutes.ts'
import { presentAttendance } from './present-attendance.ts'
import {
  lineText,
  type ActionRow,
  type ActionsSection,
  type Columns,
  type Cover,
  type Fact,
  type ItemHead,
  type Line,
  type Presentation,
  type PresentedEntry,
  type PresentedItem,
  type ReferencesSection,
  type Section,
} from './presentation.ts'
import { voteLines } from './vote-words.ts'
import { DOCUMENT_COLUMNS, word, type WordKey } from './words.ts'

interface Context extends DocumentLanguages {
  readonly minutes: Minutes
}

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

// ─── Cover ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function presentCover(context: Context, kind: DocumentKind): Cover {
  const { minutes, columns } = context
  const isDraft = minutes.state !== 'published'
  return {
    eyebrow: levelled(columns.map((language) => [plain(joined([plainText(minutes.series, language), ordinal(minutes, language)]), language)])),
    kind: columns.map((language) => [plain(joined([word(`kind.${kind}`, language), isDraft ? word('draft', language) : '']), language)]),
    title: presentText(context, minutes.title, 'title'),
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
    ...fact('fact.date', date === null ? null : (language) => capitalised(formatDate(date, language))),
    ...fact('fact.time', start === null ? null : (language) => `${formatTimeRange(start, end, language)} (${zoneName(minutes.timeZone, language)})`),
    ...fact(sittingLabel(minutes), sittingTimes(minutes)),
    ...(minutes.place ? [{ label: words(context, 'fact.place'), value: presentText(context, minutes.place) }] : []),
    ...(link ? [{ label: words(context, 'fact.link'), value: [[linked(printableLine(link), context.first)]] }] : []),
    ...people('chair', minutes.chairs),
    ...people('secretary', minutes.secretaries),
    ...fact('fact.next', next && ((language) => capitalised(`${formatDate(next.date, language)}${next.start === null ? '' : `, ${formatTime(next.start, language)}`}`))),
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
    presentAttendance(context.minutes.attendance, context),
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
    title: presentText(context, item.title, 'title'),
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
    body: presentBody(context, entry),
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
    body: presentBody(context, entry),
    facts: entryFacts(context, entry),
  }))
  return { type: 'references', heading: words(context, heading), rows, empty: whenEmpty(context, rows, none) }
}

function itemAddress(context: Context, item: MinutesItem): Columns {
  const number = printableLine(item.number)
  return presentText(context, item.title, 'title').map((line, index) => {
    const language = context.columns[index] ?? context.first
    const point = number === '' ? [] : [plain(`${word('item.point', language, { number })}${lineText(line) === '' ? '' : SEPARATOR}`, language)]
    return [...point, ...line]
  })
}

function presentActions(context: Context): ActionsSection {
  const head = (key: WordKey) => wordInLine(context, key)
  const rows = entriesOfKind(context.minutes, 'action').map(({ item, entry }): ActionRow => {
    const due = entry.action?.due ?? null
    const state = entry.action?.state ?? 'open'
    return {
      reference: printableLine(entry.reference ?? ''),
      item: [plain(printableLine(item.number), context.first)],
      body: presentBody(context, entry),
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
      what: words(context, 'action.what'),
      owner: head('action.owner'),
      due: head('action.due'),
      done: head('action.done'),
    },
    rows,
    empty: whenEmpty(context, rows, 'none.actions'),
  }
}
