import { Node } from 'prosemirror-model'
import type { ProsemirrorBinding } from 'y-prosemirror'
import * as Y from 'yjs'
import { insertedText } from './inserted-text.ts'

/**
 * Lets a binding write letters typed into plain text straight to their place in the shared document. y-prosemirror
 * compares the whole body each time, the entry with the letter twice letter by letter; that is left to it for all else.
 */
export function writeLettersDirectly(binding: ProsemirrorBinding): void {
  const writeAll = binding._prosemirrorChanged.bind(binding)
  binding._prosemirrorChanged = (doc) => {
    if (!writeLetters(binding, doc)) writeAll(doc)
  }
}

/** False, and nothing written, unless letters in one entry of plain text are all that is new. In a transaction of y-prosemirror. */
function writeLetters(binding: ProsemirrorBinding, doc: Node): boolean {
  const { type, mapping } = binding
  if (type.length !== doc.childCount) return false
  const changed = type.toArray().flatMap((element, index) => (mapping.get(element) === doc.child(index) ? [] : [{ element, now: doc.child(index) }]))
  const [only] = changed
  if (changed.length !== 1 || !only || !(only.element instanceof Y.XmlElement)) return false
  const { element, now } = only
  const before = mapping.get(element)
  const text: unknown = element.length === 1 ? element.get(0) : undefined
  if (!(before instanceof Node) || !before.sameMarkup(now) || !(text instanceof Y.XmlText)) return false
  const [old, typed] = [plainText(before), plainText(now)]
  const letters = old && typed ? insertedText(old, typed) : undefined
  if (!letters || !old || text.length !== old.length) return false
  // Plain, also beside what a bold word that was deleted may have left.
  text.insert(letters.at, letters.text, {})
  mapping.set(text, [now.child(0)])
  mapping.set(element, now)
  mapping.set(type, doc)
  return true
}

/** The text of an entry that is all one text without marks. */
function plainText(entry: Node): string | undefined {
  const child = entry.childCount === 1 ? entry.child(0) : undefined
  return child?.isText && child.marks.length === 0 ? child.text : undefined
}
