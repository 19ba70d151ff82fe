import { useMemo } from 'react'
import { attendanceRoll, expectedMembers } from '../../../shared/attendance/roll.ts'
import { readAttendanceRecords } from '../../../shared/model/meeting.ts'
import { readMembers } from '../../../shared/model/series.ts'
import { readPeople, readSites } from '../../../shared/model/workspace.ts'
import { electorate, type Electorate } from '../../../shared/votes/result.ts'
import { useTables } from '../../store/hooks.ts'
import { useDesk } from './desk.tsx'

/** Who can vote in the meeting at hand, as its attendance stands. */
export function useElectorate(): Electorate {
  const { meeting, series, workspace, facts } = useDesk()
  const records = useTables(meeting.document, ['attendance'], readAttendanceRecords)
  const members = useTables(series, ['members'], readMembers)
  const people = useTables(workspace, ['people'], readPeople)
  const sites = useTables(workspace, ['sites'], readSites)
  return useMemo(() => electorate(attendanceRoll({ records, members: expectedMembers(facts.state, members), people, sites })), [records, facts.state, members, people, sites])
}
