import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { backspace, changeLevel, insertLineBreak, plainerEntry, setKind, setLink, setSpeakers, splitEntry, toggleBold, toggleList, entryAtCaret } from '../../renderer/editor/commands.ts'
import { addMissingTranslations } from '../../renderer/editor/missing-translations.ts'
import { countTranslations, TranslationProgress } from '../../shared/minutes/translation.ts'
import { hasUnknownContent } from '../../renderer/editor/sync.ts'
import { appendEntry, bodyFragment, entryFingerprint, type Entry } from '../../shared/model/body.ts'
import type { ActionId, EntryId, PersonId } from '../../shared/model/identifiers.ts'
import { readActionRecords } from '../../shared/model/meeting.ts'
import { castBallot, editVote, newVote, readVoteRecords } from '../../shared/model/vote.ts'
import { alignBodies } from '../../shared/minutes/align.ts'
import { exchange, HeadlessEditor, ITEM } from './editor-headless.ts'

const RICH: Entry = {
  id: 'rich' as EntryId,
  kind: 'action',
  list: 'ordered',
  level: 2,
  speakers: ['p1', 'p2'] as PersonId[],
  action: 'act' as ActionId,
  translationOf: 'elsewhere' as EntryId,
  translatedFrom: 'abc',
  runs: [{ text: 'plain ' }, { text: 'bold', bold: true }, { text: ' both\nlines', bold: true, italic: true }, { text: ' a link', link: 'https://example.org/x' }],
}

function note(id: string, text: string, more: Partial<Entry> = {}): Entry {
  return { id: id as EntryId, kind: 'note', list: 'none', level: 0, speakers: [], runs: text === '' ? [] : [{ text }], ...more }
}

function meetingWith(...entries: readonly Entry[]): Y.Doc {
  const meeting = new Y.Doc()
  for (const entry of entries) appendEntry(bodyFragment(meeting, ITEM, 'fr'), entry)
  return meeting
}

function editorOf(...entries: readonly Entry[]): HeadlessEditor {
  return new HeadlessEditor(meetingWith(...entries))
}

describe('a body in the editor', () => {
  it('is opened without a change, whatever stands in it', () => {
    const meeting = meetingWith(RICH, note('n', 'texte'))
    const before = Y.encodeStateAsUpdate(meeting)
    const editor = new HeadlessEditor(meeting)
    editor.at(1, 2)
    expect(Y.encodeStateAsUpdate(meeting)).toEqual(before)
  })

  it('keeps every fact of an entry while somebody types in it', () => {
    const editor = editorOf(RICH)
    editor.at(0, 0).type('x')
    expect(editor.entries()).toEqual([{ ...RICH, runs: [{ text: 'xplain ' }, ...RICH.runs.slice(1, 2), { text: ' both', bold: true, italic: true }, { text: '\n' }, { text: 'lines', bold: true, italic: true }, RICH.runs[3]] }])
  })

  it('does not come into being by being looked at: two who open it empty write one entry each, not two', () => {
    const meeting = new Y.Doc()
    const editor = new HeadlessEditor(meeting)
    editor.at(0, 0)
    expect(editor.entries()).toEqual([])
    editor.type('Bonjour')
    expect(editor.entries()).toMatchObject([{ kind: 'note', runs: [{ text: 'Bonjour' }] }])
    expect(editor.entries()[0]!.id).toMatch(/^[\w-]{36}$/)
  })

  it('is not edited if a newer version wrote into it what this one does not know', () => {
    const meeting = meetingWith(note('n', 'texte'))
    expect(hasUnknownContent(bodyFragment(meeting, ITEM, 'fr'))).toBe(false)
    bodyFragment(meeting, ITEM, 'fr').push([new Y.XmlElement('vote')])
    expect(hasUnknownContent(bodyFragment(meeting, ITEM, 'fr'))).toBe(true)
  })

  it('writes one attribute, not the entry, when the kind changes', () => {
    const editor = editorOf(note('n', 'Une longue phrase que personne ne veut voir deux fois.'))
    let written = 0
    editor.meeting.on('update', (update: Uint8Array) => (written += update.length))
    editor.at(0).run(setKind('decision'))
    expect(editor.entries()[0]!.kind).toBe('decision')
    expect(written).toBeLessThan(60)
  })
})

describe('Enter', () => {
  it('goes on with the list, but as a plain note of nobody with an identifier of its own', () => {
    const editor = editorOf({ ...RICH })
    editor.at(0, 6).run(splitEntry)
    const [first, second] = editor.entries()
    expect(first).toMatchObject({ id: 'rich', kind: 'action', action: 'act', speakers: ['p1', 'p2'], translationOf: 'elsewhere', runs: [{ text: 'plain ' }] })
    expect(second).toMatchObject({ kind: 'note', list: 'ordered', level: 2, speakers: [] })
    expect(second!.id).not.toBe('rich')
    expect(second).not.toHaveProperty('action')
  })

  it('inside a translation leaves both halves with their original; at its end the new entry translates nothing', () => {
    const meeting = meetingWith(note('a', 'Un, puis deux'))
    appendEntry(bodyFragment(meeting, ITEM, 'en'), note('A', 'One, then two', { translationOf: 'a' as EntryId, translatedFrom: 'before' }))
    const english = new HeadlessEditor(meeting, 'en')
    english.at(0, 4).run(splitEntry)
    expect(english.entries()).toMatchObject([{ id: 'A', translationOf: 'a', translatedFrom: 'before' }, { translationOf: 'a', translatedFrom: 'before' }])
    const rows = alignBodies(new HeadlessEditor(meeting, 'fr').entries(), english.entries(), 'fr')
    expect(rows).toMatchObject([{ original: 'fr', state: 'stale', translation: { runs: [{ text: 'One,' }, { text: '\n' }, { text: ' then two' }] } }])
    english.at(1).run(splitEntry)
    expect(english.entries()[2]).not.toHaveProperty('translationOf')
  })

  it('at the start makes room above and leaves the entry what it was', () => {
    const editor = editorOf(note('n', 'texte', { kind: 'decision' }))
    editor.at(0, 0).run(splitEntry)
    expect(editor.entries()).toMatchObject([{ kind: 'note', runs: [] }, { id: 'n', kind: 'decision' }])
    expect(editor.caret()).toEqual({ before: '', after: 'texte' })
  })

  it('in an empty list entry goes out of the list, level by level', () => {
    const editor = editorOf(note('n', '', { list: 'bullet', level: 1 }))
    editor.at(0, 0).run(splitEntry)
    expect(editor.entries()).toMatchObject([{ list: 'bullet', level: 0 }])
    editor.run(splitEntry)
    expect(editor.entries()).toMatchObject([{ list: 'none' }])
    editor.run(splitEntry)
    expect(editor.entries()).toHaveLength(2)
  })

  it('with Shift stays in the entry', () => {
    const editor = editorOf(note('n', 'ab'))
    editor.at(0, 1).run(insertLineBreak)
    expect(editor.texts()).toEqual(['a\nb'])
  })
})

describe('Backspace at the start', () => {
  it('takes away the list, the kind, the speakers, and only then the border', () => {
    const editor = editorOf(note('a', 'Un'), note('b', ' deux', { kind: 'decision', list: 'bullet', level: 1, speakers: ['p1' as PersonId] }))
    editor.at(1, 0)
    const steps = Array.from({ length: 5 }, () => {
      editor.run(backspace)
      return editor.entries().map(({ list, level, kind, speakers }) => `${list}${level} ${kind} ${speakers.length}`).at(-1)
    })
    expect(steps).toEqual(['bullet0 decision 1', 'none0 decision 1', 'none0 note 1', 'none0 note 0', 'none0 note 0'])
    expect(editor.texts()).toEqual(['Un deux'])
    expect(editor.caret().before).toBe('Un')
  })

  it('lets an empty entry above go and keeps what the lower one is', () => {
    const editor = editorOf(note('a', ''), note('b', 'deux'))
    editor.at(1, 0).run(plainerEntry)
    expect(editor.entries()).toMatchObject([{ id: 'b', runs: [{ text: 'deux' }] }])
  })

  it('does nothing in the first entry', () => {
    const editor = editorOf(note('a', 'Un'))
    expect(editor.at(0, 0).run(plainerEntry)).toBe(false)
  })
})

describe('what an entry is', () => {
  it('becomes an action with a record, once', () => {
    const editor = editorOf(note('n', 'Envoyer'))
    editor.at(0).run(setKind('action'))
    const action = editor.entries()[0]!.action!
    expect(readActionRecords(editor.meeting).get(action)).toEqual({ id: action, owners: [], state: 'open' })
    editor.run(setKind('note'))
    editor.run(setKind('action'))
    expect(editor.entries()[0]!.action).toBe(action)
  })

  it('becomes a vote with a record, and a copy of it is another vote that says the same', () => {
    const editor = editorOf(note('n', 'Le budget'))
    editor.at(0).run(setKind('vote'))
    const vote = editor.entries()[0]!.vote!
    expect(readVoteRecords(editor.meeting).get(vote)).toEqual(newVote(vote))
    editVote(editor.meeting, vote, { method: 'by-name', rule: 'two-thirds' })
    castBallot(editor.meeting, vote, 'p1' as PersonId, 'against')
    editor.dispatch(editor.state.tr.insert(editor.state.doc.content.size, editor.state.doc.firstChild!))
    const copy = editor.entries()[1]!.vote!
    expect([copy === vote, editor.entries()[0]!.vote]).toEqual([false, vote])
    expect(readVoteRecords(editor.meeting).get(copy)).toEqual({ ...readVoteRecords(editor.meeting).get(vote)!, id: copy })
    // A vote that becomes a note, and a vote again, finds its record.
    editor.at(1).run(setKind('decision'))
    editor.run(setKind('vote'))
    expect(editor.entries()[1]!.vote).toBe(copy)
  })

  it('is a list in every selected entry, and none again the second time', () => {
    const editor = editorOf(note('a', 'un'), note('b', 'deux', { list: 'ordered' }))
    editor.select(1, 8).run(toggleList('bullet'))
    expect(editor.entries().map(({ list }) => list)).toEqual(['bullet', 'bullet'])
    editor.run(toggleList('bullet'))
    expect(editor.entries().map(({ list }) => list)).toEqual(['none', 'none'])
  })

  it('goes no deeper than the deepest level, and outside a list Tab is left to the browser', () => {
    const editor = editorOf(note('a', 'un', { list: 'bullet', level: 3 }), note('b', 'deux'))
    expect(editor.at(0).run(changeLevel(1))).toBe(true)
    expect(editor.entries()[0]!.level).toBe(3)
    expect(editor.at(1).run(changeLevel(1))).toBe(false)
  })

  it('has each speaker once', () => {
    const editor = editorOf(note('a', 'un'))
    editor.run(setSpeakers(entryAtCaret(editor.state)!, ['p1', 'p2', 'p1'] as PersonId[]))
    expect(editor.entries()[0]!.speakers).toEqual(['p1', 'p2'])
  })

  it('links to safe addresses only', () => {
    const editor = editorOf(note('a', 'voir ici'))
    editor.select(6, 9)
    expect(editor.run(setLink('javascript:alert(1)'))).toBe(false)
    expect(editor.run(setLink('https://example.org'))).toBe(true)
    expect(editor.entries()[0]!.runs).toEqual([{ text: 'voir ' }, { text: 'ici', link: 'https://example.org' }])
    editor.at(0, 6).run(setLink(''))
    expect(editor.entries()[0]!.runs).toEqual([{ text: 'voir ici' }])
  })

  it('is bold where it was made bold', () => {
    const editor = editorOf(note('a', 'très important'))
    editor.select(6, 15).run(toggleBold)
    expect(editor.entries()[0]!.runs).toEqual([{ text: 'très ' }, { text: 'important', bold: true }])
  })
})

describe('a translation', () => {
  it('gets its missing entries in their places, empty and linked', () => {
    const meeting = meetingWith(note('a', 'Un'), note('b', 'Deux', { kind: 'decision', speakers: ['p1' as PersonId] }), note('c', 'Trois'), note('d', ''))
    appendEntry(bodyFragment(meeting, ITEM, 'en'), note('A', 'One', { translationOf: 'a' as EntryId }))
    appendEntry(bodyFragment(meeting, ITEM, 'en'), note('C', 'Three', { translationOf: 'c' as EntryId }))
    const added = addMissingTranslations(meeting, ITEM, 'fr', 'en')
    const english = new HeadlessEditor(meeting, 'en').entries()
    expect(english.map(({ translationOf }) => translationOf)).toEqual(['a', 'b', 'c'])
    expect(added).toEqual([english[1]!.id])
    expect(english[1]).toMatchObject({ kind: 'decision', speakers: ['p1'], runs: [] })
    expect(addMissingTranslations(meeting, ITEM, 'fr', 'en')).toEqual([])
  })

  it('of what was first written in the other language stands where that stands', () => {
    const meeting = meetingWith(note('a', 'Un'), note('b', 'Deux'))
    for (const entry of [note('A', 'One', { translationOf: 'a' as EntryId }), note('x', 'Aside'), note('B', 'Two', { translationOf: 'b' as EntryId })]) appendEntry(bodyFragment(meeting, ITEM, 'en'), entry)
    const countIn = (language: 'fr' | 'en') => countTranslations(new TranslationProgress(meeting).body(ITEM).filter(({ original }) => original === language))
    expect(countIn('en')).toEqual({ texts: 1, missing: 1, stale: 0 })
    expect(addMissingTranslations(meeting, ITEM, 'en', 'fr')).toHaveLength(1)
    expect(new HeadlessEditor(meeting).entries()).toMatchObject([{ id: 'a' }, { translationOf: 'x' }, { id: 'b' }])
    expect(countIn('fr').texts).toBe(2)
  })

  it('remembers the original it was typed against, and is stale when that changes', () => {
    const meeting = meetingWith(note('a', 'Un'))
    addMissingTranslations(meeting, ITEM, 'fr', 'en')
    const french = new HeadlessEditor(meeting, 'fr')
    const english = new HeadlessEditor(meeting, 'en')
    const state = () => alignBodies(french.entries(), english.entries(), 'fr')[0]!.state
    expect(state()).toBe('missing')
    english.at(0).type('One')
    expect(english.entries()[0]!.translatedFrom).toBe(entryFingerprint(french.entries()[0]!))
    expect(state()).toBe('current')
    french.at(0).type(' et demi')
    expect(state()).toBe('stale')
    english.type(' and a half')
    expect(state()).toBe('current')
  })
})

describe('changes of others', () => {
  it('leave the caret at its text', () => {
    const mine = editorOf(note('a', 'Bonjour à tous'), note('b', 'Suite'))
    const theirMeeting = new Y.Doc()
    exchange(mine.meeting, theirMeeting)
    const theirs = new HeadlessEditor(theirMeeting)
    mine.at(0, 10)
    for (const change of [
      () => theirs.at(0, 0).type('Eh bien, '),
      () => theirs.at(1).type(' et fin'),
      () => theirs.at(0, 5).run(splitEntry),
      () => theirs.at(0, 0).run(setKind('decision')),
      () => theirs.at(1, 0).run(backspace),
    ]) {
      change()
      exchange(mine.meeting, theirMeeting)
      expect(mine.caret().before).toMatch(/Bonjour à $/)
      expect(mine.caret().after).toBe('tous')
    }
    expect(mine.texts()).toEqual(theirs.texts())
  })

  it('are not undone by me', () => {
    const mine = editorOf(note('a', 'Un'))
    const theirMeeting = new Y.Doc()
    exchange(mine.meeting, theirMeeting)
    const theirs = new HeadlessEditor(theirMeeting)
    mine.at(0).type(' deux')
    theirs.at(0, 0).type('Zéro ')
    exchange(mine.meeting, theirMeeting)
    mine.history.undo()
    expect(mine.texts()).toEqual(['Zéro Un'])
    mine.history.redo()
    expect(mine.texts()).toEqual(['Zéro Un deux'])
  })

  it('put the caret back where it was when mine are undone', () => {
    const mine = editorOf(note('a', 'Un'), note('b', 'Deux'))
    mine.at(0, 1).type('x')
    mine.at(1)
    mine.history.undo()
    expect(mine.caret()).toEqual({ before: 'U', after: 'n' })
  })
})
