import { useCallback, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { OpenDocument } from '../store/store.ts'
import type { UndoManager } from 'yjs'
import type { ChangedTypes } from '../../shared/history/step-place.ts'
import { isInModalDialog, matchesKeys } from './keys.ts'

export type UndoDirection = 'undo' | 'redo'

/** A step of the history that was taken back, or done again. */
export interface TakenBack {
  readonly direction: UndoDirection
  readonly changed: ChangedTypes
  /** What was noted of the step when it was made. */
  readonly meta: ReadonlyMap<unknown, unknown>
}

/** Takes back the last step, or does again the one taken back last; undefined if there is none. */
export function takeBackStep(history: UndoManager, direction: UndoDirection): TakenBack | undefined {
  let taken: TakenBack | undefined
  const onPopped = ({ changedParentTypes, stackItem }: { readonly changedParentTypes: ChangedTypes; readonly stackItem: { readonly meta: Map<unknown, unknown> } }) => {
    taken = { direction, changed: changedParentTypes, meta: stackItem.meta }
  }
  history.on('stack-item-popped', onPopped)
  history[direction]()
  history.off('stack-item-popped', onPopped)
  return taken
}

/**
 * Undo and redo of everything in the document of a screen, by key and by the function that is returned; what was done
 * is told; by `follow`, where the screen shows the place and says it itself. A text field in which something stands
 * has its own undo, as everywhere; the editor answers for itself before this is asked.
 */
export function useUndo(
  { undo }: OpenDocument,
  readOnly: boolean,
  tell: (message: { readonly words: string }) => void,
  follow?: (step: TakenBack) => void,
): (direction: UndoDirection) => void {
  const { t } = useTranslation('application')
  const latest = useRef({ tell, follow })
  latest.current = { tell, follow }
  const takeBack = useCallback(
    (direction: UndoDirection) => {
      if (readOnly) return
      undo.stopCapturing()
      const step = takeBackStep(undo, direction)
      if (step && latest.current.follow) latest.current.follow(step)
      else latest.current.tell({ words: t(step ? `${direction}.done` : `${direction}.nothing`) })
    },
    [undo, readOnly, t],
  )
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || isInModalDialog(event.target)) return
      const direction = undoDirection(event)
      if (!direction || isFilledField(event.target)) return
      event.preventDefault()
      takeBack(direction)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [takeBack])
  return takeBack
}

function undoDirection(event: KeyboardEvent): UndoDirection | undefined {
  if (matchesKeys(event, 'Mod+Z')) return 'undo'
  return matchesKeys(event, 'Mod+Shift+Z') || matchesKeys(event, 'Mod+Y') ? 'redo' : undefined
}

function isFilledField(target: EventTarget | null): boolean {
  return (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && target.value !== ''
}
