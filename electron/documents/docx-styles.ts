import { AlignmentType, Document, LevelFormat, LevelSuffix, LineRuleType, Packer, type ILevelsOptions, type INumberingOptions, type IParagraphStyleOptions, type IStylesOptions } from 'docx'
import { strFromU8, unzipSync } from 'fflate'
import { LOCALES } from '../../shared/i18n/format.ts'
import { BULLET_SIGNS, ORDERED_SIGNS, type ListCount } from '../../shared/minutes/list-signs.ts'
import type { Language } from '../../shared/model/bilingual.ts'
import { numberingLevels } from './agenda-numbering.ts'

/** How the Word document looks: styles and numbering. Lengths in twentieths of a point, sizes in half points. */

/** Both come with Word; LibreOffice has fonts of the same widths for them. */
const SERIF = 'Cambria'
const SANS = 'Calibri'

/** What has a kind has the colour that it has on the screen by day (`renderer/styles/tokens.css`) and in the PDF. */
export const COLOURS = { quiet: '545A66', hair: 'B9BEC8', firm: '545A66', link: '1D4F91', decision: '6A3D9A', action: '0F5F4B', recommendation: '8A4B08', vote: '97305E' } as const

/** From the left edge of the text to the column of the text: numbers, names and labels hang there. */
export const MARGIN = 1870
export const PAGE = { width: 11906, height: 16838, side: 1360, top: 1530, bottom: 1420, header: 700, footer: 700 } as const
export const TEXT_WIDTH = PAGE.width - 2 * PAGE.side

/** How lists are called until they have a number. */
export const agendaReference = (list: number): string => `agenda${list}`
export const orderedReference = (start: number): string => `ordered${start}`
export const BULLETS = 'bullets'

const headingSizes = [28, 24, 22, 22, 22, 22, 22, 22, 22]

function heading(level: number): IParagraphStyleOptions {
  return {
    id: `Heading${level + 1}`,
    name: `heading ${level + 1}`,
    basedOn: 'Normal',
    next: 'EntryText',
    quickFormat: true,
    run: { bold: true, italics: level > 2, size: headingSizes[level] ?? 22, font: SERIF },
    paragraph: {
      keepNext: true,
      keepLines: true,
      outlineLevel: level,
      indent: { left: MARGIN, hanging: MARGIN },
      spacing: { before: level === 0 ? 420 : level === 1 ? 300 : 220, after: 80 },
      ...(level === 0 && { border: { top: { style: 'single', size: 4, space: 8, color: COLOURS.hair } } }),
    },
  }
}

function setApart(id: string, name: string, color: string): IParagraphStyleOptions {
  return {
    id,
    name,
    basedOn: 'EntryText',
    quickFormat: true,
    paragraph: {
      indent: { left: MARGIN + 200 },
      border: { left: { style: 'single', size: 12, space: 8, color } },
      spacing: { before: 120, after: 140, line: 264, lineRule: LineRuleType.AUTO },
    },
  }
}

const label = { font: SANS, size: 17 } as const

const written = new Map<Language, Promise<string>>()

/**
 * The styles as XML. They are the same for all documents in a language, and writing them takes the library as long as a
 * tenth of a document: it writes them once.
 */
export function stylesXml(language: Language): Promise<string> {
  const xml = written.get(language) ?? writeStyles(language)
  written.set(language, xml)
  return xml
}

async function writeStyles(language: Language): Promise<string> {
  const path = 'word/styles.xml'
  const archive = await Packer.toBuffer(new Document({ styles: documentStyles(language), sections: [] }))
  const styles = unzipSync(archive, { filter: ({ name }) => name === path })[path]
  if (!styles) throw new Error('the library wrote no styles')
  return strFromU8(styles)
}

function documentStyles(language: Language): IStylesOptions {
  return {
    default: {
      document: {
        run: { font: SERIF, size: 21, language: { value: LOCALES[language], eastAsia: 'zh-CN', bidirectional: 'ar-SA' } },
        paragraph: { spacing: { after: 100, line: 264, lineRule: LineRuleType.AUTO } },
      },
      hyperlink: { run: { color: COLOURS.link } },
    },
    paragraphStyles: [
      { id: 'Title', name: 'Title', basedOn: 'Normal', next: 'Normal', quickFormat: true, run: { bold: true, size: 46 }, paragraph: { spacing: { before: 320, after: 160, line: 240, lineRule: LineRuleType.AUTO } } },
      { id: 'Subtitle', name: 'Subtitle', basedOn: 'Normal', quickFormat: true, run: { italics: true, size: 32, color: COLOURS.quiet }, paragraph: { spacing: { before: 80, after: 200, line: 240, lineRule: LineRuleType.AUTO } } },
      ...headingSizes.map((_, level) => heading(level)),
      {
        id: 'SectionHeading', name: 'Section heading', basedOn: 'Normal', next: 'Normal', quickFormat: true,
        run: { bold: true, size: 29 },
        paragraph: {
          keepNext: true, outlineLevel: 0, spacing: { before: 560, after: 160 },
          border: { top: { style: 'single', size: 6, space: 8, color: COLOURS.firm } },
        },
      },
      { id: 'Eyebrow', name: 'Eyebrow', basedOn: 'Normal', run: { ...label, bold: true }, paragraph: { spacing: { after: 0 } } },
      { id: 'Fact', name: 'Fact', basedOn: 'Normal', paragraph: { indent: { left: MARGIN, hanging: MARGIN }, spacing: { after: 50 } } },
      { id: 'AgendaLine', name: 'Agenda line', basedOn: 'Normal', paragraph: { spacing: { after: 30 } } },
      { id: 'ItemDetails', name: 'Item details', basedOn: 'Normal', run: { ...label, color: COLOURS.quiet }, paragraph: { keepNext: true, indent: { left: MARGIN }, spacing: { after: 100 } } },
      { id: 'EntryText', name: 'Entry', basedOn: 'Normal', quickFormat: true, paragraph: { indent: { left: MARGIN } } },
      { id: 'EntrySpeaker', name: 'Entry with speaker', basedOn: 'EntryText', quickFormat: true, paragraph: { indent: { left: MARGIN, hanging: MARGIN } } },
      { id: 'Speakers', name: 'Speakers', basedOn: 'EntryText', run: { ...label, bold: true }, paragraph: { keepNext: true, spacing: { after: 20 } } },
      { id: 'EntryList', name: 'Entry in a list', basedOn: 'EntryText', quickFormat: true, paragraph: { spacing: { after: 50 } } },
      { id: 'Outcome', name: 'Outcome', basedOn: 'EntryText', run: { italics: true, color: COLOURS.quiet } },
      setApart('Decision', 'Decision', COLOURS.decision),
      setApart('Action', 'Action', COLOURS.action),
      setApart('Recommendation', 'Recommendation', COLOURS.recommendation),
      setApart('Vote', 'Vote', COLOURS.vote),
      { id: 'Cell', name: 'Cell', basedOn: 'Normal', paragraph: { spacing: { after: 0, line: 250, lineRule: LineRuleType.AUTO } } },
      { id: 'CellLabel', name: 'Cell label', basedOn: 'Cell', run: label },
      { id: 'CellHead', name: 'Cell head', basedOn: 'CellLabel', run: { bold: true }, paragraph: { keepNext: true } },
      { id: 'Running', name: 'Running head', basedOn: 'Normal', run: { ...label, color: COLOURS.quiet }, paragraph: { spacing: { after: 0 } } },
    ],
    characterStyles: [
      { id: 'Label', name: 'Label', run: { ...label } },
      { id: 'Speaker', name: 'Speaker', run: { ...label, bold: true } },
      { id: 'Mark', name: 'Mark', run: { font: SANS, size: 16, italics: true, color: COLOURS.quiet } },
      { id: 'DecisionLabel', name: 'Decision label', run: { ...label, bold: true, color: COLOURS.decision } },
      { id: 'ActionLabel', name: 'Action label', run: { ...label, bold: true, color: COLOURS.action } },
      { id: 'RecommendationLabel', name: 'Recommendation label', run: { ...label, bold: true, color: COLOURS.recommendation } },
      { id: 'VoteLabel', name: 'Vote label', run: { ...label, bold: true, color: COLOURS.vote } },
    ],
  }
}

const COUNT_FORMATS: Readonly<Record<ListCount, ILevelsOptions['format']>> = { decimal: LevelFormat.DECIMAL, letter: LevelFormat.LOWER_LETTER, roman: LevelFormat.LOWER_ROMAN }

/** @param lists how many lists the agenda takes; @param starts the numbers that ordered lists begin with. */
export function documentNumbering(lists: number, starts: ReadonlySet<number>): INumberingOptions {
  return {
    config: [
      ...Array.from({ length: lists }, (_, list) => ({ reference: agendaReference(list), levels: agendaLevels(list) })),
      { reference: BULLETS, levels: BULLET_SIGNS.map((text, level) => listLevel(level, LevelFormat.BULLET, text)) },
      ...[...starts].map((start) => ({
        reference: orderedReference(start),
        levels: ORDERED_SIGNS.map(({ count, after }, level) => ({ ...listLevel(level, COUNT_FORMATS[count], `%${level + 1}${after}`), start })),
      })),
    ],
  }
}

function agendaLevels(list: number): ILevelsOptions[] {
  return numberingLevels(list).map(({ level, format, text }) => ({
    level,
    format,
    text,
    alignment: AlignmentType.LEFT,
    suffix: LevelSuffix.TAB,
    style: { paragraph: { indent: { left: MARGIN, hanging: MARGIN } } },
  }))
}

function listLevel(level: number, format: ILevelsOptions['format'], text: string): ILevelsOptions {
  return {
    level,
    ...(format && { format }),
    text,
    alignment: AlignmentType.LEFT,
    style: { paragraph: { indent: { left: MARGIN + (level + 1) * 280, hanging: 280 } } },
  }
}
