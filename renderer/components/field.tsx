import { parseDate, parseTime } from '@internationalized/date'
import type { ReactNode } from 'react'
import {
  Button,
  DateField as AriaDateField,
  DateInput,
  DateSegment,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
  TextArea,
  TextField as AriaTextField,
  TimeField as AriaTimeField,
} from 'react-aria-components'
import { parseCalendarDate, parseWallTime, type CalendarDate, type WallTime } from '../../shared/model/wall-time.ts'
import styles from './field.module.css'
import { ChevronDown } from './icons.tsx'

interface FieldProps {
  readonly label: string
  /** The label is for screen readers alone: the place already says what this is. */
  readonly labelHidden?: boolean
  readonly description?: string
  readonly isDisabled?: boolean
}

export interface TextFieldProps extends FieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly onEnter?: () => void
  readonly onBlur?: () => void
  readonly placeholder?: string
  readonly autoFocus?: boolean
  readonly isRequired?: boolean
  /** A sentence that says what is wrong and what to do. */
  readonly error?: string | undefined
  readonly lang?: string
  readonly type?: 'text' | 'email' | 'url' | 'search'
  /** Several lines, of which so many are shown at least. */
  readonly rows?: number
  readonly maxLength?: number
}

export function TextField({ label, labelHidden, description, error, placeholder, onEnter, value, onChange, lang, rows, maxLength = 20_000, ...props }: TextFieldProps): ReactNode {
  const shown = { ...(placeholder !== undefined && { placeholder }), ...(lang !== undefined && { lang }) }
  return (
    <AriaTextField {...props} value={value} onChange={onChange} isInvalid={error !== undefined} className={styles.field!} maxLength={maxLength}>
      <FieldLabel label={label} hidden={labelHidden} />
      {rows ? (
        <TextArea className={`${styles.input} ${styles.area}`} rows={rows} {...shown} />
      ) : (
        <Input
          className={styles.input!}
          {...shown}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) onEnter?.()
          }}
        />
      )}
      {description && (
        <Text slot="description" className={styles.description!}>
          {description}
        </Text>
      )}
      <FieldError className={styles.error!}>{error}</FieldError>
    </AriaTextField>
  )
}

export interface SelectFieldProps<Value extends string> extends FieldProps {
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
}

export function SelectField<Value extends string>({ label, labelHidden, value, options, onChange, isDisabled = false }: SelectFieldProps<Value>): ReactNode {
  return (
    <Select className={styles.field!} value={value} isDisabled={isDisabled} onChange={(key) => onChange(key as Value)}>
      <FieldLabel label={label} hidden={labelHidden} />
      <Button className={`${styles.input} ${styles.select}`}>
        <SelectValue />
        <ChevronDown size={14} />
      </Button>
      <Popover className={styles.popover!} offset={4}>
        <ListBox className={styles.options!} items={options}>
          {(option) => (
            <ListBoxItem id={option.value} textValue={option.label} className={styles.option!}>
              {option.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  )
}

export interface DateFieldProps extends FieldProps {
  readonly value: CalendarDate | undefined
  readonly onChange: (value: CalendarDate | undefined) => void
  readonly autoFocus?: boolean
}

/** A date, typed part by part in the order of the interface's language. */
export function DateField({ label, labelHidden, value, onChange, isDisabled = false, autoFocus = false }: DateFieldProps): ReactNode {
  return (
    <AriaDateField
      className={styles.field!}
      isDisabled={isDisabled}
      autoFocus={autoFocus}
      shouldForceLeadingZeros
      value={value ? parseDate(value) : null}
      onChange={(date) => onChange(date ? parseCalendarDate(date.toString()) : undefined)}
    >
      <FieldLabel label={label} hidden={labelHidden} />
      <DateInput className={`${styles.input} ${styles.segments}`}>{(segment) => <DateSegment segment={segment} className={styles.segment!} />}</DateInput>
    </AriaDateField>
  )
}

export interface TimeFieldProps extends FieldProps {
  readonly value: WallTime | undefined
  readonly onChange: (value: WallTime | undefined) => void
}

export function TimeField({ label, labelHidden, value, onChange, isDisabled = false }: TimeFieldProps): ReactNode {
  return (
    <AriaTimeField
      className={styles.field!}
      isDisabled={isDisabled}
      hourCycle={24}
      shouldForceLeadingZeros
      value={value ? parseTime(value) : null}
      onChange={(time) => onChange(time ? parseWallTime(time.toString().slice(0, 5)) : undefined)}
    >
      <FieldLabel label={label} hidden={labelHidden} />
      <DateInput className={`${styles.input} ${styles.segments}`}>{(segment) => <DateSegment segment={segment} className={styles.segment!} />}</DateInput>
    </AriaTimeField>
  )
}

function FieldLabel({ label, hidden = false }: { readonly label: string; readonly hidden?: boolean | undefined }): ReactNode {
  return <Label className={hidden ? 'visually-hidden' : styles.label!}>{label}</Label>
}
