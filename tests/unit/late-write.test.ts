import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { onLateWrite, writeAfterFrame, writeNow } from '../../renderer/store/late-write.ts'
import { undoHistory } from '../../renderer/store/undo-history.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import { framesByHand, type Frames } from '../fixtures/frames.ts'

let frames: Frames
let document: Y.Doc
/** Origins of the transactions, in their order. */
let origins: unknown[]

beforeEach(() => {
  frames = framesByHand()
  document = new Y.Doc()
  document.getText('text').insert(0, 'b')
  origins = []
  document.on('afterTransaction', ({ origin }: Y.Transaction) => origins.push(origin))
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const text = () => document.getText('text').toString()
const late = (letter = 'a', of = document) => writeAfterFrame(of, () => of.transact(() => of.getText('text').insert(0, letter), LOCAL_CHANGE))

describe('what is written after its frame', () => {
  it('is not in the document before, and is then', async () => {
    late()
    expect(text()).toBe('b')
    await frames.next()
    expect(text()).toBe('ab')
    await frames.next()
    expect(text()).toBe('ab')
  })

  it('is written all the same where no frame comes', () => {
    vi.useFakeTimers()
    late()
    vi.advanceTimersByTime(99)
    expect(text()).toBe('b')
    vi.advanceTimersByTime(1)
    expect(text()).toBe('ab')
  })

  it('is written at once where there are no frames', () => {
    vi.unstubAllGlobals()
    late()
    expect(text()).toBe('ab')
  })

  it('is told at once, of its own document', () => {
    const told: string[] = []
    const other = new Y.Doc()
    onLateWrite(document, () => told.push('this'))
    onLateWrite(other, () => told.push('other'))
    late()
    expect(told).toEqual(['this'])
    late('x', other)
    expect(told).toEqual(['this', 'other'])
  })

  it('comes in its order', async () => {
    late('a')
    late('c')
    expect(text()).toBe('ab')
    await frames.next()
    expect(text()).toBe('cab')
  })

  it('is there when somebody asks for it', () => {
    late()
    writeNow(document)
    expect(text()).toBe('ab')
  })
})

describe('before what waits comes in', () => {
  it('nobody else changes the document: a command comes after it, as a change of its own', () => {
    late()
    document.transact(() => document.getText('text').insert(0, 'x'), 'command')
    expect(text()).toBe('xab')
    expect(origins).toEqual([LOCAL_CHANGE, 'command'])
  })

  it('nor what another writer sends', () => {
    const theirs = new Y.Doc()
    Y.applyUpdate(theirs, Y.encodeStateAsUpdate(document))
    theirs.getText('text').insert(1, 'z')
    late()
    Y.applyUpdate(document, Y.encodeStateAsUpdate(theirs), 'remote')
    expect(text()).toBe('abz')
    expect(origins).toEqual([LOCAL_CHANGE, 'remote'])
  })

  it('nor a single change without a transaction around it', () => {
    late()
    document.getMap('facts').set('title', 'Séance')
    expect(origins).toEqual([LOCAL_CHANGE, null])
  })

  it('nothing is undone, or done again: it is what is undone', () => {
    const history = undoHistory(document)
    late()
    history.undo()
    expect(text()).toBe('b')
    expect(history.undoStack).toHaveLength(0)
    expect(history.redoStack).toHaveLength(1)
    late('c')
    history.redo()
    expect(text()).toBe('cb')
  })

  it('no step of the history ends: it belongs to the one that is ended', () => {
    const history = undoHistory(document)
    late('a')
    history.stopCapturing()
    late('c')
    writeNow(document)
    expect(history.undoStack).toHaveLength(2)
    history.undo()
    expect(text()).toBe('ab')
  })

  it('nothing that a person begins in the window is answered', async () => {
    const heard: { readonly type: string; readonly listener: () => void; readonly isFirst: boolean }[] = []
    // A window in so far as it asks those first who want to be, and whoever answers, inside of it, next.
    const happens = (event: string, answer?: () => void) => {
      for (const { type, listener, isFirst } of heard) if (type === event && isFirst) listener()
      answer?.()
    }
    vi.resetModules()
    vi.stubGlobal('addEventListener', (type: string, listener: () => void, { capture = false } = {}) => heard.push({ type, listener, isFirst: capture }))
    const fresh = await import('../../renderer/store/late-write.ts')
    for (const beginning of ['keydown', 'keypress', 'pointerdown', 'click', 'paste', 'cut', 'drop', 'focusout', 'blur', 'visibilitychange', 'pagehide', 'beforeunload']) {
      const written = vi.fn<() => void>()
      fresh.writeAfterFrame(document, written)
      happens('pointermove')
      expect(written).not.toHaveBeenCalled()
      happens(beginning, () => expect(written, beginning).toHaveBeenCalledOnce())
    }
  })
})
