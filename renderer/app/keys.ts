/**
 * Keys are written as `Mod+Shift+K`: Mod is Ctrl, or Command on a Mac. Letters and signs are what the key types
 * (so `?` is Shift with another key on each keyboard); digits are the key, because on a French keyboard a digit needs
 * Shift. Ctrl with Alt is never used: on Windows it is AltGr, with which French keyboards type @ # { € and more.
 */
export type KeyCombination = string

const NAMED_KEYS: Readonly<Record<string, string>> = { Space: ' ', Plus: '+' }

export const isMac = navigator.platform.startsWith('Mac')

/** A combination, taken apart once: each key that is typed is held against all of them. */
interface Parts {
  readonly mod: boolean
  readonly alt: boolean
  readonly shift: boolean
  /** What the key types, in lower case. */
  readonly typed: string
  readonly digit: string | undefined
  readonly letter: string | undefined
  readonly shiftMatters: boolean
}

const known = new Map<KeyCombination, Parts>()

function partsOf(combination: KeyCombination): Parts {
  const found = known.get(combination)
  if (found) return found
  const names = combination.split('+')
  const key = names.pop() ?? ''
  const typed = NAMED_KEYS[key] ?? key
  const parts: Parts = {
    mod: names.includes('Mod'),
    alt: names.includes('Alt'),
    shift: names.includes('Shift'),
    typed: typed.toLowerCase(),
    digit: /^\d$/.test(key) ? `Digit${key}` : undefined,
    letter: /^[A-Z]$/.test(key) ? `Key${key}` : undefined,
    // A sign such as "?" says itself whether it needs Shift.
    shiftMatters: typed.length > 1 || /^\p{Letter}$/u.test(typed),
  }
  known.set(combination, parts)
  return parts
}

/** Whether the event is this combination. */
export function matchesKeys(event: KeyboardEvent, combination: KeyCombination): boolean {
  const { mod, alt, shift, typed, digit, letter, shiftMatters } = partsOf(combination)
  const isMod = isMac ? event.metaKey : event.ctrlKey
  const isOtherMod = isMac ? event.ctrlKey : event.metaKey
  if (isMod !== mod || event.altKey !== alt || isOtherMod || event.getModifierState('AltGraph')) return false
  if (digit) return event.code === digit && event.shiftKey === shift
  // On a Mac, Alt makes another sign of a letter.
  if (isMac && event.altKey && letter) return event.code === letter && event.shiftKey === shift
  return event.key.toLowerCase() === typed && (!shiftMatters || event.shiftKey === shift)
}

const SIGNS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Enter: '↵', Escape: 'Esc', Backspace: '⌫', Delete: 'Del' }
const MAC_SIGNS: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧' }
const FRENCH_NAMES: Readonly<Record<string, string>> = { Shift: 'Maj', Delete: 'Suppr', Escape: 'Échap', Space: 'Espace', PageUp: 'Page préc.', PageDown: 'Page suiv.' }
const ENGLISH_NAMES: Readonly<Record<string, string>> = { PageUp: 'Page up', PageDown: 'Page down' }

/** The parts of a combination as they stand on a keyboard: ["Ctrl", "Maj", "K"]. */
export function keyNames(combination: KeyCombination, language: 'fr' | 'en'): readonly string[] {
  const names = language === 'fr' ? FRENCH_NAMES : ENGLISH_NAMES
  return combination.split('+').map((part) => {
    if (isMac && MAC_SIGNS[part]) return MAC_SIGNS[part]
    if (part === 'Mod') return 'Ctrl'
    return names[part] ?? SIGNS[part] ?? (part.length === 1 ? part.toUpperCase() : part)
  })
}

/** True for a key that writes one sign where there is text: what most keys are. */
export function writesSign({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return key.length === 1 && !ctrlKey && !metaKey && !altKey
}

/** True where a plain key is text being typed, and so never a command. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.closest('input:not([type="radio"], [type="checkbox"]), textarea, select, [role="textbox"], [role="spinbutton"]') !== null)
}

/** True where the screen below must not answer: an open dialog comes first. */
export function isInModalDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"][data-modal], [role="alertdialog"]') !== null
}

/** On a Mac, Option with a letter types œ, «, { and much of French, or begins an accent: in a text it is never a command. */
export function typesByOption(event: KeyboardEvent): boolean {
  return isMac && event.altKey && !event.metaKey && isTyping(event.target) && (event.key.length === 1 || event.key === 'Dead')
}
