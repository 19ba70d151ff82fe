import fc from 'fast-check'
import { expect, test } from 'vitest'
import { typographicText } from '../../shared/i18n/text-typography.ts'
import type { Language } from '../../shared/model/bilingual.ts'

const language = fc.constantFrom<Language>('fr', 'en')
const sign = fc.constantFrom(...' \u00a0\u202f:;!?%€«»"\'.,)(-–…“”‘’`/@\n0123456789hkm')
const word = fc.constantFrom('mot', "l'an", 'M.', 'n°', '10 000', '30 min', 'oui', 'A', '"', '--', '...', ' ')
const text = fc.array(fc.oneof(sign, word), { maxLength: 30 }).map((parts) => parts.join(''))

test('what has been set once stays as it is', () => {
  fc.assert(
    fc.property(text, language, (typed, into) => {
      const settled = typographicText(typed, into)
      expect(typographicText(settled, into)).toBe(settled)
    }),
    { numRuns: 5_000 },
  )
})

test('letters and digits stay, in their order', () => {
  const letters = (said: string) => said.replace(/[^\p{L}\d]/gu, '')
  fc.assert(
    fc.property(text, language, (typed, into) => {
      expect(letters(typographicText(typed, into))).toBe(letters(typed))
    }),
    { numRuns: 2_000 },
  )
})

test('addresses and times stay, wherever they stand', () => {
  const kept = fc.constantFrom('https://exemple.org/a?b="c":d;e', '14:30', '9:05', 'camille.roux@exemple.org', 'C:\\notes\\bilan...txt', 'www.exemple.org', '1:2')
  const around = fc.constantFrom('Point', "L'accord", '"oui"', 'Budget -', 'Suite...', '')
  fc.assert(
    fc.property(around, kept, around, language, (before, address, after, into) => {
      expect(typographicText([before, address, after].filter(Boolean).join(' '), into)).toContain(address)
    }),
    { numRuns: 500 },
  )
})

test.each([
  ["L'accord \"cadre\" : où en est-on ?", 'fr', 'L’accord «\u00a0cadre\u00a0»\u00a0: où en est-on\u202f?'],
  ['Budget - suite...', 'fr', 'Budget – suite…'],
  ['The chair\'s "note" - part two...', 'en', 'The chair’s “note” – part two…'],
  ['Séance de 14:30, voir https://exemple.org/?a="b"', 'fr', 'Séance de 14:30, voir https://exemple.org/?a="b"'],
  ['Remarque: 25 000 € !', 'fr', 'Remarque\u00a0: 25\u202f000\u00a0€\u202f!'],
] as const)('%s', (typed, into, settled) => {
  expect(typographicText(typed, into)).toBe(settled)
})
