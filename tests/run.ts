import { mkdir, rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { findElectron } from '../electron/launch/electron-runtime.ts'
import { provideForTests } from '../electron/launch/system-packages.ts'
import { replaySentence, seed } from './fixtures/seed.ts'
import { failed, inFull, inWords, total, type Failure, type Outcome } from './outcome.ts'
import { check, REPORTS, ROOT, runPlaywright, runVitest } from './runners.ts'

/**
 * `npm test`: everything that is checked, in one count. The last line is `N passed, N failed` (and `, N skipped`); before
 * it, everything that failed is said again. `--only NAME` runs one part (see `PARTS`; may be repeated); what follows is
 * passed on to its runner. What is random is the same each time: see `fixtures/seed.ts`.
 */
const VITEST_FOLDERS = ['unit', 'property', 'golden', 'crash'] as const

const PARTS: Readonly<Record<string, (values: readonly string[]) => Promise<Outcome>>> = {
  typecheck: async () => total(await Promise.all(['shared', 'electron', 'renderer', 'tests'].map((project) => check('typescript/bin/tsc', ['-p', project])))),
  lint: () => check('oxlint/bin/oxlint', ['--deny-warnings']),
  boundaries: () => check('dependency-cruiser/bin/dependency-cruiser.mjs', ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'shared', 'electron', 'renderer', 'tests']),
  deadcode: () => check('knip/bin/knip.js', ['--no-config-hints']),
  build: () => check('electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'error']),
  ...Object.fromEntries(VITEST_FOLDERS.map((folder) => [folder, (values: readonly string[]) => runVitest(values.length > 0 ? values : [`tests/${folder}/`], { report: folder })])),
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
  if (Number(process.versions.node.split('.')[0]) < 24) return refuse('Node 24 is needed: start this as "npm test" after "npm ci", which brings it.')
  const only = (given.only ?? []).map(String)
  if (only.some((name) => !(name in PARTS))) return refuse(`--only takes: ${Object.keys(PARTS).join(', ')}`)
  // One for all parts.
  process.env.SEED = String(seed)
  await rm(REPORTS, { recursive: true, force: true })
  await mkdir(REPORTS, { recursive: true })
  const missing = await provideForTests((sentence) => process.stdout.write(`${sentence}\n`))
  if (missing.length > 0) process.stdout.write(`Not on this machine: ${missing.join(', ')}. Tests that need them are skipped.\n`)
  const outcomes: Outcome[] = []
  const failures: string[] = []
  for (const [name, part] of Object.entries(PARTS)) {
    if (only.length > 0 && !only.includes(name) && !(name === 'build' && only.some((wanted) => NEED_BUILD.has(wanted)))) continue
    const began = performance.now()
    process.stdout.write(`\n── ${name}\n`)
    const outcome = await part(positionals.map(String))
    process.stdout.write(`── ${name}: ${inWords(outcome)} (${((performance.now() - began) / 1000).toFixed(1)} s)\n`)
    outcomes.push(outcome)
    failures.push(...outcome.failures.map((failure) => inFull(failure, name)))
  }
  if (failures.length > 0) process.stdout.write(`\n── what failed, of ${replaySentence(seed)}\n\n${failures.join('\n\n')}\n`)
  return finish(total(outcomes))
}

function refuse(message: string): number {
  process.stderr.write(`${message}\n`)
  return finish(failed({ file: '', test: '', message }))
}

function finish(outcome: Outcome): number {
  process.stdout.write(`\n${inWords(outcome)}\n`)
  return outcome.failed === 0 ? 0 : 1
}

/** The whole suite on the host that is here, and a short one that shows that the Electron host is wired where its runtime is not. */
async function endToEnd(values: readonly string[]): Promise<Outcome> {
  if (process.env.MINUTIER_HOST) return onHost(process.env.MINUTIER_HOST, values)
  const outcomes = [await onHost('chromium', values)]
  if ((await findElectron(ROOT)) && hasDisplay()) outcomes.push(await onHost('electron', values))
  else if (values.length === 0) outcomes.push(await onHost('electron-stand-in', ['hosts']))
  return total(outcomes)
}

async function onHost(host: string, values: readonly string[]): Promise<Outcome> {
  process.stdout.write(`   on ${host}\n`)
  const outcome = await runPlaywright(values, { report: `e2e-${host}`, environment: { MINUTIER_HOST: host } })
  return { ...outcome, failures: outcome.failures.map((failure): Failure => ({ ...failure, file: `${host} › ${failure.file}` })) }
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

process.exitCode = await run()
