import type { Command } from 'prosemirror-state'
import { createContext, memo, use, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { Group, Separator, Toolbar } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../components/button.tsx'
import type { EntryKind } from '../../shared/model/body.ts'
import { Bold, Italic, Keyboard, Link, List, ListOrdered, MessageSquareText, Users } from '../components/icons.tsx'
import { toggleBold, toggleItalic, toggleList } from './commands.ts'
import { keysOf } from './editor-keys.ts'
import type { CaretStatus } from './caret-status.ts'
import type { EditorSession } from './editor-session.ts'
import { RULES_KEYS } from './quick-typing.tsx'
import { ActionIcon, DecisionIcon, RecommendationIcon, VoteIcon } from './kind-icons.tsx'
import styles from './body-editor.module.css'

const KINDS: readonly { readonly kind: EntryKind; readonly icon: typeof Bold }[] = [
  { kind: 'note', icon: MessageSquareText },
  { kind: 'decision', icon: DecisionIcon },
  { kind: 'action', icon: ActionIcon },
  { kind: 'recommendation', icon: RecommendationIcon },
  { kind: 'vote', icon: VoteIcon },
]

interface ToolbarProps {
  readonly session: EditorSession
  readonly onRules: () => void
  readonly caret: CaretStatus | undefined
}

/** Where the tools stand, if not above the text itself: out of what scrolls, where a letter does not lay them out. */
export const ToolsPlace = createContext<Element | null>(null)

/** The keys do it faster; this shows that they exist, and what stands at the caret. One Tab stop, arrows inside. */
export const EditorToolbar = memo(function EditorToolbar({ session, onRules, caret }: ToolbarProps): ReactNode {
  const { t } = useTranslation(['editor', 'grammar'])
  const place = use(ToolsPlace)
  const run = (command: Command) => () => {
    command(session.view.state, session.view.dispatch, session.view)
    session.view.focus()
  }
  const tools = (
    <Toolbar aria-label={t('toolbar')} className={styles.toolbar!}>
      <Group aria-label={t('kindOfEntry')} className={styles.group!}>
        {KINDS.map(({ kind, icon }) => (
          <IconButton key={kind} icon={icon} label={t(`keys.${kind}`)} keys={keysOf(kind)} pressed={caret?.kind === kind} preventFocusOnPress onPress={() => session.setKind(kind)} />
        ))}
      </Group>
      <Separator orientation="vertical" className={styles.separator!} />
      <Group aria-label={t('text')} className={styles.group!}>
        <IconButton icon={Users} label={t('keys.speakers')} keys={keysOf('speakers')} pressed={caret?.speakers ?? false} preventFocusOnPress onPress={() => session.openPopover('speakers')} />
        <IconButton icon={Bold} label={t('keys.bold')} keys={keysOf('bold')} pressed={caret?.bold ?? false} preventFocusOnPress onPress={run(toggleBold)} />
        <IconButton icon={Italic} label={t('keys.italic')} keys={keysOf('italic')} pressed={caret?.italic ?? false} preventFocusOnPress onPress={run(toggleItalic)} />
        <IconButton icon={Link} label={t('keys.link')} keys={keysOf('link')} pressed={caret?.link ?? false} preventFocusOnPress onPress={() => session.openPopover('link')} />
        <IconButton icon={List} label={t('keys.bullet')} keys={keysOf('bullet')} pressed={caret?.list === 'bullet'} preventFocusOnPress onPress={run(toggleList('bullet'))} />
        <IconButton icon={ListOrdered} label={t('keys.ordered')} keys={keysOf('ordered')} pressed={caret?.list === 'ordered'} preventFocusOnPress onPress={run(toggleList('ordered'))} />
      </Group>
      <Separator orientation="vertical" className={`${styles.separator} ${styles.whereRoom}`} />
      <div className={styles.whereRoom}>
        <IconButton icon={Keyboard} label={t('grammar:title')} keys={RULES_KEYS} preventFocusOnPress onPress={onRules} />
      </div>
    </Toolbar>
  )
  return place ? createPortal(tools, place) : tools
})
