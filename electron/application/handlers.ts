import type { ApplicationDescription, BridgeHandlers, Failure } from '../../shared/bridge.ts'
import type { BackupBridge } from '../../shared/backup/backup-bridge.ts'
import type { LogBridge } from '../../shared/log/log-bridge.ts'
import type { Language } from '../../shared/model/bilingual.ts'
import { safeLink } from '../../shared/model/links.ts'
import type { SharingBridge } from '../../shared/sharing/sharing.ts'
import type { DocumentRenderer } from '../documents/render.ts'
import type { Host } from '../hosts/host.ts'
import { ExportError, type Exports } from './exports.ts'
import type { SettingsFile } from './settings.ts'
import type { Logbook } from './logbook.ts'

export interface HandlerSources {
  readonly host: Host
  readonly version: string
  readonly language: Language
  readonly documents: DocumentRenderer
  readonly exports: Exports
  readonly settings: Pick<SettingsFile, 'read'>
  readonly logbook: Logbook
  readonly onReady: () => void
}

/** All but what stands with the logs, the sharing and the backups. */
type ApplicationHandlers = Omit<BridgeHandlers, 'news' | keyof LogBridge | keyof SharingBridge | keyof BackupBridge>

/** What stands behind the bridge, the same in both hosts. Arguments come checked from the door. */
export function createBridgeHandlers({ host, version, language, documents, exports, settings, logbook, onReady }: HandlerSources): ApplicationHandlers {
  const failed = (event: string, problem: Failure['problem'], error: unknown): Failure => {
    logbook.problem(event, { problem }, error)
    return { ok: false, problem }
  }

  return {
    async describe() {
      return { version, host: host.kind, platform: platformName(), language, nativeMenu: host.nativeMenu, viewEpoch: (await settings.read()).viewEpoch ?? 0 }
    },
    async reportReady() {
      onReady()
    },
    async setLanguage(wanted) {
      host.setLanguage(wanted)
    },
    async previewDocument(request) {
      try {
        return { ok: true, pages: await documents.preview(request) }
      } catch (error) {
        return failed('preview failed', 'render-failed', error)
      }
    },
    async exportDocuments({ formats, ...request }) {
      try {
        // All are made before the first is written: a failure leaves nothing half exported.
        const wanted = [...new Set(formats)]
        const contents = await Promise.all(wanted.map((format) => documents.render({ ...request, format })))
        const files = []
        for (const [index, format] of wanted.entries()) files.push(await exports.write(request, format, contents[index] as Uint8Array))
        for (const file of files) logbook.info('exported', { format: file.format, bytes: file.bytes })
        return { ok: true, files, folder: await exports.shownFolder() }
      } catch (error) {
        return error instanceof ExportError ? failed('export not written', error.problem, error.cause) : failed('export not made', 'render-failed', error)
      }
    },
    exportFolder: () => exports.shownFolder(),
    async chooseExportFolder() {
      const choice = await host.chooseFolder('export', await exports.folder())
      if (choice.kind !== 'chosen') return { ok: false, problem: choice.kind }
      try {
        return { ok: true, folder: await exports.chooseFolder(choice.path) }
      } catch (error) {
        return failed('export folder not remembered', 'write-failed', error)
      }
    },
    async openExported(file) {
      const path = exports.pathOf(file)
      return path !== undefined && host.openFile(path)
    },
    async revealExported(file) {
      const path = exports.pathOf(file)
      return path !== undefined && host.revealFile(path)
    },
    async openLink(address) {
      const link = safeLink(address)
      return link !== undefined && host.openOutside(link)
    },
    async openProjector() {
      try {
        return await host.openProjector()
      } catch (error) {
        logbook.problem('second window not opened', {}, error)
        return false
      }
    },
    async quit() {
      host.quit()
    },
  }
}

function platformName(): ApplicationDescription['platform'] {
  const known = (['linux', 'darwin', 'win32'] as const).find((name) => name === process.platform)
  return known ?? 'other'
}
