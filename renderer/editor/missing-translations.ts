import * as Y from 'yjs'
import { otherLanguage, type Language } from '../../shared/model/bilingual.ts'
import { bodyFragment, ENTRY_NODE, entryFingerprint, entryText, readBody, type Entry } from '../../shared/model/body.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import { newIdentifier, type AgendaItemId, type EntryId } from '../../shared/model/identifiers.ts'

/**
 * Puts an empty entry into the body of `to` for each entry of `from` that has no translation there: after what
 * belongs to the entry before it (its translation, or the original that it translates), of the same kind, list and speakers, pointing to its original. What is there is
 * not touched. Returns the new entries in their order; in one transaction, so that one undo takes them away.
 * Given `only`, the entry that is meant, no other one gets a translation.
 */
export function addMissingTranslations(meeting: Y.Doc, item: AgendaItemId, from: Language, to: Language, only?: EntryId): EntryId[] {
  const all = untranslatedIn(readBody(bodyFragment(meeting, item, from)), readBody(bodyFragment(meeting, item, to)))
  const originals = only ? all.filter(({ entry, isMissing }) => !isMissing || entry.id === only) : all
  const added: EntryId[] = []
  if (originals.every(({ isMissing }) => !isMissing)) return added
  const target = bodyFragment(meeting, item, to)
  meeting.transact(() => {
    let index = 0
    for (const { entry, isMissing } of originals) {
      if (!isMissing) {
        const belongs = (node: unknown) => node instanceof Y.XmlElement && (node.getAttribute('translationOf') === entry.id || node.getAttribute('id') === entry.translationOf)
        index = Math.max(index, target.toArray().findLastIndex(belongs) + 1)
        continue
      }
      const id = newIdentifier<EntryId>()
      target.insert(index, [translationElement(entry, id)])
      added.push(id)
      index += 1
    }
  }, LOCAL_CHANGE)
  return added
}

/** The entry of `to` that translates `original`: an empty one before others, as it waits to be written. */
export function translationLine(meeting: Y.Doc, item: AgendaItemId, original: EntryId, to: Language): Entry | undefined {
  const lines = readBody(bodyFragment(meeting, item, to)).filter(({ translationOf }) => translationOf === original)
  return lines.find((line) => entryText(line).trim() === '') ?? lines[0]
}

/** Says that what translates `original` in `to` is good as it stands, whatever the original has become. */
export function confirmTranslation(meeting: Y.Doc, item: AgendaItemId, original: EntryId, to: Language): void {
  const source = readBody(bodyFragment(meeting, item, otherLanguage(to))).find(({ id }) => id === original)
  if (!source) return
  const present = entryFingerprint(source)
  meeting.transact(() => {
    for (const node of bodyFragment(meeting, item, to).toArray()) {
      const isStale = node instanceof Y.XmlElement && node.getAttribute('translationOf') === original && node.getAttribute('translatedFrom') !== present
      if (isStale && node.length > 0) node.setAttribute('translatedFrom', present)
    }
  }, LOCAL_CHANGE)
}

function untranslatedIn(from: readonly Entry[], to: readonly Entry[]): readonly { readonly entry: Entry; readonly isMissing: boolean }[] {
  const translated = new Set(to.map((entry) => entry.translationOf))
  const there = new Set(to.map((entry) => entry.id))
  return from
    .filter((entry) => entryText(entry).trim() !== '')
    .map((entry) => ({ entry, isMissing: !translated.has(entry.id) && !(entry.translationOf && there.has(entry.translationOf)) }))
}

function translationElement({ kind, list, level, speakers, action, vote, id: translationOf }: Entry, id: EntryId): Y.XmlElement {
  const element = new Y.XmlElement(ENTRY_NODE)
  const attributes = { id, kind, list, level, speakers, translationOf, ...(action && { action }), ...(vote && { vote }) }
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value as never)
  return element
}
