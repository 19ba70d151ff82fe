import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { CHAIN_BYTES } from '../../shared/log/chain.ts'
import type { LogPrimitives } from '../../shared/log/primitives.ts'
import { LARGEST_RECORD } from '../../shared/log/record.ts'
import type { WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'
import type { DiskFile } from '../disk/disk.ts'

/**
 * The bytes of one file of a log in the journal: a header, then one frame for each record.
 *
 *     "MNTL" · format · space · writer · first · chain before the first record · CRC-32 of all that
 *     length of the record · the record · CRC-32 of the record
 */
export interface LogFileHeader {
  readonly space: WorkspaceId
  readonly writer: WriterId
  /** Sequence number of the first record. */
  readonly first: number
  readonly chainBefore: Uint8Array
}

export type HeaderReading = { readonly kind: 'header'; readonly header: LogFileHeader; readonly length: number } | { readonly kind: 'damaged' | 'newer-format' }

const MAGIC = [0x4d, 0x4e, 0x54, 0x4c] as const
const FORMAT = 1
const LONGEST_HEADER = 1024
const CHECK_BYTES = 4
/** How much of a file is held in memory at a time, unless one record is larger. */
const WINDOW = 1024 * 1024
const SMALLEST_WINDOW = 16 * 1024

export function encodeLogHeader({ space, writer, first, chainBefore }: LogFileHeader, { crc32 }: LogPrimitives): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeUint8Array(encoder, Uint8Array.from(MAGIC))
  encoding.writeVarUint(encoder, FORMAT)
  encoding.writeVarString(encoder, space)
  encoding.writeVarString(encoder, writer)
  encoding.writeVarUint(encoder, first)
  encoding.writeUint8Array(encoder, chainBefore)
  encoding.writeUint32(encoder, crc32(encoding.toUint8Array(encoder)))
  return encoding.toUint8Array(encoder)
}

export async function readLogHeader(file: DiskFile, primitives: LogPrimitives): Promise<HeaderReading> {
  const start = await file.read(0, LONGEST_HEADER)
  if (MAGIC.some((byte, index) => start[index] !== byte)) return { kind: 'damaged' }
  const reading = headerIn(start, primitives)
  if (reading.kind !== 'newer-format') return reading
  // A header that is whole but for this byte is no newer one: what is taken for it is damage, and can be put right.
  start[MAGIC.length] = FORMAT
  return headerIn(start, primitives).kind === 'header' ? { kind: 'damaged' } : reading
}

function headerIn(start: Uint8Array, { crc32 }: LogPrimitives): HeaderReading {
  const decoder = decoding.createDecoder(start)
  decoder.pos = MAGIC.length
  try {
    const format = decoding.readVarUint(decoder)
    if (format > FORMAT) return { kind: 'newer-format' }
    const space = decoding.readVarString(decoder) as WorkspaceId
    const writer = decoding.readVarString(decoder) as WriterId
    const first = decoding.readVarUint(decoder)
    const chainBefore = decoding.readUint8Array(decoder, CHAIN_BYTES).slice()
    const checked = decoder.pos
    const check = decoding.readUint32(decoder)
    if (format < 1 || decoder.pos > start.length || check !== crc32(start.subarray(0, checked))) return { kind: 'damaged' }
    return { kind: 'header', header: { space, writer, first, chainBefore }, length: decoder.pos }
  } catch {
    return { kind: 'damaged' }
  }
}

/** The frames of records, one behind the other. */
export function encodeFrames(payloads: readonly Uint8Array[], { crc32 }: LogPrimitives): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const payload of payloads) {
    encoding.writeVarUint8Array(encoder, payload)
    encoding.writeUint32(encoder, crc32(payload))
  }
  return encoding.toUint8Array(encoder)
}

/** Told of each good frame: the record, and where its frame ends in the file. Returning false ends the walk. */
export type FrameVisitor = (payload: Uint8Array, frameEnd: number) => boolean

export type PayloadVisitor = (payload: Uint8Array) => boolean

/** `end`: the bytes came out even. `stopped`: by the visitor. `bad`: what stands at `offset` is no whole frame. */
export interface WalkEnd {
  readonly why: 'end' | 'stopped' | 'bad'
  /** Behind the last good frame. */
  readonly offset: number
}

/**
 * Walks over the frames between two offsets of a file. Holds about `window` bytes in memory at a time.
 * A payload is a window into them: to be copied if it is kept.
 */
export async function walkFrames(file: DiskFile, from: number, until: number, primitives: LogPrimitives, visit: FrameVisitor, window = WINDOW): Promise<WalkEnd> {
  let offset = from
  let wanted = Math.min(WINDOW, Math.max(SMALLEST_WINDOW, window))
  while (offset < until) {
    const bytes = await file.read(offset, Math.min(wanted, until - offset))
    const isLast = bytes.length < wanted || offset + bytes.length >= until
    let position = 0
    for (;;) {
      const frame = readFrame(bytes, position, primitives)
      if (frame.kind === 'frame') {
        position = frame.end
        if (!visit(frame.payload, offset + position)) return { why: 'stopped', offset: offset + position }
        continue
      }
      if (frame.kind === 'bad') return { why: 'bad', offset: offset + position }
      if (isLast) return { why: position === bytes.length && offset + position === until ? 'end' : 'bad', offset: offset + position }
      // The frame goes on behind the window: it begins the next one, which is at least as long as it.
      wanted = Math.max(wanted, frame.bytes)
      break
    }
    offset += position
  }
  return { why: 'end', offset }
}

type FrameReading =
  | { readonly kind: 'frame'; readonly payload: Uint8Array; readonly end: number }
  /** It needs this many bytes, as far as can be said. */
  | { readonly kind: 'incomplete'; readonly bytes: number }
  | { readonly kind: 'bad' }

const LONGEST_LENGTH = 5

function readFrame(bytes: Uint8Array, start: number, { crc32 }: LogPrimitives, isPlausible?: (payload: Uint8Array) => boolean): FrameReading {
  let length = 0
  let position = start
  for (let shift = 0; ; shift += 7) {
    if (position >= bytes.length) return { kind: 'incomplete', bytes: LONGEST_LENGTH }
    const byte = bytes[position] as number
    position += 1
    length += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) break
    if (shift >= 7 * (LONGEST_LENGTH - 1)) return { kind: 'bad' }
  }
  // A record has some bytes. Zeros, which a power cut leaves behind, would else be good frames of empty records.
  if (length === 0 || length > LARGEST_RECORD) return { kind: 'bad' }
  const end = position + length + CHECK_BYTES
  if (end > bytes.length) return { kind: 'incomplete', bytes: end - start }
  const payload = bytes.subarray(position, position + length)
  if (isPlausible && !isPlausible(payload)) return { kind: 'bad' }
  const check = new DataView(bytes.buffer, bytes.byteOffset + position + length, CHECK_BYTES).getUint32(0, true)
  return check === crc32(payload) ? { kind: 'frame', payload, end } : { kind: 'bad' }
}

/**
 * The records that can still be read behind damage: from each byte on it is tried whether a frame of a record begins
 * there. What does not read as a whole record, or has another checksum, is passed over. `visit` returning false ends it.
 */
export async function salvageFrames(file: DiskFile, from: number, until: number, primitives: LogPrimitives, visit: PayloadVisitor): Promise<void> {
  let offset = from
  let wanted = WINDOW
  while (offset < until) {
    const bytes = await file.read(offset, Math.min(wanted, until - offset))
    if (bytes.length === 0) return
    const isLast = offset + bytes.length >= until
    let position = 0
    wanted = WINDOW
    while (position < bytes.length) {
      const frame = readFrame(bytes, position, primitives, isWholeRecord)
      if (frame.kind === 'frame') {
        if (!visit(frame.payload)) return
        position = frame.end
      } else if (frame.kind === 'incomplete' && !isLast && (position > 0 || frame.bytes > bytes.length) && offset + position + frame.bytes <= until) {
        wanted = Math.max(WINDOW, frame.bytes)
        break
      } else {
        position += 1
      }
    }
    offset += position
  }
}

/** Whether bytes read as one record and nothing else: cheaper than their checksum, and hardly ever true by chance. */
function isWholeRecord(payload: Uint8Array): boolean {
  const decoder = decoding.createDecoder(payload)
  try {
    const code = decoding.readVarUint(decoder)
    if (code !== 1 && code !== 2) return false
    decoding.readVarUint(decoder)
    const seen = decoding.readVarUint(decoder)
    for (let index = 0; index < seen; index += 1) {
      skipBytes(decoder)
      decoding.readVarUint(decoder)
    }
    if (code === 1) {
      decoding.readVarUint(decoder)
      skipBytes(decoder)
    }
    skipBytes(decoder)
    return decoder.pos === payload.length
  } catch {
    return false
  }
}

function skipBytes(decoder: decoding.Decoder): void {
  const length = decoding.readVarUint(decoder)
  decoder.pos += length
}
