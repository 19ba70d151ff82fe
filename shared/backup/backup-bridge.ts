import * as v from 'valibot'
import type { WorkspaceId } from '../model/identifiers.ts'

/** Everything that is kept on this machine in one file, and back. */
export interface BackupBridge {
  /** Lets the person choose a folder and writes one file with every workspace into it, under a new name. */
  makeBackup(): Promise<BackupResult>
  /** Lets the person choose a backup and adds what it holds to what is here: nothing that is here is taken away. */
  restoreBackup(): Promise<RestoreResult>
  automaticBackups(): Promise<AutomaticBackups>
  /** Adds what an automatic backup holds. */
  restoreAutomaticBackup(name: string): Promise<RestoreResult>
}

/** What the application did by itself. */
export interface AutomaticBackups {
  /** Latest first. */
  readonly backups: readonly AutomaticBackup[]
  /** What went wrong at the last look, if anything did. */
  readonly failure?: BackupFailure
}

export interface BackupFailure {
  /** Milliseconds since 1970. */
  readonly at: number
  /** `incomplete`: one was made, or is not due, but some workspaces could not be read and are in none of today. */
  readonly problem: BackupProblem | 'incomplete'
  /** How many workspaces could not be read. */
  readonly leftOut: number
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

/** `leftOut`: workspaces that could not be read and are not in it. */
export type BackupResult = { readonly ok: true; readonly leftOut: number; readonly name: string; readonly bytes: number; readonly records: number } | { readonly ok: false; readonly problem: BackupProblem }
/** `added`: records that were not here before; none means that everything was here already. */
export type RestoreResult = { readonly ok: true; readonly workspaces: readonly WorkspaceId[]; readonly added: number } | { readonly ok: false; readonly problem: BackupProblem }

export const backupBridgeArguments = {
  makeBackup: v.strictTuple([]),
  restoreBackup: v.strictTuple([]),
  automaticBackups: v.strictTuple([]),
  restoreAutomaticBackup: v.strictTuple([v.pipe(v.string(), v.regex(/^[\w.-]{1,120}$/u))]),
}
