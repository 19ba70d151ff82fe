import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Bridge } from '../../shared/bridge.ts'
import type { AppendResult } from '../../shared/log/log-bridge.ts'
import type { LogId } from '../../shared/log/record.ts'
import type { WorkspaceId } from '../../shared/model/identifiers.ts'
import type { SharingState } from '../../shared/sharing/sharing.ts'
import { startApplication } from '../e2e/application.ts'
import { until, works } from '../e2e/real-process.ts'
import { openNewItem, textOfItem } from '../e2e/sharing.ts'
import { seed } from '../fixtures/seed.ts'
import { startLineApplication, type LineApplication } from './line-application.ts'
import { createRandom } from './random.ts'
import { canMountSmallDisk, withSmallDisk } from './small-disk.ts'
import { settleOwnLog, TypingPage } from './typing-page.ts'

const mounts = await canMountSmallDisk()
const limits = await works('prlimit', '--version')
if (!mounts) console.log(`full disk: no file system can be mounted here${limits ? '; a limit on the size of files stands in for the journal\'s' : ', and no limit can be set'}`)

let root: string
let page: TypingPage
let running: LineApplication | undefined
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'minutier-full-'))
  page = new TypingPage('Alix', randomUUID() as WorkspaceId, createRandom(seed))
})
afterEach(async () => {
  await running?.kill()
  await rm(root, { recursive: true, force: true })
})

describe('a full disk', () => {
  test.skipIf(!mounts)('is told, loses nothing that was acknowledged, and takes what waited when there is room again', { timeout: 60_000 }, async () => {
    await withSmallDisk(join(root, 'data'), 16, async (disk) => {
      running = startLineApplication({ dataFolder: disk.folder })
      await page.type(running.bridge)
      await disk.fill(300_000)
      expect(await typeUntilRefused(running)).toEqual({ ok: false, problem: 'disk-full' })
      // Not one block is left, for nobody: not for the log of what happened either.
      await disk.fill(0)
      for (let tries = 0; tries < 60; tries += 1) expect(await page.handOverAgain(running.bridge)).toEqual({ ok: false, problem: 'disk-full' })
      running = await standsAfterKill(running, disk.folder)
      // Nothing half written may have been kept by it. What is typed waits in the page, and then there is room.
      await disk.fill(0)
      expect(await typeUntilRefused(running)).toEqual({ ok: false, problem: 'disk-full' })
      await disk.makeRoom()
      await savedWhenThereIsRoom(running)
      running = await standsAfterKill(running, disk.folder)
      await running.close()
    })
  })

  test.skipIf(!mounts)('under the whole application: the window says so, keeps what is typed, and saves it when there is room again', { timeout: 120_000 }, async () => {
    await withSmallDisk(join(root, 'data'), 256, async (disk) => {
      const application = await startApplication({ host: 'chromium', dataDirectory: disk.folder })
      try {
        await openNewItem(application.page)
        await application.page.keyboard.type('Avant que le disque soit plein.')
        await state(application.page, 'saved')
        for (let count = 0; !(await isShown(application.page, 'failed')); count += 1) {
          // The browser writes and frees on the same disk.
          await disk.fill(0)
          await application.page.keyboard.insertText(` Phrase ${count} ${'longue '.repeat(300)}`)
          await application.page.waitForTimeout(600)
          if (count > 40) throw new Error('the window never said that the disk is full')
        }
        await application.page.keyboard.type(' La dernière phrase.')
        await state(application.page, 'failed')
        await disk.makeRoom()
        await state(application.page, 'saved')
        const typed = await textOfItem(application.page).textContent()
        expect(typed).toContain('La dernière phrase.')
        await application.killAndRestart()
        await textOfItem(application.page).waitFor()
        expect(await textOfItem(application.page).textContent()).toBe(typed)
      } finally {
        await application.close()
      }
    })
  })

  test.skipIf(!limits)('in the likeness of a limit on the size of files, which needs no rights: the same', { timeout: 60_000 }, async () => {
    running = startLineApplication({ dataFolder: join(root, 'data'), largestFile: 512 })
    const refusal = await typeUntilRefused(running)
    expect(refusal.ok).toBe(false)
    await running.liftLimit()
    await savedWhenThereIsRoom(running)
    running = await standsAfterKill(running, join(root, 'data'))
    await running.close()
  })

  test.skipIf(!mounts)('of the shared folder holds up nobody: what is typed is saved here, and published when there is room again', { timeout: 60_000 }, async () => {
    const dataFolder = join(root, 'data')
    await withSmallDisk(join(root, 'shared'), 8, async (disk) => {
      // A disk of its own has room for nothing but what is put there.
      const shared = join(disk.folder, 'Comité')
      await mkdir(shared)
      running = startLineApplication({ dataFolder, chooseFolder: shared })
      const { bridge } = running
      await page.type(bridge)
      expect(await bridge.shareWorkspace(page.workspace)).toMatchObject({ ok: true })
      await disk.fill(8_000)
      for (let count = 0; count < 40; count += 1) expect(await page.type(bridge)).toMatchObject({ ok: true })
      // Packed, many words take little room: for what is pasted there is certainly none.
      expect(await page.paste(bridge)).toMatchObject({ ok: true })
      await bridge.shareNow(page.workspace)
      await until('it is told that the folder is full', async () => (await sharingState(bridge)).problem === 'folder-full')
      expect((await sharingState(bridge)).waiting).toBeGreaterThan(0)
      expect(await page.type(bridge)).toMatchObject({ ok: true })

      await disk.makeRoom()
      await until('all is published', async () => {
        await bridge.shareNow(page.workspace)
        const { waiting, problem } = await sharingState(bridge)
        return waiting === 0 && problem === null
      })
      await newcomerReads(shared)
      running = await standsAfterKill(running, dataFolder)
      await running.close()
    })
  })
})

async function typeUntilRefused({ bridge }: LineApplication): Promise<AppendResult> {
  for (let count = 0; count < 5_000; count += 1) {
    const result = await page.type(bridge)
    if (!result.ok) return result
  }
  throw new Error('the disk never was full')
}

/** What waited in memory is saved, in the order in which it was typed, and typing goes on. */
async function savedWhenThereIsRoom({ bridge }: LineApplication): Promise<void> {
  expect(page.waiting().length).toBeGreaterThan(0)
  await until('what waited is saved', async () => (await page.handOverAgain(bridge)).ok, 10_000)
  expect(await page.type(bridge)).toMatchObject({ ok: true })
  expect(page.waiting()).toEqual([])
}

/** Kills the process, starts it again and finds everything that was acknowledged. */
async function standsAfterKill(before: LineApplication, dataFolder: string): Promise<LineApplication> {
  await before.kill()
  const application = startLineApplication({ dataFolder })
  const records = await page.rebuild(application.bridge)
  const space = (await application.bridge.logs()).find(({ workspace }) => workspace === page.workspace)
  settleOwnLog(page, space?.logs.find(({ isOwn }) => isOwn)?.log as LogId, records)
  const marks = page.marks()
  expect(page.sent.filter(({ mark }) => !marks.has(mark))).toEqual([])
  expect(page.hasGaps()).toBe(false)
  return application
}

async function sharingState(bridge: Bridge): Promise<Extract<SharingState, { kind: 'shared' }>> {
  const state = (await bridge.sharing()).find(({ workspace }) => workspace === page.workspace)?.state
  if (state?.kind !== 'shared') throw new Error('the workspace is not shared')
  return state
}

async function newcomerReads(shared: string): Promise<void> {
  const newcomer = new TypingPage('Chloé', page.workspace, createRandom(0))
  const application = startLineApplication({ dataFolder: join(root, 'newcomer'), chooseFolder: shared })
  try {
    expect(await application.bridge.joinSharedFolder()).toEqual({ ok: true, workspace: page.workspace })
    await until('the newcomer has read the folder', async () => {
      await application.bridge.shareNow(page.workspace)
      await newcomer.readOn(application.bridge)
      return newcomer.marks().size === page.marks().size
    })
    expect(newcomer.content()).toEqual(page.content())
  } finally {
    await application.kill()
  }
}

function state(page: Page, kind: 'saved' | 'failed'): Promise<void> {
  return page.locator(`[data-save-state="${kind}"]`).waitFor({ timeout: 20_000 })
}

function isShown(page: Page, kind: 'saved' | 'failed'): Promise<boolean> {
  return page.locator(`[data-save-state="${kind}"]`).isVisible()
}
