import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { realDisk } from '../../electron/disk/disk.ts'
import { createPresence } from '../../electron/folder/presence.ts'
import { createBridgeDoor, type DoorAnswer } from '../../electron/guards/bridge-door.ts'
import { splitEntry } from '../../renderer/editor/commands.ts'
import { othersCarets, type CaretExchange, type OtherCaret } from '../../renderer/editor/others-carets.ts'
import { createCaretExchange } from '../../renderer/screens/meeting/hands/caret-exchange.ts'
import { newlyTaken, takenItems, takingStep } from '../../shared/agenda/taken.ts'
import { agendaTree, type AgendaItem } from '../../shared/agenda/tree.ts'
import type { BridgeHandlers } from '../../shared/bridge.ts'
import { caretAt, placeOfCaret, type BodyCaret } from '../../shared/model/body-caret.ts'
import { appendEntry, bodyFragment, type Entry } from '../../shared/model/body.ts'
import { newIdentifier, type AgendaItemId, type EntryId, type MeetingId, type WorkspaceId, type WriterId } from '../../shared/model/identifiers.ts'
import { editAgendaRecord, readAgendaRecords } from '../../shared/model/meeting.ts'
import { Announcements, Company } from '../../shared/sharing/announcements.ts'
import { initialsOf, PERSON_COLOURS, personColours } from '../../shared/sharing/person-signs.ts'
import type { OtherPerson, WorkspaceSharing } from '../../shared/sharing/sharing.ts'
import { exchange, HeadlessEditor, ITEM } from './editor-headless.ts'

function note(id: string, text: string): Entry {
  return { id: id as EntryId, kind: 'note', list: 'none', level: 0, speakers: [], runs: text === '' ? [] : [{ text }] }
}

function meetingWith(...entries: readonly Entry[]): Y.Doc {
  const meeting = new Y.Doc()
  for (const entry of entries) appendEntry(bodyFragment(meeting, ITEM, 'fr'), entry)
  return meeting
}

const bodyOf = (meeting: Y.Doc) => bodyFragment(meeting, ITEM, 'fr')
const entry = (id: string) => id as EntryId

describe('a caret in a body', () => {
  const meeting = meetingWith(note('a', 'Premier'), note('b', 'deux\n\nlignes'), note('c', ''))
  const places = [['a', 0, 0], ['a', 0, 3], ['a', 0, 7], ['b', 1, 4], ['b', 1, 5], ['b', 1, 6], ['b', 1, 12], ['c', 2, 0]] as const

  it.each(places)('in %s, entry %i, is found again behind %i characters', (id, index, offset) => {
    const caret = caretAt(bodyOf(meeting), index, { entry: entry(id), offset })!
    expect(caret.at.length).toBeLessThanOrEqual(64)
    expect(placeOfCaret(bodyOf(meeting), caret)).toEqual({ entry: id, offset })
  })

  it('stands nowhere in an empty body, nor in an entry that is another than it seems', () => {
    expect(caretAt(bodyOf(new Y.Doc()), 0, { entry: entry('a'), offset: 0 })).toBeUndefined()
    expect(caretAt(bodyOf(meeting), 0, { entry: entry(''), offset: 0 })).toBeUndefined()
    expect(caretAt(bodyOf(meeting), 1, { entry: entry('a'), offset: 0 })).toBeUndefined()
  })

  it('goes along with what its owner writes there, and with what is written before it', () => {
    const editor = new HeadlessEditor(meetingWith(note('a', 'Premier point')))
    const middle = caretAt(bodyOf(editor.meeting), 0, { entry: entry('a'), offset: 7 })!
    const end = caretAt(bodyOf(editor.meeting), 0, { entry: entry('a'), offset: 13 })!
    editor.at(0, 0).type('Le ')
    editor.at(0, 10).type('XYZ')
    editor.at(0, 19).type(' du jour')
    expect(placeOfCaret(bodyOf(editor.meeting), middle)).toEqual({ entry: 'a', offset: 13 })
    expect(placeOfCaret(bodyOf(editor.meeting), end)).toEqual({ entry: 'a', offset: 27 })
  })

  it('is the same for as long as somebody types on: nothing to tell anybody', () => {
    const editor = new HeadlessEditor(meetingWith(note('a', 'Premier'), note('b', 'Second')))
    const at = (offset: number) => caretAt(bodyOf(editor.meeting), 0, { entry: entry('a'), offset })
    const [end, middle] = [at(7), at(3)]
    editor.at(0, 7).type(' et encore')
    expect(at(17)).toEqual(end)
    editor.at(0, 3).type('xyz')
    expect(at(6)).toEqual(middle)
  })

  it('stands at the end of its entry where its text is gone or has not come yet, and goes with the entry', () => {
    const editor = new HeadlessEditor(meetingWith(note('a', 'Premier'), note('b', 'Second')))
    const caret = caretAt(bodyOf(editor.meeting), 0, { entry: entry('a'), offset: 3 })!
    const unknown: BodyCaret = { entry: entry('b'), at: caretAt(bodyOf(meetingWith(note('x', 'ailleurs'))), 0, { entry: entry('x'), offset: 2 })!.at }
    expect(placeOfCaret(bodyOf(editor.meeting), unknown)).toEqual({ entry: 'b', offset: 6 })
    bodyOf(editor.meeting).delete(0, 1)
    expect(placeOfCaret(bodyOf(editor.meeting), caret)).toBeUndefined()
    expect(placeOfCaret(bodyOf(editor.meeting), { ...unknown, entry: entry('nobody') })).toBeUndefined()
  })

  it('of another body, of a fact, or made up, is none; and changes nothing in the document', () => {
    const document = meetingWith(note('a', 'Premier'))
    appendEntry(bodyFragment(document, 'other' as AgendaItemId, 'fr'), note('o', 'ailleurs'))
    document.getMap('agenda').set('i/title.fr', 'Titre')
    const hex = (position: Y.RelativePosition) => Array.from(Y.encodeRelativePosition(position), (byte) => byte.toString(16).padStart(2, '0')).join('')
    const fact = [...document.getMap('agenda')._map.values()][0]!
    const before = [Y.encodeStateAsUpdate(document), [...document.share.keys()]]
    const positions = [
      caretAt(bodyFragment(document, 'other' as AgendaItemId, 'fr'), 0, { entry: entry('o'), offset: 3 })!.at,
      hex(new Y.RelativePosition(null, null, fact.id)),
      hex(new Y.RelativePosition(null, 'made-up', null)),
      hex(new Y.RelativePosition(null, 'agenda', null)),
      hex(new Y.RelativePosition(Y.createID(document.clientID, 999), null, null)),
      '0', 'zz', '02ff', '00ffffffffffffffffff7f', '07', '01', '01ff', '00', '', 'é', `00${'ff'.repeat(31)}`, '00'.repeat(500),
    ]
    for (const at of positions) {
      expect(placeOfCaret(bodyOf(document), { entry: entry('nobody'), at })).toBeUndefined()
      expect(() => placeOfCaret(bodyOf(document), { entry: entry('a'), at })).not.toThrow()
    }
    expect([Y.encodeStateAsUpdate(document), [...document.share.keys()]]).toEqual(before)
  })
})

describe('the carets of the others in the editor', () => {
  const caretOf = (meeting: Y.Doc, id: string, index: number, offset: number): OtherCaret => ({ writer: 'w', initials: 'BC', colour: 1, caret: caretAt(bodyOf(meeting), index, { entry: entry(id), offset })! })

  class Others implements CaretExchange {
    carets: readonly OtherCaret[] = []
    isThere = true
    readonly told: BodyCaret[] = []
    #listener = () => {}
    others = () => this.carets
    isWanted = () => this.isThere
    subscribe = (listener: () => void) => {
      this.#listener = listener
      return () => {}
    }
    report = (caret: BodyCaret) => void this.told.push(caret)
    show(...carets: readonly OtherCaret[]): void {
      this.carets = carets
      this.#listener()
    }
  }

  function open(meeting: Y.Doc) {
    const others = new Others()
    const plugin = othersCarets({ meeting, item: ITEM, language: 'fr', carets: others })!
    const editor = new HeadlessEditor(meeting, 'fr', () => [plugin])
    const places = () => {
      const found = plugin.props.decorations!.call(plugin, editor.state)
      const widgets = (found as unknown as { find(): { from: number; to: number }[] }).find().filter(({ from, to }) => from === to)
      return widgets.map(({ from }) => [editor.state.doc.resolve(from).index(0), editor.state.doc.resolve(from).parentOffset])
    }
    return { others, editor, places }
  }

  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('stand in the right place, go along with the own typing and with what comes from outside, and go with the person', () => {
    const { others, editor, places } = open(meetingWith(note('a', 'Premier'), note('b', 'Second')))
    // There is no screen here on which the browser's caret could be ahead of the editor's.
    editor.hasFocus = () => false
    expect(places()).toEqual([])
    others.show(caretOf(editor.meeting, 'b', 1, 3))
    expect(places()).toEqual([[1, 3]])
    editor.at(1, 0).type('Le ')
    expect(places()).toEqual([[1, 6]])
    editor.at(0, 3)
    editor.run(splitEntry)
    expect(places()).toEqual([[2, 6]])
    const away = new HeadlessEditor(new Y.Doc())
    exchange(editor.meeting, away.meeting)
    away.at(2, 0).type('Voici : ')
    exchange(editor.meeting, away.meeting)
    expect(places()).toEqual([[2, 14]])
    // Where it stood is overwritten: it stands behind what is there now.
    editor.dispatch(editor.state.tr.insertText('Elle', editor.state.doc.content.size - 8, editor.state.doc.content.size - 1))
    expect(places()).toHaveLength(1)
    others.show()
    expect(places()).toEqual([])
  })

  it('stand where they were told, and are told as they stand, though a letter waits for its frame', () => {
    vi.stubGlobal('requestAnimationFrame', () => 0)
    const { others, editor, places } = open(meetingWith(note('a', 'la bouée')))
    editor.hasFocus = () => false
    const told = caretOf(editor.meeting, 'a', 0, 5)
    editor.at(0, 2).letters('X')
    others.show(told)
    expect(places()).toEqual([[0, 6]])
    editor.hasFocus = () => true
    editor.at(0, 2).letters('Y')
    // It moves on all the time, so that it is told while a letter waits.
    for (let letter = 0; others.told.length === 0; letter += 1) {
      vi.advanceTimersByTime(99)
      editor.letters(String(letter % 10))
    }
    const { offset } = placeOfCaret(bodyOf(editor.meeting), others.told[0]!)!
    vi.unstubAllGlobals()
    expect(offset).toBe(editor.caret().before.length - 1)
  })

  it('do not draw anything anew while nobody is there', () => {
    const { others, editor, places } = open(meetingWith(note('a', 'Premier')))
    const before = editor.state.plugins.map((plugin) => plugin.getState(editor.state) as unknown)
    others.isThere = false
    editor.at(0, 0).type('x')
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(10_000)
    expect(places()).toEqual([])
    expect(others.told).toEqual([])
    expect(editor.state.plugins.map((plugin) => plugin.getState(editor.state) as unknown).at(-1)).toBe(before.at(-1))
  })

  it('the own one is told at rest, and at least every two seconds while it moves', () => {
    const { others, editor } = open(meetingWith(note('a', 'Premier'), note('b', 'Second')))
    editor.at(0, 1)
    vi.advanceTimersByTime(600)
    expect(others.told).toEqual([])
    vi.advanceTimersByTime(200)
    expect(others.told).toHaveLength(1)
    for (let step = 0; step < 12; step += 1) {
      editor.at(step % 2, step % 5)
      vi.advanceTimersByTime(500)
    }
    expect(others.told.length).toBeGreaterThanOrEqual(3)
    expect(others.told.length).toBeLessThanOrEqual(5)
  })
})

describe('the exchange of carets', () => {
  const workspace = 'ws' as WorkspaceId
  const meeting = 'm' as MeetingId
  const at = { meeting, item: ITEM, language: 'fr' as const, caret: { entry: entry('a'), at: '0000' } }
  const person = (name: string, place: OtherPerson['place']): OtherPerson => ({ writer: `w-${name}` as WriterId, name, place })

  function exchangeWith(placed: readonly OtherPerson[], isQuiet = false) {
    const sharing: WorkspaceSharing = { workspace, state: { kind: 'local' }, others: [], writers: [], isNewWriter: false }
    return createCaretExchange({ current: () => [sharing], placed: () => placed, subscribe: () => () => {} }, { workspace, meeting, item: ITEM, language: 'fr' }, { isQuiet, listeners: new Set() })
  }

  it('shows those who are in this text, and wants to be told of whoever is in the meeting', () => {
    const others = [person('Bruno Castel', at), person('Chloé', { ...at, item: 'other' as AgendaItemId }), person('Denis', { ...at, language: 'en' }), person('Elsa', { meeting, item: ITEM, language: 'fr' })]
    const found = exchangeWith(others)
    expect(found.others()).toMatchObject([{ initials: 'BC', caret: at.caret }])
    expect(found.others()).toBe(found.others())
    expect(found.isWanted()).toBe(true)
    expect(exchangeWith([person('Ailleurs', { ...at, meeting: 'n' as MeetingId })]).isWanted()).toBe(false)
  })

  it('is quiet in published minutes', () => {
    const found = exchangeWith([person('Bruno', at)], true)
    expect([found.others(), found.isWanted()]).toEqual([[], false])
  })
})

describe('the door of the main process', () => {
  const pass = async (place: unknown) => {
    const reportPlace = vi.fn(() => Promise.resolve())
    const door = createBridgeDoor({ reportPlace } as unknown as BridgeHandlers, () => {})
    const answer = JSON.parse(await door.pass(JSON.stringify({ call: 'reportPlace', arguments: [place] }))) as DoorAnswer
    return { answer, given: (reportPlace.mock.calls as unknown[][])[0]?.[0] }
  }
  const place = { workspace: '3f1c2a90-5b7d-4e21-9c46-8d0a7e64b1f2', meeting: 'm' }

  it('lets a caret through, and drops what is none without the place', async () => {
    const caret = { entry: 'e', at: '00b4d7ad0f0300' }
    expect((await pass({ ...place, caret })).given).toEqual({ ...place, caret })
    expect((await pass({ ...place, caret: { ...caret, more: 1 } })).given).toEqual({ ...place, caret })
    for (const bad of [7, null, 'x', [], {}, { entry: 'e' }, { ...caret, at: 7 }, { ...caret, at: 'zz' }, { ...caret, at: '0'.repeat(10_000) }, { ...caret, entry: '../x' }, { ...caret, entry: 'x'.repeat(200) }]) {
      const { answer, given } = await pass({ ...place, caret: bad })
      expect(answer.ok).toBe(true)
      expect(JSON.parse(JSON.stringify(given))).toEqual(place)
    }
  })
})

describe('the file that says who is here', () => {
  const own = newIdentifier<WriterId>()
  const other = newIdentifier<WriterId>()
  let folder = ''
  let time = 0
  const fileOf = (writer: WriterId) => join(folder, 'writers', writer, 'here.json')
  const presenceOf = (writer: WriterId) => createPresence({ disk: realDisk, folder, writer: () => writer, ticks: () => time })

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'minutier-hands-'))
    for (const writer of [own, other]) await mkdir(join(folder, 'writers', writer), { recursive: true })
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('carries a caret to the others', async () => {
    const [here, there] = [presenceOf(own), presenceOf(other)]
    await here.look([own, other])
    const place = { meeting: 'm' as MeetingId, item: ITEM, language: 'fr' as const, caret: { entry: entry('e'), at: '00b4d7ad0f0300' } }
    await there.tell('Bruno', place)
    time += 3_000
    await here.look([own, other])
    expect(here.others()).toEqual([{ writer: other, name: 'Bruno', place }])
    // A caret that rests is not written again, but for the sign of life.
    time += 3_000
    const before = await readFile(fileOf(other), 'utf8')
    await there.tell('Bruno', place)
    expect(await readFile(fileOf(other), 'utf8')).toBe(before)
  })

  it('is read without a caret that is none, and without what a later version may write there', async () => {
    const here = presenceOf(own)
    await here.look([own, other])
    const bad: readonly unknown[] = [
      7, null, 'x', [], {}, { entry: 'e' }, { at: '0000' }, { entry: 7, at: '0000' }, { entry: 'e', at: '0000'.repeat(100) }, { entry: 'e', at: 'zz00' }, { entry: 'e', at: '000' },
      { entry: '../../x', at: '0000' }, { entry: 'e', at: ['00'] }, { entry: 'x'.repeat(500), at: '0000' }, { entry: 'e', at: 'AB00' },
    ]
    for (const [beat, caret] of bad.entries()) {
      await writeFile(fileOf(other), JSON.stringify({ format: 1, name: 'Bruno', item: 'i', caret, beat, future: { of: ['another', 'version'] } }))
      time += 11_000
      await here.look([own, other])
      expect(here.others()).toEqual([{ writer: other, name: 'Bruno', place: { item: 'i' } }])
    }
    await writeFile(fileOf(other), JSON.stringify({ format: 1, name: 'Bruno', caret: { entry: 'e', at: '0000', width: 3 }, beat: 99 }))
    time += 11_000
    await here.look([own, other])
    expect(here.others()).toEqual([{ writer: other, name: 'Bruno', place: { caret: { entry: 'e', at: '0000' } } }])
  })
})

describe('who has taken an item', () => {
  const id = (name: string) => name as AgendaItemId

  function agenda(takers: Readonly<Record<string, string>>): readonly AgendaItem[] {
    const document = new Y.Doc()
    const parents: Readonly<Record<string, string | null>> = { one: null, inside: 'one', deep: 'inside', two: null }
    for (const [name, parent] of Object.entries(parents)) {
      editAgendaRecord(document, id(name), { parent: parent === null ? null : id(parent), order: 'a0', kind: 'topic', ...(name in takers && { takenBy: takers[name] }) })
    }
    return agendaTree(readAgendaRecords(document))
  }

  it('holds for what stands below, unless somebody has taken that', () => {
    expect([...takenItems(agenda({ one: 'Bruno', deep: 'Alix' }))]).toEqual([
      ['one', { by: 'Bruno', from: 'one' }],
      ['inside', { by: 'Bruno', from: 'one' }],
      ['deep', { by: 'Alix', from: 'deep' }],
    ])
  })

  it('is taken, taken over, given back, or follows already', () => {
    const taken = takenItems(agenda({ one: 'Bruno' }))
    expect(takingStep(id('two'), taken.get(id('two')), 'Alix')).toBe('take')
    expect(takingStep(id('inside'), taken.get(id('inside')), 'Alix')).toBe('take-over')
    expect(takingStep(id('one'), taken.get(id('one')), 'Bruno')).toBe('give-back')
    expect(takingStep(id('inside'), taken.get(id('inside')), 'Bruno')).toBe('follows')
  })

  it('is a name of a sensible length, whatever another program wrote', () => {
    const document = new Y.Doc()
    const table = document.getMap('agenda')
    const values: readonly unknown[] = ['  Bruno Castel ', '', '   ', 7, null, ['x'], 'x'.repeat(5_000)]
    for (const [index, value] of values.entries()) table.set(`${index}/takenBy`, value)
    const read = new Map(readAgendaRecords(document).map((record) => [record.id as string, record.takenBy]))
    expect(values.map((_, index) => read.get(String(index))?.length)).toEqual([12, undefined, undefined, undefined, undefined, undefined, 200])
  })

  it('is news where another person has taken it, and not where one has it oneself or it merely follows', () => {
    const before = takenItems(agenda({ one: 'Bruno', two: 'Bruno' }))
    expect(newlyTaken(before, takenItems(agenda({ one: 'Chloé', two: 'Alix' })), 'Alix')).toEqual([{ item: 'one', by: 'Chloé' }])
    expect(newlyTaken(before, before, 'Alix')).toEqual([])
  })
})

describe('what is said aloud', () => {
  it('is one thing in ten seconds, and not the same twice; the oldest gives way', () => {
    const said = new Announcements(10_000, 2)
    expect(said.next(0)).toBeUndefined()
    for (const words of ['a', 'a', 'b']) said.add(words)
    expect(said.next(100)).toEqual({ words: 'a' })
    expect(said.next(4_100)).toEqual({ wait: 6_000 })
    said.add('c')
    said.add('d')
    expect(said.next(10_100)).toEqual({ words: 'c' })
    expect(said.next(20_100)).toEqual({ words: 'd' })
    expect(said.next(40_000)).toBeUndefined()
  })

  it('is who has come, not who stayed or was away for a moment', () => {
    const company = new Company(120_000)
    expect(company.meet(['Bruno'], 0)).toEqual(['Bruno'])
    expect(company.meet(['Bruno', 'Chloé'], 600_000)).toEqual(['Chloé'])
    expect(company.meet(['Chloé'], 610_000)).toEqual([])
    expect(company.meet(['Bruno', 'Chloé'], 700_000)).toEqual([])
    expect(company.meet([], 710_000)).toEqual([])
    expect(company.meet(['Bruno'], 900_000)).toEqual(['Bruno'])
  })
})

describe('the signs of a person', () => {
  it('are initials', () => {
    expect(['Nadia Benali', 'Jean-Pierre Roux', 'nadia', '  ', 'Élodie de la Tour', '👩🏽 X'].map(initialsOf)).toEqual(['NB', 'JR', 'N', '?', 'ÉT', '👩X'])
  })

  it('are colours of their own for as long as there are some, the same in any order', () => {
    const names = ['Alix Morvan', 'Bruno Castel', 'Chloé Aubry', 'Denis Ferrand', 'Elsa Quiniou', 'Farid Lemoine']
    const colours = personColours(names)
    expect(new Set(colours.values()).size).toBe(PERSON_COLOURS)
    expect(personColours([...names].reverse())).toEqual(colours)
    const more = personColours([...names, 'Gaël Prigent', 'Alix Morvan'])
    expect([...more.values()].every((colour) => colour >= 0 && colour < PERSON_COLOURS)).toBe(true)
  })
})
