import * as v from 'valibot'
import type { WorkspaceId, WriterId } from '../model/identifiers.ts'
import type { DocumentId, DocumentKind, LogId, LogPosition } from './record.ts'

/** How the renderer writes and reads the logs: the part of the bridge that nothing typed can do without. Plain JSON; bytes are base64. */
export interface LogBridge {
  /** The logs of every workspace that is kept on this machine. */
  logs(): Promise<readonly SpaceLogs[]>
  /** Appends changes to this writer's log. Resolves with success when they are on the disk: then, and only then, they are saved. */
  appendChanges(request: AppendRequest): Promise<AppendResult>
  /** The next records of a workspace, of all its logs, each after everything that its writer had seen. */
  readChanges(request: ReadRequest): Promise<ReadResult>
}

export interface SpaceLogs {
  readonly workspace: WorkspaceId
  readonly logs: readonly LogPosition[]
  /** What the own log says, all in all, of how far the others have been read: what this writer has answered to already. */
  readonly seen: PositionsJson
  /** Its logs cannot be opened now, so that none is named: what stands there is neither read nor lost. Asking again tries again. */
  readonly problem?: 'read-failed'
}

/** How far a reader has come: log → last sequence number. */
export type PositionsJson = Readonly<Record<LogId, number>>

export interface AppendRequest {
  readonly workspace: WorkspaceId
  /** What had been merged of the other logs when these changes were made. */
  readonly seen: PositionsJson
  readonly changes: readonly NewChange[]
}

export interface NewChange {
  readonly document: { readonly kind: DocumentKind; readonly id: DocumentId }
  /** A Yjs update (format 1) in base64. */
  readonly update: string
}

export type AppendResult =
  | { readonly ok: true; readonly log: LogId; readonly first: number; readonly last: number }
  | { readonly ok: false; readonly problem: 'disk-full' | 'write-failed' | 'too-large' | 'invalid-request' }

export interface ReadRequest {
  readonly workspace: WorkspaceId
  readonly after: PositionsJson
  /** Only the records of this document; positions still advance over all. */
  readonly document?: DocumentId | undefined
}

export type ReadResult =
  | {
      readonly ok: true
      /** In an order in which nothing comes before what its writer had seen. */
      readonly records: readonly ReadRecord[]
      /** How far this reader has come with these records; for the next call. */
      readonly positions: PositionsJson
      /** False: there is nothing more for now. */
      readonly more: boolean
    }
  | { readonly ok: false; readonly problem: 'read-failed' | 'invalid-request' | 'too-large' }

export type ReadRecord = ReadChange | ReadWriter | ReadUnknown

interface ReadCommon {
  readonly log: LogId
  readonly writer: WriterId
  readonly sequence: number
  /** The writer's clock, milliseconds since 1970. */
  readonly time: number
  /** What the writer had newly seen of the other logs. */
  readonly seen: PositionsJson
}

export interface ReadChange extends ReadCommon, NewChange {
  readonly kind: 'change'
}

export interface ReadWriter extends ReadCommon {
  readonly kind: 'writer'
  readonly name: string
}

/** Of a newer version. */
export interface ReadUnknown extends ReadCommon {
  readonly kind: 'unknown'
  readonly code: number
}

const identifier = v.pipe(v.string(), v.regex(/^[\w.-]{1,100}$/u))
/** A uuid; or the sample's name, which is the same everywhere. Also the name of a folder: no dots, no capitals. */
export const workspaceIdSchema = v.pipe(v.string(), v.regex(/^[a-z\d][a-z\d-]{0,63}$/u), v.transform((id) => id as WorkspaceId))
const documentId = v.pipe(identifier, v.transform((id) => id as DocumentId))
const sequence = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const positions = v.pipe(v.record(identifier, sequence), v.check((value) => Object.keys(value).length <= 10_000), v.transform((value) => value as PositionsJson))
const base64 = v.pipe(v.string(), v.minLength(1), v.regex(/^[A-Za-z0-9+/]+={0,2}$/u))

export const logBridgeArguments = {
  logs: v.strictTuple([]),
  appendChanges: v.strictTuple([
    v.strictObject({
      workspace: workspaceIdSchema,
      seen: positions,
      changes: v.pipe(
        v.array(v.strictObject({ document: v.strictObject({ kind: v.picklist(['workspace', 'series', 'meeting']), id: documentId }), update: base64 })),
        v.minLength(1),
        v.maxLength(10_000),
      ),
    }),
  ]),
  readChanges: v.strictTuple([v.strictObject({ workspace: workspaceIdSchema, after: positions, document: v.optional(documentId) })]),
}
