import * as Y from 'yjs'
import type { LogId } from '../log/record.ts'
import type { WriterId } from '../model/identifiers.ts'

/** A change of one document as it stands in a log, with who made it and when. */
export interface HistoryRecord {
  readonly log: LogId
  readonly writer: WriterId
  readonly sequence: number
  /** The writer's clock, in milliseconds since 1970. */
  readonly time: number
  readonly update: Uint8Array
}

/** Who did something, and when by their clock. */
export interface Authorship {
  readonly writer: WriterId
  readonly time: number
}

/** A document made again from its records, with nothing thrown away: every value that was ever set is there. */
export interface Replay {
  readonly document: Y.Doc
  /** Who brought an item into the document; undefined if no record did. */
  authorOf(id: Y.ID): Authorship | undefined
}

type Watcher = (transaction: Y.Transaction, record: HistoryRecord) => void

/**
 * Applies the records in the order given (nothing before what its writer had seen), each in a transaction of its own,
 * which is shown to `watch` before anything of it is cleaned up. A record that cannot be read is passed over.
 */
export function replay(records: readonly HistoryRecord[], watch?: Watcher): Replay {
  const document = new Y.Doc({ gc: false })
  const brought = new Map<number, { readonly end: number; readonly record: HistoryRecord }[]>()
  let present: HistoryRecord | undefined
  document.on('afterTransaction', (transaction: Y.Transaction) => {
    if (!present) return
    for (const [client, end] of transaction.afterState) {
      if (end === (transaction.beforeState.get(client) ?? 0)) continue
      const known = brought.get(client)
      if (known) known.push({ end, record: present })
      else brought.set(client, [{ end, record: present }])
    }
    watch?.(transaction, present)
  })
  for (const record of records) {
    present = record
    try {
      Y.applyUpdate(document, record.update)
    } catch {
      // Its bytes make no update: there is nothing to tell of it.
    }
  }
  present = undefined
  const authorOf = ({ client, clock }: Y.ID): Authorship | undefined => brought.get(client)?.find(({ end }) => clock < end)?.record
  return { document, authorOf }
}
