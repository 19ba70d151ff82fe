import type * as Y from 'yjs'

/** How long a frame is waited for that does not come, in milliseconds: the window is covered, or the machine sleeps. */
const LONGEST_WAIT = 100

/**
 * Whatever a person begins next: what answers to it is to find the document as the screen shows it. Heard before those who
 * answer.
 */
const BEGINNINGS = ['keydown', 'keypress', 'pointerdown', 'click', 'paste', 'cut', 'drop', 'focusout', 'blur', 'visibilitychange', 'pagehide', 'beforeunload'] as const

/**
 * Writes into the document right after the next frame, which shows already what is written: whoever types does not wait
 * for it. Nobody finds the document without it who begins to change it, works with its history, or saves: they come
 * after it, as does whatever is begun in the window. At once where there are no frames.
 */
export function writeAfterFrame(document: Y.Doc, write: () => void): void {
  const late = lateWriteOf(document)
  late.now()
  if (typeof requestAnimationFrame === 'undefined') write()
  else late.put(write)
}

/** Writes what waits for its frame. */
export function writeNow(document: Y.Doc): void {
  known.get(document)?.now()
}

/** Whether something waits that is on the screen and not yet in the document. */
export function isWriteLate(document: Y.Doc): boolean {
  return known.get(document)?.isWaiting === true
}

/** Tells, for as long as the document is there, that something waits: from then on it has what is not saved. */
export function onLateWrite(document: Y.Doc, listener: () => void): void {
  lateWriteOf(document).listeners.add(listener)
}

class LateWrite {
  readonly listeners = new Set<() => void>()
  #write: (() => void) | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  get isWaiting(): boolean {
    return this.#write !== undefined
  }

  put(write: () => void): void {
    this.#write = write
    this.#timer = setTimeout(() => this.now(), LONGEST_WAIT)
    afterNextFrame(this)
    for (const listener of this.listeners) listener()
  }

  now(): void {
    const write = this.#write
    if (!write) return
    this.#write = undefined
    waiting.delete(this)
    clearTimeout(this.#timer)
    write()
  }
}

const known = new WeakMap<Y.Doc, LateWrite>()

function lateWriteOf(document: Y.Doc): LateWrite {
  const there = known.get(document)
  if (there) return there
  const late = new LateWrite()
  known.set(document, late)
  letInFirst(document, () => late.now())
  return late
}

/**
 * Yjs begins each transaction, also that of an update from elsewhere and of undo, with a look at those that are not over
 * (`_transactionCleanups`, seen in 13.6.33). Its events come too late: what is written then belongs to the one that has begun.
 */
function letInFirst(document: Y.Doc, first: () => void): void {
  let open = document._transactionCleanups
  Object.defineProperty(document, '_transactionCleanups', {
    get: () => {
      if (open.length === 0) first()
      return open
    },
    set: (transactions: Y.Transaction[]) => {
      open = transactions
    },
  })
}

const waiting = new Set<LateWrite>()
let channel: MessageChannel | undefined

/** A message that is sent while a frame is made arrives once it is painted. */
function afterNextFrame(late: LateWrite): void {
  waiting.add(late)
  channel ??= messagesAndBeginnings()
  requestAnimationFrame(tellAfterFrame)
}

function tellAfterFrame(): void {
  channel?.port2.postMessage(undefined)
}

function messagesAndBeginnings(): MessageChannel {
  const made = new MessageChannel()
  made.port1.onmessage = allNow
  for (const type of BEGINNINGS) globalThis.addEventListener?.(type, allNow, { capture: true })
  return made
}

function allNow(): void {
  for (const late of waiting) late.now()
}
