import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { failed, passed, tail, type Outcome } from './outcome.ts'
import { readPlaywrightReport, readVitestReport } from './reports.ts'

/** The programs that check something, each run to its end. */

export const ROOT = fileURLToPath(new URL('..', import.meta.url))
export const REPORTS = join(ROOT, 'node_modules', '.cache', 'minutier', 'reports')

/** A part that hangs must not hold a build machine for ever. In milliseconds. */
const LIMIT = 25 * 60_000
/** How long what a runner has left behind may hold its output open. In milliseconds. */
const OUTPUT_LIMIT = 2_000

/** A tool that is content or not counts as one test; what it says is shown only if it is not. */
export async function check(tool: string, values: readonly string[]): Promise<Outcome> {
  const { code, output } = await runTool(tool, values, { isShown: false })
  if (code === 0) return passed()
  process.stdout.write(output)
  return failed({ file: [tool.split('/').at(-1), ...values].join(' '), test: '', message: tail(output) })
}

export interface RunnerOptions {
  /** Name of the report's file. */
  readonly report: string
  readonly environment?: NodeJS.ProcessEnv
  readonly isShown?: boolean
}

export function runVitest(values: readonly string[], { report, ...options }: RunnerOptions): Promise<Outcome> {
  const path = join(REPORTS, `${report}.json`)
  const arguments_ = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${path}`, '--passWithNoTests', ...values]
  return runRunner('vitest/vitest.mjs', arguments_, options, () => readVitestReport(path, ROOT))
}

export function runPlaywright(values: readonly string[], { report, environment, ...options }: RunnerOptions): Promise<Outcome> {
  const path = join(REPORTS, `${report}.json`)
  const all = { ...options, environment: { ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: path } }
  return runRunner('@playwright/test/cli.js', ['test', '--reporter=list,json', ...values], all, () => readPlaywrightReport(path))
}

/** A runner that died before it wrote its report is one failure; so is one that is not content though each test passed. */
async function runRunner(tool: string, values: readonly string[], { environment, isShown = true }: Omit<RunnerOptions, 'report'>, read: () => Promise<Outcome>): Promise<Outcome> {
  const { code, output } = await runTool(tool, values, { environment, isShown })
  const name = tool.split('/')[0] ?? tool
  const outcome = await read().catch((error: unknown) => failed({ file: name, test: `ended with ${code} and left no report (${String(error)})`, message: tail(output) }))
  if (code === 0 || outcome.failed > 0) return outcome
  return { ...outcome, failed: 1, failures: [...outcome.failures, { file: name, test: `ended with ${code} though no test failed`, message: tail(output) }] }
}

interface ToolRun {
  /** Its exit code, or the signal that ended it. */
  readonly code: number | string
  readonly output: string
}

interface ToolOptions {
  readonly environment?: NodeJS.ProcessEnv | undefined
  /** What it says is shown at once. */
  readonly isShown: boolean
}

function runTool(tool: string, values: readonly string[], { environment, isShown }: ToolOptions): Promise<ToolRun> {
  return new Promise((resolve) => {
    const kept: Buffer[] = []
    const child = spawn(process.execPath, [join(ROOT, 'node_modules', tool), ...values], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}), ...environment },
      timeout: LIMIT,
      killSignal: 'SIGKILL',
    })
    const hear = (stream: NodeJS.WritableStream) => (data: Buffer) => {
      kept.push(data)
      if (isShown) stream.write(data)
    }
    child.stdout.on('data', hear(process.stdout))
    child.stderr.on('data', hear(process.stderr))
    const end = (code: number | string) => resolve({ code, output: Buffer.concat(kept).toString() })
    child.once('error', (error) => end(String(error)))
    child.once('exit', (code, signal) => setTimeout(() => end(code ?? signal ?? 1), OUTPUT_LIMIT).unref())
    child.once('close', (code, signal) => end(code ?? signal ?? 1))
  })
}
