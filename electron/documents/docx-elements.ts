/**
 * The elements of a Word document's body, as XML. The `docx` library has a class for each of these; a document has
 * thousands, and to build them as objects and write those out takes most of the time that a document takes. What a
 * document has once (styles, numbering, head and foot, properties, the package) is left to the library.
 *
 * Text comes in printable (`characters.ts`); names of styles, anchors and relationships are ours.
 */
export type Xml = string

export interface RunProperties {
  /** A character style. */
  readonly style?: string
  readonly bold?: boolean
  readonly italics?: boolean
  readonly strike?: boolean
  readonly color?: string
  readonly rightToLeft?: boolean
  readonly language?: string
  /** The language of text that runs from right to left. */
  readonly bidirectionalLanguage?: string
}

export interface ParagraphProperties {
  readonly style: string
  readonly numbering?: { readonly reference: string; readonly instance: number; readonly level: number }
  readonly rightTab?: number
  readonly bidirectional?: boolean
  readonly spacing?: { readonly before: number; readonly after: number }
  /** `left` is where the text begins: the right of a paragraph that runs from right to left. */
  readonly indent?: { readonly left: number; readonly hanging?: number; readonly right?: number }
  readonly align?: 'right'
}

const value = (name: string, val: string | number): Xml => `<${name} w:val="${val}"/>`

/** Runs of one kind share what says how they look. */
const runProperties = new Map<string, Xml>()

function propertiesOf(properties: RunProperties): Xml {
  const { style, bold, italics, strike, color, rightToLeft, language, bidirectionalLanguage } = properties
  const key = `${style} ${bold} ${italics} ${strike} ${color} ${rightToLeft} ${language} ${bidirectionalLanguage}`
  let known = runProperties.get(key)
  if (known === undefined) {
    const toggle = (name: string, isOn: boolean | undefined) => (isOn === undefined ? '' : isOn ? `<w:${name}/><w:${name}Cs/>` : `<w:${name} w:val="false"/><w:${name}Cs w:val="false"/>`)
    const bidirectional = bidirectionalLanguage === undefined ? '' : ` w:bidi="${bidirectionalLanguage}"`
    // In the order that the schema asks for.
    const look = [
      style === undefined ? '' : value('w:rStyle', style),
      toggle('b', bold),
      toggle('i', italics),
      strike ? '<w:strike/>' : '',
      color === undefined ? '' : value('w:color', color),
      rightToLeft ? '<w:rtl/>' : '',
      language === undefined ? '' : `<w:lang w:val="${language}"${bidirectional}/>`,
    ].join('')
    known = look === '' ? '' : `<w:rPr>${look}</w:rPr>`
    runProperties.set(key, known)
  }
  return known
}

/** A stretch of text; "\n" breaks the line, "\t" goes to the next tab. */
export function run(text: string, properties: RunProperties = {}): Xml {
  const content = /[\n\t]/.test(text)
    ? text.split(/([\n\t])/).map((part) => (part === '\n' ? '<w:br/>' : part === '\t' ? '<w:tab/>' : part === '' ? '' : textElement(part))).join('')
    : textElement(text)
  return `<w:r>${propertiesOf(properties)}${content}</w:r>`
}

function textElement(text: string): Xml {
  // Word drops spaces at the ends, and joins those between, unless it is told to keep them.
  return `<w:t${/^\s|\s$|\s\s/.test(text) ? ' xml:space="preserve"' : ''}>${escapeXml(text)}</w:t>`
}

export function escapeXml(text: string): Xml {
  return /[&<>]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : text
}

export function paragraph(properties: ParagraphProperties, children: readonly Xml[]): Xml {
  const { style, numbering, rightTab, bidirectional, spacing, indent, align } = properties
  let look = value('w:pStyle', style)
  if (numbering) look += `<w:numPr>${value('w:ilvl', numbering.level)}${value('w:numId', listName(numbering))}</w:numPr>`
  if (rightTab !== undefined) look += `<w:tabs><w:tab w:val="right" w:pos="${rightTab}"/></w:tabs>`
  if (bidirectional) look += '<w:bidi/>'
  if (spacing) look += `<w:spacing w:before="${spacing.before}" w:after="${spacing.after}"/>`
  if (indent) look += indentation(indent)
  if (align) look += value('w:jc', align)
  return `<w:p><w:pPr>${look}</w:pPr>${children.join('')}</w:p>`
}

function indentation({ left, hanging, right }: NonNullable<ParagraphProperties['indent']>): Xml {
  return `<w:ind w:left="${left}"${right === undefined ? '' : ` w:right="${right}"`}${hanging === undefined ? '' : ` w:hanging="${hanging}"`}/>`
}

/** Lists get their numbers from the library when the body stands: until then a name that no text can hold. */
function listName({ reference, instance }: { readonly reference: string; readonly instance: number }): string {
  return `\ufffe${reference} ${instance}\ufffe`
}

/** Puts the numbers of lists for their names. */
export function withListNumbers(body: Xml, lists: readonly { readonly reference: string; readonly instance: number; readonly numId: number }[]): Xml {
  const numbers = new Map(lists.map((list) => [listName(list), String(list.numId)]))
  return body.replace(/\ufffe[^\ufffe]+\ufffe/g, (name) => numbers.get(name) ?? '0')
}

/** A link to a bookmark of the document. */
export function internalLink(anchor: string, children: readonly Xml[]): Xml {
  return `<w:hyperlink w:history="1" w:anchor="${anchor}">${children.join('')}</w:hyperlink>`
}

/** A link to the outside; `relationship` is how the file calls its address. */
export function externalLink(relationship: string, children: readonly Xml[]): Xml {
  return `<w:hyperlink w:history="1" r:id="${relationship}">${children.join('')}</w:hyperlink>`
}

export function bookmarked(name: string, id: number, children: readonly Xml[]): readonly Xml[] {
  return [`<w:bookmarkStart w:id="${id}" w:name="${name}"/>`, ...children, `<w:bookmarkEnd w:id="${id}"/>`]
}

/** A box that can be ticked in Word. */
export function tickBox(checked: boolean): Xml {
  const font = 'Segoe UI Symbol'
  const state = (name: string, character: string) => `<w14:${name} w14:val="${character}" w14:font="${font}"/>`
  const box = `<w14:checkbox><w14:checked w14:val="${checked ? 1 : 0}"/>${state('checkedState', '2611')}${state('uncheckedState', '2610')}</w14:checkbox>`
  return `<w:sdt><w:sdtPr>${box}</w:sdtPr><w:sdtContent><w:r><w:sym w:char="${checked ? '2611' : '2610'}" w:font="${font}"/></w:r></w:sdtContent></w:sdt>`
}

export interface Border {
  /** In eighths of a point. */
  readonly size: number
  readonly color: string
}

export interface TableProperties {
  readonly columnWidths: readonly number[]
  readonly bottom?: Border
  readonly cellMargins: { readonly top: number; readonly right: number; readonly bottom: number }
  /** The first row names the columns. */
  readonly hasHeader: boolean
}

export interface CellProperties {
  readonly width: number
  readonly span?: number
  /** The first of cells that are one, or one of those below it. */
  readonly merge?: 'restart' | 'continue'
  readonly top?: Border
  readonly bottom?: Border
  readonly left?: Border
  /** From the left border to the text. */
  readonly inset?: number
}

export function table({ columnWidths, bottom, cellMargins, hasHeader }: TableProperties, rows: readonly Xml[]): Xml {
  const none = (side: string) => `<w:${side} w:val="none" w:color="auto" w:sz="0"/>`
  const margin = (side: string, width: number) => `<w:${side} w:type="dxa" w:w="${width}"/>`
  const width = columnWidths.reduce((sum, each) => sum + each, 0)
  const borders = none('top') + none('left') + (bottom ? border('bottom', bottom) : none('bottom')) + none('right') + none('insideH') + none('insideV')
  const margins = margin('top', cellMargins.top) + margin('left', 0) + margin('bottom', cellMargins.bottom) + margin('right', cellMargins.right)
  const look = hasHeader ? '<w:tblLook w:firstRow="true" w:noHBand="true" w:noVBand="true"/>' : ''
  return [
    `<w:tbl><w:tblPr><w:tblW w:type="dxa" w:w="${width}"/><w:tblBorders>${borders}</w:tblBorders><w:tblLayout w:type="fixed"/>`,
    `<w:tblCellMar>${margins}</w:tblCellMar>${look}</w:tblPr>`,
    `<w:tblGrid>${columnWidths.map((each) => `<w:gridCol w:w="${each}"/>`).join('')}</w:tblGrid>`,
    ...rows,
    '</w:tbl>',
  ].join('')
}

const ROW_PROPERTIES = { plain: '', whole: '<w:trPr><w:cantSplit/></w:trPr>', header: '<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>' } as const

/** `whole`: not split between pages. `header`: whole, and repeated on each page. */
export function row(kind: keyof typeof ROW_PROPERTIES, cells: readonly Xml[]): Xml {
  return `<w:tr>${ROW_PROPERTIES[kind]}${cells.join('')}</w:tr>`
}

/** A cell without a paragraph is refused by Word. */
export function cell(properties: CellProperties, children: readonly Xml[]): Xml {
  const { width, span, merge, top, bottom, left, inset } = properties
  let look = `<w:tcW w:type="dxa" w:w="${width}"/>`
  if (span !== undefined && span > 1) look += value('w:gridSpan', span)
  if (merge) look += value('w:vMerge', merge)
  const sides = (top ? border('top', top) : '') + (left ? border('left', left) : '') + (bottom ? border('bottom', bottom) : '')
  if (sides !== '') look += `<w:tcBorders>${sides}</w:tcBorders>`
  if (inset !== undefined) look += `<w:tcMar><w:left w:type="dxa" w:w="${inset}"/></w:tcMar>`
  if (bottom) look += value('w:vAlign', 'bottom')
  return `<w:tc><w:tcPr>${look}</w:tcPr>${children.length > 0 ? children.join('') : paragraph({ style: 'Cell' }, [])}</w:tc>`
}

function border(side: string, { size, color }: Border): Xml {
  return `<w:${side} w:val="single" w:color="${color}" w:sz="${size}"/>`
}

export interface PageProperties {
  readonly width: number
  readonly height: number
  readonly margins: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number; readonly header: number; readonly footer: number }
  /** The relationships of the heads and feet of pages. */
  readonly parts: readonly { readonly part: 'header' | 'footer'; readonly pages: 'default' | 'first'; readonly relationship: string }[]
}

/** The whole of `word/document.xml`: one section, whose first page has a head and a foot of its own. */
export function documentXml(body: readonly Xml[], { width, height, margins, parts }: PageProperties): Xml {
  const { top, right, bottom, left, header, footer } = margins
  return [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"',
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"><w:body>',
    ...body,
    '<w:sectPr>',
    ...parts.map(({ part, pages, relationship }) => `<w:${part}Reference w:type="${pages}" r:id="${relationship}"/>`),
    `<w:pgSz w:w="${width}" w:h="${height}"/>`,
    `<w:pgMar w:top="${top}" w:right="${right}" w:bottom="${bottom}" w:left="${left}" w:header="${header}" w:footer="${footer}" w:gutter="0"/>`,
    '<w:titlePg/></w:sectPr></w:body></w:document>',
  ].join('')
}
