import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { MeetingId, SeriesId, WorkspaceId, WriterId } from '../model/identifiers.ts'

/**
 * A log is the sequence of everything that one writer did in one workspace, numbered from 1 without gaps. It is the
 * truth: every other store can be rebuilt from the logs. `docs/folder-format.md` is the specification of the bytes.
 */
export type DocumentKind = 'workspace' | 'series' | 'meeting'
export type DocumentId = WorkspaceId | SeriesId | MeetingId

export interface DocumentReference {
  readonly kind: DocumentKind
  readonly id: DocumentId
}

/**
 * A log as this installation keeps it: the writer's id; where a clone made two histories of one writer, the second
 * has a branch after a dot (`<writer>.<first 16 hexadecimal digits of the hash of its first record>`).
 */
export type LogId = WriterId | `${WriterId}.${string}`

/** How far each log has been read: the last sequence number; a log that is not named has not been read at all. */
export type Positions = ReadonlyMap<LogId, number>

interface RecordCommon {
  /** The writer's clock, in milliseconds since 1970. For the eye only: clocks jump, nothing is ordered by it alone. */
  readonly time: number
  /**
   * What the writer had merged of the other logs when this was written: only what has grown since the writer's record
   * before. It says which changes were made without knowing of each other.
   */
  readonly seen: Positions
}

/** A change of one document, as Yjs wrote it (update format 1). */
export interface ChangeRecord extends RecordCommon {
  readonly kind: 'change'
  readonly document: DocumentReference
  readonly update: Uint8Array
}

/** How the writer wants to be called, from here on. */
export interface WriterRecord extends RecordCommon {
  readonly kind: 'writer'
  readonly name: string
}

/** Written by a newer version. Kept as it is, passed on, and read when this version is replaced. */
export interface UnknownRecord extends RecordCommon {
  readonly kind: 'unknown'
  readonly code: number
}

export type LogRecord = ChangeRecord | WriterRecord | UnknownRecord
export type WritableRecord = ChangeRecord | WriterRecord

/** Largest record, in bytes. A whole meeting is some 100 kB; only a whole pasted workspace comes near. */
export const LARGEST_RECORD = 32 * 1024 * 1024
/** The last moment that a calendar has (that of JavaScript, and of what shows dates): anything behind it cannot be shown at all. */
export const LATEST_TIME = 8.64e15
const LONGEST_NAME = 200
const LONGEST_IDENTIFIER = 100
const MOST_SEEN = 10_000

const CODES = { change: 1, writer: 2 } as const
const DOCUMENT_CODES: Readonly<Record<DocumentKind, number>> = { workspace: 1, series: 2, meeting: 3 }
const DOCUMENT_KINDS: Readonly<Record<number, DocumentKind>> = { 1: 'workspace', 2: 'series', 3: 'meeting' }

/** Codes of the kinds that this version reads: a view made by a version that read fewer must be made anew. */
export const UNDERSTOOD_RECORDS: readonly number[] = Object.values(CODES)

/** Throws a RangeError for a record larger than `LARGEST_RECORD`. */
export function encodeRecord(record: WritableRecord): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, CODES[record.kind])
  encoding.writeVarUint(encoder, timeWithin(record.time))
  encoding.writeVarUint(encoder, record.seen.size)
  for (const [log, sequence] of record.seen) {
    encoding.writeVarString(encoder, log)
    encoding.writeVarUint(encoder, sequence)
  }
  if (record.kind === 'change') {
    encoding.writeVarUint(encoder, DOCUMENT_CODES[record.document.kind])
    encoding.writeVarString(encoder, record.document.id)
    encoding.writeVarUint8Array(encoder, record.update)
  } else {
    encoding.writeVarString(encoder, record.name.slice(0, LONGEST_NAME))
  }
  const payload = encoding.toUint8Array(encoder)
  if (payload.length > LARGEST_RECORD) throw new RangeError('a change is larger than a record can be')
  return payload
}

/** The record in a payload; undefined if its bytes make none (they passed their checksum: another program wrote them). */
export function decodeRecord(payload: Uint8Array): LogRecord | undefined {
  try {
    const decoder = decoding.createDecoder(payload)
    const code = decoding.readVarUint(decoder)
    const common: RecordCommon = { time: timeWithin(decoding.readVarUint(decoder)), seen: readSeen(decoder) }
    if (code === CODES.change) return readChange(decoder, common)
    if (code === CODES.writer) return { kind: 'writer', ...common, name: decoding.readVarString(decoder).slice(0, LONGEST_NAME) }
    return { kind: 'unknown', ...common, code }
  } catch {
    return undefined
  }
}

/** A clock that is wrong must not make a record that nobody can show. */
function timeWithin(time: number): number {
  return Number.isNaN(time) ? 0 : Math.min(LATEST_TIME, Math.max(0, Math.trunc(time)))
}

function readSeen(decoder: decoding.Decoder): Positions {
  const count = decoding.readVarUint(decoder)
  if (count > MOST_SEEN) throw new RangeError('too many logs')
  const seen = new Map<LogId, number>()
  for (let index = 0; index < count; index += 1) {
    const log = readIdentifier(decoder) as LogId
    seen.set(log, decoding.readVarUint(decoder))
  }
  return seen
}

function readChange(decoder: decoding.Decoder, common: RecordCommon): ChangeRecord | UnknownRecord {
  const kind = DOCUMENT_KINDS[decoding.readVarUint(decoder)]
  // A kind of document that a later version has.
  if (!kind) return { kind: 'unknown', ...common, code: CODES.change }
  const id = readIdentifier(decoder) as DocumentId
  // A copy: the payload is often a window into a large segment, which must not be kept for it.
  return { kind: 'change', ...common, document: { kind, id }, update: decoding.readVarUint8Array(decoder).slice() }
}

function readIdentifier(decoder: decoding.Decoder): string {
  const identifier = decoding.readVarString(decoder)
  if (identifier === '' || identifier.length > LONGEST_IDENTIFIER) throw new RangeError('not an identifier')
  return identifier
}

/** A log that is kept on this machine, and how far it goes. */
export interface LogPosition {
  readonly log: LogId
  readonly writer: WriterId
  /** Sequence number of the last record; 0 for none. */
  readonly last: number
  /** Bytes that it takes on the disk: the measure of a progress bar. */
  readonly bytes: number
  /** True for the log that this installation writes now. */
  readonly isOwn: boolean
}
