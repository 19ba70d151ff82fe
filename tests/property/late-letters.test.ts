import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { backspace, setKind, splitEntry, toggleBold } from '../../renderer/editor/commands.ts'
import { writeNow } from '../../renderer/store/late-write.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import { framesByHand, type Frames } from '../fixtures/frames.ts'
import { exchange, HeadlessEditor } from '../unit/editor-headless.ts'

const STEPS = ['letter', 'letter', 'letter', 'frame', 'exchange', 'caret', 'split', 'join', 'decision', 'bold', 'undo', 'redo', 'pause', 'fact', 'draw'] as const
const step = fc.record({ own: fc.boolean(), what: fc.constantFrom(...STEPS), at: fc.nat(40) })
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** Two who write in one body. Whether their letters wait for frames is the window's. */
class TwoWriters {
  readonly editors: readonly [HeadlessEditor, HeadlessEditor]
  #next = 0x4e00

  constructor() {
    const documents = [1, 2].map((clientID) => Object.assign(new Y.Doc(), { clientID }))
    const own = new HeadlessEditor(documents[0]!)
    own.at(0, 0).type('Premier')
    own.run(splitEntry)
    own.type('Second')
    for (const [index, entry] of own.entries().entries()) expect(entry.id, String(index)).not.toBe('')
    exchange(own.meeting, documents[1]!)
    this.editors = [own, new HeadlessEditor(documents[1]!)]
  }

  async take({ own, what, at }: Step, frame: () => Promise<void>): Promise<void> {
    const editor = this.editors[own ? 0 : 1]
    switch (what) {
      case 'letter':
        // One that is lost is seen, and one beside its like as well.
        return void editor.letters(at % 3 === 0 ? 'l' : String.fromCharCode((this.#next += 1)))
      case 'frame':
        return frame()
      case 'exchange':
        return this.#exchange(own)
      case 'caret':
        return void editor.at(at % editor.state.doc.childCount, at % 9)
      case 'split':
        return void editor.run(splitEntry)
      case 'join':
        return void editor.run(backspace)
      case 'decision':
        return void editor.run(setKind('decision'))
      case 'bold':
        return void editor.run(toggleBold)
      case 'undo':
      case 'redo':
        return void editor.history[what]()
      case 'pause':
        return editor.history.stopCapturing()
      case 'fact':
        return editor.meeting.transact(() => void editor.meeting.getMap('facts').set(`fact${at}`, this.#next), LOCAL_CHANGE)
      case 'draw':
        // Nobody's event: the caret of another writer is drawn.
        return editor.dispatch(editor.state.tr)
    }
  }

  /** Saved first and sent then; what arrives finds the other's letters as they are. */
  #exchange(isOwnFirst: boolean): void {
    const [from, to] = isOwnFirst ? this.editors : this.editors.toReversed()
    for (const [sender, receiver] of [[from!, to!], [to!, from!]] as const) {
      writeNow(sender.meeting)
      Y.applyUpdate(receiver.meeting, Y.encodeStateAsUpdate(sender.meeting, Y.encodeStateVector(receiver.meeting)), 'remote')
    }
  }

  /** What each has on the screen, in the document, where the caret is, and what can still be undone. */
  seen(): unknown {
    return this.editors.map((editor) => ({
      screen: editor.state.doc.content.content.map((entry) => entry.textContent),
      document: editor.entries().map(({ kind, runs }) => ({ kind, runs })),
      caret: editor.caret(),
      steps: editor.history.undoStack.length,
    }))
  }
}

async function after(steps: readonly Step[], frames: Frames | undefined): Promise<TwoWriters> {
  vi.spyOn(crypto, 'randomUUID').mockImplementation(identifiersInOrder())
  const writers = new TwoWriters()
  for (const one of steps) await writers.take(one, async () => frames?.next())
  await frames?.next()
  return writers
}

function identifiersInOrder(): () => ReturnType<typeof crypto.randomUUID> {
  let count = 0
  return () => `00000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}`
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('letters that wait for their frame', () => {
  test('end where they would have ended at once, whatever comes in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        vi.unstubAllGlobals()
        const atOnce = await after(steps, undefined)
        const late = await after(steps, framesByHand())
        expect(late.seen()).toEqual(atOnce.seen())
        for (const writers of [atOnce, late]) {
          for (const editor of writers.editors) expect(editor.state.doc.content.content.map((entry) => entry.textContent)).toEqual(editor.texts().length === 0 ? [''] : editor.texts())
        }
      }),
      { numRuns: Number(process.env.RUNS ?? 150) },
    )
  })
})
