import type { TFunction } from 'i18next'
import { useMemo, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { findPersonNamed, matchPeople } from '../../shared/attendance/match-people.ts'
import type { PersonId } from '../../shared/model/identifiers.ts'
import type { Person } from '../../shared/model/workspace.ts'
import fieldStyles from './field.module.css'
import { X } from './icons.tsx'
import styles from './person-picker.module.css'
import { SuggestionInput, type Suggestion } from './suggestion-input.tsx'

export interface PersonPickerProps {
  readonly label: string
  readonly labelHidden?: boolean
  readonly people: readonly Person[]
  /** Those who are proposed first. */
  readonly attending?: ReadonlySet<PersonId>
  readonly value: readonly PersonId[]
  readonly onChange: (people: readonly PersonId[]) => void
  /** Makes a person whom nobody knew; without it, only known people can be chosen. */
  readonly addPerson?: (name: string) => PersonId
  /** One person at most: choosing replaces. */
  readonly single?: boolean
  readonly placeholder?: string
  readonly isDisabled?: boolean
  readonly autoFocus?: boolean
  /** Tab takes the suggestion too, where several names are typed one after another. */
  readonly tabChooses?: boolean
  /** Enter in the empty field: done here. */
  readonly onDone?: () => void
  /** Without a frame until it is used. */
  readonly quiet?: boolean
}

interface PersonSuggestion extends Suggestion {
  readonly person?: PersonId
}

const NOBODY: ReadonlySet<PersonId> = new Set()
/** More suggestions than this are not read; another letter is quicker. */
const MOST_SUGGESTIONS = 12
/** What stands between two names ends the first. */
const SEPARATORS = [',', ';']

/** Several people, chosen by typing a few letters of each. Backspace in the empty field takes the last one away. */
export function PersonPicker(props: PersonPickerProps): ReactNode {
  const { label, labelHidden = false, people, attending = NOBODY, value, onChange, addPerson, single = false, isDisabled = false, quiet = false } = props
  const { t } = useTranslation('attendance')
  const [text, setText] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const isAbandoned = useRef(false)
  const suggestions = useMemo(() => suggestionsFor(text, people, attending, value, addPerson !== undefined, t), [text, people, attending, value, addPerson, t])
  const nameOf = (id: PersonId) => people.find((person) => person.id === id)?.name ?? '…'

  const choose = ({ person }: PersonSuggestion) => {
    const chosen = person ?? addPerson?.(text.trim())
    setText('')
    if (chosen) onChange(single ? [chosen] : [...value, chosen])
  }
  const remove = (person: PersonId) => {
    onChange(value.filter((candidate) => candidate !== person))
    input.current?.focus()
  }
  return (
    <div className={fieldStyles.field}>
      <span className={labelHidden ? 'visually-hidden' : fieldStyles.label}>{label}</span>
      <div
        className={`${styles.box} ${quiet ? styles.quiet : ''}`}
        data-disabled={isDisabled || undefined}
        onMouseDown={(event) => event.target === event.currentTarget && (event.preventDefault(), input.current?.focus())}
        onKeyDownCapture={(event) => {
          // Leaving by Escape is leaving without taking what was typed.
          isAbandoned.current = event.key === 'Escape'
        }}
      >
        {value.length > 0 && (
          <ul aria-label={label} className={styles.chosen}>
            {value.map((person) => (
              <li key={person} className={styles.person}>
                {nameOf(person)}
                {!isDisabled && (
                  <button type="button" tabIndex={-1} className={styles.remove} aria-label={t('people.remove', { name: nameOf(person) })} onClick={() => remove(person)}>
                    <X size={13} />
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
        {!isDisabled && (
          <SuggestionInput
            label={label}
            text={text}
            onText={setText}
            suggestions={suggestions}
            onChoose={choose}
            choosingKeys={props.tabChooses ? [...SEPARATORS, 'Tab'] : SEPARATORS}
            className={styles.input}
            inputRef={input}
            {...(props.autoFocus && { autoFocus: true })}
            {...(value.length === 0 && props.placeholder !== undefined && { placeholder: props.placeholder })}
            onKey={(event) => {
              if (event.key === 'Backspace' && text === '' && value.length > 0) {
                event.preventDefault()
                onChange(value.slice(0, -1))
              } else if (event.key === 'Enter' && text.trim() === '') {
                event.preventDefault()
                props.onDone?.()
              }
            }}
            onBlur={() => {
              // Another window was looked at: nobody has left the field.
              if (!document.hasFocus()) return
              // A name typed in full is meant, even if Enter was not pressed.
              const named = isAbandoned.current ? undefined : findPersonNamed(text, people)
              if (named && !value.includes(named.id)) onChange(single ? [named.id] : [...value, named.id])
              setText('')
            }}
          />
        )}
      </div>
    </div>
  )
}

function suggestionsFor(
  text: string,
  people: readonly Person[],
  attending: ReadonlySet<PersonId>,
  chosen: readonly PersonId[],
  canAdd: boolean,
  t: TFunction<'attendance'>,
): readonly PersonSuggestion[] {
  if (text.trim() === '') return []
  const found = matchPeople(text, people, attending)
    .filter((person) => !chosen.includes(person.id))
    .slice(0, MOST_SUGGESTIONS)
    .map((person): PersonSuggestion => ({ id: person.id, person: person.id, label: person.name, ...(person.affiliation && { detail: person.affiliation }) }))
  const isKnown = findPersonNamed(text, people) !== undefined
  return canAdd && !isKnown ? [...found, { id: 'new', label: t('people.add', { name: text.trim() }), apart: true }] : found
}
