import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { readDocx } from '../fixtures/read-docx.ts'
import type { Typist } from './typist.ts'

/**
 * A sitting of the sample's operations committee (nº 15), as its secretary types it: who is there, fifteen items of which
 * two come up in the room, five decisions, six actions, two votes. What it should make stands in
 * `expected/live-session.fr.txt`.
 */
export interface Stretch {
  /** The number under which one goes to the item. */
  readonly item: string
  /** What one secretary types there, Enter after each line. Alone, one types both parts. */
  readonly first: readonly Line[]
  readonly second: readonly Line[]
}

/** What is typed, or what else the hands do at this place. */
type Line = string | ((typist: Typist) => Promise<void>)

export const MEETING = 'Visioconférence des opérations nº 15'

/** Items that are added to the agenda before the sitting begins. */
const ADDED_ITEMS = ['Formation des astreintes', 'Prochaine séance']

export const STRETCHES: readonly Stretch[] = [
  { item: '1', first: ['AF : le compte-rendu a circulé en mars.'], second: ['DÉCISION : le compte-rendu est approuvé.'] },
  { item: '2.1', first: ['[Inès et Karim] Tous les sites ont basculé sans perte.'], second: ['Oscar : l\'arret a duré dix minutes.', 's/arret/arrêt/'] },
  {
    item: '2.2',
    first: ['Garance : qui prend les "vieux" modèles ?', 'ACTION : Karim : livrer les passerelles avant le 15 mai'],
    second: ['VOTE : garder deux passerelles : 7 pour, 1 contre, 2 abstentions'],
  },
  { item: '2.3', first: ['Anouk : les îles passent en juin.'], second: ['+ Panne du ponton', 'Anouk : le ponton est réparé.', 'ACTION : Anouk : prévenir les équipages avant le 30 avril'] },
  { item: '3.1', first: ['JT : le groupe propose deux scénarios.', '... et un calendrier'], second: ['RECOMMANDATION : former les remplaçants'] },
  {
    item: '3.2',
    first: ['VOTE : passer à deux équipes, appel nominal', callTheRoll],
    second: ['DÉCISION : l\'astreinte passe à deux équipes.', 'ACTION : Solenne : publier le tour de garde d\'ici vendredi'],
  },
  {
    item: '4',
    first: ['OD : douze tickets restent ouverts.', 'DÉCISION : clore les tickets sans réponse.', 'ACTION : Oscar : relancer les sites avant fin mai'],
    second: ['+ Sauvegardes', receiveLatecomer, 'Quérault : une copie est partie à Orsemont.', 'DÉCISION : une copie hors site chaque mois.'],
  },
  { item: '5', first: ['RAS'], second: [] },
  { item: '6', first: ['Nora : merci de votre accueil !'], second: ['ACTION : Nora : envoyer le guide avant le 5 mai'] },
  { item: '7', first: ['Solenne, Inès : deux dates au choix.'], second: ['DÉCISION : formation le premier mardi de juin.', 'ACTION : Inès : réserver la salle avant le 2 juin'] },
  { item: '8', first: [], second: ['N/A'] },
]

/** From the first screen into the meeting, as its secretary finds it; a person waits to see a screen before going on. */
export async function openSampleMeeting(page: Page, typist: Typist): Promise<void> {
  await page.getByRole('button', { name: 'Ouvrir l’exemple' }).waitFor()
  await typist.press('Alt+o')
  await expect(page.getByRole('link', { name: MEETING })).toBeFocused()
  await typist.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(MEETING)
}

export async function addItems(typist: Typist): Promise<void> {
  await typist.press('Alt+n')
  await typist.lines(...ADDED_ITEMS)
}

/** Who is there, by a few letters of a name, by initials, with accents or without. */
export async function takeAttendance(typist: Typist): Promise<void> {
  await typist.press('Alt+3')
  await typist.lines('sole', 'AF', 'ines', 'oscar')
  for (const remote of ['benaicha', 'jose', 'anouk', 'garance']) {
    await typist.type(remote)
    await typist.press('Control+Enter')
  }
  await typist.type('fanny')
  await typist.press('Shift+Enter')
  // Represented: the letter asks by whom.
  await typist.type('EG')
  await typist.press('Shift+Enter', 'ArrowDown', 'd')
  await typist.lines('solen')
}

/** Nobody in the directory has this name, and no site sends her. */
export async function receiveGuest(typist: Typist): Promise<void> {
  await typist.press('Alt+3')
  await typist.type('Nora Vidal')
  await typist.press('ArrowDown', 'Enter')
}

/** In the middle of a sentence, and back to it. */
async function receiveLatecomer(typist: Typist): Promise<void> {
  await typist.press('Alt+3')
  await typist.lines('querault')
  await typist.press('ArrowDown', 't', 'Alt+2')
}

/** A letter for each name. The words of the vote are finished already, and the caret stands in the line after them. */
export async function callTheRoll(typist: Typist): Promise<void> {
  await typist.press('ArrowUp', 'Control+Shift+a')
  await typist.type('pppcpapnp')
  await typist.press('Enter', 'ArrowDown')
}

/** Opens the sitting, or closes it. */
export async function strikeTheGavel(typist: Typist): Promise<void> {
  await typist.press('Alt+Shift+o')
}

/** Goes to an item by its number. */
export async function goTo(typist: Typist, { item }: Stretch): Promise<void> {
  await typist.press('Alt+g')
  await typist.lines(item)
}

export async function write(typist: Typist, lines: readonly Line[]): Promise<void> {
  for (const line of lines) {
    if (typeof line === 'string') await typist.lines(line)
    else await line(typist)
  }
}

export async function exportMinutes(page: Page, typist: Typist): Promise<void> {
  await typist.press('Control+e')
  await page.locator('section[aria-busy=false] img').first().waitFor({ timeout: 60_000 })
  await typist.press('Control+Enter')
  await page.locator('[data-exported=docx]').waitFor({ timeout: 60_000 })
}

/** The blocks of the exported Word file, line by line: the number that Word prints, a tab, the text. */
export async function exportedBlocks(folder: string): Promise<readonly string[]> {
  const name = (await readdir(folder)).find((file) => file.endsWith('.docx'))
  if (!name) throw new Error('no Word file was exported')
  const { paragraphs } = readDocx(await readFile(join(folder, name)))
  return paragraphs.flatMap(({ number, text }) => [number, text].filter(Boolean).join('\t').split('\n')).map(visible)
}

/** No-break spaces as signs that can be seen: ␣, and ˽ for the narrow one. The times at which keys were pressed are those of the day. */
function visible(text: string): string {
  const seen = text.replaceAll('\u00a0', '␣').replaceAll('\u202f', '˽')
  return /^Ouverture|arrivée à /.test(seen) ? seen.replaceAll(/\d{1,2}␣h(?:␣\d{2})?/g, '⟨heure⟩') : seen
}
