import type { Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApplication, type RunningApplication } from '../e2e/application.ts'
import { openNewItem, textOfItem } from '../e2e/sharing.ts'
import { seed } from '../fixtures/seed.ts'
import { createRandom, type Random } from './random.ts'

const KILLS = 20
/** A kill falls this long after the first word, in milliseconds: from before the first batch is written to after several. */
const MOMENTS = [20, 2_200] as const

describe('the whole application, killed with its browser while somebody types', () => {
  const random = createRandom(seed)
  let application: RunningApplication
  beforeAll(async () => {
    application = await startApplication({ host: 'chromium' })
    await openNewItem(application.page)
  }, 90_000)
  afterAll(() => application?.close())

  test(`keeps what it said was saved, ${KILLS} times`, { timeout: 300_000 }, async () => {
    let typed = 0
    let told = 0
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const before = await textOf(application.page)
      const said = await listen(application.page)
      const typing = typeWords(application.page, random, await begin(application.page, typed))
      await new Promise((resolve) => setTimeout(resolve, random.integer(...MOMENTS)))
      const killing = application.killAndRestart()
      typed = await typing
      await killing
      const after = await textOf(application.page)
      const saved = said.at(-1) ?? before
      expect(after.startsWith(saved), `kill ${kill}: "${saved.slice(-60)}" was said to be saved, and "${after.slice(-60)}" is there`).toBe(true)
      if (said.length > 0) told += 1
    }
    // Where the window never says that something is saved, nothing has been proved.
    expect(told).toBeGreaterThan(KILLS / 3)
  })
})

/** Types the first word at the end of the text. Returns the number of the next. */
async function begin(page: Page, number: number): Promise<number> {
  await textOfItem(page).focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(`mot${number} `)
  return number + 1
}

/** Types words, each unlike any other, until the window is gone. Returns the number of the next. */
async function typeWords(page: Page, random: Random, first: number): Promise<number> {
  let number = first
  try {
    for (;;) {
      await page.keyboard.type(`mot${number} `)
      number += 1
      if (random.oneIn(12)) await page.keyboard.press('Enter')
      // Now and then somebody thinks: long enough for the window to say that all is saved.
      await page.waitForTimeout(random.oneIn(3) ? random.integer(450, 900) : random.integer(0, 120))
    }
  } catch {
    return number + 1
  }
}

const SAID = 'said to be saved: '

/**
 * Hears from the window what its text was each time when it began to say "saved". Through the console: a function
 * exposed from here would take the place of the host's own.
 */
async function listen(page: Page): Promise<readonly string[]> {
  const said: string[] = []
  page.on('console', (message) => {
    if (message.text().startsWith(SAID)) said.push(normal(message.text().slice(SAID.length)))
  })
  await page.evaluate((mark) => {
    const tell = () => {
      if (document.querySelector('[data-save-state="saved"]')) console.debug(mark + (document.querySelector('[role="textbox"].ProseMirror')?.textContent ?? ''))
    }
    new MutationObserver(tell).observe(document.body, { subtree: true, attributeFilter: ['data-save-state'] })
  }, SAID)
  return said
}

async function textOf(page: Page): Promise<string> {
  await textOfItem(page).waitFor()
  return normal((await textOfItem(page).textContent()) ?? '')
}

function normal(text: string): string {
  return text.replaceAll(/[\s\u200b\ufeff]+/gu, ' ').trim()
}
