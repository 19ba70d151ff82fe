import { createHash } from 'node:crypto'
import { readFile, realpath, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { newIdentifier, type WriterId } from '../../shared/model/identifiers.ts'
import { readWhole, type Disk } from '../disk/disk.ts'
import { replaceFile } from '../disk/durable-file.ts'
import { isIdentifier } from './log-names.ts'

/** Where a workspace's journal stands: of a copy, something of it is different. Nothing in it can be read back. */
export interface Fingerprint {
  readonly machine: string
  readonly path: string
  /** The folder itself; empty where the system does not say. */
  readonly folder: readonly string[]
}

const fingerprintSchema = v.object({ machine: v.string(), path: v.string(), folder: v.array(v.string()) })
const identitySchema = v.object({ writer: v.pipe(v.string(), v.check(isIdentifier)), fingerprint: fingerprintSchema })

export interface WriterIdentity {
  readonly writer: WriterId
  /** True if the folder has been copied or moved since the writer was named. */
  readonly isMoved: boolean
}

const LARGEST_IDENTITY = 64 * 1024
const NAME = 'writer.json'

/**
 * Who writes here; undefined if nobody does yet, or nothing can be read from the file that says so, nor from its second
 * copy in the writer's own log.
 * @param logs names of the log folders in which the copy may be.
 */
export async function readIdentity(folder: string, disk: Disk, here: Fingerprint, logs: readonly string[]): Promise<WriterIdentity | undefined> {
  const named = await readName(folder, disk, here)
  if (named) return named
  const copies: WriterIdentity[] = []
  for (const log of logs) {
    const copy = await readName(join(folder, log), disk, here)
    if (copy?.writer === log) copies.push(copy)
  }
  return copies.length === 1 ? copies[0] : undefined
}

/** Durable when it resolves. `before` is who wrote here until now. */
export async function writeIdentity(folder: string, disk: Disk, writer: WriterId, here: Fingerprint, before: WriterId | undefined): Promise<void> {
  const content = Buffer.from(`${JSON.stringify({ writer, fingerprint: here }, null, 2)}\n`)
  await disk.makeFolder(join(folder, writer))
  await replaceFile(join(folder, writer, NAME), content, disk)
  await replaceFile(join(folder, NAME), content, disk)
  // Two that say so are as good as none, should the first file be lost; it is not, most probably.
  if (before) await disk.remove(join(folder, before, NAME)).catch(() => undefined)
}

async function readName(folder: string, disk: Disk, here: Fingerprint): Promise<WriterIdentity | undefined> {
  let content: Uint8Array
  try {
    content = await readWhole(disk, join(folder, NAME), LARGEST_IDENTITY)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'EFBIG') return undefined
    throw error
  }
  const checked = v.safeParse(identitySchema, parsed(content))
  if (!checked.success) return undefined
  const { writer, fingerprint } = checked.output
  return { writer: writer as WriterId, isMoved: !samePlace(fingerprint, here) }
}

export function newWriter(): WriterId {
  return newIdentifier<WriterId>()
}

/** One of the folder's marks is enough: some systems make up the number of a file anew, others its birth. */
function samePlace(left: Fingerprint, right: Fingerprint): boolean {
  const sameFolder = left.folder.length === 0 || right.folder.length === 0 || left.folder.some((mark) => right.folder.includes(mark))
  return left.machine === right.machine && left.path === right.path && sameFolder
}

/** The place of a folder of this machine. */
export async function fingerprintOf(folder: string): Promise<Fingerprint> {
  const facts = await stat(folder, { bigint: true })
  const folderMarks = [facts.ino > 0n && `number ${facts.ino}`, facts.birthtimeNs > 0n && `birth ${facts.birthtimeNs}`]
  return {
    machine: hashed(await machineName()),
    path: hashed(await realpath(folder)),
    folder: folderMarks.filter((mark) => mark !== false).map(hashed),
  }
}

/** The name of a machine may change with the network it is in: where the system has a better one, that one. */
async function machineName(): Promise<string> {
  for (const path of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
    const id = await readFile(path, 'utf8').catch(() => '')
    if (id.trim()) return id.trim()
  }
  return hostname()
}

function hashed(text: string): string {
  return createHash('sha256').update(`minutier ${text}`).digest('hex').slice(0, 16)
}

function parsed(content: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(content))
  } catch {
    return undefined
  }
}
