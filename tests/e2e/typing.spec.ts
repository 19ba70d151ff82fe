import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { expect, test } from './application.ts'
import { createMeeting } from './main-job.ts'

const item = (page: Page) => page.getByRole('region', { name: 'Point', exact: true })
const body = (page: Page) => item(page).getByRole('textbox', { name: 'Texte du compte-rendu' })
const entries = (page: Page) => body(page).locator('[data-kind]')

/** A workspace, a series, a meeting and one item, with the keyboard in its minutes. */
async function openMinutes(page: Page): Promise<void> {
  const { keyboard } = page
  await createMeeting(page)
  await keyboard.type('Actualités')
  await keyboard.press('Enter')
  await keyboard.press('Alt+2')
  await expect(body(page)).toBeFocused()
}

/** Exactly: a locator's text has its spaces made plain. */
const textOf = (page: Page) => body(page).evaluate((element) => [...element.querySelectorAll('[data-kind] p')].map((line) => line.textContent))

test('what is typed gets the typography of its language, is turned back by one undo or Backspace, and can be switched off', async ({ application }) => {
  const { page } = application
  const { keyboard } = page
  await openMinutes(page)
  await keyboard.type('Pourquoi ? "Rien" à signaler : voir http://exemple.fr/a?b à 14:30')
  const typeset = 'Pourquoi\u202f? «\u00a0Rien\u00a0» à signaler\u00a0: voir http://exemple.fr/a?b à 14:30'
  await expect.poll(() => textOf(page)).toEqual([typeset])
  await keyboard.press('Enter')
  await keyboard.type('dit "')
  await expect.poll(() => textOf(page)).toEqual([typeset, 'dit «\u00a0'])
  await keyboard.press('Control+z')
  await keyboard.type('oui"')
  await expect.poll(() => textOf(page)).toEqual([typeset, 'dit "oui"'])
  await keyboard.type(" et l'")
  await keyboard.press('Backspace')
  await keyboard.type('an...')
  await expect.poll(() => textOf(page)).toEqual([typeset, 'dit "oui" et l\'an…'])

  await keyboard.press('Alt+q')
  const help = page.getByRole('dialog', { name: 'Saisie rapide' })
  const typography = help.getByRole('checkbox', { name: /guillemets/ })
  await typography.focus()
  await keyboard.press('Space')
  await expect(typography).not.toBeChecked()
  await keyboard.press('Escape')
  await expect(body(page)).toBeFocused()
  await keyboard.press('Enter')
  await keyboard.type('"tel quel" ?')
  await expect.poll(async () => (await textOf(page)).at(-1)).toBe('"tel quel" ?')
  await expect(page.locator('[data-save-state="saved"]')).toBeVisible()
  await application.restart()
  await body(application.page).waitFor()
  await application.page.keyboard.press('Alt+q')
  await expect(application.page.getByRole('checkbox', { name: /guillemets/ })).not.toBeChecked()
})

test('what Word puts on the clipboard becomes entries and lists, in one step; what is too long is refused in words', async ({ application: { page } }) => {
  await openMinutes(page)
  await page.keyboard.type('Avant')
  await page.keyboard.press('Enter')
  const paste = (html: string, text: string) =>
    body(page).evaluate(
      (element, [markup, plain]) => {
        const data = new DataTransfer()
        data.setData('text/html', markup!)
        data.setData('text/plain', plain!)
        element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
      },
      [html, text],
    )
  await paste(readFileSync(new URL('../fixtures/clipboard/word-365.html', import.meta.url), 'utf8'), 'Point sur la migration')
  await expect(entries(page)).toHaveCount(13)
  const shown = await entries(page).evaluateAll((all) => all.map((entry) => `${(entry as HTMLElement).dataset.list} ${(entry as HTMLElement).dataset.level}`))
  expect(shown).toEqual(['none 0', 'none 0', 'none 0', 'bullet 0', 'bullet 1', 'bullet 2', 'bullet 3', 'ordered 0', 'ordered 1', 'none 0', 'none 0', 'none 0', 'none 0'])
  await expect(entries(page).nth(1).locator('strong')).toHaveText('Point sur la migration')
  await expect(body(page)).not.toContainText('8 000')
  await page.keyboard.press('Control+z')
  await expect.poll(() => textOf(page)).toEqual(['Avant', ''])
  await paste('', 'mot '.repeat(60_000))
  await expect(page.getByRole('alert')).toContainText('200 000')
  await expect.poll(() => textOf(page)).toEqual(['Avant', ''])
})

test('the line being typed keeps room below it, no message covers it, and an outcome over a text is told and taken back', async ({ application: { page } }) => {
  const { keyboard } = page
  await page.setViewportSize({ width: 1366, height: 768 })
  await openMinutes(page)
  for (let line = 1; line <= 30; line += 1) {
    await keyboard.type(`Ligne ${line}`)
    await keyboard.press('Enter')
  }
  await keyboard.type('La dernière')
  const last = await entries(page).last().boundingBox()
  expect(last!.y + last!.height).toBeLessThan(668)

  await keyboard.press('Alt+o')
  const told = page.getByRole('status').filter({ hasText: 'Point marqué « sans objet ».' })
  await expect(told).toBeVisible()
  const [message, text] = [await told.boundingBox(), await body(page).boundingBox()]
  expect(message!.x + message!.width).toBeLessThanOrEqual(text!.x)
  await expect(item(page).getByRole('radio', { name: 'Sans objet' })).toBeChecked()
  await told.getByRole('button', { name: 'Annuler' }).click()
  await expect(item(page).getByRole('radio', { name: 'Sans objet' })).not.toBeChecked()
  await expect(entries(page)).toHaveCount(31)
})

test('a letter is written where the screen has the caret, however soon after an arrow key, and leaves alone what the browser knows of the words around', async ({ application: { page } }) => {
  const { keyboard } = page
  await openMinutes(page)
  await keyboard.type('la bouée sud dérape')
  // A range is kept by the browser as the marks of its spelling check are.
  await body(page).evaluate((element) => {
    const text = element.querySelector('[data-kind] p')!.firstChild!
    const known = document.createRange()
    known.setStart(text, 9)
    known.setEnd(text, 12)
    Object.assign(window, { known })
  })
  const known = () => page.evaluate(() => String((window as unknown as { known: Range }).known))
  expect(await known()).toBe('sud')
  await keyboard.press('Home')
  await keyboard.type('Oui, ')
  await expect.poll(() => textOf(page)).toEqual(['Oui, la bouée sud dérape'])
  expect(await known()).toBe('sud')

  // The page has something else to do; meanwhile keys come in, and are answered one right after the other.
  const busy = page.evaluate(() => {
    const until = performance.now() + 400
    while (performance.now() < until);
  })
  await Promise.all([busy, ...['ArrowLeft', 'ArrowLeft', 'x', 'ArrowRight', 'y'].map((key) => keyboard.press(key))])
  await expect.poll(() => textOf(page)).toEqual(['Ouix,y la bouée sud dérape'])
  await keyboard.press('Control+z')
  await expect.poll(async () => (await textOf(page))[0]).not.toContain('x')
})

test('a key that comes right after the keyboard moves the caret also to the start of the text', async ({ application: { page } }) => {
  const { keyboard } = page
  await openMinutes(page)
  await keyboard.type('la bouée sud dérape')
  await expect.poll(() => textOf(page)).toEqual(['la bouée sud dérape'])
  await keyboard.press('Alt+1')
  await expect(body(page)).not.toBeFocused()
  // However slow the machine is, the key comes right after.
  await page.evaluate(() => {
    const now = Date.now()
    Date.now = () => now
  })
  await keyboard.press('Alt+2')
  await keyboard.press('Home')
  // The editor has heard where the caret went.
  await page.waitForTimeout(100)
  await keyboard.type('Oui ')
  await expect.poll(() => textOf(page)).toEqual(['Oui la bouée sud dérape'])
})

test('a window that shows no more frames takes what is typed all the same; "saved" goes with the letter and comes once it is on the disk', async ({ application }) => {
  const { page } = application
  const isSaved = () => expect(page.locator('[data-save-state="saved"]')).toHaveCount(1)
  await openMinutes(page)
  await page.evaluate(() => void (window.requestAnimationFrame = () => 0))
  await page.keyboard.type('Sans imag')
  await isSaved()
  // It listens before the key comes, and keeps what it saw: a call and a key that leave together arrive in either order.
  await page.evaluate(() => {
    const look = () => (document.body.dataset.seen = document.querySelector<HTMLElement>('[data-save-state]')?.dataset.saveState ?? '')
    window.addEventListener('keypress', () => void setTimeout(look), { capture: true, once: true })
  })
  await page.keyboard.press('e')
  await expect(page.locator('body')).toHaveAttribute('data-seen', 'saving')
  await isSaved()
  await application.killAndRestart()
  await expect.poll(() => textOf(application.page)).toEqual(['Sans image'])
})

test('what the browser mends while it writes a space, or writes in its place, is in the minutes as the screen shows it', async ({ application }) => {
  const { page } = application
  await openMinutes(page)
  await page.keyboard.type('Le feu')
  await page.keyboard.press('Enter')
  const mendings = [
    { typed: 'la bouee', line: 1, word: 'bouee', place: 3, mended: 'é', written: ' ' },
    { typed: 'sud', line: 0, word: 'feu', place: 0, mended: 'F', written: ' ' },
    { typed: 'dérape', line: 1, word: '', place: 0, mended: '', written: '\u00a0' },
  ]
  for (const mending of mendings) {
    await page.keyboard.type(mending.typed)
    await body(page).evaluate((element, { line, word, place, mended, written }) => {
      const text = element.querySelectorAll('[data-kind] p')[line]!.firstChild as Text
      element.dispatchEvent(new KeyboardEvent('keypress', { key: ' ', charCode: 32, keyCode: 32, bubbles: true, cancelable: true }))
      if (word) text.replaceData(text.data.indexOf(word) + place, 1, mended)
      document.execCommand('insertText', false, written)
    }, mending)
  }
  await page.keyboard.type('x')
  const shown = ['Le Feu', 'la bouée sud dérape\u00a0x']
  await expect.poll(() => textOf(page)).toEqual(shown)
  await expect(page.locator('[data-save-state="saved"]')).toBeVisible()
  await application.killAndRestart()
  await expect.poll(() => textOf(application.page)).toEqual(shown)
})

test('a sign is bold, or not, as was chosen before it, on the screen and in the minutes', async ({ application }) => {
  const { page } = application
  const bold = (of: Page) => body(of).evaluate((element) => [...element.querySelectorAll('[data-kind] p strong')].map(({ textContent }) => textContent))
  await openMinutes(page)
  await page.keyboard.press('Control+b')
  await page.keyboard.type('gras')
  await page.keyboard.press('Control+b')
  await page.keyboard.type('. a, ')
  await page.keyboard.press('Control+b')
  await page.keyboard.type('. b ')
  await expect.poll(() => textOf(page)).toEqual(['gras. a, . b '])
  expect(await bold(page)).toEqual(['gras', '. b '])
  await expect(page.locator('[data-save-state="saved"]')).toBeVisible()
  await application.killAndRestart()
  await expect.poll(() => textOf(application.page)).toEqual(['gras. a, . b '])
  expect(await bold(application.page)).toEqual(['gras', '. b '])
})
