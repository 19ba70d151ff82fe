import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, startApplication, test } from './application.ts'
import { violations } from './axe.ts'

test('what is backed up on one computer is restored on another, and restoring twice adds nothing', async () => {
  test.setTimeout(120_000)
  const folder = await mkdtemp(join(tmpdir(), 'minutier-sauvegarde-'))
  try {
    const first = await startApplication({ language: 'fr', chooseFolder: folder })
    try {
      const { page } = first
      await page.getByRole('textbox', { name: 'Nom de l’espace de travail' }).focus()
      await page.keyboard.type('Réseau des phares')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Aucune instance pour l’instant' }).waitFor()
      await page.keyboard.press('Control+Shift+d')
      const dialog = page.getByRole('dialog', { name: 'Sauvegardes' })
      await expect(dialog.getByText(/^Sauvegarde faite dans «\u00a0.*\u00a0»\u00a0: \d+ modifications?, \d+\sko\.$/u)).toBeVisible()
      expect(await violations(page)).toEqual([])
    } finally {
      await first.close()
    }
    const [file, ...others] = await readdir(folder)
    expect(others).toEqual([])

    const second = await startApplication({ language: 'en', chooseFile: join(folder, file ?? '') })
    try {
      const { page } = second
      await page.getByRole('button', { name: 'Restore a backup…' }).click()
      const dialog = page.getByRole('dialog', { name: 'Backups' })
      await expect(dialog.getByText(/^\d+ changes? added, 1 workspace\.$/)).toBeVisible()
      await dialog.getByRole('button', { name: 'Restore a backup…' }).click()
      await expect(dialog.getByText('Everything was here already: nothing was added, nothing was taken away.')).toBeVisible()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Réseau des phares' }).waitFor()
    } finally {
      await second.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
