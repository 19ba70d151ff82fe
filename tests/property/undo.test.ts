import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { addMissingTranslations } from '../../renderer/editor/missing-translations.ts'
import { FROM_LOG, openHolding, type OpenDocument } from '../../renderer/store/holding.ts'
import { addAgendaItem, moveAgendaItem, removeAgendaItem, restoreAgendaItem, stepAgendaItem } from '../../shared/agenda/edit.ts'
import { startClock, stopClock } from '../../shared/agenda/clock.ts'
import { agendaInOrder, agendaTree } from '../../shared/agenda/tree.ts'
import { recordAttendance } from '../../shared/attendance/edit.ts'
import { bilingual } from '../../shared/model/bilingual.ts'
import { appendEntry, bodyFragment, entryText, readBody } from '../../shared/model/body.ts'
import { LOCAL_CHANGE, type Fact } from '../../shared/model/fact-table.ts'
import { newIdentifier, type ActionId, type AgendaItemId, type EntryId, type MeetingId, type PersonId, type VoteId } from '../../shared/model/identifiers.ts'
import { ATTENDANCE_STATUSES, editAction, editAgendaRecord, editMeeting, ITEM_OUTCOMES, MEETING_STATES, readAgendaRecords, setQuotedOnly } from '../../shared/model/meeting.ts'
import { castBallot, editVote, makeSecret, newVote, readVoteRecords, VOTE_CHOICES, VOTE_METHODS, VOTE_RULES } from '../../shared/model/vote.ts'
import type { CalendarDate } from '../../shared/model/wall-time.ts'

const TABLES = ['facts', 'agenda', 'attendance', 'actions', 'votes', 'ballots', 'timings', 'quoted'] as const
const number = fc.nat(9)
const step = fc.record({
  own: fc.boolean(),
  what: fc.constantFrom('add', 'remove', 'restore', 'step', 'move', 'title', 'outcome', 'attendance', 'action', 'facts', 'write', 'translate', 'vote', 'ballot', 'secret', 'clock', 'quoted'),
  at: number,
  to: number,
})
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

const NOON = Date.UTC(2026, 0, 15, 12)
const voteAt = (at: number) => `v${at % 2}` as VoteId

/** One meeting open in two places, each with the history that the store gives it; what one does the other has at once. */
class TwoHands {
  readonly own = opened()
  readonly other = opened()
  /** What the other person wrote last in each field, and as text. */
  readonly others = new Map<string, Fact>()
  readonly othersTexts: string[] = []
  #count = 0

  constructor() {
    for (const table of TABLES) {
      const map = this.other.document.getMap<Fact>(table)
      map.observe((event, transaction) => {
        if (transaction.origin === FROM_LOG) return
        for (const key of event.keysChanged as Set<string>) this.others.set(`${table} ${key}`, map.get(key)!)
      })
    }
    this.other.document.transact(() => {
      const first = addAgendaItem(this.other.document, { parent: null, after: null }, { title: 'un', language: 'fr' })
      addAgendaItem(this.other.document, { parent: first, after: null }, { title: 'deux', language: 'fr' })
    }, LOCAL_CHANGE)
    this.exchange()
  }

  do({ own, what, at, to }: Step): void {
    const { document, undo } = own ? this.own : this.other
    undo.stopCapturing()
    const items = agendaInOrder(agendaTree(readAgendaRecords(document)))
    const item = items[at % items.length]?.id
    const text = `${own ? 'own' : 'other'}${(this.#count += 1)}`
    const records = readAgendaRecords(document)
    switch (what) {
      case 'add':
        addAgendaItem(document, { parent: null, after: item ?? null }, { title: text, language: 'fr' })
        break
      case 'restore':
        restoreAgendaItem(document, records[at % records.length]!.id)
        break
      case 'attendance':
        recordAttendance(document, { id: `p${at % 3}` as PersonId }, undefined, { status: ATTENDANCE_STATUSES[to % ATTENDANCE_STATUSES.length]! })
        break
      case 'action':
        editAction(document, `a${at % 3}` as ActionId, { owners: [`p${to}` as PersonId], due: `2026-01-1${to}` as CalendarDate })
        break
      case 'vote':
        editVote(document, voteAt(at), { [VOTE_CHOICES[at % VOTE_CHOICES.length]!]: to, rule: VOTE_RULES[to % VOTE_RULES.length]!, secrecy: 'public', method: VOTE_METHODS[to % 2]! })
        break
      case 'ballot':
        castBallot(document, voteAt(at), `p${to % 3}` as PersonId, VOTE_CHOICES[to % VOTE_CHOICES.length])
        break
      case 'secret':
        makeSecret(document, readVoteRecords(document).get(voteAt(at)) ?? newVote(voteAt(at)))
        break
      case 'quoted':
        setQuotedOnly(document, `p${at % 3}` as PersonId, to % 2 === 0)
        break
      case 'facts':
        editMeeting(document, { title: bilingual(text, 'fr'), state: MEETING_STATES[to % 3]! })
        break
      default:
        if (item) this.#inItem(document, item, what, to, text, items.map(({ id }) => id))
    }
    if (!own && what === 'write' && item) this.othersTexts.push(text)
    undo.stopCapturing()
    this.exchange()
  }

  #inItem(document: Y.Doc, item: AgendaItemId, what: Step['what'], to: number, text: string, items: readonly AgendaItemId[]): void {
    if (what === 'remove') removeAgendaItem(document, item)
    else if (what === 'step') stepAgendaItem(document, item, (['up', 'down', 'indent', 'outdent'] as const)[to % 4]!)
    else if (what === 'move') moveAgendaItem(document, item, { parent: items[to % items.length] ?? null, after: null })
    else if (what === 'title') editAgendaRecord(document, item, { title: bilingual(text, 'fr') })
    else if (what === 'outcome') editAgendaRecord(document, item, { outcome: ITEM_OUTCOMES[to % ITEM_OUTCOMES.length]! })
    else if (what === 'clock' && to % 3 === 0) stopClock(document, NOON + this.#count)
    else if (what === 'clock') startClock(document, item, NOON + this.#count)
    else if (what === 'translate') addMissingTranslations(document, item, 'fr', 'en')
    else if (what === 'write') document.transact(() => appendEntry(bodyFragment(document, item, 'fr'), { id: newIdentifier<EntryId>(), kind: 'note', list: 'none', level: 0, speakers: [], runs: [{ text }] }), LOCAL_CHANGE)
  }

  exchange(): void {
    const pair = [this.own.document, this.other.document] as const
    for (const [from, to] of [pair, pair.toReversed()]) Y.applyUpdate(to!, Y.encodeStateAsUpdate(from!, Y.encodeStateVector(to!)), FROM_LOG)
  }

  facts({ document }: OpenDocument = this.own): ReadonlyMap<string, Fact> {
    return new Map(TABLES.flatMap((table) => [...document.getMap<Fact>(table)].map(([key, value]) => [`${table} ${key}`, value] as const)))
  }

  texts(): readonly string[] {
    return [...this.own.document.share.keys()].filter((name) => name.startsWith('body/')).flatMap((name) => readBody(this.own.document.getXmlFragment(name)).map(entryText))
  }

  undoAll(): number {
    let steps = 0
    while (this.own.undo.undo()) steps += 1
    this.exchange()
    return steps
  }
}

function opened(): OpenDocument {
  return openHolding({ kind: 'meeting', id: 'meeting' as MeetingId }, new Y.Doc(), [], undefined, () => {}).open
}

describe('undo on the meeting screen', () => {
  test('takes back all that this person did, wherever in the meeting, and nothing that another did', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const hands = new TwoHands()
        for (const done of steps) hands.do(done)
        hands.undoAll()
        const sorted = (facts: ReadonlyMap<string, Fact>) => Object.fromEntries([...facts].sort())
        expect(sorted(hands.facts())).toEqual(sorted(hands.others))
        expect(hands.texts().filter((text) => text !== '').toSorted()).toEqual(hands.othersTexts.toSorted())
        expect(sorted(hands.facts(hands.other))).toEqual(sorted(hands.facts()))
      }),
      { numRuns: 300 },
    )
  })

  test('goes back to what another wrote in between, and no further', () => {
    const hands = new TwoHands()
    const written = (own: boolean) => hands.do({ own, what: 'title', at: 0, to: 0 })
    const title = () => agendaInOrder(agendaTree(readAgendaRecords(hands.own.document)))[0]!.title.fr
    for (const own of [true, false, true]) written(own)
    for (let round = 0; round < 3; round += 1) {
      hands.undoAll()
      expect(title()).toBe('other2')
      hands.own.undo.redo()
      expect(title()).toBe('own3')
    }
  })

  test('and redo brings all of it back', () => {
    fc.assert(
      fc.property(fc.array(step.map((done) => ({ ...done, own: true })), { maxLength: 15 }), (steps) => {
        const hands = new TwoHands()
        for (const done of steps) hands.do(done)
        const after = [[...hands.facts()].sort(), hands.texts()]
        const undone = hands.undoAll()
        let redone = 0
        while (hands.own.undo.redo()) redone += 1
        expect(redone).toBe(undone)
        expect([[...hands.facts()].sort(), hands.texts()]).toEqual(after)
      }),
      { numRuns: 200 },
    )
  })
})
