import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Y from 'yjs'
import { addAgendaItem } from '../../shared/agenda/edit.ts'
import type { DocumentReference } from '../../shared/log/record.ts'
import { bodyFragment, ENTRY_NODE } from '../../shared/model/body.ts'
import { bilingual } from '../../shared/model/bilingual.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import { newIdentifier, type AgendaItemId, type EntryId, type MeetingId, type PersonId, type SeriesId, type WorkspaceId } from '../../shared/model/identifiers.ts'
import { editAttendance, editMeeting } from '../../shared/model/meeting.ts'
import { createSeries } from '../../shared/model/series.ts'
import { addPerson, createWorkspace } from '../../shared/model/workspace.ts'
import { startApplication, type StartOptions } from '../e2e/application.ts'
import { openRealJournal } from '../fixtures/real-journal.ts'
import { median, rounded, type Measurement } from './measurement.ts'

const MEETINGS = 500
const SERIES = 5
const PEOPLE = 40
const ATTENDING = 25
const ITEMS = 14
/** Minutes of two hours: some 10,000 letters. */
const LETTERS = 10_000
/** What one record holds on average, where somebody types in bursts. */
const LETTERS_A_RECORD = 25
const LETTERS_AN_ENTRY = 160
const ROUNDS = 3
const LIMIT = 10_000
const TEXT = 'Le feu de la jetée sud tourne de nouveau ; la lampe de secours reste allumée jusqu’au contrôle du mois prochain. '

/**
 * The real application that starts on the logs of 500 meetings without its view, until its first screen stands, beside
 * the same start with the view in its place.
 */
export async function rebuildBench(): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'minutier-rebuild-'))
  const options: StartOptions = { dataDirectory: join(folder, 'data'), exportDirectory: join(folder, 'export') }
  try {
    const records = await writeMeetings(join(folder, 'data'))
    const times = { rebuilt: [] as number[], kept: [] as number[] }
    for (let round = 0; round < ROUNDS; round += 1) {
      await loseView(join(folder, 'data'))
      times.rebuilt.push(await timeToStart(options))
      times.kept.push(await timeToStart(options))
    }
    const [value, reference] = [median(times.rebuilt), median(times.kept)]
    return {
      name: 'rebuild-500', value: rounded(value), unit: 'ms', reference: rounded(reference), ratio: rounded(value / reference),
      budget: `at most ${LIMIT} ms, ${records} records; beside a start with its view`, ok: value <= LIMIT,
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** @returns the number of records */
async function writeMeetings(folder: string): Promise<number> {
  const { journal, close } = await openRealJournal(folder)
  const workspace = newIdentifier<WorkspaceId>()
  const space = await journal.space(workspace)
  const write = async (document: DocumentReference, fill: (document: Y.Doc) => void): Promise<number> => {
    const updates = updatesOf(fill)
    await space.append(updates.map((update) => ({ kind: 'change', time: Date.now(), document, update })), new Map())
    return updates.length
  }
  const people: PersonId[] = []
  let records = await write({ kind: 'workspace', id: workspace }, (document) => {
    createWorkspace(document, 'Réseau des phares', 'fr')
    for (let person = 0; person < PEOPLE; person += 1) people.push(addPerson(document, { name: `Personne ${person}` }))
  })
  const series = Array.from({ length: SERIES }, () => newIdentifier<SeriesId>())
  for (const [number, id] of series.entries()) records += await write({ kind: 'series', id }, (document) => createSeries(document, workspace, `Comité ${number}`, 'fr', 'Europe/Paris'))
  for (let number = 0; number < MEETINGS; number += 1) {
    const facts = { workspace, series: series[number % SERIES]!, ordinal: number, title: bilingual(`Séance ${number}`, 'fr') }
    records += await write({ kind: 'meeting', id: newIdentifier<MeetingId>() }, (document) => {
      editMeeting(document, facts)
      for (const person of people.slice(0, ATTENDING)) editAttendance(document, person, { status: 'present' })
      writeMinutes(document)
    })
  }
  await close()
  return records
}

function updatesOf(fill: (document: Y.Doc) => void): readonly Uint8Array[] {
  const document = new Y.Doc()
  const updates: Uint8Array[] = []
  document.on('update', (update: Uint8Array) => updates.push(update))
  fill(document)
  document.destroy()
  return updates
}

function writeMinutes(document: Y.Doc): void {
  const items: AgendaItemId[] = []
  for (let item = 0; item < ITEMS; item += 1) items.push(addAgendaItem(document, { parent: null, after: items.at(-1) ?? null }, { title: `Point ${item + 1}`, language: 'fr' }))
  for (let letters = 0; letters < LETTERS; letters += LETTERS_A_RECORD) {
    const fragment = bodyFragment(document, items[Math.floor((letters * ITEMS) / LETTERS)]!, 'fr')
    const words = TEXT.repeat(2).slice(letters % TEXT.length).slice(0, LETTERS_A_RECORD)
    document.transact(() => addWords(fragment, words), LOCAL_CHANGE)
  }
}

function addWords(fragment: Y.XmlFragment, words: string): void {
  const last = fragment.length > 0 ? fragment.get(fragment.length - 1) : undefined
  const text = last instanceof Y.XmlElement ? last.get(0) : undefined
  if (text instanceof Y.XmlText && text.length < LETTERS_AN_ENTRY) {
    text.insert(text.length, words)
    return
  }
  const entry = new Y.XmlElement(ENTRY_NODE)
  const attributes = { id: newIdentifier<EntryId>(), kind: 'note', list: 'none', level: 0 }
  for (const [name, value] of Object.entries(attributes)) entry.setAttribute(name, value as never)
  entry.insert(0, [new Y.XmlText(words)])
  fragment.push([entry])
}

/** Takes away what the browser keeps for the page, wherever the host has it. */
async function loseView(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory() && entry.name === 'IndexedDB') await rm(join(entry.parentPath, entry.name), { recursive: true, force: true })
  }
}

async function timeToStart(options: StartOptions): Promise<number> {
  const began = performance.now()
  const application = await startApplication(options)
  await application.page.locator('[data-meeting]').first().waitFor({ timeout: 120_000 })
  const time = performance.now() - began
  await application.close()
  return time
}
