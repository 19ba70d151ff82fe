import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { plain } from '../../shared/attendance/match-people.ts'
import type { TextModuleId } from '../../shared/model/identifiers.ts'
import type { ModuleLine } from '../../shared/text-modules/lines.ts'
import { useCommands } from '../app/commands.tsx'
import { Button } from '../components/button.tsx'
import { Keys } from '../components/keys.tsx'
import { SuggestionInput, type Suggestion } from '../components/suggestion-input.tsx'
import type { EditorSession, Popover } from './editor-session.ts'
import { Hanging } from './entry-popovers.tsx'
import { insertLines } from './insert-lines.ts'
import styles from './popover.module.css'

export const MODULES_KEYS = 'Alt+Shift+M'

export interface OfferedModule {
  readonly id: TextModuleId
  readonly name: string
  /** What is to be known of it before it is taken. */
  readonly detail?: string
}

/** The texts that can be inserted where the caret stands. */
export interface ModuleOffer {
  readonly modules: readonly OfferedModule[]
  /** The entries that a module makes at this moment. */
  readonly linesOf: (module: TextModuleId) => readonly ModuleLine[]
  /** It stands in the text now. */
  readonly onInserted: (module: TextModuleId) => void
  /** Goes to where they are written. */
  readonly onWrite: () => void
}

/** The list by key, each text by its name from the palette; returns what inserts one. */
export function useModules(session: EditorSession | undefined, offer: ModuleOffer | undefined, readOnly: boolean): (module: TextModuleId) => void {
  const { t } = useTranslation('modules')
  const insert = (module: TextModuleId) => {
    if (!session || !offer) return
    session.insert(insertLines(offer.linesOf(module)))
    offer.onInserted(module)
  }
  useCommands(
    readOnly || !offer
      ? []
      : [
          { id: 'modules', group: 'editor', title: t('commands.insert'), keys: MODULES_KEYS, run: () => void session?.openPopover('modules') },
          ...offer.modules.map(({ id, name }) => ({ id: `module-${id}`, group: 'editor' as const, title: t('commands.insertNamed', { name }), run: () => insert(id) })),
        ],
  )
  return insert
}

interface ModulePickerProps {
  readonly session: EditorSession
  readonly popover: Popover
  readonly modules: readonly OfferedModule[]
  readonly onChoose: (module: TextModuleId) => void
  readonly onWrite: (() => void) | undefined
}

interface ModuleSuggestion extends Suggestion {
  readonly id: TextModuleId
}

/** Found by a few letters of its name, inserted by Enter. */
export function ModulePicker({ session, popover, modules, onChoose, onWrite }: ModulePickerProps): ReactNode {
  const { t } = useTranslation('modules')
  const [text, setText] = useState('')
  const wanted = plain(text)
  const found = modules.filter(({ name }) => plain(name).includes(wanted))
  const suggestions = found.map(({ id, name, detail }): ModuleSuggestion => ({ id, label: name, ...(detail && { detail }) }))
  if (modules.length === 0) {
    return (
      <Hanging session={session} popover={popover} label={t('picker.label')}>
        <p className={styles.hint}>{t('picker.none')}</p>
        <Button autoFocus {...(onWrite && { onPress: onWrite })}>
          {t('picker.write')} <Keys keys="Alt+S" />
        </Button>
      </Hanging>
    )
  }
  return (
    <Hanging session={session} popover={popover} label={t('picker.label')}>
      <div
        // One Escape: there is nothing in the field worth staying for.
        onKeyDownCapture={(event) => {
          if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
          event.preventDefault()
          event.stopPropagation()
          session.closePopover(true)
        }}
      >
        <SuggestionInput
          label={t('picker.label')}
          placeholder={t('picker.placeholder')}
          text={text}
          onText={setText}
          suggestions={suggestions}
          opensAtOnce
          autoFocus
          className={styles.field}
          hint={t('picker.hint')}
          onChoose={({ id }) => {
            session.closePopover(true)
            onChoose(id)
          }}
        />
      </div>
      {found.length === 0 && (
        <p role="status" className={styles.hint}>
          {t('picker.noMatch')}
        </p>
      )}
    </Hanging>
  )
}
