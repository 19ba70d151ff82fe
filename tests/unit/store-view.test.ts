import 'fake-indexeddb/auto'
import { join } from 'node:path'
import Dexie from 'dexie'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { MinutierDatabase, VIEW_VERSION } from '../../renderer/store/database.ts'
import { Store } from '../../renderer/store/store.ts'
import { bilingual } from '../../shared/model/bilingual.ts'
import { newIdentifier, type MeetingId, type SeriesId, type WorkspaceId } from '../../shared/model/identifiers.ts'
import { editMeeting, readMeeting } from '../../shared/model/meeting.ts'
import { createSeries } from '../../shared/model/series.ts'
import { createWorkspace, readWorkspace, renameWorkspace } from '../../shared/model/workspace.ts'
import { openRealJournal, removeFolder } from '../fixtures/real-journal.ts'
import { derivedRows, install, newViewName, someMeeting, type Installation } from '../fixtures/real-stores.ts'

let here: Installation
let view: string

beforeEach(async () => {
  here = await install()
  view = newViewName()
})

afterEach(async () => {
  vi.restoreAllMocks()
  await here.remove()
})

const titleOf = async (store: Store, id: MeetingId) => {
  const open = await store.open({ kind: 'meeting', id })
  const title = readMeeting(open.document).title.fr
  await store.close(open)
  return title
}

async function retitle(store: Store, id: MeetingId, title: string): Promise<void> {
  const open = await store.open({ kind: 'meeting', id })
  editMeeting(open.document, { title: bilingual(title, 'fr') })
  await store.flush()
  await store.close(open)
}

const recordsOf = async (workspace: WorkspaceId) => (await here.bridge.readChanges({ workspace, after: {} })) as { records: readonly unknown[] }

describe('a view that fails after the log has been written', () => {
  it('does not make what was typed "not saved"; the view catches up from the log', async () => {
    const store = await here.start(view)
    const { meeting } = await someMeeting(store)
    const { document } = await store.open({ kind: 'meeting', id: meeting })
    const failing = vi.spyOn(store.database, 'transaction').mockRejectedValue(new DOMException('full', 'QuotaExceededError'))
    editMeeting(document, { title: bilingual('Dans le journal', 'fr') })
    await store.flush()
    expect(store.saveState.kind).toBe('saved')
    failing.mockRestore()
    expect((await store.database.meetings.get(meeting))?.title.fr).toBe('Première')
    // What is written next does not count as if nothing were missing before it.
    editMeeting(document, { ordinal: 4 })
    await store.flush()
    await vi.waitFor(async () => expect((await store.database.meetings.get(meeting))?.title.fr).toBe('Dans le journal'))
    expect(await titleOf(await here.start(view), meeting)).toBe('Dans le journal')
  })

  it('is read again by itself when nothing more is typed', async () => {
    const store = await here.start(view)
    const { meeting } = await someMeeting(store)
    const { document } = await store.open({ kind: 'meeting', id: meeting })
    const failing = vi.spyOn(store.database, 'transaction').mockRejectedValueOnce(new Error('no answer'))
    editMeeting(document, { title: bilingual('Dans le journal', 'fr') })
    await store.flush()
    expect(failing).toHaveBeenCalledOnce()
    await vi.waitFor(async () => expect((await store.database.meetings.get(meeting))?.title.fr).toBe('Dans le journal'), { timeout: 6_000 })
  })

  it('loses nothing and doubles nothing when the process dies between log and view', async () => {
    const store = await here.start(view)
    const { workspace, meeting } = await someMeeting(store)
    const { document } = await store.open({ kind: 'meeting', id: meeting })
    vi.spyOn(store.database, 'transaction').mockImplementation((() => new Promise(() => undefined)) as never)
    editMeeting(document, { title: bilingual('Juste avant la panne', 'fr') })
    void store.flush()
    await vi.waitFor(() => expect(store.saveState.kind).toBe('saved'))
    const records = (await recordsOf(workspace)).records.length
    store.stop()
    vi.restoreAllMocks()
    const again = await here.start(view)
    expect(await titleOf(again, meeting)).toBe('Juste avant la panne')
    expect((await again.database.meetings.get(meeting))?.title.fr).toBe('Juste avant la panne')
    expect((await recordsOf(workspace)).records).toHaveLength(records)
    expect(await derivedRows(again)).toEqual(await derivedRows(await here.start(newViewName())))
  })

  it('tells "saved" as soon as the log has it, without waiting for the view', async () => {
    const store = await here.start(view)
    const { meeting } = await someMeeting(store)
    const { document } = await store.open({ kind: 'meeting', id: meeting })
    const order: string[] = []
    const append = here.bridge.appendChanges
    vi.spyOn(here.bridge, 'appendChanges').mockImplementation(async (request) => {
      order.push(`log while ${store.saveState.kind}`)
      const result = await append.call(here.bridge, request)
      order.push(`logged while ${store.saveState.kind}`)
      return result
    })
    store.subscribe(() => order.push(store.saveState.kind))
    const transaction = store.database.transaction.bind(store.database) as (...values: unknown[]) => unknown
    vi.spyOn(store.database, 'transaction').mockImplementation(((...values: unknown[]) => {
      order.push('view')
      return transaction(...values)
    }) as never)
    editMeeting(document, { ordinal: 9 })
    await store.flush()
    expect(order).toEqual(['saving', 'log while saving', 'logged while saving', 'saved', 'view'])
  })
})

describe('what is saved while somebody types', () => {
  it('stays out of the view until there is a rest, and goes there by itself, many changes as one', async () => {
    const store = await here.start(view)
    const { meeting } = await someMeeting(store)
    const { document } = await store.open({ kind: 'meeting', id: meeting })
    const written = await store.database.updates.count()
    for (const title of ['Un', 'Une lettre', 'Une lettre de plus']) {
      editMeeting(document, { title: bilingual(title, 'fr') })
      await store.save()
      expect(store.saveState.kind).toBe('saved')
    }
    expect(await store.database.updates.count()).toBe(written)
    await vi.waitFor(async () => expect((await store.database.meetings.get(meeting))?.title.fr).toBe('Une lettre de plus'), { timeout: 6_000 })
    expect(await store.database.updates.count()).toBe(written + 1)
  })

  it('is in the view before it is read there, and before what others write', async () => {
    const store = await here.start(view)
    const { workspace, meeting } = await someMeeting(store)
    const open = await store.open({ kind: 'meeting', id: meeting })
    editMeeting(open.document, { title: bilingual('Saisi', 'fr') })
    await store.save()
    const reads = vi.spyOn(here.bridge, 'readChanges')
    await store.catchUp(workspace)
    expect((await store.database.meetings.get(meeting))?.title.fr).toBe('Saisi')
    const results = await Promise.all(reads.mock.results.map(({ value }) => value as Promise<{ readonly records: readonly unknown[] }>))
    expect(results.flatMap(({ records }) => records)).toEqual([])
    editMeeting(open.document, { title: bilingual('Fermé', 'fr') })
    await store.save()
    await store.close(open)
    expect(await titleOf(store, meeting)).toBe('Fermé')
  })

  it('keeps its document at hand until the view has it', async () => {
    const store = await here.start(view)
    const [{ meeting: first }, { meeting: second }] = [await someMeeting(store), await someMeeting(store)]
    const opened = await Promise.all([first, second].map((id) => store.open({ kind: 'meeting', id })))
    const go: (() => void)[] = []
    const transaction = store.database.transaction.bind(store.database) as (...values: unknown[]) => unknown
    vi.spyOn(store.database, 'transaction').mockImplementation((async (...values: unknown[]) => {
      if (values[0] === 'rw') await new Promise<void>((resolve) => go.push(resolve))
      return transaction(...values)
    }) as never)
    editMeeting(opened[0]!.document, { title: bilingual('Avant', 'fr') })
    const before = store.flush()
    await vi.waitFor(() => expect(go).toHaveLength(1))
    editMeeting(opened[1]!.document, { title: bilingual('Laissée', 'fr') })
    const closing = store.close(opened[1]!)
    await vi.waitFor(() => expect(store.saveState.kind).toBe('saved'))
    go[0]!()
    await before
    await vi.waitFor(() => expect(go).toHaveLength(2))
    const again = await store.open({ kind: 'meeting', id: second })
    expect(readMeeting(again.document).title.fr).toBe('Laissée')
    go[1]!()
    await closing
  })
})

describe('the view is made anew from the logs', () => {
  let meeting: MeetingId
  let rows: unknown

  beforeEach(async () => {
    const store = await here.start(view)
    meeting = (await someMeeting(store)).meeting
    await retitle(store, meeting, 'Gardée')
    rows = await derivedRows(store)
    store.stop()
  })

  /** Starts on whatever stands there, which must be noticed, and on nothing missing again at the next start. */
  async function expectRebuilt(database = new MinutierDatabase(view)): Promise<void> {
    const told: number[] = []
    const store = new Store(here.bridge, database)
    expect(await store.start({ onProgress: (share, isRebuilding) => isRebuilding && told.push(share) })).toEqual({ isRebuilt: true })
    expect(told.at(-1)).toBe(1)
    expect(await titleOf(store, meeting)).toBe('Gardée')
    expect(await derivedRows(store)).toEqual(rows)
    store.stop()
    const again = new Store(here.bridge, new MinutierDatabase(view))
    expect(await again.start()).toEqual({ isRebuilt: false })
    again.stop()
  }

  it('when it is gone', async () => {
    await Dexie.delete(view)
    await expectRebuilt()
  })

  it('when its tables are empty', async () => {
    const database = new MinutierDatabase(view)
    await Promise.all(database.tables.map((table) => table.clear()))
    database.close()
    await expectRebuilt()
  })

  it('when it cannot be opened', async () => {
    vi.spyOn(MinutierDatabase.prototype, 'open').mockRejectedValueOnce(new Dexie.UnknownError('Internal error opening backing store'))
    await expectRebuilt()
  })

  it('when it opens, and fails at the first look', async () => {
    const database = new MinutierDatabase(view)
    vi.spyOn(Object.getPrototypeOf(database.meta) as typeof database.meta, 'limit').mockImplementationOnce(() => {
      throw new Dexie.UnknownError('corruption')
    })
    await expectRebuilt(database)
  })

  it('when a later version has made it', async () => {
    await Dexie.delete(view)
    await rawDatabase(view, 990, ['updates', 'positions', 'meta'])
    await expectRebuilt()
  })

  it('when tables are missing', async () => {
    await Dexie.delete(view)
    await rawDatabase(view, 20, ['updates'])
    await expectRebuilt()
  })

  it('when another version has derived it', async () => {
    const database = new MinutierDatabase(view)
    await database.meta.update('view', { version: VIEW_VERSION + 1 })
    database.close()
    await expectRebuilt()
  })

  it('when records were met that this version has learnt to read', async () => {
    const database = new MinutierDatabase(view)
    await database.meta.update('view', { skipped: [2], understood: [1] })
    database.close()
    await expectRebuilt()
  })

  it('when somebody has asked for it, once', async () => {
    const store = new Store(here.bridge, new MinutierDatabase(view))
    expect(await store.start({ epoch: 1 })).toEqual({ isRebuilt: true })
    store.stop()
    const again = new Store(here.bridge, new MinutierDatabase(view))
    expect(await again.start({ epoch: 1 })).toEqual({ isRebuilt: false })
    again.stop()
  })

  it('and goes on where it was interrupted, and is still told', async () => {
    await Dexie.delete(view)
    const failing = vi.spyOn(here.bridge, 'readChanges').mockResolvedValueOnce({ ok: false, problem: 'read-failed' })
    await expect(here.start(view)).rejects.toThrow('read-failed')
    failing.mockRestore()
    await expectRebuilt()
  })

  it('and is not told where there was nothing to lose', async () => {
    const fresh = await install()
    const store = new Store(fresh.bridge, new MinutierDatabase(newViewName()))
    expect(await store.start()).toEqual({ isRebuilt: false })
    store.stop()
    await fresh.remove()
  })
})

function rawDatabase(name: string, version: number, tables: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version)
    request.onupgradeneeded = () => {
      for (const table of tables) request.result.createObjectStore(table)
    }
    request.onsuccess = () => {
      request.result.close()
      resolve()
    }
    request.onerror = () => reject(request.error!)
  })
}

/** The database as version 0.1 made it. */
class OldDatabase extends Dexie {
  constructor(name: string) {
    super(name)
    this.version(1).stores({ updates: '++sequence, document', workspaces: 'id', series: 'id, workspace', meetings: 'id, workspace, series', actions: 'id, series, meeting' })
  }
}

describe('what is only in the view', () => {
  const workspace = newIdentifier<WorkspaceId>()
  const series = newIdentifier<SeriesId>()
  const meeting = newIdentifier<MeetingId>()

  async function makeOld(): Promise<void> {
    const old = new OldDatabase(view)
    const write = async (kind: string, document: string, changes: readonly ((document: Y.Doc) => void)[]) => {
      const source = new Y.Doc()
      const updates: Uint8Array[] = []
      source.on('update', (update: Uint8Array) => updates.push(update))
      for (const change of changes) change(source)
      for (const update of updates) await old.table('updates').add({ document, kind, update })
    }
    await write('workspace', workspace, [(document) => createWorkspace(document, 'Réseau', 'fr'), (document) => renameWorkspace(document, bilingual('Réseau de 0.1', 'fr'))])
    await write('series', series, [(document) => createSeries(document, workspace, 'Comité', 'fr', 'Europe/Paris')])
    await write('meeting', meeting, [(document) => editMeeting(document, { workspace, series, title: bilingual('De 0.1', 'fr') }), (document) => editMeeting(document, { ordinal: 3 })])
    // Belongs nowhere: no screen reached it.
    await write('meeting', 'meeting-of-nobody', [(document) => editMeeting(document, { title: bilingual('Perdue', 'fr') })])
    await old.table('workspaces').add({ id: workspace, name: bilingual('Réseau de 0.1', 'fr'), isSample: false })
    await old.table('workspaces').add({ id: newIdentifier(), name: bilingual('Un autre', 'fr'), isSample: false })
    old.close()
  }

  it('goes into the logs: what version 0.1 left is found in another view, and no fault is told', async () => {
    await makeOld()
    const store = new Store(here.bridge, new MinutierDatabase(view))
    expect(await store.start()).toEqual({ isRebuilt: false })
    expect(await titleOf(store, meeting)).toBe('De 0.1')
    expect((await store.database.workspaces.toArray()).map((row) => row.name.fr)).toEqual(['Réseau de 0.1'])
    expect(await store.database.updates.where('document').equals('meeting-of-nobody').count()).toBe(1)
    const elsewhere = await here.start(newViewName())
    expect(await titleOf(elsewhere, meeting)).toBe('De 0.1')
    expect(await derivedRows(elsewhere)).toEqual(await derivedRows(store))
    store.stop()
  })

  it('goes there once, wherever it is interrupted', async () => {
    await makeOld()
    const records = async () => (await recordsOf(workspace)).records.length
    // Dies after the log has it, before the view knows.
    const dying = vi.spyOn(MinutierDatabase.prototype, 'transaction').mockRejectedValue(new Error('killed'))
    await expect(here.start(view)).rejects.toThrow('killed')
    dying.mockRestore()
    const after = await records()
    expect(after).toBeGreaterThan(0)
    const store = await here.start(view)
    expect(await records()).toBe(after)
    expect(await titleOf(store, meeting)).toBe('De 0.1')
  })

  it('stays in sight where the log cannot be written, and goes there at the next start', async () => {
    await makeOld()
    const refusal = vi.spyOn(here.bridge, 'appendChanges').mockResolvedValue({ ok: false, problem: 'disk-full' })
    const store = await here.start(view)
    expect(await titleOf(store, meeting)).toBe('De 0.1')
    store.stop()
    refusal.mockRestore()
    await here.start(view)
    expect(await titleOf(await here.start(newViewName()), meeting)).toBe('De 0.1')
  })

  it('goes there when the journal is lost, or an older copy of it stands in its place', async () => {
    const store = await here.start(view)
    const some = await someMeeting(store)
    await retitle(store, some.meeting, 'Plus jeune que le journal')
    store.stop()
    await here.close()
    await removeFolder(join(here.folder, 'journal'))
    const restored = await openRealJournal(here.folder)
    const again = new Store(restored.bridge, new MinutierDatabase(view))
    expect(await again.start()).toEqual({ isRebuilt: true })
    const elsewhere = await here.start(newViewName(), {}, restored.bridge)
    expect(await titleOf(elsewhere, some.meeting)).toBe('Plus jeune que le journal')
    const { document } = await elsewhere.open({ kind: 'workspace', id: some.workspace })
    expect(readWorkspace(document).name.fr).toBe('Réseau des phares')
    again.stop()
    elsewhere.stop()
    await restored.close()
  })
})
