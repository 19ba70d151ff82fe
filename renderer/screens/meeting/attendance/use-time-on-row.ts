import { useEffect, useRef } from 'react'
import { chooseTime, FORGOTTEN_AFTER, isUnfinished, typeDigit, type TimeField, type TimeOnRow } from '../../../../shared/attendance/time-on-row.ts'
import type { PersonId } from '../../../../shared/model/identifiers.ts'

export interface TimeOnRowDesk {
  readonly choose: (row: PersonId, field: TimeField) => void
  readonly type: (row: PersonId, digit: string) => TimeOnRow
  readonly forget: () => void
}

/** The time that is being typed on a row; what was left unfinished is forgotten, and `onForgotten` then takes its digits off the screen. */
export function useTimeOnRow(onForgotten: () => void): TimeOnRowDesk {
  const known = useRef<TimeOnRow>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const forget = () => {
    clearTimeout(timer.current)
    if (isUnfinished(known.current)) onForgotten()
    known.current = undefined
  }
  const keep = (next: TimeOnRow) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(forget, FORGOTTEN_AFTER)
    known.current = next
    return next
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  return {
    choose: (row, field) => void keep(chooseTime(row, field, Date.now())),
    type: (row, digit) => keep(typeDigit(known.current, row, digit, Date.now())),
    forget,
  }
}
