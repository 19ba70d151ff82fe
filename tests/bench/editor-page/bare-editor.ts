import { baseKeymap } from 'prosemirror-commands'
import { keymap } from 'prosemirror-keymap'
import { Schema } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'

/** ProseMirror with paragraphs and nothing else: what typing costs at least. */
export function mountBareEditor(mount: HTMLElement, texts: readonly string[]): EditorView {
  const schema = new Schema({
    nodes: {
      doc: { content: 'paragraph+' },
      paragraph: { content: 'text*', toDOM: () => ['p', 0], parseDOM: [{ tag: 'p' }] },
      text: {},
    },
    marks: { strong: { toDOM: () => ['strong', 0], parseDOM: [{ tag: 'strong' }] } },
  })
  const paragraphs = texts.map((text) => schema.node('paragraph', null, text === '' ? [] : [schema.text(text)]))
  return new EditorView(mount, { state: EditorState.create({ doc: schema.node('doc', null, paragraphs), plugins: [keymap(baseKeymap)] }) })
}
