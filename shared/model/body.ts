import * as Y from 'yjs'
import { fingerprint, type Language } from './bilingual.ts'
import type { ActionId, AgendaItemId, EntryId, PersonId, VoteId } from './identifiers.ts'

/**
 * The body of an agenda item in one language: a FLAT sequence of entries in one `Y.XmlFragment`. What an entry is
 * stands in its attributes, never in another node type and never in nesting: while one writer turns a paragraph into
 * a list, another's typing in it is kept.
 */
export const ENTRY_KINDS = ['note', 'decision', 'action', 'recommendation', 'vote'] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

/** Kinds of entry whose facts stand in a record: the entry points to it by the attribute of that name (`entry-records.ts`). */
export const RECORD_KINDS = ['action', 'vote'] as const satisfies readonly EntryKind[]
export type RecordKind = (typeof RECORD_KINDS)[number]
export type RecordId = ActionId | VoteId

export function isRecordKind(kind: EntryKind): kind is RecordKind {
  return kind === 'action' || kind === 'vote'
}

export const LIST_STYLES = ['none', 'bullet', 'ordered'] as const
export type ListStyle = (typeof LIST_STYLES)[number]

/** Deepest list level: 0 is the first. */
export const DEEPEST_LIST_LEVEL = 3

/** A stretch of text with the same marks. A line break inside an entry is "\n". */
export interface Run {
  readonly text: string
  readonly bold?: true
  readonly italic?: true
  /** http(s) or mailto; see `links.ts`. */
  readonly link?: string
}

export interface Entry {
  readonly id: EntryId
  readonly kind: EntryKind
  readonly list: ListStyle
  readonly level: number
  readonly speakers: readonly PersonId[]
  /** The action that this entry words. */
  readonly action?: ActionId
  /** The vote that this entry words. */
  readonly vote?: VoteId
  /** In a translation: the entry of the other language that this one translates. */
  readonly translationOf?: EntryId
  /** In a translation: fingerprint of the original's text when it was translated. */
  readonly translatedFrom?: string
  readonly runs: readonly Run[]
}

/** Names of the node, its attributes and its marks: the editor's schema and this reader use the same. */
export const ENTRY_NODE = 'entry'
export const LINE_BREAK_NODE = 'line_break'
export const MARKS = { bold: 'bold', italic: 'italic', link: 'link' } as const

export function bodyFragment(document: Y.Doc, item: AgendaItemId, language: Language): Y.XmlFragment {
  return document.getXmlFragment(bodyName(item, language))
}

export function bodyName(item: AgendaItemId, language: Language): string {
  return `body/${item}/${language}`
}

/** Reads without touching the document. What is not an entry is skipped; bad attributes fall back to a plain note. */
export function readBody(fragment: Y.XmlFragment): readonly Entry[] {
  return fragment.toArray().flatMap((node, index) => (node instanceof Y.XmlElement && node.nodeName === ENTRY_NODE ? [readEntry(node, index)] : []))
}

export function entryText(entry: Pick<Entry, 'runs'>): string {
  return entry.runs.map((run) => run.text).join('')
}

export function isEmptyBody(entries: readonly Entry[]): boolean {
  return entries.every((entry) => entryText(entry).trim() === '')
}

export function entryFingerprint(entry: Pick<Entry, 'runs'>): string {
  return fingerprint(entryText(entry))
}

/** Appends an entry to a body, as the sample and the importers do; the editor works on the fragment itself. */
export function appendEntry(fragment: Y.XmlFragment, entry: Entry): void {
  const element = new Y.XmlElement(ENTRY_NODE)
  const { runs, ...attributes } = entry
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, value as never)
  }
  element.insert(0, contentOf(runs))
  fragment.push([element])
}

function contentOf(runs: readonly Run[]): (Y.XmlText | Y.XmlElement)[] {
  const lines: { insert: string; attributes: object }[][] = [[]]
  for (const run of runs) {
    run.text.split('\n').forEach((text, index) => {
      if (index > 0) lines.push([])
      if (text !== '') lines.at(-1)?.push({ insert: text, attributes: marksOf(run) })
    })
  }
  return lines.flatMap((line, index) => {
    const text = new Y.XmlText()
    text.applyDelta(line)
    return [...(index > 0 ? [new Y.XmlElement(LINE_BREAK_NODE)] : []), ...(line.length > 0 ? [text] : [])]
  })
}

function marksOf(run: Run): Record<string, object> {
  return {
    ...(run.bold && { [MARKS.bold]: {} }),
    ...(run.italic && { [MARKS.italic]: {} }),
    ...(run.link && { [MARKS.link]: { href: run.link } }),
  }
}

function readEntry(element: Y.XmlElement, index: number): Entry {
  const attributes = element.getAttributes() as Record<string, unknown>
  const level = attributes.level
  const action = stringOf(attributes.action) as ActionId | undefined
  const vote = stringOf(attributes.vote) as VoteId | undefined
  const translationOf = stringOf(attributes.translationOf) as EntryId | undefined
  const translatedFrom = stringOf(attributes.translatedFrom)
  return {
    id: (stringOf(attributes.id) ?? `entry-${index}`) as EntryId,
    kind: ENTRY_KINDS.find((kind) => kind === attributes.kind) ?? 'note',
    list: LIST_STYLES.find((list) => list === attributes.list) ?? 'none',
    level: typeof level === 'number' && Number.isInteger(level) ? Math.min(Math.max(level, 0), DEEPEST_LIST_LEVEL) : 0,
    speakers: Array.isArray(attributes.speakers) ? attributes.speakers.filter((speaker): speaker is PersonId => typeof speaker === 'string') : [],
    ...(action && { action }),
    ...(vote && { vote }),
    ...(translationOf && { translationOf }),
    ...(translatedFrom && { translatedFrom }),
    runs: element.toArray().flatMap(readRuns),
  }
}

function readRuns(node: Y.XmlElement | Y.XmlText | Y.XmlHook): Run[] {
  if (node instanceof Y.XmlText) {
    return (node.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]).flatMap(({ insert, attributes = {} }) => {
      if (typeof insert !== 'string' || insert === '') return []
      const link = attributes[MARKS.link] as { href?: unknown } | undefined
      return [
        {
          text: insert,
          ...(attributes[MARKS.bold] ? { bold: true as const } : {}),
          ...(attributes[MARKS.italic] ? { italic: true as const } : {}),
          ...(typeof link?.href === 'string' && { link: link.href }),
        },
      ]
    })
  }
  return node instanceof Y.XmlElement && node.nodeName === LINE_BREAK_NODE ? [{ text: '\n' }] : []
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
