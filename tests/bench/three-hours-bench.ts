import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { quantile, rounded, type Measurement } from './measurement.ts'
import { memoryOfTree } from './process-memory.ts'
import { CHARACTERS, inThreeHours, ITEMS, type ThreeHours } from './three-hours.ts'

/** What a person takes for at once, in milliseconds. */
const AT_ONCE = 50
/** What else the machine does for a second or two is not ours: the quietest third of the rounds counts. */
const ROUNDS = 9
const TIMES_A_ROUND = 12
const MOST_TIMES_START = 1.2
/** A process gives back what it needed only after a while, in milliseconds. */
const SETTLING = 4_000

/** From the key that asks for names to the frame that shows the list; beside a plain letter in the same text. */
export async function completionBench(): Promise<Measurement> {
  return inThreeHours('typed', async ({ page }) => {
    await page.keyboard.press('Control+End')
    return atOnce('speaker-completion', 'to the list', async (time) => {
      await page.keyboard.press('Enter')
      await page.waitForTimeout(60 + ((time * 7) % 17))
      const ours = await timeTo(page, '@', '[role="listbox"] [role="option"]')
      for (const key of ['Escape', 'Backspace']) await page.keyboard.press(key)
      return { ours, plain: await timeTo(page, 'x', '.ProseMirror') }
    })
  })
}

/** From the key to the frame that shows the next item with the caret in its text; beside a plain letter in the same screen. */
export async function itemSwitchBench(): Promise<Measurement> {
  return inThreeHours('typed', async ({ page }) => {
    let item = ITEMS / 2
    return atOnce('item-switch', 'to the other item with the caret in it', async (time) => {
      const step = time % 20 < 10 ? 1 : -1
      item += step
      const ours = await timeTo(page, step === 1 ? 'Alt+PageDown' : 'Alt+PageUp', `article[aria-label="${item + 1} Point ${item + 1}"] .ProseMirror-focused`)
      await page.waitForTimeout(120 + ((time * 7) % 17))
      return { ours, plain: await timeTo(page, 'x', '.ProseMirror') }
    })
  })
}

interface Times {
  readonly ours: number
  readonly plain: number
}

async function atOnce(name: string, what: string, measure: (time: number) => Promise<Times>): Promise<Measurement> {
  const rounds: (readonly Times[])[] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    const times: Times[] = []
    for (let time = 0; time < TIMES_A_ROUND; time += 1) times.push(await measure(round * TIMES_A_ROUND + time))
    // The first time everything is slower: it is a round for nothing.
    if (round > 0) rounds.push(times)
  }
  const total = (times: readonly Times[]) => times.reduce((sum, { ours, plain }) => sum + ours + plain, 0)
  const quiet = rounds.toSorted((left, right) => total(left) - total(right)).slice(0, ROUNDS / 3).flat()
  const [value, reference] = [quantile(quiet.map(({ ours }) => ours), 0.95), quantile(quiet.map(({ plain }) => plain), 0.95)]
  return {
    name, value: rounded(value), unit: 'ms', reference: rounded(reference), ratio: rounded(value / reference),
    budget: `p95 at most ${AT_ONCE} ms from the key ${what}; beside a plain letter`, ok: value <= AT_ONCE,
  }
}

/**
 * What all processes of the application hold after the meeting has been typed, beside what they held when it began. It
 * goes through the editor word by word; the clock is put on by a second a word, so that the history of what can be
 * undone has as many steps as that of three hours.
 */
export async function memoryThreeHoursBench(): Promise<Measurement> {
  return inThreeHours('before', async (opened) => {
    await opened.page.keyboard.type('z')
    const reference = await settledMemory(opened)
    await typeThreeHours(opened.page)
    const value = await settledMemory(opened)
    const ratio = value / reference
    return {
      name: 'memory-three-hours', value: rounded(value), unit: 'MiB', reference: rounded(reference), ratio: rounded(ratio),
      budget: `at most ${MOST_TIMES_START} × at the start`, ok: ratio <= MOST_TIMES_START,
    }
  })
}

const SENTENCE = 'Le baliseur a relevé les trois bouées de la passe et remis le feu de la jetée en service avant la nuit malgré la houle. '
const SENTENCES_AN_ENTRY = 2

async function typeThreeHours(page: Page): Promise<void> {
  let clock = Date.now()
  for (let item = 0; item < ITEMS; item += 1) {
    for (let letters = 0, sentence = 0; letters < CHARACTERS / ITEMS; letters += SENTENCE.length, sentence += 1) {
      if (sentence > 0 && sentence % SENTENCES_AN_ENTRY === 0) await page.keyboard.press('Enter')
      for (const word of SENTENCE.match(/\S+\s/g) ?? []) {
        await page.clock.setSystemTime((clock += 1_000))
        await page.keyboard.insertText(word)
      }
    }
    const typed = await page.locator('.ProseMirror').innerText()
    if (typed.length < (CHARACTERS / ITEMS) * 0.95) throw new Error(`only ${typed.length} letters have arrived in item ${item + 1}`)
    if (item < ITEMS - 1) await page.keyboard.press('Alt+PageDown')
    await page.locator(`article[aria-label^="${Math.min(item + 2, ITEMS)} "] .ProseMirror-focused`).waitFor()
  }
  await page.locator('[data-save-state="saved"]').waitFor({ timeout: 60_000 })
}

async function settledMemory({ application, page }: ThreeHours): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await wait(SETTLING)
  await session.send('HeapProfiler.collectGarbage')
  await wait(SETTLING)
  await session.detach()
  return memoryOfTree(application.process.pid!)
}

declare global {
  interface Window {
    /** Milliseconds from the key that was waited for to what it brought. */
    brought: Promise<number>
  }
}

/** Presses a key; milliseconds from it to the task after the first frame in which the page has what is waited for. */
async function timeTo(page: Page, keys: string, selector: string): Promise<number> {
  await page.evaluate(
    ([wanted, last]) => {
      window.brought = new Promise((resolve) => {
        const listen = (event: KeyboardEvent) => {
          if (event.key !== last) return
          removeEventListener('keydown', listen, true)
          const look = () => {
            if (document.querySelector(wanted) === null) return void requestAnimationFrame(look)
            const { port1, port2 } = new MessageChannel()
            port1.onmessage = () => resolve(performance.now() - event.timeStamp)
            port2.postMessage(undefined)
          }
          requestAnimationFrame(look)
        }
        addEventListener('keydown', listen, true)
      })
    },
    [selector, keys.split('+').at(-1)!] as const,
  )
  await page.keyboard.press(keys)
  return page.evaluate(() => window.brought)
}
