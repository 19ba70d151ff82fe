import * as Y from 'yjs'
import type { Language } from '../model/bilingual.ts'
import { bodyFragment, ENTRY_NODE, readBody } from '../model/body.ts'
import { RECORD_TABLES } from '../model/entry-records.ts'
import type { AgendaItemId, EntryId } from '../model/identifiers.ts'
import { TIMINGS_TABLE } from '../model/timing.ts'
import { BALLOTS_TABLE } from '../model/vote.ts'

/** A body: the text of an item in one language. */
export interface BodyPlace {
  readonly item: AgendaItemId
  readonly language: Language
}

export type StepPart = 'state' | 'attendance' | 'agenda' | 'votes' | 'actions' | 'clock' | 'details'

/** Where a step of the history was taken back or done again: the first changed entry of a text, or a part of the meeting. */
export type StepPlace = (BodyPlace & { readonly kind: 'body'; readonly entry?: EntryId }) | { readonly kind: 'part'; readonly part: StepPart }

/** What Yjs says of a change: the changed types and all above them, with their events. */
export type ChangedTypes = ReadonlyMap<unknown, readonly unknown[]>

/**
 * What a popped step of the history of a meeting touched. A step that touched the text `here`, or the facts of a vote or
 * an action worded in it, was taken back here, whatever else it touched; then other texts come first, then the parts,
 * those that draw others after them before these. Undefined: nothing that has a place.
 */
export function placeOfStep(meeting: Y.Doc, changed: ChangedTypes, here?: BodyPlace): StepPlace | undefined {
  const roots = [...meeting.share].filter(([, type]) => changed.has(type))
  const bodies = roots.flatMap(([name, type]) => bodyPlace(name, type, changed))
  const own = here && bodies.find((body) => isSameBody(body, here))
  const body = own ?? bodies[0]
  if (body) return body
  const keys = new Map(roots.map(([name, type]) => [name, changedKeys(type, changed)]))
  if (here && isWordedIn(meeting, here, keys)) return { kind: 'body', ...here }
  const part = PARTS.find(({ touched }) => touched(keys))?.part
  return part && { kind: 'part', part }
}

export function isSameBody(one: BodyPlace, other: BodyPlace): boolean {
  return one.item === other.item && one.language === other.language
}

/** Names of the changed fields, by table. */
type ChangedKeys = ReadonlyMap<string, readonly string[]>

const touches = (...tables: readonly string[]) => (keys: ChangedKeys): boolean => tables.some((table) => keys.has(table))

const PARTS: readonly { readonly part: StepPart; readonly touched: (keys: ChangedKeys) => boolean }[] = [
  { part: 'state', touched: (keys) => keys.get('facts')?.some((key) => key.endsWith('/state')) ?? false },
  { part: 'attendance', touched: touches('attendance', 'quoted') },
  { part: 'agenda', touched: touches('agenda') },
  { part: 'votes', touched: touches('votes', BALLOTS_TABLE) },
  { part: 'actions', touched: touches('actions') },
  { part: 'clock', touched: touches(TIMINGS_TABLE) },
  { part: 'details', touched: touches('facts') },
]

const BODY_NAME = /^body\/(?<item>.+)\/(?<language>fr|en)$/u

function bodyPlace(name: string, type: unknown, changed: ChangedTypes): readonly Extract<StepPlace, { kind: 'body' }>[] {
  const parts = BODY_NAME.exec(name)?.groups
  if (!parts || !(type instanceof Y.XmlFragment)) return []
  const entry = changedEntry(type, changed)
  return [{ kind: 'body', item: parts.item as AgendaItemId, language: parts.language as Language, ...(entry && { entry }) }]
}

/** The first entry that was changed or came back; where entries went only, the last one that is left. */
function changedEntry(fragment: Y.XmlFragment, changed: ChangedTypes): EntryId | undefined {
  const entries = fragment.toArray().filter((node) => node instanceof Y.XmlElement && node.nodeName === ENTRY_NODE) as Y.XmlElement[]
  const came = changed.get(fragment)?.find((event) => event instanceof Y.YEvent && event.target === fragment) as Y.YEvent<Y.XmlFragment> | undefined
  const entry = entries.find((element) => changed.has(element) || (element._item !== null && came?.adds(element._item) === true)) ?? entries.at(-1)
  const id: unknown = entry?.getAttribute('id')
  return typeof id === 'string' ? (id as EntryId) : undefined
}

function changedKeys(type: unknown, changed: ChangedTypes): readonly string[] {
  return (changed.get(type) ?? []).flatMap((event) => (event instanceof Y.YMapEvent ? [...(event.keysChanged as Set<string>)] : []))
}

/** Whether the facts that changed are of records that the entries of this text word; theirs alone. */
function isWordedIn(meeting: Y.Doc, here: BodyPlace, keys: ChangedKeys): boolean {
  if (keys.size === 0 || ![...keys.keys()].every((table) => RECORD_TABLES.includes(table))) return false
  const worded = new Set<string | undefined>(readBody(bodyFragment(meeting, here.item, here.language)).flatMap(({ action, vote }) => [action, vote]))
  return [...keys.values()].flat().every((key) => worded.has(key.split(/[/:]/u)[0]))
}
