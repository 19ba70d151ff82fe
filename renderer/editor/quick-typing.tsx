import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '../../shared/model/bilingual.ts'
import { useCommands } from '../app/commands.tsx'
import { keyNames } from '../app/keys.ts'
import { setPreferences, usePreferences } from '../app/preferences.ts'
import { Button } from '../components/button.tsx'
import { Checkbox } from '../components/choice.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Keys } from '../components/keys.tsx'
import styles from './quick-typing.module.css'

export const RULES_KEYS = 'Alt+Q'

/** In the order in which a secretary meets them. `onEnter`: the line is read when it is ended. */
const RULES = [
  { id: 'speaker' },
  { id: 'speakers' },
  { id: 'propose' },
  { id: 'continuation' },
  { id: 'decision' },
  { id: 'recommendation' },
  { id: 'action', onEnter: true },
  { id: 'actionSentence', onEnter: true },
  { id: 'vote', onEnter: true },
  { id: 'topic', onEnter: true },
  { id: 'outcome', onEnter: true },
  { id: 'mend', onEnter: true },
  { id: 'list' },
] as const satisfies readonly { readonly id: string; readonly onEnter?: boolean }[]

export interface QuickTyping {
  readonly isOpen: boolean
  readonly open: () => void
  readonly close: () => void
}

/** The rules by key and from the palette, and the switch; `tell` says what was switched. */
export function useQuickTyping(readOnly: boolean, tell: (message: { readonly words: string }) => void): QuickTyping {
  const { t } = useTranslation('grammar')
  const { quickTyping, typography } = usePreferences()
  const [isOpen, setOpen] = useState(false)
  const toggle = () => {
    setPreferences({ quickTyping: !quickTyping })
    tell({ words: t(quickTyping ? 'switched.off' : 'switched.on') })
  }
  const toggleTypography = () => {
    setPreferences({ typography: !typography })
    tell({ words: t(typography ? 'typography.off' : 'typography.on') })
  }
  useCommands(
    readOnly
      ? []
      : [
          { id: 'quick-typing', group: 'editor', title: t('commands.show'), keys: RULES_KEYS, run: () => setOpen(true) },
          { id: 'quick-typing-switch', group: 'editor', title: t(quickTyping ? 'commands.switchOff' : 'commands.switchOn'), run: toggle },
          { id: 'typography-switch', group: 'editor', title: t(typography ? 'typography.switchOff' : 'typography.switchOn'), run: toggleTypography },
        ],
  )
  return { isOpen, open: () => setOpen(true), close: () => setOpen(false) }
}

interface QuickTypingHelpProps extends Pick<QuickTyping, 'isOpen' | 'close'> {
  /** The language of the content: that of the examples. */
  readonly language: Language
}

/** Each rule with an example, and the switch. Escape goes back to the text. */
export function QuickTypingHelp({ isOpen, close, language }: QuickTypingHelpProps): ReactNode {
  const { t, i18n } = useTranslation(['grammar', 'common'])
  const { quickTyping, typography } = usePreferences()
  const example = i18n.getFixedT(language, 'grammar')
  const keys = keyNames('Mod+Z', i18n.language === 'en' ? 'en' : 'fr').join('\u00a0')
  return (
    <Dialog title={t('title')} isOpen={isOpen} onClose={close} size="large">
      <p className={styles.introduction}>{t('introduction', { keys })}</p>
      <div className={styles.switches}>
        <Checkbox isSelected={quickTyping} onChange={(on) => setPreferences({ quickTyping: on })}>
          {t('enabled')}
        </Checkbox>
        <Checkbox isSelected={typography} onChange={(on) => setPreferences({ typography: on })}>
          {t('typography.enabled')}
        </Checkbox>
        <p className={styles.examples} lang={language}>
          {example('typography.examples')}
        </p>
      </div>
      <dl className={styles.rules} data-off={!quickTyping}>
        {RULES.map((rule) => (
          <div key={rule.id} className={styles.rule}>
            <dt className={styles.typed}>
              <span lang={language}>{example(`rules.${rule.id}.typed`)}</span>
              {'onEnter' in rule && <Keys keys="Enter" />}
            </dt>
            <dd>{t(`rules.${rule.id}.means`)}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.foot}>
        <Button onPress={close}>{t('common:close')}</Button>
      </div>
    </Dialog>
  )
}
