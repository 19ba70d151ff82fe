import type { LogPrimitives } from '../../shared/log/primitives.ts'
import type { OtherPerson, Place, SharingProblem, SharingState } from '../../shared/sharing/sharing.ts'
import type { Logbook } from '../application/logbook.ts'
import type { Disk } from '../disk/disk.ts'
import type { SpaceJournal } from '../journal/journal.ts'
import { sharingProblem } from './folder-trouble.ts'
import { createPresence } from './presence.ts'
import { createReplication } from './replication.ts'

/** A workspace while it is shared: looks into its folder again and again, and writes when there is something. */
export interface SharedWorkspace {
  state(): SharedState
  /** For the next time. */
  last(): LastShared
  others(): readonly OtherPerson[]
  /** Where this person is now. */
  move(place: Omit<Place, 'workspace'>): void
  /** Writes and reads at once, whatever failed before. */
  shareNow(): Promise<void>
  /** Writes what waits, if that is quickly done, and leaves. */
  close(): Promise<void>
}

export type SharedState = Extract<SharingState, { kind: 'shared' }>

export interface SharedWorkspaceSources {
  readonly journal: SpaceJournal
  /** Gated: see `folder-gate.ts`. */
  readonly disk: Disk
  readonly folder: string
  /** The folder for the eye. */
  readonly label: string
  readonly primitives: LogPrimitives
  readonly logbook: Logbook
  /** How the person here wants to be called. */
  readonly name: () => string
  /** Told after each change of the state, and when others come, move or go. */
  readonly onChange: () => void
  readonly isNew: boolean
  /** Bytes that this computer's disk still has where the journal stands. */
  readonly room: (() => Promise<number>) | undefined
  /** From the last time. */
  readonly before: LastShared | undefined
}

/** What stood in the folder when it was last seen: so that a start without the folder says what is true. */
export interface LastShared {
  readonly writer: string
  /** How far the own log stood there. */
  readonly through: number
  readonly at: number | null
}

const POLL_EVERY = 1_500
/** After the first change that is not in the folder: what follows at once goes with it. */
const PUBLISH_AFTER = 1_000
const LONGEST_PAUSE = 30_000
/** What leaving may take. */
const CLOSE_WITHIN = 3_000
/** How finely changes of "shared at" are told. */
const AT_STEP = 30_000

export function createSharedWorkspace(sources: SharedWorkspaceSources): SharedWorkspace {
  const { journal, disk, folder, label, primitives, logbook, onChange, isNew, room, before } = sources
  const ticks = () => performance.now()
  const replication = createReplication({ journal, disk, folder, primitives, ticks, pause: after, isNew, room })
  const presence = createPresence({ disk, folder, writer: () => journal.writer, ticks })
  let place: Omit<Place, 'workspace'> = {}
  let at: number | null = before?.at ?? null
  let access: SharedState['access'] = 'write'
  /** What keeps from reading, and from writing. */
  let problems: Readonly<Record<'reading' | 'writing', SharingProblem | null>> = { reading: null, writing: null }
  let failures = { reading: 0, writing: 0 }
  let writeAgainAt = 0
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let isClosed = false
  let told = ''

  const ownLast = () => journal.positions().find(({ isOwn }) => isOwn)?.last ?? 0
  const throughBefore = () => (before?.writer === journal.writer ? before.through : 0)
  const waiting = () => replication.waiting() ?? Math.max(0, ownLast() - throughBefore())
  const problem = (): SharingProblem | null => problems.reading ?? problems.writing ?? (replication.isIncomplete() ? 'incomplete' : null)
  const state = (): SharedState => ({ kind: 'shared', folder: label, at, waiting: waiting(), access, problem: problem() })
  const report = () => {
    const { at: time, ...others } = state()
    const shown = JSON.stringify([others, time && Math.floor(time / AT_STEP), presence.others()])
    if (shown === told) return
    told = shown
    onChange()
  }

  /** Resolves to why some of it could not be read. */
  const read = async (): Promise<unknown> => {
    let look = await replication.look()
    while (look.more) {
      report()
      // Leaving does not wait for years of minutes to be read.
      if (isClosed) break
      look = await replication.look()
    }
    return look.fault
  }
  const write = async () => {
    await replication.publish()
    if (replication.stands()) at = Date.now()
    // What was written is shared, whatever becomes of the tidying.
    report()
    await replication.tidy()
  }
  const meet = async () => {
    await presence.look(replication.writers())
    if (access === 'write' && !replication.isNewer()) await presence.tell(sources.name(), place)
  }

  const went = (what: 'reading' | 'writing', found: SharingProblem | null, error?: unknown) => {
    if (found && problems[what] !== found) logbook.problem(`shared folder: ${what} failed`, { problem: found }, error)
    problems = { ...problems, [what]: found }
  }
  const unreadable = (error: unknown) => {
    const found = sharingProblem(error)
    went('reading', found === 'read-only' ? 'not-reachable' : found, error)
  }
  /** True if the folder is there; also if not all of it could be read: what is to be written does not wait for that. */
  const tryReading = async (): Promise<boolean> => {
    try {
      const fault = await read()
      failures = { ...failures, reading: 0 }
      if (fault === undefined) went('reading', null)
      else unreadable(fault)
      return true
    } catch (error) {
      failures = { ...failures, reading: failures.reading + 1 }
      unreadable(error)
      return false
    }
  }
  const tryWriting = async () => {
    if (ticks() < writeAgainAt) return
    try {
      await write()
      failures = { ...failures, writing: 0 }
      access = replication.isNewer() ? 'read-only' : 'write'
      went('writing', replication.isNewer() ? 'newer-format' : null)
    } catch (error) {
      const found = sharingProblem(error)
      if (found === 'read-only' && access !== 'read-only') logbook.info('shared folder: read-only')
      if (found === 'read-only') access = 'read-only'
      failures = { ...failures, writing: failures.writing + 1 }
      went('writing', found === 'read-only' ? null : found, error)
      writeAgainAt = ticks() + pauseAfter(failures.writing)
    }
  }
  const step = async () => {
    const isThere = await tryReading()
    if (isThere && !isClosed) {
      await tryWriting()
      if (problems.writing === null || problems.writing === 'newer-format') await meet().catch(() => undefined)
    }
    report()
  }

  const schedule = (milliseconds: number) => {
    clearTimeout(timer)
    if (!isClosed) timer = setTimeout(() => void run(), milliseconds)
  }
  const run = (): Promise<void> => {
    clearTimeout(timer)
    running ??= step().finally(() => {
      running = undefined
      schedule(failures.reading > 0 ? pauseAfter(failures.reading) : POLL_EVERY)
    })
    return running
  }

  let growing = false
  const stopListening = journal.onGrowth((log) => {
    if (isClosed || !journal.positions().some((position) => position.log === log && position.isOwn)) return
    report()
    if (growing || failures.reading > 0) return
    growing = true
    setTimeout(() => {
      growing = false
      if (!isClosed) void (running ?? Promise.resolve()).then(run)
    }, PUBLISH_AFTER)
  })
  void run()

  const leave = async () => {
    await running?.catch(() => undefined)
    if (access === 'write' && !replication.isNewer() && waiting() > 0 && failures.reading === 0) await replication.publish().catch(() => undefined)
    await presence.leave().catch(() => undefined)
  }

  return {
    state,
    last: () => ({ writer: journal.writer, through: replication.through() || throughBefore(), at }),
    others: presence.others,
    move(next) {
      place = next
    },
    async shareNow() {
      await running
      failures = { reading: 0, writing: 0 }
      writeAgainAt = 0
      await run()
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      stopListening()
      await Promise.race([leave(), after(CLOSE_WITHIN)])
    },
  }
}

function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE, POLL_EVERY * 2 ** Math.max(0, failures - 1))
}

/** Does not keep the process alive. */
function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref()
  })
}
