import * as Y from 'yjs'
import { ENTRY_NODE, LINE_BREAK_NODE } from '../model/body.ts'
import { RECORD_TABLES } from '../model/entry-records.ts'
import type { Fact } from '../model/fact-table.ts'
import type { AgendaItemId, WriterId } from '../model/identifiers.ts'
import { TIMINGS_TABLE } from '../model/timing.ts'
import { entriesOf, entryElement, type EntryAttributes, type MarkedText } from './entry-element.ts'
import { KEPT_TABLE } from './kept-table.ts'
import { replay, type HistoryRecord, type Replay } from './replay.ts'
import { SETTLED_TABLE } from './settled-table.ts'

/** A pause longer than this begins a new stretch of work, in milliseconds. */
const LONGEST_PAUSE = 5 * 60_000

export type HistoryPlace = { readonly kind: 'item'; readonly item: AgendaItemId } | { readonly kind: 'meeting' | 'attendance' | 'actions' | 'votes' | 'other' }

/** A field that was changed, from what it was before the stretch to what it was after it. */
export interface ChangedFact {
  readonly table: string
  readonly record: string
  readonly field: string
  readonly from: Fact | undefined
  readonly to: Fact | undefined
}

export interface RemovedEntry {
  readonly id: string
  readonly body: string
  readonly attributes: EntryAttributes
  readonly text: readonly MarkedText[]
  /** The entry that stood before it; undefined: it was the first. */
  readonly after: string | undefined
}

/** What one person did in one stretch of time at one place. */
export interface HistoryStretch {
  readonly id: string
  readonly writer: WriterId
  /** By the writer's clock, in milliseconds since 1970. */
  readonly from: number
  readonly to: number
  readonly place: HistoryPlace
  /** Records that came into being: agenda items, people on the list, actions, votes, ballots. */
  readonly added: readonly { readonly table: string; readonly record: string }[]
  readonly facts: readonly ChangedFact[]
  /** Facts of entries (what they are, who speaks): how many were changed. */
  readonly entryFacts: number
  /** Characters. Text that only went to another entry does not count. */
  readonly written: number
  readonly erased: number
  readonly entriesAdded: number
  /** Entries whose text does not stand elsewhere, and which are not there again. */
  readonly removed: readonly RemovedEntry[]
  /** Edits that were put back against a removal which did not know of them. */
  readonly kept: number
}

export interface MeetingHistory {
  /** The latest first. */
  readonly stretches: readonly HistoryStretch[]
  readonly replay: Replay
}

/** The readable history of a meeting, from its records in causal order. Linear in their number. */
export function meetingHistory(records: readonly HistoryRecord[]): MeetingHistory {
  const teller = new Teller()
  const replayed = replay(records, (transaction, record) => teller.tell(transaction, record))
  return { stretches: teller.stretches(replayed.document), replay: replayed }
}

/** Puts a removed entry back where it stood, as this person's own change. */
export function restoreEntry(document: Y.Doc, { body, attributes, text, after }: RemovedEntry, origin: string): void {
  document.transact(() => {
    const fragment = document.getXmlFragment(body)
    const previous = after === undefined ? undefined : entriesOf(fragment).find((entry) => entry.getAttribute('id') === after)
    const index = after === undefined ? 0 : previous ? fragment.toArray().indexOf(previous) + 1 : fragment.length
    fragment.insert(index, [entryElement(attributes, text)])
  }, origin)
}

interface OpenStretch {
  readonly id: string
  readonly writer: WriterId
  readonly place: HistoryPlace
  readonly from: number
  to: number
  readonly added: { table: string; record: string }[]
  readonly facts: Map<string, ChangedFact>
  readonly removed: RemovedEntry[]
  entryFacts: number
  written: number
  erased: number
  entriesAdded: number
  kept: number
}

/** What one transaction did in one body. */
interface BodyChange {
  written: string[]
  erased: number
  added: number
  removed: Y.Item[]
}

class Teller {
  readonly #all: OpenStretch[] = []
  /** The stretches that can go on: by writer, by place. */
  readonly #open = new Map<WriterId, Map<string, OpenStretch>>()
  readonly #records = new Set<string>()
  readonly #names = new WeakMap<object, string>()

  tell(transaction: Y.Transaction, record: HistoryRecord): void {
    // Bodies first: the record that an entry makes belongs to where it was written.
    const bodies = this.#bodyChanges(transaction)
    for (const [name, change] of bodies) this.#tellBody(name, change, transaction, record)
    for (const [type, keys] of transaction.changed) {
      const name = this.#nameOf(type as Y.AbstractType<unknown>)
      if (name.startsWith('body/')) {
        if (type instanceof Y.XmlElement && !type._item?.deleted) {
          const stretch = this.#stretch(itemOf(name), record)
          for (const key of keys) if (key !== null && key !== 'translatedFrom') stretch.entryFacts += 1
        }
      } else if (name === KEPT_TABLE) {
        for (const key of keys) if (key?.endsWith('/reason')) this.#stretch(keptPlace(type as Y.AbstractType<unknown>, key), record).kept += 1
      } else if (name !== SETTLED_TABLE) this.#tellFacts(name, type as Y.AbstractType<unknown>, keys, transaction, record)
    }
  }

  stretches(document: Y.Doc): readonly HistoryStretch[] {
    const present = new Map<string, ReadonlySet<unknown>>()
    const isThere = ({ body, attributes }: RemovedEntry) => {
      const ids = present.get(body) ?? new Set(entriesOf(document.getXmlFragment(body)).map((entry) => entry.getAttribute('id')))
      present.set(body, ids)
      return ids.has(attributes.id as string)
    }
    return this.#all
      .map(({ facts, removed, ...stretch }) => ({
        ...stretch,
        facts: [...facts.values()].filter(({ field, from, to }) => JSON.stringify(plain(field, from)) !== JSON.stringify(plain(field, to))),
        removed: removed.filter((entry) => !isThere(entry)),
      }))
      .filter((stretch) => !isNothing(stretch))
      .toReversed()
  }

  #bodyChanges(transaction: Y.Transaction): ReadonlyMap<string, BodyChange> {
    const changes = new Map<string, BodyChange>()
    const changeOf = (item: Y.Item): BodyChange | undefined => {
      const name = this.#nameOf(item.parent as Y.AbstractType<unknown>)
      if (!name.startsWith('body/')) return undefined
      const known = changes.get(name) ?? { written: [], erased: 0, added: 0, removed: [] }
      changes.set(name, known)
      return known
    }
    for (const item of newItems(transaction)) {
      if (item.deleted) continue
      const text = item.content instanceof Y.ContentString ? item.content.str : ''
      const change = text !== '' || isEntry(item) ? changeOf(item) : undefined
      if (!change) continue
      if (text !== '') change.written.push(text)
      else change.added += 1
    }
    for (const item of deletedItems(transaction)) {
      const isText = item.content instanceof Y.ContentString
      const change = isText || isEntry(item) ? changeOf(item) : undefined
      if (!change) continue
      if (isText) change.erased += item.length
      else change.removed.push(item)
    }
    return changes
  }

  #tellBody(name: string, change: BodyChange, transaction: Y.Transaction, record: HistoryRecord): void {
    const stretch = this.#stretch(itemOf(name), record)
    const written = change.written.reduce((sum, text) => sum + text.length, 0)
    const isRearranged = change.added > 0 || change.removed.length > 0
    const common = isRearranged ? Math.min(written, change.erased) : 0
    stretch.written += written - common
    stretch.erased += change.erased - common
    stretch.entriesAdded += Math.max(0, change.added - change.removed.length)
    const inserted = change.written.join('')
    for (const item of change.removed) {
      const entry = removedEntry(name, item, transaction)
      const text = entry.text.map((piece) => piece.text).join('').replaceAll('\n', '')
      // Joined to another entry, or moved: it was not taken away.
      if (text.trim() !== '' && !inserted.includes(text)) stretch.removed.push(entry)
    }
  }

  #tellFacts(table: string, type: Y.AbstractType<unknown>, keys: ReadonlySet<string | null>, transaction: Y.Transaction, history: HistoryRecord): void {
    const isNew = (item: Y.Item) => item.id.clock >= (transaction.beforeState.get(item.id.client) ?? 0)
    const added = new Set<string>()
    for (const key of keys) {
      const slash = key?.indexOf('/') ?? -1
      const item = key === null ? undefined : type._map.get(key)
      // A value that lost against one that was there changes nothing.
      if (!key || slash < 1 || !item || item.deleted || !isNew(item)) continue
      const [record, field] = [key.slice(0, slash), key.slice(slash + 1)]
      const place = table === TIMINGS_TABLE ? timingPlace(type, record) : placeOf(table, record, this.#open.get(history.writer))
      const stretch = this.#stretch(place, history)
      const name = `${table}/${record}`
      if (!this.#records.has(name)) {
        this.#records.add(name)
        added.add(name)
        stretch.added.push({ table, record })
      }
      let before = item.left
      while (before && isNew(before)) before = before.left
      const from = before ? valueOf(before) : undefined
      if (added.has(name) && field !== 'deleted') continue
      const known = stretch.facts.get(`${table}/${key}`)
      stretch.facts.set(`${table}/${key}`, { table, record, field, from: known ? known.from : from, to: valueOf(item) })
    }
  }

  #stretch(place: HistoryPlace, { writer, time, log, sequence }: HistoryRecord): OpenStretch {
    const key = place.kind === 'item' ? place.item : place.kind
    const open = this.#open.get(writer) ?? new Map<string, OpenStretch>()
    this.#open.set(writer, open)
    const known = open.get(key)
    if (known && Math.abs(time - known.to) <= LONGEST_PAUSE) {
      known.to = Math.max(known.to, time)
      return known
    }
    // Going on to another item ends the work on the one before; the list of people is marked beside it.
    if (place.kind === 'item') for (const [other, stretch] of open) if (stretch.place.kind === 'item') open.delete(other)
    const stretch: OpenStretch = {
      id: `${log}:${sequence}:${key}`, writer, place, from: time, to: time,
      added: [], facts: new Map(), removed: [], entryFacts: 0, written: 0, erased: 0, entriesAdded: 0, kept: 0,
    }
    open.set(key, stretch)
    this.#all.push(stretch)
    return stretch
  }

  #nameOf(type: Y.AbstractType<unknown>): string {
    let root = type
    while (root._item) root = root._item.parent as Y.AbstractType<unknown>
    let name = this.#names.get(root)
    if (name === undefined) this.#names.set(root, (name = Y.findRootTypeKey(root)))
    return name
  }
}

function placeOf(table: string, record: string, open: ReadonlyMap<string, OpenStretch> | undefined): HistoryPlace {
  if (table === 'agenda') return { kind: 'item', item: record as AgendaItemId }
  if (table === 'facts') return { kind: 'meeting' }
  if (table === 'attendance' || table === 'quoted') return { kind: 'attendance' }
  if (!RECORD_TABLES.includes(table)) return { kind: 'other' }
  const item = [...(open?.values() ?? [])].find((stretch) => stretch.place.kind === 'item')?.place
  return item ?? { kind: table === 'actions' ? 'actions' : 'votes' }
}

/** The clock of an item belongs to the item, a pause to the meeting. */
function timingPlace(type: Y.AbstractType<unknown>, record: string): HistoryPlace {
  const item = type._map.get(`${record}/item`)
  const value = item && valueOf(item)
  return typeof value === 'string' ? { kind: 'item', item: value as AgendaItemId } : { kind: 'meeting' }
}

/** Where something was put back stands beside the reason. */
function keptPlace(type: Y.AbstractType<unknown>, reason: string): HistoryPlace {
  const valueFor = (field: string) => {
    const item = type._map.get(reason.replace(/reason$/u, field))
    return item ? String(valueOf(item)) : ''
  }
  const place = valueFor('place')
  return place.startsWith('body/') ? itemOf(place) : placeOf(place, valueFor('target'), undefined)
}

function itemOf(body: string): HistoryPlace {
  return { kind: 'item', item: body.split('/')[1] as AgendaItemId }
}

function* newItems({ doc, beforeState, afterState }: Y.Transaction): Iterable<Y.Item> {
  for (const [client, end] of afterState) {
    const from = beforeState.get(client) ?? 0
    if (end <= from) continue
    const structs = doc.store.clients.get(client)!
    for (let index = Y.findIndexSS(structs, from); index < structs.length; index += 1) {
      const struct = structs[index]
      if (struct instanceof Y.Item) yield struct
    }
  }
}

/** What was there before the transaction and is not any more. */
function* deletedItems({ doc, deleteSet, beforeState }: Y.Transaction): Iterable<Y.Item> {
  for (const [client, ranges] of deleteSet.clients) {
    const structs = doc.store.clients.get(client) ?? []
    const before = beforeState.get(client) ?? 0
    for (const { clock, len } of ranges) {
      if (clock >= before) continue
      for (let index = Y.findIndexSS(structs, clock); index < structs.length && structs[index]!.id.clock < clock + len; index += 1) {
        const struct = structs[index]
        if (struct instanceof Y.Item && struct.id.clock < before) yield struct
      }
    }
  }
}

function isEntry(item: Y.Item): boolean {
  return item.content instanceof Y.ContentType && item.content.type instanceof Y.XmlElement && item.content.type.nodeName === ENTRY_NODE
}

function removedEntry(body: string, item: Y.Item, { deleteSet }: Y.Transaction): RemovedEntry {
  const element = (item.content as Y.ContentType).type as Y.XmlElement
  const wasThere = (inner: Y.Item) => !inner.deleted || Y.isDeleted(deleteSet, inner.id)
  const attributes: Record<string, unknown> = {}
  for (const [name, value] of element._map) if (wasThere(value)) attributes[name] = value.content.getContent().at(-1)
  let previous = item.left
  while (previous && !wasThere(previous)) previous = previous.left
  const before = previous?.content instanceof Y.ContentType && previous.content.type instanceof Y.XmlElement ? previous.content.type._map.get('id') : undefined
  const after = before && String(before.content.getContent().at(-1))
  return { id: `${item.id.client}:${item.id.clock}`, body, attributes, text: textOf(element, wasThere), after }
}

function textOf(element: Y.XmlElement, wasThere: (item: Y.Item) => boolean): readonly MarkedText[] {
  const text: MarkedText[] = []
  for (let child = element._start; child; child = child.right) {
    if (!wasThere(child) || !(child.content instanceof Y.ContentType)) continue
    const { type } = child.content
    if (type instanceof Y.XmlElement && type.nodeName === LINE_BREAK_NODE) text.push({ text: '\n', marks: {} })
    if (!(type instanceof Y.XmlText)) continue
    let marks: Record<string, unknown> = {}
    for (let item = type._start; item; item = item.right) {
      if (!wasThere(item)) continue
      if (item.content instanceof Y.ContentString) text.push({ text: item.content.str, marks })
      else if (item.content instanceof Y.ContentFormat) {
        const { [item.content.key]: _before, ...others } = marks
        marks = item.content.value === null ? others : { ...others, [item.content.key]: item.content.value as unknown }
      }
    }
  }
  return text
}

function valueOf(item: Y.Item): Fact | undefined {
  return item.content.getContent().at(-1) as Fact | undefined
}

/** What was never said to be deleted is not; what was never set is as good as empty. */
function plain(field: string, value: Fact | undefined): Fact {
  return field === 'deleted' ? value === true : (value ?? null)
}

function isNothing({ added, facts, entryFacts, written, erased, entriesAdded, removed, kept }: HistoryStretch): boolean {
  return added.length + facts.length + entryFacts + written + erased + entriesAdded + removed.length + kept === 0
}
