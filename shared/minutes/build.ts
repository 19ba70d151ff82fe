import type * as Y from 'yjs'
import { agendaInOrder, agendaTree, DEEPEST_AGENDA, type AgendaItem } from '../agenda/tree.ts'
import { meetingQuorum, type Quorum } from '../attendance/quorum.ts'
import { meetingRoll, type Roll, type RollEntry } from '../attendance/roll.ts'
import { translationState, type BilingualText } from '../model/bilingual.ts'
import { bodyFragment, readBody, type Entry, type EntryKind } from '../model/body.ts'
import type { PersonId } from '../model/identifiers.ts'
import { readActionRecords, readAgendaRecords, readMeeting, type ActionRecord } from '../model/meeting.ts'
import { readSeries } from '../model/series.ts'
import { readVoteRecords } from '../model/vote.ts'
import { readPeople, readWorkspace } from '../model/workspace.ts'
import { meetingElectorates } from '../votes/electorate.ts'
import { alignBodies, type AlignedEntry } from './align.ts'
import type { Minutes, MinutesAction, MinutesAttendance, MinutesAttendee, MinutesEntry, MinutesItem, MinutesText } from './minutes.ts'
import { minutesVote } from './vote.ts'

export interface MinutesSources {
  readonly workspace: Y.Doc
  readonly series: Y.Doc
  readonly meeting: Y.Doc
}

/** Takes the minutes of a meeting as they stand now. Reads only; the documents stay live. */
export function buildMinutes({ workspace, series, meeting }: MinutesSources): Minutes {
  const facts = readMeeting(meeting)
  const people = readPeople(workspace)
  const nameOf = personNames(people)
  const names = (ids: readonly PersonId[]) => ids.map(nameOf)
  const roll = meetingRoll({ workspace, series, meeting })
  const electorates = meetingElectorates({ series, meeting }, roll)
  const [actions, votes] = [readActionRecords(meeting), readVoteRecords(meeting)]
  const entries = entryBuilder(names, ({ kind, action, vote }) => ({
    action: kind === 'action' ? minutesAction(action && actions.get(action), names) : null,
    vote: kind === 'vote' ? minutesVote(vote && votes.get(vote), roll, electorates) : null,
  }))
  const itemOf = (item: AgendaItem): MinutesItem => ({
    id: item.id,
    kind: item.kind,
    label: item.label,
    number: item.number,
    depth: Math.min(item.depth, DEEPEST_AGENDA),
    title: minutesText(item.title),
    presenters: names(item.presenters),
    plannedMinutes: item.plannedMinutes ?? null,
    place: item.place ?? null,
    outcome: item.outcome,
    body: entries(alignBodies(readBody(bodyFragment(meeting, item.id, 'fr')), readBody(bodyFragment(meeting, item.id, 'en')), 'fr')),
    children: childrenIn(item).map(itemOf),
  })
  return {
    formatVersion: 1,
    workspace: minutesText(readWorkspace(workspace).name),
    series: minutesText(readSeries(series).name),
    title: minutesText(facts.title),
    ordinal: facts.ordinal ?? null,
    state: facts.state,
    language: facts.language,
    date: facts.date ?? null,
    start: facts.start ?? null,
    end: facts.end ?? null,
    opened: facts.openedAt ?? null,
    closed: facts.closedAt ?? null,
    timeZone: facts.timeZone,
    place: facts.place.fr || facts.place.en ? minutesText(facts.place) : null,
    link: facts.link ?? null,
    chairs: names(facts.chairs),
    secretaries: names(facts.secretaries),
    next: facts.nextDate ? { date: facts.nextDate, start: facts.nextStart ?? null } : null,
    agenda: agendaTree(readAgendaRecords(meeting)).map(itemOf),
    attendance: minutesAttendance(roll, meetingQuorum({ series, meeting }, roll)),
  }
}

/** What moves at the same time put deeper than documents go stands on the deepest level, in its order and with its number. */
function childrenIn(item: AgendaItem): readonly AgendaItem[] {
  if (item.depth >= DEEPEST_AGENDA) return []
  return item.depth === DEEPEST_AGENDA - 1 ? agendaInOrder(item.children) : item.children
}

/** A text of the model, with the state of its translation. */
export function minutesText(text: BilingualText): MinutesText {
  return { fr: text.fr ?? (text.en === undefined ? '' : null), en: text.en ?? null, original: text.original, translation: translationState(text) }
}

function personNames(people: readonly { readonly id: PersonId; readonly name: string }[]): (id: PersonId) => string {
  const names = new Map(people.map((person) => [person.id, person.name]))
  // A person whom another writer added and whose workspace has not arrived here yet.
  return (id) => names.get(id) ?? '…'
}

const REFERENCE_LETTER: Readonly<Record<EntryKind, string | null>> = { note: null, decision: 'D', action: 'A', recommendation: 'R', vote: 'V' }

/** Turns rows into entries; counts references through the whole meeting, so it keeps its counters between items. */
function entryBuilder(names: (ids: readonly PersonId[]) => string[], factsOf: (entry: Entry) => Pick<MinutesEntry, 'action' | 'vote'>) {
  const counted: Record<EntryKind, number> = { note: 0, decision: 0, action: 0, recommendation: 0, vote: 0 }
  return (rows: readonly AlignedEntry[]): readonly MinutesEntry[] => {
    const nextPosition = listPositions()
    return rows.map(({ entry, translation, original, state }): MinutesEntry => {
      const letter = REFERENCE_LETTER[entry.kind]
      counted[entry.kind] += 1
      const other = translation ? translation.runs : null
      return {
        id: entry.id,
        kind: entry.kind,
        list: entry.list,
        level: entry.level,
        position: nextPosition(entry.list, entry.level),
        speakers: names(entry.speakers),
        original,
        translation: state,
        fr: original === 'fr' ? entry.runs : other,
        en: original === 'en' ? entry.runs : other,
        reference: letter && `${letter}${counted[entry.kind]}`,
        ...factsOf(entry),
      }
    })
  }
}

function minutesAction(record: ActionRecord | undefined, names: (ids: readonly PersonId[]) => string[]): MinutesAction {
  return { owners: names(record?.owners ?? []), due: record?.due ?? null, state: record?.state ?? 'open' }
}

/** Counts ordered lists per level; a list ends where another style or a shallower level begins. */
function listPositions() {
  let counters: number[] = []
  return (list: MinutesEntry['list'], level: number): number | null => {
    if (list === 'none') counters = []
    else counters = counters.slice(0, level + 1)
    if (list !== 'ordered') {
      if (list === 'bullet') counters = counters.slice(0, level)
      return null
    }
    counters[level] = (counters[level] ?? 0) + 1
    return counters[level]
  }
}

function minutesAttendance(roll: Roll, quorum: Quorum | undefined): MinutesAttendance {
  return {
    sites: roll.sites.map((site) => ({
      name: site.site?.name ?? null,
      people: site.entries.map(minutesAttendee),
      attending: site.attending,
      expected: site.expected,
    })),
    attending: roll.attending,
    expected: roll.expected,
    sitesAttending: roll.sitesAttending,
    quorum: quorum ? { counted: quorum.most, members: quorum.members, required: quorum.required, isReached: quorum.most >= quorum.required, lostAt: quorum.lostAt ?? null } : null,
  }
}

function minutesAttendee(entry: RollEntry): MinutesAttendee {
  return {
    name: entry.person.name,
    affiliation: entry.person.affiliation ?? null,
    status: entry.status ?? null,
    representedBy: entry.representedBy?.name ?? null,
    arrivedAt: entry.arrivedAt ?? null,
    leftAt: entry.leftAt ?? null,
    guest: entry.guest,
  }
}
