import type { Node } from 'prosemirror-model'
import { Plugin, type EditorState, type Transaction } from 'prosemirror-state'
import { newIdentifier, type ActionId, type EntryId } from '../../shared/model/identifiers.ts'
import { entryAtCaret, setAttributes, type PlacedEntry } from './commands.ts'
import { entryAttributes, NEW_ENTRY, type EntryAttributes } from './schema.ts'
import { isFromDocument } from './sync.ts'

/** What the rules need to know of the world outside the body. */
export interface EntryRules {
  /** Gives the action a record if it has none. */
  readonly ensureAction: (action: ActionId) => void
  /** Makes `copy` a record with the facts of `action`. */
  readonly copyAction: (action: ActionId, copy: ActionId) => void
  /** Fingerprint of the present text of an entry of the other language; undefined if it is not there. */
  readonly originalFingerprint: (original: EntryId) => string | undefined
}

/**
 * What holds after each change that this person makes: every entry has an identifier of its own; no action is that of
 * two entries (after a split, a copy, a paste) unless both translate the one entry that it belongs to; a translation
 * remembers the original it was typed against. Changes of other writers are left alone: their editor has seen to it, and two would contradict each other.
 */
export function entryRules(rules: EntryRules): Plugin {
  const ensured = new Set<ActionId>()
  return new Plugin({
    appendTransaction: (transactions, before, after) => {
      if (before.doc === after.doc || transactions.some(isFromDocument) || isUntouched(after.doc)) return null
      const tr = after.tr
      rememberOriginal(tr, before, after, rules)
      // Plain typing: the attributes of all entries are what they were, and so is all that follows from them.
      if (haveSameAttributes(before.doc, after.doc)) return tr.docChanged ? tr : null
      separate(tr, before, rules)
      tr.doc.forEach((node) => {
        const { kind, action } = entryAttributes(node)
        if (kind !== 'action' || !action || ensured.has(action)) return
        ensured.add(action)
        rules.ensureAction(action)
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
  const actions = new Map<ActionId, EntryId | null>()
  const isTaken = (action: ActionId | null, original: EntryId | null) =>
    action !== null && actions.has(action) && (original === null || actions.get(action) !== original)
  const suspects: PlacedEntry[] = []
  for (const entry of entries) {
    const { id, action, translationOf } = entryAttributes(entry.node)
    if (id !== '' && !ids.has(id) && !isTaken(action, translationOf)) {
      ids.add(id)
      if (action) actions.set(action, translationOf)
    } else suspects.push(entry)
  }
  if (suspects.length === 0) return
  // Of two that share something, the one that was there before keeps it, wherever the other was put.
  const known = new Set(before.doc.content.content)
  const byAge = [...entries].sort((left, right) => Number(known.has(right.node)) - Number(known.has(left.node)))
  ids.clear()
  actions.clear()
  for (const entry of byAge) {
    const { id, action, translationOf, translatedFrom } = entryAttributes(entry.node)
    const changes: { -readonly [Name in keyof EntryAttributes]?: EntryAttributes[Name] } = {}
    if (id === '' || ids.has(id)) changes.id = newIdentifier<EntryId>()
    else ids.add(id)
    if (action && isTaken(action, translationOf)) {
      changes.action = newIdentifier<ActionId>()
      rules.copyAction(action, changes.action)
    } else if (action) actions.set(action, translationOf)
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
