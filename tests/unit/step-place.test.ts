import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { takeBackStep, type UndoDirection } from '../../renderer/app/undo.ts'
import { undoHistory } from '../../renderer/store/undo-history.ts'
import { startClock } from '../../shared/agenda/clock.ts'
import { placeOfStep, type BodyPlace, type StepPlace } from '../../shared/history/step-place.ts'
import { appendEntry, bodyFragment, type Entry } from '../../shared/model/body.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import type { ActionId, AgendaItemId, EntryId, PersonId, VoteId } from '../../shared/model/identifiers.ts'
import { editAction, editAgendaRecord, editAttendance, editMeeting } from '../../shared/model/meeting.ts'
import { castBallot, editVote } from '../../shared/model/vote.ts'

const BUDGET = 'budget' as AgendaItemId
const ROOMS = 'rooms' as AgendaItemId
const ALICE = 'alice' as PersonId

/** A meeting with its history; what is done in one go is one step. */
class Meeting {
  readonly document = new Y.Doc()
  readonly history = undoHistory(this.document)

  does(change: (document: Y.Doc) => void): this {
    this.history.stopCapturing()
    this.document.transact(() => change(this.document), LOCAL_CHANGE)
    return this
  }

  writes(id: string, item = BUDGET, more: Partial<Entry> = {}, language: 'fr' | 'en' = 'fr'): this {
    return this.does((document) => appendEntry(bodyFragment(document, item, language), { id: id as EntryId, kind: 'note', list: 'none', level: 0, speakers: [], runs: [{ text: id }], ...more }))
  }

  types(item: AgendaItemId, entry: number, text: string): this {
    return this.does((document) => ((bodyFragment(document, item, 'fr').get(entry) as Y.XmlElement).get(0) as Y.XmlText).insert(0, text))
  }

  takesBack(direction: UndoDirection = 'undo', here?: BodyPlace): StepPlace | undefined {
    const step = takeBackStep(this.history, direction)
    expect(step).toBeDefined()
    return placeOfStep(this.document, step!.changed, here)
  }
}

const inBudget: BodyPlace = { item: BUDGET, language: 'fr' }

describe('the place of a step taken back', () => {
  test('is the text and the entry that changed, undone and redone', () => {
    const meeting = new Meeting().writes('one').writes('two').writes('three').types(BUDGET, 1, 'more ')
    const place = { kind: 'body', item: BUDGET, language: 'fr', entry: 'two' }
    expect(meeting.takesBack('undo')).toEqual(place)
    expect(meeting.takesBack('redo')).toEqual(place)
  })

  test('is the entry that came back, or the last one left where one went', () => {
    const meeting = new Meeting().writes('one').writes('two').writes('three')
    meeting.does((document) => bodyFragment(document, BUDGET, 'fr').delete(1, 1))
    expect(meeting.takesBack('undo')).toMatchObject({ entry: 'two' })
    expect(meeting.takesBack('undo')).toMatchObject({ entry: 'two' })
    expect(meeting.takesBack('undo')).toMatchObject({ entry: 'one' })
    expect(meeting.takesBack('undo')).toEqual({ kind: 'body', item: BUDGET, language: 'fr' })
  })

  test('tells items and languages apart, and one that was touched here stays here', () => {
    const meeting = new Meeting().writes('one').writes('a', ROOMS).writes('uno', BUDGET, {}, 'en')
    expect(meeting.takesBack('undo', inBudget)).toMatchObject({ item: BUDGET, language: 'en' })
    expect(meeting.takesBack('undo', inBudget)).toMatchObject({ item: ROOMS, language: 'fr' })
    meeting.does((document) => {
      bodyFragment(document, ROOMS, 'fr').push([new Y.XmlElement('entry')])
      bodyFragment(document, BUDGET, 'fr').delete(0, 1)
      editAgendaRecord(document, BUDGET, { outcome: 'nothing-to-report' })
    })
    expect(meeting.takesBack('undo', inBudget)).toMatchObject({ kind: 'body', item: BUDGET, entry: 'one' })
    expect(meeting.takesBack('redo', { item: ROOMS, language: 'fr' })).toMatchObject({ kind: 'body', item: ROOMS })
  })

  const parts: readonly (readonly [string, (document: Y.Doc) => void])[] = [
    ['attendance', (document) => editAttendance(document, ALICE, { status: 'present' })],
    ['agenda', (document) => editAgendaRecord(document, BUDGET, { plannedMinutes: 5 })],
    ['clock', (document) => startClock(document, BUDGET, 1_000)],
    ['state', (document) => editMeeting(document, { state: 'session' })],
    ['details', (document) => editMeeting(document, { link: 'https://example.org' })],
    ['votes', (document) => editVote(document, 'vote-1' as VoteId, { for: 3 })],
    ['votes', (document) => castBallot(document, 'vote-1' as VoteId, ALICE, 'for')],
    ['actions', (document) => editAction(document, 'action-1' as ActionId, { state: 'done' })],
  ]
  test.each(parts)('is %s where no text was touched', (part, change) => {
    const meeting = new Meeting().writes('one').does(change)
    expect(meeting.takesBack('undo', inBudget)).toEqual({ kind: 'part', part })
    expect(meeting.takesBack('redo', inBudget)).toEqual({ kind: 'part', part })
  })

  test('of a change of state is the state, whatever is noted with it', () => {
    const meeting = new Meeting().does((document) => {
      editMeeting(document, { state: 'review' })
      editAttendance(document, ALICE, { status: 'absent' })
      startClock(document, BUDGET, 1_000)
    })
    expect(meeting.takesBack()).toEqual({ kind: 'part', part: 'state' })
  })

  test('of the facts of a vote or an action is the text that words it', () => {
    const meeting = new Meeting().writes('held', BUDGET, { kind: 'vote', vote: 'vote-1' as VoteId }).writes('to do', BUDGET, { kind: 'action', action: 'action-1' as ActionId })
    for (const change of [parts[5]![1], parts[6]![1], parts[7]![1]]) {
      expect(meeting.does(change).takesBack('undo', inBudget)).toEqual({ kind: 'body', ...inBudget })
      expect(meeting.takesBack('redo', { item: ROOMS, language: 'fr' })).toMatchObject({ kind: 'part' })
    }
  })

  test('is none where there was nothing to take back', () => {
    expect(takeBackStep(new Meeting().history, 'undo')).toBeUndefined()
  })
})
