import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { applyImport, IMPORT_OUTCOMES, planImport } from '../../shared/directory/import.ts'
import { readImport, withHeader } from '../../shared/directory/read-import.ts'
import { addPerson, readPeople, readSites } from '../../shared/model/workspace.ts'

/** Texts that look like what people paste, mixed with anything at all. */
const cell = fc.oneof(
  fc.constantFrom('Nom', 'Prénom', 'Site', 'E-mail', 'Aline Dupré', 'DUPRÉ Aline', 'AD', 'a@x.example', '<a@x.example>', '=1+1', '"', '"Nord', 'Nord :', '😀', '\u202eabc', ''),
  fc.string({ unit: 'binary', maxLength: 12 }),
)
const pasted = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .tuple(fc.constantFrom(',', ';', '\t', ' : ', ' '), fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 12 }), fc.constantFrom('\n', '\r\n', '\r'))
    .map(([delimiter, rows, end]) => rows.map((cells) => cells.join(delimiter)).join(end)),
)

function someDirectory(): Y.Doc {
  const document = new Y.Doc()
  addPerson(document, { name: 'Aline Dupré', aliases: ['AD'], email: 'a@x.example' })
  addPerson(document, { name: 'Bruno Roux' })
  return document
}

test('any text is read, planned and done without a throw, and every line read is accounted for', () => {
  fc.assert(
    fc.property(pasted, fc.boolean(), (text, hasHeader) => {
      const result = readImport(text)
      if (!result.ok) return
      const source = withHeader(result.source, hasHeader && result.source.lines.length > 0)
      const document = someDirectory()
      const directory = { people: readPeople(document), sites: readSites(document) }
      const plan = planImport(source, directory)
      expect(plan.lines.map((line) => line.number)).toEqual(source.lines.map((line) => line.number))
      expect(IMPORT_OUTCOMES.reduce((sum, outcome) => sum + plan.counts[outcome], 0)).toBe(source.lines.length)
      applyImport(document, plan, directory)
      expect(readPeople(document)).toHaveLength(2 + plan.counts.added)
      expect(readSites(document)).toHaveLength(plan.newSites.length)
    }),
    { numRuns: 600 },
  )
})

test('every line with a word in it is read as a line or as the header', () => {
  fc.assert(
    fc.property(pasted, (text) => {
      const result = readImport(text)
      if (!result.ok) return
      const { shape, header, lines } = result.source
      const withWords = text.split(/\r\n?|[\n\u2028\u2029\u0085]/).flatMap((line, index) => (/\p{Letter}/u.test(line) ? [index + 1] : []))
      if (text.includes('"') && shape === 'table') {
        // A quoted cell may hold line breaks: then the words are counted instead of the lines.
        const read = [...(header ?? []), ...lines.flatMap((line) => line.cells)].join('')
        for (const letter of text.toWellFormed().normalize('NFC').match(/[a-zé]/g) ?? []) expect(read).toContain(letter)
        return
      }
      const numbers = new Set(lines.map((line) => line.number))
      expect(withWords.filter((number) => !numbers.has(number)).length).toBeLessThanOrEqual(header ? 1 : 0)
    }),
    { numRuns: 600 },
  )
})

test('importing what was imported adds nobody', () => {
  fc.assert(
    fc.property(pasted, (text) => {
      const result = readImport(text)
      if (!result.ok) return
      const document = someDirectory()
      const directory = () => ({ people: readPeople(document), sites: readSites(document) })
      applyImport(document, planImport(result.source, directory()), directory())
      expect(planImport(result.source, directory()).counts.added).toBe(0)
    }),
    { numRuns: 300 },
  )
})
