import { defaultDeleteFilter, ySyncPluginKey } from 'y-prosemirror'
import * as Y from 'yjs'
import { ENTRY_NODE } from '../../shared/model/body.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'

/** Changes closer together than this are undone together, in milliseconds. */
const UNDO_GROUP = 600

const PROTECTED_NODES = new Set([ENTRY_NODE])

/** The one history of a document: undo of this person's own changes, whatever part of it they touch. */
export function undoHistory(document: Y.Doc): Y.UndoManager {
  return new Y.UndoManager(document, {
    trackedOrigins: new Set([LOCAL_CHANGE, ySyncPluginKey]),
    captureTimeout: UNDO_GROUP,
    // The editor opens a transaction for each moved caret; one that changes nothing must not take away what can be redone.
    captureTransaction: (transaction) => transaction.changed.size > 0,
    // Taking back a new entry must not take with it what somebody else has typed in it.
    deleteFilter: (item) => defaultDeleteFilter(item, PROTECTED_NODES),
  })
}
