import { readdir, stat, truncate, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunningApplication } from './application.ts'
import { openSyncedFolders, syncthingIsHere, type SyncedFolders } from './real-syncthing.ts'
import { expectSentences, joinWorkspace, openNewItem, saved, sharingSign, shareWorkspace, textOfItem, typeInItem, writeSentences, writtenIn } from './sharing.ts'
import { expect, test } from './temporary-place.ts'

test('two folders that Syncthing keeps equal hold one text for both, also what both wrote while it was stopped, and after a restart', async ({ place }) => {
  test.skip(!(await syncthingIsHere()), 'Syncthing is not on this machine')
  test.setTimeout(180_000)
  const synced = place.keep(await openSyncedFolders(place.folder))
  const [left, right] = await Promise.all([place.start({ chooseFolder: synced.folders[0] }), place.start({ chooseFolder: synced.folders[1] })])
  await shareAndPart(left, right, synced)
})

async function shareAndPart(left: RunningApplication, right: RunningApplication, synced: SyncedFolders): Promise<void> {
  await openNewItem(left.page)
  await left.page.keyboard.type('Ce que tous deux connaissent.')
  await shareWorkspace(left.page, 'Alix')
  await expect(sharingSign(left.page)).toHaveAttribute('data-sharing', 'shared')
  await synced.settled()
  await joinWorkspace(right.page, 'Bruno')
  await expect(textOfItem(right.page)).toContainText('Ce que tous deux connaissent.')

  await typeInItem(left.page, 'Alix écrit pendant que tout marche.')
  await expect(textOfItem(right.page)).toContainText('Alix écrit pendant que tout marche.', { timeout: 20_000 })
  await synced.stop()
  await Promise.all([writeSentences(left.page, 'Alix', SENTENCES), writeSentences(right.page, 'Bruno', SENTENCES)])
  // For each of them all is well: the folder is there. It is only not carried over.
  for (const { page } of [left, right]) {
    await saved(page)
    await expect(sharingSign(page)).toHaveAttribute('data-sharing', 'shared')
  }
  await expect(textOfItem(left.page)).not.toContainText('Bruno note 1')
  await expect(textOfItem(right.page)).not.toContainText('Alix note 1')

  await synced.start()
  await holdAll([left, right])
  await typeInItem(right.page, 'Bruno écrit après coup.')
  await expect(textOfItem(left.page)).toContainText('Bruno écrit après coup.', { timeout: 20_000 })

  await Promise.all([left.restart(), right.restart()])
  await holdAll([left, right])
  for (const { page } of [left, right]) await expect(textOfItem(page)).toContainText('Bruno écrit après coup.')
  // Nobody writes another's file: Syncthing had nothing to choose between.
  expect(await conflictCopies(synced)).toEqual([])

  await makeConflict(synced)
  expect(await conflictCopies(synced)).not.toEqual([])
  await typeInItem(left.page, 'Alix écrit malgré la copie en conflit.')
  await expect(textOfItem(right.page)).toContainText('Alix écrit malgré la copie en conflit.', { timeout: 20_000 })
  await holdAll([left, right])
}

async function conflictCopies({ folders }: SyncedFolders): Promise<readonly string[]> {
  const names = await Promise.all(folders.map((folder) => readdir(folder, { recursive: true })))
  return names.flat().filter((name) => name.includes('.sync-conflict-'))
}

/** Both sides change every file of the first writer while Syncthing is stopped: one loses its end, the other only its time. */
async function makeConflict(synced: SyncedFolders): Promise<void> {
  await synced.settled()
  await synced.stop()
  const [left, right] = synced.folders
  const segments = (await readdir(right, { recursive: true })).filter((name) => name.endsWith('.minutes'))
  for (const name of segments) {
    const path = join(right, name)
    await truncate(path, Math.floor((await stat(path)).size / 2))
    await utimes(join(left, name), new Date(), new Date())
  }
  await synced.start()
  await synced.settled()
}

const SENTENCES = 5

/** Both show the same, and each sentence stands in one piece. */
async function holdAll(applications: readonly RunningApplication[]): Promise<void> {
  for (const { page } of applications) for (const name of ['Alix', 'Bruno']) await expectSentences(page, name, SENTENCES)
  const [left, right] = applications.map(({ page }) => textOfItem(page))
  await expect.poll(() => right && writtenIn(right)).toBe(await (left && writtenIn(left)))
}
