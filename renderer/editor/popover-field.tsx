import { useId, type ReactNode } from 'react'
import styles from './popover.module.css'

interface PopoverFieldProps {
  readonly label: string
  readonly className?: string | undefined
  /** Its control; the label names the one that has this id. */
  readonly children: (id: string) => ReactNode
}

/** One field of a popover of the editor: a label above its control. */
export function PopoverField({ label, className, children }: PopoverFieldProps): ReactNode {
  const id = useId()
  return (
    <div className={className ? `${styles.picker} ${className}` : styles.picker}>
      <label htmlFor={id} className={styles.fieldLabel}>
        {label}
      </label>
      {children(id)}
    </div>
  )
}

interface PopoverChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value | undefined
  readonly choices: readonly { readonly value: Value | undefined; readonly words: string }[]
  readonly onChange: (value: Value | undefined) => void
}

/** One of a few; with a choice whose value is undefined, also none of them. */
export function PopoverChoice<Value extends string>({ label, value, choices, onChange }: PopoverChoiceProps<Value>): ReactNode {
  return (
    <PopoverField label={label}>
      {(id) => (
        <select id={id} className={styles.field} value={value ?? ''} onChange={({ target }) => onChange(choices.find((known) => known.value === target.value)?.value)}>
          {choices.map((known) => (
            <option key={known.value ?? ''} value={known.value ?? ''}>
              {known.words}
            </option>
          ))}
        </select>
      )}
    </PopoverField>
  )
}
