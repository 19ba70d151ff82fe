import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WITNESSED } from '../e2e/witness.ts'
import { inFull } from '../outcome.ts'
import { readPlaywrightReport } from '../reports.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'minutier-reports-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('a failure is told with its error and with what the window showed at the last try that failed', async () => {
  const tried = (shown: string) => ({ errors: [{ message: 'the text did not come' }], attachments: [{ name: WITNESSED, body: Buffer.from(shown).toString('base64') }] })
  const spec = { title: 'comes back', file: 'typing.spec.ts', line: 23, tests: [{ status: 'flaky', results: [tried('an empty page'), tried('the page crashed'), { attachments: [] }] }] }
  const path = join(folder, 'report.json')
  await writeFile(path, JSON.stringify({ stats: { expected: 0, unexpected: 0, flaky: 1, skipped: 0 }, errors: [], suites: [{ title: 'typing.spec.ts', file: 'typing.spec.ts', specs: [spec] }] }))
  const { failures, passed } = await readPlaywrightReport(path)
  expect(passed).toBe(1)
  expect(failures.map((failure) => inFull(failure, 'e2e').split('\n').map((line) => line.trim()))).toEqual([
    ['✘ e2e › typing.spec.ts:23 › comes back (passed at the second try)', 'the text did not come', '', 'What it showed:', 'the page crashed'],
  ])
})
