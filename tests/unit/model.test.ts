import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { EMPTY_TEXT, bilingual, fingerprint, isEmptyText, otherLanguage, textIn, translationState, withText } from '../../shared/model/bilingual.ts'
import {
  DEEPEST_LIST_LEVEL, ENTRY_NODE, appendEntry, bodyFragment, bodyName, entryFingerprint, entryText, isEmptyBody, readBody, type Entry,
} from '../../shared/model/body.ts'
import { LOCAL_CHANGE, fact, readTable, writeRecord } from '../../shared/model/fact-table.ts'
import {
  newIdentifier, type ActionId, type AgendaItemId, type EntryId, type PersonId, type SeriesId, type SiteId, type WorkspaceId,
} from '../../shared/model/identifiers.ts'
import { LONGEST_LINK, safeLink } from '../../shared/model/links.ts'
import {
  editAction, editAgendaRecord, editAttendance, editMeeting, readActionRecords, readAgendaRecords, readAttendanceRecords, readMeeting,
} from '../../shared/model/meeting.ts'
import { createSeries, editSeries, readMembers, readSeries, removeMember, setMember } from '../../shared/model/series.ts'
import { minutesOfDay, parseCalendarDate, parseTimeZone, parseWallTime } from '../../shared/model/wall-time.ts'
import {
  addPerson, addSite, createWorkspace, editPerson, editSite, readPeople, readSites, readWorkspace, renameWorkspace,
} from '../../shared/model/workspace.ts'

describe('a bilingual text', () => {
  test('has the first language typed as its original', () => {
    expect(withText(EMPTY_TEXT, 'en', 'Minutes')).toEqual({ en: 'Minutes', original: 'en' })
    expect(bilingual('Séance', 'fr')).toEqual({ fr: 'Séance', original: 'fr' })
    expect(otherLanguage('fr')).toBe('en')
  })

  test('has a translation that is missing, then current, then stale when the original changes, then current again', () => {
    const original = bilingual('Séance', 'fr')
    expect(translationState(original)).toBe('missing')
    const translated = withText(original, 'en', 'Meeting')
    expect(translationState(translated)).toBe('current')
    const changed = withText(translated, 'fr', 'Réunion')
    expect(translationState(changed)).toBe('stale')
    expect(translationState(withText(changed, 'en', 'Meeting'))).toBe('current')
  })

  test('has nothing to translate while it is empty, and an empty translation is missing', () => {
    expect(translationState(EMPTY_TEXT)).toBe('current')
    expect(translationState({ fr: 'Séance', en: '  ', original: 'fr' })).toBe('missing')
    expect(isEmptyText({ fr: ' ', original: 'fr' })).toBe(true)
  })

  test('is shown in the other language where it has none', () => {
    expect(textIn(bilingual('Séance', 'fr'), 'en')).toBe('Séance')
    expect(textIn({ fr: 'Séance', en: 'Meeting', original: 'fr' }, 'en')).toBe('Meeting')
    expect(textIn(EMPTY_TEXT, 'en')).toBe('')
  })

  test('has the fingerprint of FNV-1a', () => {
    expect([fingerprint(''), fingerprint('a'), fingerprint('foobar')]).toEqual(['811c9dc5', 'e40c292c', 'bf9cf968'])
  })
})

describe('records in a document', () => {
  test('keep one field when another is written, and leave an equal value alone', () => {
    const document = new Y.Doc()
    writeRecord(document, 'things', 'x', { name: 'a', tags: ['p', 'q'] })
    const before = Y.encodeStateAsUpdate(document)
    writeRecord(document, 'things', 'x', { name: 'a', tags: ['p', 'q'] })
    expect(Y.encodeStateAsUpdate(document)).toEqual(before)
    writeRecord(document, 'things', 'x', { name: 'b' })
    expect(readTable(document, 'things').get('x')).toEqual({ name: 'b', tags: ['p', 'q'] })
  })

  test('empty a field that is given as undefined, and do not write one that never was', () => {
    const document = new Y.Doc()
    writeRecord(document, 'things', 'x', { name: 'a' })
    writeRecord(document, 'things', 'x', { name: undefined, other: undefined })
    expect(readTable(document, 'things').get('x')).toEqual({ name: null })
  })

  test('change in one transaction that says it is ours', () => {
    const document = new Y.Doc()
    const origins: unknown[] = []
    document.on('afterTransaction', (transaction) => origins.push(transaction.origin))
    writeRecord(document, 'things', 'x', { name: 'a', size: 1, done: true })
    expect(origins).toEqual([LOCAL_CHANGE])
  })

  test('are read without what another program put there by mistake', () => {
    const document = new Y.Doc()
    const map = document.getMap<unknown>('things')
    map.set('no-slash', 1)
    map.set('/no-id', 1)
    map.set('x/a/b', 'kept')
    expect([...readTable(document, 'things')]).toEqual([['x', { 'a/b': 'kept' }]])
    const record = { text: 7, number: 'x', flag: 'true', list: ['a', 2, null], choice: 'other', infinite: Infinity } as never
    expect(fact.string(record, 'text')).toBeUndefined()
    expect(fact.number(record, 'number')).toBeUndefined()
    expect(fact.number(record, 'infinite')).toBeUndefined()
    expect(fact.flag(record, 'flag')).toBe(false)
    expect(fact.list(record, 'list')).toEqual(['a'])
    expect(fact.oneOf(record, 'choice', ['one', 'two'], 'two')).toBe('two')
    expect(fact.text({ 'title.en': 'only' }, 'title')).toEqual({ en: 'only', original: 'en' })
  })

  test('have identifiers that differ and hold no slash', () => {
    const ids = Array.from({ length: 200 }, () => newIdentifier<SiteId>())
    expect(new Set(ids).size).toBe(200)
    expect(ids.some((id) => id.includes('/'))).toBe(false)
  })
})

describe('the workspace', () => {
  test('has a name in two languages and says whether it is the sample', () => {
    const document = new Y.Doc()
    expect(readWorkspace(document)).toEqual({ name: EMPTY_TEXT, isSample: false })
    createWorkspace(document, 'Réseau', 'fr', true)
    renameWorkspace(document, withText(bilingual('Réseau', 'fr'), 'en', 'Network'))
    expect(readWorkspace(document)).toMatchObject({ name: { fr: 'Réseau', en: 'Network' }, isSample: true })
  })

  test('lists sites and people by name as French orders them, deleted ones too', () => {
    const document = new Y.Doc()
    for (const name of ['Zut', 'Été', 'eau', 'Éa']) addSite(document, name)
    const gone = addSite(document, 'Avril')
    editSite(document, gone, { deleted: true })
    expect(readSites(document).map((site) => [site.name, site.deleted])).toEqual([['Avril', true], ['Éa', false], ['eau', false], ['Été', false], ['Zut', false]])
    addPerson(document, { name: 'Zoé' })
    addPerson(document, { name: 'Élie' })
    expect(readPeople(document).map((person) => person.name)).toEqual(['Élie', 'Zoé'])
  })

  test('keeps all of a person, and empties what is emptied', () => {
    const document = new Y.Doc()
    const id = addPerson(document, { name: 'Ada', aliases: ['A.', 'Adda'], email: 'ada@example.org', affiliation: 'Lab', site: 's' as SiteId })
    expect(readPeople(document)).toEqual([{ id, name: 'Ada', aliases: ['A.', 'Adda'], email: 'ada@example.org', affiliation: 'Lab', site: 's', deleted: false }])
    editPerson(document, id, { email: undefined, affiliation: '', site: undefined })
    expect(readPeople(document)).toEqual([{ id, name: 'Ada', aliases: ['A.', 'Adda'], deleted: false }])
  })
})

describe('a series', () => {
  test('has its facts, and members with roles that can leave and come back', () => {
    const document = new Y.Doc()
    createSeries(document, 'w' as WorkspaceId, 'Visio', 'fr', 'Europe/Paris')
    editSeries(document, { usualStart: parseWallTime('14:00'), mailingList: 'list@example.org', usualPlace: bilingual('Salle', 'fr') })
    expect(readSeries(document)).toEqual({
      workspace: 'w', name: { fr: 'Visio', original: 'fr' }, timeZone: 'Europe/Paris', usualStart: '14:00',
      usualPlace: { fr: 'Salle', original: 'fr' }, mailingList: 'list@example.org', language: 'fr', deleted: false,
    })
    setMember(document, 'p' as PersonId, 'chair')
    setMember(document, 'q' as PersonId, 'member')
    removeMember(document, 'q' as PersonId)
    expect(readMembers(document)).toEqual([{ person: 'p', role: 'chair' }])
    setMember(document, 'q' as PersonId, 'secretary')
    expect(readMembers(document)).toHaveLength(2)
  })
})

describe('a meeting', () => {
  test('has sensible facts before anybody has written one', () => {
    expect(readMeeting(new Y.Doc())).toEqual({
      workspace: '', series: '', title: EMPTY_TEXT, timeZone: 'Europe/Paris', place: EMPTY_TEXT, chairs: [], secretaries: [],
      state: 'preparation', language: 'fr', deleted: false,
    })
  })

  test('keeps its facts, empties what is emptied, and drops dates, times and zones that do not exist', () => {
    const document = new Y.Doc()
    editMeeting(document, {
      series: 's' as SeriesId, ordinal: 14, date: parseCalendarDate('2026-03-17'), start: parseWallTime('14:00'), chairs: ['p' as PersonId], state: 'review',
      link: 'https://example.org', nextDate: parseCalendarDate('2026-04-21'), title: bilingual('Séance', 'fr'),
    })
    expect(readMeeting(document)).toMatchObject({ ordinal: 14, date: '2026-03-17', start: '14:00', chairs: ['p'], state: 'review', nextDate: '2026-04-21' })
    editMeeting(document, { ordinal: undefined, date: '2026-02-30' as never, start: '25:00' as never, timeZone: 'Mars/Olympus', link: undefined })
    expect(readMeeting(document)).toMatchObject({ timeZone: 'Europe/Paris', title: { fr: 'Séance' } })
    for (const field of ['ordinal', 'date', 'start', 'link']) expect(readMeeting(document)).not.toHaveProperty(field)
  })

  test('drops numbers that count nothing: halves, below zero, beyond all reason', () => {
    const document = new Y.Doc()
    const item = 'item' as AgendaItemId
    for (const [wrong, ordinal] of [[7.5, 12.5], [-5, -1], [1e9, 1e9], [Number.NaN, Number.POSITIVE_INFINITY]] as const) {
      editMeeting(document, { ordinal })
      editAgendaRecord(document, item, { plannedMinutes: wrong })
      expect([readMeeting(document).ordinal, readAgendaRecords(document)[0]?.plannedMinutes]).toEqual([undefined, undefined])
    }
    editMeeting(document, { ordinal: 14 })
    editAgendaRecord(document, item, { plannedMinutes: 1_440 })
    expect([readMeeting(document).ordinal, readAgendaRecords(document)[0]?.plannedMinutes]).toEqual([14, 1_440])
  })

  test('has agenda records, attendance and actions that survive being deleted', () => {
    const document = new Y.Doc()
    editAgendaRecord(document, 'i' as AgendaItemId, { order: 'a0', title: bilingual('Point', 'fr'), plannedMinutes: 5, outcome: 'nothing-to-report' })
    editAgendaRecord(document, 'i' as AgendaItemId, { deleted: true })
    expect(readAgendaRecords(document)).toEqual([
      { id: 'i', parent: null, order: 'a0', kind: 'topic', title: { fr: 'Point', original: 'fr' }, presenters: [], outcome: 'nothing-to-report', deleted: true, plannedMinutes: 5 },
    ])
    editAttendance(document, 'p' as PersonId, { status: 'remote', arrivedAt: parseWallTime('14:20') })
    editAttendance(document, 'p' as PersonId, { deleted: true })
    expect(readAttendanceRecords(document)).toEqual([])
    editAttendance(document, 'p' as PersonId, {})
    expect(readAttendanceRecords(document)).toEqual([{ person: 'p', status: 'remote', arrivedAt: '14:20', guest: false, deleted: false }])
    editAction(document, 'a' as ActionId, { owners: ['p' as PersonId], due: parseCalendarDate('2026-04-01') })
    editAction(document, 'a' as ActionId, { due: undefined, state: 'done' })
    expect([...readActionRecords(document).values()]).toEqual([{ id: 'a', owners: ['p'], state: 'done' }])
  })
})

describe('the body of an item', () => {
  const id = 'i' as AgendaItemId
  const entry: Entry = {
    id: 'e' as EntryId, kind: 'action', list: 'ordered', level: 1, speakers: ['p' as PersonId, 'q' as PersonId], action: 'a' as ActionId,
    translationOf: 'o' as EntryId, translatedFrom: '12345678',
    runs: [{ text: 'plain ' }, { text: 'bold', bold: true }, { text: '\n' }, { text: 'both', bold: true, italic: true }, { text: ' link', link: 'https://example.org' }],
  }

  test('gives back every entry as it was appended, in both languages apart', () => {
    const document = new Y.Doc()
    appendEntry(bodyFragment(document, id, 'fr'), entry)
    appendEntry(bodyFragment(document, id, 'en'), { ...entry, id: 'f' as EntryId })
    expect(readBody(bodyFragment(document, id, 'fr'))).toEqual([entry])
    expect(readBody(bodyFragment(document, id, 'en')).map((other) => other.id)).toEqual(['f'])
    expect(bodyName(id, 'fr')).not.toBe(bodyName(id, 'en'))
  })

  test.each(['', '\n', 'a\n', '\nb', 'a\n\nb', '😀\u202f!', 'fin '])('gives back the text %j', (text) => {
    const document = new Y.Doc()
    appendEntry(bodyFragment(document, id, 'fr'), { ...entry, runs: text === '' ? [] : [{ text }] })
    const [read] = readBody(bodyFragment(document, id, 'fr'))
    expect(entryText(read!)).toBe(text)
    expect(entryFingerprint(read!)).toBe(fingerprint(text))
  })

  test('is read as plain notes where attributes are missing or wrong, and without what is not an entry', () => {
    const document = new Y.Doc()
    const fragment = bodyFragment(document, id, 'fr')
    const strange = new Y.XmlElement(ENTRY_NODE)
    for (const [name, value] of Object.entries({ kind: 'poem', list: 'dots', level: 99, speakers: ['p', 3], action: 5 })) strange.setAttribute(name, value as never)
    strange.insert(0, [new Y.XmlElement('picture'), new Y.XmlText('text')])
    fragment.push([new Y.XmlText('stray'), new Y.XmlElement('table'), strange])
    expect(readBody(fragment)).toEqual([{ id: 'entry-2', kind: 'note', list: 'none', level: DEEPEST_LIST_LEVEL, speakers: ['p'], runs: [{ text: 'text' }] }])
  })

  test('is empty when no entry has a word', () => {
    expect(isEmptyBody([])).toBe(true)
    expect(isEmptyBody([{ ...entry, runs: [{ text: ' \n' }] }])).toBe(true)
    expect(isEmptyBody([entry])).toBe(false)
  })
})

describe('dates, times and zones', () => {
  test.each([['2026-03-17', true], ['2024-02-29', true], ['2026-02-29', false], ['2026-13-01', false], ['2026-00-10', false], ['17/03/2026', false], ['2026-3-7', false]])(
    'the date %s exists: %s', (text, exists) => expect(parseCalendarDate(text) !== undefined).toBe(exists),
  )
  test.each([['00:00', true], ['23:59', true], ['24:00', false], ['9:30', false], ['12:60', false], ['14h00', false]])(
    'the time %s exists: %s', (text, exists) => expect(parseWallTime(text) !== undefined).toBe(exists),
  )
  test('a zone is one that this computer knows', () => {
    expect(parseTimeZone('Europe/Paris')).toBe('Europe/Paris')
    expect(parseTimeZone('Europe/Atlantis')).toBeUndefined()
    expect(parseTimeZone('')).toBeUndefined()
  })
  test('minutes of the day are counted from midnight', () => {
    expect(minutesOfDay('14:05' as never)).toBe(845)
  })
})

describe('a link', () => {
  test.each(['https://example.org/a?b=c#d', 'http://example.org', 'mailto:ops@example.org', ' https://example.org ', 'HTTPS://EXAMPLE.ORG/É'])('%s may stand in minutes', (address) => {
    expect(safeLink(address)).toBe(address.trim())
  })
  test.each([
    'javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', '//example.org', '/a', 'https://', 'https:///x', 'mailto:', 'mailto:nobody', 'vbscript:x',
    'https://example.org/a b', 'https://example.org/"x', 'java\nscript:x', 'https://example.org/\u0000', `https://example.org/${'x'.repeat(LONGEST_LINK)}`, '',
  ])('%j may not', (address) => {
    expect(safeLink(address)).toBeUndefined()
  })
})
