import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { lastPlaceOf } from '../../shared/grammar/mend.ts'
import { TYPOGRAPHIC_SIGN, typedTypography } from '../../shared/i18n/typed-typography.ts'
import type { Language } from '../../shared/model/bilingual.ts'
import { ATTENDING, GrammarEditor, PEOPLE } from '../unit/grammar-editor.ts'

const language = fc.constantFrom<Language>('fr', 'en')
const sign = fc.constantFrom(...' \u00a0\u202f:;!?%€«»"\'.,)(-–…“”‘’`/@\n0123456789hkm')
const word = fc.constantFrom('mot', "l'an", 'M.', 'n°', '10 000', '30 min', 'oui', 'A', '"', '--', '...')
/** Texts as people type them, and every heap of signs. */
const text = fc.array(fc.oneof({ weight: 2, arbitrary: sign }, { weight: 1, arbitrary: word }, { weight: 1, arbitrary: fc.constant(' ') }), { maxLength: 30 }).map((parts) => parts.join(''))

/** The text that typing these characters leaves, and how many corrections were made. */
function written(typed: string, into: Language): string {
  let before = ''
  for (const character of typed) {
    const correction = typedTypography(before, character, into)
    const now = character === '\n' ? before : before + character
    before = correction ? now.slice(0, correction.from) + correction.text + now.slice(correction.to) : now
  }
  return before
}

test('what is typed, and turned back step by step, is what was typed', () => {
  fc.assert(
    fc.property(text, language, fc.boolean(), (typed, into, byKey) => {
      const keys = typed.replaceAll('\n', '')
      const editor = new GrammarEditor(new Y.Doc(), PEOPLE, ATTENDING, into)
      editor.switches.isOn = false
      editor.switches.typography = true
      let expected = ''
      for (const key of keys) {
        expected += key
        editor.keys(key)
        for (let step = 0; step < 3 && editor.caret().before !== expected; step += 1) {
          if (byKey) editor.keys('\b')
          else editor.undo()
        }
        expect(editor.caret().before).toBe(expected)
      }
    }),
    { numRuns: 150 },
  )
})

test('s/old/new/ finds what was made of what was typed', () => {
  const phrase = fc.constantFrom('mot', "l'an", '"oui"', "'oui'", 'fin...', '-', '--', '«bon»', '« bon »', '10 000 €', '5 km', '5%', '5 %', 'Note :', 'Note:', 'Qui ?', 'Qui?', 'Non !', 'ceci ;', '(bon),', 'M. X', 'n° 5', '14 h 30', '14:30')
  fc.assert(
    fc.property(fc.array(phrase, { minLength: 1, maxLength: 6 }).map((phrases) => phrases.join(' ')), language, (typed, into) => {
      expect(lastPlaceOf(typed, written(`${typed}\n`, into))).toBeDefined()
    }),
    { numRuns: 2_000 },
  )
})

test('typing what was made of it makes nothing more of it', () => {
  fc.assert(
    fc.property(text, language, (typed, into) => {
      const once = written(typed, into)
      expect(written(once, into)).toBe(once)
    }),
    { numRuns: 4_000 },
  )
})

const letters = fc.stringMatching(/^[a-z]{1,8}$/)
const kept = fc.oneof(
  fc.tuple(letters, letters, fc.stringMatching(/^[a-z0-9?=&;!':"%.-]{0,12}[a-z0-9]$/)).map(([host, path, rest]) => `https://${host}.example/${path}/${rest}`),
  letters.map((host) => `www.${host}.example`),
  fc.tuple(letters, letters).map(([name, host]) => `${name}@${host}.example`),
  fc.tuple(fc.nat(23), fc.nat(59)).map(([hour, minute]) => `${hour}:${String(minute).padStart(2, '0')}`),
  fc.tuple(fc.nat(99), fc.nat(99)).map(([left, right]) => `${left}:${right}`),
  fc.tuple(letters, letters).map(([left, right]) => `/${left}/${right}...`),
  fc.tuple(letters, letters).map(([left, right]) => `C:\\${left}'${right}`),
  fc.tuple(letters, letters).map(([left, right]) => `${left}(${right});${right}!=${left}`),
)

test('addresses, times, ratios, paths and code keep their shape, whatever stands around them', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(letters, fc.constantFrom('', ' ?', ' :', ' "oui"', ' -', ', ', "l'an"), kept), { minLength: 1, maxLength: 4 }), language, (parts, into) => {
      const result = written(parts.map(([word, signs, token]) => `${word}${signs} ${token} `).join(''), into)
      let place = 0
      for (const [, , token] of parts) {
        place = result.indexOf(token, place)
        expect([token, result, place >= 0]).toEqual([token, result, true])
        place += token.length
      }
    }),
    { numRuns: 3_000 },
  )
})

test('letters and digits are never lost, moved or made; the correction lies at the end of the text', () => {
  const plain = (value: string) => value.replace(/[^\p{L}\p{N}]/gu, '')
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: 'binary', maxLength: 40 })), language, (typed, into) => {
      expect(plain(written(typed, into))).toBe(plain(typed))
      let before = ''
      for (const character of typed) {
        const correction = typedTypography(before, character, into)
        if (correction) expect([TYPOGRAPHIC_SIGN.test(character), correction.from >= 0, correction.to <= before.length + character.length, correction.to - correction.from < 40]).toEqual([true, true, true, true])
        before += character
      }
    }),
    { numRuns: 2_000 },
  )
})

test('a long line costs no more than a short one', () => {
  const long = `${'1 000 '.repeat(20_000)}"`
  const { user: before } = process.threadCpuUsage()
  for (let round = 0; round < 300; round += 1) typedTypography(long, ' ', 'fr')
  // What it has worked, in microseconds: a busy machine makes it wait.
  expect(process.threadCpuUsage().user - before).toBeLessThan(1_500_000)
})
