import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { sample } from '../../resources/sample/sample.ts'
import { peopleCalled, plain } from '../../shared/attendance/match-people.ts'
import { readActionFacts, readLine, readOpening } from '../../shared/grammar/grammar.ts'
import { lastPlaceOf } from '../../shared/grammar/mend.ts'
import { readVote } from '../../shared/grammar/vote-counts.ts'
import type { PersonId } from '../../shared/model/identifiers.ts'
import { readActionRecords } from '../../shared/model/meeting.ts'
import { readVoteRecords } from '../../shared/model/vote.ts'
import { readPeople, type Person } from '../../shared/model/workspace.ts'
import { loadSample } from '../../shared/sample/load-sample.ts'
import { ATTENDING, GrammarEditor, MEETING_DAY, PEOPLE } from '../unit/grammar-editor.ts'

const COMPANY = { people: PEOPLE, attending: ATTENDING }
/** What rules are made of, what only looks like it, and anything at all. */
const beginnings = [
  'Paul', 'Paul : ', 'Nadia: ', 'Martin : ', 'MHLG', '[Paul]', '[Paul et Nadia] ', '[Martin, Paul]', '@Paul : ', '… ', '...', 'Décision : ', 'décision', 'ACTION', 'ACTION Paul to go by Friday', 'ACTION Nadia : ',
  'Action: ', 'VOTE : ', 'vote: 12 pour, 3 contre', 'VOTE : adopté', 'Recommandation : ', 'RAS', 'N/A', '+ ', '+ Sujet', 's/a/b/', 's/Paul/Nadia/', '- ', '1. ', 'NB : ', '14:30', 'http://a',
]
const inside = ['Paul', 'Nadia', 'Hélène', ' et ', ' and ', ', ', ' & ', ' : ', ': ', ':', '[', ']', '@', '…', '... ', ' ', '\u00a0', '/', ' avant le 23 avril', ' by Friday', ' doit relire', ' to send', ' 12 pour', ', 3 against', ' unanimously', ' (Nadia, 23/04)', '\b']
const anything = fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => text.replace(/[\n\r\b]/g, ''))
const piece = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...inside) }, { weight: 2, arbitrary: fc.constantFrom(...beginnings) }, { weight: 2, arbitrary: anything })
const line = fc.tuple(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...beginnings) }, { weight: 1, arbitrary: anything }), fc.array(piece, { maxLength: 4 })).map(([first, rest]) => first + rest.join(''))
const keys = fc.array(line, { maxLength: 5 }).map((lines) => [...lines.join('\n'), '\n'])

function seen(editor: GrammarEditor) {
  const actions = readActionRecords(editor.meeting)
  const votes = readVoteRecords(editor.meeting)
  return {
    caret: editor.caret(),
    agenda: editor.agenda().map(({ title, outcome }) => [title.fr, outcome]),
    entries: editor.entries().map(({ id: _id, action, vote, ...entry }) => ({
      ...entry,
      facts: entry.kind === 'action' && action ? [actions.get(action)?.owners, actions.get(action)?.due] : entry.kind === 'vote' && vote ? [{ ...votes.get(vote), id: '', ballots: [] }] : [],
    })),
  }
}

describe('what is typed', () => {
  test('and turned back equals itself: one undo right after any rule, and the rule leaves it alone', () => {
    let rules = 0
    fc.assert(
      fc.property(keys, (typed) => {
        const [editor, asTyped] = [new GrammarEditor(), new GrammarEditor()]
        asTyped.switches.isOn = false
        for (const key of typed) {
          const before = seen(asTyped)
          editor.keys(key)
          asTyped.keys(key)
          const expected = seen(asTyped)
          if (same(seen(editor), expected)) continue
          rules += 1
          // Enter that only asked, or found nothing to mend, has left all as it was.
          if (!same(seen(editor), before)) editor.undo()
          if (key !== '\n' || !same(seen(editor), before)) {
            expect(seen(editor)).toEqual(expected)
            continue
          }
          editor.keys(key)
          expect(seen(editor)).toEqual(expected)
        }
      }),
      { numRuns: 200 },
    )
    // It must have had something to turn back.
    expect(rules).toBeGreaterThan(100)
  }, 60_000)

  test('is undone to nothing and redone to what it was, step by step', () => {
    fc.assert(
      fc.property(keys, (typed) => {
        const editor = new GrammarEditor()
        const start = seen(editor)
        editor.keys(typed.join(''))
        const { entries, agenda } = seen(editor)
        while (editor.history.undoStack.length > 0) editor.history.undo()
        expect([editor.texts().join(''), seen(editor).agenda]).toEqual(['', start.agenda])
        while (editor.history.redoStack.length > 0) editor.history.redo()
        expect(seen(editor)).toMatchObject({ entries, agenda })
      }),
      { numRuns: 150 },
    )
  }, 60_000)
})

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

describe('names', () => {
  const workspace = new Y.Doc()
  Y.applyUpdate(workspace, loadSample(sample).workspace.update)
  const people = readPeople(workspace)
  const withoutAccents = (text: string) => text.normalize('NFD').replace(/\p{Mark}/gu, '')
  const partsOf = (text: string) => text.split(/[\s-]+/)

  /** Whom a line that begins with the name names, or may name. */
  function named(opening: string, company: { people: readonly Person[]; attending: ReadonlySet<PersonId> }): readonly PersonId[] {
    const read = readOpening(opening, company)
    if (read?.is !== 'names') return []
    return read.naming.is === 'certain' ? read.naming.people : read.naming.candidates.map(({ id }) => id)
  }

  test('every name, alias, initials, part and accent form of the people of the sample finds its person, or asks', () => {
    expect(people.length).toBeGreaterThan(20)
    for (const person of people) {
      for (const known of [person.name, ...person.aliases]) {
        const parts = partsOf(known)
        const initials = parts.map((part) => [...part][0]).join('')
        const forms = [
          known, known.toUpperCase(), known.toLowerCase(), withoutAccents(known), withoutAccents(known).toLowerCase(), known.normalize('NFD'), known.replaceAll('-', ' '), known.replaceAll(' ', '\u00a0'),
          ...(parts.length > 1 ? [`${[...parts[0]!][0]}. ${parts.slice(1).join(' ')}`, [...parts].reverse().join(' '), `${parts.at(-1)}, ${parts[0]}`] : []),
          ...(initials.length > 1 ? [initials, initials.toLowerCase(), `${[...initials].join('.')}.`] : []),
          ...parts.flatMap((part) => (part.length > 2 ? [part, part.slice(0, 3)] : [])),
        ]
        for (const form of forms) {
          const found = named(`[${form}]`, { people, attending: new Set() })
          expect([form, found.includes(person.id)]).toEqual([form, true])
          expect([form, named(`[${form}]`, { people, attending: new Set([person.id]) })]).toEqual([form, expect.arrayContaining([person.id])])
        }
        const line = named(`${known}\u00a0: `, { people, attending: new Set() })
        expect([known, line.includes(person.id)]).toEqual([known, true])
      }
    }
  })

  const word = fc.constantFrom('Paul', 'Pauline', 'Anne', 'Anna', 'Marie', 'Martin', 'Martinez', 'Durand', 'Dupré', 'Le', 'Goff', 'Élise', 'Ali')
  const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '))
  const directory = fc.uniqueArray(fc.record({ name, aliases: fc.array(name, { maxLength: 1 }) }), { minLength: 2, maxLength: 8, selector: (record) => record.name })
    .map((records) => records.map((record, index): Person => ({ ...record, id: `p${index}` as PersonId, deleted: false })))
  const beginning = fc.tuple(name, fc.integer({ min: 2, max: 12 })).map(([full, length]) => full.slice(0, length).trim())

  test('never choose between two people, and never make one of two names', () => {
    let asked = 0
    fc.assert(
      fc.property(directory, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), fc.array(beginning, { minLength: 1, maxLength: 3 }), fc.constantFrom(', ', ' et ', ' and ', ' & ', '/'), (records, presence, typed, between) => {
        const attending = new Set(records.filter((_record, index) => presence[index]).map(({ id }) => id))
        const opening = readOpening(`[${typed.join(between)}]`, { people: records, attending })
        if (opening?.is !== 'names') return
        if (opening.naming.is === 'doubtful') return void (asked += 1)
        const { people: found } = opening.naming
        expect(new Set(found).size).toBe(found.length)
        if (found.length !== typed.length) {
          // "Durand, Paul" is one person only where the two cannot be two.
          expect([typed.length, found.length]).toEqual([2, 1])
          return
        }
        typed.forEach((each, index) => {
          const called = peopleCalled(each, records)
          const rivals = called.filter(({ person }) => person.id !== found[index])
          const chosen = called.find(({ person }) => person.id === found[index])
          expect(chosen).toBeDefined()
          const isThere = attending.has(found[index]!)
          // Somebody else fits: then the one chosen is named in full, or is the only one of them who is there.
          for (const rival of rivals) {
            const mayPrevail = chosen!.inFull && (!rival.inFull || (isThere && !attending.has(rival.person.id)))
            expect(mayPrevail ? isThere || !attending.has(rival.person.id) : isThere && !attending.has(rival.person.id)).toBe(true)
          }
        })
      }),
      { numRuns: 3_000 },
    )
    expect(asked).toBeGreaterThan(100)
  })

  test('that differ in accents only are asked about', () => {
    const two = ['Andre Petit', 'André Petit'].map((full, index): Person => ({ id: `p${index}` as PersonId, name: full, aliases: [], deleted: false }))
    expect(plain(two[0]!.name)).toBe(plain(two[1]!.name))
    expect(readOpening('[André Petit]', { people: two, attending: new Set() })).toMatchObject({ is: 'names', naming: { is: 'doubtful' } })
  })
})

describe('reading a line', () => {
  function read(text: string): void {
    readOpening(text, COMPANY)
    readLine(text, COMPANY)
    readActionFacts(text, COMPANY, MEETING_DAY)
    readVote(text)
    lastPlaceOf('a', text)
  }

  test('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(keys.map((typed) => typed.join('')), fc.string({ unit: 'binary', maxLength: 200 }), fc.array(piece, { maxLength: 400 }).map((pieces) => pieces.join('').slice(0, 10_000))), (text) => {
        expect(() => read(text)).not.toThrow()
      }),
      { numRuns: 300 },
    )
  })

  test('takes time in proportion to its length', () => {
    const nasty = [' ', 'a', 'a ', ', ', 'et ', '[', '[a, ', ':', ' : ', '1', '1/', 'avant ', 'avant le ', 'pour le 1 ', 'fin de ', 'au plus tard ', 'le ', '(', '(a, ', 's/', '\\', '+ ', 'ACTION ', 'Paul ', '\u0301', '\u00a0', 'next ', '2013-', '12 pour ', 'pour 3 ', 'vote ', 'ne prend pas part ', '1 000 ', 'majorite ', 'adopté ', 'est ', 'pas ', '’', '\ud800']
    for (const part of nasty) {
      const timed = (length: number) => {
        const text = part.repeat(Math.ceil(length / part.length)).slice(0, length)
        // Time of the processor, not of the clock: the machine may be busy with other tests.
        return Math.min(...Array.from({ length: 5 }, () => {
          const start = process.cpuUsage()
          for (let times = 0; times < 4; times += 1) read(text)
          const { user, system } = process.cpuUsage(start)
          return (user + system) / 1_000
        }))
      }
      // Four times as long; sixteen times would be the square.
      const isLinear = () => timed(10_000) < 8 * timed(2_500) + 4
      expect([part, isLinear() || isLinear() || isLinear()]).toEqual([part, true])
    }
  }, 60_000)
})
