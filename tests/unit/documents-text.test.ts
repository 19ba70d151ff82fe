import { describe, expect, it } from 'vitest'
import { formatDate, formatList, formatMinutes, formatTime, formatTimeRange, formatZone } from '../../shared/i18n/format.ts'
import { typographicSpaces } from '../../shared/i18n/typography.ts'
import { directionRuns, paragraphDirection, printableLine, printableText } from '../../shared/minutes/characters.ts'

describe('what a document may hold', () => {
  it('keeps all that is visible, and line breaks', () => {
    const text = 'Élan — 94 % ☐ 日本 😀 שלום\nligne'
    expect(printableText(text)).toBe(text)
    expect(printableText('a\r\nb\u2028c\td')).toBe('a\nb\nc d')
  })

  it('drops control characters, lone surrogates, noncharacters and what turns the order round', () => {
    expect(printableText('a\u0000b\u001bc\u009fd\ud800e\udc00f\uffffg\u{1ffff}h\u202ei\u2067j\ufeffk')).toBe('abcdefghijk')
  })

  it('keeps a pair of surrogates whole', () => {
    expect(printableText('\ud83d\ude00\ud83d')).toBe('😀')
  })

  it('puts names and titles on one line', () => {
    expect(printableLine(' a\nb ')).toBe('a b')
  })
})

describe('the direction of text', () => {
  it('is that of the first letter', () => {
    expect(paragraphDirection('12 שלום hello')).toBe('rtl')
    expect(paragraphDirection('hello שלום')).toBe('ltr')
    expect(paragraphDirection('12')).toBe('ltr')
  })

  it('cuts where it changes and loses nothing', () => {
    const text = 'avant مرحبا بالعالم après שלום.'
    const runs = directionRuns(text)
    expect(runs.map((run) => run.text).join('')).toBe(text)
    expect(runs.filter((run) => run.direction === 'rtl').map((run) => run.text)).toEqual(['مرحبا بالعالم', 'שלום'])
  })
})

describe('dates, times and lists', () => {
  it('are written as each language writes them', () => {
    expect(formatDate('2026-03-17', 'fr')).toBe('mardi 17\u00a0mars 2026')
    expect(formatDate('2026-03-17', 'en')).toBe('Tuesday 17\u00a0March 2026')
    expect(formatDate('2026-03-01', 'fr', 'long')).toBe('1er\u00a0mars 2026')
    expect(formatDate('2026-03-01', 'fr', 'short')).toBe('01/03/2026')
    expect(formatTime('14:00', 'fr')).toBe('14\u00a0h')
    expect(formatTime('09:05', 'fr')).toBe('9\u00a0h\u00a005')
    expect(formatTimeRange('14:00', '16:30', 'en')).toBe('14:00–16:30')
    expect(formatTimeRange('14:00', null, 'fr')).toBe('14\u00a0h')
    expect(formatMinutes(65)).toBe('1\u00a0h\u00a005')
    expect(formatList(['A', 'B', 'C'], 'fr')).toBe('A, B et C')
    expect(formatList(['A', 'B', 'C'], 'en')).toBe('A, B and C')
  })

  it('stand as they are where they mean nothing', () => {
    expect(formatDate('2026-99-99', 'fr')).toBe('2026-99-99')
    expect(formatZone('Nowhere/Else', 'fr')).toBe('Nowhere/Else')
  })
})

describe('the spaces of French typography', () => {
  it('do not break', () => {
    expect(typographicSpaces('Qui paie ? Nous : « oui » ; 94 % !', 'fr')).toBe('Qui paie\u202f? Nous\u00a0: «\u00a0oui\u00a0»\u202f; 94\u00a0%\u202f!')
  })

  it('are never added, and not in English', () => {
    expect(typographicSpaces('https://a.example/?b=14:00', 'fr')).toBe('https://a.example/?b=14:00')
    expect(typographicSpaces('why ?', 'en')).toBe('why ?')
  })
})
