import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { applyImport, planImport, type ImportPlan } from '../../shared/directory/import.ts'
import { LARGEST_IMPORT, MOST_LINES, readImport, withHeader, type ImportSource } from '../../shared/directory/read-import.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import { addPerson, addSite, editPerson, readPeople, readSites } from '../../shared/model/workspace.ts'

function source(text: string): ImportSource {
  const result = readImport(text)
  if (!result.ok) throw new Error(result.problem)
  return result.source
}

function directoryOf(document: Y.Doc) {
  return { people: readPeople(document), sites: readSites(document) }
}

function importInto(document: Y.Doc, text: string): ImportPlan {
  const directory = directoryOf(document)
  const plan = planImport(source(text), directory)
  applyImport(document, plan, directory)
  return plan
}

/** The directory as "name | site | e-mail | affiliation | aliases" lines. */
function shown(document: Y.Doc): readonly string[] {
  const sites = new Map(readSites(document).map((site) => [site.id, site.name]))
  return readPeople(document).map((person) =>
    [person.name, person.site ? sites.get(person.site) : '', person.email ?? '', person.affiliation ?? '', person.aliases.join('/')].join('|'),
  )
}

describe('reading', () => {
  test.each([
    ['semicolons', 'Nom;Prénom;Site;Courriel\nDupré;Aline;Nord;a@x.example'],
    ['tabs', 'Nom\tPrénom\tSite\tCourriel\nDupré\tAline\tNord\ta@x.example'],
    ['commas', 'Nom,Prénom,Site,Courriel\nDupré,Aline,Nord,a@x.example'],
    ['commas and quotes', '"Nom","Prénom","Site","Courriel"\n"Dupré","Aline","Nord","a@x.example"'],
    ['CRLF and an order mark', '\ufeffNom;Prénom;Site;Courriel\r\nDupré;Aline;Nord;a@x.example\r\n'],
    ['English headers', 'Last name,First name,Location,E-mail address\nDupré,Aline,Nord,a@x.example'],
  ])('a table with %s', (_, text) => {
    const table = source(text)
    expect(table.columns).toEqual(['familyName', 'firstName', 'site', 'email'])
    expect(table.lines.map((line) => line.cells)).toEqual([['Dupré', 'Aline', 'Nord', 'a@x.example']])
  })

  test('a table without a header finds the address and takes the others in order', () => {
    const table = source('a@x.example;Aline Dupré;Nord\nb@x.example;Bruno Roux;Sud')
    expect(table.header).toBeUndefined()
    expect(table.columns).toEqual(['email', 'name', 'site'])
    expect(table.lines).toHaveLength(2)
  })

  test('the header can be taken as a line and back', () => {
    const table = source('Nom;Site\nDupré;Nord')
    const without = withHeader(table, false)
    expect(without.lines).toHaveLength(2)
    expect(withHeader(without, true).lines).toEqual(table.lines)
  })

  test('one name a line', () => {
    const list = source('Aline Dupré\n\n  - Bruno Roux\n3. Chloé Petit')
    expect(list.shape).toBe('list')
    expect(list.lines.map((line) => [line.number, line.cells[0]])).toEqual([[1, 'Aline Dupré'], [3, 'Bruno Roux'], [4, 'Chloé Petit']])
  })

  test('names with addresses, as a mail program copies them', () => {
    const list = source('Aline Dupré <a@x.example>; "Roux, Bruno" <b@x.example>, Chloé Petit <c@x.example>')
    expect(list.lines.map((line) => line.cells)).toEqual([
      ['Aline Dupré', '', 'a@x.example'],
      ['Roux, Bruno', '', 'b@x.example'],
      ['Chloé Petit', '', 'c@x.example'],
    ])
  })

  test('sites with their people', () => {
    const list = source('Nord : Aline Dupré, Bruno Roux\nSud: Chloé Petit')
    expect(list.lines.map((line) => line.cells.slice(0, 2))).toEqual([['Aline Dupré', 'Nord'], ['Bruno Roux', 'Nord'], ['Chloé Petit', 'Sud']])
  })

  test('a stray quotation mark does not swallow the lines after it', () => {
    expect(source('Nom;Site\n"Dupré;Nord\nRoux;Sud\nPetit;Est').lines).toHaveLength(3)
  })

  test('a line break inside a quoted cell stays in its cell', () => {
    expect(source('Nom;Organisme\n"Dupré";"Institut\ndu Nord"\n"Roux";"École"').lines.map((line) => line.cells[1])).toEqual(['Institut du Nord', 'École'])
  })

  test('control characters go, lone surrogates are replaced, formulas stay text', () => {
    const lines = source('Nom;Site\nAli\u0007ne\u001b Dupré;=1+1\nB\ud800;@SUM(A1)').lines
    expect(lines.map((line) => line.cells)).toEqual([['Aline Dupré', '=1+1'], ['B\ufffd', '@SUM(A1)']])
  })

  test.each([
    ['empty', ''],
    ['empty', ' \n\t\n'],
    ['too-large', 'x'.repeat(LARGEST_IMPORT + 1)],
    ['too-many-lines', 'x\n'.repeat(MOST_LINES + 2)],
    ['not-text', 'PK\u0003\u0004\u0014\u0000'],
  ])('%s', (problem, text) => {
    expect(readImport(text)).toEqual({ ok: false, problem })
  })

  test('exactly as many lines as allowed', () => {
    expect(source(`Nom;Site\n${'x;y\n'.repeat(MOST_LINES)}`).lines).toHaveLength(MOST_LINES)
  })
})

describe('planning and doing', () => {
  test('adds people and their sites, each site once', () => {
    const document = new Y.Doc()
    const plan = importInto(document, 'Nom;Site;E-mail;Organisme;Alias\nAline Dupré;Nord;a@x.example;Institut;AD, A. Dupré\nBruno Roux;nord;;;\nChloé Petit;Sud;;;')
    expect(plan.counts).toEqual({ added: 3, completed: 0, known: 0, rejected: 0 })
    expect(plan.newSites).toEqual(['Nord', 'Sud'])
    expect(shown(document)).toEqual(['Aline Dupré|Nord|a@x.example|Institut|AD/A. Dupré', 'Bruno Roux|Nord|||', 'Chloé Petit|Sud|||'])
  })

  test('the same file twice changes nothing', () => {
    const document = new Y.Doc()
    const text = 'Nom;Site;E-mail\nAline Dupré;Nord;a@x.example\nBruno Roux;Sud;'
    importInto(document, text)
    const before = shown(document)
    const plan = importInto(document, text)
    expect(plan.counts).toEqual({ added: 0, completed: 0, known: 2, rejected: 0 })
    expect(plan.people).toEqual([])
    expect(shown(document)).toEqual(before)
  })

  test('recognises by address, name, alias and the order of words; says which', () => {
    const document = new Y.Doc()
    addPerson(document, { name: 'Aline Dupré', aliases: ['AD'], email: 'a@x.example' })
    const plan = importInto(document, 'Nom;E-mail\naline dupre;\nAD;\nDUPRÉ Aline;\nAline Dupré-Roux;A@X.example')
    expect(plan.lines.map((line) => [line.outcome, line.remark])).toEqual([['known', undefined], ['known', 'alias'], ['known', 'other-order'], ['known', 'differs']])
    expect(readPeople(document)).toHaveLength(1)
  })

  test('completes what is missing and keeps what is there', () => {
    const document = new Y.Doc()
    addPerson(document, { name: 'Aline Dupré', email: 'a@x.example', site: addSite(document, 'Nord') })
    const plan = importInto(document, 'Nom;Site;E-mail;Organisme;Alias\nAline Dupré;Sud;autre@x.example;Institut;AD')
    expect(plan.lines).toEqual([{ number: 2, text: 'Aline Dupré', outcome: 'completed', remark: 'differs' }])
    expect(plan.newSites).toEqual([])
    expect(shown(document)).toEqual(['Aline Dupré|Nord|a@x.example|Institut|AD'])
  })

  test('a person named twice in the file is added once, with what both lines say', () => {
    const document = new Y.Doc()
    const plan = importInto(document, 'Nom;Site;E-mail\nAline Dupré;Nord;\nAline Dupré;;a@x.example')
    expect(plan.lines.map((line) => [line.outcome, line.remark])).toEqual([['added', undefined], ['completed', 'repeated']])
    expect(shown(document)).toEqual(['Aline Dupré|Nord|a@x.example||'])
  })

  test('two people of one name: the line is not guessed, unless its address decides', () => {
    const document = new Y.Doc()
    addPerson(document, { name: 'Jean Roux', email: 'j1@x.example' })
    addPerson(document, { name: 'Jean Roux', email: 'j2@x.example' })
    const plan = importInto(document, 'Nom;E-mail;Organisme\nJean Roux;;X\nJean Roux;j2@x.example;Y')
    expect(plan.lines.map((line) => line.outcome)).toEqual(['rejected', 'completed'])
    expect(plan.lines[0]?.remark).toBe('ambiguous')
    expect(readPeople(document).find((person) => person.email === 'j2@x.example')?.affiliation).toBe('Y')
  })

  test('lines without a name or with a cell that is too long are rejected and said', () => {
    const plan = planImport(source(`Nom;Site\n;Nord\n${'x'.repeat(400)};Sud\nAline;Est`), { people: [], sites: [] })
    expect(plan.lines.map((line) => line.remark)).toEqual(['no-name', 'too-long', undefined])
    expect(plan.counts.rejected).toBe(2)
  })

  test('an address that is none is kept as typed and pointed out', () => {
    const plan = planImport(source('Nom;E-mail\nAline Dupré;aline arobase x'), { people: [], sites: [] })
    expect(plan.lines[0]).toEqual({ number: 2, text: 'Aline Dupré', outcome: 'added', remark: 'bad-email' })
    expect(plan.people[0]?.patch.email).toBe('aline arobase x')
  })

  test('somebody in the bin does not stand in the way', () => {
    const document = new Y.Doc()
    const id = addPerson(document, { name: 'Aline Dupré' })
    editPerson(document, id, { deleted: true })
    expect(importInto(document, 'Aline Dupré').counts.added).toBe(1)
  })

  test('one step of undo takes the whole import back', () => {
    const document = new Y.Doc()
    addPerson(document, { name: 'Bruno Roux' })
    const undo = new Y.UndoManager(document, { trackedOrigins: new Set([LOCAL_CHANGE]), captureTimeout: 0 })
    importInto(document, 'Nom;Site;E-mail\nAline Dupré;Nord;a@x.example\nBruno Roux;Sud;b@x.example')
    expect(shown(document)).toEqual(['Aline Dupré|Nord|a@x.example||', 'Bruno Roux|Sud|b@x.example||'])
    undo.undo()
    expect(undo.undoStack).toHaveLength(0)
    expect(shown(document).at(-1)).toBe('Bruno Roux||||')
  })
})
