import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { alignBodies } from '../../shared/minutes/align.ts'
import { buildMinutes } from '../../shared/minutes/build.ts'
import { entriesOfKind, itemsInOrder, type Minutes } from '../../shared/minutes/minutes.ts'
import { LIMITS, minutesSchema } from '../../shared/minutes/minutes-schema.ts'
import { reviewMinutes, type FindingKind, type FoundPlace, type ReviewedDocument } from '../../shared/minutes/review.ts'
import { voteWarnings } from '../../shared/minutes/vote-warnings.ts'
import { bilingual, fingerprint, type Language } from '../../shared/model/bilingual.ts'
import { appendEntry, bodyFragment, entryText, type Entry } from '../../shared/model/body.ts'
import type { ActionId, AgendaItemId, EntryId, PersonId, SiteId, VoteId } from '../../shared/model/identifiers.ts'
import { editAction, editAgendaRecord, editAttendance, editMeeting } from '../../shared/model/meeting.ts'
import { editVote } from '../../shared/model/vote.ts'
import { editSeries, setMember } from '../../shared/model/series.ts'
import { parseWallTime } from '../../shared/model/wall-time.ts'
import { createWorkspace, editPerson, editSite } from '../../shared/model/workspace.ts'

const person = (id: string) => id as PersonId
const item = (id: string) => id as AgendaItemId

function entryOf(id: string, text: string, more: Partial<Entry> = {}): Entry {
  return { id: id as EntryId, kind: 'note', list: 'none', level: 0, speakers: [], runs: [{ text }], ...more }
}

function translationOf(original: Entry, text: string, more: Partial<Entry> = {}): Entry {
  return entryOf(`${original.id}-t`, text, { translationOf: original.id, translatedFrom: fingerprint(entryText(original)), ...more })
}

function committee() {
  const documents = { workspace: new Y.Doc(), series: new Y.Doc(), meeting: new Y.Doc() }
  createWorkspace(documents.workspace, 'Réseau', 'fr')
  editSite(documents.workspace, 'north' as SiteId, { name: 'Nord' })
  for (const name of ['Ada', 'Bo', 'Cy']) editPerson(documents.workspace, person(name.toLowerCase()), { name, site: 'north' as SiteId })
  editSeries(documents.series, { name: bilingual('Visioconférence', 'fr') })
  setMember(documents.series, person('ada'), 'chair')
  editMeeting(documents.meeting, { title: bilingual('Séance', 'fr'), chairs: [person('ada'), person('stranger')] })
  for (const [index, id] of ['one', 'two', 'three'].entries()) {
    editAgendaRecord(documents.meeting, item(id), { parent: null, order: `a${index}`, title: bilingual(id, 'fr') })
  }
  const add = (place: string, entry: Entry, language: Language = 'fr') => appendEntry(bodyFragment(documents.meeting, item(place), language), entry)
  return { documents, add, build: () => buildMinutes(documents) }
}

describe('the two bodies of an item side by side', () => {
  const [a, b, c] = [entryOf('a', 'un'), entryOf('b', 'deux'), entryOf('c', 'trois')]
  const shape = (first: readonly Entry[], second: readonly Entry[]) =>
    alignBodies(first, second, 'fr').map((row) => [row.original, entryText(row.entry), row.translation && entryText(row.translation), row.state])

  test('pair each entry with its translation, wherever that stands', () => {
    expect(shape([a, b], [translationOf(b, 'two'), translationOf(a, 'one')])).toEqual([
      ['fr', 'un', 'one', 'current'], ['fr', 'deux', 'two', 'current'],
    ])
  })

  test('say that a translation is missing, or stale since the original changed', () => {
    expect(shape([a, b], [translationOf(a, 'one', { translatedFrom: fingerprint('avant') })])).toEqual([
      ['fr', 'un', 'one', 'stale'], ['fr', 'deux', null, 'missing'],
    ])
  })

  test('put an original of the second language after the row that precedes it there', () => {
    const spoken = entryOf('s', 'spoken')
    expect(shape([a, b], [translationOf(a, 'one'), spoken, translationOf(b, 'two')]).map((row) => row[1])).toEqual(['un', 'spoken', 'deux'])
    expect(shape([a, b], [spoken, translationOf(a, 'one')]).map((row) => row[1])).toEqual(['spoken', 'un', 'deux'])
  })

  test('put what a guest says in the second language after all that is not translated, not before', () => {
    expect(shape([a, b, c], [entryOf('s', 'spoken'), entryOf('t', 'then')]).map((row) => row[1])).toEqual(['un', 'deux', 'trois', 'spoken', 'then'])
  })

  test('translate an original of the second language into the first', () => {
    const spoken = entryOf('s', 'spoken')
    expect(shape([a, translationOf(spoken, 'dit')], [translationOf(a, 'one'), spoken])).toEqual([
      ['fr', 'un', 'one', 'current'], ['en', 'spoken', 'dit', 'current'],
    ])
  })

  test('keep a translation whose original is gone, or empty, as an original', () => {
    const orphan = translationOf(entryOf('gone', ''), 'orphan')
    expect(shape([a], [orphan])).toEqual([['fr', 'un', null, 'missing'], ['en', 'orphan', null, 'missing']])
    expect(shape([entryOf('gone', ' ')], [orphan])).toEqual([['en', 'orphan', null, 'missing']])
  })

  test('keep both halves of a translation that was split', () => {
    const halves = [translationOf(a, 'one,'), translationOf(a, 'and more', { id: 'a-u' as EntryId, translatedFrom: 'before' })]
    expect(shape([a], halves)).toEqual([['fr', 'un', 'one,\nand more', 'stale']])
  })

  test('leave out what is empty, and are empty for two empty bodies', () => {
    expect(shape([entryOf('e', ' '), a], [translationOf(a, '')])).toEqual([['fr', 'un', null, 'missing']])
    expect(shape([], [])).toEqual([])
  })
})

describe('minutes made from the documents', () => {
  test('of empty documents are valid and empty', () => {
    const minutes = buildMinutes({ workspace: new Y.Doc(), series: new Y.Doc(), meeting: new Y.Doc() })
    expect(v.is(minutesSchema, minutes)).toBe(true)
    expect(minutes).toMatchObject({ agenda: [], date: null, state: 'preparation', attendance: { attending: 0, expected: 0, sites: [] } })
  })

  test('name people, and show “…” for somebody whose workspace has not arrived', () => {
    expect(committee().build().chairs).toEqual(['Ada', '…'])
  })

  test('count decisions, actions and recommendations through the whole meeting, in the order it is read', () => {
    const { add, build } = committee()
    add('three', entryOf('d3', 'last', { kind: 'decision' }))
    add('one', entryOf('n', 'note'))
    add('one', entryOf('d1', 'first', { kind: 'decision' }))
    add('one', entryOf('r1', 'wish', { kind: 'recommendation' }))
    add('two', entryOf('d2', 'second', { kind: 'decision' }))
    const minutes = build()
    expect(entriesOfKind(minutes, 'decision').map(({ item: at, entry }) => [at.number, entry.reference, entry.id])).toEqual([
      ['1', 'D1', 'd1'], ['2', 'D2', 'd2'], ['3', 'D3', 'd3'],
    ])
    expect(entriesOfKind(minutes, 'recommendation').map(({ entry }) => entry.reference)).toEqual(['R1'])
    expect(entriesOfKind(minutes, 'note').map(({ entry }) => entry.reference)).toEqual([null])
  })

  test('count a translated decision once', () => {
    const { add, build } = committee()
    const decision = entryOf('d', 'décidé', { kind: 'decision' })
    add('one', decision)
    add('one', translationOf(decision, 'decided', { kind: 'decision' }), 'en')
    add('two', entryOf('d2', 'aussi', { kind: 'decision' }))
    expect(entriesOfKind(build(), 'decision').map(({ entry }) => [entry.reference, entry.translation])).toEqual([['D1', 'current'], ['D2', 'missing']])
  })

  test('carry the facts of an action, and make it open where it has none', () => {
    const { documents, add, build } = committee()
    editAction(documents.meeting, 'act' as ActionId, { owners: [person('bo'), person('cy')], due: '2026-04-01' as never, state: 'done' })
    add('one', entryOf('x', 'do', { kind: 'action', action: 'act' as ActionId }))
    add('one', entryOf('y', 'do too', { kind: 'action' }))
    expect(entriesOfKind(build(), 'action').map(({ entry }) => entry.action)).toEqual([
      { owners: ['Bo', 'Cy'], due: '2026-04-01', state: 'done' }, { owners: [], due: null, state: 'open' },
    ])
  })

  test('number ordered lists per level, anew after a paragraph and in another item', () => {
    const { add, build } = committee()
    const list: [Entry['list'], number][] = [
      ['ordered', 0], ['ordered', 1], ['ordered', 1], ['ordered', 0], ['bullet', 1], ['ordered', 0], ['none', 0], ['ordered', 0], ['bullet', 0], ['ordered', 0],
    ]
    list.forEach(([style, level], index) => add('one', entryOf(`l${index}`, 'x', { list: style, level })))
    add('two', entryOf('z', 'x', { list: 'ordered' }))
    const positions = build().agenda.map(({ body }) => body.map(({ position }) => position))
    expect(positions).toEqual([[1, 1, 2, 2, null, 3, null, 1, null, 1], [1], []])
  })

  test('count the attendance of members and of others who came', () => {
    const { documents, build } = committee()
    editAttendance(documents.meeting, person('bo'), { status: 'remote', guest: true })
    expect(build().attendance).toMatchObject({ attending: 1, expected: 2, sitesAttending: 1, sites: [{ name: 'Nord', attending: 1, expected: 2 }] })
  })

  test('of a published meeting list those it recorded, not those who are members now', () => {
    const { documents, build } = committee()
    editAttendance(documents.meeting, person('bo'), { status: 'remote' })
    editMeeting(documents.meeting, { state: 'published' })
    expect(build().attendance).toMatchObject({ attending: 1, expected: 1 })
  })

  test('say when the meeting really began and ended, if somebody noted it', () => {
    const { documents, build } = committee()
    expect(build()).toMatchObject({ opened: null, closed: null })
    editMeeting(documents.meeting, { openedAt: parseWallTime('14:02'), closedAt: parseWallTime('16:05') })
    expect(build()).toMatchObject({ opened: '14:02', closed: '16:05' })
  })

  test('keep what is deeper than documents go, on the deepest level, and can be exported', () => {
    const { documents, build } = committee()
    const levels = Array.from({ length: LIMITS.depth + 3 }, (_, index) => item(`level-${index + 1}`))
    levels.forEach((id, index) => editAgendaRecord(documents.meeting, id, { parent: levels[index - 1] ?? null, order: 'a9', title: bilingual(id, 'fr') }))
    const minutes = build()
    const items = itemsInOrder(minutes.agenda).slice(-levels.length)
    expect(items.map(({ id }) => id)).toEqual(levels)
    expect(items.map(({ depth }) => depth)).toEqual(levels.map((_, index) => Math.min(index + 1, LIMITS.depth)))
    expect(new Set(items.map(({ number }) => number)).size).toBe(levels.length)
    expect(v.is(minutesSchema, JSON.parse(JSON.stringify(minutes)))).toBe(true)
  })

  test('do not touch the documents', () => {
    const { documents, add, build } = committee()
    add('one', entryOf('n', 'note'))
    const before = Object.values(documents).map((document) => Y.encodeStateAsUpdate(document))
    build()
    expect(Object.values(documents).map((document) => Y.encodeStateAsUpdate(document))).toEqual(before)
  })

  test('say when the translation of a title is stale', () => {
    const { documents, build } = committee()
    editAgendaRecord(documents.meeting, item('one'), { title: { fr: 'neuf', en: 'old', original: 'fr', translatedFrom: fingerprint('vieux') } })
    expect(build().agenda[0]?.title).toEqual({ fr: 'neuf', en: 'old', original: 'fr', translation: 'stale' })
  })
})

describe('the review before minutes leave the house', () => {
  test('names who speaks or presents without being marked as attending, each once', () => {
    const { documents, add, build } = committee()
    for (const id of ['ada', 'cy']) setMember(documents.series, person(id), 'member')
    editAttendance(documents.meeting, person('ada'), { status: 'present' })
    editAttendance(documents.meeting, person('cy'), { status: 'excused' })
    editAgendaRecord(documents.meeting, item('one'), { presenters: [person('ada'), person('bo')] })
    editAgendaRecord(documents.meeting, item('two'), { presenters: [person('bo')] })
    add('two', entryOf('n', 'dit', { speakers: [person('cy'), person('bo'), person('ada')] }))
    expect(placesOf(build(), 'speakersNotAttending')).toEqual([
      { label: 'Bo', place: { area: 'item', item: 'one', language: 'fr' } },
      { label: 'Cy', place: { area: 'attendance', name: 'Cy' } },
    ])
  })

  test('counts the votes from which no result follows', () => {
    const { documents, build, add } = committee()
    for (const id of ['v1', 'v2', 'v3', 'v4']) add('one', entryOf(id, 'on vote', { kind: 'vote', vote: id as VoteId }))
    editVote(documents.meeting, 'v1' as VoteId, { for: 3, against: 1 })
    editVote(documents.meeting, 'v2' as VoteId, { announced: 'unanimous' })
    editVote(documents.meeting, 'v3' as VoteId, { rule: 'count-only', for: 2 })
    expect(placesOf(build(), 'votesWithoutResult')).toEqual([{ label: 'V4', place: { area: 'item', item: 'one', entry: 'v4', language: 'fr' } }])
    expect(entriesOfKind(build(), 'vote').map(({ entry }) => [entry.reference, entry.vote?.result])).toEqual([['V1', 'adopted'], ['V2', 'adopted'], ['V3', 'counted'], ['V4', 'undecided']])
  })

  test('finds nobody missing where those who present attend', () => {
    const { documents, build } = committee()
    editAttendance(documents.meeting, person('ada'), { status: 'remote' })
    editAgendaRecord(documents.meeting, item('one'), { presenters: [person('ada')] })
    expect(placesOf(build(), 'speakersNotAttending')).toEqual([])
  })
})

describe('the review of a document', () => {
  test('lists everybody of whom nothing is said, unless the document has no attendance', () => {
    const { documents, build } = committee()
    for (const id of ['bo', 'cy']) setMember(documents.series, person(id), 'member')
    editAttendance(documents.meeting, person('ada'), { status: 'excused' })
    expect(placesOf(build(), 'withoutStatus').map(({ label }) => label)).toEqual(['Bo', 'Cy'])
    expect(placesOf(build(), 'withoutStatus', { kind: 'decisions', language: 'fr' })).toEqual([])
  })

  test('lists votes that count more people than there are', () => {
    const { documents, build, add } = committee()
    editAttendance(documents.meeting, person('ada'), { status: 'present' })
    for (const id of ['v1', 'v2']) add('one', entryOf(id, 'on vote', { kind: 'vote', vote: id as VoteId }))
    editVote(documents.meeting, 'v1' as VoteId, { for: 1, against: 0 })
    editVote(documents.meeting, 'v2' as VoteId, { for: 12, against: 1 })
    const found = reviewMinutes(build(), WHOLE, voteWarnings(documents)).find(({ kind }) => kind === 'more-votes-than-people')
    expect(found?.places).toEqual([{ label: 'V2', place: { area: 'item', item: 'one', entry: 'v2', language: 'fr' } }])
  })

  test('asks for translations only into the languages that it holds', () => {
    const { build, add } = committee()
    add('one', entryOf('note', 'dit'))
    add('one', entryOf('decided', 'décidé', { kind: 'decision' }))
    const missing = (kind: 'minutes' | 'decisions', language: 'fr' | 'en' | 'both') => placesOf(build(), 'untranslated', { kind, language }).map(({ place }) => place.area === 'translation' && (place.block.entry ?? place.block.item ?? place.block.kind))
    expect(missing('minutes', 'fr')).toEqual([])
    expect(missing('minutes', 'both')).toEqual(missing('minutes', 'en'))
    expect(missing('minutes', 'en')).toEqual(expect.arrayContaining(['meetingTitle', 'one', 'note', 'decided', 'two']))
    expect(missing('decisions', 'en')).toEqual(['meetingTitle', 'one', 'decided'])
  })
})

const WHOLE = { kind: 'minutes', language: 'both' } as const

function placesOf(minutes: Minutes, kind: FindingKind, document: ReviewedDocument = WHOLE): readonly FoundPlace[] {
  return reviewMinutes(minutes, document).find((finding) => finding.kind === kind)?.places ?? []
}

describe('the door for minutes from outside', () => {
  const valid = () => JSON.parse(JSON.stringify(committee().build())) as Record<string, unknown>

  test('lets through what was made here, as plain JSON', () => {
    expect(v.is(minutesSchema, valid())).toBe(true)
  })

  test('lets through minutes made before there were votes', () => {
    const { build, add } = committee()
    add('one', entryOf('old', 'dit'))
    const minutes = build()
    const withoutVote = JSON.parse(JSON.stringify(minutes, (key, value: unknown) => (key === 'vote' ? undefined : value))) as unknown
    expect(JSON.stringify(withoutVote)).not.toContain('"vote"')
    expect(v.parse(minutesSchema, withoutVote)).toEqual(minutes)
  })

  test('lets through minutes made before opening and closing were noted', () => {
    const { opened: _opened, closed: _closed, ...older } = valid()
    expect(v.parse(minutesSchema, older)).toEqual({ ...older, opened: null, closed: null })
  })

  test.each<[string, Record<string, unknown>]>([
    ['an opening at no time', { opened: 'early' }],
    ['a field nobody knows', { more: 1 }],
    ['another format', { formatVersion: 2 }],
    ['a date of another shape', { date: '17/03/2026' }],
    ['a text in no shape', { title: 'Séance' }],
    ['more items than any meeting has', { agenda: Array.from({ length: LIMITS.items + 1 }, () => null) }],
  ])('refuses %s', (_, change) => {
    expect(v.is(minutesSchema, { ...valid(), ...change })).toBe(false)
  })

  test('refuses an agenda deeper than the limit, and takes one as deep as that', () => {
    const nested = (levels: number): unknown => {
      const [top] = valid().agenda as { children: unknown[] }[]
      return { ...top, children: levels > 1 ? [nested(levels - 1)] : [] }
    }
    expect(v.is(minutesSchema, { ...valid(), agenda: [nested(LIMITS.depth)] })).toBe(true)
    expect(v.is(minutesSchema, { ...valid(), agenda: [nested(LIMITS.depth + 1)] })).toBe(false)
  })

  test('items are walked parents first', () => {
    const { documents, build } = committee()
    editAgendaRecord(documents.meeting, item('three'), { parent: item('one') })
    expect(itemsInOrder(build().agenda).map(({ number }) => number)).toEqual(['1', '1.1', '2'])
  })
})
