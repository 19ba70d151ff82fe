import * as v from 'valibot'
import type { WorkspaceId } from '../model/identifiers.ts'

/** Everything that is kept on this machine in one file, and back. */
export interface BackupBridge {
  /** Lets the person choose a folder and writes one file with every workspace into it, under a new name. */
  makeBackup(): Promise<BackupResult>
  /** Lets the person choose a backup and adds what it holds to what is here: nothing that is here is taken away. */
  restoreBackup(): Promise<RestoreResult>
  /** The backups that the application made by itself, latest first. */
  automaticBackups(): Promise<readonly AutomaticBackup[]>
  /** Adds what an automatic backup holds. */
  restoreAutomaticBackup(name: string): Promise<RestoreResult>
}

export interface AutomaticBackup {
  /** Its file's name, without its folder. */
  readonly name: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly bytes: number
}

export const BACKUP_PROBLEMS = ['cancelled', 'no-dialog', 'not-a-backup', 'damaged', 'newer-format', 'folder-missing', 'folder-read-only', 'disk-full', 'write-failed', 'read-failed', 'invalid-request', 'too-large'] as const
export type BackupProblem = (typeof BACKUP_PROBLEMS)[number]

export type BackupResult = { readonly ok: true; readonly name: string; readonly bytes: number; readonly records: number } | { readonly ok: false; readonly problem: BackupProblem }
/** `added`: records that were not here before; none means that everything was here already. */
export type RestoreResult = { readonly ok: true; readonly workspaces: readonly WorkspaceId[]; readonly added: number } | { readonly ok: false; readonly problem: BackupProblem }

export const backupBridgeArguments = {
  makeBackup: v.strictTuple([]),
  restoreBackup: v.strictTuple([]),
  automaticBackups: v.strictTuple([]),
  restoreAutomaticBackup: v.strictTuple([v.pipe(v.string(), v.regex(/^[\w.-]{1,120}$/u))]),
}
