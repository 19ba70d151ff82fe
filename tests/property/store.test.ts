import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { OpenDocument, Store } from '../../renderer/store/store.ts'
import { addAgendaItem, moveAgendaItem, removeAgendaItem, restoreAgendaItem } from '../../shared/agenda/edit.ts'
import type { DocumentReference } from '../../shared/log/record.ts'
import { appendEntry, bodyFragment, ENTRY_NODE } from '../../shared/model/body.ts'
import { bilingual } from '../../shared/model/bilingual.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import { newIdentifier, type ActionId, type AgendaItemId, type EntryId, type PersonId } from '../../shared/model/identifiers.ts'
import { ATTENDANCE_STATUSES, editAction, editAgendaRecord, editAttendance, editMeeting, readAgendaRecords } from '../../shared/model/meeting.ts'
import { editSeries, removeMember, setMember } from '../../shared/model/series.ts'
import { addPerson, editPerson, readPeople, renameWorkspace } from '../../shared/model/workspace.ts'
import { bring } from '../fixtures/real-journal.ts'
import { derivedRows, install, newViewName, someMeeting, type Installation, type SomeMeeting } from '../fixtures/real-stores.ts'

const EDITS = ['title', 'number', 'add-item', 'rename-item', 'move-item', 'remove-item', 'restore-item', 'write', 'write', 'write', 'type', 'type', 'remove-entry', 'attend', 'act', 'member', 'person', 'rename-person', 'series', 'workspace'] as const
type Edit = (typeof EDITS)[number]

type Step =
  | { readonly kind: 'edit'; readonly who: number; readonly edit: Edit; readonly pick: number }
  | { readonly kind: 'save' | 'close' | 'restart' | 'restart-without-view'; readonly who: number }
  | { readonly kind: 'bring'; readonly who: number; readonly from: number; readonly most: number }

const who = fc.nat({ max: 2 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('edit' as const), who, edit: fc.constantFrom(...EDITS), pick: fc.nat({ max: 99 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('save' as const), who }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('bring' as const), who, from: who, most: fc.constantFrom(1, 3, 1_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('close' as const, 'restart' as const, 'restart-without-view' as const), who }) },
)

/** One person at work: the installation, its running store, and the documents that are open in it. */
class Secretary {
  readonly installation: Installation
  readonly some: SomeMeeting
  store: Store
  view: string
  readonly open = new Map<string, OpenDocument>()
  /** What has been written and must be there in the end, once it is saved. */
  written: string[] = []

  constructor(installation: Installation, some: SomeMeeting, store: Store) {
    this.installation = installation
    this.some = some
    this.store = store
    this.view = store.database.name
  }

  async document(reference: DocumentReference): Promise<Y.Doc> {
    const open = this.open.get(reference.id) ?? (await this.store.open(reference))
    this.open.set(reference.id, open)
    return open.document
  }

  async restart(view: string): Promise<void> {
    // As a kill would: what was not saved is gone.
    this.store.stop()
    this.open.clear()
    this.written = []
    this.view = view
    this.store = await this.installation.start(view)
  }

  async closeAll(): Promise<void> {
    for (const open of this.open.values()) await this.store.close(open)
    this.open.clear()
  }
}

let tokens = 0

/** @returns what it wrote, if that must never get lost; and what it took away */
async function edit(secretary: Secretary, kind: Edit, pick: number, removed: Set<string>): Promise<void> {
  const { some } = secretary
  const meeting = await secretary.document({ kind: 'meeting', id: some.meeting })
  const items = readAgendaRecords(meeting).map((item) => item.id).sort()
  const item = items[pick % Math.max(1, items.length)] as AgendaItemId | undefined
  const token = `‹${(tokens += 1)}›`
  const people = async () => readPeople(await secretary.document({ kind: 'workspace', id: some.workspace }))
  const person = async () => ((await people())[pick % Math.max(1, (await people()).length)]?.id ?? `person-${pick % 5}`) as PersonId
  switch (kind) {
    case 'title':
      return editMeeting(meeting, { title: bilingual(token, pick % 2 ? 'fr' : 'en') })
    case 'number':
      return editMeeting(meeting, { ordinal: pick })
    case 'add-item':
      return void addAgendaItem(meeting, { parent: (pick % 3 === 0 && item) || null, after: null }, { title: token, language: 'fr' })
    case 'rename-item':
      return item && editAgendaRecord(meeting, item, { title: bilingual(token, 'fr') })
    case 'move-item':
      return void (item && moveAgendaItem(meeting, item, { parent: (items[(pick * 7) % items.length] as AgendaItemId) ?? null, after: null }))
    case 'remove-item':
      return item && removeAgendaItem(meeting, item)
    case 'restore-item':
      return item && restoreAgendaItem(meeting, item)
    case 'write': {
      if (!item) return
      const action = pick % 4 === 0 ? newIdentifier<ActionId>() : undefined
      if (action) editAction(meeting, action, { state: 'open' })
      appendEntry(bodyFragment(meeting, item, pick % 5 ? 'fr' : 'en'), {
        id: newIdentifier<EntryId>(), kind: action ? 'action' : 'note', list: 'none', level: 0, speakers: [], runs: [{ text: token }], ...(action && { action }),
      })
      return void secretary.written.push(token)
    }
    case 'type': {
      const text = item && bodyFragment(meeting, item, 'fr').toArray().flatMap((entry) => (entry instanceof Y.XmlElement ? entry.toArray() : [])).find((node) => node instanceof Y.XmlText)
      if (!(text instanceof Y.XmlText)) return
      meeting.transact(() => text.insert(0, token), LOCAL_CHANGE)
      return void secretary.written.push(token)
    }
    case 'remove-entry': {
      const fragment = item && bodyFragment(meeting, item, 'fr')
      const entry = fragment && fragment.length > 0 ? fragment.get(pick % fragment.length) : undefined
      if (!fragment || !(entry instanceof Y.XmlElement) || entry.nodeName !== ENTRY_NODE) return
      for (const gone of entry.toString().match(/‹\d+›/gu) ?? []) removed.add(gone)
      return meeting.transact(() => fragment.delete(pick % fragment.length, 1), LOCAL_CHANGE)
    }
    case 'attend':
      return editAttendance(meeting, await person(), { status: ATTENDANCE_STATUSES[pick % ATTENDANCE_STATUSES.length] })
    case 'act':
      return editAction(meeting, `action-${pick % 4}` as ActionId, { state: pick % 2 ? 'done' : 'open', owners: [await person()] })
    case 'member': {
      const series = await secretary.document({ kind: 'series', id: some.series })
      return pick % 3 ? setMember(series, await person(), 'member') : removeMember(series, await person())
    }
    case 'person':
      addPerson(await secretary.document({ kind: 'workspace', id: some.workspace }), { name: token })
      return void secretary.written.push(token)
    case 'rename-person':
      return editPerson(await secretary.document({ kind: 'workspace', id: some.workspace }), await person(), { email: `${token}@exemple.example`, deleted: pick % 5 === 0 })
    case 'series':
      return editSeries(await secretary.document({ kind: 'series', id: some.series }), { name: bilingual(token, 'fr') })
    case 'workspace':
      return renameWorkspace(await secretary.document({ kind: 'workspace', id: some.workspace }), bilingual(token, 'fr'))
  }
}

async function save(secretary: Secretary, saved: Set<string>): Promise<void> {
  await secretary.store.flush()
  if (secretary.store.saveState.kind === 'saved') for (const token of secretary.written.splice(0)) saved.add(token)
}

/** Everything that a document holds, comparable. */
async function contentOf(secretary: Secretary): Promise<unknown> {
  const { some } = secretary
  const references: readonly DocumentReference[] = [{ kind: 'workspace', id: some.workspace }, { kind: 'series', id: some.series }, { kind: 'meeting', id: some.meeting }]
  const contents: unknown[] = []
  for (const reference of references) {
    const document = await secretary.document(reference)
    expect(document.store.pendingStructs).toBeNull()
    const maps = ['facts', 'agenda', 'attendance', 'actions', 'sites', 'people', 'members'].map((table) => document.getMap(table).toJSON())
    const bodies = readAgendaRecords(document).map(({ id }) => id).sort().flatMap((id) => [bodyFragment(document, id, 'fr').toString(), bodyFragment(document, id, 'en').toString()])
    contents.push(maps, bodies)
  }
  return contents
}

async function exchangeAll(secretaries: readonly Secretary[], workspace: SomeMeeting['workspace']): Promise<void> {
  let before = ''
  for (let round = 0; round < 20; round += 1) {
    for (const from of secretaries) for (const to of secretaries) if (from !== to) await bring(workspace, from.installation.journal, to.installation.journal)
    for (const { store } of secretaries) {
      await store.catchUp(workspace)
      await store.flush()
    }
    const now = JSON.stringify(await Promise.all(secretaries.map(async ({ installation }) => (await installation.bridge.logs()).flatMap(({ logs }) => logs.map(({ last }) => last)).sort())))
    if (now === before) return
    before = now
  }
  throw new Error('it never ends')
}

async function run(steps: readonly Step[]): Promise<void> {
  const installations = await Promise.all([install(), install(), install()])
  try {
    const first = await installations[0]!.start(newViewName())
    const some = await someMeeting(first)
    const secretaries = [new Secretary(installations[0]!, some, first)]
    for (const other of installations.slice(1)) {
      await bring(some.workspace, installations[0]!.journal, other.journal)
      secretaries.push(new Secretary(other, some, await other.start(newViewName())))
    }
    const saved = new Set<string>()
    const removed = new Set<string>()
    for (const one of steps) {
      const secretary = secretaries[one.who]!
      if (one.kind === 'edit') await edit(secretary, one.edit, one.pick, removed)
      if (one.kind === 'save') await save(secretary, saved)
      if (one.kind === 'close') await secretary.closeAll().then(() => save(secretary, saved))
      if (one.kind === 'restart') await secretary.restart(secretary.view)
      if (one.kind === 'restart-without-view') await secretary.restart(newViewName())
      if (one.kind === 'bring' && one.from !== one.who) {
        await bring(some.workspace, secretaries[one.from]!.installation.journal, secretary.installation.journal, one.most)
        await secretary.store.catchUp(some.workspace)
      }
    }
    for (const secretary of secretaries) await save(secretary, saved)
    await exchangeAll(secretaries, some.workspace)
    const contents = await Promise.all(secretaries.map(contentOf))
    const rows = await Promise.all(secretaries.map(({ store }) => derivedRows(store)))
    const fresh = new Secretary(installations[0]!, some, await installations[0]!.start(newViewName()))
    contents.push(await contentOf(fresh))
    rows.push(await derivedRows(fresh.store))
    for (const content of contents.slice(1)) expect(content).toEqual(contents[0])
    for (const row of rows.slice(1)) expect(row).toEqual(rows[0])
    const text = JSON.stringify(contents[0])
    expect([...saved].filter((token) => !removed.has(token) && !text.includes(token))).toEqual([])
  } finally {
    for (const installation of installations) await installation.remove()
  }
}

test('three secretaries whose records meet in any order, with restarts and lost views, end with the same, and with all that was saved', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 80 }), run), { numRuns: 60, endOnFailure: true })
}, 300_000)
