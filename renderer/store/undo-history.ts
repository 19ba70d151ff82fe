import { defaultDeleteFilter, ySyncPluginKey } from 'y-prosemirror'
import * as Y from 'yjs'
import { ENTRY_NODE } from '../../shared/model/body.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import { writeNow } from './late-write.ts'

/** Changes closer together than this are undone together, in milliseconds. */
const UNDO_GROUP = 600

const PROTECTED_NODES = new Set([ENTRY_NODE])

/** The one history of a document: undo of this person's own changes, whatever part of it they touch. */
export function undoHistory(document: Y.Doc): Y.UndoManager {
  const history = new DocumentHistory(document, {
    trackedOrigins: new Set([LOCAL_CHANGE, ySyncPluginKey]),
    captureTimeout: UNDO_GROUP,
    // The editor opens a transaction for each moved caret; one that changes nothing must not take away what can be redone.
    captureTransaction: (transaction) => transaction.changed.size > 0,
    // Taking back a new entry must not take with it what somebody else has typed in it.
    deleteFilter: (item) => defaultDeleteFilter(item, PROTECTED_NODES),
  })
  // They go with the document, whose one history this is.
  document.on('beforeTransaction', (transaction) => {
    if (transaction.origin !== history) return
    const step = (history.undoing ? history.undoStack : history.redoing ? history.redoStack : []).at(-1)
    if (step) matchPieces(transaction, step)
  })
  document.on('afterTransaction', (transaction) => {
    if (transaction.origin === history) forgetRestoredOfOthers(transaction)
  })
  return history
}

/** What the screen shows already is part of it. */
class DocumentHistory extends Y.UndoManager {
  override undo() {
    writeNow(this.doc)
    return super.undo()
  }

  override redo() {
    writeNow(this.doc)
    return super.redo()
  }

  override stopCapturing() {
    writeNow(this.doc)
    super.stopCapturing()
  }
}

/**
 * What a step made may have been taken back and restored since, as other pieces: Yjs then finds only the first of them, or one
 * that holds more, and takes back too little or too much. So both sides are cut at the same places first.
 */
function matchPieces(transaction: Y.Transaction, step: Y.UndoManager['undoStack'][number]): void {
  const made: Y.Item[] = []
  Y.iterateDeletedStructs(transaction, step.insertions, (struct) => {
    if (struct instanceof Y.Item && struct.redone !== null) made.push(struct)
  })
  for (const { id, length } of made) {
    for (let place = 0; place < length; ) {
      const piece = restoredAs(transaction, Y.createID(id.client, id.clock + place), length - place)
      if (!piece) break
      cut(transaction, piece.id)
      cut(transaction, Y.createID(piece.id.client, piece.id.clock + piece.length))
      place += piece.length
      if (place < length) cut(transaction, Y.createID(id.client, id.clock + place))
    }
  }
}

/**
 * A fact of another's that came back because what had replaced it was taken back stands there as theirs. Yjs takes it for
 * ours: what had stood there before both of us would be put over it by the next step. So it must not know that it is the same.
 */
function forgetRestoredOfOthers(transaction: Y.Transaction): void {
  const own = transaction.doc.clientID
  for (const [table, keys] of transaction.changed) {
    if (table._item !== null) continue
    for (const key of keys) {
      const restored = key === null ? undefined : table._map.get(key)
      if (restored?.id.client !== own || restored.id.clock < (transaction.beforeState.get(own) ?? 0)) continue
      for (let before = restored.left; before; before = before.left) {
        if (before.redone === null || !Y.compareIDs(before.redone, restored.id)) continue
        if (before.id.client !== own) before.redone = null
        break
      }
    }
  }
}

/** Where the text that began there stands now, as far as it stands there in one piece; undefined if it was forgotten. */
function restoredAs(transaction: Y.Transaction, from: Y.ID, most: number): { readonly id: Y.ID; readonly length: number } | undefined {
  let [id, length] = [from, most]
  for (;;) {
    const item = Y.getItem(transaction.doc.store, id)
    if (!(item instanceof Y.Item)) return undefined
    const into = id.clock - item.id.clock
    length = Math.min(length, item.length - into)
    if (item.redone === null) return { id, length }
    id = Y.createID(item.redone.client, item.redone.clock + into)
  }
}

/** Makes a piece begin there, unless one does, or nothing stands there. */
function cut(transaction: Y.Transaction, id: Y.ID): void {
  if (id.clock < Y.getState(transaction.doc.store, id.client)) Y.getItemCleanStart(transaction, id)
}
