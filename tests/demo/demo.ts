import { access, cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from '@playwright/test'
import { build, isBuilt } from '../../electron/launch/build.ts'
import { provideBrowser } from '../../electron/launch/system-packages.ts'
import { LANGUAGES, type Language } from '../../shared/model/bilingual.ts'
import { ROOT, startApplication, type RunningApplication } from '../e2e/application.ts'
import { doMainJob, handsOn } from '../e2e/main-job.ts'
import { joinWorkspace, openNewItem, shareWorkspace, textOfItem, typeInItem } from '../e2e/sharing.ts'

/**
 * `npm run demo -- --out DIR`: the real application, without a display, taken through the main job by keyboard and
 * then through every screen of the sample in both languages; and two of them on one shared folder. DIR holds the exported documents and the pictures.
 */
const { values } = parseArgs({ options: { out: { type: 'string' } } })
if (!values.out) {
  console.error('Say where: npm run demo -- --out DIR')
  process.exit(2)
}
const out = resolve(values.out)
/** The size of a laptop in a meeting room. */
const WINDOW = { width: 1366, height: 768 }

function say(sentence: string): void {
  console.log(sentence)
}

/** A new secretary: from an empty workspace to exported minutes, with the keyboard alone. */
async function mainJob(): Promise<void> {
  say('The main job, by keyboard, from an empty workspace:')
  await withApplication('fr', join(out, 'documents', 'main-job'), async ({ page }) => {
    const hands = handsOn(page)
    let step = 0
    await doMainJob(page, hands, async (name) => {
      step += 1
      await picture(page, join('main-job', `${String(step).padStart(2, '0')}-${name}`))
    })
    say(`  ${hands.keys()} keys`)
  })
}

/** Two secretaries on one folder: each sees the other; the folder goes away and comes back, and nothing is lost. */
async function sharedFolder(): Promise<void> {
  say('Two secretaries on one folder:')
  const place = await mkdtemp(join(tmpdir(), 'minutier-demo-'))
  const folder = join(place, 'Comité')
  await mkdir(folder)
  const started: RunningApplication[] = []
  const begin = async () => {
    const application = await startApplication({ language: 'fr', host: 'chromium', chooseFolder: folder })
    started.push(application)
    await application.page.setViewportSize(WINDOW)
    return application.page
  }
  try {
    const first = await begin()
    await openNewItem(first)
    await first.keyboard.type('Le balisage de la passe est terminé.')
    await shareWorkspace(first, 'Alix Morvan')
    const second = await begin()
    await joinWorkspace(second, 'Bruno Castel')
    await first.getByText('Bruno Castel est aussi ici').waitFor({ timeout: 30_000 })
    await picture(first, join('sharing', '01-both-here'))
    await rename(folder, join(place, 'ailleurs'))
    await typeInItem(first, 'Une déviation est en place.')
    await typeInItem(second, 'Les pêcheurs sont prévenus.')
    await first.locator('[data-sharing]', { hasText: 'injoignable' }).waitFor({ timeout: 30_000 })
    await picture(first, join('sharing', '02-folder-gone'))
    await first.keyboard.press('Control+Shift+p')
    await first.getByRole('dialog').waitFor()
    await picture(first, join('sharing', '03-what-to-do'))
    await rename(join(place, 'ailleurs'), folder)
    await first.keyboard.press('Escape')
    await textOfItem(first).getByText('Les pêcheurs sont prévenus.').waitFor({ timeout: 60_000 })
    await picture(first, join('sharing', '04-together-again'))
  } finally {
    for (const application of started) await application.close()
    await rm(place, { recursive: true, force: true })
  }
}

interface Stop {
  readonly name: string
  readonly address: string
  /** What shows that the screen stands. */
  readonly landmark: string
  /** Keys to press there before the picture is taken. */
  readonly keys?: readonly string[]
  /** What shows that the keys were answered. */
  readonly answer?: string
}

const STOPS: readonly Stop[] = [
  { name: 'home', address: '#/', landmark: '[data-meeting]' },
  { name: 'new-meeting', address: '#/', landmark: '[data-meeting]', keys: ['Alt+n'], answer: '[role=dialog] [role=spinbutton]' },
  { name: 'series', address: '#/series/sample-operations', landmark: 'h1' },
  { name: 'directory', address: '#/directory', landmark: '[role=row], [role=gridcell]' },
  { name: 'import', address: '#/directory', landmark: '[role=row], [role=gridcell]', keys: ['Control+i'], answer: '[role=dialog]' },
  { name: 'meeting', address: '#/meeting/sample-operations-14', landmark: '.ProseMirror', keys: ['Alt+1', 'ArrowDown', 'ArrowDown'] },
  { name: 'meeting-details', address: '#/meeting/sample-operations-14', landmark: '.ProseMirror', keys: ['Alt+i'] },
  { name: 'meeting-translation', address: '#/meeting/sample-operations-14', landmark: '.ProseMirror', keys: ['Alt+l'] },
  { name: 'meeting-in-preparation', address: '#/meeting/sample-coordination-08', landmark: 'h1' },
  { name: 'meeting-published', address: '#/meeting/sample-operations-13', landmark: 'h1' },
  { name: 'commands', address: '#/meeting/sample-operations-14', landmark: '.ProseMirror', keys: ['Control+k'], answer: '[role=dialog]' },
  { name: 'keys', address: '#/meeting/sample-operations-15', landmark: 'h1', keys: ['Alt+1', '?'], answer: '[role=dialog]' },
  { name: 'quick-typing', address: '#/meeting/sample-operations-14', landmark: '.ProseMirror', keys: ['Alt+q'], answer: '[role=dialog]' },
  { name: 'history', address: '#/meeting/sample-operations-14', landmark: '.ProseMirror', keys: ['Alt+v'], answer: '[role=dialog] ol, [role=dialog] ul' },
  { name: 'sharing', address: '#/', landmark: '[data-meeting]', keys: ['Control+Shift+p'], answer: '[role=dialog]' },
  { name: 'joining', address: '#/', landmark: '[data-meeting]', keys: ['Control+Shift+j'], answer: '[role=dialog]' },
  { name: 'backups', address: '#/', landmark: '[data-meeting]', keys: ['Control+Shift+b'], answer: '[role=dialog]' },
  { name: 'export', address: '#/meeting/sample-operations-14/export', landmark: 'section[aria-busy=false] img' },
]

/** Every screen of the sample, light and dark; and, once, all its documents. */
async function tourOf(language: Language): Promise<void> {
  say(`The sample, interface in ${language === 'fr' ? 'French' : 'English'}:`)
  await withApplication(language, join(out, 'documents', 'sample'), async ({ page }) => {
    await page.getByRole('textbox').first().waitFor()
    await picture(page, join(language, 'light', '00-first-start'))
    await page.keyboard.press('Alt+o')
    await page.locator('[data-meeting]').first().waitFor()
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme })
      for (const [index, stop] of STOPS.entries()) await visit(page, stop, join(language, theme, `${String(index + 1).padStart(2, '0')}-${stop.name}`))
    }
    if (language === 'fr') await exportAll(page)
  })
}

async function visit(page: Page, { address, landmark, keys = [], answer }: Stop, name: string): Promise<void> {
  // By way of home, so that each screen is opened anew, as it is found the first time.
  await show(page, '#/')
  await page.locator('[data-meeting]').first().waitFor()
  await show(page, address)
  await page.locator(landmark).first().waitFor({ timeout: 60_000 })
  for (const key of keys) await page.keyboard.press(key)
  if (answer) await page.locator(answer).first().waitFor()
  await picture(page, name)
  await page.keyboard.press('Escape')
}

/** The compte-rendu in its three languages, and the record of decisions, each as DOCX and PDF. */
async function exportAll(page: Page): Promise<void> {
  await show(page, '#/meeting/sample-operations-14/export')
  for (const keys of [[], ['Alt+l'], ['Alt+l'], ['Alt+k']]) {
    for (const key of keys) await page.keyboard.press(key)
    await page.locator('section[aria-busy=false] img').first().waitFor({ timeout: 60_000 })
    const before = await page.locator('[data-exported]').evaluateAll((rows) => rows.map((row) => row.textContent).join())
    await page.keyboard.press('Control+Enter')
    await page.waitForFunction((text) => {
      const rows = [...document.querySelectorAll('[data-exported]')]
      return rows.length === 2 && rows.map((row) => row.textContent).join() !== text
    }, before, { timeout: 60_000 })
  }
}

async function show(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => void (window.location.hash = hash), address)
}

async function picture(page: Page, name: string): Promise<void> {
  // Fonts, and what follows a key by a frame or two.
  await page.evaluate(() => document.fonts.ready)
  await page.waitForTimeout(250)
  await page.screenshot({ path: join(out, 'screens', `${name}.png`) })
  say(`  ${name}`)
}

async function withApplication(language: Language, documents: string, use: (application: RunningApplication) => Promise<void>): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'minutier-demo-'))
  // Written beside and copied: an earlier demo's documents would make "(2)" of these.
  const exportDirectory = join(data, 'export')
  const application = await startApplication({ language, host: 'chromium', dataDirectory: join(data, 'data'), exportDirectory })
  try {
    await application.page.setViewportSize(WINDOW)
    await use(application)
  } finally {
    await application.close()
  }
  if (await access(exportDirectory).then(() => true, () => false)) {
    await rm(documents, { recursive: true, force: true })
    await cp(exportDirectory, documents, { recursive: true })
  }
  await rm(data, { recursive: true, force: true })
}

await mkdir(join(out, 'documents'), { recursive: true })
if (!(await isBuilt(ROOT))) {
  say('Building…')
  if (!(await build(ROOT))) process.exit(1)
}
if (!(await provideBrowser(say))) {
  console.error('Minutier needs Chromium, Chrome or Edge. On Debian and Ubuntu: apt-get install chromium')
  process.exit(1)
}
await mainJob()
await sharedFolder()
for (const language of LANGUAGES) await tourOf(language)
say(`Done: ${out}`)
