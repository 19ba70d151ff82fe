import { generateNKeysBetween } from 'fractional-indexing'
import * as Y from 'yjs'
import { fingerprint, type BilingualText, type Language } from '../model/bilingual.ts'
import { appendEntry, bodyFragment, entryText, type Entry } from '../model/body.ts'
import type { ActionId, AgendaItemId, EntryId, Identifier, MeetingId, PersonId, SeriesId, SiteId, VoteId, WorkspaceId } from '../model/identifiers.ts'
import {
  editAction, editAgendaRecord, editAttendance, editMeeting,
  type AttendancePatch, type AttendanceStatus,
} from '../model/meeting.ts'
import { castBallot, editVote, VOTE_CHOICES } from '../model/vote.ts'
import { createSeries, editSeries, setMember } from '../model/series.ts'
import { createWorkspace, editPerson, editSite, renameWorkspace } from '../model/workspace.ts'
import { parseInlineMarks } from './inline-marks.ts'
import {
  parseSampleSource,
  type SampleAttendance, type SampleEntry, type SampleItem, type SampleMeeting, type SampleSeries, type SampleSource, type SampleText,
} from './sample-source.ts'

/** The documents of a sample, each as one update that makes it from nothing. */
export interface SampleDocuments {
  readonly workspace: { readonly id: WorkspaceId; readonly update: Uint8Array }
  readonly series: readonly { readonly id: SeriesId; readonly update: Uint8Array }[]
  readonly meetings: readonly { readonly id: MeetingId; readonly series: SeriesId; readonly update: Uint8Array }[]
}

/**
 * Makes the documents of a sample with the commands that people's changes go through. The same source gives the same
 * bytes. `source` is checked first (it comes from JSON): throws an Error that names the place of each mistake.
 */
export function loadSample(source: unknown): SampleDocuments {
  const sample = parseSampleSource(source)
  const ids = sampleIdentifiers(sample)
  const workspace = ids.workspace
  const writer = writerOf(sample)
  return {
    workspace: { id: workspace, update: updateOf(writer, (document) => writeWorkspace(document, sample, ids)) },
    series: sample.series.map(({ series }) => ({
      id: ids.series(series.key),
      update: updateOf(writer, (document) => writeSeries(document, series, workspace, ids)),
    })),
    meetings: sample.series.flatMap(({ series, meetings }) =>
      meetings.map((meeting) => ({
        id: sampleId<MeetingId>(meeting.key),
        series: ids.series(series.key),
        update: updateOf(writer, (document) => new MeetingWriter(document, meeting, sample, ids).write(ids.series(series.key))),
      })),
    ),
  }
}

/**
 * The writer's number is made from the source: the same source gives the same bytes, and two editions of the sample
 * never claim the same changes with different contents, which would break a document that met both.
 */
function writerOf(sample: SampleSource): number {
  return Number.parseInt(fingerprint(JSON.stringify(sample)), 16)
}

function updateOf(writer: number, write: (document: Y.Doc) => void): Uint8Array {
  const document = new Y.Doc()
  document.clientID = writer
  document.transact(() => write(document))
  const update = Y.encodeStateAsUpdate(document)
  document.destroy()
  return update
}

function sampleId<Id extends Identifier<string>>(...parts: readonly (string | number)[]): Id {
  return ['sample', ...parts].join('-') as Id
}

interface SampleIdentifiers {
  readonly workspace: WorkspaceId
  series(key: string): SeriesId
  /** Throws if there is no such person or site; `where` says who asked. */
  person(key: string, where: string): PersonId
  site(key: string, where: string): SiteId
}

function sampleIdentifiers({ workspace }: SampleSource): SampleIdentifiers {
  const known = (record: object, kind: string, key: string, where: string) => {
    if (!Object.hasOwn(record, key)) throw new Error(`${where}: there is no ${kind} "${key}"`)
    return key
  }
  return {
    workspace: sampleId<WorkspaceId>(workspace.key),
    series: (key) => sampleId<SeriesId>(key),
    person: (key, where) => sampleId<PersonId>('person', known(workspace.people, 'person', key, where)),
    site: (key, where) => sampleId<SiteId>('site', known(workspace.sites, 'site', key, where)),
  }
}

function writeWorkspace(document: Y.Doc, { workspace }: SampleSource, ids: SampleIdentifiers): void {
  const name = bilingualText(workspace.name)
  createWorkspace(document, name[name.original] ?? '', name.original, true)
  renameWorkspace(document, name)
  for (const [key, siteName] of Object.entries(workspace.sites)) editSite(document, ids.site(key, 'sites'), { name: siteName })
  for (const [key, { site, ...person }] of Object.entries(workspace.people)) {
    const where = `people, ${key}`
    editPerson(document, ids.person(key, where), { ...person, ...(site !== undefined && { site: ids.site(site, where) }) })
  }
}

function writeSeries(document: Y.Doc, series: SampleSeries, workspace: WorkspaceId, ids: SampleIdentifiers): void {
  const { key, name: nameSource, usualPlace, members, usualStart, usualEnd, ...facts } = series
  const name = bilingualText(nameSource)
  createSeries(document, workspace, name[name.original] ?? '', series.language, series.timeZone)
  editSeries(document, {
    ...facts,
    name,
    usualStart: usualStart,
    usualEnd: usualEnd,
    ...(usualPlace && { usualPlace: bilingualText(usualPlace) }),
  })
  for (const [person, role] of Object.entries(members)) setMember(document, ids.person(person, `${key}, members`), role)
}

/** Writes one meeting; counts its actions and votes through the agenda, as their identifiers carry the number. */
class MeetingWriter {
  readonly #document: Y.Doc
  readonly #meeting: SampleMeeting
  readonly #sample: SampleSource
  readonly #ids: SampleIdentifiers
  #actions = 0
  #votes = 0

  constructor(document: Y.Doc, meeting: SampleMeeting, sample: SampleSource, ids: SampleIdentifiers) {
    this.#document = document
    this.#meeting = meeting
    this.#sample = sample
    this.#ids = ids
  }

  write(series: SeriesId): void {
    const { title, place, next, ordinal, link, date, start, end, opened, closed, timeZone, state, language, chairs, secretaries } = this.#meeting
    editMeeting(this.#document, {
      workspace: this.#ids.workspace,
      series,
      title: bilingualText(title),
      date: date,
      start: start,
      end: end,
      timeZone,
      state,
      language,
      chairs: this.#people(chairs, 'chairs'),
      secretaries: this.#people(secretaries, 'secretaries'),
      ...(ordinal !== undefined && { ordinal }),
      ...(opened && { openedAt: opened }),
      ...(closed && { closedAt: closed }),
      ...(link !== undefined && { link }),
      ...(place && { place: bilingualText(place) }),
      ...(next && { nextDate: next.date, nextStart: next.start }),
    })
    this.#writeAttendance(this.#meeting.attendance)
    this.#writeItems(this.#meeting.agenda, null, [])
  }

  #writeAttendance(attendance: SampleAttendance): void {
    for (const [key, status] of statuses(attendance, `${this.#meeting.key}, attendance`)) {
      const site = attendance.sites[key] ?? this.#sample.workspace.people[key]?.site
      const representedBy = attendance.represented[key]
      const [arrivedAt, leftAt] = [attendance.arrived[key], attendance.left[key]]
      const patch: AttendancePatch = {
        status,
        ...(site !== undefined && { site: this.#ids.site(site, this.#where('attendance')) }),
        ...(representedBy !== undefined && { representedBy: this.#person(representedBy, 'attendance') }),
        ...(arrivedAt !== undefined && { arrivedAt: arrivedAt }),
        ...(leftAt !== undefined && { leftAt: leftAt }),
        ...(attendance.guests.includes(key) && { guest: true }),
      }
      editAttendance(this.#document, this.#person(key, 'attendance'), patch)
    }
  }

  #writeItems(items: readonly SampleItem[], parent: AgendaItemId | null, path: readonly number[]): void {
    const orders = generateNKeysBetween(null, null, items.length)
    items.forEach((item, index) => {
      const here = [...path, index + 1]
      const id = sampleId<AgendaItemId>(this.#meeting.key, 'item', ...here)
      editAgendaRecord(this.#document, id, {
        parent,
        order: orders[index] ?? '',
        kind: item.kind,
        title: bilingualText(item.title),
        presenters: this.#people(item.presenters, `item ${here.join('-')}`),
        outcome: item.outcome,
        ...(item.minutes !== undefined && { plannedMinutes: item.minutes }),
        ...(item.place !== undefined && { place: item.place }),
      })
      item.body.forEach((entry, position) => this.#writeEntry(entry, id, [...here, position + 1]))
      this.#writeItems(item.items, id, here)
    })
  }

  #writeEntry(source: SampleEntry, item: AgendaItemId, path: readonly number[]): void {
    const where = `entry ${path.join('-')}`
    const text = bilingualText(source)
    const other: Language = text.original === 'fr' ? 'en' : 'fr'
    const id = sampleId<EntryId>(this.#meeting.key, 'entry', ...path)
    const shared: Omit<Entry, 'id' | 'runs'> = {
      kind: source.kind,
      list: source.list ?? 'none',
      level: source.level,
      speakers: this.#people(source.by, where),
      ...(source.action && { action: this.#writeAction(source.action, where) }),
      ...(source.vote && { vote: this.#writeVote(source.vote, where) }),
    }
    const original: Entry = { ...shared, id, runs: parseInlineMarks(text[text.original] ?? '', this.#where(where)) }
    appendEntry(bodyFragment(this.#document, item, text.original), original)
    const translation = text[other]
    if (translation === undefined) return
    const former = source.translatedFrom === undefined ? original : { runs: parseInlineMarks(source.translatedFrom, this.#where(where)) }
    appendEntry(bodyFragment(this.#document, item, other), {
      ...shared,
      id: sampleId<EntryId>(this.#meeting.key, 'entry', ...path, other),
      translationOf: id,
      translatedFrom: fingerprint(entryText(former)),
      runs: parseInlineMarks(translation, this.#where(where)),
    })
  }

  #writeAction({ owners, due, state }: NonNullable<SampleEntry['action']>, where: string): ActionId {
    const id = sampleId<ActionId>(this.#meeting.key, 'action', (this.#actions += 1))
    editAction(this.#document, id, { owners: this.#people(owners, where), state, ...(due !== undefined && { due: due }) })
    return id
  }

  #writeVote({ ballots, ...facts }: NonNullable<SampleEntry['vote']>, where: string): VoteId {
    const id = sampleId<VoteId>(this.#meeting.key, 'vote', (this.#votes += 1))
    editVote(this.#document, id, { method: ballots ? 'by-name' : 'counted', ...facts })
    for (const choice of VOTE_CHOICES) for (const voter of this.#people(ballots?.[choice] ?? [], where)) castBallot(this.#document, id, voter, choice)
    return id
  }

  #person(key: string, where: string): PersonId {
    return this.#ids.person(key, this.#where(where))
  }

  #people(keys: readonly string[], where: string): readonly PersonId[] {
    return keys.map((key) => this.#person(key, where))
  }

  #where(place: string): string {
    return `${this.#meeting.key}, ${place}`
  }
}

/** The one status of each person named in an attendance. Throws if someone has two, or a remark and no status. */
function statuses(attendance: SampleAttendance, where: string): ReadonlyMap<string, AttendanceStatus> {
  const { present, remote, excused, absent, represented, arrived, left, guests, sites } = attendance
  const byStatus: Readonly<Record<AttendanceStatus, readonly string[]>> = { present, remote, excused, absent, represented: Object.keys(represented) }
  const statusOf = new Map<string, AttendanceStatus>()
  for (const [status, people] of Object.entries(byStatus)) {
    for (const person of people) {
      if (statusOf.has(person)) throw new Error(`${where}: "${person}" stands there twice`)
      statusOf.set(person, status as AttendanceStatus)
    }
  }
  for (const person of [...Object.keys(arrived), ...Object.keys(left), ...guests, ...Object.keys(sites)]) {
    if (!statusOf.has(person)) throw new Error(`${where}: "${person}" is neither present nor absent`)
  }
  return statusOf
}

function bilingualText({ fr, en, original, translatedFrom }: SampleText): BilingualText {
  const language = original ?? (fr === undefined ? 'en' : 'fr')
  const former = translatedFrom ?? (language === 'fr' ? fr : en) ?? ''
  return {
    original: language,
    ...(fr !== undefined && { fr }),
    ...(en !== undefined && { en }),
    ...(fr !== undefined && en !== undefined && { translatedFrom: fingerprint(former) }),
  }
}
