import type * as Y from 'yjs'
import { LOCAL_CHANGE } from '../model/fact-table.ts'
import type { PersonId } from '../model/identifiers.ts'
import { editAttendance, readAttendanceRecords, type AttendancePatch, type AttendanceRecord } from '../model/meeting.ts'
import type { Person } from '../model/workspace.ts'
import { recordAttendance, type TakeBack } from './edit.ts'
import { entriesOf, meetingRoll, type RollDocuments } from './roll.ts'

export interface Mark {
  readonly person: Pick<Person, 'id' | 'site'>
  readonly patch: AttendancePatch
}

/** Marks several people in one transaction, which undo takes back in one step. */
export function markAll(documents: RollDocuments, marks: readonly Mark[]): TakeBack {
  const { meeting } = documents
  const before = recordsOf(meeting)
  const entries = new Map(entriesOf(meetingRoll(documents)).map((entry) => [entry.person.id, entry]))
  meeting.transact(() => {
    for (const { person, patch } of marks) recordAttendance(meeting, person, entries.get(person.id), patch)
  }, LOCAL_CHANGE)
  const after = recordsOf(meeting)
  return (later) => {
    const now = recordsOf(later)
    later.transact(() => {
      for (const { person } of marks) {
        if (isSame(now.get(person.id), after.get(person.id))) restore(later, person.id, before.get(person.id))
      }
    }, LOCAL_CHANGE)
  }
}

function restore(meeting: Y.Doc, id: PersonId, record: AttendanceRecord | undefined): void {
  if (!record) return editAttendance(meeting, id, { deleted: true })
  const { status, site, representedBy, arrivedAt, leftAt, guest } = record
  editAttendance(meeting, id, { status, site, representedBy, arrivedAt, leftAt, guest })
}

function recordsOf(meeting: Y.Doc): ReadonlyMap<PersonId, AttendanceRecord> {
  return new Map(readAttendanceRecords(meeting).map((record) => [record.person, record]))
}

function isSame(left: AttendanceRecord | undefined, right: AttendanceRecord | undefined): boolean {
  if (!left || !right) return left === right
  return (['status', 'site', 'representedBy', 'arrivedAt', 'leftAt', 'guest'] as const).every((field) => left[field] === right[field])
}
