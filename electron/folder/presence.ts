import { join } from 'node:path'
import * as v from 'valibot'
import { LANGUAGES } from '../../shared/model/bilingual.ts'
import type { AgendaItemId, MeetingId, WriterId } from '../../shared/model/identifiers.ts'
import { caretSchema, type OtherPerson, type Place } from '../../shared/sharing/sharing.ts'
import { errorCode, readWhole, type Disk } from '../disk/disk.ts'
import { replaceFile } from '../disk/durable-file.ts'
import { PRESENCE, isUuid, writerFolder } from './folder-layout.ts'

/**
 * Who is here: each writer keeps one small file in the own folder and changes it as long as the application runs.
 * Whether somebody is here is told by the change and by the own clock alone, so that a wrong clock hides nobody and
 * a file that was left behind shows nobody.
 */
export interface Presence {
  /** Tells the others, if there is something to tell. Rejects with the system's error. */
  tell(name: string, place: Omit<Place, 'workspace'>): Promise<void>
  /** Reads the files of these writers, if it is time. */
  look(writers: readonly WriterId[]): Promise<void>
  others(): readonly OtherPerson[]
  /** Takes the own file away. */
  leave(): Promise<void>
}

const HERE_FOR = 45_000
const HEARTBEAT = 15_000
/** At most so often when something changes, in milliseconds. */
const TELL_EVERY = 3_000
const LOOK_EVERY = 2_500
/** For a file that has not changed for long: somebody's computer stopped without a word. */
const LOOK_AT_STALE_EVERY = 10_000
const LARGEST_FILE = 4 * 1024
const FORMAT = 1

const identifier = v.pipe(v.string(), v.regex(/^[\w.-]{1,100}$/u))
const presenceSchema = v.object({
  format: v.literal(FORMAT),
  name: v.pipe(v.string(), v.maxLength(200)),
  meeting: v.optional(v.pipe(identifier, v.transform((id) => id as MeetingId))),
  item: v.optional(v.pipe(identifier, v.transform((id) => id as AgendaItemId))),
  language: v.optional(v.picklist(LANGUAGES)),
  caret: caretSchema,
})

interface Sighting {
  readonly content: string
  readonly person: OtherPerson | undefined
  /** Since when it stands as it is, as far as was seen. */
  readonly since: number
  /** False for a file that was there already and may be a leftover. */
  readonly isAlive: boolean
  readonly lookedAt: number
}

export interface PresenceSources {
  readonly disk: Disk
  readonly folder: string
  readonly writer: () => WriterId
  readonly ticks: () => number
}

export function createPresence({ disk, folder, writer, ticks }: PresenceSources): Presence {
  const seen = new Map<WriterId, Sighting>()
  let told: { readonly writer: WriterId; readonly content: string; readonly at: number } | undefined
  let beat = 0
  let lookedAt = Number.NEGATIVE_INFINITY
  let isFirstLook = true
  /** Somebody came who cannot know yet that this file changes. */
  let isAsked = false

  const pathOf = (owner: WriterId) => join(writerFolder(folder, owner), PRESENCE)
  const isHere = ({ isAlive, since }: Sighting) => isAlive && ticks() - since < HERE_FOR

  // Only what bears a writer's name is a writer's folder.
  const isAnother = (owner: WriterId) => owner.toLowerCase() !== writer() && isUuid(owner.toLowerCase())

  const readFile = async (owner: WriterId): Promise<string | undefined> => {
    try {
      return new TextDecoder().decode(await readWhole(disk, pathOf(owner), LARGEST_FILE))
    } catch (error) {
      const code = errorCode(error)
      if (code === 'ENOTANSWERING') throw error
      // Not there; or held by a sync program for a moment, and then what was known holds.
      return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EFBIG' || code === 'ENOTAFILE' ? undefined : seen.get(owner)?.content
    }
  }

  const lookAt = async (owner: WriterId) => {
    const before = seen.get(owner)
    if (before && ticks() - before.since >= HERE_FOR && ticks() - before.lookedAt < LOOK_AT_STALE_EVERY) return
    const content = await readFile(owner)
    if (content === undefined) {
      seen.delete(owner)
      return
    }
    const isChanged = before ? before.content !== content : !isFirstLook
    if (!before) isAsked = true
    const person = before?.content === content ? before.person : readPerson(owner, content)
    const since = isChanged || !before ? ticks() : before.since
    // A file that is just being written makes nobody vanish.
    seen.set(owner, { content, person: person ?? before?.person, since, isAlive: isChanged || (before?.isAlive ?? false), lookedAt: ticks() })
  }

  return {
    async tell(name, place) {
      const content = JSON.stringify({ format: FORMAT, name: name.slice(0, 200), ...place })
      const own = writer()
      const since = told && told.writer === own ? ticks() - told.at : Number.POSITIVE_INFINITY
      if (since < TELL_EVERY || (since < HEARTBEAT && told?.content === content && !isAsked)) return
      beat += 1
      // Reserved before it is written: a folder that fails is not asked at every step.
      told = { writer: own, content, at: ticks() }
      isAsked = false
      await replaceFile(pathOf(own), new TextEncoder().encode(`${JSON.stringify({ ...(JSON.parse(content) as object), beat })}\n`), disk)
    },
    async look(writers) {
      if (ticks() - lookedAt < LOOK_EVERY) return
      lookedAt = ticks()
      const present = new Set(writers)
      for (const owner of seen.keys()) if (!present.has(owner)) seen.delete(owner)
      for (const owner of writers) if (isAnother(owner)) await lookAt(owner)
      isFirstLook = false
    },
    others: () => [...seen.values()].flatMap((sighting) => (sighting.person && isHere(sighting) ? [sighting.person] : [])),
    async leave() {
      if (told) await disk.remove(pathOf(told.writer))
      told = undefined
    },
  }
}

function readPerson(owner: WriterId, content: string): OtherPerson | undefined {
  try {
    const checked = v.safeParse(presenceSchema, JSON.parse(content))
    if (!checked.success) return undefined
    const { name, meeting, item, language, caret } = checked.output
    return { writer: owner, name, place: { ...(meeting && { meeting }), ...(item && { item }), ...(language && { language }), ...(caret && { caret }) } }
  } catch {
    return undefined
  }
}
