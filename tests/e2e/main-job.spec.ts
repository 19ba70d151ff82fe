import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from './application.ts'
import { doMainJob, handsOn, MAIN_JOB } from './main-job.ts'
import { openNewItem } from './sharing.ts'

const run = promisify(execFile)

/** Unhurried typing: forty words a minute. */
const KEYS_PER_SECOND = 4
const FIVE_MINUTES = 300

async function exported(folder: string, ending: string): Promise<string> {
  const name = (await readdir(folder)).find((file) => file.endsWith(ending))
  if (!name) throw new Error(`no ${ending} was exported`)
  return join(folder, name)
}

function docxText(bytes: Uint8Array): string {
  const xml = strFromU8(unzipSync(bytes)['word/document.xml'] ?? new Uint8Array())
  return xml.replaceAll(/<\/w:(p|tc)>/g, '\n').replaceAll(/<[^>]+>/g, '')
}

test.describe('the main job', () => {
  test('goes from an empty workspace to exported minutes with the keyboard alone, in under five minutes of unhurried typing', async ({ application }) => {
    test.setTimeout(180_000)
    const { page, exportDirectory } = application
    await page.evaluate(() => {
      // A pointer would be cheating.
      for (const type of ['pointerdown', 'mousedown']) window.addEventListener(type, (event) => event.isTrusted && document.body.setAttribute('data-pointer-used', 'true'), true)
    })
    const hands = handsOn(page)
    await doMainJob(page, hands, async () => {})
    expect(await page.evaluate(() => document.body.hasAttribute('data-pointer-used'))).toBe(false)
    expect(hands.keys() / KEYS_PER_SECOND).toBeLessThan(FIVE_MINUTES)

    const docx = docxText(await readFile(await exported(exportDirectory, '.docx')))
    for (const text of [...MAIN_JOB.agenda, ...MAIN_JOB.attendance.flatMap(({ name, site }) => [name, site]), 'Elsa Quiniou', 'D1', 'A1', '6 / 6', '2 / 2', '1 / 1']) {
      expect(docx.replaceAll(/[\u00a0\u202f]/g, ' ')).toContain(text.replaceAll(/[\u00a0\u202f]/g, ' '))
    }
    const { stdout: pdf } = await run('pdftotext', ['-layout', await exported(exportDirectory, '.pdf'), '-'])
    const lines = pdf.replaceAll(/[\u00a0\u202f]/g, ' ')
    expect(lines).toMatch(/1 +Approbation du compte-rendu de la dernière réunion/)
    expect(lines).toMatch(/2 +Point formation/)
    expect(lines).toMatch(/Total général.*6 ?\/ ?6/)
    expect(lines).toMatch(/Phare de Kerlan.*2 ?\/ ?2/)
    expect(lines).toMatch(/Station de.*1 ?\/ ?1/)
  })

  test('survives the end of the process at once: all that was said to be saved is there, and the same screen', async ({ application }) => {
    test.setTimeout(180_000)
    await doMainJob(application.page, handsOn(application.page), async () => {})
    await application.page.keyboard.press('Alt+ArrowLeft')
    await application.page.getByRole('article').waitFor()
    await application.page.locator('[data-save-state=saved]').waitFor()
    await application.killAndRestart()
    const { page } = application
    await expect(page.getByRole('article')).toBeVisible()
    await expect(page.getByText('6 / 6').first()).toBeVisible()
    await page.keyboard.press('Alt+PageDown')
    await expect(page.getByText('Envoyer le programme de la formation')).toBeVisible()
  })

  test('is not lost to whoever closes the window in the middle of a word', async ({ application }) => {
    const { page: first } = application
    await openNewItem(first)
    await first.keyboard.type('Ce qui est tapé juste avant de fermer')
    // At once: the change still waits in memory.
    await application.restart()
    await expect(application.page.getByText('Ce qui est tapé juste avant de fermer')).toBeVisible()
    // A title that is being edited has not even reached the document yet.
    await application.page.keyboard.press('F2')
    await application.page.keyboard.type('Un titre à moitié corr')
    await application.restart()
    await expect(application.page.getByRole('treeitem', { name: 'Un titre à moitié corr' })).toBeVisible()
  })

  test('has leave of the host to keep the minutes even on a full disk', async ({ application: { page } }) => {
    await expect.poll(() => page.evaluate(() => navigator.storage.persisted())).toBe(true)
  })
})
