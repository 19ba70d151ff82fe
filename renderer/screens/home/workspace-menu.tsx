import { useState, type ReactNode } from 'react'
import { Button as AriaButton, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { EMPTY_TEXT, textIn, type BilingualText, type Language } from '../../../shared/model/bilingual.ts'
import type { WorkspaceId } from '../../../shared/model/identifiers.ts'
import { readWorkspace, renameWorkspace } from '../../../shared/model/workspace.ts'
import { useCommands } from '../../app/commands.tsx'
import { setPreferences } from '../../app/preferences.ts'
import { BilingualField } from '../../components/bilingual-field.tsx'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { TextField } from '../../components/field.tsx'
import { ChevronDown } from '../../components/icons.tsx'
import { newWorkspace } from '../../store/create.ts'
import type { WorkspaceRow } from '../../store/database.ts'
import { useDocument, useStore } from '../../store/hooks.ts'
import { useSharingDesk } from '../sharing/use-sharing.ts'
import { useOnce } from './form-keys.ts'
import menuStyles from '../../components/menu.module.css'
import styles from './home.module.css'
import { openSample } from './open-sample.ts'

interface WorkspaceMenuProps {
  readonly all: readonly WorkspaceRow[]
  readonly current: WorkspaceRow
}

/** The name of the workspace, and behind it the others, a new one, the sample, and its renaming. */
export function WorkspaceMenu({ all, current }: WorkspaceMenuProps): ReactNode {
  const { t, i18n } = useTranslation(['home', 'common', 'sharing'])
  const language: Language = i18n.language === 'en' ? 'en' : 'fr'
  const store = useStore()
  const { show } = useSharingDesk()
  const [isOpen, setOpen] = useState(false)
  const [dialog, setDialog] = useState<'new' | 'rename'>()
  const nameOf = ({ name }: WorkspaceRow) => textIn(name, language) || t('common:untitled')
  useCommands([
    { id: 'workspaces', group: 'navigation', title: t('workspace.switch'), keys: 'Alt+W', run: () => setOpen(true) },
    { id: 'rename-workspace', group: 'navigation', title: t('workspace.rename'), keys: 'Alt+R', run: () => setDialog('rename') },
    { id: 'new-workspace', group: 'navigation', title: t('workspace.new'), keys: 'Alt+Shift+W', run: () => setDialog('new') },
    { id: 'open-sample', group: 'navigation', title: t('sample.open'), keys: 'Alt+O', run: () => void openSample(store) },
  ])
  const act = (key: string) => {
    if (key === 'new' || key === 'rename') setDialog(key)
    else if (key === 'sample') void openSample(store)
    else if (key === 'sharing') show({ kind: 'panel', workspace: current.id })
    else if (key === 'join' || key === 'backups') show({ kind: key })
    else setPreferences({ workspace: key as WorkspaceId })
  }
  return (
    <>
      <h1 className={styles.workspaceName}>
        <MenuTrigger isOpen={isOpen} onOpenChange={setOpen}>
          <AriaButton className={styles.workspaceButton!} aria-description={t('workspace.switch')}>
            <span className={styles.workspaceWords}>{nameOf(current)}</span>
            <ChevronDown size={16} />
          </AriaButton>
          <Popover className={`${menuStyles.popover} ${styles.menuPopover}`} placement="bottom start" offset={4}>
            <Menu className={`${menuStyles.menu} ${styles.menu}`} aria-label={t('workspace.switch')} onAction={(key) => act(String(key))}>
              <MenuSection selectionMode="single" selectedKeys={[current.id]} aria-label={t('workspace.all')}>
                <Header className={menuStyles.header!}>{t('workspace.all')}</Header>
                {all.map((workspace) => (
                  <MenuItem key={workspace.id} id={workspace.id} textValue={nameOf(workspace)} className={menuStyles.item!}>
                    <span>{nameOf(workspace)}</span>
                    {workspace.isSample && <span className={styles.badge}>{t('sample.badge')}</span>}
                  </MenuItem>
                ))}
              </MenuSection>
              <Separator className={menuStyles.separator!} />
              <MenuItem id="new" className={menuStyles.item!}>
                {t('workspace.new')}
              </MenuItem>
              <MenuItem id="rename" className={menuStyles.item!}>
                {t('workspace.rename')}
              </MenuItem>
              {!all.some(({ isSample }) => isSample) && (
                <MenuItem id="sample" className={menuStyles.item!}>
                  {t('sample.open')}
                </MenuItem>
              )}
              <Separator className={menuStyles.separator!} />
              <MenuItem id="sharing" className={menuStyles.item!}>
                {t('sharing:commands.sharing')}
              </MenuItem>
              <MenuItem id="join" className={menuStyles.item!}>
                {t('sharing:commands.join')}
              </MenuItem>
              <MenuItem id="backups" className={menuStyles.item!}>
                {t('sharing:commands.backups')}
              </MenuItem>
            </Menu>
          </Popover>
        </MenuTrigger>
      </h1>
      {current.isSample && <span className={styles.badge}>{t('sample.badge')}</span>}
      <Dialog title={t('workspace.newTitle')} isOpen={dialog === 'new'} onClose={() => setDialog(undefined)}>
        <NewWorkspace language={language} onClose={() => setDialog(undefined)} />
      </Dialog>
      <Dialog title={t('workspace.renameTitle')} isOpen={dialog === 'rename'} onClose={() => setDialog(undefined)}>
        <RenameWorkspace workspace={current.id} onClose={() => setDialog(undefined)} />
      </Dialog>
    </>
  )
}

function NewWorkspace({ language, onClose }: { readonly language: Language; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['home', 'common'])
  const store = useStore()
  const [name, setName] = useState('')
  const create = useOnce(async () => {
    const workspace = await newWorkspace(store, name.trim(), language)
    setPreferences({ workspace })
    onClose()
  })
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') create()
      }}
    >
      <TextField label={t('firstStart.name')} description={t('firstStart.nameExplained')} value={name} onChange={setName} autoFocus />
      <FormButtons submit={t('common:create')} onCancel={onClose} isDisabled={name.trim() === ''} />
    </form>
  )
}

function RenameWorkspace({ workspace, onClose }: { readonly workspace: WorkspaceId; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['home', 'common'])
  const open = useDocument('workspace', workspace)
  const [changed, setChanged] = useState<BilingualText>()
  if (!open) return null
  const name = changed ?? readWorkspace(open.document).name ?? EMPTY_TEXT
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (changed) renameWorkspace(open.document, changed)
        onClose()
      }}
    >
      <BilingualField label={t('workspace.name')} value={name} onChange={setChanged} autoFocus />
      <FormButtons submit={t('common:save')} onCancel={onClose} />
    </form>
  )
}

export function FormButtons({ submit, onCancel, isDisabled = false }: { readonly submit: string; readonly onCancel: () => void; readonly isDisabled?: boolean }): ReactNode {
  const { t } = useTranslation()
  return (
    <div className={styles.formButtons}>
      <Button type="submit" variant="primary" isDisabled={isDisabled}>
        {submit}
      </Button>
      <Button variant="quiet" onPress={onCancel}>
        {t('cancel')}
      </Button>
    </div>
  )
}
