import { expect, type Page } from '@playwright/test'

/**
 * The main job, from an empty workspace to exported documents, with the keyboard alone: two points of an agenda, four
 * sites, six people, minutes with speakers, a link, a decision and an action. The demo and the tests do the same.
 */
export const MAIN_JOB = {
  workspace: 'Réseau des phares du Ponant',
  series: 'Visioconférence des feux',
  agenda: ['Approbation du compte-rendu de la dernière réunion', 'Point formation'],
  attendance: [
    { name: 'Alix Morvan', site: 'Phare de Kerlan', remote: false },
    { name: 'Bruno Castel', site: 'Phare de Kerlan', remote: false },
    { name: 'Chloé Aubry', site: 'Station de Rochebrune', remote: true },
    { name: 'Denis Ferrand', site: 'Tour du Sillon', remote: true },
    { name: 'Elsa Quiniou', site: 'Dépôt des Deux-Caps', remote: true },
    { name: 'Farid Lemoine', site: 'Dépôt des Deux-Caps', remote: true },
  ],
} as const

/** Told after each step, with a name that is fit for a file. */
export type StepObserver = (step: string) => Promise<void>

/** Keys alone, counted: the hands of the person. */
export interface Hands {
  readonly keys: () => number
  readonly type: (text: string) => Promise<void>
  readonly press: (...combinations: readonly string[]) => Promise<void>
}

export function handsOn(page: Page): Hands {
  let keys = 0
  return {
    keys: () => keys,
    async type(text) {
      keys += text.length
      await page.keyboard.type(text)
    },
    async press(...combinations) {
      for (const combination of combinations) {
        keys += combination.split('+').length
        await page.keyboard.press(combination)
      }
    },
  }
}

/** Does the whole job; what it waits for is what a person would wait to see. */
export async function doMainJob(page: Page, hands: Hands, observe: StepObserver): Promise<void> {
  await createMeeting(page, hands, observe)
  await writeAgenda(page, hands, observe)
  await takeAttendance(page, hands, observe)
  await takeMinutes(page, hands, observe)
  await exportDocuments(page, hands, observe)
}

/** The beginning of the job, up to an empty meeting whose first agenda item can be typed. */
export async function createMeeting(page: Page, { type, press } = handsOn(page), observe: StepObserver = () => Promise.resolve()): Promise<void> {
  await expect(page.getByRole('textbox', { name: 'Nom de l’espace de travail' })).toBeFocused()
  await type(MAIN_JOB.workspace)
  await observe('first-start')
  await press('Enter')
  await page.getByRole('heading', { name: MAIN_JOB.workspace }).or(page.getByRole('button', { name: MAIN_JOB.workspace })).first().waitFor()
  await observe('home-empty')
  await press('Alt+s')
  await expect(page.getByRole('dialog').getByRole('textbox').first()).toBeFocused()
  await type(MAIN_JOB.series)
  await observe('new-series')
  await press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.getByText(MAIN_JOB.series).first().waitFor()
  await press('Alt+n')
  await expect(page.getByRole('dialog').getByRole('spinbutton').first()).toBeFocused()
  await type('17032026')
  await observe('new-meeting')
  await press('Enter')
  await expect(page.getByRole('textbox', { name: 'Nouveau point' })).toBeFocused()
}

async function writeAgenda(page: Page, { type, press }: Hands, observe: StepObserver): Promise<void> {
  await observe('meeting-empty')
  for (const title of MAIN_JOB.agenda) {
    await type(title)
    await press('Enter')
    await page.getByRole('treeitem', { name: title }).or(page.getByRole('row', { name: title })).first().waitFor()
  }
  await observe('agenda')
}

async function takeAttendance(page: Page, { type, press }: Hands, observe: StepObserver): Promise<void> {
  await press('Alt+3')
  const who = page.getByRole('combobox', { name: 'Noter une personne présente' })
  await expect(who).toBeFocused()
  for (const { name, site, remote } of MAIN_JOB.attendance) {
    await type(name)
    await page.getByRole('option', { name: `Ajouter « ${name} » à l’annuaire` }).waitFor()
    await press(remote ? 'Control+Enter' : 'Enter')
    await expect(page.getByRole('combobox', { name: `Quel site pour ${name}` })).toBeFocused()
    await type(site)
    await page.getByRole('option', { name: site }).first().waitFor()
    await press('Enter')
    await expect(who).toBeFocused()
  }
  await observe('attendance')
}

async function takeMinutes(page: Page, { type, press }: Hands, observe: StepObserver): Promise<void> {
  const choice = (name: string) => page.getByRole('option', { name }).first().waitFor()
  await press('Alt+2')
  await expect(page.getByRole('textbox', { name: 'Texte du compte-rendu' })).toBeFocused()
  await type('@ali')
  await choice('Alix Morvan')
  await press('Enter')
  await type('Le compte-rendu de la visioconférence du 17 février a été diffusé sur la liste des feux.')
  await press('Enter', 'Control+2')
  await type('Le compte-rendu est approuvé sans modification.')
  await press('Alt+PageDown')
  await page.getByRole('article', { name: `2 ${MAIN_JOB.agenda[1]}` }).waitFor()
  await expect(page.getByRole('textbox', { name: 'Texte du compte-rendu' })).toBeFocused()
  await type('@chl')
  await choice('Chloé Aubry')
  await press('Enter')
  await type('@den')
  await choice('Denis Ferrand')
  await press('Enter')
  await type('Une formation aux optiques tournantes est prévue à Rochebrune au printemps ; les demandes sont à adresser à la direction technique.')
  await observe('minutes')
  await press('Enter', 'Control+3')
  await type('Envoyer le programme de la formation')
  await press('Control+Shift+a')
  await expect(page.getByRole('combobox', { name: 'Responsables' })).toBeFocused()
  await type('elsa')
  await choice('Elsa Quiniou')
  await press('Enter', 'Tab')
  await type('23/04/2026')
  await observe('action')
  await press('Enter')
  await page.getByText('23 avr. 2026').first().waitFor()
  await page.locator('[data-save-state=saved]').waitFor()
  await observe('meeting')
}

async function exportDocuments(page: Page, { press }: Hands, observe: StepObserver): Promise<void> {
  await press('Control+e')
  await page.locator('section[aria-busy=false] img').first().waitFor({ timeout: 60_000 })
  await observe('export')
  await press('Control+Enter')
  await page.locator('[data-exported=pdf]').waitFor({ timeout: 60_000 })
  await observe('exported')
}

/** Notes people as present whom the directory does not know, all at one site. */
export async function noteNewPeople(page: Page, site: string, names: readonly string[]): Promise<void> {
  const { keyboard } = page
  await keyboard.press('Alt+3')
  for (const name of names) {
    await keyboard.type(name)
    await page.getByRole('option', { name: `Ajouter « ${name} » à l’annuaire` }).waitFor()
    await keyboard.press('Enter')
    await expect(page.getByRole('combobox', { name: `Quel site pour ${name}` })).toBeFocused()
    await keyboard.type(site)
    await keyboard.press('Enter')
    await expect(page.getByRole('combobox', { name: 'Noter une personne présente' })).toBeFocused()
  }
}
