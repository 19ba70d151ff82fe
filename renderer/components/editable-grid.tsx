import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './button.tsx'
import { CompletingInput } from './completing-input.tsx'
import styles from './editable-grid.module.css'
import { Trash2 } from './icons.tsx'

export interface GridColumn<Row> {
  readonly id: string
  readonly label: string
  /** A track of a CSS grid: "minmax(160px, 2fr)". */
  readonly width: string
  readonly value: (row: Row) => string
  /** Writes what was typed; without it the column is only shown. */
  readonly commit?: (row: Row, value: string) => void
  readonly candidates?: readonly string[]
  /** Figures stand at the end of their column. */
  readonly figures?: boolean
}

export interface EditableGridProps<Row extends { readonly id: string }> {
  readonly label: string
  readonly rows: readonly Row[]
  readonly columns: readonly GridColumn<Row>[]
  /** What a row is called by where it stands alone: in the name of its button. */
  readonly nameOf: (row: Row) => string
  readonly onRemove: (row: Row) => void
  /** Shown in place of the rows when there are none. */
  readonly empty: ReactNode
}

/** Height of a row in pixels: fixed, so that a long directory draws only what is in sight. */
const ROW_HEIGHT = 32
/** Shorter lists are drawn whole: the browser's own search and a screen reader then see all of it. */
const ROWS_DRAWN_WHOLE = 200
const ROWS_AROUND = 12

interface Place {
  readonly row: number
  readonly column: number
}

/** The active cell: its row is known by who it is, because rows come, go and are sorted anew; by its place if it went. */
interface Active extends Place {
  readonly id: string | undefined
}

/**
 * A table edited in place, as in a spreadsheet: arrows move, Enter or F2 or simply typing edits, Enter and Tab go on,
 * Escape leaves as it was, Delete removes the row.
 */
export function EditableGrid<Row extends { readonly id: string }>({ label, rows, columns, nameOf, onRemove, empty }: EditableGridProps<Row>): ReactNode {
  const { t } = useTranslation('directory')
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState<Active>({ row: 0, column: 0, id: undefined })
  const [edited, setEdited] = useState<{ readonly id: string; readonly column: number; readonly text: string; readonly fresh: boolean }>()
  // Leaving the field, Enter and Tab all finish: the first of them does.
  const isOpen = useRef(false)
  const takesFocus = useRef(false)
  const [first, last] = useSight(scroller, rows.length)
  const found = active.id === undefined ? -1 : rows.findIndex(({ id }) => id === active.id)
  const at: Place = { row: found < 0 ? clamp(active.row, rows.length) : found, column: active.column }
  const activate = (place: Place) => setActive({ ...place, id: rows[place.row]?.id })

  const move = (row: number, column = at.column) => {
    const next = { row: clamp(row, rows.length), column: clamp(column, columns.length) }
    activate(next)
    takesFocus.current = true
    bringIntoSight(scroller.current, next.row)
  }
  useLayoutEffect(() => {
    if (!takesFocus.current || edited) return
    const cell = scroller.current?.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"]')
    if (!cell) return
    takesFocus.current = false
    cell.focus({ preventScroll: true })
  })

  const edit = (place: Place, text?: string) => {
    const row = rows[place.row]
    const column = columns[place.column]
    if (!row || !column?.commit) return
    activate(place)
    isOpen.current = true
    setEdited({ id: row.id, column: place.column, text: text ?? column.value(row), fresh: text !== undefined })
  }
  const finish = (keep: boolean) => {
    if (!edited || !isOpen.current) return
    isOpen.current = false
    const row = rows.find(({ id }) => id === edited.id)
    const column = columns[edited.column]
    setEdited(undefined)
    if (keep && row && column?.commit && edited.text.trim() !== column.value(row)) column.commit(row, edited.text.trim())
  }
  const onCellKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      if (event.key === 'Home') move(0, 0)
      else if (event.key === 'End') move(rows.length - 1)
      return
    }
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2)
    const moves: Readonly<Record<string, () => void>> = {
      ArrowUp: () => move(at.row - 1),
      ArrowDown: () => move(at.row + 1),
      ArrowLeft: () => move(at.row, at.column - 1),
      ArrowRight: () => move(at.row, at.column + 1),
      PageUp: () => move(at.row - page),
      PageDown: () => move(at.row + page),
      Home: () => move(at.row, 0),
      End: () => move(at.row, columns.length - 1),
      Enter: () => edit(at),
      F2: () => edit(at),
      Delete: () => remove(at.row),
    }
    const act = moves[event.key]
    if (!act && (event.key.length > 1 || event.key === ' ' || event.key === '?' || event.key === '/')) return
    event.preventDefault()
    event.stopPropagation()
    if (act) act()
    else edit(at, event.key)
  }
  const onEditorKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      finish(false)
      takesFocus.current = true
    } else if (event.key === 'Tab') {
      const step = event.shiftKey ? -1 : 1
      const index = at.row * columns.length + at.column + step
      const place = { row: Math.floor(index / columns.length), column: index % columns.length }
      finish(true)
      if (rows[place.row] && columns[place.column]?.commit) edit(place)
      else takesFocus.current = true
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const remove = (index: number) => {
    const row = rows[index]
    if (!row) return
    move(index + 1 < rows.length ? index + 1 : index - 1)
    onRemove(row)
  }

  if (rows.length === 0) return empty
  const template = { gridTemplateColumns: `${columns.map((column) => column.width).join(' ')} 36px` }
  const drawn = rows.slice(first, last)
  return (
    <div ref={scroller} className={styles.scroller}>
      <div role="grid" aria-label={label} aria-rowcount={rows.length + 1} aria-colcount={columns.length + 1} className={styles.grid}>
        <div role="row" aria-rowindex={1} className={`${styles.row} ${styles.header}`} style={template}>
          {columns.map((column) => (
            <div key={column.id} role="columnheader" className={column.figures ? styles.figures : undefined}>
              {column.label}
            </div>
          ))}
          <div role="columnheader">
            <span className="visually-hidden">{t('grid.actions')}</span>
          </div>
        </div>
        <div role="rowgroup" style={{ height: rows.length * ROW_HEIGHT, paddingTop: first * ROW_HEIGHT }}>
          {drawn.map((row, offset) => {
            const index = first + offset
            return (
              <div key={row.id} role="row" aria-rowindex={index + 2} className={styles.row} style={template} data-row={row.id}>
                {columns.map((column, position) => {
                  const isActive = at.row === index && at.column === position
                  const isEdited = edited?.id === row.id && edited.column === position
                  return (
                    <div
                      key={column.id}
                      role="gridcell"
                      tabIndex={isActive ? 0 : -1}
                      className={`${styles.cell} ${column.figures ? styles.figures : ''}`}
                      onFocus={() => {
                        if (!isActive || active.id === undefined) activate({ row: index, column: position })
                      }}
                      onDoubleClick={() => edit({ row: index, column: position })}
                      onKeyDown={isEdited ? onEditorKey : onCellKey}
                    >
                      {isEdited ? (
                        <CellEditor
                          label={column.label}
                          text={edited.text}
                          selectAll={!edited.fresh}
                          candidates={column.candidates ?? []}
                          onChange={(text) => setEdited({ ...edited, text })}
                          onEnter={() => {
                            finish(true)
                            move(index + 1)
                          }}
                          onBlur={() => finish(true)}
                        />
                      ) : (
                        <span className={styles.text}>{column.value(row)}</span>
                      )}
                    </div>
                  )
                })}
                <div role="gridcell" className={styles.remove}>
                  <IconButton icon={Trash2} label={t('grid.removeNamed', { name: nameOf(row) })} excludeFromTabOrder onPress={() => remove(index)} />
                </div>
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

interface CellEditorProps {
  readonly label: string
  readonly text: string
  readonly selectAll: boolean
  readonly candidates: readonly string[]
  readonly onChange: (text: string) => void
  readonly onEnter: () => void
  readonly onBlur: () => void
}

function CellEditor({ label, text, selectAll, candidates, onChange, onEnter, onBlur }: CellEditorProps): ReactNode {
  const input = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => {
    input.current?.focus()
    if (selectAll) input.current?.select()
    // Once, when the editor opens.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  return (
    <div className={styles.editor}>
      <CompletingInput label={label} labelHidden value={text} onChange={onChange} candidates={candidates} onEnter={onEnter} onBlur={onBlur} inputRef={input} />
    </div>
  )
}

/** The rows to draw: all of a short list, else those in sight and some around. */
function useSight(scroller: { readonly current: HTMLElement | null }, count: number): readonly [number, number] {
  const [sight, setSight] = useState<readonly [number, number]>([0, ROWS_DRAWN_WHOLE])
  const isWhole = count <= ROWS_DRAWN_WHOLE
  useEffect(() => {
    const element = scroller.current
    if (isWhole || !element) return
    const look = () => {
      const first = Math.max(0, Math.floor(element.scrollTop / ROW_HEIGHT) - ROWS_AROUND)
      const last = Math.ceil((element.scrollTop + element.clientHeight) / ROW_HEIGHT) + ROWS_AROUND
      setSight((known) => (known[0] === first && known[1] === last ? known : [first, last]))
    }
    look()
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [scroller, isWhole])
  return isWhole ? [0, count] : sight
}

/** The header stays in sight and takes the height of one row. */
function bringIntoSight(scroller: HTMLElement | null, row: number): void {
  if (!scroller) return
  const top = row * ROW_HEIGHT
  const room = scroller.clientHeight - 2 * ROW_HEIGHT
  if (top < scroller.scrollTop) scroller.scrollTop = top
  else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room
}

function clamp(index: number, count: number): number {
  return Math.min(Math.max(0, index), Math.max(0, count - 1))
}
