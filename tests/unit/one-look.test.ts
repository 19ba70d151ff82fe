import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { COLOURS } from '../../electron/documents/docx-styles.ts'
import { BULLET_SIGNS, listSign } from '../../shared/minutes/list-signs.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const template = read('resources/documents/minutes.typ')
const KINDS = ['decision', 'action', 'recommendation', 'vote'] as const

describe('what is on the screen and what is printed', () => {
  test.each(KINDS)('give a %s the same colour', (kind) => {
    const onScreen = new RegExp(`--${kind}: #([0-9a-f]{6});`).exec(read('renderer/styles/tokens.css'))?.[1]
    const inPdf = new RegExp(`#let accents = .*\\b${kind}: rgb\\("#([0-9a-f]{6})"\\)`).exec(template)?.[1]
    expect(onScreen).toBeDefined()
    expect([inPdf, COLOURS[kind].toLowerCase()]).toEqual([onScreen, onScreen])
  })

  test('tell the kinds apart, in colours that are read on paper', () => {
    expect(new Set(KINDS.map((kind) => COLOURS[kind])).size).toBe(KINDS.length)
    for (const kind of KINDS) expect(contrastOnWhite(COLOURS[kind]), kind).toBeGreaterThan(4.5)
  })

  test('begin the rows of lists with the same signs', () => {
    const style = read('renderer/editor/body-editor.module.css')
    const strings = (name: string) => new RegExp(`#let ${name} = \\((.*)\\)`).exec(template)?.[1]?.match(/"[^"]*"/g)?.map((text) => text.slice(1, -1))
    const onScreen = [0, 1, 2, 3].map((level) => {
      const rules = [...style.matchAll(new RegExp(`data-list='bullet'\\](?:\\[data-level='${level}'\\])? \\.text::before \\{\\s*content: '(.)'`, 'g'))]
      return level === 0 ? rules.find(([rule]) => !rule.includes('level'))?.[1] : rules.findLast(([rule]) => rule.includes('level'))?.[1]
    })
    const counters = [...style.matchAll(/data-list='ordered'\]\[data-level='\d'\] \.text::before \{\s*content: counter\(level-\d(?:, ([\w-]+))?\) '(.)'/g)]
    expect(onScreen).toEqual([...BULLET_SIGNS])
    expect(strings('bullets')).toEqual([...BULLET_SIGNS])
    expect(counters.map(([, count, after]) => (count === 'lower-alpha' ? 'a' : count === 'lower-roman' ? 'i' : '1') + after)).toEqual(strings('orders'))
    expect([0, 1, 2, 3].map((level) => listSign('ordered', level, 1))).toEqual(strings('orders'))
  })
})

test('a row of a list is counted as its level counts', () => {
  expect([2, 26, 27, 53].map((position) => listSign('ordered', 1, position))).toEqual(['b)', 'z)', 'aa)', 'ba)'])
  expect([4, 9, 14, 1999].map((position) => listSign('ordered', 2, position))).toEqual(['iv.', 'ix.', 'xiv.', 'mcmxcix.'])
  expect([listSign('ordered', 0, null), listSign('ordered', 9, 3), listSign('none', 0, 1)]).toEqual(['1.', '3)', undefined])
})

/** The ratio of WCAG, against white. */
function contrastOnWhite(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}
