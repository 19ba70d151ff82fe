import * as Y from 'yjs'
import type { BilingualText } from '../../shared/model/bilingual.ts'
import type { WorkspaceId } from '../../shared/model/identifiers.ts'
import { readMeeting } from '../../shared/model/meeting.ts'
import { readSeries } from '../../shared/model/series.ts'
import { readWorkspace } from '../../shared/model/workspace.ts'
import type { ChangeRecord, DocumentId, DocumentKind } from '../../shared/log/record.ts'

export interface DocumentCheck {
  readonly space: WorkspaceId
  readonly kind: DocumentKind
  readonly id: DocumentId
  readonly title: string
  readonly changes: number
  /** `incomplete`: some of its changes build upon others that are missing. */
  readonly state: 'readable' | 'incomplete' | 'unreadable'
}

interface Change {
  readonly time: number
  readonly update: Uint8Array
}

interface Gathered {
  readonly space: WorkspaceId
  readonly kind: DocumentKind
  readonly id: DocumentId
  readonly byLog: Map<string, Change[]>
}

/** Gathers the changes of every document, and then makes each document of its changes. */
export function createDocumentCheck(): { add(space: WorkspaceId, log: string, record: ChangeRecord): void; result(): readonly DocumentCheck[] } {
  const gathered = new Map<string, Gathered>()
  return {
    add(space, log, { document: { kind, id }, time, update }) {
      const key = `${space}/${kind}/${id}`
      const document: Gathered = gathered.get(key) ?? { space, kind, id, byLog: new Map() }
      gathered.set(key, document)
      const changes = document.byLog.get(log) ?? []
      document.byLog.set(log, changes)
      changes.push({ time, update })
    },
    result: () => [...gathered.values()].map(checkDocument).toSorted((left, right) => ORDER[left.kind] - ORDER[right.kind] || left.title.localeCompare(right.title)),
  }
}

const ORDER: Readonly<Record<DocumentKind, number>> = { workspace: 0, series: 1, meeting: 2 }

function checkDocument({ space, kind, id, byLog }: Gathered): DocumentCheck {
  const changes = interleaved([...byLog.values()])
  const facts = { space, kind, id, changes: changes.length }
  const document = new Y.Doc()
  try {
    document.transact(() => {
      for (const { update } of changes) Y.applyUpdate(document, update)
    })
    const isComplete = document.store.pendingStructs === null && document.store.pendingDs === null
    return { ...facts, title: titleOf(kind, document), state: isComplete ? 'readable' : 'incomplete' }
  } catch {
    return { ...facts, title: '', state: 'unreadable' }
  } finally {
    document.destroy()
  }
}

/** About as they were made: the result is the same in any order, but out of order it takes Yjs a hundred times as long. */
function interleaved(logs: readonly (readonly Change[])[]): readonly Change[] {
  const next = logs.map(() => 0)
  const changes: Change[] = []
  for (;;) {
    let earliest = -1
    for (const [index, log] of logs.entries()) {
      const change = log[next[index]!]
      if (change && (earliest === -1 || change.time < logs[earliest]![next[earliest]!]!.time)) earliest = index
    }
    if (earliest === -1) return changes
    changes.push(logs[earliest]![next[earliest]!]!)
    next[earliest]! += 1
  }
}

function titleOf(kind: DocumentKind, document: Y.Doc): string {
  if (kind === 'workspace') return oneLanguage(readWorkspace(document).name)
  if (kind === 'series') return oneLanguage(readSeries(document).name)
  const { title, date } = readMeeting(document)
  return [date, oneLanguage(title)].filter(Boolean).join(' ')
}

function oneLanguage(text: BilingualText): string {
  return text[text.original] ?? text.fr ?? text.en ?? ''
}
