import type { Plugin } from 'prosemirror-state'
import { typedLetters } from './typed-letters.ts'
import { caretInStep } from './caret-in-step.ts'
import { othersCarets } from './others-carets.ts'
import type { EditorPlace, EditorSurroundings } from './surroundings.ts'
import { typography } from './typography.ts'

/** What a further plugin of the editor is made with. */
export interface PluginWorld {
  readonly place: EditorPlace
  /** What the application gives now: to be asked each time. */
  readonly around: () => EditorSurroundings
}

/**
 * What hangs into a body beyond text, entries and the grammar: one line here, and a module of its own. They are asked
 * after the list of speakers and the grammar, and before the clipboard and the keymap.
 */
export function furtherPlugins({ place, around }: PluginWorld): readonly Plugin[] {
  return [
    typedLetters(),
    caretInStep(),
    typography({ language: place.language, history: place.undoManager, isOn: () => around().typography && !around().readOnly }),
    othersCarets(place),
  ].filter((plugin) => plugin !== undefined)
}
