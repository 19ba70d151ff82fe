import type { TFunction } from 'i18next'
import { memo, useEffect, useRef, useState, type DragEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Taken } from '../../../shared/agenda/taken.ts'
import { plannedMinutes, type AgendaItem } from '../../../shared/agenda/tree.ts'
import { textIn, withText } from '../../../shared/model/bilingual.ts'
import type { TranslationCounts } from '../../../shared/minutes/translation.ts'
import { editAgendaRecord } from '../../../shared/model/meeting.ts'
import { settledText } from '../../app/settled-text.ts'
import { ChevronDown, ChevronRight, Coffee } from '../../components/icons.tsx'
import styles from './agenda.module.css'
import type { DropSide } from './agenda-places.ts'
import { RowClock } from './clock/item-clock.tsx'
import { useDesk } from './desk.tsx'
import { RowTaken } from './hands/taken-signs.tsx'
import { RowPresence } from './presence.tsx'
import { leftWords } from './translation-walk.tsx'

/** In the narrowest column, at the lowest level; in characters. */
const MOST_ON_FOUR_LINES = 48

export interface AgendaRowProps {
  readonly item: AgendaItem
  readonly position: number
  readonly setSize: number
  readonly isCurrent: boolean
  readonly isTabStop: boolean
  readonly isExpanded: boolean | undefined
  readonly isMinuted: boolean
  readonly isRenaming: boolean
  readonly taken: Taken | undefined
  /** What of the item is left to translate; undefined where that is of no interest. */
  readonly toTranslate: TranslationCounts | undefined
  readonly dropSide: DropSide | undefined
  readonly on: RowEvents
}

/** What happens on a row; the same functions at each drawing. */
export type RowEvents = {
  readonly choose: (item: AgendaItem) => void
  readonly toggle: (item: AgendaItem) => void
  readonly rename: (item: AgendaItem) => void
  readonly renamed: (item: AgendaItem) => void
  readonly menu: () => void
  readonly drag: (item: AgendaItem, event: 'start' | 'end' | 'drop' | DropSide) => void
}

/** Drawn again only when something of its own changes: who goes from item to item does not wait for sixty rows. */
export const AgendaRow = memo(function AgendaRow(props: AgendaRowProps): ReactNode {
  const { item, position, setSize, isTabStop, isExpanded, isMinuted, isRenaming, dropSide, on } = props
  const { t } = useTranslation('meeting')
  const { language, readOnly } = useDesk()
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
      onClick={() => on.choose(item)}
      onDoubleClick={() => on.rename(item)}
      onContextMenu={(event) => {
        event.preventDefault()
        on.choose(item)
        on.menu()
      }}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', textIn(item.title, language))
        on.drag(item, 'start')
      }}
      onDragEnd={() => on.drag(item, 'end')}
      onDragOver={(event) => {
        event.preventDefault()
        on.drag(item, sideOf(event))
      }}
      onDrop={(event) => {
        event.preventDefault()
        on.drag(item, 'drop')
      }}
    >
      <span className={styles.fold} aria-hidden onClick={(event) => (event.stopPropagation(), on.toggle(item))}>
        {isExpanded === undefined ? null : isExpanded ? <ChevronDown size={13} /> : <ChevronRight size={13} />}
      </span>
      <span className={styles.number}>{item.kind === 'break' ? <Coffee label={t('agenda.kind.break')} size={14} /> : item.label}</span>
      {/* The signs go below the title before a word of it is broken. */}
      <span className={styles.words}>
        {isRenaming ? (
          <RenameField item={item} onDone={() => on.renamed(item)} />
        ) : (
          <span className={styles.titleBox}>
            <span className={styles.title} dir="auto" data-long={textIn(item.title, language).length > MOST_ON_FOUR_LINES || undefined} data-untranslated={!item.title[language]?.trim() || undefined} lang={item.title[language]?.trim() ? language : item.title.original}>
              {textIn(item.title, language) || t('agenda.untitled')}
            </span>
          </span>
        )}
        <span className={styles.signs}>
          {props.toTranslate && <ToTranslate counts={props.toTranslate} />}
          <RowClock item={item} planned={plannedMinutes(item)} />
          <span className={styles.mark}>{markOf(item, isMinuted, t)}</span>
        </span>
      </span>
      {/* On the edge between two rows, where no word stands: whoever comes, goes or takes an item moves nothing. */}
      <span className={styles.people}>
        <RowPresence item={item.id} except={readOnly ? undefined : props.taken?.by} />
        <RowTaken item={item.id} taken={props.taken} />
      </span>
    </div>
  )
})

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
  // A letter and no picture: sixty of those beside the text would cost each letter typed there as much as the letter itself.
  return isMinuted ? (
    <span role="img" aria-label={t('agenda.minuted')} className={styles.minuted}>
      ✓
    </span>
  ) : null
}

function ToTranslate({ counts }: { readonly counts: TranslationCounts }): ReactNode {
  const { t } = useTranslation('meeting')
  const words = leftWords(t, counts)
  return (
    <span className={styles.toTranslate} title={words}>
      <span aria-hidden>{counts.missing + counts.stale}</span>
      <span className="visually-hidden">{words}</span>
    </span>
  )
}

function RenameField({ item, onDone }: { readonly item: AgendaItem; readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation('meeting')
  const { change, language } = useDesk()
  const [title, setTitle] = useState(item.title[language] ?? '')
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.select(), [])
  const commit = () => {
    const text = settledText(title, language)
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
