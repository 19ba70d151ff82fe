import type { KeyCombination } from '../app/keys.ts'

/**
 * Every key of the minutes editor. The editor answers to exactly this list (`body-keymap.ts`), and the screen of keys
 * shows it.
 */
export const EDITOR_KEYS = [
  { id: 'newEntry', keys: 'Enter', label: 'editor:keys.newEntry' },
  { id: 'lineBreak', keys: 'Shift+Enter', label: 'editor:keys.lineBreak' },
  { id: 'indent', keys: 'Tab', label: 'editor:keys.indent' },
  { id: 'outdent', keys: 'Shift+Tab', label: 'editor:keys.outdent' },
  { id: 'leave', keys: 'Escape', label: 'editor:keys.leave' },
  { id: 'plainer', keys: 'Backspace', label: 'editor:keys.plainer' },
  { id: 'bold', keys: 'Mod+B', label: 'editor:keys.bold' },
  { id: 'italic', keys: 'Mod+I', label: 'editor:keys.italic' },
  { id: 'link', keys: 'Mod+Shift+K', label: 'editor:keys.link' },
  { id: 'openLink', keys: 'Alt+Enter', label: 'editor:keys.openLink' },
  { id: 'note', keys: 'Mod+1', label: 'editor:keys.note' },
  { id: 'decision', keys: 'Mod+2', label: 'editor:keys.decision' },
  { id: 'action', keys: 'Mod+3', label: 'editor:keys.action' },
  { id: 'recommendation', keys: 'Mod+4', label: 'editor:keys.recommendation' },
  { id: 'vote', keys: 'Mod+5', label: 'editor:keys.vote' },
  { id: 'speakers', keys: 'Mod+Shift+S', label: 'editor:keys.speakers' },
  { id: 'actionFacts', keys: 'Mod+Shift+A', label: 'editor:keys.actionFacts' },
  { id: 'ordered', keys: 'Mod+Shift+7', label: 'editor:keys.ordered' },
  { id: 'bullet', keys: 'Mod+Shift+8', label: 'editor:keys.bullet' },
  { id: 'previousItem', keys: 'Alt+PageUp', label: 'editor:keys.previousItem' },
  { id: 'nextItem', keys: 'Alt+PageDown', label: 'editor:keys.nextItem' },
  { id: 'undo', keys: 'Mod+Z', label: 'editor:keys.undo' },
  { id: 'redo', keys: 'Mod+Y', label: 'editor:keys.redo' },
  { id: 'redoAgain', keys: 'Mod+Shift+Z', label: 'editor:keys.redo' },
] as const satisfies readonly { readonly id: string; readonly keys: KeyCombination; readonly label: string }[]

export type EditorKeyId = (typeof EDITOR_KEYS)[number]['id']

export function keysOf(id: EditorKeyId): KeyCombination {
  return EDITOR_KEYS.find((key) => key.id === id)!.keys
}
