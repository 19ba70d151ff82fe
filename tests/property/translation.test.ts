import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { addMissingTranslations, confirmTranslation } from '../../renderer/editor/missing-translations.ts'
import { addAgendaItem } from '../../shared/agenda/edit.ts'
import { buildMinutes } from '../../shared/minutes/build.ts'
import { reviewMinutes, type FindingKind } from '../../shared/minutes/review.ts'
import { isGap, nearestGap, TranslationProgress, type TranslationBlock } from '../../shared/minutes/translation.ts'
import { bilingual, otherLanguage, withText } from '../../shared/model/bilingual.ts'
import { appendEntry, bodyFragment } from '../../shared/model/body.ts'
import { newIdentifier, type AgendaItemId, type EntryId } from '../../shared/model/identifiers.ts'
import { editAgendaRecord, editMeeting, readAgendaRecords, readMeeting } from '../../shared/model/meeting.ts'
import { createWorkspace } from '../../shared/model/workspace.ts'

const language = fc.constantFrom('fr' as const, 'en' as const)
const place = fc.record({ item: fc.nat(2), entry: fc.nat(5), language })
const step = fc.oneof(
  fc.record({ do: fc.constant('write' as const), place, text: fc.constantFrom('', ' ', 'un', 'deux') }),
  fc.record({ do: fc.constant('type' as const), place }),
  fc.record({ do: fc.constant('remove' as const), place }),
  fc.record({ do: fc.constant('prepare' as const), place }),
  fc.record({ do: fc.constant('confirm' as const), place }),
  fc.record({ do: fc.constant('title' as const), place, text: fc.constantFrom('Titre', 'Title') }),
  fc.record({ do: fc.constant('meeting' as const), place, text: fc.constantFrom('Séance', '') }),
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

class Meeting {
  readonly documents = { workspace: new Y.Doc(), series: new Y.Doc(), meeting: new Y.Doc() }
  readonly items: readonly AgendaItemId[]

  constructor() {
    createWorkspace(this.documents.workspace, 'Réseau', 'fr')
    this.items = ['a', 'b', 'c'].map((title) => addAgendaItem(this.documents.meeting, { parent: null, after: null }, { title, language: 'fr' }))
  }

  do(done: Step): void {
    const { meeting } = this.documents
    const item = this.items[done.place.item]!
    const { language: here } = done.place
    const body = bodyFragment(meeting, item, here)
    const element = body.length > 0 ? (body.get(done.place.entry % body.length) as Y.XmlElement) : undefined
    switch (done.do) {
      case 'write':
        return appendEntry(body, { id: newIdentifier<EntryId>(), kind: 'note', list: 'none', level: 0, speakers: [], runs: done.text === '' ? [] : [{ text: done.text }] })
      case 'type':
        return element?.insert(0, [new Y.XmlText('x')])
      case 'remove':
        return element && body.delete(body.toArray().indexOf(element), 1)
      case 'prepare':
        return void addMissingTranslations(meeting, item, otherLanguage(here), here)
      case 'confirm':
        return confirmTranslation(meeting, item, (element?.getAttribute('translationOf') ?? '') as EntryId, here)
      case 'title': {
        const { title } = readAgendaRecords(meeting).find(({ id }) => id === item)!
        return editAgendaRecord(meeting, item, { title: withText(title, here, done.text) })
      }
      case 'meeting':
        return editMeeting(meeting, { title: withText(readMeeting(meeting).title, here, done.text), place: bilingual(done.text, here) })
    }
  }
}

describe('what is left to translate', () => {
  test('is the same kept at hand as counted anew, and as the review counts it in the minutes', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const meeting = new Meeting()
        const kept = new TranslationProgress(meeting.documents.meeting)
        for (const done of steps) {
          meeting.do(done)
          const summary = kept.summary()
          expect(summary).toEqual(new TranslationProgress(meeting.documents.meeting).summary())
          const findings = reviewMinutes(buildMinutes(meeting.documents), { kind: 'minutes', language: 'both' })
          const found = (kind: FindingKind) => findings.find((finding) => finding.kind === kind)?.places.length ?? 0
          expect([summary.whole.missing, summary.whole.stale]).toEqual([found('untranslated'), found('stale')])
        }
      }),
      { numRuns: 150 },
    )
  })

  test('is all visited by going on from gap to gap, forwards and backwards, from anywhere', () => {
    const blocks = fc.array(fc.constantFrom('current', 'missing', 'stale').map((translation): TranslationBlock => ({ kind: 'entry', original: 'fr', translation: translation as never })), { maxLength: 12 })
    fc.assert(
      fc.property(blocks, fc.integer({ min: -1, max: 11 }), fc.constantFrom(1 as const, -1 as const), (all, start, way) => {
        const wanted = all.flatMap((block, index) => (isGap(block) ? [index] : []))
        const visited: number[] = []
        let at = Math.min(start, all.length - 1)
        for (const _ of wanted) {
          at = nearestGap(all, at, way)!.index
          visited.push(at)
        }
        expect(visited.toSorted((left, right) => left - right)).toEqual(wanted)
        expect(nearestGap(all, at, way) === undefined).toBe(wanted.length === 0)
      }),
      { numRuns: 500 },
    )
  })
})
