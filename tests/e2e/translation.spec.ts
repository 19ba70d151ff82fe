import type { Page } from '@playwright/test'
import { expect, test } from './application.ts'
import { violations } from './axe.ts'
import { createMeeting, handsOn } from './main-job.ts'

const item = (page: Page) => page.getByRole('region', { name: 'Point' })
const body = (page: Page) => item(page).getByRole('textbox', { name: 'Texte du compte-rendu' })
const title = (page: Page) => item(page).getByRole('textbox', { name: 'Titre du point' })
const rows = (page: Page) => page.getByRole('region', { name: 'Ordre du jour' }).getByRole('treeitem')
const left = (page: Page) => page.getByRole('button', { name: /^\d+ à (traduire|revoir)/ })
const status = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words })

test('a whole meeting is translated from text to text by one key, and one that has changed is found again', async ({ application }) => {
  const { page } = application
  const hands = handsOn(page)
  const line = async (text: string) => {
    await hands.type(text)
    await hands.press('Enter')
  }
  await createMeeting(page, hands, async () => undefined)
  for (const name of ['Approbation', 'Actualités']) await line(name)
  await hands.press('Alt+2')
  await line('Le compte-rendu est relu.')
  await hands.type('Il est approuvé.')
  await expect(left(page)).toHaveCount(0)

  // From an original to its translation: its own line is made, and the keyboard is in it.
  await hands.press('Alt+u')
  await expect(body(page)).toBeFocused()
  await expect(left(page)).toHaveAccessibleName('5 à traduire')
  await expect(rows(page)).toHaveText([/3 à traduire/, /1 à traduire/])
  await hands.type('It is approved.')
  await hands.press('Alt+u')
  await expect(title(page)).toHaveValue('')
  await expect(title(page)).toBeFocused()
  await hands.type('News')
  // Round to the beginning.
  await hands.press('Alt+u')
  await expect(status(page, 'Reprise au début de la séance.')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Titre en anglais' })).toBeFocused()
  await hands.type('Lights call no. 1')
  await hands.press('Alt+u')
  await expect(page.getByRole('textbox', { name: 'Titre en anglais' })).toHaveCount(0)
  await expect(title(page)).toBeFocused()
  await hands.type('Approval')
  await hands.press('Alt+u')
  await expect(body(page)).toBeFocused()
  await hands.type('The minutes were read.')
  await expect(body(page).locator('p')).toHaveText(['The minutes were read.', 'It is approved.'])
  await hands.press('Alt+u')
  await expect(status(page, 'Tout est traduit et à jour.')).toBeVisible()
  await expect(body(page)).toBeFocused()
  await expect(left(page)).toHaveCount(0)
  await expect(rows(page)).toHaveText([/^1\s*Approval/, /^2\s*News/])

  // Entries stand level with what they translate.
  const tops = await page.evaluate(() => ['[data-original] [data-line]', '.ProseMirror [data-line]'].map((entries) => [...document.querySelectorAll(entries)].map((entry) => Math.round(entry.getBoundingClientRect().top))))
  expect(tops[0]).toEqual(tops[1])

  await hands.press('Alt+l')
  await expect(body(page).locator('p').first()).toHaveText('Le compte-rendu est relu.')
  await expect(body(page)).toBeFocused()
  await hands.press('Control+End')
  await hands.type(' Sans modification.')
  await hands.press('Alt+Shift+u')
  await expect(status(page, 'L’original a changé depuis cette traduction.')).toBeVisible()
  await expect(left(page)).toHaveAccessibleName('1 à revoir')
  await expect(page.locator('[data-original]')).toContainText('Modifié depuis sa traduction')
  expect(await violations(page)).toEqual([])
  await hands.press('Alt+m')
  await expect(status(page, 'Traduction marquée à jour.')).toBeVisible()
  await expect(left(page)).toHaveCount(0)
  await hands.press('Control+z')
  await expect(left(page)).toHaveAccessibleName('1 à revoir')
  await hands.press('Alt+m')
  await expect(left(page)).toHaveCount(0)

  await page.locator('[data-save-state="saved"]').waitFor()
  await application.restart()
  await rows(application.page).first().waitFor()
  await application.page.keyboard.press('Alt+2')
  await application.page.keyboard.press('Alt+u')
  await expect(status(application.page, 'Tout est traduit et à jour.')).toBeVisible()
})

test('a line that was made on the way and not written goes again, and undo takes back what was typed', async ({ application: { page } }) => {
  const hands = handsOn(page)
  await createMeeting(page, hands, async () => undefined)
  await hands.type('Approbation')
  await hands.press('Enter', 'Alt+2')
  for (const text of ['Un.', 'Deux.', 'Trois.']) {
    await hands.type(text)
    await hands.press('Enter')
  }
  await hands.press('Alt+1', 'Alt+u', 'Alt+u', 'Alt+u')
  await expect(body(page).locator('[data-translates]')).toHaveCount(1)
  await hands.type('Two.')
  await hands.press('Alt+u', 'Alt+Shift+u')
  await expect(body(page).locator('p')).toHaveText(['', 'Two.'])
  await expect(body(page)).toBeFocused()
  await hands.type('One.')
  await hands.press('Control+z')
  await expect(body(page).locator('p')).toHaveText(['', 'Two.'])
})
