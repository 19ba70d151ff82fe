import { Plugin, PluginKey, type EditorState, type PluginView, type Transaction } from 'prosemirror-state'
import type * as Y from 'yjs'
import { writeAfterFrame, writeNow } from '../store/late-write.ts'

const ONE_LETTER = new PluginKey<boolean>('one-letter')

/** What one key writes at the caret: it may come into the shared document right after the frame that shows it. */
export function oneLetter(state: EditorState, letter: string): Transaction {
  return state.tr.insertText(letter).scrollIntoView().setMeta(ONE_LETTER, true)
}

/** Knows which states came out of the one before by a letter and by nothing else. */
export function letterMark(): Plugin<boolean> {
  return new Plugin({ key: ONE_LETTER, state: { init: () => false, apply: (tr) => tr.getMeta(ONE_LETTER) === true } })
}

/** Lets a binding write a letter after its frame, and all else at once, behind what waits. */
export function lettersAfterFrame(meeting: Y.Doc, { update, destroy }: PluginView): PluginView {
  return {
    update: (view, before) => {
      if (view.state.doc !== before.doc && ONE_LETTER.getState(view.state)) return writeAfterFrame(meeting, () => update?.(view, before))
      writeNow(meeting)
      update?.(view, before)
      return undefined
    },
    destroy: () => {
      writeNow(meeting)
      destroy?.()
    },
  }
}
