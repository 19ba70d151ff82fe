import type { Page } from '@playwright/test'
import { expect, test } from './application.ts'
import { violations } from './axe.ts'

/** Dialogs that open over any screen, by their keys. */
const DIALOGS = [
  { name: 'palette', keys: 'Control+k' },
  { name: 'sharing', keys: 'Control+Shift+p' },
  { name: 'joining', keys: 'Control+Shift+j' },
  { name: 'backups', keys: 'Control+Shift+b' },
] as const

/** Every screen, by its address in the sample, and what shows that it stands. */
const SCREENS = [
  { name: 'home', address: '#/', landmark: '[data-meeting]' },
  { name: 'series', address: '#/series/sample-operations', landmark: 'h1' },
  { name: 'directory', address: '#/directory', landmark: 'h1' },
  { name: 'meeting', address: '#/meeting/sample-operations-14', landmark: '.ProseMirror' },
  { name: 'meeting in preparation', address: '#/meeting/sample-coordination-08', landmark: 'h1' },
  { name: 'published meeting', address: '#/meeting/sample-operations-13', landmark: 'h1' },
  { name: 'export', address: '#/meeting/sample-operations-14/export', landmark: 'section[aria-busy="false"] img' },
] as const

async function openSample(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Ouvrir l’exemple' }).waitFor()
  await page.keyboard.press('Alt+o')
  await page.locator('[data-meeting]').first().waitFor()
}

test.describe('every screen', () => {
  test('is free of accessibility faults that axe can find, light and dark', async ({ application: { page } }) => {
    test.setTimeout(240_000)
    expect(await violations(page), 'first start').toEqual([])
    await openSample(page)
    for (const theme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: theme === 'dark' ? 'dark' : 'light' })
      for (const { name, address, landmark } of SCREENS) {
        await page.evaluate((hash) => void (window.location.hash = hash), address)
        await page.locator(landmark).first().waitFor()
        expect(await violations(page), `${name}, ${theme}`).toEqual([])
      }
      for (const { name, keys } of DIALOGS) {
        await page.keyboard.press(keys)
        await page.getByRole('dialog').waitFor()
        expect(await violations(page), `${name}, ${theme}`).toEqual([])
        await page.keyboard.press('Escape')
        await page.getByRole('dialog').waitFor({ state: 'hidden' })
      }
    }
  })

  test('lists its keys, each command with its key, no key twice', async ({ application: { page } }) => {
    test.setTimeout(120_000)
    await openSample(page)
    for (const { name, address, landmark } of SCREENS) {
      await page.evaluate((hash) => void (window.location.hash = hash), address)
      await page.locator(landmark).first().waitFor()
      await page.getByRole('button', { name: 'Raccourcis clavier' }).click()
      const dialog = page.getByRole('dialog', { name: 'Raccourcis clavier' })
      const keys = await dialog.locator('[data-command] kbd').allInnerTexts()
      expect(keys.length, name).toBeGreaterThan(6)
      expect(keys.every((text) => text !== ''), name).toBe(true)
      // Keys of a list or of the editor are theirs while they have the focus; those that work anywhere must differ.
      const anywhere = await dialog.locator('[data-anywhere=true] kbd').allInnerTexts()
      expect(anywhere.filter((text, index) => anywhere.indexOf(text) !== index), name).toEqual([])
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'hidden' })
    }
  })

  test('keeps the application’s own policy: nothing is blocked or thrown while it is used', async ({ application: { page } }) => {
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await openSample(page)
    for (const { address, landmark } of SCREENS) {
      await page.evaluate((hash) => void (window.location.hash = hash), address)
      await page.locator(landmark).first().waitFor()
    }
    expect(complaints).toEqual([])
  })

  test('fits a small window at 200 %: nothing is cut off sideways', async ({ application: { page } }) => {
    await openSample(page)
    // 1024 × 700 at 200 % leaves this many pixels of the style sheet.
    await page.setViewportSize({ width: 512, height: 350 })
    for (const { name, address, landmark } of SCREENS) {
      await page.evaluate((hash) => void (window.location.hash = hash), address)
      await page.locator(landmark).first().waitFor({ state: 'attached' })
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), name).toBeLessThanOrEqual(0)
    }
  })
})
