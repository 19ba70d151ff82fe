import * as Y from 'yjs'
import { ENTRY_NODE, LINE_BREAK_NODE } from '../model/body.ts'
import type { DecodedChanges } from './decoded-changes.ts'
import { entriesOf, type EntryAttributes, type MarkedText } from './entry-element.ts'
import { isMoved, type MovedText } from './moved-text.ts'

/** A stretch of an entry that is gone. */
export interface Piece extends MarkedText {
  /** Written by this installation and not seen by who removed it; otherwise the remover had seen it. */
  readonly isOwn: boolean
}

/** An entry from which a removal took what this installation had written there and the remover had not seen. */
export interface LostText {
  readonly fragment: Y.XmlFragment
  readonly name: string
  readonly attributes: EntryAttributes
  /** The whole entry is gone, and its text does not stand elsewhere. */
  readonly isWhole: boolean
  readonly pieces: readonly Piece[]
  /** The entry after which it belongs; null: the first of the body. */
  readonly after: Y.XmlElement | null
  /** Number of the change, among those applied, that removed it. */
  readonly change: number
}

/** What one transaction deleted, and what was there before it. Within the transaction only: afterwards Yjs throws deleted text away. */
interface Before {
  readonly transaction: Y.Transaction
  readonly deleted: DeleteSet
}

type DeleteSet = ReturnType<typeof Y.createDeleteSet>

/** To be called at the end of the transaction in which the changes were applied. In the order of the bodies. */
export function findLostText(transaction: Y.Transaction, changes: DecodedChanges, own: ReadonlySet<number>): readonly LostText[] {
  const clients = [...own].filter((client) => transaction.deleteSet.clients.has(client))
  if (clients.length === 0) return []
  const before: Before = { transaction, deleted: Y.mergeDeleteSets([transaction.deleteSet]) }
  const touched = new Set<Y.Item>()
  for (const item of deletedItems(before, clients)) {
    if (!isWritten(item) || !hasUnseen(item, changes.deleted)) continue
    const entry = entryOf(item)
    if (entry) touched.add(entry)
  }
  return inOrder(touched).flatMap((entry) => lostText(entry, before, changes, own) ?? [])
}

function* deletedItems({ transaction, deleted }: Before, clients: readonly number[]): Iterable<Y.Item> {
  for (const client of clients) {
    const structs = transaction.doc.store.clients.get(client) ?? []
    for (const { clock, len } of deleted.clients.get(client) ?? []) {
      for (let index = Y.findIndexSS(structs, clock); index < structs.length && structs[index]!.id.clock < clock + len; index += 1) {
        const struct = structs[index]
        if (struct instanceof Y.Item && wasThere(struct, transaction)) yield struct
      }
    }
  }
}

/** Text, a line break, or a fact of an entry: what a person writes, as opposed to what carries it. */
function isWritten(item: Y.Item): boolean {
  return item.content instanceof Y.ContentString || isLineBreak(item) || item.parentSub !== null
}

function isLineBreak(item: Y.Item): boolean {
  return item.content instanceof Y.ContentType && item.content.type instanceof Y.XmlElement && item.content.type.nodeName === LINE_BREAK_NODE
}

function hasUnseen(item: Y.Item, seen: DeleteSet): boolean {
  for (let offset = 0; offset < item.length; offset += 1) if (!Y.isDeleted(seen, idAt(item, offset))) return true
  return false
}

/** The item of the entry in which something stands; undefined where it stands elsewhere. */
function entryOf(item: Y.Item): Y.Item | undefined {
  let inner = item
  let type = item.parent as Y.AbstractType<unknown>
  while (type._item) {
    inner = type._item
    type = inner.parent as Y.AbstractType<unknown>
  }
  return inner !== item && elementOf(inner)?.nodeName === ENTRY_NODE ? inner : undefined
}

function elementOf(item: Y.Item): Y.XmlElement | undefined {
  return item.content instanceof Y.ContentType && item.content.type instanceof Y.XmlElement ? item.content.type : undefined
}

function inOrder(entries: ReadonlySet<Y.Item>): readonly Y.Item[] {
  const ordered: Y.Item[] = []
  for (const root of new Set([...entries].map((entry) => entry.parent as Y.AbstractType<unknown>))) {
    for (let item = root._start; item; item = item.right) if (entries.has(item)) ordered.push(item)
  }
  return ordered
}

function lostText(entry: Y.Item, before: Before, changes: DecodedChanges, own: ReadonlySet<number>): LostText | undefined {
  const { transaction } = before
  const element = elementOf(entry)!
  const isRemoved = entry.deleted && wasThere(entry, transaction)
  const removed = isRemoved ? [entry] : children(element).filter((item) => item.deleted && wasThere(item, transaction, before.deleted))
  const removing = changes.removing(removed.map((item) => item.id))
  if (removing.length === 0) return undefined
  const seen = changes.seenByOnly(removing)
  const pieces = isRemoved
    ? children(element).flatMap((child) => piecesOf(child, before, changes.deleted, seen, own))
    : removed.flatMap((child) => piecesOf(child, before, changes.deleted, seen, own))
  const moved = isMoved(textOf(pieces.filter((piece) => !piece.isOwn)), removing.map((change) => changes.inserted(change)))
  const name = Y.findRootTypeKey(entry.parent as Y.AbstractType<unknown>)
  const fragment = transaction.doc.getXmlFragment(name)
  const attributes = attributesOf(element, before)
  // Put back already: by another who had written in it too, or by its remover.
  const again = isRemoved ? entriesOf(fragment).find((other) => other.getAttribute('id') === attributes.id) : undefined
  const isWhole = isRemoved && !moved && !again
  const hasText = pieces.some((piece) => piece.isOwn && piece.text.trim() !== '')
  if (!hasText && !(isWhole && hasOwnFact(element, before, changes.deleted, own))) return undefined
  return {
    name,
    fragment,
    attributes,
    isWhole,
    pieces: isWhole ? pieces : separated(pieces),
    after: takerOf(moved, transaction) ?? again ?? (isRemoved ? previousEntry(entry) : element),
    change: removing[0]!,
  }
}

/** Own pieces between which something stood that stands elsewhere now are kept apart. */
function separated(pieces: readonly Piece[]): readonly Piece[] {
  const first = pieces.findIndex((piece) => piece.isOwn)
  const last = pieces.findLastIndex((piece) => piece.isOwn)
  return pieces
    .slice(first, last + 1)
    .map((piece) => (piece.isOwn ? piece : { text: ' … ', marks: {}, isOwn: true }))
    .filter((piece, index, all) => piece.text !== ' … ' || all[index - 1]?.text !== ' … ')
}

function children(element: Y.XmlElement): readonly Y.Item[] {
  const items: Y.Item[] = []
  for (let item = element._start; item; item = item.right) items.push(item)
  return items
}

function piecesOf(child: Y.Item, before: Before, deleted: DeleteSet, seen: DeleteSet, own: ReadonlySet<number>): readonly Piece[] {
  if (!wasVisible(child, before)) return []
  if (isLineBreak(child)) return piecesOfItem(child, '\n', {}, deleted, seen, own)
  const type = child.content instanceof Y.ContentType ? child.content.type : undefined
  if (!(type instanceof Y.XmlText)) return []
  const pieces: Piece[] = []
  let marks: Record<string, unknown> = {}
  for (let item = type._start; item; item = item.right) {
    if (!wasVisible(item, before)) continue
    if (item.content instanceof Y.ContentFormat) {
      const { [item.content.key]: _before, ...others } = marks
      marks = item.content.value === null ? others : { ...others, [item.content.key]: item.content.value as unknown }
    } else if (item.content instanceof Y.ContentString) {
      pieces.push(...piecesOfItem(item, item.content.str, marks, deleted, seen, own))
    }
  }
  return pieces
}

/** An item can hold what the remover had seen together with what was written on after it. */
function piecesOfItem(item: Y.Item, text: string, marks: Piece['marks'], deleted: DeleteSet, seen: DeleteSet, own: ReadonlySet<number>): readonly Piece[] {
  const pieces: { text: string; marks: Piece['marks']; isOwn: boolean }[] = []
  let previous: boolean | undefined
  for (let offset = 0; offset < item.length; offset += 1) {
    const id = idAt(item, offset)
    const isOwn = own.has(id.client) && !Y.isDeleted(deleted, id)
    const kept = isOwn || Y.isDeleted(seen, id) ? isOwn : undefined
    if (kept !== undefined) {
      if (kept === previous) pieces.at(-1)!.text += text[offset]!
      else pieces.push({ text: text[offset]!, marks, isOwn: kept })
    }
    previous = kept
  }
  return pieces
}

function hasOwnFact(element: Y.XmlElement, before: Before, deleted: DeleteSet, own: ReadonlySet<number>): boolean {
  return [...element._map.values()].some((item) => own.has(item.id.client) && wasThere(item, before.transaction, before.deleted) && !Y.isDeleted(deleted, item.lastId))
}

function attributesOf(element: Y.XmlElement, { deleted }: Before): EntryAttributes {
  const attributes: Record<string, unknown> = {}
  for (const [name, item] of element._map) {
    if (!item.deleted || Y.isDeleted(deleted, item.lastId)) attributes[name] = item.content.getContent().at(-1)
  }
  return attributes
}

function takerOf(moved: MovedText | undefined, { doc }: Y.Transaction): Y.XmlElement | undefined {
  if (!moved || moved.clock >= Y.getState(doc.store, moved.client)) return undefined
  const item = Y.getItem(doc.store, Y.createID(moved.client, moved.clock)) as Y.Item | Y.GC
  const entry = item instanceof Y.Item && item.parent ? entryOf(item) : undefined
  return entry && !entry.deleted ? elementOf(entry) : undefined
}

function previousEntry(entry: Y.Item): Y.XmlElement | null {
  let item = entry.left
  while (item?.deleted) item = item.left
  return item ? (elementOf(item) ?? null) : null
}

/** Part of the document before the transaction; with `deleted`, only if it was visible then. */
function wasThere(item: Y.Item, { beforeState }: Y.Transaction, deleted?: DeleteSet): boolean {
  return item.id.clock < (beforeState.get(item.id.client) ?? 0) && (!deleted || !item.deleted || Y.isDeleted(deleted, item.id))
}

/** Until now, be it that these changes brought it: what a remover wrote just before removing was seen too. */
function wasVisible(item: Y.Item, { deleted }: Before): boolean {
  return !item.deleted || Y.isDeleted(deleted, item.id)
}

function idAt(item: Y.Item, offset: number): Y.ID {
  return Y.createID(item.id.client, item.id.clock + offset)
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => piece.text).join('')
}
