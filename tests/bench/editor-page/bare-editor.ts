import { baseKeymap } from 'prosemirror-commands'
import { keymap } from 'prosemirror-keymap'
import { Schema } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import { entryText, type Entry } from '../../../shared/model/body.ts'

/** ProseMirror with paragraphs and nothing else: what typing costs at least. */
export function mountBareEditor(mount: HTMLElement, entries: readonly Entry[]): EditorView {
  const schema = new Schema({
    nodes: {
      doc: { content: 'paragraph+' },
      paragraph: { content: 'text*', toDOM: () => ['p', 0], parseDOM: [{ tag: 'p' }] },
      text: {},
    },
    marks: { strong: { toDOM: () => ['strong', 0], parseDOM: [{ tag: 'strong' }] } },
  })
  const paragraphs = entries.map((entry) => schema.node('paragraph', null, entryText(entry) === '' ? [] : [schema.text(entryText(entry))]))
  return new EditorView(mount, { state: EditorState.create({ doc: schema.node('doc', null, paragraphs), plugins: [keymap(baseKeymap)] }) })
}
