import { spawn } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import * as v from 'valibot'
import { build } from '../electron/launch/build.ts'
import { findElectron } from '../electron/launch/electron-runtime.ts'
import { provideForTests } from '../electron/launch/system-packages.ts'

/**
 * `npm test`: everything that is checked, in one count. The last line is `N passed, N failed` (and `, N skipped`).
 * `--only NAME` runs one part (see `PARTS`; may be repeated); what follows is passed on to its runner.
 */
interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const REPORTS = join(ROOT, 'node_modules', '.cache', 'minutier', 'reports')

/** A part that hangs must not hold a build machine for ever. In milliseconds. */
const PART_LIMIT = 25 * 60_000

const VITEST_FOLDERS = ['unit', 'property', 'golden', 'crash'] as const

const PARTS: Readonly<Record<string, (values: readonly string[]) => Promise<Count>>> = {
  typecheck: async () => total(await Promise.all(['shared', 'electron', 'renderer', 'tests'].map((project) => check('typescript/bin/tsc', ['-p', project])))),
  lint: () => check('oxlint/bin/oxlint', ['--deny-warnings']),
  boundaries: () => check('dependency-cruiser/bin/dependency-cruiser.mjs', ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'shared', 'electron', 'renderer', 'tests']),
  deadcode: () => check('knip/bin/knip.js', ['--no-config-hints']),
  build: async () => one(await build(ROOT)),
  ...Object.fromEntries(VITEST_FOLDERS.map((folder) => [folder, (values: readonly string[]) => vitest(folder, values)])),
  e2e: endToEnd,
}

/** These start the built application. */
const NEED_BUILD: ReadonlySet<string> = new Set(['crash', 'e2e'])

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { only: { type: 'string', multiple: true } },
})

async function run(): Promise<number> {
  if (Number(process.versions.node.split('.')[0]) < 24) {
    process.stderr.write('Node 24 is needed: start this as "npm test" after "npm ci", which brings it.\n')
    return finish([{ passed: 0, failed: 1, skipped: 0 }])
  }
  const only = (given.only ?? []).map(String)
  const unknown = only.filter((name) => !(name in PARTS))
  if (unknown.length > 0) {
    process.stderr.write(`--only takes: ${Object.keys(PARTS).join(', ')}\n`)
    return finish([{ passed: 0, failed: 1, skipped: 0 }])
  }
  await rm(REPORTS, { recursive: true, force: true })
  await mkdir(REPORTS, { recursive: true })
  const missing = await provideForTests((sentence) => process.stdout.write(`${sentence}\n`))
  if (missing.length > 0) process.stdout.write(`Not on this machine: ${missing.join(', ')}. Tests that need them are skipped.\n`)
  const counts: Count[] = []
  for (const [name, part] of Object.entries(PARTS)) {
    if (only.length > 0 && !only.includes(name) && !(name === 'build' && only.some((wanted) => NEED_BUILD.has(wanted)))) continue
    const began = performance.now()
    process.stdout.write(`\n── ${name}\n`)
    const count = await part(positionals.map(String))
    process.stdout.write(`── ${name}: ${inWords(count)} (${((performance.now() - began) / 1000).toFixed(1)} s)\n`)
    counts.push(count)
  }
  return finish(counts)
}

function finish(counts: readonly Count[]): number {
  const sum = total(counts)
  process.stdout.write(`\n${inWords(sum)}\n`)
  return sum.failed === 0 ? 0 : 1
}

/** A tool that is content or not counts as one test; what it says is shown only if it is not. */
async function check(tool: string, values: readonly string[]): Promise<Count> {
  const { code, output } = await runTool(tool, values, 'keep')
  if (code !== 0) process.stdout.write(output)
  return one(code === 0)
}

async function vitest(folder: string, values: readonly string[]): Promise<Count> {
  const report = join(REPORTS, `${folder}.json`)
  const filters = values.length > 0 ? values : [`tests/${folder}/`]
  await runTool('vitest/vitest.mjs', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, '--passWithNoTests', ...filters], 'show')
  return counted(report, vitestReport, ({ testResults, ...counts }) => ({
    passed: counts.numPassedTests,
    // A file that could not even be loaded has no tests; it counts as one that failed.
    failed: counts.numFailedTests + testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length,
    skipped: counts.numPendingTests + counts.numTodoTests,
  }))
}

/** The whole suite on the host that is here, and a short one that shows that the Electron host is wired where its runtime is not. */
async function endToEnd(values: readonly string[]): Promise<Count> {
  if (process.env.MINUTIER_HOST) return playwright(process.env.MINUTIER_HOST, values)
  const counts = [await playwright('chromium', values)]
  if ((await findElectron(ROOT)) && hasDisplay()) counts.push(await playwright('electron', values))
  else if (values.length === 0) counts.push(await playwright('electron-stand-in', ['hosts']))
  return total(counts)
}

async function playwright(host: string, values: readonly string[]): Promise<Count> {
  process.stdout.write(`   on ${host}\n`)
  const report = join(REPORTS, `e2e-${host}.json`)
  await runTool('@playwright/test/cli.js', ['test', '--reporter=list,json', ...values], 'show', { MINUTIER_HOST: host, PLAYWRIGHT_JSON_OUTPUT_FILE: report })
  return counted(report, playwrightReport, ({ stats, errors }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + (stats.unexpected === 0 ? errors.length : 0),
    skipped: stats.skipped,
  }))
}

const vitestReport = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  numPendingTests: v.number(),
  numTodoTests: v.number(),
  testResults: v.array(v.object({ status: v.string(), assertionResults: v.array(v.unknown()) })),
})

const playwrightReport = v.object({
  stats: v.object({ expected: v.number(), unexpected: v.number(), flaky: v.number(), skipped: v.number() }),
  errors: v.array(v.unknown()),
})

/** A runner that died before it wrote its report is one failure. */
async function counted<Report>(path: string, schema: v.GenericSchema<unknown, Report>, count: (report: Report) => Count): Promise<Count> {
  try {
    return count(v.parse(schema, JSON.parse(await readFile(path, 'utf8'))))
  } catch {
    process.stdout.write('The runner ended without a report.\n')
    return one(false)
  }
}

interface ToolRun {
  readonly code: number
  readonly output: string
}

function runTool(tool: string, values: readonly string[], output: 'show' | 'keep', environment: NodeJS.ProcessEnv = {}): Promise<ToolRun> {
  return new Promise((resolve) => {
    const kept: Buffer[] = []
    const child = spawn(process.execPath, [join(ROOT, 'node_modules', tool), ...values], {
      cwd: ROOT,
      stdio: output === 'show' ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
      timeout: PART_LIMIT,
      killSignal: 'SIGKILL',
    })
    child.stdout?.on('data', (data: Buffer) => kept.push(data))
    child.stderr?.on('data', (data: Buffer) => kept.push(data))
    child.once('error', (error) => resolve({ code: 1, output: String(error) }))
    child.once('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(kept).toString() }))
  })
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

function one(passed: boolean): Count {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 }
}

function total(counts: readonly Count[]): Count {
  return counts.reduce((sum, count) => ({ passed: sum.passed + count.passed, failed: sum.failed + count.failed, skipped: sum.skipped + count.skipped }), {
    passed: 0,
    failed: 0,
    skipped: 0,
  })
}

function inWords({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

process.exitCode = await run()
