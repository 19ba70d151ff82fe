import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type * as Y from 'yjs'
import { findBrowser } from '../../electron/hosts/chromium/find-browser.ts'
import { bodyFragment, entryText, readBody } from '../../shared/model/body.ts'
import { bilingual } from '../../shared/model/bilingual.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import { newIdentifier, type MeetingId, type PersonId, type SeriesId, type WorkspaceId } from '../../shared/model/identifiers.ts'
import { editAttendance, editMeeting } from '../../shared/model/meeting.ts'
import { createSeries } from '../../shared/model/series.ts'
import { parseCalendarDate } from '../../shared/model/wall-time.ts'
import { addPerson, createWorkspace } from '../../shared/model/workspace.ts'
import { startApplication, type RunningApplication } from '../e2e/application.ts'
import { openRealJournal } from '../fixtures/real-journal.ts'
import { addTopics, typeWords, writeDocument } from '../fixtures/typed-minutes.ts'

/** A meeting of three hours: 60,000 characters in 60 items, 40 people who attend and 100 more in the directory. */
export const CHARACTERS = 60_000
export const ITEMS = 60
const ATTENDING = 40
const DIRECTORY = 140
/** The item that is worked in: what a long discussion leaves. All others share the rest. */
const LONG_ITEM = ITEMS / 2
const LONG_ITEM_CHARACTERS = 3_000
/** What one record holds on average, where somebody types in bursts. */
const LETTERS_A_RECORD = 25

const TEXT = 'La bouée du large a dérapé pendant le coup de vent ; le baliseur la remet en place dès que la houle le permet, et le feu de secours veille. '
const FIRST_NAMES = ['Adèle', 'Baptiste', 'Célia', 'Driss', 'Élise', 'Fanch', 'Gaëlle', 'Hakim', 'Inès', 'Jonas', 'Katell', 'Lucien', 'Maïwenn', 'Noé']
const LAST_NAMES = ['Abgrall', 'Brochard', 'Cadiou', 'Derrien', 'Étienne', 'Floch', 'Guéguen', 'Hascoët', 'Istin', 'Jaouen']

export interface ThreeHours {
  readonly application: RunningApplication
  readonly page: Page
  /** The texts of the entries of the long item. */
  readonly longItem: readonly string[]
}

/**
 * Opens the real application on such a meeting, or on the same one before anybody has typed, and hands it over with the
 * caret in the text: of the long item, or of the first where nothing is typed. Takes everything away afterwards.
 */
export async function inThreeHours<Result>(what: 'typed' | 'before', work: (opened: ThreeHours) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'minutier-three-hours-'))
  const before = process.env.MINUTIER_CHROMIUM
  try {
    const written = await writeMeeting(join(folder, 'data'), what)
    // Frames are not held back for the monitor, whose clock would otherwise be most of each figure.
    process.env.MINUTIER_CHROMIUM = await browserWith(folder, FRAMES_AT_ONCE)
    const application = await startApplication({ dataDirectory: join(folder, 'data'), exportDirectory: join(folder, 'export') })
    try {
      await openMeeting(application.page, written.meeting, what === 'typed' ? LONG_ITEM : 0)
      return await work({ application, page: application.page, longItem: written.longItem })
    } finally {
      await application.close()
    }
  } finally {
    if (before === undefined) delete process.env.MINUTIER_CHROMIUM
    else process.env.MINUTIER_CHROMIUM = before
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Flags with which a frame is made as soon as there is something to show. */
export const FRAMES_AT_ONCE = ['--disable-frame-rate-limit', '--disable-gpu-vsync']

/** The browser of this machine as a program that always gets these flags too. */
async function browserWith(folder: string, flags: readonly string[]): Promise<string> {
  const browser = await findBrowser()
  if (!browser) throw new Error('no Chromium, Chrome or Edge on this machine')
  const program = join(folder, 'browser')
  await writeFile(program, `#!/bin/sh\nexec "${browser}" ${flags.join(' ')} "$@"\n`)
  await chmod(program, 0o755)
  return program
}

async function writeMeeting(folder: string, what: 'typed' | 'before'): Promise<{ readonly meeting: MeetingId; readonly longItem: readonly string[] }> {
  const { journal, close } = await openRealJournal(folder)
  const [workspace, series, meeting] = [newIdentifier<WorkspaceId>(), newIdentifier<SeriesId>(), newIdentifier<MeetingId>()]
  const space = await journal.space(workspace)
  const people: PersonId[] = []
  await writeDocument(space, { kind: 'workspace', id: workspace }, (document) => {
    createWorkspace(document, 'Réseau des phares', 'fr')
    for (let person = 0; person < DIRECTORY; person += 1) people.push(addPerson(document, { name: `${FIRST_NAMES[person % FIRST_NAMES.length]} ${LAST_NAMES[Math.floor(person / FIRST_NAMES.length)]}` }))
  })
  await writeDocument(space, { kind: 'series', id: series }, (document) => createSeries(document, workspace, 'Comité des feux', 'fr', 'Europe/Paris'))
  let longItem: readonly string[] = []
  await writeDocument(space, { kind: 'meeting', id: meeting }, (document) => {
    editMeeting(document, { workspace, series, title: bilingual('Trois heures', 'fr'), date: parseCalendarDate('2026-03-17'), state: 'session', language: 'fr' })
    for (const person of people.slice(0, ATTENDING)) editAttendance(document, person, { status: 'present' })
    const items = addTopics(document, ITEMS)
    if (what === 'before') return
    for (const [index, item] of items.entries()) typeItem(document, bodyFragment(document, item, 'fr'), index === LONG_ITEM ? LONG_ITEM_CHARACTERS : (CHARACTERS - LONG_ITEM_CHARACTERS) / (ITEMS - 1))
    longItem = readBody(bodyFragment(document, items[LONG_ITEM]!, 'fr')).map(entryText)
  })
  await close()
  return { meeting, longItem }
}

function typeItem(document: Y.Doc, fragment: Y.XmlFragment, characters: number): void {
  for (let letters = 0; letters < characters; letters += LETTERS_A_RECORD) {
    const words = TEXT.repeat(2).slice(letters % TEXT.length).slice(0, LETTERS_A_RECORD)
    document.transact(() => typeWords(fragment, words), LOCAL_CHANGE)
  }
}

async function openMeeting(page: Page, meeting: MeetingId, item: number): Promise<void> {
  await page.locator('[data-meeting]').first().waitFor({ timeout: 120_000 })
  // Said once, because these data were made without the application: it stands over no meeting of three hours.
  await page.getByRole('button', { name: 'Compris' }).press('Enter')
  await page.evaluate((hash) => void (window.location.hash = hash), `#/meeting/${meeting}`)
  await page.locator('[data-area="agenda"] [role="treeitem"]').first().waitFor()
  await page.keyboard.press('Alt+2')
  for (let step = 0; step < item; step += 1) await page.keyboard.press('Alt+PageDown')
  await page.locator(`article[aria-label="${item + 1} Point ${item + 1}"] [role="textbox"].ProseMirror:focus`).waitFor()
}
