import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fontCoverage, type Coverage } from '../../electron/documents/coverage.ts'
import { readFontFaces } from '../../electron/documents/fonts.ts'
import { createDocumentRenderer } from '../../electron/documents/render.ts'
import { printableText } from '../../shared/minutes/characters.ts'
import type { Minutes, MinutesEntry, MinutesItem, MinutesText } from '../../shared/minutes/minutes.ts'
import { ENTRY_KINDS, type Run } from '../../shared/model/body.ts'
import { VOTE_CHOICES, VOTE_RULES, VOTE_SECRECIES } from '../../shared/model/vote.ts'
import { VOTE_RESULTS } from '../../shared/votes/result.ts'
import { committeeMinutes } from '../fixtures/minutes-committee.ts'
import { readDocx } from '../fixtures/read-docx.ts'

const run = promisify(execFile)
const renderer = createDocumentRenderer()
let folder = ''
let coverage: Coverage

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'minutier-hostile-'))
  coverage = fontCoverage(await readFontFaces(new URL('../../resources', import.meta.url).pathname))
})
afterAll(async () => {
  await renderer.close()
  await rm(folder, { recursive: true, force: true })
})

/** What has broken documents before, here or elsewhere. */
const NASTY = [
  '<script>alert(1)</script>', '</w:t></w:r></w:p>', ']]>', '&amp;&#x0;&lt;', '<!--', '"\' = {agenda0-0} {item-1}',
  '#panic("x")', '#import "@preview/x:1.0.0"', '*gras* _italique_ $x^2$ `code` <label> @ref \\u{0}', '#read("/etc/passwd")', '/ terme: x', '= Titre\n- puce\n+ un',
  '\u0000\u0001\u0008\u000b\u001f\u007f\u009b', '\ud800', '\udc00\ud800', 'a\udfffb', '\ufffe\uffff\u{1fffe}',
  '😀👩‍👩‍👧‍👦🇫🇷🏴󠁧󠁢󠁥󠁮󠁧󠁿☑️✋🏽', 'שלום עולם', 'مرحبا بالعالم 123', '\u202e\u2066abc\u2069', '日本語テキスト', '한국어', 'ไทย', 'हिन्दी', 'Ελληνικά Кириллица',
  'Z̴̡̛̖͚a̷̡l̶g̵o', 'e\u0301\u0483x\u20dd', '\u00a0\u202f\u200b\u00ad\u2060', '\ue000\uf8ff', '∑∫√≠→☐✓⟨⟩', 'ﬁﬂﷺ', '=cmd|calc', '@SUM(1)', 'a\tb\r\nc\u2028d',
  'https://exemple.example/très/long?q=<>&x="y"', 'javascript:alert(1)', '%PDF-1.7 endobj', '﷽', 'ŒœÆæ№',
] as const

/** Now and then ten thousand characters. */
const hostile = fc.oneof(
  { weight: 10, arbitrary: fc.array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 4 }).map((parts) => parts.join(' ')) },
  { weight: 1, arbitrary: fc.constantFrom('a', 'mot ', '😀', 'é<&>', 'שלום ', 'ab中').map((part) => part.repeat(Math.ceil(10_000 / part.length))) },
)

const hostileText: fc.Arbitrary<MinutesText> = fc.record({
  fr: fc.option(hostile, { freq: 4 }), en: fc.option(hostile, { freq: 2 }), original: fc.constantFrom('fr', 'en'), translation: fc.constantFrom('missing', 'current', 'stale'),
})
const names = fc.array(hostile, { maxLength: 2 })
const runs: fc.Arbitrary<readonly Run[]> = fc.array(
  fc.tuple(hostile, fc.boolean(), fc.boolean(), fc.option(hostile)).map(([text, bold, italic, link]): Run => ({
    text, ...(bold && { bold: true }), ...(italic && { italic: true }), ...(link !== null && { link }),
  })),
  { minLength: 1, maxLength: 2 },
)
const entry: fc.Arbitrary<MinutesEntry> = fc.record({
  id: hostile, kind: fc.constantFrom(...ENTRY_KINDS), list: fc.constantFrom('none', 'bullet', 'ordered'), level: fc.nat(3),
  position: fc.option(fc.nat(9)), speakers: names, original: fc.constantFrom('fr', 'en'), translation: fc.constantFrom('missing', 'current', 'stale'),
  fr: fc.option(runs, { freq: 3 }), en: fc.option(runs, { freq: 2 }), reference: fc.option(hostile, { freq: 2 }),
  action: fc.option(fc.record({ owners: names, due: fc.constantFrom(null, '2026-04-01', '9999-99-99'), state: fc.constantFrom('open', 'done', 'cancelled') })),
  vote: fc.option(fc.record({
    secrecy: fc.constantFrom(...VOTE_SECRECIES), rule: fc.constantFrom(...VOTE_RULES), result: fc.constantFrom(...VOTE_RESULTS), isUnanimous: fc.boolean(),
    counts: fc.record({ for: fc.option(fc.nat(99)), against: fc.option(fc.nat(99)), abstention: fc.option(fc.nat(99)), none: fc.option(fc.nat(99)) }),
    ballots: fc.array(fc.record({ name: hostile, representedBy: fc.option(hostile), choice: fc.constantFrom(...VOTE_CHOICES) }), { maxLength: 3 }),
  })),
})
const itemAt = (depth: number): fc.Arbitrary<MinutesItem> =>
  fc.record({
    id: hostile, kind: fc.constantFrom('topic', 'addition', 'break'), label: fc.oneof(fc.constantFrom('1', '2', '1.1', 'a)', '+', ''), hostile), number: hostile, depth: fc.nat(12),
    title: hostileText, presenters: names, plannedMinutes: fc.option(fc.nat(500)), place: fc.option(hostile), outcome: fc.constantFrom('open', 'nothing-to-report', 'not-applicable'),
    body: fc.array(entry, { maxLength: 2 }), children: depth < 3 ? fc.array(itemAt(depth + 1), { maxLength: 2 }) : fc.constant([]),
  })
const attendee = fc.record({
  name: hostile, affiliation: fc.option(hostile), status: fc.constantFrom(null, 'present', 'remote', 'excused', 'absent', 'represented'), representedBy: fc.option(hostile),
  arrivedAt: fc.constantFrom(null, '14:05'), leftAt: fc.constantFrom(null, '15:00'), guest: fc.boolean(),
} as const)
const hostileMinutes: fc.Arbitrary<Minutes> = fc.record({
  workspace: hostileText, series: hostileText, title: hostileText, place: fc.option(hostileText), link: fc.option(hostile), chairs: names, secretaries: names,
  date: fc.constantFrom(null, '2026-03-17', '0000-00-00', '2026-02-31'), timeZone: fc.oneof(fc.constant('Europe/Paris'), hostile),
  agenda: fc.array(itemAt(1), { maxLength: 3 }),
  attendance: fc.record({
    sites: fc.array(fc.record({ name: fc.option(hostile), people: fc.array(attendee, { maxLength: 2 }), attending: fc.nat(9), expected: fc.nat(9) }), { maxLength: 2 }),
    attending: fc.nat(9), expected: fc.nat(9), sitesAttending: fc.nat(9), quorum: fc.option(fc.record({ counted: fc.nat(9), members: fc.nat(9), required: fc.nat(9), isReached: fc.boolean(), lostAt: fc.option(fc.constant('15:30')) })),
  }),
}).map((parts): Minutes => ({ ...committeeMinutes(), ...parts }))

/** All that a person typed and that a compte-rendu in both languages shows. */
function typed(minutes: Minutes): readonly string[] {
  const both = (text: MinutesText | null) => (text ? [text.fr ?? '', text.en ?? ''] : [])
  const visit = (item: MinutesItem): readonly string[] => [
    ...both(item.title), ...item.presenters, item.place ?? '', item.label,
    ...item.body.flatMap(({ fr, en, speakers, action, vote, kind, reference }) => [
      ...shown(fr), ...shown(en), ...speakers, ...(kind === 'action' && action ? action.owners : []), ...(kind === 'vote' && vote ? vote.ballots.flatMap(({ name, representedBy }) => [name, representedBy ?? '']) : []), kind === 'note' ? '' : (reference ?? ''),
    ]),
    ...item.children.flatMap(visit),
  ]
  return [
    ...both(minutes.series), ...both(minutes.title), ...both(minutes.place), minutes.link ?? '', ...minutes.chairs, ...minutes.secretaries, ...minutes.agenda.flatMap(visit),
    ...minutes.attendance.sites.flatMap(({ name, people }) => (people.length === 0 ? [] : [name ?? ''].concat(people.flatMap((person) => [person.name, person.affiliation ?? '', person.status === 'represented' ? (person.representedBy ?? '') : ''])))),
  ]
}

/** An entry that shows nothing at all is left out. */
function shown(body: readonly Run[] | null): readonly string[] {
  const texts = (body ?? []).map(({ text }) => text)
  return visible(texts.join('')) === '' ? [] : texts
}

/** Without what cannot be seen, or only as a space. */
const visible = (text: string) => printableText(text).replace(/[\s\u00a0\u202f]|\p{Default_Ignorable_Code_Point}/gu, '')

/** Taken apart into letters and marks: a PDF gives a ligature back as its letters, and a composed letter either way. */
const letters = (text: string) => new Set(visible(text.normalize('NFKD')))

describe('documents from hostile minutes', () => {
  it('are made, well-formed, and lose nothing that can be seen', async () => {
    await fc.assert(
      fc.asyncProperty(hostileMinutes, async (minutes) => {
        const request = { minutes, kind: 'minutes', language: 'both' } as const
        const [docx, pdf] = await Promise.all([renderer.render({ ...request, format: 'docx' }), renderer.render({ ...request, format: 'pdf' })])
        await expectWholeDocx(docx, minutes)
        await expectWholePdf(pdf, minutes)
      }),
      { numRuns: 25, endOnFailure: true, interruptAfterTimeLimit: 36_000, markInterruptAsFailure: false },
    )
  }, 120_000)

  it('are made in one language and of decisions alone', async () => {
    await fc.assert(
      fc.asyncProperty(hostileMinutes, fc.constantFrom('fr', 'en'), fc.constantFrom('minutes', 'decisions'), async (minutes, language, kind) => {
        const [docx, pdf] = await Promise.all((['docx', 'pdf'] as const).map((format) => renderer.render({ minutes, kind, language, format })))
        await expectWellFormed(docx!)
        expect(pdf!.byteLength).toBeGreaterThan(1000)
      }),
      { numRuns: 12, endOnFailure: true, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false },
    )
  }, 60_000)
})

describe('texts longer than a page', () => {
  it('run on over pages, wherever they stand', async () => {
    let count = 0
    const long = () => {
      count += 1
      return Array.from({ length: 1000 }, (_, index) => `q${count}w${index}z`).join(' ')
    }
    const text = (): MinutesText => ({ fr: long(), en: long(), original: 'fr', translation: 'current' })
    const base = committeeMinutes()
    const item = base.agenda[0]!
    const note = item.body[0]!
    const person = base.attendance.sites[0]!.people[0]!
    const minutes: Minutes = {
      ...base, title: text(), place: text(), chairs: [long()],
      agenda: [{
        ...item, title: text(), label: long(), presenters: [long()], children: [],
        body: [
          { ...note, speakers: [long()], fr: [{ text: long() }], en: [{ text: long() }], translation: 'current' },
          { ...note, kind: 'action', reference: long(), fr: [{ text: long() }], action: { owners: [long()], due: null, state: 'open' } },
          { ...item.body.at(-1)!, reference: long(), vote: { ...item.body.at(-1)!.vote!, ballots: [{ name: long(), representedBy: long(), choice: 'for' }] } },
        ],
      }],
      attendance: { ...base.attendance, sites: [{ name: long(), attending: 1, expected: 1, people: [{ ...person, name: long(), affiliation: long() }] }] },
    }
    const path = join(folder, 'long.pdf')
    await writeFile(path, await renderer.render({ minutes, kind: 'minutes', language: 'both', format: 'pdf' }))
    // What lies outside its page is not read back.
    const { stdout } = await run('pdftotext', ['-enc', 'UTF-8', path, '-'], { maxBuffer: 256 * 1024 * 1024 })
    const found = new Set(visible(stdout).match(/q\d+w\d+z/g))
    const missing = [...new Set(typed(minutes).join(' ').match(/q\d+w\d+z/g))].filter((word) => !found.has(word))
    expect(missing).toEqual([])
  })
})

async function expectWellFormed(docx: Uint8Array): Promise<void> {
  const parts = Object.entries(unzipSync(docx)).filter(([name]) => /\.(xml|rels)$/.test(name))
  const paths = await Promise.all(
    parts.map(async ([name, data]) => {
      const path = join(folder, name.replaceAll('/', '_'))
      await writeFile(path, data)
      return path
    }),
  )
  await run('xmllint', ['--noout', '--nonet', '--huge', ...paths])
}

async function expectWholeDocx(docx: Uint8Array, minutes: Minutes): Promise<void> {
  await expectWellFormed(docx)
  const { files, paragraphs } = readDocx(docx)
  const text = visible(paragraphs.map((paragraph) => paragraph.number + paragraph.text).join(''))
  for (const said of typed(minutes)) expect(text.includes(visible(said)), `in Word: ${JSON.stringify(said.slice(0, 200))}`).toBe(true)
  const addresses = Array.from((files['word/_rels/document.xml.rels'] ?? '').matchAll(/Target="([^"]*)" TargetMode="External"/g), ([, address]) => address ?? '')
  for (const address of addresses) expect(address).toMatch(/^(https?:|mailto:)/)
}

async function expectWholePdf(pdf: Uint8Array, minutes: Minutes): Promise<void> {
  const path = join(folder, 'hostile.pdf')
  await writeFile(path, pdf)
  const { stdout } = await run('pdftotext', ['-enc', 'UTF-8', path, '-'], { maxBuffer: 256 * 1024 * 1024 })
  const found = letters(stdout)
  const names = visible(stdout)
  for (const said of typed(minutes)) {
    const missing = [...visible(coverage.cover(printableText(said)))].filter((character) => ![...letters(character)].every((letter) => found.has(letter)) && !names.includes(nameOf(character)))
    expect(missing, `in the PDF: ${JSON.stringify(said.slice(0, 200))}`).toEqual([])
  }
}

/** A character that no font shows beside its neighbour stands there by its name. */
function nameOf(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
}
