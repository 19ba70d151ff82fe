import { createCausalOrder } from '../../shared/log/causal-order.ts'
import type { AppendResult, LogBridge, PositionsJson, ReadRecord, ReadResult, SpaceLogs } from '../../shared/log/log-bridge.ts'
import { decodeRecord, LARGEST_RECORD, type DocumentId, type LogId, type LogRecord, type Positions } from '../../shared/log/record.ts'
import type { WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'
import type { Logbook } from '../application/logbook.ts'
import type { NewsDesk } from '../application/news.ts'
import { JournalError, type Journal, type NewRecord, type SpaceJournal, type StoredRecord } from './journal.ts'
import { isIdentifier, writerOfLog } from './log-names.ts'

/** About how much one answer of `readChanges` holds, in characters of JSON. */
const ANSWER_SIZE = 2 * 1024 * 1024
/** What is read of one log at a time, in bytes. */
const READ_BYTES = 512 * 1024
/** The most that is looked through for one answer, in bytes: a search for one document also comes back now and then. */
const MOST_READ = 16 * 1024 * 1024

/** What stands behind the bridge for the logs. Arguments come checked from the door. */
export function createLogHandlers(journal: Journal, news: Pick<NewsDesk, 'tell'>, logbook: Pick<Logbook, 'problem'>): LogBridge {
  const writers = new Map<WorkspaceId, WriterId>()
  const ahead = new Map<WorkspaceId, ReadonlyMap<LogId, Ahead>>()

  journal.onGrowth((space, log) => {
    const isNewWriter = (writers.get(space.space) ?? space.writer) !== space.writer
    writers.set(space.space, space.writer)
    // The page knows what it has written itself.
    if (log !== space.writer || isNewWriter) news.tell({ kind: 'logs', workspace: space.space })
  })

  const readable = async (workspace: WorkspaceId): Promise<SpaceJournal | undefined> =>
    journal.spaces().includes(workspace) ? journal.space(workspace) : undefined

  return {
    async logs() {
      const found: SpaceLogs[] = []
      for (const workspace of journal.spaces()) {
        try {
          const space = await journal.space(workspace)
          writers.set(workspace, space.writer)
          found.push({ workspace, logs: space.positions(), seen: asJson(space.seen()) })
        } catch (error) {
          logbook.problem('journal not opened', { workspace }, error)
          found.push({ workspace, logs: [], seen: {}, problem: 'read-failed' })
        }
      }
      return found
    },

    async appendChanges({ workspace, seen, changes }): Promise<AppendResult> {
      if (!isIdentifier(workspace)) return { ok: false, problem: 'invalid-request' }
      if (changes.some(({ update }) => update.length % 4 !== 0)) return { ok: false, problem: 'invalid-request' }
      if (changes.some(({ update }) => (update.length / 4) * 3 > LARGEST_RECORD)) return { ok: false, problem: 'too-large' }
      try {
        const space = await journal.space(workspace)
        const time = Date.now()
        const records = changes.map(({ document, update }): NewRecord => ({ kind: 'change', time, document, update: Buffer.from(update, 'base64') }))
        return { ok: true, ...(await space.append(records, asPositions(seen))) }
      } catch (error) {
        // A refused append has been told to the log by the journal; what else is thrown has not.
        if (error instanceof JournalError) return { ok: false, problem: error.problem }
        logbook.problem('journal not opened', { workspace }, error)
        return { ok: false, problem: 'write-failed' }
      }
    },

    async readChanges({ workspace, after, document }) {
      if (!isIdentifier(workspace)) return { ok: false, problem: 'invalid-request' }
      try {
        const space = await readable(workspace)
        if (!space) return { ok: true, records: [], positions: {}, more: false }
        const cursors = await openCursors(space, asPositions(after), ahead.get(workspace))
        const answer = await readInOrder(cursors, document)
        ahead.set(workspace, new Map([...cursors].map(([log, cursor]) => [log, { after: cursor.reached, last: cursor.last, records: cursor.buffer.slice(cursor.next) }])))
        return { ok: true, ...answer }
      } catch (error) {
        logbook.problem('journal not read', { workspace }, error)
        return { ok: false, problem: 'read-failed' }
      }
    },
  }
}

/** Records of a log that were read for the last answer and did not go into it: so that nothing is read twice. */
interface Ahead {
  readonly after: number
  /** How far the log went then: one that has become shorter since was damaged, and may go on with other records. */
  readonly last: number
  readonly records: readonly StoredRecord[]
}

/** A log on its way through an answer. `head` is the record at `buffer[next]`. */
interface Cursor {
  readonly log: LogId
  readonly writer: WriterId
  readonly last: number
  reached: number
  head: Head | undefined
  buffer: readonly StoredRecord[]
  next: number
  fill(): Promise<number>
}

interface Head {
  readonly time: number
  readonly seen: Positions
  readonly sequence: number
  /** Undefined: its bytes make no record; it is passed over. */
  readonly record: LogRecord | undefined
}

async function openCursors(space: SpaceJournal, after: Positions, ahead: ReadonlyMap<LogId, Ahead> | undefined): Promise<Map<LogId, Cursor>> {
  const cursors = new Map<LogId, Cursor>()
  for (const { log, writer, last } of space.positions()) {
    const reached = after.get(log) ?? 0
    const kept = ahead?.get(log)
    const cursor: Cursor = {
      log,
      writer,
      last,
      reached,
      head: undefined,
      buffer: kept?.after === reached && kept.last <= last ? kept.records : [],
      next: 0,
      async fill() {
        const isEmpty = cursor.next >= cursor.buffer.length
        if (isEmpty && cursor.reached < last) {
          cursor.buffer = await space.read(log, cursor.reached, READ_BYTES)
          cursor.next = 0
        }
        const stored = cursor.buffer[cursor.next]
        cursor.head = stored && headOf(stored)
        return isEmpty ? cursor.buffer.reduce((sum, { payload }) => sum + payload.length, 0) : 0
      },
    }
    cursors.set(log, cursor)
  }
  return cursors
}

function headOf({ sequence, payload }: StoredRecord): Head {
  const record = decodeRecord(payload)
  return { time: record?.time ?? 0, seen: record?.seen ?? new Map(), sequence, record }
}

type Answer = Omit<Extract<ReadResult, { readonly ok: true }>, 'ok'>

async function readInOrder(cursors: ReadonlyMap<LogId, Cursor>, document: DocumentId | undefined): Promise<Answer> {
  const records: ReadRecord[] = []
  let size = 0
  let read = 0
  for (const cursor of cursors.values()) await cursor.fill()
  const next = createCausalOrder(cursors)
  let cursor = next()
  while (cursor?.head && size < ANSWER_SIZE && read < MOST_READ) {
    const { head } = cursor
    const found = head.record && isOf(head.record, document) ? asRead(cursor, head, head.record) : undefined
    if (found) {
      records.push(found)
      size += sizeOf(found)
    }
    cursor.reached = head.sequence
    cursor.next += 1
    read += await cursor.fill()
    cursor = next()
  }
  const positions = Object.fromEntries([...cursors.values()].filter(({ reached }) => reached > 0).map(({ log, reached }) => [log, reached]))
  return { records, positions: positions as PositionsJson, more: cursor !== undefined }
}

function asRead({ log, writer }: Cursor, { sequence }: Head, record: LogRecord): ReadRecord {
  const common = { log, writer, sequence, time: record.time, seen: asJson(record.seen) }
  if (record.kind === 'change') return { kind: 'change', ...common, document: record.document, update: asBase64(record.update) }
  if (record.kind === 'writer') return { kind: 'writer', ...common, name: record.name }
  return { kind: 'unknown', ...common, code: record.code }
}

function isOf(record: LogRecord, document: DocumentId | undefined): boolean {
  return document === undefined || (record.kind === 'change' && record.document.id === document)
}

function asBase64({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('base64')
}

function sizeOf(record: ReadRecord): number {
  return 250 + (record.kind === 'change' ? record.update.length : 0) + Object.keys(record.seen).length * 50
}

function asJson(positions: Positions): PositionsJson {
  return Object.fromEntries(positions) as PositionsJson
}

/** What is named like no log is left out. */
function asPositions(positions: PositionsJson): Positions {
  return new Map((Object.entries(positions) as [LogId, number][]).filter(([log]) => writerOfLog(log)))
}
