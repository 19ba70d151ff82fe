import * as encoding from 'lib0/encoding'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { DecodedChanges } from '../../shared/history/decoded-changes.ts'

type Range = readonly [clock: number, length: number]

/** An update that inserts nothing and says that it deleted these of one client. */
function deleting(client: number, ranges: readonly Range[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, ranges.length)
  for (const [clock, length] of ranges) {
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarUint(encoder, length)
  }
  return encoding.toUint8Array(encoder)
}

it('a forged deletion of more than there can be takes no longer than any other', () => {
  const began = performance.now()
  const seen = new DecodedChanges([deleting(7, [[0, 2 ** 50]]), deleting(7, [[10, 5], [2 ** 40, 3]])]).seenByOnly([0])
  expect(seen.clients.get(7)?.map(({ clock, len }) => [clock, len])).toEqual([[0, 10], [15, 2 ** 40 - 15], [2 ** 40 + 3, 2 ** 50 - 2 ** 40 - 3]])
  expect(performance.now() - began).toBeLessThan(1_000)
})

it('what some changes deleted and no other did is told item by item', () => {
  const ranges = fc.array(fc.tuple(fc.nat({ max: 40 }), fc.integer({ min: 1, max: 9 })), { maxLength: 6 })
  fc.assert(
    fc.property(fc.array(ranges, { minLength: 1, maxLength: 5 }), fc.array(fc.nat({ max: 4 })), (updates, picked) => {
      const numbers = [...new Set(picked)].filter((number) => number < updates.length)
      const seen = new DecodedChanges(updates.map((one) => deleting(7, one))).seenByOnly(numbers)
      const holds = (among: readonly number[], clock: number) => among.some((number) => updates[number]!.some(([from, length]) => clock >= from && clock < from + length))
      const others = updates.map((_update, number) => number).filter((number) => !numbers.includes(number))
      for (let clock = 0; clock < 60; clock += 1) expect([clock, Y.isDeleted(seen, Y.createID(7, clock))]).toEqual([clock, holds(numbers, clock) && !holds(others, clock)])
    }),
  )
})
