import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { replaceFile } from '../disk/durable-file.ts'

const keptName = v.object({ through: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), name: v.optional(v.string()) })

const lastShared = v.object({ writer: v.string(), through: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), at: v.nullable(v.number()) })

const settingsSchema = v.object({
  exportFolder: v.optional(v.string()),
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
  read(): Promise<Settings>
  change(change: Partial<Settings>): Promise<void>
}

/** A file that is missing, or that nothing can be read from, means: nothing is remembered yet. */
export function createSettingsFile(path: string): SettingsFile {
  const read = async (): Promise<Settings> => {
    try {
      const checked = v.safeParse(settingsSchema, JSON.parse(await readFile(path, 'utf8')))
      return checked.success ? checked.output : {}
    } catch {
      return {}
    }
  }
  const write = async (change: Partial<Settings>) => {
    const settings = { ...(await read()), ...change }
    await mkdir(dirname(path), { recursive: true })
    await replaceFile(path, Buffer.from(`${JSON.stringify(settings, null, 2)}\n`))
  }
  // One change after the other: each begins with what the one before has left.
  let latest: Promise<void> = Promise.resolve()
  return {
    read,
    change(change) {
      const written = latest.then(() => write(change))
      latest = written.catch(() => undefined)
      return written
    },
  }
}
