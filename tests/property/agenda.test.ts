import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { addAgendaItem, moveAgendaItem, removeAgendaItem, restoreAgendaItem, stepAgendaItem } from '../../shared/agenda/edit.ts'
import { agendaInOrder, agendaTree, DEEPEST_AGENDA, type AgendaItem } from '../../shared/agenda/tree.ts'
import { readAgendaRecords } from '../../shared/model/meeting.ts'

/** What one writer does; numbers choose among the items (and places) that there are. */
const edit = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('move' as const), item: fc.nat(), parent: fc.nat(), after: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('step' as const), item: fc.nat(), step: fc.constantFrom('up', 'down', 'indent', 'outdent') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('add' as const), parent: fc.nat(), after: fc.nat(), kind: fc.constantFrom('topic', 'addition', 'break') }) },
)
const removal = fc.record({ do: fc.constantFrom('remove' as const, 'restore' as const), item: fc.nat() })
type Edit = (typeof edit extends fc.Arbitrary<infer Value> ? Value : never) | (typeof removal extends fc.Arbitrary<infer Value> ? Value : never)

/** Two or three writers, a few rounds; all meet after each round. */
const rounds = (change: fc.Arbitrary<Edit>) =>
  fc.integer({ min: 2, max: 3 }).chain((writers) =>
    fc.array(fc.array(fc.array(change, { maxLength: 6 }), { minLength: writers, maxLength: writers }), { minLength: 1, maxLength: 3 }),
  )
const start = fc.array(fc.nat(), { minLength: 2, maxLength: 9 })

const treeOf = (document: Y.Doc) => agendaTree(readAgendaRecords(document))
const shownIn = (document: Y.Doc) => agendaInOrder(treeOf(document))

function choose<Value>(values: readonly Value[], number: number): Value | undefined {
  return values[number % values.length]
}

/** A place among what is shown, or first of all; `number` is spread over them. */
function placeIn(document: Y.Doc, parentNumber: number, afterNumber: number) {
  const parent = choose([null, ...shownIn(document)], parentNumber) ?? null
  const siblings = parent ? parent.children : treeOf(document)
  return { parent: parent?.id ?? null, after: choose([null, ...siblings], afterNumber)?.id ?? null }
}

function apply(document: Y.Doc, change: Edit): void {
  if (change.do === 'add') {
    addAgendaItem(document, placeIn(document, change.parent, change.after), { title: 'x', language: 'fr', kind: change.kind })
    return
  }
  const item = choose(change.do === 'restore' ? readAgendaRecords(document) : shownIn(document), change.item)
  if (!item) return
  if (change.do === 'move') moveAgendaItem(document, item.id, placeIn(document, change.parent, change.after))
  else if (change.do === 'step') stepAgendaItem(document, item.id, change.step)
  else if (change.do === 'remove') removeAgendaItem(document, item.id)
  else restoreAgendaItem(document, item.id)
}

function startFrom(parents: readonly number[]): Y.Doc {
  const document = new Y.Doc()
  for (const parent of parents) addAgendaItem(document, placeIn(document, parent, 0), { title: 'x', language: 'fr' })
  return document
}

/** Runs the rounds; the writers exchange everything after each. */
function play(parents: readonly number[], plan: readonly (readonly (readonly Edit[])[])[]): readonly Y.Doc[] {
  const origin = Y.encodeStateAsUpdate(startFrom(parents))
  const documents = (plan[0] ?? []).map(() => new Y.Doc())
  for (const document of documents) Y.applyUpdate(document, origin)
  for (const round of plan) {
    round.forEach((changes, writer) => changes.forEach((change) => apply(documents[writer]!, change)))
    const updates = documents.map((document) => Y.encodeStateAsUpdate(document))
    // Each hears of the others in another order.
    documents.forEach((document, writer) => updates.forEach((_, index) => Y.applyUpdate(document, updates[(index + writer) % updates.length]!)))
  }
  return documents
}

function shapeOf(tree: readonly AgendaItem[]): unknown {
  return tree.map((item) => [item.id, item.number, shapeOf(item.children)])
}

function levels(tree: readonly AgendaItem[]): readonly (readonly AgendaItem[])[] {
  return [tree, ...tree.flatMap((item) => levels(item.children))]
}

const ROMAN = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii', 'xiii', 'xiv', 'xv', 'xvi', 'xvii', 'xviii', 'xix', 'xx']

/** The position that a label says, read independently of how labels are made. */
function positionOf({ label, depth }: AgendaItem): number {
  const last = label.replace(/\)$/, '').split('.').at(-1) ?? ''
  if (depth <= 2) return Number(last)
  if (depth % 2 === 0) return ROMAN.indexOf(last) + 1
  return (last.length - 1) * 26 + last.charCodeAt(0) - 96
}

describe('an agenda changed by several writers at once', () => {
  test('is the same for all of them, and loses no item and shows none twice', () => {
    fc.assert(
      fc.property(start, rounds(edit), (parents, plan) => {
        const documents = play(parents, plan)
        const [first, ...others] = documents.map((document) => shapeOf(treeOf(document)))
        for (const other of others) expect(other).toEqual(first)
        const shown = shownIn(documents[0]!).map(({ id }) => id)
        expect([...shown].sort()).toEqual(readAgendaRecords(documents[0]!).map(({ id }) => id).sort())
      }),
      { numRuns: 300 },
    )
  })

  test('is the same for all where items are deleted and restored too, and what is restored with all above it is shown', () => {
    fc.assert(
      fc.property(start, rounds(fc.oneof({ weight: 3, arbitrary: edit }, { weight: 2, arbitrary: removal })), (parents, plan) => {
        const documents = play(parents, plan)
        const [first, ...others] = documents.map((document) => shapeOf(treeOf(document)))
        for (const other of others) expect(other).toEqual(first)
        const document = documents[0]!
        const shown = shownIn(document).map(({ id }) => id)
        expect(new Set(shown).size).toBe(shown.length)
        for (const record of readAgendaRecords(document)) restoreAgendaItem(document, record.id)
        expect(shownIn(document)).toHaveLength(readAgendaRecords(document).length)
      }),
      { numRuns: 300 },
    )
  })

  test('is numbered without a gap at every level, and no two topics have one number', () => {
    fc.assert(
      fc.property(start, rounds(fc.oneof(edit, removal)), (parents, plan) => {
        const document = play(parents, plan)[0]!
        for (const level of levels(treeOf(document))) {
          const topics = level.filter((item) => item.kind === 'topic')
          expect(topics.map(positionOf)).toEqual(topics.map((_, index) => index + 1))
        }
        const numbered = shownIn(document).filter((item) => /^[\d.]+$/.test(item.number) && isBelowTopics(item, document))
        expect(new Set(numbered.map((item) => item.number)).size).toBe(numbered.length)
      }),
      { numRuns: 200 },
    )
  })

  test('lets every item step up and down again, or down and up again, and stand where it stood', () => {
    fc.assert(
      fc.property(start, rounds(edit), fc.nat(), fc.constantFrom(['up', 'down'] as const, ['down', 'up'] as const), (parents, plan, choice, [there, back]) => {
        const document = play(parents, plan)[0]!
        const item = choose(shownIn(document), choice)!
        const before = shapeOf(treeOf(document))
        if (!stepAgendaItem(document, item.id, there)) return
        expect(shapeOf(treeOf(document))).not.toEqual(before)
        expect(stepAgendaItem(document, item.id, back)).toBe(true)
        expect(shapeOf(treeOf(document))).toEqual(before)
      }),
      { numRuns: 300 },
    )
  })

  test('is never taken deeper by a step than the deepest level', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ item: fc.nat(), isNew: fc.boolean() }), { maxLength: 60 }), (steps) => {
        const document = startFrom([0, 0])
        for (const { item, isNew } of steps) {
          const shown = shownIn(document)
          // Below the deepest item but one, again and again: nothing is deeper than asked for.
          const parent = shown.reduce((deep, candidate) => (candidate.depth > deep.depth && candidate.depth < DEEPEST_AGENDA ? candidate : deep))
          if (isNew) addAgendaItem(document, { parent: parent.id, after: null }, { title: 'x', language: 'fr' })
          else stepAgendaItem(document, choose(shown, item)!.id, 'indent')
          expect(Math.max(...shownIn(document).map(({ depth }) => depth))).toBeLessThanOrEqual(DEEPEST_AGENDA)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('lets an item be moved to any place that is shown, and there it stands', () => {
    fc.assert(
      fc.property(start, rounds(edit), fc.nat(), fc.nat(), fc.nat(), (parents, plan, choice, parent, after) => {
        const document = play(parents, plan)[0]!
        const item = choose(shownIn(document), choice)!
        const place = placeIn(document, parent, after)
        const others = shownIn(document).filter(({ id }) => id !== item.id).map(({ id }) => id)
        if (!moveAgendaItem(document, item.id, place)) return
        const siblings = (place.parent === null ? treeOf(document) : shownIn(document).find(({ id }) => id === place.parent)?.children) ?? []
        const index = siblings.findIndex(({ id }) => id === item.id)
        expect(siblings[index - 1]?.id ?? null).toBe(place.after)
        // Nobody else changes places: without the item and what hangs on it, the agenda reads as before.
        const moved = new Set(agendaInOrder(siblings.slice(index, index + 1)).map(({ id }) => id))
        expect(shownIn(document).filter(({ id }) => !moved.has(id)).map(({ id }) => id)).toEqual(others.filter((id) => !moved.has(id)))
      }),
      { numRuns: 300 },
    )
  })
})

/** Below a break there is nothing to carry the number on; nobody puts a topic there but a random test. */
function isBelowTopics(item: AgendaItem, document: Y.Doc): boolean {
  return shownIn(document).every((above) => above.kind === 'topic' || !agendaInOrder(above.children).some(({ id }) => id === item.id))
}
