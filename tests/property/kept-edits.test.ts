import fc from 'fast-check'
import { deleteSelection } from 'prosemirror-commands'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { backspace, insertLineBreak, splitEntry } from '../../renderer/editor/commands.ts'
import { readKept, type KeptRecord } from '../../shared/history/kept-table.ts'
import { appendEntry, bodyFragment } from '../../shared/model/body.ts'
import { readTable, writeRecord } from '../../shared/model/fact-table.ts'
import type { AgendaItemId, EntryId, PersonId } from '../../shared/model/identifiers.ts'
import { editAgendaRecord, editAttendance, readAgendaRecords } from '../../shared/model/meeting.ts'
import { HeadlessEditor } from '../unit/editor-headless.ts'
import { readAll, Writer } from '../fixtures/several-writers.ts'

const who = fc.nat({ max: 2 })
const place = fc.record({ entry: fc.nat({ max: 9 }), offset: fc.nat({ max: 30 }) })
const typing = fc.record({ do: fc.constant('type' as const), who, place, length: fc.integer({ min: 1, max: 4 }) })
const breaking = fc.record({ do: fc.constant('line' as const), who, place })
const splitting = fc.record({ do: fc.constant('split' as const), who, place })
const joining = fc.record({ do: fc.constant('join' as const), who, place })
const deleting = fc.record({ do: fc.constant('delete' as const), who, place, to: place })
const removing = fc.record({ do: fc.constant('remove' as const), who, place })
const reading = fc.record({ do: fc.constant('read' as const), who, limit: fc.integer({ min: 1, max: 4 }) })

type Step =
  | { readonly do: 'type'; readonly who: number; readonly place: Place; readonly length: number }
  | { readonly do: 'split' | 'join' | 'remove' | 'line'; readonly who: number; readonly place: Place }
  | { readonly do: 'delete'; readonly who: number; readonly place: Place; readonly to: Place }
  | { readonly do: 'read'; readonly who: number; readonly limit: number }

interface Place {
  readonly entry: number
  readonly offset: number
}

/** Something that takes text away from where it stood: done by whom, knowing what, and to which text. */
interface Taking {
  readonly writer: Writer
  readonly sequence: number
  readonly seen: ReadonlyMap<string, number>
  readonly entries: ReadonlySet<string>
  readonly text: string
}

/** Several people in one body. Each typed character exists once, so that a lost or doubled one is seen. */
class Committee {
  readonly writers: readonly Writer[]
  readonly editors: readonly HeadlessEditor[]
  readonly written = new Set('AbcDefgHij')
  /** Of these, what nobody deleted who saw it. */
  readonly typed = new Set(this.written)
  readonly takings: Taking[] = []
  #next = 0x4e00

  constructor(size: number) {
    const first = new HeadlessEditor(new Y.Doc())
    first.at(0, 0).type('Abc')
    first.run(splitEntry)
    first.type('Defg')
    first.run(splitEntry)
    first.type('Hij')
    const beginning = Y.encodeStateAsUpdate(first.meeting)
    this.writers = Array.from({ length: size }, (_none, index) => new Writer(`writer-${index}`, beginning))
    this.editors = this.writers.map((writer) => new HeadlessEditor(writer.document))
  }

  take(step: Step): void {
    const index = step.who % this.writers.length
    const writer = this.writers[index]!
    const editor = this.editors[index]!
    if (step.do === 'read') return void writer.read(this.writers.filter((other) => other !== writer), step.limit)
    const entry = step.place.entry % editor.state.doc.childCount
    editor.at(entry, step.do === 'join' ? 0 : step.place.offset % (editor.state.doc.child(entry).content.size + 1))
    switch (step.do) {
      case 'type': {
        const text = Array.from({ length: step.length }, () => String.fromCharCode((this.#next += 1))).join('')
        editor.type(text)
        for (const character of text) {
          this.typed.add(character)
          this.written.add(character)
        }
        return
      }
      case 'line':
        return this.#taking(index, entry, entry, () => editor.run(insertLineBreak))
      case 'split':
        return this.#taking(index, entry, entry, () => editor.run(splitEntry))
      case 'join':
        return this.#taking(index, Math.max(0, entry - 1), entry, () => editor.run(backspace))
      case 'remove':
        return this.#taking(index, entry, entry, () => {
          const start = editor.state.doc.content.content.slice(0, entry).reduce((sum, node) => sum + node.nodeSize, 0)
          editor.dispatch(editor.state.tr.delete(start, start + editor.state.doc.child(entry).nodeSize))
        })
      case 'delete': {
        const from = editor.state.selection.head
        const other = step.to.entry % editor.state.doc.childCount
        editor.at(other, step.to.offset % (editor.state.doc.child(other).content.size + 1))
        const to = editor.state.selection.head
        editor.select(Math.min(from, to), Math.max(from, to))
        return this.#taking(index, Math.min(entry, other), Math.max(entry, other), () => editor.run(deleteSelection))
      }
    }
  }

  /** What is gone from the eyes of who does it was deleted knowingly; all else must be there at the end. */
  #taking(index: number, from: number, to: number, act: () => void): void {
    const editor = this.editors[index]!
    const writer = this.writers[index]!
    const entries = editor.entries().slice(from, to + 1)
    const before = editor.texts().join('')
    this.takings.push({
      writer,
      sequence: writer.next,
      seen: new Map(writer.positions),
      entries: new Set(entries.map((entry) => entry.id)),
      text: entries.flatMap((entry) => entry.runs.map((run) => run.text)).join(''),
    })
    act()
    const after = editor.texts().join('')
    for (const character of before) if (!after.includes(character)) this.typed.delete(character)
  }

  /**
   * Text that two people took from the same entries without knowing of each other: Yjs itself writes such text twice. So
   * it is with an entry that two put back, each having written in it, when it was taken before both were known of.
   */
  takenTwice(): ReadonlySet<string> {
    const characters = new Set<string>()
    const isBefore = (one: Taking, other: Taking) => (other.seen.get(one.writer.id) ?? 0) >= one.sequence
    for (const one of this.takings) {
      for (const other of this.takings) {
        if (one.writer === other.writer || isBefore(one, other) || isBefore(other, one) || ![...one.entries].some((entry) => other.entries.has(entry))) continue
        for (const character of one.text + other.text) characters.add(character)
      }
    }
    const putBack = readKept(this.editors[0]!.meeting).filter(({ reason }) => reason === 'entry-removed')
    for (const { entries, text } of this.takings) {
      const isPutBackTwice = [...entries].some((entry) => new Set(putBack.flatMap(({ target, by }) => (target === entry ? by : []))).size > 1)
      if (isPutBackTwice) for (const character of text) characters.add(character)
    }
    return characters
  }
}

function takenTogether(size: number, steps: readonly Step[], oneRecordEach = true): Committee {
  const committee = new Committee(size)
  for (const step of steps) {
    committee.take(step)
    if (oneRecordEach) for (const writer of committee.writers) writer.flush()
  }
  readAll(committee.writers)
  return committee
}

function check({ editors, typed, written, ...committee }: Committee, takenTwice: ReadonlySet<string>): void {
  const [first, ...others] = editors
  for (const other of others) {
    expect(other.entries()).toEqual(first!.entries())
    expect(byId(readKept(other.meeting))).toEqual(byId(readKept(first!.meeting)))
  }
  const all = first!.texts().join('')
  expect([...typed].filter((character) => !all.includes(character)), 'lost').toEqual([])
  const doubled = [...written].filter((character) => all.indexOf(character) !== all.lastIndexOf(character) && !takenTwice.has(character))
  expect(doubled, 'doubled').toEqual([])
  const ids = first!.entries().map((entry) => entry.id)
  if (committee.takings.length === 0) expect(new Set(ids).size).toBe(ids.length)
}

function byId(kept: readonly KeptRecord[]): readonly KeptRecord[] {
  return kept.toSorted((left, right) => left.id.localeCompare(right.id))
}

const parameters = { numRuns: Number(process.env.RUNS ?? 300) }
const steps = fc.array(fc.oneof({ weight: 4, arbitrary: typing }, breaking, splitting, joining, deleting, removing, { weight: 2, arbitrary: reading }), { maxLength: 40 })

describe('what was typed while somebody else, who had not seen it, took away where it stood', () => {
  test.each([2, 3])('is there at the end, once: %i people type, split, join and delete', (size) => {
    fc.assert(
      fc.property(steps, (taken) => {
        const committee = takenTogether(size, taken)
        check(committee, committee.takenTwice())
      }),
      parameters,
    )
  })

  test('is there at the end too where several steps make one record', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const committee = takenTogether(3, taken, false)
        check(committee, committee.written)
      }),
      parameters,
    )
  })
})

const ITEMS = ['one', 'two', 'two-a', 'two-b'] as const
const PARENTS: Readonly<Record<(typeof ITEMS)[number], string | null>> = { one: null, two: null, 'two-a': 'two', 'two-b': 'two-a' }
const item = fc.constantFrom(...ITEMS)
const recordSteps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constantFrom('edit', 'type', 'remove', 'restore', 'excuse', 'leave-out'), who, item }),
    fc.record({ do: fc.constant('read'), who, item, limit: fc.integer({ min: 1, max: 4 }) }),
  ),
  { maxLength: 30 },
)

/** What each writer did last to a record, and what it knew then: enough to say what must not be deleted at the end. */
interface Touch {
  readonly writer: Writer
  readonly sequence: number
  readonly seen: ReadonlyMap<string, number>
  readonly targets: readonly string[]
  readonly isRemoval: boolean
  readonly isRestoring: boolean
}

describe('a record that somebody removed while another, unseen, worked on it or below it', () => {
  test('is there at the end, flagged; one that nobody worked on meanwhile is gone', () => {
    fc.assert(
      fc.property(recordSteps, (taken) => {
        const origin = new Writer('origin')
        for (const [index, id] of ITEMS.entries()) editAgendaRecord(origin.document, id as AgendaItemId, { order: `a${index}`, parent: PARENTS[id] as AgendaItemId | null })
        for (const id of ITEMS) editAttendance(origin.document, id as unknown as PersonId, { status: 'present' })
        const writers = [0, 1, 2].map((index) => new Writer(`writer-${index}`, Y.encodeStateAsUpdate(origin.document)))
        const touches: Touch[] = []
        for (const step of taken) {
          const writer = writers[step.who]!
          if ('limit' in step) {
            writer.read(writers.filter((other) => other !== writer), step.limit)
            continue
          }
          const didSomething = change(writer.document, step.do, step.item as AgendaItemId)
          if (didSomething) touches.push({ writer, sequence: writer.next, seen: new Map(writer.positions), isRemoval: ['remove', 'leave-out'].includes(step.do), isRestoring: step.do === 'restore', targets: targetsOf(step.do, step.item) })
          writer.flush()
        }
        readAll(writers)
        for (const writer of writers) expect(deletedRecords(writer.document)).toEqual(deletedRecords(writers[0]!.document))
        for (const target of ITEMS.flatMap((id) => [`agenda/${id}`, `attendance/${id}`])) {
          const removals = touches.filter((touch) => touch.isRemoval && touch.targets[0] === target)
          const work = touches.filter((touch) => !touch.isRemoval && touch.targets.includes(target))
          const last = (touch: Touch) => touches.findLast((other) => other.writer === touch.writer && other.targets.includes(target)) === touch
          const isSeen = (touch: Touch, by: Touch) => touch.writer === by.writer || (by.seen.get(touch.writer.id) ?? 0) >= touch.sequence
          // Work that no removal knew of, by somebody who had not removed it before or since, nor seen it removed.
          const mustStay = removals.length > 0 && work.some((touch) => last(touch) && removals.every((removal) => !isSeen(touch, removal) && !isSeen(removal, touch)))
          if (mustStay) {
            expect(deletedRecords(writers[0]!.document), target).not.toContain(target)
            if (!work.some((touch) => touch.isRestoring)) expect(readKept(writers[0]!.document).some((kept) => `${kept.place}/${kept.target}` === target), target).toBe(true)
          }
          const mustGo = removals.length > 0 && work.length === 0
          if (mustGo) expect(deletedRecords(writers[0]!.document)).toContain(target)
        }
      }),
      parameters,
    )
  })
})

function change(document: Y.Doc, act: string, id: AgendaItemId): boolean {
  const person = id as unknown as PersonId
  const before = Y.encodeStateVector(document)
  if (act === 'edit') editAgendaRecord(document, id, { plannedMinutes: (readAgendaRecords(document).find((record) => record.id === id)?.plannedMinutes ?? 0) + 1 })
  if (act === 'type') appendEntry(bodyFragment(document, id, 'fr'), { id: `e${Math.random()}` as EntryId, kind: 'note', list: 'none', level: 0, speakers: [], runs: [{ text: 'mot' }] })
  if (act === 'remove') editAgendaRecord(document, id, { deleted: true })
  if (act === 'restore') editAgendaRecord(document, id, { deleted: false })
  if (act === 'excuse') writeRecord(document, 'attendance', person, { status: readTable(document, 'attendance').get(person)?.status === 'excused' ? 'present' : 'excused' })
  if (act === 'leave-out') writeRecord(document, 'attendance', person, { deleted: true })
  return !Buffer.from(before).equals(Buffer.from(Y.encodeStateVector(document)))
}

/** The record itself first; work on an agenda item is work on those above it too. */
function targetsOf(act: string, id: (typeof ITEMS)[number]): readonly string[] {
  if (act === 'excuse' || act === 'leave-out') return [`attendance/${id}`]
  const targets: string[] = []
  for (let at: string | null = id; at !== null; at = PARENTS[at as (typeof ITEMS)[number]]) targets.push(`agenda/${at}`)
  return targets
}

function deletedRecords(document: Y.Doc): readonly string[] {
  return ['agenda', 'attendance'].flatMap((table) => [...readTable(document, table)].flatMap(([id, record]) => (record.deleted === true ? [`${table}/${id}`] : []))).toSorted()
}
