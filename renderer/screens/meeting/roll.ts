import { useMemo } from 'react'
import { latestChange, momentOf, presenceOf, startOf, timeInSession, WHOLE, type Moment } from '../../../shared/attendance/presence.ts'
import { quorumAmong, type Quorum } from '../../../shared/attendance/quorum.ts'
import { attendanceRoll, entriesOf, expectedMembers, type Roll } from '../../../shared/attendance/roll.ts'
import { readAttendanceRecords } from '../../../shared/model/meeting.ts'
import { readMembers, readSeries } from '../../../shared/model/series.ts'
import { readPeople, readSites } from '../../../shared/model/workspace.ts'
import { electoratesAmong, type Electorates } from '../../../shared/votes/electorate.ts'
import { useTables } from '../../store/hooks.ts'
import { useClock } from './clock/clock-watch.ts'
import { useDesk } from './desk.tsx'

/** Everybody on the list of the meeting at hand. */
export function useRoll(): Roll {
  const { meeting, series, workspace, facts } = useDesk()
  const records = useTables(meeting.document, ['attendance'], readAttendanceRecords)
  const members = useTables(series, ['members'], readMembers)
  const people = useTables(workspace, ['people'], readPeople)
  const sites = useTables(workspace, ['sites'], readSites)
  return useMemo(() => attendanceRoll({ records, members: expectedMembers(facts.state, members), people, sites }), [records, facts.state, members, people, sites])
}

/** Its quorum: in session as it stands now, else over the whole meeting. */
export function useQuorum(roll: Roll): Quorum | undefined {
  const { series, facts } = useDesk()
  const members = useTables(series, ['members'], readMembers)
  const { quorum: rule } = useTables(series, ['facts'], readSeries)
  const moment = useMoment(roll)
  return useMemo(() => quorumAmong({ facts, rule, members }, roll, moment), [facts, rule, members, roll, moment])
}

/** Who can vote in it. Another object only where that may be somebody else: the text is drawn anew with it. */
export function useElectorates(): Electorates {
  const { series, facts } = useDesk()
  const roll = useRoll()
  const members = useTables(series, ['members'], readMembers)
  const moment = useMoment(roll)
  const { state, members: kept, date, start, openedAt, timeZone } = facts
  return useMemo(
    () => electoratesAmong({ facts: { state, timeZone, ...(kept && { members: kept }), ...(date && { date }), ...(start && { start }), ...(openedAt && { openedAt }) }, members }, roll, moment),
    [state, kept, date, start, openedAt, timeZone, members, roll, moment],
  )
}

/** Now, in session, as the latest coming or going: a minute in which nobody does draws nothing. */
function useMoment(roll: Roll): Moment {
  const { facts } = useDesk()
  const start = startOf(facts)
  const presence = useMemo(() => presenceOf(entriesOf(roll), { start }), [roll, start])
  return useClock((face) => {
    const now = timeInSession(face.facts, Date.now())
    return now === undefined ? WHOLE : latestChange(presence, momentOf(now, start))
  })
}
