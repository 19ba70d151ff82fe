import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { newIdentifier, type WriterId } from '../../shared/model/identifiers.ts'
import { errorCode, readWhole, type Disk } from '../disk/disk.ts'
import { replaceFile } from '../disk/durable-file.ts'
import { isIdentifier } from './log-names.ts'

/** Where a workspace's journal stands: of a copy, something of it is different. Nothing in it can be read back. */
export interface Fingerprint {
  /** Empty where the system does not say. */
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
  // A machine that did not say its name once, or was too slow, is not another one for that.
  const sameMachine = left.machine === '' || right.machine === '' || left.machine === right.machine
  return sameMachine && left.path === right.path && sameFolder
}

/** The place of a folder of this machine. */
export async function fingerprintOf(folder: string): Promise<Fingerprint> {
  const facts = await stat(folder, { bigint: true })
  const folderMarks = [facts.ino > 0n && `number ${facts.ino}`, facts.birthtimeNs > 0n && `birth ${facts.birthtimeNs}`]
  return {
    machine: await thisMachine(),
    path: hashed(await realpath(folder)),
    folder: folderMarks.filter((mark) => mark !== false).map(hashed),
  }
}

/** Asked once in a run: it takes a program on some systems. */
let machine: Promise<string> | undefined

function thisMachine(): Promise<string> {
  machine ??= machineId().then((id) => (id === '' ? '' : hashed(id)))
  return machine
}

/** What a system can be asked for its name. */
interface MachineSystem {
  readonly platform: NodeJS.Platform
  read(path: string): Promise<string>
  /** What a program says. Rejects if it fails, or does not end in time. */
  run(program: string, options: readonly string[]): Promise<string>
}

const SYSTEM: MachineSystem = { platform: process.platform, read: (path) => readFile(path, 'utf8'), run: (program, options) => outputOf(program, options) }

/**
 * What the system calls this machine wherever it is and whatever network it is in; empty where it does not say. The name of
 * the host is none: on many systems it changes with the network, and each change would look like a copied folder.
 */
export async function machineId(system: MachineSystem = SYSTEM): Promise<string> {
  try {
    switch (system.platform) {
      case 'darwin':
        return found(/"IOPlatformUUID" = "([\dA-F-]{36})"/iu, await system.run('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']))
      case 'win32':
        return found(/MachineGuid\s+REG_SZ\s+([\dA-F-]{36})/iu, await system.run(join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'reg.exe'), ['query', 'HKLM\\SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid']))
      default:
        return await machineFile(system)
    }
  } catch {
    return ''
  }
}

async function machineFile({ read }: MachineSystem): Promise<string> {
  for (const path of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
    // Only where there is none does the other stand for it: one that could not be read must not be taken for another.
    const content = await read(path).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return ''
      throw error
    })
    const id = content.trim()
    if (id !== '') return id === 'uninitialized' ? '' : id
  }
  return ''
}

function found(pattern: RegExp, text: string): string {
  return pattern.exec(text)?.[1] ?? ''
}

/** It is asked before the first workspace opens, and takes some ten milliseconds. */
const LONGEST_ANSWER = 2_000

/** What a program prints; run without a shell. Rejects if it fails, or has not ended after `limit` milliseconds. */
export function outputOf(program: string, options: readonly string[], limit = LONGEST_ANSWER): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, options, { timeout: limit, killSignal: 'SIGKILL', windowsHide: true, encoding: 'utf8' }, (error, output) => (error ? reject(error) : resolve(output)))
  })
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
