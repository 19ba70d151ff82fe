import * as Y from 'yjs'
import { ENTRY_NODE, LINE_BREAK_NODE } from '../model/body.ts'

/** A stretch of an entry's text with its marks as Yjs keeps them; "\n" is a line break. */
export interface MarkedText {
  readonly text: string
  readonly marks: Readonly<Record<string, unknown>>
}

export type EntryAttributes = Readonly<Record<string, unknown>>

/** An entry to be inserted into a body, of the shape that the editor makes. Attributes that this version does not know are kept. */
export function entryElement(attributes: EntryAttributes, text: readonly MarkedText[]): Y.XmlElement {
  const element = new Y.XmlElement(ENTRY_NODE)
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== null) element.setAttribute(name, value as never)
  element.insert(0, contentOf(text))
  return element
}

export function entriesOf(fragment: Y.XmlFragment): readonly Y.XmlElement[] {
  return fragment.toArray().filter((node) => node instanceof Y.XmlElement && node.nodeName === ENTRY_NODE) as Y.XmlElement[]
}

function contentOf(pieces: readonly MarkedText[]): (Y.XmlText | Y.XmlElement)[] {
  const content: (Y.XmlText | Y.XmlElement)[] = []
  let line: { insert: string; attributes: object }[] = []
  const endLine = () => {
    if (line.length === 0) return
    const text = new Y.XmlText()
    text.applyDelta(line)
    content.push(text)
    line = []
  }
  for (const { text, marks } of pieces) {
    text.split('\n').forEach((part, index) => {
      if (index > 0) {
        endLine()
        content.push(new Y.XmlElement(LINE_BREAK_NODE))
      }
      if (part !== '') line.push({ insert: part, attributes: { ...marks } })
    })
  }
  endLine()
  return content
}

