import { describe, expect, it } from 'vitest'
import { presentMinutes } from '../../shared/minutes/present.ts'
import { lineText, type Presentation, type Section } from '../../shared/minutes/presentation.ts'
import type { Minutes, MinutesEntry } from '../../shared/minutes/minutes.ts'
import { bilingualText, committeeMinutes } from '../fixtures/minutes-committee.ts'

const minutes = committeeMinutes()
const first = minutes.agenda[0]!
const entry = first.body[0]!

function withBody(...body: readonly MinutesEntry[]): Minutes {
  return { ...minutes, agenda: [{ ...first, body, children: [] }] }
}

function section<Type extends Section['type']>({ sections }: Presentation, type: Type): Extract<Section, { readonly type: Type }> {
  return sections.find((candidate): candidate is Extract<Section, { readonly type: Type }> => candidate.type === type)!
}

const bodyOf = (value: Minutes, language: 'fr' | 'en' | 'both') => section(presentMinutes(value, 'minutes', language), 'items').items[0]!.entries[0]!.body

describe('the language of a document', () => {
  const untranslated = withBody({ ...entry, original: 'fr', translation: 'missing', fr: [{ text: 'Bonjour' }], en: null })
  const stale = withBody({ ...entry, original: 'fr', translation: 'stale', fr: [{ text: 'Bonjour' }], en: [{ text: 'Hello' }] })

  it('shows what is not translated in its own language, and says so', () => {
    const [line] = bodyOf(untranslated, 'en')
    expect(line).toEqual([{ text: 'Bonjour', lang: 'fr' }, { text: ' [not translated]', lang: 'en', mark: true }])
    expect(bodyOf(untranslated, 'fr')).toEqual([[{ text: 'Bonjour', lang: 'fr' }]])
  })

  it('leaves its place in the other column, and says so', () => {
    expect(bodyOf(untranslated, 'both')).toEqual([[{ text: 'Bonjour', lang: 'fr' }], [{ text: '[not translated]', lang: 'en', mark: true }]])
  })

  it('shows a stale translation and says that it is', () => {
    expect(bodyOf(stale, 'en')).toEqual([[{ text: 'Hello', lang: 'en' }, { text: ' [translation to be reviewed]', lang: 'en', mark: true }]])
    expect(bodyOf(stale, 'fr')).toEqual([[{ text: 'Bonjour', lang: 'fr' }]])
  })

  it('says once what both columns would say', () => {
    const { cover } = presentMinutes(minutes, 'minutes', 'both')
    expect(cover.facts.map(({ value }) => value.length)).toEqual([2, 2, 2, 2, 1, 1, 2, 2])
  })
})

describe('what a document says', () => {
  it('has when the meeting really began and ended, as far as that was noted', () => {
    const factsOf = (opened: string | null, closed: string | null, language: 'fr' | 'en') =>
      presentMinutes({ ...minutes, opened, closed }, 'minutes', language).cover.facts.map(({ label, value }) => `${lineText(label[0]!)}: ${lineText(value[0]!)}`.replaceAll('\u00a0', ' '))
    expect(factsOf('14:02', '16:41', 'fr')[2]).toBe('Ouverture et clôture: 14 h 02 – 16 h 41')
    expect(factsOf('14:02', '16:41', 'en')[2]).toBe('Opened and closed: 14:02–16:41')
    expect(factsOf('14:00', null, 'fr')[2]).toBe('Ouverture: 14 h')
    expect(factsOf(null, '16:41', 'en')[2]).toBe('Closed: 16:41')
    expect(factsOf(null, null, 'fr')).toHaveLength(factsOf('14:02', null, 'fr').length - 1)
  })

  it('has the numbers of the agenda and the totals of the attendance', () => {
    const presentation = presentMinutes(minutes, 'minutes', 'fr')
    expect(section(presentation, 'agenda').items.map(({ label }) => label)).toEqual(section(presentation, 'items').items.map(({ label }) => label))
    const { total, sites } = section(presentation, 'attendance')
    expect(lineText(total.count)).toBe(`${minutes.attendance.attending}\u00a0/\u00a0${minutes.attendance.expected}`)
    expect(sites).toHaveLength(15)
  })

  it('keeps only links that may be opened', () => {
    const [line] = bodyOf(withBody({ ...entry, fr: [{ text: 'a', link: 'javascript:alert(1)' }, { text: 'b', link: 'https://a.example' }] }), 'fr')
    expect(line).toEqual([{ text: 'a', lang: 'fr' }, { text: 'b', lang: 'fr', link: 'https://a.example' }])
  })

  it('counts depth itself, so that no level of heading is skipped', () => {
    const value: Minutes = { ...minutes, agenda: [{ ...first, depth: 0, children: [{ ...first, depth: 9, children: [] }] }] }
    expect(section(presentMinutes(value, 'minutes', 'fr'), 'items').items.map(({ depth }) => depth)).toEqual([1, 2])
  })

  it('shows a state only where nothing was typed', () => {
    const silent = { ...first, outcome: 'nothing-to-report' as const, children: [] }
    const outcomes = (body: readonly MinutesEntry[]) => section(presentMinutes({ ...minutes, agenda: [{ ...silent, body }] }, 'minutes', 'fr'), 'items').items[0]!.outcome
    expect(outcomes([])?.map(lineText)).toEqual(['Rien à signaler.'])
    expect(outcomes([entry])).toBeNull()
  })

  it('gathers decisions, votes, recommendations and actions with the item they belong to', () => {
    const presentation = presentMinutes(minutes, 'decisions', 'fr')
    expect(presentation.sections.map(({ type }) => type)).toEqual(['references', 'references', 'references', 'actions'])
    const decisions = section(presentation, 'references')
    expect(decisions.rows[0]?.reference).toBe('D1')
    expect(lineText(decisions.rows[0]!.item[0]!)).toMatch(/^Point\u00a01 · Approbation/)
  })

  it('says that there is nothing where there is nothing', () => {
    const empty: Minutes = { ...minutes, agenda: [], attendance: { sites: [], attending: 0, expected: 0, sitesAttending: 0, quorum: null }, title: bilingualText('', null), chairs: [], secretaries: [] }
    const presentation = presentMinutes(empty, 'minutes', 'fr')
    expect(presentation.sections.map((each) => ('empty' in each && each.empty ? lineText(each.empty[0]!) : ''))).toEqual([
      'L’ordre du jour est vide.', 'Aucune personne inscrite.', '', 'Aucune action n’a été décidée.',
    ])
    expect(presentation.properties.title).toBe('Compte-rendu – Comité d’exploitation du réseau · nº\u00a027 – 17\u00a0mars 2026')
  })
})
