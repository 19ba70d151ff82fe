import 'fake-indexeddb/auto'
import Dexie from 'dexie'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { newMeeting, newSeries, newWorkspace } from '../../renderer/store/create.ts'
import { MinutierDatabase } from '../../renderer/store/database.ts'
import { writeAfterFrame } from '../../renderer/store/late-write.ts'
import { Store } from '../../renderer/store/store.ts'
import { addAgendaItem } from '../../shared/agenda/edit.ts'
import type { AppendResult, LogBridge } from '../../shared/log/log-bridge.ts'
import { appendEntry, bodyFragment } from '../../shared/model/body.ts'
import { bilingual } from '../../shared/model/bilingual.ts'
import { newIdentifier, type ActionId, type EntryId, type MeetingId, type WorkspaceId } from '../../shared/model/identifiers.ts'
import { editAction, editMeeting, readMeeting } from '../../shared/model/meeting.ts'
import { readWorkspace, renameWorkspace } from '../../shared/model/workspace.ts'
import { framesByHand } from '../fixtures/frames.ts'
import { openRealJournal, removeFolder, temporaryFolder, type RealJournal } from '../fixtures/real-journal.ts'

let name: string
let folder: string
let journal: RealJournal
let store: Store
const opened: Store[] = []

beforeEach(async () => {
  name = `test-${Math.random()}`
  folder = await temporaryFolder()
  journal = await openRealJournal(folder)
  store = await started(name)
})

afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  for (const one of opened.splice(0)) one.stop()
  await journal.close()
  await Dexie.delete(name)
  await removeFolder(folder)
})

async function started(view: string, bridge: LogBridge = journal.bridge): Promise<Store> {
  const one = new Store(bridge, new MinutierDatabase(view))
  opened.push(one)
  await one.start()
  return one
}

/** The same disk, opened again as after a restart; without its view as after the loss of it. */
async function restarted(view: 'kept' | 'lost' = 'kept'): Promise<Store> {
  return started(view === 'kept' ? name : `${name}-${Math.random()}`)
}

function refusing(problem: (AppendResult & { ok: false })['problem']): { restore(): void } {
  const spy = vi.spyOn(journal.bridge, 'appendChanges').mockResolvedValue({ ok: false, problem })
  return { restore: () => spy.mockRestore() }
}

/** The title as the log has it: neither the memory of a store nor its view are asked. */
async function titleAfterRestart(id: MeetingId): Promise<string | undefined> {
  const again = await restarted('lost')
  const { document } = await again.open({ kind: 'meeting', id })
  return readMeeting(document).title.fr
}

async function someMeeting(): Promise<MeetingId> {
  const workspace = await newWorkspace(store, 'Réseau des phares', 'fr')
  const series = await newSeries(store, workspace, 'Comité des feux', 'fr', 'Europe/Paris')
  return newMeeting(store, workspace, series, { title: bilingual('Première', 'fr'), language: 'fr' })
}

describe('the store', () => {
  it('finds a workspace again after a restart', async () => {
    const id = await newWorkspace(store, 'Réseau des phares', 'fr')
    const { document } = await (await restarted()).open({ kind: 'workspace', id })
    expect(readWorkspace(document).name.fr).toBe('Réseau des phares')
  })

  it('says "saved" only when what was typed is found by another opening of the disk', async () => {
    const id = await someMeeting()
    const { document } = await store.open({ kind: 'meeting', id })
    editMeeting(document, { title: bilingual('Corrigée', 'fr') })
    expect(store.saveState.kind).toBe('saving')
    await store.flush()
    expect(store.saveState.kind).toBe('saved')
    expect(await titleAfterRestart(id)).toBe('Corrigée')
  })

  it('writes by itself, without being asked, within half a second', async () => {
    const id = await someMeeting()
    const { document } = await store.open({ kind: 'meeting', id })
    editMeeting(document, { title: bilingual('Toute seule', 'fr') })
    await vi.waitFor(() => expect(store.saveState.kind).toBe('saved'), { timeout: 3_000 })
    expect(await titleAfterRestart(id)).toBe('Toute seule')
  })

  it('has something to save as soon as a letter waits for its frame, and saves it', async () => {
    framesByHand()
    const id = await someMeeting()
    const { document } = await store.open({ kind: 'meeting', id })
    await store.flush()
    expect(store.saveState.kind).toBe('saved')
    writeAfterFrame(document, () => editMeeting(document, { title: bilingual('Lettre', 'fr') }))
    expect(store.saveState.kind).toBe('saving')
    expect(readMeeting(document).title.fr).toBe('Première')
    await store.save()
    expect(store.saveState.kind).toBe('saved')
    expect(await titleAfterRestart(id)).toBe('Lettre')
  })

  it('does not say "saved" of a letter that came while it was writing and waits for its frame', async () => {
    framesByHand()
    const id = await someMeeting()
    const { document } = await store.open({ kind: 'meeting', id })
    await store.flush()
    const append = journal.bridge.appendChanges
    const spy = vi.spyOn(journal.bridge, 'appendChanges').mockImplementation(async (...given) => {
      const result = await append(...given)
      writeAfterFrame(document, () => editMeeting(document, { title: bilingual('Lettre', 'fr') }))
      spy.mockRestore()
      return result
    })
    editMeeting(document, { ordinal: 7 })
    await store.save()
    expect(store.saveState.kind).toBe('saving')
    await vi.waitFor(() => expect(store.saveState.kind).toBe('saved'), { timeout: 3_000 })
    expect(await titleAfterRestart(id)).toBe('Lettre')
  })

  it('saves other documents where writing a letter into one goes wrong', async () => {
    framesByHand()
    const id = await someMeeting()
    const [workspace] = (await store.database.workspaces.toArray()).map((row) => row.id)
    const [first, second] = [await store.open({ kind: 'workspace', id: workspace! }), await store.open({ kind: 'meeting', id })]
    const complaint = vi.spyOn(console, 'error').mockReturnValue(undefined)
    writeAfterFrame(first.document, () => {
      throw new Error('broken')
    })
    editMeeting(second.document, { title: bilingual('Sauvée', 'fr') })
    await store.save()
    expect(complaint).toHaveBeenCalledOnce()
    expect(await titleAfterRestart(id)).toBe('Sauvée')
  })

  it('keeps in memory what the disk refuses, says so, and writes it when there is room again', async () => {
    const id = await someMeeting()
    const { document } = await store.open({ kind: 'meeting', id })
    const refusal = refusing('disk-full')
    editMeeting(document, { title: bilingual('Sur disque plein', 'fr') })
    await store.flush()
    expect(store.saveState).toEqual({ kind: 'failed', problem: 'disk-full' })
    expect(readMeeting(document).title.fr).toBe('Sur disque plein')
    editMeeting(document, { ordinal: 7 })
    refusal.restore()
    await store.flush()
    expect(store.saveState.kind).toBe('saved')
    expect(await titleAfterRestart(id)).toBe('Sur disque plein')
  })

  it('writes the rows to query in the same transaction as the change', async () => {
    const id = await someMeeting()
    const { document } = await store.open({ kind: 'meeting', id })
    const item = addAgendaItem(document, { parent: null, after: null }, { title: 'Feux', language: 'fr' })
    const action = newIdentifier<ActionId>()
    editAction(document, action, { state: 'open' })
    appendEntry(bodyFragment(document, item, 'fr'), {
      id: newIdentifier<EntryId>(), kind: 'action', list: 'none', level: 0, speakers: [], action, runs: [{ text: 'Changer la lampe' }],
    })
    editMeeting(document, { title: bilingual('Avec action', 'fr') })
    await store.flush()
    expect((await store.database.meetings.get(id))?.title.fr).toBe('Avec action')
    expect((await store.database.actions.toArray()).map((row) => [row.reference, row.text.fr, row.state])).toEqual([['A1', 'Changer la lampe', 'open']])
  })

  it('keeps a document small to open: many changes become one', async () => {
    const id = await newWorkspace(store, 'Réseau', 'fr')
    const { document } = await store.open({ kind: 'workspace', id })
    for (let turn = 0; turn < 450; turn += 1) {
      renameWorkspace(document, bilingual(`Réseau ${turn}`, 'fr'))
      await store.flush()
    }
    expect(await store.database.updates.where('document').equals(id).count()).toBeLessThan(250)
    const again = await restarted()
    expect(readWorkspace((await again.open({ kind: 'workspace', id })).document).name.fr).toBe('Réseau 449')
  })

  it('shares one document between two screens and frees it when both are gone', async () => {
    const id = await newWorkspace(store, 'Réseau', 'fr')
    const [first, second] = await Promise.all([store.open({ kind: 'workspace', id }), store.open({ kind: 'workspace', id })])
    expect(first.document).toBe(second.document)
    await store.close(first)
    expect(first.document.isDestroyed).toBe(false)
    await store.close(second)
    expect(first.document.isDestroyed).toBe(true)
  })

  it('does not lose a change made while the last screen is closing', async () => {
    const id = await someMeeting()
    const open = await store.open({ kind: 'meeting', id })
    const closing = store.close(open)
    editMeeting(open.document, { title: bilingual('Au dernier moment', 'fr') })
    await closing
    await store.flush()
    expect(await titleAfterRestart(id)).toBe('Au dernier moment')
  })

  it('adds a document twice without doubling anything', async () => {
    const source = new Y.Doc()
    renameWorkspace(source, bilingual('Exemple', 'fr'))
    const id = newIdentifier<WorkspaceId>()
    const documents = [{ reference: { kind: 'workspace' as const, id }, update: Y.encodeStateAsUpdate(source) }]
    await store.add(documents)
    await store.add(documents)
    const { document } = await store.open({ kind: 'workspace', id })
    expect(readWorkspace(document).name.fr).toBe('Exemple')
  })
})
