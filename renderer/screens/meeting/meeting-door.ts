import type * as Y from 'yjs'
import { setMeetingState } from '../../../shared/attendance/edit.ts'
import type { RollDocuments } from '../../../shared/attendance/roll.ts'
import { readMeeting, type MeetingState } from '../../../shared/model/meeting.ts'
import type { Instant } from '../../../shared/model/timing.ts'
import type { OpenDocument } from '../../store/store.ts'

type WrittenDocument = Pick<OpenDocument, 'document' | 'undo'>

/**
 * The one door by which a screen writes into a meeting: one that is published takes nothing, however late what was begun
 * before arrives. Returns whether it was written.
 */
export function writeMeeting({ document }: WrittenDocument, edit: (document: Y.Doc) => void): boolean {
  // Read at this moment: what the screen shows follows a moment later.
  if (readMeeting(document).state === 'published') return false
  edit(document)
  return true
}

/** The same, as one step that is undone by itself, not with what was done just before. */
export function changeMeeting(meeting: WrittenDocument, edit: (document: Y.Doc) => void): boolean {
  meeting.undo.stopCapturing()
  const isWritten = writeMeeting(meeting, edit)
  meeting.undo.stopCapturing()
  return isWritten
}

/** Moves a meeting to a state, as one step: the only change that a published one takes. */
export function moveMeeting({ document, undo }: WrittenDocument, around: Omit<RollDocuments, 'meeting'>, state: MeetingState, now: Instant): void {
  undo.stopCapturing()
  setMeetingState({ ...around, meeting: document }, state, now)
  undo.stopCapturing()
}
