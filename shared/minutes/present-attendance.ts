import { formatTime } from '../i18n/format.ts'
import type { Language } from '../model/bilingual.ts'
import { printableLine } from './characters.ts'
import { bothIn, plain, whenEmpty, wordInLine, words, type DocumentLanguages } from './document-texts.ts'
import type { MinutesAttendance, MinutesAttendee } from './minutes.ts'
import type { AttendanceSection, AttendanceSite } from './presentation.ts'
import { countedWord, word, type WordKey } from './words.ts'

/** The list of attendance, its total, and what it says of the quorum. */
export function presentAttendance(attendance: MinutesAttendance, context: DocumentLanguages): AttendanceSection {
  const { columns, first } = context
  const head = (key: WordKey) => wordInLine(context, key)
  return {
    type: 'attendance',
    heading: words(context, 'section.attendance'),
    header: { site: head('attendance.site'), name: head('attendance.name'), status: head('attendance.status'), count: head('attendance.count') },
    sites: attendance.sites.map((site) => ({
      name: site.name === null ? head('attendance.noSite') : [plain(printableLine(site.name), first)],
      people: site.people.map((person) => presentAttendee(context, person)),
      count: [plain(`${site.attending}\u00a0/\u00a0${site.expected}`, first)],
    })),
    total: {
      label: head('attendance.total'),
      detail: bothIn(columns.map((language) => plain(totalDetail(attendance, language), language))),
      count: [plain(`${attendance.attending}\u00a0/\u00a0${attendance.expected}`, first)],
    },
    quorum: presentQuorum(attendance, context),
    empty: whenEmpty(context, attendance.sites, 'attendance.nobody'),
  }
}

function presentQuorum({ quorum }: MinutesAttendance, context: DocumentLanguages): AttendanceSection['quorum'] {
  if (!quorum) return null
  const said = (language: Language) => {
    const verdict = !quorum.isReached ? 'missing' : quorum.lostAt === null ? 'reached' : 'lost'
    return word(`attendance.quorum.${verdict}`, language, { required: quorum.required, time: quorum.lostAt === null ? '' : formatTime(quorum.lostAt, language) })
  }
  return {
    label: wordInLine(context, 'attendance.quorum.label'),
    detail: bothIn(context.columns.map((language) => plain(said(language), language))),
    count: [plain(`${quorum.counted}\u00a0/\u00a0${quorum.members}`, context.first)],
  }
}

function totalDetail({ attending, expected, sitesAttending }: MinutesAttendance, language: Language): string {
  return word('attendance.totalDetail', language, { attending, expected, sites: countedWord('attendance.sites', sitesAttending, language) })
}

function presentAttendee(context: DocumentLanguages, person: MinutesAttendee): AttendanceSite['people'][number] {
  const { columns, first } = context
  const guest = person.guest ? wordInLine(context, 'attendance.guest') : []
  const affiliation = person.affiliation === null ? [] : [plain(printableLine(person.affiliation), first)]
  return {
    name: [plain(printableLine(person.name), first)],
    detail: [...affiliation, ...(affiliation.length > 0 && guest.length > 0 ? [plain(', ', first)] : []), ...guest],
    status: bothIn(columns.map((language) => plain(statusIn(person, language), language))),
    isAttending: person.status === 'present' || person.status === 'remote',
  }
}

function statusIn(person: MinutesAttendee, language: Language): string {
  const { status, representedBy, arrivedAt, leftAt } = person
  const represented = status === 'represented' && representedBy !== null
  return [
    represented
      ? word('attendance.representedBy', language, { name: printableLine(representedBy) })
      : word(status === null ? 'attendance.unknown' : `attendance.${status}`, language),
    ...(arrivedAt === null ? [] : [word('attendance.arrival', language, { time: formatTime(arrivedAt, language) })]),
    ...(leftAt === null ? [] : [word('attendance.departure', language, { time: formatTime(leftAt, language) })]),
  ].join(', ')
}
