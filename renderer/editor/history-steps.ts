import { mergeDeleteSets, type UndoManager } from 'yjs'

/** Does all that `run` changes in one step of the history, apart from what was done before and is done after. */
export function asOneStep(history: UndoManager, run: () => void): void {
  const usual = history.captureTimeout
  history.stopCapturing()
  history.captureTimeout = Number.POSITIVE_INFINITY
  try {
    run()
  } finally {
    history.captureTimeout = usual
    history.stopCapturing()
  }
}

export type HistoryStep = UndoManager['undoStack'][number]

export function lastStep(history: UndoManager): HistoryStep | undefined {
  return history.undoStack.at(-1)
}

/**
 * Makes `step`, if it is the last one and comes right after `before`, part of that: both are undone at once from now on, and
 * what is typed within the usual time after `at` (milliseconds since 1970) goes on in it. This is what Yjs does itself with changes that follow each other quickly.
 */
export function joinToPrevious(history: UndoManager, step: HistoryStep, before: HistoryStep | undefined, at: number): void {
  if (lastStep(history) !== step || !before || history.undoStack.at(-2) !== before) return
  before.deletions = mergeDeleteSets([before.deletions, step.deletions])
  before.insertions = mergeDeleteSets([before.insertions, step.insertions])
  history.undoStack.pop()
  history.lastChange = at
}

type StepEvent = 'stack-item-added' | 'stack-item-updated' | 'stack-item-popped'
type StepListener = Parameters<typeof UndoManager.prototype.on<StepEvent>>[1]

/** Tells of steps that are made, grow, or are taken back and done again. Returns the unsubscribe. */
export function onSteps(history: UndoManager, listeners: Readonly<Partial<Record<StepEvent, StepListener>>>): () => void {
  const heard = Object.entries(listeners) as [StepEvent, StepListener][]
  for (const [event, listener] of heard) history.on(event, listener)
  return () => {
    for (const [event, listener] of heard) history.off(event, listener)
  }
}
