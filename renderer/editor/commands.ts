import { chainCommands, deleteSelection, joinTextblockForward, selectNodeBackward, toggleMark } from 'prosemirror-commands'
import type { Node } from 'prosemirror-model'
import { TextSelection, type Command, type EditorState, type Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { DEEPEST_LIST_LEVEL, isRecordKind, LINE_BREAK_NODE, type EntryKind, type ListStyle } from '../../shared/model/body.ts'
import { newIdentifier, type EntryId, type PersonId } from '../../shared/model/identifiers.ts'
import { safeLink } from '../../shared/model/links.ts'
import { bodySchema, entryAttributes, markType, newEntryNode, NO_SPEAKERS, type EntryAttributes } from './schema.ts'

/** An entry in the document: its node and the position before it. */
export interface PlacedEntry {
  readonly node: Node
  readonly position: number
}

export function entryAtCaret(state: EditorState): PlacedEntry | undefined {
  const { $head } = state.selection
  return $head.depth > 0 ? { node: $head.node(1), position: $head.before(1) } : undefined
}

export function entriesInSelection(state: EditorState): readonly PlacedEntry[] {
  const found: PlacedEntry[] = []
  state.doc.nodesBetween(state.selection.from, state.selection.to, (node, position, parent) => {
    if (parent === state.doc) found.push({ node, position })
    return false
  })
  return found
}

export function findEntry(document: Node, id: EntryId): PlacedEntry | undefined {
  let found: PlacedEntry | undefined
  document.forEach((node, position) => {
    if (!found && entryAttributes(node).id === id) found = { node, position }
  })
  return found
}

/** Puts the caret at the end of an entry and the keyboard into the text; nothing if the entry is not there. */
export function putCaretInto(view: EditorView, id: EntryId): void {
  const entry = findEntry(view.state.doc, id)
  if (!entry) return
  const end = view.state.doc.resolve(entry.position + 1 + entry.node.content.size)
  view.dispatch(view.state.tr.setSelection(TextSelection.near(end, -1)).scrollIntoView())
  view.focus()
}

/**
 * Sets attributes one by one and only where they differ: two writers who change different facts of one entry then
 * both keep their change, and nobody's typing in it is touched.
 */
export function setAttributes(tr: Transaction, { node, position }: PlacedEntry, wanted: Partial<EntryAttributes>): Transaction {
  for (const [name, value] of Object.entries(wanted)) {
    if (!sameValue(node.attrs[name], value)) tr.setNodeAttribute(position, name, value)
  }
  return tr
}

function sameValue(left: unknown, right: unknown): boolean {
  if (Array.isArray(left) && Array.isArray(right)) return left.length === right.length && left.every((value, index) => value === right[index])
  return left === right
}

/** Applies the change to each selected entry. False if it changes nothing. */
function changeEntries(change: (attributes: EntryAttributes) => Partial<EntryAttributes>): Command {
  return (state, dispatch) => {
    const tr = state.tr
    for (const entry of entriesInSelection(state)) setAttributes(tr, entry, change(entryAttributes(entry.node)))
    if (!tr.docChanged) return false
    dispatch?.(tr.scrollIntoView())
    return true
  }
}

export function setKind(kind: EntryKind): Command {
  return changeEntries((attributes) => asKind(kind, attributes))
}

/** An action or a vote points to its record at once (`entry-rules.ts` writes it); an entry that was one before finds its record again. */
export function asKind(kind: EntryKind, attributes: EntryAttributes): Partial<EntryAttributes> {
  return { kind, ...(isRecordKind(kind) && !attributes[kind] && { [kind]: newIdentifier() }) }
}

/** Turns the selected entries into a list of this style; back into none if they all are one already. */
export function toggleList(list: Exclude<ListStyle, 'none'>): Command {
  return (state, dispatch) => {
    const all = entriesInSelection(state).every(({ node }) => entryAttributes(node).list === list)
    return changeEntries(() => (all ? { list: 'none', level: 0 } : { list }))(state, dispatch)
  }
}

/** One level deeper (1) or back (-1). True in a list even where no level is left, so that Tab does not leave it by surprise. */
export function changeLevel(step: 1 | -1): Command {
  return (state, dispatch) => {
    const inList = entriesInSelection(state).some(({ node }) => entryAttributes(node).list !== 'none')
    if (!inList) return false
    changeEntries(({ list, level }) => (list === 'none' ? {} : { level: Math.min(Math.max(level + step, 0), DEEPEST_LIST_LEVEL) }))(state, dispatch)
    return true
  }
}

export function setSpeakers(entry: PlacedEntry, speakers: readonly PersonId[]): Command {
  return (state, dispatch) => {
    const tr = setAttributes(state.tr, entry, { speakers: speakers.length === 0 ? NO_SPEAKERS : [...new Set(speakers)] })
    if (!tr.docChanged) return false
    dispatch?.(tr)
    return true
  }
}

/**
 * Enter. The new entry continues the list but is a plain note of nobody. In an empty list entry it ends the list; at
 * the start of an entry with text it makes room above, so that the text stays what and whose it was. Text that goes
 * into the new entry still translates what it translated; an entry that begins empty translates nothing yet.
 */
export const splitEntry: Command = (state, dispatch) => {
  const entry = entryAtCaret(state)
  if (!entry) return false
  const { list, level } = entryAttributes(entry.node)
  if (state.selection.empty && entry.node.content.size === 0 && list !== 'none') {
    dispatch?.(setAttributes(state.tr, entry, level > 0 ? { level: level - 1 } : { list: 'none' }).scrollIntoView())
    return true
  }
  if (!dispatch) return true
  const tr = state.tr.deleteSelection()
  const { $from } = tr.selection
  const attributes = { list, level, id: newIdentifier<EntryId>() }
  if ($from.parentOffset === 0 && $from.parent.content.size > 0) {
    tr.insert($from.before(1), newEntryNode(attributes))
  } else {
    const { translationOf, translatedFrom } = entryAttributes($from.parent)
    const takesText = $from.parentOffset < $from.parent.content.size
    const { type, attrs } = newEntryNode({ ...attributes, ...(takesText && { translationOf, translatedFrom }) })
    tr.split($from.pos, 1, [{ type, attrs }])
  }
  dispatch(tr.scrollIntoView())
  return true
}

export const insertLineBreak: Command = (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(bodySchema.nodes[LINE_BREAK_NODE]!.create()).scrollIntoView())
  return true
}

/** Backspace at the start of an entry takes away one thing at a time: the list, the kind, the speakers, then the border. */
export const plainerEntry: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  const entry = entryAtCaret(state)
  if (!entry || !empty || $from.parentOffset > 0) return false
  const { list, level, kind, speakers } = entryAttributes(entry.node)
  const plainer: Partial<EntryAttributes> | undefined =
    list !== 'none' ? (level > 0 ? { level: level - 1 } : { list: 'none' }) : kind !== 'note' ? { kind: 'note' } : speakers.length > 0 ? { speakers: NO_SPEAKERS } : undefined
  if (plainer) {
    dispatch?.(setAttributes(state.tr, entry, plainer).scrollIntoView())
    return true
  }
  return joinWithPrevious(state, dispatch)
}

/** The joined entry keeps what the previous one is, unless that one is empty: then the previous one goes. */
const joinWithPrevious: Command = (state, dispatch) => {
  const entry = entryAtCaret(state)
  if (!entry || entry.position === 0) return false
  const previous = state.doc.resolve(entry.position).nodeBefore
  if (!previous) return false
  const tr = state.tr
  if (previous.content.size === 0) tr.delete(entry.position - previous.nodeSize, entry.position)
  else tr.join(entry.position)
  dispatch?.(tr.scrollIntoView())
  return true
}

const joinWithNext: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  const entry = entryAtCaret(state)
  if (!entry || !empty || $from.parentOffset < $from.parent.content.size || entry.node.content.size > 0) return false
  const end = entry.position + entry.node.nodeSize
  if (end >= state.doc.content.size) return false
  // An empty entry gives way to the next one, which keeps its kind and its speakers.
  const tr = state.tr.delete(entry.position, end)
  dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(entry.position + 1))).scrollIntoView())
  return true
}

export const backspace: Command = chainCommands(deleteSelection, plainerEntry, selectNodeBackward)
export const deleteForward: Command = chainCommands(deleteSelection, joinWithNext, joinTextblockForward)

export const toggleBold: Command = toggleMark(markType('bold'))
export const toggleItalic: Command = toggleMark(markType('italic'))

export interface LinkRange {
  readonly from: number
  readonly to: number
  readonly href: string
}

/** The whole link that the caret stands in or touches. */
export function linkAtCaret(state: EditorState): LinkRange | undefined {
  const { $from, from, to } = state.selection
  const parent = $from.parent
  const type = markType('link')
  const start = $from.start()
  const ranges: LinkRange[] = []
  parent.forEach((child, offset) => {
    const mark = type.isInSet(child.marks)
    if (!mark) return
    const href = String(mark.attrs.href)
    const last = ranges.at(-1)
    if (last && last.to === start + offset && last.href === href) ranges[ranges.length - 1] = { ...last, to: last.to + child.nodeSize }
    else ranges.push({ from: start + offset, to: start + offset + child.nodeSize, href })
  })
  return ranges.find((range) => from >= range.from && to <= range.to)
}

/**
 * Links the selection, or the link at the caret, or inserts the address itself where nothing is selected. An empty
 * address takes the link away. False, and nothing done, if the address may not stand in minutes.
 */
export function setLink(address: string): Command {
  return (state, dispatch) => {
    const existing = linkAtCaret(state)
    const { from, to } = existing ?? state.selection
    const type = markType('link')
    if (address.trim() === '') {
      dispatch?.(state.tr.removeMark(from, to, type))
      return true
    }
    const href = safeLink(address)
    if (href === undefined) return false
    const mark = type.create({ href })
    const tr = state.tr
    if (from === to) tr.replaceSelectionWith(bodySchema.text(href.replace(/^mailto:/i, ''), [mark]), false)
    else tr.removeMark(from, to, type).addMark(from, to, mark)
    dispatch?.(tr.scrollIntoView())
    return true
  }
}
