import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApplication, test as base, type RunningApplication, type StartOptions } from './application.ts'

/**
 * Where a test stands several things up: all of it is taken down, also when the test ran out of time. What came first
 * goes first: a drive that hangs must let go of the application that waits for it.
 */
export interface TemporaryPlace {
  readonly folder: string
  start(options: StartOptions): Promise<RunningApplication>
  /** What is to be closed in the end. */
  keep<Thing extends { close(): Promise<void> }>(thing: Thing): Thing
}

export const test = base.extend<{ place: TemporaryPlace }>({
  place: [
    async ({ language }, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'minutier-place-'))
      const things: { close(): Promise<void> }[] = []
      const keep: TemporaryPlace['keep'] = (thing) => {
        things.push(thing)
        return thing
      }
      await use({ folder, keep, start: async (options) => keep(await startApplication({ language, ...options })) })
      for (const thing of things) await thing.close().catch(() => undefined)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
    { timeout: 120_000 },
  ],
})

export { expect } from '@playwright/test'
