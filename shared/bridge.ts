import * as v from 'valibot'
import { LANGUAGES, type Language } from './model/bilingual.ts'
import type { WorkspaceId } from './model/identifiers.ts'
import type { Minutes } from './minutes/minutes.ts'
import { minutesSchema } from './minutes/minutes-schema.ts'
import { backupBridgeArguments, type BackupBridge } from './backup/backup-bridge.ts'
import { logBridgeArguments, type LogBridge } from './log/log-bridge.ts'
import { sharingBridgeArguments, type SharingBridge } from './sharing/sharing.ts'

/**
 * The one contract between the renderer and the main process, the same in both hosts. The renderer knows this
 * interface and nothing of what is behind it; the main process validates every argument with `bridgeArguments`.
 * Everything that crosses is plain JSON. No argument carries a path: places on the disk are chosen and kept by the
 * main process, which hands out opaque identifiers.
 */
export interface Bridge extends LogBridge, SharingBridge, BackupBridge {
  /** Who we are and where we run. */
  describe(): Promise<ApplicationDescription>
  /** A screen stands, be it one that says what is being waited for: the host stops waiting for it. More than once is as good. */
  reportReady(): Promise<void>
  /** The language of menus and native dialogs. */
  setLanguage(language: Language): Promise<void>
  /** The pages of a document as SVG, one string a page, as the PDF would show them. */
  previewDocument(request: DocumentRequest): Promise<PreviewResult>
  /** Writes documents into the export folder; an existing file is never overwritten (a number is added). */
  exportDocuments(request: ExportRequest): Promise<ExportResult>
  /** The export folder as it is shown to a person. */
  exportFolder(): Promise<ExportFolder>
  /** Lets the person choose another export folder in a native dialog. */
  chooseExportFolder(): Promise<ChooseFolderResult>
  /** Opens an exported file with the system's application, or shows it in its folder. */
  openExported(file: string): Promise<boolean>
  revealExported(file: string): Promise<boolean>
  /** Opens an http, https or mailto address outside. False if it is not one or nothing can open it. */
  openLink(address: string): Promise<boolean>
  /** Opens the second window, for the screen of the room, or brings it to the front. False if it cannot be opened. */
  openProjector(): Promise<boolean>
  /**
   * What has happened after the piece of news with this number (0: from the beginning of this run). Waits until there
   * is some, at most `NEWS_WAIT`. The page asks again and again: so news needs no other way than a call.
   */
  news(after: number): Promise<News>
  /** Closes the application. */
  quit(): Promise<void>
  /** Commands chosen in a native menu. Returns the unsubscribe. */
  onMenuCommand(listener: (command: MenuCommand) => void): () => void
}

export const HOST_KINDS = ['electron', 'chromium'] as const
export type HostKind = (typeof HOST_KINDS)[number]

export interface ApplicationDescription {
  readonly version: string
  readonly host: HostKind
  readonly platform: 'linux' | 'darwin' | 'win32' | 'other'
  /** The language of the system, for the first start. */
  readonly language: Language
  /** True where the host has a menu bar of its own. */
  readonly nativeMenu: boolean
  /** How often it has been asked, on the command line, that what the page keeps be made anew from the logs. */
  readonly viewEpoch: number
}

/** How long a call for news is held when there is none, in milliseconds. */
export const NEWS_WAIT = 20_000

export interface News {
  /** Number of the latest piece: what the next call gives. */
  readonly number: number
  readonly items: readonly NewsItem[]
}

/** What to look at again. `logs`: there are records to read. `sharing`: a state, or who is here. `backups`: one was made, or failed. */
export type NewsItem = { readonly kind: 'logs' | 'sharing'; readonly workspace: WorkspaceId } | { readonly kind: 'backups' }

/** `minutes`: the compte-rendu. `decisions`: the relevé de décisions (decisions, recommendations and actions only). */
export const DOCUMENT_KINDS = ['minutes', 'decisions'] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

/** `both`: French and English in one document, side by side. */
export const DOCUMENT_LANGUAGES = ['fr', 'en', 'both'] as const
export type DocumentLanguage = (typeof DOCUMENT_LANGUAGES)[number]

export const DOCUMENT_FORMATS = ['docx', 'pdf'] as const
export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number]

export interface DocumentRequest {
  readonly minutes: Minutes
  readonly kind: DocumentKind
  readonly language: DocumentLanguage
}

export interface ExportRequest extends DocumentRequest {
  readonly formats: readonly DocumentFormat[]
}

/** Why something did not work. Each has a sentence in both languages (`errors.json`); none carries a path. */
export const BRIDGE_PROBLEMS = ['invalid-request', 'too-large', 'render-failed', 'folder-missing', 'folder-read-only', 'disk-full', 'write-failed', 'no-dialog'] as const
export type BridgeProblem = (typeof BRIDGE_PROBLEMS)[number]

export interface Failure {
  readonly ok: false
  readonly problem: BridgeProblem
}

export type PreviewResult = { readonly ok: true; readonly pages: readonly string[] } | Failure
export type ExportResult = { readonly ok: true; readonly files: readonly ExportedFile[]; readonly folder: ExportFolder } | Failure
export type ChooseFolderResult = { readonly ok: true; readonly folder: ExportFolder } | { readonly ok: false; readonly problem: 'cancelled' | BridgeProblem }

export interface ExportedFile {
  /** Opaque; valid until the application closes. */
  readonly id: string
  readonly format: DocumentFormat
  /** The file's name, without its folder. */
  readonly name: string
  readonly bytes: number
  /** SHA-256 in hexadecimal. */
  readonly sha256: string
}

export interface ExportFolder {
  /** For the eye: "Documents › Minutier". */
  readonly label: string
}

export const MENU_COMMANDS = ['home', 'directory', 'export', 'sharing', 'join-shared', 'backups', 'make-backup', 'restore-backup', 'palette', 'keys', 'undo', 'redo', 'projector-open', 'toggle-theme', 'language-fr', 'language-en'] as const
export type MenuCommand = (typeof MENU_COMMANDS)[number]

const documentRequest = { minutes: minutesSchema, kind: v.picklist(DOCUMENT_KINDS), language: v.picklist(DOCUMENT_LANGUAGES) }
const exportedFile = v.pipe(v.string(), v.uuid())

type Calls = { [Name in keyof Bridge as Bridge[Name] extends (...values: never[]) => Promise<unknown> ? Name : never]: Bridge[Name] }
/** The calls of the bridge: all of it but the subscriptions. */
export type BridgeCall = keyof Calls
/** What the main process implements. */
export type BridgeHandlers = Calls

/** The largest call that is read at all, in characters of JSON. */
export const LARGEST_CALL = 64 * 1024 * 1024

/** For each call, the schema of its arguments. A call that is not named here does not exist. */
export const bridgeArguments = {
  describe: v.strictTuple([]),
  reportReady: v.strictTuple([]),
  setLanguage: v.strictTuple([v.picklist(LANGUAGES)]),
  previewDocument: v.strictTuple([v.strictObject(documentRequest)]),
  exportDocuments: v.strictTuple([
    v.strictObject({ ...documentRequest, formats: v.pipe(v.array(v.picklist(DOCUMENT_FORMATS)), v.minLength(1), v.maxLength(DOCUMENT_FORMATS.length)) }),
  ]),
  exportFolder: v.strictTuple([]),
  chooseExportFolder: v.strictTuple([]),
  openExported: v.strictTuple([exportedFile]),
  revealExported: v.strictTuple([exportedFile]),
  openLink: v.strictTuple([v.pipe(v.string(), v.maxLength(10_000))]),
  openProjector: v.strictTuple([]),
  news: v.strictTuple([v.pipe(v.number(), v.safeInteger(), v.minValue(0))]),
  quit: v.strictTuple([]),
  ...logBridgeArguments,
  ...sharingBridgeArguments,
  ...backupBridgeArguments,
} satisfies { [Name in BridgeCall]: v.GenericSchema<unknown, Parameters<Calls[Name]>> }
