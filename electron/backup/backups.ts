import { join } from 'node:path'
import type { AutomaticBackup, BackupBridge, BackupFailure, BackupProblem, RestoreResult } from '../../shared/backup/backup-bridge.ts'
import { documentsFolder } from '../application/documents-folder.ts'
import type { Logbook } from '../application/logbook.ts'
import type { NewsDesk } from '../application/news.ts'
import type { WorkspaceId } from '../../shared/model/identifiers.ts'
import { errorCode, listOrNothing, type Disk } from '../disk/disk.ts'
import { folderProblem } from '../disk/disk-problem.ts'
import { isTemporary } from '../disk/durable-file.ts'
import type { Host } from '../hosts/host.ts'
import { JournalError } from '../journal/journal.ts'
import { BackupError, openBackup, type BackupLog, type OpenBackup } from './backup-file.ts'
import { automaticName, automaticNumber, backupName, wallDate } from './backup-name.ts'
import { makeBackup, presentLogs, type BackupSources, type MadeBackup } from './make-backup.ts'
import { restoreBackup } from './restore.ts'

export interface Backups {
  readonly handlers: BackupBridge
  /** Stops an automatic backup in the middle of its writing; resolves when nothing is written any more. */
  close(): Promise<void>
}

export interface BackupsSources extends BackupSources {
  /** Where the automatic backups stand. */
  readonly folder: string
  /** How the folders that a person chooses are reached: a drive that is dead must not hold what the journal needs. */
  readonly outside: Disk
  readonly news: Pick<NewsDesk, 'tell'>
  readonly logbook: Pick<Logbook, 'info' | 'problem'>
  readonly host: Pick<Host, 'chooseFolder' | 'chooseFile'>
  readonly rhythm?: BackupRhythm
}

/** In milliseconds: how long after the start the first look is made (the start itself has the disk for itself), and how often after that. */
export interface BackupRhythm {
  readonly first: number
  readonly every: number
  readonly now: () => Date
}

const RHYTHM: BackupRhythm = { first: 15_000, every: 30 * 60_000, now: () => new Date() }
export const KEPT_BACKUPS = 14

/**
 * Backups made by hand, and one a day by themselves: at the start or at the first look on another day, if anything has
 * changed since the last. A timer of 24 hours would miss the days that a computer sleeps through.
 */
export function createBackups({ folder, outside, news, logbook, host, rhythm = RHYTHM, ...sources }: BackupsSources): Backups {
  const { journal, disk, primitives } = sources
  let closed = false
  let running: Promise<void> | undefined
  let failure: BackupFailure | undefined
  let hasLooked = false

  const look = async (): Promise<void> => {
    const at = rhythm.now()
    try {
      const looked = await automaticBackup(at)
      if (!looked) return
      const { made, leftOut } = looked
      if (made) logbook.info('backup made', { bytes: made.bytes, records: made.records })
      const isNews = fail(at, leftOut.length > 0 ? 'incomplete' : undefined, leftOut.length)
      if (made || isNews) news.tell({ kind: 'backups' })
    } catch (error) {
      if (!closed && fail(at, backupProblem(error), 0, error)) news.tell({ kind: 'backups' })
    }
  }

  /** A disk that stays full is told once a day; the next look tries again. True if this is something else than before. */
  const fail = (at: Date, problem: BackupFailure['problem'] | undefined, leftOut: number, error?: unknown): boolean => {
    const before = failure
    failure = problem && { at: at.getTime(), problem, leftOut }
    const isNews = before?.problem !== problem || before?.leftOut !== failure?.leftOut || (before !== undefined && wallDate(new Date(before.at)) !== wallDate(at))
    if (isNews && problem) logbook.problem('backup failed', { problem, leftOut }, error)
    return isNews
  }

  /** What was made, if anything, and what could not be read; undefined if it is not time to look at the logs. */
  const automaticBackup = async (at: Date): Promise<{ readonly made?: MadeBackup; readonly leftOut: readonly WorkspaceId[] } | undefined> => {
    const kept = await numbered()
    const latest = kept[0] && (await opened(join(folder, kept[0].name)))
    const isDue = !latest || wallDate(new Date(latest.manifest.created)) !== wallDate(at)
    // The first look of a run finds what could not be read in the one before, and cannot be now.
    if (!isDue && hasLooked) return undefined
    hasLooked = true
    const present = await presentLogs(journal)
    if (!isDue || present.logs.length === 0 || (latest && sameLogs(present.logs, latest.manifest.logs))) return { leftOut: present.leftOut }
    await disk.makeFolder(folder)
    // What was being written when this program was killed; nobody else writes here.
    for (const { name } of await listOrNothing(disk, folder)) if (isTemporary(name)) await disk.remove(join(folder, name))
    const next = (kept[0]?.number ?? 0) + 1
    const made = await makeBackup(sources, { folder, named: (attempt) => automaticName(next + attempt - 1, at), present, at, aborted: () => closed })
    await readBack(join(folder, made.name))
    await removeOld(made.leftOut)
    return { made, leftOut: made.leftOut }
  }

  /** The automatic backups by their numbers, latest first. */
  const numbered = async () => {
    const entries = await listOrNothing(disk, folder)
    return entries
      .flatMap(({ name, isFolder }) => {
        const number = isFolder ? undefined : automaticNumber(name)
        return number === undefined ? [] : [{ name, number }]
      })
      .toSorted((left, right) => right.number - left.number)
  }

  /** Before an older one goes for it, the new one is read from the disk to its last byte. One that is not what was written goes itself. */
  const readBack = async (path: string): Promise<void> => {
    try {
      const backup = await openBackup(path, disk, primitives)
      await backup.check(() => closed).finally(() => backup.close())
    } catch (error) {
      if (!closed) await disk.remove(path)
      throw error
    }
  }

  /**
   * Only files whose beginning says that they are backups are counted, so that what was overwritten or emptied pushes out
   * none; each was read back whole when it was new, and is not again. Of a workspace that cannot be read now, the
   * latest backup that holds it stays, however old.
   */
  const removeOld = async (leftOut: readonly WorkspaceId[]): Promise<void> => {
    const wanted = new Set(leftOut)
    let kept = 0
    for (const { name } of await numbered()) {
      const backup = await opened(join(folder, name))
      if (!backup) continue
      kept += 1
      const isOnly = backup.manifest.logs.filter(({ space }) => wanted.delete(space)).length > 0
      if (kept > KEPT_BACKUPS && !isOnly) await disk.remove(join(folder, name))
    }
  }

  /** What a backup says of itself; undefined if it is none, or cannot be read. */
  const opened = async (path: string): Promise<Omit<OpenBackup, 'close' | 'check' | 'segments'> | undefined> => {
    try {
      const backup = await openBackup(path, disk, primitives)
      await backup.close()
      return backup
    } catch {
      return undefined
    }
  }

  const restore = async (path: string, from: Disk): Promise<RestoreResult> => {
    try {
      const backup = await openBackup(path, from, primitives).catch((error: unknown) => {
        throw error instanceof BackupError ? error : new BackupError('read-failed', error)
      })
      try {
        const restored = await restoreBackup(journal, backup)
        logbook.info('backup restored', { workspaces: restored.workspaces.length, added: restored.added })
        for (const workspace of restored.workspaces) news.tell({ kind: 'logs', workspace })
        return { ok: true, ...restored }
      } finally {
        await backup.close()
      }
    } catch (error) {
      return failed('backup not restored', restoreProblem(error), error)
    }
  }

  const failed = (event: string, problem: BackupProblem, error: unknown) => {
    logbook.problem(event, { problem }, error)
    return { ok: false, problem } as const
  }

  const lookOnce = () => {
    running ??= look().finally(() => {
      running = undefined
    })
  }
  let timer = setTimeout(() => {
    lookOnce()
    timer = setInterval(lookOnce, rhythm.every).unref()
  }, rhythm.first).unref()

  return {
    handlers: {
      async makeBackup() {
        const choice = await host.chooseFolder('backup', await documentsFolder())
        if (choice.kind !== 'chosen') return { ok: false, problem: choice.kind }
        try {
          const at = rhythm.now()
          const made = await makeBackup({ ...sources, disk: outside }, { folder: choice.path, named: (attempt) => backupName(at, attempt), present: await presentLogs(journal), at })
          logbook.info('backup made', { bytes: made.bytes, records: made.records, leftOut: made.leftOut.length })
          return { ok: true, ...made, leftOut: made.leftOut.length }
        } catch (error) {
          return failed('backup failed', backupProblem(error), error)
        }
      },
      async restoreBackup() {
        const choice = await host.chooseFile('restore', await documentsFolder())
        return choice.kind === 'chosen' ? restore(choice.path, outside) : { ok: false, problem: choice.kind }
      },
      async automaticBackups() {
        const backups: AutomaticBackup[] = []
        for (const { name } of await numbered()) {
          const backup = await opened(join(folder, name))
          if (backup) backups.push({ name, at: backup.manifest.created, bytes: backup.bytes })
        }
        return { backups, ...(failure && { failure }) }
      },
      // Only a name that this program gave: what comes from the page never leads out of the folder.
      restoreAutomaticBackup: async (name) => (automaticNumber(name) === undefined ? { ok: false, problem: 'not-a-backup' } : restore(join(folder, name), disk)),
    },
    async close() {
      closed = true
      clearTimeout(timer)
      await running
    },
  }
}

function sameLogs(left: readonly BackupLog[], right: readonly BackupLog[]): boolean {
  const key = ({ space, writer, last, chain }: BackupLog) => `${space}/${writer}/${last}/${chain}`
  const known = new Set(right.map(key))
  return left.length === right.length && left.every((log) => known.has(key(log)))
}

/** What a person can do something about; a log that cannot be read is told from a folder that cannot be written. */
export function backupProblem(error: unknown): BackupProblem {
  if (error instanceof BackupError || error instanceof JournalError) return error.problem
  // A drive that is not there may say so by saying nothing.
  return errorCode(error) === 'ENOTANSWERING' ? 'folder-missing' : folderProblem(error)
}

function restoreProblem(error: unknown): BackupProblem {
  if (error instanceof BackupError || error instanceof JournalError) return error.problem
  return errorCode(error) === '' ? 'damaged' : 'read-failed'
}
