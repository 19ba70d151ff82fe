import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { sample } from '../../resources/sample/sample.ts'
import { plannedMinutes, agendaTree } from '../../shared/agenda/tree.ts'
import { fingerprint } from '../../shared/model/bilingual.ts'
import type { Run } from '../../shared/model/body.ts'
import { safeLink } from '../../shared/model/links.ts'
import { readAgendaRecords, readMeeting } from '../../shared/model/meeting.ts'
import { readMembers, readSeries } from '../../shared/model/series.ts'
import { readPeople, readSites, readWorkspace } from '../../shared/model/workspace.ts'
import { buildMinutes } from '../../shared/minutes/build.ts'
import { entriesOfKind, itemsInOrder, type Minutes } from '../../shared/minutes/minutes.ts'
import { minutesSchema } from '../../shared/minutes/minutes-schema.ts'
import { parseInlineMarks } from '../../shared/sample/inline-marks.ts'
import { loadSample } from '../../shared/sample/load-sample.ts'

const documents = loadSample(sample)
const workspace = open(documents.workspace.update)
const main = minutesOf('sample-operations-14')
const items = itemsInOrder(main.agenda)
const entries = items.flatMap((item) => item.body)

function open(update: Uint8Array): Y.Doc {
  const document = new Y.Doc()
  Y.applyUpdate(document, update)
  return document
}

function meetingOf(id: string): Y.Doc {
  return open(documents.meetings.find((meeting) => meeting.id === id)?.update ?? new Uint8Array())
}

function seriesOf(meeting: string): Y.Doc {
  const id = documents.meetings.find((candidate) => candidate.id === meeting)?.series
  return open(documents.series.find((series) => series.id === id)?.update ?? new Uint8Array())
}

function minutesOf(meeting: string): Minutes {
  return buildMinutes({ workspace, series: seriesOf(meeting), meeting: meetingOf(meeting) })
}

function textOf(runs: readonly Run[] | null): string {
  return (runs ?? []).map((run) => run.text).join('')
}

function countWords(text: string): number {
  return text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
}

/** Every string anywhere in a value, keys left out. */
function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

describe('the sample is as rich as a real committee', () => {
  test('the workspace is marked as the sample and named in both languages', () => {
    const { name, isSample } = readWorkspace(workspace)
    expect(isSample).toBe(true)
    expect(name.fr).toMatch(/^Réseau Halmyre/)
    expect(name.en).toMatch(/^Halmyre Network/)
  })

  test('there are 20 sites and 35 people, each with a site, an affiliation and an address that can reach nobody', () => {
    const people = readPeople(workspace)
    const sites = new Set(readSites(workspace).map((site) => site.id))
    expect(sites.size).toBe(20)
    expect(people).toHaveLength(35)
    expect(people.every((person) => person.site && sites.has(person.site) && person.affiliation)).toBe(true)
    expect(people.every((person) => /@[a-z.]*\.?example(\.org)?$/.test(person.email ?? ''))).toBe(true)
    expect(people.filter((person) => person.aliases.length > 0).length).toBeGreaterThan(25)
  })

  test('the two series have their time, link, list and several chairs and secretaries', () => {
    const [operations, coordination] = documents.series.map(({ update }) => open(update))
    expect(readSeries(operations!)).toMatchObject({ usualStart: '14:00', timeZone: 'Europe/Paris', language: 'fr', mailingList: 'operations@halmyre.example' })
    expect(readSeries(coordination!)).toMatchObject({ usualStart: '15:30', usualEnd: '17:00', language: 'en', name: { original: 'en' } })
    const roles = readMembers(coordination!).map((member) => member.role)
    expect(roles.filter((role) => role === 'chair')).toHaveLength(4)
    expect(roles.filter((role) => role === 'secretary')).toHaveLength(3)
    expect(readMembers(operations!)).toHaveLength(31)
  })

  test('the meetings stand in four states of preparation and on the right weekday', () => {
    const facts = documents.meetings.map(({ update }) => readMeeting(open(update)))
    expect(facts.map(({ state }) => state)).toEqual(['published', 'review', 'preparation', 'preparation'])
    expect(facts.map(({ date }) => date)).toEqual(['2026-02-17', '2026-03-17', '2026-04-21', '2026-03-26'])
    const TUESDAY = 2
    const THURSDAY = 4
    expect(facts.map(({ date }) => new Date(`${date}T12:00:00Z`).getUTCDay())).toEqual([TUESDAY, TUESDAY, TUESDAY, THURSDAY])
  })

  test('the main agenda has 9 points, 46 items, 3 levels and 7 additions', () => {
    expect(main.agenda).toHaveLength(9)
    expect(items).toHaveLength(46)
    expect(Math.max(...items.map((item) => item.depth))).toBe(3)
    expect(items.filter((item) => item.kind === 'addition')).toHaveLength(7)
    expect(items.map((item) => item.number)).toEqual(expect.arrayContaining(['1', '2 +', '3.2 b)', '3.2 +', '5.2 +', '9']))
  })

  test('its planned minutes fill the two hours of the meeting', () => {
    const planned = agendaTree(readAgendaRecords(meetingOf('sample-operations-14'))).reduce((sum, item) => sum + plannedMinutes(item), 0)
    expect(planned).toBe(120)
  })

  test('its French minutes have between 2,200 and 3,000 words', () => {
    const words = entries.reduce((sum, entry) => sum + countWords(textOf(entry.fr)), 0)
    expect(words).toBeGreaterThanOrEqual(2_200)
    expect(words).toBeLessThanOrEqual(3_000)
  })

  test('entries have none, one and several speakers', () => {
    expect(entries.filter((entry) => entry.speakers.length === 0 && entry.kind === 'note' && entry.list === 'none').length).toBeGreaterThanOrEqual(5)
    expect(entries.filter((entry) => entry.speakers.length === 1).length).toBeGreaterThanOrEqual(30)
    expect(entries.filter((entry) => entry.speakers.length > 1).length).toBeGreaterThanOrEqual(10)
  })

  test('there are bullet and ordered lists, each with a nested level, and bold, italic and links', () => {
    for (const list of ['bullet', 'ordered']) {
      expect(entries.filter((entry) => entry.list === list && entry.level === 0).length).toBeGreaterThanOrEqual(3)
      expect(entries.filter((entry) => entry.list === list && entry.level === 1)).toHaveLength(2)
    }
    const runs = entries.flatMap((entry) => [...(entry.fr ?? []), ...(entry.en ?? [])])
    expect(runs.filter((run) => run.bold).length).toBeGreaterThanOrEqual(6)
    expect(runs.filter((run) => run.italic).length).toBeGreaterThanOrEqual(4)
    expect(entries.flatMap((entry) => entry.fr ?? []).filter((run) => run.link)).toHaveLength(8)
  })

  test('an ordered list counts on after its nested level', () => {
    const workshop = items.find((item) => item.number === '2.1')?.body ?? []
    expect(workshop.filter((entry) => entry.list === 'ordered').map((entry) => [entry.level, entry.position])).toEqual([[0, 1], [0, 2], [1, 1], [1, 2], [0, 3]])
  })

  test('three items have nothing to report and two do not apply; none of them has text', () => {
    expect(items.filter((item) => item.outcome === 'nothing-to-report')).toHaveLength(3)
    expect(items.filter((item) => item.outcome === 'not-applicable')).toHaveLength(2)
    expect(items.filter((item) => item.outcome !== 'open').every((item) => item.body.length === 0)).toBe(true)
  })

  test('6 decisions, 2 recommendations and 11 actions are counted through the meeting', () => {
    const references = (kind: 'decision' | 'action' | 'recommendation') => entriesOfKind(main, kind).map(({ entry }) => entry.reference)
    expect(references('decision')).toEqual(['D1', 'D2', 'D3', 'D4', 'D5', 'D6'])
    expect(references('recommendation')).toEqual(['R1', 'R2'])
    expect(references('action')).toEqual(Array.from({ length: 11 }, (_, index) => `A${index + 1}`))
  })

  test('two votes, one counted and one by name, come out as they did', () => {
    const votesOf = (id: string) => entriesOfKind(minutesOf(id), 'vote').map(({ entry }) => entry.vote!)
    expect(votesOf('sample-operations-14')).toMatchObject([{ result: 'adopted', isUnanimous: false, counts: { for: 26, against: 0, abstention: 2, none: null }, ballots: [] }])
    const [byName] = votesOf('sample-operations-13')
    expect(byName).toMatchObject({ rule: 'absolute-majority', result: 'adopted', counts: { for: 14, against: 1, abstention: 2, none: 1 } })
    expect(byName!.ballots).toHaveLength(18)
  })

  test('7 actions are open, 3 done, 1 cancelled; all have an owner and all but the cancelled one a date', () => {
    const actions = entriesOfKind(main, 'action').map(({ entry }) => entry.action!)
    expect(actions.map((action) => action.state)).toEqual([
      'done', 'open', 'done', 'open', 'open', 'open', 'open', 'done', 'open', 'open', 'cancelled',
    ])
    expect(actions.every((action) => action.owners.length > 0)).toBe(true)
    expect(actions.filter((action) => action.due === null).map((action) => action.state)).toEqual(['cancelled'])
    expect(actions[6]).toEqual({
      owners: ['Joséphine Tardivet', 'Dounia Chérifat', 'Corentin Abhervé', 'Oscar Delaubry'], due: '2026-04-21', state: 'open',
    })
  })

  test('between 40 and 60 % of titles and entries are translated, of titles, of entries and of words too', () => {
    const share = (done: number, all: number) => done / all
    const titles = items.filter((item) => item.title.translation !== 'missing').length
    const bodies = entries.filter((entry) => entry.translation !== 'missing').length
    const wordsIn = (of: typeof entries) => of.reduce((sum, entry) => sum + countWords(textOf(entry[entry.original])), 0)
    const shares = [
      share(titles + bodies, items.length + entries.length),
      share(bodies, entries.length),
      share(wordsIn(entries.filter((entry) => entry.translation !== 'missing')), wordsIn(entries)),
    ]
    for (const value of shares) {
      expect(value).toBeGreaterThanOrEqual(0.4)
      expect(value).toBeLessThanOrEqual(0.6)
    }
    expect(items.filter((item) => item.title.translation === 'missing').length).toBeGreaterThanOrEqual(10)
  })

  test('three translations are stale, and two entries were spoken in English, one of them translated', () => {
    expect(entries.filter((entry) => entry.translation === 'stale')).toHaveLength(3)
    const english = entries.filter((entry) => entry.original === 'en')
    expect(english.map((entry) => entry.translation)).toEqual(['current', 'missing'])
    expect(english.every((entry) => entry.speakers[0] === 'Callum Fairweather')).toBe(true)
  })

  test('an English entry keeps its place between the French ones', () => {
    const sensors = items.find((item) => item.number === '3.2 b)')?.body ?? []
    expect(sensors.map((entry) => entry.original)).toEqual(['fr', 'en', 'fr', 'fr', 'fr'])
    const projects = items.find((item) => item.number === '6.4')?.body ?? []
    expect(projects.map((entry) => entry.original)).toEqual(['fr', 'en'])
  })
})

describe('the minutes made of it', () => {
  test('pass the schema of documents', () => {
    for (const { id } of documents.meetings) expect(v.is(minutesSchema, minutesOf(id))).toBe(true)
  })

  test('have the totals counted by hand: 28 of 32, at 18 sites', () => {
    expect(main.attendance).toMatchObject({ attending: 28, expected: 32, sitesAttending: 18 })
    const totals = Object.fromEntries(main.attendance.sites.map((site) => [site.name, `${site.attending}/${site.expected}`]))
    expect(totals).toEqual({
      'Baie d’Ardouan': '2/2', 'Bassin de la Haute-Mareuse': '1/1', 'Cap Morgane': '0/1', 'Centre de données de Vaubrune': '4/5',
      'Coastal Sensing Federation, Lindhaven': '1/1', 'Direction technique, Orsemont': '2/2', 'Estuaire de la Sévrane': '1/1',
      'Flotteurs et bouées, Anthérac': '2/2', 'Hydrologie, Trévigny': '1/1', 'Îles Dormantes': '1/1', 'Laboratoire du delta, Saint-Elvaire': '1/2',
      'Lagune de Salanques': '2/2', 'Métrologie, Corvières': '2/2', 'Observatoire de Pont-Marsault': '1/1', 'Observatoire de Port-Lannec': '2/2',
      'Station de Belle-Grève': '1/1', 'Station de Roche-Aubière': '2/2', 'Station fluviale de Montclerc': '1/1', 'Station marine de Kermorvel': '1/2',
    })
  })

  test('have every kind of attendance: 5 in the room, 23 remote, 2 excused, 1 absent, 1 represented, 1 guest, one late, one leaving early', () => {
    const people = main.attendance.sites.flatMap((site) => site.people)
    const count = (status: string) => people.filter((person) => person.status === status).length
    expect(['present', 'remote', 'excused', 'absent', 'represented'].map(count)).toEqual([5, 23, 2, 1, 1])
    expect(people.find((person) => person.status === 'represented')).toMatchObject({ name: 'Paulin Vasseyre', representedBy: 'Clémence Arbonnat' })
    expect(people.filter((person) => person.guest).map((person) => person.name)).toEqual(['Callum Fairweather'])
    expect(people.filter((person) => person.arrivedAt).map((person) => [person.name, person.arrivedAt])).toEqual([['Ludovic Hennequart', '14:10']])
    expect(people.filter((person) => person.leftAt).map((person) => [person.name, person.leftAt])).toEqual([['Vincent Olivarès', '15:30']])
  })

  test('put a person who has moved since at the site of that day', () => {
    const february = minutesOf('sample-operations-13').attendance
    expect(february).toMatchObject({ attending: 18, expected: 31 })
    expect(february.sites.find((site) => site.name === 'Station de Belle-Grève')?.people.map((person) => person.name)).toEqual([
      'Mathilde Rouvroy', 'Samuel Okonjo-Brière',
    ])
  })

  test('have their facts on the cover', () => {
    expect(main).toMatchObject({
      ordinal: 14, date: '2026-03-17', start: '14:00', chairs: ['Solenne Ravaudier'], secretaries: ['Bastien Quérault'],
      next: { date: '2026-04-21', start: '14:00' }, state: 'review', language: 'fr',
    })
  })

  test('have the times at which the published one really began and ended', () => {
    expect(minutesOf('sample-operations-13')).toMatchObject({ end: '15:10', opened: '14:02', closed: '15:12' })
  })

  test('name everybody: no speaker, presenter or owner is unknown', () => {
    for (const { id } of documents.meetings) expect(stringsIn(minutesOf(id))).not.toContain('…')
  })

  test('of the meeting in preparation have an agenda with times, rooms, presenters and a coffee break, and no text', () => {
    const coordination = minutesOf('sample-coordination-08')
    const agenda = itemsInOrder(coordination.agenda)
    expect(coordination).toMatchObject({
      language: 'en', chairs: ['Ingrid Thorsdal', 'Callum Fairweather'], secretaries: ['Sigrún Aldisdóttir', 'Bastien Quérault'],
    })
    expect(agenda.filter((item) => item.kind === 'break').map((item) => [item.label, item.title.en])).toEqual([['', 'Coffee break']])
    expect(coordination.agenda.map((item) => item.label)).toEqual(['1', '2', '', '3', '4'])
    expect(coordination.agenda.reduce((sum, item) => sum + (item.plannedMinutes ?? 0), 0)).toBe(90)
    expect(coordination.agenda.every((item) => item.place)).toBe(true)
    expect(agenda.every((item) => item.body.length === 0)).toBe(true)
  })
})

describe('the texts of the sample', () => {
  const french = collect('fr')
  const english = collect('en')

  /** Every text of one language in the JSON, its marks read. */
  function collect(language: 'fr' | 'en', value: unknown = sample): readonly string[] {
    if (typeof value !== 'object' || value === null) return []
    return Object.entries(value).flatMap(([field, inner]) =>
      field === language && typeof inner === 'string' ? [textOf(parseInlineMarks(inner, 'text'))] : collect(language, inner),
    )
  }

  const FRENCH_FAULT =
    /[ ][:;!?»]|«[^\u00a0]|[^\u00a0]»|['"]|[^\u202f][;!?]|[^\u00a0]:|\d [%€]|\d \d{3}|nº(?!\u00a0)|\.\.\./u

  test('follow French typography: no-break spaces, curly apostrophes, guillemets', () => {
    expect(french.filter((text) => FRENCH_FAULT.test(text))).toEqual([])
  })

  test.each(['Pourquoi ?', 'Pourquoi?', 'ainsi : ceci', 'ainsi: ceci', "l'eau", '« mot »', '4 %', '9 000', 'nº 14', 'fin ; suite', 'etc...'])(
    'would be found at fault with “%s”',
    (text) => {
      expect(text).toMatch(FRENCH_FAULT)
    },
  )

  test('have no straight quote or apostrophe, double space or space at an end, in either language', () => {
    expect([...french, ...english].filter((text) => /['"]|\s\s|^\s|\s$/u.test(text))).toEqual([])
  })

  test('have only links that may be opened, all to addresses set aside for examples', () => {
    const links = entries.flatMap((entry) => [...(entry.fr ?? []), ...(entry.en ?? [])]).flatMap((run) => run.link ?? [])
    const addresses = [...links, ...stringsIn(sample).filter((text) => text.startsWith('http'))]
    expect(addresses.length).toBeGreaterThan(10)
    for (const address of addresses) {
      expect(safeLink(address)).toBe(address)
      expect(new URL(address).hostname).toMatch(/(^|\.)example\.org$/)
    }
  })

  test('name nobody and no place of the real committees it learned from', () => {
    const words = stringsIn(sample).flatMap((text) => text.toLowerCase().match(/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu) ?? [])
    const parts = new Set(words.flatMap((word) => [word, ...word.split('-')]))
    expect([...parts].filter((word) => REAL_NAMES.has(fingerprint(word)))).toEqual([])
  })
})

describe('loading the sample', () => {
  test('gives the same bytes each time', () => {
    const again = loadSample(structuredClone(sample))
    expect(again).toEqual(documents)
  })

  test('gives another edition another writer, so that two editions in one document break nothing', () => {
    const edition = structuredClone(sample) as { workspace: { name: { fr: string } } }
    edition.workspace.name.fr += ' (bis)'
    const both = open(documents.workspace.update)
    Y.applyUpdate(both, loadSample(edition).workspace.update)
    expect(readPeople(both)).toHaveLength(35)
    expect([readWorkspace(workspace).name.fr, edition.workspace.name.fr]).toContain(readWorkspace(both).name.fr)
  })

  test('twice into one document changes nothing the second time', () => {
    const document = open(documents.meetings[1]!.update)
    const before = Y.encodeStateAsUpdate(document)
    Y.applyUpdate(document, documents.meetings[1]!.update)
    expect(Y.encodeStateAsUpdate(document)).toEqual(before)
  })

  test('gives readable identifiers without a slash, each once', () => {
    const ids = [documents.workspace, ...documents.series, ...documents.meetings, ...items, ...entries].map(({ id }) => id as string)
    expect(ids.every((id) => /^sample-[a-z0-9-]+$/.test(id))).toBe(true)
    expect(new Set(ids).size).toBe(ids.length)
  })

  const first = 'series.0.meetings.0'
  test.each<[string, string, unknown, RegExp]>([
    ['a misspelt field', `${first}.agenda.0.titel`, {}, /series\.0\.meetings\.0\.agenda\.0\.titel/],
    ['a speaker nobody knows', `${first}.agenda.0.body.0.by`, ['nobody'], /operations-13, entry 1-1: there is no person "nobody"/],
    ['a site nobody knows', 'workspace.people.solenne.site', 'atlantis', /people, solenne: there is no site "atlantis"/],
    ['a date that does not exist', `${first}.date`, '2026-02-30', /date.*must exist/],
    ['a mark that is not closed', `${first}.agenda.0.body.0.fr`, 'un **mot', /entry 1-1: a mark is not closed/],
    ['a link that could run something', `${first}.agenda.0.body.0.fr`, '[ici](javascript:alert)', /is not an http/],
    ['a person who is present and absent', `${first}.attendance.absent.0`, 'solenne', /"solenne" stands there twice/],
    ['an arrival of someone who is not listed', `${first}.attendance.arrived`, { sigrun: '14:00' }, /"sigrun" is neither/],
    ['a text in no language', `${first}.title`, {}, /a text needs "fr" or "en"/],
    ['an action without its facts', `${first}.agenda.0.body.0.kind`, 'action', /has its facts in "action"/],
  ])('says where there is %s', (_, path, value, message) => {
    const copy = structuredClone(sample)
    put(copy, path.split('.'), value)
    expect(() => loadSample(copy)).toThrow(message)
  })
})

function put(target: unknown, [field = '', ...rest]: readonly string[], value: unknown): void {
  const record = target as Record<string, unknown>
  if (rest.length === 0) record[field] = value
  else put(record[field], rest, value)
}

describe('inline marks', () => {
  test('stand inside each other', () => {
    expect(parseInlineMarks('a **b *c*** [d **e**](https://example.org/x) f', 'here')).toEqual([
      { text: 'a ' },
      { text: 'b ', bold: true },
      { text: 'c', bold: true, italic: true },
      { text: ' ' },
      { text: 'd ', link: 'https://example.org/x' },
      { text: 'e', bold: true, link: 'https://example.org/x' },
      { text: ' f' },
    ])
  })
})

/** Names of people and places in the documents that gave the sample its shape: fingerprints, so that none stands here. */
const REAL_NAMES = new Set(
  `
  00ffd7a8 05591179 0593d5c1 05fe99a6 088a2cab 0aeb8638 0c92b19f 0d9da14c 103f7e50 13880faa 1999d346 1cea79f4 1d82fbd6 1e37f00e
  1ecf41be 1ecf5fd7 234bb462 255bfdff 282823d2 283ee060 2ab2abbd 2c9b17bd 2e5300cc 2e5836d6 3018af1d 31a20a9f 324c9ccc 32de4a74
  34c306e1 37bd7af0 3813f14d 38bece20 3bfcabf5 3c5f3ea1 3f37da26 409857db 414cd749 428fe824 43066007 4664d89d 46b0da91 4937fe2c
  4adaf103 4b7c1567 4d4a4e3c 4e332f31 510e19ed 5134d5d2 52865243 55d02a47 56aa05f5 590e23fd 5a7af64e 5bb9263a 5c5b24e3 5e46190c
  5ea9221f 5ed2e2bf 61e94da9 6331063e 63df23f4 650766bd 66c05d26 6ab6ea8e 6b6cb655 6cb16a37 6de4266e 6e686943 6f0de55c 6f646d21
  6f70b99b 6fb0e070 7070bb2e 727e7609 73023c32 74244180 75831e5f 776ea5c7 77b6e90c 79c587e6 7e044217 807aeb96 812801b5 840d7b01
  843b7b5e 85733fc4 85f860e5 8ac0eddc 8e23c49c 9240697e 92ba3ed3 92e72d8e 95b91b2e 9d395967 9d40aab1 9f89ecf6 a1336237 a1415ec7
  a32e296a a332fb15 a4967b23 a4cc8d57 a6f5d6fb a92042b7 ac7bf31d ad87176b aed5f232 b0ad8af6 b12783af b436c38e b463a679 b4fcc50b
  b645a05d b6847b70 b76e8a5f b8f616a7 bd31f721 bdb5fcac c4571747 c81f4fc6 c8874486 ca0c6f31 cd6d686f cedacb82 cf2fbb13 d0e9197e
  d2b6f9ad d35ce68f d37aabe5 d57aaf0b d614b8c8 d61b3324 d8148ba7 de362735 e0aa7e6f e1fc8517 e40b7770 e76a7039 ebb23224 ebf1fcd0
  eca26326 f1120696 f2ded65e f7a758a6 f9f03b5c fc034335 fed2eedf ffee98eb
  `.trim().split(/\s+/),
)
