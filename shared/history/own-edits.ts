import type { LogId, Positions } from '../log/record.ts'
import type { WriterId } from '../model/identifiers.ts'

/**
 * What this installation itself has written in a document, as far as the others may not have seen it: known before
 * another's changes are applied, so that a removal made without knowledge of an edit does not take the edit with it.
 */
export interface OwnEdits {
  /** Who this installation is in this workspace: whose edit it is that was kept. */
  readonly writer: WriterId
  /** The Yjs client numbers under which this installation has written in this document, this session's too. */
  readonly clients: ReadonlySet<number>
  /**
   * The own record that last touched a target (see `touchedTargets`); undefined if none did. `pending`: it is not in
   * the log yet, so nobody has seen it.
   */
  lastTouch(target: string): { readonly log: LogId; readonly sequence: number } | 'pending' | undefined
}

/** One record of another writer, about to be applied. */
export interface RemoteChange {
  readonly log: LogId
  readonly sequence: number
  readonly time: number
  /** How far its writer had read each log when it was made: all in all, not only what is new in this record. */
  readonly seen: Positions
  readonly update: Uint8Array
}

/** What was kept of this installation's edits that another's removal, made without knowing of them, would have taken. */
export interface KeptEdits {
  /** Entries put back into a body. */
  readonly entries: number
  /** Records (agenda items, people…) that are there again. */
  readonly records: number
  /** Updates that were left out because their bytes make none. */
  readonly unreadable: number
}
