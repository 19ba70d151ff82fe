import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ROOT, startApplication, type RunningApplication, type StartOptions } from '../e2e/application.ts'
import { median, rounded, type Measurement } from './measurement.ts'
import { memoryOfTree } from './process-memory.ts'

const STARTS = 7
const MOST_TIMES_EMPTY_START = 2
const MOST_TIMES_EMPTY_MEMORY = 1.5
/** A process gives back what it needed for starting only after a while. */
const SETTLING = 4_000

/**
 * From the start of the process to the first letter on the screen: the sample's meeting, opened again where it was
 * left, beside the same host with a page that holds nothing but a text field. They take turns.
 */
export async function startBench(): Promise<Measurement> {
  return beside(async (ours, empty) => {
    const times = { ours: [] as number[], empty: [] as number[] }
    for (let turn = 0; turn < STARTS; turn += 1) {
      times.empty.push(await timeToTyping(empty))
      times.ours.push(await timeToTyping(ours))
    }
    const [value, reference] = [median(times.ours), median(times.empty)]
    return measurement('start-to-typing', 'ms', value, reference, MOST_TIMES_EMPTY_START)
  })
}

/** What all processes of the application hold, with the sample's meeting open, beside the same host with an empty page. */
export async function memoryBench(): Promise<Measurement> {
  return beside(async (ours, empty) => {
    const reference = await memoryWhenOpen(empty)
    const value = await memoryWhenOpen(ours)
    return measurement('memory', 'MiB', value, reference, MOST_TIMES_EMPTY_MEMORY)
  })
}

function measurement(name: string, unit: string, value: number, reference: number, most: number): Measurement {
  const ratio = value / reference
  return { name, value: rounded(value), unit, reference: rounded(reference), ratio: rounded(ratio), budget: `at most ${most} × an empty window`, ok: ratio <= most }
}

async function beside(measure: (ours: StartOptions, empty: StartOptions) => Promise<Measurement>): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'minutier-bench-'))
  const ours: StartOptions = { dataDirectory: join(folder, 'ours'), exportDirectory: join(folder, 'export') }
  const empty: StartOptions = { dataDirectory: join(folder, 'empty'), exportDirectory: join(folder, 'export'), root: join(folder, 'application') }
  try {
    await makeEmptyApplication(join(folder, 'application'))
    await leaveInMeeting(ours)
    await timeToTyping(empty)
    return await measure(ours, empty)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The application as built, all but its renderer: that is one text field. */
async function makeEmptyApplication(root: string): Promise<void> {
  await mkdir(join(root, 'out', 'renderer'), { recursive: true })
  for (const part of ['out/main', 'out/preload', 'package.json']) await cp(join(ROOT, part), join(root, part), { recursive: true })
  for (const part of ['node_modules', 'resources']) await symlink(join(ROOT, part), join(root, part))
  await writeFile(join(root, 'out/renderer/index.html'), '<!doctype html><textarea autofocus></textarea><script type="module" src="./empty.js"></script>')
  await writeFile(join(root, 'out/renderer/empty.js'), 'await window.minutier.reportReady()')
}

/** Opens the sample and leaves the application in a meeting, as at the end of a day. */
async function leaveInMeeting(options: StartOptions): Promise<void> {
  const application = await startApplication(options)
  await application.page.getByRole('button', { name: 'Ouvrir l’exemple' }).click()
  await application.page.getByText('nº 14').first().click()
  await application.page.locator(TEXT).first().waitFor()
  await wait(1_000)
  await application.close()
}

const TEXT = '.ProseMirror, textarea'

async function timeToTyping(options: StartOptions): Promise<number> {
  const started = performance.now()
  const application = await startApplication(options)
  await typeOneLetter(application)
  const time = performance.now() - started
  await application.close()
  return time
}

async function typeOneLetter({ page }: RunningApplication): Promise<void> {
  const text = page.locator(TEXT).first()
  await text.focus()
  await page.keyboard.insertText('z')
  await page.waitForFunction((selector) => {
    const element = document.querySelector(selector)
    return element instanceof HTMLTextAreaElement ? element.value.includes('z') : element?.textContent?.includes('z')
  }, TEXT)
}

async function memoryWhenOpen(options: StartOptions): Promise<number> {
  const application = await startApplication(options)
  await typeOneLetter(application)
  await wait(SETTLING)
  const memory = await memoryOfTree(application.process.pid!)
  await application.close()
  return memory
}
