import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { announced, everyNode, headingLevels, heardOn, nameless, nodesOf, type Heard } from './heard.ts'
import { joinFolder, openNewItem, saved, shareWorkspace } from './sharing.ts'
import { expect, test } from './temporary-place.ts'

/** What another has done is here, in milliseconds. */
const SEEN_WITHIN = 30_000
/** No hand is quicker from one key to the next. */
const HUMAN = { delay: 150 }

/** What a screen reader says on the same screens, in each language. */
const WORDS = {
  fr: {
    meeting: /nº 15 · .*21 avr.* 2026, 14 h – 16 h$/,
    areas: ['Ordre du jour', 'Point', 'Présences', 'Actions ouvertes'],
    editor: 'Texte du compte-rendu',
    typed: ['AF : bonjour à tous', 'DÉCISION : la note est adoptée', 'ACTION : Oscar : écrire avant le 5 mai', 'VOTE : le budget : 3 pour, 1 contre'],
    margins: ['A. Fauvelay', 'Décision', 'Action', 'Vote'],
    facts: [/^Oscar Delaubry.*5 mai 2026.*À faire/, /^3 pour.*1 contre.*adopté/],
    completion: 'Intervenants',
    marked: 'Oscar Delaubry : présence notée',
    quorum: { rule: 'Un nombre de membres', number: 'Membres nécessaires', reached: /^Quorum atteint : 1 membre sur \d+, il en faut 1$/, lost: /^Quorum perdu à \d{1,2} h \d\d : 0 membre sur \d+, il en faut 1$/ },
    status: /Oscar Delaubry\s+présent/,
    saved: 'Enregistré',
    opened: /^La séance est ouverte/,
    over: /^Durée prévue dépassée : point 1, /,
  },
  en: {
    meeting: /nº 15 · .*21 Apr.* 2026, 14:00 ?– ?16:00$/,
    areas: ['Agenda', 'Item', 'Attendance', 'Open actions'],
    editor: 'Text of the minutes',
    typed: ['AF: good morning', 'DECISION: the note is adopted', 'ACTION: Oscar: write by 5 May', 'VOTE: the budget: 3 for, 1 against'],
    // The minutes of this meeting are in French.
    margins: ['A. Fauvelay', 'Décision', 'Action', 'Vote'],
    facts: [/^Oscar Delaubry.*5 mai 2026.*À faire/, /^3 pour.*1 contre.*adopté/],
    completion: 'Speakers',
    marked: 'Oscar Delaubry: present',
    quorum: { rule: 'A number of members', number: 'Members needed', reached: /^Quorum reached: 1 of \d+ members, 1 needed$/, lost: /^Quorum lost at \d\d:\d\d: 0 of \d+ members, 1 needed$/ },
    status: /Oscar Delaubry\s+present/,
    saved: 'Saved',
    opened: /^The meeting opened at/,
    over: /^Over the planned time: item 1, /,
  },
} as const

/** Whatever is shown: each thing one can act on has a name, and headings do not skip a level. */
async function heard(page: Page, where: string): Promise<Heard> {
  const tree = await heardOn(page)
  expect(nameless(tree), where).toEqual([])
  const levels = headingLevels(tree)
  expect(levels.length, where).toBeGreaterThan(0)
  for (const [index, level] of levels.entries()) expect(level, `${where}: levels ${levels.join(', ')}`).toBeLessThanOrEqual(index === 0 ? 2 : levels[index - 1]! + 1)
  return tree
}

/** Something is told that was not asked for, in a live region. */
async function expectAnnounced(page: Page, words: string | RegExp, timeout = 10_000): Promise<void> {
  const expected = typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words)
  await expect(async () => expect(announced(await heardOn(page))).toContainEqual(expected)).toPass({ timeout })
}

function focusedNode(tree: Heard): Heard | undefined {
  return everyNode(tree).findLast(({ properties }) => properties.focused === true)
}

for (const language of ['fr', 'en'] as const) {
  const words = WORDS[language]

  test.describe(`in ${language === 'fr' ? 'French' : 'English'}`, () => {
    test.use({ language })

    test('a screen reader is told of the meeting all that the eye sees, and of what happens', async ({ place }) => {
      test.setTimeout(150_000)
      const { page } = await place.start({})
      const { keyboard } = page
      // It goes as clocks go, until it is put on below.
      await page.clock.install()
      const lines = async (...texts: readonly string[]) => {
        for (const text of texts) {
          await keyboard.type(text)
          await keyboard.press('Enter')
        }
      }
      await page.locator('input').first().waitFor()
      await keyboard.press('Alt+o')
      await expect(page.locator('[data-meeting="sample-operations-15"]')).toBeFocused()
      await heard(page, 'home')
      // The series gets a rule for its quorum, which the meeting is then told of.
      await keyboard.press('Alt+i')
      await page.getByRole('button', { name: 'Quorum' }).focus()
      await keyboard.press('Enter')
      await page.getByRole('option', { name: words.quorum.rule }).press('Enter')
      await page.getByRole('textbox', { name: words.quorum.number }).fill('1')
      await keyboard.press('Tab')
      await heard(page, 'series')
      await page.locator('[data-meeting="sample-operations-15"]').press('Enter')
      await page.getByRole('region', { name: words.areas[3] }).waitFor()
      const meeting = await heard(page, 'meeting')
      expect(nodesOf(meeting, 'heading').find(({ properties }) => properties.level === 1)?.name).toMatch(words.meeting)
      expect(nodesOf(meeting, 'region').map(({ name }) => name)).toEqual(expect.arrayContaining([...words.areas]))
      for (const tree of nodesOf(meeting, 'tree')) expect(nodesOf(tree, 'treeitem').every(({ properties }) => typeof properties.level === 'number')).toBe(true)

      // Attendance: what a few letters did is told, and each name says how it stands.
      await keyboard.press('Alt+3')
      await lines('oscar')
      await expectAnnounced(page, words.marked)
      const attendance = nodesOf(await heard(page, 'attendance'), 'region').find(({ name }) => name === words.areas[2])!
      expect(nodesOf(attendance, 'treeitem').map(({ name }) => name)).toContainEqual(expect.stringMatching(words.status))

      // The quorum: reached by who comes, lost by who leaves, and whoever writes elsewhere is told.
      await expectAnnounced(page, words.quorum.reached)
      await page.locator('[data-person="Oscar Delaubry"]').press('l')
      await expectAnnounced(page, words.quorum.lost)
      await keyboard.press('Control+z')
      await expectAnnounced(page, words.quorum.reached)

      // The text: its label, who speaks, of what kind each line is, what belongs to it.
      await keyboard.press('Alt+2')
      await lines(...words.typed)
      await saved(page)
      await expectAnnounced(page, words.saved)
      const editor = focusedNode(await heard(page, 'text'))!
      expect([editor.role, editor.name, editor.properties.multiline]).toEqual(['textbox', words.editor, true])
      const beside = nodesOf(editor, 'button').map(({ name }) => name)
      expect(beside).toEqual(expect.arrayContaining([...words.margins]))
      for (const facts of words.facts) expect(beside).toContainEqual(expect.stringMatching(facts))

      // The list of names: the one that Enter takes is the one that is told.
      await keyboard.type('@')
      await expect(page.getByRole('listbox')).toBeVisible()
      const list = await heard(page, 'completion')
      const names = nodesOf(nodesOf(list, 'listbox').find(({ name }) => name === words.completion)!, 'option').map(({ name }) => name)
      expect(names.length).toBeGreaterThan(1)
      expect(focusedNode(list)?.properties.activedescendant).toEqual([names[0]])
      await keyboard.press('ArrowDown')
      expect(focusedNode(await heard(page, 'completion'))?.properties.activedescendant).toEqual([names[1]])
      await keyboard.press('Escape')
      await keyboard.press('Backspace')

      // What opens over the text has a name, and so has each field in it.
      await keyboard.press('ArrowUp', HUMAN)
      for (const popover of ['vote', 'action']) {
        await keyboard.press('Control+Shift+a')
        await expect(page.locator('.ProseMirror')).not.toBeFocused()
        expect(focusedNode(await heard(page, popover))?.name, popover).not.toBe('')
        await keyboard.press('Escape')
        await expect(page.locator('.ProseMirror')).toBeFocused()
        await keyboard.press('ArrowUp', HUMAN)
      }

      // The clock: the sitting begins, an item takes longer than was planned.
      await keyboard.press('Alt+Shift+o')
      await expectAnnounced(page, words.opened)
      await keyboard.press('Alt+c')
      await page.clock.fastForward(6 * 60_000)
      await expectAnnounced(page, words.over)

      await keyboard.press('Alt+v')
      await expect(page.getByRole('dialog')).toBeVisible()
      await heard(page, 'history')
      await keyboard.press('Escape')
      await keyboard.press('Control+e')
      await page.locator('section[aria-busy=false] img').first().waitFor({ timeout: 60_000 })
      await heard(page, 'export')
    })
  })
}

test('who writes with another hears who comes, who takes which item, and that a value was set aside', async ({ place }) => {
  test.setTimeout(180_000)
  const chooseFolder = join(place.folder, 'partage')
  await mkdir(chooseFolder)
  const { page: one } = await place.start({ chooseFolder })
  await openNewItem(one)
  await shareWorkspace(one, 'Alix Morvan')
  const { page: two } = await place.start({ chooseFolder })
  await joinFolder(two, 'Bruno Castel')
  await two.locator('[data-meeting]').first().press('Enter')
  await two.getByRole('treeitem').first().waitFor()
  await expectAnnounced(one, 'Bruno Castel est dans la séance.', SEEN_WITHIN)
  await two.keyboard.press('Alt+j')
  await expectAnnounced(one, 'Bruno Castel prend le point 1.', SEEN_WITHIN)
  // Both at once, unseen by each other.
  await Promise.all([one, two].map(async (page, index) => {
    await page.keyboard.press('F2')
    await page.keyboard.type(['Balises', 'Bouées'][index]!)
    await page.keyboard.press('Enter')
  }))
  await expect(async () => expect((await Promise.all([one, two].map(heardOn))).flatMap(announced).join('\n')).toContain('1 valeur écartée')).toPass({ timeout: SEEN_WITHIN })
  const marked = await Promise.all([one, two].map(async (page) => nodesOf(await heard(page, 'with a value set aside'), 'button').some(({ name }) => name === '1 valeur écartée')))
  expect(marked).toContain(true)
})
