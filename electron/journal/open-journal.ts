import { dirname, join } from 'node:path'
import type { LogPrimitives } from '../../shared/log/primitives.ts'
import type { LogId } from '../../shared/log/record.ts'
import type { WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'
import type { Logbook } from '../application/logbook.ts'
import type { Disk } from '../disk/disk.ts'
import type { Journal, SpaceJournal } from './journal.ts'
import { isIdentifier } from './log-names.ts'
import { openSpaceJournal, type OpenSpace } from './space-journal.ts'
import { fingerprintOf, type Fingerprint } from './writer-identity.ts'

export interface JournalSources {
  readonly disk: Disk
  readonly primitives: LogPrimitives
  readonly logbook?: Pick<Logbook, 'info' | 'problem'>
  /** How a copied folder is known; of the real disk unless a test says otherwise. */
  readonly fingerprintOf?: (folder: string) => Promise<Fingerprint>
  /**
   * Up to which record a log is known to be in its shared folder: what a copied data folder need not write a second
   * time. 0 where that cannot be told; then all of it is.
   */
  readonly sharedThrough?: (space: WorkspaceId, writer: WriterId) => Promise<number>
  /** Bytes after which a file of a log is followed by another. */
  readonly rollAt?: number
}

const ROLL_AT = 4 * 1024 * 1024

/** Opens the journal in a folder, or begins one; each workspace is opened when it is first asked for. */
export async function openJournal(folder: string, sources: JournalSources): Promise<Journal> {
  const { disk } = sources
  const opened = new Map<WorkspaceId, Promise<OpenSpace>>()
  const listeners = new Set<(space: SpaceJournal, log: LogId) => void>()
  await disk.makeFolder(folder)
  await disk.syncFolder(dirname(folder))
  const kept = new Set((await disk.list(folder)).filter(({ name, isFolder }) => isFolder && isIdentifier(name)).map(({ name }) => name as WorkspaceId))

  const open = async (id: WorkspaceId): Promise<OpenSpace> => {
    const space = await openSpaceJournal({
      folder: join(folder, id),
      space: id,
      disk,
      primitives: sources.primitives,
      logbook: sources.logbook,
      fingerprintOf: sources.fingerprintOf ?? fingerprintOf,
      sharedThrough: sources.sharedThrough ?? (() => Promise.resolve(0)),
      rollAt: sources.rollAt ?? ROLL_AT,
    })
    kept.add(id)
    space.onGrowth((log) => {
      for (const listener of listeners) listener(space, log)
    })
    return space
  }

  return {
    spaces: () => [...kept],
    space(id) {
      // The identifier comes from the page, and becomes the name of a folder.
      if (!isIdentifier(id)) return Promise.reject(new RangeError('not an identifier'))
      const known = opened.get(id)
      if (known) return known
      const opening = open(id)
      opened.set(id, opening)
      // One that could not be opened is tried again when it is asked for again.
      opening.catch(() => opened.delete(id))
      return opening
    },
    onGrowth(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      for (const space of await Promise.allSettled(opened.values())) if (space.status === 'fulfilled') await space.value.close()
    },
  }
}
