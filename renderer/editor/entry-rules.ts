import type { Node } from 'prosemirror-model'
import { Plugin, type EditorState, type Transaction } from 'prosemirror-state'
import { isRecordKind, RECORD_KINDS, type RecordId, type RecordKind } from '../../shared/model/body.ts'
import { newIdentifier, type EntryId } from '../../shared/model/identifiers.ts'
import { entryAtCaret, setAttributes, type PlacedEntry } from './commands.ts'
import { entryAttributes, NEW_ENTRY, type EntryAttributes } from './schema.ts'
import { isFromDocument } from './sync.ts'

/** What the rules need to know of the world outside the body. */
export interface EntryRules {
  /** Gives the action or the vote its record, if it has none. */
  readonly ensureRecord: (kind: RecordKind, id: RecordId) => void
  /** Makes `copy` a record with the facts of the other. */
  readonly copyRecord: (kind: RecordKind, id: RecordId, copy: RecordId) => void
  /** Fingerprint of the present text of an entry of the other language; undefined if it is not there. */
  readonly originalFingerprint: (original: EntryId) => string | undefined
}

/**
 * What holds after each change that this person makes: every entry has an identifier of its own; no action and no vote is
 * that of two entries (after a split, a copy, a paste) unless both translate the one entry that it belongs to; a translation
 * remembers the original it was typed against. Changes of other writers are left alone: their editor has seen to it, and two would contradict each other.
 */
export function entryRules(rules: EntryRules): Plugin {
  const ensured = new Set<RecordId>()
  return new Plugin({
    appendTransaction: (transactions, before, after) => {
      if (before.doc === after.doc || transactions.some(isFromDocument) || isUntouched(after.doc)) return null
      const tr = after.tr
      rememberOriginal(tr, before, after, rules)
      // Plain typing: the attributes of all entries are what they were, and so is all that follows from them.
      if (haveSameAttributes(before.doc, after.doc)) return tr.docChanged ? tr : null
      separate(tr, before, rules)
      tr.doc.forEach((node) => {
        const attributes = entryAttributes(node)
        const { kind } = attributes
        const record = isRecordKind(kind) ? attributes[kind] : null
        if (!isRecordKind(kind) || !record || ensured.has(record)) return
        ensured.add(record)
        rules.ensureRecord(kind, record)
      })
      return tr.docChanged ? tr : null
    },
  })
}

/** The one empty entry that an empty body shows: not yet part of the minutes. */
export function isUntouched(document: Node): boolean {
  const only = document.childCount === 1 ? document.firstChild! : undefined
  return only !== undefined && only.content.size === 0 && entryAttributes(only).id === '' && only.hasMarkup(only.type, NEW_ENTRY)
}

function haveSameAttributes(before: Node, after: Node): boolean {
  const [old, now] = [before.content.content, after.content.content]
  return old.length === now.length && now.every((node, index) => node === old[index] || (node.attrs === old[index]!.attrs && node.attrs.id !== ''))
}

function separate(tr: Transaction, before: EditorState, rules: EntryRules): void {
  const entries = entriesOf(tr.doc)
  const ids = new Set<EntryId>()
  const records = new Map<RecordId, EntryId | null>()
  const isTaken = (record: RecordId | null, original: EntryId | null) =>
    record !== null && records.has(record) && (original === null || records.get(record) !== original)
  const suspects: PlacedEntry[] = []
  for (const entry of entries) {
    const attributes = entryAttributes(entry.node)
    const { id, translationOf } = attributes
    const own = RECORD_KINDS.map((kind) => attributes[kind])
    if (id !== '' && !ids.has(id) && !own.some((record) => isTaken(record, translationOf))) {
      ids.add(id)
      for (const record of own) if (record) records.set(record, translationOf)
    } else suspects.push(entry)
  }
  if (suspects.length === 0) return
  // Of two that share something, the one that was there before keeps it, wherever the other was put.
  const known = new Set(before.doc.content.content)
  const byAge = [...entries].sort((left, right) => Number(known.has(right.node)) - Number(known.has(left.node)))
  ids.clear()
  records.clear()
  for (const entry of byAge) {
    const attributes = entryAttributes(entry.node)
    const { id, translationOf, translatedFrom } = attributes
    const changes: { -readonly [Name in keyof EntryAttributes]?: EntryAttributes[Name] } = {}
    if (id === '' || ids.has(id)) changes.id = newIdentifier<EntryId>()
    else ids.add(id)
    for (const kind of RECORD_KINDS) {
      const record = attributes[kind]
      if (record && isTaken(record, translationOf)) {
        const copy = newIdentifier<RecordId>()
        Object.assign(changes, { [kind]: copy })
        rules.copyRecord(kind, record, copy)
      } else if (record) records.set(record, translationOf)
    }
    // Pasted into a translation: it was made from the original as it is now.
    if (translationOf && translatedFrom === null && entry.node.content.size > 0 && !known.has(entry.node)) {
      changes.translatedFrom = rules.originalFingerprint(translationOf) ?? null
    }
    setAttributes(tr, entry, changes)
  }
}

/** In the transaction of the keystroke itself: one attribute once, then nothing until the original changes again. */
function rememberOriginal(tr: Transaction, before: EditorState, after: EditorState, rules: EntryRules): void {
  const entry = entryAtCaret(after)
  if (!entry) return
  const { id, translationOf, translatedFrom } = entryAttributes(entry.node)
  if (!translationOf || id === '') return
  let was: Node | undefined
  before.doc.forEach((node) => {
    if (entryAttributes(node).id === id) was = node
  })
  if (!was || was.content.eq(entry.node.content)) return
  const present = rules.originalFingerprint(translationOf)
  if (present !== undefined && present !== translatedFrom) tr.setNodeAttribute(entry.position, 'translatedFrom', present)
}

function entriesOf(document: Node): readonly PlacedEntry[] {
  const entries: PlacedEntry[] = []
  document.forEach((node, position) => entries.push({ node, position }))
  return entries
}
