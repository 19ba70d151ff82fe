import { useSyncExternalStore } from 'react'
import type * as Y from 'yjs'
import { forecast, type Forecast } from '../../../../shared/agenda/forecast.ts'
import { timekeeping, type ItemTime, type Timekeeping } from '../../../../shared/agenda/timekeeping.ts'
import { agendaTree, type AgendaItem } from '../../../../shared/agenda/tree.ts'
import { readAgendaRecords, readMeeting, type Meeting } from '../../../../shared/model/meeting.ts'
import { readTimings, TIMINGS_TABLE } from '../../../../shared/model/timing.ts'
import { wallClock, type WallTime } from '../../../../shared/model/wall-time.ts'
import { useDesk } from '../desk.tsx'

/** The clock of a meeting as it stands in this minute. */
export interface ClockFace {
  readonly facts: Meeting
  readonly tree: readonly AgendaItem[]
  readonly time: Timekeeping
  readonly forecast: Forecast | undefined
  /** On the wall of the meeting. */
  readonly now: WallTime
}

/**
 * Watches the clock of one meeting: anew when something is started, stopped or planned, and once a minute. Outside of React, so
 * that a passing minute draws what shows it and nothing else: never the screen, never the text.
 */
class ClockWatch {
  readonly #document: Y.Doc
  readonly #listeners = new Set<() => void>()
  #face: ClockFace | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(document: Y.Doc) {
    this.#document = document
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    if (this.#listeners.size === 0) this.#begin()
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#end()
    }
  }

  face(): ClockFace {
    return (this.#face ??= faceOf(this.#document, Date.now(), this.#known))
  }

  /** The times as they were last shown: what did not change stays the same object, and is not drawn again. */
  #known: ReadonlyMap<string, ItemTime> = new Map()

  #maps(): readonly Y.Map<unknown>[] {
    return ['facts', 'agenda', TIMINGS_TABLE].map((table) => this.#document.getMap(table))
  }

  #begin(): void {
    // What changed while nobody watched was not observed.
    this.#forget()
    for (const map of this.#maps()) map.observe(this.#changed)
    // A computer that slept, or a clock that was set, shows the right time as soon as somebody looks.
    window.addEventListener('focus', this.#changed)
    document.addEventListener('visibilitychange', this.#changed)
    this.#wait()
  }

  #end(): void {
    for (const map of this.#maps()) map.unobserve(this.#changed)
    window.removeEventListener('focus', this.#changed)
    document.removeEventListener('visibilitychange', this.#changed)
    clearTimeout(this.#timer)
  }

  readonly #changed = (): void => {
    this.#forget()
    for (const listener of this.#listeners) listener()
  }

  #forget(): void {
    this.#known = this.#face?.time.items ?? this.#known
    this.#face = undefined
  }

  #wait(): void {
    const untilNextMinute = MINUTE - (Date.now() % MINUTE)
    this.#timer = setTimeout(() => {
      this.#changed()
      this.#wait()
    }, untilNextMinute + AFTER_THE_MINUTE)
  }
}

const MINUTE = 60_000
/** Timers can be early by a little; in milliseconds. */
const AFTER_THE_MINUTE = 20

function faceOf(document: Y.Doc, now: number, known: ReadonlyMap<string, ItemTime>): ClockFace {
  const facts = readMeeting(document)
  const tree = agendaTree(readAgendaRecords(document))
  const time = timekeeping(facts, tree, readTimings(document), now)
  const items = new Map([...time.items].map(([id, shown]) => [id, unchanged(known.get(id), shown)]))
  return { facts, tree, time: { ...time, items }, forecast: forecast(facts, tree, time, now), now: wallClock(now, facts.timeZone).time }
}

function unchanged(known: ItemTime | undefined, shown: ItemTime): ItemTime {
  const isSame = known && known.elapsed === shown.elapsed && known.planned === shown.planned && known.isRunning === shown.isRunning
  return isSame ? known : shown
}

const watches = new WeakMap<Y.Doc, ClockWatch>()

function watchOf(document: Y.Doc): ClockWatch {
  const known = watches.get(document)
  if (known) return known
  const watch = new ClockWatch(document)
  watches.set(document, watch)
  return watch
}

/** What `select` finds on the clock's face: drawn again when that is another value. It must not make a new object each time. */
export function useClock<Value>(select: (face: ClockFace) => Value): Value {
  const watch = watchOf(useDesk().meeting.document)
  return useSyncExternalStore(watch.subscribe, () => select(watch.face()))
}
