import * as Y from 'yjs'
import { ENTRY_NODE } from '../model/body.ts'
import { KEPT_TABLE } from './kept-table.ts'
import { readSettled, SETTLED_TABLE } from './settled-table.ts'

/** Where a value stands: a field of a record, or of an entry of a body. */
export type FieldPlace =
  | { readonly kind: 'record'; readonly table: string; readonly record: string; readonly field: string }
  | { readonly kind: 'entry'; readonly body: string; readonly entry: string; readonly field: string }

/** A value that somebody set and nobody replaced knowing of it, and that is not the one that stands there. */
export interface Leaf {
  /** The same in every copy of the document: `client:clock`. */
  readonly id: string
  readonly place: FieldPlace
  readonly dropped: Y.Item
  readonly current: Y.Item
}

/** What nobody types: an order among siblings, the language a text was first written in, what a translation was made from. */
const NOT_TYPED = new Set(['order', 'deleted', 'workspace', 'series', 'isSample', 'id', 'action', 'vote', 'translationOf', 'startedAt', 'endedAt', 'resumes', 'heldAt'])
const NOT_TYPED_PART = /\.(original|translatedFrom)$|^translatedFrom$/u

/**
 * Yjs keeps the values of one key as a chain, each with the one it replaced (`origin`): a tree, of which the last of
 * the chain is current. Any other leaf was dropped by a merge. Read from the structure alone, which outlives the
 * values themselves in a document that throws deleted content away. Values already settled are left out.
 */
export function droppedLeaves(document: Y.Doc): readonly Leaf[] {
  const leaves: Leaf[] = []
  for (const [name, type] of document.share) {
    if (name === KEPT_TABLE || name === SETTLED_TABLE) continue
    if (name.startsWith('body/')) addEntryLeaves(leaves, name, type as Y.AbstractType<unknown>)
    else addRecordLeaves(leaves, name, type as Y.AbstractType<unknown>)
  }
  if (leaves.length === 0) return leaves
  const settled = readSettled(document)
  return leaves.filter((leaf) => !settled.has(leaf.id))
}

function addRecordLeaves(leaves: Leaf[], table: string, type: Y.AbstractType<unknown>): void {
  for (const [key, current] of type._map) {
    if (!current.left) continue
    const slash = key.indexOf('/')
    const field = key.slice(slash + 1)
    if (slash > 0 && isTyped(field)) addLeaves(leaves, current, { kind: 'record', table, record: key.slice(0, slash), field })
  }
}

function addEntryLeaves(leaves: Leaf[], body: string, type: Y.AbstractType<unknown>): void {
  for (let item = type._start; item; item = item.right) {
    const element = !item.deleted && item.content instanceof Y.ContentType ? item.content.type : undefined
    if (!(element instanceof Y.XmlElement) || element.nodeName !== ENTRY_NODE) continue
    for (const [field, current] of element._map) {
      if (current.left && isTyped(field)) addLeaves(leaves, current, { kind: 'entry', body, entry: String(element.getAttribute('id') ?? ''), field })
    }
  }
}

function isTyped(field: string): boolean {
  return !NOT_TYPED.has(field) && !NOT_TYPED_PART.test(field)
}

function addLeaves(leaves: Leaf[], current: Y.Item, place: FieldPlace): void {
  if (isLine(current)) return
  const replaced = new Set<string>()
  for (let item: Y.Item | null = current; item; item = item.left) if (item.origin) replaced.add(keyOf(item.origin))
  for (let item = current.left; item; item = item.left) {
    const id = keyOf(item.lastId)
    if (!replaced.has(id)) leaves.push({ id, place, dropped: item, current })
  }
}

/** Nearly always: each value replaced the one before it. */
function isLine(current: Y.Item): boolean {
  let item = current
  while (item.left) {
    const { origin, left } = item
    if (!origin || origin.client !== left.id.client || origin.clock !== left.id.clock + left.length - 1) return false
    item = left
  }
  return true
}

function keyOf({ client, clock }: Y.ID): string {
  return `${client}:${clock}`
}
