import { agendaInOrder, agendaTree } from '../agenda/tree.ts'
import { meetingRoll } from '../attendance/roll.ts'
import { LANGUAGES } from '../model/bilingual.ts'
import { bodyFragment, entryText, readBody } from '../model/body.ts'
import type { EntryId } from '../model/identifiers.ts'
import { readAgendaRecords } from '../model/meeting.ts'
import { readVoteRecords } from '../model/vote.ts'
import { meetingElectorates } from '../votes/electorate.ts'
import { voteOutcome } from '../votes/result.ts'
import type { MinutesSources } from './build.ts'
import type { WarnedVotes } from './review.ts'

/** What is odd about the votes of a meeting, by the entry that they stand in. Minutes themselves are silent about it. */
export function voteWarnings({ workspace, series, meeting }: MinutesSources): WarnedVotes {
  const records = readVoteRecords(meeting)
  const electorates = meetingElectorates({ series, meeting }, meetingRoll({ workspace, series, meeting }))
  const items = agendaInOrder(agendaTree(readAgendaRecords(meeting)))
  const entries = items.flatMap(({ id }) => LANGUAGES.flatMap((language) => readBody(bodyFragment(meeting, id, language))))
  return new Map(
    entries.flatMap((entry): readonly (readonly [EntryId, ReturnType<typeof voteOutcome>['warnings']])[] => {
      const record = entry.kind === 'vote' && entry.vote !== undefined ? records.get(entry.vote) : undefined
      const warnings = record ? voteOutcome(record, electorates.of(record), entryText(entry)).warnings : []
      return warnings.length > 0 ? [[entry.id, warnings]] : []
    }),
  )
}
