import { describe, expect, it } from 'vitest'
import { headingNumbers, numberingLevels } from '../../electron/documents/agenda-numbering.ts'

const numbers = (...items: readonly (readonly [string, number])[]) => headingNumbers(items.map(([label, depth]) => ({ label, depth })))

describe('the numbers of headings in Word', () => {
  it('are counted by Word where they follow the agenda', () => {
    expect(numbers(['1', 1], ['2', 1], ['2.1', 2], ['a)', 3], ['i)', 4], ['ii)', 4], ['b)', 3], ['2.2', 2], ['a)', 3], ['3', 1], ['3.1', 2])).toEqual(
      [0, 0, 1, 2, 3, 3, 2, 1, 2, 0, 1].map((level) => ({ list: 0, level })),
    )
  })

  it('are text for additions and breaks, and do not count', () => {
    expect(numbers(['1', 1], ['1.1', 2], ['+', 2], ['1.2', 2], ['', 1], ['2', 1])).toEqual([
      { list: 0, level: 0 }, { list: 0, level: 1 }, { text: '+' }, { list: 0, level: 1 }, { text: '' }, { list: 0, level: 0 },
    ])
  })

  it('start again in a list of their own below an item without a number', () => {
    expect(numbers(['1', 1], ['1.1', 2], ['a)', 3], ['+', 2], ['a)', 3], ['b)', 3], ['1.2', 2], ['', 1], ['1', 2], ['a)', 3])).toEqual([
      { list: 0, level: 0 }, { list: 0, level: 1 }, { list: 0, level: 2 }, { text: '+' }, { list: 1, level: 2 }, { list: 1, level: 2 },
      { list: 0, level: 1 }, { text: '' }, { list: 2, level: 1 }, { list: 2, level: 2 },
    ])
  })

  it('are text where Word would print something else', () => {
    expect(numbers(['7', 1], ['1', 1])).toEqual([{ text: '7' }, { list: 0, level: 0 }])
    expect(numbers(...Array.from({ length: 10 }, (_, index) => ['1', index + 1] as const))[9]).toEqual({ text: '1' })
  })

  it('pass the twenty-sixth letter as Word does', () => {
    const items = Array.from({ length: 28 }, (_, index) => [index < 26 ? `${String.fromCharCode(97 + index)})` : index === 26 ? 'aa)' : 'bb)', 3] as const)
    expect(numbers(['1', 1], ['1.1', 2], ...items).slice(2).every((number) => 'list' in number)).toBe(true)
  })

  it('have a second level that shows the first, except below an item without a number', () => {
    expect(numberingLevels(0).slice(0, 4).map(({ text }) => text)).toEqual(['%1', '%1.%2', '%3)', '%4)'])
    expect(numberingLevels(1)[1]?.text).toBe('%2')
  })
})
