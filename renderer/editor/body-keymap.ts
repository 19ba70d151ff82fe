import { baseKeymap } from 'prosemirror-commands'
import { keymap } from 'prosemirror-keymap'
import { Plugin, type Command } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import type { EntryKind } from '../../shared/model/body.ts'
import { matchesKeys, writesSign } from '../app/keys.ts'
import {
  backspace,
  changeLevel,
  deleteForward,
  insertLineBreak,
  splitEntry,
  toggleBold,
  toggleItalic,
  toggleList,
} from './commands.ts'
import { EDITOR_KEYS, type EditorKeyId } from './editor-keys.ts'

/** What keys do beyond changing the body. Each returns whether it did something. */
export interface KeyActions {
  readonly onEntryDone: () => void
  /** Before a command: what it does is undone by itself, not with the typing before it. */
  readonly onCommand: () => void
  readonly onKind: (kind: EntryKind) => boolean
  /** Turns back what typing has just been made into. */
  readonly onTurnBack: () => boolean
  readonly onLeave: (direction: 'previous' | 'next') => boolean
  readonly onUndo: () => boolean
  readonly onRedo: () => boolean
  readonly onPopover: (popover: 'link' | 'speakers' | 'facts') => boolean
  readonly onOpenLink: () => boolean
}

export type BodyCommands = Readonly<Record<EditorKeyId, Command>>

/** What each key of `EDITOR_KEYS` does. */
export function bodyCommands(actions: KeyActions): BodyCommands {
  return {
    newEntry: (state, dispatch) => {
      if (!splitEntry(state, dispatch)) return false
      actions.onEntryDone()
      return true
    },
    lineBreak: insertLineBreak,
    indent: changeLevel(1),
    outdent: changeLevel(-1),
    // Escape itself is left to the screen.
    leave: () => false,
    plainer: (state, dispatch, view) => actions.onTurnBack() || backspace(state, dispatch, view),
    bold: toggleBold,
    italic: toggleItalic,
    link: () => actions.onPopover('link'),
    openLink: () => actions.onOpenLink(),
    note: () => actions.onKind('note'),
    decision: () => actions.onKind('decision'),
    action: () => actions.onKind('action'),
    recommendation: () => actions.onKind('recommendation'),
    vote: () => actions.onKind('vote'),
    speakers: () => actions.onPopover('speakers'),
    actionFacts: () => actions.onPopover('facts'),
    ordered: toggleList('ordered'),
    bullet: toggleList('bullet'),
    previousItem: () => actions.onLeave('previous'),
    nextItem: () => actions.onLeave('next'),
    undo: (_state, _dispatch, view) => view?.editable === true && actions.onUndo(),
    redo: (_state, _dispatch, view) => view?.editable === true && actions.onRedo(),
    redoAgain: (_state, _dispatch, view) => view?.editable === true && actions.onRedo(),
  }
}

/** Does what the key does, in the text of `view`; returns whether it did something. */
export function runBodyCommand(view: EditorView, id: EditorKeyId, commands: BodyCommands, { onCommand }: Pick<KeyActions, 'onCommand'>): boolean {
  if (CHANGING.has(id)) onCommand()
  return (CHANGING.has(id) ? view.editable : true) && commands[id](view.state, view.dispatch, view)
}

/** Answers to `EDITOR_KEYS` and to nothing else of its own; the rest of ProseMirror's standard keys stands below it. */
export function bodyKeymap(commands: BodyCommands, actions: KeyActions): readonly Plugin[] {
  // Escape, then Tab: out of a list by keyboard alone.
  let leaving = false
  const own = new Plugin({
    props: {
      handleKeyDown: (view, event) => {
        // AltGr types a sign on French and many other keyboards ("#", "{"); it is never Ctrl+Alt.
        if (event.key.length === 1 && (writesSign(event) || event.getModifierState('AltGraph'))) {
          leaving = false
          return false
        }
        const key = EDITOR_KEYS.find(({ keys }) => matchesKeys(event, keys))
        const isLevel = key?.id === 'indent' || key?.id === 'outdent'
        const handled = key !== undefined && !(leaving && isLevel) && runBodyCommand(view, key.id, commands, actions)
        leaving = event.key === 'Escape' || (leaving && (event.key === 'Tab' || event.key === 'Shift'))
        // A command that has nothing to do must still not fall through to the browser's own meaning of the key.
        return handled || (key !== undefined && (event.ctrlKey || event.metaKey))
      },
      handleDOMEvents: {
        beforeinput: (_view, event) => {
          if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return false
          event.preventDefault()
          return event.inputType === 'historyUndo' ? actions.onUndo() : actions.onRedo()
        },
      },
    },
  })
  const { 'Mod-Enter': _exitCode, ...standard } = baseKeymap
  return [own, keymap({ ...standard, 'Mod-Backspace': backspace, 'Shift-Backspace': backspace, Delete: deleteForward, 'Mod-Delete': deleteForward })]
}

const NOT_CHANGING: readonly EditorKeyId[] = ['leave', 'openLink', 'previousItem', 'nextItem', 'undo', 'redo', 'redoAgain']
const CHANGING: ReadonlySet<EditorKeyId> = new Set(EDITOR_KEYS.map(({ id }) => id).filter((id) => !NOT_CHANGING.includes(id)))

