import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { nodePrimitives } from '../../electron/journal/node-primitives.ts'
import { newWorkspace } from '../../renderer/store/create.ts'
import { readSeriesRows } from '../../renderer/store/database.ts'
import type { Store } from '../../renderer/store/store.ts'
import { addAgendaItem } from '../../shared/agenda/edit.ts'
import { chainStart } from '../../shared/log/chain.ts'
import { encodeRecord, type DocumentReference, type LogId } from '../../shared/log/record.ts'
import { decodeSegment, encodeSegment } from '../../shared/log/segment.ts'
import { bilingual } from '../../shared/model/bilingual.ts'
import { appendEntry, bodyFragment, entryText, readBody, type Entry } from '../../shared/model/body.ts'
import { newIdentifier, type AgendaItemId, type EntryId, type MeetingId, type WorkspaceId, type WriterId } from '../../shared/model/identifiers.ts'
import { editAgendaRecord, editMeeting, readAgendaRecords, readMeeting } from '../../shared/model/meeting.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import { createSeries } from '../../shared/model/series.ts'
import { createWorkspace } from '../../shared/model/workspace.ts'
import { bring } from '../fixtures/real-journal.ts'
import { holdNextWriting, install, newViewName, someMeeting, type Installation, type SomeMeeting } from '../fixtures/real-stores.ts'

let here: Installation
let ours: Store
let some: SomeMeeting

beforeEach(async () => {
  here = await install()
  ours = await here.start(newViewName())
  some = await someMeeting(ours)
  vi.spyOn(console, 'error').mockReturnValue(undefined)
})

afterEach(async () => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  await here.remove()
})

const UNREADABLE = Uint8Array.of(255, 255, 1)

/** Records of a writer whom nobody here knows, or of one whose log goes on, in a log of this installation. */
async function receive(workspace: WorkspaceId, document: DocumentReference, updates: readonly Uint8Array[], writer = newIdentifier<WriterId>()): Promise<WriterId> {
  const space = await here.journal.space(workspace)
  const last = space.positions().find(({ log }) => log === writer)?.last ?? 0
  const chainBefore = last === 0 ? chainStart(workspace, writer, nodePrimitives) : await space.chainAt(writer as LogId, last)
  const payloads = updates.map((update) => encodeRecord({ kind: 'change', time: 1, seen: new Map(), document, update }))
  const segment = { space: workspace, writer, first: last + 1, last: last + payloads.length, chainBefore: chainBefore!, payloads }
  const decoded = decodeSegment(encodeSegment(segment, nodePrimitives), nodePrimitives)
  if (!decoded.ok) throw new Error(decoded.reason)
  await space.receive(decoded.value)
  return writer
}

function updateOf(fill: (document: Y.Doc) => void): Uint8Array {
  const document = new Y.Doc()
  fill(document)
  return Y.encodeStateAsUpdate(document)
}

const meetingOf = (store: Store) => store.open({ kind: 'meeting', id: some.meeting })
const retitled = (title: string) => updateOf((document) => editMeeting(document, { title: bilingual(title, 'fr') }))
const note = (text: string): Entry => ({ id: newIdentifier<EntryId>(), kind: 'note', list: 'none', level: 0, speakers: [], runs: [{ text }] })

async function lastOwn(workspace: WorkspaceId): Promise<number> {
  return (await here.journal.space(workspace)).positions().find(({ isOwn }) => isOwn)?.last ?? 0
}

async function reached(store: Store, workspace: WorkspaceId, log: LogId): Promise<number | undefined> {
  return (await store.database.positions.get([workspace, log]))?.sequence
}

function isDeleted(document: Y.Doc, item: AgendaItemId): boolean | undefined {
  return readAgendaRecords(document).find(({ id }) => id === item)?.deleted
}

describe('a record of another workspace', () => {
  it.each(['open', 'closed'])('does not touch a document that is %s, whose edits go on to its own log', async (state) => {
    const shared = await newWorkspace(ours, 'Partagé', 'fr')
    const before = state === 'open' ? await meetingOf(ours) : undefined
    await receive(shared, { kind: 'meeting', id: some.meeting }, [retitled('D’ailleurs')])
    await ours.catchUp(shared)
    const { document } = before ?? (await meetingOf(ours))
    expect(readMeeting(document).title.fr).toBe('Première')
    const [home, elsewhere] = [await lastOwn(some.workspace), await lastOwn(shared)]
    editMeeting(document, { title: bilingual('Entre nous', 'fr') })
    await ours.flush()
    expect([await lastOwn(some.workspace), await lastOwn(shared)]).toEqual([home + 1, elsewhere])
    expect(await ours.database.meetings.get(some.meeting)).toMatchObject({ workspace: some.workspace, title: { fr: 'Entre nous' } })
    // What comes after it in that log is read all the same.
    const other = newIdentifier<MeetingId>()
    await receive(shared, { kind: 'meeting', id: other }, [retitled('Séance d’ailleurs')])
    await ours.catchUp(shared)
    expect(await ours.database.meetings.get(other)).toMatchObject({ workspace: shared, title: { fr: 'Séance d’ailleurs' } })
  })

  it('does not take a document that is nowhere else but in a log read later: where nobody else writes comes first', async () => {
    const shared = await newWorkspace(ours, 'Partagé', 'fr')
    await receive(shared, { kind: 'meeting', id: some.meeting }, [retitled('D’ailleurs')])
    const logs = here.bridge.logs.bind(here.bridge)
    for (const order of [1, -1]) {
      vi.spyOn(here.bridge, 'logs').mockImplementation(async () => [...(await logs())].sort((left, right) => order * (left.workspace < right.workspace ? -1 : 1)))
      const rebuilt = await here.start(newViewName())
      const { document } = await meetingOf(rebuilt)
      expect(readMeeting(document).title.fr).toBe('Première')
      expect((await rebuilt.database.updates.where('document').equals(some.meeting).toArray()).map(({ workspace }) => workspace)).toEqual([some.workspace])
    }
  })

  it('does not touch the workspace itself, nor makes a meeting that says it belongs there', async () => {
    const shared = await newWorkspace(ours, 'Partagé', 'fr')
    const meeting = newIdentifier<MeetingId>()
    await receive(shared, { kind: 'workspace', id: some.workspace }, [updateOf((document) => createWorkspace(document, 'Pris', 'fr'))])
    await receive(shared, { kind: 'meeting', id: some.workspace as string as MeetingId }, [retitled('Prise')])
    await receive(shared, { kind: 'meeting', id: meeting }, [updateOf((document) => editMeeting(document, { workspace: some.workspace, title: bilingual('Glissée', 'fr') }))])
    await ours.catchUp(shared)
    expect((await ours.database.workspaces.get(some.workspace))?.name.fr).toBe('Réseau des phares')
    expect((await ours.database.meetings.toArray()).map((row) => [row.id, row.workspace])).not.toContainEqual([meeting, some.workspace])
    const { document } = await ours.open({ kind: 'meeting', id: meeting })
    const home = await lastOwn(some.workspace)
    editMeeting(document, { ordinal: 4 })
    await ours.flush()
    expect(await lastOwn(some.workspace)).toBe(home)
  })
})

it('a record of another kind under the name of a document leaves it as it is', async () => {
  await receive(some.workspace, { kind: 'series', id: some.meeting as string as never }, [updateOf((document) => createSeries(document, some.workspace, 'Série', 'fr', 'Europe/Paris'))])
  await ours.catchUp(some.workspace)
  expect((await ours.database.series.toArray()).map(({ id }) => id)).toEqual([some.series])
  const { document } = await meetingOf(ours)
  expect(readMeeting(document).title.fr).toBe('Première')
  expect([...document.getMap('facts').keys()].filter((key) => !key.startsWith('meeting/'))).toEqual([])
})

it('a record of another kind under the name of its workspace, read before all others, does not take its place', async () => {
  await receive(some.workspace, { kind: 'meeting', id: some.workspace as string as MeetingId }, [retitled('Prise')])
  const rebuilt = await here.start(newViewName())
  expect((await rebuilt.database.workspaces.get(some.workspace))?.name.fr).toBe('Réseau des phares')
})

describe('an update that nothing can be made of', () => {
  it('leaves an open document as it is, now and when it is opened again', async () => {
    const open = await meetingOf(ours)
    const log = await receive(some.workspace, { kind: 'meeting', id: some.meeting }, [UNREADABLE])
    await ours.catchUp(some.workspace)
    expect(await reached(ours, some.workspace, log)).toBe(1)
    for (const { update } of await ours.database.updates.toArray()) Y.applyUpdate(new Y.Doc(), update)
    await ours.close(open)
    expect(readMeeting((await meetingOf(ours)).document).title.fr).toBe('Première')
    const view = ours.database.name
    ours.stop()
    expect(readMeeting((await meetingOf(await here.start(view))).document).title.fr).toBe('Première')
  })

  it('does not hold up those that come with it', async () => {
    const open = await meetingOf(ours)
    const log = await receive(some.workspace, { kind: 'meeting', id: some.meeting }, [UNREADABLE, retitled('Zut'), UNREADABLE])
    await ours.catchUp(some.workspace)
    expect(await reached(ours, some.workspace, log)).toBe(3)
    const title = readMeeting(open.document).title.fr
    await ours.close(open)
    expect(readMeeting((await meetingOf(ours)).document).title.fr).toBe(title)
    expect((await ours.database.meetings.get(some.meeting))?.title.fr).toBe(title)
    const rebuilt = await here.start(newViewName())
    expect(readMeeting((await meetingOf(rebuilt)).document).title.fr).toBe(title)
  })

  it('is dropped where it stands in the view, and the document is read again from its log', async () => {
    const rows = await ours.database.updates.where('document').equals(some.meeting).toArray()
    await ours.database.updates.put({ ...rows[0]!, update: UNREADABLE })
    const open = await meetingOf(ours)
    expect(readMeeting(open.document).title.fr).toBe('Première')
    editMeeting(open.document, { ordinal: 3 })
    await ours.flush()
    await ours.close(open)
    expect((await ours.database.updates.where('document').equals(some.meeting).toArray()).some(({ update }) => update === UNREADABLE)).toBe(false)
    expect(readMeeting((await meetingOf(ours)).document)).toMatchObject({ ordinal: 3, title: { fr: 'Première' } })
  })

  it('of one’s own, if there ever is one, keeps no other document from being saved', async () => {
    const [meeting, workspace] = [await meetingOf(ours), await ours.open({ kind: 'workspace', id: some.workspace })]
    for (let time = 0; time < 2; time += 1) meeting.document.emit('update', [UNREADABLE, 'test', meeting.document, new Y.Transaction(meeting.document, 'test', true)])
    editMeeting(meeting.document, { ordinal: 8 })
    workspace.document.transact(() => createWorkspace(workspace.document, 'Nouveau nom', 'fr'))
    await ours.flush()
    expect(ours.saveState.kind).toBe('saved')
    const rebuilt = await here.start(newViewName())
    expect((await rebuilt.database.workspaces.get(some.workspace))?.name.fr).toBe('Nouveau nom')
    expect((await rebuilt.database.meetings.get(some.meeting))?.ordinal).toBe(8)
  })
})

describe('what is written while others’ records arrive', () => {
  let there: Installation
  let theirs: Store
  let item: AgendaItemId

  beforeEach(async () => {
    there = await install()
    const open = await meetingOf(ours)
    item = addAgendaItem(open.document, { parent: null, after: null }, { title: 'Feux', language: 'fr' })
    await ours.flush()
    await ours.close(open)
    await bring(some.workspace, here.journal, there.journal)
    theirs = await there.start(newViewName())
    editAgendaRecord((await meetingOf(theirs)).document, item, { deleted: true })
    await theirs.flush()
  })

  afterEach(() => there.remove())

  /** Reads what they wrote, and lets something be done just before it goes into the view. */
  async function meanwhile(work: () => Promise<void>): Promise<void> {
    await bring(some.workspace, there.journal, here.journal)
    const held = holdNextWriting(ours)
    const reading = ours.catchUp(some.workspace)
    await held.reached
    await work()
    held.letGo()
    await reading
  }

  it('is not taken away by a removal that was not in sight', async () => {
    let wasInSight = true
    let open = await meetingOf(ours)
    await ours.close(open)
    await meanwhile(async () => {
      open = await meetingOf(ours)
      wasInSight = isDeleted(open.document, item) === false
      appendEntry(bodyFragment(open.document, item, 'fr'), note('Écrit entre-temps'))
      await ours.flush()
    })
    expect(isDeleted(open.document, item)).toBe(!wasInSight)
    expect(readBody(bodyFragment(open.document, item, 'fr')).map(entryText)).toEqual(['Écrit entre-temps'])
    const rebuilt = await here.start(newViewName())
    expect(isDeleted((await meetingOf(rebuilt)).document, item)).toBe(!wasInSight)
  })

  it('is known as one’s own, and stands in the rows, whatever goes into the view after it', async () => {
    await meanwhile(async () => {
      const open = await meetingOf(ours)
      editMeeting(open.document, { ordinal: 12 })
      await ours.flush()
      await ours.close(open)
    })
    const own = await ours.database.own.get(some.meeting)
    expect(own?.touches.get('facts/meeting')?.sequence).toBe(await lastOwn(some.workspace))
    expect((await ours.database.meetings.get(some.meeting))?.ordinal).toBe(12)
    expect(readMeeting((await meetingOf(ours)).document).ordinal).toBe(12)
  })

  it('and is put back stands in the log before the removal counts as read, however often that is tried', async () => {
    const open = await meetingOf(ours)
    appendEntry(bodyFragment(open.document, item, 'fr'), note('Sans le savoir'))
    await ours.flush()
    await bring(some.workspace, there.journal, here.journal)
    const refusal = vi.spyOn(here.bridge, 'appendChanges').mockResolvedValue({ ok: false, problem: 'disk-full' })
    for (let time = 0; time < 3; time += 1) await ours.catchUp(some.workspace)
    expect(refusal).toHaveBeenCalled()
    const theirLog = (await there.journal.space(some.workspace)).writer
    expect((await reached(ours, some.workspace, theirLog)) ?? 0).toBe(0)
    const view = ours.database.name
    // As a kill would: what waits is gone.
    ours.stop()
    refusal.mockRestore()
    const again = await here.start(view)
    expect(isDeleted((await meetingOf(again)).document, item)).toBe(false)
    await bring(some.workspace, here.journal, there.journal)
    await theirs.catchUp(some.workspace)
    expect(isDeleted((await meetingOf(theirs)).document, item)).toBe(false)
  })

  it('does not bring back what was removed by who knew of it, where the view is made anew before that is read', async () => {
    const open = await meetingOf(ours)
    const later = addAgendaItem(open.document, { parent: null, after: null }, { title: 'Bouées', language: 'fr' })
    await ours.flush()
    await bring(some.workspace, here.journal, there.journal)
    await theirs.catchUp(some.workspace)
    for (const ordinal of [1, 2, 3]) {
      editMeeting(open.document, { ordinal })
      await ours.flush()
    }
    editAgendaRecord((await meetingOf(theirs)).document, later, { deleted: true })
    await theirs.flush()
    await bring(some.workspace, there.journal, here.journal)
    expect(isDeleted((await meetingOf(await here.start(newViewName()))).document, later)).toBe(true)
  })

  it('is put back once only, where reading or the view fails in between', async () => {
    const open = await meetingOf(ours)
    const text = (await meetingOf(theirs)).document
    const entry = note('Le début, ')
    appendEntry(bodyFragment(open.document, item, 'fr'), entry)
    await ours.flush()
    await bring(some.workspace, here.journal, there.journal)
    await theirs.catchUp(some.workspace)
    text.transact(() => bodyFragment(text, item, 'fr').delete(0, 1), 'test')
    editMeeting(text, { ordinal: 9 })
    await theirs.flush()
    const written = bodyFragment(open.document, item, 'fr').get(0) as Y.XmlElement
    open.document.transact(() => (written.get(0) as Y.XmlText).insert(11, 'la suite'), LOCAL_CHANGE)
    await ours.flush()
    await ours.close(open)
    await bring(some.workspace, there.journal, here.journal)
    vi.spyOn(ours.database, 'transaction').mockRejectedValue(new Error('no room'))
    for (let time = 0; time < 2; time += 1) await ours.catchUp(some.workspace)
    // Read, and not in the view: it is in sight all the same.
    const again = await meetingOf(ours)
    const texts = (document: Y.Doc) => readBody(bodyFragment(document, item, 'fr')).map(entryText)
    expect(texts(again.document)).toEqual(['Le début, la suite'])
    expect(readMeeting(again.document).ordinal).toBe(9)
    const view = ours.database.name
    ours.stop()
    for (const name of [view, newViewName()]) {
      const { document } = await meetingOf(await here.start(name))
      expect(texts(document)).toEqual(['Le début, la suite'])
    }
  })

  it('is another’s once a new writer has taken the place of the own one', async () => {
    const space = await here.journal.space(some.workspace)
    const [old, last] = [space.writer, await lastOwn(some.workspace)]
    await space.startNewWriter('cloned', last)
    await ours.catchUp(some.workspace)
    const open = await meetingOf(ours)
    appendEntry(bodyFragment(open.document, item, 'fr'), note('Sans le savoir'))
    // What the clone did under the name that was ours.
    const clone = updateOf((document) => {
      Y.applyUpdate(document, Y.encodeStateAsUpdate(open.document))
      editAgendaRecord(document, item, { deleted: true })
    })
    await receive(some.workspace, { kind: 'meeting', id: some.meeting }, [clone], old)
    await ours.catchUp(some.workspace)
    expect(isDeleted(open.document, item)).toBe(false)
  })
})

describe('a reading that fails', () => {
  it('is said when it has failed for long, and no more when it succeeds', async () => {
    const failing = vi.spyOn(here.bridge, 'readChanges').mockResolvedValue({ ok: false, problem: 'read-failed' })
    let now = performance.now()
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    const told: boolean[] = []
    ours.subscribe(() => told.push(ours.isReadingStuck))
    await ours.catchUp(some.workspace)
    now += 10_000
    await ours.catchUp(some.workspace)
    expect(ours.isReadingStuck).toBe(false)
    now += 6_000
    await ours.catchUp(some.workspace)
    expect(ours.isReadingStuck).toBe(true)
    failing.mockRestore()
    await ours.catchUp(some.workspace)
    expect(ours.isReadingStuck).toBe(false)
    expect(told).toEqual([true, false])
  })
  it('of a workspace that cannot be opened is tried again, and takes nothing out of the view', async () => {
    const view = ours.database.name
    ours.stop()
    const logs = here.bridge.logs.bind(here.bridge)
    const refused = vi.spyOn(here.bridge, 'logs').mockImplementation(async () => (await logs()).map((space) => ({ ...space, logs: [], seen: {}, problem: 'read-failed' as const })))
    const failing = vi.spyOn(here.bridge, 'readChanges').mockResolvedValue({ ok: false, problem: 'read-failed' })
    let now = performance.now()
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    const again = await here.start(view)
    expect(readMeeting((await meetingOf(again)).document).title.fr).toBe('Première')
    now += 16_000
    await again.catchUp(some.workspace)
    expect(again.isReadingStuck).toBe(true)
    refused.mockRestore()
    failing.mockRestore()
    await again.catchUp(some.workspace)
    expect(again.isReadingStuck).toBe(false)
    again.stop()
    const rebuilt = vi.fn<(share: number, isRebuilding: boolean) => void>()
    await here.start(view, { onProgress: rebuilt })
    expect(rebuilt.mock.calls.every(([, isRebuilding]) => !isRebuilding)).toBe(true)
  })
})

describe('a series', () => {
  it('has the meetings of its own workspace alone, whatever a meeting of another one says', async () => {
    const other = await newWorkspace(ours, 'Réseau des balises', 'fr')
    const stranger = newIdentifier<MeetingId>()
    await receive(other, { kind: 'meeting', id: stranger }, [updateOf((document) => editMeeting(document, { workspace: other, series: some.series, title: bilingual('Intruse', 'fr') }))])
    await ours.catchUp(other)
    expect(await ours.database.meetings.get(stranger)).toMatchObject({ series: some.series })
    expect((await readSeriesRows(ours.database, some.series)).meetings.map(({ id }) => id)).toEqual([some.meeting])
  })
})
