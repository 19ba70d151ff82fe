import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startClock, stopClock, togglePause } from '../../shared/agenda/clock.ts'
import { forecast } from '../../shared/agenda/forecast.ts'
import { elapsedByItem, LONGEST_STRETCH, runningStretch, stretchesOf, timekeeping } from '../../shared/agenda/timekeeping.ts'
import { agendaTree } from '../../shared/agenda/tree.ts'
import type { AgendaItemId } from '../../shared/model/identifiers.ts'
import { editAgendaRecord, readAgendaRecords, readMeeting } from '../../shared/model/meeting.ts'
import { readTimings } from '../../shared/model/timing.ts'

const START = Date.UTC(2013, 2, 19, 13, 0)
const ITEMS = ['one', 'two', 'two-a', 'break'] as AgendaItemId[]

type Press = { readonly does: 'start'; readonly item: AgendaItemId } | { readonly does: 'stop' | 'pause' | 'meet' | 'undo' }

interface Step {
  readonly writer: 0 | 1
  readonly press: Press
  /** Seconds that pass before it, by the writer's clock: a jump back or ahead now and then. */
  readonly passes: number
}

const press: fc.Arbitrary<Press> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ITEMS).map((item): Press => ({ does: 'start', item })) },
  { weight: 4, arbitrary: fc.constantFrom<Press>({ does: 'stop' }, { does: 'pause' }, { does: 'meet' }, { does: 'undo' }) },
)
const step = (passes: fc.Arbitrary<number>): fc.Arbitrary<Step> => fc.record({ writer: fc.constantFrom<0 | 1>(0, 1), press, passes })
const calm = fc.integer({ min: 0, max: 900 })
const jumping = fc.oneof(
  { weight: 5, arbitrary: calm },
  { weight: 1, arbitrary: fc.constantFrom(-31_536_000, -7_200, -60, 7_200, 31_536_000) },
)

interface Writer {
  readonly document: Y.Doc
  readonly undo: Y.UndoManager
  now: number
}

function agenda(): Y.Doc {
  const document = new Y.Doc()
  ITEMS.forEach((id, index) =>
    editAgendaRecord(document, id, { parent: id === 'two-a' ? ITEMS[1]! : null, order: `a${index}`, plannedMinutes: 10 * index, ...(id === 'break' && { kind: 'break' }) }),
  )
  return document
}

function writersFrom(origin: Y.Doc): readonly [Writer, Writer] {
  const writer = (): Writer => {
    const document = new Y.Doc()
    Y.applyUpdate(document, Y.encodeStateAsUpdate(origin))
    return { document, undo: new Y.UndoManager(document, { trackedOrigins: new Set(['minutier:local-change']), captureTimeout: 0 }), now: START }
  }
  return [writer(), writer()]
}

function meet([left, right]: readonly [Writer, Writer]): void {
  const updates = [left, right].map(({ document }) => Y.encodeStateAsUpdate(document))
  Y.applyUpdate(left.document, updates[1]!)
  Y.applyUpdate(right.document, updates[0]!)
}

function played(steps: readonly Step[]): readonly [Writer, Writer] {
  const writers = writersFrom(agenda())
  for (const { writer, press: pressed, passes } of steps) {
    const at = writers[writer]
    at.now = Math.max(0, at.now + passes * 1_000)
    if (pressed.does === 'start') startClock(at.document, pressed.item, at.now)
    else if (pressed.does === 'stop') stopClock(at.document, at.now)
    else if (pressed.does === 'pause') togglePause(at.document, ITEMS[0], at.now)
    else if (pressed.does === 'undo') at.undo.undo()
    else meet(writers)
  }
  meet(writers)
  return writers
}

const timesIn = (document: Y.Doc, now: number) => {
  const tree = agendaTree(readAgendaRecords(document))
  const time = timekeeping(readMeeting(document), tree, readTimings(document), now)
  return { time, forecast: forecast(readMeeting(document), tree, time, now) }
}

describe('whatever two writers start, stop, pause and undo, meeting or not', () => {
  test('both see the same, no moment counts twice, and none for less than nothing; clocks may jump', () => {
    fc.assert(
      fc.property(fc.array(step(jumping), { maxLength: 25 }), jumping, (steps, later) => {
        const [left, right] = played(steps)
        const now = Math.max(0, Math.max(left.now, right.now) + later * 1_000)
        expect(timesIn(left.document, now)).toEqual(timesIn(right.document, now))
        const stretches = stretchesOf(readTimings(left.document), now)
        for (const [index, { from, to, isRunning }] of stretches.entries()) {
          const next = stretches[index + 1]
          expect(to).toBeGreaterThanOrEqual(from)
          expect(to - from).toBeLessThanOrEqual(LONGEST_STRETCH)
          if (next) expect(next.from).toBeGreaterThanOrEqual(to)
          if (isRunning) expect(next).toBeUndefined()
        }
        const sum = [...elapsedByItem(stretches).values()].reduce((total, each) => total + each, 0)
        const [first, last] = [stretches[0]?.from ?? 0, Math.max(0, ...stretches.map(({ to }) => to))]
        expect(sum).toBeGreaterThanOrEqual(0)
        expect(sum).toBeLessThanOrEqual(Math.max(0, last - first))
        for (const { elapsed, over } of timesIn(left.document, now).time.items.values()) {
          expect(elapsed).toBeGreaterThanOrEqual(0)
          expect(over).toBeGreaterThanOrEqual(0)
        }
      }),
      { numRuns: 600 },
    )
  })

  test('what is started last, knowing of all the rest, runs, however the clocks differ within reason', () => {
    fc.assert(
      fc.property(fc.array(step(calm), { maxLength: 20 }), fc.integer({ min: -600, max: 600 }), (steps, difference) => {
        const [left, right] = played(steps)
        const now = Math.max(left.now, right.now) + difference * 1_000
        const known = stretchesOf(readTimings(left.document), now)
        fc.pre(known.length === readTimings(left.document).length)
        startClock(left.document, ITEMS[0]!, now)
        expect(runningStretch(stretchesOf(readTimings(left.document), now))?.item).toBe('one')
        stopClock(left.document, now + 60_000)
        expect(runningStretch(stretchesOf(readTimings(left.document), now + 60_000))).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })

  test('one writer alone, without jumps: what was between a start and its end is counted, to the millisecond', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ item: fc.option(fc.constantFrom(...ITEMS.slice(0, 3)), { nil: undefined }), passes: calm }), { maxLength: 25 }), (presses) => {
        const document = agenda()
        const expected = new Map<string | null, number>()
        let running: AgendaItemId | undefined
        let now = START
        for (const { item, passes } of presses) {
          // Two presses are never in one millisecond.
          const passed = passes * 1_000 + 1
          now += passed
          if (running) expected.set(running, (expected.get(running) ?? 0) + passed)
          if (item) startClock(document, item, now)
          else stopClock(document, now)
          running = item
        }
        const counted = [...elapsedByItem(stretchesOf(readTimings(document), now))].filter(([, elapsed]) => elapsed > 0)
        expect(new Map(counted)).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })
})
