import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { addAgendaItem } from '../../shared/agenda/edit.ts'
import { agendaInOrder, agendaTree, type AgendaItem } from '../../shared/agenda/tree.ts'
import { readAgendaRecords } from '../../shared/model/meeting.ts'
import { draftAfter, draftAtEnd, draftLabel, dropPlace, indentDraft, placeOf, type DraftPlace } from '../../renderer/screens/meeting/agenda-places.ts'
import { pastedItems } from '../../renderer/screens/meeting/pasted-agenda.ts'

class Agenda {
  readonly document = new Y.Doc()
  /** The numbers that the field announced, in the order of typing. */
  readonly announced: string[] = []

  get tree(): readonly AgendaItem[] {
    return agendaTree(readAgendaRecords(this.document))
  }

  get outline(): readonly string[] {
    return agendaInOrder(this.tree).map((item) => `${item.label} ${item.title.fr}`)
  }

  item(title: string): AgendaItem {
    return agendaInOrder(this.tree).find((item) => item.title.fr === title)!
  }

  /** Adds as the field does. */
  add(draft: DraftPlace, title: string): DraftPlace {
    this.announced.push(draftLabel(readAgendaRecords(this.document), placeOf(this.tree, draft), 'topic'))
    const id = addAgendaItem(this.document, placeOf(this.tree, draft), { title, language: 'fr' })
    return { after: id, depth: draft.depth }
  }
}

function example(): Agenda {
  const agenda = new Agenda()
  let draft = agenda.add(draftAtEnd(agenda.tree), 'un')
  draft = agenda.add(draft, 'deux')
  draft = agenda.add(indentDraft(agenda.tree, draft, 1)!, 'deux-un')
  draft = agenda.add(indentDraft(agenda.tree, draft, 1)!, 'deux-un-a')
  draft = agenda.add(indentDraft(agenda.tree, draft, -1)!, 'deux-deux')
  agenda.add(indentDraft(agenda.tree, draft, -1)!, 'trois')
  return agenda
}

test('an agenda is typed level by level, with its numbers announced', () => {
  const agenda = example()
  expect(agenda.outline).toEqual(['1 un', '2 deux', '2.1 deux-un', 'a) deux-un-a', '2.2 deux-deux', '3 trois'])
  expect(agenda.announced).toEqual(['1', '2', '2.1', 'a)', '2.2', '3'])
})

test('a new item goes after all that stands below the one before it, or inside as the last', () => {
  const agenda = example()
  agenda.add(draftAfter(agenda.item('deux')), 'après deux')
  agenda.add(draftAfter(agenda.item('deux'), true), 'dans deux')
  expect(agenda.outline).toEqual(['1 un', '2 deux', '2.1 deux-un', 'a) deux-un-a', '2.2 deux-deux', '2.3 dans deux', '3 après deux', '4 trois'])
  expect(agenda.announced.slice(-2)).toEqual(['3', '2.3'])
})

test('there is no level above the agenda, none below a missing item, and none to skip', () => {
  const agenda = example()
  expect(indentDraft([], draftAtEnd([]), 1)).toBeUndefined()
  expect(indentDraft(agenda.tree, draftAtEnd(agenda.tree), -1)).toBeUndefined()
  const inside = indentDraft(agenda.tree, draftAtEnd(agenda.tree), 1)!
  expect(indentDraft(agenda.tree, inside, 1)).toBeUndefined()
})

test('an item is dropped before, after or inside another, never into itself', () => {
  const agenda = example()
  const [un, deux, trois, child] = ['un', 'deux', 'trois', 'deux-un'].map((title) => agenda.item(title).id) as [AgendaItem['id'], AgendaItem['id'], AgendaItem['id'], AgendaItem['id']]
  expect(dropPlace(agenda.tree, trois, un, 'before')).toEqual({ parent: null, after: null })
  expect(dropPlace(agenda.tree, un, trois, 'after')).toEqual({ parent: null, after: trois })
  expect(dropPlace(agenda.tree, un, deux, 'inside')).toEqual({ parent: deux, after: agenda.item('deux-deux').id })
  expect(dropPlace(agenda.tree, deux, child, 'after')).toBeUndefined()
  expect(dropPlace(agenda.tree, deux, deux, 'before')).toBeUndefined()
})

test('a pasted agenda is read by its indentation', () => {
  expect(pastedItems('1. Approbation\n2. Actualités\n\t1. Résumé\n\t\ta) Comité\n3. Divers\n')).toEqual([
    { title: 'Approbation', depth: 1 },
    { title: 'Actualités', depth: 1 },
    { title: 'Résumé', depth: 2 },
    { title: 'Comité', depth: 3 },
    { title: 'Divers', depth: 1 },
  ])
})

test('or by its numbers, where nothing is indented; titles that begin with a number stay whole', () => {
  expect(pastedItems('1\tApprobation\r\n3.2 Réunions\r\na) Comité\r\n\r\n4. Bilan 2013')).toEqual([
    { title: 'Approbation', depth: 1 },
    { title: 'Réunions', depth: 2 },
    { title: 'Comité', depth: 3 },
    { title: 'Bilan 2013', depth: 1 },
  ])
  expect(pastedItems('2013 en bref\n– Divers')).toEqual([
    { title: '2013 en bref', depth: 1 },
    { title: 'Divers', depth: 2 },
  ])
  expect(pastedItems('  \n \n')).toEqual([])
})
