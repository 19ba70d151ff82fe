import * as v from 'valibot'
import type { ProjectorItem, ProjectorMeeting } from './picture.ts'
import { actionSchema, decisionSchema, entrySchema, itemSchema, meetingSchema } from './picture-schema.ts'

/**
 * A picture without what its own door would refuse: one fact that is not as it should be is left out, and the wall goes on with all
 * the rest. Null if nothing can be shown of it.
 */
export function passingMeeting(meeting: ProjectorMeeting): ProjectorMeeting | null {
  if (v.is(meetingSchema, meeting)) return meeting
  const { entries } = meetingSchema
  const kept: ProjectorMeeting = {
    ...meeting,
    title: v.is(entries.title, meeting.title) ? meeting.title : null,
    ordinal: v.is(entries.ordinal, meeting.ordinal) ? meeting.ordinal : null,
    item: meeting.item && passingItem(meeting.item),
    decisions: { ...meeting.decisions, last: meeting.decisions.last.filter((each) => v.is(decisionSchema, each)) },
    actions: {
      ...meeting.actions,
      last: meeting.actions.last.map((each) => (v.is(actionSchema.entries.from, each.from) ? each : { ...each, from: null })).filter((each) => v.is(actionSchema, each)),
    },
  }
  return v.is(meetingSchema, kept) ? kept : null
}

function passingItem(item: ProjectorItem): ProjectorItem | null {
  const kept: ProjectorItem = {
    ...item,
    time: v.is(itemSchema.entries.time, item.time) ? item.time : null,
    entries: item.entries.filter((each) => v.is(entrySchema, each)),
  }
  return v.is(itemSchema, kept) ? kept : null
}
