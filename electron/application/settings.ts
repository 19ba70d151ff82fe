import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { replaceFile } from './durable-file.ts'

const settingsSchema = v.object({ exportFolder: v.optional(v.string()) })
export type Settings = v.InferOutput<typeof settingsSchema>

/** What is remembered on this machine between two starts, in one small file of the data folder. */
export interface SettingsFile {
  read(): Promise<Settings>
  change(change: Settings): Promise<void>
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
  return {
    read,
    async change(change) {
      const settings = { ...(await read()), ...change }
      await mkdir(dirname(path), { recursive: true })
      await replaceFile(path, Buffer.from(`${JSON.stringify(settings, null, 2)}\n`))
    },
  }
}
