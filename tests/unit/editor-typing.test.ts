import { Slice } from 'prosemirror-model'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { intoTranslation, sliceOfText, textOfSlice, withoutShared } from '../../renderer/editor/clipboard.ts'
import { parseTypedDate, shiftedDate } from '../../renderer/editor/due-date.ts'
import { EDITOR_KEYS } from '../../renderer/editor/editor-keys.ts'
import { abbreviated, marginNames } from '../../renderer/editor/names.ts'
import { bodySchema, entryDomAttributes, newEntryNode } from '../../renderer/editor/schema.ts'
import { splitEntry } from '../../renderer/editor/commands.ts'
import { endSpeakers, speakerChoices, speakerQuery, takeSpeaker } from '../../renderer/editor/speaker-query.ts'
import { formatDate } from '../../shared/i18n/format.ts'
import { appendEntry, bodyFragment, readBody, type Entry } from '../../shared/model/body.ts'
import type { ActionId, EntryId, PersonId } from '../../shared/model/identifiers.ts'
import { editAction, readActionRecords } from '../../shared/model/meeting.ts'
import { alignBodies } from '../../shared/minutes/align.ts'
import { parseCalendarDate } from '../../shared/model/wall-time.ts'
import type { Person } from '../../shared/model/workspace.ts'
import french from '../../resources/locales/fr/editor.json' with { type: 'json' }
import { exchange, HeadlessEditor, ITEM } from './editor-headless.ts'

const person = (id: string, name: string, aliases: readonly string[] = []): Person => ({ id: id as PersonId, name, aliases, deleted: false })
const PEOPLE = [person('p1', 'Anne Martin'), person('p2', 'Éric Lefèvre'), person('p3', 'Marie-Hélène Le Goff', ['MHLG'])]
const names = (choices: ReturnType<typeof speakerChoices>) => choices.map((choice) => (choice.kind === 'person' ? choice.person.name : `+ ${choice.name}`))

describe('naming speakers while typing', () => {
  it('begins with "@" or "[" at the start of an entry and nowhere else', () => {
    const editor = new HeadlessEditor(new Y.Doc())
    editor.at(0, 0).type('@le g')
    expect(speakerQuery(editor.state)).toMatchObject({ trigger: '@', text: 'le g' })
    editor.at(0, 0)
    expect(speakerQuery(editor.state)).toBeUndefined()
    for (const typed of ['écrire à @anne', '@ seul', '[1] voir', '@Anne: ']) expect(speakerQuery(new HeadlessEditor(new Y.Doc()).at(0, 0).type(typed).state)).toBeUndefined()
  })

  it('offers those who attend first, those named already not at all, and a new person last', () => {
    expect(names(speakerChoices('', PEOPLE, new Set(['p3' as PersonId]), ['p1' as PersonId]))).toEqual(['Marie-Hélène Le Goff', 'Éric Lefèvre'])
    expect(names(speakerChoices('le', PEOPLE, new Set(), []))).toEqual(['Éric Lefèvre', 'Marie-Hélène Le Goff', '+ le'])
    expect(names(speakerChoices('Zoé  Blanc', PEOPLE, new Set(), []))).toEqual(['+ Zoé Blanc'])
    expect(['1', 'Anne et Paul', 'Zoé, Paul', 'Zoé & Paul'].flatMap((typed) => names(speakerChoices(typed, PEOPLE, new Set(), [])))).toEqual([])
    expect(names(speakerChoices('eric lefevre', PEOPLE, new Set(), []))).toEqual(['Éric Lefèvre'])
  })

  it('takes one after another and leaves the text that was there', () => {
    const editor = new HeadlessEditor(new Y.Doc())
    editor.at(0, 0).type('bonjour').at(0, 0).type('@anne')
    editor.dispatch(takeSpeaker(editor.state, speakerQuery(editor.state)!, 'p1' as PersonId, true))
    editor.type('mhlg')
    editor.dispatch(takeSpeaker(editor.state, speakerQuery(editor.state)!, 'p3' as PersonId, true))
    editor.dispatch(endSpeakers(editor.state, { trigger: '@', text: '', from: 1, to: 2 }))
    expect(editor.entries()).toMatchObject([{ speakers: ['p1', 'p3'], runs: [{ text: 'bonjour' }] }])
  })
})

describe('undo beside another writer', () => {
  it('takes a new entry back, and leaves it where another has typed in it', () => {
    const mine = new HeadlessEditor(new Y.Doc())
    mine.at(0, 0).type('un').run(splitEntry)
    const theirs = new Y.Doc()
    exchange(mine.meeting, theirs)
    new HeadlessEditor(theirs).at(1).type('deux')
    exchange(mine.meeting, theirs)
    expect(mine.texts()).toEqual(['un', 'deux'])
    while (mine.history.undoStack.length > 0) mine.history.undo()
    exchange(mine.meeting, theirs)
    expect(mine.texts().join('')).toBe('deux')
    const alone = new HeadlessEditor(new Y.Doc())
    alone.at(0, 0).type('un').run(splitEntry)
    while (alone.history.undoStack.length > 0) alone.history.undo()
    expect(alone.texts().join('')).toBe('')
  })
})

describe('names in the margin', () => {
  it('are short where that is clear', () => {
    expect(['Anne Martin', 'Marie-Hélène Le Goff', 'Plénière', 'MARTIN Anne', 'J. Dupont'].map(abbreviated)).toEqual(['A. Martin', 'M.-H. Le Goff', 'Plénière', 'MARTIN Anne', 'J. Dupont'])
    expect([...marginNames([...PEOPLE, person('p4', 'Alice Martin')]).values()]).toEqual(['Anne Martin', 'É. Lefèvre', 'M.-H. Le Goff', 'Alice Martin'])
  })
})

describe('due dates', () => {
  it('are read as people type them, the day before the month, and only if they exist', () => {
    expect(['2026-04-23', '23/04/2026', '3.4.26', ' 23-4-2026 '].map(parseTypedDate)).toEqual(['2026-04-23', '2026-04-23', '2026-04-03', '2026-04-23'])
    expect(['31/02/2026', '04/23/2026', '2026', 'demain', '', '23/04/202'].map(parseTypedDate)).toEqual(Array.from({ length: 6 }))
  })

  it('go on by days over the ends of months', () => {
    expect(shiftedDate(parseCalendarDate('2028-02-28')!, 1)).toBe('2028-02-29')
  })

  it('are shown shortly beside an action as each language writes them', () => {
    expect(formatDate('2026-04-23', 'en', 'medium')).toBe('23\u00a0Apr 2026')
    expect(formatDate('2026-04-01', 'fr', 'medium')).toBe('1er\u00a0avr. 2026')
  })
})

describe('copy and paste', () => {
  const words = { kind: () => 'Décision', colon: '\u00a0: ', name: (id: PersonId) => PEOPLE.find((each) => each.id === id)?.name ?? '…' }
  const text = (value: string) => [bodySchema.text(value)]

  it('gives plain text one line an entry, with signs, kinds and speakers', () => {
    const nodes = [
      newEntryNode({ speakers: ['p1', 'p2'] as PersonId[] }, text('bonjour')),
      newEntryNode({ kind: 'decision' }, text('on migre')),
      newEntryNode({ list: 'ordered' }, text('un')),
      newEntryNode({ list: 'bullet', level: 1 }, text('détail')),
      newEntryNode({ list: 'ordered' }, text('deux')),
    ]
    const slice = bodySchema.topNodeType.create(null, nodes).slice(0)
    expect(textOfSlice(slice, words)).toBe('Anne Martin, Éric Lefèvre\u00a0: bonjour\nDécision\u00a0: on migre\n1. un\n  - détail\n2. deux')
    expect(textOfSlice(bodySchema.topNodeType.create(null, nodes).slice(2, 5), words)).toBe('onj')
  })

  it('makes an entry of each line of plain text, and no empty ones', () => {
    const slice = sliceOfText('un\r\n\r\ndeux\u2028trois')
    expect(slice.content.content.map((node) => node.textContent)).toEqual(['un', 'deux', 'trois'])
    expect(sliceOfText('un seul').content.childCount).toBe(1)
    expect(sliceOfText('ré\u00adu\u200bnion \uf0e0 no\u202en').content.firstChild!.textContent).toBe('réunion → non')
  })

  it('of an action makes another action with the same facts; cut, it stays itself', () => {
    const meeting = new Y.Doc()
    appendEntry(bodyFragment(meeting, ITEM, 'fr'), { id: 'e' as EntryId, kind: 'action', list: 'none', level: 0, speakers: [], action: 'a' as ActionId, runs: [{ text: 'Envoyer' }] })
    editAction(meeting, 'a' as ActionId, { owners: ['p1' as PersonId], due: parseCalendarDate('2026-04-23'), state: 'open' })
    const editor = new HeadlessEditor(meeting)
    const copied = new Slice(editor.state.doc.content, 0, 0)
    const pasted = withoutShared(copied, meeting, editor.copyRecord).content.firstChild!
    expect(pasted.attrs).toMatchObject({ id: '', kind: 'action' })
    expect(pasted.attrs.action).not.toBe('a')
    expect(readActionRecords(meeting).get(pasted.attrs.action as ActionId)).toMatchObject({ owners: ['p1'], due: '2026-04-23', state: 'open' })
    bodyFragment(meeting, ITEM, 'fr').delete(0, 1)
    expect(withoutShared(copied, meeting, editor.copyRecord).content.firstChild!.attrs).toMatchObject({ id: 'e', action: 'a' })
  })
})

describe('paste in a translation', () => {
  const entry = (id: string, text: string, more: Partial<Entry> = {}): Entry => ({ id: id as EntryId, kind: 'note', list: 'none', level: 0, speakers: [], runs: text === '' ? [] : [{ text }], ...more })
  const translated = (text: string, more: Partial<Entry> = {}) => {
    const meeting = new Y.Doc()
    const french = entry('o', 'Envoyer, puis relancer', { kind: 'action', action: 'a' as ActionId })
    appendEntry(bodyFragment(meeting, ITEM, 'fr'), french)
    appendEntry(bodyFragment(meeting, ITEM, 'en'), { ...entry('t', text, more), kind: 'action', action: 'a' as ActionId, translationOf: 'o' as EntryId })
    const english = new HeadlessEditor(meeting, 'en')
    const paste = (slice: Slice) => {
      const beside = readBody(bodyFragment(meeting, ITEM, 'fr'))
      english.dispatch(english.state.tr.replaceSelection(intoTranslation(withoutShared(slice, meeting, english.copyRecord, beside), english.state.selection)))
    }
    return { meeting, english, paste, row: () => alignBodies([french], english.entries(), 'fr') }
  }

  it('keeps a translation that was cut what it was: of its original, with its action, as old as it was', () => {
    const { english, paste, row, meeting } = translated('Send', { translatedFrom: 'before' })
    const whole = new Slice(english.state.doc.content, 0, 0)
    english.at(0).run(splitEntry)
    english.type('Aside')
    english.dispatch(english.state.tr.delete(0, 6))
    paste(whole)
    expect(english.entries().filter(({ translationOf }) => translationOf)).toMatchObject([{ id: 't', kind: 'action', action: 'a', translationOf: 'o', translatedFrom: 'before' }])
    expect(row().map(({ original, state }) => `${original} ${state}`)).toEqual(['en missing', 'fr stale'])
    expect([...readActionRecords(meeting).keys()].filter((action) => action !== 'a')).toEqual([])
  })

  it('keeps a piece that was cut and put into a line of its own with the original', () => {
    const { english, paste, row } = translated('Send, then remind')
    const piece = english.state.doc.slice(6, 18, true)
    english.dispatch(english.state.tr.delete(6, 18))
    english.at(0).run(splitEntry)
    paste(piece)
    expect(english.texts()).toEqual(['Send,', ' then remind'])
    expect(row()).toMatchObject([{ original: 'fr', translation: { runs: [{ text: 'Send,' }, { text: '\n' }, { text: ' then remind' }] } }])
  })

  it('makes plain lines in a prepared line, or in the midst of the text, part of it', () => {
    for (const text of ['', 'Send them']) {
      const { english, paste, row } = translated(text)
      english.at(0, 4)
      paste(sliceOfText('one\ntwo\nthree'))
      expect(english.entries()).toHaveLength(3)
      expect(english.entries()[0]).toMatchObject({ id: 't', kind: 'action', action: 'a' })
      expect(row()).toMatchObject([{ original: 'fr', state: 'current' }])
      expect(english.entries().slice(1).every(({ translatedFrom }) => translatedFrom !== undefined)).toBe(true)
    }
  })

  it('is carried by the clipboard itself', () => {
    const { english } = translated('Send', { translatedFrom: 'before' })
    expect(entryDomAttributes(english.entry('t' as EntryId)!)).toMatchObject({ 'data-translation-of': 'o', 'data-translated-from': 'before' })
  })

  it('forgets an original that does not stand beside it', () => {
    const { meeting, english } = translated('Send')
    const pasted = withoutShared(new Slice(english.state.doc.content, 0, 0), meeting, english.copyRecord, readBody(bodyFragment(meeting, ITEM, 'en')))
    expect(pasted.content.firstChild!.attrs).toMatchObject({ translationOf: null, translatedFrom: null })
  })
})

describe('the list of keys', () => {
  it('has a text for each and no key twice', () => {
    const textAt = (label: string) => label.replace('editor:', '').split('.').reduce<unknown>((texts, key) => (texts as Record<string, unknown>)?.[key], french)
    for (const { label } of EDITOR_KEYS) expect([label, typeof textAt(label)]).toEqual([label, 'string'])
    expect(new Set(EDITOR_KEYS.map(({ keys }) => keys)).size).toBe(EDITOR_KEYS.length)
  })

  it('leaves the keys of the application and of the browser alone', () => {
    const taken = ['Mod+K', 'Mod+E', 'Mod+S', '?', 'Alt+ArrowUp', 'Alt+ArrowDown', 'Mod+T', 'Mod+W', 'Mod+N', 'Mod+Shift+N', 'Mod+Shift+T', 'Mod+Shift+I', 'Mod+L', 'Mod+R', 'Mod+P', 'Mod+F', 'F5']
    expect(EDITOR_KEYS.map(({ keys }) => keys as string).filter((keys) => taken.includes(keys))).toEqual([])
  })
})
