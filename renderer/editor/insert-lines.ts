import { TextSelection, type Command } from 'prosemirror-state'
import type { ModuleLine } from '../../shared/text-modules/lines.ts'
import { asKind, entryAtCaret, setAttributes } from './commands.ts'
import { bodySchema, entryAttributes, NEW_ENTRY, newEntryNode } from './schema.ts'

/**
 * Puts whole entries where the caret stands: into an empty entry from there on, before an entry at whose start it is, and
 * after one in which it is. A sentence that stands there is never torn apart. The caret goes to the end of what was put.
 */
export function insertLines(lines: readonly ModuleLine[]): Command {
  return (state, dispatch) => {
    const entry = entryAtCaret(state)
    if (!entry || lines.length === 0) return false
    if (!dispatch) return true
    const { list, level } = entryAttributes(entry.node)
    const isEmpty = entry.node.content.size === 0
    const isBefore = !isEmpty && state.selection.$head.parentOffset === 0
    const nodeOf = (line: ModuleLine) => {
      const place = line.list !== 'none' ? { list: line.list } : isEmpty ? { list, level } : {}
      return newEntryNode({ ...place, ...asKind(line.kind, NEW_ENTRY) }, [bodySchema.text(line.text)])
    }
    const tr = state.tr
    const [first, ...others] = lines
    let at = isBefore ? entry.position : entry.position + entry.node.nodeSize
    if (isEmpty) {
      // It stays what it is: a translation, an action; unless the line says what it is itself.
      const own = entryAttributes(entry.node)
      setAttributes(tr, entry, { ...(first!.kind !== 'note' && asKind(first!.kind, own)), ...(first!.list !== 'none' && { list: first!.list }) })
      tr.insertText(first!.text, entry.position + 1)
      at += first!.text.length
    }
    const nodes = (isEmpty ? others : lines).map(nodeOf)
    tr.insert(at, nodes)
    const end = at + nodes.reduce((size, node) => size + node.nodeSize, 0)
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(end - 1), -1)).scrollIntoView())
    return true
  }
}
