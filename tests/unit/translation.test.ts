import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { addMissingTranslations, confirmTranslation, translationLine } from '../../renderer/editor/missing-translations.ts'
import { addAgendaItem } from '../../shared/agenda/edit.ts'
import { countTranslations, nearestGap, TranslationProgress, type TranslationBlock } from '../../shared/minutes/translation.ts'
import { bilingual, fingerprint, type Language, type TranslationState } from '../../shared/model/bilingual.ts'
import { appendEntry, bodyFragment, entryText, readBody, type Entry } from '../../shared/model/body.ts'
import type { AgendaItemId, EntryId } from '../../shared/model/identifiers.ts'
import { editAgendaRecord, editMeeting, readAgendaRecords } from '../../shared/model/meeting.ts'

function entryOf(id: string, text: string, more: Partial<Entry> = {}): Entry {
  return { id: id as EntryId, kind: 'note', list: 'none', level: 0, speakers: [], runs: [{ text }], ...more }
}

function meetingWith(...titles: readonly string[]) {
  const meeting = new Y.Doc()
  let after: AgendaItemId | null = null
  const items = titles.map((title) => (after = addAgendaItem(meeting, { parent: null, after }, { title, language: 'fr' })))
  const add = (item: AgendaItemId, language: Language, entry: Entry) => appendEntry(bodyFragment(meeting, item, language), entry)
  return { meeting, items, add, progress: new TranslationProgress(meeting) }
}

const gaps = (blocks: readonly TranslationBlock[]) => blocks.filter(({ translation }) => translation !== 'current').map(({ kind, entry, translation }) => [entry ?? kind, translation])

describe('how the translation of a meeting stands', () => {
  test('every text counts: title, place, items, entries of either language; empty ones and the text of breaks do not', () => {
    const { meeting, items, add, progress } = meetingWith('Un', 'Pause')
    editMeeting(meeting, { title: bilingual('Séance', 'fr'), place: bilingual('', 'fr') })
    editAgendaRecord(meeting, items[1]!, { kind: 'break' })
    add(items[0]!, 'fr', entryOf('a', 'dit'))
    add(items[0]!, 'fr', entryOf('b', '  '))
    add(items[0]!, 'en', entryOf('d', 'said', { translationOf: 'a' as EntryId, translatedFrom: fingerprint('avant') }))
    add(items[0]!, 'en', entryOf('c', 'spoken'))
    add(items[1]!, 'fr', entryOf('e', 'café'))
    expect(gaps(progress.blocks())).toEqual([['meetingTitle', 'missing'], ['itemTitle', 'missing'], ['a', 'stale'], ['c', 'missing'], ['itemTitle', 'missing']])
    expect(progress.summary().whole).toEqual({ texts: 5, missing: 4, stale: 1 })
    expect(progress.summary().items.get(items[0]!)).toEqual({ texts: 3, missing: 2, stale: 1 })
  })

  test('only the body that changed is read again', () => {
    const { meeting, items, add, progress } = meetingWith('Un', 'Deux')
    add(items[0]!, 'fr', entryOf('a', 'dit'))
    add(items[1]!, 'fr', entryOf('b', 'dit aussi'))
    const [first, second] = items.map((item) => progress.body(item))
    const text = (bodyFragment(meeting, items[0]!, 'fr').get(0) as Y.XmlElement).get(0) as Y.XmlText
    text.insert(0, 'x')
    expect(progress.body(items[0]!)).not.toBe(first)
    expect(progress.body(items[1]!)).toBe(second)
    add(items[1]!, 'en', entryOf('c', 'said too', { translationOf: 'b' as EntryId }))
    expect(countTranslations(progress.body(items[1]!))).toEqual({ texts: 1, missing: 0, stale: 0 })
  })
})

describe('the way from gap to gap', () => {
  const states = (...translations: readonly TranslationState[]): readonly TranslationBlock[] => translations.map((translation) => ({ kind: 'entry', original: 'fr', translation }))
  const blocks = states('current', 'missing', 'current', 'stale')
  const found = (from: number, step: 1 | -1) => {
    const gap = nearestGap(blocks, from, step)
    return gap && [gap.index, gap.wraps]
  }

  test('goes on, back, and round', () => {
    expect([found(-1, 1), found(1, 1), found(2, 1), found(3, 1)]).toEqual([[1, false], [3, false], [3, false], [1, true]])
    expect([found(3, -1), found(1, -1), found(0, -1), found(-1, -1)]).toEqual([[1, false], [3, true], [3, true], [3, true]])
  })

  test('ends at the one where it began, or nowhere', () => {
    expect(nearestGap(states('current', 'missing'), 1, 1)).toMatchObject({ index: 1, wraps: true })
    expect(nearestGap(states('current'), 0, 1)).toBeUndefined()
    expect(nearestGap([], -1, -1)).toBeUndefined()
  })
})

describe('a single line to translate', () => {
  test('is made for the entry that is meant, at its place among the others', () => {
    const { meeting, items, add } = meetingWith('Un')
    const item = items[0]!
    for (const id of ['a', 'b', 'c']) add(item, 'fr', entryOf(id, id))
    add(item, 'en', entryOf('A', 'A', { translationOf: 'a' as EntryId }))
    const [line] = addMissingTranslations(meeting, item, 'fr', 'en', 'c' as EntryId)
    addMissingTranslations(meeting, item, 'fr', 'en', 'b' as EntryId)
    expect(readBody(bodyFragment(meeting, item, 'en')).map(({ translationOf }) => translationOf)).toEqual(['a', 'b', 'c'])
    expect(translationLine(meeting, item, 'c' as EntryId, 'en')?.id).toBe(line)
    expect(addMissingTranslations(meeting, item, 'fr', 'en', 'c' as EntryId)).toEqual([])
  })

  test('that is old is said to be good: its words stay, and it is not old any more', () => {
    const { meeting, items, add, progress } = meetingWith('Un')
    const item = items[0]!
    add(item, 'fr', entryOf('a', 'après'))
    add(item, 'en', entryOf('A', 'after', { translationOf: 'a' as EntryId, translatedFrom: fingerprint('avant') }))
    expect(gaps(progress.body(item))).toEqual([['a', 'stale']])
    confirmTranslation(meeting, item, 'a' as EntryId, 'en')
    expect(gaps(progress.body(item))).toEqual([])
    expect(readBody(bodyFragment(meeting, item, 'en')).map(entryText)).toEqual(['after'])
    expect(readAgendaRecords(meeting)).toHaveLength(1)
  })
})
