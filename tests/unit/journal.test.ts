import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chainStart } from '../../shared/log/chain.ts'
import { decodeRecord, type LogId } from '../../shared/log/record.ts'
import { newIdentifier, type WorkspaceId, type WriterId } from '../../shared/model/identifiers.ts'
import { realDisk, type Disk } from '../../electron/disk/disk.ts'
import type { Journal, SpaceJournal } from '../../electron/journal/journal.ts'
import { nodePrimitives } from '../../electron/journal/node-primitives.ts'
import { openJournal, type JournalSources } from '../../electron/journal/open-journal.ts'
import { change, labelsOf, NOTHING_SEEN, segmentOf, SPACE } from '../fixtures/journal-records.ts'

let folder: string
const opened: Journal[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'minutier-journal-'))
})
afterEach(async () => {
  for (const journal of opened.splice(0)) await journal.close()
  await rm(folder, { recursive: true, force: true })
})

async function open(at = join(folder, 'journal'), disk: Disk = realDisk, rollAt?: number, more: Partial<JournalSources> = {}): Promise<SpaceJournal> {
  const journal = await openJournal(at, { disk, primitives: nodePrimitives, ...(rollAt && { rollAt }), ...more })
  opened.push(journal)
  return journal.space(SPACE)
}

async function closeAll(): Promise<void> {
  for (const journal of opened.splice(0)) await journal.close()
}

async function reopen(rollAt?: number): Promise<SpaceJournal> {
  await closeAll()
  return open(undefined, undefined, rollAt)
}

const logFolder = (log: LogId) => join(folder, 'journal', SPACE, log)
const firstFile = (log: LogId) => join(logFolder(log), '000000000001.log')
const append = async (space: SpaceJournal, ...labels: string[]) => {
  for (const label of labels) await space.append([change(label)], NOTHING_SEEN)
}
const writer = () => newIdentifier<WriterId>()
const startOf = (id: WriterId) => chainStart(SPACE, id, nodePrimitives)

describe('the own log', () => {
  test('holds after a restart what was appended, in order, under the same writer', async () => {
    const space = await open()
    expect(await space.append([change('a'), change('b')], NOTHING_SEEN)).toEqual({ log: space.writer, first: 1, last: 2 })
    await Promise.all(['c', 'd', 'e'].map((label) => space.append([change(label)], NOTHING_SEEN)))
    const again = await reopen()
    expect(again.writer).toBe(space.writer)
    expect(again.newWriterBecause).toBeUndefined()
    expect(await labelsOf(again)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(again.positions()).toEqual([{ log: space.writer, writer: space.writer, last: 5, bytes: (await stat(firstFile(space.writer))).size, isOwn: true }])
  })

  test('goes on over several files, and is read and chained across them', async () => {
    const labels = Array.from({ length: 60 }, (_, index) => `record ${index}`)
    const space = await open(undefined, undefined, 1_000)
    await append(space, ...labels.slice(0, 30))
    const chains = await Promise.all([0, 1, 15, 29, 30].map((sequence) => space.chainAt(space.writer, sequence)))
    const again = await reopen(1_000)
    await append(again, ...labels.slice(30))
    expect((await readdir(logFolder(again.writer))).length).toBeGreaterThan(3)
    expect(await labelsOf(again)).toEqual(labels)
    expect(await labelsOf(again, again.writer, 41)).toEqual(labels.slice(41))
    expect(await Promise.all([0, 1, 15, 29, 30].map((sequence) => again.chainAt(again.writer, sequence)))).toEqual(chains)
    const bare = segmentOf(again.writer, 1, startOf(again.writer), labels)
    expect(await again.chainAt(again.writer, 0)).toEqual(bare.chainBefore)
    expect(await again.chainAt(again.writer, 61)).toBeUndefined()
  })

  test('says what has newly been seen of the others, keeps the sum over restarts, and says all of it in each file', async () => {
    const [one, two] = [writer(), writer()]
    const space = await open(undefined, undefined, 300)
    await space.append([change('a')], new Map([[one, 4]]))
    await space.append([change('b')], new Map([[one, 4], [two, 2], [space.writer, 1]]))
    const again = await reopen(300)
    expect(again.seen()).toEqual(new Map([[one, 4], [two, 2]]))
    for (let index = 0; index < 4; index += 1) await again.append([change('c')], new Map([[one, 5], [two, 1]]))
    const seen = (await again.read(again.writer, 0, 10_000)).map(({ payload }) => [...(decodeRecord(payload)?.seen ?? [])])
    expect(seen.slice(0, 2)).toEqual([[[one, 4]], [[two, 2]]])
    const files = (await readdir(logFolder(again.writer))).map((name) => Number(name.slice(0, 12)))
    expect(files.length).toBeGreaterThan(1)
    for (const first of files.filter((number) => number > 3)) expect(seen[first - 1]).toEqual([[one, 5], [two, 2]])
    expect((await reopen(300)).seen()).toEqual(new Map([[one, 5], [two, 2]]))
  })

  test('refuses a record that is too large, and takes those that come with it from others', async () => {
    const space = await open()
    const huge = { ...change(''), update: new Uint8Array(33 * 1024 * 1024) }
    const results = await Promise.allSettled([change('a'), huge, change('b')].map((record) => space.append([record], NOTHING_SEEN)))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(results[1]).toMatchObject({ reason: { problem: 'too-large' } })
    expect(await labelsOf(space)).toEqual(['a', 'b'])
  })

  test('loses only a torn last record, at whatever byte it was torn', async () => {
    const space = await open()
    await append(space, 'a', 'b')
    const { size: before } = await stat(firstFile(space.writer))
    await append(space, 'the last one')
    const whole = await readFile(firstFile(space.writer))
    for (let length = before; length < whole.length; length += 1) {
      for (const tail of [0, 700]) {
        await reopen()
        await writeFile(firstFile(space.writer), Buffer.concat([whole.subarray(0, length), Buffer.alloc(tail)]))
        const again = await reopen()
        expect(again.writer, `torn at ${length}`).toBe(space.writer)
        expect(await labelsOf(again)).toEqual(['a', 'b'])
        expect((await stat(firstFile(space.writer))).size).toBe(before)
        await append(again, 'next')
        expect(await labelsOf(await reopen())).toEqual(['a', 'b', 'next'])
      }
    }
  })

  test('begins again where the file itself was torn before its first record', async () => {
    const space = await open()
    await append(space, 'a')
    const whole = await readFile(firstFile(space.writer))
    for (const length of [0, 3, 40, 90, 130]) {
      await reopen()
      await writeFile(firstFile(space.writer), whole.subarray(0, length))
      const again = await reopen()
      expect(again.writer).toBe(space.writer)
      await append(again, 'b')
      expect(await labelsOf(await reopen()), `torn at ${length}`).toEqual(['b'])
    }
  })

  test('with damage in its middle is left to a new writer, who takes along every record that can be read', async () => {
    const space = await open()
    await append(space, 'a', 'b')
    const { size } = await stat(firstFile(space.writer))
    await append(space, 'c', 'd', 'e')
    await reopen()
    const content = await readFile(firstFile(space.writer))
    content[size + 3] = (content[size + 3] as number) ^ 0xff
    await writeFile(firstFile(space.writer), content)
    const again = await reopen()
    expect(again.newWriterBecause).toBe('damaged')
    expect(again.writer).not.toBe(space.writer)
    expect(await labelsOf(again)).toEqual(['a', 'b', 'd', 'e'])
    expect(await labelsOf(again, space.writer)).toEqual(['a', 'b'])
    expect(await readFile(`${firstFile(space.writer)}.damaged-1`)).toEqual(content)
    const third = await reopen()
    expect(third.newWriterBecause).toBeUndefined()
    expect(third.writer).toBe(again.writer)
    expect(await labelsOf(third)).toEqual(['a', 'b', 'd', 'e'])
  })

  test('with damage in an earlier file, found when it is read, is left to a new writer too', async () => {
    const labels = Array.from({ length: 40 }, (_, index) => `record ${index}`)
    const space = await open(undefined, undefined, 1_000)
    await append(space, ...labels)
    await reopen()
    const content = await readFile(firstFile(space.writer))
    content[600] = (content[600] as number) ^ 1
    await writeFile(firstFile(space.writer), content)
    const again = await reopen(1_000)
    expect(again.newWriterBecause).toBeUndefined()
    const prefix = await labelsOf(again)
    expect(prefix).toEqual(labels.slice(0, prefix.length))
    expect(prefix.length).toBeLessThan(12)
    expect(await again.append([change('next')], NOTHING_SEEN)).toMatchObject({ log: again.writer })
    expect(again.newWriterBecause).toBe('damaged')
    const missing = labels[prefix.length]
    expect(await labelsOf(again)).toEqual([...labels.filter((label) => label !== missing), 'next'])
    expect(again.positions().find(({ log }) => log === space.writer)?.last).toBe(prefix.length)
  })

  test('is copied under a new id when its folder was copied, and keeps its own where it was', async () => {
    const space = await open()
    await space.append([change('a')], new Map([[writer(), 3]]))
    await append(space, 'b')
    await reopen()
    await cp(join(folder, 'journal'), join(folder, 'copy'), { recursive: true })
    const copy = await open(join(folder, 'copy'))
    expect(copy.newWriterBecause).toBe('moved')
    expect(copy.writer).not.toBe(space.writer)
    expect(await labelsOf(copy)).toEqual(['a', 'b'])
    expect(copy.seen()).toEqual(space.seen())
    expect((await reopen()).writer).toBe(space.writer)
    const again = await open(join(folder, 'copy'))
    expect(again.newWriterBecause).toBeUndefined()
    expect(again.writer).toBe(copy.writer)
    expect(again.positions().map(({ log, last, isOwn }) => ({ log, last, isOwn }))).toEqual(
      expect.arrayContaining([{ log: space.writer, last: 2, isOwn: false }, { log: copy.writer, last: 2, isOwn: true }]),
    )
  })

  test('is copied only from where it is known to be shared on, when its folder was copied', async () => {
    const space = await open()
    await append(space, 'a', 'b', 'c')
    await reopen()
    await cp(join(folder, 'journal'), join(folder, 'copy'), { recursive: true })
    const asked: unknown[] = []
    const copy = await open(join(folder, 'copy'), undefined, undefined, { sharedThrough: async (...of) => asked.push(of) && 2 })
    expect(asked).toEqual([[SPACE, space.writer]])
    expect(copy.newWriterBecause).toBe('moved')
    expect(await labelsOf(copy)).toEqual(['c'])
    expect(copy.seen()).toEqual(new Map([[space.writer, 2]]))
    expect(await labelsOf(copy, space.writer)).toEqual(['a', 'b', 'c'])
  })

  test('is copied whole where that cannot be told', async () => {
    const space = await open()
    await append(space, 'a', 'b')
    await reopen()
    await cp(join(folder, 'journal'), join(folder, 'copy'), { recursive: true })
    expect(await labelsOf(await open(join(folder, 'copy'), undefined, undefined, { sharedThrough: () => Promise.reject(new Error('not read')) }))).toEqual(['a', 'b'])
  })

  test('stays the same while the system does not say which machine this is, and is another on another machine', async () => {
    const on = (machine: string) => ({ fingerprintOf: async () => ({ machine, path: 'same', folder: ['same'] }) })
    const at = join(folder, 'journal')
    await open(at, undefined, undefined, on('one'))
    for (const [machine, reason] of [['', undefined], ['one', undefined], ['two', 'moved'], ['two', undefined], ['', undefined]] as const) {
      await closeAll()
      const again = await open(at, undefined, undefined, on(machine))
      expect([machine, again.newWriterBecause]).toEqual([machine, reason])
    }
  })

  test('is copied as well where a copy has taken its very place', async () => {
    const space = await open()
    await append(space, 'a')
    await reopen()
    await cp(join(folder, 'journal'), join(folder, 'copy'), { recursive: true })
    await rename(join(folder, 'journal'), join(folder, 'old'))
    await rename(join(folder, 'copy'), join(folder, 'journal'))
    expect((await reopen()).newWriterBecause).toBe('moved')
  })

  test('is known again when the file that names the writer is lost, and left when nothing says whose it is', async () => {
    const space = await open()
    await append(space, 'a')
    const name = join(folder, 'journal', SPACE, 'writer.json')
    for (const content of ['', '{"writer":"../..","fingerprint":{}}', undefined]) {
      await reopen()
      if (content === undefined) await rm(name)
      else await writeFile(name, content)
      const again = await reopen()
      expect(again.writer).toBe(space.writer)
      expect(again.newWriterBecause).toBeUndefined()
    }
    await rm(name, { force: true })
    await rm(join(logFolder(space.writer), 'writer.json'))
    const again = await reopen()
    expect(again.writer).not.toBe(space.writer)
    expect(again.newWriterBecause).toBe('damaged')
    expect(await labelsOf(again, space.writer)).toEqual(['a'])
  })

  test('goes on under a new id from where the others know it, when somebody else writes under the old one', async () => {
    const space = await open()
    await append(space, 'a', 'b', 'c')
    const old = space.writer
    const next = await space.startNewWriter('cloned', 1)
    expect(space.writer).toBe(next)
    expect(await labelsOf(space)).toEqual(['b', 'c'])
    expect(space.seen()).toEqual(new Map([[old, 1]]))
    await append(space, 'd')
    const clone = segmentOf(old, 4, (await space.chainAt(old, 3)) as Uint8Array, ['x'])
    expect(await space.receive(clone)).toBe('added')
    const again = await reopen()
    expect(again.writer).toBe(next)
    expect(await labelsOf(again)).toEqual(['b', 'c', 'd'])
    expect(await labelsOf(again, old)).toEqual(['a', 'b', 'c', 'x'])
  })
})

describe('a failing disk', () => {
  /** The real disk, on which an operation fails when it is told to. */
  function breakable(): { readonly disk: Disk; fail: Partial<Record<'write' | 'sync' | 'truncate', string>> } {
    const state: { disk: Disk; fail: Partial<Record<'write' | 'sync' | 'truncate', string>> } = {
      fail: {},
      disk: {
        ...realDisk,
        async open(path, how) {
          const file = await realDisk.open(path, how)
          const failing = (operation: 'write' | 'sync' | 'truncate') => {
            const code = path.endsWith('.log') ? state.fail[operation] : undefined
            if (code) throw Object.assign(new Error(code), { code })
          }
          return {
            ...file,
            async write(content, position) {
              if (state.fail.write) await file.write(content.subarray(0, content.length >> 1), position)
              failing('write')
              await file.write(content, position)
            },
            async sync() {
              failing('sync')
              await file.sync()
            },
            async truncate(bytes) {
              failing('truncate')
              await file.truncate(bytes)
            },
          }
        },
      },
    }
    return state
  }

  const PROBLEMS = { ENOSPC: 'disk-full', EDQUOT: 'disk-full', EFBIG: 'disk-full', EIO: 'write-failed' } as const

  for (const [code, problem] of Object.entries(PROBLEMS)) {
    for (const operation of ['write', 'sync'] as const) {
      for (const truncates of [true, false]) {
        test(`${code} at ${operation}${truncates ? '' : ', and nothing can be cut off'}: it is told, nothing of it stays, and the log goes on`, async () => {
          const state = breakable()
          const space = await open(undefined, state.disk)
          await append(space, 'a')
          state.fail = { [operation]: code, ...(!truncates && { truncate: code }) }
          await expect(space.append([change('lost'), change('lost too')], NOTHING_SEEN)).rejects.toMatchObject({ problem })
          await expect(append(space, 'lost again')).rejects.toMatchObject({ problem })
          state.fail = {}
          if (!truncates) state.fail = { truncate: code }
          expect(await labelsOf(space)).toEqual(['a'])
          await append(space, 'b')
          await append(space, 'c')
          expect(await labelsOf(space)).toEqual(['a', 'b', 'c'])
          const again = await reopen()
          expect(again.writer).toBe(space.writer)
          expect(await labelsOf(again)).toEqual(['a', 'b', 'c'])
        })
      }
    }
  }

  test('at the first append of all: nothing stays, and the next begins the log', async () => {
    const state = breakable()
    const space = await open(undefined, state.disk)
    state.fail = { sync: 'ENOSPC' }
    await expect(append(space, 'lost')).rejects.toMatchObject({ problem: 'disk-full' })
    state.fail = {}
    await append(space, 'a')
    expect(await labelsOf(await reopen())).toEqual(['a'])
  })

  test('keeps the old writer readable, and makes the new one when there is room again', async () => {
    const space = await open()
    await append(space, 'a', 'b')
    await reopen()
    await cp(join(folder, 'journal'), join(folder, 'copy'), { recursive: true })
    const state = breakable()
    state.fail = { sync: 'ENOSPC' }
    const copy = await open(join(folder, 'copy'), state.disk)
    expect(await labelsOf(copy, space.writer)).toEqual(['a', 'b'])
    await expect(append(copy, 'c')).rejects.toMatchObject({ problem: 'disk-full' })
    state.fail = {}
    await append(copy, 'c')
    expect(copy.newWriterBecause).toBe('moved')
    expect(copy.writer).not.toBe(space.writer)
    expect(await labelsOf(copy)).toEqual(['a', 'b', 'c'])
    expect(await labelsOf(copy, space.writer)).toEqual(['a', 'b'])
  })
})

describe('the logs of others', () => {
  test('take in what continues them, whatever it overlaps, and wait where something is missing', async () => {
    const other = writer()
    const space = await open()
    const grown: LogId[] = []
    space.onGrowth((log) => grown.push(log))
    const one = segmentOf(other, 1, startOf(other), ['a', 'b', 'c'])
    const two = segmentOf(other, 4, one.chainAfter, ['d', 'e'])
    const both = segmentOf(other, 1, startOf(other), ['a', 'b', 'c', 'd', 'e', 'f'])
    expect(await space.receive(two)).toBe('gap')
    expect(space.positions().map(({ log }) => log)).toEqual([space.writer])
    expect(await space.receive(one)).toBe('added')
    expect(await space.receive(one)).toBe('known')
    expect(await space.receive(two)).toBe('added')
    expect(await space.receive(both)).toBe('added')
    expect(await space.receive(two)).toBe('known')
    expect(grown).toEqual([other, other, other])
    expect(await labelsOf(space, other)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    expect(await space.chainAt(other, 6)).toEqual(both.chainAfter)
    const again = await reopen()
    expect(await labelsOf(again, other)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    expect(await again.chainAt(other, 6)).toEqual(both.chainAfter)
    expect(again.seen()).toEqual(new Map())
  })

  test('keep both histories where one writer has two, each as far as it goes', async () => {
    const other = writer()
    const space = await open()
    const start = segmentOf(other, 1, startOf(other), ['a', 'b'])
    const left = segmentOf(other, 3, start.chainAfter, ['left 3', 'left 4'])
    const right = segmentOf(other, 1, startOf(other), ['a', 'b', 'right 3'])
    const further = segmentOf(other, 4, right.chainAfter, ['right 4', 'right 5'])
    const leftOn = segmentOf(other, 5, left.chainAfter, ['left 5'])
    for (const segment of [start, left, right]) expect(await space.receive(segment)).toBe('added')
    expect(await space.receive(right)).toBe('known')
    const again = await reopen()
    expect(await again.receive(further)).toBe('added')
    expect(await again.receive(leftOn)).toBe('added')
    expect(await again.receive(further)).toBe('known')
    const logs = again.positions().filter(({ writer: its }) => its === other).map(({ log }) => log)
    expect(logs).toHaveLength(2)
    const branch = logs.find((log) => log !== other) as LogId
    expect(branch).toMatch(new RegExp(`^${other}\\.[0-9a-f]{16}$`))
    expect(await labelsOf(again, other)).toEqual(['a', 'b', 'left 3', 'left 4', 'left 5'])
    expect(await labelsOf(again, branch, 2)).toEqual(['right 3', 'right 4', 'right 5'])
    expect(await again.read(branch, 0, 1)).toMatchObject([{ sequence: 3 }])
    expect(await again.chainAt(branch, 1)).toBeUndefined()
    expect(await again.chainAt(branch, 2)).toEqual(start.chainAfter)
    expect((await reopen()).positions().find(({ log }) => log === branch)).toMatchObject({ last: 5, isOwn: false })
  })

  test('fork at the first record, or in the middle of a segment, too', async () => {
    const other = writer()
    const space = await open()
    expect(await space.receive(segmentOf(other, 1, startOf(other), ['a', 'b', 'c', 'd', 'e']))).toBe('added')
    expect(await space.receive(segmentOf(other, 1, startOf(other), ['a', 'b', 'c', 'x']))).toBe('added')
    expect(await space.receive(segmentOf(other, 1, startOf(other), ['y']))).toBe('added')
    expect(await space.receive(segmentOf(other, 1, startOf(other), ['y', 'z']))).toBe('added')
    const others = space.positions().filter(({ isOwn }) => !isOwn)
    const sequences = await Promise.all(others.map(async ({ log, last }) => [last, ...(await space.read(log, 0, 1e6)).map(({ sequence }) => sequence)]))
    expect(sequences.toSorted()).toEqual([[2, 1, 2], [4, 4], [5, 1, 2, 3, 4, 5]])
  })

  test('are refused for another workspace, under an id that is none, and as the own log', async () => {
    const space = await open()
    await append(space, 'a')
    const chain = (await space.chainAt(space.writer, 1)) as Uint8Array
    const other = writer()
    expect(await space.receive(segmentOf(other, 1, startOf(other), ['a'], newIdentifier<WorkspaceId>()))).toBe('refused')
    expect(await space.receive(segmentOf('../../evil' as WriterId, 1, startOf(other), ['a']))).toBe('refused')
    expect(await space.receive(segmentOf(space.writer, 2, chain, ['not mine']))).toBe('not-ours')
    expect(await space.receive(segmentOf(space.writer, 7, chain, ['not mine']))).toBe('not-ours')
    expect(await space.receive(segmentOf(space.writer, 1, startOf(space.writer), ['not mine']))).toBe('not-ours')
    expect(await space.receive(segmentOf(space.writer, 1, startOf(space.writer), ['a']))).toBe('known')
    expect(await labelsOf(space)).toEqual(['a'])
    expect(space.positions()).toHaveLength(1)
  })

  test('end before damage, wherever it is, and are filled again by what is received', async () => {
    const other = writer()
    const labels = Array.from({ length: 40 }, (_, index) => `record ${index}`)
    const all = segmentOf(other, 1, startOf(other), labels)
    for (const [rollAt, place] of [[10_000, 700], [600, 450]] as const) {
      const space = await open(join(folder, 'journal'), realDisk, rollAt)
      for (let last = 1; last <= labels.length; last += 1) await space.receive(segmentOf(other, 1, startOf(other), labels.slice(0, last)))
      await reopen()
      const content = await readFile(firstFile(other))
      content[place] = (content[place] as number) ^ 4
      await writeFile(firstFile(other), content)
      const again = await reopen(rollAt)
      const prefix = await labelsOf(again, other)
      expect(prefix.length).toBeLessThan(12)
      expect(prefix).toEqual(labels.slice(0, prefix.length))
      expect(again.newWriterBecause).toBeUndefined()
      expect(await again.receive(all)).toBe('added')
      expect(await labelsOf(again, other)).toEqual(labels)
      expect(await labelsOf(await reopen(rollAt), other)).toEqual(labels)
      expect((await readdir(logFolder(other))).some((name) => name.endsWith('.damaged-1'))).toBe(true)
      for (const journal of opened.splice(0)) await journal.close()
      await rm(join(folder, 'journal'), { recursive: true })
    }
  })

  test('end before damage also for a reader who begins behind it', async () => {
    const other = writer()
    const space = await open()
    const labels = Array.from({ length: 40 }, (_, index) => `record ${index}`)
    for (let last = 10; last <= labels.length; last += 10) await space.receive(segmentOf(other, 1, startOf(other), labels.slice(0, last)))
    const content = await readFile(firstFile(other))
    const damaged = content.indexOf('record 8')
    content[damaged] = 0
    await writeFile(firstFile(other), content)
    expect(await labelsOf(space, other, 12)).toEqual([])
    expect(space.positions().find(({ log }) => log === other)?.last).toBe(8)
    expect(await space.receive(segmentOf(other, 1, startOf(other), labels))).toBe('added')
    expect(await labelsOf(space, other)).toEqual(labels)
  })
})

describe('the folder of the journal', () => {
  test('may hold what is not ours', async () => {
    const space = await open()
    await append(space, 'a', 'b')
    const log = logFolder(space.writer)
    await reopen()
    await writeFile(join(log, '000000000002.log.tmp'), 'half')
    await writeFile(join(log, '.DS_Store'), 'x')
    await mkdir(join(log, '000000000009.log'))
    await mkdir(join(folder, 'journal', 'lost+found'))
    await mkdir(join(folder, 'journal', SPACE, 'someone.else'))
    await cp(firstFile(space.writer), join(log, 'copy of 000000000001.log'))
    const other = newIdentifier<WorkspaceId>()
    const journal = await openJournal(join(folder, 'journal'), { disk: realDisk, primitives: nodePrimitives })
    opened.push(journal)
    await (await journal.space(other)).append([change('elsewhere')], NOTHING_SEEN)
    await cp(join(folder, 'journal', other, (await journal.space(other)).writer, '000000000001.log'), join(log, '000000000003.log'))
    expect(journal.spaces().toSorted()).toEqual([SPACE, other].toSorted())
    const again = await reopen()
    expect(again.newWriterBecause).toBeUndefined()
    expect(await labelsOf(again)).toEqual(['a', 'b'])
  })

  test('is never left by an identifier', async () => {
    const journal = await openJournal(join(folder, 'journal'), { disk: realDisk, primitives: nodePrimitives })
    opened.push(journal)
    for (const id of ['..', '../x', '', 'a/b', SPACE.toUpperCase(), `${SPACE}/..`]) await expect(journal.space(id as WorkspaceId)).rejects.toThrow()
    expect(journal.spaces()).toEqual([])
  })

  test('of a newer version is not touched', async () => {
    const space = await open()
    await append(space, 'a')
    await reopen()
    const content = await readFile(firstFile(space.writer))
    // Of another format, and so laid out otherwise.
    content[4] = 9
    content[30] = 0
    await writeFile(firstFile(space.writer), content)
    await expect(reopen()).rejects.toThrow()
    expect(await readFile(firstFile(space.writer))).toEqual(content)
    await truncate(firstFile(space.writer), 0)
  })
})
