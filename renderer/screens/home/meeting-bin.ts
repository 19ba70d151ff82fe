import type { MeetingId } from '../../../shared/model/identifiers.ts'
import { editMeeting } from '../../../shared/model/meeting.ts'
import type { Store } from '../../store/store.ts'

/** Puts a meeting into the bin of its series, or takes it out again. Nothing in it changes. */
export async function setMeetingDeleted(store: Store, id: MeetingId, deleted: boolean): Promise<void> {
  const open = await store.open({ kind: 'meeting', id })
  editMeeting(open.document, { deleted })
  await store.flush()
  await store.close(open)
}
