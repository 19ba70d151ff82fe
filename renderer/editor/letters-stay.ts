import { writesSign } from '../app/keys.ts'

/**
 * Keeps what one writes into a text from the screen around it, where nobody waits for it: React and all that listens for
 * keys would look through their parts with each letter, several times.
 */
export function keepLettersIn(text: HTMLElement): void {
  for (const type of ['keydown', 'keypress', 'keyup'] as const) text.addEventListener(type, (event) => writesSign(event) && event.stopPropagation())
  for (const type of ['beforeinput', 'input']) text.addEventListener(type, (event) => event.stopPropagation())
}
