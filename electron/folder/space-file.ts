import { join } from 'node:path'
import * as v from 'valibot'
import { workspaceIdSchema } from '../../shared/log/log-bridge.ts'
import type { WorkspaceId } from '../../shared/model/identifiers.ts'
import { errorCode, readWhole, type Disk } from '../disk/disk.ts'
import { createFile } from '../disk/durable-file.ts'
import { WRITERS, isInvisible, writersFolder } from './folder-layout.ts'

/** The format of a shared folder that this version writes, and the newest that it understands. */
const FOLDER_FORMAT = 1
const SPACE_FILE = 'space.json'
const LARGEST_SPACE_FILE = 64 * 1024
const READ_ME = 'LISEZ-MOI - READ ME.txt'

const spaceSchema = v.object({
  format: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  space: workspaceIdSchema,
})

/** `absent`: no folder. `nothing`: a folder in which no workspace is shared. `unreadable`: something else under that name. */
export type SpaceFile =
  | { readonly kind: 'space'; readonly space: WorkspaceId; readonly isNewer: boolean }
  | { readonly kind: 'absent' | 'nothing' | 'unreadable' | 'newer' }

/** Whose folder this is. Rejects with the system's error if it cannot be told. */
export async function readSpaceFile(disk: Disk, folder: string): Promise<SpaceFile> {
  let content: Uint8Array
  try {
    content = await readWhole(disk, join(folder, SPACE_FILE), LARGEST_SPACE_FILE)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'EFBIG' || code === 'EISDIR' || code === 'ENOTAFILE') return { kind: 'unreadable' }
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error
    return { kind: (await stands(disk, folder)) ? 'nothing' : 'absent' }
  }
  return readSpace(content)
}

function readSpace(content: Uint8Array): SpaceFile {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content))
    const checked = v.safeParse(spaceSchema, json)
    if (checked.success) return { kind: 'space', space: checked.output.space, isNewer: checked.output.format > FOLDER_FORMAT }
    const format = v.safeParse(v.object({ format: spaceSchema.entries.format }), json)
    return { kind: format.success && format.output.format > FOLDER_FORMAT ? 'newer' : 'unreadable' }
  } catch {
    return { kind: 'unreadable' }
  }
}

async function stands(disk: Disk, folder: string): Promise<boolean> {
  try {
    await disk.stat(folder)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return false
    throw error
  }
}

/** True if nothing stands there but what systems put into a folder by themselves, or what is left of a start here that was cut off. */
export async function isFree(disk: Disk, folder: string): Promise<boolean> {
  for (const { name, isFolder } of await disk.list(folder)) {
    if (isInvisible(name) || name === READ_ME) continue
    if (!isFolder || name !== WRITERS || (await disk.list(writersFolder(folder))).length > 0) return false
  }
  return true
}

/** Makes a free folder the shared folder of a workspace. Rejects with the system's error. */
export async function createSpace(disk: Disk, folder: string, space: WorkspaceId): Promise<void> {
  await disk.makeFolder(writersFolder(folder))
  try {
    await createFile(join(folder, READ_ME), new TextEncoder().encode(READ_ME_TEXT), disk)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  }
  // Last: only with this file is the folder a shared one.
  await createFile(join(folder, SPACE_FILE), new TextEncoder().encode(`${JSON.stringify({ format: FOLDER_FORMAT, space }, null, 2)}\n`), disk)
}

/** For whoever opens the folder. With a mark at its beginning and Windows line ends, so that every editor shows its accents. */
const READ_ME_TEXT = `\uFEFF${[
  'FRANÇAIS',
  '',
  'Ce dossier est partagé par Minutier\u00a0: plusieurs secrétaires y tiennent ensemble',
  'les comptes rendus d’un comité.',
  '',
  'Pour y participer\u00a0: ouvrez Minutier, puis «\u00a0Rejoindre un dossier partagé\u00a0»,',
  'et choisissez ce dossier.',
  '',
  'N’y modifiez, n’y renommez et n’y supprimez rien\u00a0: Minutier s’en occupe.',
  'Vous pouvez copier le dossier entier, par exemple pour le sauvegarder.',
  '',
  '',
  'ENGLISH',
  '',
  'This folder is shared by Minutier: several secretaries keep the minutes of a',
  'committee in it together.',
  '',
  'To take part: open Minutier, then “Join a shared folder”, and choose this folder.',
  '',
  'Do not change, rename or remove anything in it: Minutier sees to that.',
  'You may copy the whole folder, to keep it safe for instance.',
  '',
].join('\r\n')}`
