import { join } from 'node:path'
import { chainStart } from '../../shared/log/chain.ts'
import type { LogPrimitives } from '../../shared/log/primitives.ts'
import type { WorkspaceId } from '../../shared/model/identifiers.ts'
import { errorCode, type Disk } from '../disk/disk.ts'
import { createFileFrom } from '../disk/durable-file.ts'
import type { Journal, SpaceJournal } from '../journal/journal.ts'
import { BackupError, UnreadableSpace, writeBackup, type BackupLog, type BackupManifest, type BackupSource } from './backup-file.ts'

export interface MadeBackup {
  readonly name: string
  readonly bytes: number
  readonly records: number
  /** Workspaces that could not be read and are not in it. */
  readonly leftOut: readonly WorkspaceId[]
}

export interface PresentLogs {
  readonly logs: readonly BackupLog[]
  /** Workspaces whose logs cannot be read now. */
  readonly leftOut: readonly WorkspaceId[]
}

export interface BackupSources {
  readonly journal: Journal
  readonly disk: Disk
  readonly primitives: LogPrimitives
  /** Of Minutier, for the manifest. */
  readonly version: string
}

/** A folder that refuses every name must not hold us for ever. */
const MOST_ATTEMPTS = 1_000

/**
 * What stands in the journal now: each log and how far it goes. What is written after this is not part of it. A workspace that
 * cannot be read does not keep the others from being saved; where none can be, it rejects with an `UnreadableSpace`.
 */
export async function presentLogs(journal: Journal): Promise<PresentLogs> {
  const logs: BackupLog[] = []
  const leftOut: WorkspaceId[] = []
  let failure: unknown
  for (const id of journal.spaces()) {
    try {
      logs.push(...(await logsOf(await journal.space(id))))
    } catch (error) {
      leftOut.push(id)
      failure = error
    }
  }
  if (logs.length === 0 && leftOut[0]) throw new UnreadableSpace(leftOut[0], failure)
  return { logs, leftOut }
}

async function logsOf(space: SpaceJournal): Promise<readonly BackupLog[]> {
  const logs: BackupLog[] = []
  for (const { log, writer, last } of space.positions()) {
    if (last === 0) continue
    const first = (await space.read(log, 0, 1))[0]?.sequence
    const chain = await space.chainAt(log, last)
    if (first === undefined || !chain) throw new UnreadableSpace(space.space)
    logs.push({ space: space.space, log, writer, first, last, chain: Buffer.from(chain).toString('hex') })
  }
  // A branch comes after the log that it leaves: a restore knows that one first.
  return logs.toSorted((left, right) => left.log.length - right.log.length || left.first - right.first || (left.log < right.log ? -1 : 1))
}

interface WantedBackup {
  readonly folder: string
  /** The name for an attempt, counted from 1. */
  readonly named: (attempt: number) => string
  readonly present: PresentLogs
  readonly at: Date
  readonly aborted?: () => boolean
}

/**
 * Writes a backup into a folder, under the first name that is free, complete and on the disk when this resolves. A
 * workspace that turns out to be unreadable is left out.
 */
export async function makeBackup(sources: BackupSources, wanted: WantedBackup): Promise<MadeBackup> {
  let { logs } = wanted.present
  const leftOut = [...wanted.present.leftOut]
  for (;;) {
    try {
      return { ...(await writeUnderFreeName(sources, wanted, logs)), leftOut }
    } catch (error) {
      if (!(error instanceof UnreadableSpace)) throw error
      logs = logs.filter(({ space }) => space !== error.space)
      leftOut.push(error.space)
      if (logs.length === 0) throw error
    }
  }
}

async function writeUnderFreeName(
  { journal, disk, primitives, version }: BackupSources,
  { folder, named, at, aborted }: WantedBackup,
  logs: readonly BackupLog[],
): Promise<Omit<MadeBackup, 'leftOut'>> {
  const manifest: BackupManifest = { version, created: at.getTime(), logs }
  const source = journalSource(journal, primitives)
  for (let attempt = 1; ; attempt += 1) {
    const name = named(attempt)
    if (await exists(disk, join(folder, name))) {
      if (attempt === MOST_ATTEMPTS) throw new BackupError('write-failed')
      continue
    }
    let made = { bytes: 0, records: 0 }
    try {
      await createFileFrom(
        join(folder, name),
        async (file) => {
          made = await writeBackup(file, manifest, source, primitives, aborted)
        },
        disk,
      )
      return { name, ...made }
    } catch (error) {
      // Somebody took the name while this was being written.
      if (errorCode(error) !== 'EEXIST' || attempt === MOST_ATTEMPTS) throw error
    }
  }
}

/** What fails here is a workspace that cannot be read, and not the folder that is written to. */
function journalSource(journal: Journal, primitives: LogPrimitives): BackupSource {
  const within = async <Result>({ space }: BackupLog, read: (journal: SpaceJournal) => Promise<Result>): Promise<Result> => {
    try {
      return await read(await journal.space(space))
    } catch (error) {
      throw new UnreadableSpace(space, error)
    }
  }
  return {
    read: (log, after, bytes) => within(log, (space) => space.read(log.log, after, bytes)),
    async chainBefore(log) {
      if (log.first === 1) return chainStart(log.space, log.writer, primitives)
      const chain = await within(log, (space) => space.chainAt(log.log, log.first - 1))
      if (!chain) throw new UnreadableSpace(log.space)
      return chain
    },
  }
}

async function exists(disk: Disk, path: string): Promise<boolean> {
  try {
    await disk.stat(path)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}
