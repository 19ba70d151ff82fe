import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NewsItem } from '../../shared/bridge.ts'
import { chainAfter, chainStart } from '../../shared/log/chain.ts'
import type { LogBridge, NewChange, PositionsJson, ReadRecord } from '../../shared/log/log-bridge.ts'
import { encodeRecord, type DocumentId, type LogId, type WritableRecord } from '../../shared/log/record.ts'
import { newIdentifier, type MeetingId, type WorkspaceId, type WriterId } from '../../shared/model/identifiers.ts'
import { realDisk, type Disk } from '../../electron/disk/disk.ts'
import type { Journal } from '../../electron/journal/journal.ts'
import { createLogHandlers } from '../../electron/journal/log-handlers.ts'
import { nodePrimitives } from '../../electron/journal/node-primitives.ts'
import { openJournal } from '../../electron/journal/open-journal.ts'
import { MEETING, segmentOf, SPACE } from '../fixtures/journal-records.ts'

let folder: string
let journal: Journal
let bridge: LogBridge
let news: NewsItem[]
let bytesRead = 0

/** The real disk without its waiting; counts what is read. */
const disk: Disk = {
  ...realDisk,
  syncFolder: () => Promise.resolve(),
  async open(path, how) {
    const file = await realDisk.open(path, how)
    return {
      ...file,
      sync: () => Promise.resolve(),
      async read(position, length) {
        const content = await file.read(position, length)
        bytesRead += content.length
        return content
      },
    }
  },
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'minutier-handlers-'))
  await start()
})
afterEach(async () => {
  await journal.close()
  await rm(folder, { recursive: true, force: true })
})

async function start(on: Disk = disk): Promise<void> {
  journal = await openJournal(join(folder, 'journal'), { disk: on, primitives: nodePrimitives })
  news = []
  bridge = createLogHandlers(journal, { tell: (item) => news.push(item) }, { problem: () => undefined })
}

function saying(text: string, id: DocumentId = MEETING): NewChange {
  return { document: { kind: 'meeting', id }, update: Buffer.from(text).toString('base64') }
}

const append = (changes: readonly NewChange[], seen: PositionsJson = {}) => bridge.appendChanges({ workspace: SPACE, seen, changes })

async function readAll(after: PositionsJson = {}, document?: DocumentId) {
  const records: ReadRecord[] = []
  let positions = after
  for (let answers = 1; ; answers += 1) {
    const answer = await bridge.readChanges({ workspace: SPACE, after: positions, ...(document && { document }) })
    if (!answer.ok) throw new Error(answer.problem)
    expect(JSON.stringify(answer).length).toBeLessThan(4 * 1024 * 1024)
    records.push(...answer.records)
    positions = answer.positions
    if (!answer.more) return { records, positions, answers }
  }
}

const texts = (records: readonly ReadRecord[]) => records.map((record) => (record.kind === 'change' ? Buffer.from(record.update, 'base64').toString() : record.kind))

describe('what the page writes', () => {
  test('is saved, read again, and named with its place', async () => {
    const first = await append([saying('a'), saying('b')])
    const { writer } = await journal.space(SPACE)
    expect(first).toEqual({ ok: true, log: writer, first: 1, last: 2 })
    expect(await append([saying('c')])).toEqual({ ok: true, log: writer, first: 3, last: 3 })
    const { records, positions } = await readAll()
    expect(texts(records)).toEqual(['a', 'b', 'c'])
    expect(records[0]).toEqual({ kind: 'change', log: writer, writer, sequence: 1, time: expect.any(Number) as number, seen: {}, ...saying('a') })
    expect(positions).toEqual({ [writer]: 3 })
    expect((await readAll({ [writer]: 2 } as PositionsJson)).records.map(({ sequence }) => sequence)).toEqual([3])
    expect(news).toEqual([])
    const logs = [{ log: writer, writer, last: 3, bytes: expect.any(Number) as number, isOwn: true }]
    expect(await bridge.logs()).toEqual([{ workspace: SPACE, logs, seen: {} }])
  })

  test('is refused where it is too large, is no base64 or goes to no workspace', async () => {
    expect(await append([saying('a'), { ...saying(''), update: 'A'.repeat(48 * 1024 * 1024) }])).toEqual({ ok: false, problem: 'too-large' })
    expect(await append([{ ...saying(''), update: 'AAAAA' }])).toEqual({ ok: false, problem: 'invalid-request' })
    const outside = { workspace: '../../etc' as WorkspaceId, seen: {}, changes: [saying('a')] }
    expect(await bridge.appendChanges(outside)).toEqual({ ok: false, problem: 'invalid-request' })
    expect(await readdir(join(folder, 'journal'))).toEqual([])
  })

  test('is refused with a word when the disk is full, and saved when there is room again', async () => {
    let code: string | undefined = 'ENOSPC'
    const full: Disk = {
      ...realDisk,
      async open(path, how) {
        const file = await realDisk.open(path, how)
        return { ...file, write: (content, position) => (code ? Promise.reject(Object.assign(new Error(code), { code })) : file.write(content, position)) }
      },
    }
    await journal.close()
    await start(full)
    expect(await append([saying('a')])).toEqual({ ok: false, problem: 'disk-full' })
    expect((await readAll()).records).toEqual([])
    code = undefined
    expect(await append([saying('a')])).toMatchObject({ ok: true, first: 1 })
    expect(texts((await readAll()).records)).toEqual(['a'])
  })
})

describe('a workspace whose journal does not open', () => {
  test('is told, and keeps nothing from the others', async () => {
    const broken = newIdentifier<WorkspaceId>()
    await append([saying('a')])
    await bridge.appendChanges({ workspace: broken, seen: {}, changes: [saying('b')] })
    await journal.close()
    let fails = true
    await start({ ...disk, list: (path) => (fails && path.endsWith(broken) ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })) : disk.list(path)) })
    const found = await bridge.logs()
    expect(found.find(({ workspace }) => workspace === broken)).toEqual({ workspace: broken, logs: [], seen: {}, problem: 'read-failed' })
    const other = found.find(({ workspace }) => workspace === SPACE)
    expect(other?.logs).toHaveLength(1)
    expect(other?.problem).toBeUndefined()
    fails = false
    const again = (await bridge.logs()).find(({ workspace }) => workspace === broken)
    expect(again?.logs).toHaveLength(1)
    expect(again?.problem).toBeUndefined()
  })
})

describe('what the page reads', () => {
  test('is nothing of a workspace that is not here, which is not made by asking', async () => {
    expect(await bridge.readChanges({ workspace: SPACE, after: {} })).toEqual({ ok: true, records: [], positions: {}, more: false })
    expect(await readdir(join(folder, 'journal'))).toEqual([])
  })

  test('is told as news when it came from elsewhere', async () => {
    const other = newIdentifier<WriterId>()
    await append([saying('mine')])
    const space = await journal.space(SPACE)
    await space.receive(segmentOf(other, 1, chainStart(SPACE, other, nodePrimitives), ['theirs']))
    expect(news).toEqual([{ kind: 'logs', workspace: SPACE }])
    await append([saying('mine too')])
    expect(news).toHaveLength(1)
    await space.startNewWriter('cloned', 0)
    expect(news).toHaveLength(2)
  })

  test('comes in an order in which nothing is before what its writer had seen, whatever the clocks say', async () => {
    const other = newIdentifier<WriterId>()
    const { writer } = await journal.space(SPACE)
    const theirs = (text: string, time: number, seen: readonly (readonly [LogId, number])[]) =>
      encodeRecord({ kind: 'change', time, document: { kind: 'meeting', id: MEETING }, update: Buffer.from(text), seen: new Map(seen) } satisfies WritableRecord)
    await append([saying('1')])
    // Their clock is a year late.
    const payloads = [theirs('2, after 1', 5, [[writer, 1]]), theirs('4, after 3', 6, [[writer, 2]])]
    const chainBefore = chainStart(SPACE, other, nodePrimitives)
    const after = payloads.reduce((chain, payload) => chainAfter(chain, payload, nodePrimitives), chainBefore)
    await append([saying('3, after 2')], { [other]: 1 } as PositionsJson)
    await (await journal.space(SPACE)).receive({ space: SPACE, writer: other, first: 1, last: 2, chainBefore, chainAfter: after, payloads })
    const { records, positions } = await readAll()
    expect(texts(records)).toEqual(['1', '2, after 1', '3, after 2', '4, after 3'])
    expect(records.map(({ seen }) => seen)).toEqual([{}, { [writer]: 1 }, { [other]: 1 }, { [writer]: 2 }])
    expect(positions).toEqual({ [writer]: 2, [other]: 2 })
    expect((await bridge.logs())[0]?.seen).toEqual({ [other]: 1 })
    // A reader that knows less of one log than of another, or more than there is.
    expect(texts((await readAll({ [other]: 1 } as PositionsJson)).records)).toEqual(['1', '3, after 2', '4, after 3'])
    const beyond = await readAll({ [writer]: 9, [other]: 1, 'no log': 3 } as PositionsJson)
    expect(texts(beyond.records)).toEqual(['4, after 3'])
    expect(beyond.positions).toEqual({ [writer]: 9, [other]: 2 })
  })

  test('is one document alone where that is asked for, and the positions go over all', async () => {
    const another = newIdentifier<MeetingId>()
    await append([saying('a'), saying('b', another), saying('c')])
    const found = await readAll({}, another)
    expect(texts(found.records)).toEqual(['b'])
    expect(Object.values(found.positions)).toEqual([3])
  })

  test('is nothing that was read before a log was damaged and ended there', async () => {
    const other = newIdentifier<WriterId>()
    const space = await journal.space(SPACE)
    await space.receive(segmentOf(other, 1, chainStart(SPACE, other, nodePrimitives), Array.from({ length: 1_000 }, (_, index) => String(index).padStart(3_000, '.'))))
    const first = await bridge.readChanges({ workspace: SPACE, after: {} })
    if (!first.ok) throw new Error(first.problem)
    const reached = first.positions[other]!
    const file = join(folder, 'journal', SPACE, other, '000000000001.log')
    await truncate(file, Math.round(((await stat(file)).size * (reached + 20)) / 1_000))
    await space.read(other, reached, 10_000_000)
    const { last } = space.positions().find(({ log }) => log === other)!
    expect(last).toBeGreaterThan(reached)
    expect(last).toBeLessThan(reached + 40)
    const second = await bridge.readChanges({ workspace: SPACE, after: first.positions })
    expect(second.ok && second.records.map(({ sequence }) => sequence)).toEqual(Array.from({ length: last - reached }, (_, index) => reached + 1 + index))
  })

  test('is read from the disk about once, however long it is, in answers of a bearable size', async () => {
    const others = [newIdentifier<WriterId>(), newIdentifier<WriterId>()]
    const text = 'x'.repeat(3_000)
    for (let batch = 0; batch < 10; batch += 1) await append(Array.from({ length: 500 }, (_, index) => saying(`${batch * 500 + index} ${text}`)))
    const space = await journal.space(SPACE)
    for (const other of others) {
      let chain = chainStart(SPACE, other, nodePrimitives)
      for (let first = 1; first < 2_000; first += 500) {
        const segment = segmentOf(other, first, chain, Array.from({ length: 500 }, (_, index) => `${first + index} ${text}`))
        await space.receive(segment)
        chain = segment.chainAfter
      }
    }
    const total = (await bridge.logs())[0]!.logs.reduce((sum, { bytes }) => sum + bytes, 0)
    expect(total).toBeGreaterThan(20_000_000)
    await journal.close()
    await start()
    await bridge.logs()
    bytesRead = 0
    const { records, answers } = await readAll()
    expect(records).toHaveLength(9_000)
    expect(answers).toBeGreaterThan(8)
    expect(bytesRead / total).toBeLessThan(1.3)
    const one = await readAll({}, newIdentifier<MeetingId>())
    expect(one.records).toEqual([])
    expect(one.answers).toBeLessThan(answers)
  })
})
