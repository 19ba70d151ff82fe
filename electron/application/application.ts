import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createBackups } from '../backup/backups.ts'
import { realDisk } from '../disk/disk.ts'
import { createDocumentRenderer } from '../documents/render.ts'
import { createBridgeDoor } from '../guards/bridge-door.ts'
import { createFolderGate } from '../folder/folder-gate.ts'
import { createSharing } from '../folder/sharing.ts'
import type { Host } from '../hosts/host.ts'
import { createLogHandlers } from '../journal/log-handlers.ts'
import { nodePrimitives } from '../journal/node-primitives.ts'
import { openJournal } from '../journal/open-journal.ts'
import { createExports } from './exports.ts'
import { createBridgeHandlers } from './handlers.ts'
import { openLogbook } from './logbook.ts'
import { createNewsDesk } from './news.ts'
import { systemLanguage, type ApplicationOptions } from './options.ts'
import { createRendererFiles } from './renderer-files.ts'
import { createSettingsFile, sharedThrough } from './settings.ts'
import { announce } from './signals.ts'

/**
 * The drives that a person chooses for backups and documents have one operation under way at a time, besides those of the
 * shared folders: of the threads of this process, some are always left to save what is typed.
 */
const OUTSIDE_LIMITS = { atOnce: 1, patience: 10_000, longest: 60_000 }

/** @param root the application's folder, in which `out/` and `resources/` stand. */
export async function runApplication(host: Host, options: ApplicationOptions, root: string): Promise<void> {
  const logbook = openLogbook(options.dataFolder)
  const language = options.language ?? systemLanguage()
  const version = await versionOf(root)
  const documents = createDocumentRenderer({
    resourcesDirectory: join(root, 'resources'),
    workerUrl: pathToFileURL(join(root, 'out', 'main', 'documents-worker.js')),
  })
  const settings = createSettingsFile(join(options.dataFolder, 'settings.json'), logbook)
  const outside = createFolderGate(OUTSIDE_LIMITS).disk(realDisk, 'outside')
  const exports = createExports({
    settings,
    outside,
    ...(options.exportFolder && { override: options.exportFolder }),
  })
  const news = createNewsDesk()
  const journal = await openJournal(join(options.dataFolder, 'journal'), { disk: realDisk, primitives: nodePrimitives, logbook, sharedThrough: sharedThrough(settings) })
  const sharing = createSharing({ journal, disk: realDisk, primitives: nodePrimitives, settings, news, logbook, chooseFolder: (purpose) => host.chooseFolder(purpose, homedir()), reveal: (path) => host.revealFile(path), room: () => realDisk.room(options.dataFolder) })
  const backups = createBackups({ journal, disk: realDisk, primitives: nodePrimitives, folder: join(options.dataFolder, 'backups'), outside, news, logbook, host, version })
  let isReady = false
  const onReady = () => {
    // The page says it of each first screen: of the one that says that the minutes are being read, and of the application's.
    if (isReady) return
    isReady = true
    logbook.info('ready', { host: host.kind })
    announce({ minutier: 'ready', host: host.kind })
  }
  const handlers = {
    ...createBridgeHandlers({ host, version, language, documents, exports, settings, logbook, onReady }),
    ...createLogHandlers(journal, news, logbook),
    ...sharing.handlers,
    ...backups.handlers,
    news: (after: number) => news.after(after),
  }
  const door = createBridgeDoor(handlers, ({ call, problem, error }) => logbook.problem('call refused', { call, problem }, error))

  logbook.info('start', { host: host.kind, version, platform: process.platform, runtime: process.version })
  host.setLanguage(language)
  try {
    await host.run({ files: createRendererFiles(join(root, 'out', 'renderer')), door, logbook })
    logbook.info('closed')
  } catch (error) {
    logbook.problem('host failed', { host: host.kind }, error)
    throw error
  } finally {
    news.close()
    await sharing.close()
    await backups.close()
    await journal.close()
    await documents.close()
    logbook.close()
  }
}

async function versionOf(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  return version
}
