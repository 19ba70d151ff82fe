import type { ReactNode } from 'react'
import { Checkbox as AriaCheckbox, Label, Radio, RadioGroup } from 'react-aria-components'
import styles from './choice.module.css'

export interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string; readonly hint?: string }[]
  readonly onChange: (value: Value) => void
}

/** One of a few, all in sight. */
export function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>): ReactNode {
  return (
    <RadioGroup className={styles.group!} value={value} onChange={(chosen) => onChange(chosen as Value)}>
      <Label className={styles.label!}>{label}</Label>
      {options.map((option) => (
        <Radio key={option.value} value={option.value} className={styles.option!}>
          <span aria-hidden className={styles.disc} />
          <span>
            {option.label}
            {option.hint && <span className={styles.hint}>{option.hint}</span>}
          </span>
        </Radio>
      ))}
    </RadioGroup>
  )
}

export interface CheckboxProps {
  readonly isSelected: boolean
  readonly isDisabled?: boolean
  readonly onChange: (selected: boolean) => void
  readonly children: ReactNode
}

export function Checkbox({ isSelected, isDisabled = false, onChange, children }: CheckboxProps): ReactNode {
  return (
    <AriaCheckbox isSelected={isSelected} isDisabled={isDisabled} onChange={onChange} className={styles.option!}>
      <span aria-hidden className={styles.box} />
      <span>{children}</span>
    </AriaCheckbox>
  )
}
