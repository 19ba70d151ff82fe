import type { Page } from '@playwright/test'
import { expect, test } from './application.ts'

const item = (page: Page) => page.getByRole('region', { name: /^(Point|Item)$/ })
const body = (page: Page) => item(page).getByRole('textbox', { name: /^(Texte du compte-rendu|Text of the minutes)$/ })
const agenda = (page: Page) => page.getByRole('region', { name: /^(Ordre du jour|Agenda)$/ })
const entries = (page: Page) => body(page).locator('[data-kind]')
const saved = (page: Page) => expect(page.locator('[data-save-state="saved"]')).toBeVisible()

async function lines(page: Page, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await page.keyboard.type(text)
    await page.keyboard.press('Enter')
  }
}

/** A workspace, a series, a meeting on Tuesday 19 March 2013, two items and five people who attend: by keys alone. */
async function openMeeting(page: Page, attending: readonly string[]): Promise<void> {
  const { keyboard } = page
  await page.locator('input').first().waitFor()
  await lines(page, 'Réseau du Nord')
  await page.getByRole('heading', { level: 2 }).first().waitFor()
  await keyboard.press('Alt+s')
  await expect(page.locator('input:focus')).toBeVisible()
  await lines(page, 'Visio opérations')
  await page.getByRole('link', { name: 'Visio opérations' }).waitFor()
  await keyboard.press('Alt+n')
  await expect(page.getByRole('dialog').getByRole('spinbutton').first()).toBeFocused()
  await keyboard.type('19032013')
  await keyboard.press('Enter')
  await page.waitForURL(/#\/meeting\//)
  await expect(agenda(page).locator('[data-agenda-draft]')).toBeFocused()
  await lines(page, 'Approbation', 'Actualités')
  await keyboard.press('Alt+3')
  for (const person of attending) await lines(page, person, person === attending[0] ? 'Nord-Est' : '')
  await keyboard.press('Alt+2')
  await expect(body(page)).toBeFocused()
}

const PEOPLE = ['Nadia Benali', 'Paul Durand', 'Hélène Le Goff', 'Anne Martin', 'Bruno Martin']

test('lines become structure as they are typed, are turned back by one undo, and survive a restart', async ({ application }) => {
  const { page } = application
  const { keyboard } = page
  await openMeeting(page, PEOPLE)
  await lines(page, 'Nadia : le compte-rendu est relu.', '[Paul et Hélène] rien à ajouter.', '… sauf une date.', 'DÉCISION : le compte-rendu est approuvé.')
  await lines(page, 'ACTION : Paul : envoyer le lien avant le 23 avril', 'ACTION HLG to review the note by Friday')
  await keyboard.type('Remarque : à 14:30, voir http://exemple.fr')
  await expect(entries(page).locator('p')).toHaveText(['Le compte-rendu est relu.', 'Rien à ajouter.', 'sauf une date.', 'Le compte-rendu est approuvé.', 'Envoyer le lien avant le 23 avril', 'HLG to review the note by Friday', /^Remarque/])
  await expect(entries(page).nth(0)).toContainText('N. Benali')
  await expect(entries(page).nth(1)).toContainText('P. Durand, H. Le Goff')
  await expect(entries(page).nth(2)).toContainText('P. Durand, H. Le Goff')
  await expect(entries(page).nth(4)).toContainText(/Paul Durand\s*23\savr\. 2013/)
  await expect(entries(page).nth(5)).toContainText(/Hélène Le Goff\s*22\smars 2013/)
  expect(await body(page).locator('[data-kind]').evaluateAll((all) => all.map((entry) => (entry as HTMLElement).dataset.kind))).toEqual(['note', 'note', 'note', 'decision', 'action', 'action', 'note'])

  await keyboard.press('Enter')
  await keyboard.type('Décision : ')
  await expect(entries(page).last()).toHaveAttribute('data-kind', 'decision')
  await keyboard.press('Control+z')
  await expect(entries(page).last()).toHaveAttribute('data-kind', 'note')
  await keyboard.type('reportée')
  await expect(entries(page).last()).toHaveText('Décision : reportée')

  await keyboard.press('Enter')
  await lines(page, 's/reportée/remise/')
  await expect(entries(page).nth(7)).toHaveText('Décision : remise')
  await lines(page, 's/introuvable/x/')
  await expect(page.getByRole('status').filter({ hasText: 'introuvable' })).toBeVisible()
  // It stays as it was typed, and Enter has gone on.
  await expect(entries(page).nth(8)).toHaveText('s/introuvable/x/')

  // Left without Enter, an action is read all the same.
  await keyboard.type('ACTION : Nadia : relire avant fin mai')
  await keyboard.press('Alt+PageDown')
  await keyboard.press('Alt+PageUp')
  await expect(entries(page).last()).toContainText(/Nadia Benali\s*31\smai 2013/)

  await saved(page)
  await application.restart()
  await expect(entries(application.page).nth(4)).toContainText(/Paul Durand\s*23\savr\. 2013/)
  await expect(entries(application.page).last()).toContainText(/Nadia Benali\s*31\smai 2013/)
})

test('who is named by two is asked, and nobody is chosen unasked', async ({ application: { page } }) => {
  const { keyboard } = page
  await openMeeting(page, PEOPLE)
  await keyboard.type('Martin : ')
  const choices = page.getByRole('listbox')
  await expect(choices.getByRole('option')).toHaveText(['Anne Martin', 'Bruno Martin'])
  await keyboard.type('à tous')
  await expect(choices).toHaveCount(0)
  await expect(entries(page).first()).toHaveText('Martin : à tous')
  await keyboard.press('Enter')
  await keyboard.type('Paul et Martin : ')
  await expect(choices).toBeVisible()
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await keyboard.type('oui')
  await expect(entries(page).last()).toContainText('P. Durand, B. Martin')
  await expect(entries(page).last().locator('p')).toHaveText('oui')
  await keyboard.press('Enter')
  await keyboard.type('[1] voir la note')
  await expect(entries(page).last()).toHaveText('[1] voir la note')
})

test('a sub-topic is typed into the text, undone and redone, and the writing follows; an item has nothing to report', async ({ application: { page } }) => {
  const { keyboard } = page
  await openMeeting(page, PEOPLE)
  await lines(page, 'Un mot.')
  await lines(page, '+ Migration du site')
  const title = item(page).getByRole('textbox', { name: 'Titre du point' })
  await expect(title).toHaveValue('Migration du site')
  await expect(body(page)).toBeFocused()
  await keyboard.press('Control+z')
  await expect(title).toHaveValue('Approbation')
  await expect(body(page)).toBeFocused()
  await expect(entries(page)).toHaveText(['Un mot.', '+ Migration du site'])
  await keyboard.press('Control+y')
  await expect(title).toHaveValue('Migration du site')
  await expect(body(page)).toBeFocused()
  await lines(page, 'Prévue en mai.', '+ Formation')
  await expect(agenda(page).getByRole('treeitem')).toHaveText([/^1\s*Approbation/, /^\+\s*Migration du site/, /^\+\s*Formation/, /^2\s*Actualités/])
  await keyboard.press('Alt+PageDown')
  await expect(title).toHaveValue('Actualités')
  await lines(page, 'RAS')
  await expect(agenda(page).getByRole('treeitem').last()).toContainText('Rien à signaler')
  await expect(body(page)).toHaveText('')
  await keyboard.press('Control+z')
  await expect(body(page)).toHaveText('RAS')
  await expect(agenda(page).getByRole('treeitem').last()).not.toContainText('Rien à signaler')
})

test('the rules are shown by key, switched off, and stay off after a restart', async ({ application }) => {
  const { page } = application
  await openMeeting(page, PEOPLE)
  await page.keyboard.press('Alt+q')
  const help = page.getByRole('dialog', { name: 'Saisie rapide' })
  await expect(help).toContainText('ACTION')
  await page.keyboard.press('Tab')
  await expect(help.getByRole('checkbox').first()).toBeFocused()
  await page.keyboard.press('Space')
  await page.keyboard.press('Escape')
  await expect(help).toHaveCount(0)
  await expect(body(page)).toBeFocused()
  await lines(page, 'Décision : oui')
  await expect(entries(page).first()).toHaveText('Décision : oui')
  await saved(page)
  await application.restart()
  await body(application.page).waitFor()
  await application.page.keyboard.press('Alt+q')
  await expect(application.page.getByRole('dialog').getByRole('checkbox').first()).not.toBeChecked()
})
