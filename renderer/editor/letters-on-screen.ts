import type { Node } from 'prosemirror-model'
import { insertedText } from './inserted-text.ts'

/**
 * Puts what has been typed into one text of an entry among its letters on the screen. ProseMirror, which comes after, would
 * set that text anew as a whole: the browser then forgets what its spelling check had marked in it. Does nothing where the
 * screen does not show `before` text by text, as around the caret of another writer, or where more has changed.
 */
export function typeInto(element: HTMLElement, before: Node, after: Node): void {
  const at = changedText(before, after)
  if (at === undefined) return
  const old = before.child(at).text!
  const typed = insertedText(old, after.child(at).text!)
  const shown = textsIn(element)
  const texts = before.children.filter((child) => child.isText)
  const text = shown[texts.indexOf(before.child(at))]
  if (typed && shown.length === texts.length && text?.data === old) text.insertData(typed.at, typed.text)
}

/** The index of the one child that is another, if it is text with the same marks before and after. */
function changedText(before: Node, after: Node): number | undefined {
  if (before.childCount !== after.childCount) return undefined
  let changed: number | undefined
  for (let index = 0; index < before.childCount; index += 1) {
    if (before.child(index) === after.child(index)) continue
    if (changed !== undefined) return undefined
    changed = index
  }
  return changed !== undefined && before.child(changed).isText && before.child(changed).sameMarkup(after.child(changed)) ? changed : undefined
}

function textsIn(element: HTMLElement): readonly Text[] {
  const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const texts: Text[] = []
  for (let node = walker.nextNode(); node; node = walker.nextNode()) texts.push(node as Text)
  return texts
}
