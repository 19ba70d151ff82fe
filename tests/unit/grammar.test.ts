import { describe, expect, it } from 'vitest'
import { readDueDate } from '../../shared/grammar/due-date.ts'
import { readActionFacts, readLine, readOpening } from '../../shared/grammar/grammar.ts'
import { lastPlaceOf } from '../../shared/grammar/mend.ts'
import type { PersonId } from '../../shared/model/identifiers.ts'
import { ATTENDING, MEETING_DAY, PEOPLE, person } from './grammar-editor.ts'

const COMPANY = { people: PEOPLE, attending: ATTENDING }
const due = (text: string) => readDueDate(text, MEETING_DAY)

describe('a due date', () => {
  it.each([
    ['envoyer le lien avant le 23 avril', '2013-04-23'], ['avant le 1er juin', '2013-06-01'], ['avant le vendredi 12 avril', '2013-04-12'], ['d’ici vendredi', '2013-03-22'], ["d'ici à vendredi prochain", '2013-03-22'],
    ['d’ici mardi', '2013-03-26'], ['pour le 12/05', '2013-05-12'], ['pour le 12/02', '2014-02-12'], ['pour le 12/05/2014', '2014-05-12'], ['avant fin mai', '2013-05-31'], ['pour fin février', '2014-02-28'], ['d’ici la fin du mois', '2013-03-31'],
    ['avant la fin mars', '2013-03-31'], ['avant la fin de la semaine', '2013-03-22'], ['d’ici la fin de l’année', '2013-12-31'], ['d’ici mi-avril', '2013-04-15'], ['au plus tard le 4 avril 2013', '2013-04-04'],
    ['le 4 avril au plus tard', '2013-04-04'], ['sous 15 jours', '2013-04-03'], ['sous quinze jours', '2013-04-03'], ['d’ici deux semaines', '2013-04-02'], ['dans un mois', '2013-04-19'], ['avant le 23.', '2013-03-23'], ['avant le 3', '2013-04-03'], ['pour mardi en huit', '2013-04-02'],
    ['pour demain', '2013-03-20'], ['échéance : 12/05', '2013-05-12'], ['avant le 19 mars', '2013-03-19'], ['avant le 18 mars', '2014-03-18'], ['avant le 29 février', '2016-02-29'], ['avant le 23 avril', '2013-04-23'], ['relire mardi prochain', '2013-03-26'],
  ])('%s', (text, date) => expect(due(text)).toBe(date))

  it.each([
    ['send the link by Friday', '2013-03-22'], ['by 23 April', '2013-04-23'], ['by 23rd April 2014', '2014-04-23'], ['by the 23rd of April', '2013-04-23'], ['before April 23', '2013-04-23'], ['by Friday, 5 April', '2013-04-05'], ['by the 23rd', '2013-03-23'],
    ['by the end of May', '2013-05-31'], ['by end May', '2013-05-31'], ['by mid-June', '2013-06-15'], ['by the end of next month', '2013-04-30'], ['before the end of the week', '2013-03-22'], ['no later than 2 Apr', '2013-04-02'], ['within two weeks', '2013-04-02'],
    ['in 3 weeks', '2013-04-09'], ['next Tuesday', '2013-03-26'], ['report tomorrow.', '2013-03-20'], ['due 2013-05-01', '2013-05-01'], ['2026-04-23', '2026-04-23'], ['until 12.05.2013', '2013-05-12'],
  ])('%s', (text, date) => expect(due(text)).toBe(date))

  it.each([
    'avant la réunion du 12/05', 'pour 12 personnes', 'avant 15 h', 'avant le 15 heures', 'pour le 3,5 %', 'la réunion de mardi prochain', 'relire la note du 2013-04-02', 'le 23 avril', 'avant le 31/02', 'avant le 32 mars', 'pour le sept',
    'avant le vendredi 23 avril', 'avant le 23 avril ou pour le 2 mai', 'by 5 pm', 'by the way', 'in May', 'we may 5', 'the minutes of next Tuesday', 'by 23', 'by April', 'avantage le 3', 'sous 15 jours ouvrés', 'pour la version 2.1', 'before', '',
  ])('is not read where none is told, or two: %s', (text) => expect(due(text)).toBeUndefined())

  it('of a day that is told twice is read', () => expect(due('avant le 23 avril, soit avant le 23/04')).toBe('2013-04-23'))
})

describe('the owner of an action', () => {
  const owners = (text: string) => readActionFacts(text, COMPANY, MEETING_DAY).owners

  it.each([
    ['Nadia : relire', ['nadia']], ['Paul to send', ['paul']], ['Paul and Nadia will send', ['paul', 'nadia']], ['Nadia doit relire', ['nadia']], ['Nadia s’occupe du lien', ['nadia']], ['PD to send', ['paul']], ['relire (Nadia)', ['nadia']], ['relire (Nadia, Paul)', ['nadia', 'paul']], ['relire (Nadia ; 12/05).', ['nadia']],
  ] as const)('%s', (text, people) => expect(owners(text)).toEqual(people))

  it.each(['Martin to send', 'Pau to send', 'paul to send', 'le lien est à envoyer à Paul', 'Pointer to update', 'relire (v2)', 'relire (Nadia et le comité)', 'relire (Nadia, Zoé)', 'People to call', 'Il doit relire', 'Remarque : relire'])('is not read: %s', (text) => expect(owners(text)).toEqual([]))
})

describe('names', () => {
  const named = (label: string, people = PEOPLE, attending = ATTENDING) => readOpening(label, { people, attending })

  it('that are words at the beginning of a line are asked about if somebody is called so, and else are words', () => {
    const alias = [...PEOPLE, person('nb', 'Nora Brun', ['NB'])]
    expect(named('NB : ')).toBeUndefined()
    expect(named('NB : ', alias)).toMatchObject({ naming: { is: 'doubtful', candidates: [{ id: 'nadia' }, { id: 'nb' }] } })
    expect(named('[NB]', alias)).toMatchObject({ naming: { is: 'certain', people: ['nadia'] } })
    expect(named('[NB]', alias, new Set())).toMatchObject({ naming: { is: 'doubtful' } })
    expect(named('Point et suite : ')).toBeUndefined()
  })

  it('of somebody absent give way to nobody unasked: a whole name is not what one who is there is called for short', () => {
    const people = [person('a', 'Paul'), person('b', 'Paul Durand')]
    expect(named('Paul : ', people, new Set(['b'] as PersonId[]))).toMatchObject({ naming: { is: 'doubtful' } })
    expect(named('Paul : ', people, new Set(['a', 'b'] as PersonId[]))).toMatchObject({ naming: { is: 'certain', people: ['a'] } })
    expect(named('Paul : ', people, new Set())).toMatchObject({ naming: { is: 'certain', people: ['a'] } })
  })

  it('that are one’s alias and another’s initials are asked about', () => {
    const people = [person('a', 'Zoé Blanc', ['PD']), person('b', 'Paul Durand')]
    expect(named('PD : ', people, new Set())).toMatchObject({ naming: { is: 'doubtful' } })
    expect(named('PD : ', people, new Set(['b'] as PersonId[]))).toMatchObject({ naming: { is: 'certain', people: ['b'] } })
  })

  it('never mean one person twice', () => {
    expect(named('Marie et Hélène : ')).toBeUndefined()
    expect(named('Le Goff, Marie : ')).toMatchObject({ naming: { is: 'certain', people: ['helene'] } })
  })

  it('of people who were taken out of the directory name nobody', () => {
    expect(named('Nadia : ', PEOPLE.map((each) => ({ ...each, deleted: true })))).toBeUndefined()
  })
})

describe('a whole line', () => {
  it('is read as such and nothing near it is', () => {
    expect(readLine('s/a\\/b/c/', COMPANY)).toEqual({ is: 'mend', old: 'a/b', by: 'c' })
    expect(readLine('+ https://exemple.fr/1', COMPANY)).toEqual({ is: 'topic', title: 'https://exemple.fr/1' })
    expect(readLine(`+ ${'a'.repeat(300)}`, COMPANY)).toBeUndefined()
    expect(['+', '+ ', '+1', 's/a/b', 'S/a/b/', 'RAS !', 'ACTION RÉPUBLICAINE', 'action Paul to go', 'n a b'].map((text) => readLine(text, COMPANY))).toEqual(Array.from({ length: 9 }))
  })

  it('finds what it mends by what is seen, not by the kind of its spaces', () => {
    expect(lastPlaceOf("l'EMI : ", 'un, l’EMI\u00a0:\u202fdeux')).toEqual({ from: 4, to: 12 })
    expect(lastPlaceOf('été', 'ete')).toBeUndefined()
    expect(lastPlaceOf('aa', 'aaa')).toEqual({ from: 1, to: 3 })
    expect(lastPlaceOf('(a)?.*', 'x (a)\u202f?.*')).toEqual({ from: 2, to: 9 })
  })

  it.each([
    ['"bon"', 'dit [«~bon~»] fort'], ['bon"', 'dit «~[bon~»]'], ['"', 'dit «~bon[~»]'], ['«bon»', '[«~bon~»]'], ['« bon »', '[«~bon~»]'], ['"oui"', 'say [“oui”]'],
    ['A - B', '[A – B]'], ['A -- B', '[A – B]'], [' - fin', 'a[ – fin]'], ['A-B', 'A – B [A-B]'], ['a...', '[a…]'], ['...', 'a[…]'], ["dit 'oui'", '[dit ‘oui’]'],
    ['Pourquoi?', '[Pourquoi_?]'], ['Pourquoi ?', '[Pourquoi?]'], ['Pourquoi ', '[Pourquoi_]?'], ['?', 'Pourquoi_[?]'], [' ?', 'Pourquoi[_?]'], ['10 000 €', '[10_000~€]'], ['5%', '[5~%]'], ['14:30', '[14:30]'],
  ])('finds %s as typography made it: %s', (old, marked) => {
    const text = marked.replaceAll('~', '\u00a0').replaceAll('_', '\u202f')
    expect(lastPlaceOf(old, text.replace(/[[\]]/g, ''))).toEqual({ from: text.indexOf('['), to: text.indexOf(']') - 1 })
  })
})
