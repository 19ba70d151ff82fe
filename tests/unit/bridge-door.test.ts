import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createBridgeDoor, type DoorAnswer } from '../../electron/guards/bridge-door.ts'
import { createBridgeClient } from '../../electron/hosts/bridge-client.ts'
import { bridgeArguments, LARGEST_CALL, type BridgeHandlers } from '../../shared/bridge.ts'
import { committeeMinutes } from '../fixtures/minutes-committee.ts'

function doorWith(handlers: Partial<BridgeHandlers> = {}) {
  const refused = vi.fn()
  const everything = Object.fromEntries(Object.keys(bridgeArguments).map((name) => [name, vi.fn(() => Promise.resolve(true))]))
  const called = { ...everything, ...handlers } as unknown as BridgeHandlers
  const door = createBridgeDoor(called, refused)
  const pass = async (message: unknown) => JSON.parse(await door.pass(message)) as DoorAnswer
  return { door, pass, refused, called }
}

const call = (name: unknown, ...values: unknown[]) => JSON.stringify({ call: name, arguments: values })

describe('the door of the bridge', () => {
  it('lets a good call through, with its arguments', async () => {
    const { pass, called } = doorWith()
    expect(await pass(call('setLanguage', 'en'))).toEqual({ ok: true, value: true })
    expect(called.setLanguage).toHaveBeenCalledExactlyOnceWith('en')
  })

  it.each([
    ['no text', 7],
    ['no JSON', '{'],
    ['no call', '{}'],
    ['an unknown call', call('readFile', '/etc/passwd')],
    ['an inherited name', call('constructor')],
    ['a prototype', '{"call":"__proto__","arguments":[]}'],
    ['a subscription', call('onMenuCommand')],
    ['too few arguments', call('setLanguage')],
    ['too many arguments', call('describe', 1)],
    ['a wrong argument', call('setLanguage', 'de')],
    ['arguments that are no list', '{"call":"describe","arguments":{"length":0}}'],
    ['more than a call', '{"call":"describe","arguments":[],"more":1}'],
    ['a path for an identifier', call('openExported', '../../etc/passwd')],
    ['an endless link', call('openLink', 'x'.repeat(10_001))],
    ['minutes of another shape', call('previewDocument', { minutes: { title: 'x' }, kind: 'minutes', language: 'fr' })],
  ])('refuses %s', async (_what, message) => {
    const { pass, refused, called } = doorWith()
    expect(await pass(message)).toEqual({ ok: false, problem: 'invalid-request' })
    expect(refused).toHaveBeenCalledOnce()
    for (const handler of Object.values(called)) expect(handler).not.toHaveBeenCalled()
  })

  it('refuses a call that is too large before it reads it', async () => {
    const { pass } = doorWith()
    expect(await pass(' '.repeat(LARGEST_CALL + 1))).toEqual({ ok: false, problem: 'too-large' })
  })

  it('packs a long answer on its way, and the page reads it as it was', async () => {
    const pages = Array.from({ length: 3_000 }, (_, number) => `<svg>Compte-rendu, page ${number} « à relire » 🌊</svg>`)
    const { door } = doorWith({ previewDocument: () => Promise.resolve({ ok: true, pages }) })
    let carried = 0
    const page = createBridgeClient({
      async send(message) {
        const answer = await door.pass(message)
        carried = answer.length
        return answer
      },
      onMenuCommand: () => () => undefined,
    })
    expect(await page.previewDocument({ minutes: committeeMinutes(), kind: 'minutes', language: 'fr' })).toEqual({ ok: true, pages })
    expect(carried).toBeLessThan(JSON.stringify(pages).length / 3)
  })

  it('tells the page nothing of what went wrong inside', async () => {
    const error = Object.assign(new Error("EACCES: permission denied, open '/home/someone/secret'"), { code: 'EACCES' })
    const { door, refused } = doorWith({ describe: () => Promise.reject(error) })
    const answer = await door.pass(call('describe'))
    expect(answer).toBe('{"ok":false,"problem":"invalid-request"}')
    expect(refused).toHaveBeenCalledExactlyOnceWith({ call: 'describe', problem: 'invalid-request', error })
  })

  it('answers whatever comes, and never calls a handler with it', async () => {
    const { pass, called } = doorWith()
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string(), fc.anything()), async (message) => {
        expect((await pass(message)).ok).toBe(false)
      }),
    )
    for (const handler of Object.values(called)) expect(handler).not.toHaveBeenCalled()
  })
})

describe("the page's side of the bridge", () => {
  it('has every call of the contract', () => {
    const client = createBridgeClient({ send: () => Promise.resolve('{"ok":true}'), onMenuCommand: () => () => undefined })
    expect(Object.keys(client).toSorted()).toEqual([...Object.keys(bridgeArguments), 'onMenuCommand'].toSorted())
  })

  it('rejects with the problem, or resolves with it where the result can say so', async () => {
    const { door } = doorWith()
    const client = createBridgeClient({ send: (message) => door.pass(message), onMenuCommand: () => () => undefined })
    await expect(client.setLanguage('de' as never)).rejects.toThrow('invalid-request')
    expect(await client.exportDocuments({} as never)).toEqual({ ok: false, problem: 'invalid-request' })
    expect(await client.setLanguage('fr')).toBe(true)
  })
})
