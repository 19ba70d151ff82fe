import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { applyRemoteChanges } from '../../shared/history/keep-edits.ts'
import { keptEntry, readKept, removeKept, settleKept } from '../../shared/history/kept-table.ts'
import { appendEntry, bodyFragment, entryText, readBody, type Entry } from '../../shared/model/body.ts'
import { writeRecord } from '../../shared/model/fact-table.ts'
import type { ActionId, AgendaItemId, EntryId, PersonId, VoteId } from '../../shared/model/identifiers.ts'
import { editAgendaRecord, readAgendaRecords } from '../../shared/model/meeting.ts'
import { readAll, Writer } from '../fixtures/several-writers.ts'

const ITEM = 'budget' as AgendaItemId

const decision: Entry = {
  id: 'e1' as EntryId, kind: 'action', list: 'bullet', level: 1, speakers: ['claire' as PersonId], action: 'a1' as ActionId, vote: 'v1' as VoteId,
  runs: [{ text: 'Le budget est ' }, { text: 'voté', bold: true }, { text: '.' }],
}

function committee(): readonly Writer[] {
  const origin = new Y.Doc()
  editAgendaRecord(origin, ITEM, { order: 'a0', parent: null })
  appendEntry(bodyFragment(origin, ITEM, 'fr'), decision)
  appendEntry(bodyFragment(origin, ITEM, 'fr'), { ...decision, id: 'e2' as EntryId, action: 'a2' as ActionId, vote: 'v2' as VoteId, runs: [{ text: 'La suite.' }] })
  return ['anne', 'bruno', 'claire'].map((name) => new Writer(name, Y.encodeStateAsUpdate(origin)))
}

const fragment = (writer: Writer) => bodyFragment(writer.document, ITEM, 'fr')
const texts = (writer: Writer) => readBody(fragment(writer)).map(entryText)
const type = (writer: Writer, entry: number, text: string) => ((fragment(writer).get(entry) as Y.XmlElement).get(0) as Y.XmlText).insert(0, text)

describe('an entry removed by somebody who did not see what was written in it', () => {
  test('stands in its place again with all that it was, flagged for everybody, until somebody settles it', () => {
    const [anne, bruno, claire] = committee()
    fragment(anne!).delete(0, 1)
    type(bruno!, 0, 'Enfin : ')
    readAll([anne!, bruno!, claire!])
    for (const writer of [anne!, bruno!, claire!]) {
      expect(readBody(fragment(writer))).toEqual([{ ...decision, runs: [{ text: 'Enfin : Le budget est ' }, ...decision.runs.slice(1)] }, expect.objectContaining({ id: 'e2' })])
      expect(readKept(writer.document)).toMatchObject([{ reason: 'entry-removed', target: 'e1', by: 'bruno', removedBy: 'anne', settled: false }])
    }
    const [kept] = readKept(claire!.document)
    settleKept(claire!.document, kept!.id)
    readAll([anne!, bruno!, claire!])
    expect(readKept(anne!.document)).toMatchObject([{ settled: true }])
    expect(texts(anne!)).toHaveLength(2)
  })

  test('that stands elsewhere by then leaves only what was written, as a note that words no action and no vote', () => {
    const [anne, bruno, claire] = committee()
    fragment(anne!).delete(0, 1)
    appendEntry(fragment(anne!), decision)
    type(bruno!, 0, 'Enfin : ')
    readAll([anne!, bruno!, claire!])
    const own = readBody(fragment(claire!)).find((entry) => entryText(entry).trim() === 'Enfin :')
    expect(own).toMatchObject({ kind: 'note' })
    expect([own?.action, own?.vote]).toEqual([undefined, undefined])
    expect(readKept(claire!.document)).toMatchObject([{ reason: 'text-moved', by: 'bruno' }])
  })

  test('is removed after all by one command, which is a removal that has seen it', () => {
    const [anne, bruno, claire] = committee()
    fragment(anne!).delete(0, 1)
    type(bruno!, 0, 'Enfin : ')
    readAll([anne!, bruno!, claire!])
    removeKept(anne!.document, readKept(anne!.document)[0]!)
    readAll([anne!, bruno!, claire!])
    for (const writer of [anne!, bruno!, claire!]) {
      expect(texts(writer)).toEqual(['La suite.'])
      expect(readKept(writer.document)).toMatchObject([{ settled: true }])
    }
  })

  test('is there once where two people had written in it, each with what they wrote', () => {
    for (const order of [[0, 1, 2], [1, 0, 2], [2, 1, 0], [1, 2, 0]]) {
      const writers = committee()
      const [anne, bruno, claire] = writers
      fragment(anne!).delete(0, 1)
      type(bruno!, 0, 'Enfin : ')
      type(claire!, 0, 'Après débat : ')
      for (const writer of writers) writer.flush()
      // Each of the two learns of the removal before it hears of the other; then in any order.
      bruno!.read([anne!])
      claire!.read([anne!])
      readAll(order.map((index) => writers[index]!))
      const all = texts(anne!)
      for (const writer of writers) expect(texts(writer)).toEqual(all)
      expect(all.filter((text) => text.includes('Le budget est')), all.join(' | ')).toHaveLength(1)
      expect(all.join(' ')).toContain('Enfin : ')
      expect(all.join(' ')).toContain('Après débat : ')
      const ids = readBody(fragment(anne!)).flatMap(({ id, action, vote }) => [id, action, vote].filter((each) => each !== undefined))
      expect(new Set(ids).size).toBe(ids.length)
    }
  })

  test('is there once where the second hears of the removal together with what the first put back', () => {
    const writers = committee()
    const [anne, bruno, claire] = writers
    fragment(anne!).delete(0, 1)
    type(bruno!, 0, 'Enfin : ')
    type(claire!, 0, 'Après débat : ')
    readAll(writers)
    const all = texts(anne!)
    expect(all.filter((text) => text.includes('Le budget est')), all.join(' | ')).toHaveLength(1)
    expect(all.join(' ')).toContain('Enfin : ')
    expect(all.join(' ')).toContain('Après débat : ')
  })

  test('is there once where its remover takes the removal back', () => {
    const [anne, bruno, claire] = committee()
    const undo = new Y.UndoManager(anne!.document, { trackedOrigins: new Set([null]), captureTimeout: 0 })
    fragment(anne!).delete(0, 1)
    anne!.flush()
    type(bruno!, 0, 'Enfin : ')
    bruno!.read([anne!])
    undo.undo()
    readAll([anne!, bruno!, claire!])
    const all = texts(claire!)
    expect(all.filter((text) => text.includes('Le budget est')), all.join(' | ')).toHaveLength(1)
    expect(all.join(' ')).toContain('Enfin : ')
  })

  test('goes where nobody had written in it', () => {
    const writers = committee()
    type(writers[1]!, 0, 'Enfin : ')
    readAll(writers)
    fragment(writers[0]!).delete(0, 1)
    readAll(writers)
    for (const writer of writers) {
      expect(texts(writer)).toEqual(['La suite.'])
      expect(readKept(writer.document)).toEqual([])
    }
  })
})

test('an agenda item removed by somebody who did not see the work on it is there, and can be removed after all', () => {
  const writers = committee()
  editAgendaRecord(writers[0]!.document, ITEM, { deleted: true })
  type(writers[1]!, 1, 'Et puis : ')
  readAll(writers)
  for (const { document } of writers) {
    expect(readAgendaRecords(document)[0]!.deleted).toBe(false)
    expect(readKept(document)).toMatchObject([{ reason: 'record-removed', place: 'agenda', target: ITEM, by: 'bruno', removedBy: 'anne' }])
  }
  removeKept(writers[0]!.document, readKept(writers[0]!.document)[0]!)
  readAll(writers)
  expect(readAgendaRecords(writers[2]!.document)[0]!.deleted).toBe(true)
})

test('bytes that make no update are left out; what came with them is read', () => {
  const [anne, bruno] = committee()
  type(anne!, 0, 'Enfin : ')
  anne!.flush()
  const broken = { ...anne!.log[0]!, update: new Uint8Array([7, 255, 255, 255]) }
  expect(applyRemoteChanges(bruno!.document, [broken, anne!.log[0]!], 'test', bruno!.own)).toEqual({ entries: 0, records: 0, unreadable: 1 })
  expect(texts(bruno!)[0]).toContain('Enfin')
})

test('a flag of another program that calls a body a table is not read', () => {
  const [anne] = committee()
  writeRecord(anne!.document, 'kept', 'bad', { reason: 'record-removed', place: `body/${ITEM}/fr`, target: 'x' })
  writeRecord(anne!.document, 'kept', 'worse', { reason: 'entry-removed', place: 'agenda', target: 'x' })
  expect(readKept(anne!.document)).toEqual([])
  writeRecord(anne!.document, 'kept', 'gone', { reason: 'entry-removed', place: 'body/other/fr', target: 'x' })
  expect(keptEntry(anne!.document, readKept(anne!.document)[0]!)).toBeUndefined()
})
