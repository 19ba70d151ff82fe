import { Schema, type Attrs, type DOMOutputSpec, type Mark, type Node } from 'prosemirror-model'
import { ENTRY_NODE, LINE_BREAK_NODE, MARKS, type EntryKind, type ListStyle } from '../../shared/model/body.ts'
import type { ActionId, EntryId, PersonId, VoteId } from '../../shared/model/identifiers.ts'
import { safeLink } from '../../shared/model/links.ts'

/**
 * The editor's schema: exactly what `shared/model/body.ts` reads and writes. A body is a flat sequence of entries of
 * one node type; what an entry is stands in its attributes. A fact that is missing is null, as y-prosemirror wants it.
 */
export interface EntryAttributes {
  /** Empty only for the first entry of a body in which nothing has been typed. */
  readonly id: EntryId | ''
  readonly kind: EntryKind
  readonly list: ListStyle
  readonly level: number
  readonly speakers: readonly PersonId[]
  readonly action: ActionId | null
  readonly vote: VoteId | null
  readonly translationOf: EntryId | null
  readonly translatedFrom: string | null
}

/** One shared value: attributes are compared by identity when they are written. */
export const NO_SPEAKERS: readonly PersonId[] = Object.freeze([])

export const NEW_ENTRY: EntryAttributes = {
  id: '',
  kind: 'note',
  list: 'none',
  level: 0,
  speakers: NO_SPEAKERS,
  action: null,
  vote: null,
  translationOf: null,
  translatedFrom: null,
}

const attributeSpecs = Object.fromEntries(Object.entries(NEW_ENTRY).map(([name, value]) => [name, { default: value as unknown }]))

/** HTML inside the editor and on the clipboard. Data attributes let an entry come back whole. */
export function entryDomAttributes(attributes: EntryAttributes): Record<string, string> {
  return {
    'data-entry': attributes.id,
    'data-kind': attributes.kind,
    'data-list': attributes.list,
    'data-level': String(attributes.level),
    ...(attributes.speakers.length > 0 && { 'data-speakers': attributes.speakers.join(' ') }),
    ...(attributes.action && { 'data-action': attributes.action }),
    ...(attributes.vote && { 'data-vote': attributes.vote }),
    ...(attributes.translationOf && { 'data-translation-of': attributes.translationOf }),
    ...(attributes.translatedFrom && { 'data-translated-from': attributes.translatedFrom }),
  }
}

export const bodySchema = new Schema({
  nodes: {
    doc: { content: `${ENTRY_NODE}+` },
    [ENTRY_NODE]: {
      content: `(text | ${LINE_BREAK_NODE})*`,
      attrs: attributeSpecs,
      // A pasted decision stays one when it replaces an empty entry.
      defining: true,
      parseDOM: [{ tag: 'p' }],
      toDOM: (node): DOMOutputSpec => ['p', entryDomAttributes(entryAttributes(node)), 0],
    },
    text: {},
    [LINE_BREAK_NODE]: {
      inline: true,
      selectable: false,
      linebreakReplacement: true,
      parseDOM: [{ tag: 'br' }],
      toDOM: (): DOMOutputSpec => ['br'],
      leafText: () => '\n',
    },
  },
  marks: {
    [MARKS.link]: {
      attrs: { href: {} },
      inclusive: false,
      parseDOM: [{ tag: 'a[href]', getAttrs: (dom) => linkAttributes(dom.getAttribute('href') ?? '') }],
      toDOM: (mark: Mark): DOMOutputSpec => ['a', { href: safeLink(String(mark.attrs.href)) ?? '', rel: 'noopener noreferrer', draggable: 'false' }, 0],
    },
    [MARKS.bold]: {
      parseDOM: [{ tag: 'strong' }, { tag: 'b', getAttrs: (dom) => dom.style.fontWeight !== 'normal' && null }, { style: 'font-weight', getAttrs: (value) => isBold(value) && null }],
      toDOM: (): DOMOutputSpec => ['strong', 0],
    },
    [MARKS.italic]: {
      parseDOM: [{ tag: 'i' }, { tag: 'em' }, { style: 'font-style=italic' }],
      toDOM: (): DOMOutputSpec => ['em', 0],
    },
  },
})

/** Names of nodes and marks that this version can edit. Bodies with others are shown but not edited. */
export function isKnownNode(name: string): boolean {
  return name === ENTRY_NODE || name === LINE_BREAK_NODE
}

export function isKnownMark(name: string): boolean {
  return name in bodySchema.marks
}

export function isBold(weight: string): boolean {
  return /^(bold(er)?|[6-9]\d{2})$/.test(weight)
}

export function entryAttributes(node: Node): EntryAttributes {
  return node.attrs as EntryAttributes
}

export function newEntryNode(attributes: Partial<EntryAttributes>, content?: readonly Node[]): Node {
  return entryType().create({ ...NEW_ENTRY, ...attributes }, content)
}

export function entryType() {
  return bodySchema.nodes[ENTRY_NODE]!
}

export function markType(mark: keyof typeof MARKS) {
  return bodySchema.marks[MARKS[mark]]!
}

/** Text of an entry with "\n" for line breaks: the same as `entryText` of the model. */
export function textOf(node: Node): string {
  return node.textBetween(0, node.content.size, undefined, '\n')
}

/** The words that tell of a vote: those of its original, which shares it with its translation; empty for all else. */
export function voteWords(node: Node): string {
  const { kind, vote, translationOf } = entryAttributes(node)
  return kind === 'vote' && vote && translationOf === null ? textOf(node) : ''
}

function linkAttributes(address: string): Attrs | false {
  const href = safeLink(address)
  return href === undefined ? false : { href }
}
