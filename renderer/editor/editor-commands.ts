import { useTranslation } from 'react-i18next'
import { useCommands } from '../app/commands.tsx'
import { EDITOR_KEYS, type EditorKeyId } from './editor-keys.ts'
import type { EditorSession } from './editor-session.ts'

/** Keys that the screen lists under a heading of its own. */
const SHOWN_ELSEWHERE: readonly EditorKeyId[] = ['undo', 'redo', 'redoAgain', 'previousItem', 'nextItem']

/** What can be asked for by name too, wherever the keyboard is: it is done in the text, where the caret was. */
const BY_NAME: readonly EditorKeyId[] = ['decision', 'action', 'recommendation', 'vote', 'note', 'actionFacts', 'speakers', 'bold', 'italic', 'ordered', 'bullet', 'link']

/** The keys of the text, in the list of keys and, where it makes sense, in the palette. The text itself answers to them. */
export function useEditorCommands(session: EditorSession | undefined, readOnly: boolean): void {
  const { t } = useTranslation(['common', 'editor'])
  useCommands(
    readOnly
      ? []
      : EDITOR_KEYS.filter(({ id }) => !SHOWN_ELSEWHERE.includes(id)).map(({ id, label, keys }) => ({
          id: `editor-${id}`,
          group: 'editor',
          title: t(label),
          keys,
          handledInPlace: true,
          ...(BY_NAME.includes(id) && { run: () => session?.perform(id) }),
        })),
  )
}
