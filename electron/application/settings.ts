import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as v from 'valibot'
import type { WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'
import { errorCode } from '../disk/disk.ts'
import { createFile, replaceFile } from '../disk/durable-file.ts'
import type { Logbook } from './logbook.ts'

const keptName = v.object({ through: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), name: v.optional(v.string()) })

const lastShared = v.object({ writer: v.string(), through: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), at: v.nullable(v.number()) })

const settingsSchema = v.object({
  exportFolder: v.fallback(v.optional(v.string()), undefined),
  /** See `ApplicationDescription`. */
  viewEpoch: v.fallback(v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))), undefined),
  /** How this person wants to be called in what others see. */
  personName: v.fallback(v.optional(v.string()), undefined),
  /** Workspace → the folder it is shared in. */
  sharedFolders: v.fallback(v.optional(v.record(v.string(), v.string())), undefined),
  /** Workspace → what stood in its folder when that was last seen. */
  lastShared: v.fallback(v.optional(v.record(v.string(), lastShared)), undefined),
  /** Workspace → log → how far its names have been read. Made again from the logs if it is lost. */
  writerNames: v.fallback(v.optional(v.record(v.string(), v.record(v.string(), keptName))), undefined),
})
export type Settings = v.InferOutput<typeof settingsSchema>

/** What is remembered on this machine between two starts, in one small file of the data folder. */
export interface SettingsFile {
  /** Never rejects: where the disk does not give the file, it is what was read last, or nothing. */
  read(): Promise<Settings>
  /** Rejects with the system's error; also when what is remembered could not be read and would be replaced by less. */
  change(change: Partial<Settings>): Promise<void>
}

interface Content {
  readonly settings: Settings
  /** What stands in the file, where not all of it can be understood. */
  readonly damaged: Uint8Array | undefined
}

const MOST_ASIDE = 1_000

/**
 * Only a file that is missing means that nothing is remembered yet. One that cannot be understood is kept aside when it is
 * first replaced; one that the disk does not give is not replaced: the shared folders stand in it.
 */
export function createSettingsFile(path: string, logbook?: Pick<Logbook, 'problem'>): SettingsFile {
  let last: Settings | undefined
  /** Why somebody was told that nothing is remembered, though it may be: what comes of that is not written in this run. */
  let misled: unknown
  const told = new Set<string>()
  const tellOnce = (event: string, error?: unknown) => {
    if (!told.has(event)) logbook?.problem(event, {}, error)
    told.add(event)
  }

  const load = async (): Promise<Content> => {
    const content = await readOrNothing(path)
    const read = content ? understood(content) : { settings: {}, damaged: undefined }
    if (read.damaged) tellOnce('settings damaged')
    last = read.settings
    return read
  }
  const write = async (change: Partial<Settings>) => {
    if (misled !== undefined) throw misled
    const { settings, damaged } = await load()
    await mkdir(dirname(path), { recursive: true })
    if (damaged) await keepAside(path, damaged)
    await replaceFile(path, Buffer.from(`${JSON.stringify({ ...settings, ...change }, null, 2)}\n`))
  }
  // One change after the other: each begins with what the one before has left.
  let latest: Promise<void> = Promise.resolve()
  return {
    async read() {
      try {
        return (await load()).settings
      } catch (error) {
        tellOnce('settings not read', error)
        if (!last) misled ??= error
        return last ?? {}
      }
    },
    change(change) {
      const written = latest.then(() => write(change))
      latest = written.catch(() => undefined)
      return written
    },
  }
}

/** Up to which record a log is known to stand in its shared folder; 0 where that is not known. */
export function sharedThrough(settings: Pick<SettingsFile, 'read'>): (workspace: WorkspaceId, writer: WriterId) => Promise<number> {
  return async (workspace, writer) => {
    const known = (await settings.read()).lastShared?.[workspace]
    return known?.writer === writer ? known.through : 0
  }
}

async function readOrNothing(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function understood(content: Uint8Array): Content {
  const given = parsed(content)
  const checked = v.safeParse(settingsSchema, given)
  if (typeof given !== 'object' || given === null || Array.isArray(given) || !checked.success) return { settings: {}, damaged: content }
  const isWhole = Object.keys(given).every((key) => !(key in settingsSchema.entries) || checked.output[key as keyof Settings] !== undefined)
  return { settings: checked.output, damaged: isWhole ? undefined : content }
}

function parsed(content: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(content))
  } catch {
    return undefined
  }
}

async function keepAside(path: string, content: Uint8Array): Promise<void> {
  for (let number = 1; ; number += 1) {
    try {
      return await createFile(`${path}.damaged-${number}`, content)
    } catch (error) {
      if (errorCode(error) !== 'EEXIST' || number >= MOST_ASIDE) throw error
    }
  }
}
