import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { realDisk, type Disk } from '../../electron/disk/disk.ts'
import { missingRanges, type Range } from '../../electron/folder/coverage.ts'
import { nodePrimitives } from '../../electron/journal/node-primitives.ts'
import { decodeSegment, type Segment } from '../../shared/log/segment.ts'
import { newIdentifier, type MeetingId, type WorkspaceId } from '../../shared/model/identifiers.ts'
import { install, type Installation } from '../fixtures/installation.ts'

const workspace = newIdentifier<WorkspaceId>()
const meeting = { kind: 'meeting', id: newIdentifier<MeetingId>() } as const
/** Each published by itself: 8 × 8 and some more, so that files of three sizes are made. */
const RECORDS = 70

let base: string
let shared: string
let writer: Installation | undefined

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'minutier-tidy-'))
  shared = join(base, 'shared')
  await mkdir(shared)
})

afterEach(async () => {
  await writer?.close()
  writer = undefined
  await rm(base, { recursive: true, force: true })
})

interface Found extends Segment {
  readonly path: string
}

async function segments(): Promise<readonly Found[]> {
  const entries = await readdir(join(shared, 'writers'), { recursive: true, withFileTypes: true })
  const found = await Promise.all(
    entries.filter((entry) => entry.isFile() && entry.name.endsWith('.minutes')).map(async (entry) => {
      const path = join(entry.parentPath, entry.name)
      const result = decodeSegment(await readFile(path), nodePrimitives)
      return result.ok ? [{ ...result.value, path }] : []
    }),
  )
  return found.flat()
}

/** The real disk, which says before each removal what it would leave behind, and which files and names a power cut could not take any more. */
function watchedDisk(beforeRemoval: (path: string, durable: ReadonlySet<string>) => Promise<void>): Disk {
  const synced = new Set<string>()
  const durable = new Set<string>()
  const unsettled = new Map<string, string>()
  return {
    ...realDisk,
    async open(path, how) {
      const file = await realDisk.open(path, how)
      return {
        ...file,
        async sync() {
          await file.sync()
          synced.add(path)
        },
      }
    },
    async link(from, to) {
      await realDisk.link(from, to)
      if (synced.has(from)) unsettled.set(to, dirname(to))
    },
    async rename(from, to) {
      await realDisk.rename(from, to)
      if (synced.has(from)) unsettled.set(to, dirname(to))
    },
    async syncFolder(folder) {
      await realDisk.syncFolder(folder)
      for (const [path, within] of unsettled) if (within === folder) durable.add(path)
    },
    async remove(path) {
      if (path.endsWith('.minutes')) await beforeRemoval(path, durable)
      await realDisk.remove(path)
    },
  }
}

describe('a writer who publishes little by little', () => {
  it('puts small segments together, and removes none before what replaces it cannot be lost any more', async () => {
    const removals: string[] = []
    const lost: Range[] = []
    const disk = watchedDisk(async (path, durable) => {
      removals.push(path)
      const all = await segments()
      const removed = all.find((segment) => segment.path === path)!
      const safe = all.filter((segment) => segment.path !== path && durable.has(segment.path))
      // Not expected here: the folder takes whatever its disk throws for a folder that fails.
      lost.push(...missingRanges(safe, removed.first, removed.last))
    })
    writer = await install(join(base, 'data'), workspace, shared, disk)
    await writer.edit(meeting, (document) => document.getMap('facts').set('number', 0))
    await writer.sharing.handlers.shareWorkspace(workspace)
    for (let number = 1; number < RECORDS; number += 1) {
      await writer.edit(meeting, (document) => document.getMap('facts').set('number', number))
      await writer.sharing.handlers.shareNow(workspace)
      // The newest stands where a poll looks, whatever was put together.
      const tail = (await segments()).filter(({ path }) => dirname(dirname(path)) === join(shared, 'writers'))
      expect(Math.max(...tail.map(({ last }) => last))).toBe(number + 1)
    }
    expect(removals.length).toBeGreaterThan(50)
    expect(lost).toEqual([])
    const left = await segments()
    expect(missingRanges(left, 1, RECORDS)).toEqual([])
    expect(left.length).toBeLessThan(24)
  })

  it('puts what is large into the archive, but never the newest, by which a poll knows how far the log goes', async () => {
    writer = await install(join(base, 'data'), workspace, shared)
    await writer.edit(meeting, (document) => document.getMap('facts').set('number', 0))
    await writer.sharing.handlers.shareWorkspace(workspace)
    const isArchived = ({ path }: Found) => path.includes('archive')
    for (let number = 2; number <= 40; number += 1) {
      // 40 kB that do not pack: more than a megabyte in all.
      await writer.edit(meeting, (document) => document.getMap('facts').set('noise', Buffer.from(crypto.getRandomValues(new Uint8Array(30_000))).toString('base64')))
      await writer.sharing.handlers.shareNow(workspace)
      const all = await segments()
      expect(missingRanges(all, 1, number)).toEqual([])
      expect(Math.max(...all.filter((segment) => !isArchived(segment)).map(({ last }) => last))).toBe(number)
    }
    expect((await segments()).some(isArchived)).toBe(true)
  })
})
