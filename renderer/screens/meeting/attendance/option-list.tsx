import { useId, useState, type ReactNode } from 'react'
import { Check } from '../../../components/icons.tsx'
import styles from './participants.module.css'

export interface ListedOption<Id extends string> {
  readonly id: Id
  readonly label: string
  readonly detail?: string | undefined
  readonly isDisabled?: boolean
}

export interface OptionListProps<Id extends string> {
  readonly label: string
  readonly options: readonly ListedOption<Id>[]
  readonly chosen: ReadonlySet<Id>
  readonly onChoose: (id: Id) => void
  /** Several may be chosen: Space chooses, Enter goes on. */
  readonly several?: boolean
  /** After Enter. */
  readonly onNext: (list: HTMLElement) => void
  readonly isEntry?: boolean
}

/** A few options, all in sight: the arrows go through them, Enter takes one and goes on to the next list. */
export function OptionList<Id extends string>({ label, options, chosen, onChoose, several = false, onNext, isEntry = false }: OptionListProps<Id>): ReactNode {
  const id = useId()
  const [position, setPosition] = useState(0)
  const active = Math.min(position, options.length - 1)
  const choose = (option: ListedOption<Id> | undefined) => option && !option.isDisabled && onChoose(option.id)
  return (
    <div
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-multiselectable={several || undefined}
      aria-activedescendant={`${id}-${active}`}
      data-entry={isEntry || undefined}
      data-list=""
      className={styles.list}
      onKeyDown={(event) => {
        if (event.altKey || event.ctrlKey || event.metaKey) return
        const move = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: options.length - 1 }[event.key]
        if (move !== undefined) {
          const next = Math.min(Math.max(move, 0), options.length - 1)
          setPosition(next)
          document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' })
        } else if (event.key === ' ') choose(options[active])
        else if (event.key === 'Enter') {
          if (!several) choose(options[active])
          onNext(event.currentTarget)
        } else return
        event.preventDefault()
      }}
    >
      {options.map((option, index) => (
        <div
          key={option.id}
          id={`${id}-${index}`}
          role="option"
          aria-selected={chosen.has(option.id)}
          aria-disabled={option.isDisabled || undefined}
          data-active={index === active || undefined}
          className={styles.option}
          onClick={() => {
            setPosition(index)
            choose(option)
          }}
        >
          <span aria-hidden className={several ? styles.box : styles.disc}>
            {several && chosen.has(option.id) && <Check size={11} isBold />}
          </span>
          <span>
            {option.label}
            {option.detail && <span className={styles.detail}> · {option.detail}</span>}
          </span>
        </div>
      ))}
    </div>
  )
}
