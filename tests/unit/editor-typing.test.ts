import { Slice } from 'prosemirror-model'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { sliceOfText, textOfSlice, withoutShared } from '../../renderer/editor/clipboard.ts'
import { parseTypedDate, shiftedDate, shownDate } from '../../renderer/editor/due-date.ts'
import { EDITOR_KEYS, EDITOR_TYPING } from '../../renderer/editor/editor-keys.ts'
import { abbreviated, marginNames } from '../../renderer/editor/names.ts'
import { newEntryNode, bodySchema } from '../../renderer/editor/schema.ts'
import { endSpeakers, speakerChoices, speakerQuery, takeSpeaker } from '../../renderer/editor/speaker-query.ts'
import { appendEntry, bodyFragment } from '../../shared/model/body.ts'
import type { ActionId, EntryId, PersonId } from '../../shared/model/identifiers.ts'
import { editAction, readActionRecords } from '../../shared/model/meeting.ts'
import { parseCalendarDate } from '../../shared/model/wall-time.ts'
import type { Person } from '../../shared/model/workspace.ts'
import french from '../../resources/locales/fr/editor.json' with { type: 'json' }
import { HeadlessEditor, ITEM } from './editor-headless.ts'

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
    expect(shownDate(parseCalendarDate('2026-04-23')!, 'fr', 'long')).toBe('jeudi 23 avril 2026')
    expect(shownDate(parseCalendarDate('2026-04-23')!, 'en', 'short')).toBe('23 Apr 2026')
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
  })

  it('of an action makes another action with the same facts; cut, it stays itself', () => {
    const meeting = new Y.Doc()
    appendEntry(bodyFragment(meeting, ITEM, 'fr'), { id: 'e' as EntryId, kind: 'action', list: 'none', level: 0, speakers: [], action: 'a' as ActionId, runs: [{ text: 'Envoyer' }] })
    editAction(meeting, 'a' as ActionId, { owners: ['p1' as PersonId], due: parseCalendarDate('2026-04-23'), state: 'open' })
    const editor = new HeadlessEditor(meeting)
    const copied = new Slice(editor.state.doc.content, 0, 0)
    const pasted = withoutShared(copied, meeting, editor.copyAction).content.firstChild!
    expect(pasted.attrs).toMatchObject({ id: '', kind: 'action' })
    expect(pasted.attrs.action).not.toBe('a')
    expect(readActionRecords(meeting).get(pasted.attrs.action as ActionId)).toMatchObject({ owners: ['p1'], due: '2026-04-23', state: 'open' })
    bodyFragment(meeting, ITEM, 'fr').delete(0, 1)
    expect(withoutShared(copied, meeting, editor.copyAction).content.firstChild!.attrs).toMatchObject({ id: 'e', action: 'a' })
  })
})

describe('the list of keys', () => {
  it('has a text for each and no key twice', () => {
    const textAt = (label: string) => label.replace('editor:', '').split('.').reduce<unknown>((texts, key) => (texts as Record<string, unknown>)?.[key], french)
    for (const { label } of [...EDITOR_KEYS, ...EDITOR_TYPING]) expect([label, typeof textAt(label)]).toEqual([label, 'string'])
    expect(new Set(EDITOR_KEYS.map(({ keys }) => keys)).size).toBe(EDITOR_KEYS.length)
  })

  it('leaves the keys of the application and of the browser alone', () => {
    const taken = ['Mod+K', 'Mod+E', 'Mod+S', '?', 'Alt+ArrowUp', 'Alt+ArrowDown', 'Mod+T', 'Mod+W', 'Mod+N', 'Mod+Shift+N', 'Mod+Shift+T', 'Mod+Shift+I', 'Mod+L', 'Mod+R', 'Mod+P', 'Mod+F', 'F5']
    expect(EDITOR_KEYS.map(({ keys }) => keys as string).filter((keys) => taken.includes(keys))).toEqual([])
  })
})
