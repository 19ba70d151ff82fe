import { useMemo, type ReactNode } from 'react'
import { Autocomplete, Input, Menu, MenuItem, SearchField, useFilter } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Keys } from '../components/keys.tsx'
import { COMMAND_GROUPS, useAllCommands } from './commands.tsx'
import styles from './palette.module.css'

interface OverlayProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Everything that can be done here, found by a few letters, with the key that does it next time. */
export function Palette({ isOpen, onClose }: OverlayProps): ReactNode {
  const { t } = useTranslation(['application', 'common'])
  const all = useAllCommands()
  const commands = useMemo(() => all.filter((command) => command.run), [all])
  const { contains } = useFilter({ sensitivity: 'base' })
  return (
    <Dialog title={t('palette.title')} titleHidden isOpen={isOpen} onClose={onClose}>
      <Autocomplete filter={contains}>
        <SearchField aria-label={t('palette.title')} autoFocus>
          <Input className={styles.search!} placeholder={t('palette.placeholder')} />
        </SearchField>
        {/* Scrolled from the field by the arrows; the stop is for those who scroll without choosing. */}
        <div className={styles.commands} tabIndex={0} role="presentation">
          <Menu
            aria-label={t('palette.title')}
            items={commands}
            renderEmptyState={() => <p className={styles.none}>{t('palette.empty')}</p>}
            onAction={(id) => {
              onClose()
              commands.find((command) => command.id === id)?.run?.()
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

/** The keys of the screen one is on, by group. */
export function KeysDialog({ isOpen, onClose }: OverlayProps): ReactNode {
  const { t } = useTranslation(['application', 'common'])
  const commands = useAllCommands()
  const groups = useMemo(
    () => COMMAND_GROUPS.map((group) => ({ group, commands: commands.filter((command) => command.group === group && command.keys) })).filter(({ commands: some }) => some.length > 0),
    [commands],
  )
  return (
    <Dialog title={t('keys.title')} isOpen={isOpen} onClose={onClose} size="large">
      <p className={styles.introduction}>{t('keys.introduction')}</p>
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
