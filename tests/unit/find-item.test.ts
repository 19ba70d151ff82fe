import { describe, expect, test } from 'vitest'
import { findItems } from '../../shared/agenda/find-item.ts'
import { agendaInOrder, agendaTree } from '../../shared/agenda/tree.ts'
import type { AgendaItemId } from '../../shared/model/identifiers.ts'
import type { AgendaKind, AgendaRecord } from '../../shared/model/meeting.ts'

function record(id: string, parent: string | null, order: string, fr: string, en?: string, kind: AgendaKind = 'topic'): AgendaRecord {
  return {
    id: id as AgendaItemId, parent: parent as AgendaItemId | null, order, kind, title: { original: 'fr', fr, ...(en && { en }) },
    presenters: [], outcome: 'open', deleted: false,
  }
}

const ITEMS = agendaInOrder(
  agendaTree([
    record('approval', null, 'a0', 'Approbation du compte-rendu', 'Approval of the minutes'),
    record('plus', 'approval', 'a0', 'Un erratum', undefined, 'addition'),
    record('training', null, 'a1', 'Formation'),
    record('news', null, 'a2', 'Actualités'),
    record('summary', 'news', 'a0', 'Résumé'),
    record('sites', 'news', 'a1', 'État des sites'),
    record('north', 'sites', 'a0', 'Nord-Est'),
    record('south', 'sites', 'a1', 'Œuvres du Sud'),
    record('more', 'news', 'a2', 'Une question', undefined, 'addition'),
    record('rest', null, 'a3', 'Pause déjeuner', undefined, 'break'),
    record('three', null, 'a4', '3 questions diverses'),
  ]),
)
const found = (typed: string, from?: string) => findItems(typed, ITEMS, from as AgendaItemId | undefined).map(({ id }) => id)

describe('an item is found', () => {
  test('by its number, in any of the ways it is typed', () => {
    for (const typed of ['3.2', '3,2', ' 3.2 ']) expect(found(typed)[0]).toBe('sites')
    for (const typed of ['3.2 b', '3.2b', '3.2 b)', '3.2 B']) expect(found(typed)).toEqual(['south'])
    expect(found('3').slice(0, 2)).toEqual(['news', 'summary'])
    expect(found('9')).toEqual([])
  })

  test('by a sign or a letter alone: the next after where one is, and round again', () => {
    expect(found('+', 'approval')).toEqual(['plus', 'more'])
    expect(found('+', 'plus')).toEqual(['more', 'plus'])
    expect(found('+', 'three')).toEqual(['plus', 'more'])
    expect(found('b')[0]).toBe('south')
  })

  test('by letters of its title in either language: beginnings first; accents, case and ligatures do not matter', () => {
    expect(found('resume')).toEqual(['summary'])
    expect(found('ETAT')).toEqual(['sites'])
    expect(found('oeuv')).toEqual(['south'])
    expect(found('minutes')).toEqual(['approval'])
    expect(found('dej')).toEqual(['rest'])
    expect(found('for')[0]).toBe('training')
    expect(found('question')).toEqual(['more', 'three'])
    expect(found('question', 'more')).toEqual(['three', 'more'])
  })

  test('by nothing: none', () => {
    expect(found('')).toEqual([])
    expect(found(' ) ')).toEqual([])
    expect(found('introuvable')).toEqual([])
  })
})
