import { hash } from 'node:crypto'
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import type { LogPrimitives } from '../../shared/log/primitives.ts'

/** What the log's format needs, from Node. */
export const nodePrimitives: LogPrimitives = {
  sha256: (content) => new Uint8Array(hash('sha256', content, 'buffer')),
  crc32: (content) => crc32(content),
  deflate: (content) => new Uint8Array(deflateRawSync(content)),
  inflate: (content, limit) => new Uint8Array(inflateRawSync(content, { maxOutputLength: Math.max(1, limit) })),
}
