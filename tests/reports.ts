import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import * as v from 'valibot'
import { WITNESSED } from './e2e/witness.ts'
import type { Failure, Outcome } from './outcome.ts'

/** The reports that Vitest and Playwright leave, read into what `npm test` says. Each rejects for what is no such report. */

const vitestReport = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  numPendingTests: v.number(),
  numTodoTests: v.number(),
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      message: v.optional(v.string(), ''),
      assertionResults: v.array(v.object({ fullName: v.string(), status: v.string(), failureMessages: v.nullish(v.array(v.string()), []) })),
    }),
  ),
})

export async function readVitestReport(path: string, root: string): Promise<Outcome> {
  const { testResults, ...counts } = v.parse(vitestReport, await readJson(path))
  const failures = testResults.flatMap(({ name, status, message, assertionResults }): readonly Failure[] => {
    const file = relative(root, name)
    const failing = assertionResults.filter((test) => test.status === 'failed')
    // A file that could not even be loaded, or whose `beforeAll` failed, has no test that did: it counts as one.
    if (status === 'failed' && failing.length === 0) return [{ file, test: '', message }]
    return failing.map(({ fullName, failureMessages }) => ({ file, test: fullName, message: (failureMessages ?? []).join('\n') || message }))
  })
  return { passed: counts.numPassedTests, failed: failures.length, skipped: counts.numPendingTests + counts.numTodoTests, failures }
}

const playwrightError = v.object({ message: v.optional(v.string()), stack: v.optional(v.string()), value: v.optional(v.string()) })

const playwrightAttachment = v.object({ name: v.string(), body: v.optional(v.string()) })

const playwrightResult = v.object({ errors: v.optional(v.array(playwrightError), []), attachments: v.optional(v.array(playwrightAttachment), []) })

const playwrightSpec = v.object({
  title: v.string(),
  file: v.string(),
  line: v.number(),
  tests: v.array(v.object({ status: v.string(), results: v.array(playwrightResult) })),
})

interface Suite {
  readonly title: string
  readonly file: string
  readonly specs: readonly v.InferOutput<typeof playwrightSpec>[]
  readonly suites?: readonly Suite[] | undefined
}

const playwrightSuite: v.GenericSchema<unknown, Suite> = v.object({
  title: v.string(),
  file: v.string(),
  specs: v.array(playwrightSpec),
  suites: v.optional(v.array(v.lazy(() => playwrightSuite))),
})

const playwrightReport = v.object({
  stats: v.object({ expected: v.number(), unexpected: v.number(), flaky: v.number(), skipped: v.number() }),
  errors: v.array(playwrightError),
  suites: v.array(playwrightSuite),
})

export async function readPlaywrightReport(path: string): Promise<Outcome> {
  const { stats, errors, suites } = v.parse(playwrightReport, await readJson(path))
  const ofAll: readonly Failure[] = errors.map((error) => ({ file: '', test: '', message: textOf([error]) }))
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + (stats.unexpected === 0 ? errors.length : 0),
    skipped: stats.skipped,
    failures: [...suites.flatMap((suite) => failuresIn(suite, [])), ...ofAll],
  }
}

function failuresIn({ title, file, specs, suites = [] }: Suite, above: readonly string[]): readonly Failure[] {
  // The outermost is called like the file.
  const names = title === file ? above : [...above, title]
  const own = specs.flatMap((spec) =>
    spec.tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ status, results }) => {
        const last = results.findLast(({ errors }) => errors.length > 0)
        const witnessed = last?.attachments.find(({ name }) => name === WITNESSED)?.body
        return {
          file: `${spec.file}:${spec.line}`,
          test: [...names, spec.title].join(' › '),
          message: textOf(last?.errors ?? []),
          ...(witnessed && { witnessed: Buffer.from(witnessed, 'base64').toString() }),
          isPassedLater: status === 'flaky',
        }
      }),
  )
  return [...own, ...suites.flatMap((suite) => failuresIn(suite, names))]
}

function textOf(errors: readonly v.InferOutput<typeof playwrightError>[]): string {
  return errors.map(({ stack, message, value }) => stack ?? message ?? value ?? '').join('\n')
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'))
}
