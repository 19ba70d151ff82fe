import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createDocumentRenderer } from '../documents/render.ts'
import { createBridgeDoor } from '../guards/bridge-door.ts'
import type { Host } from '../hosts/host.ts'
import { createExports } from './exports.ts'
import { createBridgeHandlers } from './handlers.ts'
import { openLogbook } from './logbook.ts'
import { systemLanguage, type ApplicationOptions } from './options.ts'
import { createRendererFiles } from './renderer-files.ts'
import { createSettingsFile } from './settings.ts'
import { announce } from './signals.ts'

/** @param root the application's folder, in which `out/` and `resources/` stand. */
export async function runApplication(host: Host, options: ApplicationOptions, root: string): Promise<void> {
  const logbook = openLogbook(options.dataFolder)
  const language = options.language ?? systemLanguage()
  const version = await versionOf(root)
  const documents = createDocumentRenderer({
    resourcesDirectory: join(root, 'resources'),
    workerUrl: pathToFileURL(join(root, 'out', 'main', 'documents-worker.js')),
  })
  const exports = createExports({
    settings: createSettingsFile(join(options.dataFolder, 'settings.json')),
    ...(options.exportFolder && { override: options.exportFolder }),
  })
  const onReady = () => {
    logbook.info('ready', { host: host.kind })
    announce({ minutier: 'ready', host: host.kind })
  }
  const handlers = createBridgeHandlers({ host, version, language, documents, exports, logbook, onReady })
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
    await documents.close()
    logbook.close()
  }
}

async function versionOf(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  return version
}
