import { join } from 'node:path'
import type { LogPrimitives } from '../../shared/log/primitives.ts'
import type { LogId } from '../../shared/log/record.ts'
import { listOrNothing, type Disk } from '../disk/disk.ts'
import { isTemporary } from '../disk/durable-file.ts'
import type { SpaceJournal } from '../journal/journal.ts'
import { createCatalogue, type Catalogue } from './catalogue.ts'
import { countRecords } from './coverage.ts'
import { ARCHIVE, CARRIED, writerFolder } from './folder-layout.ts'
import { FolderTrouble, patiently } from './folder-trouble.ts'
import { createPublishing } from './publishing.ts'
import { createReceiving } from './receiving.ts'
import { readSpaceFile } from './space-file.ts'

/**
 * Keeps one workspace's logs and one shared folder alike. It has no clock of its own: each step is called. A step
 * rejects with what the disk said or with a `FolderTrouble`; then nothing is lost, and the next one does it all.
 */
export interface Replication {
  /** Reads what others have published since the last time. */
  look(): Promise<Look>
  /** Writes what the folder lacks of the own log, if it may be written; and, after a long while, of others'. */
  publish(): Promise<void>
  /** Puts small own files together, if there was something new. */
  tidy(): Promise<void>
  /** Saved here, but not in the folder as it was last seen; undefined if it has not been seen yet. */
  waiting(): number | undefined
  /** How far the own log stands in the folder without a gap; 0 if that has not been seen yet. */
  through(): number
  /** True if the folder is of a newer version and is never written. */
  isNewer(): boolean
  /** Whose folders there are, as they are spelt. */
  writers(): ReturnType<Catalogue['owners']>
}

export interface Look {
  /** True if something of others was new. */
  readonly added: boolean
  /** There is more to read: look again at once. */
  readonly more: boolean
}

export interface ReplicationSources {
  readonly journal: SpaceJournal
  readonly disk: Disk
  readonly folder: string
  readonly primitives: LogPrimitives
  /** Milliseconds that only ever grow; no other clock has a say. */
  readonly ticks: () => number
  readonly pause: (milliseconds: number) => Promise<void>
  /** The folder was made just now, and by us: nobody else will bring what others wrote. */
  readonly isNew: boolean
}

/** How often the archives are looked through, in case somebody took something out of them. */
const FULL_LOOK_EVERY = 300_000
/** How often it is made sure that no file of others has become shorter since it was read. */
const RECHECK_EVERY = 1_800_000
/** How often it is made sure whose folder this is, while nothing calls for it, in milliseconds. */
const CONFIRM_EVERY = 30_000

export function createReplication({ journal, disk, folder, primitives, ticks, pause, isNew }: ReplicationSources): Replication {
  const catalogue = createCatalogue({ disk, folder, space: journal.space, primitives, ticks })
  const receiving = createReceiving({ journal, catalogue, primitives })
  const publishing = createPublishing({ journal, disk, folder, catalogue, receiving, primitives, pause })
  let isNewer = false
  let isClean = false
  let hasLooked = false
  let fullLookAt = Number.NEGATIVE_INFINITY
  let recheckedAt = ticks()
  let confirmedAt = Number.NEGATIVE_INFINITY
  let mayTidy = true
  /** Missed at the last full look: whoever writes them may just be slow. */
  let missedOfOthers: ReadonlyMap<LogId, unknown> = new Map()
  let mayBeAlone = isNew
  let carries = isNew

  const confirm = async () => {
    const found = await readSpaceFile(disk, folder)
    if (found.kind === 'absent') throw new FolderTrouble('not-reachable')
    if (found.kind === 'newer') throw new FolderTrouble('newer-format')
    // An empty folder is what an unplugged drive leaves behind: it is nobody's, and nothing is made in it.
    if (found.kind !== 'space' || found.space !== journal.space) throw new FolderTrouble('other-content')
    isNewer = found.isNewer
    confirmedAt = ticks()
  }

  /** What was left when the machine stopped in the middle of a file. */
  const removeLeftovers = async () => {
    const own = writerFolder(folder, journal.writer)
    for (const place of [own, join(own, ARCHIVE), join(own, CARRIED)]) {
      for (const { name, isFolder } of await listOrNothing(disk, place)) if (!isFolder && isTemporary(name)) await disk.remove(join(place, name))
    }
  }

  const list = async (deep: Parameters<Catalogue['look']>[0]) => {
    const knewOwn = hasOwn()
    const stands = await catalogue.look(deep)
    if (stands && (!knewOwn || hasOwn())) return
    await confirm()
    if (!stands) catalogue.clear()
    mayTidy = true
  }
  const hasOwn = () => catalogue.owners().some((owner) => owner.toLowerCase() === journal.writer)

  const carryForOthers = async () => {
    const missing = await publishing.missingOfOthers()
    await publishing.carry(mayBeAlone ? missing : new Map([...missing].filter(([log]) => missedOfOthers.has(log))))
    missedOfOthers = missing
    mayBeAlone = false
    carries = false
  }

  return {
    async look() {
      const isFull = ticks() - fullLookAt >= FULL_LOOK_EVERY
      if (ticks() - confirmedAt >= CONFIRM_EVERY) await confirm()
      await list(isFull ? 'all' : 'tails')
      if (isFull) {
        const isThorough = ticks() - recheckedAt >= RECHECK_EVERY
        await catalogue.recheck(isThorough ? catalogue.files() : publishing.ownFiles())
        if (isThorough) recheckedAt = ticks()
        carries = true
      }
      let taken = await receiving.takeIn(publishing.contiguous)
      if (taken.gaps.size > 0 && !isFull) {
        const before = taken
        await list(taken.gaps)
        taken = await receiving.takeIn(publishing.contiguous)
        taken = { ...taken, added: taken.added + before.added, isCloned: taken.isCloned || before.isCloned }
      }
      if (isFull && !taken.more) fullLookAt = ticks()
      hasLooked ||= !taken.more
      return { added: taken.added > 0, more: taken.more }
    },
    async publish() {
      const isOwnMissing = publishing.missing().length > 0
      if (isNewer || (!isOwnMissing && !carries && hasOwn())) return
      await confirm()
      if (isNewer) return
      // Also for somebody who has only read so far: the first sign that the folder may be written, or not.
      if (!hasOwn()) await patiently(() => disk.makeFolder(writerFolder(folder, journal.writer)), pause)
      if (!isClean) {
        await removeLeftovers()
        isClean = true
      }
      if (isOwnMissing) {
        mayTidy = true
        await publishing.publish()
      }
      if (carries) await carryForOthers()
    },
    async tidy() {
      if (!mayTidy || isNewer) return
      await confirm()
      await publishing.tidy()
      mayTidy = false
    },
    waiting: () => (hasLooked ? countRecords(publishing.missing()) : undefined),
    through: () => (hasLooked ? publishing.contiguous() : 0),
    isNewer: () => isNewer,
    writers: () => catalogue.owners(),
  }
}
