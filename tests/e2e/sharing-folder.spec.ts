import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, startApplication, test, type RunningApplication } from './application.ts'
import { violations } from './axe.ts'
import { openNewItem, writtenIn } from './sharing.ts'

/** Each other's text on a local folder, in milliseconds. */
const SEEN_WITHIN = 5_000
/** A folder that comes or goes is noticed, and what waited is there, in milliseconds. */
const NOTICED_WITHIN = 30_000

interface Secretary {
  readonly application: RunningApplication
  readonly name: string
  readonly words: {
    readonly body: string
    readonly presence: string
    readonly join: string
    readonly state: RegExp
    readonly waits: RegExp
  }
}

const FRENCH = { body: 'Texte du compte-rendu', presence: 'Aussi dans cette séance', join: 'Rejoindre un espace partagé…', state: /^Partagé \d/, waits: /modifications? attend.*dossier injoignable/s }
const ENGLISH = { body: 'Text of the minutes', presence: 'Also in this meeting', join: 'Join a shared workspace…', state: /^Shared \d/, waits: /changes? waits?.*folder not reachable/s }

const bodyOf = ({ application: { page }, words }: Secretary) => page.getByRole('textbox', { name: words.body })
const signOf = ({ application: { page } }: Secretary) => page.locator('[data-sharing]')
const textOf = (secretary: Secretary) => writtenIn(bodyOf(secretary))

/** Both at once, a word after a word. */
async function typeTogether(...turns: readonly (readonly [Secretary, string])[]): Promise<void> {
  await Promise.all(turns.map(([{ application }, text]) => application.page.keyboard.type(text, { delay: 20 })))
}

/** Each shows every one of the texts, and all show the same. */
async function expectConverged(secretaries: readonly Secretary[], texts: readonly string[], timeout = SEEN_WITHIN): Promise<void> {
  for (const secretary of secretaries) {
    for (const text of texts) await expect(bodyOf(secretary), secretary.name).toContainText(text, { timeout })
  }
  await expect.poll(async () => new Set(await Promise.all(secretaries.map(textOf))).size, { timeout }).toBe(1)
}

test.describe('two secretaries on one folder', () => {
  test('write in the same item, are parted from the folder, and lose nothing', async () => {
    test.setTimeout(240_000)
    const place = await mkdtemp(join(tmpdir(), 'minutier-partage-'))
    const folder = join(place, 'Comité')
    await mkdir(folder)
    const started: RunningApplication[] = []
    try {
      const first = await startApplication({ language: 'fr', chooseFolder: folder })
      started.push(first)
      const alix: Secretary = { application: first, name: 'Alix Morvan', words: FRENCH }
      await openNewItem(first.page, 'Balises de l’estuaire')
      await first.page.keyboard.type('La bouée nord est remise en service. ')

      // Sharing, by the keyboard alone. Without a name nothing is shared.
      await expect(signOf(alix)).toHaveAttribute('data-sharing', 'local')
      await expect(signOf(alix)).toHaveText('Sur ce poste seulement')
      await first.page.keyboard.press('Control+Shift+p')
      const panel = first.page.getByRole('dialog', { name: /Partage de/ })
      await expect(panel.getByRole('textbox', { name: 'Votre nom' })).toBeFocused()
      await first.page.keyboard.press('Enter')
      await expect(panel.getByText(/Indiquez votre nom/)).toBeVisible()
      expect(await violations(first.page)).toEqual([])
      await first.page.keyboard.type(alix.name)
      await first.page.keyboard.press('Enter')
      await expect(panel.getByText('L’espace est partagé.', { exact: false })).toBeVisible()
      await expect(panel.getByText(/Comité$/)).toBeVisible()
      expect(await violations(first.page)).toEqual([])
      await first.page.keyboard.press('Escape')
      await expect(signOf(alix)).toHaveText(alix.words.state)

      // Joining, in the other language, from the first screen.
      const second = await startApplication({ language: 'en', chooseFolder: folder })
      started.push(second)
      const bruno: Secretary = { application: second, name: 'Bruno Castel', words: ENGLISH }
      await second.page.getByRole('button', { name: bruno.words.join }).click()
      await expect(second.page.getByRole('textbox', { name: 'Your name' })).toBeFocused()
      await second.page.keyboard.type(bruno.name)
      await second.page.keyboard.press('Enter')
      await second.page.getByRole('button', { name: 'Réseau des phares' }).waitFor()
      await second.page.locator('[data-meeting]').first().click()
      await second.page.getByRole('treeitem', { name: /Balises/ }).click()
      await expect(bodyOf(bruno)).toContainText('La bouée nord est remise en service.')

      // Each sees where the other is.
      await expect(second.page.getByRole('list', { name: bruno.words.presence })).toContainText('Alix Morvan, item 1', { timeout: NOTICED_WITHIN })
      await expect(first.page.getByRole('list', { name: alix.words.presence })).toContainText('Bruno Castel, point 1', { timeout: NOTICED_WITHIN })
      await expect(first.page.getByRole('article').getByText('Bruno Castel est aussi ici')).toBeAttached()
      await expect(first.page.getByRole('treeitem', { name: /Bruno Castel/ })).toBeVisible()

      // Both write in it at once.
      await bodyOf(bruno).click()
      await second.page.keyboard.press('Control+End')
      await second.page.keyboard.press('Enter')
      await bodyOf(alix).click()
      await first.page.keyboard.press('Control+Home')
      await typeTogether([alix, 'Relevé du 12 mars par la vedette. '], [bruno, 'Le feu de la jetée attend sa lampe.'])
      const together = ['Relevé du 12 mars par la vedette.', 'La bouée nord est remise en service.', 'Le feu de la jetée attend sa lampe.']
      await expectConverged([alix, bruno], together)

      // The folder goes: both go on, and are told what waits.
      await rename(folder, join(place, 'ailleurs'))
      await typeTogether([alix, 'Passage suivant en avril. '], [bruno, ' Livraison la semaine prochaine.'])
      for (const secretary of [alix, bruno]) {
        await expect(signOf(secretary)).toHaveAttribute('data-sharing', 'problem', { timeout: NOTICED_WITHIN })
        await expect(signOf(secretary)).toHaveText(secretary.words.waits, { timeout: NOTICED_WITHIN })
        await expect(secretary.application.page.locator('[data-save-state="saved"]')).toBeVisible()
      }
      await expect(bodyOf(alix)).not.toContainText('Livraison')
      await first.page.keyboard.press('Control+Shift+p')
      await expect(first.page.getByRole('dialog').getByRole('button', { name: 'Réessayer maintenant' })).toBeVisible()

      // It comes back, and everything comes together.
      await rename(join(place, 'ailleurs'), folder)
      // Where it is noticed by itself in this very moment, there is no button any more.
      await first.page.getByRole('dialog').getByRole('button', { name: 'Réessayer maintenant' }).click({ timeout: 5_000 }).catch(() => undefined)
      await expect(first.page.getByRole('dialog').getByText('Tout ce qui est enregistré ici se trouve dans le dossier.')).toBeVisible({ timeout: NOTICED_WITHIN })
      await first.page.keyboard.press('Escape')
      const all = [...together, 'Passage suivant en avril.', 'Livraison la semaine prochaine.']
      await expectConverged([alix, bruno], all, NOTICED_WITHIN)
      await expect(signOf(bruno)).toHaveText(bruno.words.state, { timeout: NOTICED_WITHIN })

      // It was all written down here too.
      await second.restart()
      await expectConverged([alix, bruno], all, NOTICED_WITHIN)

      // Who leaves takes everything along.
      await second.page.keyboard.press('Control+Shift+p')
      await second.page.getByRole('dialog').getByRole('button', { name: 'Stop sharing…' }).click()
      await expect(second.page.getByRole('dialog')).toContainText('The workspace and its meeting stay on this computer.')
      await second.page.getByRole('dialog').getByRole('button', { name: 'Stop sharing' }).click()
      await expect(signOf(bruno)).toHaveAttribute('data-sharing', 'local')
      await second.page.keyboard.press('Escape')
      await expectConverged([alix, bruno], all)
    } finally {
      await Promise.all(started.map((application) => application.close()))
      await rm(place, { recursive: true, force: true })
    }
  })

  test('are told why a folder cannot be theirs, and what to do', async () => {
    const place = await mkdtemp(join(tmpdir(), 'minutier-partage-'))
    await writeFile(join(place, 'Facture.pdf'), 'not ours')
    const application = await startApplication({ language: 'fr', chooseFolder: place })
    try {
      const { page } = application
      await page.getByRole('button', { name: FRENCH.join }).click()
      await page.keyboard.type('Alix Morvan')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('alert')).toContainText('Aucun espace n’est partagé dans ce dossier. Rien n’a changé ici.')
      await page.keyboard.press('Escape')
      await page.getByRole('textbox', { name: 'Nom de l’espace de travail' }).focus()
      await openNewItem(page)
      await page.keyboard.press('Control+Shift+p')
      const panel = page.getByRole('dialog', { name: /Partage de/ })
      await expect(panel.getByRole('textbox', { name: 'Votre nom' })).toHaveValue('Alix Morvan')
      await page.keyboard.press('Enter')
      await expect(panel.getByRole('alert')).toContainText('Ce dossier contient déjà d’autres fichiers. Rien n’y a été écrit.')
      expect(await readdir(place)).toEqual(['Facture.pdf'])
    } finally {
      await application.close()
      await rm(place, { recursive: true, force: true })
    }
  })
})
