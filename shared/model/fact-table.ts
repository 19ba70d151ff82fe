import * as Y from 'yjs'
import { EMPTY_TEXT, type BilingualText, type Language } from './bilingual.ts'

/** What one field of a record can hold. */
export type Fact = string | number | boolean | null | readonly string[]
export type RawRecord = Readonly<Record<string, Fact>>

/** Origin of every change made by this person through a command (the editor has its own): what undo may take back. */
export const LOCAL_CHANGE = 'minutier:local-change'

/**
 * Records of one kind in a shared document, as ONE flat map of `id/field` to value.
 *
 * Flat, because two writers can then touch, or even create, the same record at once and lose nothing: a nested map
 * created twice under one key keeps only one of the two. Records are never removed: they carry `deleted: true`,
 * so that a concurrent edit survives and can be restored.
 */
export function readTable(document: Y.Doc, table: string): ReadonlyMap<string, RawRecord> {
  const records = new Map<string, Record<string, Fact>>()
  for (const [key, value] of document.getMap<Fact>(table)) {
    const slash = key.indexOf('/')
    if (slash < 1) continue
    const id = key.slice(0, slash)
    let record = records.get(id)
    if (!record) records.set(id, (record = {}))
    record[key.slice(slash + 1)] = value
  }
  return records
}

/**
 * Writes the given fields of one record, in one transaction; a field that already has the value is left alone.
 * `origin` says whose doing it is: this person's (undo takes it back) unless said otherwise.
 */
export function writeRecord(
  document: Y.Doc,
  table: string,
  id: string,
  fields: Readonly<Record<string, Fact | undefined>>,
  origin: string = LOCAL_CHANGE,
): void {
  const map = document.getMap<Fact>(table)
  document.transact(() => {
    for (const [field, value] of Object.entries(fields)) {
      const key = `${id}/${field}`
      if (value === undefined) {
        if (map.has(key)) map.set(key, null)
      } else if (!sameFact(map.get(key), value)) {
        map.set(key, value)
      }
    }
  }, origin)
}

function sameFact(left: Fact | undefined, right: Fact): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((value, index) => value === right[index])
  }
  return left === right
}

/** Reading the fields of a record that another version, or another program, may have written: bad values are dropped. */
export const fact = {
  string(record: RawRecord, field: string): string | undefined {
    const value = record[field]
    return typeof value === 'string' ? value : undefined
  },
  number(record: RawRecord, field: string): number | undefined {
    const value = record[field]
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined
  },
  flag(record: RawRecord, field: string): boolean {
    return record[field] === true
  },
  list<Item extends string>(record: RawRecord, field: string): readonly Item[] {
    const value = record[field]
    return Array.isArray(value) ? (value.filter((item) => typeof item === 'string') as Item[]) : []
  },
  oneOf<Choice extends string>(record: RawRecord, field: string, choices: readonly Choice[], fallback: Choice): Choice {
    const value = record[field]
    return choices.find((choice) => choice === value) ?? fallback
  },
  text(record: RawRecord, field: string): BilingualText {
    const fr = fact.string(record, `${field}.fr`)
    const en = fact.string(record, `${field}.en`)
    const translatedFrom = fact.string(record, `${field}.translatedFrom`)
    const original = fact.oneOf<Language>(record, `${field}.original`, ['fr', 'en'], fr === undefined && en !== undefined ? 'en' : 'fr')
    return {
      original,
      ...(fr !== undefined && { fr }),
      ...(en !== undefined && { en }),
      ...(translatedFrom !== undefined && { translatedFrom }),
    }
  },
}

/** The fields in which a bilingual text is stored; given undefined, the text is emptied. */
export function textFields(field: string, text: BilingualText = EMPTY_TEXT): Record<string, Fact | undefined> {
  return {
    [`${field}.fr`]: text.fr,
    [`${field}.en`]: text.en,
    [`${field}.original`]: text.original,
    [`${field}.translatedFrom`]: text.translatedFrom,
  }
}
