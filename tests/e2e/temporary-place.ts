import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApplication, test as base, type RunningApplication, type StartOptions } from './application.ts'
import { attachIfFailed } from './witness.ts'

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
    async ({ language }, use, testInfo) => {
      const folder = await mkdtemp(join(tmpdir(), 'minutier-place-'))
      const things: { close(): Promise<void> }[] = []
      const applications: RunningApplication[] = []
      const keep: TemporaryPlace['keep'] = (thing) => {
        things.push(thing)
        return thing
      }
      const start: TemporaryPlace['start'] = async (options) => {
        const application = keep(await startApplication({ language, ...options }))
        applications.push(application)
        return application
      }
      await use({ folder, keep, start })
      await attachIfFailed(testInfo, applications)
      for (const thing of things) await thing.close().catch(() => undefined)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
    { timeout: 120_000 },
  ],
})

export { expect } from '@playwright/test'
