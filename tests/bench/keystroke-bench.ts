import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { build } from 'vite'
import { findBrowser } from '../../electron/hosts/chromium/find-browser.ts'
import { median, quantile, rounded, type Measurement } from './measurement.ts'
import { FRAMES_AT_ONCE, inThreeHours } from './three-hours.ts'

/** What one agenda item holds at the most in minutes as rich as the sample's; the caret is in the middle of it. */
const CHARACTERS = 3_000
/**
 * Each round is measured by itself and the middle one of the quietest third counts, by the sum of both pages: what else
 * the machine does for a second or two is not the editor's. Within a round the two take turns, so that it meets both.
 */
const ROUNDS = 15
const QUIET = ROUNDS / 3
const TURNS = 3
const KEYS_A_TURN = 15
const TYPED = 'the clerk goes on '
const FRAME = 16
const MOST_TIMES_BARE = 1.3
const ORIGIN = 'https://keystrokes.localhost'

/**
 * From the keydown to the end of the frame that shows its letter: the minutes editor on its shared document beside a
 * ProseMirror with plain paragraphs, with the same text, typing in the middle.
 */
export async function keystrokeBench(): Promise<Measurement> {
  return besideBare('keystroke-to-paint', undefined, (open) => open('minutier'))
}

/** The same in the application itself, in the longest item of a meeting of three hours, beside the same bare editor with that item. */
export async function keystrokeThreeHoursBench(): Promise<Measurement> {
  return inThreeHours('typed', ({ page, longItem }) => besideBare('keystroke-to-paint-three-hours', longItem, () => Promise.resolve(page)))
}

type Open = (editor: 'minutier' | 'bare', texts?: readonly string[]) => Promise<Page>

async function besideBare(name: string, texts: readonly string[] | undefined, openOurs: (open: Open) => Promise<Page>): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'minutier-keystrokes-'))
  const browser = await openBrowser()
  try {
    await build({ configFile: fileURLToPath(new URL('./editor-page/vite.config.ts', import.meta.url)), logLevel: 'error', build: { outDir: folder } })
    const open: Open = (editor, given) => openEditor(browser, folder, editor, given)
    const [ours, bare] = [await openOurs(open), await open('bare', texts)]
    for (const page of [ours, bare]) await prepare(page)
    await typeOneRound(ours, bare)
    const rounds: Round[] = []
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await typeOneRound(...(round % 2 === 0 ? ([ours, bare] as const) : ([bare, ours] as const))))
    const quiet = rounds.toSorted((left, right) => total(left) - total(right)).slice(0, QUIET)
    return judged(name, quiet.map((round) => round.get(ours)!), quiet.map((round) => round.get(bare)!))
  } finally {
    await browser.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** The 95th percentile of each page in one round, in milliseconds. */
type Round = ReadonlyMap<Page, number>

function total(round: Round): number {
  return [...round.values()].reduce((sum, milliseconds) => sum + milliseconds, 0)
}

function judged(name: string, ours: readonly number[], bare: readonly number[]): Measurement {
  const [value, reference] = [median(ours), median(bare)]
  const ratio = value / reference
  return {
    name,
    value: rounded(value),
    unit: 'ms',
    reference: rounded(reference),
    ratio: rounded(ratio),
    budget: `p95 at most ${FRAME} ms and ${MOST_TIMES_BARE} × a bare ProseMirror`,
    ok: value <= FRAME && ratio <= MOST_TIMES_BARE,
  }
}

async function openBrowser(): Promise<Browser> {
  const args = [...FRAMES_AT_ONCE, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
  const executablePath = await findBrowser()
  if (!executablePath) throw new Error('no Chromium, Chrome or Edge on this machine')
  return chromium.launch({ executablePath, args })
}

async function openEditor(browser: Browser, folder: string, editor: 'minutier' | 'bare', texts?: readonly string[]): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } })
  await page.route(`${ORIGIN}/**`, async (route) => {
    const path = normalize(new URL(route.request().url()).pathname)
    const file = join(folder, path === '/' ? 'index.html' : path)
    await readFile(file).then(
      (body) => route.fulfill({ body, contentType: TYPES[extname(file)] ?? 'application/octet-stream' }),
      () => route.fulfill({ status: 404, body: '' }),
    )
  })
  if (texts) await page.addInitScript((given) => void (window.texts = given), texts)
  await page.goto(`${ORIGIN}/?editor=${editor}&characters=${CHARACTERS}`)
  await page.waitForSelector('.ProseMirror p')
  return page
}

declare global {
  interface Window {
    /** Milliseconds from each keydown to the task after the frame that painted it. */
    samples: number[]
  }
}

/** Measures each key from now on, and puts the caret into the middle of the text, as a click would. */
async function prepare(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready
    window.samples = []
    addEventListener(
      'keydown',
      (event) => {
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => window.samples.push(performance.now() - event.timeStamp)
          port2.postMessage(undefined)
        })
      },
      { capture: true },
    )
    const entries = document.querySelectorAll<HTMLElement>('.ProseMirror p')
    const middle = entries[Math.floor(entries.length / 2)]!
    middle.scrollIntoView({ block: 'center' })
    middle.closest<HTMLElement>('.ProseMirror')!.focus()
    getSelection()!.collapse(middle.lastChild, 0)
  })
}

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' }

async function typeOneRound(...pages: readonly Page[]): Promise<Round> {
  for (const page of pages) await page.evaluate(() => void (window.samples.length = 0))
  for (let turn = 0; turn < TURNS; turn += 1) for (const page of pages) await type(page)
  const measured = new Map<Page, number>()
  for (const page of pages) measured.set(page, quantile(await page.evaluate(() => window.samples), 0.95))
  return measured
}

/** Somebody who types some 20 letters a second, not in step with the frames. */
async function type(page: Page): Promise<void> {
  await page.bringToFront()
  for (let key = 0; key < KEYS_A_TURN; key += 1) {
    await page.keyboard.press(TYPED.charAt(key % TYPED.length).replace(' ', 'Space'))
    await page.waitForTimeout(43 + ((key * 7) % 17))
  }
}
