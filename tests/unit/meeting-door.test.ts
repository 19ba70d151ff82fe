import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { changeMeeting, moveMeeting, writeMeeting } from '../../renderer/screens/meeting/meeting-door.ts'
import { undoHistory } from '../../renderer/store/undo-history.ts'
import { markAll } from '../../shared/attendance/mark-all.ts'
import type { PersonId, WorkspaceId } from '../../shared/model/identifiers.ts'
import { editMeeting, readAttendanceRecords, readMeeting, type MeetingState } from '../../shared/model/meeting.ts'
import { createSeries } from '../../shared/model/series.ts'
import { addPerson, createWorkspace } from '../../shared/model/workspace.ts'

const NOW = Date.UTC(2026, 2, 17, 13)

function heldMeeting() {
  const [workspace, series, document] = [new Y.Doc(), new Y.Doc(), new Y.Doc()]
  createWorkspace(workspace, 'Réseau', 'fr')
  createSeries(series, 'w' as WorkspaceId, 'Comité', 'fr', 'Europe/Paris')
  editMeeting(document, { workspace: 'w' as WorkspaceId, language: 'fr', state: 'review' })
  const person: PersonId = addPerson(workspace, { name: 'Anne Martin' })
  const meeting = { document, undo: undoHistory(document) }
  const move = (state: MeetingState) => moveMeeting(meeting, { workspace, series }, state, NOW)
  return { documents: { workspace, series, meeting: document }, document, meeting, person, move }
}

describe('the door of a meeting', () => {
  it('lets in each change as a step of its own, and text as it is typed', () => {
    const { meeting, document } = heldMeeting()
    for (const place of ['a', 'b']) expect(changeMeeting(meeting, (doc) => editMeeting(doc, { link: place }))).toBe(true)
    for (const place of ['c', 'cd']) expect(writeMeeting(meeting, (doc) => editMeeting(doc, { link: place }))).toBe(true)
    const links = [readMeeting(document).link, ...Array.from({ length: 3 }, () => (meeting.undo.undo(), readMeeting(document).link))]
    expect(links).toEqual(['cd', 'b', 'a', undefined])
  })

  it('is shut while the meeting is published, also for what was begun before, such as what takes back a mark', () => {
    const { documents, document, meeting, person, move } = heldMeeting()
    let takeBack: (() => void) | undefined
    changeMeeting(meeting, () => {
      const undo = markAll(documents, [{ person: { id: person }, patch: { status: 'present' } }])
      takeBack = () => undo(document)
    })
    move('published')
    const before = Y.encodeStateVector(document)
    for (const enter of [changeMeeting, writeMeeting]) {
      expect(enter(meeting, () => takeBack!())).toBe(false)
      expect(enter(meeting, (doc) => editMeeting(doc, { state: 'session', link: 'https://exemple.fr' }))).toBe(false)
    }
    expect(Y.encodeStateVector(document)).toEqual(before)
    expect([readMeeting(document).state, readAttendanceRecords(document)[0]?.status]).toEqual(['published', 'present'])
    move('review')
    expect(changeMeeting(meeting, () => takeBack!())).toBe(true)
    expect(readAttendanceRecords(document)[0]?.status).toBeUndefined()
  })
})
