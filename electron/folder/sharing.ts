import type { LogPrimitives } from '../../shared/log/primitives.ts'
import type { WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'
import type { Place, SharingBridge, SharingRefusal, SharingResult, WorkspaceSharing } from '../../shared/sharing/sharing.ts'
import { folderLabel } from '../application/folder-label.ts'
import type { Logbook } from '../application/logbook.ts'
import type { NewsDesk } from '../application/news.ts'
import type { SettingsFile } from '../application/settings.ts'
import { errorCode, type Disk } from '../disk/disk.ts'
import { folderProblem } from '../disk/disk-problem.ts'
import type { ChosenPath, FolderPurpose } from '../hosts/host.ts'
import type { Journal, SpaceJournal } from '../journal/journal.ts'
import { createFolderGate } from './folder-gate.ts'
import { kinship, type Kinship } from './kinship.ts'
import { createSharedWorkspace, type SharedWorkspace } from './shared-workspace.ts'
import { createSpace, isFree, readSpaceFile } from './space-file.ts'
import { createWriterNames, type WriterNames } from './writer-names.ts'

/** The shared folders of all workspaces, behind the bridge. Which they are is remembered; what they are called never leaves but as a label. */
export interface Sharing {
  readonly handlers: SharingBridge
  /** Publishes what waits, if that is quickly done. */
  close(): Promise<void>
}

export interface SharingSources {
  readonly journal: Journal
  readonly disk: Disk
  readonly primitives: LogPrimitives
  readonly settings: SettingsFile
  readonly news: Pick<NewsDesk, 'tell'>
  readonly logbook: Logbook
  readonly chooseFolder: (purpose: Extract<FolderPurpose, 'share' | 'join'>) => Promise<ChosenPath>
  /** Shows a folder in the system's file manager. */
  readonly reveal: (path: string) => Promise<boolean>
  /** Bytes that this computer's disk still has where the journal stands; undefined: nobody knows, and there is room enough. */
  readonly room?: (() => Promise<number>) | undefined
}

interface Shared {
  readonly folder: string
  readonly workspace: SharedWorkspace
}

/** What the screen that shares or joins waits for at most: the first look into a large folder takes longer. */
const FIRST_LOOK = 5_000
const REMEMBER_EVERY = 60_000
/** What a question for the state waits for names that are still being read. */
const NAMES_WITHIN = 200

export function createSharing({ journal, disk, primitives, settings, news, logbook, chooseFolder, reveal, room }: SharingSources): Sharing {
  const gate = createFolderGate()
  const shared = new Map<WorkspaceId, Shared>()
  const names = new Map<WorkspaceId, Promise<WriterNames>>()
  /** What the own log says of the name; by writer, because a new log begins without one. */
  const introduced = new Map<WorkspaceId, { readonly writer: WriterId; readonly name: string }>()
  let personName = ''
  let isClosed = false

  const tell = (workspace: WorkspaceId) => news.tell({ kind: 'sharing', workspace })

  const namesOf = (workspace: WorkspaceId): Promise<WriterNames> => {
    const known = names.get(workspace) ?? (async () => createWriterNames(await journal.space(workspace), (await settings.read()).writerNames?.[workspace] ?? {}))()
    names.set(workspace, known)
    return known
  }

  /** Says the person's name in the own log, once; so it is known of everything that was ever written here. */
  const introduce = async (space: SpaceJournal) => {
    const before = introduced.get(space.space)
    if (personName === '' || (before?.writer === space.writer && before.name === personName)) return
    introduced.set(space.space, { writer: space.writer, name: personName })
    try {
      const known = await namesOf(space.space)
      await known.read()
      if (known.names().get(space.writer) !== personName) await space.append([{ kind: 'writer', name: personName, time: Date.now() }], space.seen())
    } catch (error) {
      introduced.delete(space.space)
      logbook.problem('name not written', {}, error)
    }
  }

  /** One thing at a time is begun or ended with a workspace: of two that are begun at once, one would go on unseen. */
  const turns = new Map<WorkspaceId, Promise<void>>()
  const inTurn = (workspace: WorkspaceId, work: () => Promise<void>): Promise<void> => {
    const turn = (turns.get(workspace) ?? Promise.resolve()).then(work)
    turns.set(workspace, turn.catch(() => undefined))
    return turn
  }

  const start = async (workspace: WorkspaceId, folder: string, how: 'made' | 'found' | 'resumed'): Promise<void> => {
    const space = await journal.space(workspace)
    const before = how === 'resumed' ? (await settings.read()).lastShared?.[workspace] : undefined
    await shared.get(workspace)?.workspace.close()
    if (isClosed) return
    const onChange = () => {
      tell(workspace)
      void introduce(space)
    }
    const started = createSharedWorkspace({
      journal: space, disk: gate.disk(disk, folder), folder, label: folderLabel(folder), primitives, logbook, name: () => personName, onChange, isNew: how === 'made', room, before,
    })
    shared.set(workspace, { folder, workspace: started })
    tell(workspace)
    // Not waited for: the name that the log says is found by reading it.
    void introduce(space)
  }

  const remember = async (workspace: WorkspaceId, folder: string | undefined) => {
    const { [workspace]: _, ...others } = (await settings.read()).sharedFolders ?? {}
    await settings.change({ sharedFolders: folder === undefined ? others : { ...others, [workspace]: folder } })
  }

  const resume = async () => {
    const remembered = await settings.read()
    personName = remembered.personName ?? ''
    for (const [workspace, folder] of Object.entries(remembered.sharedFolders ?? {})) {
      try {
        await inTurn(workspace as WorkspaceId, () => start(workspace as WorkspaceId, folder, 'resumed'))
      } catch (error) {
        logbook.problem('sharing not resumed', {}, error)
      }
    }
  }
  const ready = resume()

  const begin = async (workspace: WorkspaceId, folder: string, how: 'made' | 'found'): Promise<SharingResult> => {
    await inTurn(workspace, async () => {
      await start(workspace, folder, how)
      await remember(workspace, folder)
    })
    await Promise.race([shared.get(workspace)?.workspace.shareNow(), pause(FIRST_LOOK)])
    return { ok: true, workspace }
  }

  const relationTo = async (workspace: WorkspaceId, folder: string): Promise<Kinship> => {
    if (!journal.spaces().includes(workspace) || shared.get(workspace)?.folder === folder) return 'kin'
    return kinship({ journal: await journal.space(workspace), disk: gate.disk(disk, folder), folder, primitives })
  }

  /** Makes a folder the workspace's, or finds that it is. */
  const prepare = async (workspace: WorkspaceId, folder: string): Promise<SharingRefusal | 'made' | 'found'> => {
    const gated = gate.disk(disk, folder)
    const found = await readSpaceFile(gated, folder)
    if (found.kind === 'absent') return 'folder-missing'
    if (found.kind === 'space' && found.space === workspace) return (await relationTo(workspace, folder)) === 'stranger' ? 'unrelated' : 'found'
    if (found.kind === 'space') return 'already-shared'
    if (found.kind === 'newer') return 'newer-format'
    if (found.kind === 'unreadable' || !(await isFree(gated, folder))) return 'not-empty'
    await createSpace(gated, folder, workspace)
    return 'made'
  }

  const named = async (workspace: WorkspaceId): Promise<WorkspaceSharing['writers']> => {
    const known = await namesOf(workspace)
    const { writer: own } = await journal.space(workspace)
    const before = JSON.stringify([...known.names()])
    const reading = known.read().catch((error: unknown) => logbook.problem('names not read', {}, error))
    const isRead = await Promise.race([reading.then(() => true), pause(NAMES_WITHIN).then(() => false)])
    if (!isRead) void reading.then(() => JSON.stringify([...known.names()]) === before || tell(workspace))
    const all = new Map(shared.get(workspace)?.workspace.others().map(({ writer, name }) => [writer, name]))
    for (const [writer, name] of known.names()) all.set(writer, name)
    if (personName) all.set(own, personName)
    return [...all].filter(([, name]) => name !== '').map(([writer, name]) => ({ writer, name, isOwn: writer === own }))
  }

  const handlers: SharingBridge = {
    async sharing() {
      await ready
      return Promise.all(journal.spaces().map(async (workspace): Promise<WorkspaceSharing> => {
        const here = shared.get(workspace)?.workspace
        const because = (await journal.space(workspace)).newWriterBecause
        const isNewWriter = because === 'moved' || because === 'cloned'
        return { workspace, state: here?.state() ?? { kind: 'local' }, others: here?.others() ?? [], writers: await named(workspace), isNewWriter }
      }))
    },
    async shareWorkspace(workspace) {
      await ready
      if (!journal.spaces().includes(workspace)) return { ok: false, problem: 'invalid-request' }
      const choice = await chooseFolder('share')
      if (choice.kind !== 'chosen') return { ok: false, problem: choice.kind }
      try {
        const prepared = await prepare(workspace, choice.path)
        if (prepared !== 'made' && prepared !== 'found') return { ok: false, problem: prepared }
        return await begin(workspace, choice.path, prepared)
      } catch (error) {
        return refused('not shared', error)
      }
    },
    async joinSharedFolder() {
      await ready
      const choice = await chooseFolder('join')
      if (choice.kind !== 'chosen') return { ok: false, problem: choice.kind }
      try {
        const found = await readSpaceFile(gate.disk(disk, choice.path), choice.path)
        if (found.kind === 'absent') return { ok: false, problem: 'folder-missing' }
        if (found.kind === 'newer') return { ok: false, problem: 'newer-format' }
        if (found.kind !== 'space') return { ok: false, problem: 'not-shared' }
        // Whoever joins does not say which workspace: a folder that holds nothing of it is no more believed than a stranger's.
        if ((await relationTo(found.space, choice.path)) !== 'kin') return { ok: false, problem: 'unrelated' }
        return await begin(found.space, choice.path, 'found')
      } catch (error) {
        return refused('not joined', error)
      }
    },
    async stopSharing(workspace) {
      await ready
      await inTurn(workspace, async () => {
        const here = shared.get(workspace)
        shared.delete(workspace)
        await remember(workspace, undefined)
        await here?.workspace.close()
        tell(workspace)
      })
    },
    async shareNow(workspace) {
      await ready
      await shared.get(workspace)?.workspace.shareNow()
    },
    async revealSharedFolder(workspace) {
      await ready
      const here = shared.get(workspace)
      return here ? reveal(here.folder) : false
    },
    async reportPlace({ workspace, ...place }: Place) {
      shared.get(workspace)?.workspace.move(place)
    },
    async personName() {
      await ready
      return personName
    },
    async setPersonName(name) {
      await ready
      personName = name.trim()
      await settings.change({ personName })
      for (const workspace of shared.keys()) await introduce(await journal.space(workspace))
      for (const workspace of journal.spaces()) tell(workspace)
    },
  }

  const refused = (event: string, error: unknown): SharingResult => {
    const problem = errorCode(error) === 'ENOTANSWERING' ? 'folder-missing' : folderProblem(error)
    logbook.problem(event, { problem }, error)
    return { ok: false, problem }
  }

  const rememberShared = async () => {
    const last = Object.fromEntries([...shared].map(([workspace, here]) => [workspace, here.workspace.last()]))
    await settings.change({ lastShared: { ...(await settings.read()).lastShared, ...last } })
  }
  // Now and then, for a start after a crash.
  const remembering = setInterval(() => void (shared.size > 0 && rememberShared().catch(() => undefined)), REMEMBER_EVERY)
  remembering.unref()

  const rememberNames = async () => {
    const kept: Record<string, ReturnType<WriterNames['kept']>> = {}
    for (const [workspace, known] of names) kept[workspace] = (await known).kept()
    const before = (await settings.read()).writerNames ?? {}
    if (JSON.stringify({ ...before, ...kept }) !== JSON.stringify(before)) await settings.change({ writerNames: { ...before, ...kept } })
  }

  return {
    handlers,
    async close() {
      isClosed = true
      await ready
      await Promise.all(turns.values())
      await Promise.all([...shared.values()].map(({ workspace }) => workspace.close()))
      clearInterval(remembering)
      if (shared.size > 0) await rememberShared().catch((error: unknown) => logbook.problem('shared state not kept', {}, error))
      await rememberNames().catch((error: unknown) => logbook.problem('names not kept', {}, error))
    },
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref()
  })
}
