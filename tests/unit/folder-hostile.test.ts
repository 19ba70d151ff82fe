import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createNewsDesk } from '../../electron/application/news.ts'
import { createSettingsFile } from '../../electron/application/settings.ts'
import { realDisk, type Disk } from '../../electron/disk/disk.ts'
import { createCatalogue } from '../../electron/folder/catalogue.ts'
import { sharingProblem } from '../../electron/folder/folder-trouble.ts'
import { createReplication, type Replication } from '../../electron/folder/replication.ts'
import { createSharing, type Sharing, type SharingSources } from '../../electron/folder/sharing.ts'
import { createSpace } from '../../electron/folder/space-file.ts'
import { JournalError, type Journal, type SpaceJournal } from '../../electron/journal/journal.ts'
import { nodePrimitives } from '../../electron/journal/node-primitives.ts'
import { openJournal } from '../../electron/journal/open-journal.ts'
import { chainStart } from '../../shared/log/chain.ts'
import { encodeRecord } from '../../shared/log/record.ts'
import { encodeSegment } from '../../shared/log/segment.ts'
import { newIdentifier, type MeetingId, type WorkspaceId, type WriterId } from '../../shared/model/identifiers.ts'

function failure(code: string): Error {
  return Object.assign(new Error(code), { code })
}

/** What no disk here can be brought to say when names in a folder are made durable. */
const fault = vi.hoisted(() => ({ code: '' }))
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>()
  const open = async (...asked: Parameters<typeof real.open>) => {
    const handle = await real.open(...asked)
    if (fault.code !== '') handle.sync = () => Promise.reject(failure(fault.code))
    return handle
  }
  return { ...real, open }
})

/** What stands in a shared folder that nobody would put there, or what befalls it: the rest goes on, and what is said is true. */
const workspace = newIdentifier<WorkspaceId>()
const meeting = { kind: 'meeting', id: newIdentifier<MeetingId>() } as const
const POLL = 1_500
const FULL_LOOK = 400_000
/** Files of the real disk are made and read here, and it may be busy. In milliseconds. */
const LIMIT = 30_000

let base: string
let folder: string
let closing: (() => Promise<unknown>)[]

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'minutier-hostile-'))
  folder = join(base, 'shared')
  await mkdir(folder)
  await createSpace(realDisk, folder, workspace)
  closing = []
})
afterEach(async () => {
  for (const close of closing) await close()
  await rm(base, { recursive: true, force: true })
})

interface Machine {
  readonly space: SpaceJournal
  readonly replication: Replication
  write(count: number, bytes?: number): Promise<void>
  /** One poll, so long after the last: what kept it from reading or writing, and what it then says. */
  poll(after?: number): Promise<string | null>
}

interface Options {
  readonly disk?: Disk
  readonly room?: () => Promise<number>
  readonly faulty?: (space: SpaceJournal) => SpaceJournal
}

async function machine(name: string, { disk = realDisk, room, faulty = (space) => space }: Options = {}): Promise<Machine> {
  const journal = await openJournal(join(base, name), { disk: realDisk, primitives: nodePrimitives })
  closing.push(() => journal.close())
  const space = faulty(await journal.space(workspace))
  let time = 1
  const replication = createReplication({ journal: space, disk, folder, primitives: nodePrimitives, ticks: () => time, pause: () => Promise.resolve(), isNew: false, room })
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      return await work()
    } catch (error) {
      return error
    }
  }
  return {
    space,
    replication,
    async write(count, bytes = 20) {
      await space.append(Array.from({ length: count }, () => ({ kind: 'change' as const, time: 1, document: meeting, update: crypto.getRandomValues(new Uint8Array(bytes)) })), new Map())
    },
    async poll(after = POLL) {
      time += after
      const read = await attempt(async () => {
        let look = await replication.look()
        while (look.more) look = await replication.look()
        return look.fault
      })
      const written = await attempt(() => replication.publish())
      const tidied = await attempt(() => replication.tidy())
      const fault = read ?? written ?? tidied
      return fault === undefined ? null : sharingProblem(fault)
    },
  }
}

const own = ({ space }: Machine) => join(folder, 'writers', space.writer)
const ofOthers = ({ space }: Machine) => space.positions().filter(({ isOwn }) => !isOwn).map(({ last }) => last)
/** A segment of a writer who is not here. */
const segmentOf = (writer: string, update: Uint8Array) =>
  encodeSegment({ space: workspace, writer: writer as WriterId, first: 1, last: 1, chainBefore: chainStart(workspace, writer as WriterId, nodePrimitives), payloads: [encodeRecord({ kind: 'change', time: 1, seen: new Map(), document: meeting, update })] }, nodePrimitives)
const put = async (owner: string, name: string, content: Uint8Array) => {
  await mkdir(join(folder, 'writers', owner), { recursive: true })
  await writeFile(join(folder, 'writers', owner, name), content)
}

describe('a shared folder in which stands', () => {
  test('a socket, a pipe or a link, is read and written as if it were not there', { timeout: LIMIT }, async () => {
    const [anna, bruno] = [await machine('anna'), await machine('bruno')]
    await anna.write(1)
    expect(await anna.poll()).toBe(null)
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(join(own(anna), 'agent.sock'), resolve))
    execFileSync('mkfifo', [join(own(anna), 'pipe.minutes'), join(own(anna), 'here.json')])
    await symlink(join(base, 'nowhere'), join(own(anna), 'link.minutes'))
    await symlink(base, join(folder, 'writers', newIdentifier<WriterId>()))
    await anna.write(1)
    for (const each of [anna, bruno, anna]) expect(await each.poll(FULL_LOOK)).toBe(null)
    const others = (await realDisk.list(own(anna))).filter(({ isOther }) => isOther)
    server.close()
    expect(others.map(({ name }) => name).sort()).toEqual(['agent.sock', 'here.json', 'link.minutes', 'pipe.minutes'])
    expect([anna.replication.waiting(), ofOthers(bruno)]).toEqual([0, [2]])
    // Nor is a pipe ever waited for where a file is looked for by its name.
    await expect(realDisk.open(join(own(anna), 'here.json'), 'read')).rejects.toMatchObject({ code: 'ENOTAFILE' })
  })

  test('a segment whose writer is none, is never handed to the journal', { timeout: LIMIT }, async () => {
    const received: string[] = []
    const anna = await machine('anna', { faulty: (space) => Object.assign(Object.create(space) as SpaceJournal, { receive: (segment: Parameters<SpaceJournal['receive']>[0]) => (received.push(segment.writer), space.receive(segment)) }) })
    await put('anything', 'one', segmentOf('nul', Uint8Array.of(1)))
    const writer = newIdentifier<WriterId>()
    await put('anything', 'two', segmentOf(writer, Uint8Array.of(2)))
    expect(await anna.poll(FULL_LOOK)).toBe(null)
    expect(received).toEqual([writer])
  })

  test('something of one writer that cannot be kept here, gives all the rest, and publishes', { timeout: LIMIT }, async () => {
    const [bad, good] = ['0', 'f'].map((digit) => `${digit}${newIdentifier<WriterId>().slice(1)}`) as [string, string]
    const refusing = (space: SpaceJournal): SpaceJournal => Object.assign(Object.create(space, { writer: { get: () => space.writer } }) as SpaceJournal, {
      receive: (segment: Parameters<SpaceJournal['receive']>[0]) => (segment.writer === bad ? Promise.reject(new JournalError('write-failed', undefined)) : space.receive(segment)),
    })
    const anna = await machine('anna', { faulty: refusing })
    await put(bad, 'one', segmentOf(bad, Uint8Array.of(1)))
    await put(good, 'one', segmentOf(good, Uint8Array.of(2)))
    await anna.write(3)
    expect(await anna.poll(FULL_LOOK)).toBe(null)
    expect([ofOthers(anna), anna.replication.waiting(), anna.replication.isIncomplete()]).toEqual([[1], 0, true])
  })

  test('a link in the place of an own folder, is not written through', { timeout: LIMIT }, async () => {
    const anna = await machine('anna')
    const outside = join(base, 'elsewhere')
    for (const place of ['.', 'archive']) {
      await anna.write(1)
      expect(await anna.poll()).toBe(null)
      expect(anna.replication.stands()).toBe(true)
      await mkdir(outside)
      await rm(join(own(anna), place), { recursive: true, force: true })
      await symlink(outside, join(own(anna), place))
      await anna.write(1)
      for (let count = 0; count < 3; count += 1) {
        expect(await anna.poll()).toBe('other-content')
        expect(anna.replication.stands()).toBe(false)
      }
      expect(await readdir(outside)).toEqual([])
      await rm(join(own(anna), place))
      await rm(outside, { recursive: true })
    }
  })

  test('far more writers than anybody has, is read in turns, and those who are known always', { timeout: LIMIT }, async () => {
    const [anna, bruno] = [await machine('anna'), await machine('bruno')]
    await anna.write(1)
    await anna.poll()
    await bruno.poll()
    for (let count = 0; count < 1_500; count += 1) await mkdir(join(folder, 'writers', newIdentifier<WriterId>()))
    const last = `ffffffff${newIdentifier<WriterId>().slice(8)}`
    await put(last, 'one', segmentOf(last, Uint8Array.of(1)))
    await anna.write(1)
    for (let count = 0; count < 4; count += 1) {
      expect(await anna.poll(FULL_LOOK)).toBe(null)
      expect([anna.replication.waiting(), anna.replication.isIncomplete()]).toEqual([0, true])
      await bruno.poll(FULL_LOOK)
    }
    expect(ofOthers(bruno).sort()).toEqual([1, 2])
  })

  test('a file that unpacks to far more than anything packs into, is left; and what packs that well is published otherwise', { timeout: LIMIT }, async () => {
    const [anna, bruno] = [await machine('anna'), await machine('bruno')]
    const stranger = newIdentifier<WriterId>()
    const bomb = segmentOf(stranger, new Uint8Array(20_000_000))
    expect(bomb.length).toBeLessThan(30_000)
    await put(stranger, 'one', bomb)
    await anna.space.append([{ kind: 'change', time: 1, document: meeting, update: new Uint8Array(3_000_000) }], new Map())
    await anna.poll()
    await bruno.poll()
    expect(bruno.space.positions().filter(({ isOwn }) => !isOwn).map(({ writer }) => writer)).toEqual([anna.space.writer])
  })
})

describe('what is said to stand in the folder', () => {
  test('is not, as long as the own folder cannot be listed or looked at', { timeout: LIMIT }, async () => {
    let broken: 'list' | 'stat' | undefined
    let path = ''
    const check = (kind: typeof broken, asked: string) => {
      if (broken === kind && asked.startsWith(path)) throw failure('EIO')
    }
    const disk: Disk = { ...realDisk, list: async (asked) => (check('list', asked), realDisk.list(asked)), stat: async (asked) => (check('stat', asked), realDisk.stat(asked)) }
    const [anna, bruno] = [await machine('anna', { disk }), await machine('bruno')]
    path = own(anna)
    await anna.write(1)
    expect([await anna.poll(), anna.replication.stands()]).toEqual([null, true])
    for (const kind of ['list', 'stat'] as const) {
      broken = kind
      await bruno.write(1)
      await bruno.poll()
      expect([await anna.poll(FULL_LOOK), anna.replication.stands()]).toEqual(['not-reachable', false])
      // What the others write is read all the same.
      expect(ofOthers(anna)).toEqual(ofOthers(bruno).length === 0 ? [1] : [bruno.space.positions().find(({ isOwn }) => isOwn)!.last])
      broken = undefined
      expect([await anna.poll(FULL_LOOK), anna.replication.stands()]).toEqual([null, true])
    }
  })

  test('is seen to stand there: a write that was only said to go well is none', { timeout: LIMIT }, async () => {
    let swallows = true
    const disk: Disk = {
      ...realDisk,
      link: async (from, to) => (swallows ? undefined : realDisk.link(from, to)),
    }
    const anna = await machine('anna', { disk })
    await anna.write(1)
    await anna.poll()
    expect(anna.replication.stands()).toBe(false)
    swallows = false
    await anna.poll()
    expect(anna.replication.stands()).toBe(true)
  })

  test('is published again where an archive has been damaged, so that whoever comes later reads all of it', { timeout: LIMIT }, async () => {
    const anna = await machine('anna')
    for (let round = 0; round < 4; round += 1) {
      await anna.write(30, 40_000)
      expect(await anna.poll()).toBe(null)
    }
    await anna.write(1)
    await anna.poll()
    const archive = join(own(anna), 'archive')
    const [name] = await readdir(archive)
    const content = await readFile(join(archive, name!))
    await writeFile(join(archive, name!), content.fill(0, 2_000, 2_100))
    for (const again of [anna, await machine('anna again', { faulty: () => anna.space })]) {
      for (let round = 0; round < 4; round += 1) expect(await again.poll(90_000_000)).toBe(null)
      expect(again.replication.stands()).toBe(true)
      const reader = await machine(`reader ${again === anna}`)
      for (let round = 0; round < 3; round += 1) await reader.poll(FULL_LOOK)
      expect(ofOthers(reader)).toEqual([121])
      // The second computer finds the damage that is done now.
      if (again === anna) for (const each of await readdir(archive)) await writeFile(join(archive, each), (await readFile(join(archive, each))).fill(0, 2_000, 2_100))
    }
  })

  test('a gap that lasts for minutes is told, and is over when what was missing comes', { timeout: LIMIT }, async () => {
    const [anna, bruno] = [await machine('anna'), await machine('bruno')]
    for (let round = 0; round < 3; round += 1) {
      await anna.write(1)
      await anna.poll()
    }
    const names = (await readdir(own(anna))).filter((name) => name.endsWith('.minutes')).sort()
    await rename(join(own(anna), names[1]!), join(base, 'away'))
    await bruno.poll(FULL_LOOK)
    await bruno.poll(60_000)
    expect([ofOthers(bruno), bruno.replication.isIncomplete()]).toEqual([[1], false])
    await bruno.poll(150_000)
    expect(bruno.replication.isIncomplete()).toBe(true)
    await rename(join(base, 'away'), join(own(anna), names[1]!))
    await bruno.poll()
    expect([ofOthers(bruno), bruno.replication.isIncomplete()]).toEqual([[3], false])
  })
})

describe('a file that holds other records than its header said', () => {
  test('is not what it was, though it is of the same writer, as long and as far', { timeout: LIMIT }, async () => {
    const writer = newIdentifier<WriterId>()
    const [one, other] = [1, 2].map((byte) => segmentOf(writer, Uint8Array.of(byte))) as [Uint8Array, Uint8Array]
    await put(writer, 'one', one)
    const journal = { space: workspace, writer: newIdentifier<WriterId>(), positions: () => [] }
    const catalogue = createCatalogue({ disk: realDisk, folder, journal, primitives: nodePrimitives, ticks: () => 0 })
    await catalogue.look('all')
    const [file] = catalogue.files()
    await put(writer, 'one', other)
    expect(other.length).toBe(one.length)
    expect(await catalogue.read(file!)).toBe(undefined)
    expect(catalogue.files()).toEqual([])
  })
})

describe('a computer that is nearly full', () => {
  test('takes in nothing, says that it is it, and goes on publishing', { timeout: LIMIT }, async () => {
    let room = 100 * 1024 * 1024
    const [anna, bruno] = [await machine('anna'), await machine('bruno', { room: () => Promise.resolve(room) })]
    await anna.write(2)
    await bruno.write(1)
    await anna.poll()
    expect(await bruno.poll()).toBe('this-disk-full')
    expect([ofOthers(bruno), bruno.replication.waiting(), bruno.replication.stands()]).toEqual([[], 0, true])
    room *= 10
    expect(await bruno.poll()).toBe(null)
    expect(ofOthers(bruno)).toEqual([2])
    expect(await realDisk.room(base)).toBeGreaterThan(0)
  })

  test('that is full at once is no full folder', { timeout: LIMIT }, async () => {
    const full = (space: SpaceJournal): SpaceJournal => Object.assign(Object.create(space, { writer: { get: () => space.writer } }) as SpaceJournal, { receive: () => Promise.reject(new JournalError('disk-full', failure('ENOSPC'))) })
    const [anna, bruno] = [await machine('anna'), await machine('bruno', { faulty: full })]
    await anna.write(1)
    await bruno.write(1)
    await anna.poll()
    expect([await bruno.poll(), bruno.replication.waiting()]).toEqual(['this-disk-full', 0])
  })
})

describe('a computer that shares', () => {
  interface Computer extends Sharing {
    readonly journal: Journal
    readonly opened: readonly string[]
    write(update: Uint8Array): Promise<void>
  }
  const install = async (name: string, patch: Partial<SharingSources> = {}): Promise<Computer> => {
    const journal = await openJournal(join(base, name, 'journal'), { disk: realDisk, primitives: nodePrimitives })
    const opened: string[] = []
    const disk: Disk = { ...realDisk, list: (path) => (opened.push(path), realDisk.list(path)) }
    const sharing = createSharing({
      journal, disk, primitives: nodePrimitives, settings: createSettingsFile(join(base, name, 'settings.json')), news: createNewsDesk(),
      logbook: { info: () => undefined, problem: () => undefined, close: () => undefined }, chooseFolder: async () => ({ kind: 'chosen', path: folder }), reveal: async () => false, ...patch,
    })
    closing.push(() => sharing.close(), () => journal.close())
    return {
      ...sharing, journal, opened,
      async write(update) {
        const space = await journal.space(workspace)
        await space.append([{ kind: 'change', time: 1, document: meeting, update }], space.seen())
      },
    }
  }
  const random = () => crypto.getRandomValues(new Uint8Array(40))

  test('joins a folder of a workspace that is here only if it holds something of it', { timeout: LIMIT }, async () => {
    const [anna, bruno, chloe] = [await install('anna'), await install('bruno'), await install('chloe')]
    await anna.write(random())
    // Nothing of it stands there, and to join says nothing of which workspace is meant; to share it does.
    expect(await anna.handlers.joinSharedFolder()).toEqual({ ok: false, problem: 'unrelated' })
    expect(await readdir(join(folder, 'writers'))).toEqual([])
    expect(await anna.handlers.shareWorkspace(workspace)).toEqual({ ok: true, workspace })
    expect(await anna.handlers.joinSharedFolder()).toEqual({ ok: true, workspace })
    // Of the same name, and other content.
    await chloe.write(random())
    await chloe.handlers.setPersonName('Chloé')
    for (const asked of [chloe.handlers.joinSharedFolder(), chloe.handlers.shareWorkspace(workspace)]) expect(await asked).toEqual({ ok: false, problem: 'unrelated' })
    expect((await chloe.handlers.sharing())[0]?.state).toEqual({ kind: 'local' })
    expect(await readdir(join(folder, 'writers'))).toHaveLength(1)
    // Somebody who was there before, has written since, and is behind.
    expect(await bruno.handlers.joinSharedFolder()).toEqual({ ok: true, workspace })
    await bruno.handlers.stopSharing(workspace)
    await bruno.write(random())
    await anna.write(random())
    await anna.handlers.shareNow(workspace)
    expect(await bruno.handlers.joinSharedFolder()).toEqual({ ok: true, workspace })
  })

  test('joins a folder that holds the same text under another writer: a sample, or what was copied', { timeout: LIMIT }, async () => {
    const [anna, bruno] = [await install('anna'), await install('bruno')]
    const update = random()
    for (const each of [anna, bruno]) await each.write(update)
    await anna.handlers.shareWorkspace(workspace)
    expect(await bruno.handlers.joinSharedFolder()).toEqual({ ok: true, workspace })
  })

  test('shares once, however often it is asked at once', { timeout: LIMIT }, async () => {
    const anna = await install('anna')
    await anna.write(random())
    await anna.handlers.shareWorkspace(workspace)
    await Promise.all([anna.handlers.joinSharedFolder(), anna.handlers.joinSharedFolder(), anna.handlers.joinSharedFolder()])
    await anna.handlers.stopSharing(workspace)
    const before = anna.opened.length
    await anna.write(random())
    await new Promise((resolve) => setTimeout(resolve, 4_000))
    expect(anna.opened.length).toBe(before)
  })

  test('says of its own full disk what it is, while it goes on publishing', { timeout: LIMIT }, async () => {
    const anna = await install('anna')
    await anna.write(random())
    await anna.handlers.shareWorkspace(workspace)
    const bruno = await install('bruno', { room: () => Promise.resolve(1_000) })
    await bruno.handlers.joinSharedFolder()
    await bruno.write(random())
    await bruno.handlers.shareNow(workspace)
    const state = (await bruno.handlers.sharing())[0]!.state
    expect(state).toMatchObject({ problem: 'this-disk-full', waiting: 0, access: 'write', at: expect.any(Number) })
    await anna.handlers.shareNow(workspace)
    expect((await anna.journal.space(workspace)).positions().length).toBe(2)
  })
})

describe('the names in a folder', () => {
  test('are made durable, or it is said that they are not', async () => {
    await realDisk.syncFolder(base)
    await expect(realDisk.syncFolder(join(base, 'nowhere'))).rejects.toMatchObject({ code: 'ENOENT' })
    fault.code = 'EIO'
    await expect(realDisk.syncFolder(base)).rejects.toMatchObject({ code: 'EIO' })
    fault.code = 'EINVAL'
    await realDisk.syncFolder(base)
    fault.code = ''
  })
})
