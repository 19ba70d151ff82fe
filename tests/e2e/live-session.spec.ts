import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { addItems, callTheRoll, exportedBlocks, exportMinutes, goTo, MEETING, openSampleMeeting, receiveGuest, STRETCHES, strikeTheGavel, takeAttendance, write } from './live-session.ts'
import { joinFolder, saved, shareWorkspace, sharingSign } from './sharing.ts'
import { expect, test } from './temporary-place.ts'
import { typistOn, type Typist } from './typist.ts'

/** Under four minutes of typing at eight keys a second, and what stands around it. */
const TIME_LIMIT = 330_000
/** What one has typed is on the disk, and in front of the other, also on a machine that does much else, in milliseconds. */
const SEEN_WITHIN = 60_000

/** What the session should make, block by block; written from what was meant. */
async function expectedBlocks(): Promise<readonly string[]> {
  return (await readFile(new URL('./expected/live-session.fr.txt', import.meta.url), 'utf8')).replace(/\n$/, '').split('\n')
}

/** Looks on: from now, whether a pointer was used. */
async function watchPointer(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.pointerEvents = []
    for (const type of ['pointerdown', 'pointermove', 'mousedown', 'mousemove', 'click', 'wheel', 'touchstart']) {
      // A key that presses a button makes a click without a pointer.
      addEventListener(type, (event) => void (event.isTrusted && !(event instanceof PointerEvent && event.pointerId === -1) && window.pointerEvents.push(type)), true)
    }
  })
}

declare global {
  interface Window {
    pointerEvents: string[]
  }
}

test('a sitting is minuted by key events alone at eight keys a second, and the exported minutes are what was meant, block by block', async ({ place }) => {
  test.setTimeout(TIME_LIMIT)
  const { page, exportDirectory } = await place.start({ exportDirectory: join(place.folder, 'export') })
  const thrown: string[] = []
  page.on('pageerror', ({ message }) => thrown.push(message))
  await watchPointer(page)
  const typist = await typistOn(page)
  await openSampleMeeting(page, typist)
  // From here on nobody waits for anything.
  await addItems(typist)
  await takeAttendance(typist)
  await receiveGuest(typist)
  await strikeTheGavel(typist)
  for (const stretch of STRETCHES) {
    await goTo(typist, stretch)
    await write(typist, [...stretch.first, ...stretch.second])
  }
  await strikeTheGavel(typist)
  await saved(page, SEEN_WITHIN)
  await exportMinutes(page, typist)
  expect(await exportedBlocks(exportDirectory)).toEqual(await expectedBlocks())
  expect(await page.evaluate(() => window.pointerEvents)).toEqual([])
  expect(thrown).toEqual([])
})

test('keys that come while the machine is busy do what they would have done', async ({ place }) => {
  const { page } = await place.start({})
  const slow = await typistOn(page)
  await openSampleMeeting(page, slow)
  const typist = await typistOn(page, 1_000)
  const whileBusy = async (strike: () => Promise<void>) => {
    const busy = page.evaluate(() => {
      const end = performance.now() + 1_000
      while (performance.now() < end);
    })
    await strike()
    await busy
  }
  // A letter opens the question by whom, and the letters of the answer are not letters for the list.
  await whileBusy(() => takeAttendance(typist))
  await expect(page.getByRole('treeitem', { name: /Étienne Grandval.*représenté par Solenne Ravaudier/ })).toBeAttached()
  // Up to the line of the vote, and its roll is called: not that of the line in which the caret was.
  await typist.press('Alt+2')
  await slow.lines('un mot')
  await whileBusy(async () => {
    await typist.lines('VOTE : passer à deux équipes, appel nominal')
    await callTheRoll(typist)
    await typist.type('après')
  })
  const entries = page.locator('.ProseMirror [data-kind] p')
  await expect(entries).toHaveText(['un mot', 'Passer à deux équipes, appel nominal', 'après'])
  await expect(page.locator('.ProseMirror [data-kind=vote]')).toContainText('6 pour · 1 contre · 1 abstention')
})

test('the same sitting typed by two at once, in the same items, comes to the same minutes for both: nothing of either is lost or garbled', async ({ place }) => {
  test.setTimeout(TIME_LIMIT)
  const chooseFolder = join(place.folder, 'partage')
  await mkdir(chooseFolder)
  const one = await place.start({ chooseFolder, exportDirectory: join(place.folder, 'premier') })
  const typistOne = await typistOn(one.page)
  await openSampleMeeting(one.page, typistOne)
  await shareWorkspace(one.page, 'Alix Morvan')
  await addItems(typistOne)
  await expect(sharingSign(one.page)).toHaveText(/^Partagé \d/)
  const two = await place.start({ chooseFolder, exportDirectory: join(place.folder, 'second') })
  const typistTwo = await typistOn(two.page)
  await joinFolder(two.page, 'Bruno Castel')
  await two.page.getByRole('link', { name: MEETING }).press('Enter')
  await two.page.getByRole('treeitem', { name: /Prochaine séance/ }).waitFor()

  await Promise.all([
    (async () => {
      await takeAttendance(typistOne)
      await strikeTheGavel(typistOne)
    })(),
    receiveGuest(typistTwo),
  ])
  // The names that either writes are in the directory of both.
  await expect(one.page.getByRole('treeitem', { name: /Nora Vidal/ })).toBeAttached({ timeout: SEEN_WITHIN })
  await expect(two.page.getByRole('treeitem', { name: /Étienne Grandval.*Solenne/ })).toBeAttached({ timeout: SEEN_WITHIN })
  for (const stretch of STRETCHES) {
    await Promise.all([writePart(typistOne, stretch, stretch.first), writePart(typistTwo, stretch, stretch.second)])
  }
  await strikeTheGavel(typistOne)
  for (const { page } of [one, two]) await saved(page, SEEN_WITHIN)
  // What either did last is here: each reads the other's in its order, so all that came before is here too.
  await expect(two.page.getByRole('button', { name: 'État de la séance' })).toContainText('relecture', { timeout: SEEN_WITHIN })
  await expect(one.page.getByRole('treeitem', { name: /Prochaine séance.*Sans objet/ })).toBeAttached({ timeout: SEEN_WITHIN })
  const expected = asTyped(await expectedBlocks())
  for (const [{ page, exportDirectory }, typist] of [[one, typistOne], [two, typistTwo]] as const) {
    await exportMinutes(page, typist)
    expect(asTyped(await exportedBlocks(exportDirectory))).toEqual(expected)
  }
})

/** In an item in which the other may be writing: in a line of one's own, after what stands there. */
async function writePart(typist: Typist, stretch: (typeof STRETCHES)[number], lines: (typeof stretch)['first']): Promise<void> {
  if (lines.length === 0) return
  await goTo(typist, stretch)
  await typist.press('Control+End', 'Enter')
  await write(typist, lines)
}

/** Without the numbers that tell in which order the two came: every block, in an order of its own. */
function asTyped(blocks: readonly string[]): readonly string[] {
  return blocks.map((block) => block.replace(/^(Décision|Action|Vote|Recommandation)␣[A-Z]\d+$/, '$1')).toSorted()
}
