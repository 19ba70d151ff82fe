import type { TFunction } from 'i18next'
import { Fragment, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { Menu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { moveAgendaItem, removeAgendaItem, restoreAgendaItem, stepAgendaItem, type OutlineStep } from '../../../shared/agenda/edit.ts'
import { takenItems } from '../../../shared/agenda/taken.ts'
import { agendaInOrder, agendaTree, findAgendaItem, plannedMinutes, removedItems, type AgendaItem } from '../../../shared/agenda/tree.ts'
import { formatMinutes } from '../../../shared/i18n/format.ts'
import { textIn } from '../../../shared/model/bilingual.ts'
import type { AgendaItemId } from '../../../shared/model/identifiers.ts'
import { AGENDA_KINDS, editAgendaRecord, readAgendaRecords, type AgendaKind } from '../../../shared/model/meeting.ts'
import { minutesOfDay } from '../../../shared/model/wall-time.ts'
import { useCommands, type Command } from '../../app/commands.tsx'
import { isMac } from '../../app/keys.ts'
import { IconButton } from '../../components/button.tsx'
import { Ellipsis } from '../../components/icons.tsx'
import { Keys } from '../../components/keys.tsx'
import { useTables } from '../../store/hooks.ts'
import { AgendaDraft } from './agenda-draft.tsx'
import styles from './agenda.module.css'
import { draftAfter, draftAtEnd, dropPlace, type DraftPlace, type DropSide } from './agenda-places.ts'
import { RemovedItems } from './agenda-removed.tsx'
import { AgendaRow, type RowEvents } from './agenda-row.tsx'
import { useDesk, useItemAtHand } from './desk.tsx'
import menuStyles from '../../components/menu.module.css'
import { useMinutedItems } from './minuted-items.ts'
import { useStableEvents } from './stable-events.ts'
import { useToTranslate } from './translation-walk.tsx'
import { useTreeKeys } from './tree-keys.ts'

interface InlineDraft {
  readonly place: DraftPlace
  readonly kind: AgendaKind
}

/** The agenda as a map: where we are, what is minuted, what is left. */
export function AgendaColumn({ head }: { readonly head: ReactNode }): ReactNode {
  const { t } = useTranslation('meeting')
  const desk = useDesk()
  const { facts, chooseItem, change, readOnly, language } = desk
  const { id: current } = useItemAtHand()
  const { document } = desk.meeting
  const records = useTables(document, ['agenda'], readAgendaRecords)
  const tree = useMemo(() => agendaTree(records), [records])
  const items = useMemo(() => agendaInOrder(tree), [tree])
  const removed = useMemo(() => (readOnly ? [] : removedItems(records)), [records, readOnly])
  const minuted = useMinutedItems(document, useMemo(() => items.map((item) => item.id), [items]))
  const toTranslate = useToTranslate()
  const taken = useMemo(() => takenItems(tree), [tree])
  const [folded, setFolded] = useState<ReadonlySet<AgendaItemId>>(new Set())
  const [renaming, setRenaming] = useState<AgendaItemId>()
  const [inline, setInline] = useState<InlineDraft>()
  const [endDepth, setEndDepth] = useState(1)
  const [isMenuOpen, setMenuOpen] = useState(false)
  const [showsRemoved, setShowsRemoved] = useState(false)
  const [drop, setDrop] = useState<{ readonly target: AgendaItemId; readonly side: DropSide }>()
  const dragged = useRef<AgendaItemId>(undefined)

  const shown = useMemo(() => visibleRows(tree, folded), [tree, folded])
  const rows = useMemo(() => shown.map(({ item, isExpanded }) => ({ id: item.id, depth: item.depth, ...(isExpanded !== undefined && { isExpanded }) })), [shown])
  const expand = (id: AgendaItemId, expanded: boolean) => setFolded((known) => new Set(expanded ? [...known].filter((candidate) => candidate !== id) : [...known, id]))
  const keys = useTreeKeys({ rows, current, onCurrent: chooseItem, onExpand: expand })
  const chosen = current && findAgendaItem(tree, current)

  const focusRow = (id: AgendaItemId | undefined) => {
    // At once, not in the next frame: the keys that follow are already on their way.
    flushSync(() => undefined)
    keys.tree.current?.querySelector<HTMLElement>(id ? `[data-row="${CSS.escape(id)}"]` : '[tabindex="0"]')?.focus()
  }
  const edit = (does: () => void) => {
    if (!readOnly) does()
  }
  const step = (outlineStep: OutlineStep) => edit(() => chosen && change(() => stepAgendaItem(document, chosen.id, outlineStep)))
  const draft = (inside: boolean, kind: AgendaKind = 'topic') =>
    edit(() => {
      if (inside && chosen) expand(chosen.id, true)
      setInline({ place: chosen ? draftAfter(chosen, inside) : draftAtEnd(tree), kind })
      desk.goTo('agenda', '[data-agenda-draft]')
    })
  const restore = (id: AgendaItemId) =>
    edit(() => {
      const parent = records.find((record) => record.id === id)?.parent
      if (parent) expand(parent, true)
      change(() => restoreAgendaItem(document, id))
      chooseItem(id)
      focusRow(id)
    })
  const openRemoved = () => {
    setShowsRemoved(true)
    desk.goTo('agenda', '[data-removed-items] li button')
  }
  const remove = () =>
    edit(() => {
      if (!chosen) return
      const index = items.indexOf(chosen)
      const below = agendaInOrder([chosen]).length
      const hadFocus = keys.tree.current?.contains(window.document.activeElement)
      change(() => removeAgendaItem(document, chosen.id))
      const next = items[index + below] ?? items[index - 1]
      if (next) chooseItem(next.id)
      if (next && hadFocus) focusRow(next.id)
      if (!next) desk.goTo('agenda')
      const name = textIn(chosen.title, language) || t('agenda.untitled')
      desk.tell({
        words: t(below > 1 ? 'agenda.removedWithSubitems' : 'agenda.removed', { title: name, count: below - 1 }),
        undo: () => restore(chosen.id),
      })
    })
  const setKind = (kind: AgendaKind) => edit(() => chosen && change(() => editAgendaRecord(document, chosen.id, { kind })))
  const rename = () => edit(() => chosen && setRenaming(chosen.id))

  const actions = agendaActions({ t, draft, rename, step, remove, setKind, chosen })
  // Renaming from anywhere is the item's own command, with the same key.
  useCommands([
    ...walkingCommands(t, readOnly),
    ...(removed.length > 0 ? [{ id: 'agenda-removed-items', group: 'agenda' as const, title: t('agenda.commands.removedItems'), keys: 'Alt+B', run: openRemoved }] : []),
    ...(readOnly ? [] : actions.filter((action) => action.id !== 'agenda-rename')),
  ])

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (!(event.target as HTMLElement).matches('[role="treeitem"]') || keys.onTreeKey(event)) return
    const mod = isMac ? event.metaKey : event.ctrlKey
    const plain = !mod && !event.altKey && !event.shiftKey
    if (event.key === 'Enter' && !event.altKey && !event.shiftKey) draft(mod)
    else if (plain && event.key === 'F2') rename()
    else if (plain && (event.key === 'Delete' || event.key === 'Backspace')) remove()
    else if (plain && event.key === ' ') desk.goTo('item')
    else if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) setMenuOpen(true)
    else if (event.altKey && !mod && STEP_KEYS[event.key]) step(STEP_KEYS[event.key]!)
    else return
    event.preventDefault()
  }
  const onDrag = (item: AgendaItem, happened: 'start' | 'end' | 'drop' | DropSide) => {
    if (happened === 'start') {
      dragged.current = item.id
    } else if (happened === 'end' || happened === 'drop') {
      const moving = dragged.current
      const place = happened === 'drop' && moving && drop ? dropPlace(tree, moving, drop.target, drop.side) : undefined
      if (moving && place) change(() => moveAgendaItem(document, moving, place))
      dragged.current = undefined
      setDrop(undefined)
    } else {
      const allowed = dragged.current && dropPlace(tree, dragged.current, item.id, happened)
      setDrop((known) => (!allowed ? undefined : known?.target === item.id && known.side === happened ? known : { target: item.id, side: happened }))
    }
  }
  const on = useStableEvents<RowEvents>({
    choose: ({ id }) => chooseItem(id),
    toggle: ({ id, children }) => children.length > 0 && expand(id, folded.has(id)),
    rename: ({ id }) => edit(() => setRenaming(id)),
    renamed: ({ id }) => {
      setRenaming(undefined)
      focusRow(id)
    },
    menu: () => setMenuOpen(true),
    drag: onDrag,
  })
  const closeInline = () => {
    setInline(undefined)
    focusRow(current)
  }
  const end = draftAtEnd(tree, endDepth)
  // Its place can be inside of what is folded away, or have gone with what somebody else removed.
  const inlineAt = inline && (shown.some(({ item }) => item.id === inline.place.after) ? inline.place.after : shown.at(-1)?.item.id)
  const inlineDraft = inline && inlineAt && (
    <AgendaDraft
      records={records}
      tree={tree}
      place={inline.place}
      kind={inline.kind}
      inline
      onPlace={(place) => setInline({ ...inline, place })}
      onAdded={(id, place) => {
        chooseItem(id)
        setInline({ ...inline, place })
      }}
      onClose={closeInline}
    />
  )
  return (
    <>
      <header className={styles.head}>
        <h2>{t('agenda.title')}</h2>
        {!readOnly && chosen && (
          <MenuTrigger isOpen={isMenuOpen} onOpenChange={setMenuOpen}>
            <IconButton icon={Ellipsis} label={t('agenda.menu')} />
            <Popover className={menuStyles.popover!} placement="bottom end" offset={4}>
              <Menu className={menuStyles.menu!} aria-label={t('agenda.menu')} onAction={(id) => actions.find((action) => action.id === id)?.run?.()}>
                {actions.filter((action) => action.run).map((action) => (
                  <MenuItem key={action.id} id={action.id} textValue={action.title} className={menuStyles.item!}>
                    {action.title}
                    {action.keys && <Keys keys={action.keys} />}
                  </MenuItem>
                ))}
                <Separator className={menuStyles.separator!} />
                {AGENDA_KINDS.map((kind) => (
                  <MenuItem key={kind} textValue={t(`agenda.kind.${kind}`)} className={menuStyles.item!} onAction={() => setKind(kind)}>
                    {t(`agenda.kind.${kind}`)}
                    {chosen.kind === kind && <span aria-label={t('agenda.kind.present')}>✓</span>}
                  </MenuItem>
                ))}
              </Menu>
            </Popover>
          </MenuTrigger>
        )}
        {head}
      </header>
      <div className={styles.scroll}>
        {items.length > 0 && (
          <div ref={keys.tree} role="tree" aria-label={t('agenda.title')} className={styles.tree} onKeyDown={onKeyDown} onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && setDrop(undefined)}>
            {shown.map(({ item, position, setSize, isExpanded }) => (
              <Fragment key={item.id}>
                <AgendaRow
                  item={item}
                  position={position}
                  setSize={setSize}
                  isCurrent={item.id === current}
                  isTabStop={item.id === keys.tabStop}
                  isExpanded={isExpanded}
                  isMinuted={minuted.has(item.id)}
                  isRenaming={renaming === item.id}
                  taken={taken.get(item.id)}
                  toTranslate={toTranslate(item.id)}
                  dropSide={drop?.target === item.id ? drop.side : undefined}
                  on={on}
                />
                {inlineAt === item.id && inlineDraft}
              </Fragment>
            ))}
          </div>
        )}
        {items.length === 0 && !readOnly && <p className={styles.teach}>{t('agenda.empty')}</p>}
        {!inlineDraft && (
          <AgendaDraft
            records={records}
            tree={tree}
            place={end}
            kind="topic"
            onPlace={(place) => setEndDepth(place.depth)}
            onAdded={(id, place) => {
              setEndDepth(place.depth)
              if (!current) chooseItem(id)
            }}
            onClose={() => {}}
          />
        )}
        {removed.length > 0 && <RemovedItems removed={removed} isOpen={showsRemoved} onOpen={setShowsRemoved} onRestore={restore} />}
      </div>
      <AgendaFoot tree={tree} available={facts.start && facts.end ? minutesOfDay(facts.end) - minutesOfDay(facts.start) : undefined} hint={!readOnly} />
    </>
  )
}

const STEP_KEYS: Readonly<Record<string, OutlineStep>> = { ArrowUp: 'up', ArrowDown: 'down', ArrowRight: 'indent', ArrowLeft: 'outdent' }

/** The keys of the list and of its field themselves, which are nothing to choose from a menu. */
function walkingCommands(t: TFunction<'meeting'>, readOnly: boolean): readonly Command[] {
  const inPlace = (name: 'walk' | 'fold' | 'write' | 'menu' | 'deeper' | 'higher', keys: string): Command => ({ id: `agenda-${name}`, group: 'agenda', title: t(`agenda.commands.${name}`), keys, handledInPlace: true })
  return [
    inPlace('walk', 'ArrowDown'),
    inPlace('fold', 'ArrowLeft'),
    inPlace('write', 'Space'),
    ...(readOnly ? [] : [inPlace('menu', 'Shift+F10'), inPlace('deeper', 'Tab'), inPlace('higher', 'Shift+Tab')]),
  ]
}

interface AgendaActions {
  readonly t: TFunction<'meeting'>
  readonly chosen: AgendaItem | undefined
  readonly draft: (inside: boolean, kind?: AgendaKind) => void
  readonly rename: () => void
  readonly step: (step: OutlineStep) => void
  readonly remove: () => void
  readonly setKind: (kind: AgendaKind) => void
}

/** What can be done with the item at hand: the same list makes the menu, the palette and the list of keys. */
function agendaActions({ t, chosen, draft, rename, step, remove, setKind }: AgendaActions): readonly Command[] {
  const stepCommand = (name: OutlineStep, keys: string): Command =>
    // On a Mac, Option with an arrow moves the caret where somebody types.
    ({ id: `agenda-${name}`, group: 'agenda', title: t(`agenda.commands.${name}`), keys, handledInPlace: isMac, run: () => step(name) })
  const next = chosen && AGENDA_KINDS[(AGENDA_KINDS.indexOf(chosen.kind) + 1) % AGENDA_KINDS.length]
  return [
    { id: 'agenda-add-after', group: 'agenda', title: t('agenda.commands.addAfter'), keys: 'Enter', handledInPlace: true, run: () => draft(false) },
    { id: 'agenda-add-inside', group: 'agenda', title: t('agenda.commands.addInside'), keys: 'Mod+Enter', handledInPlace: true, run: () => draft(true) },
    { id: 'agenda-addition', group: 'agenda', title: t('agenda.commands.addition'), keys: 'Alt+Plus', run: () => draft(true, 'addition') },
    { id: 'agenda-rename', group: 'agenda', title: t('agenda.commands.rename'), keys: 'F2', handledInPlace: true, run: rename },
    stepCommand('up', 'Alt+ArrowUp'),
    stepCommand('down', 'Alt+ArrowDown'),
    stepCommand('indent', 'Alt+ArrowRight'),
    stepCommand('outdent', 'Alt+ArrowLeft'),
    { id: 'agenda-kind', group: 'agenda', title: t('agenda.commands.kind'), keys: 'Alt+T', run: () => next && setKind(next) },
    { id: 'agenda-remove', group: 'agenda', title: t('agenda.commands.remove'), keys: 'Delete', handledInPlace: true, run: remove },
  ]
}

interface VisibleRow {
  readonly item: AgendaItem
  readonly position: number
  readonly setSize: number
  readonly isExpanded: boolean | undefined
}

function visibleRows(items: readonly AgendaItem[], folded: ReadonlySet<AgendaItemId>): readonly VisibleRow[] {
  return items.flatMap((item, index): readonly VisibleRow[] => {
    const isExpanded = item.children.length === 0 ? undefined : !folded.has(item.id)
    return [{ item, position: index + 1, setSize: items.length, isExpanded }, ...(isExpanded ? visibleRows(item.children, folded) : [])]
  })
}

/** The planned durations together, against the time there is. */
function AgendaFoot({ tree, available, hint }: { readonly tree: readonly AgendaItem[]; readonly available: number | undefined; readonly hint: boolean }): ReactNode {
  const { t } = useTranslation('meeting')
  const planned = tree.reduce((sum, item) => sum + plannedMinutes(item), 0)
  const isOver = available !== undefined && available > 0 && planned > available
  return (
    <footer className={styles.foot}>
      {planned > 0 && (
        <p className={isOver ? styles.over : undefined}>
          {available !== undefined && available > 0
            ? t(isOver ? 'agenda.plannedOver' : 'agenda.plannedOf', { planned: formatMinutes(planned), available: formatMinutes(available), over: formatMinutes(planned - available) })
            : t('agenda.planned', { planned: formatMinutes(planned) })}
        </p>
      )}
      {hint && (
        <p className={styles.hint}>
          <Keys keys="Enter" /> {t('agenda.hint.add')} <Keys keys="Tab" /> {t('agenda.hint.level')}
        </p>
      )}
    </footer>
  )
}
