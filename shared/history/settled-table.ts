import type * as Y from 'yjs'
import { readTable, writeRecord } from '../model/fact-table.ts'

/** Table of every document: dropped values that somebody has looked at, by the identifier that Yjs gave them. */
export const SETTLED_TABLE = 'settled'

export function readSettled(document: Y.Doc): ReadonlySet<string> {
  return new Set(document.share.has(SETTLED_TABLE) ? readTable(document, SETTLED_TABLE).keys() : [])
}

export function settle(document: Y.Doc, value: string, choice: 'restored' | 'kept'): void {
  writeRecord(document, SETTLED_TABLE, value, { choice })
}
