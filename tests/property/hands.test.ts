import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { backspace, setKind, splitEntry, toggleBold } from '../../renderer/editor/commands.ts'
import { entryAttributes } from '../../renderer/editor/schema.ts'
import { caretAt, CARET_POSITION, placeOfCaret, type BodyCaret } from '../../shared/model/body-caret.ts'
import { bodyFragment, entryText } from '../../shared/model/body.ts'
import type { EntryId } from '../../shared/model/identifiers.ts'
import { exchange, HeadlessEditor, ITEM } from '../unit/editor-headless.ts'

const step = fc.record({
  do: fc.constantFrom('type', 'split', 'join', 'bold', 'decision', 'undo', 'exchange', 'remember'),
  who: fc.nat({ max: 1 }),
  entry: fc.nat({ max: 9 }),
  offset: fc.nat({ max: 40 }),
})

function twoEditors(): readonly HeadlessEditor[] {
  const first = new HeadlessEditor(new Y.Doc())
  first.at(0, 0).type('Premier')
  first.run(splitEntry)
  first.type('Second')
  const second = new Y.Doc()
  exchange(first.meeting, second)
  return [first, new HeadlessEditor(second)]
}

const bodyOf = ({ meeting }: HeadlessEditor) => bodyFragment(meeting, ITEM, 'fr')

/** Where the caret of a state stands, as the editor tells it. */
function ownCaret(editor: HeadlessEditor): BodyCaret | undefined {
  const { $head } = editor.state.selection
  return caretAt(bodyOf(editor), $head.index(0), { entry: entryAttributes($head.node(1)).id as EntryId, offset: $head.parentOffset })
}

/** Nowhere, or behind so many characters of an entry that stands there. */
function expectSensible(editor: HeadlessEditor, caret: BodyCaret): void {
  const place = placeOfCaret(bodyOf(editor), caret)
  if (!place) return
  const entry = editor.entries().find(({ id }) => id === place.entry)
  expect(entry).toBeDefined()
  expect(place.offset).toBeGreaterThanOrEqual(0)
  expect(place.offset).toBeLessThanOrEqual(entryText(entry!).length)
}

describe('carets of several', () => {
  test('stand where they were put, and then in the text or nowhere, whatever both do at once; in one place for both in the end', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        const editors = twoEditors()
        const carets: BodyCaret[] = []
        for (const { do: what, who, entry, offset } of steps) {
          const editor = editors[who]!
          const index = entry % editor.state.doc.childCount
          editor.at(index, what === 'join' ? 0 : offset % (editor.state.doc.child(index).content.size + 1))
          if (what === 'type') editor.type('mot')
          else if (what === 'split') editor.run(splitEntry)
          else if (what === 'join') editor.run(backspace)
          else if (what === 'bold') editor.run(toggleBold)
          else if (what === 'decision') editor.run(setKind('decision'))
          else if (what === 'undo') editor.history.undo()
          else if (what === 'exchange') exchange(...editors.map(({ meeting }) => meeting))
          else {
            const caret = ownCaret(editor)
            const { $head } = editor.state.selection
            if (!caret) continue
            expect(caret.at).toMatch(CARET_POSITION)
            expect(placeOfCaret(bodyOf(editor), caret)).toEqual({ entry: caret.entry, offset: $head.parentOffset })
            carets.push(caret)
          }
          for (const caret of carets) for (const each of editors) expectSensible(each, caret)
        }
        exchange(...editors.map(({ meeting }) => meeting))
        for (const caret of carets) {
          expectSensible(editors[0]!, caret)
          // Who takes something back knows what came again for what; the other sees new text.
          if (!steps.some(({ do: what }) => what === 'undo')) expect(placeOfCaret(bodyOf(editors[0]!), caret)).toEqual(placeOfCaret(bodyOf(editors[1]!), caret))
        }
      }),
      { numRuns: 150 },
    )
  })

  test('made up by another program are in the text or nowhere, throw nothing and change nothing', () => {
    const [editor] = twoEditors() as [HeadlessEditor]
    const before = Y.encodeStateAsUpdate(editor.meeting)
    const roots = [...editor.meeting.share.keys()]
    const clients = fc.constantFrom(editor.meeting.clientID, 1, 2 ** 32 - 1)
    const id = fc.record({ client: clients, clock: fc.nat({ max: 60 }) })
    const position = fc.record({ type: fc.option(id), tname: fc.option(fc.string()), item: fc.option(id), assoc: fc.integer({ min: -3, max: 3 }) })
    const made = position.filter(({ type, tname, item }) => (type ?? tname ?? item) !== null).map(({ type, tname, item, assoc }) => Buffer.from(Y.encodeRelativePosition(new Y.RelativePosition(type as Y.ID | null, tname, item as Y.ID | null, assoc))).toString('hex'))
    const at = fc.oneof(made, fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('hex')), fc.string())
    fc.assert(
      fc.property(at, fc.constantFrom('nobody', ...editor.entries().map((entry) => entry.id)), (text, entry) => {
        expectSensible(editor, { entry: entry as EntryId, at: text })
      }),
      { numRuns: 2_000 },
    )
    expect(Y.encodeStateAsUpdate(editor.meeting)).toEqual(before)
    expect([...editor.meeting.share.keys()]).toEqual(roots)
  })
})
