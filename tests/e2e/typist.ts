import { setTimeout as wait } from 'node:timers/promises'
import type { CDPSession, Page } from '@playwright/test'

/**
 * Somebody who types by key events alone, at a tempo of their own: each key is sent when its time has come, whether or
 * not the interface has answered to the one before. Nothing is inserted that was not a key, an "é" neither.
 */
export interface Typist {
  /** A key for each character. */
  type(text: string): Promise<void>
  /** Combinations such as `Control+Enter`; each counts as one key. */
  press(...combinations: readonly string[]): Promise<void>
  /** Each text followed by Enter. */
  lines(...texts: readonly string[]): Promise<void>
  /** Takes the hands off the keyboard for so long, in milliseconds. */
  rest(milliseconds: number): Promise<void>
  /** How many keys so far. */
  readonly keys: number
}

/** A secretary's eight keys a second. `TYPIST_TEMPO` is another number, for trying things out. */
const KEYS_A_SECOND = Number(process.env.TYPIST_TEMPO ?? 8)

const MODIFIERS: Readonly<Record<string, number>> = { Alt: 1, Control: 2, Meta: 4, Shift: 8 }
const MODIFIER_CODES: Readonly<Record<string, number>> = { Alt: 18, Control: 17, Meta: 91, Shift: 16 }
const NAMED: Readonly<Record<string, number>> = {
  Backspace: 8, Tab: 9, Enter: 13, Escape: 27, Space: 32, PageUp: 33, PageDown: 34, End: 35, Home: 36, ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40,
  Delete: 46, F2: 113, F6: 117,
}

export async function typistOn(page: Page, keysASecond = KEYS_A_SECOND): Promise<Typist> {
  const session = await page.context().newCDPSession(page)
  return new TypistAtTempo(session, 1000 / keysASecond)
}

class TypistAtTempo implements Typist {
  readonly #session: CDPSession
  /** In milliseconds. */
  readonly #between: number
  #next = 0
  #failure: unknown
  keys = 0

  constructor(session: CDPSession, between: number) {
    this.#session = session
    this.#between = between
  }

  async type(text: string): Promise<void> {
    for (const character of text) await this.#strike(() => this.#send(keyOf(character), 0))
  }

  async press(...combinations: readonly string[]): Promise<void> {
    for (const combination of combinations) {
      const held = combination.split('+')
      const key = held.pop()!
      await this.#strike(() => this.#hold(held, key))
    }
  }

  async lines(...texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      await this.type(text)
      await this.press('Enter')
    }
  }

  async rest(milliseconds: number): Promise<void> {
    await wait(milliseconds)
  }

  /** At its time, and not waiting for what comes of it. A lost connection is told with the next key. */
  async #strike(send: () => void): Promise<void> {
    const late = this.#next - performance.now()
    if (late > 0) await wait(late)
    if (this.#failure !== undefined) throw this.#failure
    // After a rest the tempo begins anew; nobody makes up for keys that were not struck.
    this.#next = Math.max(this.#next, performance.now() - this.#between) + this.#between
    this.keys += 1
    send()
  }

  #hold(held: readonly string[], key: string): void {
    let modifiers = 0
    for (const name of held) {
      modifiers |= MODIFIERS[name]!
      this.#dispatch({ type: 'rawKeyDown', key: name, code: `${name}Left`, windowsVirtualKeyCode: MODIFIER_CODES[name]!, modifiers })
    }
    this.#send(keyOf(key), modifiers)
    for (const name of held.toReversed()) {
      modifiers &= ~MODIFIERS[name]!
      this.#dispatch({ type: 'keyUp', key: name, code: `${name}Left`, windowsVirtualKeyCode: MODIFIER_CODES[name]!, modifiers })
    }
  }

  #send({ text, ...key }: Key, modifiers: number): void {
    // With Control or Alt a key has no text of its own.
    const typed = text !== undefined && (modifiers & (MODIFIERS.Alt! | MODIFIERS.Control! | MODIFIERS.Meta!)) === 0
    this.#dispatch(typed ? { type: 'keyDown', ...key, modifiers, text, unmodifiedText: text } : { type: 'rawKeyDown', ...key, modifiers })
    this.#dispatch({ type: 'keyUp', ...key, modifiers })
  }

  #dispatch(event: Parameters<CDPSession['send']>[1] & { readonly type: string }): void {
    this.#session.send('Input.dispatchKeyEvent', event as never).catch((error: unknown) => {
      this.#failure ??= error
    })
  }
}

interface Key {
  readonly key: string
  readonly code: string
  readonly windowsVirtualKeyCode: number
  readonly text?: string
}

function keyOf(name: string): Key {
  const named = NAMED[name]
  if (named !== undefined) return { key: name === 'Space' ? ' ' : name, code: name, windowsVirtualKeyCode: named, ...(name === 'Enter' && { text: '\r' }), ...(name === 'Space' && { text: ' ' }) }
  if (name === ' ') return keyOf('Space')
  if ([...name].length !== 1) throw new Error(`no such key: ${name}`)
  const upper = name.toUpperCase()
  if (/^[A-Z]$/.test(upper)) return { key: name, code: `Key${upper}`, windowsVirtualKeyCode: upper.charCodeAt(0), text: name }
  if (/^\d$/.test(name)) return { key: name, code: `Digit${name}`, windowsVirtualKeyCode: name.charCodeAt(0), text: name }
  // On whichever key a keyboard has it.
  return { key: name, code: '', windowsVirtualKeyCode: 0, text: name }
}
