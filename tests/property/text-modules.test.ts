import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fieldSign, fillFields, MODULE_FIELDS } from '../../shared/text-modules/fields.ts'
import { moduleLines } from '../../shared/text-modules/lines.ts'
import type { MeetingFacts } from '../../shared/text-modules/meeting-facts.ts'
import type { CalendarDate, WallTime } from '../../shared/model/wall-time.ts'

/** Everything that could be taken for a field, and a piece of one. */
const sign = fc.tuple(fc.constantFrom(...MODULE_FIELDS), fc.constantFrom('fr' as const, 'en' as const)).map(([field, language]) => fieldSign(field, language))
const piece = fc.oneof(sign, sign.map((whole) => whole.slice(1)), sign.map((whole) => whole.slice(0, -1)), fc.constantFrom('{', '}', '{{', '}}', '\n', ' : ', 'de ', '« ', '\ue000', '…'), fc.string({ unit: 'binary', maxLength: 6 }))
const hostile = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))

const facts: fc.Arbitrary<MeetingFacts> = fc.record(
  {
    date: fc.constantFrom('2026-10-01', 'no date').map((date) => date as CalendarDate),
    opened: fc.constant('14:05' as WallTime),
    nextDate: fc.constant('2026-11-03' as CalendarDate),
    nextStart: fc.constant('09:30' as WallTime),
    attending: fc.integer(),
    number: fc.double(),
    chairs: fc.array(hostile, { maxLength: 3 }),
    secretaries: fc.array(hostile, { maxLength: 2 }),
    place: fc.record({ original: fc.constant('fr' as const), fr: hostile, en: hostile }),
    series: fc.record({ original: fc.constant('en' as const), en: hostile }),
    quorum: fc.record({ counted: fc.nat(9), required: fc.nat(9), members: fc.nat(9), isReached: fc.boolean() }),
    countsRepresented: fc.boolean(),
  },
  { requiredKeys: ['chairs', 'secretaries', 'place', 'series', 'countsRepresented'] },
)
const language = fc.constantFrom('fr' as const, 'en' as const)

describe('filling in the fields of a text', () => {
  test('never fails, and twice is once, whatever is written and whatever people are called', () => {
    fc.assert(
      fc.property(hostile, facts, language, (text, known, written) => {
        const once = fillFields(text, known, written)
        expect(fillFields(once.text, known, written).text).toBe(once.text)
        for (const name of once.unknown) expect(text).toContain(`{${name}}`)
        // What each line becomes holds no more than the text.
        const lines = moduleLines(once.text)
        expect(lines.every((line) => line.text.trim() !== '' && !line.text.includes('\n') && once.text.includes(line.text))).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  test('leaves a text without fields as it is, but for its French spaces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }).filter((text) => !/[{}\ue000]/.test(text)), facts, (text, known) => {
        expect(fillFields(text, known, 'en')).toEqual({ text, unknown: [], missing: [] })
      }),
      { numRuns: 300 },
    )
  })
})
