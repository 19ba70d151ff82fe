import type { Page } from '@playwright/test'
import { expect, test } from './application.ts'
import { violations } from './axe.ts'
import { createMeeting, noteNewPeople } from './main-job.ts'
import { saved, textOfItem } from './sharing.ts'

const entries = (page: Page) => textOfItem(page).locator('[data-kind]')
const popover = (page: Page) => page.getByRole('dialog', { name: 'Décompte et résultat du vote' })
const ballot = (page: Page, name: string, choice: string) => popover(page).getByRole('radiogroup', { name }).getByRole('radio', { name: choice })

/** A meeting with one item and three members who attend, the caret in its text. */
async function openMeeting(page: Page): Promise<void> {
  const { keyboard } = page
  await createMeeting(page)
  await keyboard.type('Budget')
  await keyboard.press('Enter')
  await noteNewPeople(page, 'Nord-Est', ['Anne Morvan', 'Bruno Castel', 'Chloé Aubry'])
  await keyboard.press('Alt+2')
  await expect(textOfItem(page)).toBeFocused()
}

test('votes are counted from their words and called by name, with the keyboard alone, and survive a restart', async ({ application }) => {
  const { page } = application
  const { keyboard } = page
  await openMeeting(page)

  await keyboard.type('VOTE : le budget est adopté, 2 pour, 1 contre')
  await keyboard.press('Enter')
  await expect(entries(page).first()).toHaveAttribute('data-kind', 'vote')
  await expect(entries(page).first().locator('p')).toHaveText('Le budget est adopté, 2 pour, 1 contre')
  await expect(entries(page).first()).toContainText('2 pour · 1 contre — adopté (majorité simple)')

  await keyboard.type('Élection de la présidence')
  await keyboard.press('Control+5')
  await expect(entries(page).last()).toContainText('résultat non établi')
  await keyboard.press('Control+Shift+a')
  await expect(popover(page).getByRole('textbox', { name: 'Pour' })).toBeFocused()
  await keyboard.type('4')
  await keyboard.press('Tab')
  await keyboard.type('0')
  await expect(popover(page).getByRole('status')).toContainText('4 pour · 0 contre — adopté (majorité simple)')
  await keyboard.press('Tab')
  await keyboard.type('0')
  await expect(popover(page).getByRole('status')).toContainText('4 pour · 0 contre · 0 abstention — adopté à l’unanimité')
  await expect(popover(page).getByRole('status')).toContainText('plus de voix que de votants')
  expect(await violations(page)).toEqual([])
  // By name: the roll is called with a letter for each.
  for (let tabs = 0; tabs < 4; tabs += 1) await keyboard.press('Tab')
  await expect(popover(page).getByRole('radio', { name: 'Décompte' })).toBeFocused()
  await keyboard.press('ArrowRight')
  await expect(popover(page).getByRole('radio', { name: 'Nominatif' })).toBeChecked()
  await expect(ballot(page, 'Anne Morvan', 'Pour')).toBeFocused()
  await keyboard.press('Escape')
  await expect(textOfItem(page)).toBeFocused()
  await keyboard.press('Control+Shift+a')
  await expect(ballot(page, 'Anne Morvan', 'Pour')).toBeFocused()
  await keyboard.type('p')
  await expect(popover(page).getByRole('status')).toContainText('1 pour · 0 contre · 0 abstention — résultat non établi (1 sur 3 notés)')
  await keyboard.type('ac')
  await expect(ballot(page, 'Anne Morvan', 'Pour')).toBeChecked()
  await expect(ballot(page, 'Bruno Castel', 'Abstention')).toBeChecked()
  await expect(ballot(page, 'Chloé Aubry', 'Contre')).toBeChecked()
  await expect(popover(page).getByRole('status')).toContainText('1 pour · 1 contre · 1 abstention — partage des voix')
  await keyboard.press('Backspace')
  await keyboard.press('n')
  await expect(popover(page).getByRole('status')).toContainText('1 pour · 0 contre · 1 abstention · 1 ne prend pas part au vote — adopté (majorité simple)')
  expect(await violations(page)).toEqual([])
  await keyboard.press('Enter')
  await expect(textOfItem(page)).toBeFocused()
  await saved(page)

  await application.restart()
  const again = application.page
  await again.getByRole('treeitem').first().waitFor()
  await expect(entries(again).nth(1)).toContainText('1 pour · 0 contre · 1 abstention · 1 ne prend pas part au vote — adopté (majorité simple)')

  // Secret: what will be forgotten is said before, and one undo gives it back.
  await again.keyboard.press('Alt+2')
  await expect(textOfItem(again)).toBeFocused()
  await again.keyboard.press('Control+End')
  await again.keyboard.press('Control+Shift+a')
  await expect(ballot(again, 'Anne Morvan', 'Pour')).toBeFocused()
  await popover(again).getByRole('checkbox', { name: 'Scrutin secret' }).focus()
  await again.keyboard.press('Space')
  await expect(popover(again).getByRole('alert')).toContainText('Les votes notés pour 3 personnes seront oubliés')
  await popover(again).getByRole('button', { name: 'Passer au scrutin secret' }).press('Enter')
  await expect(popover(again).getByRole('radiogroup')).toHaveCount(0)
  await expect(popover(again).getByRole('textbox', { name: 'Pour' })).toHaveValue('1')
  await again.keyboard.press('Escape')
  await expect(entries(again).nth(1)).toContainText('scrutin secret')
  await again.keyboard.press('Control+z')
  await expect(entries(again).nth(1)).not.toContainText('scrutin secret')
  await again.keyboard.press('Control+Shift+a')
  await expect(ballot(again, 'Anne Morvan', 'Pour')).toBeChecked()
})
