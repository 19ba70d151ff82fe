import type { TFunction } from 'i18next'
import { Check, ChevronDown, ChevronRight, Coffee } from 'lucide-react'
import { useEffect, useRef, useState, type DragEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { plannedMinutes, type AgendaItem } from '../../../shared/agenda/tree.ts'
import { typographicSpaces } from '../../../shared/i18n/typography.ts'
import { textIn, withText } from '../../../shared/model/bilingual.ts'
import { editAgendaRecord } from '../../../shared/model/meeting.ts'
import styles from './agenda.module.css'
import type { DropSide } from './agenda-places.ts'
import { useDesk } from './desk.tsx'
import { RowPresence } from './presence.tsx'

export interface AgendaRowProps {
  readonly item: AgendaItem
  readonly position: number
  readonly setSize: number
  readonly isCurrent: boolean
  readonly isTabStop: boolean
  readonly isExpanded: boolean | undefined
  readonly isMinuted: boolean
  readonly isRenaming: boolean
  readonly dropSide: DropSide | undefined
  readonly onChoose: () => void
  readonly onToggle: () => void
  readonly onRenamed: () => void
  readonly onRename: () => void
  readonly onMenu: () => void
  readonly onDrag: (event: 'start' | 'end' | 'drop' | DropSide) => void
}

export function AgendaRow(props: AgendaRowProps): ReactNode {
  const { item, position, setSize, isTabStop, isExpanded, isMinuted, isRenaming, dropSide } = props
  const { t } = useTranslation('meeting')
  const { language, readOnly } = useDesk()
  const minutes = plannedMinutes(item)
  return (
    <div
      role="treeitem"
      aria-level={item.depth}
      aria-posinset={position}
      aria-setsize={setSize}
      aria-selected={props.isCurrent}
      aria-expanded={isExpanded}
      tabIndex={isTabStop && !isRenaming ? 0 : -1}
      data-row={item.id}
      data-entry={isTabStop || undefined}
      data-kind={item.kind}
      data-drop={dropSide}
      className={styles.row}
      style={{ '--depth': item.depth - 1 }}
      draggable={!readOnly && !isRenaming}
      onClick={props.onChoose}
      onDoubleClick={props.onRename}
      onContextMenu={(event) => {
        event.preventDefault()
        props.onChoose()
        props.onMenu()
      }}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', textIn(item.title, language))
        props.onDrag('start')
      }}
      onDragEnd={() => props.onDrag('end')}
      onDragOver={(event) => {
        event.preventDefault()
        props.onDrag(sideOf(event))
      }}
      onDrop={(event) => {
        event.preventDefault()
        props.onDrag('drop')
      }}
    >
      <span className={styles.fold} aria-hidden onClick={(event) => (event.stopPropagation(), props.onToggle())}>
        {isExpanded === undefined ? null : isExpanded ? <ChevronDown size={13} /> : <ChevronRight size={13} />}
      </span>
      <span className={styles.number}>{item.kind === 'break' ? <Coffee aria-label={t('agenda.kind.break')} size={14} /> : item.label}</span>
      {isRenaming ? (
        <RenameField item={item} onDone={props.onRenamed} />
      ) : (
        <span className={styles.title} dir="auto" data-untranslated={!item.title[language]?.trim() || undefined} lang={item.title[language]?.trim() ? language : item.title.original}>
          {textIn(item.title, language) || t('agenda.untitled')}
        </span>
      )}
      <RowPresence item={item.id} />
      {minutes > 0 && <span className={styles.minutes}>{t('agenda.minutes', { count: minutes })}</span>}
      <span className={styles.mark}>{markOf(item, isMinuted, t)}</span>
    </div>
  )
}

function markOf(item: AgendaItem, isMinuted: boolean, t: TFunction<'meeting'>): ReactNode {
  if (item.outcome !== 'open') {
    return (
      <>
        <abbr aria-hidden title={t(`outcome.${item.outcome}`)}>
          {t(`outcome.short.${item.outcome}`)}
        </abbr>
        <span className="visually-hidden">{t(`outcome.${item.outcome}`)}</span>
      </>
    )
  }
  return isMinuted ? <Check role="img" aria-label={t('agenda.minuted')} size={14} /> : null
}

function RenameField({ item, onDone }: { readonly item: AgendaItem; readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation('meeting')
  const { change, language } = useDesk()
  const [title, setTitle] = useState(item.title[language] ?? '')
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.select(), [])
  const commit = () => {
    const text = typographicSpaces(title.trim(), language)
    if (text !== '' && text !== item.title[language]) change((document) => editAgendaRecord(document, item.id, { title: withText(item.title, language, text) }))
    onDone()
  }
  return (
    <input
      ref={input}
      className={styles.draftInput}
      aria-label={t('item.title')}
      lang={language}
      dir="auto"
      maxLength={20_000}
      value={title}
      onChange={(event) => setTitle(event.target.value)}
      onClick={(event) => event.stopPropagation()}
      onBlur={commit}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') commit()
        else if (event.key === 'Escape') onDone()
        else return
        event.preventDefault()
      }}
    />
  )
}

/** The upper and lower quarters of a row mean before and after it; its middle, inside. */
function sideOf(event: DragEvent): DropSide {
  const { top, height } = event.currentTarget.getBoundingClientRect()
  const share = (event.clientY - top) / height
  return share < 0.28 ? 'before' : share > 0.72 ? 'after' : 'inside'
}
