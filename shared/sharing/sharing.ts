import * as v from 'valibot'
import type { Language } from '../model/bilingual.ts'
import { CARET_POSITION, type BodyCaret } from '../model/body-caret.ts'
import type { AgendaItemId, EntryId, MeetingId, WorkspaceId, WriterId } from '../model/identifiers.ts'
import { workspaceIdSchema } from '../log/log-bridge.ts'

/** How a workspace is shared through a plain folder: the part of the bridge for people, not for what they type. */
export interface SharingBridge {
  /** The state of every workspace that is kept on this machine. */
  sharing(): Promise<readonly WorkspaceSharing[]>
  /** Lets the person choose an empty folder and shares the workspace there. */
  shareWorkspace(workspace: WorkspaceId): Promise<SharingResult>
  /** Lets the person choose a folder in which somebody shares a workspace. */
  joinSharedFolder(): Promise<SharingResult>
  /** Leaves the folder. What is on this machine stays, and what is in the folder stays. */
  stopSharing(workspace: WorkspaceId): Promise<void>
  /** Publishes and reads at once. */
  shareNow(workspace: WorkspaceId): Promise<void>
  /** Shows the folder in the system's file manager; false if nothing can. */
  revealSharedFolder(workspace: WorkspaceId): Promise<boolean>
  /** Tells the others where this person is; nothing if the workspace is not shared. */
  reportPlace(place: Place): Promise<void>
  /** How this person wants to be called in what others see; empty if nobody has said. */
  personName(): Promise<string>
  setPersonName(name: string): Promise<void>
}

export interface WorkspaceSharing {
  readonly workspace: WorkspaceId
  readonly state: SharingState
  /** The others who are here now, as far as their files say. */
  readonly others: readonly OtherPerson[]
  /** Names of all writers that have told one, this one too. */
  readonly writers: readonly { readonly writer: WriterId; readonly name: string; readonly isOwn: boolean }[]
  /** True if this copy of the data folder has taken a name of its own since the start: it was copied or moved, or somebody else writes under the old one. */
  readonly isNewWriter: boolean
}

/**
 * `local`: not shared. `shared`: `at` is when all that is saved here last stood in the folder, in milliseconds since
 * 1970 (null: not yet); `waiting` counts saved changes that do not stand there; `problem` says why.
 */
export type SharingState =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'shared'
      /** For the eye: "Documents › Comité". */
      readonly folder: string
      readonly at: number | null
      readonly waiting: number
      readonly access: 'write' | 'read-only'
      readonly problem: SharingProblem | null
    }

export const SHARING_PROBLEMS = [
  /** The folder is not there: a drive is unplugged, a network is down. */
  'not-reachable',
  /** It does not answer within a reasonable time. */
  'not-answering',
  /** What stands there now belongs to another workspace, or nothing of ours stands there any more. */
  'other-content',
  'folder-full',
  /** Of a newer version: read as far as it is understood, never written. */
  'newer-format',
  'write-failed',
  /** This computer has too little room to take in what the others write. */
  'this-disk-full',
  /** Something of the others is missing in the folder, or cannot be read, and has been for minutes. */
  'incomplete',
] as const
export type SharingProblem = (typeof SHARING_PROBLEMS)[number]

export interface OtherPerson {
  readonly writer: WriterId
  readonly name: string
  readonly place: Omit<Place, 'workspace'>
}

export interface Place {
  readonly workspace: WorkspaceId
  readonly meeting?: MeetingId | undefined
  readonly item?: AgendaItemId | undefined
  readonly language?: Language | undefined
  /** Where in the text of the item, in this language. */
  readonly caret?: BodyCaret | undefined
}

/**
 * `not-empty`: other files stand in the folder that was to be shared. `already-shared`: this folder holds another
 * workspace (or this one, and is then joined instead). `not-shared`: the folder to be joined holds no workspace.
 * `unrelated`: it bears the name of a workspace that is here, and holds nothing of it.
 */
export const SHARING_REFUSALS = ['cancelled', 'no-dialog', 'not-empty', 'already-shared', 'not-shared', 'unrelated', 'newer-format', 'folder-missing', 'folder-read-only', 'disk-full', 'write-failed', 'invalid-request', 'too-large'] as const
export type SharingRefusal = (typeof SHARING_REFUSALS)[number]
export type SharingResult = { readonly ok: true; readonly workspace: WorkspaceId } | { readonly ok: false; readonly problem: SharingRefusal }

const record = v.pipe(v.string(), v.regex(/^[\w.-]{1,100}$/u))

/** A caret as another program may have written it: what is none is dropped, and the place holds without it. */
export const caretSchema = v.fallback(
  v.optional(v.object({ entry: v.pipe(record, v.transform((id) => id as EntryId)), at: v.pipe(v.string(), v.maxLength(64), v.regex(CARET_POSITION)) })),
  undefined,
)

export const sharingBridgeArguments = {
  sharing: v.strictTuple([]),
  shareWorkspace: v.strictTuple([workspaceIdSchema]),
  joinSharedFolder: v.strictTuple([]),
  stopSharing: v.strictTuple([workspaceIdSchema]),
  shareNow: v.strictTuple([workspaceIdSchema]),
  revealSharedFolder: v.strictTuple([workspaceIdSchema]),
  reportPlace: v.strictTuple([
    v.strictObject({
      workspace: workspaceIdSchema,
      meeting: v.optional(v.pipe(record, v.transform((id) => id as MeetingId))),
      item: v.optional(v.pipe(record, v.transform((id) => id as AgendaItemId))),
      language: v.optional(v.picklist(['fr', 'en'])),
      caret: caretSchema,
    }),
  ]),
  personName: v.strictTuple([]),
  setPersonName: v.strictTuple([v.pipe(v.string(), v.maxLength(200))]),
}
