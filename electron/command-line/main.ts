import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { LANGUAGES, type Language } from '../../shared/model/bilingual.ts'
import { claimDataFolder } from '../application/claim.ts'
import { openLogbook } from '../application/logbook.ts'
import { applicationOptions, systemLanguage } from '../application/options.ts'
import { createSettingsFile, sharedThrough } from '../application/settings.ts'
import { backupName } from '../backup/backup-name.ts'
import { backupProblem } from '../backup/backups.ts'
import { makeBackup, presentLogs } from '../backup/make-backup.ts'
import { listOrNothing, realDisk } from '../disk/disk.ts'
import type { Journal } from '../journal/journal.ts'
import { nodePrimitives } from '../journal/node-primitives.ts'
import { openJournal } from '../journal/open-journal.ts'
import { inspect, type Inspection } from './inspect.ts'
import { reportLines } from './report.ts'
import { commandLineWords, type Words } from './words.ts'

/** `npm run cli`: what can be done to the data without a window, on the code of the application. */

const FINE = 0
const FAULTS = 1
const IMPOSSIBLE = 2

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A sentence for why nothing was done. */
class Refusal extends Error {}

const given = readArguments()
const language: Language = LANGUAGES.find((known) => known === given?.values.language) ?? systemLanguage()
const words = commandLineWords(language)

process.exitCode = await run()

function readArguments() {
  try {
    return parseArgs({
      args: process.argv.slice(2),
      allowPositionals: true,
      options: { json: { type: 'boolean' }, language: { type: 'string' }, 'data-dir': { type: 'string' }, to: { type: 'string' }, help: { type: 'boolean' } },
    })
  } catch {
    return undefined
  }
}

async function run(): Promise<number> {
  const [command, path, ...more] = given?.positionals ?? []
  if (!given || given.values.help || more.length > 0) return usage(given?.values.help === true)
  try {
    if (command === 'verify' && path !== undefined) return await verify(path)
    if (path !== undefined) return usage(false)
    if (command === 'rebuild') return await rebuild()
    if (command === 'backup' && given.values.to !== undefined) return await backup(given.values.to)
    return usage(false)
  } catch (error) {
    process.stderr.write(`${error instanceof Refusal ? error.message : String(error)}\n`)
    return IMPOSSIBLE
  }
}

function usage(wanted: boolean): number {
  const { say } = words
  const folder = say('usage.folder')
  const data = `[--data-dir ${folder}]`
  const lines = [
    say('usage.title'),
    `  npm run cli -- verify ${say('usage.path')}`,
    `    ${say('usage.verify')}`,
    `  npm run cli -- rebuild ${data}`,
    `    ${say('usage.rebuild')}`,
    `  npm run cli -- backup --to ${folder} ${data}`,
    `    ${say('usage.backup')}`,
    say('usage.common', { options: '--language fr|en, --json' }),
    say('usage.codes'),
  ]
  ;(wanted ? process.stdout : process.stderr).write(`${lines.join('\n')}\n`)
  return wanted ? FINE : IMPOSSIBLE
}

async function verify(path: string): Promise<number> {
  const place = resolve(path)
  const inspection = await inspect(place, realDisk, nodePrimitives).catch((error: unknown) => {
    throw new Refusal(words.say('problem.not-readable', { path: place }), { cause: error })
  })
  if (!inspection) throw new Refusal(words.say('problem.not-recognised', { path: place }))
  tell(place, inspection)
  return inspection.isFine ? FINE : FAULTS
}

/** Reads every record into its document once, and has the page do the same at the next start. */
async function rebuild(): Promise<number> {
  return withDataFolder(async ({ folder, journal }) => {
    // What the application does when it opens its logs: a half-written end is cut off, damage is set aside.
    for (const id of journal.spaces()) await journal.space(id)
    const inspection = await inspect(folder, realDisk, nodePrimitives)
    if (!inspection) throw new Refusal(words.say('problem.no-data', { path: folder }))
    const settings = createSettingsFile(join(folder, 'settings.json'))
    const { viewEpoch = 0 } = await settings.read()
    await settings.change({ viewEpoch: viewEpoch + 1 })
    tell(folder, inspection, words.say('rebuild.asked'))
    return inspection.isFine ? FINE : FAULTS
  })
}

async function backup(to: string): Promise<number> {
  const folder = resolve(to)
  return withDataFolder(async ({ journal }) => {
    const at = new Date()
    try {
      const present = await presentLogs(journal)
      if (present.logs.length === 0) throw new Refusal(words.say('problem.nothing'))
      const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string }
      const made = await makeBackup({ journal, disk: realDisk, primitives: nodePrimitives, version }, { folder, named: (attempt) => backupName(at, attempt), present, at })
      if (given?.values.json) process.stdout.write(`${JSON.stringify({ ...made, path: join(folder, made.name) })}\n`)
      else process.stdout.write(`${words.say('backup.done', { name: join(folder, made.name), size: words.size(made.bytes) })}\n`)
      if (made.leftOut.length === 0) return FINE
      process.stderr.write(`${words.say('backup.leftOut', { count: made.leftOut.length, formatted: words.number(made.leftOut.length) })}\n`)
      return FAULTS
    } catch (error) {
      if (error instanceof Refusal) throw error
      throw new Refusal(backupRefusal(backupProblem(error), folder, words), { cause: error })
    }
  })
}

function backupRefusal(problem: ReturnType<typeof backupProblem>, path: string, { say }: Words): string {
  switch (problem) {
    case 'folder-missing':
    case 'folder-read-only':
    case 'disk-full':
    case 'too-large':
    case 'read-failed':
      return say(`problem.${problem}`, { path })
    default:
      return say('problem.write-failed', { path })
  }
}

/** The data folder of a person, which nobody else may have open meanwhile: what is written here must not meet what is typed. */
async function withDataFolder(use: (data: { readonly folder: string; readonly journal: Journal }) => Promise<number>): Promise<number> {
  const folder = applicationOptions(process.argv.slice(2)).dataFolder
  // A folder that holds no data is not made into one.
  if (!(await hasJournal(folder))) throw new Refusal(words.say('problem.no-data', { path: folder }))
  const claim = await claimDataFolder(folder)
  if (!claim) throw new Refusal(words.say('problem.open'))
  const logbook = openLogbook(folder)
  try {
    const journal = await openJournal(join(folder, 'journal'), { disk: realDisk, primitives: nodePrimitives, logbook, sharedThrough: sharedThrough(createSettingsFile(join(folder, 'settings.json'))) })
    try {
      return await use({ folder, journal })
    } finally {
      await journal.close()
    }
  } finally {
    logbook.close()
    await claim.release()
  }
}

async function hasJournal(folder: string): Promise<boolean> {
  const entries = await listOrNothing(realDisk, folder).catch(() => [])
  return entries.some(({ name, isFolder }) => isFolder && name === 'journal')
}

function tell(place: string, inspection: Inspection, ...more: readonly string[]): void {
  if (given?.values.json) process.stdout.write(`${JSON.stringify(inspection, null, 2)}\n`)
  else process.stdout.write(`${[...reportLines(place, inspection, words), ...more].join('\n')}\n`)
}
