import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, startApplication, test, type RunningApplication } from './application.ts'
import { violations } from './axe.ts'
import { createMeeting, handsOn } from './main-job.ts'
import { joinWorkspace, textBeforeCaretOf, textOfItem } from './sharing.ts'

/** Another's caret, or what somebody did, on a local folder, in milliseconds. */
const SEEN_WITHIN = 20_000

const agendaRow = (page: Page, title: string) => page.getByRole('treeitem', { name: new RegExp(title) })
const itemHead = (page: Page) => page.getByRole('article').locator('header')
const caretOf = (page: Page, initials: string) => expect.poll(() => textBeforeCaretOf(page, initials), { timeout: SEEN_WITHIN })

/** Shares with the mouse: the button that is pressed goes away, and the panel still hears Escape. */
async function shareByMouse(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+Shift+P')
  const panel = page.getByRole('dialog')
  await panel.getByRole('textbox', { name: 'Votre nom' }).fill(name)
  await panel.getByRole('button', { name: 'Partager cet espace' }).click()
  await expect(panel.getByText('L’espace est partagé')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  // In a hurry: what opens and closes at once gives the focus back to the text each time.
  for (let turn = 0; turn < 5; turn += 1) {
    await page.keyboard.press('Control+Shift+P')
    await panel.waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'hidden' })
    await expect(textOfItem(page)).toBeFocused()
  }
}

test('two who write together see each other’s carets, and who has taken which item', async () => {
  test.setTimeout(120_000)
  const place = await mkdtemp(join(tmpdir(), 'minutier-mains-'))
  const folder = join(place, 'Comité')
  await mkdir(folder)
  const started: RunningApplication[] = []
  try {
    started.push(await startApplication({ chooseFolder: folder }))
    const alix = started[0]!.page
    const { type, press } = handsOn(alix)
    await createMeeting(alix)
    await type('Balises de l’estuaire')
    await press('Enter')
    await type('Feux de la rade')
    await press('Enter', 'Alt+1', 'Home', 'Alt+2')
    await expect(textOfItem(alix)).toBeFocused()
    // While nobody shares, nobody takes anything.
    await expect(alix.getByRole('button', { name: 'Prendre ce point' })).toBeHidden()
    await shareByMouse(alix, 'Alix Morvan')
    await type('La bouée nord est en service.')

    started.push(await startApplication({ chooseFolder: folder }))
    const bruno = started[1]!.page
    await joinWorkspace(bruno, 'Bruno Castel')
    await expect(textOfItem(bruno)).toContainText('La bouée nord')
    await expect(alix.locator('[data-hands]')).toHaveText('Bruno Castel est dans la séance.', { timeout: SEEN_WITHIN })

    // Each caret stands where it is, also while both write.
    await bruno.keyboard.press('Control+End')
    await bruno.keyboard.press('Enter')
    await bruno.keyboard.type('Le feu attend sa lampe.')
    await caretOf(alix, 'BC').toBe('Le feu attend sa lampe.')
    await alix.keyboard.press('Control+Home')
    await caretOf(bruno, 'AM').toBe('')
    await Promise.all([type('Relevé de mars. '), bruno.keyboard.type(' Livraison lundi.')])
    await caretOf(alix, 'BC').toBe('Le feu attend sa lampe. Livraison lundi.')
    await caretOf(bruno, 'AM').toBe('Relevé de mars. ')
    await expect(textOfItem(alix)).not.toContainText('BC')
    await expect(textOfItem(bruno)).not.toContainText('AM')

    // Bruno takes the item; Alix is told, once she writes in it too, and goes on writing.
    await bruno.keyboard.press('Alt+j')
    await expect(bruno.getByText('Vous prenez le point 1.')).toBeVisible()
    await expect(agendaRow(alix, 'Balises')).toHaveAccessibleName(/pris par Bruno Castel/, { timeout: SEEN_WITHIN })
    await expect(itemHead(alix)).toContainText('pris par Bruno Castel')
    await expect(alix.getByRole('status').filter({ hasText: 'Bruno Castel prend le point 1.' })).toBeAttached({ timeout: SEEN_WITHIN })
    const notice = alix.getByRole('status').filter({ hasText: 'Bruno Castel a pris ce point' })
    await expect(notice).toBeHidden()
    await type('Vu. ')
    await expect(notice).toBeVisible()
    expect(await violations(alix)).toEqual([])
    await notice.getByRole('button').click()
    await expect(textOfItem(alix)).toBeFocused()
    await type('Suite. ')
    await expect(notice).toBeHidden()
    await expect(textOfItem(alix)).toContainText('Relevé de mars. Vu. Suite. La bouée')

    // She takes it over, both see it; and it is undone, and undone for both.
    await press('Alt+j')
    await expect(itemHead(bruno)).toContainText('pris par Alix Morvan', { timeout: SEEN_WITHIN })
    await press('Control+z')
    await expect(itemHead(alix)).toContainText('pris par Bruno Castel')
    await expect(itemHead(bruno)).toContainText('pris par vous', { timeout: SEEN_WITHIN })
    await press('Alt+v')
    await expect(alix.getByRole('dialog')).toContainText('Pris par : Bruno Castel')
    await press('Escape')
    await bruno.getByRole('button', { name: 'Rendre ce point' }).click()
    await expect(itemHead(bruno)).not.toContainText('pris par')
    await expect(itemHead(alix)).not.toContainText('pris par', { timeout: SEEN_WITHIN })

    // Who goes takes the caret along.
    await started.pop()!.close()
    await caretOf(alix, 'BC').toBeNull()
  } finally {
    for (const application of started) await application.close()
    await rm(place, { recursive: true, force: true })
  }
})
