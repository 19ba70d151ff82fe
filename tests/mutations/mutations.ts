import { spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import * as v from 'valibot'
import type { Mutation } from './mutation.ts'
import { MUTATIONS } from './table.ts'

/**
 * `npm run test:mutations`: breaks the product on purpose, one thing at a time, in a scratch copy, and says whether the
 * tests notice. `--only TEXT` runs those whose name holds it. Ends with 1 if one is not caught, or cannot be applied any more.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const COPIED = ['electron', 'renderer', 'resources', 'shared', 'tests', 'docs', 'package.json', 'tsconfig.json', 'vitest.config.ts', 'electron.vite.config.ts']

/** A mutation can make a test wait for ever. In milliseconds. */
const LIMIT = 240_000

/** `broken`: the tests could not even be loaded, which catches nothing. */
type Verdict =
  | { readonly kind: 'caught'; readonly by: string }
  | { readonly kind: 'hangs' | 'not-caught' }
  | { readonly kind: 'broken' | 'stale'; readonly why: string }

const report = v.object({
  success: v.boolean(),
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      message: v.optional(v.string(), ''),
      assertionResults: v.array(v.object({ status: v.string(), fullName: v.string() })),
    }),
  ),
})

const { values: given } = parseArgs({ options: { only: { type: 'string' } } })
process.exitCode = await run()

async function run(): Promise<number> {
  const wanted = MUTATIONS.filter(({ name }) => given.only === undefined || name.includes(given.only))
  if (wanted.length === 0) return failed('No mutation has such a name.')
  const scratch = await mkdtemp(join(tmpdir(), 'minutier-mutations-'))
  try {
    const copies = await Promise.all(Array.from({ length: Math.min(2, availableParallelism(), wanted.length) }, (_, index) => copyTo(join(scratch, String(index)))))
    const sound = await testRun(copies[0]!, [...new Set(wanted.flatMap(({ tests }) => tests))])
    if (sound.kind !== 'not-caught') return failed(`The tests fail without any mutation: ${inWords(sound)}`)
    const waiting = [...wanted]
    let bad = 0
    await Promise.all(
      copies.map(async (copy) => {
        for (let mutation = waiting.shift(); mutation; mutation = waiting.shift()) {
          const began = performance.now()
          const verdict = await tryOut(copy, mutation)
          if (verdict.kind !== 'caught' && verdict.kind !== 'hangs') bad += 1
          process.stdout.write(`${mutation.name}: ${inWords(verdict)} (${((performance.now() - began) / 1000).toFixed(0)} s)\n`)
        }
      }),
    )
    process.stdout.write(`\n${wanted.length - bad} caught, ${bad} not\n`)
    return bad === 0 ? 0 : 1
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 })
  }
}

function failed(sentence: string): number {
  process.stderr.write(`${sentence}\n`)
  return 1
}

async function copyTo(copy: string): Promise<string> {
  await mkdir(copy, { recursive: true })
  for (const name of COPIED) await cp(join(ROOT, name), join(copy, name), { recursive: true })
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction')
  return copy
}

async function tryOut(copy: string, { file, find, replace, tests }: Mutation): Promise<Verdict> {
  const path = join(copy, file)
  const sound = await readFile(path, 'utf8')
  const found = sound.split(find).length - 1
  if (found !== 1) return { kind: 'stale', why: `its text stands ${found} times in ${file}` }
  await writeFile(path, sound.replace(find, () => replace))
  try {
    return await testRun(copy, tests)
  } finally {
    await writeFile(path, sound)
  }
}

async function testRun(copy: string, tests: readonly string[]): Promise<Verdict> {
  const output = join(copy, 'report.json')
  await rm(output, { force: true })
  if (!(await vitest(copy, ['run', '--bail=1', '--reporter=json', `--outputFile.json=${output}`, ...tests]))) return { kind: 'hangs' }
  try {
    const { success, testResults } = v.parse(report, JSON.parse(await readFile(output, 'utf8')))
    const unloaded = testResults.find(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
    if (unloaded) return { kind: 'broken', why: `${basename(unloaded.name)}: ${unloaded.message.split('\n')[0]}` }
    if (testResults.length === 0) return { kind: 'broken', why: `no test file is called ${tests.join(' or ')}` }
    const failures = testResults.flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === 'failed'))
    if (failures[0]) return { kind: 'caught', by: failures[0].fullName }
    // Stopped at the first failure, vitest does not always say which it was.
    return success ? { kind: 'not-caught' } : { kind: 'caught', by: tests.join(', ') }
  } catch (error) {
    return { kind: 'broken', why: String(error) }
  }
}

/** False if it did not end in time. */
function vitest(copy: string, values: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(copy, 'node_modules', 'vitest', 'vitest.mjs'), ...values], { cwd: copy, stdio: 'ignore', timeout: LIMIT, killSignal: 'SIGKILL' })
    child.once('error', () => resolve(true))
    child.once('close', (_, signal) => resolve(signal === null))
  })
}

function inWords(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'caught':
      return `caught by “${verdict.by}”`
    case 'hangs':
      return 'caught: the tests do not end'
    case 'not-caught':
      return 'NOT CAUGHT'
    case 'broken':
      return `NOT TRIED: the tests cannot be run (${verdict.why})`
    case 'stale':
      return `NOT TRIED: ${verdict.why}`
  }
}
