import * as Y from 'yjs'
import { appendEntry, bodyFragment, type Entry } from '../../../shared/model/body.ts'
import type { ActionId, AgendaItemId, EntryId, PersonId, SiteId } from '../../../shared/model/identifiers.ts'
import { editAction } from '../../../shared/model/meeting.ts'
import type { Person } from '../../../shared/model/workspace.ts'
import { parseCalendarDate } from '../../../shared/model/wall-time.ts'

export const ITEM = '6c0f0f7a-item' as AgendaItemId

const NAMES = ['Anne Martin', 'Bastien Durand', 'Chloé Petit', 'Éric Lefèvre', 'Marie-Hélène Le Goff', 'Zoé Œuvrard', 'Alice Martin', 'François Noël']

export const people: readonly Person[] = NAMES.map((name, index) => ({
  id: `person-${index}` as PersonId,
  name,
  aliases: index === 4 ? ['MHLG', 'Marie-Hélène Caradec'] : [],
  affiliation: ['LPNord', 'IPOuest', 'CCSud'][index % 3]!,
  site: 'site-0' as SiteId,
  deleted: false,
}))

const SENTENCES = [
  'Le site confirme que les nouvelles baies sont câblées et que la recette commencera lundi.',
  'Les transferts de nuit ont repris après le changement du commutateur, sans perte constatée.',
  'Il est rappelé que les certificats arrivent à échéance avant la fin du trimestre.',
  'Une coupure de deux heures est annoncée pour les travaux électriques du bâtiment.',
]

/** A meeting with one item of about so many characters: what three hours of minutes look like. */
export function sampleMeeting(characters: number): Y.Doc {
  const meeting = new Y.Doc()
  const fragment = bodyFragment(meeting, ITEM, 'fr')
  meeting.transact(() => {
    for (const entry of sampleEntries(characters)) appendEntry(fragment, entry)
    editAction(meeting, 'action-0' as ActionId, { owners: [people[2]!.id], due: parseCalendarDate('2026-04-23'), state: 'open' })
  })
  return meeting
}

function sampleEntries(characters: number): readonly Entry[] {
  const entries: Entry[] = []
  let written = 0
  for (let index = 0; written < characters; index += 1) {
    const text = Array.from({ length: 1 + (index % 3) }, (_, part) => SENTENCES[(index + part) % SENTENCES.length]).join(' ')
    written += text.length
    const list = index % 8 === 4 || index % 8 === 5 ? 'bullet' : index % 16 === 6 ? 'ordered' : 'none'
    const kind = index % 12 === 7 ? 'decision' : index % 24 === 9 ? 'action' : index % 24 === 10 ? 'recommendation' : 'note'
    entries.push({
      id: `entry-${index}` as EntryId,
      kind,
      list,
      level: index % 8 === 5 ? 1 : 0,
      speakers: list === 'none' && index % 3 !== 2 ? [people[index % people.length]!.id, ...(index % 9 === 0 ? [people[(index + 1) % people.length]!.id] : [])] : [],
      ...(kind === 'action' && { action: (index === 9 ? 'action-0' : `action-${index}`) as ActionId }),
      runs: index % 5 === 1 ? [{ text: text.slice(0, 12) }, { text: text.slice(12, 30), bold: true }, { text: text.slice(30) }] : [{ text }],
    })
  }
  return entries
}
