import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { followWithClock, runningItem, sittingOf, startClock, stopClock, togglePause } from '../../shared/agenda/clock.ts'
import { addAgendaItem, moveAgendaItem, removeAgendaItem, restoreAgendaItem } from '../../shared/agenda/edit.ts'
import { forecast } from '../../shared/agenda/forecast.ts'
import { setMeetingState, stepSitting } from '../../shared/attendance/edit.ts'
import { LONGEST_STRETCH, MOST_AHEAD, stretchesOf, timekeeping } from '../../shared/agenda/timekeeping.ts'
import { agendaTree } from '../../shared/agenda/tree.ts'
import { bilingual } from '../../shared/model/bilingual.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import type { AgendaItemId, TimingId } from '../../shared/model/identifiers.ts'
import { editAgendaRecord, editMeeting, readAgendaRecords, readMeeting, type MeetingPatch, type MeetingState } from '../../shared/model/meeting.ts'
import { readTimings, writeTiming, type TimingRecord } from '../../shared/model/timing.ts'
import { wallClock } from '../../shared/model/wall-time.ts'

const MINUTE = 60_000
/** Tuesday 19 March 2013, 14:00 in Paris. */
const START = Date.UTC(2013, 2, 19, 13, 0)
const at = (minutes: number) => START + minutes * MINUTE
const item = (id: string) => id as AgendaItemId

/** 1 (10 min), 2 with 2.1 (5) and 2.2 (15), a break (20), 3 (30): 80 minutes of the 90 from 14:00 to 15:30. */
function meeting(patch: MeetingPatch = {}): Y.Doc {
  const document = new Y.Doc()
  editMeeting(document, { date: '2013-03-19' as never, start: '14:00' as never, end: '15:30' as never, timeZone: 'Europe/Paris', ...patch })
  const add = (id: string, order: string, plannedMinutes: number | undefined, more: object = {}) =>
    editAgendaRecord(document, item(id), { parent: null, order, title: bilingual(id, 'fr'), plannedMinutes, ...more })
  add('one', 'a0', 10)
  add('two', 'a1', undefined)
  add('two-a', 'a0', 5, { parent: 'two' })
  add('two-b', 'a1', 15, { parent: 'two' })
  add('break', 'a2', 20, { kind: 'break' })
  add('three', 'a3', 30)
  return document
}

const treeOf = (document: Y.Doc) => agendaTree(readAgendaRecords(document))
const timeOf = (document: Y.Doc, now: number) => timekeeping(readMeeting(document), treeOf(document), readTimings(document), now)
const minutesOf = (document: Y.Doc, id: string, now: number) => timeOf(document, now).items.get(item(id))?.elapsed
const runningIn = (document: Y.Doc, now: number) => timeOf(document, now).running?.item
const forecastOf = (document: Y.Doc, now: number) => forecast(readMeeting(document), treeOf(document), timeOf(document, now), now)
const record = (id: string, fields: Partial<TimingRecord>): TimingRecord => ({ id: id as TimingId, item: item('one'), startedAt: START, ...fields })

function copyOf(document: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(document))
  return copy
}

function meet(left: Y.Doc, right: Y.Doc): void {
  const [ofLeft, ofRight] = [Y.encodeStateAsUpdate(left), Y.encodeStateAsUpdate(right)]
  Y.applyUpdate(left, ofRight)
  Y.applyUpdate(right, ofLeft)
}

describe('the clock of an item', () => {
  test('counts whole minutes from start to stop, and goes on where it was when it is started again', () => {
    const document = meeting()
    startClock(document, item('one'), at(0))
    expect(timeOf(document, at(9.9)).items.get(item('one'))).toEqual({ elapsed: 9, planned: 10, over: 0, isRunning: true })
    expect(stopClock(document, at(12))).toBe(true)
    expect(timeOf(document, at(40)).items.get(item('one'))).toEqual({ elapsed: 12, planned: 10, over: 2, isRunning: false })
    startClock(document, item('one'), at(40))
    expect(minutesOf(document, 'one', at(45))).toBe(17)
    expect(stopClock(document, at(50))).toBe(true)
    expect(stopClock(document, at(51))).toBe(false)
  })

  test('stops the one that ran; starting what runs already changes nothing', () => {
    const document = meeting()
    startClock(document, item('one'), at(0))
    startClock(document, item('one'), at(3))
    expect(readTimings(document)).toHaveLength(1)
    startClock(document, item('three'), at(8))
    expect(runningIn(document, at(10))).toBe('three')
    expect([minutesOf(document, 'one', at(20)), minutesOf(document, 'three', at(20))]).toEqual([8, 12])
  })

  test('counts for the items above it, but a break below them does not', () => {
    const document = meeting()
    moveAgendaItem(document, item('break'), { parent: item('two'), after: item('two-a') })
    startClock(document, item('two'), at(0))
    startClock(document, item('two-a'), at(2))
    startClock(document, item('break'), at(9))
    startClock(document, item('two-b'), at(19))
    expect(minutesOf(document, 'two', at(22))).toBe(2 + 7 + 3)
    expect(minutesOf(document, 'break', at(22))).toBe(10)
    expect(timeOf(document, at(22)).items.has(item('one'))).toBe(false)
  })

  test('is over the plan of an item with sub-items by the sum of theirs', () => {
    const document = meeting()
    startClock(document, item('two-a'), at(0))
    expect(timeOf(document, at(21)).items.get(item('two'))).toEqual({ elapsed: 21, planned: 20, over: 1, isRunning: false })
    expect(timeOf(document, at(21)).items.get(item('two-a'))).toMatchObject({ over: 16, isRunning: true })
  })

  test('stays with an item that is renamed, moved, or removed and restored while it runs, and so does one added in flight', () => {
    const document = meeting()
    startClock(document, item('two-b'), at(0))
    editAgendaRecord(document, item('two-b'), { title: bilingual('Autrement', 'fr') })
    moveAgendaItem(document, item('two-b'), { parent: null, after: null })
    expect(treeOf(document)[0]).toMatchObject({ id: 'two-b', number: '1' })
    expect(timeOf(document, at(6)).items.get(item('two-b'))).toMatchObject({ elapsed: 6, isRunning: true })
    expect(timeOf(document, at(6)).items.has(item('two'))).toBe(false)
    removeAgendaItem(document, item('two-b'))
    expect(timeOf(document, at(7)).items.size).toBe(0)
    restoreAgendaItem(document, item('two-b'))
    expect(timeOf(document, at(8)).items.get(item('two-b'))).toMatchObject({ elapsed: 8, isRunning: true })
    const added = addAgendaItem(document, { parent: null, after: item('two-b') }, { title: 'Une question', language: 'fr', kind: 'addition' })
    startClock(document, added, at(9))
    expect(timeOf(document, at(12)).items.get(added)).toMatchObject({ elapsed: 3, planned: 0, over: 0, isRunning: true })
    expect(minutesOf(document, 'two-b', at(12))).toBe(9)
  })

  test('is undone by the one who started it, and what ran before runs on', () => {
    const document = meeting()
    const undo = new Y.UndoManager(document, { trackedOrigins: new Set([LOCAL_CHANGE]), captureTimeout: 0 })
    startClock(document, item('one'), at(0))
    startClock(document, item('three'), at(5))
    undo.undo()
    expect(timeOf(document, at(9)).items.get(item('one'))).toMatchObject({ elapsed: 9, isRunning: true })
    expect(timeOf(document, at(9)).items.has(item('three'))).toBe(false)
  })

  test('follows who goes on to another item, if it runs, but not for a pause, and not because an item was removed; undo does not see it', () => {
    const document = meeting()
    const undo = new Y.UndoManager(document, { trackedOrigins: new Set([LOCAL_CHANGE]), captureTimeout: 0 })
    followWithClock(document, item('one'), item('two-a'), at(0))
    expect(runningIn(document, at(1))).toBeUndefined()
    startClock(document, item('one'), at(1))
    followWithClock(document, item('one'), item('two-a'), at(4))
    expect(runningIn(document, at(5))).toBe('two-a')
    undo.undo()
    expect(runningIn(document, at(5))).toBe('two-a')
    removeAgendaItem(document, item('two-a'))
    followWithClock(document, item('two-a'), item('one'), at(6))
    restoreAgendaItem(document, item('two-a'))
    expect(runningIn(document, at(7))).toBe('two-a')
    togglePause(document, undefined, at(8))
    followWithClock(document, item('two-a'), item('one'), at(9))
    expect(timeOf(document, at(10)).isPause).toBe(true)
    // Nor for one that the agenda knows: who reads on in it has not ended it.
    startClock(document, item('break'), at(11))
    followWithClock(document, item('break'), item('three'), at(12))
    expect(timeOf(document, at(13)).isPause).toBe(true)
  })

  test('does not follow somebody else, who goes from where it does not run; above and below an item is the same place', () => {
    const document = meeting()
    startClock(document, item('one'), at(0))
    followWithClock(document, item('two-a'), item('three'), at(1))
    expect(runningIn(document, at(2))).toBe('one')
    startClock(document, item('two'), at(3))
    followWithClock(document, item('two-a'), item('two-b'), at(4))
    expect(runningIn(document, at(5))).toBe('two-b')
    followWithClock(document, item('two'), item('three'), at(6))
    expect(runningIn(document, at(7))).toBe('three')
  })
})

describe('two secretaries', () => {
  test('who start the same item at once time it once', () => {
    const document = meeting()
    const other = copyOf(document)
    startClock(document, item('one'), at(0))
    startClock(other, item('one'), at(0) + 2_000)
    meet(document, other)
    expect([minutesOf(document, 'one', at(7)), minutesOf(other, 'one', at(7))]).toEqual([7, 7])
    stopClock(other, at(8))
    meet(document, other)
    expect(runningIn(document, at(9))).toBeUndefined()
    expect(minutesOf(document, 'one', at(9))).toBe(8)
  })

  test('who start two items in the same millisecond see the same one run', () => {
    const document = meeting()
    const other = copyOf(document)
    startClock(document, item('one'), at(0))
    startClock(other, item('three'), at(0))
    meet(document, other)
    expect(['one', 'three']).toContain(runningIn(document, at(1)))
    expect(runningIn(other, at(1))).toBe(runningIn(document, at(1)))
    expect(timeOf(other, at(5))).toEqual(timeOf(document, at(5)))
  })

  test('of whom one stops what the other, not knowing, replaces: what was started last runs', () => {
    const document = meeting()
    startClock(document, item('one'), at(0))
    const other = copyOf(document)
    startClock(other, item('three'), at(4))
    stopClock(document, at(5))
    meet(document, other)
    expect([minutesOf(document, 'one', at(10)), minutesOf(document, 'three', at(10)), runningIn(other, at(10))]).toEqual([4, 6, 'three'])
  })

  test('of whom one renames, moves and plans an item anew while the other times it: it keeps its time, for both', () => {
    const document = meeting()
    startClock(document, item('two-b'), at(0))
    const other = copyOf(document)
    editAgendaRecord(other, item('two-b'), { title: bilingual('Autrement', 'fr'), plannedMinutes: 5 })
    moveAgendaItem(other, item('two-b'), { parent: null, after: item('one') })
    togglePause(document, undefined, at(6))
    togglePause(document, undefined, at(8))
    meet(document, other)
    for (const each of [document, other]) {
      expect(timeOf(each, at(10)).items.get(item('two-b'))).toEqual({ elapsed: 8, planned: 5, over: 3, isRunning: true })
      expect(treeOf(each)[1]).toMatchObject({ id: 'two-b', number: '2' })
    }
  })

  test('whose clocks differ: what is started after all one has seen is what runs', () => {
    const document = meeting()
    const ahead = 5 * MINUTE
    startClock(document, item('one'), at(0) + ahead)
    startClock(document, item('three'), at(1))
    expect(runningIn(document, at(2))).toBe('three')
    expect([minutesOf(document, 'one', at(10)), minutesOf(document, 'three', at(10))]).toEqual([0, 4])
    stopClock(document, at(2))
    expect(minutesOf(document, 'three', at(10))).toBe(0)
  })
})

describe('a clock that jumps', () => {
  const lengths = (records: readonly TimingRecord[], now: number) => stretchesOf(records, now).map(({ from, to }) => (to - from) / MINUTE)

  test('back gives no negative times', () => {
    expect(lengths([record('a', { endedAt: at(-30) })], at(5))).toEqual([0])
    expect(lengths([record('a', { startedAt: at(5) })], at(0))).toEqual([0])
  })

  test('a year ahead counts for nothing, runs at no time, and what is started after it runs', () => {
    const document = meeting()
    startClock(document, item('one'), at(0))
    const year = 365 * 24 * 60
    startClock(document, item('three'), at(year))
    expect(runningIn(document, at(10))).toBe('one')
    startClock(document, item('two-a'), at(10))
    expect([minutesOf(document, 'one', at(12)), minutesOf(document, 'two-a', at(12)), minutesOf(document, 'three', at(12))]).toEqual([10, 2, undefined])
    stopClock(document, at(20))
    expect(runningIn(document, at(year + 5))).toBeUndefined()
    expect(minutesOf(document, 'three', at(year + 5))).toBe(0)
  })

  test('ahead when it is stopped leaves the time unknown, not long', () => {
    expect(lengths([record('a', { endedAt: at(60 * 24 * 365) })], at(5))).toEqual([0])
    expect(lengths([record('a', { endedAt: at(60 * 24 * 365) }), record('b', { startedAt: at(4) })], at(5))).toEqual([0, 1])
  })

  test('or that nobody stopped is not believed for long, and does not run on', () => {
    const records = [record('a', {})]
    expect(lengths(records, START + LONGEST_STRETCH)).toEqual([LONGEST_STRETCH / MINUTE])
    expect(stretchesOf(records, START + LONGEST_STRETCH + 1)).toEqual([expect.objectContaining({ from: START, to: START, isRunning: false })])
    expect(stretchesOf([record('a', { startedAt: START + MOST_AHEAD + 1 })], START)).toEqual([])
  })

  test('or that nobody stopped lasted until the meeting was closed, else should have ended, else what was planned', () => {
    const over = (patch: MeetingPatch, started = 50, until: (document: Y.Doc) => void = () => undefined) => {
      const document = meeting(patch)
      startClock(document, item('one'), at(started))
      until(document)
      return [minutesOf(document, 'one', at(13 * 60)), runningItem(document, at(13 * 60))]
    }
    expect(over({})).toEqual([40, undefined])
    expect(over({ closedAt: '15:34' as never })).toEqual([45, undefined])
    expect(over({ end: undefined })).toEqual([10, undefined])
    // Begun after the planned end.
    expect(over({}, 95 - 15 * 60)).toEqual([10, undefined])
    expect(over({ end: undefined }, 50, (document) => editAgendaRecord(document, item('one'), { plannedMinutes: undefined }))).toEqual([0, undefined])
    // Stopped the next morning, or another one started then.
    expect(over({}, 50 - 12 * 60, (document) => stopClock(document, at(12 * 60)))).toEqual([10, undefined])
    expect(over({}, 0, (document) => startClock(document, item('three'), at(12.5 * 60)))).toEqual([90, 'three'])
  })

  test('does not run on after a closing that was noted, but does if it was started after it', () => {
    const document = meeting({ openedAt: '14:00' as never })
    startClock(document, item('one'), at(0))
    editMeeting(document, { closedAt: '14:20' as never })
    expect([minutesOf(document, 'one', at(20.5)), runningIn(document, at(20.5))]).toEqual([20, 'one'])
    expect([minutesOf(document, 'one', at(60)), runningIn(document, at(60))]).toEqual([21, undefined])
    startClock(document, item('three'), at(61))
    expect([minutesOf(document, 'one', at(65)), minutesOf(document, 'three', at(65))]).toEqual([21, 4])
  })

  test('knows the time of the closing across a change of the clocks', () => {
    // 31 March 2013: 02:00 is 03:00 in Paris.
    const night = Date.UTC(2013, 2, 30, 23, 0)
    const document = meeting({ date: '2013-03-30' as never, start: '23:00' as never, end: '04:00' as never })
    startClock(document, item('one'), night)
    expect(minutesOf(document, 'one', night + 13 * 60 * MINUTE)).toBe(180)
  })
})

describe('records of another version, or of another program', () => {
  test('are left out where they say nothing that can be timed', () => {
    const document = new Y.Doc()
    const table = document.getMap('timings')
    table.set('a/item', 'one')
    table.set('b/startedAt', START)
    table.set('c/item', 5)
    table.set('c/startedAt', START)
    table.set('d/item', 'one')
    table.set('d/startedAt', -1)
    table.set('e/item', 'one')
    table.set('e/startedAt', Number.NaN)
    table.set('f/item', 'one')
    table.set('f/startedAt', START)
    table.set('f/endedAt', 'later')
    table.set('f/resumes', 7)
    writeTiming(document, record('g', { item: null, endedAt: at(2) }))
    expect(readTimings(document)).toEqual([
      { id: 'f', item: 'one', startedAt: START },
      { id: 'g', item: null, startedAt: START, endedAt: at(2) },
    ])
  })
})

describe('a pause', () => {
  test('is the break that comes next in the agenda; after it the item goes on', () => {
    const document = meeting()
    startClock(document, item('two-b'), at(0))
    expect(togglePause(document, undefined, at(10))).toEqual({ did: 'began', item: 'break' })
    expect(timeOf(document, at(15))).toMatchObject({ isPause: true, pauses: 5 })
    expect(togglePause(document, undefined, at(30))).toEqual({ did: 'ended', item: 'two-b' })
    expect(timeOf(document, at(33))).toMatchObject({ isPause: false, pauses: 20 })
    expect(minutesOf(document, 'two-b', at(33))).toBe(13)
    // Held once: another pause is one that the agenda does not know.
    expect(togglePause(document, undefined, at(34))).toEqual({ did: 'began', item: null })
    togglePause(document, undefined, at(36))
    expect(timeOf(document, at(40))).toMatchObject({ pauses: 22, running: expect.objectContaining({ item: 'two-b' }) as unknown })
  })

  test('in the midst of the agenda is none of its breaks; while nothing ran, nothing goes on after it', () => {
    const document = meeting()
    expect(togglePause(document, item('one'), at(0))).toEqual({ did: 'began', item: null })
    expect(togglePause(document, item('one'), at(5))).toEqual({ did: 'ended', item: null })
    expect(timeOf(document, at(9))).toMatchObject({ running: undefined, pauses: 5 })
  })

  test('of the agenda that is started by its own clock is a pause as any', () => {
    const document = meeting()
    startClock(document, item('one'), at(0))
    startClock(document, item('break'), at(5))
    expect(togglePause(document, item('break'), at(9))).toEqual({ did: 'ended', item: 'one' })
    expect(minutesOf(document, 'one', at(10))).toBe(6)
  })

  test('ends with nothing if its item was removed meanwhile, and with another item if that is started', () => {
    const document = meeting()
    startClock(document, item('one'), at(0))
    togglePause(document, undefined, at(5))
    removeAgendaItem(document, item('one'))
    expect(togglePause(document, undefined, at(9))).toEqual({ did: 'ended', item: null })
    expect(timeOf(document, at(20)).running).toBeUndefined()
    togglePause(document, undefined, at(20))
    startClock(document, item('three'), at(25))
    expect(timeOf(document, at(26))).toMatchObject({ isPause: false, pauses: 9 })
  })
})

describe('when the meeting will end', () => {
  test('is now and what is left of the agenda, against the planned end', () => {
    const document = meeting()
    expect(forecastOf(document, at(0))).toEqual({ end: '15:30', expected: undefined, over: 0, isPast: false })
    startClock(document, item('one'), at(0))
    // 6 + 5 + 15 + 20 + 30 minutes are left.
    expect(forecastOf(document, at(4))).toEqual({ end: '15:30', expected: '15:20', over: 0, isPast: false })
    // Four minutes too long, and nothing left of it.
    expect(forecastOf(document, at(14))).toMatchObject({ expected: '15:24' })
    startClock(document, item('two-b'), at(30))
    expect(forecastOf(document, at(30))).toEqual({ end: '15:30', expected: '15:35', over: 5, isPast: false })
  })

  test('knows that what was taken before its turn, or has nothing to report, does not come again', () => {
    const document = meeting()
    startClock(document, item('three'), at(0))
    startClock(document, item('one'), at(25))
    editAgendaRecord(document, item('two-b'), { outcome: 'nothing-to-report' })
    // 10 + 5 + 20.
    expect(forecastOf(document, at(25))).toMatchObject({ expected: '15:00', over: 0 })
  })

  test('counts a pause with the item that waits', () => {
    const document = meeting()
    startClock(document, item('two-b'), at(0))
    togglePause(document, undefined, at(10))
    // 5 of the item, 15 of the break, 30.
    expect(forecastOf(document, at(15))).toMatchObject({ expected: '15:05' })
  })

  test('is late once the end has passed, whatever is timed, even after midnight', () => {
    const document = meeting()
    expect(forecastOf(document, at(95))).toEqual({ end: '15:30', expected: undefined, over: 5, isPast: true })
    const night = meeting({ start: '23:00' as never, end: '00:30' as never })
    const midnight = Date.UTC(2013, 2, 19, 23, 0)
    expect(forecastOf(night, midnight + 20 * MINUTE)).toMatchObject({ end: '00:30', over: 0, isPast: false })
    expect(forecastOf(night, midnight + 40 * MINUTE)).toMatchObject({ over: 10, isPast: true })
  })

  test('is nothing on another day, without an end, or with a clock a year ahead', () => {
    const document = meeting()
    for (const days of [-2, 2, 365, 3_650]) expect(forecastOf(document, at(days * 24 * 60))).toBeUndefined()
    expect(forecastOf(meeting({ end: undefined }), at(0))).toBeUndefined()
    expect(forecastOf(meeting({ date: undefined }), at(95))).toMatchObject({ over: 5 })
  })
})

describe('opening and closing', () => {
  const documentsOf = (document: Y.Doc) => ({ workspace: new Y.Doc(), series: new Y.Doc(), meeting: document })
  const step = (document: Y.Doc, now: number) => stepSitting(documentsOf(document), now)
  const move = (document: Y.Doc, state: MeetingState, now: number) => setMeetingState(documentsOf(document), state, now)
  const timesIn = (document: Y.Doc) => (({ openedAt, closedAt, state }) => [openedAt, closedAt, state])(readMeeting(document))

  test('note the time on the wall of the meeting, move its state, and stop the clock; opening again takes the end back', () => {
    const document = meeting({ timeZone: 'America/New_York', start: '09:00' as never, end: '10:30' as never })
    expect(sittingOf(readMeeting(document).state)).toBe('to-open')
    step(document, at(2))
    expect(timesIn(document)).toEqual(['09:02', undefined, 'session'])
    startClock(document, item('one'), at(3))
    step(document, at(100))
    expect(timesIn(document)).toEqual(['09:02', '10:40', 'review'])
    expect(runningIn(document, at(101))).toBeUndefined()
    expect(sittingOf(readMeeting(document).state)).toBe('closed')
    step(document, at(110))
    expect(timesIn(document)).toEqual(['09:02', undefined, 'session'])
  })

  test('are each undone in one step, by the clock and by the state alike', () => {
    for (const moved of [(document: Y.Doc, _: MeetingState, now: number) => void step(document, now), move]) {
      const document = meeting()
      const undo = new Y.UndoManager(document, { trackedOrigins: new Set([LOCAL_CHANGE]), captureTimeout: 0 })
      moved(document, 'session', at(0))
      startClock(document, item('one'), at(0))
      moved(document, 'review', at(5))
      expect(timesIn(document)).toEqual(['14:00', '14:05', 'review'])
      expect(runningItem(document, at(6))).toBeUndefined()
      undo.undo()
      expect(timesIn(document)).toEqual(['14:00', undefined, 'session'])
      expect(runningIn(document, at(6))).toBe('one')
      undo.undo()
      undo.undo()
      expect(timesIn(document)).toEqual([undefined, undefined, 'preparation'])
    }
  })

  test('keep a time that was noted by hand, and note none on another day; what was called open too early has not begun', () => {
    const document = meeting({ openedAt: '14:05' as never })
    move(document, 'session', at(30))
    editMeeting(document, { closedAt: '15:35' as never })
    move(document, 'review', at(120))
    expect(timesIn(document)).toEqual(['14:05', '15:35', 'review'])
    const late = meeting()
    const nextDay = 18 * 60
    move(late, 'session', at(nextDay))
    expect(timesIn(late)).toEqual([undefined, undefined, 'session'])
    move(late, 'review', at(nextDay + 1))
    expect(timesIn(late)).toEqual([undefined, undefined, 'review'])
    step(late, at(nextDay + 2))
    expect(timesIn(late)).toEqual([undefined, undefined, 'session'])
    // But who opens and closes it by name says that it is now.
    const moved = meeting()
    step(moved, at(nextDay))
    step(moved, at(nextDay + 1))
    expect(timesIn(moved)).toEqual(['08:00', '08:01', 'review'])
    move(moved, 'session', at(2 * nextDay))
    move(moved, 'published', at(2 * nextDay))
    expect(timesIn(moved)).toEqual(['08:00', '08:01', 'published'])
    const early = meeting()
    move(early, 'session', at(-60))
    move(early, 'preparation', at(-59))
    expect(timesIn(early)).toEqual([undefined, undefined, 'preparation'])
  })

  test('stop the clock in whatever way the meeting leaves its session', () => {
    for (const state of ['review', 'published', 'preparation'] as const) {
      const document = meeting()
      move(document, 'session', at(0))
      startClock(document, item('one'), at(0))
      move(document, state, at(12))
      expect([minutesOf(document, 'one', at(60)), runningItem(document, at(60))]).toEqual([12, undefined])
    }
  })

  test('are taken back as told, the clock runs on; not where somebody has moved the meeting on since', () => {
    const document = meeting()
    step(document, at(0))
    startClock(document, item('one'), at(1))
    const takeBack = step(document, at(5))
    takeBack(document)
    expect([timesIn(document), minutesOf(document, 'one', at(9)), runningIn(document, at(9))]).toEqual([['14:00', undefined, 'session'], 8, 'one'])
    const again = step(document, at(10))
    move(document, 'published', at(11))
    again(document)
    expect(timesIn(document)).toEqual(['14:00', '14:10', 'published'])
  })

  test('drop times that are none', () => {
    const document = meeting({ openedAt: '25:00' as never, closedAt: 'soon' as never })
    expect(timesIn(document)).toEqual([undefined, undefined, 'preparation'])
  })

  test('know the day and the time of each zone, across its changes', () => {
    expect(wallClock(Date.UTC(2013, 2, 31, 0, 59), 'Europe/Paris')).toEqual({ date: '2013-03-31', time: '01:59' })
    expect(wallClock(Date.UTC(2013, 2, 31, 1, 0), 'Europe/Paris')).toEqual({ date: '2013-03-31', time: '03:00' })
    expect(wallClock(Date.UTC(2013, 11, 31, 23, 30), 'Europe/Paris')).toEqual({ date: '2014-01-01', time: '00:30' })
  })
})
