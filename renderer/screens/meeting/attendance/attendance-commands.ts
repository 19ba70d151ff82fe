import type { TFunction } from 'i18next'
import type { AttendanceStatus } from '../../../../shared/model/meeting.ts'
import type { Command } from '../../../app/commands.tsx'
import { STATUS_KEYS } from './attendance-status.tsx'

type AttendanceCommand = AttendanceStatus | 'walk' | 'fold' | 'markPresent' | 'markRemote' | 'markExcused' | 'arrivedNow' | 'leftNow' | 'guest' | 'details' | 'remove'

/** The keys of the field and of the list, as the palette and the list of keys show them; they are handled in place. */
export function attendanceCommands(t: TFunction<'attendance'>, readOnly: boolean): readonly Command[] {
  const inPlace = (name: AttendanceCommand, keys: string): Command => ({ id: `attendance-${name}`, group: 'attendance', title: t(`commands.${name}`), keys, handledInPlace: true })
  const walking = [inPlace('walk', 'ArrowDown'), inPlace('fold', 'ArrowLeft')]
  if (readOnly) return walking
  return [
    ...walking,
    inPlace('markPresent', 'Enter'),
    inPlace('markRemote', 'Mod+Enter'),
    inPlace('markExcused', 'Shift+Enter'),
    ...Object.entries(STATUS_KEYS).map(([key, status]) => inPlace(status, key)),
    inPlace('arrivedNow', 'T'),
    inPlace('leftNow', 'L'),
    inPlace('guest', 'G'),
    inPlace('details', 'Enter'),
    inPlace('remove', 'Delete'),
  ]
}
