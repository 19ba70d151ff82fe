import type { Language } from '../../shared/model/bilingual.ts'
import { newIdentifier, type MeetingId, type SeriesId, type WorkspaceId } from '../../shared/model/identifiers.ts'
import { editMeeting, type MeetingPatch } from '../../shared/model/meeting.ts'
import { createSeries } from '../../shared/model/series.ts'
import { createWorkspace } from '../../shared/model/workspace.ts'
import type { DocumentReference } from '../../shared/log/record.ts'
import type { OpenDocument, Store } from './store.ts'

/** Makes a workspace. Resolves when it is on the disk. */
export async function newWorkspace(store: Store, name: string, language: Language): Promise<WorkspaceId> {
  const id = newIdentifier<WorkspaceId>()
  await make(store, { kind: 'workspace', id }, ({ document }) => createWorkspace(document, name, language))
  return id
}

export async function newSeries(store: Store, workspace: WorkspaceId, name: string, language: Language, timeZone: string): Promise<SeriesId> {
  const id = newIdentifier<SeriesId>()
  await make(store, { kind: 'series', id }, ({ document }) => createSeries(document, workspace, name, language, timeZone))
  return id
}

export async function newMeeting(store: Store, workspace: WorkspaceId, series: SeriesId, facts: MeetingPatch): Promise<MeetingId> {
  const id = newIdentifier<MeetingId>()
  await make(store, { kind: 'meeting', id }, ({ document }) => editMeeting(document, { ...facts, workspace, series }))
  return id
}

async function make(store: Store, reference: DocumentReference, fill: (open: OpenDocument) => void): Promise<void> {
  const open = await store.open(reference)
  fill(open)
  open.undo.clear()
  await store.flush()
  await store.close(open)
}
