import { once } from 'node:events'
import { join } from 'node:path'
import type { RunningApplication } from './application.ts'
import { networkDriveIsHere, openNetworkDrive, type MountedDrive, type NetworkDrive } from './real-network-drive.ts'
import { expectSentences, joinWorkspace, openNewItem, saved, sentence, sharingSign, shareWorkspace, textOfItem, typeInItem, writeSentences, writtenIn } from './sharing.ts'
import { expect, test, type TemporaryPlace } from './temporary-place.ts'

/** After its window is closed, an application can be started again on the same data within this, in milliseconds. */
const STARTS_AGAIN_WITHIN = 15_000

interface Person {
  readonly application: RunningApplication
  readonly drive: MountedDrive
}

test.describe('a folder on a network drive', () => {
  test('may lose its server and its mounts while two people write in one item: both go on, and lose nothing', async ({ place }) => {
    test.setTimeout(180_000)
    const { alix, bruno, drive } = await twoPeople(place)
    await Promise.all([writeSentences(alix.application.page, 'Alix', 3), afterwards(500, () => drive.killServer()), writeSentences(bruno.application.page, 'Bruno', 3)])
    for (const { application } of [alix, bruno]) {
      await saved(application.page)
      await expect(sharingSign(application.page)).toHaveAttribute('data-sharing', 'problem', { timeout: 30_000 })
    }
    // The way back takes a moment of its own in the system's and the drive's caches.
    await drive.startServer()
    await agreeOn([alix, bruno], 3)

    // One mount dies in the middle of it all; the other when all seems to be shared, and with it what it had not sent.
    await Promise.all([
      writeSentences(alix.application.page, 'Alix', 3, 4).then(() => killWhenShared(alix)),
      writeSentences(bruno.application.page, 'Bruno', 3, 4),
      afterwards(1_200, () => bruno.drive.kill()),
    ])
    for (const { application } of [alix, bruno]) {
      await saved(application.page)
      await expect(sharingSign(application.page)).toHaveAttribute('data-sharing', 'problem', { timeout: 30_000 })
      await expect(sharingSign(application.page)).toContainText('dossier injoignable')
    }
    await alix.drive.mountAgain('lost')
    await bruno.drive.mountAgain('kept')
    await agreeOn([alix, bruno], 6)
    await Promise.all([alix.application.restart(), bruno.application.restart()])
    await agreeOn([alix, bruno], 6)
  })

  test('may stop answering: what is typed is saved as fast as ever, and the application closes and starts again', async ({ place }) => {
    test.setTimeout(180_000)
    const { alix, bruno } = await twoPeople(place)
    const { page, process: hanging } = alix.application
    alix.drive.hang()
    for (let number = 1; number <= 4; number += 1) {
      await typeInItem(page, sentence('Alix', number))
      const typed = Date.now()
      await saved(page)
      expect(Date.now() - typed).toBeLessThan(3_000)
      await page.waitForTimeout(1_500)
    }
    await expect(sharingSign(page)).toContainText('dossier sans réponse', { timeout: 60_000 })

    const closing = Date.now()
    const ended = once(hanging, 'exit')
    await page.close({ runBeforeUnload: true })
    // The system may keep the process as long as the drive hangs; its data it has let go of.
    const again = await startWhenFree(place, alix)
    expect(Date.now() - closing).toBeLessThan(STARTS_AGAIN_WITHIN)
    await expectSentences(again.page, 'Alix', 4)
    await typeInItem(again.page, sentence('Alix', 5))
    await saved(again.page)
    alix.drive.goOn()
    await ended
    await expectSentences(bruno.application.page, 'Alix', 5)
  })
})

/** Two applications on two mounts of one folder; both have the same item open. */
async function twoPeople(place: TemporaryPlace): Promise<{ readonly alix: Person; readonly bruno: Person; readonly drive: NetworkDrive }> {
  test.skip(!(await networkDriveIsHere()), 'no network drive can be mounted on this machine (rclone, FUSE)')
  const drive = place.keep(await openNetworkDrive(place.folder))
  const start = async (name: string): Promise<Person> => {
    const mounted = await drive.mount(name)
    return { drive: mounted, application: await place.start({ chooseFolder: mounted.folder, dataDirectory: join(place.folder, `${name}-data`) }) }
  }
  const [alix, bruno] = await Promise.all([start('alix'), start('bruno')])
  await openNewItem(alix.application.page)
  await shareWorkspace(alix.application.page, 'Alix')
  await expect(sharingSign(alix.application.page)).toHaveAttribute('data-sharing', 'shared', { timeout: 20_000 })
  await joinWhenThere(bruno)
  return { alix, bruno, drive }
}

async function startWhenFree(place: TemporaryPlace, { application, drive }: Person): Promise<RunningApplication> {
  for (const end = Date.now() + STARTS_AGAIN_WITHIN; ; ) {
    try {
      return await place.start({ chooseFolder: drive.folder, dataDirectory: application.dataDirectory })
    } catch (error) {
      if (Date.now() > end) throw error
    }
  }
}

/** The drive carries the folder over in its own time. */
async function joinWhenThere({ application, drive }: Person): Promise<void> {
  await expect.poll(() => drive.names(), { timeout: 20_000 }).toContain('space.json')
  await joinWorkspace(application.page, 'Bruno')
}

async function killWhenShared({ application, drive }: Person): Promise<void> {
  await saved(application.page)
  await expect(sharingSign(application.page)).toHaveAttribute('data-sharing', 'shared', { timeout: 20_000 })
  await drive.kill()
}

async function agreeOn(people: readonly Person[], count: number): Promise<void> {
  for (const { application } of people) {
    await expectSentences(application.page, 'Alix', count)
    await expectSentences(application.page, 'Bruno', count)
  }
  const [left, right] = people.map(({ application }) => textOfItem(application.page))
  await expect.poll(() => right && writtenIn(right)).toBe(await (left && writtenIn(left)))
}

async function afterwards(milliseconds: number, act: () => Promise<void>): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  await act()
}
