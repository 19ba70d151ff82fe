import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing'
import type * as Y from 'yjs'
import { LANGUAGES, type BilingualText } from './bilingual.ts'
import { fact, LOCAL_CHANGE, readTable, textFields, writeRecord, type RawRecord } from './fact-table.ts'
import { newIdentifier, type TextModuleId } from './identifiers.ts'
import { validOrder } from './meeting.ts'

/** A text that a series uses again and again, with fields to be filled in (`text-modules/fields.ts`). Table `modules` of the series. */
export interface TextModule {
  readonly id: TextModuleId
  readonly name: string
  /** Each line becomes an entry of the minutes. */
  readonly text: BilingualText
}

interface OrderedModule extends TextModule {
  readonly order: string
}

export type TextModulePatch = Partial<Pick<TextModule, 'name' | 'text'>>

/** Limits of a name and of a text in one language, in characters, and of the modules of a series. More is neither written nor read. */
export const LONGEST_MODULE_NAME = 120
export const LONGEST_MODULE_TEXT = 4_000
export const MOST_MODULES = 100

const TABLE = 'modules'

/** The modules of a series in their order. */
export function readTextModules(series: Y.Doc): readonly TextModule[] {
  return orderedModules(series).map(({ id, name, text }) => ({ id, name, text }))
}

/** Adds a module at the end. Undefined, and nothing done, if there are as many as a series can have. */
export function addTextModule(series: Y.Doc, module: Pick<TextModule, 'name' | 'text'>): TextModuleId | undefined {
  const present = orderedModules(series)
  if (present.length >= MOST_MODULES) return undefined
  const id = newIdentifier<TextModuleId>()
  writeRecord(series, TABLE, id, { ...moduleFields(module), order: generateKeyBetween(present.at(-1)?.order || null, null), deleted: false })
  return id
}

export function editTextModule(series: Y.Doc, id: TextModuleId, patch: TextModulePatch): void {
  writeRecord(series, TABLE, id, moduleFields(patch))
}

/** One place up (-1) or down (1). False where there is none. */
export function moveTextModule(series: Y.Doc, id: TextModuleId, step: 1 | -1): boolean {
  const before = orderedModules(series)
  const index = before.findIndex((module) => module.id === id)
  const target = index + step
  if (index < 0 || target < 0 || target >= before.length) return false
  const after = before.toSpliced(index, 1).toSpliced(target, 0, before[index]!)
  const [lower, upper] = [after[target - 1]?.order ?? null, after[target + 1]?.order ?? null]
  series.transact(() => {
    // Two writers who add at once make the same key, and nothing fits between equals: then all get new ones.
    if (lower !== '' && upper !== '' && (lower === null || upper === null || lower < upper)) writeRecord(series, TABLE, id, { order: generateKeyBetween(lower, upper) })
    else generateNKeysBetween(null, null, after.length).forEach((order, place) => writeRecord(series, TABLE, after[place]!.id, { order }))
  }, LOCAL_CHANGE)
  return true
}

export function removeTextModule(series: Y.Doc, id: TextModuleId): void {
  writeRecord(series, TABLE, id, { deleted: true })
}

export function restoreTextModule(series: Y.Doc, id: TextModuleId): void {
  writeRecord(series, TABLE, id, { deleted: false })
}

function orderedModules(series: Y.Doc): readonly OrderedModule[] {
  return [...readTable(series, TABLE)]
    .filter(([, record]) => !fact.flag(record, 'deleted'))
    .map(([id, record]) => ({ id: id as TextModuleId, name: cut(fact.string(record, 'name'), LONGEST_MODULE_NAME), text: textOf(record), order: validOrder(fact.string(record, 'order')) }))
    .sort((left, right) => compare(left.order, right.order) || compare(left.id, right.id))
    .slice(0, MOST_MODULES)
}

function textOf(record: RawRecord): BilingualText {
  return withinLimits(fact.text(record, 'text'))
}

function moduleFields({ name, text }: TextModulePatch) {
  return { ...(name !== undefined && { name: cut(name.replace(/\s+/g, ' '), LONGEST_MODULE_NAME) }), ...(text && textFields('text', withinLimits(text))) }
}

function withinLimits(text: BilingualText): BilingualText {
  const cuts = LANGUAGES.flatMap((language) => (text[language] === undefined ? [] : [[language, cut(text[language], LONGEST_MODULE_TEXT)]]))
  return { ...text, ...Object.fromEntries(cuts) }
}

/** Never through the middle of a sign that is two units long. */
function cut(text = '', longest: number): string {
  return text.length <= longest ? text : text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
