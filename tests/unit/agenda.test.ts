import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  addAgendaItem, lastPlaceIn, moveAgendaItem, removeAgendaItem, restoreAgendaItem, stepAgendaItem, type OutlineStep,
} from '../../shared/agenda/edit.ts'
import { agendaInOrder, agendaTree, DEEPEST_AGENDA, findAgendaItem, plannedMinutes, removedItems, withoutAdditions } from '../../shared/agenda/tree.ts'
import type { AgendaItemId } from '../../shared/model/identifiers.ts'
import { editAgendaRecord, readAgendaRecords, type AgendaKind } from '../../shared/model/meeting.ts'

const id = (text: string) => text as AgendaItemId

/** An agenda from an outline, two spaces a level; "+ x" is an addition, "~ x" a break. Each item's id is its title. */
function agendaOf(...outline: readonly string[]): Y.Doc {
  const document = new Y.Doc()
  const path: AgendaItemId[] = []
  outline.forEach((line, index) => {
    const depth = line.search(/\S/) / 2
    const mark = line.trim().charAt(0)
    const title = line.trim().replace(/^[+~] /, '')
    const kind: AgendaKind = mark === '+' ? 'addition' : mark === '~' ? 'break' : 'topic'
    editAgendaRecord(document, id(title), { parent: path[depth - 1] ?? null, order: `a${index}`, kind, title: { fr: title, original: 'fr' } })
    path.splice(depth, path.length, id(title))
  })
  return document
}

function outlineOf(document: Y.Doc): readonly string[] {
  return agendaInOrder(agendaTree(readAgendaRecords(document))).map((item) => '  '.repeat(item.depth - 1) + item.id)
}

function numbersOf(document: Y.Doc): readonly string[] {
  return agendaInOrder(agendaTree(readAgendaRecords(document))).map((item) => `${item.number} ${item.id}`.trim())
}

function copyOf(document: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(document))
  return copy
}

function merge(...documents: readonly Y.Doc[]): void {
  const updates = documents.map((document) => Y.encodeStateAsUpdate(document))
  for (const document of documents) for (const update of updates) Y.applyUpdate(document, update)
}

describe('the numbers of an agenda', () => {
  test('count 1, 1.1, a), i) by level and start again below each item', () => {
    expect(numbersOf(agendaOf('A', '  B', '    C', '      D', '      E', '    F', '  G', 'H', '  I'))).toEqual([
      '1 A', '1.1 B', '1.1 a) C', '1.1 a) i) D', '1.1 a) ii) E', '1.1 b) F', '1.2 G', '2 H', '2.1 I',
    ])
  })

  test('pass over breaks and additions without leaving a gap', () => {
    expect(numbersOf(agendaOf('A', '~ Coffee', 'B', '  C', '  + D', '  E', '    + F', '  ~ Tea'))).toEqual([
      '1 A', 'Coffee', '2 B', '2.1 C', '2 + D', '2.2 E', '2.2 + F', 'Tea',
    ])
  })

  test('of what stands below an addition carry the addition, so that no number stands for two items', () => {
    const numbers = numbersOf(agendaOf('A', '+ B', '  C')).map((line) => line.split(' ').slice(0, -1).join(' '))
    expect(numbers).toEqual(['1', '+', '+ 1'])
  })

  test('go on after z as word processors do', () => {
    const document = agendaOf('A', '  B', ...Array.from({ length: 28 }, (_, index) => `    C${String(index).padStart(2, '0')}`))
    const letters = agendaInOrder(agendaTree(readAgendaRecords(document).map((record, index) => ({ ...record, order: String(index).padStart(3, '0') }))))
    expect(letters.slice(-3).map((item) => item.label)).toEqual(['z)', 'aa)', 'bb)'])
  })

  test('close up when an item is deleted, and open again when it is restored', () => {
    const document = agendaOf('A', 'B', '  C', 'D')
    removeAgendaItem(document, id('B'))
    expect(numbersOf(document)).toEqual(['1 A', '2 D'])
    restoreAgendaItem(document, id('B'))
    expect(numbersOf(document)).toEqual(['1 A', '2 B', '2.1 C', '3 D'])
  })
})

describe('an agenda that several people change at once', () => {
  test('shows every item of a circle of parents once', () => {
    const document = agendaOf('A', 'B', 'C')
    editAgendaRecord(document, id('A'), { parent: id('B') })
    editAgendaRecord(document, id('B'), { parent: id('C') })
    editAgendaRecord(document, id('C'), { parent: id('A') })
    expect(outlineOf(document)).toEqual(['A', '  C', '    B'])
  })

  test('keeps what hangs off a circle below its own parent', () => {
    const document = agendaOf('B', 'C', '  A')
    editAgendaRecord(document, id('B'), { parent: id('C') })
    editAgendaRecord(document, id('C'), { parent: id('B') })
    expect(outlineOf(document)).toEqual(['B', '  C', '    A'])
  })

  test('shows an item whose parent has not arrived yet at the top level, and below the parent afterwards', () => {
    const document = agendaOf('A')
    editAgendaRecord(document, id('B'), { parent: id('Z'), order: 'a5', title: { fr: 'B', original: 'fr' } })
    expect(outlineOf(document)).toEqual(['A', 'B'])
    editAgendaRecord(document, id('Z'), { parent: null, order: 'a4', title: { fr: 'Z', original: 'fr' } })
    expect(outlineOf(document)).toEqual(['A', 'Z', '  B'])
  })

  test('lets an item step over two that were added at the same place at the same time', () => {
    const here = agendaOf('A', 'Z')
    const there = copyOf(here)
    addAgendaItem(here, { parent: null, after: id('A') }, { title: 'here', language: 'fr' })
    addAgendaItem(there, { parent: null, after: id('A') }, { title: 'there', language: 'fr' })
    merge(here, there)
    const before = outlineOf(here)
    expect(new Set(readAgendaRecords(here).map((record) => record.order)).size).toBe(3)
    expect(stepAgendaItem(here, id('Z'), 'up')).toBe(true)
    expect(outlineOf(here)).toEqual([before[0], before[1], 'Z', before[2]])
    expect(stepAgendaItem(here, id('Z'), 'up')).toBe(true)
    expect(outlineOf(here)).toEqual([before[0], 'Z', before[1], before[2]])
  })

  test('moves an item out of a circle without carrying the others along', () => {
    const here = agendaOf('A', 'B', 'C')
    const there = copyOf(here)
    moveAgendaItem(here, id('A'), { parent: id('B'), after: null })
    moveAgendaItem(there, id('B'), { parent: id('A'), after: null })
    merge(here, there)
    expect(outlineOf(here)).toEqual(['A', '  B', 'C'])
    expect(moveAgendaItem(here, id('B'), { parent: null, after: id('C') })).toBe(true)
    expect(outlineOf(here)).toEqual(['A', 'C', 'B'])
  })

  test('puts an item after one that a circle brought to the top', () => {
    const document = agendaOf('A', 'B', 'C', 'D')
    editAgendaRecord(document, id('B'), { parent: id('C'), order: 'a2' })
    editAgendaRecord(document, id('C'), { parent: id('B') })
    expect(outlineOf(document)).toEqual(['A', 'B', '  C', 'D'])
    expect(stepAgendaItem(document, id('A'), 'down')).toBe(true)
    expect(outlineOf(document)).toEqual(['B', '  C', 'A', 'D'])
  })

  test('undoes a move in one step', () => {
    const document = agendaOf('A', 'B')
    const undo = new Y.UndoManager(document.getMap('agenda'), { trackedOrigins: new Set(['minutier:local-change']) })
    moveAgendaItem(document, id('B'), { parent: id('A'), after: null })
    undo.undo()
    expect(outlineOf(document)).toEqual(['A', 'B'])
  })
})

describe('outline steps', () => {
  const outline = ['A', '  B', '  C', 'D', '  E', 'F']

  test.each<[OutlineStep, string, readonly string[]]>([
    ['up', 'D', ['D', '  E', 'A', '  B', '  C', 'F']],
    ['down', 'A', ['D', '  E', 'A', '  B', '  C', 'F']],
    ['down', 'D', ['A', '  B', '  C', 'F', 'D', '  E']],
    ['indent', 'D', ['A', '  B', '  C', '  D', '    E', 'F']],
    ['outdent', 'B', ['A', '  C', 'B', 'D', '  E', 'F']],
  ])('%s takes %s with what stands below it', (step, item, expected) => {
    const document = agendaOf(...outline)
    expect(stepAgendaItem(document, id(item), step)).toBe(true)
    expect(outlineOf(document)).toEqual(expected)
  })

  test.each<[OutlineStep, string]>([
    ['up', 'A'], ['up', 'B'], ['down', 'F'], ['down', 'C'], ['indent', 'A'], ['indent', 'B'], ['outdent', 'D'], ['up', 'nowhere'],
  ])(
    '%s of %s does not exist and changes nothing',
    (step, item) => {
      const document = agendaOf(...outline)
      expect(stepAgendaItem(document, id(item), step)).toBe(false)
      expect(outlineOf(document)).toEqual(outline)
    },
  )

  test('an item cannot be moved into itself, nor below itself, nor below a deleted item of its own', () => {
    const document = agendaOf('A', '  B', '    C')
    removeAgendaItem(document, id('C'))
    for (const parent of ['A', 'B', 'C']) expect(moveAgendaItem(document, id('A'), { parent: id(parent), after: null })).toBe(false)
    expect(outlineOf(document)).toEqual(['A', '  B'])
  })

  test('a new item stands at the end where it is asked for there', () => {
    const document = agendaOf('A', '  B')
    const added = addAgendaItem(document, lastPlaceIn(document, id('A')), { title: 'N', language: 'en', kind: 'addition' })
    expect(outlineOf(document)).toEqual(['A', '  B', `  ${added}`])
    const item = findAgendaItem(agendaTree(readAgendaRecords(document)), added)
    expect(item).toMatchObject({ kind: 'addition', number: '1 +', title: { en: 'N', original: 'en' } })
  })
})

describe('the deepest level of an agenda', () => {
  const chain = Array.from({ length: DEEPEST_AGENDA }, (_, depth) => `${'  '.repeat(depth)}L${depth + 1}`)
  const deepest = id(`L${DEEPEST_AGENDA}`)

  test('is passed neither by a move nor by a step, with what stands below the item', () => {
    const document = agendaOf(...chain, `${'  '.repeat(DEEPEST_AGENDA - 1)}M`, 'A', '  B')
    const before = outlineOf(document)
    expect(stepAgendaItem(document, id('M'), 'indent')).toBe(false)
    expect(moveAgendaItem(document, id('B'), { parent: deepest, after: null })).toBe(false)
    expect(moveAgendaItem(document, id('A'), { parent: id(`L${DEEPEST_AGENDA - 1}`), after: null })).toBe(false)
    expect(outlineOf(document)).toEqual(before)
    expect(moveAgendaItem(document, id('A'), { parent: id(`L${DEEPEST_AGENDA - 2}`), after: null })).toBe(true)
  })

  test('does not keep what concurrent moves put deeper from moving beside or out', () => {
    const below = '  '.repeat(DEEPEST_AGENDA)
    const document = agendaOf(...chain, `${below}X`, `${below}Y`)
    expect(stepAgendaItem(document, id('Y'), 'up')).toBe(true)
    expect(stepAgendaItem(document, id('Y'), 'outdent')).toBe(true)
    expect(stepAgendaItem(document, id('Y'), 'indent')).toBe(false)
  })
})

describe('parts of an agenda', () => {
  test('the removed items that can be restored are those below nothing removed', () => {
    const document = agendaOf('A', '  B', '    C', 'D')
    for (const item of ['C', 'B', 'D']) removeAgendaItem(document, id(item))
    const removed = () => removedItems(readAgendaRecords(document)).map((record) => record.id)
    expect(removed()).toEqual(['B', 'D'])
    restoreAgendaItem(document, id('B'))
    expect(removed()).toEqual(['C', 'D'])
    removeAgendaItem(document, id('A'))
    expect(removed()).toEqual(['A', 'D'])
  })

  test('an addition is left out with all that stands below it', () => {
    const document = agendaOf('A', '  + B', '    C', '  D', '+ E', '  F')
    expect(agendaInOrder(withoutAdditions(agendaTree(readAgendaRecords(document)))).map((item) => item.id)).toEqual(['A', 'D'])
  })
})

describe('planned minutes', () => {
  test('of an item are the larger of its own and the sum below it', () => {
    const document = agendaOf('A', '  B', '  C', 'D', '  E')
    const planned = { A: 10, B: 5, C: 10, D: 20, E: 5 }
    for (const [item, plannedMinutes] of Object.entries(planned)) editAgendaRecord(document, id(item), { plannedMinutes })
    expect(agendaTree(readAgendaRecords(document)).map(plannedMinutes)).toEqual([15, 20])
  })
})
