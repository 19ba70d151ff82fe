import { useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { Autocomplete, Input, Menu, MenuItem, TextField, useFilter } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Keys } from '../components/keys.tsx'
import { afterDialog } from './after-dialog.ts'
import { COMMAND_GROUPS, useAllCommands, type CommandGroup } from './commands.tsx'
import styles from './palette.module.css'

interface OverlayProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** What is at hand first; what concerns the application as a whole, and is rarely looked for, last. */
const PALETTE_ORDER: readonly CommandGroup[] = ['meeting', 'agenda', 'attendance', 'editor', 'directory', 'export', 'navigation', 'application', 'sharing']

/** Everything that can be done here, found by a few letters, with the key that does it next time. */
export function Palette({ isOpen, onClose }: OverlayProps): ReactNode {
  const { t } = useTranslation(['application', 'common'])
  const all = useAllCommands()
  const commands = useMemo(() => PALETTE_ORDER.flatMap((group) => all.filter((command) => command.group === group && command.run && !command.isSecondKey)), [all])
  const { contains } = useFilter({ sensitivity: 'base' })
  return (
    <Dialog title={t('palette.title')} titleHidden isOpen={isOpen} onClose={onClose}>
      <Autocomplete filter={contains}>
        {/* Not a search field: that one, and its sign, would empty itself before Escape closes the list. */}
        <TextField aria-label={t('palette.title')} autoFocus>
          <Input className={styles.search!} placeholder={t('palette.placeholder')} />
        </TextField>
        {/* Scrolled from the field by the arrows; the stop is for those who scroll without choosing. */}
        <div className={styles.commands} tabIndex={0} role="presentation">
          <Menu
            aria-label={t('palette.title')}
            items={commands}
            renderEmptyState={() => <p className={styles.none}>{t('palette.empty')}</p>}
            onAction={(id) => {
              onClose()
              afterDialog(() => commands.find((command) => command.id === id)?.run?.())
            }}
          >
            {(command) => (
              <MenuItem id={command.id} textValue={command.title} className={styles.command!}>
                <span>{command.title}</span>
                <span className={styles.group}>{t(`groups.${command.group}`)}</span>
                {command.keys && <Keys keys={command.keys} />}
              </MenuItem>
            )}
          </Menu>
        </div>
      </Autocomplete>
    </Dialog>
  )
}

/** Which commands concern an area of the meeting screen most. */
const GROUP_OF_AREA: Readonly<Record<string, CommandGroup>> = { agenda: 'agenda', item: 'editor', attendance: 'attendance', actions: 'attendance', details: 'meeting' }

/** The keys of the screen one is on, by group: that of the area in which one is first. */
export function KeysDialog({ isOpen, onClose }: OverlayProps): ReactNode {
  const { t } = useTranslation(['application', 'common'])
  const commands = useAllCommands()
  const here = useGroupAtHand(isOpen)
  const groups = useMemo(() => {
    const order = here ? [here, ...COMMAND_GROUPS.filter((group) => group !== here)] : COMMAND_GROUPS
    return order.map((group) => ({ group, commands: commands.filter((command) => command.group === group && command.keys) })).filter(({ commands: some }) => some.length > 0)
  }, [commands, here])
  const rules = commands.find(({ id }) => id === 'quick-typing')
  return (
    <Dialog title={t('keys.title')} isOpen={isOpen} onClose={onClose} size="large">
      <div className={styles.head}>
        <p className={styles.introduction}>{t('keys.introduction')}</p>
        {rules && (
          <Button
            variant="quiet"
            onPress={() => {
              onClose()
              afterDialog(() => rules.run?.())
            }}
          >
            {rules.title} {rules.keys && <Keys keys={rules.keys} />}
          </Button>
        )}
      </div>
      <div className={styles.groups}>
        {groups.map(({ group, commands: some }) => (
          <section key={group} className={styles.groupBlock}>
            <h3>{t(`groups.${group}`)}</h3>
            <dl>
              {some.map((command) => (
                <div key={command.id} className={styles.key} data-command={command.id} data-anywhere={!command.handledInPlace}>
                  <dt>{command.title}</dt>
                  <dd>{command.keys && <Keys keys={command.keys} />}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div>
        <Button onPress={onClose}>{t('common:close')}</Button>
      </div>
    </Dialog>
  )
}

/** The group of the area that has the keyboard, or had it before it went to the bar above; what was so when it opened. */
function useGroupAtHand(isOpen: boolean): CommandGroup | undefined {
  const last = useRef<Element>(null)
  const [group, setGroup] = useState<CommandGroup>()
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof Element && target.closest('main')) last.current = target.closest('[data-area]')
    }
    document.addEventListener('focusin', onFocus)
    return () => document.removeEventListener('focusin', onFocus)
  }, [])
  useLayoutEffect(() => {
    const area = last.current?.isConnected ? last.current.getAttribute('data-area') : null
    if (isOpen) setGroup(area === null ? undefined : GROUP_OF_AREA[area])
  }, [isOpen])
  return group
}
