import 'fake-indexeddb/auto'
import Dexie from 'dexie'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { newMeeting, newSeries, newWorkspace } from '../../renderer/store/create.ts'
import { MinutierDatabase } from '../../renderer/store/database.ts'
import { Store } from '../../renderer/store/store.ts'
import { addAgendaItem } from '../../shared/agenda/edit.ts'
import { appendEntry, bodyFragment } from '../../shared/model/body.ts'
import { bilingual } from '../../shared/model/bilingual.ts'
import { newIdentifier, type ActionId, type EntryId, type MeetingId } from '../../shared/model/identifiers.ts'
import { editAction, editMeeting, readMeeting } from '../../shared/model/meeting.ts'
import { addSite, readSites, readWorkspace, renameWorkspace } from '../../shared/model/workspace.ts'

let name: string
let store: Store

beforeEach(() => {
  name = `test-${Math.random()}`
  store = new Store(new MinutierDatabase(name))
})

afterEach(async () => {
  vi.restoreAllMocks()
  store.database.close()
  await Dexie.delete(name)
})

/** The same disk, opened again as after a restart. */
function restarted(): Store {
  return new Store(new MinutierDatabase(name))
}

async function titleAfterRestart(id: MeetingId): Promise<string | undefined> {
  const again = restarted()
  const { document } = await again.open({ kind: 'meeting', id })
  const title = readMeeting(document).title.fr
  again.database.close()
  return title
}

async function someMeeting(): Promise<MeetingId> {
  const workspace = await newWorkspace(store, 'Réseau des phares', 'fr')
  const series = await newSeries(store, workspace, 'Comité des feux', 'fr', 'Europe/Paris')
  return newMeeting(store, workspace, series, { title: bilingual('Première', 'fr'), language: 'fr' })
}

describe('the store', () => {
  it('finds a workspace again after a restart', async () => {
    const id = await newWorkspace(store, 'Réseau des phares', 'fr')
    const again = restarted()
    const { document } = await again.open({ kind: 'workspace', id })
    expect(readWorkspace(document).name.fr).toBe('Réseau des phares')
    again.database.close()
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

  it('keeps in memory what the disk refuses, says so, and writes it when there is room again', async () => {
    const id = await someMeeting()
    const { document } = await store.open({ kind: 'meeting', id })
    const refusal = vi.spyOn(store.database, 'transaction').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    editMeeting(document, { title: bilingual('Sur disque plein', 'fr') })
    await store.flush()
    expect(store.saveState).toEqual({ kind: 'failed', problem: 'disk-full' })
    expect(readMeeting(document).title.fr).toBe('Sur disque plein')
    editMeeting(document, { ordinal: 7 })
    refusal.mockRestore()
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
    const again = restarted()
    expect(readWorkspace((await again.open({ kind: 'workspace', id })).document).name.fr).toBe('Réseau 449')
    again.database.close()
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
    const id = newIdentifier<Parameters<typeof store.open>[0]['id']>()
    const documents = [{ reference: { kind: 'workspace' as const, id }, update: Y.encodeStateAsUpdate(source) }]
    await store.add(documents)
    await store.add(documents)
    const { document } = await store.open({ kind: 'workspace', id })
    expect(readWorkspace(document).name.fr).toBe('Exemple')
  })

  it('writes the other documents when one of them cannot be written', async () => {
    const id = await someMeeting()
    const other = await newWorkspace(store, 'Autre', 'fr')
    const meeting = await store.open({ kind: 'meeting', id })
    const workspace = await store.open({ kind: 'workspace', id: other })
    const transaction = store.database.transaction.bind(store.database) as (...values: unknown[]) => unknown
    let first = true
    vi.spyOn(store.database, 'transaction').mockImplementation(((...values: unknown[]) => {
      if (!first) return transaction(...values)
      first = false
      throw new DOMException('full', 'QuotaExceededError')
    }) as typeof store.database.transaction)
    editMeeting(meeting.document, { title: bilingual('Refusée', 'fr') })
    renameWorkspace(workspace.document, bilingual('Acceptée', 'fr'))
    await store.flush()
    expect(store.saveState.kind).toBe('failed')
    const again = restarted()
    expect(readWorkspace((await again.open({ kind: 'workspace', id: other })).document).name.fr).toBe('Acceptée')
    again.database.close()
    vi.restoreAllMocks()
    await store.flush()
    expect(await titleAfterRestart(id)).toBe('Refusée')
  })

  it('keeps what another window of ours wrote when it makes one of many changes', async () => {
    const id = await newWorkspace(store, 'Réseau', 'fr')
    const elsewhere = restarted()
    const { document: theirs } = await elsewhere.open({ kind: 'workspace', id })
    const { document: ours } = await store.open({ kind: 'workspace', id })
    addSite(theirs, 'Phare de Kerlan')
    await elsewhere.flush()
    for (let turn = 0; turn < 250; turn += 1) {
      renameWorkspace(ours, bilingual(`Réseau ${turn}`, 'fr'))
      await store.flush()
    }
    elsewhere.database.close()
    const again = restarted()
    expect(readSites((await again.open({ kind: 'workspace', id })).document).map((site) => site.name)).toEqual(['Phare de Kerlan'])
    again.database.close()
  })
})
