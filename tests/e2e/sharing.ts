import { expect, type Locator, type Page } from '@playwright/test'
import { createMeeting, handsOn } from './main-job.ts'

/** What people do who share a workspace, with keyboard and pointer, in French. */

/** A new workspace with a meeting and one item, the caret in its text. */
export async function openNewItem(page: Page, title = 'Premier point'): Promise<void> {
  const { type, press } = handsOn(page)
  await createMeeting(page)
  await type(title)
  await press('Enter', 'Alt+2')
  await expect(textOfItem(page)).toBeFocused()
}

/** Shares the workspace at hand in the folder that the dialog is answered with (`chooseFolder`). */
export async function shareWorkspace(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+Shift+P')
  const panel = page.getByRole('dialog')
  await panel.getByRole('textbox', { name: 'Votre nom' }).fill(name)
  await page.keyboard.press('Enter')
  await expect(panel.getByText('L’espace est partagé')).toBeVisible()
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'hidden' })
}

/** Joins the folder that the dialog is answered with, from the first screen. */
export async function joinFolder(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Rejoindre un espace partagé' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Votre nom' }).fill(name)
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'hidden', timeout: 30_000 })
}

/** Joins, and opens the first meeting and its text. */
export async function joinWorkspace(page: Page, name: string): Promise<void> {
  await joinFolder(page, name)
  await page.locator('[data-meeting]').first().click()
  await page.getByRole('treeitem').first().waitFor()
  await page.keyboard.press('Alt+2')
  await expect(textOfItem(page)).toBeFocused()
}

/** The text of the item that is open. */
export function textOfItem(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Texte du compte-rendu' })
}

/** What is written in a text, a line for each paragraph; not what the editor puts beside it, as the others' carets. */
export function writtenIn(text: Locator): Promise<string> {
  return text.evaluate((body) => [...body.querySelectorAll('p')].map((paragraph) => paragraph.textContent).join('\n'))
}

/** Types at the end of the text, in a paragraph of its own. */
export async function typeInItem(page: Page, text: string): Promise<void> {
  await textOfItem(page).focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Enter')
  await page.keyboard.type(text)
}

/** What was typed is on this machine's disk. */
export async function saved(page: Page, timeout?: number): Promise<void> {
  await expect(page.locator('[data-save-state="saved"]')).toBeVisible(timeout === undefined ? {} : { timeout })
}

/** How sharing stands, as the bar shows it. */
export function sharingSign(page: Page): Locator {
  return page.locator('[data-sharing]')
}

/** Types so many sentences, each in a paragraph of its own, numbered from `first`. */
export async function writeSentences(page: Page, name: string, count: number, first = 1): Promise<void> {
  for (let number = first; number < first + count; number += 1) await typeInItem(page, sentence(name, number))
}

/** The first so many sentences of somebody stand in the text, each in one piece. */
export async function expectSentences(page: Page, name: string, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) await expect(textOfItem(page)).toContainText(sentence(name, number), { timeout: 30_000 })
}

export function sentence(name: string, number: number): string {
  return `${name} note ${number}, entière et sans trou.`
}

/** What stands before somebody's caret in its paragraph, as another sees it; null while there is no such caret. */
export function textBeforeCaretOf(page: Page, initials: string): Promise<string | null> {
  return page.evaluate((wanted) => {
    const caret = document.querySelector(`[data-area="item"] [data-initials="${wanted}"]`)
    const entry = caret?.parentElement?.closest('[data-kind]')
    const text = entry?.querySelector('p')
    if (!caret || !text) return null
    const before = document.createRange()
    before.setStart(text, 0)
    before.setEndBefore(caret)
    return before.toString()
  }, initials)
}
