import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, startApplication, test, type RunningApplication } from './application.ts'
import { violations } from './axe.ts'
import { joinWorkspace, openNewItem, saved, sharingSign, shareWorkspace, textOfItem, typeInItem } from './sharing.ts'

/** A folder that comes back is read within this, in milliseconds. */
const MERGED_WITHIN = 30_000

const history = (page: Page) => page.getByRole('dialog', { name: 'Historique de la séance' })

async function writePlace(page: Page, place: string): Promise<void> {
  await page.keyboard.press('Alt+i')
  await page.getByRole('textbox', { name: 'Lieu en français' }).fill(place)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await saved(page)
}

async function look(page: Page, name: string): Promise<void> {
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) })
}

test('what two people did without knowing of each other is shown, and settled in one press for both', async () => {
  test.setTimeout(150_000)
  const place = await mkdtemp(join(tmpdir(), 'minutier-historique-'))
  const folder = join(place, 'Comité')
  await mkdir(folder)
  const started: RunningApplication[] = []
  try {
    const first = await startApplication({ chooseFolder: folder })
    started.push(first)
    first.page.setDefaultTimeout(15_000)
    await openNewItem(first.page)
    await first.page.keyboard.type('Le quai nord est fermé.')
    await typeInItem(first.page, 'Les travaux durent trois semaines.')
    await saved(first.page)

    // Nothing to settle, and a history all the same, in which the first entries stand.
    await first.page.keyboard.press('Alt+v')
    await expect(history(first.page)).toContainText('vous')
    await expect(history(first.page)).toContainText(/caractères écrits/u)
    await expect(history(first.page)).not.toContainText('Valeurs écartées')
    expect(await violations(first.page)).toEqual([])
    await look(first.page, 'history-alone')
    await first.page.keyboard.press('Escape')
    await expect(history(first.page)).toBeHidden()

    await shareWorkspace(first.page, 'Alix Morvan')
    const second = await startApplication({ chooseFolder: folder })
    started.push(second)
    second.page.setDefaultTimeout(15_000)
    await joinWorkspace(second.page, 'Bruno Castel')
    await expect(textOfItem(second.page)).toContainText('Les travaux durent trois semaines.')
    await expect(sharingSign(second.page)).toHaveText(/^Partagé \d/u, { timeout: MERGED_WITHIN })

    // Apart from each other: two places for one meeting; one removes the paragraph in which the other goes on.
    await rename(folder, join(place, 'ailleurs'))
    await writePlace(first.page, 'Salle des cartes')
    await writePlace(second.page, 'Salle du phare')
    await textOfItem(first.page).getByText('Les travaux durent').click({ clickCount: 3 })
    await first.page.keyboard.press('Delete')
    await first.page.keyboard.press('Backspace')
    await expect(textOfItem(first.page)).not.toContainText('Les travaux')
    await textOfItem(second.page).getByText('Les travaux durent').click()
    await second.page.keyboard.press('End')
    await second.page.keyboard.type(' Une déviation est prévue.')
    for (const { page } of started) await saved(page)
    await rename(join(place, 'ailleurs'), folder)

    for (const { page } of started) {
      await expect(textOfItem(page)).toContainText('Une déviation est prévue.', { timeout: MERGED_WITHIN })
      await expect(page.getByRole('button', { name: '2 choix à faire' })).toBeVisible({ timeout: MERGED_WITHIN })
    }
    await look(first.page, 'history-mark')

    await first.page.getByRole('button', { name: '2 choix à faire' }).click()
    await expect(history(first.page)).toContainText('Salle des cartes')
    await expect(history(first.page)).toContainText('Salle du phare')
    await expect(history(first.page)).toContainText('pendant que Bruno Castel y écrivait')
    expect(await violations(first.page)).toEqual([])
    await look(first.page, 'history-choices')

    const button = history(first.page).getByRole('button', { name: /^Reprendre/u })
    const wanted = /«\s(.*?)\s»/u.exec((await button.getAttribute('aria-label')) ?? '')?.[1] ?? ''
    expect(['Salle des cartes', 'Salle du phare']).toContain(wanted)
    await button.click()
    await expect(history(first.page).getByRole('status').first()).toContainText(wanted)
    await expect(history(first.page)).not.toContainText('Valeurs écartées')
    await history(first.page).getByRole('button', { name: /^Garder/u }).click()
    await expect(history(first.page)).not.toContainText('Textes conservés')
    await look(first.page, 'history-settled')
    await first.page.keyboard.press('Escape')

    for (const { page } of started) {
      await expect(page.getByRole('button', { name: /choix à faire|écartée|conservé/u })).toHaveCount(0, { timeout: MERGED_WITHIN })
      await page.keyboard.press('Alt+i')
      await expect(page.getByRole('textbox', { name: 'Lieu en français' })).toHaveValue(wanted)
      await page.keyboard.press('Escape')
    }
  } finally {
    await Promise.all(started.map((application) => application.close()))
    await rm(place, { recursive: true, force: true })
  }
})

test('a removed paragraph comes back from the history', async ({ application: { page } }) => {
  await openNewItem(page)
  await page.keyboard.type('Le quai nord est fermé.')
  await typeInItem(page, 'Les travaux durent trois semaines.')
  await saved(page)
  await textOfItem(page).getByText('Le quai nord').click({ clickCount: 3 })
  await page.keyboard.press('Delete')
  await page.keyboard.press('Delete')
  await expect(textOfItem(page)).not.toContainText('Le quai nord')
  await saved(page)
  await page.keyboard.press('Alt+v')
  await look(page, 'history-removed')
  await history(page).getByRole('button', { name: 'Rétablir « Le quai nord est fermé. »' }).click()
  await page.keyboard.press('Escape')
  await expect(textOfItem(page)).toContainText('Le quai nord est fermé.')
})
