import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { insertLines } from '../../renderer/editor/insert-lines.ts'
import { bilingual, EMPTY_TEXT, otherLanguage, type Language } from '../../shared/model/bilingual.ts'
import { appendEntry, bodyFragment, type Entry } from '../../shared/model/body.ts'
import { writeRecord } from '../../shared/model/fact-table.ts'
import type { EntryId, PersonId, SiteId, TextModuleId } from '../../shared/model/identifiers.ts'
import { editAttendance, editMeeting, readActionRecords } from '../../shared/model/meeting.ts'
import { editSeries, setMember } from '../../shared/model/series.ts'
import {
  addTextModule, editTextModule, LONGEST_MODULE_NAME, LONGEST_MODULE_TEXT, MOST_MODULES, moveTextModule, readTextModules, removeTextModule, restoreTextModule,
} from '../../shared/model/text-modules.ts'
import type { CalendarDate, WallTime } from '../../shared/model/wall-time.ts'
import { createWorkspace, editPerson, editSite } from '../../shared/model/workspace.ts'
import { fieldSign, fillFields, MODULE_FIELDS } from '../../shared/text-modules/fields.ts'
import { moduleLines } from '../../shared/text-modules/lines.ts'
import { factsWithoutMeeting, meetingFacts } from '../../shared/text-modules/meeting-facts.ts'
import { exchange, HeadlessEditor, ITEM } from './editor-headless.ts'

const names = (series: Y.Doc) => readTextModules(series).map(({ name }) => name)
const add = (series: Y.Doc, name: string) => addTextModule(series, { name, text: EMPTY_TEXT })!

describe('the text modules of a series', () => {
  test('stand in the order in which they were put, and come back when they are restored', () => {
    const series = new Y.Doc()
    const [a, , c] = ['a', 'b', 'c'].map((name) => add(series, name))
    expect(moveTextModule(series, c!, -1)).toBe(true)
    expect(names(series)).toEqual(['a', 'c', 'b'])
    expect([moveTextModule(series, a!, -1), moveTextModule(series, 'none' as TextModuleId, 1)]).toEqual([false, false])
    removeTextModule(series, a!)
    expect(names(series)).toEqual(['c', 'b'])
    restoreTextModule(series, a!)
    expect(names(series)).toEqual(['a', 'c', 'b'])
  })

  test('keep what two people do at once, and can be ordered where both added at one place', () => {
    const [here, there, elsewhere] = [new Y.Doc(), new Y.Doc(), new Y.Doc()] as const
    const shared = add(here, 'Ouverture')
    exchange(here, there, elsewhere)
    editTextModule(here, shared, { name: 'Ouverture de la séance' })
    editTextModule(there, shared, { text: bilingual('Texte', 'fr') })
    add(here, 'Ici')
    const other = add(there, 'Là')
    add(elsewhere, 'Ailleurs')
    exchange(here, there, elsewhere)
    expect(readTextModules(here)).toEqual(readTextModules(there))
    expect(readTextModules(here)[0]).toMatchObject({ name: 'Ouverture de la séance', text: { fr: 'Texte' } })
    const before = readTextModules(here).map(({ id }) => id)
    // All three were put at the same place: nothing fits between two of them.
    expect(before.slice(1)).toContain(other)
    expect(moveTextModule(here, before[3]!, -1)).toBe(true)
    expect(readTextModules(here).map(({ id }) => id)).toEqual([before[0], before[1], before[3], before[2]])
  })

  test('have limits, which hold for what another program wrote too', () => {
    const series = new Y.Doc()
    for (let index = 0; index < MOST_MODULES; index += 1) add(series, `n${index}`)
    expect(addTextModule(series, { name: 'one more', text: EMPTY_TEXT })).toBeUndefined()
    writeRecord(series, 'modules', 'foreign', { name: 'x'.repeat(5_000), 'text.fr': '😀'.repeat(5_000), order: '!!', text: 3 })
    const read = readTextModules(series)
    expect(read).toHaveLength(MOST_MODULES)
    const foreign = read.find(({ id }) => id === 'foreign')!
    expect([foreign.name.length, foreign.text.fr!.length]).toEqual([LONGEST_MODULE_NAME, LONGEST_MODULE_TEXT])
    expect(foreign.text.fr).toMatch(/^(😀)+$/u)
    writeRecord(series, 'modules', 'foreign', { name: 3, 'text.fr': true })
    expect(readTextModules(series).find(({ id }) => id === 'foreign')).toMatchObject({ name: '', text: { original: 'fr' } })
  })
})

function committee() {
  const documents = { workspace: new Y.Doc(), series: new Y.Doc(), meeting: new Y.Doc() }
  createWorkspace(documents.workspace, 'Réseau', 'fr')
  editSite(documents.workspace, 'north' as SiteId, { name: 'Nord' })
  const people = ['Élise Aubry', 'Bruno Castel', 'Chloé Petit'].map((name, index) => {
    editPerson(documents.workspace, `p${index}` as PersonId, { name, site: 'north' as SiteId })
    setMember(documents.series, `p${index}` as PersonId, 'member')
    return `p${index}` as PersonId
  })
  editSeries(documents.series, { name: { original: 'fr', fr: 'Comité des phares', en: 'Lighthouse committee' }, quorum: { kind: 'half', number: 1, countsRepresented: true } })
  editMeeting(documents.meeting, { date: '2026-10-01' as CalendarDate, start: '14:00' as WallTime, ordinal: 7, chairs: [people[0]!, 'stranger' as PersonId], secretaries: [people[1]!, people[2]!], nextDate: '2026-11-03' as CalendarDate, nextStart: '09:30' as WallTime })
  for (const person of people.slice(0, 2)) editAttendance(documents.meeting, person, { status: 'present' })
  return documents
}

describe('the fields of a text', () => {
  const fill = (text: string, language: Language = 'fr') => fillFields(text, meetingFacts(committee()), language).text

  test('are filled as the language writes them', () => {
    expect(fill('{Instance} nº {numéro}, {DATE}, {début}')).toBe('Comité des phares nº 7, jeudi 1er\u00a0octobre 2026, 14\u00a0h')
    expect(fill('{series} no. {number}, {date}, {start}', 'en')).toBe('Lighthouse committee no. 7, Thursday 1\u00a0October 2026, 14:00')
    expect(fill('{secretariat} ; {présents} présents, {sites} site')).toBe('Bruno Castel et Chloé Petit\u202f; 2 présents, 1 site')
    expect(fill('{next meeting}')).toBe('mardi 3\u00a0novembre 2026 à 9\u00a0h\u00a030')
    expect(fill('{quorum}', 'en')).toBe('Quorum: 2 of 3 members; present or represented: 2. The quorum is met.')
    expect(fill('{quorum}')).toMatch(/^Quorum\u00a0: 2 sur 3 membres\u202f; .* Le quorum est atteint\.$/)
  })

  test('are named in either language, whatever is written', () => {
    expect(fill('{prochaine séance} {chair}', 'en')).toBe(fill('{next meeting} {présidence}', 'en'))
  })

  test('are elided in French, and nowhere else', () => {
    expect(fill('sous la présidence de {présidence}, mode {présidence}, de Anne')).toBe('sous la présidence d’Élise Aubry, mode Élise Aubry, de Anne')
    expect(fill('de {chair}', 'en')).toBe('de Élise Aubry')
  })

  test('that nobody knows stay and are told; facts that are not known are seen', () => {
    const { text, unknown, missing } = fillFields('{foo} {{date}} {lieu} {quorum} {présents}', factsWithoutMeeting(bilingual('Comité', 'fr')), 'fr')
    expect(text).toBe('{foo} {{date}} … … …')
    expect([unknown, missing]).toEqual([['foo', 'date'], ['place', 'quorum', 'attending']])
  })

  test('each have a name of their own', () => {
    const facts = meetingFacts(committee())
    for (const language of ['fr', 'en'] as const) {
      const signs = MODULE_FIELDS.map((field) => fieldSign(field, language))
      expect(new Set(signs).size).toBe(signs.length)
      for (const sign of signs) for (const written of ['fr', 'en'] as const) expect(fillFields(sign, facts, written).unknown).toEqual([])
      // A name never means one field here and another there.
      for (const field of MODULE_FIELDS) expect(fillFields(fieldSign(field, language), facts, 'fr').text).toBe(fillFields(fieldSign(field, otherLanguage(language)), facts, 'fr').text)
    }
  })
})

describe('a module in the minutes', () => {
  const lines = moduleLines('La séance est ouverte.\n\nDÉCISION : adopté\n- un\nNadia : bonjour')
  const note = (id: string, text: string, more: Partial<Entry> = {}): Entry => ({ id: id as EntryId, kind: 'note', list: 'none', level: 0, speakers: [], runs: text === '' ? [] : [{ text }], ...more })
  const editor = (language: Language, ...entries: readonly Entry[]) => {
    const meeting = new Y.Doc()
    for (const entry of entries) appendEntry(bodyFragment(meeting, ITEM, language), entry)
    return new HeadlessEditor(meeting, language)
  }

  test('is an entry for each line, which is what the line says it is', () => {
    expect(lines).toEqual([
      { kind: 'note', list: 'none', text: 'La séance est ouverte.' }, { kind: 'decision', list: 'none', text: 'adopté' },
      { kind: 'note', list: 'bullet', text: 'un' }, { kind: 'note', list: 'none', text: 'Nadia : bonjour' },
    ])
    expect(moduleLines(' \n\n')).toEqual([])
  })

  test('fills an empty body, and one undo takes all of it away', () => {
    const french = editor('fr')
    expect(french.run(insertLines(lines))).toBe(true)
    expect(french.entries().map(({ kind, list }) => [kind, list])).toEqual([['note', 'none'], ['decision', 'none'], ['note', 'bullet'], ['note', 'none']])
    expect(new Set(french.entries().map(({ id }) => id)).size).toBe(4)
    expect(french.caret()).toEqual({ before: 'Nadia : bonjour', after: '' })
    french.history.undo()
    expect(french.texts().filter((text) => text !== '')).toEqual([])
  })

  test('goes before, after, or into an empty line; a sentence is never torn apart', () => {
    const one = moduleLines('Ici.')
    const texts = (entry: number, offset: number) => {
      const french = editor('fr', note('a', 'Avant.'), note('b', ''), note('c', 'Après.')).at(entry, offset)
      french.run(insertLines(one))
      expect(french.caret()).toEqual({ before: 'Ici.', after: '' })
      return french.texts()
    }
    expect(texts(0, 0)).toEqual(['Ici.', 'Avant.', '', 'Après.'])
    expect(texts(0, 3)).toEqual(['Avant.', 'Ici.', '', 'Après.'])
    expect(texts(1, 0)).toEqual(['Avant.', 'Ici.', 'Après.'])
    expect(texts(2, 6)).toEqual(['Avant.', '', 'Après.', 'Ici.'])
  })

  test('fills the line of a translation and translates nothing else; an action gets its record', () => {
    const meeting = new Y.Doc()
    appendEntry(bodyFragment(meeting, ITEM, 'fr'), note('a', 'Ouvert.'))
    appendEntry(bodyFragment(meeting, ITEM, 'en'), note('A', '', { translationOf: 'a' as EntryId }))
    const english = new HeadlessEditor(meeting, 'en').at(0)
    english.run(insertLines(moduleLines('Opened.\nACTION: send the link')))
    const [first, second] = english.entries()
    expect(first).toMatchObject({ translationOf: 'a', runs: [{ text: 'Opened.' }] })
    expect(second).not.toHaveProperty('translationOf')
    expect(readActionRecords(meeting).has(second!.action!)).toBe(true)
  })
})
