import { join } from 'node:path'
import { chainStart } from '../../shared/log/chain.ts'
import type { LogPrimitives } from '../../shared/log/primitives.ts'
import { errorCode, type Disk } from '../disk/disk.ts'
import { createFileFrom } from '../disk/durable-file.ts'
import type { Journal, SpaceJournal } from '../journal/journal.ts'
import { BackupError, writeBackup, type BackupLog, type BackupManifest, type BackupSource } from './backup-file.ts'

export interface MadeBackup {
  readonly name: string
  readonly bytes: number
  readonly records: number
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

/** What stands in the journal now: each log and how far it goes. What is written after this is not part of it. */
export async function presentLogs(journal: Journal): Promise<readonly BackupLog[]> {
  const logs: BackupLog[] = []
  for (const id of journal.spaces()) {
    const space = await journal.space(id)
    const here: BackupLog[] = []
    for (const { log, writer, last } of space.positions()) {
      if (last === 0) continue
      const first = (await space.read(log, 0, 1))[0]?.sequence
      const chain = await space.chainAt(log, last)
      if (first === undefined || !chain) throw new BackupError('read-failed')
      here.push({ space: id, log, writer, first, last, chain: Buffer.from(chain).toString('hex') })
    }
    // A branch comes after the log that it leaves: a restore knows that one first.
    logs.push(...here.toSorted((left, right) => left.log.length - right.log.length || left.first - right.first || (left.log < right.log ? -1 : 1)))
  }
  return logs
}

/**
 * Writes a backup into a folder, under the first name that is free, complete and on the disk when this resolves.
 * @param named the name for an attempt, counted from 1.
 */
export async function makeBackup(
  { journal, disk, primitives, version }: BackupSources,
  { folder, named, logs, at, aborted }: { readonly folder: string; readonly named: (attempt: number) => string; readonly logs: readonly BackupLog[]; readonly at: Date; readonly aborted?: () => boolean },
): Promise<MadeBackup> {
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

function journalSource(journal: Journal, primitives: LogPrimitives): BackupSource {
  const spaceOf = ({ space }: BackupLog): Promise<SpaceJournal> => journal.space(space)
  return {
    read: async (log, after, bytes) => (await spaceOf(log)).read(log.log, after, bytes),
    async chainBefore(log) {
      if (log.first === 1) return chainStart(log.space, log.writer, primitives)
      const chain = await (await spaceOf(log)).chainAt(log.log, log.first - 1)
      if (!chain) throw new BackupError('read-failed')
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
