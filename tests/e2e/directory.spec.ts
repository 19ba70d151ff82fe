import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, ROOT, test } from './application.ts'

async function openDirectory(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Nom de l’espace de travail' }).waitFor()
  await page.keyboard.type('Réseau du Nord')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Aucune instance pour l’instant' }).waitFor()
  await page.keyboard.press('Alt+d')
  await expect(page.getByRole('textbox', { name: 'Ajouter une personne' })).toBeFocused()
}

/** The cells of the people, row by row, without the column of buttons. */
async function people(page: Page): Promise<readonly string[]> {
  const rows = await page.getByRole('grid', { name: 'Personnes' }).locator('[data-row]').all()
  return Promise.all(rows.map(async (row) => (await row.getByRole('gridcell').allInnerTexts()).slice(0, 5).join('|')))
}

async function pasteForImport(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+i')
  await expect(page.getByRole('textbox', { name: 'Liste à importer' })).toBeFocused()
  await page.keyboard.insertText(text)
}

test('people are entered site by site, edited in place, removed and brought back, by key alone', async ({ application }) => {
  const { page } = application
  const { keyboard } = page
  await openDirectory(page)
  await keyboard.type('Bruno Roux')
  await keyboard.press('Tab')
  await keyboard.type('Clermont')
  await keyboard.press('Enter')
  await keyboard.type('Chloé Petit')
  await keyboard.press('Enter')
  await keyboard.type('David Noir')
  await keyboard.press('Tab')
  await keyboard.type('Lyon')
  await keyboard.press('Enter')
  await keyboard.type('Emma Vert')
  await keyboard.press('Tab')
  // The rest of a known site completes itself.
  await keyboard.type('cl')
  await keyboard.press('Enter')
  await expect.poll(() => people(page)).toEqual(['Bruno Roux|Clermont|||', 'Chloé Petit|Clermont|||', 'David Noir|Lyon|||', 'Emma Vert|Clermont|||'])

  await keyboard.press('F6')
  await keyboard.press('F6')
  await keyboard.press('F2')
  await keyboard.type('Bruno Leroux')
  await keyboard.press('Tab')
  await keyboard.type('ly')
  await keyboard.press('Tab')
  await keyboard.type('Institut')
  await keyboard.press('Enter')
  await expect.poll(async () => (await people(page))[0]).toBe('Bruno Leroux|Lyon|Institut||')
  for (let step = 0; step < 3; step += 1) await keyboard.press('Control+z')
  await expect.poll(async () => (await people(page))[0]).toBe('Bruno Roux|Clermont|||')

  await keyboard.press('Control+Home')
  await keyboard.press('Delete')
  await expect.poll(() => people(page)).toHaveLength(3)
  await keyboard.press('Alt+b')
  await page.getByRole('button', { name: 'Rétablir Bruno Roux' }).press('Enter')
  await keyboard.press('Escape')
  await expect.poll(() => people(page)).toHaveLength(4)

  await keyboard.press('Control+f')
  await keyboard.type('CHLOE cler')
  await expect.poll(() => people(page)).toEqual(['Chloé Petit|Clermont|||'])
  await application.restart()
  await application.page.keyboard.press('Alt+d')
  await expect.poll(() => people(application.page)).toHaveLength(4)
})

test('a pasted table is understood, previewed in numbers, imported in one step, and taken back in one', async ({ application: { page } }) => {
  await openDirectory(page)
  await page.keyboard.type('Aline Dupré')
  await page.keyboard.press('Enter')
  await pasteForImport(page, 'Nom;Prénom;Site;Courriel\nDupré;Aline;Nord;a@x.example\nRoux;Bruno;=1+1;b@x.example\n;;Sud;\nRoux;Bruno;;')
  const count = (name: string) => page.locator(`[data-count="${name}"] dd`)
  await expect(count('added')).toHaveText('1')
  await expect(count('completed')).toHaveText('1')
  await expect(count('known')).toHaveText('1')
  await expect(count('rejected')).toHaveText('1')
  await expect(count('newSites')).toHaveText('2')
  await expect(page.getByRole('listitem').filter({ hasText: 'il n’y a pas de nom' })).toContainText('Ligne 4')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => people(page)).toEqual(['Aline Dupré|Nord||a@x.example|', 'Bruno Roux|=1+1||b@x.example|'])
  await page.keyboard.press('Control+z')
  await expect.poll(() => people(page)).toEqual(['Aline Dupré||||'])
})

test('columns can be assigned anew', async ({ application: { page } }) => {
  await openDirectory(page)
  await pasteForImport(page, 'Nord;Aline Dupré\nSud;Bruno Roux')
  await page.getByRole('button', { name: /Colonne 1/ }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: 'Site', exact: true }).press('Enter')
  await page.getByRole('button', { name: /Colonne 2/ }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: 'Nom complet' }).press('Enter')
  await page.getByRole('button', { name: 'Importer 2 personnes' }).press('Enter')
  await expect.poll(() => people(page)).toEqual(['Aline Dupré|Nord|||', 'Bruno Roux|Sud|||'])
})

test('a file is read whatever wrote it', async ({ application: { page } }) => {
  await openDirectory(page)
  const text = 'Nom;Site\r\nHélène Préau;Évry\r\n'
  const windows1252 = Buffer.from(text, 'latin1')
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le')
  for (const [name, buffer] of [['excel.csv', windows1252], ['unicode.txt', utf16], ['utf8.csv', Buffer.from(text)]] as const) {
    await page.keyboard.press('Control+i')
    await page.locator('input[type="file"]').setInputFiles({ name, mimeType: 'text/csv', buffer })
    await expect(page.getByRole('cell', { name: 'Hélène Préau' }), name).toBeVisible()
    await expect(page.getByRole('cell', { name: 'Évry' }), name).toBeVisible()
    await page.keyboard.press('Escape')
  }
  await page.keyboard.press('Control+i')
  await page.locator('input[type="file"]').setInputFiles({ name: 'annuaire.xlsx', mimeType: 'application/zip', buffer: await readFile(join(ROOT, 'resources/fonts/SourceSans3_400Regular.ttf')) })
  await expect(page.getByRole('alert')).toContainText('n’est pas du texte')
})
