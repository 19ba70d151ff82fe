import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type * as Y from 'yjs'
import { EMPTY_TEXT, isEmptyText, LANGUAGES, textIn, type BilingualText, type Language } from '../../../shared/model/bilingual.ts'
import type { MeetingId, TextModuleId } from '../../../shared/model/identifiers.ts'
import { addTextModule, MOST_MODULES, moveTextModule, readTextModules, removeTextModule, restoreTextModule, type TextModule } from '../../../shared/model/text-modules.ts'
import { useCommands } from '../../app/commands.tsx'
import { Button, IconButton } from '../../components/button.tsx'
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight, Plus, Trash2 } from '../../components/icons.tsx'
import { Keys } from '../../components/keys.tsx'
import { MODULES_KEYS } from '../../editor/module-picker.tsx'
import { useTables } from '../../store/hooks.ts'
import { ModuleForm } from './module-form.tsx'
import styles from './modules.module.css'

export interface TextModulesProps {
  readonly series: Y.Doc
  readonly undo: Y.UndoManager
  readonly workspace: Y.Doc
  /** The meeting with whose facts texts are shown; undefined: the series has not met. */
  readonly lastMeeting: MeetingId | undefined
  readonly tell: (done: { readonly words: string; readonly undo?: () => void }) => void
}

const READY = ['opening', 'approval', 'closing'] as const

/** The texts that a series uses again and again: written, ordered and deleted here, inserted in the minutes. */
export function TextModules({ series, undo, workspace, lastMeeting, tell }: TextModulesProps): ReactNode {
  const { t, i18n } = useTranslation('modules')
  const language: Language = i18n.language === 'en' ? 'en' : 'fr'
  const modules = useTables(series, ['modules'], readTextModules)
  const [open, setOpen] = useState<TextModuleId>()
  const { section, focus } = useFocusLater()
  const nameOf = ({ name, text }: TextModule) => name || textIn(text, language).slice(0, 40) || t('untitled')
  const ready = READY.map((key) => readyModule(key, i18n.getFixedT)).filter(({ names }) => !modules.some(({ name }) => names.includes(name)))

  // Each of these is taken back by itself, not with what was done just before.
  const change = <Result,>(edit: () => Result): Result => {
    undo.stopCapturing()
    const result = edit()
    undo.stopCapturing()
    return result
  }
  const add = (name: string, text: BilingualText) => {
    const id = change(() => addTextModule(series, { name, text }))
    if (!id) return tell({ words: t('full', { count: MOST_MODULES }) })
    if (!isEmptyText(text)) return focus(`[data-module="${id}"] [data-open]`)
    setOpen(id)
    focus(`[data-module="${id}"] input`)
  }
  const move = (id: TextModuleId, step: 1 | -1) => {
    if (change(() => moveTextModule(series, id, step))) focus(`[data-module="${id}"] [data-step="${step}"]:not([disabled])`, `[data-module="${id}"] [data-open]`)
  }
  const remove = (module: TextModule, index: number) => {
    change(() => removeTextModule(series, module.id))
    tell({ words: t('removed', { name: nameOf(module) }), undo: () => change(() => restoreTextModule(series, module.id)) })
    const next = modules[index + 1] ?? modules[index - 1]
    focus(next ? `[data-module="${next.id}"] [data-open]` : '[data-add-module]')
  }
  useCommands([{ id: 'go-modules', group: 'navigation', title: t('commands.goSection'), run: () => focus('[data-open], [data-add-module]') }])
  return (
    <section ref={section} className={styles.modules} aria-label={t('title')}>
      <h2>
        {t('title')} {modules.length > 0 && <span className={styles.count}>{modules.length}</span>}
      </h2>
      <p className={styles.introduction}>
        {t('introduction')} <Keys keys={MODULES_KEYS} /> {t('keysHint')}
      </p>
      {modules.length === 0 && <p className={styles.introduction}>{t('empty')}</p>}
      {modules.length > 0 && (
        <ul className={styles.list}>
          {modules.map((module, index) => {
            const name = nameOf(module)
            const isOpen = open === module.id
            return (
              <li key={module.id} data-module={module.id}>
                <div className={styles.row}>
                  <button type="button" data-open="" className={styles.name} aria-expanded={isOpen} onClick={() => setOpen(isOpen ? undefined : module.id)}>
                    {isOpen ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
                    <span className={styles.nameText}>{name}</span>
                    {!isOpen && <span className={styles.start}>{startOf(module.text, language)}</span>}
                    {onlyIn(module.text) && <span className={styles.only}>{t(`only.${onlyIn(module.text)!}`)}</span>}
                  </button>
                  <IconButton icon={ArrowUp} label={t('up', { name })} data-step={-1} isDisabled={index === 0} onPress={() => move(module.id, -1)} />
                  <IconButton icon={ArrowDown} label={t('down', { name })} data-step={1} isDisabled={index === modules.length - 1} onPress={() => move(module.id, 1)} />
                  <IconButton icon={Trash2} label={t('remove', { name })} onPress={() => remove(module, index)} />
                </div>
                {isOpen && (
                  <ModuleForm
                    series={series}
                    workspace={workspace}
                    lastMeeting={lastMeeting}
                    module={module}
                    onClose={() => {
                      setOpen(undefined)
                      focus(`[data-module="${module.id}"] [data-open]`)
                    }}
                  />
                )}
              </li>
            )
          })}
        </ul>
      )}
      <div className={styles.adding}>
        <Button icon={Plus} data-add-module="" onPress={() => add('', EMPTY_TEXT)}>
          {t('add')}
        </Button>
        {ready.map(({ key, name, text }) => (
          <Button key={key} variant="quiet" onPress={() => add(name(language), text(language))}>
            {t('addNamed', { name: name(language) })}
          </Button>
        ))}
      </div>
    </section>
  )
}

/** Puts the focus where something is after it has been drawn; the first selector that finds something counts. */
function useFocusLater() {
  const section = useRef<HTMLElement>(null)
  const [wanted, setWanted] = useState<readonly string[]>()
  useEffect(() => {
    wanted?.map((selector) => section.current?.querySelector<HTMLElement>(selector)).find(Boolean)?.focus()
  }, [wanted])
  return { section, focus: (...selectors: readonly string[]) => setWanted(selectors) }
}

function readyModule(key: (typeof READY)[number], fixed: ReturnType<typeof useTranslation<'modules'>>['i18n']['getFixedT']) {
  const words = (language: Language, which: 'name' | 'text') => fixed(language, 'modules')(`ready.${key}.${which}`)
  return {
    key,
    names: LANGUAGES.map((language) => words(language, 'name')),
    name: (language: Language) => words(language, 'name'),
    text: (language: Language): BilingualText => ({ fr: words('fr', 'text'), en: words('en', 'text'), original: language }),
  }
}

function startOf(text: BilingualText, language: Language): string {
  return textIn(text, language).split('\n', 1)[0]!.slice(0, 120)
}

/** The one language in which there is a text; undefined if there are both, or none. */
function onlyIn(text: BilingualText): Language | undefined {
  const written = LANGUAGES.filter((language) => text[language]?.trim())
  return written.length === 1 ? written[0] : undefined
}
