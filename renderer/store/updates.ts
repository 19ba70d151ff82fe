import * as Y from 'yjs'

/**
 * Applies an update. One that no Yjs can read must not keep the others from being read: it stays in the log, and nothing
 * else can be done about it here.
 * @returns false if it could not be read; some of it may have been
 */
export function applyReadable(document: Y.Doc, update: Uint8Array, origin?: unknown): boolean {
  try {
    Y.applyUpdate(document, update, origin)
    return true
  } catch (error) {
    // oxlint-disable-next-line no-console -- it must be seen by who looks for it.
    console.error(error)
    return false
  }
}

/**
 * Many updates as one, with what can be read of each. Through a document: merging some hundred small updates as they are
 * costs more and keeps what was deleted.
 */
export function joined(updates: readonly Uint8Array[]): Uint8Array {
  const document = new Y.Doc()
  document.transact(() => {
    for (const update of updates) applyReadable(document, update)
  })
  const whole = Y.encodeStateAsUpdate(document)
  document.destroy()
  return whole
}

/** Few updates as one, whatever is in them. */
export function merged(updates: readonly Uint8Array[]): Uint8Array {
  if (updates.length === 1) return updates[0]!
  try {
    return Y.mergeUpdates([...updates])
  } catch {
    return joined(updates)
  }
}
