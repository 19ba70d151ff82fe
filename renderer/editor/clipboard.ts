import { Fragment, Slice, type DOMSerializer, type Mark, type Node } from 'prosemirror-model'
import type { Selection } from 'prosemirror-state'
import type * as Y from 'yjs'
import { bodyFragment, DEEPEST_LIST_LEVEL, ENTRY_KINDS, LINE_BREAK_NODE, LIST_STYLES, readBody, RECORD_KINDS, type Entry, type RecordId } from '../../shared/model/body.ts'
import { newIdentifier, type ActionId, type AgendaItemId, type EntryId, type PersonId, type VoteId } from '../../shared/model/identifiers.ts'
import { LANGUAGES, type Language } from '../../shared/model/bilingual.ts'
import { printableText } from '../../shared/minutes/characters.ts'
import type { EntryRules } from './entry-rules.ts'
import { bodySchema, entryAttributes, entryDomAttributes, NEW_ENTRY, newEntryNode, NO_SPEAKERS, textOf, type EntryAttributes } from './schema.ts'

/** More than this is refused with a sentence, in characters: whole books freeze the editor and are never minutes. */
export const LONGEST_PASTE = 200_000
/** Markup is many times longer than the text it carries. */
export const LONGEST_PASTED_MARKUP = 5_000_000

/** Words that the plain text of a copy needs. */
export interface CopyWords {
  readonly kind: (kind: EntryAttributes['kind']) => string
  readonly name: (person: PersonId) => string
  /** What stands between a label and its text: " : " or ": ". */
  readonly colon: string
}

/** Invisible, and nobody's typing: what makes a text longer than it looks, breaks its words or turns its order round. */
const UNSEEN = /[\u00ad\u180e\u200b\u2060\ue000-\uf0b6\uf0b8-\uf0df\uf0e1-\uf8ff]/g

/** The text without what does not show, and with the signs of Word's own fonts that have a plain one. */
export function visibleText(text: string): string {
  return printableText(text.replaceAll('\t', ' ')).replace(UNSEEN, '').replaceAll('\uf0b7', '•').replaceAll('\uf0e0', '→')
}

/** Plain text becomes one entry a line; empty lines between paragraphs are not entries. */
export function sliceOfText(text: string, marks: readonly Mark[] = []): Slice {
  const lines = visibleText(text).split('\n')
  const kept = lines.length > 1 ? lines.filter((line, index) => line.trim() !== '' || index === 0 || index === lines.length - 1) : lines
  const entries = kept.map((line) => newEntryNode({}, line === '' ? [] : [bodySchema.text(line, marks)]))
  return new Slice(Fragment.from(entries), 1, 1)
}

/** A copy as plain text: one line an entry, with list signs, kinds and speakers unless it is a piece of one entry. */
export function textOfSlice(slice: Slice, words: CopyWords): string {
  const nodes = slice.content.content
  if (nodes.length <= 1) return nodes.map(plainTextOf).join('')
  const position = listPositions()
  return nodes
    .map((node) => {
      const attributes = entryAttributes(node)
      const number = position(attributes)
      const sign = attributes.list === 'none' ? '' : '  '.repeat(attributes.level) + (attributes.list === 'bullet' ? '- ' : `${number}. `)
      return sign + labelOf(attributes, words) + plainTextOf(node)
    })
    .join('\n')
}

/** A copy as HTML: paragraphs and nested lists for others, with data attributes for ourselves. */
export function clipboardSerializer(words: () => CopyWords, serializer: DOMSerializer): DOMSerializer {
  return {
    serializeFragment(fragment: Fragment, options: { document?: Document } = {}) {
      const page = options.document ?? document
      const root = page.createDocumentFragment()
      const open: HTMLElement[] = []
      fragment.forEach((node) => {
        if (node.type.name !== 'entry') {
          root.append(serializer.serializeNode(node, options))
          return
        }
        const attributes = entryAttributes(node)
        const listed = attributes.list !== 'none' && fragment.childCount > 1
        const element = page.createElement(listed ? 'li' : 'p')
        for (const [name, value] of Object.entries(entryDomAttributes(attributes))) element.setAttribute(name, value)
        const label = fragment.childCount > 1 ? labelOf(attributes, words()) : ''
        if (label !== '') {
          const strong = page.createElement('strong')
          strong.dataset.label = ''
          strong.textContent = label
          element.append(strong)
        }
        element.append(serializer.serializeFragment(node.content, options))
        if (listed) listAt(root, open, attributes, page).append(element)
        else {
          open.length = 0
          root.append(element)
        }
      })
      return root
    },
    serializeNode: (node: Node, options?: { document?: Document }) => serializer.serializeNode(node, options),
  } as unknown as DOMSerializer
}

function listAt(root: DocumentFragment, open: HTMLElement[], { list, level }: EntryAttributes, page: Document): HTMLElement {
  const tag = list === 'ordered' ? 'OL' : 'UL'
  open.length = Math.min(open.length, level + 1)
  if (open.length === level + 1 && open[level]!.tagName !== tag) open.length = level
  while (open.length <= level) {
    const inner = page.createElement(tag)
    const outer = open.at(-1)
    ;(outer?.lastElementChild ?? outer ?? root).append(inner)
    open.push(inner)
  }
  return open[level]!
}

function labelOf({ kind, speakers }: EntryAttributes, words: CopyWords): string {
  return (kind === 'note' ? '' : words.kind(kind) + words.colon) + (speakers.length > 0 ? speakers.map(words.name).join(', ') + words.colon : '')
}

function plainTextOf(node: Node): string {
  return node.isText ? (node.text ?? '') : node.type.name === LINE_BREAK_NODE ? '\n' : textOf(node)
}

function listPositions(): (entry: EntryAttributes) => number {
  let counters: number[] = []
  return ({ list, level }) => {
    counters = list === 'none' ? [] : counters.slice(0, list === 'ordered' ? level + 1 : level)
    if (list === 'ordered') counters[level] = (counters[level] ?? 0) + 1
    return counters[level] ?? 0
  }
}

const IDENTIFIER = /^[\w-]{1,64}$/

/** Attributes from a page are what somebody else may have written: each is checked. */
export function ownAttributes(element: HTMLElement): Partial<EntryAttributes> {
  const { entry = '', kind, list, level, speakers = '', action = '', vote = '', translationOf = '', translatedFrom = '' } = element.dataset
  const known = speakers.split(' ').filter((speaker) => IDENTIFIER.test(speaker)) as PersonId[]
  return {
    id: IDENTIFIER.test(entry) ? (entry as EntryId) : '',
    kind: ENTRY_KINDS.find((candidate) => candidate === kind) ?? 'note',
    list: LIST_STYLES.find((candidate) => candidate === list) ?? 'none',
    level: Math.min(Math.max(Math.trunc(Number(level)) || 0, 0), DEEPEST_LIST_LEVEL),
    speakers: known.length > 0 ? known : NO_SPEAKERS,
    action: IDENTIFIER.test(action) ? (action as ActionId) : null,
    vote: IDENTIFIER.test(vote) ? (vote as VoteId) : null,
    ...(IDENTIFIER.test(translationOf) && {
      translationOf: translationOf as EntryId,
      translatedFrom: IDENTIFIER.test(translatedFrom) ? translatedFrom : null,
    }),
  }
}

/**
 * What was cut comes back as itself, what was copied comes as something new: an identifier, an action or a vote that still
 * stands anywhere in the meeting is not given to a second entry. A translation, whole or a piece of one, goes on
 * translating its original, and shares its record, where that original stands in `beside`: the body of the other
 * language, next to the one that it is pasted into.
 */
export function withoutShared(slice: Slice, meeting: Y.Doc, copyRecord: EntryRules['copyRecord'], beside: readonly Entry[] = []): Slice {
  const used = identifiersIn(meeting)
  const originals = new Map(beside.filter((entry) => !entry.translationOf).map((entry) => [entry.id, entry]))
  const fresh = (node: Node): Node => {
    if (node.type.name !== 'entry') return node
    const { id, translationOf, translatedFrom } = entryAttributes(node)
    const original = translationOf ? originals.get(translationOf) : undefined
    const link = original ? { translationOf, translatedFrom } : { translationOf: null, translatedFrom: null }
    const attributes = { ...entryAttributes(node), ...link, id: used.has(id) ? '' : id }
    for (const kind of RECORD_KINDS) {
      const record = attributes[kind]
      if (record && used.has(record) && record !== original?.[kind]) {
        const copy = newIdentifier<RecordId>()
        Object.assign(attributes, { [kind]: copy })
        copyRecord(kind, record, copy)
      }
      if (record) used.add(record)
    }
    used.add(id)
    return node.type.create(attributes, node.content)
  }
  return new Slice(Fragment.from(slice.content.content.map(fresh)), slice.openStart, slice.openEnd)
}

/**
 * Text from elsewhere that comes into a translation is part of it, as if it were typed there: a plain first entry
 * becomes one with the entry at `selection`, and further ones translate the same original, unless they only follow
 * at its end. Otherwise a paste would cut what stands behind it off from its original.
 */
export function intoTranslation(slice: Slice, { $from, $to }: Selection): Slice {
  const target = $from.depth > 0 ? entryAttributes($from.node(1)) : undefined
  if (!target?.translationOf) return slice
  const follows = $from.parentOffset > 0 && $to.parentOffset === $to.parent.content.size
  const { translationOf, translatedFrom } = target
  const adopted = (node: Node, index: number): Node => {
    if (node.type.name !== 'entry' || entryAttributes(node).translationOf) return node
    if (index === 0 && node.hasMarkup(node.type, NEW_ENTRY)) return node.type.create(target, node.content)
    return follows ? node : node.type.create({ ...node.attrs, translationOf, translatedFrom }, node.content)
  }
  return new Slice(Fragment.from(slice.content.content.map(adopted)), slice.openStart, slice.openEnd)
}

function identifiersIn(meeting: Y.Doc): Set<string> {
  const used = new Set<string>()
  for (const name of meeting.share.keys()) {
    const [, item, language] = /^body\/([^/]+)\/(fr|en)$/.exec(name) ?? []
    if (!item || !LANGUAGES.some((known) => known === language)) continue
    for (const { id, action, vote, translationOf } of readBody(bodyFragment(meeting, item as AgendaItemId, language as Language))) {
      used.add(id)
      // A translation shares the record of its original; it alone does not keep it.
      if (!translationOf) for (const record of [action, vote]) if (record) used.add(record)
    }
  }
  return used
}
