import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react'
import { plain } from '../../shared/attendance/match-people.ts'
import styles from './field.module.css'

export interface CompletingInputProps {
  readonly label: string
  readonly labelHidden?: boolean
  readonly value: string
  readonly onChange: (value: string) => void
  /** What the text may be completed to; anything else may be typed too. */
  readonly candidates: readonly string[]
  readonly onEnter?: () => void
  /** Text pasted over several lines; without it the lines are joined. */
  readonly onPasteLines?: (text: string) => void
  readonly onBlur?: () => void
  readonly placeholder?: string
  readonly autoFocus?: boolean
  readonly description?: string | undefined
  readonly inputRef?: Ref<HTMLInputElement>
}

/**
 * A text that completes itself in place: what is proposed stands selected after what was typed, so that typing on
 * replaces it and Enter or Tab takes it. The arrows go through the other proposals. No list opens over the screen.
 */
export function CompletingInput({ label, labelHidden = false, value, onChange, candidates, onEnter, onPasteLines, onBlur, placeholder, autoFocus = false, description, inputRef }: CompletingInputProps): ReactNode {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState('')
  const proposed = useRef<number>(undefined)
  useLayoutEffect(() => {
    const from = proposed.current
    proposed.current = undefined
    if (from !== undefined) input.current?.setSelectionRange(from, value.length)
  })
  const propose = (start: string, text: string) => {
    proposed.current = start.length
    setTyped(start)
    onChange(text)
  }
  const onInput = (element: HTMLInputElement, event: InputEvent) => {
    const text = element.value
    const isTyping = event.inputType === 'insertText' && !event.isComposing && element.selectionStart === text.length
    const completion = isTyping ? completionsOf(text, candidates)[0] : undefined
    if (completion !== undefined) propose(text, completion)
    else {
      setTyped(text)
      onChange(text)
    }
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && onEnter) {
      event.preventDefault()
      onEnter()
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !event.altKey && candidates.length > 0) {
      event.preventDefault()
      const start = value === '' || !plain(value).startsWith(plain(typed)) ? '' : typed
      const next = neighbour(start === '' ? candidates : completionsOf(start, candidates), value, event.key === 'ArrowDown' ? 1 : -1)
      if (next !== undefined) propose(start, next)
    } else if (value !== '' && event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey)) {
      // What is being typed is taken back by the field itself, not by the undo of the document.
      event.stopPropagation()
    }
  }
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={labelHidden ? 'visually-hidden' : styles.label}>
        {label}
      </label>
      <input
        id={id}
        ref={(element) => {
          input.current = element
          if (typeof inputRef === 'function') inputRef(element)
          else if (inputRef) inputRef.current = element
        }}
        className={styles.input}
        value={value}
        maxLength={20_000}
        autoComplete="off"
        autoFocus={autoFocus}
        placeholder={placeholder}
        aria-describedby={description ? `${id}-description` : undefined}
        onChange={(event) => onInput(event.currentTarget, event.nativeEvent as InputEvent)}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
        onPaste={(event) => {
          const text = event.clipboardData.getData('text/plain')
          if (!onPasteLines || !/\S\s*[\r\n]+\s*\S/.test(text)) return
          event.preventDefault()
          onPasteLines(text)
        }}
      />
      {description && (
        <span id={`${id}-description`} className={styles.description}>
          {description}
        </span>
      )}
    </div>
  )
}

/** The candidates that begin as the text does; accents and case do not matter. */
function completionsOf(text: string, candidates: readonly string[]): readonly string[] {
  const start = plain(text)
  return start === '' ? [] : candidates.filter((candidate) => plain(candidate).startsWith(start) && candidate.length >= text.length)
}

function neighbour(candidates: readonly string[], value: string, step: 1 | -1): string | undefined {
  const index = candidates.indexOf(value)
  if (index < 0) return candidates[step === 1 ? 0 : candidates.length - 1]
  return candidates[(index + step + candidates.length) % candidates.length]
}
