import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium, test as base, type Browser, type Page } from '@playwright/test'
import { HEADLESS_VARIABLE } from '../../electron/application/options.ts'
import { signalIn } from '../../electron/application/signals.ts'
import type { Language } from '../../shared/model/bilingual.ts'
import { attachIfFailed, witness, type Witness } from './witness.ts'

/**
 * The real built application, started as its users' processes are and driven from outside.
 * `MINUTIER_HOST` chooses the host: `chromium` (default), `electron` (needs its runtime and a display), or
 * `electron-stand-in` (the Electron host's built main process and preload over a stand-in for Electron).
 */
export const TEST_HOSTS = ['chromium', 'electron', 'electron-stand-in'] as const
export type TestHost = (typeof TEST_HOSTS)[number]

export interface RunningApplication extends Witness {
  /** The window; another one after `restart`. */
  readonly page: Page
  readonly process: ChildProcess
  readonly dataDirectory: string
  readonly exportDirectory: string
  /** Closes the window as a person would, and starts again on the same data. */
  restart(): Promise<void>
  /** Ends everything at once, as a power cut would, and starts again on the same data. */
  killAndRestart(): Promise<void>
  close(): Promise<void>
}

export interface StartOptions {
  readonly host?: TestHost
  readonly language?: Language
  /** A temporary one, removed on `close`, if left out. */
  readonly dataDirectory?: string
  readonly exportDirectory?: string
  /** What every dialog that asks for a folder, or for a file, is answered with. */
  readonly chooseFolder?: string
  readonly chooseFile?: string
  /** Another application folder (`out/`, `resources/`) than this checkout's: the benches' empty window. */
  readonly root?: string
}

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export function testHost(): TestHost {
  const wanted = process.env.MINUTIER_HOST ?? 'chromium'
  const host = TEST_HOSTS.find((known) => known === wanted)
  if (!host) throw new Error(`MINUTIER_HOST is ${wanted}; it can be ${TEST_HOSTS.join(', ')}`)
  return host
}

/** Resolves when the renderer has reported that its first screen stands. */
export async function startApplication({ host = testHost(), language = 'fr', root = ROOT, chooseFolder, chooseFile, ...folders }: StartOptions = {}): Promise<RunningApplication> {
  const temporary = await mkdtemp(join(tmpdir(), 'minutier-'))
  const dataDirectory = folders.dataDirectory ?? join(temporary, 'data')
  const exportDirectory = folders.exportDirectory ?? join(temporary, 'export')
  const choices = [...(chooseFolder ? ['--choose-folder', chooseFolder] : []), ...(chooseFile ? ['--choose-file', chooseFile] : [])]
  const start = () => startOnce(host, root, ['--headless', '--data-dir', dataDirectory, '--export-dir', exportDirectory, '--language', language, ...choices])
  const clear = () => rm(temporary, { recursive: true, force: true, maxRetries: 5 })
  let run = await start().catch(async (error: unknown) => {
    await clear()
    throw error
  })
  return {
    dataDirectory,
    exportDirectory,
    get page() {
      return run.page
    },
    get process() {
      return run.process
    },
    inWords: () => run.witness.inWords(),
    async restart() {
      await end(run)
      run = await start()
    },
    async killAndRestart() {
      await kill(run)
      run = await start()
    },
    async close() {
      await end(run)
      await clear()
    },
  }
}

export const test = base.extend<{ language: Language; application: RunningApplication }>({
  language: ['fr', { option: true }],
  application: async ({ language }, use, testInfo) => {
    const application = await startApplication({ language })
    await use(application)
    await attachIfFailed(testInfo, [application])
    await application.close()
  },
})

export { expect } from '@playwright/test'

interface Run {
  readonly process: ChildProcess
  readonly browser: Browser
  readonly page: Page
  readonly witness: Witness
}

/** How long the whole start may take on a busy machine, in milliseconds. */
const START_LIMIT = 60_000

/** Longest time that one step of a test may take where it does not say so itself, in milliseconds. */
const STEP_LIMIT = 30_000

/** A closed window takes its process with it well within this, in milliseconds. */
const END_LIMIT = 15_000

async function startOnce(host: TestHost, root: string, values: readonly string[]): Promise<Run> {
  const [program, ...given] = commandOf(host, root)
  const child = spawn(program, [...given, ...values], {
    cwd: root,
    // Its own process group, so that `kill` reaches the browser too.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, MINUTIER_TEST_DEVTOOLS: '1', [HEADLESS_VARIABLE]: '1' },
  })
  const errors: string[] = []
  child.stderr?.on('data', (data: Buffer) => errors.push(data.toString()))
  try {
    const browser = await connected(child)
    const context = browser.contexts()[0]
    const page = context?.pages()[0] ?? (await context?.waitForEvent('page'))
    if (!page) throw new Error('the application has no window')
    // Unheard, a page that holds its close would be answered "leave" from here; answering is the host's.
    page.on('dialog', () => undefined)
    // What never comes is named with its line, and not waited for until the whole test is over.
    page.setDefaultTimeout(STEP_LIMIT)
    return { process: child, browser, page, witness: witness(page, child) }
  } catch (error) {
    signalGroup(child, 'SIGKILL')
    throw new Error(`the application did not start on ${host}\n${errors.join('')}`, { cause: error })
  }
}

function commandOf(host: TestHost, root: string): readonly [string, ...string[]] {
  switch (host) {
    case 'chromium':
      return [process.execPath, join(root, 'out', 'main', 'chromium.js')]
    case 'electron':
      // Outside its runtime the package `electron` is the path of its program.
      return [createRequire(import.meta.url)('electron') as string, root]
    case 'electron-stand-in':
      return [process.execPath, '--import', pathToFileURL(join(ROOT, 'tests/e2e/electron-stand-in/register.ts')).href, join(root, 'out', 'main', 'electron.js')]
  }
}

/** The browser of a host, once its renderer is ready. */
async function connected(child: ChildProcess): Promise<Browser> {
  const signals = Promise.withResolvers<Browser>()
  const timer = setTimeout(() => signals.reject(new Error(`not ready within ${START_LIMIT} ms`)), START_LIMIT)
  let devtools: string | undefined
  child.once('exit', (code) => signals.reject(new Error(`ended with ${code}`)))
  child.once('error', signals.reject)
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const signal = signalIn(line)
      if (signal?.minutier === 'devtools') devtools = signal.url
      // Not before: a second debugger that comes while the first page loads can leave it waiting.
      if (signal?.minutier === 'ready' && devtools) chromium.connectOverCDP(devtools).then(signals.resolve, signals.reject)
    })
  }
  try {
    return await signals.promise
  } finally {
    clearTimeout(timer)
  }
}

async function end(run: Run): Promise<void> {
  if (hasEnded(run.process)) return
  const ended = once(run.process, 'exit')
  await run.page.close({ runBeforeUnload: true }).catch(() => undefined)
  const late = setTimeout(() => signalGroup(run.process, 'SIGKILL'), END_LIMIT)
  await ended
  clearTimeout(late)
  await run.browser.close().catch(() => undefined)
}

async function kill(run: Run): Promise<void> {
  const ended = once(run.process, 'exit')
  signalGroup(run.process, 'SIGKILL')
  await ended
  await run.browser.close().catch(() => undefined)
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || hasEnded(child)) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // It ended in between.
  }
}
