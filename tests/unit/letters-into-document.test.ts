import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { toggleBold } from '../../renderer/editor/commands.ts'
import { onLateWrite, writeNow } from '../../renderer/store/late-write.ts'
import { appendEntry, bodyFragment, type Entry } from '../../shared/model/body.ts'
import type { EntryId } from '../../shared/model/identifiers.ts'
import { framesByHand } from '../fixtures/frames.ts'
import { exchange, HeadlessEditor, ITEM } from './editor-headless.ts'

function meetingWith(...texts: readonly string[]): Y.Doc {
  const meeting = new Y.Doc()
  for (const [index, text] of texts.entries()) {
    appendEntry(bodyFragment(meeting, ITEM, 'fr'), { id: `e${index}` as EntryId, kind: 'note', list: 'none', level: 0, speakers: [], runs: [{ text }] } satisfies Entry)
  }
  return meeting
}

afterEach(() => vi.unstubAllGlobals())

describe('letters on their way into the shared document', () => {
  it('go where they were typed, in the middle of a text and at its ends, one by one', () => {
    const editor = new HeadlessEditor(meetingWith('la bouée', 'le feu'))
    for (const letter of 'Oui, ') editor.at(0, 'Oui, '.indexOf(letter)).type(letter)
    editor.at(1, 2)
    for (const letter of ' vieux') editor.type(letter)
    editor.at(1).type('x').type('x')
    expect(editor.texts()).toEqual(['Oui, la bouée', 'le vieux feuxx'])
  })

  it('touch their text and nothing else of the body', () => {
    const editor = new HeadlessEditor(meetingWith('la bouée', 'le feu'))
    editor.at(1)
    const touched: string[] = []
    const updates: Uint8Array[] = []
    editor.meeting.on('afterTransaction', ({ changed }) => touched.push(...[...changed.keys()].map((type) => type.constructor.name)))
    editor.meeting.on('update', (update: Uint8Array) => updates.push(update))
    editor.type('x')
    expect(touched).toEqual([expect.stringMatching(/XmlText$/i)])
    expect(updates).toHaveLength(1)
    expect(updates[0]!.length).toBeLessThan(40)
  })

  it('are not bold because a bold word stood there before and was deleted', () => {
    const editor = new HeadlessEditor(meetingWith('avant '))
    editor.at(0)
    editor.run(toggleBold)
    editor.type('gras')
    editor.dispatch(editor.state.tr.delete(7, 11))
    editor.type('a').type('b').type('c')
    expect(editor.entries().map(({ runs }) => runs)).toEqual([[{ text: 'avant abc' }]])
  })

  it('are bold in a text that is bold throughout', () => {
    const editor = new HeadlessEditor(new Y.Doc())
    editor.run(toggleBold)
    editor.type('gras').type('s').at(0, 2).type('r')
    expect(editor.entries().map(({ runs }) => runs)).toEqual([[{ text: 'grrass', bold: true }]])
  })

  it('leave what their entry has become, typed in one step with it', () => {
    const editor = new HeadlessEditor(meetingWith('la bouée'))
    editor.at(0, 0)
    editor.dispatch(editor.state.tr.setNodeAttribute(0, 'list', 'bullet').insertText('x', 1))
    expect(editor.entries()).toMatchObject([{ list: 'bullet', runs: [{ text: 'xla bouée' }] }])
  })

  it('of two writers in one place both stand, and each history takes back its own', () => {
    const mine = new HeadlessEditor(meetingWith('la bouée'))
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(mine.meeting))
    const theirs = new HeadlessEditor(copy)
    mine.at(0, 3).type('g').type('r')
    theirs.at(0, 3).type('p')
    exchange(mine.meeting, theirs.meeting)
    expect(mine.texts()).toEqual(theirs.texts())
    expect(['la grpbouée', 'la pgrbouée']).toContain(mine.texts()[0])
    mine.at(0).type('!')
    mine.history.undo()
    exchange(mine.meeting, theirs.meeting)
    expect(theirs.texts()).toEqual(['la pbouée'])
  })

  it('make nothing wait because the text is drawn again', () => {
    framesByHand()
    const editor = new HeadlessEditor(meetingWith('la bouée'))
    const told = vi.fn<() => void>()
    onLateWrite(editor.meeting, told)
    editor.at(0).letters('s')
    expect(told).toHaveBeenCalledOnce()
    writeNow(editor.meeting)
    editor.drawAgain()
    expect(told).toHaveBeenCalledOnce()
  })

  it('come in when their editor goes, or anything else is written in it', () => {
    framesByHand()
    const editor = new HeadlessEditor(meetingWith('la bouée'))
    editor.at(0).letters('s')
    expect(editor.texts()).toEqual(['la bouée'])
    editor.run(toggleBold)
    editor.type(' !')
    expect(editor.texts()).toEqual(['la bouées !'])
    editor.letters('x')
    editor.destroy()
    expect(editor.texts()).toEqual(['la bouées !x'])
  })
})
