import * as Y from 'yjs'
import { ENTRY_NODE } from './body.ts'
import type { EntryId } from './identifiers.ts'

/**
 * Where somebody's caret stands in a body, so that another writer finds the same place in a copy that has gone on:
 * the entry, and between which characters, as a relative position of Yjs.
 */
export interface BodyCaret {
  readonly entry: EntryId
  /** `Y.encodeRelativePosition`, in hexadecimal. */
  readonly at: string
}

/** What a caret's `at` can be: a handful of numbers. */
export const CARET_POSITION = /^(?:[\da-f]{2}){2,32}$/u

/** A place in the text of an entry as a person counts: characters, a line break being one. */
export interface CaretPlace {
  readonly entry: EntryId
  readonly offset: number
}

/**
 * The caret in the entry that stands at `index` of a body; undefined if another entry stands there, or none yet: in an
 * empty body nothing has been written that a place could hang on.
 */
export function caretAt(body: Y.XmlFragment, index: number, { entry, offset }: CaretPlace): BodyCaret | undefined {
  const element = index < body.length ? body.get(index) : undefined
  if (!(element instanceof Y.XmlElement) || entry === '' || element.getAttribute('id') !== entry) return undefined
  const position = Y.encodeRelativePosition(positionIn(element, offset))
  return { entry, at: Array.from(position, (byte) => byte.toString(16).padStart(2, '0')).join('') }
}

/**
 * Where a caret stands now. If its text is gone, or has not arrived yet, the end of its entry; undefined if that is not
 * in this body either. Whatever another program wrote, nothing is thrown and nothing changes in the document.
 */
export function placeOfCaret(body: Y.XmlFragment, caret: BodyCaret): CaretPlace | undefined {
  try {
    return resolved(body, caret.at) ?? endOf(body, caret.entry)
  } catch {
    // A position that no Yjs has made.
    return undefined
  }
}

/** A place hangs on what stands behind it: what its owner goes on writing there moves it along. */
function positionIn(element: Y.XmlElement, offset: number): Y.RelativePosition {
  let rest = offset
  for (const [index, child] of element.toArray().entries()) {
    const size = sizeOf(child)
    if (child instanceof Y.XmlText && rest <= size) return Y.createRelativePositionFromTypeIndex(child, rest)
    if (rest === 0) return Y.createRelativePositionFromTypeIndex(element, index)
    rest -= size
  }
  return Y.createRelativePositionFromTypeIndex(element, element.length)
}

function resolved(body: Y.XmlFragment, at: string): CaretPlace | undefined {
  if (!body.doc || !CARET_POSITION.test(at)) return undefined
  const position = Y.decodeRelativePosition(Uint8Array.from(at.match(/../gu) ?? [], (byte) => Number.parseInt(byte, 16)))
  // One by the name of a root would make that root.
  if (position.tname !== null) return undefined
  const found = Y.createAbsolutePositionFromRelativePosition(position, body.doc)
  if (!found || found.type._item?.deleted) return undefined
  const element = found.type instanceof Y.XmlText ? found.type.parent : found.type
  if (!(element instanceof Y.XmlElement) || element.nodeName !== ENTRY_NODE || element.parent !== body || element._item?.deleted) return undefined
  const entry = element.getAttribute('id') as EntryId | undefined
  if (typeof entry !== 'string' || entry === '') return undefined
  const children = element.toArray()
  const before = found.type === element ? found.index : children.indexOf(found.type as Y.XmlText)
  const offset = children.slice(0, before).reduce((sum, child) => sum + sizeOf(child), 0)
  return { entry, offset: found.type === element ? offset : offset + found.index }
}

function endOf(body: Y.XmlFragment, entry: EntryId): CaretPlace | undefined {
  const element = body.toArray().find((node) => node instanceof Y.XmlElement && node.getAttribute('id') === entry)
  return element instanceof Y.XmlElement ? { entry, offset: element.toArray().reduce((sum, child) => sum + sizeOf(child), 0) } : undefined
}

function sizeOf(child: Y.XmlElement | Y.XmlText | Y.XmlHook): number {
  return child instanceof Y.XmlText ? child.length : 1
}
