import { Component, useEffect, useState, type ReactNode } from 'react'
import { I18nProvider } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { MenuCommand } from '../../shared/bridge.ts'
import { Button } from '../components/button.tsx'
import { EmptyState, Notice } from '../components/notice.tsx'
import { SHOW_KEYS } from '../components/screen-frame.tsx'
import { DirectoryScreen } from '../screens/directory/directory-screen.tsx'
import { ExportScreen } from '../screens/export/export-screen.tsx'
import { HomeScreen } from '../screens/home/home-screen.tsx'
import { MeetingScreen } from '../screens/meeting/meeting-screen.tsx'
import { SeriesScreen } from '../screens/series/series-screen.tsx'
import { SharingProvider } from '../screens/sharing/sharing-provider.tsx'
import { useReadingStuck, useSaveProblem, useStore } from '../store/hooks.ts'
import { bridge } from './bridge.ts'
import { closeWhenSaved } from './closing.ts'
import { CommandProvider, useAllCommands, useCommands } from './commands.tsx'
import { KeysDialog, Palette } from './palette.tsx'
import { setPreferences, usePreferences } from './preferences.ts'
import { ProjectorCommands } from './projector-commands.tsx'
import { addressOf, go, useRoute, type Route } from './route.ts'
import styles from './application.module.css'
import { changeLanguage } from './translations.ts'

export function Application(): ReactNode {
  const { language } = usePreferences()
  // Effects run from the inside out: when this one does, the first screen stands and its keys work.
  useEffect(() => void bridge().reportReady(), [])
  return (
    <I18nProvider locale={language === 'fr' ? 'fr-FR' : 'en-GB'}>
      <CommandProvider>
        <Shell />
      </CommandProvider>
    </I18nProvider>
  )
}

function Shell(): ReactNode {
  const route = useRoute()
  const [overlay, setOverlay] = useState<'palette' | 'keys'>()
  useTheme()
  useInterfaceLanguage()
  useApplicationCommands(setOverlay)
  useMenu(setOverlay)
  const close = () => setOverlay(undefined)
  return (
    <>
      <UnsavedWarning />
      <ProjectorCommands />
      <ScreenGuard>
        <SharingProvider>
          <ScreenGuard key={addressOf(route)}>
            <Screen route={route} />
          </ScreenGuard>
        </SharingProvider>
      </ScreenGuard>
      <Palette isOpen={overlay === 'palette'} onClose={close} />
      <KeysDialog isOpen={overlay === 'keys'} onClose={close} />
    </>
  )
}

function Screen({ route }: { readonly route: Route }): ReactNode {
  switch (route.screen) {
    case 'home':
      return <HomeScreen />
    case 'directory':
      return <DirectoryScreen />
    case 'series':
      return <SeriesScreen series={route.series} />
    case 'meeting':
      return <MeetingScreen meeting={route.meeting} />
    case 'export':
      return <ExportScreen meeting={route.meeting} />
  }
}

function useTheme(): void {
  const { theme } = usePreferences()
  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)')
    const apply = () => {
      document.documentElement.dataset.theme = theme === 'dark' || (theme === 'system' && dark.matches) ? 'dark' : 'light'
    }
    apply()
    dark.addEventListener('change', apply)
    return () => dark.removeEventListener('change', apply)
  }, [theme])
}

function useInterfaceLanguage(): void {
  const { language } = usePreferences()
  useEffect(() => {
    void changeLanguage(language)
    void bridge().setLanguage(language)
  }, [language])
}

function toggleTheme(): void {
  setPreferences({ theme: document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark' })
}

function useApplicationCommands(show: (overlay: 'palette' | 'keys') => void): void {
  const { t } = useTranslation('application')
  const store = useStore()
  useEffect(() => {
    const showKeys = () => show('keys')
    window.addEventListener(SHOW_KEYS, showKeys)
    return () => window.removeEventListener(SHOW_KEYS, showKeys)
  }, [show])
  useCommands([
    { id: 'palette', group: 'application', title: t('commands.palette'), keys: 'Mod+K', run: () => show('palette') },
    { id: 'keys', group: 'application', title: t('commands.keys'), keys: '?', run: () => show('keys') },
    { id: 'home', group: 'navigation', title: t('commands.home'), keys: 'Alt+H', run: () => go({ screen: 'home' }) },
    { id: 'directory', group: 'navigation', title: t('commands.directory'), keys: 'Alt+D', run: () => go({ screen: 'directory' }) },
    { id: 'toggle-theme', group: 'application', title: t('commands.theme'), keys: 'Mod+Shift+L', run: toggleTheme },
    { id: 'language-fr', group: 'application', title: t('commands.languageFr'), keys: 'Mod+F8', run: () => setPreferences({ language: 'fr' }) },
    { id: 'language-en', group: 'application', title: t('commands.languageEn'), keys: 'Mod+F9', run: () => setPreferences({ language: 'en' }) },
    { id: 'quit', group: 'application', title: t('commands.quit'), keys: 'Mod+Q', run: () => void closeWhenSaved(store) },
  ])
}

/** A native menu does what the command of the same name does. */
function useMenu(show: (overlay: 'palette' | 'keys') => void): void {
  const commands = useAllCommands()
  useEffect(
    () =>
      bridge().onMenuCommand((chosen: MenuCommand) => {
        if (chosen === 'palette' || chosen === 'keys') show(chosen)
        else commands.findLast((command) => command.id === chosen)?.run?.()
      }),
    [commands, show],
  )
}

function UnsavedWarning(): ReactNode {
  const { t } = useTranslation()
  const saveProblem = useSaveProblem()
  const isReadingStuck = useReadingStuck()
  // Both at once are one fault of the disk: the one that what is typed hangs on is said.
  const problem = saveProblem ?? (isReadingStuck ? 'reading-failed' : undefined)
  return problem ? (
    <div className={styles.warning}>
      <Notice kind="problem">{t(`problem.${problem}`)}</Notice>
    </div>
  ) : null
}

interface GuardState {
  readonly failed: boolean
}

/** A fault in one screen leaves the others, and what is saved, alone. */
class ScreenGuard extends Component<{ readonly children: ReactNode }, GuardState> {
  override state: GuardState = { failed: false }

  static getDerivedStateFromError(): GuardState {
    return { failed: true }
  }

  override render(): ReactNode {
    return this.state.failed ? <Failure onRetry={() => this.setState({ failed: false })} /> : this.props.children
  }
}

function Failure({ onRetry }: { readonly onRetry: () => void }): ReactNode {
  const { t } = useTranslation('application')
  return (
    <EmptyState title={t('failure.title')} action={<Button variant="primary" onPress={onRetry}>{t('failure.action')}</Button>}>
      {t('failure.explanation')}
    </EmptyState>
  )
}
