import type { PluginView } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'

interface Expected {
  readonly view: EditorView
  readonly text: Text
  /** What the text is to hold, and where the caret is to stand in it. */
  readonly data: string
  readonly caret: number
  readonly write: () => void
}

/**
 * A sign that the browser is about to write where the caret is. Once it stands there, and nothing else has changed, the
 * document gets it at once; ProseMirror would read the line out of the screen to learn the same.
 */
export class SignOnScreen {
  #expected: Expected | undefined

  /** The next thing that the browser writes should be this sign. */
  expect(view: EditorView, sign: string, write: () => void): void {
    const { anchorNode: text, anchorOffset: at } = view.dom.ownerDocument.getSelection()!
    this.#expected = text instanceof Text && at > 0 ? { view, text, data: text.data.slice(0, at) + sign + text.data.slice(at), caret: at + 1, write } : undefined
  }

  /**
   * Comes before ProseMirror's own observer of the tree, which is asked as soon as the first listener has returned. Were
   * there one before this, each sign would be read out of the screen: slower, and as right.
   */
  listen(view: EditorView): PluginView {
    const onInput = (event: Event) => this.#take(event)
    const window = view.dom.ownerDocument.defaultView!
    window.addEventListener('input', onInput, { capture: true })
    return { destroy: () => window.removeEventListener('input', onInput, { capture: true }) }
  }

  #take({ target }: Event): void {
    const expected = this.#expected
    this.#expected = undefined
    if (!expected || expected.view.dom !== target || expected.view.isDestroyed || !isWritten(expected)) return
    const changes = changesOf(expected.view)
    const records = changes.pendingRecords()
    // More than the sign: ProseMirror is to read it.
    if (records.length !== 1 || records[0]!.type !== 'characterData' || records[0]!.target !== expected.text) return changes.flush()
    changes.queue.length = 0
    expected.write()
  }
}

function isWritten({ view, text, data, caret }: Expected): boolean {
  const selection = view.dom.ownerDocument.getSelection()
  return text.data === data && selection?.isCollapsed === true && selection.anchorNode === text && selection.anchorOffset === caret
}

/** Where ProseMirror collects what has changed on the screen (prosemirror-view 1.42.9 has no other way to ask for it). */
function changesOf(view: EditorView): { readonly pendingRecords: () => readonly MutationRecord[]; readonly queue: MutationRecord[]; readonly flush: () => void } {
  return (view as unknown as { readonly domObserver: ReturnType<typeof changesOf> }).domObserver
}
