import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as v from 'valibot'
import type { BackupProblem } from '../../shared/backup/backup-bridge.ts'
import { chainStart, sameChain } from '../../shared/log/chain.ts'
import { workspaceIdSchema } from '../../shared/log/log-bridge.ts'
import type { LogPrimitives } from '../../shared/log/primitives.ts'
import { LATEST_TIME, type LogId } from '../../shared/log/record.ts'
import { decodeSegment, decodeSegmentHeader, encodeSegment, LARGEST_SEGMENT, LONGEST_SEGMENT_HEADER, type Segment } from '../../shared/log/segment.ts'
import type { WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'
import type { Disk, DiskFile } from '../disk/disk.ts'

/**
 * A backup: every log of every workspace in one file, cut into segments as the shared folder has them, so that a
 * restore is nothing but receiving them (`docs/folder-format.md`, "A backup").
 *
 *     "MNTB" · format · length of the manifest · manifest (JSON) · CRC-32 of all that · segments, one after the
 *     other · "MNTE" · number of segments · SHA-256 of all that
 */
export interface BackupManifest {
  /** The version of Minutier that made it. */
  readonly version: string
  /** Milliseconds since 1970. */
  readonly created: number
  /** The logs, in the order in which they stand in the file. */
  readonly logs: readonly BackupLog[]
}

export interface BackupLog {
  readonly space: WorkspaceId
  readonly log: LogId
  readonly writer: WriterId
  /** Sequence numbers of its first and last record: a branch begins late. */
  readonly first: number
  readonly last: number
  /** The chain after the last, in hexadecimal: two backups that agree in this hold the same. */
  readonly chain: string
}

export class BackupError extends Error {
  readonly problem: BackupProblem
  constructor(problem: BackupProblem, cause?: unknown) {
    super(problem, { cause })
    this.problem = problem
  }
}

/** A workspace whose logs do not give what they said they hold. The others may be fine. */
export class UnreadableSpace extends BackupError {
  readonly space: WorkspaceId
  constructor(space: WorkspaceId, cause?: unknown) {
    super('read-failed', cause)
    this.space = space
  }
}

export const BACKUP_FORMAT = 1
const MAGIC = Uint8Array.of(0x4d, 0x4e, 0x54, 0x42)
const END_MAGIC = Uint8Array.of(0x4d, 0x4e, 0x54, 0x45)
const HASH_BYTES = 32
const END_BYTES = END_MAGIC.length + 4 + HASH_BYTES
const LARGEST_MANIFEST = 8 * 1024 * 1024
/** All records of a backup, unpacked, in bytes: a hundred years of a large committee. What is forged to be more is refused. */
const LARGEST_CONTENT = 4 * 1024 * 1024 * 1024
/** Records of one segment of a backup, in bytes: packing that many takes a few milliseconds. */
export const SEGMENT_CONTENT = 256 * 1024
/** Content above this is stored as it is: packing it in one go would hold up everything else. */
const LARGEST_PACKED = 2 * SEGMENT_CONTENT

const uuid = v.pipe(v.string(), v.uuid())
const sequence = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const manifestSchema = v.object({
  version: v.pipe(v.string(), v.maxLength(100)),
  created: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(LATEST_TIME)),
  logs: v.pipe(
    v.array(
      v.object({
        space: workspaceIdSchema,
        log: v.pipe(v.string(), v.regex(/^[\w.-]{1,100}$/u), v.transform((id) => id as LogId)),
        writer: v.pipe(uuid, v.transform((id) => id as WriterId)),
        first: sequence,
        last: sequence,
        chain: v.pipe(v.string(), v.regex(/^[\da-f]{64}$/u)),
      }),
    ),
    v.maxLength(10_000),
  ),
})

/** Records of a log after a sequence number, as a journal reads them. */
export interface BackupSource {
  read(log: BackupLog, after: number, bytes: number): Promise<readonly { readonly sequence: number; readonly payload: Uint8Array }[]>
  /** The chain before the first record of a log. */
  chainBefore(log: BackupLog): Promise<Uint8Array>
}

/**
 * Writes a whole backup into a file that is open and empty. Holds one segment in memory at a time, and leaves everything
 * else its turn between two.
 * @returns its bytes and records. Rejects with a BackupError, an `UnreadableSpace` if a log does not give what the manifest says.
 */
export async function writeBackup(
  file: DiskFile,
  manifest: BackupManifest,
  source: BackupSource,
  primitives: LogPrimitives,
  aborted: () => boolean = () => false,
): Promise<{ readonly bytes: number; readonly records: number }> {
  const hash = createHash('sha256')
  let position = 0
  let records = 0
  let segments = 0
  let content = 0
  const add = async (bytes: Uint8Array) => {
    hash.update(bytes)
    await file.write(bytes, position)
    position += bytes.length
  }
  await add(encodeManifest(manifest, primitives))
  for (const log of manifest.logs) {
    let chain = await source.chainBefore(log)
    for (let next = log.first; next <= log.last; ) {
      if (aborted()) throw new BackupError('cancelled')
      const read = (await source.read(log, next - 1, SEGMENT_CONTENT)).filter(({ sequence }) => sequence <= log.last)
      if (read[0]?.sequence !== next) throw new UnreadableSpace(log.space)
      const payloads = read.map(({ payload }) => payload)
      const bytes = payloads.reduce((sum, payload) => sum + payload.length, 0)
      content += bytes
      if (content > LARGEST_CONTENT) throw new BackupError('too-large')
      const last = next + payloads.length - 1
      const packing = bytes > LARGEST_PACKED ? { ...primitives, deflate: (plain: Uint8Array) => plain } : primitives
      const segment = encodeSegment({ space: log.space, writer: log.writer, first: next, last, chainBefore: chain, payloads }, packing)
      const header = decodeSegmentHeader(segment.subarray(0, LONGEST_SEGMENT_HEADER), primitives)
      if (!header.ok) throw new BackupError('read-failed')
      await add(segment)
      chain = header.value.chainAfter
      segments += 1
      records += payloads.length
      next = last + 1
      await setImmediate()
    }
    if (Buffer.from(chain).toString('hex') !== log.chain) throw new UnreadableSpace(log.space)
  }
  const end = new Uint8Array(END_MAGIC.length + 4)
  end.set(END_MAGIC)
  new DataView(end.buffer).setUint32(END_MAGIC.length, segments, true)
  await add(end)
  await file.write(hash.digest(), position)
  return { bytes: position + HASH_BYTES, records }
}

function encodeManifest(manifest: BackupManifest, primitives: LogPrimitives): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeUint8Array(encoder, MAGIC)
  encoding.writeVarUint(encoder, BACKUP_FORMAT)
  encoding.writeVarString(encoder, JSON.stringify(manifest))
  encoding.writeUint32(encoder, primitives.crc32(encoding.toUint8Array(encoder)))
  return encoding.toUint8Array(encoder)
}

export interface OpenBackup {
  readonly manifest: BackupManifest
  readonly bytes: number
  /** Reads all of it and believes nothing: rejects with a BackupError if anything does not fit. */
  check(aborted?: () => boolean): Promise<void>
  /** Its segments in order, each checked again. Rejects with a BackupError. */
  segments(): AsyncGenerator<Segment>
  close(): Promise<void>
}

/** Rejects with a BackupError for a file that is no backup, and with the system's error for one that cannot be read. */
export async function openBackup(path: string, disk: Disk, primitives: LogPrimitives): Promise<OpenBackup> {
  const file = await disk.open(path, 'read')
  try {
    const { bytes } = await file.facts()
    const { manifest, offset } = await readManifest(file, bytes, primitives)
    return {
      manifest,
      bytes,
      check: (aborted) => checkBackup({ file, manifest, offset, bytes }, primitives, aborted),
      segments: async function* () {
        for await (const { segment } of segmentsIn(file, offset, bytes - END_BYTES, primitives)) yield segment
      },
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function readManifest(file: DiskFile, bytes: number, { crc32 }: LogPrimitives): Promise<{ readonly manifest: BackupManifest; readonly offset: number }> {
  const start = await file.read(0, Math.min(bytes, 64 * 1024))
  if (start.length < MAGIC.length || MAGIC.some((byte, index) => start[index] !== byte)) throw new BackupError('not-a-backup')
  try {
    const decoder = decoding.createDecoder(start)
    decoder.pos = MAGIC.length
    if (decoding.readVarUint(decoder) > BACKUP_FORMAT) throw new BackupError('newer-format')
    const length = decoding.readVarUint(decoder)
    if (length > LARGEST_MANIFEST) throw new BackupError('too-large')
    const end = decoder.pos + length
    if (end + 4 > bytes) throw new BackupError('damaged')
    const content = end + 4 > start.length ? await file.read(0, end + 4) : start
    if (new DataView(content.buffer, content.byteOffset, content.byteLength).getUint32(end, true) !== crc32(content.subarray(0, end))) throw new BackupError('damaged')
    const manifest = v.safeParse(manifestSchema, JSON.parse(Buffer.from(content.subarray(end - length, end)).toString('utf8')))
    if (!manifest.success) throw new BackupError('damaged')
    return { manifest: manifest.output, offset: end + 4 }
  } catch (error) {
    throw error instanceof BackupError ? error : new BackupError('damaged', error)
  }
}

interface ReadSegment {
  readonly segment: Segment
  readonly stored: Uint8Array
}

async function* segmentsIn(file: DiskFile, offset: number, end: number, primitives: LogPrimitives): AsyncGenerator<ReadSegment> {
  for (let position = offset; position < end; ) {
    const header = decodeSegmentHeader(await file.read(position, Math.min(LONGEST_SEGMENT_HEADER, end - position)), primitives)
    if (!header.ok) throw new BackupError(header.reason === 'newer-format' ? 'newer-format' : header.reason === 'too-large' ? 'too-large' : 'damaged')
    const { fileLength } = header.value
    // What a header says is not reserved before the file has shown that it is that long.
    if (fileLength > end - position || fileLength > LARGEST_SEGMENT + LONGEST_SEGMENT_HEADER) throw new BackupError('damaged')
    const stored = await file.read(position, fileLength)
    const segment = decodeSegment(stored, primitives)
    if (!segment.ok) throw new BackupError('damaged')
    yield { segment: segment.value, stored }
    position += fileLength
    await setImmediate()
  }
}

async function checkBackup(
  { file, manifest, offset, bytes }: { readonly file: DiskFile; readonly manifest: BackupManifest; readonly offset: number; readonly bytes: number },
  primitives: LogPrimitives,
  aborted: () => boolean = () => false,
): Promise<void> {
  const endsAt = bytes - END_BYTES
  const end = endsAt < offset ? new Uint8Array() : await file.read(endsAt, END_BYTES)
  if (end.length < END_BYTES || END_MAGIC.some((byte, index) => end[index] !== byte)) throw new BackupError('damaged')
  const hash = createHash('sha256').update(await file.read(0, offset))
  const reached = new Map<string, number>()
  const missing = new Set(manifest.logs.map(({ space, writer, last, chain }) => `${space}/${writer}/${last}/${chain}`))
  let segments = 0
  let content = 0
  for await (const { segment, stored } of segmentsIn(file, offset, endsAt, primitives)) {
    if (aborted()) throw new BackupError('cancelled')
    hash.update(stored)
    segments += 1
    // Counted from what came out, not from what a header says.
    content += segment.payloads.reduce((sum, payload) => sum + payload.length, 0)
    if (content > LARGEST_CONTENT) throw new BackupError('too-large')
    if (!v.is(workspaceIdSchema, segment.space) || !v.is(uuid, segment.writer)) throw new BackupError('damaged')
    const key = `${segment.space}/${segment.writer}`
    if (!isReachable(segment, reached.get(key) ?? 0, primitives)) throw new BackupError('damaged')
    reached.set(key, Math.max(reached.get(key) ?? 0, segment.last))
    missing.delete(`${key}/${segment.last}/${Buffer.from(segment.chainAfter).toString('hex')}`)
  }
  hash.update(end.subarray(0, END_MAGIC.length + 4))
  const view = new DataView(end.buffer, end.byteOffset, end.byteLength)
  if (view.getUint32(END_MAGIC.length, true) !== segments) throw new BackupError('damaged')
  if (!sameChain(new Uint8Array(hash.digest()), end.subarray(END_MAGIC.length + 4))) throw new BackupError('damaged')
  if (missing.size > 0) throw new BackupError('damaged')
}

/** A log stands in a backup from its first record on; a branch of it comes later and leaves it somewhere before its end. */
function isReachable({ space, writer, first, chainBefore }: Segment, reached: number, primitives: LogPrimitives): boolean {
  return first === 1 ? sameChain(chainBefore, chainStart(space, writer, primitives)) : first - 1 <= reached
}
