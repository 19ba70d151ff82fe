import type { Page } from '@playwright/test'
import { expect, test } from './application.ts'

/** From the very first screen to a meeting, as a person would who never touches the mouse. */
async function fromNothingToAMeeting(page: Page): Promise<void> {
  const { keyboard } = page
  await page.getByRole('textbox', { name: 'Nom de l’espace de travail' }).waitFor()
  await keyboard.type('Réseau du Nord')
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Aucune instance pour l’instant' }).waitFor()
  await expect(page.getByRole('button', { name: 'Nouvelle instance' })).toBeFocused()
  await keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Nom de l’instance' })).toBeFocused()
  await keyboard.type('Visio opérations')
  await keyboard.press('Tab')
  await keyboard.type('1400')
  await keyboard.press('Tab')
  await keyboard.type('1600')
  await keyboard.press('Enter')
  await page.getByRole('link', { name: 'Visio opérations' }).waitFor()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await newMeeting(page, '19032013')
}

/** The date is the only thing to type. */
async function newMeeting(page: Page, date: string): Promise<void> {
  await page.keyboard.press('Alt+n')
  await expect(page.getByRole('dialog').getByRole('spinbutton').first()).toBeFocused()
  await page.keyboard.type(date)
  await page.keyboard.press('Enter')
  await page.waitForURL(/#\/meeting\//)
  // The address changes a moment before the screen.
  await expect(page.getByRole('button', { name: 'Nouvelle instance' })).toHaveCount(0)
}

async function goHome(page: Page): Promise<void> {
  await page.keyboard.press('Alt+h')
  await page.waitForURL(/#\/$/)
  await page.locator('[data-meeting]').first().waitFor()
}

const meetings = (page: Page) => page.locator('[data-meeting]')

test('a workspace, a series and a meeting are made from nothing with the keyboard, and are there after a restart', async ({ application }) => {
  await fromNothingToAMeeting(application.page)
  await goHome(application.page)
  await expect(meetings(application.page)).toHaveText([/19\smars 2013.*14\sh.*Visio opérations nº\s1.*En préparation/])
  await application.restart()
  await application.page.keyboard.press('Alt+h')
  await expect(meetings(application.page)).toHaveText([/19\smars 2013.*14\sh.*Visio opérations nº\s1.*En préparation/])
  await expect(application.page.getByRole('heading', { level: 1 })).toContainText('Réseau du Nord')
})

test('the next meeting is numbered on, opens from the list by key, and goes to the bin and back', async ({ application: { page } }) => {
  await fromNothingToAMeeting(page)
  await goHome(page)
  await newMeeting(page, '16042013')
  await goHome(page)
  await expect(meetings(page)).toHaveText([/16\savril 2013.*nº\s2/, /19\smars 2013.*nº\s1/])
  await expect(meetings(page).first()).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(/#\/meeting\//)
  await goHome(page)
  await page.keyboard.press('Delete')
  await expect(meetings(page)).toHaveCount(1)
  await page.getByRole('button', { name: 'Annuler' }).press('Enter')
  await expect(meetings(page)).toHaveCount(2)
})

test('a meeting can take over the titles of the agenda before it', async ({ application: { page } }) => {
  await page.getByRole('button', { name: 'Ouvrir l’exemple' }).waitFor()
  await page.keyboard.press('Alt+o')
  await meetings(page).first().waitFor()
  await page.keyboard.press('Alt+n')
  await expect(page.getByRole('dialog').getByRole('spinbutton').first()).toBeFocused()
  const choice = page.getByRole('checkbox', { name: /Reprendre l’ordre du jour/ })
  await choice.focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await page.waitForURL(/#\/meeting\//)
  await expect(page.getByText(/Première vague\s: bilan à trois semaines/).first()).toBeVisible()
})

test('the sample opens, opens again as it was left, and stands beside one’s own workspace', async ({ application }) => {
  const { page } = application
  await page.getByRole('button', { name: 'Ouvrir l’exemple' }).waitFor()
  await page.keyboard.press('Alt+o')
  await expect(page.getByRole('heading', { level: 2 }).getByRole('link')).toHaveCount(2)
  await expect(meetings(page)).toHaveCount(4)
  await expect(page.getByText(/\d\sactions ouvertes/).first()).toBeVisible()
  await expect(page.getByRole('region', { name: /Actions ouvertes/ }).getByRole('link').first()).toBeVisible()
  await meetings(page).first().focus()
  await page.keyboard.press('Delete')
  await expect(meetings(page)).toHaveCount(3)
  await page.keyboard.press('Alt+Shift+w')
  await expect(page.getByRole('dialog').getByRole('textbox')).toBeFocused()
  await page.keyboard.type('Comité à moi')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Aucune instance pour l’instant' }).waitFor()
  await page.keyboard.press('Alt+o')
  await expect(meetings(page)).toHaveCount(3)
  await page.keyboard.press('Alt+w')
  await expect(page.getByRole('menuitemradio')).toHaveCount(2)
  await page.keyboard.press('Escape')
})

test('the series screen keeps its facts and members', async ({ application }) => {
  const { page } = application
  await fromNothingToAMeeting(page)
  await goHome(page)
  await page.keyboard.press('Alt+i')
  await page.getByRole('textbox', { name: 'Nom en anglais' }).focus()
  await page.keyboard.type('Operations call')
  await page.keyboard.press('Alt+m')
  await page.keyboard.type('Aline Dupré')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('listitem').filter({ hasText: 'Aline Dupré' })).toBeVisible()
  await page.locator('[data-save-state="saved"]').waitFor()
  await application.restart()
  await expect(application.page.getByRole('textbox', { name: 'Nom en anglais' })).toHaveValue('Operations call')
  await expect(application.page.getByRole('listitem').filter({ hasText: 'Aline Dupré' })).toBeVisible()
})

test('the interface speaks either language from the first screen', async ({ application: { page } }) => {
  await page.getByRole('radio', { name: 'English' }).focus()
  await page.keyboard.press('Space')
  await expect(page.getByRole('textbox', { name: 'Name of the workspace' })).toBeVisible()
  await page.keyboard.press('Control+F8')
  await expect(page.getByRole('textbox', { name: 'Nom de l’espace de travail' })).toBeVisible()
})
