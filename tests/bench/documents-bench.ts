import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Document, Packer, Paragraph, Table, TableCell, TableRow, TextRun } from 'docx'
import { writeDocx } from '../../electron/documents/docx.ts'
import { createDocumentRenderer } from '../../electron/documents/render.ts'
import { presentMinutes } from '../../shared/minutes/present.ts'
import { lineText, type Line, type Presentation } from '../../shared/minutes/presentation.ts'
import type { Minutes } from '../../shared/minutes/minutes.ts'
import { committeeMinutes } from '../fixtures/minutes-committee.ts'
import { median, rounded, type Measurement } from './measurement.ts'

const run = promisify(execFile)
const WARM_UP = 20
const ROUNDS = 40

/**
 * Our Word file beside one that the `docx` library makes of the same content: each text its own plain paragraph, each
 * table a plain table, no style, no language, no numbering. Both from the minutes to the bytes, in turn.
 */
export async function docxBench(): Promise<Measurement> {
  const minutes = committeeMinutes()
  const ours: number[] = []
  const plain: number[] = []
  const present = () => presentMinutes(minutes, 'minutes', 'fr')
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const [own, reference] = [await timed(() => writeDocx(present())), await timed(() => writePlain(present()))]
    // The first rounds warm the machine up: both are compiled while they run.
    if (round >= WARM_UP) {
      ours.push(own)
      plain.push(reference)
    }
  }
  const [value, reference] = [median(ours), median(plain)]
  const ratio = value / reference
  return { name: 'docx', value: rounded(value), unit: 'ms', reference: rounded(reference), ratio: rounded(ratio), budget: '≤ 1.5 × docx alone', ok: ratio <= 1.5 }
}

/**
 * The PDF beside LibreOffice converting our own Word file of the same minutes; both warm, ours with a word corrected each
 * time, so that it cannot be taken from memory. The first of each is said too.
 */
export async function pdfBench(): Promise<Measurement> {
  const minutes = committeeMinutes()
  const request = { minutes, kind: 'minutes', language: 'fr' } as const
  const folder = await mkdtemp(join(tmpdir(), 'minutier-bench-'))
  const renderer = createDocumentRenderer()
  try {
    const cold = await timed(() => renderer.render({ ...request, format: 'pdf' }))
    const ours: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) ours.push(await timed(() => renderer.render({ ...corrected(request, round), format: 'pdf' })))
    const source = join(folder, 'minutes.docx')
    await writeFile(source, await renderer.render({ ...request, format: 'docx' }))
    const convert = () => run('soffice', [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--convert-to', 'pdf', '--outdir', folder, source])
    const coldOffice = await timed(convert)
    const office: number[] = []
    for (let round = 0; round < 5; round += 1) office.push(await timed(convert))
    const [value, reference] = [median(ours), median(office)]
    const ratio = reference / value
    console.log(`pdf: the first one ${rounded(cold)} ms, with the start of its thread and fonts; the first of LibreOffice ${rounded(coldOffice)} ms`)
    return { name: 'pdf', value: rounded(value), unit: 'ms', reference: rounded(reference), ratio: rounded(ratio), budget: '≥ 20 × faster than LibreOffice', ok: ratio >= 20 }
  } finally {
    await renderer.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** The same minutes with one word of their text changed, as when a chair corrects them and exports again. */
function corrected<Request extends { readonly minutes: Minutes }>(request: Request, round: number): Request {
  const { minutes } = request
  const [first, ...others] = minutes.agenda
  const [entry, ...entries] = first?.body ?? []
  if (!first || !entry) throw new Error('the meeting of the bench has no minutes')
  const body = [{ ...entry, fr: [{ text: `Correction ${round}. ` }, ...(entry.fr ?? [])] }, ...entries]
  return { ...request, minutes: { ...minutes, agenda: [{ ...first, body }, ...others] } }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

async function writePlain(presentation: Presentation): Promise<Uint8Array> {
  const document = new Document({ sections: [{ children: plainBlocks(presentation) }] })
  return Packer.toBuffer(document)
}

const plainParagraph = (line: Line) => new Paragraph({ children: line.map(({ text, bold, italic }) => new TextRun({ text, ...(bold && { bold }), ...(italic && { italics: true }) })) })
const plainText = (text: string) => new Paragraph({ children: [new TextRun(text)] })
const plainRow = (lines: readonly Line[]) => new TableRow({ children: lines.map((line) => new TableCell({ children: [plainParagraph(line)] })) })

function plainBlocks({ cover, sections }: Presentation): (Paragraph | Table)[] {
  return [
    ...[...cover.eyebrow, ...cover.kind, ...cover.title].map(plainParagraph),
    ...cover.facts.flatMap(({ label, value }) => [...label, ...value].map(plainParagraph)),
    ...sections.flatMap((section): (Paragraph | Table)[] => {
      switch (section.type) {
        case 'agenda':
          return section.items.map(({ label, title }) => plainText(`${label} ${title.map(lineText).join(' ')}`))
        case 'items':
          return section.items.flatMap(({ label, title, details, outcome, entries }) => [
            plainText(`${label} ${title.map(lineText).join(' ')}`),
            ...[...(details ?? []), ...(outcome ?? [])].map(plainParagraph),
            ...entries.flatMap(({ speakers, label: name, body, facts }) => [speakers, ...(name ?? []), ...body, ...facts.flat()].filter((line) => line.length > 0).map(plainParagraph)),
          ])
        case 'attendance':
          return [new Table({ rows: [
            plainRow(Object.values(section.header)),
            ...section.sites.flatMap(({ name, people, count }) => people.map((person) => plainRow([name, [...person.name, ...person.detail], person.status, count]))),
            plainRow(Object.values(section.total)),
          ] })]
        case 'actions':
          return [new Table({ rows: section.rows.map(({ reference, body, owners, due, stateWord }) => plainRow([[{ text: reference, lang: 'fr' }], ...body, owners, due, stateWord])) })]
        case 'references':
          return []
      }
    }),
  ]
}
