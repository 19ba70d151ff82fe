import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react'
import styles from './suggestion-input.module.css'

export interface Suggestion {
  readonly id: string
  readonly label: string
  /** What tells this one from another of the same name; quieter. */
  readonly detail?: string
  /** A line above: this one does something else than the ones before it. */
  readonly apart?: boolean
}

export interface SuggestionInputProps<Option extends Suggestion> {
  readonly label: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly suggestions: readonly Option[]
  /** `event` is missing when the mouse chose. */
  readonly onChoose: (option: Option, event?: KeyboardEvent) => void
  /** Keys that take the active suggestion, besides Enter. */
  readonly choosingKeys?: readonly string[]
  /** Suggestions are shown before anything is typed, as soon as the field has the focus. */
  readonly opensAtOnce?: boolean
  readonly placeholder?: string
  readonly isDisabled?: boolean
  readonly autoFocus?: boolean
  /** What stands below the suggestions: the keys that choose. */
  readonly hint?: ReactNode
  /** Keys that the suggestions do not need. */
  readonly onKey?: (event: KeyboardEvent<HTMLInputElement>) => void
  /** Text pasted over several lines; without it the lines are joined. */
  readonly onPasteLines?: (text: string) => void
  readonly onFocus?: () => void
  readonly onBlur?: () => void
  readonly className?: string | undefined
  readonly inputRef?: Ref<HTMLInputElement>
  readonly isEntry?: boolean
}

/** A field in which a few letters find something: the first suggestion is taken by Enter, others by the arrows. */
export function SuggestionInput<Option extends Suggestion>(props: SuggestionInputProps<Option>): ReactNode {
  const { label, text, onText, suggestions, onChoose, choosingKeys = [], opensAtOnce = false, placeholder, isDisabled = false, autoFocus = false, hint, onKey, className } = props
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const [isFocused, setFocused] = useState(false)
  const [isDismissed, setDismissed] = useState(false)
  const [position, setPosition] = useState(0)
  const isOpen = isFocused && !isDismissed && suggestions.length > 0 && (opensAtOnce || text.trim() !== '')
  const active = Math.min(position, suggestions.length - 1)

  // In the top layer, so that no column cuts it off.
  useEffect(() => {
    if (isOpen) list.current?.showPopover()
  }, [isOpen])
  useEffect(() => {
    if (isOpen) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [isOpen, active, id])

  const choose = (option: Option, event?: KeyboardEvent) => {
    setPosition(0)
    onChoose(option, event)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    const chosen = suggestions[active]
    const takes = event.key === 'Enter' || (choosingKeys.includes(event.key) && !event.shiftKey)
    if (isOpen && takes && chosen && !event.altKey) {
      event.preventDefault()
      choose(chosen, event)
    } else if (isOpen && event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      setDismissed(true)
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !event.altKey && (isOpen || (isDismissed && suggestions.length > 0))) {
      event.preventDefault()
      setDismissed(false)
      if (isOpen) setPosition((active + (event.key === 'ArrowDown' ? 1 : suggestions.length - 1)) % suggestions.length)
    } else {
      onKey?.(event)
    }
  }
  return (
    <>
      <input
        ref={props.inputRef}
        type="text"
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={isOpen ? `${id}-list` : undefined}
        aria-activedescendant={isOpen ? `${id}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        maxLength={2_000}
        className={className ?? styles.input}
        style={{ anchorName: anchorOf(id) }}
        value={text}
        placeholder={placeholder}
        disabled={isDisabled}
        autoFocus={autoFocus}
        data-entry={props.isEntry || undefined}
        onChange={(event) => {
          setDismissed(false)
          setPosition(0)
          onText(event.target.value)
        }}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text/plain')
          if (!props.onPasteLines || !/\S\s*[\r\n]+\s*\S/.test(pasted)) return
          event.preventDefault()
          props.onPasteLines(pasted)
        }}
        onFocus={() => {
          setFocused(true)
          setDismissed(false)
          props.onFocus?.()
        }}
        onBlur={() => {
          setFocused(false)
          setPosition(0)
          props.onBlur?.()
        }}
      />
      {isOpen && (
        <div ref={list} popover="manual" className={styles.popover} style={{ positionAnchor: anchorOf(id) }}>
          <div role="listbox" id={`${id}-list`} aria-label={label} className={styles.list}>
            {suggestions.map((option, index) => (
              <div
                key={option.id}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === active}
                className={`${styles.option} ${option.apart && index > 0 ? styles.apart : ''}`}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(option)}
              >
                <span className={styles.label}>{option.label}</span>
                {option.detail && <span className={styles.detail}>{option.detail}</span>}
              </div>
            ))}
          </div>
          {hint && <div className={styles.hint}>{hint}</div>}
        </div>
      )}
    </>
  )
}

/** React's identifiers hold signs that a CSS name cannot. */
function anchorOf(id: string): string {
  return `--suggestions-${id.replace(/[^\w-]/g, '')}`
}
