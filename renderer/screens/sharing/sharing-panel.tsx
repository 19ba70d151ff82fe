import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { textIn, type Language } from '../../../shared/model/bilingual.ts'
import type { WorkspaceId } from '../../../shared/model/identifiers.ts'
import type { SharingState, WorkspaceSharing } from '../../../shared/sharing/sharing.ts'
import { bridge } from '../../app/bridge.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { FolderOpen, FolderPlus, RefreshCw } from '../../components/icons.tsx'
import { Notice } from '../../components/notice.tsx'
import { useRows } from '../../store/hooks.ts'
import { useFolderChoice } from './folder-choice.tsx'
import { usePersonName } from './person-name.tsx'
import { clockTime, sharingKind } from './sharing-kind.ts'
import { SharingPeople } from './sharing-people.tsx'
import styles from './sharing.module.css'
import { useSharing, useSharingDesk, useWaitsLong } from './use-sharing.ts'

interface PanelProps {
  readonly workspace: WorkspaceId
  readonly onClose: () => void
}

/** Sharing one workspace: how to begin, how it stands, who takes part, how to stop. */
export function SharingPanel({ workspace, onClose }: PanelProps): ReactNode {
  const { t, i18n } = useTranslation('sharing')
  const language: Language = i18n.language === 'en' ? 'en' : 'fr'
  const row = useRows((database) => database.workspaces.get(workspace), [workspace])
  const sharing = useSharing(workspace)
  const [isNew, setNew] = useState(false)
  const name = row && textIn(row.name, language).trim()
  const isShared = sharing?.state.kind === 'shared'
  return (
    <Dialog title={name ? t('panel.title', { workspace: name }) : t('panel.titlePlain')} isOpen onClose={onClose} size={isShared ? 'medium' : 'small'}>
      {!sharing && <NotRead />}
      {sharing?.state.kind === 'local' && <NotShared workspace={workspace} isSample={row?.isSample ?? false} onShared={() => setNew(true)} />}
      {sharing?.state.kind === 'shared' && <Shared sharing={sharing} state={sharing.state} isNew={isNew} />}
    </Dialog>
  )
}

/** An answer that takes longer than this does not come, in milliseconds. */
const ANSWERS_WITHIN = 5_000

function NotRead(): ReactNode {
  const { t } = useTranslation(['sharing', 'common'])
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ANSWERS_WITHIN)
    return () => clearTimeout(timer)
  }, [])
  return isLate ? <Notice kind="problem">{t('panel.notRead')}</Notice> : <p aria-busy="true">{t('common:loading')}</p>
}

interface NotSharedProps {
  readonly workspace: WorkspaceId
  readonly isSample: boolean
  readonly onShared: () => void
}

function NotShared({ workspace, isSample, onShared }: NotSharedProps): ReactNode {
  const { t } = useTranslation('sharing')
  const { show } = useSharingDesk()
  const folder = useFolderChoice(() => bridge().shareWorkspace(workspace), onShared)
  return (
    <div className={styles.panel}>
      <p>{t('share.explained')}</p>
      {isSample && <p className={styles.muted}>{t('share.sample')}</p>}
      {folder.fields}
      <div className={styles.buttons}>
        <Button variant="primary" icon={FolderPlus} isDisabled={folder.isChoosing} onPress={folder.choose}>
          {t('share.action')}
        </Button>
        <Button variant="quiet" isDisabled={folder.isChoosing} onPress={() => show({ kind: 'join' })}>
          {t('commands.join')}
        </Button>
      </div>
      {folder.status}
    </div>
  )
}

type SharedState = Extract<SharingState, { readonly kind: 'shared' }>

interface SharedProps {
  readonly sharing: WorkspaceSharing
  readonly state: SharedState
  /** Shared a moment ago, from here. */
  readonly isNew: boolean
}

function Shared({ sharing, state, isNew }: SharedProps): ReactNode {
  const { t } = useTranslation('sharing')
  const [isLeaving, setLeaving] = useState(false)
  const [cannotReveal, setCannotReveal] = useState(false)
  const person = usePersonName({ keepsOnBlur: true })
  const reveal = async () => {
    const revealed = await bridge()
      .revealSharedFolder(sharing.workspace)
      .catch(() => false)
    setCannotReveal(!revealed)
  }
  if (isLeaving) return <Leaving workspace={sharing.workspace} waiting={state.waiting} onStay={() => setLeaving(false)} />
  return (
    <div className={styles.panel}>
      {isNew && <Notice kind="done">{t('share.done')}</Notice>}
      {sharing.isNewWriter && <Notice kind="done">{t('state.newWriter')}</Notice>}
      <section aria-label={t('state.folder')} className={styles.folder}>
        <div className={styles.folderWords}>
          <h3>{t('state.folder')}</h3>
          <p className={styles.folderName}>{state.folder}</p>
        </div>
        <Button icon={FolderOpen} onPress={() => void reveal()}>
          {t('state.reveal')}
        </Button>
      </section>
      {cannotReveal && <Notice kind="problem">{t('state.cannotReveal')}</Notice>}
      <Standing workspace={sharing.workspace} state={state} />
      <SharingPeople sharing={sharing} />
      {person.field}
      <div className={styles.buttons}>
        <Button variant="quiet" onPress={() => setLeaving(true)}>
          {t('leave.action')}
        </Button>
      </div>
    </div>
  )
}

/** How sharing stands in full sentences: what happened, what is safe, what to do, and the button that does it. */
function Standing({ workspace, state }: { readonly workspace: WorkspaceId; readonly state: SharedState }): ReactNode {
  const { t, i18n } = useTranslation('sharing')
  const language: Language = i18n.language === 'en' ? 'en' : 'fr'
  const { states } = useSharingDesk()
  const [isTrying, setTrying] = useState(false)
  const kind = sharingKind(state, useWaitsLong(state))
  const tryNow = async () => {
    setTrying(true)
    await bridge()
      .shareNow(workspace)
      .catch(() => undefined)
    await states.refresh()
    setTrying(false)
  }
  const retry = (
    <Button icon={RefreshCw} isDisabled={isTrying} onPress={() => void tryNow()}>
      {t('state.retry')}
    </Button>
  )
  const moment = state.at === null ? undefined : clockTime(state.at, language)
  const last = moment ? t('state.last', { when: moment.date === null ? moment.time : t('backups.when', { date: moment.date, time: moment.time }) }) : t('state.never')
  const waiting = state.waiting > 0 && t(kind === 'sharing' ? 'state.underWay' : 'state.waiting', { count: state.waiting })
  return (
    <section aria-label={t('state.label')} className={styles.standing}>
      <h3>{t('state.label')}</h3>
      {kind === 'problem' && state.problem && (
        <Notice kind="problem" action={retry}>
          {t(`state.problem.${state.problem}`)}
        </Notice>
      )}
      {kind === 'read-only' && <p>{t('state.readOnly')}</p>}
      {kind === 'shared' && <p>{t('state.complete')}</p>}
      {waiting && <p>{waiting}</p>}
      <p className={styles.muted}>{last}</p>
      {(kind === 'waiting' || kind === 'read-only') && <div className={styles.buttons}>{retry}</div>}
    </section>
  )
}

interface LeavingProps {
  readonly workspace: WorkspaceId
  readonly waiting: number
  readonly onStay: () => void
}

/** Says in numbers what stays: everything does. */
function Leaving({ workspace, waiting, onStay }: LeavingProps): ReactNode {
  const { t } = useTranslation('sharing')
  const { states } = useSharingDesk()
  const meetings = useRows((database) => database.meetings.where('workspace').equals(workspace).count(), [workspace])
  const [isLeaving, setLeaving] = useState(false)
  const leave = async () => {
    setLeaving(true)
    await bridge()
      .stopSharing(workspace)
      .catch(() => undefined)
    await states.refresh()
    onStay()
  }
  return (
    <div className={styles.panel}>
      <h3>{t('leave.title')}</h3>
      <p>
        {meetings !== undefined && t('leave.kept', { count: meetings })} {t('leave.there')}
      </p>
      {waiting > 0 && <Notice kind="problem">{t('leave.waiting', { count: waiting })}</Notice>}
      <div className={styles.buttons}>
        <Button isDisabled={isLeaving} onPress={() => void leave()}>
          {t('leave.confirm')}
        </Button>
        <Button variant="quiet" autoFocus onPress={onStay}>
          {t('leave.stay')}
        </Button>
      </div>
    </div>
  )
}
