import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as Y from 'yjs'
import { bodyFragment } from '../../shared/model/body.ts'
import { bilingual } from '../../shared/model/bilingual.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import { newIdentifier, type MeetingId, type PersonId, type SeriesId, type WorkspaceId } from '../../shared/model/identifiers.ts'
import { editAttendance, editMeeting } from '../../shared/model/meeting.ts'
import { createSeries } from '../../shared/model/series.ts'
import { addPerson, createWorkspace } from '../../shared/model/workspace.ts'
import { startApplication, type StartOptions } from '../e2e/application.ts'
import { openRealJournal } from '../fixtures/real-journal.ts'
import { addTopics, typeWords, writeDocument } from '../fixtures/typed-minutes.ts'
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
  const people: PersonId[] = []
  let records = await writeDocument(space, { kind: 'workspace', id: workspace }, (document) => {
    createWorkspace(document, 'Réseau des phares', 'fr')
    for (let person = 0; person < PEOPLE; person += 1) people.push(addPerson(document, { name: `Personne ${person}` }))
  })
  const series = Array.from({ length: SERIES }, () => newIdentifier<SeriesId>())
  for (const [number, id] of series.entries()) records += await writeDocument(space, { kind: 'series', id }, (document) => createSeries(document, workspace, `Comité ${number}`, 'fr', 'Europe/Paris'))
  for (let number = 0; number < MEETINGS; number += 1) {
    const facts = { workspace, series: series[number % SERIES]!, ordinal: number, title: bilingual(`Séance ${number}`, 'fr') }
    records += await writeDocument(space, { kind: 'meeting', id: newIdentifier<MeetingId>() }, (document) => {
      editMeeting(document, facts)
      for (const person of people.slice(0, ATTENDING)) editAttendance(document, person, { status: 'present' })
      writeMinutes(document)
    })
  }
  await close()
  return records
}

function writeMinutes(document: Y.Doc): void {
  const items = addTopics(document, ITEMS)
  for (let letters = 0; letters < LETTERS; letters += LETTERS_A_RECORD) {
    const fragment = bodyFragment(document, items[Math.floor((letters * ITEMS) / LETTERS)]!, 'fr')
    const words = TEXT.repeat(2).slice(letters % TEXT.length).slice(0, LETTERS_A_RECORD)
    document.transact(() => typeWords(fragment, words), LOCAL_CHANGE)
  }
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
