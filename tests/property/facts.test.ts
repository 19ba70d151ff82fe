import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { translationState, withText } from '../../shared/model/bilingual.ts'
import { readTable, writeRecord, type Fact } from '../../shared/model/fact-table.ts'
import type { AgendaItemId, PersonId, SiteId } from '../../shared/model/identifiers.ts'
import {
  editAgendaRecord, editAttendance, readAgendaRecords, readAttendanceRecords, type AgendaPatch, type AttendancePatch,
} from '../../shared/model/meeting.ts'
import { readPeople, editPerson, type PersonPatch } from '../../shared/model/workspace.ts'

const anyText = fc.string({ unit: 'grapheme', maxLength: 20 })
const value: fc.Arbitrary<Fact> = fc.oneof(anyText, fc.integer(), fc.boolean(), fc.constant(null), fc.array(anyText, { maxLength: 3 }))
const FIELDS = ['name', 'title.fr', 'title.en', 'order', 'tags', 'x/y'] as const
const IDS = ['one', 'two'] as const

/** Who writes which field of which record: each field belongs to one writer only. */
const writes = fc.uniqueArray(
  fc.record({ id: fc.constantFrom(...IDS), field: fc.constantFrom(...FIELDS), value, writer: fc.nat({ max: 2 }) }),
  { selector: ({ id, field }) => `${id} ${field}`, minLength: 1, maxLength: 12 },
)

function writersFrom(origin: Y.Doc): readonly Y.Doc[] {
  return Array.from({ length: 3 }, () => {
    const document = new Y.Doc()
    Y.applyUpdate(document, Y.encodeStateAsUpdate(origin))
    return document
  })
}

function meet(documents: readonly Y.Doc[]): void {
  const updates = documents.map((document) => Y.encodeStateAsUpdate(document))
  documents.forEach((document, writer) => updates.forEach((_, index) => Y.applyUpdate(document, updates[(index + writer) % updates.length]!)))
}

describe('facts that several writers change at once', () => {
  test('all survive where the fields differ, in a record that exists or that all of them create at once', () => {
    fc.assert(
      fc.property(writes, fc.boolean(), (plan, exists) => {
        const origin = new Y.Doc()
        if (exists) for (const id of IDS) for (const field of FIELDS) writeRecord(origin, 'things', id, { [field]: 'before' })
        const documents = writersFrom(origin)
        for (const { id, field, value: written, writer } of plan) writeRecord(documents[writer]!, 'things', id, { [field]: written })
        meet(documents)
        for (const document of documents) {
          const table = readTable(document, 'things')
          for (const { id, field, value: written } of plan) expect(table.get(id)?.[field]).toEqual(written)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('are the same for all where the fields are the same, and one of those that were written', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 3, maxLength: 3 }), (values) => {
        const documents = writersFrom(new Y.Doc())
        documents.forEach((document, writer) => writeRecord(document, 'things', 'one', { name: values[writer]! }))
        meet(documents)
        const [first, ...others] = documents.map((document) => readTable(document, 'things').get('one')?.name)
        for (const other of others) expect(other).toEqual(first)
        expect(values).toContainEqual(first)
      }),
      { numRuns: 200 },
    )
  })

  test('survive when somebody else deletes the record meanwhile, and are there when it is restored', () => {
    fc.assert(
      fc.property(fc.record({ plannedMinutes: fc.nat(10_080), place: anyText.filter((text) => text !== ''), outcome: fc.constantFrom('nothing-to-report', 'not-applicable') }), (patch: AgendaPatch) => {
        const origin = new Y.Doc()
        const id = 'item' as AgendaItemId
        editAgendaRecord(origin, id, { order: 'a0', parent: null })
        const [here, there] = writersFrom(origin)
        editAgendaRecord(here!, id, { deleted: true })
        editAgendaRecord(there!, id, patch)
        meet([here!, there!])
        expect(readAgendaRecords(here!)).toEqual([expect.objectContaining({ ...patch, deleted: true })])
        editAgendaRecord(here!, id, { deleted: false })
        expect(readAgendaRecords(here!)).toEqual([expect.objectContaining({ ...patch, deleted: false })])
      }),
      { numRuns: 100 },
    )
  })

  test('of one person’s attendance come from two secretaries: status from one, arrival and site from the other', () => {
    fc.assert(
      fc.property(fc.constantFrom('present', 'remote', 'excused'), fc.boolean(), (status, guest) => {
        const person = 'p' as PersonId
        const [here, there] = writersFrom(new Y.Doc())
        editAttendance(here!, person, { status })
        const patch: AttendancePatch = { arrivedAt: '14:20' as never, site: 's' as SiteId, guest }
        editAttendance(there!, person, patch)
        meet([here!, there!])
        expect(readAttendanceRecords(there!)).toEqual([{ person, status, ...patch, deleted: false }])
      }),
    )
  })

  test('of a person are all kept, whoever wrote which', () => {
    const filled = anyText.filter((text) => text !== '')
    fc.assert(
      fc.property(fc.record({ name: filled, email: filled, affiliation: filled, aliases: fc.array(filled, { maxLength: 3 }) }), fc.infiniteStream(fc.nat({ max: 2 })), (person, writer) => {
        const documents = writersFrom(new Y.Doc())
        for (const [field, written] of Object.entries(person)) editPerson(documents[writer.next().value]!, 'p' as PersonId, { [field]: written } as PersonPatch)
        meet(documents)
        expect(readPeople(documents[0]!)).toEqual([{ id: 'p', ...person, deleted: false }])
      }),
      { numRuns: 100 },
    )
  })

  test('of a text: a translation written while the original changes is kept, and is stale', () => {
    const filled = anyText.filter((text) => text.trim() !== '')
    fc.assert(
      fc.property(filled, filled, filled, (before, after, english) => {
        fc.pre(before !== after)
        const origin = new Y.Doc()
        const id = 'item' as AgendaItemId
        editAgendaRecord(origin, id, { order: 'a0', title: { fr: before, original: 'fr' } })
        const [here, there] = writersFrom(origin)
        const title = readAgendaRecords(here!)[0]!.title
        editAgendaRecord(here!, id, { title: withText(title, 'fr', after) })
        editAgendaRecord(there!, id, { title: withText(title, 'en', english) })
        meet([here!, there!])
        const merged = readAgendaRecords(here!)[0]!.title
        expect(merged).toMatchObject({ fr: after, en: english })
        expect(translationState(merged)).toBe('stale')
      }),
      { numRuns: 200 },
    )
  })
})
