import { once } from 'node:events'
import type { Page } from '@playwright/test'
import type { Bridge } from '../../shared/bridge.ts'
import { expect, test, testHost } from './application.ts'
import { violations } from './axe.ts'

/** The page's side of the bridge, seen from inside `page.evaluate`. */
declare const minutier: Bridge

const item = (wall: Page) => wall.getByRole('article')
const section = (wall: Page, name: string) => wall.getByRole('complementary').locator('section').filter({ has: wall.getByRole('heading', { name }) })

/** By keys alone: a workspace, a series and a meeting with two items, the caret in the text of the first. */
async function openMeeting(page: Page): Promise<void> {
  const lines = async (...texts: readonly string[]) => {
    for (const text of texts) {
      await page.keyboard.type(text)
      await page.keyboard.press('Enter')
    }
  }
  await page.locator('input').first().waitFor()
  await lines('Réseau des phares du Ponant')
  await page.getByRole('heading', { level: 2 }).first().waitFor()
  await page.keyboard.press('Alt+s')
  await expect(page.locator('input:focus')).toBeVisible()
  await lines('Visioconférence des feux')
  await page.getByRole('link', { name: 'Visioconférence des feux' }).waitFor()
  await page.keyboard.press('Alt+n')
  await expect(page.getByRole('dialog').getByRole('spinbutton').first()).toBeFocused()
  await page.keyboard.type('17032026')
  await page.keyboard.press('Enter')
  await page.waitForURL(/#\/meeting\//)
  await expect(page.locator('[data-agenda-draft]')).toBeFocused()
  await lines('Approbation', 'Point formation')
  await page.keyboard.press('Alt+2')
  await expect(page.getByRole('textbox', { name: 'Texte du compte-rendu' })).toBeFocused()
}

/** Presses the key, and waits for the second window. */
async function openWall(page: Page): Promise<Page> {
  const arrival = page.context().waitForEvent('page', { predicate: (opened) => !opened.isClosed() })
  await page.keyboard.press('Alt+Shift+E')
  const wall = await arrival
  await wall.locator('[data-projector="live"], [data-projector="held"]').waitFor()
  return wall
}

async function runCommand(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('textbox').waitFor()
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
}

test('the wall shows what is typed, can be held, closes alone, and closes with the first window', async ({ application }) => {
  const { page } = application
  const { keyboard } = page
  const wall = await openWall(page)
  await expect(wall.getByRole('heading', { name: 'Aucune séance ouverte' })).toBeVisible()
  await openMeeting(page)
  await expect(item(wall).getByRole('heading')).toHaveText('1Approbation')
  await expect(item(wall)).toContainText('Ce qui se dit sur ce point s’affichera ici.')

  await keyboard.type('DÉCISION : le compte-rendu est approuvé.')
  await expect(item(wall)).toContainText('e compte-rendu est approuvé.', { timeout: 2_000 })
  await expect(section(wall, 'Décisions')).toContainText('Décision D1')
  await keyboard.press('Enter')
  await keyboard.type('ACTION : envoyer le programme avant le 23 avril')
  await keyboard.press('Enter')
  await expect(section(wall, 'Actions ouvertes')).toContainText(/Action A1.*nvoyer le programme.*23\savril 2026/)
  expect(await violations(wall)).toEqual([])

  await runCommand(page, 'geler')
  await expect(wall.locator('[data-projector="held"]')).toContainText('Affichage gelé')
  await keyboard.press('Alt+PageDown')
  await page.getByRole('article', { name: '2 Point formation' }).waitFor()
  await keyboard.type('Ceci ne regarde pas la salle.')
  await page.locator('[data-save-state=saved]').waitFor()
  await page.waitForTimeout(1_500)
  await expect(item(wall).getByRole('heading')).toHaveText('1Approbation')
  await runCommand(page, 'reprendre')
  await expect(item(wall)).toContainText('Ceci ne regarde pas la salle.')

  // A second time there is no second one; Escape closes it, and the first goes on.
  await keyboard.press('Alt+Shift+E')
  await page.waitForTimeout(500)
  expect(page.context().pages()).toHaveLength(2)
  const closed = wall.waitForEvent('close')
  await wall.keyboard.press('Escape').catch(() => undefined)
  await closed
  await keyboard.type(' Et la suite.')
  await expect(page.getByRole('textbox', { name: 'Texte du compte-rendu' })).toContainText('regarde pas la salle. Et la suite.')
  await expect(item(await openWall(page))).toContainText('Et la suite.')

  const ended = once(application.process, 'exit')
  await page.close({ runBeforeUnload: true })
  expect(await ended).toEqual([0, null])
})

test('the second window has no bridge, goes nowhere, and what becomes of it leaves the first alone', async ({ application: { page } }) => {
  const wall = await openWall(page)
  const address = wall.url()
  expect(new URL(address).pathname).toBe('/projector.html')
  expect(await wall.evaluate(() => ['minutier', 'minutierWire', 'minutierWish', 'standInInvoke', 'require', 'process'].filter((name) => name in globalThis))).toEqual([])
  const scripts = await wall.evaluate(async () => {
    const addresses = [...document.querySelectorAll('script')].map(({ src }) => src).concat([...document.querySelectorAll('link[rel="modulepreload"]')].map((link) => (link as HTMLLinkElement).href))
    return Promise.all(addresses.map(async (each) => (await fetch(each)).text()))
  })
  expect(scripts.length).toBeGreaterThan(0)
  for (const library of ['Yjs was already imported', 'Dexie', 'ProseMirror']) expect(scripts.some((script) => script.includes(library)), library).toBe(false)
  expect(scripts.join('').length).toBeLessThan(400_000)
  await wall.evaluate(() => {
    Object.assign(globalThis, { unmoved: true })
    window.open('https://example.com/')
    window.open('about:blank')
    window.open('/')
    location.href = 'https://example.com/'
  })
  await page.evaluate(() => void window.open('/projector.html'))
  await wall.waitForTimeout(1_000)
  expect(wall.url()).toBe(address)
  expect(await wall.evaluate(() => 'unmoved' in globalThis)).toBe(true)
  await expect.poll(() => page.context().pages().length).toBe(2)

  // What no picture is, is not shown.
  await page.evaluate(() => {
    const channel = new BroadcastChannel('minutier:projector')
    channel.postMessage({ kind: 'picture', picture: { formatVersion: 1, meeting: '<b>nothing</b>' } })
    channel.postMessage('nothing')
  })
  await expect(wall.getByRole('heading', { name: 'Aucune séance ouverte' })).toBeVisible()

  // It hangs, and it crashes; the first window answers.
  const devtools = await page.context().newCDPSession(wall)
  void wall.evaluate(() => {
    for (;;) performance.now()
  }).catch(() => undefined)
  expect(await page.evaluate(async () => (await minutier.describe()).language)).toBe('fr')
  devtools.send('Page.crash').catch(() => undefined)
  await expect.poll(() => page.context().pages().length).toBe(1)
  await openWall(page)
  expect(await page.evaluate(async () => (await minutier.describe()).language)).toBe('fr')
})

// Only the Chromium host asks the browser for its window; Electron's own flags stand in the unit tests.
if (testHost() === 'chromium') {
  test('a window that we did not ask for is closed, even on our own page and while ours opens', async ({ application: { page } }) => {
    const browser = await page.context().browser()!.newBrowserCDPSession()
    const intrude = (url: string) => browser.send('Target.createTarget', { url, newWindow: true })
    const opening = page.evaluate(() => minutier.openProjector())
    await intrude('data:text/html,<meta name="color-scheme" content="light dark">')
    expect(await opening).toBe(true)
    await intrude('https://minutier.localhost/projector.html')
    await intrude('about:blank')
    await expect.poll(() => page.context().pages().map((each) => new URL(each.url()).pathname)).toEqual(['/', '/projector.html'])
  })

  test('F fills the screen and leaves it, + and − change the size of the text', async ({ application: { page } }) => {
    const wall = await openWall(page)
    const devtools = await page.context().newCDPSession(wall)
    const state = async () => (await devtools.send('Browser.getWindowForTarget')).bounds.windowState
    await wall.keyboard.press('f')
    await expect.poll(state).toBe('fullscreen')
    await wall.keyboard.press('Escape')
    await expect.poll(state).toBe('normal')
    await wall.keyboard.press('F11')
    await expect.poll(state).toBe('fullscreen')
    await wall.keyboard.press('f')
    await expect.poll(state).toBe('normal')
    const size = () => wall.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize))
    const designed = await size()
    await wall.keyboard.press('+')
    expect(await size()).toBeGreaterThan(designed)
    await wall.keyboard.press('-')
    await wall.keyboard.press('-')
    expect(await size()).toBeLessThan(designed)
    await wall.keyboard.press('0')
    expect(await size()).toBe(designed)
  })
}
