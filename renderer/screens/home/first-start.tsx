import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommands } from '../../app/commands.tsx'
import { setPreferences, usePreferences } from '../../app/preferences.ts'
import { Button } from '../../components/button.tsx'
import { TextField } from '../../components/field.tsx'
import { LanguageSwitch } from '../../components/language-switch.tsx'
import { newWorkspace } from '../../store/create.ts'
import { useStore } from '../../store/hooks.ts'
import { useSharingDesk } from '../sharing/use-sharing.ts'
import { useOnce } from './form-keys.ts'
import styles from './home.module.css'
import { openSample } from './open-sample.ts'

/** The very first screen: what this is, one field, and a way to look before beginning. */
export function FirstStart(): ReactNode {
  const { t } = useTranslation(['home', 'common', 'sharing'])
  const { language } = usePreferences()
  const store = useStore()
  const { show } = useSharingDesk()
  const [name, setName] = useState('')
  const [error, setError] = useState<string>()
  const showSample = useOnce(() => openSample(store))
  useCommands([{ id: 'open-sample', group: 'navigation', title: t('sample.open'), keys: 'Alt+O', run: showSample }])
  const create = useOnce(async () => {
    if (name.trim() === '') setError(t('firstStart.nameMissing'))
    else setPreferences({ workspace: await newWorkspace(store, name.trim(), language) })
  })
  return (
    <main className={styles.firstStart}>
      <div className={styles.welcome}>
        <div className={styles.welcomeBar}>
          <LanguageSwitch />
        </div>
        <h1 className={styles.brand}>{t('common:appName')}</h1>
        <p className={styles.lead}>{t('firstStart.lead')}</p>
        <form
          className={styles.begin}
          onSubmit={(event) => {
            event.preventDefault()
            create()
          }}
        >
          <TextField
            label={t('firstStart.name')}
            description={t('firstStart.nameExplained')}
            value={name}
            error={error}
            autoFocus
            onChange={(text) => {
              setName(text)
              setError(undefined)
            }}
          />
          <Button type="submit" variant="primary">
            {t('firstStart.create')}
          </Button>
        </form>
        <ul className={styles.otherWays}>
          <li>
            {t('sample.offer')}
            <Button variant="plain" onPress={showSample}>
              {t('sample.open')}
            </Button>
          </li>
          <li>
            {t('sharing:join.offer')}
            <Button variant="plain" onPress={() => show({ kind: 'join' })}>
              {t('sharing:commands.join')}
            </Button>
          </li>
          <li>
            {t('sharing:backups.offer')}
            <Button variant="plain" onPress={() => show({ kind: 'backups', begin: 'restore' })}>
              {t('sharing:commands.restoreBackup')}
            </Button>
          </li>
        </ul>
      </div>
    </main>
  )
}
