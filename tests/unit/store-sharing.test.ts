import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { newMeeting } from '../../renderer/store/create.ts'
import { writeAfterFrame } from '../../renderer/store/late-write.ts'
import type { Store } from '../../renderer/store/store.ts'
import { listenToNews } from '../../renderer/app/news.ts'
import { addAgendaItem } from '../../shared/agenda/edit.ts'
import { appendEntry, bodyFragment, entryText, readBody, type Entry } from '../../shared/model/body.ts'
import { bilingual } from '../../shared/model/bilingual.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import { newIdentifier, type AgendaItemId, type EntryId, type WorkspaceId } from '../../shared/model/identifiers.ts'
import { editAgendaRecord, editMeeting, readAgendaRecords, readMeeting } from '../../shared/model/meeting.ts'
import type { ReadChange } from '../../shared/log/log-bridge.ts'
import { renameWorkspace } from '../../shared/model/workspace.ts'
import { framesByHand } from '../fixtures/frames.ts'
import { bring } from '../fixtures/real-journal.ts'
import { derivedRows, holdNextWriting, install, newViewName, someMeeting, type Installation, type SomeMeeting } from '../fixtures/real-stores.ts'

let here: Installation
let there: Installation
let ours: Store
let theirs: Store
let some: SomeMeeting

beforeEach(async () => {
  here = await install()
  there = await install()
  ours = await here.start(newViewName())
  some = await someMeeting(ours)
  await bring(some.workspace, here.journal, there.journal)
  theirs = await there.start(newViewName())
})

afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  await here.remove()
  await there.remove()
})

async function toUs(): Promise<void> {
  await bring(some.workspace, there.journal, here.journal)
  await ours.catchUp(some.workspace)
}

async function toThem(): Promise<void> {
  await bring(some.workspace, here.journal, there.journal)
  await theirs.catchUp(some.workspace)
}

const meetingOf = (store: Store) => store.open({ kind: 'meeting', id: some.meeting })

const note = (text: string): Entry => ({ id: newIdentifier<EntryId>(), kind: 'note', list: 'none', level: 0, speakers: [], runs: [{ text }] })

async function records(installation: Installation, workspace: WorkspaceId): Promise<readonly ReadChange[]> {
  const result = await installation.bridge.readChanges({ workspace, after: {} })
  return result.ok ? result.records.filter((record) => record.kind === 'change') : []
}

describe('what others write', () => {
  it('is there after a start: documents and rows', async () => {
    const { document } = await meetingOf(theirs)
    expect(readMeeting(document).title.fr).toBe('Première')
    expect(await derivedRows(theirs)).toEqual(await derivedRows(ours))
  })

  it('comes into an open document, is not written again, and is not ours to undo', async () => {
    const open = await meetingOf(ours)
    editMeeting(open.document, { ordinal: 7 })
    await ours.flush()
    const own = (await records(here, some.workspace)).length
    const other = await meetingOf(theirs)
    editMeeting(other.document, { title: bilingual('Par une autre', 'fr') })
    await theirs.flush()
    await toUs()
    expect(readMeeting(open.document).title.fr).toBe('Par une autre')
    expect(ours.saveState.kind).toBe('saved')
    expect((await ours.database.meetings.get(some.meeting))?.title.fr).toBe('Par une autre')
    open.undo.undo()
    expect(readMeeting(open.document)).toMatchObject({ title: { fr: 'Par une autre' } })
    expect(readMeeting(open.document).ordinal).toBeUndefined()
    open.undo.redo()
    expect(readMeeting(open.document).ordinal).toBe(7)
    await ours.flush()
    // One of theirs, and the undoing and the redoing.
    expect((await records(here, some.workspace)).length).toBe(own + 1 + 1)
  })

  it('comes into a document that is not open, and is found there when it is opened', async () => {
    const other = await meetingOf(theirs)
    const item = addAgendaItem(other.document, { parent: null, after: null }, { title: 'Feux', language: 'fr' })
    for (const text of ['Un', 'Deux', 'Trois']) {
      appendEntry(bodyFragment(other.document, item, 'fr'), note(text))
      await theirs.flush()
    }
    await toUs()
    expect(await ours.database.updates.where('document').equals(some.meeting).count()).toBe(1)
    const { document } = await meetingOf(ours)
    expect(readBody(bodyFragment(document, item, 'fr')).map(entryText)).toEqual(['Un', 'Deux', 'Trois'])
  })

  it('comes into a document that is opened, and written in, while it arrives', async () => {
    const other = await meetingOf(theirs)
    for (let turn = 0; turn < 40; turn += 1) {
      editMeeting(other.document, { ordinal: turn })
      await theirs.flush()
      await bring(some.workspace, there.journal, here.journal)
      const reading = ours.catchUp(some.workspace)
      for (let wait = 0; wait < turn; wait += 1) await new Promise(setImmediate)
      const open = await meetingOf(ours)
      editMeeting(open.document, { link: `https://exemple.example/${turn}` })
      await ours.flush()
      await reading
      expect(readMeeting(open.document).ordinal).toBe(turn)
      await ours.close(open)
      // As the view has it.
      const again = await meetingOf(ours)
      expect(again.document).not.toBe(open.document)
      expect(readMeeting(again.document)).toMatchObject({ ordinal: turn, link: `https://exemple.example/${turn}` })
      expect(await ours.database.meetings.get(some.meeting)).toMatchObject({ ordinal: turn })
      await ours.close(again)
    }
  })

  it('was not known to what was typed before it came, and is known to what is typed after', async () => {
    const before = (await records(here, some.workspace)).length
    const open = await meetingOf(ours)
    const other = await meetingOf(theirs)
    editMeeting(other.document, { ordinal: 1 })
    await theirs.flush()
    editMeeting(open.document, { title: bilingual('Avant', 'fr') })
    await toUs()
    editMeeting(open.document, { title: bilingual('Après', 'fr') })
    // Both still wait: neither was written before the other was typed, and yet they are two.
    expect((await records(here, some.workspace)).length).toBe(before + 1)
    await ours.flush()
    const theirLog = (await there.journal.space(some.workspace)).writer
    const own = (await records(here, some.workspace)).filter((record) => record.log !== theirLog)
    expect(own.map((record) => record.seen[theirLog])).toEqual([...Array.from({ length: before }, () => undefined), undefined, 1])
  })

  it('was not known to a letter that waits for its frame', async () => {
    const open = await meetingOf(ours)
    const other = await meetingOf(theirs)
    editMeeting(other.document, { ordinal: 1 })
    await theirs.flush()
    framesByHand()
    writeAfterFrame(open.document, () => editMeeting(open.document, { title: bilingual('Avant', 'fr') }))
    await toUs()
    await ours.flush()
    expect(readMeeting(open.document)).toMatchObject({ title: { fr: 'Avant' }, ordinal: 1 })
    const theirLog = (await there.journal.space(some.workspace)).writer
    const own = (await records(here, some.workspace)).filter((record) => record.log !== theirLog)
    expect(own.at(-1)!.seen[theirLog]).toBeUndefined()
  })

  it('does not take away the first letter ever written here, which waits for its frame', async () => {
    const meeting = await newMeeting(theirs, some.workspace, some.series, { title: bilingual('Autre', 'fr'), language: 'fr' })
    const other = await theirs.open({ kind: 'meeting', id: meeting })
    const item = addAgendaItem(other.document, { parent: null, after: null }, { title: 'Feux', language: 'fr' })
    appendEntry(bodyFragment(other.document, item, 'fr'), note('Bouée'))
    await theirs.flush()
    await toUs()
    const open = await ours.open({ kind: 'meeting', id: meeting })
    bodyFragment(other.document, item, 'fr').delete(0, 1)
    await theirs.flush()
    framesByHand()
    const text = (bodyFragment(open.document, item, 'fr').get(0) as Y.XmlElement).get(0) as Y.XmlText
    writeAfterFrame(open.document, () => open.document.transact(() => text.insert(5, 's'), LOCAL_CHANGE))
    await toUs()
    expect(readBody(bodyFragment(open.document, item, 'fr')).map(entryText)).toEqual(['Bouées'])
  })

  it('does not take an edit away that it did not know of', async () => {
    const open = await meetingOf(ours)
    const item = addAgendaItem(open.document, { parent: null, after: null }, { title: 'Feux', language: 'fr' })
    await ours.flush()
    await toThem()
    const other = await meetingOf(theirs)
    editAgendaRecord(other.document, item, { deleted: true })
    await theirs.flush()
    appendEntry(bodyFragment(open.document, item, 'fr'), note('Écrit sans le savoir'))
    await toUs()
    expect(isDeleted(open.document, item)).toBe(false)
    await toThem()
    expect(isDeleted(other.document, item)).toBe(false)
    open.undo.undo()
    expect(isDeleted(open.document, item)).toBe(false)
  })

  it('does not take it away where the document is closed either, whatever dies in between', async () => {
    const open = await meetingOf(ours)
    const item = addAgendaItem(open.document, { parent: null, after: null }, { title: 'Feux', language: 'fr' })
    await ours.flush()
    await toThem()
    const other = await meetingOf(theirs)
    editAgendaRecord(other.document, item, { deleted: true })
    await theirs.flush()
    appendEntry(bodyFragment(open.document, item, 'fr'), note('Écrit sans le savoir'))
    await ours.close(open)
    const view = ours.database.name
    ours.stop()
    await bring(some.workspace, there.journal, here.journal)
    // The log has the answer, the view has not.
    const again = await here.start(view)
    expect(isDeleted((await meetingOf(again)).document, item)).toBe(false)
    const rebuilt = await here.start(newViewName())
    expect(isDeleted((await meetingOf(rebuilt)).document, item)).toBe(false)
    await toThem()
    expect(isDeleted(other.document, item)).toBe(false)
  })

  it('does not take it away where the view was lost in between', async () => {
    const open = await meetingOf(ours)
    const item = addAgendaItem(open.document, { parent: null, after: null }, { title: 'Feux', language: 'fr' })
    await ours.flush()
    await toThem()
    editAgendaRecord((await meetingOf(theirs)).document, item, { deleted: true })
    await theirs.flush()
    editAgendaRecord(open.document, item, { title: bilingual('Feux et bouées', 'fr') })
    await ours.flush()
    ours.stop()
    const again = await here.start(newViewName())
    await bring(some.workspace, there.journal, here.journal)
    await again.catchUp(some.workspace)
    expect(isDeleted((await meetingOf(again)).document, item)).toBe(false)
  })

  it('leaves what is written meanwhile in the view', async () => {
    const other = await meetingOf(theirs)
    editMeeting(other.document, { ordinal: 5 })
    await theirs.flush()
    await bring(some.workspace, there.journal, here.journal)
    const held = holdNextWriting(ours)
    const reading = ours.catchUp(some.workspace)
    await held.reached
    const open = await meetingOf(ours)
    editMeeting(open.document, { link: 'https://exemple.example/' })
    await ours.flush()
    await ours.close(open)
    held.letGo()
    await reading
    expect(readMeeting((await meetingOf(ours)).document)).toMatchObject({ ordinal: 5, link: 'https://exemple.example/' })
  })

  it('takes away what it did know of, though it said so some records before', async () => {
    const elsewhere = await install()
    const open = await meetingOf(ours)
    const item = addAgendaItem(open.document, { parent: null, after: null }, { title: 'Feux', language: 'fr' })
    await ours.flush()
    await toThem()
    const other = await meetingOf(theirs)
    editMeeting(other.document, { ordinal: 5 })
    await theirs.flush()
    await bring(some.workspace, here.journal, elsewhere.journal)
    const third = await elsewhere.start(newViewName())
    editMeeting((await meetingOf(third)).document, { link: 'https://exemple.example/' })
    await third.flush()
    await bring(some.workspace, elsewhere.journal, there.journal)
    await theirs.catchUp(some.workspace)
    editAgendaRecord(other.document, item, { deleted: true })
    await theirs.flush()
    await toUs()
    expect(isDeleted(open.document, item)).toBe(true)
    await elsewhere.remove()
  })

  it('is not held up by a record that nothing can be made of', async () => {
    const space = await there.journal.space(some.workspace)
    await space.append([{ kind: 'change', time: 1, document: { kind: 'meeting', id: some.meeting }, update: Uint8Array.of(250, 1, 2, 3) }], new Map())
    const other = await meetingOf(theirs)
    editMeeting(other.document, { title: bilingual('Après la faute', 'fr') })
    await theirs.flush()
    vi.spyOn(console, 'error').mockReturnValue(undefined)
    await toUs()
    expect(readMeeting((await meetingOf(ours)).document).title.fr).toBe('Après la faute')
  })

  it('is read when there is news of it', async () => {
    const stop = listenToNews({ news: (after) => here.news.after(after) }, (item) => {
      if (item.kind === 'logs') void ours.catchUp(item.workspace)
    })
    const open = await meetingOf(ours)
    const other = await meetingOf(theirs)
    editMeeting(other.document, { title: bilingual('Nouvelle', 'fr') })
    await theirs.flush()
    await bring(some.workspace, there.journal, here.journal)
    await vi.waitFor(() => expect(readMeeting(open.document).title.fr).toBe('Nouvelle'))
    stop()
  })

  it('comes again when reading failed', async () => {
    const failing = vi.spyOn(here.bridge, 'readChanges').mockRejectedValueOnce(new Error('no answer'))
    const other = await meetingOf(theirs)
    editMeeting(other.document, { title: bilingual('Plus tard', 'fr') })
    await theirs.flush()
    await toUs()
    expect(failing).toHaveBeenCalledOnce()
    expect((await ours.database.meetings.get(some.meeting))?.title.fr).toBe('Première')
    await vi.waitFor(async () => expect((await ours.database.meetings.get(some.meeting))?.title.fr).toBe('Plus tard'), { timeout: 6_000 })
  })
})

function isDeleted(document: Parameters<typeof readAgendaRecords>[0], item: AgendaItemId): boolean | undefined {
  return readAgendaRecords(document).find(({ id }) => id === item)?.deleted
}

describe('another host on the same data', () => {
  it('sees everything, and goes on under the same writer', async () => {
    const open = await meetingOf(ours)
    editMeeting(open.document, { title: bilingual('Chez l’un', 'fr') })
    await ours.flush()
    ours.stop()
    const second = await here.start(newViewName())
    const again = await meetingOf(second)
    expect(readMeeting(again.document).title.fr).toBe('Chez l’un')
    editMeeting(again.document, { title: bilingual('Chez l’autre', 'fr') })
    await second.flush()
    second.stop()
    const first = await here.start(ours.database.name)
    expect(readMeeting((await meetingOf(first)).document).title.fr).toBe('Chez l’autre')
    expect(new Set((await records(here, some.workspace)).map((record) => record.log)).size).toBe(1)
  })
})

describe('what the log refuses', () => {
  it('is sent again unchanged, before what came after it', async () => {
    const open = await meetingOf(ours)
    const before = (await records(here, some.workspace)).length
    const append = here.bridge.appendChanges
    const sent: string[][] = []
    const spy = vi.spyOn(here.bridge, 'appendChanges').mockImplementation((request) => {
      sent.push(request.changes.map(({ update }) => update))
      return sent.length < 3 ? Promise.resolve({ ok: false, problem: 'write-failed' }) : append.call(here.bridge, request)
    })
    editMeeting(open.document, { ordinal: 1 })
    await ours.flush()
    expect(ours.saveState).toEqual({ kind: 'failed', problem: 'storage-failed' })
    editMeeting(open.document, { ordinal: 2 })
    await ours.flush()
    await ours.flush()
    spy.mockRestore()
    expect(sent.map((updates) => updates[0])).toEqual([sent[0]![0], sent[0]![0], sent[0]![0]])
    expect(sent.at(-1)).toHaveLength(2)
    expect((await records(here, some.workspace)).length).toBe(before + 2)
    expect(ours.saveState.kind).toBe('saved')
  })

  it('for its size holds up nothing but its own document', async () => {
    const open = await meetingOf(ours)
    const workspace = await ours.open({ kind: 'workspace', id: some.workspace })
    const append = here.bridge.appendChanges
    vi.spyOn(here.bridge, 'appendChanges').mockImplementation((request) =>
      request.changes.some(({ update }) => update.length > 10_000) ? Promise.resolve({ ok: false, problem: 'too-large' }) : append.call(here.bridge, request),
    )
    editMeeting(open.document, { link: `https://exemple.example/${'a'.repeat(20_000)}` })
    renameWorkspace(workspace.document, bilingual('Nom nouveau', 'fr'))
    await ours.flush()
    expect(ours.saveState).toEqual({ kind: 'failed', problem: 'too-large' })
    editMeeting(open.document, { ordinal: 3 })
    await ours.flush()
    const saved = await here.start(newViewName())
    expect((await saved.database.workspaces.get(some.workspace))?.name.fr).toBe('Nom nouveau')
    expect((await saved.database.meetings.get(some.meeting))?.ordinal).toBeNull()
    vi.restoreAllMocks()
    await ours.flush()
    expect(ours.saveState.kind).toBe('saved')
  })

  it('is a change that belongs to no workspace: that is said, and mended when it tells one', async () => {
    const open = await ours.open({ kind: 'meeting', id: newIdentifier<typeof some.meeting>() })
    editMeeting(open.document, { ordinal: 3 })
    await ours.flush()
    expect(ours.saveState).toEqual({ kind: 'failed', problem: 'storage-failed' })
    editMeeting(open.document, { workspace: some.workspace })
    await ours.flush()
    expect(ours.saveState.kind).toBe('saved')
    expect((await ours.database.meetings.get(open.reference.id as never))?.workspace).toBe(some.workspace)
  })
})
