import { useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { bridge } from '../../app/bridge.ts'
import { useCommands } from '../../app/commands.tsx'
import { BackupsDialog } from './backups-dialog.tsx'
import { JoinDialog } from './join-dialog.tsx'
import { SharingPanel } from './sharing-panel.tsx'
import { createSharingStates } from './sharing-states.ts'
import { SharingContext, type SharingDesk, type SharingDialog } from './use-sharing.ts'

/** Sharing, joining and backups stand over every screen: their dialogs outlive a change of the screen below. */
export function SharingProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { t } = useTranslation('sharing')
  const [dialog, show] = useState<SharingDialog>()
  const [states] = useState(() => createSharingStates(bridge()))
  const desk = useMemo((): SharingDesk => ({ states, show }), [states])
  useCommands([
    { id: 'join-shared', group: 'sharing', title: t('commands.join'), keys: 'Mod+Shift+J', run: () => show({ kind: 'join' }) },
    { id: 'backups', group: 'sharing', title: t('commands.backups'), keys: 'Mod+Shift+B', run: () => show({ kind: 'backups' }) },
    { id: 'make-backup', group: 'sharing', title: t('commands.makeBackup'), keys: 'Mod+Shift+D', run: () => show({ kind: 'backups', begin: 'make' }) },
    { id: 'restore-backup', group: 'sharing', title: t('commands.restoreBackup'), keys: 'Mod+Shift+R', run: () => show({ kind: 'backups', begin: 'restore' }) },
  ])
  const close = () => show(undefined)
  return (
    <SharingContext value={desk}>
      {children}
      {dialog?.kind === 'panel' && <SharingPanel workspace={dialog.workspace} onClose={close} />}
      {dialog?.kind === 'join' && <JoinDialog onClose={close} />}
      {dialog?.kind === 'backups' && <BackupsDialog begin={dialog.begin} onClose={close} />}
    </SharingContext>
  )
}
