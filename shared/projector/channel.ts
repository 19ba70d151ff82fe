import * as v from 'valibot'
import { pictureSchema } from './picture-schema.ts'

/** The channel between the two windows, which only pages of the renderer's own origin can hear. */
export const PROJECTOR_CHANNEL = 'minutier:projector'

/** How often the second screen says that it is there, in milliseconds. */
export const STILL_HERE = 10_000

/** After how long without a sign it counts as gone, in milliseconds: a window in the background may be slow to say so. */
export const GONE_AFTER = 130_000

const announcement = v.variant('kind', [
  v.strictObject({ kind: v.literal('picture'), picture: pictureSchema }),
  /** Asked by a main window that has just begun. */
  v.strictObject({ kind: v.literal('who-listens') }),
])
/** What the main window says. */
export type Announcement = v.InferOutput<typeof announcement>

const reply = v.variant('kind', [v.strictObject({ kind: v.literal('listening') }), v.strictObject({ kind: v.literal('gone') })])
/** What the second screen says: nothing but whether it is there. */
export type Reply = v.InferOutput<typeof reply>

export function parseAnnouncement(value: unknown): Announcement | undefined {
  const checked = v.safeParse(announcement, value)
  return checked.success ? checked.output : undefined
}

export function parseReply(value: unknown): Reply | undefined {
  const checked = v.safeParse(reply, value)
  return checked.success ? checked.output : undefined
}
