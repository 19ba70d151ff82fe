import { Fragment, Slice, type DOMParser, type Mark, type Node } from 'prosemirror-model'
import { DEEPEST_LIST_LEVEL, LINE_BREAK_NODE, type ListStyle } from '../../shared/model/body.ts'
import { safeLink } from '../../shared/model/links.ts'
import { ownAttributes, visibleText } from './clipboard.ts'
import { bodySchema, isBold, markType, newEntryNode, type EntryAttributes } from './schema.ts'

/**
 * HTML from anywhere becomes entries: each block one entry, lists by their nesting or by what Word says of them, headings
 * bold, rows of tables one line each; bold, italic, line breaks and safe links stay, everything else is only its text.
 * The page is never rendered: it is a detached document, and its styles are read as text.
 */
export const clipboardParser = { parseSlice: (dom: globalThis.Node) => Slice.maxOpen(Fragment.from(new MarkupReader().read(dom))) } as unknown as DOMParser

const BLOCKS = new Set(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL'.split(' '),
)
const SILENT = new Set(
  'AUDIO BUTTON CANVAS DATALIST EMBED HEAD IFRAME INPUT LINK MAP MATH META NOSCRIPT OBJECT RP RT SCRIPT SELECT STYLE SVG TEMPLATE TEXTAREA TITLE VIDEO XML'.split(' '),
)

/** Deeper nesting than any text has; the browser's own parser takes minutes for what is a hundred times deeper. */
const DEEPEST_MARKUP = 1_000
/** Elements that have no end, or need none. */
const ENDLESS = new Set('area base br col dd dt embed hr img input li link meta option p source td th tr track wbr'.split(' '))

/**
 * Markup as the browser is given it: without style sheets and scripts, which cost time and say nothing to us; with its styles and
 * handlers as data, which the page's policy would refuse one by one; only its text, line by line, where it is nested too
 * deeply; and with no more of a copy's context than how far it is open at its ends.
 */
export function boundedMarkup(html: string): string {
  const markup = without(without(html, 'style'), 'script').replace(/data-pm-slice\s*=\s*(?:"(\d{1,3} \d{1,3}) [^"]*")?/gi, (_all, open: string | undefined) => (open ? `data-pm-slice="${open} []"` : 'data-not-ours='))
  return depthOf(markup) > DEEPEST_MARKUP ? linesOf(markup) : markup.replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/i, ' data-style=').replace(/\son[a-z]+\s*=/gi, ' data-on='))
}

function without(html: string, name: string): string {
  const start = new RegExp(`<${name}\\b`, 'gi')
  const end = new RegExp(`</${name}\\b[^>]{0,100}>`, 'gi')
  let kept = ''
  let from = 0
  for (let found = start.exec(html); found; found = start.exec(html)) {
    kept += html.slice(from, found.index)
    end.lastIndex = found.index
    if (!end.exec(html)) return kept
    from = end.lastIndex
    start.lastIndex = from
  }
  return from === 0 ? html : kept + html.slice(from)
}

function depthOf(html: string): number {
  let depth = 0
  let deepest = 0
  for (const [, end, name] of html.matchAll(/<(\/?)([a-z][a-z0-9:]{0,20})/gi)) {
    if (ENDLESS.has(name!.toLowerCase())) continue
    depth = end ? Math.max(0, depth - 1) : depth + 1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

function linesOf(html: string): string {
  const lines = html.replace(/<\/?(?:p|div|li|tr|h[1-6]|br|table|ul|ol)\b[^<>]*>/gi, '\n').replace(/<[^<>]*>?/g, ' ').split(/\n+/)
  return lines.filter((line) => line.trim() !== '').map((line) => `<p>${line}</p>`).join('')
}

const CELL_SEPARATOR = ' | '
const EMPTY_CELL = '–'
const PARAGRAPH_IN_CELL_SEPARATOR = ' / '

/** What an entry becomes, from the block that its text stands in. */
interface Block {
  readonly attributes: Partial<EntryAttributes>
  readonly isHeading: boolean
}

interface Around {
  readonly marks: readonly Mark[]
  readonly list: { readonly style: ListStyle; readonly level: number }
  /** Spaces stand for themselves. */
  readonly isExact: boolean
}

const PLAIN: Block = { attributes: {}, isHeading: false }

class MarkupReader {
  readonly #entries: Node[] = []
  #block = PLAIN
  #inline: Node[] = []
  #spaceBefore = true
  /** Within a list item paragraphs are lines of one entry. */
  #isInItem = false
  #breaksLine = false

  read(root: globalThis.Node, marks: readonly Mark[] = []): readonly Node[] {
    this.#visit(root, { marks, list: { style: 'none', level: 0 }, isExact: false })
    this.#finish()
    return this.#entries
  }

  #visit(node: globalThis.Node, around: Around): void {
    if (node.nodeType === 3) return this.#addText(node.nodeValue ?? '', around)
    if (node.nodeType === 11 || node.nodeType === 9) return this.#visitChildren(node, around)
    if (node.nodeType !== 1) return
    const element = node as Element
    const name = element.nodeName.toUpperCase()
    const style = styleOf(element)
    if (SILENT.has(name) || name.startsWith('V:') || element.hasAttribute('data-label') || isHidden(element, style)) return
    if (name === 'BR') return this.#addLineBreak(style)
    if (name === 'IMG') return this.#addText(element.getAttribute('alt') ?? '', around)
    if (element.hasAttribute('data-entry')) return this.#visitOwn(element, around)
    if (!BLOCKS.has(name)) return this.#visitChildren(element, { ...around, marks: marksOf(element, name, style, around.marks) })
    if (name === 'TABLE' && isOfData(element)) return this.#addRows(element, around)
    this.#visitBlock(element, name, style, around)
  }

  #visitChildren(node: globalThis.Node, around: Around): void {
    for (const child of node.childNodes) this.#visit(child, around)
  }

  /** What was copied here comes back whole. */
  #visitOwn(element: Element, around: Around): void {
    this.#finish()
    this.#isInItem = false
    this.#block = { attributes: ownAttributes(element as HTMLElement), isHeading: false }
    this.#visitChildren(element, { ...around, isExact: true })
    this.#finish(true)
    this.#block = PLAIN
  }

  #visitBlock(element: Element, name: string, style: Style, around: Around): void {
    const list = listOf(name, around.list)
    const item = name === 'LI' ? itemOf(element, list) : wordListOf(element, name, style)
    const inner: Around = { marks: marksOf(element, name, style, around.marks), list, isExact: around.isExact || name === 'PRE' }
    if (item) {
      this.#finish()
      this.#block = { attributes: item, isHeading: false }
      this.#isInItem = true
      this.#visitChildren(element, inner)
      this.#finish()
      // What follows in the same list item is a paragraph of its own, not a second bullet.
      this.#isInItem = false
      this.#block = PLAIN
      return
    }
    if (this.#isInItem && name !== 'UL' && name !== 'OL') {
      this.#breakLine()
      this.#visitChildren(element, inner)
      this.#breakLine()
      return
    }
    this.#finish()
    this.#isInItem = false
    this.#block = { attributes: {}, isHeading: /^H[1-6]$/.test(name) || /^Mso(?:Title|Heading)/.test(element.className) }
    this.#visitChildren(element, inner)
    this.#finish()
    this.#block = PLAIN
  }

  /** One line for each row, in which something stands in each cell's place. */
  #addRows(table: Element, around: Around): void {
    this.#finish()
    this.#isInItem = false
    this.#block = PLAIN
    for (const caption of table.querySelectorAll('caption')) this.#entries.push(...new MarkupReader().read(caption, around.marks))
    for (const row of table.querySelectorAll('tr')) {
      if (isHidden(row, styleOf(row))) continue
      const cells = cellsOf(row).map((cell) => {
        const marks = cell.nodeName === 'TH' ? markType('bold').create().addToSet(around.marks) : around.marks
        return joined(new MarkupReader().read(cell, marks).map((entry) => entry.content.content), PARAGRAPH_IN_CELL_SEPARATOR)
      })
      while (cells.at(-1)?.length === 0) cells.pop()
      const filled = cells.map((cell) => (cell.length > 0 ? cell : [bodySchema.text(EMPTY_CELL)]))
      if (cells.length > 0) this.#entries.push(newEntryNode({}, joined(filled, CELL_SEPARATOR)))
    }
  }

  #addText(text: string, { marks, isExact }: Around): void {
    const visible = visibleText(text)
    if (isExact) {
      visible.split('\n').forEach((line, index) => {
        if (index > 0) this.#inline.push(lineBreak())
        if (line !== '') this.#inline.push(bodySchema.text(line, marks))
      })
      return
    }
    // One space that does not break is somebody's typography; several are Word's tabs and indents.
    const clean = visible.replace(/[ \t\r\n\f]+/g, ' ').replace(/[ \u00a0]{2,}/g, ' ')
    const shown = this.#spaceBefore || this.#breaksLine ? clean.replace(/^[ \u00a0]/, '') : clean
    if (shown === '') return
    if (this.#breaksLine) this.#inline.push(lineBreak())
    this.#breaksLine = false
    this.#spaceBefore = /[ \u00a0]$/.test(shown)
    this.#inline.push(bodySchema.text(shown, marks))
  }

  #addLineBreak(style: Style): void {
    if (style.has('page-break-before')) return this.#isInItem ? this.#breakLine() : this.#finish()
    const last = this.#inline.at(-1)
    const text = last?.text?.replace(/[ \u00a0]+$/, '')
    if (last?.isText && text !== last.text) this.#inline.splice(-1, 1, ...(text ? [bodySchema.text(text, last.marks)] : []))
    this.#inline.push(lineBreak())
    this.#spaceBefore = true
  }

  #breakLine(): void {
    if (this.#inline.length > 0) this.#breaksLine = true
  }

  #finish(keepEmpty = false): void {
    const { attributes, isHeading } = this.#block
    const { attributes: found, content: text } = withoutTypedSign(attributes, keepEmpty ? this.#inline : trimmed(this.#inline))
    const bold = markType('bold').create()
    const content = isHeading ? text.map((node) => (node.isText ? node.mark(bold.addToSet(node.marks)) : node)) : text
    if (content.length > 0 || keepEmpty) this.#entries.push(newEntryNode(found, content))
    this.#inline = []
    this.#spaceBefore = true
    this.#breaksLine = false
  }
}

function lineBreak(): Node {
  return bodySchema.nodes[LINE_BREAK_NODE]!.create()
}

function joined(parts: readonly (readonly Node[])[], separator: string): Node[] {
  return parts.flatMap((part, index) => (index > 0 ? [bodySchema.text(separator), ...part] : part))
}

/** Without spaces and line breaks at either end. */
function trimmed(inline: readonly Node[]): readonly Node[] {
  const content = [...inline]
  const trimEnd = (take: () => Node | undefined, put: (node: Node) => void, edge: RegExp) => {
    for (let node = take(); node; node = take()) {
      if (node.type.name === LINE_BREAK_NODE) continue
      const text = node.text!.replace(edge, '')
      if (text === '') continue
      put(bodySchema.text(text, node.marks))
      return
    }
  }
  trimEnd(() => content.pop(), (node) => content.push(node), /[ \u00a0]+$/)
  trimEnd(() => content.shift(), (node) => content.unshift(node), /^[ \u00a0]+/)
  return content
}

/** A bullet that stands in the text, as old Outlook and PDF viewers write lists: it becomes one. */
function withoutTypedSign(attributes: Partial<EntryAttributes>, content: readonly Node[]): { readonly attributes: Partial<EntryAttributes>; readonly content: readonly Node[] } {
  const [first, ...rest] = content
  const sign = first?.isText ? /^[•·▪◦‣][ \u00a0\t]+/.exec(first.text!)?.[0] : undefined
  if (sign === undefined || attributes.id !== undefined) return { attributes, content }
  const text = first!.text!.slice(sign.length)
  return { attributes: { list: 'bullet', ...attributes }, content: text === '' ? rest : [bodySchema.text(text, first!.marks), ...rest] }
}

type Style = ReadonlyMap<string, string>

const NO_STYLE: Style = new Map()

/** The declarations of a style attribute, as text: those of Word mean nothing to a browser, and none is applied. */
function styleOf(element: Element): Style {
  const written = element.getAttribute('data-style') ?? element.getAttribute('style')
  if (!written) return NO_STYLE
  const style = new Map<string, string>()
  for (const declaration of written.slice(0, 4_000).split(';')) {
    const colon = declaration.indexOf(':')
    if (colon > 0) style.set(declaration.slice(0, colon).trim().toLowerCase(), declaration.slice(colon + 1).trim().toLowerCase())
  }
  return style
}

/** What the writer did not see as text: what was deleted while changes were tracked, comments, and Word's own list signs. */
function isHidden(element: Element, style: Style): boolean {
  if (style.size > 0) {
    if (style.get('display') === 'none' || style.get('visibility') === 'hidden' || style.get('mso-hide') === 'all') return true
    if (style.get('mso-list') === 'ignore' || style.get('mso-special-character') === 'comment' || style.has('mso-comment-reference')) return true
    if (/^(?:comment|comment-list|header|footer)$/.test(style.get('mso-element') ?? '')) return true
  }
  if (element.nodeName === 'DEL') return element.hasAttribute('datetime') || element.hasAttribute('cite')
  return element.hasAttribute('hidden') || /\b(?:mso(?:Del|comanchor|comtxt|commentreference)|MsoCommentReference)\b/i.test(element.getAttribute('class') ?? '')
}

function marksOf(element: Element, name: string, style: Style, marks: readonly Mark[]): readonly Mark[] {
  const weight = style.get('font-weight') ?? (name === 'B' || name === 'STRONG' ? 'bold' : undefined)
  const slant = style.get('font-style') ?? (name === 'I' || name === 'EM' ? 'italic' : undefined)
  let result = marks
  if (weight !== undefined && weight !== 'inherit') result = withMark(result, 'bold', isBold(weight))
  if (slant !== undefined && slant !== 'inherit') result = withMark(result, 'italic', /^(?:italic|oblique)/.test(slant))
  const href = name === 'A' ? safeLink(element.getAttribute('href') ?? '') : undefined
  return href === undefined ? result : markType('link').create({ href }).addToSet(result)
}

function withMark(marks: readonly Mark[], mark: 'bold' | 'italic', isSet: boolean): readonly Mark[] {
  return isSet ? markType(mark).create().addToSet(marks) : markType(mark).removeFromSet(marks)
}

function listOf(name: string, list: Around['list']): Around['list'] {
  if (name !== 'UL' && name !== 'OL') return list
  return { style: name === 'UL' ? 'bullet' : 'ordered', level: list.style === 'none' ? 0 : list.level + 1 }
}

/** Word on the web writes each level as a list of its own and says the level beside it. */
function itemOf(element: Element, { style, level }: Around['list']): Partial<EntryAttributes> {
  const told = Number(element.getAttribute('data-aria-level') ?? element.getAttribute('aria-level') ?? Number.NaN)
  const depth = Number.isInteger(told) && told >= 1 ? told - 1 : level
  return { list: style === 'none' ? 'bullet' : style, level: Math.min(depth, DEEPEST_LIST_LEVEL) }
}

/** A paragraph that Word shows as a list item: "mso-list: l0 level2 lfo1", with the sign as text within. */
function wordListOf(element: Element, name: string, style: Style): Partial<EntryAttributes> | undefined {
  const level = name === 'P' ? /\blevel(\d)\b/.exec(style.get('mso-list') ?? '')?.[1] : undefined
  if (!level) return undefined
  const sign = [...element.querySelectorAll('[data-style], [style]')].find((part) => styleOf(part).get('mso-list') === 'ignore')?.textContent ?? ''
  const isNumbered = /^[\s\u00a0(]*(?:\d{1,3}|[a-z]{1,2}|[ivxlc]{1,6})[.):]/i.test(sign) || /^[\s\u00a0]*\d+(?:\.\d+)+/.test(sign)
  return { list: isNumbered ? 'ordered' : 'bullet', level: Math.min(Number(level) - 1, DEEPEST_LIST_LEVEL) }
}

/** Not one that only lays a page or a message out: rows of several cells, and no table within. */
function isOfData(table: Element): boolean {
  return table.querySelector('table') === null && [...table.querySelectorAll('tr')].some((row) => cellsOf(row).length > 1)
}

function cellsOf(row: Element): readonly Element[] {
  return [...row.children].filter(({ nodeName }) => nodeName === 'TD' || nodeName === 'TH')
}
