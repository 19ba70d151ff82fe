import type { Page } from '@playwright/test'
import { expect, test } from './application.ts'
import { violations } from './axe.ts'

const item = (page: Page) => page.getByRole('region', { name: /^(Point|Item)$/ })
const agenda = (page: Page) => page.getByRole('region', { name: /^(Ordre du jour|Agenda)$/ })
const body = (page: Page) => item(page).getByRole('textbox', { name: /^(Texte du compte-rendu|Text of the minutes)$/ })
const title = (page: Page) => item(page).getByRole('textbox', { name: /^(Titre du point|Title of the item)$/ })
const time = (page: Page) => item(page).getByRole('group', { name: /^(Temps du point|Time of the item)$/ })
const meetingClock = (page: Page) => page.getByRole('button', { name: /^(Horloge de la séance|Clock of the meeting)/ })
const said = (page: Page) => page.locator('[data-clock-said]')
const saved = (page: Page) => expect(page.locator('[data-save-state="saved"]')).toBeVisible()

/** The sample meeting in preparation: 26 March 2026, 15:30–17:00 in Paris; item 1 has five minutes, item 2 thirty, item 4 ten. */
async function openMeeting(page: Page): Promise<void> {
  await page.locator('input').first().waitFor()
  await page.keyboard.press('Alt+o')
  await page.locator('h2').first().waitFor()
  await goToMeeting(page)
}

async function goToMeeting(page: Page): Promise<void> {
  await page.evaluate(() => void (location.hash = '#/meeting/sample-coordination-08'))
  await title(page).waitFor()
}

/** Sets the clock of the page, and lets it look at it. */
async function setTime(page: Page, onTheWall: string): Promise<void> {
  await page.clock.setSystemTime(new Date(`2026-03-26T${onTheWall}+01:00`))
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
}

test('a meeting is opened, timed item by item, interrupted and closed by keys; the times survive a restart', async ({ application }) => {
  const { page } = application
  const { keyboard } = page
  await openMeeting(page)
  await page.clock.install({ time: new Date('2026-03-26T15:31:00+01:00') })
  await setTime(page, '15:31:00')
  await keyboard.press('Alt+Shift+o')
  await expect(page.getByRole('status').filter({ hasText: /ouverte à 15\sh\s31/ })).toBeVisible()
  await expect(meetingClock(page)).toHaveAccessibleName(/en séance 15\sh\s31 fin prévue 17\sh$/)

  await keyboard.press('Alt+2')
  await expect(body(page)).toBeFocused()
  await keyboard.press('Alt+c')
  await expect(time(page)).toContainText('0 min passées sur 5 prévues')
  await expect(time(page).getByRole('button', { name: 'Arrêter le chronomètre' })).toBeVisible()
  await expect(body(page)).toBeFocused()
  await setTime(page, '15:36:30')
  await expect(time(page)).toContainText('5′ / 5′')
  await expect(said(page)).toHaveText('')
  // A passing minute is drawn by what shows it; the text is left alone.
  await page.evaluate(() => {
    const touched: string[] = []
    new MutationObserver((changes) => touched.push(...changes.map(({ target }) => target.nodeName))).observe(document.querySelector('.ProseMirror')!, { subtree: true, childList: true, attributes: true, characterData: true })
    Object.assign(window, { touched })
  })
  await setTime(page, '15:38:10')
  await expect(time(page)).toContainText('7′ / 5′')
  await expect(time(page)).toContainText('dépassé')
  await expect(said(page)).toHaveText(/^Durée prévue dépassée\s: point 1, Welcome/)
  expect(await page.evaluate(() => (window as unknown as { touched: string[] }).touched)).toEqual([])

  // Looking at the next item does not move the clock; starting its own does.
  await keyboard.press('Alt+PageDown')
  await expect(title(page)).toHaveValue(/^Working groups/)
  await expect(agenda(page).getByRole('treeitem').first().getByRole('img', { name: 'chronomètre en marche' })).toBeVisible()
  await keyboard.press('Alt+c')
  await expect(time(page)).toContainText('0′ / 30′')
  await expect(agenda(page).getByRole('treeitem').first()).toContainText('7 min passées sur 5 prévues')
  await expect(agenda(page).getByRole('img', { name: 'chronomètre en marche' })).toHaveCount(1)

  await setTime(page, '15:48:20')
  await keyboard.press('Alt+p')
  await expect(meetingClock(page)).toHaveAccessibleName(/pause/)
  await setTime(page, '15:58:30')
  await keyboard.press('Alt+p')
  await expect(page.getByRole('status').filter({ hasText: 'reprise du point 2, Working groups' })).toBeVisible()
  await expect(time(page)).toContainText('10′ / 30′')
  expect(await violations(page)).toEqual([])
  await meetingClock(page).focus()
  await keyboard.press('Enter')
  const menu = page.getByRole('menu', { name: 'Horloge de la séance' })
  await expect(menu).toContainText(/Ouverture à 15\sh\s31.*fin vers 17\sh\s23.*Pauses\s: 10\smin/)
  await expect(menu.getByRole('menuitem')).toHaveText([/^Clore la séance/, /^Faire une pause/, 'Arrêter le chronomètreAltC', 'Le chronomètre suit le pointnon'])
  expect(await violations(page)).toEqual([])
  await keyboard.press('Escape')
  await keyboard.press('Alt+2')

  // An item that is renamed, moved, and joined by another on the way keeps its time, its clock and its place at hand.
  await keyboard.press('F2')
  await expect(title(page)).toBeFocused()
  await keyboard.type('Groupes de travail')
  await keyboard.press('Enter')
  await keyboard.press('Alt+ArrowUp')
  await expect(agenda(page).getByRole('treeitem').first()).toContainText('Groupes de travail')
  await setTime(page, '16:01:00')
  await expect(time(page)).toContainText('12′ / 30′')
  await keyboard.press('Alt++')
  await keyboard.type('Une question')
  await keyboard.press('Enter')
  await keyboard.press('Escape')
  await expect(title(page)).toHaveValue('Une question')
  await expect(agenda(page).getByRole('treeitem').first().getByRole('img', { name: 'chronomètre en marche' })).toBeVisible()

  await setTime(page, '17:01:00')
  await expect(said(page)).toHaveText('L’heure de fin prévue de la séance est passée.')
  await expect(meetingClock(page)).toHaveAccessibleName(/dépassement/)
  await setTime(page, '17:04:00')
  await keyboard.press('Alt+Shift+o')
  await expect(page.getByRole('status').filter({ hasText: /close à 17\sh\s04/ })).toBeVisible()
  await expect(agenda(page).getByRole('img', { name: 'chronomètre en marche' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: /En relecture/ })).toBeVisible()
  await keyboard.press('Control+z')
  await expect(page.getByRole('button', { name: /En séance/ })).toBeVisible()
  await keyboard.press('Alt+Shift+o')
  await expect(page.getByRole('button', { name: /En relecture/ })).toBeVisible()

  await saved(page)
  await application.restart()
  const again = application.page
  await again.clock.install({ time: new Date('2026-03-27T09:00:00+01:00') })
  await title(again).waitFor()
  await again.evaluate(() => window.dispatchEvent(new Event('focus')))
  await expect(agenda(again).getByRole('treeitem').first()).toContainText('75 min passées sur 30 prévues')
  await again.keyboard.press('Alt+i')
  const details = again.getByRole('region', { name: 'Détails de la séance' })
  await expect(details.getByRole('group', { name: 'Ouverture' })).toContainText(/15.*31/)
  await expect(details.getByRole('group', { name: 'Clôture' })).toContainText(/17.*04/)
})

test('an item is gone to by its number, a sign or letters; Escape leaves the caret where it was', async ({ application: { page } }) => {
  const { keyboard } = page
  await openMeeting(page)
  await keyboard.press('Alt+2')
  await expect(body(page)).toBeFocused()
  await keyboard.type('un deux')
  for (let step = 0; step < 5; step += 1) await keyboard.press('ArrowLeft')
  const field = page.getByRole('combobox', { name: 'Aller au point' })
  await keyboard.press('Alt+g')
  await expect(field).toBeFocused()
  await keyboard.type('introuvable')
  await expect(page.getByRole('status').filter({ hasText: 'aucun point' })).toBeVisible()
  expect(await violations(page)).toEqual([])
  await keyboard.press('Escape')
  await expect(field).toHaveCount(0)
  await keyboard.type('e')
  await expect(body(page)).toHaveText('une deux')

  for (const [typed, found] of [['3.2', /^Mirror/], ['2.1', /^TideLink/], ['prior', /^Ranking/], ['mandate', /^Working/]] as const) {
    await keyboard.press('Alt+g')
    await keyboard.type(typed)
    await expect(page.getByRole('option').first()).toBeVisible()
    await keyboard.press('Enter')
    await expect(title(page)).toHaveValue(found)
    await expect(body(page)).toBeFocused()
    await expect(field).toHaveCount(0)
  }
})

test.describe('in English', () => {
  test.use({ language: 'en' })
  test('the clock follows the item if that is wished, and says so', async ({ application: { page } }) => {
    const { keyboard } = page
    await openMeeting(page)
    await keyboard.press('Alt+2')
    await keyboard.press('Alt+c')
    await expect(time(page)).toContainText('0 min spent of 5 planned')
    await keyboard.press('Control+k')
    await keyboard.type('Clock: follow')
    await keyboard.press('Enter')
    await expect(page.getByRole('status').filter({ hasText: 'The clock will follow' })).toBeVisible()
    await expect(body(page)).toBeFocused()
    await keyboard.press('Alt+PageDown')
    await expect(time(page).getByRole('button', { name: 'Stop the clock' })).toBeVisible()
    await expect(agenda(page).getByRole('img', { name: 'clock running' })).toHaveCount(1)
    // Nobody pressed for it: undo takes back what somebody did.
    await keyboard.press('Control+z')
    await expect(time(page).getByRole('button', { name: 'Stop the clock' })).toBeVisible()
  })
})
