import { createHash, randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BridgeProblem, DocumentFormat, DocumentRequest, ExportedFile, ExportFolder } from '../../shared/bridge.ts'
import { DOCUMENT_COLUMNS, word } from '../../shared/minutes/words.ts'
import { errorCode, realDisk, type Disk } from '../disk/disk.ts'
import { folderProblem } from '../disk/disk-problem.ts'
import { createFile } from '../disk/durable-file.ts'
import { documentsFolder } from './documents-folder.ts'
import { fileStem, numberedName } from './file-name.ts'
import { folderLabel } from './folder-label.ts'
import type { SettingsFile } from './settings.ts'

/** Keeps the export folder, and what was written into it during this run. */
export interface Exports {
  folder(): Promise<string>
  shownFolder(): Promise<ExportFolder>
  chooseFolder(path: string): Promise<ExportFolder>
  /** Writes one document under a name that was free. Rejects with `ExportError`. */
  write(request: DocumentRequest, format: DocumentFormat, content: Uint8Array): Promise<ExportedFile>
  /** Where a file stands that this run wrote; undefined for any other identifier. */
  pathOf(id: string): string | undefined
}

export class ExportError extends Error {
  readonly problem: BridgeProblem
  constructor(problem: BridgeProblem, cause: unknown) {
    super(problem, { cause })
    this.problem = problem
  }
}

export interface ExportSources {
  readonly settings: SettingsFile
  /** From `--export-dir`; replaces what is remembered, until another folder is chosen. */
  readonly override?: string
  /** How the export folder is reached: a drive that is dead must not hold what the journal needs. */
  readonly outside?: Disk
}

/** Nobody has this many documents of one name; a folder that refuses every name must not hold us for ever. */
const MOST_ATTEMPTS = 1_000

export function createExports({ settings, override, outside = realDisk }: ExportSources): Exports {
  const written = new Map<string, string>()
  let chosen = override
  const folder = async (): Promise<string> => chosen ?? (await settings.read()).exportFolder ?? defaultFolder()
  const shown = (path: string): ExportFolder => ({ label: folderLabel(path) })

  return {
    folder,
    shownFolder: async () => shown(await folder()),
    async chooseFolder(path) {
      chosen = path
      await settings.change({ exportFolder: path })
      return shown(path)
    },
    async write(request, format, content) {
      const target = await folder()
      try {
        await makeFolder(target, target === (await defaultFolder()) || target === override, outside)
        const name = await writeUnderFreeName(outside, target, exportStem(request), format, content)
        const id = randomUUID()
        written.set(id, join(target, name))
        return { id, format, name, bytes: content.byteLength, sha256: createHash('sha256').update(content).digest('hex') }
      } catch (error) {
        throw new ExportError(errorCode(error) === 'ENOTANSWERING' ? 'folder-missing' : folderProblem(error), error)
      }
    },
    pathOf: (id) => written.get(id),
  }
}

async function defaultFolder(): Promise<string> {
  return join(await documentsFolder(), 'Minutier')
}

/** Our own folder is made when first needed; one that a person chose and that is gone (a drive unplugged) is not invented. */
async function makeFolder(path: string, ours: boolean, disk: Disk): Promise<void> {
  if (ours) await mkdir(path, { recursive: true })
  else await disk.stat(path)
}

async function writeUnderFreeName(disk: Disk, folder: string, stem: string, format: DocumentFormat, content: Uint8Array): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const name = numberedName(stem, format, attempt)
    try {
      await createFile(join(folder, name), content, disk)
      return name
    } catch (error) {
      if (errorCode(error) !== 'EEXIST' || attempt >= MOST_ATTEMPTS) throw error
    }
  }
}

/** "2013-03-19 Visio nº 14 - compte-rendu": sorts by date, says what it is; the date stands even if the title does not. */
export function exportStem({ minutes, kind, language }: DocumentRequest): string {
  const wanted = language === 'both' ? minutes.language : language
  const { fr, en } = minutes.title
  const title = fileStem((wanted === 'fr' ? fr || en : en || fr) ?? '')
  const stem = [minutes.date, title].filter(Boolean).join(' ')
  const kindName = DOCUMENT_COLUMNS[language].map((column) => word(`fileName.${kind}`, column)).join(' + ')
  return fileStem(stem) ? `${fileStem(stem)} - ${kindName}` : kindName
}
