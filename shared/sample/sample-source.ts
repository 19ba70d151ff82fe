import * as v from 'valibot'
import { LANGUAGES } from '../model/bilingual.ts'
import { DEEPEST_LIST_LEVEL, ENTRY_KINDS } from '../model/body.ts'
import { ACTION_STATES, AGENDA_KINDS, ITEM_OUTCOMES, MEETING_STATES } from '../model/meeting.ts'
import { MOST_VOTES, VOTE_ANNOUNCEMENTS, VOTE_CHOICES, VOTE_RULES, VOTE_SECRECIES } from '../model/vote.ts'
import { MEMBER_ROLES } from '../model/series.ts'
import { parseCalendarDate, parseTimeZone, parseWallTime, type CalendarDate, type WallTime } from '../model/wall-time.ts'

/**
 * The sample as a person writes it in `resources/sample/*.json`. Records refer to each other by short keys; words carry
 * their marks in a tiny notation: `**bold**`, `*italic*`, `[text](https://…)`. `load-sample.ts` makes documents of it.
 */
const key = v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a key is made of small letters, figures and hyphens'))
const words = v.pipe(v.string(), v.check((text) => text.trim() !== '', 'a text may not be empty'))
const language = v.picklist(LANGUAGES)
const date = v.custom<CalendarDate>(parsedBy(parseCalendarDate), 'a date is written YYYY-MM-DD and must exist')
const time = v.custom<WallTime>(parsedBy(parseWallTime), 'a time is written HH:MM')
const timeZone = v.custom<string>(parsedBy(parseTimeZone), 'a time zone is a name such as Europe/Paris')
const keys = v.array(key)

const textFields = {
  fr: v.exactOptional(words),
  en: v.exactOptional(words),
  /** Which of the two is the original; French where both are given and this is not. */
  original: v.exactOptional(language),
  /** What the original said when it was translated, if it has changed since: the translation is stale. */
  translatedFrom: v.exactOptional(words),
}

function parsedBy(parse: (text: string) => string | undefined): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && parse(value) !== undefined
}

type TextFields = { readonly fr?: string; readonly en?: string; readonly original?: 'fr' | 'en'; readonly translatedFrom?: string }

const hasText = ({ fr, en }: TextFields) => fr !== undefined || en !== undefined
const hasItsOriginal = ({ fr, en, original }: TextFields) => original === undefined || (original === 'fr' ? fr : en) !== undefined
const isTranslatedIfStale = ({ fr, en, translatedFrom }: TextFields) => translatedFrom === undefined || (fr !== undefined && en !== undefined)

const text = v.pipe(
  v.strictObject(textFields),
  v.check((value) => hasText(value), 'a text needs "fr" or "en"'),
  v.check((value) => hasItsOriginal(value), 'the language named in "original" has no text'),
  v.check((value) => isTranslatedIfStale(value), '"translatedFrom" needs both "fr" and "en"'),
)

const action = v.strictObject({ owners: keys, due: v.exactOptional(date), state: v.exactOptional(v.picklist(ACTION_STATES), 'open') })

const votes = v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_VOTES)))
/** With `ballots` it is a vote by name: whoever is named there chose that. */
const vote = v.strictObject({
  rule: v.exactOptional(v.picklist(VOTE_RULES), 'simple-majority'),
  secrecy: v.exactOptional(v.picklist(VOTE_SECRECIES), 'public'),
  announced: v.exactOptional(v.picklist(VOTE_ANNOUNCEMENTS)),
  for: votes,
  against: votes,
  abstention: votes,
  none: votes,
  ballots: v.exactOptional(v.record(v.picklist(VOTE_CHOICES), keys)),
})

const entry = v.pipe(
  v.strictObject({
    ...textFields,
    kind: v.exactOptional(v.picklist(ENTRY_KINDS), 'note'),
    by: v.exactOptional(keys, []),
    list: v.exactOptional(v.picklist(['bullet', 'ordered'])),
    level: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(DEEPEST_LIST_LEVEL)), 0),
    action: v.exactOptional(action),
    vote: v.exactOptional(vote),
  }),
  v.check((value) => hasText(value), 'an entry needs "fr" or "en"'),
  v.check((value) => hasItsOriginal(value), 'the language named in "original" has no text'),
  v.check((value) => isTranslatedIfStale(value), '"translatedFrom" needs both "fr" and "en"'),
  v.check(({ kind, action: facts }) => (kind === 'action') === (facts !== undefined), 'an entry of kind "action" has its facts in "action", no other has'),
  v.check(({ kind, vote: facts }) => (kind === 'vote') === (facts !== undefined), 'an entry of kind "vote" has its facts in "vote", no other has'),
)

const itemFields = {
  title: text,
  kind: v.exactOptional(v.picklist(AGENDA_KINDS), 'topic'),
  presenters: v.exactOptional(keys, []),
  minutes: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  place: v.exactOptional(words),
  outcome: v.exactOptional(v.picklist(ITEM_OUTCOMES), 'open'),
  body: v.exactOptional(v.array(entry), []),
}
type ItemFields = v.InferOutput<v.StrictObjectSchema<typeof itemFields, undefined>>

export interface SampleItem extends Readonly<ItemFields> {
  readonly items: readonly SampleItem[]
}

const item: v.GenericSchema<unknown, SampleItem> = v.strictObject({
  ...itemFields,
  items: v.exactOptional(v.array(v.lazy((): v.GenericSchema<unknown, SampleItem> => item)), []),
})

const attendance = v.strictObject({
  present: v.exactOptional(keys, []),
  remote: v.exactOptional(keys, []),
  excused: v.exactOptional(keys, []),
  absent: v.exactOptional(keys, []),
  /** Who is represented, by whom. */
  represented: v.exactOptional(v.record(key, key), {}),
  arrived: v.exactOptional(v.record(key, time), {}),
  left: v.exactOptional(v.record(key, time), {}),
  guests: v.exactOptional(keys, []),
  /** Sites as of the meeting, where they differ from those of today. */
  sites: v.exactOptional(v.record(key, key), {}),
})

const meeting = v.strictObject({
  key,
  title: text,
  ordinal: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  date,
  start: time,
  end: time,
  /** When it really began and ended. */
  opened: v.exactOptional(time),
  closed: v.exactOptional(time),
  timeZone,
  place: v.exactOptional(text),
  link: v.exactOptional(words),
  chairs: keys,
  secretaries: keys,
  next: v.exactOptional(v.strictObject({ date, start: time })),
  state: v.picklist(MEETING_STATES),
  language,
  attendance: v.exactOptional(attendance, {}),
  agenda: v.array(item),
})

const series = v.strictObject({
  key,
  name: text,
  timeZone,
  usualStart: time,
  usualEnd: time,
  usualPlace: v.exactOptional(text),
  link: v.exactOptional(words),
  mailingList: v.exactOptional(words),
  language,
  members: v.record(key, v.picklist(MEMBER_ROLES)),
})

const person = v.strictObject({
  name: words,
  aliases: v.exactOptional(v.array(words), []),
  email: v.exactOptional(words),
  affiliation: v.exactOptional(words),
  site: v.exactOptional(key),
})

const sampleSource = v.strictObject({
  workspace: v.strictObject({ key, name: text, sites: v.record(key, words), people: v.record(key, person) }),
  series: v.array(v.strictObject({ series, meetings: v.array(meeting) })),
})

export type SampleSource = v.InferOutput<typeof sampleSource>
export type SampleText = v.InferOutput<typeof text>
export type SampleEntry = v.InferOutput<typeof entry>
export type SampleMeeting = v.InferOutput<typeof meeting>
export type SampleSeries = v.InferOutput<typeof series>
export type SampleAttendance = v.InferOutput<typeof attendance>

/** Checks a sample. Throws an Error that names the place and the fault of each mistake, one a line. */
export function parseSampleSource(value: unknown): SampleSource {
  const result = v.safeParse(sampleSource, value)
  if (result.success) return result.output
  throw new Error(['The sample cannot be read:', ...result.issues.map((issue) => `${v.getDotPath(issue) ?? 'sample'}: ${issue.message}`)].join('\n'))
}
