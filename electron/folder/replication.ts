import { join } from 'node:path'
import type { LogPrimitives } from '../../shared/log/primitives.ts'
import type { LogId } from '../../shared/log/record.ts'
import type { WriterId } from '../../shared/model/identifiers.ts'
import { listOrNothing, type Disk, type DiskEntry } from '../disk/disk.ts'
import { isTemporary } from '../disk/durable-file.ts'
import type { SpaceJournal } from '../journal/journal.ts'
import { createCatalogue, type Catalogue, type FolderFile } from './catalogue.ts'
import { countRecords } from './coverage.ts'
import { ARCHIVE, CARRIED, WRITERS, writerFolder, writersFolder } from './folder-layout.ts'
import { FolderTrouble } from './folder-trouble.ts'
import { cautious } from './packing.ts'
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
  /** All that is saved here has been seen in the folder since the last write into it. */
  stands(): boolean
  /** For minutes now, something of the others has been missing or could not be taken in. */
  isIncomplete(): boolean
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
  /** Why not all could be read: then what was read is good, and what is to be written can be written. */
  readonly fault: unknown
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
  /** Bytes that this computer's disk still has where the journal stands; undefined: room enough. */
  readonly room?: (() => Promise<number>) | undefined
}

/** How often the archives are looked through, in case somebody took something out of them. */
const FULL_LOOK_EVERY = 300_000
/** How often it is made sure that no file of others has become shorter since it was read. */
const RECHECK_EVERY = 1_800_000
/** How often it is made sure whose folder this is, while nothing calls for it, in milliseconds. */
const CONFIRM_EVERY = 30_000
/** How often it is made sure that a file still holds what was written. */
const READ_BACK_EVERY = 24 * 3_600_000
/** Bytes of them that are read in one full look: a line may be slow. Of others' files less: usually they see to them themselves. */
const READ_BACK_BYTES = { own: 8 * 1024 * 1024, others: 1024 * 1024 }
/** What is on its way usually takes less, in milliseconds. */
const BEHIND_IS_TOLD_AFTER = 180_000

export function createReplication({ journal, disk, folder, primitives: given, ticks, pause, isNew, room = () => Promise.resolve(Number.POSITIVE_INFINITY) }: ReplicationSources): Replication {
  const primitives = cautious(given)
  const catalogue = createCatalogue({ disk, folder, journal, primitives, ticks })
  const receiving = createReceiving({ journal, catalogue, primitives, room })
  const publishing = createPublishing({ journal, disk, folder, catalogue, receiving, primitives, pause })
  let isNewer = false
  let isClean = false
  let hasLooked = false
  let fullLookAt = Number.NEGATIVE_INFINITY
  let recheckedAt = ticks()
  let confirmedAt = Number.NEGATIVE_INFINITY
  let mayTidy = true
  /** The own folder has been listed since the last write into it. */
  let isOwnSeen = false
  let behindSince: number | undefined
  let unkept: ReadonlySet<WriterId> = new Set()
  const readBackAt = new WeakMap<FolderFile, number>()
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

  /** A link where one of our folders should be would lead what is written or removed out of the shared folder. */
  const refuseLinks = async () => {
    const own = writerFolder(folder, journal.writer)
    for (const [within, names] of [[folder, [WRITERS]], [writersFolder(folder), [journal.writer]], [own, [ARCHIVE, CARRIED]]] as const) {
      const isLed = ({ name, isOther }: DiskEntry) => isOther && names.some((ours) => ours === name.toLowerCase())
      if ((await listOrNothing(disk, within)).some(isLed)) throw new FolderTrouble('other-content')
    }
  }

  /** A damaged file looks like a good one until it is read: those that have not been for long are, a few at a time. */
  const readBack = async (files: readonly FolderFile[], most: number) => {
    const age = (file: FolderFile) => ticks() - (readBackAt.get(file) ?? Number.NEGATIVE_INFINITY)
    const due = files.filter((file) => age(file) >= READ_BACK_EVERY).sort((left, right) => age(right) - age(left))
    let bytes = 0
    for (const file of due) {
      if (bytes >= most) return
      bytes += file.bytes
      // What turns out bad does not stand there any more, and is published again or carried.
      await catalogue.read(file)
      readBackAt.set(file, ticks())
    }
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
    const { stands, fault } = await catalogue.look(deep)
    isOwnSeen = fault === undefined
    if (stands && (!knewOwn || hasOwn())) return fault
    await confirm()
    if (!stands) catalogue.clear()
    mayTidy = true
    return fault
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
      let fault = await list(isFull ? 'all' : 'tails')
      if (isFull) {
        const isThorough = ticks() - recheckedAt >= RECHECK_EVERY
        const found = await catalogue.recheck(isThorough ? catalogue.files() : publishing.ownFiles())
        fault ??= found
        if (isThorough) recheckedAt = ticks()
        carries = true
      }
      let taken = await receiving.takeIn(publishing.contiguous)
      if (taken.gaps.size > 0 && !isFull) {
        const before = taken
        const found = await list(taken.gaps)
        fault ??= found
        taken = await receiving.takeIn(publishing.contiguous)
        taken = { ...taken, added: taken.added + before.added, isCloned: taken.isCloned || before.isCloned }
      }
      if (isFull && !taken.more) {
        const own = new Set(publishing.ownFiles())
        await readBack([...own], READ_BACK_BYTES.own)
        await readBack(catalogue.files().filter((file) => !own.has(file)), READ_BACK_BYTES.others)
        if (fault === undefined) fullLookAt = ticks()
      }
      if (fault !== undefined) isOwnSeen = false
      if (taken.isDiskFull) fault ??= new FolderTrouble('this-disk-full')
      if (!taken.more) behindSince = taken.isBehind ? (behindSince ?? ticks()) : undefined
      ;({ unkept } = taken)
      hasLooked ||= !taken.more
      return { added: taken.added > 0, more: taken.more, fault }
    },
    async publish() {
      const isOwnMissing = publishing.missing().length > 0
      if (isNewer || (!isOwnMissing && !carries && hasOwn())) return
      await confirm()
      if (isNewer) return
      await refuseLinks()
      // Also for somebody who has only read so far: the first sign that the folder may be written, or not.
      if (!hasOwn()) await publishing.startAnew()
      if (!isClean) {
        await removeLeftovers()
        isClean = true
      }
      if (isOwnMissing) {
        mayTidy = true
        isOwnSeen = false
        await publishing.publish()
        // A write that has gone well is no proof: it is shared when it is seen to stand there.
        await catalogue.lookAtOwn()
        isOwnSeen = true
      }
      if (carries) await carryForOthers()
    },
    async tidy() {
      if (!mayTidy || isNewer) return
      await confirm()
      await refuseLinks()
      await publishing.tidy()
      mayTidy = false
    },
    waiting: () => (hasLooked ? countRecords(publishing.missing()) : undefined),
    stands: () => hasLooked && isOwnSeen && publishing.missing().length === 0,
    isIncomplete: () => catalogue.isCrowded() || unkept.size > 0 || (behindSince !== undefined && ticks() - behindSince >= BEHIND_IS_TOLD_AFTER),
    through: () => (hasLooked ? publishing.contiguous() : 0),
    isNewer: () => isNewer,
    writers: () => catalogue.owners(),
  }
}
