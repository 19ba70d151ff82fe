import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { WorkspaceId, WriterId } from '../model/identifiers.ts'
import { CHAIN_BYTES, chainAfter, sameChain } from './chain.ts'
import type { LogPrimitives } from './primitives.ts'
import { LARGEST_RECORD } from './record.ts'

/**
 * A segment: a stretch of one writer's log as one immutable file of a shared folder. What it is stands in its header
 * and never in its name, and nothing is believed before the chain over its records has come out as the header says.
 *
 *     "MNTS" · format · encoding · space · writer · first · last · chain before · chain after · length of the
 *     content · length as stored · CRC-32 of all that · content as stored (records, each with its length) · CRC-32 of it
 */
export interface SegmentHeader {
  readonly space: WorkspaceId
  readonly writer: WriterId
  /** Sequence numbers of its first and last record. */
  readonly first: number
  readonly last: number
  /** The chain before its first record and after its last. */
  readonly chainBefore: Uint8Array
  readonly chainAfter: Uint8Array
}

export interface Segment extends SegmentHeader {
  /** The records as bytes, in order (`decodeRecord` reads one). */
  readonly payloads: readonly Uint8Array[]
}

/**
 * `not-a-segment`: another program's file. `newer-format`: of a later version. `incomplete`: shorter than it says, it
 * may still be on its way. `damaged`: bytes that do not fit together. `too-large`: more than anybody writes.
 */
export type SegmentRejection = 'not-a-segment' | 'newer-format' | 'incomplete' | 'damaged' | 'too-large'
export type SegmentResult<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: SegmentRejection }

/** The format that this version writes, and the newest that it reads. */
export const SEGMENT_FORMAT = 1
/** More than any header has: what must be read of a file to know what it is. */
export const LONGEST_SEGMENT_HEADER = 1024
/** Largest content of a segment, in bytes, before and after it is packed. */
export const LARGEST_SEGMENT = LARGEST_RECORD + 1024 * 1024
/** Most records of a segment: each takes memory and a hash, however few bytes it has. */
export const MOST_RECORDS = 262_144
const MAGIC = [0x4d, 0x4e, 0x54, 0x53] as const
const LONGEST_IDENTIFIER = 100
const ENCODINGS = { plain: 0, deflate: 1 } as const

/** Throws a RangeError for a content larger than `LARGEST_SEGMENT`, for no records or more than `MOST_RECORDS`, and for a record of a length that none has. */
export function encodeSegment(segment: Omit<Segment, 'chainAfter'>, primitives: LogPrimitives): Uint8Array {
  const content = encoding.createEncoder()
  let chain = segment.chainBefore
  for (const payload of segment.payloads) {
    if (!isRecordLength(payload.length)) throw new RangeError('a record has some bytes, and no more than it can have')
    encoding.writeVarUint8Array(content, payload)
    chain = chainAfter(chain, payload, primitives)
  }
  if (segment.payloads.length === 0 || segment.payloads.length !== segment.last - segment.first + 1) throw new RangeError('a segment holds the records that it names')
  if (segment.payloads.length > MOST_RECORDS) throw new RangeError('a segment has more records than it can have')
  const plain = encoding.toUint8Array(content)
  if (plain.length > LARGEST_SEGMENT) throw new RangeError('a segment is larger than it can be')
  const packed = primitives.deflate(plain)
  const isPacked = packed.length < plain.length
  const stored = isPacked ? packed : plain
  const encoder = encoding.createEncoder()
  encoding.writeUint8Array(encoder, Uint8Array.from(MAGIC))
  encoding.writeVarUint(encoder, SEGMENT_FORMAT)
  encoding.writeVarUint(encoder, isPacked ? ENCODINGS.deflate : ENCODINGS.plain)
  encoding.writeVarString(encoder, segment.space)
  encoding.writeVarString(encoder, segment.writer)
  encoding.writeVarUint(encoder, segment.first)
  encoding.writeVarUint(encoder, segment.last)
  encoding.writeUint8Array(encoder, segment.chainBefore)
  encoding.writeUint8Array(encoder, chain)
  encoding.writeVarUint(encoder, plain.length)
  encoding.writeVarUint(encoder, stored.length)
  encoding.writeUint32(encoder, primitives.crc32(encoding.toUint8Array(encoder)))
  encoding.writeUint8Array(encoder, stored)
  encoding.writeUint32(encoder, primitives.crc32(stored))
  return encoding.toUint8Array(encoder)
}

interface Preamble {
  readonly header: SegmentHeader
  readonly isPacked: boolean
  readonly contentLength: number
  readonly storedLength: number
  /** Where the stored content begins. */
  readonly offset: number
}

/** What a file says it is, from its first `LONGEST_SEGMENT_HEADER` bytes (or all of them). */
export function decodeSegmentHeader(start: Uint8Array, primitives: LogPrimitives): SegmentResult<SegmentHeader & { readonly fileLength: number }> {
  const preamble = readPreamble(start, primitives)
  if (!preamble.ok) return preamble
  const { header, offset, storedLength } = preamble.value
  return { ok: true, value: { ...header, fileLength: offset + storedLength + 4 } }
}

/** A whole segment, checked to its last byte. Never throws; the memory it takes is bounded by `LARGEST_SEGMENT`. */
export function decodeSegment(file: Uint8Array, primitives: LogPrimitives): SegmentResult<Segment> {
  const preamble = readPreamble(file, primitives)
  if (!preamble.ok) return preamble
  const { header, isPacked, contentLength, storedLength, offset } = preamble.value
  if (file.length < offset + storedLength + 4) return refused('incomplete')
  if (file.length > offset + storedLength + 4) return refused('damaged')
  const stored = file.subarray(offset, offset + storedLength)
  if (readUint32(file, offset + storedLength) !== primitives.crc32(stored)) return refused('damaged')
  const content = isPacked ? unpacked(stored, contentLength, primitives) : stored
  if (content?.length !== contentLength) return refused('damaged')
  const payloads = splitRecords(content, header.last - header.first + 1)
  if (!payloads) return refused('damaged')
  const chain = payloads.reduce((before, payload) => chainAfter(before, payload, primitives), header.chainBefore)
  return sameChain(chain, header.chainAfter) ? { ok: true, value: { ...header, payloads } } : refused('damaged')
}

function readPreamble(file: Uint8Array, primitives: LogPrimitives): SegmentResult<Preamble> {
  if (MAGIC.some((byte, index) => index < file.length && file[index] !== byte)) return refused('not-a-segment')
  if (file.length < MAGIC.length) return refused(file.length === 0 ? 'not-a-segment' : 'incomplete')
  const start = file.subarray(0, LONGEST_SEGMENT_HEADER)
  const decoder = decoding.createDecoder(start)
  decoder.pos = MAGIC.length
  try {
    const format = decoding.readVarUint(decoder)
    if (format > SEGMENT_FORMAT) return refused('newer-format')
    const storage = decoding.readVarUint(decoder)
    const space = readIdentifier(decoder) as WorkspaceId
    const writer = readIdentifier(decoder) as WriterId
    const first = decoding.readVarUint(decoder)
    const last = decoding.readVarUint(decoder)
    const chainBefore = decoding.readUint8Array(decoder, CHAIN_BYTES).slice()
    const after = decoding.readUint8Array(decoder, CHAIN_BYTES).slice()
    const contentLength = decoding.readVarUint(decoder)
    const storedLength = decoding.readVarUint(decoder)
    const headerLength = decoder.pos
    const headerCheck = decoding.readUint32(decoder)
    // The decoder does not see the end of a window into a larger buffer.
    if (decoder.pos > start.length) throw new RangeError('the header goes on')
    if (headerCheck !== primitives.crc32(start.subarray(0, headerLength))) return refused('damaged')
    if (storage > ENCODINGS.deflate) return refused('newer-format')
    if (contentLength > LARGEST_SEGMENT || storedLength > LARGEST_SEGMENT) return refused('too-large')
    if (last - first + 1 > MOST_RECORDS) return refused('too-large')
    // Each record takes a byte at least: a forged count does not make us reserve room.
    if (format < 1 || first < 1 || last < first || last - first + 1 > contentLength) return refused('damaged')
    const header = { space, writer, first, last, chainBefore, chainAfter: after }
    return { ok: true, value: { header, isPacked: storage === ENCODINGS.deflate, contentLength, storedLength, offset: decoder.pos } }
  } catch {
    // It ended in the middle of the header; or, having more than a header can, it is none.
    return refused(file.length < LONGEST_SEGMENT_HEADER ? 'incomplete' : 'damaged')
  }
}

function readIdentifier(decoder: decoding.Decoder): string {
  const length = decoding.peekVarUint(decoder)
  if (length === 0 || length > LONGEST_IDENTIFIER) throw new RangeError('not an identifier')
  return decoding.readVarString(decoder)
}

function readUint32(file: Uint8Array, offset: number): number {
  return new DataView(file.buffer, file.byteOffset, file.byteLength).getUint32(offset, true)
}

function unpacked(stored: Uint8Array, length: number, { inflate }: LogPrimitives): Uint8Array | undefined {
  try {
    return inflate(stored, length)
  } catch {
    return undefined
  }
}

function splitRecords(content: Uint8Array, count: number): readonly Uint8Array[] | undefined {
  const decoder = decoding.createDecoder(content)
  const payloads: Uint8Array[] = []
  try {
    while (decoding.hasContent(decoder)) {
      if (payloads.length === count) return undefined
      const payload = decoding.readVarUint8Array(decoder)
      if (!isRecordLength(payload.length)) return undefined
      payloads.push(payload)
    }
  } catch {
    return undefined
  }
  return payloads.length === count ? payloads : undefined
}

/** What no journal could keep is in no segment: it would be received again and again. */
function isRecordLength(length: number): boolean {
  return length > 0 && length <= LARGEST_RECORD
}

function refused(reason: SegmentRejection): { readonly ok: false; readonly reason: SegmentRejection } {
  return { ok: false, reason }
}
