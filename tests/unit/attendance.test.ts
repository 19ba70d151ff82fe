import { describe, expect, test } from 'vitest'
import { attendanceRoll, isAttending, type RollSources } from '../../shared/attendance/roll.ts'
import type { PersonId, SiteId } from '../../shared/model/identifiers.ts'
import { ATTENDANCE_STATUSES, type AttendanceRecord } from '../../shared/model/meeting.ts'
import type { Person, Site } from '../../shared/model/workspace.ts'

const site = (name: string, more: Partial<Site> = {}): Site => ({ id: name as SiteId, name, deleted: false, ...more })
const person = (name: string, at?: string, more: Partial<Person> = {}): Person => ({
  id: name as PersonId, name, aliases: [], deleted: false, ...(at && { site: at as SiteId }), ...more,
})
const record = (name: string, more: Partial<AttendanceRecord> = {}): AttendanceRecord => ({ person: name as PersonId, guest: false, deleted: false, ...more })

function rollOf(sources: Partial<RollSources> & { readonly membersNamed?: readonly string[] }) {
  const { membersNamed = [], ...rest } = sources
  return attendanceRoll({
    records: [], people: [], sites: [], members: membersNamed.map((name) => ({ person: name as PersonId, role: 'member' })), ...rest,
  })
}

const shape = (roll: ReturnType<typeof rollOf>) =>
  roll.sites.map((at) => [at.site?.name ?? null, at.entries.map((entry) => entry.person.name), `${at.attending}/${at.expected}`])

const sites = [site('North'), site('South'), site('West')]
const people = [person('Ada', 'South'), person('Bo', 'North'), person('Cy', 'South'), person('Di')]

describe('the roll of a meeting', () => {
  test('lists the members of the series by site, though nobody has said yet who is there', () => {
    const roll = rollOf({ people, sites, membersNamed: ['Ada', 'Bo', 'Cy'] })
    expect(shape(roll)).toEqual([['North', ['Bo'], '0/1'], ['South', ['Ada', 'Cy'], '0/2']])
    expect(roll).toMatchObject({ attending: 0, expected: 3, sitesAttending: 0 })
    expect(roll.sites[0]?.entries[0]).not.toHaveProperty('status')
  })

  test('totals each site and the whole from those present or remote, and only those', () => {
    const records = [record('Ada', { status: 'present' }), record('Bo', { status: 'excused' }), record('Cy', { status: 'remote' })]
    const roll = rollOf({ people, sites, records, membersNamed: ['Ada', 'Bo', 'Cy'] })
    expect(shape(roll)).toEqual([['North', ['Bo'], '0/1'], ['South', ['Ada', 'Cy'], '2/2']])
    expect(roll).toMatchObject({ attending: 2, expected: 3, sitesAttending: 1 })
    expect(ATTENDANCE_STATUSES.filter(isAttending)).toEqual(['present', 'remote'])
    expect(isAttending(undefined)).toBe(false)
  })

  test('lists people without a site last, and counts no site for them', () => {
    const roll = rollOf({ people, sites, records: [record('Di', { status: 'present', guest: true })], membersNamed: ['Bo'] })
    expect(shape(roll)).toEqual([['North', ['Bo'], '0/1'], [null, ['Di'], '1/1']])
    expect(roll).toMatchObject({ attending: 1, sitesAttending: 0 })
    expect(roll.sites[1]?.entries[0]?.guest).toBe(true)
  })

  test('takes the site as of the meeting before the site of today', () => {
    const roll = rollOf({ people, sites, records: [record('Ada', { status: 'present', site: 'West' as SiteId })] })
    expect(shape(roll)).toEqual([['West', ['Ada'], '1/1']])
  })

  test('lists a person whose site is unknown here without a site rather than not at all', () => {
    expect(shape(rollOf({ people: [person('Ed', 'Nowhere')], sites, membersNamed: ['Ed'] }))).toEqual([[null, ['Ed'], '0/1']])
  })

  test('keeps a deleted person who was there, and drops one who is only a member', () => {
    const gone = [person('Ada', 'South', { deleted: true }), person('Cy', 'South', { deleted: true })]
    expect(shape(rollOf({ people: gone, sites, records: [record('Ada', { status: 'present' })], membersNamed: ['Ada', 'Cy'] }))).toEqual([
      ['South', ['Ada'], '1/1'],
    ])
  })

  test('keeps a deleted site where somebody was', () => {
    const roll = rollOf({ people, sites: [site('South', { deleted: true })], records: [record('Ada', { status: 'present' })] })
    expect(shape(roll)).toEqual([['South', ['Ada'], '1/1']])
  })

  test('does not list people of the workspace who are neither members nor recorded', () => {
    expect(shape(rollOf({ people, sites }))).toEqual([])
  })

  test('says by whom a person is represented, and when people came and left', () => {
    const records = [
      record('Ada', { status: 'represented', representedBy: 'Cy' as PersonId }),
      record('Cy', { status: 'present', arrivedAt: '14:20' as never, leftAt: '15:30' as never }),
      record('Bo', { status: 'represented', representedBy: 'Nobody' as PersonId }),
    ]
    const entries = rollOf({ people, sites, records }).sites.flatMap((at) => at.entries)
    expect(entries.find((entry) => entry.person.name === 'Ada')?.representedBy?.name).toBe('Cy')
    expect(entries.find((entry) => entry.person.name === 'Cy')).toMatchObject({ arrivedAt: '14:20', leftAt: '15:30' })
    expect(entries.find((entry) => entry.person.name === 'Bo')).not.toHaveProperty('representedBy')
  })
})
