import type { Page } from '@playwright/test'
import { expect, test } from './application.ts'
import { violations } from './axe.ts'
import { createMeeting } from './main-job.ts'

const column = (page: Page) => page.getByRole('region', { name: 'Présences', exact: true })
const row = (page: Page, name: string) => column(page).locator(`[data-person="${name}"]`)
const who = (page: Page) => column(page).getByRole('combobox', { name: 'Noter une personne présente' })
const message = (page: Page) => page.getByRole('status').filter({ hasText: /personnes?|cité/ })

/** Types a name as it is typed in the field, waits for what it proposes, and presses keys. */
async function note(page: Page, text: string, ...keys: readonly string[]): Promise<void> {
  await expect(who(page)).toBeFocused()
  await page.keyboard.type(text)
  await column(page).getByRole('option').first().waitFor()
  for (const key of keys) await page.keyboard.press(key)
}

test('attendance by keyboard alone: late, represented, guests, the same as last time, a pasted list, the quorum, who is heard', async ({ application }) => {
  test.setTimeout(180_000)
  const { page } = application
  const { keyboard } = page
  await createMeeting(page)
  await keyboard.type('Approbation')
  await keyboard.press('Enter')
  await keyboard.press('Alt+3')

  // New people with their site, the same site again by Enter alone, a late one, a guest.
  await note(page, 'Alix Morvan', 'Enter')
  await keyboard.type('Phare de Kerlan')
  await keyboard.press('Enter')
  await note(page, 'Bruno Castel', 'Control+Enter', 'Enter')
  await note(page, 'Chloé Aubry 14:20', 'Enter', 'Enter')
  await note(page, 'Denis Ferrand', 'Enter', 'Enter')
  await note(page, 'Jean Visiteur', 'ArrowDown', 'Enter')
  await expect(row(page, 'Bruno Castel')).toContainText('à distance')
  await expect(row(page, 'Chloé Aubry')).toContainText('arrivée 14')
  await expect(row(page, 'Jean Visiteur')).toContainText('invité')
  await expect(column(page).locator('[data-total]')).toContainText('5 / 5')

  // Another time than now, and by whom somebody is represented: on the rows.
  await note(page, 'chlo', 'Enter', 'ArrowDown')
  await expect(row(page, 'Chloé Aubry')).toBeFocused()
  await keyboard.press('l')
  await keyboard.type('1530')
  await expect(row(page, 'Chloé Aubry')).toContainText(/départ 15.h.30/)
  await keyboard.press('ArrowDown')
  await keyboard.press('d')
  await expect(row(page, 'Denis Ferrand').getByRole('combobox', { name: 'Représenté par' })).toBeFocused()
  await keyboard.type('ali')
  await keyboard.press('Enter')
  await expect(row(page, 'Denis Ferrand')).toContainText('représenté par Alix Morvan')
  await expect(row(page, 'Denis Ferrand')).toBeFocused()

  // A series with three members and a rule.
  await keyboard.press('Alt+s')
  await page.getByRole('button', { name: /Quorum/ }).waitFor()
  for (const name of ['alix', 'bruno', 'denis']) {
    await keyboard.press('Alt+m')
    await keyboard.type(name)
    await page.getByRole('option').first().waitFor()
    await keyboard.press('Enter')
  }
  await page.getByRole('button', { name: /Quorum/ }).focus()
  await keyboard.press('Enter')
  await page.getByRole('option', { name: 'Plus de la moitié des membres' }).waitFor()
  await keyboard.type('plus')
  await keyboard.press('Enter')
  await expect(page.getByText('Avec 3 membres, il en faut 2.')).toBeVisible()

  // The next meeting: everybody who was here last time, guests and absent ones aside.
  await keyboard.press('Alt+n')
  await expect(page.getByRole('dialog').getByRole('spinbutton').first()).toBeFocused()
  await keyboard.type('24032026')
  await keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Nouveau point' })).toBeFocused()
  const quorum = column(page).locator('[data-quorum]')
  await expect(quorum).toHaveAttribute('data-quorum', 'missing')
  await keyboard.press('Alt+Shift+L')
  await expect(message(page)).toContainText('3 personnes comme le')
  await expect(row(page, 'Bruno Castel')).toContainText('à distance')
  await expect(row(page, 'Denis Ferrand')).toHaveAttribute('data-status', 'unknown')
  await expect(quorum).toContainText('Quorum atteint : 2 membres sur 3, il en faut 2')
  await expect(page.getByRole('textbox', { name: 'Nouveau point' })).toBeFocused()
  await keyboard.press('Control+z')
  await expect(row(page, 'Bruno Castel')).toHaveAttribute('data-status', 'unknown')

  // A list from a video conference: the certain one is noted, the doubtful and the unknown one are asked.
  await keyboard.press('Alt+Shift+C')
  await expect(column(page).getByRole('textbox', { name: 'Liste à coller' })).toBeFocused()
  await keyboard.type('MORVAN Alix (Moderator)\nBruno C\nZoé Neuve (Guest)\nSalle 3')
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  const question = (name: string) => column(page).getByRole('listbox', { name: `Qui est « ${name} » ?` })
  await expect(question('Bruno C')).toBeFocused()
  expect(await violations(page)).toEqual([])
  await keyboard.press('Enter')
  await expect(column(page).getByRole('checkbox', { name: /Retenir « Bruno C »/ })).toBeChecked()
  await expect(question('Zoé Neuve')).toBeFocused()
  await keyboard.press('Enter')
  await expect(question('Salle 3')).toBeFocused()
  await keyboard.press('End')
  await keyboard.press('Enter')
  await keyboard.press('Enter')
  await expect(column(page).getByRole('button', { name: 'Noter 3 personnes' })).toBeFocused()
  await keyboard.press('Enter')
  await expect(message(page)).toContainText('3 personnes notées, 1 invité, 1 laissé de côté.')
  await expect(page.getByRole('textbox', { name: 'Nouveau point' })).toBeFocused()
  await expect(row(page, 'Zoé Neuve')).toContainText('à distance · invité')
  await expect(quorum).toHaveAttribute('data-quorum', 'reached')

  // Whoever leaves does not count any more; it is told.
  await keyboard.press('Alt+3')
  await note(page, 'bruno c', 'Control+Enter', 'ArrowDown')
  await expect(row(page, 'Bruno Castel')).toBeFocused()
  await keyboard.press('l')
  await expect(quorum).toHaveAttribute('data-quorum', 'lost')
  await expect(quorum.getByRole('status')).toContainText('Quorum perdu')

  // Somebody named in the text without being on the list is pointed out, and one letter away from it.
  await keyboard.press('Alt+1')
  await keyboard.press('Alt+n')
  await keyboard.type('Formation')
  await keyboard.press('Enter')
  await keyboard.press('Alt+2')
  await keyboard.type('Jean Visiteur propose une date.')
  const heard = column(page).locator('[data-heard="Jean Visiteur"]')
  await expect(heard).toContainText('est cité')
  expect(await violations(page)).toEqual([])
  await keyboard.press('Alt+3')
  await keyboard.press('ArrowDown')
  await keyboard.press('End')
  await expect(heard).toBeFocused()
  await keyboard.press('Delete')
  await expect(heard).toHaveCount(0)
  await expect(column(page).locator('[role="treeitem"]:focus')).toHaveCount(1)
  await keyboard.press('Control+z')
  await expect(heard).toHaveCount(1)
  await keyboard.press('End')
  await keyboard.press('g')
  await expect(row(page, 'Jean Visiteur')).toContainText('invité')
  await expect(heard).toHaveCount(0)
  await expect(row(page, 'Jean Visiteur')).toBeFocused()
})
