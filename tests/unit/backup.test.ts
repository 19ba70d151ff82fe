import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { automaticName } from '../../electron/backup/backup-name.ts'
import { openBackup } from '../../electron/backup/backup-file.ts'
import { createBackups, KEPT_BACKUPS, type Backups } from '../../electron/backup/backups.ts'
import { realDisk, type Disk } from '../../electron/disk/disk.ts'
import { createFolderGate } from '../../electron/folder/folder-gate.ts'
import type { ChosenPath } from '../../electron/hosts/host.ts'
import type { Journal } from '../../electron/journal/journal.ts'
import { nodePrimitives } from '../../electron/journal/node-primitives.ts'
import { openJournal } from '../../electron/journal/open-journal.ts'
import { decodeRecord, LARGEST_RECORD, type DocumentId } from '../../shared/log/record.ts'
import { encodeSegment, type Segment } from '../../shared/log/segment.ts'
import { chainAfter, chainStart } from '../../shared/log/chain.ts'
import { newIdentifier, type MeetingId, type WorkspaceId, type WriterId } from '../../shared/model/identifiers.ts'
import type { NewsItem } from '../../shared/bridge.ts'

const space = newIdentifier<WorkspaceId>()
const meeting = newIdentifier<MeetingId>()

/** One installation: a data folder, its journal and its backups, over the real disk. */
interface Machine {
  readonly data: string
  readonly journal: Journal
  readonly backups: Backups
  readonly news: NewsItem[]
  readonly problems: string[]
  /** What the next dialog answers. */
  choice: ChosenPath
  now: Date
  close(): Promise<void>
}

let folder: string
let machines: Machine[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'minutier-backup-'))
  await mkdir(join(folder, 'safe'))
})

afterEach(async () => {
  for (const machine of machines) await machine.close()
  machines = []
  await rm(folder, { recursive: true, force: true })
})

interface MachineDisks {
  readonly every?: number
  readonly disk?: Disk
  readonly outside?: Disk
  readonly ofJournal?: Disk
}

async function machine(name: string, { every = 1_000_000, disk = realDisk, outside = disk, ofJournal = realDisk }: MachineDisks = {}): Promise<Machine> {
  const data = join(folder, name)
  await mkdir(data, { recursive: true })
  const journal = await openJournal(join(data, 'journal'), { disk: ofJournal, primitives: nodePrimitives })
  const news: NewsItem[] = []
  const problems: string[] = []
  const self = { data, journal, news, problems, choice: { kind: 'chosen', path: join(folder, 'safe') } as ChosenPath, now: new Date(2026, 2, 14, 9, 26) }
  const backups = createBackups({
    journal,
    disk,
    primitives: nodePrimitives,
    folder: join(data, 'backups'),
    outside,
    news: { tell: (item) => void news.push(item) },
    logbook: { info: () => undefined, problem: (event, facts) => void problems.push(`${event}: ${String(facts?.problem)}`) },
    host: { chooseFolder: () => Promise.resolve(self.choice), chooseFile: () => Promise.resolve(self.choice) },
    version: '0.0.0',
    rhythm: { first: every, every, now: () => self.now },
  })
  let isOpen = true
  const running = Object.assign(self, {
    backups,
    async close() {
      if (!isOpen) return
      isOpen = false
      await backups.close()
      await journal.close()
    },
  })
  machines.push(running)
  return running
}

/** Types into a meeting, one record for each text, as the store would have it written. */
async function type(to: Machine, texts: readonly string[], workspace = space): Promise<void> {
  const journal = await to.journal.space(workspace)
  const document = await meetingIn(to, workspace)
  for (const text of texts) {
    const before = Y.encodeStateVector(document)
    document.getText('minutes').insert(document.getText('minutes').length, text)
    const update = Y.encodeStateAsUpdate(document, before)
    await journal.append([{ kind: 'change', time: 1_700_000_000_000, document: { kind: 'meeting', id: meeting as DocumentId }, update }], new Map())
  }
}

async function meetingIn({ journal }: Machine, workspace = space): Promise<Y.Doc> {
  const document = new Y.Doc()
  const logs = await journal.space(workspace)
  for (const { log, last } of logs.positions()) {
    for (let after = 0; after < last; ) {
      const records = await logs.read(log, after, 100_000)
      for (const { payload } of records) {
        const record = decodeRecord(payload)
        if (record?.kind === 'change') Y.applyUpdate(document, record.update)
      }
      after = records.at(-1)?.sequence ?? last
    }
  }
  return document
}

const automatic = async ({ backups }: Machine) => (await backups.handlers.automaticBackups()).backups
const failure = async ({ backups }: Machine) => (await backups.handlers.automaticBackups()).failure

const textIn = async (from: Machine, workspace = space) => (await meetingIn(from, workspace)).getText('minutes').toString()
const recordsIn = async ({ journal }: Machine) => (await journal.space(space)).positions().map(({ log, last }) => `${log} ${last}`).sort()

async function backedUp(from: Machine): Promise<string> {
  from.choice = { kind: 'chosen', path: join(folder, 'safe') }
  const made = await from.backups.handlers.makeBackup()
  if (!made.ok) throw new Error(made.problem)
  return join(folder, 'safe', made.name)
}

async function restored(into: Machine, path: string) {
  into.choice = { kind: 'chosen', path }
  return into.backups.handlers.restoreBackup()
}

describe('a backup', () => {
  it('brings everything to an empty machine, and nobody there takes the name of who wrote it', async () => {
    const [old, other] = [await machine('old'), newIdentifier<WorkspaceId>()]
    await type(old, ['Le quorum est atteint. ', 'La séance est ouverte.'])
    await type(old, ['Un autre comité.'], other)
    const path = await backedUp(old)
    const fresh = await machine('fresh')
    expect(await restored(fresh, path)).toMatchObject({ ok: true, added: 3, workspaces: expect.arrayContaining([space, other]) as unknown })
    expect(await textIn(fresh)).toBe('Le quorum est atteint. La séance est ouverte.')
    expect(await textIn(fresh, other)).toBe('Un autre comité.')
    expect((await fresh.journal.space(space)).writer).not.toBe((await old.journal.space(space)).writer)
    expect(fresh.news).toContainEqual({ kind: 'logs', workspace: space })
    // And what is written there goes on from it.
    await type(fresh, [' Suite.'])
    expect(await textIn(fresh)).toContain('Suite.')
  })

  it('says what it holds, and is found complete after the application has closed', async () => {
    const one = await machine('one')
    await type(one, ['a', 'b', 'c'])
    one.choice = { kind: 'chosen', path: join(folder, 'safe') }
    const made = await one.backups.handlers.makeBackup()
    expect(made).toMatchObject({ ok: true, name: 'Minutier 2026-03-14 09.26.minutier-backup', records: 3 })
    expect((await readFile(join(folder, 'safe', 'Minutier 2026-03-14 09.26.minutier-backup'))).length).toBe(made.ok && made.bytes)
    expect(await readdir(join(folder, 'safe'))).toHaveLength(1)
  })

  it('restored over newer data takes nothing away and adds nothing twice', async () => {
    const one = await machine('one')
    await type(one, ['Avant. '])
    const path = await backedUp(one)
    await type(one, ['Après.'])
    const before = await recordsIn(one)
    expect(await restored(one, path)).toEqual({ ok: true, workspaces: [space], added: 0 })
    expect(await textIn(one)).toBe('Avant. Après.')
    expect(await recordsIn(one)).toEqual(before)
  })

  it('newer than the data folder brings back what that has lost, and keeps what was written since', async () => {
    const one = await machine('one')
    await type(one, ['Commun. '])
    const kept = new Map(await Promise.all((await files(one.data)).map(async (path) => [path, await readFile(path)] as const)))
    await type(one, ['Perdu puis retrouvé. '])
    const path = await backedUp(one)
    await one.close()
    // The data folder as it was before, where the machine was put back to an earlier state.
    for (const file of await files(one.data)) if (!kept.has(file)) await rm(file)
    for (const [file, content] of kept) await writeFile(file, content)
    const again = await machine('one')
    const writer = (await again.journal.space(space)).writer
    await type(again, ['Écrit depuis.'])
    expect(await restored(again, path)).toMatchObject({ ok: true })
    const text = await textIn(again)
    for (const part of ['Commun. ', 'Perdu puis retrouvé. ', 'Écrit depuis.']) expect(text).toContain(part)
    // Its name is in use twice: the other history may come back from anywhere.
    expect((await again.journal.space(space)).writer).not.toBe(writer)
    const stand = await recordsIn(again)
    expect(await restored(again, path)).toMatchObject({ ok: true, added: 0 })
    expect(await recordsIn(again)).toEqual(stand)
  })

  it('holds the second history of a cloned writer too', async () => {
    const one = await machine('one')
    const writer = newIdentifier<WriterId>()
    const logs = await one.journal.space(space)
    for (const ends of [['a', 'b', 'c'], ['a', 'x']]) await logs.receive(segmentOf(writer, ends))
    const before = (await recordsIn(one)).filter((position) => position.startsWith(writer))
    expect(before).toHaveLength(2)
    const fresh = await machine('fresh')
    expect(await restored(fresh, await backedUp(one))).toMatchObject({ ok: true, added: 4 })
    expect((await recordsIn(fresh)).filter((position) => position.startsWith(writer))).toEqual(before)
  })

  it('of the same minute gets a name of its own', async () => {
    const one = await machine('one')
    await type(one, ['a'])
    const [first, second] = [await backedUp(one), await backedUp(one)]
    expect(second).not.toBe(first)
    expect((await readdir(join(folder, 'safe'))).sort()).toEqual(['Minutier 2026-03-14 09.26 (2).minutier-backup', 'Minutier 2026-03-14 09.26.minutier-backup'])
  })

  it('holds a change of many megabytes', async () => {
    const one = await machine('one')
    await (await one.journal.space(space)).append([{ kind: 'change', time: 0, document: { kind: 'meeting', id: meeting }, update: new Uint8Array(LARGEST_RECORD - 1_000) }], new Map())
    expect(await restored(await machine('fresh'), await backedUp(one))).toMatchObject({ ok: true, added: 1 })
  })

  it('that cannot be made or opened says why', async () => {
    const one = await machine('one')
    await type(one, ['a'])
    one.choice = { kind: 'cancelled' }
    expect(await one.backups.handlers.makeBackup()).toEqual({ ok: false, problem: 'cancelled' })
    expect(await one.backups.handlers.restoreBackup()).toEqual({ ok: false, problem: 'cancelled' })
    one.choice = { kind: 'chosen', path: join(folder, 'nowhere') }
    expect(await one.backups.handlers.makeBackup()).toEqual({ ok: false, problem: 'folder-missing' })
    expect(await one.backups.handlers.restoreBackup()).toEqual({ ok: false, problem: 'read-failed' })
  })
})

describe('a file that is no good backup', () => {
  let good: Buffer
  let fresh: Machine

  beforeEach(async () => {
    const one = await machine('one')
    await type(one, Array.from({ length: 40 }, (_, index) => `Phrase ${index}. `))
    good = await readFile(await backedUp(one))
    fresh = await machine('fresh')
  })

  const refusal = async (content: Uint8Array) => {
    const path = join(folder, 'given')
    await writeFile(path, content)
    const result = await restored(fresh, path)
    return result.ok ? 'accepted' : result.problem
  }

  it('is refused with the right word', async () => {
    expect(await refusal(Buffer.from('PK\u0003\u0004 something else'))).toBe('not-a-backup')
    expect(await refusal(new Uint8Array())).toBe('not-a-backup')
    const newer = Buffer.from(good)
    newer[4] = 2
    expect(await refusal(newer)).toBe('newer-format')
    expect(await refusal(Buffer.concat([good, Buffer.from('more')]))).toBe('damaged')
    expect(fresh.journal.spaces()).toEqual([])
  })

  it('is refused wherever it is cut off, and nothing has changed', async () => {
    for (let length = 4; length < good.length; length += Math.max(1, Math.floor(good.length / 97))) expect([length, await refusal(good.subarray(0, length))]).toEqual([length, 'damaged'])
    expect(fresh.journal.spaces()).toEqual([])
  })

  it('is refused wherever a bit has flipped, and nothing has changed', async () => {
    for (let position = 5; position < good.length; position += Math.max(1, Math.floor(good.length / 97))) {
      const damaged = Buffer.from(good)
      damaged[position] = damaged[position]! ^ 4
      expect([position, await refusal(damaged)]).toEqual([position, expect.stringMatching(/^(?:damaged|newer-format|too-large)$/u)])
    }
    expect(fresh.journal.spaces()).toEqual([])
  })

  it('is refused if it was forged: with a name that would leave the folder, records without a beginning, or none that it says it has', async () => {
    const manifest = { version: '0', created: 0, logs: [] }
    const outside = segmentOf(newIdentifier<WriterId>(), ['a'], '../../outside' as WorkspaceId)
    expect(await refusal(forged(manifest, [outside]))).toBe('damaged')
    const { payloads, ...late } = segmentOf(newIdentifier<WriterId>(), ['a', 'b'])
    expect(await refusal(forged(manifest, [{ ...late, first: 2, payloads: payloads.slice(1) }]))).toBe('damaged')
    expect(await refusal(forged({ ...manifest, logs: [{ space, log: late.writer, writer: late.writer, first: 1, last: 9, chain: '0'.repeat(64) }] }, []))).toBe('damaged')
    expect(await refusal(forged({ ...manifest, created: 'yesterday' }, []))).toBe('damaged')
    // A moment that no calendar has could not be shown.
    expect(await refusal(forged({ ...manifest, created: 8.64e15 + 1 }, []))).toBe('damaged')
    expect(fresh.journal.spaces()).toEqual([])
    // And what is forged well enough to be a backup is one.
    expect(await refusal(forged(manifest, [segmentOf(newIdentifier<WriterId>(), ['a'])]))).toBe('accepted')
  })
})

describe('automatic backups', () => {
  it('are made at the start and then once a day, if anything has changed, and told', async () => {
    const one = await machine('one', { every: 10 })
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(await one.backups.handlers.automaticBackups()).toEqual({ backups: [] })
    await type(one, ['a'])
    await until(async () => (await automatic(one)).length === 1)
    await until(() => Promise.resolve(one.news.some(({ kind }) => kind === 'backups')))
    await type(one, ['b'])
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(await automatic(one)).toHaveLength(1)
    one.now = new Date(2026, 2, 15, 0, 5)
    await until(async () => (await automatic(one)).length === 2)
    one.now = new Date(2026, 2, 16, 0, 5)
    await new Promise((resolve) => setTimeout(resolve, 60))
    const kept = await automatic(one)
    expect(kept.map(({ at }) => at)).toEqual([new Date(2026, 2, 15, 0, 5).getTime(), new Date(2026, 2, 14, 9, 26).getTime()])
    const fresh = await machine('fresh')
    await rm(join(fresh.data, 'backups'), { recursive: true, force: true })
    await mkdir(join(fresh.data, 'backups'))
    await writeFile(join(fresh.data, 'backups', kept[0]!.name), await readFile(join(one.data, 'backups', kept[0]!.name)))
    expect(await fresh.backups.handlers.restoreAutomaticBackup(kept[0]!.name)).toMatchObject({ ok: true, added: 2 })
  })

  it('are kept fourteen deep, whatever the clock says, and a damaged one pushes none out', async () => {
    const one = await machine('one', { every: 5 })
    const made: string[] = []
    for (let day = 0; day < KEPT_BACKUPS + 3; day += 1) {
      // A clock that runs backwards by a year in the middle.
      one.now = new Date(day < 8 ? 2026 : 2025, 5, day + 1)
      await type(one, [`${day} `])
      await until(async () => (await automatic(one)).some(({ at }) => at === one.now.getTime()))
      made.push((await automatic(one))[0]!.name)
      // Not the latest: that would be made again at the next look.
      if (day === 5) await writeFile(join(one.data, 'backups', made[3]!), 'damaged')
    }
    await until(async () => (await automatic(one)).length === KEPT_BACKUPS)
    expect((await automatic(one)).map(({ name }) => name)).toEqual(made.filter((_, day) => day !== 3).slice(-KEPT_BACKUPS).reverse())
  })

  it('that fail are told, stop nothing, and leave those that are there', async () => {
    let isFull = false
    const full: Disk = {
      ...realDisk,
      open: async (path, how) => {
        if (isFull && how === 'create') throw Object.assign(new Error('full'), { code: 'ENOSPC' })
        return realDisk.open(path, how)
      },
    }
    const one = await machine('one', { every: 10, disk: full })
    await type(one, ['a'])
    await until(async () => (await automatic(one)).length === 1)
    await until(() => Promise.resolve(one.news.length > 0))
    isFull = true
    one.news.length = 0
    one.now = new Date(2026, 2, 15)
    await type(one, ['b'])
    await until(() => Promise.resolve(one.problems.length > 0))
    await new Promise((resolve) => setTimeout(resolve, 60))
    // Once, not at every look.
    expect(one.problems).toEqual(['backup failed: disk-full'])
    expect(one.news).toEqual([{ kind: 'backups' }])
    expect(await automatic(one)).toHaveLength(1)
    expect(await failure(one)).toEqual({ at: one.now.getTime(), problem: 'disk-full', leftOut: 0 })
    isFull = false
    await until(async () => (await automatic(one)).length === 2)
    await until(async () => (await failure(one)) === undefined)
  })

  it('go on for the other workspaces where one cannot be read, say so, and keep the last that holds it', async () => {
    const other = newIdentifier<WorkspaceId>()
    let isBroken = false
    // Its logs open, and cannot be read: a bad sector.
    const bad: Disk = {
      ...realDisk,
      async open(path, how) {
        if (isBroken && how === 'read' && path.includes(other)) throw Object.assign(new Error('EIO'), { code: 'EIO' })
        return realDisk.open(path, how)
      },
    }
    const before = await machine('one')
    await type(before, ['Ici. '])
    await type(before, ['Ailleurs. '], other)
    await before.close()
    const one = await machine('one', { every: 5, ofJournal: bad })
    await until(async () => (await automatic(one)).length === 1)
    const [whole] = await automatic(one)
    expect(await failure(one)).toBeUndefined()
    isBroken = true
    for (let day = 0; day < KEPT_BACKUPS + 2; day += 1) {
      one.now = new Date(2026, 5, day + 1)
      await type(one, [`${day} `])
      await until(async () => (await automatic(one)).some(({ at }) => at === one.now.getTime()))
    }
    await until(async () => (await failure(one))?.at === one.now.getTime())
    expect(await failure(one)).toEqual({ at: one.now.getTime(), problem: 'incomplete', leftOut: 1 })
    expect(one.problems[0]).toBe('backup failed: incomplete')
    const names = (await automatic(one)).map(({ name }) => name)
    expect(names).toHaveLength(KEPT_BACKUPS + 1)
    expect(names).toContain(whole!.name)
    // What is made by hand holds the rest, too, and says that it is not all.
    one.choice = { kind: 'chosen', path: join(folder, 'safe') }
    const made = await one.backups.handlers.makeBackup()
    expect(made).toMatchObject({ ok: true, leftOut: 1 })
    const fresh = await machine('fresh')
    expect(await restored(fresh, join(folder, 'safe', made.ok ? made.name : ''))).toMatchObject({ ok: true, workspaces: [space] })
    isBroken = false
    one.now = new Date(2026, 7, 1)
    await until(async () => (await failure(one)) === undefined)
    await until(async () => (await automatic(one)).length === KEPT_BACKUPS)
  })

  it('say what cannot be read where nothing can, and after the next start too', async () => {
    let isBroken = false
    const bad: Disk = { ...realDisk, list: (path) => (isBroken && path.includes(space) ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })) : realDisk.list(path)) }
    const one = await machine('one')
    await type(one, ['a'])
    await one.close()
    isBroken = true
    const again = await machine('one', { every: 5, ofJournal: bad })
    await until(async () => (await failure(again))?.problem === 'read-failed')
    expect(await automatic(again)).toEqual([])
    isBroken = false
    await until(async () => (await automatic(again)).length === 1)
    await until(async () => (await failure(again)) === undefined)
    await again.close()
    const other = newIdentifier<WorkspaceId>()
    await mkdir(join(again.data, 'journal', other))
    // The same day: nothing is due, and still it is found.
    const broken: Disk = { ...realDisk, list: (path) => (path.includes(other) ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })) : realDisk.list(path)) }
    const third = await machine('one', { every: 5, ofJournal: broken })
    await until(async () => (await failure(third))?.problem === 'incomplete')
    expect(await automatic(third)).toHaveLength(1)
  })

  it('that are not on the disk as they were written push none out, and go', async () => {
    let isLying = false
    const lying: Disk = {
      ...realDisk,
      async open(path, how) {
        const file = await realDisk.open(path, how)
        // What is written behind the beginning comes to nothing, and no error says so.
        return isLying && how === 'create' ? { ...file, write: (content, position) => file.write(position === 0 ? content : new Uint8Array(content.length), position) } : file
      },
    }
    const one = await machine('one', { every: 5, disk: lying })
    await type(one, ['a'])
    await until(async () => (await automatic(one)).length === 1)
    isLying = true
    one.now = new Date(2026, 2, 15)
    await type(one, ['b'])
    await until(async () => (await failure(one))?.problem === 'damaged')
    isLying = false
    // One that was begun before may come and go.
    await until(async () => (await failure(one)) === undefined)
    expect((await automatic(one)).map(({ name }) => name)).toEqual([automaticName(2, one.now), automaticName(1, new Date(2026, 2, 14))])
  })

  it('clear away what was left of one that was cut off', async () => {
    const one = await machine('one', { every: 10 })
    await mkdir(join(one.data, 'backups'))
    await writeFile(join(one.data, 'backups', '.minutier-cut-off.tmp'), 'half')
    await type(one, ['a'])
    await until(async () => (await automatic(one)).length === 1)
    expect(await readdir(join(one.data, 'backups'))).toEqual([automaticName(1, one.now)])
  })

  it('are only found under the names that they were given', async () => {
    const one = await machine('one')
    for (const name of ['..', '../settings.json', 'settings.json', 'minutier-1.minutier-backup']) {
      expect(await one.backups.handlers.restoreAutomaticBackup(name)).toEqual({ ok: false, problem: 'not-a-backup' })
    }
  })
})

describe('a drive that is dead', () => {
  it('keeps nothing that is typed from being saved, however often it is asked', async () => {
    // Opening it blocks a thread until somebody writes into it: what a dead network drive does to each call.
    const dead = join(folder, 'dead')
    execFileSync('mkfifo', [dead])
    try {
      const drive: Disk = {
        ...realDisk,
        async open(path, how) {
          if (path === dead) await open(path, 'r').then((file) => file.close())
          return realDisk.open(path, how)
        },
      }
      const one = await machine('one', { disk: drive, outside: createFolderGate({ atOnce: 1, patience: 300, longest: 1_000 }).disk(drive, 'outside') })
      await type(one, ['Avant. '])
      const asked = Array.from({ length: 6 }, () => restored(one, dead))
      const begun = performance.now()
      await type(one, ['Pendant.'])
      expect(performance.now() - begun).toBeLessThan(250)
      expect(await Promise.all(asked)).toEqual(asked.map(() => ({ ok: false, problem: 'read-failed' })))
      // A backup would go to the same drives: it is refused in time, and the text is there.
      expect(await one.backups.handlers.makeBackup()).toEqual({ ok: false, problem: 'folder-missing' })
      expect(await textIn(one)).toBe('Avant. Pendant.')
    } finally {
      // Whoever opens it for both lets all of them go.
      await (await open(dead, constants.O_RDWR | constants.O_NONBLOCK)).close()
    }
  })
})

describe('a large backup', () => {
  it('holds nothing up and takes little memory', async () => {
    const one = await machine('one')
    const logs = await one.journal.space(space)
    // 24 MB of records of one kilobyte each that do not pack.
    for (let round = 0; round < 24; round += 1) {
      await logs.append(Array.from({ length: 1_000 }, () => ({ kind: 'change', time: round, document: { kind: 'meeting', id: meeting }, update: crypto.getRandomValues(new Uint8Array(1_000)) })), new Map())
    }
    let longest = 0
    let before = workingTime()
    const watch = setInterval(() => {
      longest = Math.max(longest, workingTime() - before)
      before = workingTime()
    }, 1)
    const memory = process.memoryUsage().rss
    let most = memory
    const measure = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss)
    }, 20)
    const path = await backedUp(one)
    clearInterval(watch)
    clearInterval(measure)
    // Generous: machines differ. Packed in one go it would be seconds, and all of the file.
    expect(longest).toBeLessThan(400)
    expect(most - memory).toBeLessThan(150_000_000)
    const backup = await openBackup(path, realDisk, nodePrimitives)
    await backup.check()
    await backup.close()
  })
})

/** What this thread has worked, in milliseconds: a busy machine makes it wait, not work. */
function workingTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error('waited too long')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

async function files(below: string): Promise<readonly string[]> {
  const entries = await readdir(below, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** The first records of a writer's log, one byte of text each. */
function segmentOf(writer: WriterId, texts: readonly string[], of: WorkspaceId = space): Segment {
  const payloads = texts.map((text) => Uint8Array.of(2, 0, 0, 1, text.charCodeAt(0)))
  const chainBefore = chainStart(of, writer, nodePrimitives)
  return { space: of, writer, first: 1, last: payloads.length, chainBefore, chainAfter: payloads.reduce((chain, payload) => chainAfter(chain, payload, nodePrimitives), chainBefore), payloads }
}

/** A backup with everything right but what it says. */
function forged(manifest: object, segments: readonly Segment[]): Uint8Array {
  const text = Buffer.from(JSON.stringify(manifest))
  const head = Buffer.concat([Buffer.from('MNTB'), Buffer.of(1, ...varint(text.length)), text])
  const check = Buffer.alloc(4)
  check.writeUInt32LE(nodePrimitives.crc32(head))
  const count = Buffer.alloc(4)
  count.writeUInt32LE(segments.length)
  const content = Buffer.concat([head, check, ...segments.map((segment) => encodeSegment(segment, nodePrimitives)), Buffer.from('MNTE'), count])
  return Buffer.concat([content, createHash('sha256').update(content).digest()])
}

function varint(value: number): readonly number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]
}
