import { Plugin, PluginKey, type EditorState, type Transaction } from 'prosemirror-state'
import type { UndoManager } from 'yjs'
import { LONGEST_LOOK_BACK, TYPOGRAPHIC_SIGN, typedTypography, type Correction } from '../../shared/i18n/typed-typography.ts'
import type { Language } from '../../shared/model/bilingual.ts'
import { asOneStep, joinToPrevious, lastStep, onSteps, type HistoryStep } from './history-steps.ts'
import { entryAttributes, markType } from './schema.ts'
import { TypedStretch } from './typed-stretch.ts'

export interface TypographyWorld {
  readonly language: Language
  readonly history: UndoManager
  readonly isOn: () => boolean
}

/** As much of a view as typography needs. */
interface TypographyView {
  readonly state: EditorState
  readonly composing?: boolean
  readonly editable?: boolean
  readonly dispatch: (tr: Transaction) => void
}

/** A correction that was made: what was typed, so that it is not made again once it was turned back. */
interface Made {
  readonly step: HistoryStep
  /** The step of what it corrected, as far as that was just typed. */
  readonly of: HistoryStep | undefined
  readonly typed: string
  readonly isQuiet: boolean
  /** Milliseconds since 1970. */
  readonly at: number
  /** The document as it was left: Backspace turns that back. */
  readonly doc: EditorState['doc']
}

/** More texts that were turned back are not remembered. */
const MOST_TURNED_BACK = 200
/** Characters before the caret by which a text that was turned back is known again. */
const KNOWN_BY = 40

/** Marks a change that is a correction. */
const CORRECTION = new PluginKey<undefined>('typography')

/** What was turned back stays as it was typed, in whichever item one comes back to it. */
const turnedBack = new WeakMap<UndoManager, Set<string>>()

/**
 * Applies typography (`shared/i18n/typed-typography.ts`) to what is typed. The typed sign goes into the text first; then
 * the correction is one step of the history, so that one undo, or Backspace right after, gives back what was typed. One
 * that hardly shows (spaces, apostrophes) joins the typing it corrected as soon as one types on: a step of undo that
 * shows nothing is none. Composed, pasted and others' text is left alone, and so are links. Enter is no sign in the text:
 * there only what was typed just before is corrected, and joined to the step of that and of nothing else.
 */
export function typography({ language, history, isOn }: TypographyWorld): Plugin {
  let made: Made | undefined
  const textOfSteps = new WeakMap<HistoryStep, string>()
  const stretch = new TypedStretch()

  const correctionOf = (state: EditorState, typed: string, position: number): { readonly correction: Correction; readonly known: string } | undefined => {
    const $caret = state.doc.resolve(position)
    if ($caret.depth !== 1 || markType('link').isInSet($caret.marks())) return undefined
    const { parent, parentOffset } = $caret
    const start = Math.max(0, parentOffset - LONGEST_LOOK_BACK)
    const before = parent.textBetween(start, parentOffset, undefined, '\n')
    if (start > 0 && parent.textBetween(0, 2) === 's/') return undefined
    const correction = typedTypography(before, typed, language)
    if (!correction || state.doc.rangeHasMark($caret.start() + start + correction.from, position, markType('link'))) return undefined
    const known = `${entryAttributes(parent).id} ${parentOffset} ${(before + typed).slice(-KNOWN_BY)}`
    return turnedBack.get(history)?.has(known) ? undefined : { correction: { ...correction, from: start + correction.from, to: start + correction.to }, known }
  }

  const correct = (view: TypographyView, entryStart: number, { from, to, text, isQuiet }: Correction, known: string) => {
    const of = stretch.step
    asOneStep(history, () => {
      const tr = view.state.tr.setMeta(CORRECTION, true)
      const [start, end] = [entryStart + from, entryStart + to]
      view.dispatch((text === '' ? tr.delete(start, end) : tr.insertText(text, start, end)).scrollIntoView())
    })
    const step = lastStep(history)
    if (!step) return
    textOfSteps.set(step, known)
    made = { step, of, typed: known, isQuiet, at: Date.now(), doc: view.state.doc }
  }

  const onText = (view: TypographyView, from: number, typed: string, insert: () => Transaction): boolean => {
    if (made) settle()
    if (!view.composing) stretch.expect(from, typed)
    if (!TYPOGRAPHIC_SIGN.test(typed) || view.composing || !isOn()) return false
    const found = correctionOf(view.state, typed, from)
    if (!found) return false
    const entryStart = view.state.doc.resolve(from).start()
    view.dispatch(insert())
    correct(view, entryStart, found.correction, found.known)
    return true
  }

  /** One types on: what hardly shows becomes part of what was typed. */
  const settle = () => {
    if (made?.isQuiet) joinToPrevious(history, made.step, made.of, made.at)
    made = undefined
  }

  const onKey = (view: TypographyView, event: KeyboardEvent): boolean => {
    if (event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || view.editable === false) return false
    // Before whoever answers to Enter: the line has ended, whatever becomes of it.
    if (event.key === 'Enter' && isOn() && !view.composing && view.state.selection.empty) {
      settle()
      const { head, $head } = view.state.selection
      const found = $head.parentOffset === $head.parent.content.size ? correctionOf(view.state, '\n', head) : undefined
      if (found && stretch.holds($head.start() + found.correction.from, head)) correct(view, $head.start(), found.correction, found.known)
      settle()
    }
    return false
  }

  return new Plugin({
    key: CORRECTION,
    state: {
      init: () => undefined,
      apply: (tr) => stretch.follow(tr, tr.getMeta(CORRECTION) === true),
    },
    props: {
      handleTextInput: (view, from, _to, text, insert) => onText(view, from, text, insert),
      handleDOMEvents: { keydown: onKey },
      handleKeyDown: (view, event) => {
        if (event.key !== 'Backspace' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false
        if (!made || made.doc !== view.state.doc || lastStep(history) !== made.step || !view.state.selection.empty) return false
        history.undo()
        return true
      },
    },
    view: () => {
      const popped = ({ stackItem, type }: { stackItem: HistoryStep; type: 'undo' | 'redo' }) => {
        const typed = type === 'undo' ? textOfSteps.get(stackItem) : undefined
        made = undefined
        if (typed !== undefined) remember(history, typed)
      }
      const written = () => stretch.remember(history)
      return { destroy: onSteps(history, { 'stack-item-popped': popped, 'stack-item-added': written, 'stack-item-updated': written }) }
    },
  })
}

function remember(history: UndoManager, typed: string): void {
  const texts = turnedBack.get(history) ?? new Set()
  turnedBack.set(history, texts)
  texts.add(typed)
  if (texts.size > MOST_TURNED_BACK) texts.delete(texts.values().next().value!)
}
