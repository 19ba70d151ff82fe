import { beforeEach, describe, expect, it, vi } from 'vitest'

/** As much of a page's elements as the question "is a text being typed here?" asks for. */
class Field extends EventTarget {
  readonly isContentEditable: boolean
  constructor(isContentEditable: boolean) {
    super()
    this.isContentEditable = isContentEditable
  }
  closest(): null {
    return null
  }
}

async function keysOn(platform: string): Promise<typeof import('../../renderer/app/keys.ts')> {
  vi.resetModules()
  vi.stubGlobal('navigator', { platform })
  vi.stubGlobal('HTMLElement', Field)
  return import('../../renderer/app/keys.ts')
}

const pressed = (key: string, target: Field, more: Partial<KeyboardEvent> = {}) => ({ key, target, altKey: true, metaKey: false, ...more }) as unknown as KeyboardEvent

describe('Option with a letter', () => {
  const [text, elsewhere] = [new Field(true), new Field(false)]
  beforeEach(() => vi.unstubAllGlobals())

  it('is text on a Mac where one types, never a command', async () => {
    const { typesByOption } = await keysOn('MacIntel')
    expect(['œ', '«', '{', 'Dead'].map((key) => typesByOption(pressed(key, text)))).toEqual([true, true, true, true])
  })

  it('stays a command away from texts, with Command, and with keys that type nothing', async () => {
    const { typesByOption } = await keysOn('MacIntel')
    expect([pressed('œ', elsewhere), pressed('œ', text, { metaKey: true }), pressed('œ', text, { altKey: false }), pressed('PageDown', text)].map(typesByOption)).toEqual([false, false, false, false])
  })

  it('stays a command on other systems, where Alt types nothing', async () => {
    const { typesByOption } = await keysOn('Linux x86_64')
    expect(typesByOption(pressed('n', text))).toBe(false)
  })
})
