import type { Page } from '@playwright/test'
import { expect, test } from './application.ts'
import { createMeeting } from './main-job.ts'

/** Keys pressed one by one; text typed as a person types it. Counts what it costs. */
class Hands {
  readonly #page: Page
  count = 0

  constructor(page: Page) {
    this.#page = page
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#page.keyboard.press(key)
    this.count += keys.length
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text)
    this.count += text.length
  }

  /** Each text followed by Enter. */
  async lines(...texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      await this.type(text)
      await this.press('Enter')
    }
  }
}

const agenda = (page: Page) => page.getByRole('region', { name: 'Ordre du jour' })
const item = (page: Page) => page.getByRole('region', { name: 'Point', exact: true })
const attendance = (page: Page) => page.getByRole('region', { name: 'Présences' })
const body = (page: Page) => item(page).getByRole('textbox', { name: 'Texte du compte-rendu' })
const saved = (page: Page) => expect(page.locator('[data-save-state="saved"]')).toBeVisible()

/** Numbers and titles of the agenda, as they are shown. */
async function outline(page: Page): Promise<readonly string[]> {
  const rows = await agenda(page).getByRole('treeitem').allInnerTexts()
  return rows.map((row) => row.replace(/\s+/g, ' ').trim())
}

async function openNewMeeting(page: Page): Promise<Hands> {
  await createMeeting(page)
  return new Hands(page)
}

async function openSampleMeeting(page: Page, meeting: string): Promise<Hands> {
  await page.getByRole('button', { name: 'Ouvrir l’exemple' }).waitFor()
  await page.keyboard.press('Alt+o')
  await page.locator('[data-meeting]').first().waitFor()
  await page.evaluate((id) => void (window.location.hash = `#/meeting/${id}`), meeting)
  await agenda(page).getByRole('treeitem').first().waitFor()
  return new Hands(page)
}

test('two points, four sites, their attendance and minutes are entered from an empty meeting with few keys, and survive a restart', async ({ application }) => {
  const { page } = application
  const hands = await openNewMeeting(page)
  await hands.lines('Approbation du compte-rendu', 'Point formation')

  await hands.press('Alt+3')
  // A new name, then its site; the site given last is proposed and Enter takes it.
  await hands.lines('Alice Martin', 'Nord-Est', 'Bruno Durand', '', 'Chloé Petit', 'Clermont', 'Denis Roux', '', 'Emma Leroy', 'Lyon')
  await hands.type('Farid Benali')
  await hands.press('Control+Enter')
  await hands.lines('Marseille')
  await expect(attendance(page).locator('[data-total]')).toHaveText(/^6\s\/\s6 · 4 sites$/)

  await hands.press('Alt+2')
  await expect(body(page)).toBeFocused()
  await hands.type('@Ali')
  await hands.press('Enter')
  await hands.lines('Le compte-rendu de la séance précédente est relu.', 'Décision : le compte-rendu est approuvé.', 'Action : envoyer le lien')
  await hands.press('Alt+PageDown')
  await expect(item(page).getByRole('textbox', { name: 'Titre du point' })).toHaveValue('Point formation')
  await expect(body(page)).toBeFocused()
  await hands.press('Alt+r')
  await expect(agenda(page).getByRole('treeitem').nth(1)).toContainText('Rien à signaler')
  // At two keys a second this takes three minutes; the names and sentences are most of it.
  expect(hands.count).toBeLessThan(400)

  await saved(page)
  await application.restart()
  await expect.poll(() => outline(application.page)).toEqual([expect.stringMatching(/^1 Approbation du compte-rendu/), expect.stringMatching(/^2 Point formation RAS/)])
  await expect(attendance(application.page).locator('[data-total]')).toHaveText(/^6\s\/\s6 · 4 sites$/)
  await expect(attendance(application.page).getByRole('treeitem', { name: /^Clermont\s+2\s\/\s2/ })).toBeVisible()
  await expect(attendance(application.page).getByRole('treeitem', { name: /Farid Benali.*à distance/ })).toBeVisible()
  await expect(body(application.page)).toContainText('Le compte-rendu est approuvé.')
  await expect(body(application.page).locator('[data-kind="decision"]')).toHaveCount(1)
  await expect(body(application.page).locator('[data-kind="action"]')).toHaveCount(1)
})

test('an agenda of three levels is typed without leaving the field and numbers itself', async ({ application: { page } }) => {
  const hands = await openNewMeeting(page)
  await hands.lines('Approbation', 'Actualités')
  await hands.press('Tab')
  await hands.lines('Résumé', 'Réunions')
  await hands.press('Tab')
  await hands.lines('Comité des opérations', 'Comité des outils')
  await hands.press('Shift+Tab', 'Shift+Tab')
  await hands.lines('Divers')
  expect(await outline(page)).toEqual(['1 Approbation', '2 Actualités', '2.1 Résumé', '2.2 Réunions', 'a) Comité des opérations', 'b) Comité des outils', '3 Divers'])
  // Escape lets Tab leave the field again.
  await hands.press('Escape', 'Tab')
  await expect(agenda(page).getByRole('textbox', { name: 'Nouveau point' })).not.toBeFocused()
})

test('an agenda written elsewhere is pasted whole, and undone whole', async ({ application: { page } }) => {
  const hands = await openNewMeeting(page)
  await agenda(page).getByRole('textbox', { name: 'Nouveau point' }).evaluate((field) => {
    const data = new DataTransfer()
    data.setData('text/plain', '1. Approbation\n2. Actualités\n\ta) Résumé\n\tb) Réunions\n3. Divers')
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
  await expect.poll(() => outline(page)).toEqual(['1 Approbation', '2 Actualités', '2.1 Résumé', '2.2 Réunions', '3 Divers'])
  await hands.press('Control+z')
  await expect(agenda(page).getByRole('treeitem')).toHaveCount(0)
})

test('items are added, renamed, moved, indented, removed and restored by key', async ({ application: { page } }) => {
  const hands = await openNewMeeting(page)
  await hands.lines('Un', 'Deux', 'Trois')
  await hands.press('Alt+1', 'End')
  await hands.press('Alt+ArrowUp')
  await expect.poll(() => outline(page)).toEqual(['1 Un', '2 Trois', '3 Deux'])
  await hands.press('Alt+ArrowRight')
  await expect.poll(() => outline(page)).toEqual(['1 Un', '1.1 Trois', '2 Deux'])
  await hands.press('Alt+ArrowLeft', 'Home', 'Enter')
  await hands.lines('Intercalé')
  await hands.press('Enter')
  await expect.poll(() => outline(page)).toEqual(['1 Un', '2 Intercalé', '3 Trois', '4 Deux'])
  await expect(agenda(page).getByRole('treeitem', { name: '2 Intercalé' })).toBeFocused()
  await hands.press('F2')
  await hands.lines('Renommé')
  await hands.press('Control+Enter')
  await hands.lines('Sous-point')
  await hands.press('Escape', 'ArrowUp')
  await expect.poll(() => outline(page)).toEqual(['1 Un', '2 Renommé', '2.1 Sous-point', '3 Trois', '4 Deux'])
  await hands.press('Delete')
  await expect.poll(() => outline(page)).toEqual(['1 Un', '2 Trois', '3 Deux'])
  await expect(page.getByText('« Renommé » est supprimé avec 1 sous-point.')).toBeVisible()
  await hands.press('Control+z')
  await expect.poll(() => outline(page)).toEqual(['1 Un', '2 Renommé', '2.1 Sous-point', '3 Trois', '4 Deux'])
  await hands.press('Control+y')
  await expect.poll(() => outline(page)).toEqual(['1 Un', '2 Trois', '3 Deux'])
})

test('items move by mouse too', async ({ application: { page } }) => {
  const hands = await openNewMeeting(page)
  await hands.lines('Un', 'Deux', 'Trois')
  const rows = agenda(page).getByRole('treeitem')
  await rows.nth(2).dragTo(rows.nth(0), { targetPosition: { x: 60, y: 3 } })
  await expect.poll(() => outline(page)).toEqual(['1 Trois', '2 Un', '3 Deux'])
  await rows.nth(2).dragTo(rows.nth(1), { targetPosition: { x: 60, y: 14 } })
  await expect.poll(() => outline(page)).toEqual(['1 Trois', '2 Un', '2.1 Deux'])
})

test('undo and redo reach agenda, attendance and text from where the focus is', async ({ application: { page } }) => {
  const hands = await openNewMeeting(page)
  await hands.lines('Un')
  await hands.press('Alt+3')
  await hands.lines('Alice Martin', '')
  await expect(attendance(page).getByRole('treeitem', { name: /Alice Martin/ })).toBeVisible()
  await hands.press('Control+z')
  await expect(attendance(page).getByRole('treeitem', { name: /Alice Martin/ })).toHaveCount(0)
  await hands.press('Control+z')
  await expect(agenda(page).getByRole('treeitem')).toHaveCount(0)
  await hands.press('Control+Shift+z', 'Control+y')
  await expect(agenda(page).getByRole('treeitem')).toHaveCount(1)
  await expect(attendance(page).getByRole('treeitem', { name: /Alice Martin.*présent.*invité/ })).toBeVisible()
})

test('what is taken back elsewhere is shown, or said; not what is taken back under the eyes', async ({ application: { page } }) => {
  const hands = await openSampleMeeting(page, 'sample-operations-15')
  const told = (words: string) => page.getByRole('status').filter({ hasText: words })
  await hands.press('Alt+2')
  await expect(body(page)).toBeFocused()
  await hands.type('Dit au premier point')
  await hands.press('Alt+PageDown')
  await expect(item(page).getByRole('textbox', { name: 'Titre du point' })).toHaveValue(/^Migration/)
  await expect(body(page)).toBeFocused()
  await hands.type('Dit au deuxième')
  await hands.press('Alt+Shift+PageDown')
  await expect(page.getByRole('button', { name: 'État de la séance' })).toContainText('En séance')
  await hands.press('Control+z')
  await expect(told('Annulé dans l’état de la séance.')).toBeVisible()
  await hands.press('Control+z')
  await expect(body(page)).toHaveText('')
  await expect(told('Annulé')).toHaveCount(0)
  await hands.press('Control+z')
  await expect(told('Annulé au point 1.')).toBeVisible()
  await expect(item(page).getByRole('textbox', { name: 'Titre du point' })).toHaveValue(/^Approbation/)
  await expect(body(page)).toBeFocused()
  await hands.press('Control+y')
  await expect(body(page)).toHaveText('Dit au premier point')
  await hands.press('Control+y')
  await expect(told('Rétabli au point 2.')).toBeVisible()
  await expect(body(page)).toHaveText('Dit au deuxième')
  // Whose keyboard is elsewhere sees the text, and keeps the keyboard.
  await hands.press('Alt+PageUp', 'Alt+1', 'Control+z')
  await expect(told('Annulé au point 2.')).toBeVisible()
  await expect(agenda(page).locator(':focus')).toHaveCount(1)
})

test('the keyboard is back in the text after a dialog, and what the text does is found by name', async ({ application: { page } }) => {
  const hands = await openSampleMeeting(page, 'sample-operations-15')
  await hands.press('Alt+2')
  await expect(body(page)).toBeFocused()
  await hands.type('Commander les capteurs')
  await hands.press('Control+3')
  for (const keys of ['Alt+q', 'Control+k']) {
    await hands.press('Control+Shift+a')
    await expect(item(page).getByRole('combobox', { name: 'Responsables' })).toBeFocused()
    await hands.press(keys)
    await expect(page.locator('[data-modal]')).toBeVisible()
    await hands.press('Escape')
    await expect(body(page), keys).toBeFocused()
  }
  await hands.press('Alt+3', 'Control+k')
  await hands.type('recommandation')
  await expect(page.getByRole('menuitem')).toHaveCount(1)
  await hands.press('Enter')
  await expect(body(page)).toBeFocused()
  await expect(body(page).locator('[data-kind="recommendation"]')).toHaveText(/Commander les capteurs/)
  // One Escape, even with something typed.
  await hands.press('Control+k')
  await hands.type('vote')
  await expect(page.getByRole('menuitem').first()).toContainText('Vote')
  await hands.press('Escape')
  await expect(page.locator('[data-modal]')).toHaveCount(0)
  await expect(body(page)).toBeFocused()
  // The keys of where one is come first, and lead to the rules of typing.
  await hands.press('Alt+1', '?')
  await expect(page.getByRole('dialog').getByRole('heading', { level: 3 }).first()).toHaveText('Ordre du jour')
  await page.getByRole('dialog').getByRole('button', { name: /^Saisie rapide/ }).press('Enter')
  await expect(page.getByRole('dialog', { name: 'Saisie rapide' })).toBeVisible()
  await hands.press('Escape')
  await expect(agenda(page).locator(':focus')).toHaveCount(1)
})

test('series and export take the keyboard when they come; a choice does not keep the key that exports', async ({ application: { page } }) => {
  const hands = await openSampleMeeting(page, 'sample-operations-15')
  await hands.press('Alt+s')
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await page.goBack()
  await agenda(page).getByRole('treeitem').first().waitFor()
  await hands.press('Control+e')
  await expect(page.getByRole('radio', { name: /^Compte-rendu/ })).toBeFocused()
  await hands.press('ArrowDown', 'Control+Enter')
  await expect(page.getByRole('radio', { name: /^Relevé de décisions/ })).toBeChecked()
  await expect(page.getByText(/2 documents enregistrés/)).toBeVisible({ timeout: 30_000 })
  await hands.press('Escape')
  await page.waitForURL(/#\/meeting\//)
})

test('the attendance answers to single letters on a name, and counts', async ({ application: { page } }) => {
  const hands = await openSampleMeeting(page, 'sample-operations-15')
  const total = attendance(page).locator('[data-total]')
  await expect(total).toHaveText(/^0\s\/\s31 · 0 sites?$/)
  await hands.press('Alt+3', 'ArrowDown', 'ArrowDown')
  const first = attendance(page).getByRole('treeitem').nth(1)
  await expect(first).toBeFocused()
  await hands.press('p', 'ArrowDown', 'v')
  await expect(total).toHaveText(/^2\s\/\s31 · 1 site$/)
  await expect(attendance(page).getByRole('treeitem').nth(2)).toContainText('à distance')
  await hands.press('e')
  await expect(total).toHaveText(/^1\s\/\s31 · 1 site$/)
  // Represented: the letter asks by whom, a few letters answer.
  await hands.press('d')
  await expect(page.getByRole('combobox', { name: 'Représenté par' })).toBeFocused()
  await hands.type('Solenne')
  await hands.press('Enter')
  await expect(attendance(page).getByRole('treeitem').nth(2)).toContainText('représenté par Solenne Ravaudier')
  await expect(attendance(page).getByRole('treeitem').nth(2)).toBeFocused()
  // On a site, the letter speaks for all who are not marked yet.
  await hands.press('End', 'Home', 'p')
  await expect(attendance(page).getByRole('treeitem').nth(1)).toHaveAttribute('data-status', 'present')
  await hands.press('ArrowLeft')
  await expect(attendance(page).getByRole('treeitem').first()).toHaveAttribute('aria-expanded', 'false')
})

test('the details of the meeting are set by key; a link that cannot be kept is explained', async ({ application: { page } }) => {
  const hands = await openNewMeeting(page)
  await hands.press('Alt+i')
  const details = page.getByRole('region', { name: 'Détails de la séance' })
  await expect(details.getByRole('textbox', { name: 'Numéro' })).toBeFocused()
  await hands.press('Control+a')
  await hands.type('14')
  await hands.press('Tab', 'Tab', 'Tab', 'Tab')
  await hands.type('1400')
  await details.getByRole('textbox', { name: 'Connexion à distance' }).focus()
  await hands.lines('javascript:alert(1)')
  await expect(details.getByText('Cette adresse ne peut pas être gardée.')).toBeVisible()
  await hands.press('Control+a')
  await hands.lines('https://visio.example.org/14')
  await expect(details.getByText('Cette adresse ne peut pas être gardée.')).toHaveCount(0)
  await details.getByRole('combobox', { name: 'Présidence' }).focus()
  await hands.lines('Hélène Corvin')
  await expect(details.getByRole('listitem').filter({ hasText: 'Hélène Corvin' })).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('14 h')
  await hands.press('Escape')
  await expect(details).toHaveCount(0)
})

test('a published meeting is read, not written, until it goes back to review', async ({ application: { page } }) => {
  const hands = await openSampleMeeting(page, 'sample-operations-14')
  // What can be taken back, and what stands open in the text, goes.
  await agenda(page).getByRole('treeitem').last().focus()
  await hands.press('Delete')
  await expect(page.getByRole('button', { name: 'Annuler', exact: true })).toBeVisible()
  await body(page).focus()
  await hands.press('Control+Shift+s')
  await expect(page.getByRole('dialog')).toBeVisible()
  await hands.press('Alt+Shift+PageDown')
  await expect(page.getByText('Ce compte-rendu est publié')).toBeVisible()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  // At once: the message would go by itself after a while.
  await expect(page.getByRole('button', { name: 'Annuler', exact: true })).toHaveCount(0, { timeout: 2_000 })
  const before = await outline(page)
  await agenda(page).getByRole('treeitem').first().focus()
  await hands.press('Delete', 'Alt+ArrowDown', 'Control+z')
  expect(await outline(page)).toEqual(before)
  await expect(attendance(page).getByRole('combobox')).toHaveCount(0)
  await expect(body(page)).toHaveAttribute('contenteditable', 'false')
  await hands.press('Alt+Shift+PageUp')
  await expect(page.getByText('Ce compte-rendu est publié')).toHaveCount(0)
  await expect(body(page)).toHaveAttribute('contenteditable', 'true')
})

test('the other language is written beside the original, and says what is missing', async ({ application: { page } }) => {
  const hands = await openNewMeeting(page)
  await hands.lines('Approbation')
  await hands.press('Alt+2')
  await hands.lines('Le compte-rendu est relu.')
  await hands.press('Alt+l')
  await expect(item(page).getByRole('region', { name: 'Texte original en français' })).toContainText('Le compte-rendu est relu.')
  await expect(item(page).getByText('1 intervention à traduire sur 1')).toBeVisible()
  await hands.press('Alt+m')
  await hands.type('The minutes are read.')
  await expect(item(page).getByText('Tout est traduit.')).toBeVisible()
  await hands.press('F2')
  await hands.lines('Approval')
  await expect.poll(() => outline(page)).toEqual([expect.stringMatching(/^1 Approval/)])
  await hands.press('Alt+l')
  await expect.poll(() => outline(page)).toEqual([expect.stringMatching(/^1 Approbation/)])
})

test('open actions of earlier meetings are closed from here, and can be reopened', async ({ application: { page } }) => {
  const hands = await openSampleMeeting(page, 'sample-operations-15')
  const actions = page.getByRole('region', { name: 'Actions ouvertes' })
  await expect(actions.getByRole('checkbox')).toHaveCount(7)
  await hands.press('Alt+4')
  await expect(actions.getByRole('checkbox').first()).toBeFocused()
  await hands.press('Space')
  await expect(actions.getByRole('checkbox')).toHaveCount(6)
  await page.getByRole('button', { name: 'Annuler' }).click()
  await expect(actions.getByRole('checkbox')).toHaveCount(7)
})

test('areas are reached by F6, folded by key, and become pages where room is short', async ({ application: { page } }) => {
  const hands = await openSampleMeeting(page, 'sample-operations-14')
  await hands.press('Alt+1')
  await expect(agenda(page).locator('[role="treeitem"]:focus')).toHaveCount(1)
  await hands.press('F6')
  await expect(body(page)).toBeFocused()
  await hands.press('F6')
  await expect(attendance(page).getByRole('combobox')).toBeFocused()
  await hands.press('Shift+F6')
  await expect(body(page)).toBeFocused()
  await hands.press('Alt+Shift+1')
  await expect(agenda(page)).toHaveCount(0)
  await hands.press('Alt+Shift+3')
  await expect(attendance(page)).toHaveCount(0)
  await expect(body(page)).toBeFocused()
  // Going to a folded area unfolds it.
  await hands.press('Alt+3')
  await expect(attendance(page).getByRole('combobox')).toBeFocused()
  await hands.press('Alt+1')
  // 1366 × 768 at 200 %.
  await page.setViewportSize({ width: 683, height: 384 })
  await hands.press('Alt+2')
  await expect(body(page)).toBeVisible()
  await expect(agenda(page)).toHaveCount(0)
  await hands.press('Alt+1')
  await expect(agenda(page)).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
})
