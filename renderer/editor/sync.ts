import { Plugin, TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import type { Node } from 'prosemirror-model'
import { initProseMirrorDoc, ySyncPlugin, ySyncPluginKey, type ProsemirrorBinding } from 'y-prosemirror'
import * as Y from 'yjs'
import type { EntryId } from '../../shared/model/identifiers.ts'
import { findEntry } from './commands.ts'
import { onSteps } from './history-steps.ts'
import { letterMark, lettersAfterFrame } from './letters-after-frame.ts'
import { writeLettersDirectly } from './letters-into-document.ts'
import { bodySchema, entryAttributes, isKnownMark, isKnownNode } from './schema.ts'

/** What of a body this editor shows and keeps in step with the shared document. */
export interface BoundBody {
  readonly doc: Node
  readonly plugins: readonly Plugin[]
}

/**
 * Binds a body to an editor state. Opening writes nothing: an empty body shows an entry that comes into being with the
 * first character, so that two people who open the same empty item do not make two.
 */
export function bindBody(fragment: Y.XmlFragment): BoundBody {
  const { doc, mapping } = initProseMirrorDoc(fragment, bodySchema)
  const filled = doc.childCount > 0 ? doc : bodySchema.topNodeType.createAndFill()!
  const plugin = ySyncPlugin(fragment, { mapping }) as Plugin
  // Its binding can be had once there is a view, and before that writes anything.
  const { view } = plugin.spec
  plugin.spec.view = (editor) => {
    writeLettersDirectly((ySyncPluginKey.getState(editor.state) as { readonly binding: ProsemirrorBinding }).binding)
    return lettersAfterFrame(fragment.doc!, view!(editor))
  }
  return { doc: filled, plugins: [plugin, letterMark()] }
}

/**
 * True if a newer version wrote something into this body that the editor's schema does not know. y-prosemirror would
 * delete it; such a body is shown and not edited.
 */
export function hasUnknownContent(fragment: Y.XmlFragment): boolean {
  return fragment.toArray().some((node) => isUnknown(node))
}

function isUnknown(node: unknown): boolean {
  if (node instanceof Y.XmlText) {
    return (node.toDelta() as { insert: unknown; attributes?: object }[]).some(
      ({ insert, attributes = {} }) => typeof insert !== 'string' || !Object.keys(attributes).every(isKnownMark),
    )
  }
  return !(node instanceof Y.XmlElement) || !isKnownNode(node.nodeName) || node.toArray().some(isUnknown)
}

/** True for a change that comes out of the shared document: from another writer, or from undo. */
export function isFromDocument(tr: Transaction): boolean {
  return (tr.getMeta(ySyncPluginKey) as { isChangeOrigin?: boolean } | undefined)?.isChangeOrigin === true
}

/**
 * y-prosemirror answers a change of the shared document by replacing the whole editor document. This makes the same
 * change of it with only those entries replaced that differ, and keeps the caret at the text where it stood.
 */
export function narrowed(state: EditorState, tr: Transaction): Transaction {
  if (!isFromDocument(tr) || !tr.docChanged) return tr
  const { from, to, nodes } = changedEntries(state.doc, tr.doc)
  const narrow = state.tr
  if (from < to || nodes.length > 0) narrow.replaceWith(from, to, nodes)
  const anchor = keptPosition(state.doc, tr.doc, state.selection.anchor)
  const head = state.selection.empty ? anchor : keptPosition(state.doc, tr.doc, state.selection.head)
  if (anchor !== undefined && head !== undefined) narrow.setSelection(TextSelection.between(narrow.doc.resolve(anchor), narrow.doc.resolve(head)))
  else if (tr.selectionSet) narrow.setSelection(tr.selection.getBookmark().resolve(narrow.doc))
  if (tr.scrolledIntoView) narrow.scrollIntoView()
  return narrow.setMeta(ySyncPluginKey, tr.getMeta(ySyncPluginKey) as object).setMeta('addToHistory', false)
}

/** Characters on each side of the caret by which its place is known again. */
const NEIGHBOURS = 12

interface ChangedEntries {
  readonly from: number
  readonly to: number
  readonly nodes: readonly Node[]
}

function changedEntries(before: Node, after: Node): ChangedEntries {
  const shorter = Math.min(before.childCount, after.childCount)
  let start = 0
  let from = 0
  while (start < shorter && before.child(start) === after.child(start)) {
    from += before.child(start).nodeSize
    start += 1
  }
  let end = 0
  let to = before.content.size
  while (end < shorter - start && before.child(before.childCount - 1 - end) === after.child(after.childCount - 1 - end)) {
    end += 1
    to -= before.child(before.childCount - end).nodeSize
  }
  return { from, to, nodes: after.content.content.slice(start, after.childCount - end) }
}

/** Where the text at `position` stands after the change; undefined if the text round it is gone. */
function keptPosition(before: Node, after: Node, position: number): number | undefined {
  const $position = before.resolve(position)
  if ($position.depth === 0) return undefined
  const entry = $position.parent
  const same = findEntry(after, entryAttributes(entry).id as EntryId)
  if (same) {
    const offset = keptOffset(entry, same.node, $position.parentOffset)
    if (offset !== undefined) return same.position + 1 + offset
  }
  // Split or joined: the text stands in another entry, between what did not change.
  const [old, now] = [positionedText(before), positionedText(after)]
  const fromEnd = old.length - position
  if (old.slice(0, position) === now.slice(0, position)) return position
  return old.slice(position) === now.slice(now.length - fromEnd) ? now.length - fromEnd : keptBetweenNeighbours(old, now, position)
}

/** The text of a document with one character for each position, so that an index is a position. */
function positionedText(document: Node): string {
  return document.content.content.map((entry) => `\u0001${entry.textBetween(0, entry.content.size, undefined, '\n')}\u0002`).join('')
}

/** Looks for the nearest text on both sides of the caret; only if it stands in one place now. */
function keptBetweenNeighbours(old: string, now: string, position: number): number | undefined {
  const around = old.slice(Math.max(0, position - NEIGHBOURS), position + NEIGHBOURS)
  const found = now.indexOf(around)
  if (found >= 0 && now.indexOf(around, found + 1) < 0) return found + Math.min(position, NEIGHBOURS)
  return undefined
}

function keptOffset(before: Node, after: Node, offset: number): number | undefined {
  const start = after.content.findDiffStart(before.content)
  if (start === null || offset <= start) return offset
  const end = after.content.findDiffEnd(before.content)!
  // Strictly after: at the border of a deletion that runs on into another entry the text is not here any more.
  return offset > end.b || (offset === end.b && end.b < before.content.size) ? after.content.size - (before.content.size - offset) : undefined
}

interface Caret {
  readonly anchor: CaretEnd
  readonly head: CaretEnd
}

interface CaretEnd {
  readonly entry: EntryId | ''
  readonly offset: number
}

/**
 * Puts the caret back where it was when a change of this body is undone or redone. The history itself is the one of
 * the meeting, which agenda and attendance share; so y-prosemirror's own plugin, which destroys it, is not used.
 */
export function undoCaret(history: Y.UndoManager): Plugin {
  const carets = new WeakMap<object, Caret>()
  let beforeChange: Caret | undefined
  return new Plugin({
    state: {
      init: () => undefined,
      apply: (tr, _value, before) => {
        if (tr.docChanged && !isFromDocument(tr) && !tr.getMeta('appendedTransaction')) beforeChange = caretOf(before)
        return undefined
      },
    },
    view: (view) => {
      const added = ({ stackItem, origin }: { stackItem: object; origin: unknown }) => {
        if (origin === ySyncPluginKey && beforeChange) carets.set(stackItem, beforeChange)
        else if (origin === history) carets.set(stackItem, caretOf(view.state))
      }
      // A step that began with a record, as a new action does, and goes on in the body.
      const updated = ({ stackItem, origin }: { stackItem: object; origin: unknown }) => {
        if (origin === ySyncPluginKey && beforeChange && !carets.has(stackItem)) carets.set(stackItem, beforeChange)
      }
      const popped = ({ stackItem }: { stackItem: object }) => {
        const caret = carets.get(stackItem)
        if (!caret || !view.hasFocus()) return
        const anchor = placeOf(view.state.doc, caret.anchor)
        const head = placeOf(view.state.doc, caret.head)
        if (anchor === undefined || head === undefined) return
        view.dispatch(view.state.tr.setSelection(TextSelection.between(view.state.doc.resolve(anchor), view.state.doc.resolve(head))).scrollIntoView())
      }
      return { destroy: onSteps(history, { 'stack-item-added': added, 'stack-item-updated': updated, 'stack-item-popped': popped }) }
    },
  })
}

function caretOf({ selection }: EditorState): Caret {
  const end = ($position: typeof selection.$head): CaretEnd => ({
    entry: $position.depth > 0 ? entryAttributes($position.node(1)).id : '',
    offset: $position.depth > 0 ? $position.parentOffset : 0,
  })
  return { anchor: end(selection.$anchor), head: end(selection.$head) }
}

function placeOf(document: Node, { entry, offset }: CaretEnd): number | undefined {
  const found = entry && findEntry(document, entry)
  return found ? found.position + 1 + Math.min(offset, found.node.content.size) : undefined
}
