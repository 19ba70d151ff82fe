import { Fragment, Slice, type DOMParser, type DOMSerializer, type Mark, type Node } from 'prosemirror-model'
import type { Selection } from 'prosemirror-state'
import type * as Y from 'yjs'
import { bodyFragment, DEEPEST_LIST_LEVEL, ENTRY_KINDS, LINE_BREAK_NODE, LIST_STYLES, readBody, type Entry, type ListStyle } from '../../shared/model/body.ts'
import { newIdentifier, type ActionId, type AgendaItemId, type EntryId, type PersonId } from '../../shared/model/identifiers.ts'
import { LANGUAGES, type Language } from '../../shared/model/bilingual.ts'
import { safeLink } from '../../shared/model/links.ts'
import { bodySchema, entryAttributes, entryDomAttributes, isBold, markType, NEW_ENTRY, newEntryNode, NO_SPEAKERS, textOf, type EntryAttributes } from './schema.ts'

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

/** Plain text becomes one entry a line; empty lines between paragraphs are not entries. */
export function sliceOfText(text: string, marks: readonly Mark[] = []): Slice {
  const lines = text.replace(/\r\n?|[\u2028\u2029]/g, '\n').split('\n')
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

/**
 * HTML from anywhere becomes entries: each block one entry, lists by their nesting; bold, italic, line breaks and safe
 * links stay, everything else is only its text. The page is never rendered: it is a detached document.
 */
export const clipboardParser = { parseSlice: (dom: globalThis.Node) => Slice.maxOpen(Fragment.from(entriesOf(dom))) } as unknown as DOMParser

const BLOCKS = new Set(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL'.split(' '),
)
const SILENT = new Set('AUDIO BUTTON CANVAS EMBED HEAD IFRAME INPUT LINK MATH META NOSCRIPT OBJECT SCRIPT SELECT STYLE SVG TEMPLATE TEXTAREA TITLE VIDEO svg math'.split(' '))

function entriesOf(root: globalThis.Node): readonly Node[] {
  const entries: Node[] = []
  let attributes: Partial<EntryAttributes> = {}
  let inline: Node[] = []
  let spaceBefore = true
  const finish = (keepEmpty = false) => {
    const content = trimmed(inline)
    if (content.length > 0 || keepEmpty) entries.push(newEntryNode(attributes, content))
    inline = []
    spaceBefore = true
  }
  const addText = (text: string, marks: readonly Mark[], exact: boolean) => {
    const clean = exact ? text : text.replace(/[ \t\r\n\f]+/g, ' ')
    const shown = spaceBefore && !exact ? clean.replace(/^ /, '') : clean
    if (shown === '') return
    spaceBefore = shown.endsWith(' ')
    inline.push(bodySchema.text(shown, marks))
  }
  const visit = (node: globalThis.Node, marks: readonly Mark[], list: { style: ListStyle; level: number }, exact: boolean): void => {
    if (node.nodeType === 3) return addText(node.nodeValue ?? '', marks, exact)
    if (node.nodeType !== 1 && node.nodeType !== 11 && node.nodeType !== 9) return
    const element = node as HTMLElement
    if (SILENT.has(node.nodeName) || (node.nodeType === 1 && element.hasAttribute('data-label'))) return
    if (node.nodeName === 'BR') {
      inline.push(bodySchema.nodes[LINE_BREAK_NODE]!.create())
      spaceBefore = true
      return
    }
    const isBlock = BLOCKS.has(node.nodeName)
    const own = node.nodeType === 1 && element.hasAttribute('data-entry')
    const inner =
      node.nodeName === 'UL' || node.nodeName === 'OL'
        ? { style: node.nodeName === 'UL' ? ('bullet' as const) : ('ordered' as const), level: list.style === 'none' ? 0 : list.level + 1 }
        : list
    if (isBlock) finish()
    if (own) attributes = ownAttributes(element)
    else if (node.nodeName === 'LI') attributes = inner.style === 'none' ? { list: 'bullet' } : { list: inner.style, level: Math.min(inner.level, DEEPEST_LIST_LEVEL) }
    else if (isBlock && list.style === 'none') attributes = {}
    const innerMarks = node.nodeType === 1 ? marksOf(element, marks) : marks
    for (const child of node.childNodes) visit(child, innerMarks, inner, exact || own || node.nodeName === 'PRE')
    if (isBlock) {
      finish(own)
      // What follows in the same list item is a paragraph of its own, not a second bullet.
      if (node.nodeName === 'LI' || own) attributes = {}
    }
  }
  visit(root, [], { style: 'none', level: 0 }, false)
  finish()
  return entries
}

function trimmed(inline: readonly Node[]): Node[] {
  const content = [...inline]
  while (content.length > 0 && content.at(-1)!.type.name === LINE_BREAK_NODE) content.pop()
  const last = content.at(-1)
  if (last?.isText && last.text!.endsWith(' ')) {
    const text = last.text!.replace(/ +$/, '')
    content.pop()
    if (text !== '') content.push(bodySchema.text(text, last.marks))
  }
  return content
}

function marksOf(element: HTMLElement, marks: readonly Mark[]): readonly Mark[] {
  let result = marks
  const weight = element.style.fontWeight
  if (((element.nodeName === 'B' || element.nodeName === 'STRONG') && weight !== 'normal') || isBold(weight)) result = markType('bold').create().addToSet(result)
  if (element.nodeName === 'I' || element.nodeName === 'EM' || element.style.fontStyle === 'italic') result = markType('italic').create().addToSet(result)
  const href = element.nodeName === 'A' ? safeLink(element.getAttribute('href') ?? '') : undefined
  return href === undefined ? result : markType('link').create({ href }).addToSet(result)
}

const IDENTIFIER = /^[\w-]{1,64}$/

/** Attributes from a page are what somebody else may have written: each is checked. */
function ownAttributes(element: HTMLElement): Partial<EntryAttributes> {
  const { entry = '', kind, list, level, speakers = '', action = '', translationOf = '', translatedFrom = '' } = element.dataset
  const known = speakers.split(' ').filter((speaker) => IDENTIFIER.test(speaker)) as PersonId[]
  return {
    id: IDENTIFIER.test(entry) ? (entry as EntryId) : '',
    kind: ENTRY_KINDS.find((candidate) => candidate === kind) ?? 'note',
    list: LIST_STYLES.find((candidate) => candidate === list) ?? 'none',
    level: Math.min(Math.max(Math.trunc(Number(level)) || 0, 0), DEEPEST_LIST_LEVEL),
    speakers: known.length > 0 ? known : NO_SPEAKERS,
    action: IDENTIFIER.test(action) ? (action as ActionId) : null,
    ...(IDENTIFIER.test(translationOf) && {
      translationOf: translationOf as EntryId,
      translatedFrom: IDENTIFIER.test(translatedFrom) ? translatedFrom : null,
    }),
  }
}

/**
 * What was cut comes back as itself, what was copied comes as something new: an identifier or an action that still
 * stands anywhere in the meeting is not given to a second entry. A translation, whole or a piece of one, goes on
 * translating its original, and shares its action, where that original stands in `beside`: the body of the other
 * language, next to the one that it is pasted into.
 */
export function withoutShared(slice: Slice, meeting: Y.Doc, copyAction: (action: ActionId, copy: ActionId) => void, beside: readonly Entry[] = []): Slice {
  const used = identifiersIn(meeting)
  const originals = new Map(beside.filter((entry) => !entry.translationOf).map((entry) => [entry.id, entry]))
  const fresh = (node: Node): Node => {
    if (node.type.name !== 'entry') return node
    const { id, action, translationOf, translatedFrom } = entryAttributes(node)
    const original = translationOf ? originals.get(translationOf) : undefined
    const link = original ? { translationOf, translatedFrom } : { translationOf: null, translatedFrom: null }
    const attributes = { ...entryAttributes(node), ...link, id: used.has(id) ? '' : id, action }
    if (action && used.has(action) && action !== original?.action) {
      attributes.action = newIdentifier<ActionId>()
      copyAction(action, attributes.action)
    }
    used.add(id)
    if (action) used.add(action)
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
    for (const { id, action, translationOf } of readBody(bodyFragment(meeting, item as AgendaItemId, language as Language))) {
      used.add(id)
      // A translation shares the action of its original; it alone does not keep it.
      if (action && !translationOf) used.add(action)
    }
  }
  return used
}
