import * as Y from 'yjs'
import { fact, readTable, writeRecord, type Fact } from '../model/fact-table.ts'
import { RECORD_KINDS } from '../model/body.ts'
import { newIdentifier, type EntryId, type Identifier, type WriterId } from '../model/identifiers.ts'
import type { LogId } from '../log/record.ts'
import { DecodedChanges } from './decoded-changes.ts'
import { entriesOf, entryElement } from './entry-element.ts'
import { KEPT_TABLE, readKept, writeKept, type KeptRecord } from './kept-table.ts'
import { findLostText, type LostText, type Piece } from './lost-text.ts'
import type { KeptEdits, OwnEdits, RemoteChange } from './own-edits.ts'
import { SETTLED_TABLE } from './settled-table.ts'

type ChangedType = Y.Transaction['changed'] extends Map<infer Type, unknown> ? Type : never

/** Origin of what puts edits back: written to the own log as any change, but nothing that undo takes back. */
export const KEPT_EDIT = 'minutier:kept-edit'

/** Target of every change: the document as a whole. */
const WHOLE_DOCUMENT = '*'

/**
 * Applies changes of others, and puts back what this installation had written and one of them, made without knowing of
 * it, removed. What others wrote is put back by their own installations: no two put back the same.
 *
 * The first transaction has the given origin; what is put back has `KEPT_EDIT` and belongs into the own log BEFORE
 * these changes count as read. An update that cannot be read is left out and counted.
 */
export function applyRemoteChanges(document: Y.Doc, changes: readonly RemoteChange[], origin: unknown, own: OwnEdits): KeptEdits {
  const { lost, removed, changed, unreadable } = document.transact((transaction) => {
    const readable = changes.filter(({ update }) => applied(document, update, origin))
    const decoded = new DecodedChanges(readable.map((change) => change.update))
    // First of all: reading a table that nobody has read yet replaces the type that Yjs had made for its name.
    const names = new Map([...transaction.changed.keys()].map((type) => [type, rootName(type)]))
    return {
      lost: findLostText(transaction, decoded, own.clients).map((text) => ({ ...text, by: readable[text.change]! })),
      removed: findUnseenRemovals(transaction, names, decoded, readable, own),
      changed: new Set(names.values()),
      unreadable: changes.length - readable.length,
    }
  }, origin)
  const doubled = doubledEntries(document, changed, own.writer)
  if (lost.length > 0 || removed.length > 0 || doubled.length > 0) {
    document.transact(() => {
      putBack(document, lost, own.writer)
      for (const removal of removed) bringBack(document, removal, own.writer)
      for (const entry of doubled) makeSingle(document, entry)
    }, KEPT_EDIT)
  }
  return { entries: lost.length, records: removed.length, unreadable }
}

/**
 * What a transaction worked on: `table/record` for a record, the agenda item for a body, and always the document as a
 * whole (`*`). To be kept, with the number of the record, for the changes that this installation makes. Removing
 * a record is not work that another removal could lose.
 */
export function touchedTargets(transaction: Y.Transaction): ReadonlySet<string> {
  const targets = new Set<string>()
  for (const [type, keys] of transaction.changed) {
    const name = rootName(type)
    if (name === KEPT_TABLE || name === SETTLED_TABLE) continue
    const [table, item] = name.split('/')
    if (table === 'body' && item) targets.add(`agenda/${item}`)
    else for (const key of keys) if (key !== null && key.includes('/') && !isRemoval(type, key)) targets.add(`${name}/${key.slice(0, key.indexOf('/'))}`)
    if (targets.size > 0) targets.add(WHOLE_DOCUMENT)
  }
  return targets
}

function isRemoval(type: ChangedType, key: string): boolean {
  const mark = key.endsWith('/deleted') ? type._map.get(key) : undefined
  return mark !== undefined && valueOf(mark) === true
}

function applied(document: Y.Doc, update: Uint8Array, origin: unknown): boolean {
  try {
    Y.applyUpdate(document, update, origin)
    return true
  } catch {
    return false
  }
}

function rootName(type: ChangedType): string {
  let root = type as Y.AbstractType<unknown>
  while (root._item) root = root._item.parent as Y.AbstractType<unknown>
  const known = rootNames.get(root)
  if (known !== undefined) return known
  const name = Y.findRootTypeKey(root)
  rootNames.set(root, name)
  return name
}

/** Yjs looks through all bodies of the meeting for it, which each letter would pay for. */
const rootNames = new WeakMap<Y.AbstractType<unknown>, string>()

interface Removal {
  readonly table: string
  readonly id: string
  readonly change: RemoteChange
}

/** Records that were marked deleted by somebody who did not know of what this installation last did to them. */
function findUnseenRemovals(
  transaction: Y.Transaction,
  names: ReadonlyMap<ChangedType, string>,
  decoded: DecodedChanges,
  changes: readonly RemoteChange[],
  own: OwnEdits,
): readonly Removal[] {
  const removals: Removal[] = []
  for (const [type, keys] of transaction.changed) {
    if (type._item) continue
    const marks = [...keys].filter((key) => key !== null && key.endsWith('/deleted') && key.indexOf('/') === key.lastIndexOf('/'))
    if (marks.length === 0) continue
    const table = names.get(type)!
    for (const key of marks) {
      const mark = type._map.get(key!)
      const number = mark && isNewlyTrue(mark, transaction) ? decoded.bringing(mark.lastId) : undefined
      const change = number === undefined ? undefined : changes[number]
      const id = key!.slice(0, key!.indexOf('/'))
      if (change && targetsBelow(transaction.doc, table, id).some((target) => isUnseen(own.lastTouch(target), change))) removals.push({ table, id, change })
    }
  }
  return removals
}

function isNewlyTrue(mark: Y.Item, { beforeState }: Y.Transaction): boolean {
  const isNew = (item: Y.Item) => item.id.clock >= (beforeState.get(item.id.client) ?? 0)
  if (mark.deleted || valueOf(mark) !== true || !isNew(mark)) return false
  let before = mark.left
  while (before && isNew(before)) before = before.left
  // Deleted here already: what was done to it before that is not to come back.
  return !before || valueOf(before) !== true
}

function valueOf(item: Y.Item): unknown {
  return item.content.getContent().at(-1)
}

/** What goes out of sight with a record: below an agenda item its own, with a meeting or a series all of it. */
function targetsBelow(document: Y.Doc, table: string, id: string): readonly string[] {
  if (table === 'facts') return [WHOLE_DOCUMENT]
  if (table !== 'agenda') return [`${table}/${id}`]
  const below = new Map<string, string[]>()
  for (const [child, record] of readTable(document, 'agenda')) {
    const parent = fact.string(record, 'parent')
    if (parent !== undefined) below.set(parent, [...(below.get(parent) ?? []), child])
  }
  const found = new Set([id])
  for (const item of found) for (const child of below.get(item) ?? []) found.add(child)
  return [...found].map((item) => `agenda/${item}`)
}

function isUnseen(touch: ReturnType<OwnEdits['lastTouch']>, change: RemoteChange): boolean {
  if (touch === undefined) return false
  return touch === 'pending' || (change.seen.get(touch.log) ?? 0) < touch.sequence
}

function bringBack(document: Y.Doc, { table, id, change }: Removal, by: WriterId): void {
  writeRecord(document, table, id, { deleted: false }, KEPT_EDIT)
  flag(document, `${table}.${id}`, { reason: 'record-removed', place: table, target: id, by, removedBy: writerOf(change.log), at: change.time })
}

function flag(document: Y.Doc, id: string, fields: Omit<KeptRecord, 'id' | 'settled' | 'element' | 'known'> & Partial<KeptRecord>): void {
  writeKept(document, id, { ...fields, settled: false }, KEPT_EDIT)
}

function putBack(document: Y.Doc, lost: readonly (LostText & { readonly by: RemoteChange })[], by: WriterId): void {
  const last = new Map<Y.XmlElement | string, Y.XmlElement>()
  for (const text of lost) {
    const { fragment, name, isWhole, pieces, after } = text
    const attributes = attributesFor(text)
    const element = entryElement(attributes, pieces)
    const anchor = after ?? `first ${name}`
    const before = last.get(anchor) ?? after
    // Gone meanwhile only if this transaction put nothing there: then it stands at the end.
    const index = before ? fragment.toArray().indexOf(before) + 1 || fragment.length : 0
    fragment.insert(index, [element])
    last.set(anchor, element)
    flag(document, newIdentifier<Identifier<'kept'>>(), {
      reason: isWhole ? 'entry-removed' : 'text-moved',
      place: name,
      target: attributes.id,
      by,
      removedBy: writerOf(text.by.log),
      at: text.by.time,
      ...(isWhole && { element: elementKey(element), known: knownRanges(element, pieces) }),
    })
  }
}

function attributesFor({ attributes, isWhole }: LostText): Record<string, unknown> & { readonly id: string } {
  const { id, action: _action, vote: _vote, ...others } = attributes
  if (isWhole && typeof id === 'string' && id !== '') return { ...attributes, id }
  // A second entry beside the one that has the rest: it cannot be the same decision, nor word the same action or vote.
  return { ...others, kind: 'note', id: newIdentifier<EntryId>() }
}

function writerOf(log: LogId): WriterId {
  return log.split('.')[0] as WriterId
}

function elementKey(element: Y.XmlElement): string {
  return `${element._item!.id.client}:${element._item!.id.clock}`
}

interface Character {
  readonly node: Y.XmlText | Y.XmlElement
  readonly client: number
  readonly clock: number
}

/** Characters of an entry with their identifiers, in order; line breaks count as one. */
function charactersOf(element: Y.XmlElement): readonly Character[] {
  return element.toArray().flatMap((node): Character[] => {
    if (node instanceof Y.XmlElement) return [{ node, client: node._item!.id.client, clock: node._item!.id.clock }]
    if (!(node instanceof Y.XmlText)) return []
    const characters: Character[] = []
    for (let item = node._start; item; item = item.right) {
      if (item.deleted || !(item.content instanceof Y.ContentString)) continue
      for (let offset = 0; offset < item.length; offset += 1) characters.push({ node, client: item.id.client, clock: item.id.clock + offset })
    }
    return characters
  })
}

function knownRanges(element: Y.XmlElement, pieces: readonly Piece[]): readonly string[] {
  const isKnown = pieces.flatMap((piece) => Array.from({ length: piece.text.length }, () => !piece.isOwn))
  const ranges: { client: number; clock: number; length: number }[] = []
  charactersOf(element).forEach(({ client, clock }, index) => {
    if (!isKnown[index]) return
    const last = ranges.at(-1)
    if (last && last.client === client && last.clock + last.length === clock) last.length += 1
    else ranges.push({ client, clock, length: 1 })
  })
  return ranges.map(({ client, clock, length }) => `${client}:${clock}:${length}`)
}

interface Doubled {
  readonly kept: KeptRecord
  readonly element: Y.XmlElement
}

/**
 * Entries that this installation put back whole and somebody else did too (who had also written in it), or whose
 * remover took the removal back. The same rule everywhere says who gives way, so exactly one is left.
 */
function doubledEntries(document: Y.Doc, changed: ReadonlySet<string>, writer: WriterId): readonly Doubled[] {
  const all = document.share.has(KEPT_TABLE) ? readKept(document).filter((kept) => kept.element !== '') : []
  const putBackElements = new Set(all.map((kept) => kept.element))
  return all.flatMap((kept) => {
    if (kept.by !== writer || !changed.has(kept.place)) return []
    const same = entriesOf(document.getXmlFragment(kept.place)).filter((entry) => entry.getAttribute('id') === kept.target)
    const element = same.find((entry) => elementKey(entry) === kept.element)
    const givesWay = element !== undefined && same.some((other) => other !== element && (!putBackElements.has(elementKey(other)) || elementKey(other) < kept.element))
    return givesWay ? [{ kept, element }] : []
  })
}

/** Takes out what stands in the other entry too, and leaves what only this installation had written. */
function makeSingle(document: Y.Doc, { kept, element }: Doubled): void {
  const ranges = kept.known.map((range) => range.split(':').map(Number))
  const isKnown = (client: number, clock: number) => ranges.some(([of, from, length]) => of === client && clock >= from! && clock < from! + length!)
  const characters = charactersOf(element)
  for (let index = characters.length - 1; index >= 0; index -= 1) {
    const { node, client, clock } = characters[index]!
    if (!isKnown(client, clock)) continue
    if (node instanceof Y.XmlText) node.delete(characters.slice(0, index).filter((other) => other.node === node).length, 1)
    else element.delete(element.toArray().indexOf(node), 1)
  }
  const fragment = element.parent as Y.XmlFragment
  if (charactersOf(element).length === 0) {
    fragment.delete(fragment.toArray().indexOf(element), 1)
    writeKept(document, kept.id, { settled: true }, KEPT_EDIT)
    return
  }
  const id = newIdentifier<EntryId>()
  element.setAttribute('id', id)
  element.setAttribute('kind', 'note')
  for (const kind of RECORD_KINDS) element.removeAttribute(kind)
  const fields: Record<string, Fact> = { reason: 'text-moved', target: id, element: '', known: [] }
  writeRecord(document, KEPT_TABLE, kept.id, fields, KEPT_EDIT)
}
