import { DOMSerializer } from 'prosemirror-model'
import { Plugin } from 'prosemirror-state'
import { clipboardSerializer, intoTranslation, LONGEST_PASTE, LONGEST_PASTED_MARKUP, sliceOfText, textOfSlice, withoutShared, type CopyWords } from './clipboard.ts'
import type { BodyRecords } from './body-records.ts'
import { boundedMarkup, clipboardParser } from './pasted-markup.ts'
import { bodySchema } from './schema.ts'
import type { EditorPlace } from './surroundings.ts'

export interface ClipboardWorld {
  readonly words: () => CopyWords
  readonly onTooLong: () => void
}

/** What goes out by copy and comes in by paste and drop. What is too long is refused before anything is made of it. */
export function clipboardPlugin({ meeting, undoManager }: EditorPlace, records: BodyRecords, { words, onTooLong }: ClipboardWorld): Plugin {
  const refuse = (event: Event): true => {
    event.preventDefault()
    onTooLong()
    return true
  }
  return new Plugin({
    props: {
      clipboardParser,
      clipboardSerializer: clipboardSerializer(words, DOMSerializer.fromSchema(bodySchema)),
      clipboardTextParser: (text, $context) => sliceOfText(text.slice(0, LONGEST_PASTE + 1), $context.marks()),
      clipboardTextSerializer: (slice) => textOfSlice(slice, words()),
      transformPastedHTML: boundedMarkup,
      transformPasted: (slice) => withoutShared(slice, meeting, records.copyRecord, records.originals()),
      handlePaste: (view, event, slice) => {
        if (slice.content.size > LONGEST_PASTE) return refuse(event)
        // A paste is undone by itself, not with what was typed the moment before.
        undoManager.stopCapturing()
        // Not for what is dropped: that goes elsewhere than where the caret stands.
        const adopted = intoTranslation(slice, view.state.selection)
        if (adopted === slice) return false
        view.dispatch(view.state.tr.replaceSelection(adopted).scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'))
        return true
      },
      handleDrop: (_view, event, slice, isMoved) => {
        if (!isMoved && slice.content.size > LONGEST_PASTE) return refuse(event)
        undoManager.stopCapturing()
        return false
      },
      handleDOMEvents: {
        paste: (_view, event) => isTooLong(event.clipboardData) && refuse(event),
        drop: (_view, event) => isTooLong(event.dataTransfer) && refuse(event),
      },
    },
  })
}

function isTooLong(data: DataTransfer | null): boolean {
  return (data?.getData('text/html').length ?? 0) > LONGEST_PASTED_MARKUP
}
