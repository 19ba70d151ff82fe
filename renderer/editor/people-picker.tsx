import { X } from 'lucide-react'
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { findPersonNamed } from '../../shared/attendance/match-people.ts'
import type { PersonId } from '../../shared/model/identifiers.ts'
import type { Person } from '../../shared/model/workspace.ts'
import { ChoiceList } from './speaker-completion.tsx'
import { speakerChoices } from './speaker-query.ts'
import styles from './body-editor.module.css'

interface PeoplePickerProps {
  readonly label: string
  readonly chosen: readonly PersonId[]
  readonly people: readonly Person[]
  readonly attending: ReadonlySet<PersonId>
  readonly autoFocus?: boolean
  readonly addPerson: (name: string) => PersonId
  readonly onChange: (chosen: readonly PersonId[]) => void
  /** Enter in the empty field. */
  readonly onDone: () => void
}

/** Several people in one field: names typed and completed one after another, Backspace takes the last away. */
export function PeoplePicker({ label, chosen, people, attending, autoFocus = false, addPerson, onChange, onDone }: PeoplePickerProps): ReactNode {
  const { t } = useTranslation('editor')
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const [isOpen, setOpen] = useState(false)
  const abandoned = useRef(false)
  const id = useId()
  const choices = isOpen ? speakerChoices(text, people, attending, chosen) : []
  const optionId = (index: number) => `${id}-${index}`
  const choose = (index: number) => {
    const choice = choices[index]
    if (!choice) return
    onChange([...chosen, choice.kind === 'person' ? choice.person.id : addPerson(choice.name)])
    setText('')
    setActive(0)
    setOpen(false)
  }
  // A name typed in full is meant, though nobody pressed Enter; one that is not clear waits for the field to be entered again.
  const onBlur = () => {
    setOpen(false)
    if (abandoned.current || !document.hasFocus()) return
    const named = findPersonNamed(text, people)
    if (!named) return
    if (!chosen.includes(named.id)) onChange([...chosen, named.id])
    setText('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    // The popover puts the keyboard back into the text: that is leaving without taking.
    abandoned.current = event.key === 'Escape'
    const handled = (() => {
      switch (event.key) {
        case 'ArrowDown':
        case 'ArrowUp': {
          setOpen(true)
          const step = event.key === 'ArrowDown' ? 1 : -1
          setActive(choices.length === 0 ? 0 : (active + step + choices.length) % choices.length)
          return true
        }
        case 'Enter':
          if (text.trim() === '') onDone()
          else choose(active)
          return true
        case ',':
        case ';':
          if (text.trim() === '') return false
          choose(active)
          return true
        case 'Tab':
          if (event.shiftKey || text.trim() === '') return false
          choose(active)
          return true
        case 'Backspace':
          if (text !== '' || chosen.length === 0) return false
          onChange(chosen.slice(0, -1))
          return true
        default:
          return false
      }
    })()
    if (handled) event.preventDefault()
  }
  return (
    <div className={styles.picker}>
      <label htmlFor={id} className={styles.fieldLabel}>
        {label}
      </label>
      <div className={styles.tags}>
        {chosen.map((person) => {
          const name = people.find((candidate) => candidate.id === person)?.name ?? '…'
          return (
            <span key={person} className={styles.tag}>
              {name}
              <button type="button" aria-label={t('remove', { name })} onClick={() => onChange(chosen.filter((other) => other !== person))}>
                <X aria-hidden size={13} />
              </button>
            </span>
          )
        })}
        <input
          id={id}
          role="combobox"
          autoComplete="off"
          autoFocus={autoFocus}
          aria-expanded={choices.length > 0}
          aria-controls={choices.length > 0 ? `${id}-list` : undefined}
          aria-activedescendant={choices.length > 0 ? optionId(Math.min(active, choices.length - 1)) : undefined}
          aria-autocomplete="list"
          value={text}
          placeholder={chosen.length === 0 ? t('typeName') : ''}
          onChange={(event) => {
            setText(event.target.value)
            setOpen(true)
            setActive(0)
          }}
          onFocus={() => setOpen(text.trim() !== '')}
          onBlur={onBlur}
          onKeyDown={onKeyDown}
        />
      </div>
      {choices.length > 0 && (
        <div className={styles.dropdown}>
          <ChoiceList id={`${id}-list`} optionId={optionId} label={label} choices={choices} active={Math.min(active, choices.length - 1)} onChoose={choose} />
        </div>
      )}
    </div>
  )
}
