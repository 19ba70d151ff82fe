import { Plugin } from 'prosemirror-state'

/**
 * On a busy machine keys wait in a row. The browser tells that a key moved the caret only after the keys that are waiting
 * already: Enter or a command would then work on the line of before. So the editor looks where the caret is before each
 * key that does something; a letter is placed by the browser itself.
 */
export function caretInStep(): Plugin {
  return new Plugin({
    props: {
      handleDOMEvents: {
        keydown: (view, event) => {
          const isLetter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey
          // What the browser is going to tell anyway.
          if (!isLetter && !event.isComposing) view.dom.ownerDocument.dispatchEvent(new Event('selectionchange'))
          return false
        },
      },
    },
  })
}
