import { useEffect, useRef, type CSSProperties, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { choiceId, COMPLETION_ID, type Completion } from './completing-speakers.ts'
import type { Place } from './popover-place.ts'
import type { Choice } from './speaker-query.ts'
import styles from './popover.module.css'

export function placeStyle({ left, top, bottom, above }: Place): CSSProperties {
  return above ? { left, bottom } : { left, top }
}

/** Who is meant by "@mar", or by "Martin :" where there are two: beside the caret, while the keyboard stays in the text. */
export function SpeakerCompletion({ completion, onChoose }: { readonly completion: Completion; readonly onChoose: (index: number) => void }): ReactNode {
  const { t } = useTranslation(['editor', 'grammar'])
  return (
    <div className={styles.popover} style={placeStyle(completion.place)}>
      <ChoiceList id={COMPLETION_ID} optionId={choiceId} label={t('speakers')} choices={completion.choices} active={completion.active} onChoose={onChoose} />
      <p className={styles.hint}>{completion.query.trigger === ':' ? t('grammar:ask') : t('completionHint')}</p>
    </div>
  )
}

interface ChoiceListProps {
  readonly id: string
  readonly optionId: (index: number) => string
  readonly label: string
  readonly choices: readonly Choice[]
  readonly active: number
  readonly onChoose: (index: number) => void
}

/** People to choose from; the field that has the keyboard names the active one (`aria-activedescendant`). */
export function ChoiceList({ id, optionId, label, choices, active, onChoose }: ChoiceListProps): ReactNode {
  const { t } = useTranslation('editor')
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    // Within the list only: `scrollIntoView` would move the text behind it too.
    const option = list.current?.children[active] as HTMLElement | undefined
    if (!list.current || !option) return
    const { scrollTop, clientHeight } = list.current
    const top = option.offsetTop - list.current.offsetTop
    if (top < scrollTop) list.current.scrollTop = top
    else if (top + option.offsetHeight > scrollTop + clientHeight) list.current.scrollTop = top + option.offsetHeight - clientHeight
  }, [active])
  return (
    <ul ref={list} id={id} role="listbox" aria-label={label} className={styles.choices}>
      {choices.map((choice, index) => (
        <li
          key={choice.kind === 'person' ? choice.person.id : 'add'}
          id={optionId(index)}
          role="option"
          aria-selected={index === active}
          className={styles.choice}
          // The press must not take the keyboard away from the text.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(index)}
        >
          {choice.kind === 'person' ? (
            <>
              <span>{choice.person.name}</span>
              {choice.person.affiliation && <span className={styles.choiceNote}>{choice.person.affiliation}</span>}
            </>
          ) : (
            <span>{t('addPerson', { name: choice.name })}</span>
          )}
        </li>
      ))}
    </ul>
  )
}
