import type { Page } from '@playwright/test'
import { expect, test } from './application.ts'
import { violations } from './axe.ts'
import { createMeeting, noteNewPeople } from './main-job.ts'
import { saved, textOfItem } from './sharing.ts'

const review = (page: Page) => page.getByRole('list', { name: 'À vérifier avant l’envoi' })
const line = (page: Page, name: string | RegExp) => review(page).getByRole('button', { name })

/** Goes to the export, and presses Enter on a line of what is to be checked. */
async function follow(page: Page, name: string | RegExp): Promise<void> {
  await page.keyboard.press('Control+e')
  await line(page, name).focus()
  await page.keyboard.press('Enter')
  await expect(textOfItem(page)).toBeVisible()
}

test('what is to be checked before sending leads to where it is put right, by keys', async ({ application }) => {
  const { page } = application
  const { keyboard } = page
  await createMeeting(page)
  await keyboard.type('L\'accord "cadre" - suite...')
  await keyboard.press('Enter')
  await keyboard.type('Budget')
  await keyboard.press('Enter')
  await expect(page.getByRole('treeitem', { name: 'L’accord «\u00a0cadre\u00a0» – suite…' })).toBeVisible()
  await noteNewPeople(page, 'Nord-Est', ['Anne Morvan', 'Bruno Castel'])
  await keyboard.press('Alt+2')
  await keyboard.press('Alt+PageDown')
  await expect(textOfItem(page)).toBeFocused()
  await keyboard.type('VOTE : le budget est adopté, 12 pour, 1 contre')
  await keyboard.press('Enter')
  await keyboard.type('Élection de la présidence')
  await keyboard.press('Control+5')
  await keyboard.press('Alt+PageUp')
  await saved(page)

  await keyboard.press('Control+e')
  await expect(line(page, /plus de voix que de votants\s+V1/)).toBeVisible()
  await expect(line(page, /1 vote n’a pas de résultat\s+V2/)).toBeVisible()
  // A document in French says nothing that would be translated.
  await expect(review(page)).not.toContainText('traduit')
  await page.getByRole('radio', { name: 'Anglais', exact: true }).check({ force: true })
  await expect(line(page, /textes ne sont pas traduits/)).toBeVisible()
  expect(await violations(page)).toEqual([])
  await keyboard.press('Alt+ArrowLeft')
  await expect(textOfItem(page)).toBeVisible()

  await follow(page, /n’a pas de résultat/)
  await expect(page.getByRole('article', { name: '2 Budget' })).toBeVisible()
  await expect(textOfItem(page)).toBeFocused()
  await keyboard.type('Premier tour, ')
  await expect(textOfItem(page)).toContainText(/(Premier tour, Élection|présidencePremier tour, )/)

  await follow(page, 'La présidence n’est pas indiquée')
  await expect(page.getByRole('combobox', { name: 'Présidence' })).toBeFocused()
})
