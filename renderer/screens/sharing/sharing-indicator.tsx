import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Language } from '../../../shared/model/bilingual.ts'
import type { WorkspaceId } from '../../../shared/model/identifiers.ts'
import type { SharingState } from '../../../shared/sharing/sharing.ts'
import { useCommands } from '../../app/commands.tsx'
import { FolderCheck, FolderClock, FolderLock, FolderUp, FolderX, Laptop, type Icon } from '../../components/icons.tsx'
import { WithTooltip } from '../../components/tooltip.tsx'
import { clockTime, sharingKind, type SharingKind } from './sharing-kind.ts'
import styles from './sharing.module.css'
import { useSharing, useSharingDesk, useWaitsLong } from './use-sharing.ts'

const SIGNS: Readonly<Record<SharingKind, Icon>> = { local: Laptop, shared: FolderCheck, sharing: FolderUp, waiting: FolderClock, 'read-only': FolderLock, problem: FolderX }
const KEYS = 'Mod+Shift+P'
/** Nothing has waited for this long: now it says so, in milliseconds. */
const SETTLED_AFTER = 1_500

/** How the workspace at hand is shared, always in sight; opens what can be done about it. */
export function SharingIndicator({ workspace }: { readonly workspace: WorkspaceId | undefined }): ReactNode {
  const { t } = useTranslation('sharing')
  const { show } = useSharingDesk()
  const state = useSharing(workspace)?.state
  const open = () => {
    if (workspace) show({ kind: 'panel', workspace })
  }
  useCommands(workspace ? [{ id: 'sharing', group: 'sharing', title: t('commands.sharing'), keys: KEYS, run: open }] : [])
  return state ? <Sign state={state} onPress={open} /> : null
}

function Sign({ state, onPress }: { readonly state: SharingState; readonly onPress: () => void }): ReactNode {
  const { t } = useTranslation('sharing')
  const kind = useSteadyKind(sharingKind(state, useWaitsLong(state)))
  const Icon = SIGNS[kind]
  const words = useSharingWords(state, kind)
  return (
    <>
      <WithTooltip words={t('open')} keys={KEYS}>
        <AriaButton className={styles.sign!} data-sharing={kind} aria-description={t('open')} onPress={onPress}>
          <Icon size={15} />
          {words}
        </AriaButton>
      </WithTooltip>
      <Announcement state={state} kind={kind} />
    </>
  )
}

/**
 * While somebody types, something is on its way at one moment and there at the next: that is one state for the eye, and
 * the one that promises less. Nothing blinks beside the text.
 */
function useSteadyKind(kind: SharingKind): SharingKind {
  const [isSettling, setSettling] = useState(false)
  useEffect(() => {
    setSettling((was) => kind === 'sharing' || (was && kind === 'shared'))
    if (kind !== 'shared') return
    const timer = setTimeout(() => setSettling(false), SETTLED_AFTER)
    return () => clearTimeout(timer)
  }, [kind])
  return kind === 'shared' && isSettling ? 'sharing' : kind
}

/** The state in a few words, with the problem, which a narrow bar leaves to the sign. */
function useSharingWords(state: SharingState, kind: SharingKind): ReactNode {
  const { t, i18n } = useTranslation('sharing')
  const language: Language = i18n.language === 'en' ? 'en' : 'fr'
  const last = () => {
    if (state.kind === 'local' || state.at === null) return t('bar.notYet')
    const { time, date } = clockTime(state.at, language)
    return date === null ? t('bar.shared', { time }) : t('bar.sharedOn', { date })
  }
  if (state.kind === 'local') return <span className={styles.words}>{t('bar.local')}</span>
  const waits = state.waiting > 0 ? t('bar.waiting', { count: state.waiting }) : undefined
  switch (kind) {
    case 'problem':
      return (
        <span className={styles.words}>
          {waits ?? last()}
          <span className={styles.rest}>{state.problem && t('bar.because', { problem: t(`bar.problem.${state.problem}`) })}</span>
        </span>
      )
    case 'read-only':
      return <span className={styles.words}>{t('bar.readOnly')}</span>
    case 'waiting':
      return <span className={styles.words}>{waits ?? t('bar.notYet')}</span>
    case 'sharing':
      return <span className={styles.words}>{t('bar.sharing')}</span>
    default:
      return <span className={styles.words}>{last()}</span>
  }
}

/** For those who hear the screen: a change of kind only, and never that sharing is under way, which it is at each word. */
function Announcement({ state, kind }: { readonly state: SharingState; readonly kind: SharingKind }): ReactNode {
  const { t } = useTranslation('sharing')
  const told = useRef<Exclude<SharingKind, 'sharing'>>(undefined)
  if (kind !== 'sharing') told.current = kind
  const problem = state.kind === 'shared' && state.problem ? t(`bar.problem.${state.problem}`) : ''
  return (
    <span role="status" className="visually-hidden">
      {told.current && t(`announce.${told.current}`, { problem })}
    </span>
  )
}
