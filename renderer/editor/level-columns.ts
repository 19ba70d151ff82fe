import { useEffect, useRef, type RefObject } from 'react'

/** Room left above an entry, in pixels: less is not seen. */
const LEAST_ROOM = 0.5

/**
 * Keeps the entries of two bodies that stand side by side level with what they translate, for as long as the frame holds
 * them (`key` says which ones). Only when an entry gets higher or lower, comes or goes, is anything measured: typing
 * within a line costs nothing.
 */
export function useLevelColumns(key: string | undefined): RefObject<HTMLDivElement | null> {
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const original = frame.current?.querySelector<HTMLElement>('[data-original]')
    const translation = frame.current?.querySelector<HTMLElement>('.ProseMirror')
    return key !== undefined && original && translation ? keepLevel(original, translation) : undefined
  }, [key])
  return frame
}

/** Returns what ends it and takes away the room that it made. */
function keepLevel(left: HTMLElement, right: HTMLElement): () => void {
  const columns = [new Column(left), new Column(right)] as const
  let frame: number | undefined
  const level = () => {
    cancelAnimationFrame(frame ?? 0)
    frame = undefined
    levelOnce(...columns)
  }
  // After the layout and before it is painted.
  const sizes = new ResizeObserver(level)
  const observeEntries = () => {
    sizes.disconnect()
    for (const entry of columns.flatMap((column) => column.entries())) sizes.observe(entry)
    frame ??= requestAnimationFrame(level)
  }
  const entries = new MutationObserver(observeEntries)
  const references = new MutationObserver(() => (frame ??= requestAnimationFrame(level)))
  for (const { body } of columns) {
    entries.observe(body, { childList: true })
    references.observe(body, { subtree: true, attributeFilter: ['data-line', 'data-translates'] })
  }
  observeEntries()
  return () => {
    cancelAnimationFrame(frame ?? 0)
    for (const observer of [sizes, entries, references]) observer.disconnect()
    for (const column of columns) column.clear()
  }
}

interface Measured {
  readonly entry: HTMLElement
  /** Where it stands without the room above it that was made here. */
  readonly top: number
  /** What separates it from the entry before it anyway. */
  readonly gap: number
  readonly room: number
}

/** One of the two bodies, with the room made above its entries. */
class Column {
  readonly body: HTMLElement
  readonly #rooms = new Map<HTMLElement, number>()

  constructor(body: HTMLElement) {
    this.body = body
  }

  entries(): readonly HTMLElement[] {
    return [...this.body.children].filter((child): child is HTMLElement => child instanceof HTMLElement && child.dataset.line !== undefined)
  }

  measure(): readonly Measured[] {
    // ProseMirror draws some entries anew as other elements.
    for (const entry of this.#rooms.keys()) if (!entry.isConnected) this.#rooms.delete(entry)
    let end = this.body.getBoundingClientRect().top + Number.parseFloat(getComputedStyle(this.body).paddingTop)
    let madeAbove = 0
    return this.entries().map((entry) => {
      const { top, bottom } = entry.getBoundingClientRect()
      const room = this.#rooms.get(entry) ?? 0
      const gap = top - room - end
      end = bottom
      madeAbove += room
      return { entry, top: top - madeAbove, gap, room }
    })
  }

  /** Writes only what differs. */
  makeRoom(rooms: ReadonlyMap<HTMLElement, number>, measured: readonly Measured[]): void {
    for (const { entry, gap, room: before } of measured) {
      const room = rooms.get(entry) ?? 0
      if (Math.abs(room - before) < LEAST_ROOM) continue
      if (room === 0) {
        this.#rooms.delete(entry)
        entry.style.removeProperty('margin-top')
      } else {
        this.#rooms.set(entry, room)
        entry.style.marginTop = `${gap + room}px`
      }
    }
  }

  clear(): void {
    for (const entry of this.#rooms.keys()) entry.style.removeProperty('margin-top')
    this.#rooms.clear()
  }
}

function levelOnce(left: Column, right: Column): void {
  // One above the other, where there is no room for two.
  if (right.body.getBoundingClientRect().left < left.body.getBoundingClientRect().right) {
    left.clear()
    right.clear()
    return
  }
  const [lefts, rights] = [left.measure(), right.measure()]
  const [leftRooms, rightRooms] = roomsFor(lefts, rights, pairsOf(lefts, rights))
  const atCaret = caretEntry(right.body)
  const before = atCaret?.getBoundingClientRect().top
  left.makeRoom(leftRooms, lefts)
  right.makeRoom(rightRooms, rights)
  // What was made level above it must not push the line at hand out of sight.
  if (atCaret && Math.abs(atCaret.getBoundingClientRect().top - before!) > LEAST_ROOM) atCaret.scrollIntoView({ block: 'nearest' })
}

type Pair = readonly [left: number, right: number]

/** What translates what, from top to bottom; what stands in another order than its original is left where it is. */
function pairsOf(lefts: readonly Measured[], rights: readonly Measured[]): readonly Pair[] {
  const byLine = new Map(rights.map(({ entry }, index) => [entry.dataset.line, index]))
  const byOriginal = new Map(rights.map(({ entry }, index) => [entry.dataset.translates, index] as const).toReversed())
  const pairs: Pair[] = []
  let last = -1
  for (const [index, { entry }] of lefts.entries()) {
    const beside = byOriginal.get(entry.dataset.line ?? '') ?? byLine.get(entry.dataset.translates ?? '')
    if (beside === undefined || beside <= last) continue
    pairs.push([index, beside])
    last = beside
  }
  return pairs
}

/** The room above entries that makes each pair level: above the one that would stand higher. */
function roomsFor(lefts: readonly Measured[], rights: readonly Measured[], pairs: readonly Pair[]): readonly [ReadonlyMap<HTMLElement, number>, ReadonlyMap<HTMLElement, number>] {
  const [leftRooms, rightRooms] = [new Map<HTMLElement, number>(), new Map<HTMLElement, number>()]
  let [madeLeft, madeRight] = [0, 0]
  for (const [left, right] of pairs) {
    const lower = rights[right]!.top + madeRight - (lefts[left]!.top + madeLeft)
    if (lower > LEAST_ROOM) {
      leftRooms.set(lefts[left]!.entry, lower)
      madeLeft += lower
    } else if (lower < -LEAST_ROOM) {
      rightRooms.set(rights[right]!.entry, -lower)
      madeRight -= lower
    }
  }
  return [leftRooms, rightRooms]
}

/** The entry with the caret, if it is in sight. */
function caretEntry(body: HTMLElement): HTMLElement | undefined {
  if (document.activeElement !== body) return undefined
  const anchor = getSelection()?.anchorNode
  const entry = (anchor instanceof HTMLElement ? anchor : anchor?.parentElement)?.closest<HTMLElement>('[data-line]')
  const { top, bottom } = entry?.getBoundingClientRect() ?? { top: -1, bottom: -1 }
  return entry && bottom > 0 && top < window.innerHeight ? entry : undefined
}
