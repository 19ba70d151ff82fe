import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { HOST_KINDS, type HostKind } from '../../shared/bridge.ts'
import { applicationOptions, HEADLESS_VARIABLE, systemLanguage } from '../application/options.ts'
import { findBrowser } from '../hosts/chromium/find-browser.ts'
import { build, isBuilt } from './build.ts'
import { DOWNLOAD_LIMIT, downloadElectron, findElectron, mayDownload } from './electron-runtime.ts'
import { READY_LIMIT, runHost, type HostOutcome } from './run-host.ts'
import { canInstallAsRoot, installAsRoot } from './system-packages.ts'
import { launchWords } from './words.ts'

/** `npm start`: builds if needed, chooses a host, and replaces one that does not show a window by the other. */

const root = fileURLToPath(new URL('../..', import.meta.url))
const values = process.argv.slice(2)
const options = applicationOptions(values)
const words = launchWords(options.language ?? systemLanguage())
const { values: given } = parseArgs({ args: values, strict: false, options: { host: { type: 'string' } } })
const forced = HOST_KINDS.find((kind) => kind === given.host)

process.exitCode = await start()

async function start(): Promise<number> {
  if (given.host !== undefined && !forced) return failure(words('unknownHost'))
  if (!options.headless && !hasDisplay()) return failure(words('noDisplay'))
  if (!(await isBuilt(root))) {
    say(words('building'))
    if (!(await build(root))) return failure(words('buildFailed'))
  }
  const hosts = forced ? [forced] : HOST_KINDS
  let why: string | undefined
  for (const host of hosts) {
    const command = await commandOf(host)
    if (!command) continue
    if (why) say(why, words('replaced', { host: hostName(host) }))
    else say(words('opening', { host: hostName(host) }))
    const outcome = await runHost(...command)
    if (outcome.kind === 'closed') return outcome.code
    if (outcome.kind === 'already-open') return success(words('alreadyOpen'))
    why = reason(host, outcome)
  }
  if (why) return failure(why, words('nothingWorked', { folder: options.dataFolder }))
  return failure(words(forced === 'electron' ? 'electronImpossible' : 'browserMissing'))
}

function reason(host: HostKind, outcome: Extract<HostOutcome, { kind: 'not-ready' | 'ended' }>): string {
  return outcome.kind === 'ended'
    ? words('ended', { host: hostName(host), code: outcome.code })
    : words('notReady', { host: hostName(host), seconds: Math.round(READY_LIMIT / 1000) })
}

/** Program, values and environment of a host; undefined where it cannot be had. */
type HostCommand = Parameters<typeof runHost>

async function commandOf(host: HostKind): Promise<HostCommand | undefined> {
  return host === 'electron' ? electronCommand() : chromiumCommand()
}

async function electronCommand(): Promise<HostCommand | undefined> {
  const program = (await findElectron(root)) ?? (await downloadedElectron())
  if (!program) {
    if (!forced) say(words('electronMissing'))
    return undefined
  }
  // As root the sandbox cannot work, and Electron does not start without being told so.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const environment = options.headless ? { ...process.env, [HEADLESS_VARIABLE]: '1' } : process.env
  return [program, [...asRoot, root, ...values.filter((value) => value !== '--headless')], environment]
}

async function downloadedElectron(): Promise<string | undefined> {
  if (forced !== 'electron' && !(await mayDownload(root))) return undefined
  say(words('downloading', { seconds: DOWNLOAD_LIMIT / 1000 }))
  const program = await downloadElectron(root)
  if (!program) say(words('downloadFailed'))
  return program
}

async function chromiumCommand(): Promise<HostCommand | undefined> {
  if (!(await findBrowser())) {
    if (!(await canInstallAsRoot())) return undefined
    say(words('installing', { packages: 'chromium' }))
    await installAsRoot(['chromium'])
    if (!(await findBrowser())) return undefined
  }
  return [process.execPath, [join(root, 'out', 'main', 'chromium.js'), ...values], process.env]
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

function hostName(host: HostKind): string {
  return words(`hosts.${host}`)
}

function say(...sentences: readonly string[]): void {
  for (const sentence of sentences) process.stderr.write(`${sentence}\n`)
}

function success(sentence: string): number {
  say(sentence)
  return 0
}

function failure(...sentences: readonly string[]): number {
  say(...sentences)
  return 1
}
