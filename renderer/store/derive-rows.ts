import * as Y from 'yjs'
import { agendaInOrder, agendaTree } from '../../shared/agenda/tree.ts'
import { alignBodies } from '../../shared/minutes/align.ts'
import type { BilingualText } from '../../shared/model/bilingual.ts'
import { bodyFragment, entryText, readBody, type Entry } from '../../shared/model/body.ts'
import type { MeetingId, SeriesId, WorkspaceId } from '../../shared/model/identifiers.ts'
import { readActionRecords, readAgendaRecords, readMeeting } from '../../shared/model/meeting.ts'
import { readSeries } from '../../shared/model/series.ts'
import { readWorkspace } from '../../shared/model/workspace.ts'
import type { DocumentReference } from '../../shared/log/record.ts'
import type { ActionRow, DerivedRows } from './database.ts'

/** Bodies as they were last read; an entry of the cache is dropped when its fragment changes. */
export type BodyCache = WeakMap<Y.XmlFragment, readonly Entry[]>

/** Forgets the cached bodies that a transaction touched. */
export function forgetChangedBodies(cache: BodyCache, transaction: Y.Transaction): void {
  for (const type of transaction.changed.keys()) {
    let root: Y.AbstractType<unknown> | null = type as Y.AbstractType<unknown>
    while (root?.parent) root = root.parent as Y.AbstractType<unknown>
    if (root instanceof Y.XmlFragment) cache.delete(root)
  }
}

/** The rows to query that follow from a document. It belongs to the workspace in whose logs it stands, whatever it says itself. */
export function deriveRows(reference: DocumentReference, document: Y.Doc, workspace: WorkspaceId, cache: BodyCache): DerivedRows {
  switch (reference.kind) {
    case 'workspace':
      return { kind: 'workspace', workspace: { id: reference.id as WorkspaceId, ...readWorkspace(document) } }
    case 'series': {
      const { name, deleted } = readSeries(document)
      return { kind: 'series', series: { id: reference.id as SeriesId, workspace, name, deleted } }
    }
    case 'meeting':
      return meetingRows(reference.id as MeetingId, document, workspace, cache)
  }
}

function meetingRows(id: MeetingId, document: Y.Doc, workspace: WorkspaceId, cache: BodyCache): DerivedRows {
  const { series, title, ordinal = null, date = null, start = null, state, deleted } = readMeeting(document)
  return {
    kind: 'meeting',
    meeting: { id, workspace, series, title, ordinal, date, start, state, deleted },
    actions: deleted ? [] : meetingActions(id, workspace, series, document, cache),
  }
}

function meetingActions(meeting: MeetingId, workspace: WorkspaceId, series: SeriesId, document: Y.Doc, cache: BodyCache): readonly ActionRow[] {
  const records = readActionRecords(document)
  const rows = agendaInOrder(agendaTree(readAgendaRecords(document))).flatMap((item) =>
    alignBodies(cachedBody(bodyFragment(document, item.id, 'fr'), cache), cachedBody(bodyFragment(document, item.id, 'en'), cache), 'fr'),
  )
  return rows
    .filter(({ entry }) => entry.kind === 'action')
    .flatMap(({ entry, translation, original }, index): ActionRow[] => {
      if (!entry.action) return []
      const record = records.get(entry.action)
      const text: BilingualText = { original, [original]: entryText(entry), ...(translation && { [original === 'fr' ? 'en' : 'fr']: entryText(translation) }) }
      const common = { id: entry.action, workspace, series, meeting, reference: `A${index + 1}`, text }
      return [{ ...common, owners: record?.owners ?? [], due: record?.due ?? null, state: record?.state ?? 'open' }]
    })
}

function cachedBody(fragment: Y.XmlFragment, cache: BodyCache): readonly Entry[] {
  const known = cache.get(fragment)
  if (known) return known
  const entries = readBody(fragment)
  cache.set(fragment, entries)
  return entries
}
