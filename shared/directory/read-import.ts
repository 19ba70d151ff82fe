import Papa from 'papaparse'
import { plain } from '../attendance/match-people.ts'

/** Largest text that is imported, in characters; a file may have as many bytes. */
export const LARGEST_IMPORT = 5 * 1024 * 1024
/** Most lines that are imported at once. */
export const MOST_LINES = 10_000

/** What a column holds. `name`: the whole name, or the family name where another column has the first names. */
export const IMPORT_FIELDS = ['name', 'firstName', 'familyName', 'site', 'email', 'affiliation', 'aliases', 'ignored'] as const
export type ImportField = (typeof IMPORT_FIELDS)[number]

/** One line that says something, cut into cells. */
export interface ImportLine {
  /** Counted from 1, as the person sees the text or the spreadsheet. */
  readonly number: number
  readonly cells: readonly string[]
}

/**
 * What was read. A `table` has columns that a person may assign anew; a `list` has one name a line, and its columns
 * (name, site, e-mail) are what its lines were cut into.
 */
export interface ImportSource {
  readonly shape: 'table' | 'list'
  /** The cells of the header line, if there is one. */
  readonly header: readonly string[] | undefined
  readonly columns: readonly ImportField[]
  readonly lines: readonly ImportLine[]
}

export type ReadImportResult = { readonly ok: true; readonly source: ImportSource } | { readonly ok: false; readonly problem: 'empty' | 'too-large' | 'too-many-lines' | 'not-text' }

const LIST_COLUMNS: readonly ImportField[] = ['name', 'site', 'email']
const DELIMITERS = ['\t', ';', ','] as const
/** Lines that are looked at to guess the shape of the text. */
const LINES_TO_JUDGE = 60

/** Headers as people write them, without accents or case. */
const HEADERS: Readonly<Record<Exclude<ImportField, 'ignored'>, readonly string[]>> = {
  name: ['nom', 'name', 'nom complet', 'full name', 'nom et prenom', 'nom prenom', 'prenom nom', 'prenom et nom', 'personne', 'person', 'participant', 'membre', 'member', 'display name', 'nom affiche'],
  firstName: ['prenom', 'prenoms', 'first name', 'firstname', 'given name', 'forename'],
  familyName: ['nom de famille', 'nom d usage', 'last name', 'lastname', 'surname', 'family name'],
  site: ['site', 'sites', 'lieu', 'antenne', 'location', 'implantation', 'etablissement'],
  email: ['e mail', 'email', 'mail', 'mel', 'courriel', 'adresse', 'adresse e mail', 'adresse mail', 'adresse electronique', 'e mail address', 'email address'],
  affiliation: ['affiliation', 'organisme', 'organisation', 'organization', 'institution', 'institut', 'institute', 'company', 'societe', 'employeur', 'laboratoire', 'service'],
  aliases: ['alias', 'aliases', 'surnom', 'surnoms', 'initiales', 'initials', 'nickname', 'autres noms', 'other names'],
}

/**
 * Reads pasted text or the text of a CSV or TSV file. Never throws: what cannot be imported says why.
 * @param isTable it is known to have columns, whatever its lines look like
 */
export function readImport(raw: string, isTable = false): ReadImportResult {
  if (raw.length > LARGEST_IMPORT) return { ok: false, problem: 'too-large' }
  // A spreadsheet or a picture opened as text is full of these; a text that somebody typed has none.
  if (raw.includes('\u0000') || /^(PK\u0003\u0004|%PDF-)/.test(raw)) return { ok: false, problem: 'not-text' }
  const text = cleanText(raw)
  const lines = text.split('\n')
  if (lines.length > MOST_LINES * 2 || lines.filter((line) => line.trim() !== '').length > MOST_LINES + 1) return { ok: false, problem: 'too-many-lines' }
  const delimiter = !isTable && looksLikeList(lines) ? undefined : delimiterOf(lines)
  const source = delimiter === undefined ? readList(lines) : readTable(text, delimiter)
  return source.lines.length === 0 && !source.header ? { ok: false, problem: 'empty' } : { ok: true, source }
}

/** The same table with its first line taken as a header, or as a line like the others. */
export function withHeader(source: ImportSource, hasHeader: boolean): ImportSource {
  const [first, ...rest] = source.lines
  if (hasHeader === (source.header !== undefined)) return source
  if (!hasHeader) return { ...source, header: undefined, lines: [{ number: 1, cells: source.header ?? [] }, ...source.lines] }
  if (!first) return source
  return { ...source, header: first.cells, lines: rest }
}

/** Control characters and the order mark go, lone surrogates are replaced, each kind of line end becomes one. */
function cleanText(raw: string): string {
  return raw
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/[\u0001-\u0008\u000b-\u001f\u007f-\u009f\ufeff]/g, '')
    .normalize('NFC')
}

/** "Name <address>" or "Site: one, another" on most lines. */
function looksLikeList(lines: readonly string[]): boolean {
  const judged = lines.filter((line) => line.trim() !== '').slice(0, LINES_TO_JUDGE)
  const listed = judged.filter((line) => ADDRESS.test(line) || SITE_LINE.test(line))
  return listed.length * 2 > judged.length
}

/** The separator that cuts most lines into the same number of cells, at least two; undefined for a plain list. */
function delimiterOf(lines: readonly string[]): string | undefined {
  const sample = lines.filter((line) => line.trim() !== '').slice(0, LINES_TO_JUDGE)
  const agreements = DELIMITERS.map((delimiter) => {
    const counts = Map.groupBy(parse(sample.join('\n'), delimiter), (cells) => cells.length)
    const agreeing = [...counts].filter(([cells]) => cells > 1).map(([, rows]) => rows.length)
    return { delimiter, lines: Math.max(0, ...agreeing) }
  })
  const best = agreements.reduce((left, right) => (right.lines > left.lines ? right : left))
  return best.lines * 2 > sample.length ? best.delimiter : undefined
}

function parse(text: string, delimiter: string): readonly (readonly string[])[] {
  const quoted = Papa.parse<string[]>(text, { delimiter, newline: '\n' })
  if (!quoted.errors.some((error) => error.type === 'Quotes')) return quoted.data
  // A stray quotation mark would swallow every line after it: then quotation marks are only characters.
  return text.split('\n').map((line) => line.split(delimiter))
}

function readTable(text: string, delimiter: string): ImportSource {
  const records = parse(text, delimiter)
    .map((cells, index): ImportLine => ({ number: index + 1, cells: cells.map(cleanCell) }))
    .filter((line) => line.cells.some((cell) => cell !== ''))
  const width = Math.max(0, ...records.map((line) => line.cells.length))
  const [first, ...rest] = records
  const known = first?.cells.map(fieldOfHeader) ?? []
  const named = known.filter((field) => field !== 'ignored').length
  const isHeader = first !== undefined && named > 0 && named * 2 >= first.cells.filter((cell) => cell !== '').length && !first.cells.some((cell) => cell.includes('@'))
  return isHeader
    ? { shape: 'table', header: first.cells, columns: columnsOfHeader(known, width), lines: rest }
    : { shape: 'table', header: undefined, columns: guessColumns(records, width), lines: records }
}

function fieldOfHeader(cell: string): ImportField {
  const header = plain(cell)
  return IMPORT_FIELDS.find((field) => field !== 'ignored' && HEADERS[field].includes(header)) ?? 'ignored'
}

/** A field stands once: the first column of that name has it. « Nom » beside « Prénom » is the family name. */
function columnsOfHeader(known: readonly ImportField[], width: number): readonly ImportField[] {
  const isFamily = known.includes('firstName') && !known.includes('familyName')
  return Array.from({ length: width }, (_, index): ImportField => {
    const field = known[index] ?? 'ignored'
    if (known.indexOf(field) !== index) return 'ignored'
    return field === 'name' && isFamily ? 'familyName' : field
  })
}

/** Without a header: the column with most @ is the address, the first other one the name, the next the site. */
function guessColumns(lines: readonly ImportLine[], width: number): readonly ImportField[] {
  const judged = lines.slice(0, LINES_TO_JUDGE)
  const addresses = Array.from({ length: width }, (_, index) => judged.filter((line) => line.cells[index]?.includes('@')).length)
  const most = Math.max(0, ...addresses)
  const email = most * 2 > judged.length ? addresses.indexOf(most) : -1
  const others: readonly ImportField[] = ['name', 'site', 'affiliation']
  let next = 0
  return addresses.map((_, index) => (index === email ? 'email' : (others[next++] ?? 'ignored')))
}

const ADDRESS = /<\s*[^\s<>@]+@[^\s<>@]+\s*>/
const SITE_LINE = /^\s*([^:;,<>@]{1,80}?)\s*:\s*(?!\/\/)(\S.*)$/

function readList(lines: readonly string[]): ImportSource {
  const read = lines.flatMap((line, index) => (line.trim() === '' ? [] : peopleOfLine(line).map((cells): ImportLine => ({ number: index + 1, cells }))))
  const [first, ...rest] = read
  const isHeader = first !== undefined && rest.length > 0 && first.cells[1] === '' && fieldOfHeader(first.cells[0] ?? '') !== 'ignored'
  return { shape: 'list', header: isHeader ? first.cells : undefined, columns: LIST_COLUMNS, lines: isHeader ? rest : read }
}

/** The people of one line of a list as name, site and address; at least one, though it may turn out to have no name. */
function peopleOfLine(line: string): readonly (readonly string[])[] {
  const ofSite = ADDRESS.test(line) ? null : SITE_LINE.exec(line)
  if (ofSite) {
    const [, site = '', names = ''] = ofSite
    const people = names.split(/[,;]/).filter((name) => name.trim() !== '')
    return (people.length > 0 ? people : ['']).map((name) => [cleanListName(name), cleanCell(site), ''])
  }
  // In a line of addresses a comma may stand inside a name, but one after ">" always ends an address.
  const parts = ADDRESS.test(line) ? line.split(/;|(?<=>)\s*,/).filter((part) => part.trim() !== '') : [line]
  return parts.map((part) => {
    const email = ADDRESS.exec(part)?.[0] ?? (/^\s*\S+@\S+\s*$/.test(part) ? part : '')
    return [cleanListName(email === '' ? part : part.replace(email, '')), '', cleanCell(email.replace(/[<>]/g, ''))]
  })
}

/** Bullets before a name and quotation marks around it are not part of it. */
function cleanListName(text: string): string {
  return cleanCell(cleanCell(text).replace(/^(?:[-–—•*·]|\d+[.)])\s+/, '').replace(/^["“«]\s*(.*?)\s*["”»]$/, '$1'))
}

function cleanCell(cell: string): string {
  return cell.replace(/\s+/g, ' ').trim()
}
