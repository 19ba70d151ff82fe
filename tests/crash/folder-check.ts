import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { nodePrimitives } from '../../electron/journal/node-primitives.ts'
import type { ReadRecord } from '../../shared/log/log-bridge.ts'
import { decodeRecord, type LogId } from '../../shared/log/record.ts'
import { decodeSegment, type Segment } from '../../shared/log/segment.ts'

/**
 * What a stranger would take for segments in a writer's part of a shared folder; to be read while nobody writes it.
 * What does not pass (half written, of another program) is nobody's concern.
 */
export async function segmentsOf(folder: string, log: LogId): Promise<readonly Segment[]> {
  const entries = await readdir(join(folder, 'writers', log), { recursive: true, withFileTypes: true })
  const files = await Promise.all(entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => readFile(join(parentPath, name))))
  return files.map((file) => decodeSegment(file, nodePrimitives)).flatMap((segment) => (segment.ok ? [segment.value] : []))
}

/** Every segment holds what the log holds, and nothing that it does not hold. */
export function checkSegments(segments: readonly Segment[], log: LogId, records: readonly ReadRecord[]): void {
  const own = new Map(records.filter((record) => record.log === log).map((record) => [record.sequence, record]))
  for (const { first, payloads } of segments) {
    for (const [index, payload] of payloads.entries()) {
      const [published, kept] = [decodeRecord(payload), own.get(first + index)]
      const isSame = published?.kind === 'change' ? kept?.kind === 'change' && kept.update === Buffer.from(published.update).toString('base64') : published?.kind === kept?.kind
      if (!isSame) throw new Error(`record ${first + index} stands in the folder as another than in the log`)
    }
  }
}
