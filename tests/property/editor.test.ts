import fc from 'fast-check'
import { Slice } from 'prosemirror-model'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { withoutShared } from '../../renderer/editor/clipboard.ts'
import { backspace, changeLevel, setKind, splitEntry, toggleBold, toggleList } from '../../renderer/editor/commands.ts'
import { findPersonNamed, matchPeople } from '../../shared/attendance/match-people.ts'
import { ENTRY_KINDS } from '../../shared/model/body.ts'
import type { PersonId } from '../../shared/model/identifiers.ts'
import { readActionRecords } from '../../shared/model/meeting.ts'
import { readVoteRecords } from '../../shared/model/vote.ts'
import type { Person } from '../../shared/model/workspace.ts'
import { exchange, HeadlessEditor } from '../unit/editor-headless.ts'

const place = fc.record({ entry: fc.nat({ max: 9 }), offset: fc.nat({ max: 30 }) })
const who = fc.nat({ max: 1 })
const typing = fc.record({ do: fc.constant('type' as const), who, place, length: fc.integer({ min: 1, max: 4 }) })
const formatting = fc.record({ do: fc.constantFrom('decision', 'action', 'vote', 'note', 'bullet', 'deeper', 'bold'), who, place })
const splitting = fc.record({ do: fc.constant('split' as const), who, place })
const joining = fc.record({ do: fc.constant('join' as const), who, place })
const meeting = fc.record({ do: fc.constant('exchange' as const) })

type Step = typeof typing extends fc.Arbitrary<infer T> ? T | { do: string; who: number; place: { entry: number; offset: number } } | { do: 'exchange' } : never

/** Two people in one body. Each typed character exists once, so that a lost one is seen. */
class TwoWriters {
  readonly editors: readonly HeadlessEditor[]
  readonly typed = new Set<string>()
  /** By writer: the entries joined into another since the last exchange, with the text they had then. */
  #joined: readonly Map<string, string>[] = [new Map(), new Map()]
  #next = 0x4e00

  constructor() {
    const first = new HeadlessEditor(new Y.Doc())
    first.at(0, 0).type('Premier')
    first.run(splitEntry)
    first.type('Second')
    const second = new Y.Doc()
    exchange(first.meeting, second)
    this.editors = [first, new HeadlessEditor(second)]
  }

  exchange(): void {
    // Joining takes an entry away: what the other wrote, or moved, into it unseen goes with it.
    for (const [writer, other] of [[0, 1], [1, 0]] as const) {
      for (const entry of this.editors[writer]!.entries()) {
        const seen = this.#joined[other]!.get(entry.id)
        if (seen !== undefined) for (const { text } of entry.runs) for (const character of text) if (!seen.includes(character)) this.typed.delete(character)
      }
    }
    this.#joined = [new Map(), new Map()]
    exchange(...this.editors.map((editor) => editor.meeting))
  }

  take(step: Step): void {
    if (!('who' in step)) return this.exchange()
    const editor = this.editors[step.who]!
    const index = step.place.entry % editor.state.doc.childCount
    editor.at(index, step.do === 'join' ? 0 : step.place.offset % (editor.state.doc.child(index).content.size + 1))
    switch (step.do) {
      case 'type': {
        const text = Array.from({ length: 'length' in step ? step.length : 1 }, () => String.fromCharCode((this.#next += 1))).join('')
        editor.type(text)
        for (const character of text) this.typed.add(character)
        return
      }
      case 'split':
        return void editor.run(splitEntry)
      case 'join': {
        const before = editor.entries()
        editor.run(backspace)
        const after = new Set(editor.entries().map((entry) => entry.id))
        for (const gone of before) if (!after.has(gone.id)) this.#joined[step.who]!.set(gone.id, gone.runs.map(({ text }) => text).join(''))
        return
      }
      case 'bullet':
        return void editor.run(toggleList('bullet'))
      case 'deeper':
        return void editor.run(changeLevel(1))
      case 'bold':
        editor.select(1, Math.min(6, editor.state.doc.content.size - 1))
        return void editor.run(toggleBold)
      default:
        return void editor.run(setKind(ENTRY_KINDS.find((kind) => kind === step.do)!))
    }
  }
}

function takenTogether(steps: readonly Step[]): TwoWriters {
  const writers = new TwoWriters()
  for (const step of steps) writers.take(step)
  writers.exchange()
  writers.exchange()
  return writers
}

describe('two people in one body', () => {
  test('typing, splitting and changing what entries are: both see the same, and every character that was typed', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: typing }, formatting, splitting, meeting), { maxLength: 40 }), (steps) => {
        const { editors, typed } = takenTogether(steps)
        expect(editors[1]!.entries()).toEqual(editors[0]!.entries())
        const all = editors[0]!.texts().join('')
        expect([...typed].filter((character) => !all.includes(character))).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test('joining too: what is lost at most is what one wrote into an entry that the other, unseen, joined away', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: typing }, formatting, splitting, joining, meeting), { maxLength: 40 }), (steps) => {
        const { editors, typed } = takenTogether(steps)
        expect(editors[1]!.entries()).toEqual(editors[0]!.entries())
        const all = editors[0]!.texts().join('')
        expect([...typed].filter((character) => !all.includes(character))).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test('each entry of one writer has an identifier and an action of its own, whatever was split, joined, copied or cut', () => {
    const copying = fc.record({ do: fc.constantFrom('copy', 'cut'), from: place, to: place })
    fc.assert(
      fc.property(fc.array(fc.oneof(typing, formatting, splitting, joining, copying), { maxLength: 30 }), (steps) => {
        const writers = new TwoWriters()
        const editor = writers.editors[0]!
        for (const step of steps) {
          if ('to' in step) copyEntries(editor, step.do === 'cut', step.from.entry, step.to.entry, step.to.offset)
          else writers.take({ ...step, who: 0 })
          const ids = editor.entries().map((entry) => entry.id)
          const actions = editor.entries().flatMap((entry) => entry.action ?? [])
          expect(new Set(ids).size).toBe(ids.length)
          expect(new Set(actions).size).toBe(actions.length)
          for (const entry of editor.entries()) if (entry.kind === 'action') expect(readActionRecords(editor.meeting).has(entry.action!)).toBe(true)
          for (const entry of editor.entries()) if (entry.kind === 'vote') expect(readVoteRecords(editor.meeting).has(entry.vote!)).toBe(true)
        }
      }),
      { numRuns: 150 },
    )
  })
})

/** As the clipboard does it: two whole entries out, in at another place. */
function copyEntries(editor: HeadlessEditor, isCut: boolean, from: number, to: number, offset: number): void {
  const { doc } = editor.state
  const first = from % doc.childCount
  const start = doc.content.content.slice(0, first).reduce((sum, node) => sum + node.nodeSize, 0)
  const end = start + doc.content.content.slice(first, first + 2).reduce((sum, node) => sum + node.nodeSize, 0)
  const copied = new Slice(doc.slice(start, end).content, offset % 2, offset % 2)
  if (isCut) editor.dispatch(editor.state.tr.delete(start, end))
  const index = to % editor.state.doc.childCount
  editor.at(index, offset % (editor.state.doc.child(index).content.size + 1))
  editor.dispatch(editor.state.tr.replaceSelection(withoutShared(copied, editor.meeting, editor.copyRecord)))
}

describe('finding people', () => {
  const word = fc.stringMatching(/^[A-ZÉÈÇŒØŁÜÅ][a-zéèêçœøłüåñ]{1,8}$/)
  const name = fc.tuple(fc.oneof(word, fc.tuple(word, word).map((parts) => parts.join('-'))), fc.array(word, { minLength: 1, maxLength: 3 })).map(([given, rest]) => [given, ...rest].join(' '))
  const people = fc.uniqueArray(fc.record({ name, aliases: fc.array(name, { maxLength: 2 }) }), { minLength: 1, maxLength: 12, selector: (person) => person.name }).map((records) =>
    records.map((record, index): Person => ({ ...record, id: `p${index}` as PersonId, deleted: false })),
  )
  const withoutAccents = (text: string) => text.normalize('NFD').replace(/\p{Mark}/gu, '')
  const partsOf = (text: string) => text.split(/[\s-]+/)
  const initials = (text: string) => partsOf(text).map((part) => [...part][0]).join('')

  test('by name or alias, with or without accents and capitals, by initials, by initial and surname, by any beginnings in any order', () => {
    fc.assert(
      fc.property(people, fc.nat(), (directory, pick) => {
        const person = directory[pick % directory.length]!
        for (const known of [person.name, ...person.aliases]) {
          const parts = partsOf(known)
          const forms = [
            known, known.toUpperCase(), withoutAccents(known).toLowerCase(), known.replaceAll('-', ' '),
            initials(known).toLowerCase(), [...initials(known)].join('.') + '.',
            `${[...parts[0]!][0]}. ${parts.slice(1).join(' ')}`,
            parts.toReversed().map((part) => [...part].slice(0, 2).join('')).join(' '),
            [...parts.at(-1)!].slice(1).join(''),
          ]
          for (const form of forms) expect(matchPeople(form, directory, new Set())).toContain(person)
        }
      }),
    )
  })

  test('those attending come first, but for somebody named in full; deleted people never', () => {
    fc.assert(
      fc.property(people, fc.nat(), fc.nat(), (directory, pick, absent) => {
        const attending = new Set(directory.filter((_person, index) => index % 2 === absent % 2).map((person) => person.id))
        const shown = matchPeople('', directory, attending)
        expect(shown.map((person) => attending.has(person.id))).toEqual(shown.map((person) => attending.has(person.id)).toSorted((left, right) => Number(right) - Number(left)))
        const named = directory[pick % directory.length]!
        const best = matchPeople(named.name, directory, attending)[0]!
        expect(findPersonNamed(best.name, [best])).toBe(best)
        expect(matchPeople(named.name, directory.map((person) => ({ ...person, deleted: true })), attending)).toEqual([])
      }),
    )
  })

  test('stays quick however strange the text', () => {
    const strange: Person = { id: 'p' as PersonId, name: 'a '.repeat(5_000), aliases: [], deleted: false }
    expect(matchPeople('a a a a a a a b', [strange], new Set())).toEqual([])
    expect(matchPeople('a '.repeat(5_000), [strange], new Set())).toEqual([strange])
  })
})
