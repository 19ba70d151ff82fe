import type { LogId, Positions } from './record.ts'

/** A log that is being merged with others: its next record, and how far it has come. */
export interface CausalCursor {
  readonly log: LogId
  /** Its next record; undefined if there is none for now. */
  readonly head: { readonly time: number; readonly seen: Positions } | undefined
  /** Sequence number of the last record that was taken. */
  readonly reached: number
  /** Sequence number of the last record that there is. */
  readonly last: number
}

/**
 * Gives the log whose next record is to be taken; undefined if there is none. Each record comes after everything that
 * its writer had seen, as far as that is there. Where that leaves a choice, the earlier time goes first and then the
 * smaller name of the log, so that the order does not depend on how the records came here. Records that wait for each
 * other (nobody who is honest writes such) are taken all the same, so that it always ends.
 *
 * The caller moves a cursor on (`head`, `reached`) after each call, and only the one it was given. Linear in the
 * records: what a record waits for is looked at once.
 */
export function createCausalOrder<Cursor extends CausalCursor>(cursors: ReadonlyMap<LogId, Cursor>): () => Cursor | undefined {
  const waits = new Map<Cursor, Wait>()

  const isFree = (cursor: Cursor, head: NonNullable<CausalCursor['head']>): boolean => {
    let wait = waits.get(cursor)
    if (wait?.head !== head) {
      wait = { head, rest: head.seen.entries(), current: undefined }
      waits.set(cursor, wait)
    }
    for (;;) {
      if (wait.current) {
        const [log, sequence] = wait.current
        const other = log === cursor.log ? undefined : cursors.get(log)
        if (other?.head && other.reached < Math.min(sequence, other.last)) return false
      }
      const next = wait.rest.next()
      if (next.done) {
        wait.current = undefined
        return true
      }
      wait.current = next.value
    }
  }

  return () => {
    let free: Cursor | undefined
    let any: Cursor | undefined
    for (const cursor of cursors.values()) {
      if (!cursor.head) continue
      any = earlier(any, cursor)
      if ((!free || earlier(free, cursor) === cursor) && isFree(cursor, cursor.head)) free = cursor
    }
    return free ?? any
  }
}

interface Wait {
  readonly head: NonNullable<CausalCursor['head']>
  /** What has not been looked at yet, behind what is waited for. */
  readonly rest: Iterator<readonly [LogId, number]>
  current: readonly [LogId, number] | undefined
}

function earlier<Cursor extends CausalCursor>(left: Cursor | undefined, right: Cursor): Cursor {
  if (!left?.head || !right.head) return right
  return right.head.time < left.head.time || (right.head.time === left.head.time && right.log < left.log) ? right : left
}
