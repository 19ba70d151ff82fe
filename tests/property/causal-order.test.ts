import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCausalOrder, type CausalCursor } from '../../shared/log/causal-order.ts'
import type { LogId, Positions } from '../../shared/log/record.ts'

interface Written {
  readonly log: LogId
  readonly sequence: number
  readonly time: number
  /** Newly seen, as a record says it. */
  readonly seen: Positions
}

const LOGS = ['a', 'b', 'c', 'd'] as LogId[]

/** A history: who writes next, on a clock of any kind, having read of another how much of what there is. */
interface Act {
  readonly writer: number
  readonly time: number
  readonly reads: number
  /** In hundredths. */
  readonly share: number
}
const anyone = fc.nat({ max: LOGS.length - 1 })
const act: fc.Arbitrary<Act> = fc.record({ writer: anyone, time: fc.nat({ max: 5 }), reads: anyone, share: fc.nat({ max: 100 }) })
const history = fc.array(act, { maxLength: 80 })

function written(plan: readonly Act[]): ReadonlyMap<LogId, readonly Written[]> {
  const logs = new Map<LogId, Written[]>(LOGS.map((log) => [log, []]))
  const known = new Map<LogId, Map<LogId, number>>(LOGS.map((log) => [log, new Map()]))
  for (const { writer, time, reads, share } of plan) {
    const [log, other] = [LOGS[writer]!, LOGS[reads]!]
    const seen = new Map<LogId, number>()
    if (other !== log) {
      const upTo = Math.ceil((logs.get(other)!.length * share) / 100)
      // Whoever reads a record has read what its writer had: a folder gives each log in order, and all of them.
      for (const [third, at] of [[other, upTo] as const, ...logs.get(other)!.slice(0, upTo).flatMap((record) => [...record.seen])]) {
        if (third !== log && at > (known.get(log)!.get(third) ?? 0)) {
          known.get(log)!.set(third, at)
          seen.set(third, at)
        }
      }
    }
    logs.get(log)!.push({ log, sequence: logs.get(log)!.length + 1, time, seen })
  }
  return logs
}

interface Moving extends CausalCursor {
  head: Written | undefined
  reached: number
}

/** Merges what there is of logs after some positions, as many records as are wanted. */
function merged(logs: ReadonlyMap<LogId, readonly Written[]>, after: Positions, most: number): Written[] {
  const cursors = new Map<LogId, Moving>()
  for (const [log, records] of logs) {
    const reached = after.get(log) ?? 0
    cursors.set(log, { log, reached, last: records.length, head: records[reached] })
  }
  const next = createCausalOrder(cursors)
  const taken: Written[] = []
  while (taken.length < most) {
    const cursor = next()
    if (!cursor?.head) break
    taken.push(cursor.head)
    cursor.reached += 1
    cursor.head = logs.get(cursor.log)![cursor.reached]
  }
  return taken
}

function expectWhole(taken: readonly Written[], logs: ReadonlyMap<LogId, readonly Written[]>): void {
  for (const [log, records] of logs) expect(taken.filter((record) => record.log === log)).toEqual(records)
}

describe('the order of records of several logs', () => {
  test('has each record once, after everything that its writer had seen', () => {
    fc.assert(
      fc.property(history, (plan) => {
        const logs = written(plan)
        const taken = merged(logs, new Map(), Number.POSITIVE_INFINITY)
        expectWhole(taken, logs)
        const reached = new Map<LogId, number>()
        for (const { log, sequence, seen } of taken) {
          for (const [other, at] of seen) expect(reached.get(other) ?? 0).toBeGreaterThanOrEqual(at)
          reached.set(log, sequence)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('is the same however the logs are listed, and in however many pieces it is read', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 9 }), fc.shuffledSubarray(LOGS, { minLength: LOGS.length }), (plan, piece, listed) => {
        const logs = written(plan)
        const whole = merged(logs, new Map(), Number.POSITIVE_INFINITY)
        const pieces: Written[] = []
        const after = new Map<LogId, number>()
        for (;;) {
          const taken = merged(new Map(listed.map((log) => [log, logs.get(log)!])), after, piece)
          if (taken.length === 0) break
          pieces.push(...taken)
          for (const { log, sequence } of taken) after.set(log, sequence)
        }
        expect(pieces).toEqual(whole)
      }),
      { numRuns: 300 },
    )
  })

  test('goes by the clock, then by the name, where nobody had seen the other', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 4 }), (times) => {
        const logs = new Map(times.map((time, index) => [LOGS[index]!, [{ log: LOGS[index]!, sequence: 1, time, seen: new Map() }]]))
        const taken = merged(logs, new Map(), 10).map(({ log, time }) => `${time} ${log}`)
        expect(taken).toEqual(taken.toSorted())
      }),
    )
  })

  test('is found also where logs are missing or end early, and where records claim to have seen each other', () => {
    const anySeen = fc.dictionary(fc.constantFrom(...LOGS, 'gone' as LogId), fc.nat({ max: 20 }))
    fc.assert(
      fc.property(history, fc.array(fc.nat({ max: 20 }), { minLength: 4, maxLength: 4 }), fc.array(anySeen, { maxLength: 30 }), (plan, lengths, forged) => {
        const logs = new Map([...written(plan)].map(([log, records], index) => [log, records.slice(0, lengths[index])]))
        expectWhole(merged(logs, new Map(), Number.POSITIVE_INFINITY), logs)
        const claims = forged.map((seen) => new Map(Object.entries(seen) as [LogId, number][]))
        const claimed = (at: number) => claims[at % claims.length]
        const liars = new Map([...logs].map(([log, records], index) => [log, records.map((record, at) => ({ ...record, seen: claimed(at * 3 + index) ?? record.seen }))]))
        expectWhole(merged(liars, new Map(), Number.POSITIVE_INFINITY), liars)
      }),
      { numRuns: 300 },
    )
  })

  test('looks at what a record had seen once, however long it waits', () => {
    let looks = 0
    class Watched extends Map<LogId, number> {
      override *entries(): MapIterator<[LogId, number]> {
        for (const entry of super.entries()) {
          looks += 1
          yield entry
        }
      }
    }
    const long = Array.from({ length: 2_000 }, (_, index) => ({ log: 'a' as LogId, sequence: index + 1, time: 9, seen: new Map() }))
    const seen = new Watched(Array.from({ length: 100 }, (_, index): [LogId, number] => [(index === 50 ? 'a' : `x${index}`) as LogId, 2_000]))
    const waiting = { log: 'b' as LogId, sequence: 1, time: 0, seen }
    const taken = merged(new Map([['a' as LogId, long], ['b' as LogId, [waiting]]]), new Map(), 5_000)
    expect(taken.at(-1)).toBe(waiting)
    expect(looks).toBe(100)
  })
})
