import { AlignmentType, BorderStyle, Document, Footer, Header, Packer, PageNumber, Paragraph, TextRun } from 'docx'
import { LOCALES } from '../../shared/i18n/format.ts'
import { directionRuns, paragraphDirection } from '../../shared/minutes/characters.ts'
import {
  lineText,
  type ActionsSection,
  type AgendaSection,
  type AttendanceSection,
  type Columns,
  type Cover,
  type ItemHead,
  type Line,
  type PresentedEntry,
  type PresentedItem,
  type Presentation,
  type ReferencesSection,
  type Section,
  type Span,
} from '../../shared/minutes/presentation.ts'
import { headingNumbers, type HeadingNumber } from './agenda-numbering.ts'
import { bookmarked, cell, documentXml, escapeXml, externalLink, internalLink, paragraph, row, run, table, tickBox, withListNumbers, type ParagraphProperties, type RunProperties, type Xml } from './docx-elements.ts'
import { agendaReference, BULLETS, COLOURS, documentNumbering, MARGIN, orderedReference, PAGE, stylesXml, TEXT_WIDTH } from './docx-styles.ts'
import { fixZipTimes } from './zip-times.ts'

/** Writes a Word document. The same presentation gives the same bytes. */
export async function writeDocx(presentation: Presentation): Promise<Uint8Array> {
  const writer = createWriter(presentation)
  const body = [...coverBlocks(writer, presentation.cover), ...presentation.sections.flatMap((section) => sectionBlocks(writer, section))]
  const document = new Document({
    title: presentation.properties.title,
    numbering: documentNumbering(writer.agendaLists, writer.orderedStarts),
    features: { updateFields: false },
    compatibility: { version: 15 },
    sections: [
      {
        headers: { default: new Header({ children: [runningHead(presentation)] }), first: new Header({ children: [new Paragraph({ style: 'Running' })] }) },
        footers: { default: pageFooter(presentation), first: pageFooter(presentation) },
        // The body is written here, not by the library: see docx-elements.ts.
        children: [],
      },
    ],
  })
  const { Headers: headers, Footers: footers, Numbering: numbering } = document
  const { Relationships: relationships } = document.Document
  for (const { reference, instance } of writer.used.values()) numbering.createConcreteNumberingInstance(reference, instance)
  for (const [address, id] of writer.links) relationships.addRelationship(id, HYPERLINK, address, 'External')
  const parts = [
    ...headers.map(({ View: { ReferenceId } }, index) => ({ part: 'header', pages: PAGES[index] ?? 'default', relationship: `rId${ReferenceId}` }) as const),
    ...footers.map(({ View: { ReferenceId } }, index) => ({ part: 'footer', pages: PAGES[index] ?? 'default', relationship: `rId${ReferenceId}` }) as const),
  ]
  const xml = documentXml(body, { width: PAGE.width, height: PAGE.height, margins: PAGE_MARGINS, parts })
  const bytes = await Packer.toBuffer(document, undefined, [
    { path: 'word/document.xml', data: withListNumbers(xml, numbering.ConcreteNumbering) },
    { path: 'word/styles.xml', data: await stylesXml(presentation.properties.language) },
    { path: 'docProps/core.xml', data: coreProperties(presentation) },
  ])
  return fixZipTimes(bytes)
}

type Numbering = NonNullable<ParagraphProperties['numbering']>

/** What is counted through one document. */
interface Writer {
  readonly columns: Presentation['columns']
  /** The language of what has none of its own: numbers, references. */
  readonly locale: string
  readonly numbers: ReadonlyMap<string, HeadingNumber>
  readonly agendaLists: number
  /** Addresses of links and what the file calls them. */
  readonly links: Map<string, string>
  readonly orderedStarts: Set<number>
  /** For each column and level: the ordered list that is being counted. */
  readonly lists: Map<string, { readonly start: number; readonly instance: number; readonly last: number }>
  /** The lists that the body has. */
  readonly used: Map<string, Numbering>
  instances: number
  bookmarks: number
}

const HYPERLINK = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink'
/** The order in which the library keeps heads and feet. */
const PAGES = ['default', 'first'] as const

function createWriter({ columns, sections }: Presentation): Writer {
  const items = sections.flatMap((section) => (section.type === 'items' ? section.items : []))
  const numbers = headingNumbers(items)
  return {
    columns,
    locale: LOCALES[columns[0] ?? 'fr'],
    numbers: new Map(items.map(({ anchor }, index) => [anchor, numbers[index] ?? { text: '' }])),
    agendaLists: numbers.reduce((most, number) => ('list' in number ? Math.max(most, number.list + 1) : most), 1),
    links: new Map(),
    orderedStarts: new Set(),
    lists: new Map(),
    used: new Map(),
    instances: 0,
    bookmarks: 0,
  }
}

function numbered(writer: Writer, numbering: Numbering): { readonly numbering: Numbering } {
  writer.used.set(`${numbering.reference} ${numbering.instance}`, numbering)
  return { numbering }
}

// ─── Text ────────────────────────────────────────────────────────────────────────────────────────────────────────────

function lineRuns(writer: Writer, line: Line, style?: RunProperties): Xml[] {
  return line.flatMap((span): Xml[] => {
    const runs = spanRuns(span, style)
    return span.link === undefined ? runs : [externalLink(`rId${linkId(writer, span.link)}`, runs)]
  })
}

function linkId({ links }: Writer, address: string): string {
  const id = links.get(address) ?? `Link${links.size + 1}`
  links.set(address, id)
  return id
}

function spanRuns(span: Span, style?: RunProperties): Xml[] {
  const language = LOCALES[span.lang]
  const look: RunProperties = {
    ...style,
    ...(span.mark && { style: 'Mark' }),
    ...(span.link !== undefined && { style: 'Hyperlink' }),
    ...(span.bold && { bold: true }),
    ...(span.italic && { italics: true }),
    language,
  }
  return directionRuns(span.text).map(({ text, direction }) =>
    run(text, direction === 'ltr' ? look : { ...look, rightToLeft: true, bidirectionalLanguage: /\p{Script=Hebrew}/u.test(text) ? 'he-IL' : 'ar-SA' }),
  )
}

function directionOf(line: Line): Pick<ParagraphProperties, 'bidirectional'> {
  return paragraphDirection(lineText(line)) === 'rtl' ? { bidirectional: true } : {}
}

function lineParagraph(writer: Writer, style: string, line: Line, look?: RunProperties, properties?: Partial<ParagraphProperties>): Xml {
  return paragraph({ style, ...directionOf(line), ...properties }, lineRuns(writer, line, look))
}

const TAB = run('\t')
const LINE_BREAK = run('\n')

/** What stands in the margin, then the text, on one hanging paragraph. */
function hanging(writer: Writer, style: string, margin: readonly Xml[], line: Line): Xml {
  return paragraph({ style }, [...margin, TAB, ...lineRuns(writer, line)])
}

/** Lines one below the other in one paragraph: French, then English. */
function stacked(writer: Writer, columns: Columns, styleOf: (index: number) => RunProperties = () => ({})): Xml[] {
  return columns.flatMap((line, index) => [...(index > 0 ? [LINE_BREAK] : []), ...lineRuns(writer, line, styleOf(index))])
}

const QUIET: RunProperties = { color: COLOURS.quiet }
const BOLD: RunProperties = { bold: true }
const RIGHT: Partial<ParagraphProperties> = { align: 'right' }

// ─── Cover ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function coverBlocks(writer: Writer, cover: Cover): Xml[] {
  const [title = [], ...others] = cover.title
  const eyebrows = writer.columns.map((_, column) =>
    paragraph({ style: 'Eyebrow', rightTab: TEXT_WIDTH }, [
      ...lineRuns(writer, cover.eyebrow[column] ?? []),
      TAB,
      ...lineRuns(writer, cover.kind[column] ?? [], { bold: false, color: COLOURS.quiet }),
    ]),
  )
  return [
    ...eyebrows,
    lineParagraph(writer, 'Title', title),
    ...others.map((line) => lineParagraph(writer, 'Subtitle', line)),
    ...(writer.columns.length > 1
      ? columnTable(writer, cover.facts.map(({ label, value }) => ({ margin: [paragraph({ style: 'CellLabel' }, stacked(writer, label))], columns: value.map((line) => [lineParagraph(writer, 'Cell', line)]) })))
      : cover.facts.map(({ label, value }) => hanging(writer, 'Fact', stacked(writer, label, () => ({ style: 'Label', ...QUIET })), value[0] ?? []))),
  ]
}

// ─── Sections ────────────────────────────────────────────────────────────────────────────────────────────────────────

function sectionBlocks(writer: Writer, section: Section): Xml[] {
  switch (section.type) {
    case 'agenda':
      return agendaBlocks(writer, section)
    case 'attendance':
      return attendanceBlocks(writer, section)
    case 'items':
      return section.items.flatMap((item) => itemBlocks(writer, item))
    case 'references':
      return referenceBlocks(writer, section)
    case 'actions':
      return actionBlocks(writer, section)
  }
}

function sectionHeading(writer: Writer, heading: Columns): Xml {
  return paragraph({ style: 'SectionHeading' }, stacked(writer, heading, secondTitle))
}

/** Under a French title the English one stands lighter. */
function secondTitle(index: number): RunProperties {
  return index === 0 ? {} : { bold: false, italics: true, color: COLOURS.quiet }
}

function emptyBlocks(writer: Writer, empty: Columns | null): Xml[] {
  return empty ? [paragraph({ style: 'Outcome' }, stacked(writer, empty))] : []
}

function agendaBlocks(writer: Writer, section: AgendaSection): Xml[] {
  const isWide = writer.columns.length > 1
  const look = (item: ItemHead): RunProperties => (item.kind === 'break' ? { italics: true } : item.depth === 1 ? BOLD : {})
  const linked = (item: ItemHead, line: Line) => internalLink(item.anchor, lineRuns(writer, line, look(item)))
  const number = (item: ItemHead) => run(item.label, { ...(item.depth === 1 && BOLD), language: writer.locale })
  const indentOf = (item: ItemHead) => (Math.min(item.depth, DEEPEST_HEADING) - 1) * (isWide ? 160 : 200)
  const rowOf = (item: ItemHead): ColumnRow => ({
    margin: [paragraph({ style: 'Cell', indent: { left: indentOf(item) } }, [number(item)])],
    columns: item.title.map((line) => [paragraph({ style: 'Cell', ...directionOf(line) }, [linked(item, line)])]),
  })
  const lineOf = (item: ItemHead) =>
    paragraph(
      { style: 'AgendaLine', indent: { left: MARGIN, hanging: MARGIN - indentOf(item) }, ...(item.depth === 1 && { spacing: { before: 90, after: 30 } }) },
      [number(item), TAB, linked(item, item.title[0] ?? [])],
    )
  const lines = isWide ? columnTable(writer, section.items.map(rowOf)) : section.items.map(lineOf)
  return [sectionHeading(writer, section.heading), ...emptyBlocks(writer, section.empty), ...lines]
}

// ─── Minutes ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const DEEPEST_HEADING = 9

function itemBlocks(writer: Writer, item: PresentedItem): Xml[] {
  // A list does not count on from one item to the next.
  writer.lists.clear()
  const body = writer.columns.length > 1 ? entryTable(writer, item.entries) : item.entries.flatMap((entry) => entryParagraphs(writer, entry))
  return [
    itemHeading(writer, item),
    ...(item.details ? [paragraph({ style: 'ItemDetails' }, stacked(writer, item.details))] : []),
    ...emptyBlocks(writer, item.outcome),
    ...body,
  ]
}

function itemHeading(writer: Writer, item: PresentedItem): Xml {
  const number = writer.numbers.get(item.anchor) ?? { text: item.label }
  const isBreak = item.kind === 'break'
  const title = stacked(writer, item.title, (index) => (isBreak ? { bold: false, italics: true } : secondTitle(index)))
  const written = 'text' in number ? [run(number.text, { language: writer.locale }), TAB] : []
  return paragraph(
    {
      style: `Heading${Math.min(item.depth, DEEPEST_HEADING)}`,
      ...('list' in number && numbered(writer, { reference: agendaReference(number.list), instance: 0, level: number.level })),
    },
    bookmarked(item.anchor, (writer.bookmarks += 1), [...written, ...title]),
  )
}

const STYLES = { decision: 'Decision', action: 'Action', recommendation: 'Recommendation', vote: 'Vote' } as const

/** Characters of the small type that fit into the margin: longer names stand on a line of their own. */
const MARGIN_CHARACTERS = 16

function entryParagraphs(writer: Writer, entry: PresentedEntry): Xml[] {
  const [line = []] = entry.body
  if (entry.kind !== 'note') return [setApart(writer, entry, 0, STYLES[entry.kind])]
  const hasSpeakers = entry.speakers.length > 0
  const fits = hasSpeakers && lineText(entry.speakers).length <= MARGIN_CHARACTERS && entry.list === 'none' && paragraphDirection(lineText(line)) === 'ltr'
  if (fits) return [hanging(writer, 'EntrySpeaker', lineRuns(writer, entry.speakers, { style: 'Speaker' }), line)]
  return [...(hasSpeakers ? [lineParagraph(writer, 'Speakers', entry.speakers)] : []), listParagraph(writer, entry, 0)]
}

/** A decision, an action, a recommendation or a vote: its name, who spoke, the text, and its facts. */
function setApart(writer: Writer, entry: PresentedEntry, column: number, style: string): Xml {
  const line = entry.body[column] ?? entry.body[0] ?? []
  const label = entry.label?.[column] ?? entry.label?.[0] ?? []
  const isAlone = writer.columns.length === 1
  return paragraph({ style, ...directionOf(line) }, [
    ...lineRuns(writer, label, entry.kind === 'note' ? {} : { style: `${STYLES[entry.kind]}Label` }),
    ...(entry.speakers.length > 0 && isAlone ? [run(' · ', { style: 'Label', language: writer.locale }), ...lineRuns(writer, entry.speakers, { style: 'Speaker' })] : []),
    LINE_BREAK,
    ...lineRuns(writer, line),
    ...(entry.kind === 'note' ? [] : factRuns(writer, entry.kind, entry.facts, column).flatMap((runs) => [LINE_BREAK, ...runs])),
  ])
}

/** A line each, in the colour of what they are facts of. */
function factRuns(writer: Writer, kind: keyof typeof STYLES, facts: readonly Columns[], column: number): readonly Xml[][] {
  return facts.map((said) => lineRuns(writer, said[column] ?? said[0] ?? [], { style: 'Label', color: COLOURS[kind] }))
}

function listParagraph(writer: Writer, entry: PresentedEntry, column: number): Xml {
  const line = entry.body[column] ?? []
  const isAlone = writer.columns.length === 1
  // Text from right to left begins at the right; the margin stays where the names are.
  const isRightToLeft = paragraphDirection(lineText(line)) === 'rtl'
  if (entry.list === 'none') {
    writer.lists.clear()
    return lineParagraph(writer, isAlone ? 'EntryText' : 'Cell', line, undefined, isAlone && isRightToLeft ? { indent: { left: 0, right: MARGIN } } : {})
  }
  const list = entry.list === 'bullet' ? { reference: BULLETS, level: entry.level, instance: 0 } : orderedNumbering(writer, entry, column)
  return lineParagraph(writer, isAlone ? 'EntryList' : 'Cell', line, undefined, {
    ...numbered(writer, list),
    ...((!isAlone || isRightToLeft) && { indent: { left: (entry.level + 1) * 280, hanging: 280, right: isAlone ? MARGIN : 0 } }),
  })
}

/** Word counts on while the positions do; where they jump another list begins there. */
function orderedNumbering(writer: Writer, entry: PresentedEntry, column: number): Numbering {
  const position = entry.position ?? 1
  const key = `${column} ${entry.level}`
  const current = writer.lists.get(key)
  const list = current && position === current.last + 1 ? { ...current, last: position } : { start: position, instance: (writer.instances += 1), last: position }
  writer.lists.set(key, list)
  writer.orderedStarts.add(list.start)
  return { reference: orderedReference(list.start), level: entry.level, instance: list.instance }
}

// ─── French and English side by side ─────────────────────────────────────────────────────────────────────────────────

interface ColumnRow {
  readonly margin: readonly Xml[]
  /** One for each column, or one for all. */
  readonly columns: readonly (readonly Xml[])[]
  readonly color?: string
}

const GAP = 220
const COLUMN_MARGIN = 1400

/** A margin and a column for each language; each row is level. */
function columnTable(writer: Writer, rows: readonly ColumnRow[]): Xml[] {
  if (rows.length === 0) return []
  const width = Math.floor((TEXT_WIDTH - COLUMN_MARGIN) / writer.columns.length)
  const columnWidths = [COLUMN_MARGIN, ...writer.columns.map(() => width)]
  const xmlRows = rows.map(({ margin, columns, color }) => {
    const span = columns.length < writer.columns.length ? writer.columns.length : 1
    const side = color === undefined ? {} : { left: { size: 12, color }, inset: 120 }
    return row('plain', [cell({ width: COLUMN_MARGIN }, margin), ...columns.map((children) => cell({ width: width * span, span, ...side }, children))])
  })
  return [table({ columnWidths, cellMargins: { top: 30, right: GAP, bottom: 70 }, hasHeader: false }, xmlRows)]
}

function entryTable(writer: Writer, entries: readonly PresentedEntry[]): Xml[] {
  return columnTable(
    writer,
    entries.map((entry): ColumnRow => {
      const { kind } = entry
      const margin = entry.speakers.length > 0 ? [lineParagraph(writer, 'CellLabel', entry.speakers, BOLD)] : []
      if (kind === 'note') return { margin, columns: entry.body.map((_, column) => [listParagraph(writer, entry, column)]) }
      return { margin, columns: entry.body.map((_, column) => [setApart(writer, entry, column, 'Cell')]), color: COLOURS[kind] }
    }),
  )
}

// ─── Tables ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const FIRM = { size: 6, color: COLOURS.firm } as const
const HAIR = { size: 2, color: COLOURS.hair } as const

function ruledTable(columnWidths: readonly number[], rows: readonly Xml[]): Xml {
  return table({ columnWidths, bottom: FIRM, cellMargins: { top: 40, right: 120, bottom: 40 }, hasHeader: true }, rows)
}

function headRow(writer: Writer, columnWidths: readonly number[], cells: readonly Line[]): Xml {
  return row('header', cells.map((line, index) =>
    cell({ width: columnWidths[index] ?? 0, bottom: FIRM }, [lineParagraph(writer, 'CellHead', line, undefined, index === cells.length - 1 ? RIGHT : {})]),
  ))
}

function attendanceBlocks(writer: Writer, section: AttendanceSection): Xml[] {
  if (section.empty) return [sectionHeading(writer, section.heading), ...emptyBlocks(writer, section.empty)]
  const { header, total, quorum } = section
  const widths = [2270, 3100, 2900, TEXT_WIDTH - 8270] as const
  const [siteWidth, nameWidth, statusWidth, countWidth] = widths
  const rows = section.sites.flatMap((site) =>
    site.people.map((person, index) => {
      const top = index === 0 ? { top: HAIR } : {}
      const merge = site.people.length > 1 ? ({ merge: index === 0 ? 'restart' : 'continue' } as const) : {}
      const shade = person.isAttending ? {} : QUIET
      const detail = person.detail.length > 0 ? [run(' '), ...lineRuns(writer, person.detail, { style: 'Label', ...QUIET })] : []
      return row('whole', [
        cell({ width: siteWidth, ...merge, ...top }, index === 0 ? [lineParagraph(writer, 'Cell', site.name, BOLD)] : []),
        cell({ width: nameWidth, ...top }, [paragraph({ style: 'Cell' }, [...lineRuns(writer, person.name, shade), ...detail])]),
        cell({ width: statusWidth, ...top }, [lineParagraph(writer, 'CellLabel', person.status, shade)]),
        cell({ width: countWidth, ...merge, ...top }, index === 0 ? [lineParagraph(writer, 'CellLabel', site.count, BOLD, RIGHT)] : []),
      ])
    }),
  )
  const sumRow = ({ label, detail, count }: typeof total, top: typeof FIRM | typeof HAIR) =>
    row('whole', [
      cell({ width: siteWidth, top }, [lineParagraph(writer, 'Cell', label, BOLD)]),
      cell({ width: nameWidth + statusWidth, span: 2, top }, [lineParagraph(writer, 'CellLabel', detail)]),
      cell({ width: countWidth, top }, [lineParagraph(writer, 'CellLabel', count, BOLD, RIGHT)]),
    ])
  return [
    sectionHeading(writer, section.heading),
    ruledTable(widths, [headRow(writer, widths, [header.site, header.name, header.status, header.count]), ...rows, sumRow(total, FIRM), ...(quorum ? [sumRow(quorum, HAIR)] : [])]),
  ]
}

function referenceBlocks(writer: Writer, section: ReferencesSection): Xml[] {
  const rows = section.rows.map(({ kind, reference, item, speakers, body, facts }): ColumnRow => ({
    margin: [
      paragraph({ style: 'Cell' }, [run(reference, { ...(kind !== 'note' && { style: `${STYLES[kind]}Label` }), language: writer.locale })]),
      ...(speakers.length > 0 ? [lineParagraph(writer, 'CellLabel', speakers)] : []),
    ],
    columns: body.map((line, column) => [
      lineParagraph(writer, 'Cell', line),
      ...(kind === 'note' ? [] : factRuns(writer, kind, facts, column).map((runs) => paragraph({ style: 'CellLabel' }, runs))),
      lineParagraph(writer, 'CellLabel', item[column] ?? item[0] ?? [], QUIET),
    ]),
  }))
  return [sectionHeading(writer, section.heading), ...emptyBlocks(writer, section.empty), ...columnTable(writer, rows)]
}

function actionBlocks(writer: Writer, section: ActionsSection): Xml[] {
  if (section.empty) return [sectionHeading(writer, section.heading), ...emptyBlocks(writer, section.empty)]
  const { header } = section
  const isWide = writer.columns.length > 1
  const [reference, owner, due, done] = isWide ? ([700, 1450, 1150, 1150] as const) : ([800, 1950, 1200, 1150] as const)
  const what = Math.floor((TEXT_WIDTH - reference - owner - due - done) / writer.columns.length)
  const widths = [reference, ...writer.columns.map(() => what), owner, due, done]
  const rows = section.rows.map((action, index) => {
    const top = index > 0 ? { top: HAIR } : {}
    const shade: RunProperties = action.state === 'cancelled' ? { strike: true, ...QUIET } : {}
    return row('whole', [
      cell({ width: reference, ...top }, [
        paragraph({ style: 'Cell' }, [run(action.reference, { style: 'ActionLabel', language: writer.locale })]),
        ...(lineText(action.item) === '' ? [] : [lineParagraph(writer, 'CellLabel', action.item, QUIET)]),
      ]),
      ...action.body.map((line) => cell({ width: what, ...top }, [lineParagraph(writer, 'Cell', line, shade)])),
      cell({ width: owner, ...top }, [lineParagraph(writer, 'CellLabel', action.owners)]),
      cell({ width: due, ...top }, [lineParagraph(writer, 'CellLabel', action.due)]),
      cell({ width: done, ...top }, [
        ...(action.state === 'cancelled' ? [] : [paragraph({ style: 'Cell', align: 'right' }, [tickBox(action.state === 'done')])]),
        ...(action.state === 'open' ? [] : [lineParagraph(writer, 'CellLabel', action.stateWord, QUIET, RIGHT)]),
      ]),
    ])
  })
  return [sectionHeading(writer, section.heading), ruledTable(widths, [headRow(writer, widths, [header.reference, ...header.what, header.owner, header.due, header.done]), ...rows])]
}

// ─── Pages and properties ────────────────────────────────────────────────────────────────────────────────────────────

const PAGE_MARGINS = { top: PAGE.top, bottom: PAGE.bottom, left: PAGE.side, right: PAGE.side, header: PAGE.header, footer: PAGE.footer } as const

function runningHead({ running }: Presentation): Paragraph {
  return new Paragraph({
    style: 'Running',
    border: { bottom: { style: BorderStyle.SINGLE, size: 4, space: 4, color: COLOURS.hair } },
    children: running.map(({ text, lang }) => new TextRun({ text, language: { value: LOCALES[lang] } })),
  })
}

function pageFooter({ pageWords, properties }: Presentation): Footer {
  const language = { value: LOCALES[properties.language] }
  return new Footer({
    children: [
      new Paragraph({
        style: 'Running',
        alignment: AlignmentType.RIGHT,
        children: [new TextRun({ language, children: [`${pageWords.page} `, PageNumber.CURRENT, ` ${pageWords.of} `, PageNumber.TOTAL_PAGES] })],
      }),
    ],
  })
}

/** Written here: the library has no place for the language, and takes its dates from the clock. */
function coreProperties({ properties }: Presentation): string {
  const { title, subject, author, language, date } = properties
  const moment = `${date ?? '2000-01-01'}T00:00:00Z`
  const element = (name: string, text: string, attributes = '') => (text === '' ? '' : `<${name}${attributes}>${escapeXml(text)}</${name}>`)
  const time = ' xsi:type="dcterms:W3CDTF"'
  return [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"',
    ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:dcmitype="http://purl.org/dc/dcmitype/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    element('dc:title', title),
    element('dc:subject', subject),
    element('dc:creator', author),
    element('cp:lastModifiedBy', author),
    element('dc:language', LOCALES[language]),
    element('dcterms:created', moment, time),
    element('dcterms:modified', moment, time),
    '</cp:coreProperties>',
  ].join('')
}
