import { useId, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate } from '../../shared/i18n/format.ts'
import type { PersonId } from '../../shared/model/identifiers.ts'
import { ACTION_STATES, type ActionState } from '../../shared/model/meeting.ts'
import type { CalendarDate } from '../../shared/model/wall-time.ts'
import type { Person } from '../../shared/model/workspace.ts'
import { CalendarDays } from '../components/icons.tsx'
import { PersonPicker } from '../components/person-picker.tsx'
import { parseTypedDate, shiftedDate } from './due-date.ts'
import type { EditorSession, Popover } from './editor-session.ts'
import { PopoverField } from './popover-field.tsx'
import { placeStyle } from './speaker-completion.tsx'
import styles from './popover.module.css'

export interface PopoverProps {
  readonly session: EditorSession
  readonly popover: Popover
}

interface PeoplePopoverProps extends PopoverProps {
  readonly people: readonly Person[]
  readonly attending: ReadonlySet<PersonId>
}

interface HangingProps extends PopoverProps {
  readonly label: string
  /** Before it closes because the keyboard went elsewhere; not after Escape. */
  readonly onLeave?: () => void
  readonly children: ReactNode
}

/** Hangs beside the entry, never over the whole screen. Escape and leaving it close it; Escape puts the caret back. */
export function Hanging({ session, popover, label, onLeave, children }: HangingProps): ReactNode {
  const frame = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
    event.preventDefault()
    event.stopPropagation()
    session.closePopover(true)
  }
  return (
    <div
      ref={frame}
      role="dialog"
      aria-label={label}
      className={`${styles.popover} ${styles.form}`}
      style={placeStyle(popover.place)}
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        // Escape and Enter have closed it before the keyboard goes: then there is nothing left to take.
        if (!leftFor(event.relatedTarget, frame) || !session.snapshot().popover) return
        onLeave?.()
        session.closePopover(false)
      }}
    >
      {children}
    </div>
  )
}

/** Whether the keyboard went out of the popover; switching to another window is not leaving it. */
function leftFor(target: EventTarget | null, frame: RefObject<HTMLElement | null>): boolean {
  return document.hasFocus() && !frame.current?.contains(target as Node | null) && target !== null
}

export function LinkPopover({ session, popover }: PopoverProps): ReactNode {
  const { t } = useTranslation('editor')
  const [address, setAddress] = useState(() => session.linkAtCaret())
  const [isRefused, setRefused] = useState(false)
  const note = useId()
  const submit = () => {
    if (session.setLink(address)) session.closePopover(true)
    else setRefused(true)
  }
  // Left without Enter: an address that may stand is meant; an empty or refused one changes nothing.
  const take = () => {
    if (address.trim() !== '' && address !== session.linkAtCaret()) session.setLink(address)
  }
  return (
    <Hanging session={session} popover={popover} label={t('link.label')} onLeave={take}>
      <PopoverField label={t('link.address')}>
        {(id) => (
          <input
            id={id}
            className={styles.field}
            type="text"
            inputMode="url"
            autoFocus
            autoComplete="off"
            spellCheck={false}
            value={address}
            placeholder="https://"
            aria-invalid={isRefused}
            aria-describedby={note}
            onChange={(event) => {
              setAddress(event.target.value)
              setRefused(false)
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
              event.preventDefault()
              submit()
            }}
          />
        )}
      </PopoverField>
      <p id={note} role={isRefused ? 'alert' : undefined} className={isRefused ? styles.refused : styles.hint}>
        {isRefused ? t('link.refused') : t('link.hint')}
      </p>
    </Hanging>
  )
}

export function SpeakersPopover({ session, popover, people, attending }: PeoplePopoverProps): ReactNode {
  const { t } = useTranslation('editor')
  return (
    <Hanging session={session} popover={popover} label={t('speakers')}>
      <PersonPicker
        label={t('speakers')}
        value={session.speakersOf(popover.entry)}
        people={people}
        attending={attending}
        placeholder={t('typeName')}
        autoFocus
        tabChooses
        addPerson={(name) => session.addPerson(name)}
        onChange={(speakers) => session.setSpeakers(popover.entry, speakers)}
        onDone={() => session.closePopover(true)}
      />
      <p className={styles.hint}>{t('peopleHint')}</p>
    </Hanging>
  )
}

export function ActionFactsPopover({ session, popover, people, attending }: PeoplePopoverProps): ReactNode {
  const { t } = useTranslation('editor')
  const action = session.actionOf(popover.entry)
  const name = useId()
  if (!action) return null
  return (
    <Hanging session={session} popover={popover} label={t('facts')}>
      <PersonPicker
        label={t('owners')}
        value={action.owners}
        people={people}
        attending={attending}
        placeholder={t('typeName')}
        autoFocus
        tabChooses
        addPerson={(person) => session.addPerson(person)}
        onChange={(owners) => session.editActionOf(popover.entry, { owners })}
        onDone={() => session.closePopover(true)}
      />
      <DueField due={action.due} onChange={(due) => session.editActionOf(popover.entry, { due })} onDone={() => session.closePopover(true)} />
      <fieldset className={styles.states}>
        <legend className={styles.fieldLabel}>{t('state')}</legend>
        {ACTION_STATES.map((state: ActionState) => (
          <label key={state}>
            <input type="radio" name={name} checked={action.state === state} onChange={() => session.editActionOf(popover.entry, { state })} />
            {t(`states.${state}`)}
          </label>
        ))}
      </fieldset>
    </Hanging>
  )
}

interface DueFieldProps {
  readonly due: CalendarDate | undefined
  readonly onChange: (due: CalendarDate | undefined) => void
  readonly onDone: () => void
}

/** A date as it is typed; arrows go by a day, with Shift by a week; the calendar is the browser's own. */
function DueField({ due, onChange, onDone }: DueFieldProps): ReactNode {
  const { t, i18n } = useTranslation('editor')
  const language = i18n.language === 'en' ? 'en' : 'fr'
  const [text, setText] = useState<string>(due ?? '')
  const calendar = useRef<HTMLInputElement>(null)
  const note = useId()
  const typed = parseTypedDate(text)
  const isWrong = text.trim() !== '' && typed === undefined
  const take = (value: string) => {
    setText(value)
    const date = parseTypedDate(value)
    if (date || value.trim() === '') onChange(date)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      if (!isWrong) onDone()
    } else if ((event.key === 'ArrowUp' || event.key === 'ArrowDown') && typed && !event.altKey) {
      event.preventDefault()
      take(shiftedDate(typed, (event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 7 : 1)))
    }
  }
  return (
    <PopoverField label={t('due')}>
      {(id) => (
        <>
          <div className={styles.dateRow}>
            <input
              id={id}
              className={styles.field}
              autoComplete="off"
              inputMode="numeric"
              value={text}
              placeholder={t('datePlaceholder')}
              aria-invalid={isWrong}
              aria-describedby={note}
              onChange={(event) => take(event.target.value)}
              onKeyDown={onKeyDown}
            />
            <button type="button" className={styles.calendar} aria-label={t('openCalendar')} onClick={() => calendar.current?.showPicker()}>
              <CalendarDays size={16} />
            </button>
            <input ref={calendar} type="date" tabIndex={-1} aria-hidden className={styles.nativeDate} value={typed ?? ''} onChange={(event) => take(event.target.value)} />
          </div>
          <p id={note} className={isWrong ? styles.refused : styles.hint}>
            {isWrong ? t('dateUnknown') : typed ? formatDate(typed, language) : t('dateHint')}
          </p>
        </>
      )}
    </PopoverField>
  )
}
