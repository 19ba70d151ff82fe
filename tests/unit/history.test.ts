import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startClock, stopClock, togglePause } from '../../shared/agenda/clock.ts'
import { droppedValues, keepCurrent, restoreDropped } from '../../shared/history/dropped-values.ts'
import { meetingHistory, restoreEntry } from '../../shared/history/history.ts'
import { droppedLeaves } from '../../shared/history/leaves.ts'
import { replay, type HistoryRecord } from '../../shared/history/replay.ts'
import { appendEntry, bodyFragment, readBody, type Entry } from '../../shared/model/body.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import type { AgendaItemId, EntryId, PersonId, VoteId, WriterId } from '../../shared/model/identifiers.ts'
import { editAgendaRecord, editAttendance, editMeeting, readAgendaRecords, readAttendanceRecords, readMeeting } from '../../shared/model/meeting.ts'
import { castBallot, editVote, makeSecret, readVoteRecords } from '../../shared/model/vote.ts'

const ITEM = 'budget' as AgendaItemId
const OTHER = 'locaux' as AgendaItemId
const MINUTE = 60_000

/** Some installations on one meeting, whose changes become records when they are passed on. */
class Meeting {
  readonly records: HistoryRecord[] = []
  readonly #documents = new Map<string, Y.Doc>()
  readonly #waiting: HistoryRecord[] = []
  time = 1_000_000

  of(writer: string): Y.Doc {
    const known = this.#documents.get(writer)
    if (known) return known
    const document = new Y.Doc()
    for (const { update } of this.records) Y.applyUpdate(document, update, 'read')
    document.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'read') return
      this.#waiting.push({ log: writer as WriterId, writer: writer as WriterId, sequence: this.records.length + this.#waiting.length + 1, time: this.time, update })
    })
    this.#documents.set(writer, document)
    return document
  }

  meet(): void {
    const news = this.#waiting.splice(0)
    this.records.push(...news)
    for (const [writer, document] of this.#documents) for (const { writer: of, update } of news) if (of !== writer) Y.applyUpdate(document, update, 'read')
  }

  history() {
    this.meet()
    return meetingHistory(this.records)
  }
}

function entry(id: string, text: string): Entry {
  return { id: id as EntryId, kind: 'note', list: 'none', level: 0, speakers: [], runs: [{ text }] }
}

function anItem(): Meeting {
  const meeting = new Meeting()
  const here = meeting.of('anne')
  editMeeting(here, { title: { fr: 'Visio', original: 'fr' } })
  editAgendaRecord(here, ITEM, { order: 'a0', parent: null, title: { fr: 'Budget', original: 'fr' } })
  editAgendaRecord(here, OTHER, { order: 'a1', parent: null, title: { fr: 'Locaux', original: 'fr' } })
  appendEntry(bodyFragment(here, ITEM, 'fr'), entry('e1', 'Le budget est présenté.'))
  meeting.meet()
  meeting.of('bruno')
  meeting.time += 60 * MINUTE
  return meeting
}

const mayHaveDroppedValues = (document: Y.Doc) => droppedLeaves(document).length > 0

describe('values that a merge dropped', () => {
  function twoDates(): Meeting {
    const meeting = anItem()
    editMeeting(meeting.of('anne'), { date: '2024-03-19' as never })
    editMeeting(meeting.of('bruno'), { date: '2024-03-20' as never })
    meeting.meet()
    return meeting
  }

  test('both stand side by side, with who set each and when', () => {
    const meeting = twoDates()
    const { replay: replayed } = meeting.history()
    const [value, ...others] = droppedValues(replayed)
    expect(others).toEqual([])
    const byAnne = { value: '2024-03-19', writer: 'anne' }
    const byBruno = { value: '2024-03-20', writer: 'bruno' }
    const sides = [{ value: value!.dropped, writer: value!.droppedBy!.writer }, { value: value!.current, writer: value!.currentBy!.writer }]
    expect(sides).toEqual(expect.arrayContaining([byAnne, byBruno]))
    expect(value!.place).toEqual({ kind: 'record', table: 'facts', record: 'meeting', field: 'date' })
    expect(value!.droppedBy!.time).toBe(meeting.time)
    expect(value!.current).toBe(readMeeting(meeting.of('anne')).date)
  })

  test('are seen in the structure of a document that has thrown them away', () => {
    const meeting = twoDates()
    for (const writer of ['anne', 'bruno']) expect(mayHaveDroppedValues(meeting.of(writer))).toBe(true)
    const opened = new Y.Doc()
    Y.applyUpdate(opened, Y.encodeStateAsUpdate(meeting.of('anne')))
    expect(droppedLeaves(opened).map(({ id }) => id)).toEqual(droppedLeaves(meeting.history().replay.document).map(({ id }) => id))
    expect(mayHaveDroppedValues(anItem().of('bruno'))).toBe(false)
  })

  test('are found after more values on both sides, each last one once', () => {
    const meeting = anItem()
    for (const day of ['01', '02', '03']) {
      editMeeting(meeting.of('anne'), { date: `2024-04-${day}` as never })
      editMeeting(meeting.of('bruno'), { date: `2024-05-${day}` as never })
    }
    meeting.meet()
    editMeeting(meeting.of('bruno'), { date: '2024-06-01' as never })
    const values = droppedValues(meeting.history().replay)
    expect(values.map(({ dropped, current }) => [dropped, current])).toEqual([[expect.stringMatching(/^2024-0[45]-03$/u), '2024-06-01']])
  })

  test('are none where one knew of the other, where both set the same, and where a record is gone', () => {
    const meeting = anItem()
    editMeeting(meeting.of('anne'), { date: '2024-03-19' as never })
    meeting.meet()
    editMeeting(meeting.of('bruno'), { date: '2024-03-20' as never })
    meeting.meet()
    editMeeting(meeting.of('anne'), { start: '14:00' as never })
    editMeeting(meeting.of('bruno'), { start: '14:00' as never })
    editAgendaRecord(meeting.of('anne'), OTHER, { plannedMinutes: 10 })
    editAgendaRecord(meeting.of('bruno'), OTHER, { plannedMinutes: 20 })
    meeting.meet()
    editAgendaRecord(meeting.of('bruno'), OTHER, { deleted: true })
    expect(droppedValues(meeting.history().replay)).toEqual([])
  })

  test('of a ballot stand side by side while the vote is public, and never once it is secret', () => {
    const vote = 'v1' as VoteId
    const ballots = (meeting: Meeting) => droppedValues(meeting.history().replay).filter(({ place }) => place.kind === 'record' && place.table === 'ballots')
    const [differing, secret] = [anItem(), anItem()]
    for (const meeting of [differing, secret]) {
      editVote(meeting.of('anne'), vote, { method: 'by-name' })
      meeting.meet()
      castBallot(meeting.of('anne'), vote, 'claire' as PersonId, 'for')
      castBallot(meeting.of('bruno'), vote, 'claire' as PersonId, 'against')
    }
    expect(ballots(differing)).toHaveLength(1)
    makeSecret(secret.of('anne'), readVoteRecords(secret.of('anne')).get(vote)!)
    expect(ballots(secret)).toEqual([])
  })

  test('one is put back by one command, which undo takes back', () => {
    const meeting = twoDates()
    const here = meeting.of('anne')
    const undo = new Y.UndoManager(here, { trackedOrigins: new Set([LOCAL_CHANGE]) })
    const [value] = droppedValues(meeting.history().replay)
    expect(restoreDropped(here, value!)).toBe(true)
    expect(readMeeting(here).date).toBe(value!.dropped)
    expect(droppedValues(meeting.history().replay)).toEqual([])
    expect(mayHaveDroppedValues(meeting.of('bruno'))).toBe(false)
    undo.undo()
    expect(readMeeting(here).date).toBe(value!.current)
    expect(mayHaveDroppedValues(here)).toBe(true)
  })

  test('the other is kept by one command, for everybody', () => {
    const meeting = twoDates()
    const [value] = droppedValues(meeting.history().replay)
    keepCurrent(meeting.of('bruno'), value!)
    meeting.meet()
    expect(readMeeting(meeting.of('anne')).date).toBe(value!.current)
    expect(mayHaveDroppedValues(meeting.of('anne'))).toBe(false)
  })

  test('of an entry: what it is, who speaks', () => {
    const meeting = anItem()
    const element = (writer: string) => bodyFragment(meeting.of(writer), ITEM, 'fr').get(0) as Y.XmlElement<{ kind: string; speakers: string[] }>
    element('anne').setAttribute('kind', 'decision')
    element('bruno').setAttribute('kind', 'recommendation')
    element('anne').setAttribute('speakers', ['p1'])
    const [value] = droppedValues(meeting.history().replay)
    expect(value!.place).toEqual({ kind: 'entry', body: `body/${ITEM}/fr`, entry: 'e1', field: 'kind' })
    expect(restoreDropped(meeting.of('bruno'), value!)).toBe(true)
    meeting.meet()
    expect(readBody(bodyFragment(meeting.of('anne'), ITEM, 'fr'))[0]).toMatchObject({ kind: value!.dropped, speakers: ['p1'] })
  })

  test('looking for them costs little in a big meeting', () => {
    const meeting = anItem()
    const here = meeting.of('anne')
    for (let index = 0; index < 300; index += 1) {
      editAttendance(here, `p${index}` as PersonId, { status: 'present', arrivedAt: '14:00' as never })
      editAttendance(here, `p${index}` as PersonId, { status: 'remote' })
      editAgendaRecord(here, `i${index}` as AgendaItemId, { order: `a${index}`, title: { fr: 'Point', original: 'fr' } })
      appendEntry(bodyFragment(here, ITEM, 'fr'), entry(`x${index}`, 'Texte'))
    }
    const rounds = (act: () => unknown): number => {
      act()
      const start = performance.now()
      for (let round = 0; round < 20; round += 1) act()
      return (performance.now() - start) / 20
    }
    const looking = rounds(() => droppedLeaves(here))
    const reading = rounds(() => [readAgendaRecords(here), readAttendanceRecords(here)])
    console.log(`looking for dropped values: ${looking.toFixed(2)} ms; reading the agenda and the attendance: ${reading.toFixed(2)} ms`)
    expect(looking).toBeLessThan(Math.max(reading * 2, 2))
  })
})

describe('the history of a meeting', () => {
  test('tells starts and stops of the clock at their item, pauses at the meeting, and asks nobody about two stops at once', () => {
    const meeting = anItem()
    startClock(meeting.of('anne'), OTHER, meeting.time)
    meeting.meet()
    meeting.time += MINUTE
    stopClock(meeting.of('anne'), meeting.time)
    stopClock(meeting.of('bruno'), meeting.time + 1)
    meeting.meet()
    meeting.time += 10 * MINUTE
    togglePause(meeting.of('bruno'), undefined, meeting.time)
    const { stretches, replay: replayed } = meeting.history()
    const timed = stretches.map(({ place, added, facts }) => ({ place, started: added.filter(({ table }) => table === 'timings').length, changed: facts.map(({ table, field }) => `${table}/${field}`) }))
    expect(timed).toContainEqual({ place: { kind: 'item', item: OTHER }, started: 1, changed: ['timings/endedAt'] })
    expect(timed[0]).toEqual({ place: { kind: 'meeting' }, started: 1, changed: [] })
    expect(droppedValues(replayed)).toEqual([])
  })

  test('says who did what, when and where, one stretch of work at a time', () => {
    const meeting = anItem()
    const [anne, bruno] = [meeting.of('anne'), meeting.of('bruno')]
    editAgendaRecord(anne, ITEM, { title: { fr: 'Budget 2025', original: 'fr' } })
    meeting.time += MINUTE
    editAgendaRecord(bruno, OTHER, { deleted: true })
    meeting.time += MINUTE
    editAgendaRecord(anne, ITEM, { title: { fr: 'Budget rectifié', original: 'fr' }, plannedMinutes: 15 })
    meeting.time += 10 * MINUTE
    editAttendance(anne, 'claire' as PersonId, { status: 'present' })
    editAgendaRecord(anne, ITEM, { plannedMinutes: 20 })
    const { stretches } = meeting.history()
    const start = 1_000_000 + 60 * MINUTE
    expect(stretches.slice(0, 4).map(({ writer, place, from, to, facts, added }) => ({ writer, place, from: from - start, to: to - start, facts: facts.map(({ field, from: was, to: is }) => [field, was, is]), added }))).toEqual([
      { writer: 'anne', place: { kind: 'item', item: ITEM }, from: 12 * MINUTE, to: 12 * MINUTE, facts: [['plannedMinutes', 15, 20]], added: [] },
      { writer: 'anne', place: { kind: 'attendance' }, from: 12 * MINUTE, to: 12 * MINUTE, facts: [], added: [{ table: 'attendance', record: 'claire' }] },
      { writer: 'bruno', place: { kind: 'item', item: OTHER }, from: MINUTE, to: MINUTE, facts: [['deleted', undefined, true]], added: [] },
      { writer: 'anne', place: { kind: 'item', item: ITEM }, from: 0, to: 2 * MINUTE, facts: [['title.fr', 'Budget', 'Budget rectifié'], ['plannedMinutes', undefined, 15]], added: [] },
    ])
  })

  test('counts what was written and erased, and shows a removed entry whole, which can be put back in its place', () => {
    const meeting = anItem()
    const fragment = (writer: string) => bodyFragment(meeting.of(writer), ITEM, 'fr')
    const bold: Entry = { ...entry('e2', ''), kind: 'decision', speakers: ['claire' as PersonId], runs: [{ text: 'Le budget est ' }, { text: 'voté', bold: true }, { text: '.\nÀ l’unanimité.' }] }
    appendEntry(fragment('anne'), bold)
    appendEntry(fragment('anne'), entry('e3', 'La suite.'))
    meeting.meet()
    meeting.time += 20 * MINUTE
    fragment('bruno').delete(1, 1)
    const { stretches } = meeting.history()
    expect(stretches[0]).toMatchObject({ writer: 'bruno', written: 0, entriesAdded: 0 })
    expect(stretches[1]).toMatchObject({ writer: 'anne', entriesAdded: 2, removed: [] })
    const [removed] = stretches[0]!.removed
    expect(removed).toMatchObject({ after: 'e1', attributes: { kind: 'decision', id: 'e2' } })
    restoreEntry(meeting.of('anne'), removed!, LOCAL_CHANGE)
    meeting.meet()
    expect(readBody(fragment('bruno')).map(({ id }) => id)).toEqual(['e1', 'e2', 'e3'])
    expect(readBody(fragment('bruno'))[1]).toEqual({ ...bold, runs: [{ text: 'Le budget est ' }, { text: 'voté', bold: true }, { text: '.' }, { text: '\n' }, { text: 'À l’unanimité.' }] })
    expect(meeting.history().stretches.flatMap((stretch) => stretch.removed)).toEqual([])
  })

  test('does not show as removed what was joined to another entry', () => {
    const meeting = anItem()
    const fragment = bodyFragment(meeting.of('anne'), ITEM, 'fr')
    appendEntry(fragment, entry('e2', ' Il est voté.'))
    meeting.time += 20 * MINUTE
    meeting.of('anne').transact(() => {
      const first = fragment.get(0) as Y.XmlElement
      const text = first.get(0) as Y.XmlText
      text.insert(text.length, ' Il est voté.')
      fragment.delete(1, 1)
    })
    expect(meeting.history().stretches[0] ?? { removed: [] }).not.toMatchObject({ removed: [expect.anything()] })
  })

  test('passes over a record that makes no change', () => {
    const meeting = anItem()
    meeting.meet()
    const broken: HistoryRecord = { ...meeting.records[0]!, update: new Uint8Array([255, 255, 255, 1, 2]) }
    expect(meetingHistory([broken, ...meeting.records]).stretches).toEqual(meetingHistory(meeting.records).stretches)
  })

  test('three people for two hours, a record a second each', () => {
    const writers = ['anne', 'bruno', 'claire']
    const documents = writers.map(() => new Y.Doc())
    const first = documents[0]!
    writers.forEach((_writer, index) => appendEntry(bodyFragment(first, `item-${index}` as AgendaItemId, 'fr'), entry(`e${index}`, 'Début. ')))
    for (const document of documents.slice(1)) Y.applyUpdate(document, Y.encodeStateAsUpdate(first))
    const records: HistoryRecord[] = [{ log: 'anne' as WriterId, writer: 'anne' as WriterId, sequence: 1, time: 0, update: Y.encodeStateAsUpdate(first) }]
    documents.forEach((document, index) => {
      document.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin !== 'read') records.push({ log: writers[index] as WriterId, writer: writers[index] as WriterId, sequence: records.length + 1, time: records.length * 333, update })
      })
    })
    for (let second = 0; second < 7_200; second += 1) {
      documents.forEach((document, index) => {
        const fragment = bodyFragment(document, `item-${index}` as AgendaItemId, 'fr')
        if (second % 30 === 29) appendEntry(fragment, entry(`e${index}-${second}`, 'Suite. '))
        else {
          const text = (fragment.get(fragment.length - 1) as Y.XmlElement).get(0) as Y.XmlText
          text.insert(text.length, 'mots ')
        }
      })
    }
    const start = performance.now()
    const { stretches } = meetingHistory(records)
    const duration = performance.now() - start
    const again = performance.now()
    replay(records)
    const alone = performance.now() - again
    console.log(`history: ${records.length} records in ${duration.toFixed(0)} ms (applying them alone: ${alone.toFixed(0)} ms)`)
    expect(stretches.length).toBeLessThan(10)
    expect(stretches.reduce((sum, stretch) => sum + stretch.written, 0)).toBeGreaterThan(100_000)
    expect(duration).toBeLessThan(alone * 8)
  })
})

test('a removed agenda item shows in the records that it is read from', () => {
  const meeting = anItem()
  editAgendaRecord(meeting.of('bruno'), OTHER, { deleted: true })
  expect(readAgendaRecords(meeting.history().replay.document).filter((record) => record.deleted).map(({ id }) => id)).toEqual([OTHER])
})
