import { readFileSync } from 'node:fs'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { fontCoverage } from '../../electron/documents/coverage.ts'
import * as module from '../../renderer/components/icons.tsx'
import { DecisionIcon, RecommendationIcon } from '../../renderer/editor/kind-icons.tsx'

const coverageOf = (file: string) => fontCoverage([{ family: file, bytes: readFileSync(new URL(`../../resources/fonts/${file}`, import.meta.url)) }])
const lucide = coverageOf('LucideIcons_subset.ttf')
const shapes = coverageOf('NotoSansSymbols2_subset.ttf')
const isLucide = (letter: string) => /^\p{Private_Use}$/u.test(letter)

const { shape: _, ...icons } = module
const drawn = Object.entries({ ...icons, DecisionIcon, RecommendationIcon }).map(([name, Icon]) => ({ name, letter: /data-icon="([^"]*)"/.exec(renderToStaticMarkup(<Icon size={16} />))?.[1] ?? '' }))

describe('the icons of the interface', () => {
  test.each(drawn)('$name has its letter in the font, so that no box is shown', ({ letter }) => {
    expect([...letter]).toHaveLength(1)
    expect((isLucide(letter) ? lucide : shapes).cover(letter)).toBe(letter)
  })

  test('are each another letter', () => {
    expect(new Set(drawn.map(({ letter }) => letter)).size).toBe(drawn.length)
  })
})
