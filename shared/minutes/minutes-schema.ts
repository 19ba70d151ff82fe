import * as v from 'valibot'
import { DEEPEST_AGENDA } from '../agenda/tree.ts'
import { LANGUAGES } from '../model/bilingual.ts'
import { DEEPEST_LIST_LEVEL, ENTRY_KINDS, LIST_STYLES } from '../model/body.ts'
import { ACTION_STATES, AGENDA_KINDS, ATTENDANCE_STATUSES, ITEM_OUTCOMES, MEETING_STATES } from '../model/meeting.ts'
import { MOST_VOTES, VOTE_CHOICES, VOTE_RULES, VOTE_SECRECIES } from '../model/vote.ts'
import { VOTE_RESULTS } from '../votes/result.ts'
import type { Minutes, MinutesItem } from './minutes.ts'

/**
 * The door for a `Minutes` value: shapes and limits. Limits are far above what people do (the largest minutes seen
 * have some hundred items) and low enough that no value can exhaust memory. Deeper agendas than this are refused.
 */
export const LIMITS = { text: 200_000, items: 2_000, entries: 5_000, people: 5_000, depth: DEEPEST_AGENDA } as const

const longText = v.pipe(v.string(), v.maxLength(LIMITS.text))
const shortText = v.pipe(v.string(), v.maxLength(20_000))
const language = v.picklist(LANGUAGES)
const translation = v.picklist(['missing', 'current', 'stale'])
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000))
const date = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/))
const time = v.pipe(v.string(), v.regex(/^\d{2}:\d{2}$/))
const names = v.pipe(v.array(shortText), v.maxLength(500))

const text = v.strictObject({ fr: v.nullable(shortText), en: v.nullable(shortText), original: language, translation })

const run = v.strictObject({
  text: longText,
  bold: v.exactOptional(v.literal(true)),
  italic: v.exactOptional(v.literal(true)),
  link: v.exactOptional(shortText),
})
const runs = v.pipe(v.array(run), v.maxLength(20_000))

const action = v.strictObject({ owners: names, due: v.nullable(date), state: v.picklist(ACTION_STATES) })

const votes = v.nullable(v.pipe(count, v.maxValue(MOST_VOTES)))
const vote = v.strictObject({
  secrecy: v.picklist(VOTE_SECRECIES),
  rule: v.picklist(VOTE_RULES),
  result: v.picklist(VOTE_RESULTS),
  isUnanimous: v.boolean(),
  counts: v.strictObject({ for: votes, against: votes, abstention: votes, none: votes }),
  calling: v.exactOptional(v.strictObject({ noted: count, of: count })),
  ballots: v.pipe(v.array(v.strictObject({ name: shortText, representedBy: v.nullable(shortText), choice: v.picklist(VOTE_CHOICES) })), v.maxLength(LIMITS.people)),
})

const entry = v.strictObject({
  id: shortText,
  kind: v.picklist(ENTRY_KINDS),
  list: v.picklist(LIST_STYLES),
  level: v.pipe(count, v.maxValue(DEEPEST_LIST_LEVEL)),
  position: v.nullable(count),
  speakers: names,
  original: language,
  translation,
  fr: v.nullable(runs),
  en: v.nullable(runs),
  reference: v.nullable(shortText),
  action: v.nullable(action),
  // Minutes that were made before there were votes do not have it.
  vote: v.optional(v.nullable(vote), null),
})

const itemAt = (depth: number): v.GenericSchema<unknown, MinutesItem> =>
  v.strictObject({
    id: shortText,
    kind: v.picklist(AGENDA_KINDS),
    label: shortText,
    number: shortText,
    depth: v.pipe(count, v.maxValue(LIMITS.depth)),
    title: text,
    presenters: names,
    plannedMinutes: v.nullable(count),
    place: v.nullable(shortText),
    outcome: v.picklist(ITEM_OUTCOMES),
    body: v.pipe(v.array(entry), v.maxLength(LIMITS.entries)),
    children: v.pipe(
      v.array(v.lazy(() => (depth < LIMITS.depth ? itemAt(depth + 1) : (v.never() as unknown as v.GenericSchema<unknown, MinutesItem>)))),
      v.maxLength(LIMITS.items),
    ),
  })

const attendee = v.strictObject({
  name: shortText,
  affiliation: v.nullable(shortText),
  status: v.nullable(v.picklist(ATTENDANCE_STATUSES)),
  representedBy: v.nullable(shortText),
  arrivedAt: v.nullable(time),
  leftAt: v.nullable(time),
  guest: v.boolean(),
})

const site = v.strictObject({
  name: v.nullable(shortText),
  people: v.pipe(v.array(attendee), v.maxLength(LIMITS.people)),
  attending: count,
  expected: count,
})

const quorum = v.strictObject({ counted: count, members: count, required: count, isReached: v.boolean(), lostAt: v.nullable(time) })

export const minutesSchema: v.GenericSchema<unknown, Minutes> = v.strictObject({
  formatVersion: v.literal(1),
  workspace: text,
  series: text,
  title: text,
  ordinal: v.nullable(count),
  state: v.picklist(MEETING_STATES),
  language,
  date: v.nullable(date),
  start: v.nullable(time),
  end: v.nullable(time),
  // Minutes that were made before these were noted do not have them.
  opened: v.optional(v.nullable(time), null),
  closed: v.optional(v.nullable(time), null),
  timeZone: shortText,
  place: v.nullable(text),
  link: v.nullable(shortText),
  chairs: names,
  secretaries: names,
  next: v.nullable(v.strictObject({ date, start: v.nullable(time) })),
  agenda: v.pipe(v.array(itemAt(1)), v.maxLength(LIMITS.items)),
  attendance: v.strictObject({
    sites: v.pipe(v.array(site), v.maxLength(LIMITS.people)),
    attending: count,
    expected: count,
    sitesAttending: count,
    // Minutes of before have none.
    quorum: v.optional(v.nullable(quorum), null),
  }),
})
