import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { findItems } from '../../../../shared/agenda/find-item.ts'
import { agendaInOrder, agendaTree } from '../../../../shared/agenda/tree.ts'
import { textIn } from '../../../../shared/model/bilingual.ts'
import type { AgendaItemId } from '../../../../shared/model/identifiers.ts'
import { readAgendaRecords } from '../../../../shared/model/meeting.ts'
import { useCommands } from '../../../app/commands.tsx'
import { SuggestionInput } from '../../../components/suggestion-input.tsx'
import { useTables } from '../../../store/hooks.ts'
import { useDesk, useItemAtHand } from '../desk.tsx'
import styles from './clock.module.css'
import { CLOCK_KEYS } from './use-clock-actions.ts'

/** More are not offered: who types on finds the right one. */
const MOST_OFFERED = 8

/** "Go to item": a small field over the text, in which a number or letters of a title find an item. */
export function GoToItem(): ReactNode {
  const { t } = useTranslation('clock')
  const { meeting } = useDesk()
  const [isOpen, setOpen] = useState(false)
  const caret = useRef<() => void>(undefined)
  useCommands([
    {
      id: 'go-to-item',
      group: 'navigation',
      title: t('goTo.command'),
      keys: CLOCK_KEYS.goTo,
      run: () => {
        if (!isOpen) caret.current = rememberedCaret()
        setOpen(true)
      },
    },
  ])
  if (!isOpen) return null
  return (
    <Field
      key={meeting.reference.id}
      onClose={(back) => {
        setOpen(false)
        if (back) caret.current?.()
      }}
    />
  )
}

function Field({ onClose }: { readonly onClose: (back: boolean) => void }): ReactNode {
  const { t } = useTranslation('clock')
  const { meeting, language, chooseItem, goTo } = useDesk()
  const { id: current } = useItemAtHand()
  const records = useTables(meeting.document, ['agenda'], readAgendaRecords)
  const items = useMemo(() => agendaInOrder(agendaTree(records)), [records])
  const [text, setText] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const found = useMemo(() => findItems(text, items, current).slice(0, MOST_OFFERED), [text, items, current])
  useEffect(() => input.current?.focus(), [])
  const go = (item: AgendaItemId) => {
    onClose(false)
    chooseItem(item)
    goTo('item')
  }
  return (
    <div
      className={styles.goTo}
      onKeyDownCapture={(event) => {
        if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
        event.preventDefault()
        event.stopPropagation()
        onClose(true)
      }}
    >
      <span aria-hidden>{t('goTo.label')}</span>
      <SuggestionInput
        inputRef={input}
        label={t('goTo.label')}
        placeholder={t('goTo.placeholder')}
        text={text}
        onText={setText}
        suggestions={found.map((item) => ({ id: item.id, label: textIn(item.title, language) || t('untitled'), detail: item.number }))}
        onChoose={({ id }) => go(id as AgendaItemId)}
        onKey={(event) => event.key === 'Enter' && event.preventDefault()}
        // The window alone was left: the field is still where one types.
        onBlur={() => document.activeElement !== input.current && onClose(false)}
      />
      {text.trim() !== '' && found.length === 0 && (
        <span role="status" className={styles.none}>
          {t('goTo.none')}
        </span>
      )}
    </div>
  )
}

/** Puts the focus, and the caret in a text, back to where they are now. */
function rememberedCaret(): () => void {
  const focused = document.activeElement
  const selection = document.getSelection()
  const range = selection && selection.rangeCount > 0 ? selection.getRangeAt(0).cloneRange() : undefined
  return () => {
    if (!(focused instanceof HTMLElement) || !focused.isConnected) return
    focused.focus()
    if (focused.isContentEditable && range) {
      selection?.removeAllRanges()
      selection?.addRange(range)
    }
  }
}
