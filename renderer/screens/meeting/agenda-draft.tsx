import { useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { addAgendaItem } from '../../../shared/agenda/edit.ts'
import { DEEPEST_AGENDA, type AgendaItem } from '../../../shared/agenda/tree.ts'
import type { AgendaItemId } from '../../../shared/model/identifiers.ts'
import type { AgendaKind, AgendaRecord } from '../../../shared/model/meeting.ts'
import { settledText } from '../../app/settled-text.ts'
import styles from './agenda.module.css'
import { draftLabel, indentDraft, placeOf, type DraftPlace } from './agenda-places.ts'
import { useDesk } from './desk.tsx'
import { pastedItems, type PastedItem } from './pasted-agenda.ts'

export interface AgendaDraftProps {
  readonly records: readonly AgendaRecord[]
  readonly tree: readonly AgendaItem[]
  readonly place: DraftPlace
  readonly kind: AgendaKind
  readonly onPlace: (place: DraftPlace) => void
  /** The item stands; the next one will be typed at `next`. */
  readonly onAdded: (item: AgendaItemId, next: DraftPlace) => void
  readonly onClose: () => void
  /** Opened between two items, for one or a few: it takes the focus and goes when it is left empty. */
  readonly inline?: boolean
}

/**
 * The field in which items are typed one after the other: Enter adds, Tab and Shift+Tab set the level. Tab only does so
 * while somebody is adding; who comes by with Tab passes through.
 */
export function AgendaDraft({ records, tree, place, kind, onPlace, onAdded, onClose, inline = false }: AgendaDraftProps): ReactNode {
  const { t } = useTranslation('meeting')
  const { change, language, readOnly } = useDesk()
  const [title, setTitle] = useState('')
  const [isAdding, setAdding] = useState(inline)
  const input = useRef<HTMLInputElement>(null)
  const isMoving = useRef(false)
  // Moving among the rows takes the focus away from the field: it is given back before anybody sees it.
  useLayoutEffect(() => {
    if (inline) input.current?.focus()
    isMoving.current = false
  }, [inline, place])

  const add = () => {
    const text = settledText(title, language)
    if (text === '') return inline ? onClose() : undefined
    change((document) => {
      const id = addAgendaItem(document, placeOf(tree, place), { title: text, language, kind })
      onAdded(id, { after: id, depth: place.depth })
    })
    setTitle('')
    setAdding(true)
    return undefined
  }
  const addPasted = (pasted: readonly PastedItem[]) => {
    change((document) => {
      const lastAt: AgendaItemId[] = []
      for (const { title: text, depth: wanted } of pasted) {
        const depth = Math.min(wanted, DEEPEST_AGENDA + 1 - place.depth)
        const first = placeOf(tree, place)
        const parent = depth === 1 ? first.parent : (lastAt[depth - 2] ?? first.parent)
        const id = addAgendaItem(document, { parent, after: lastAt[depth - 1] ?? (depth === 1 ? first.after : null) }, { title: settledText(text, language), language })
        lastAt.splice(depth - 1, Infinity, id)
      }
      const last = lastAt.at(-1)
      if (last) onAdded(last, { after: last, depth: place.depth })
    })
    setAdding(true)
  }
  const indent = (step: 1 | -1) => {
    const next = indentDraft(tree, place, step)
    if (!next) return
    isMoving.current = true
    onPlace(next)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return
    if (event.key === 'Enter' && !event.altKey) add()
    else if (event.key === 'Tab' && (isAdding || title !== '')) indent(event.shiftKey ? -1 : 1)
    else if (event.altKey && event.key === 'ArrowRight') indent(1)
    else if (event.altKey && event.key === 'ArrowLeft') indent(-1)
    else if (event.key === 'Escape' && (isAdding || title !== '')) {
      setTitle('')
      setAdding(false)
      if (inline) onClose()
    } else return
    event.preventDefault()
  }
  if (readOnly) return null
  const label = draftLabel(records, placeOf(tree, place), kind) || '–'
  return (
    <div className={styles.draft} style={{ '--depth': place.depth - 1 }} {...(inline && { role: 'treeitem', 'aria-level': place.depth, 'aria-label': `${label} ${t('agenda.addLabel')}` })}>
      <span className={styles.number}>{label}</span>
      <input
        ref={input}
        className={styles.draftInput}
        aria-label={t('agenda.addLabel')}
        placeholder={t(tree.length === 0 ? 'agenda.addFirst' : 'agenda.add')}
        aria-description={t('agenda.addHint')}
        maxLength={20_000}
        lang={language}
        dir="auto"
        value={title}
        data-entry={tree.length === 0 || undefined}
        data-agenda-draft={inline ? 'inline' : 'end'}
        onChange={(event) => setTitle(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          // An agenda that was written elsewhere: one item a line.
          const pasted = pastedItems(event.clipboardData.getData('text/plain'))
          if (pasted.length < 2) return
          event.preventDefault()
          addPasted(pasted)
        }}
        onBlur={() => {
          if (isMoving.current) return
          setAdding(false)
          if (!inline) return
          add()
          onClose()
        }}
      />
    </div>
  )
}
