import { useCallback, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { OpenDocument } from '../store/store.ts'
import { isInModalDialog, matchesKeys } from './keys.ts'

export type UndoDirection = 'undo' | 'redo'

/**
 * Undo and redo of everything in the document of a screen, by key and by the function that is returned; what was done
 * is told. A text field in which something stands has its own undo, as everywhere; the editor answers for itself
 * before this is asked.
 */
export function useUndo({ undo }: OpenDocument, readOnly: boolean, tell: (message: { readonly words: string }) => void): (direction: UndoDirection) => void {
  const { t } = useTranslation('application')
  const latest = useRef(tell)
  latest.current = tell
  const takeBack = useCallback(
    (direction: UndoDirection) => {
      if (readOnly) return
      undo.stopCapturing()
      latest.current({ words: t(undo[direction]() ? `${direction}.done` : `${direction}.nothing`) })
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
