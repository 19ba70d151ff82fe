import * as v from 'valibot'
import { LANGUAGES } from '../model/bilingual.ts'
import type { EntryKind, ListStyle } from '../model/body.ts'
import type { ActionState, AgendaKind, ItemOutcome } from '../model/meeting.ts'
import { parseTimeZone } from '../model/wall-time.ts'
import { PICTURE_LIMITS as LIMITS, type ProjectorPicture } from './picture.ts'

/** The door of the second screen: shapes and limits of what another window sends. What does not pass is not shown. */

/**
 * The names of a choice, all of them and no other, as its type has them. Their own lists stand where shared documents are
 * read, and the page of the second screen would carry all that with it.
 */
function named<Name extends string>(names: Readonly<Record<Name, true>>) {
  return v.picklist(Object.keys(names) as Name[])
}

const entryKind = named<EntryKind>({ note: true, decision: true, action: true, recommendation: true, vote: true })
const listStyle = named<ListStyle>({ none: true, bullet: true, ordered: true })
const actionState = named<ActionState>({ open: true, done: true, cancelled: true })
const agendaKind = named<AgendaKind>({ topic: true, addition: true, break: true })
const outcome = named<ItemOutcome>({ open: true, 'nothing-to-report': true, 'not-applicable': true })

/** The sign for what was left out comes on top, and a space that does not break may stand where one did. */
const textUpTo = (limit: number) => v.pipe(v.string(), v.maxLength(2 * limit))
const language = v.picklist(LANGUAGES)
const name = textUpTo(LIMITS.name)
const names = v.pipe(v.array(name), v.maxLength(LIMITS.names))
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000))
const ordinal = v.pipe(v.number(), v.safeInteger())
const date = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/))
const text = (limit: number) => v.strictObject({ text: textUpTo(limit), language })

const vote = v.nullable(textUpTo(LIMITS.text))
const owners = { owners: names, due: v.nullable(date), state: actionState, isLate: v.boolean() }

const run = v.strictObject({ text: textUpTo(LIMITS.body), bold: v.exactOptional(v.literal(true)), italic: v.exactOptional(v.literal(true)) })

export const entrySchema = v.strictObject({
  id: name,
  kind: entryKind,
  list: listStyle,
  level: v.pipe(count, v.maxValue(9)),
  position: v.nullable(count),
  speakers: names,
  language,
  runs: v.pipe(v.array(run), v.maxLength(LIMITS.body)),
  reference: v.nullable(name),
  action: v.nullable(v.strictObject(owners)),
  vote,
})

export const itemSchema = v.strictObject({
  kind: agendaKind,
  number: name,
  title: text(LIMITS.title),
  presenters: names,
  outcome,
  time: v.nullable(v.strictObject({ elapsed: count, planned: count, over: count, isRunning: v.boolean() })),
  entries: v.pipe(v.array(entrySchema), v.maxLength(LIMITS.entries)),
  isCut: v.boolean(),
})

export const decisionSchema = v.strictObject({ kind: entryKind, reference: name, item: name, text: text(LIMITS.text), vote })
export const actionSchema = v.strictObject({ ...owners, reference: name, from: v.nullable(ordinal), isEarlier: v.boolean(), text: text(LIMITS.text) })

export const meetingSchema = v.strictObject({
  title: v.nullable(text(LIMITS.title)),
  series: text(LIMITS.title),
  ordinal: v.nullable(ordinal),
  timeZone: v.pipe(name, v.check((zone) => parseTimeZone(zone) !== undefined)),
  item: v.nullable(itemSchema),
  decisions: v.strictObject({ total: count, last: v.pipe(v.array(decisionSchema), v.maxLength(LIMITS.list)) }),
  actions: v.strictObject({ total: count, last: v.pipe(v.array(actionSchema), v.maxLength(LIMITS.list)) }),
})

export const pictureSchema: v.GenericSchema<unknown, ProjectorPicture> = v.strictObject({
  formatVersion: v.literal(1),
  language,
  theme: v.picklist(['light', 'dark']),
  isHeld: v.boolean(),
  meeting: v.nullable(meetingSchema),
})
