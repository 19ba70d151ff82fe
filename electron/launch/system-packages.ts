import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, constants, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { findBrowser } from '../hosts/chromium/find-browser.ts'

/**
 * Packages of Debian and Ubuntu, for those who start Minutier, its demo or its tests on a bare machine. Root installs
 * them; who has sudo without a password, too; anybody else gets them unpacked into a cache folder, for this program
 * alone. On other systems nothing is tried.
 */
export type Say = (sentence: string) => void

/** True for root on a system with apt-get: only then the launcher installs without being asked. */
export async function canInstallAsRoot(): Promise<boolean> {
  return process.getuid?.() === 0 && (await findProgram('apt-get')) !== undefined
}

/** Installs packages; false if apt-get fails. Its errors go to the standard error. */
export async function installAsRoot(packages: readonly string[]): Promise<boolean> {
  return installWith([], packages)
}

/** What is used beside npm's packages: a program that shows whether a package is there, and the package. */
const TEST_PROGRAMS: Readonly<Record<string, string>> = {
  soffice: 'libreoffice-writer',
  pdftoppm: 'poppler-utils',
  qpdf: 'qpdf',
  xmllint: 'libxml2-utils',
  Xvfb: 'xvfb',
  syncthing: 'syncthing',
  rclone: 'rclone',
  fusermount3: 'fuse3',
}

/** These look for their parts in fixed places, or need rights of root, and do not work from a cache folder. */
const NEED_ROOT: ReadonlySet<string> = new Set(['libreoffice-writer', 'xvfb', 'fuse3'])

/** Brings what the tests need, as far as it can be brought, and gives the packages that are still missing. */
export async function provideForTests(say: Say): Promise<readonly string[]> {
  return provide(missingForTests, say)
}

/** Brings a browser that the Chromium host can use without a window; true if there is one now. */
export async function provideBrowser(say: Say): Promise<boolean> {
  return (await provide(missingBrowser, say)).length === 0
}

async function provide(missing: () => Promise<readonly string[]>, say: Say): Promise<readonly string[]> {
  const wanted = await missing()
  if (wanted.length === 0 || !(await findProgram('apt-get'))) return wanted
  const prefix = process.getuid?.() === 0 ? [] : await passwordlessSudo()
  if (prefix) {
    say(`Installing ${wanted.join(', ')} with apt-get…`)
    await installWith(prefix, wanted)
    return missing()
  }
  const unpackable = wanted.filter((name) => !NEED_ROOT.has(name))
  if (unpackable.length > 0) {
    say(`Without root: unpacking ${unpackable.join(', ')} into a cache folder…`)
    await unpackForThisUser(unpackable)
  }
  return missing()
}

async function missingBrowser(): Promise<readonly string[]> {
  return (await findBrowser()) ? [] : ['chromium']
}

async function missingForTests(): Promise<readonly string[]> {
  const programs = await Promise.all(Object.entries(TEST_PROGRAMS).map(async ([program, name]) => ((await findProgram(program)) ? [] : [name])))
  return [...(await missingBrowser()), ...programs.flat()]
}

async function passwordlessSudo(): Promise<readonly string[] | undefined> {
  return (await findProgram('sudo')) && (await succeeds(['sudo', '-n', 'true'], 'quiet')) ? ['sudo', '-n'] : undefined
}

/** Lists are fetched first: those of an image are missing or old. */
async function installWith(prefix: readonly string[], packages: readonly string[]): Promise<boolean> {
  const command = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get']
  await succeeds([...command, 'update', '-q'])
  return succeeds([...command, 'install', '-y', '-q', '--no-install-recommends', ...packages])
}

/**
 * Downloads packages with all that this machine lacks for them, unpacks them into the cache folder, and lets this process
 * and those it starts find them. False if apt-get cannot be used so.
 */
async function unpackForThisUser(packages: readonly string[]): Promise<boolean> {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  const name = createHash('sha256').update([...packages].sort().join(' ')).digest('hex').slice(0, 16)
  const folder = join(cache, 'minutier', `debian-${name}`)
  if (!(await isThere(join(folder, 'complete')))) {
    await rm(folder, { recursive: true, force: true })
    if (!(await download(folder, packages))) return false
    if (!(await unpack(folder))) return false
    await writeFile(join(folder, 'complete'), '')
  }
  await useUnpacked(join(folder, 'root'))
  return true
}

/** apt-get with a state of its own: it reads the machine's sources and installed packages, and writes here only. */
async function download(folder: string, packages: readonly string[]): Promise<boolean> {
  await mkdir(join(folder, 'state', 'lists', 'partial'), { recursive: true })
  await mkdir(join(folder, 'cache', 'archives', 'partial'), { recursive: true })
  const settings = {
    'Dir::State': join(folder, 'state'),
    'Dir::State::lists': join(folder, 'state', 'lists'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': join(folder, 'cache'),
    'Debug::NoLocking': '1',
    'APT::Install-Recommends': 'false',
  }
  const command = ['apt-get', '-q', ...Object.entries(settings).flatMap(([setting, value]) => ['-o', `${setting}=${value}`])]
  return (await succeeds([...command, 'update'])) && (await succeeds([...command, 'install', '-y', '--download-only', ...packages]))
}

async function unpack(folder: string): Promise<boolean> {
  const archives = join(folder, 'cache', 'archives')
  const unfinished = join(folder, 'unfinished')
  await mkdir(unfinished, { recursive: true })
  for (const name of await readdir(archives)) {
    if (name.endsWith('.deb') && !(await succeeds(['dpkg-deb', '-x', join(archives, name), unfinished]))) return false
  }
  await rename(unfinished, join(folder, 'root'))
  await rm(join(folder, 'cache'), { recursive: true, force: true })
  return true
}

/** What this process starts finds the programs, their libraries and their fonts. */
async function useUnpacked(root: string): Promise<void> {
  const libraries = join(root, 'usr', 'lib')
  const ofMachine = (await readdir(libraries, { withFileTypes: true }).catch(() => [])).filter((entry) => entry.isDirectory() && entry.name.includes('-linux-gnu'))
  const paths = [...ofMachine.flatMap(({ name }) => [join(libraries, name), join(root, 'lib', name)]), libraries]
  process.env.PATH = [process.env.PATH, join(root, 'usr', 'bin')].filter(Boolean).join(delimiter)
  process.env.LD_LIBRARY_PATH = [process.env.LD_LIBRARY_PATH, ...paths].filter(Boolean).join(delimiter)
  if (!(await isThere('/etc/fonts/fonts.conf'))) process.env.FONTCONFIG_PATH = join(root, 'etc', 'fonts')
  const browser = join(root, 'usr', 'lib', 'chromium', 'chromium')
  // The package's own starter looks for the browser in /usr/lib.
  if (await isThere(browser)) process.env.MINUTIER_CHROMIUM = browser
}

/** Where a program stands on the path; undefined if nowhere. */
async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name)
    if (await isThere(path, constants.X_OK)) return path
  }
  return undefined
}

function isThere(path: string, mode?: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  )
}

function succeeds([program, ...values]: readonly string[], errors: 'told' | 'quiet' = 'told'): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program ?? '', values, { stdio: ['ignore', 'ignore', errors === 'told' ? 'inherit' : 'ignore'] })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
}
