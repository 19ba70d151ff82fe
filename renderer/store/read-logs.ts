import type { LogBridge, PositionsJson } from '../../shared/log/log-bridge.ts'
import type { DocumentId } from '../../shared/log/record.ts'
import type { WorkspaceId } from '../../shared/model/identifiers.ts'
import { fromBase64 } from './base64.ts'

/**
 * All changes of each document, or of one, as the logs of a workspace hold them, in their order.
 * @returns undefined if they cannot be read
 */
export async function readLogs(bridge: LogBridge, workspace: WorkspaceId, document?: DocumentId): Promise<ReadonlyMap<DocumentId, readonly Uint8Array[]> | undefined> {
  const updates = new Map<DocumentId, Uint8Array[]>()
  let after: PositionsJson = {}
  for (;;) {
    const result = await bridge.readChanges({ workspace, after, document })
    if (!result.ok) return undefined
    for (const record of result.records) {
      if (record.kind !== 'change') continue
      const known = updates.get(record.document.id) ?? []
      known.push(fromBase64(record.update))
      updates.set(record.document.id, known)
    }
    if (!result.more) return updates
    after = result.positions
  }
}
