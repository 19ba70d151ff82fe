import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { NodeCompiler as Compiler, NodeTypstDocument } from '@myriaddreamin/typst-ts-node-compiler'
import { paragraphDirection } from '../../shared/minutes/characters.ts'
import { lineText, type Line, type Presentation, type Span } from '../../shared/minutes/presentation.ts'
import { fontCoverage, visibleName } from './coverage.ts'
import { readFontFaces } from './fonts.ts'

/** Sets documents with Typst. The data of a document goes in as JSON and never as source text. */
export interface PdfWriter {
  /** PDF/UA-1. The same presentation gives the same bytes. */
  write(presentation: Presentation): Uint8Array
  /** The same pages, each as an SVG. */
  pages(presentation: Presentation): readonly string[]
}

const STANDARD = 'ua-1'

/** How often a document is set anew because a font turned out not to show a character after all. */
const ATTEMPTS = 5

/** @param resourcesDirectory holds `fonts/` and `documents/minutes.typ`. */
export async function createPdfWriter(resourcesDirectory: string): Promise<PdfWriter> {
  const [faces, template] = await Promise.all([
    readFontFaces(resourcesDirectory),
    readFile(join(resourcesDirectory, 'documents', 'minutes.typ'), 'utf8'),
  ])
  // The package is CommonJS; `require` also finds it outside an archive.
  const { NodeCompiler } = createRequire(import.meta.url)('@myriaddreamin/typst-ts-node-compiler') as { NodeCompiler: typeof Compiler }
  const compiler = NodeCompiler.create({ workspace: join(resourcesDirectory, 'documents'), fontArgs: [{ fontBlobs: faces.map(({ bytes }) => Buffer.from(bytes)) }] })
  const coverage = fontCoverage(faces)
  const lay = (presentation: Presentation, fit: (text: string) => string) =>
    compileDocument(compiler, template, JSON.stringify(typesettable(presentation, fit)))
  return {
    write(presentation) {
      const refused = new Set<string>()
      const coverRefused = (text: string) => coverage.cover(text).replace(/./gsu, (character) => (refused.has(character) ? visibleName(character) : character))
      for (let attempt = 1; ; attempt += 1) {
        const fit = attempt === ATTEMPTS ? coverage.coverStrictly : refused.size > 0 ? coverRefused : coverage.cover
        try {
          return compiler.pdf(lay(presentation, fit), { pdfStandard: STANDARD })
        } catch (cause) {
          const characters = refusedCharacters(cause)
          if (characters.length === 0 || attempt === ATTEMPTS) throw cause
          for (const character of characters) refused.add(character)
        } finally {
          compiler.evictCache(10)
        }
      }
    },
    pages(presentation) {
      try {
        const document = lay(presentation, coverage.cover)
        const pages = splitPages(compiler.plainSvg(document))
        if (pages.length !== document.numOfPages) throw new Error(`${pages.length} pages out of ${document.numOfPages}`)
        return pages
      } finally {
        compiler.evictCache(10)
      }
    },
  }
}

function compileDocument(compiler: Compiler, template: string, data: string): NodeTypstDocument {
  const compiled = compiler.compile({ mainFileContent: template, inputs: { data } })
  const document = compiled.result
  if (document) return document
  const diagnostics = compiled.takeDiagnostics()
  throw new Error(`the document could not be set: ${diagnostics ? JSON.stringify(compiler.fetchDiagnostics(diagnostics)) : 'for no known reason'}`)
}

/** A pair of characters can be refused although each is covered: the fonts have no rule for the two together. */
function refusedCharacters(cause: unknown): readonly string[] {
  const message = cause instanceof Error ? cause.message : String(cause)
  return [...message.matchAll(/the text `"(.+?)"` could not be displayed/gsu)].flatMap(([, text = '']) => [
    ...text.replace(/\\u\{([0-9a-f]+)\}/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16))),
  ])
}

/** The presentation with every text made fit for Typst: covered by fonts, breakable, with its direction. */
function typesettable(presentation: Presentation, fit: (text: string) => string): unknown {
  const visit = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return VERBATIM.has(key) ? value : fit(value)
    if (Array.isArray(value)) {
      const elements: readonly unknown[] = value
      return isLine(elements) ? fitLine(elements, fit) : elements.map((element) => visit(element, key))
    }
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, visit(field, name)]))
  }
  return visit(presentation, '')
}

/** What is not text to be shown. */
const VERBATIM: ReadonlySet<string> = new Set(['anchor', 'link', 'lang', 'language', 'columns', 'kind', 'type', 'state', 'list', 'date'])

function isLine(value: readonly unknown[]): value is Line {
  const [first] = value
  return typeof first === 'object' && first !== null && 'text' in first && 'lang' in first
}

function fitLine(line: Line, fit: (text: string) => string): readonly (Span & { readonly dir?: 'rtl' })[] {
  const isRightToLeft = paragraphDirection(lineText(line)) === 'rtl'
  return line.map((span) => ({ ...span, text: breakable(fit(span.text)), ...(isRightToLeft && { dir: 'rtl' as const }) }))
}

const LONGEST_WORD = 24
const LONG_WORD = new RegExp(`[^\\s\\u00a0\\u200b]{${LONGEST_WORD},}`, 'gu')
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** Lets a word that is longer than any word break, since it would run off the page. Typst breaks addresses itself. */
function breakable(text: string): string {
  return text.replace(LONG_WORD, (word) => {
    if (/^https?:\/\//.test(word) && !/[^/.?&=_-]{60}/.test(word)) return word
    const clusters = Array.from(graphemes.segment(word), ({ segment }) => segment)
    return clusters.map((cluster, index) => (index > 0 && index % 8 === 0 ? `\u200b${cluster}` : cluster)).join('')
  })
}

const PAGE = /^ {4}<path class="typst-shape"[^>]*d="M 0 0v ([\d.]+) h ([\d.]+)[^>]*>\n {4}<g[^>]*>\n([\s\S]*?)^ {4}<\/g>$/gm
const SYMBOL = /<symbol id="([^"]+)"[\s\S]*?<\/symbol>/g

/** Typst gives all pages in one SVG, one below the other: each page becomes an SVG of its own with the shapes it uses. */
function splitPages(svg: string): readonly string[] {
  const symbols = new Map(Array.from(svg.matchAll(SYMBOL), ([symbol, id = '']) => [id, unindented(symbol)]))
  return Array.from(svg.matchAll(PAGE), ([, height = '', width = '', content = '']) => {
    const used = new Set(Array.from(content.matchAll(/xlink:href="#([^"]+)"/g), ([, id = '']) => id))
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 ${width} ${height}" width="${width}pt" height="${height}pt">`,
      `<path fill="#ffffff" d="M0 0v${height}h${width}v-${height}z"/>`,
      '<g>',
      unindented(content),
      '</g><defs>',
      ...Array.from(used, (id) => symbols.get(id) ?? ''),
      '</defs></svg>',
    ].join('')
  })
}

/** Typst indents its SVG and repeats defaults: two thirds of what would travel to the window. */
function unindented(svg: string): string {
  return svg.replace(/\n\s*/g, '').replaceAll(' fill-rule="nonzero"', '').replaceAll(' y="0"', '')
}
