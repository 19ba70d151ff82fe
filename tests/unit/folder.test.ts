import { randomBytes } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createNewsDesk } from '../../electron/application/news.ts'
import { createSettingsFile } from '../../electron/application/settings.ts'
import { realDisk, type Disk } from '../../electron/disk/disk.ts'
import { planConsolidation, type Stretch } from '../../electron/folder/consolidation.ts'
import { createFolderGate } from '../../electron/folder/folder-gate.ts'
import { createPresence } from '../../electron/folder/presence.ts'
import { createReplication, type Replication } from '../../electron/folder/replication.ts'
import { createSharing, type Sharing } from '../../electron/folder/sharing.ts'
import type { SharedState } from '../../electron/folder/shared-workspace.ts'
import { createSpace } from '../../electron/folder/space-file.ts'
import type { ChosenPath } from '../../electron/hosts/host.ts'
import type { Journal } from '../../electron/journal/journal.ts'
import { nodePrimitives } from '../../electron/journal/node-primitives.ts'
import { openJournal } from '../../electron/journal/open-journal.ts'
import { decodeRecord } from '../../shared/log/record.ts'
import { newIdentifier, type MeetingId, type WorkspaceId, type WriterId } from '../../shared/model/identifiers.ts'
import type { WorkspaceSharing } from '../../shared/sharing/sharing.ts'

const logbook = { info: () => undefined, problem: () => undefined, close: () => undefined }
const workspace = newIdentifier<WorkspaceId>()
const meeting = newIdentifier<MeetingId>()

let base = ''
let folder = ''
let open: Installation[] = []

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'minutier-folder-'))
  folder = join(base, 'shared')
  await mkdir(folder)
})
afterEach(async () => {
  for (const installation of open) await installation.close()
  open = []
  await rm(base, { recursive: true, force: true })
})

interface Installation extends Sharing {
  readonly journal: Journal
  write(text: string): Promise<void>
  texts(): Promise<readonly string[]>
  state(): Promise<WorkspaceSharing>
  shared(): Promise<SharedState>
  /** What the next dialog answers. */
  choose(answer: ChosenPath | string): void
}

interface Computer {
  readonly disk?: Disk
  /** The same machine and place, as far as the application can see: a restored image. */
  readonly machine?: string
}

/** One computer: a journal, settings and sharing over the real disk. */
async function install(name: string, { disk = realDisk, machine = name }: Computer = {}): Promise<Installation> {
  const data = join(base, name)
  const journal = await openJournal(join(data, 'journal'), { disk: realDisk, primitives: nodePrimitives, fingerprintOf: async () => ({ machine, path: 'same', folder: [] }) })
  let choice: ChosenPath = { kind: 'chosen', path: folder }
  const sharing = createSharing({
    journal, disk, primitives: nodePrimitives, settings: createSettingsFile(join(data, 'settings.json')), news: createNewsDesk(), logbook,
    chooseFolder: async () => choice, reveal: async (path) => path === folder,
  })
  const state = async () => {
    const found = (await sharing.handlers.sharing()).find((sharing) => sharing.workspace === workspace)
    if (!found) throw new Error('the workspace is not here')
    return found
  }
  let isOpen = true
  const installation: Installation = {
    ...sharing,
    journal,
    async write(text) {
      const log = await journal.space(workspace)
      await log.append([{ kind: 'change', time: Date.now(), document: { kind: 'meeting', id: meeting }, update: new TextEncoder().encode(text) }], log.seen())
    },
    async texts() {
      const log = await journal.space(workspace)
      const found = new Set<string>()
      for (const position of log.positions()) {
        for (const { payload } of await log.read(position.log, 0, 1e9)) {
          const record = decodeRecord(payload)
          if (record?.kind === 'change') found.add(new TextDecoder().decode(record.update))
        }
      }
      return [...found].sort()
    },
    state,
    async shared() {
      const { state: found } = await state()
      if (found.kind !== 'shared') throw new Error('the workspace is not shared')
      return found
    },
    choose(answer) {
      choice = typeof answer === 'string' ? { kind: 'chosen', path: answer } : answer
    },
    async close() {
      if (!isOpen) return
      isOpen = false
      await sharing.close()
      await journal.close()
    },
  }
  open.push(installation)
  return installation
}

/** Anna has written "one" and shares it. */
async function annaShares(): Promise<Installation> {
  const anna = await install('anna')
  await anna.write('one')
  expect(await anna.handlers.shareWorkspace(workspace)).toEqual({ ok: true, workspace })
  return anna
}

async function joins(name: string, computer?: Computer): Promise<Installation> {
  const installation = await install(name, computer)
  expect(await installation.handlers.joinSharedFolder()).toEqual({ ok: true, workspace })
  return installation
}

const segments = async (of = folder) => (await readdir(of, { recursive: true })).filter((name) => name.endsWith('.minutes')).sort()
const writers = async () => readdir(join(folder, 'writers'))
/** The real disk, on which this folder is as it is said. */
const failing = (fails: (path: string, writes: boolean) => string | undefined): Disk => {
  const check = async (path: string, writes: boolean) => {
    const code = path.startsWith(folder) ? fails(path, writes) : undefined
    if (code) throw Object.assign(new Error(code), { code })
  }
  return {
    open: async (path, how) => check(path, how !== 'read').then(() => realDisk.open(path, how)),
    list: async (path) => check(path, false).then(() => realDisk.list(path)),
    stat: async (path) => check(path, false).then(() => realDisk.stat(path)),
    room: async (path) => check(path, false).then(() => realDisk.room(path)),
    rename: async (from, to) => check(from, true).then(() => realDisk.rename(from, to)),
    link: async (from, to) => check(from, true).then(() => realDisk.link(from, to)),
    remove: async (path) => check(path, true).then(() => realDisk.remove(path)),
    makeFolder: async (path) => check(path, true).then(() => realDisk.makeFolder(path)),
    syncFolder: async (path) => check(path, false).then(() => realDisk.syncFolder(path)),
  }
}

describe('a shared folder', () => {
  test('carries what both write to the other within five seconds, with their names and who is here', async () => {
    const anna = await annaShares()
    await anna.handlers.setPersonName('Anna')
    const bruno = await joins('bruno')
    await bruno.handlers.setPersonName(' Bruno ')
    expect(await bruno.texts()).toEqual(['one'])
    await bruno.write('two')
    await expect.poll(() => anna.texts(), { timeout: 5_000 }).toEqual(['one', 'two'])
    await anna.write('three')
    await expect.poll(() => bruno.texts(), { timeout: 5_000 }).toEqual(['one', 'three', 'two'])

    await bruno.handlers.reportPlace({ workspace, meeting, language: 'fr' })
    await expect.poll(async () => (await anna.state()).others, { timeout: 15_000 }).toMatchObject([{ name: 'Bruno', place: { meeting, language: 'fr' } }])
    await expect.poll(async () => (await bruno.state()).others.map(({ name }) => name), { timeout: 15_000 }).toEqual(['Anna'])
    expect((await bruno.state()).writers.map(({ name, isOwn }) => [name, isOwn]).sort()).toEqual([['Anna', false], ['Bruno', true]])
    await expect.poll(() => bruno.shared(), { timeout: 5_000 }).toMatchObject({ kind: 'shared', waiting: 0, access: 'write', problem: null, at: expect.any(Number) })

    await bruno.close()
    await expect.poll(async () => (await anna.state()).others, { timeout: 8_000 }).toEqual([])
    expect((await anna.state()).writers.map(({ name }) => name).sort()).toEqual(['Anna', 'Bruno'])
  })

  test('says in both languages what it is, to whoever opens it, and never says to the page where it is', async () => {
    const anna = await annaShares()
    const words = await readFile(join(folder, 'LISEZ-MOI - READ ME.txt'), 'utf8')
    expect(words).toContain('partagé par Minutier\u00a0: plusieurs secrétaires')
    expect(words).toContain('«\u00a0Rejoindre un dossier partagé\u00a0»')
    expect(words).toContain('Join a shared folder')
    expect(JSON.parse(await readFile(join(folder, 'space.json'), 'utf8'))).toEqual({ format: 1, space: workspace })
    const said = JSON.stringify(await anna.handlers.sharing())
    expect(said).toContain(`${basename(base)} › shared`)
    expect(said).not.toContain(base)
    expect(await anna.handlers.revealSharedFolder(workspace)).toBe(true)
  })

  test('is resumed at the next start, and what waited at quitting has been published', async () => {
    const anna = await annaShares()
    await anna.write('two')
    await anna.close()
    expect((await segments()).length).toBe(2)
    const again = await install('anna')
    await again.write('three')
    await again.handlers.shareNow(workspace)
    expect((await segments()).length).toBe(3)
    expect(await again.shared()).toMatchObject({ waiting: 0, problem: null })
    await again.close()

    await rename(folder, join(base, 'unplugged'))
    const away = await install('anna')
    await away.write('four')
    expect(await away.shared()).toMatchObject({ waiting: 1, at: expect.any(Number) })
    await away.handlers.shareNow(workspace)
    expect(await away.shared()).toMatchObject({ waiting: 1, at: expect.any(Number), problem: 'not-reachable' })
    await rename(join(base, 'unplugged'), folder)
    await away.handlers.shareNow(workspace)
    expect(await away.shared()).toMatchObject({ waiting: 0, problem: null })

    await away.handlers.stopSharing(workspace)
    expect((await away.state()).state).toEqual({ kind: 'local' })
    await away.close()
    const third = await install('anna')
    expect((await third.state()).state).toEqual({ kind: 'local' })
    expect(await third.handlers.revealSharedFolder(workspace)).toBe(false)
    expect(await third.texts()).toEqual(['four', 'one', 'three', 'two'])
    expect((await segments()).length).toBe(4)
  })

  test('is refused where it would stand on something, and found where it is', async () => {
    const anna = await install('anna')
    await anna.write('one')
    const answer = async (work: Promise<unknown>) => ((await work) as { readonly problem?: string }).problem ?? 'ok'
    expect(await answer(anna.handlers.shareWorkspace(newIdentifier<WorkspaceId>()))).toBe('invalid-request')
    for (const kind of ['cancelled', 'no-dialog'] as const) {
      anna.choose({ kind })
      expect(await answer(anna.handlers.shareWorkspace(workspace))).toBe(kind)
      expect(await answer(anna.handlers.joinSharedFolder())).toBe(kind)
    }
    anna.choose(join(base, 'nowhere'))
    expect(await answer(anna.handlers.shareWorkspace(workspace))).toBe('folder-missing')
    expect(await answer(anna.handlers.joinSharedFolder())).toBe('folder-missing')
    anna.choose(folder)
    expect(await answer(anna.handlers.joinSharedFolder())).toBe('not-shared')
    await writeFile(join(folder, 'budget.xlsx'), 'x')
    expect(await answer(anna.handlers.shareWorkspace(workspace))).toBe('not-empty')
    expect(await readdir(folder)).toEqual(['budget.xlsx'])
    await rm(join(folder, 'budget.xlsx'))
    await writeFile(join(folder, 'desktop.ini'), 'x')
    await mkdir(join(folder, '.stfolder'))
    expect(await answer(anna.handlers.shareWorkspace(workspace))).toBe('ok')

    const bruno = await install('bruno')
    const other = newIdentifier<WorkspaceId>()
    await (await bruno.journal.space(other)).append([{ kind: 'writer', time: 1, name: 'Bruno' }], new Map())
    expect(await answer(bruno.handlers.shareWorkspace(other))).toBe('already-shared')
    expect(await answer(bruno.handlers.joinSharedFolder())).toBe('ok')
    await bruno.handlers.stopSharing(workspace)
    expect(await answer(bruno.handlers.shareWorkspace(workspace))).toBe('ok')
    expect(await bruno.shared()).toMatchObject({ problem: null, waiting: 0 })

    await rm(join(folder, 'space.json'))
    expect(await answer((await install('chloe')).handlers.joinSharedFolder())).toBe('not-shared')
    await writeFile(join(folder, 'space.json'), '{"format":1,"space":"../../x"}')
    expect(await answer((await install('denis')).handlers.joinSharedFolder())).toBe('not-shared')
    await writeFile(join(folder, 'space.json'), '{"format":7,"place":"elsewhere"}')
    expect(await answer((await install('elise')).handlers.joinSharedFolder())).toBe('newer-format')
  })

  test('that may only be read is read, and what was written waits', async () => {
    await annaShares()
    const bruno = await joins('bruno', { disk: failing((_, writes) => (writes ? 'EROFS' : undefined)) })
    expect(await bruno.texts()).toEqual(['one'])
    expect(await bruno.shared()).toMatchObject({ access: 'read-only', problem: null, waiting: 0 })
    await bruno.write('two')
    await bruno.write('three')
    await bruno.handlers.shareNow(workspace)
    expect(await bruno.shared()).toMatchObject({ access: 'read-only', problem: null, waiting: 2 })
    expect((await writers()).length).toBe(1)
  })

  test('that is full, gone or failing is said to be, and all is well when it is again', async () => {
    const anna = await annaShares()
    let fault: string | undefined
    const bruno = await joins('bruno', { disk: failing((_, writes) => (writes || fault !== 'ENOSPC' ? fault : undefined)) })
    await bruno.write('two')
    for (const [code, problem] of [['ENOSPC', 'folder-full'], ['ENOENT', 'not-reachable'], ['EIO', 'not-reachable'], ['ESTALE', 'not-reachable']] as const) {
      fault = code
      await bruno.write(code)
      await bruno.handlers.shareNow(workspace)
      const state = await bruno.shared()
      expect([code, state.problem, state.waiting > 0]).toEqual([code, problem, true])
    }
    fault = undefined
    await bruno.handlers.shareNow(workspace)
    expect(await bruno.shared()).toMatchObject({ problem: null, waiting: 0, access: 'write' })
    await anna.handlers.shareNow(workspace)
    expect(await anna.texts()).toEqual(await bruno.texts())
  })

  test('that is of a newer version is read and never written', async () => {
    const anna = await annaShares()
    await anna.close()
    await writeFile(join(folder, 'space.json'), JSON.stringify({ format: 2, space: workspace, more: true }))
    const before = await readdir(folder, { recursive: true })
    const bruno = await joins('bruno')
    expect(await bruno.texts()).toEqual(['one'])
    await bruno.write('two')
    await bruno.handlers.shareNow(workspace)
    expect(await bruno.shared()).toMatchObject({ problem: 'newer-format', access: 'read-only', waiting: 1 })
    expect(await readdir(folder, { recursive: true })).toEqual(before)
  })

  test('keeps other programs’ files, reads conflict copies under any name, and waits for what is half-written', async () => {
    const anna = await annaShares()
    await anna.write('two')
    await anna.handlers.shareNow(workspace)
    await anna.close()
    const [own] = await writers()
    const place = join(folder, 'writers', own!)
    const [first, second] = await segments(place)
    const content = await readFile(join(place, second!))
    await writeFile(join(place, second!), content.subarray(0, 50))
    await writeFile(join(folder, 'writers', 'desktop.ini'), 'x')
    await writeFile(join(place, 'photo.jpg'), 'MNTS\u0001')
    await writeFile(join(place, 'here.sync-conflict-1.json'), '{}')
    await mkdir(join(folder, 'writers', 'autre'))
    await writeFile(join(folder, 'writers', 'autre', 'liste.csv'), 'a;b')
    await rename(join(place, first!), join(place, 'copie de quelque chose'))
    const bruno = await joins('bruno')
    expect(await bruno.texts()).toEqual(['one'])
    await writeFile(join(place, `${second!.replace('.minutes', '')} (Anna's conflicted copy).minutes`), content)
    await expect.poll(() => bruno.texts(), { timeout: 5_000 }).toEqual(['one', 'two'])
    expect((await stat(join(place, 'photo.jpg'))).size).toBe(5)
    expect((await stat(join(folder, 'writers', 'autre', 'liste.csv'))).size).toBe(3)
  })

  test('that was emptied removes nothing here, and gets all of it again', async () => {
    const anna = await annaShares()
    const bruno = await joins('bruno')
    await bruno.write('two')
    await bruno.handlers.shareNow(workspace)
    await anna.handlers.shareNow(workspace)
    await rm(join(folder, 'writers'), { recursive: true })
    await anna.handlers.shareNow(workspace)
    await bruno.handlers.shareNow(workspace)
    expect(await anna.shared()).toMatchObject({ waiting: 0, problem: null })
    const chloe = await joins('chloe')
    for (const each of [anna, bruno, chloe]) expect(await each.texts()).toEqual(['one', 'two'])
  })

  test('in which an own segment was spoilt while nobody was here gets it again, and the spoilt one is left', async () => {
    const anna = await annaShares()
    await anna.write('two')
    await anna.close()
    const place = join(folder, 'writers', (await writers())[0]!)
    const [first, second] = (await segments(place)) as [string, string]
    const content = await readFile(join(place, first))
    await writeFile(join(place, first), content.fill(0, content.length - 12))
    await truncate(join(place, second), 100)
    const again = await install('anna')
    await again.handlers.shareNow(workspace)
    expect(await again.shared()).toMatchObject({ waiting: 0, problem: null })
    expect(await readFile(join(place, first))).toEqual(content)
    expect(await (await joins('bruno')).texts()).toEqual(['one', 'two'])
  })

  test('in whose place an empty folder stands, or another workspace’s, is not written', async () => {
    const anna = await annaShares()
    await rename(folder, join(base, 'unplugged'))
    await anna.write('two')
    await anna.handlers.shareNow(workspace)
    expect(await anna.shared()).toMatchObject({ problem: 'not-reachable', waiting: 1 })
    await mkdir(folder)
    await anna.handlers.shareNow(workspace)
    expect(await anna.shared()).toMatchObject({ problem: 'other-content', waiting: 1 })
    expect(await readdir(folder)).toEqual([])
    await createSpace(realDisk, folder, newIdentifier<WorkspaceId>())
    await anna.handlers.shareNow(workspace)
    expect(await anna.shared()).toMatchObject({ problem: 'other-content', waiting: 2 })
    expect(await writers()).toEqual([])
    await rm(folder, { recursive: true })
    await rename(join(base, 'unplugged'), folder)
    await anna.handlers.shareNow(workspace)
    expect(await anna.shared()).toMatchObject({ problem: null, waiting: 0 })
    expect(await anna.texts()).toEqual(['one', 'two'])
  })

  test('shows a copied profile that writes on: both go on, under two names, and nothing is lost', async () => {
    const anna = await annaShares()
    const { writer } = await anna.journal.space(workspace)
    await anna.close()
    await cp(join(base, 'anna'), join(base, 'copy'), { recursive: true })
    const [original, copy] = [await install('anna'), await install('copy', { machine: 'anna' })]
    await original.write('of the original')
    await original.handlers.shareNow(workspace)
    await copy.write('of the copy')
    await copy.handlers.shareNow(workspace)
    await copy.write('of the copy, later')
    await copy.handlers.shareNow(workspace)
    await original.handlers.shareNow(workspace)
    const bruno = await joins('bruno')
    for (const each of [original, copy, bruno]) expect(await each.texts()).toEqual(['of the copy', 'of the copy, later', 'of the original', 'one'])
    const names = [(await original.journal.space(workspace)).writer, (await copy.journal.space(workspace)).writer]
    expect(new Set(names).size).toBe(2)
    expect(names).toContain(writer)
    // Whoever got the new name is told.
    expect([(await original.state()).isNewWriter, (await copy.state()).isNewWriter]).toEqual(names.map((name) => name !== writer))
  })

  test('that is new gets what others wrote too, who may never see it', async () => {
    const anna = await annaShares()
    const bruno = await joins('bruno')
    await bruno.write('two')
    await anna.close()
    await bruno.handlers.stopSharing(workspace)
    folder = join(base, 'elsewhere')
    await mkdir(folder)
    bruno.choose(folder)
    expect(await bruno.handlers.shareWorkspace(workspace)).toEqual({ ok: true, workspace })
    const chloe = await joins('chloe')
    expect(await chloe.texts()).toEqual(['one', 'two'])
    const present = await Promise.all([bruno, chloe].map(async ({ journal }) => (await journal.space(workspace)).writer))
    expect((await writers()).sort()).toEqual(present.sort())
  })
})

interface Stepped {
  readonly journal: Journal
  readonly replication: Replication
  pass(milliseconds: number): void
  append(count: number): Promise<void>
}

async function stepped(name: string): Promise<Stepped> {
  const journal = await openJournal(join(base, name), { disk: realDisk, primitives: nodePrimitives })
  const space = await journal.space(workspace)
  let time = 0
  const replication = createReplication({ journal: space, disk: realDisk, folder, primitives: nodePrimitives, ticks: () => time, pause: () => Promise.resolve(), isNew: false })
  return {
    journal,
    replication,
    pass: (milliseconds) => void (time += milliseconds),
    append: async (count) => {
      const records = Array.from({ length: count }, (_, index) => ({ kind: 'change' as const, time: 1, document: { kind: 'meeting' as const, id: meeting }, update: Uint8Array.of(index) }))
      await space.append(records, space.seen())
    },
  }
}

describe('small segments', () => {
  test('are put together so that few remain, and at every step a newcomer reads everything', async () => {
    await createSpace(realDisk, folder, workspace)
    const anna = await stepped('anna')
    for (let round = 1; round <= 90; round += 1) {
      await anna.append(1 + (round % 3))
      await anna.replication.publish()
      await anna.replication.tidy()
      if (round % 9 !== 0) continue
      const last = (await anna.journal.space(workspace)).positions()[0]?.last
      const reader = await stepped(`reader ${round}`)
      await reader.replication.look()
      expect((await reader.journal.space(workspace)).positions().find(({ isOwn }) => !isOwn)?.last).toBe(last)
      await reader.journal.close()
    }
    expect((await segments()).length).toBeLessThan(30)
    await anna.journal.close()
  })

  test('go to the archive when they are large, and somebody far behind finds them there', async () => {
    await createSpace(realDisk, folder, workspace)
    const anna = await stepped('anna')
    const space = await anna.journal.space(workspace)
    const reader = await stepped('reader')
    for (let round = 0; round < 12; round += 1) {
      await space.append([{ kind: 'change', time: 1, document: { kind: 'meeting', id: meeting }, update: randomBytes(200_000) }], space.seen())
      await anna.replication.publish()
      await anna.replication.tidy()
      if (round === 1) await reader.replication.look()
    }
    const found = await segments()
    expect(found.filter((name) => name.includes('archive')).length).toBeGreaterThan(0)
    expect(found.length).toBeLessThan(12)
    reader.pass(1_500)
    await reader.replication.look()
    expect((await reader.journal.space(workspace)).positions().find(({ isOwn }) => !isOwn)?.last).toBe(12)
    await anna.journal.close()
    await reader.journal.close()
  })

  test('number less than sixty-four however long one writes, and each record is rewritten a few times only', () => {
    for (const largest of [1, 3, 40]) {
      let tail: Stretch[] = []
      let [last, rewritten, most] = [0, 0, 0]
      for (let published = 0; published < 30_000; published += 1) {
        const count = 1 + ((published * 7_919) % largest)
        tail.push({ first: last + 1, last: last + count, bytes: 20 * count })
        last += count
        for (let plan = planConsolidation(tail); plan; plan = planConsolidation(tail)) {
          const { first, last: end, into } = plan
          const covered = tail.filter((stretch) => stretch.first >= first && stretch.last <= end)
          const joined = { first, last: end, bytes: covered.reduce((sum, { bytes }) => sum + bytes, 0) }
          expect(covered.length).toBeGreaterThan(0)
          expect(end).toBeLessThan(last)
          rewritten += end - first + 1
          tail = [...tail.filter((stretch) => !covered.includes(stretch)), ...(into === 'tail' ? [joined] : [])].sort((left, right) => left.first - right.first)
        }
        most = Math.max(most, tail.length)
      }
      expect(most).toBeLessThan(64)
      expect(rewritten / last).toBeLessThan(9)
    }
  })
})

describe('a folder that does not answer', () => {
  /** A disk on which everything waits until it is let go. */
  const stuck = () => {
    const waiting = new Set<() => void>()
    const wait = () => new Promise<never>((_, reject) => waiting.add(() => reject(Object.assign(new Error('EIO'), { code: 'EIO' }))))
    return { waiting, disk: { ...realDisk, list: wait, stat: wait, open: wait } satisfies Disk }
  }

  test('has one operation under way, all such folders three, and each says so in time', async () => {
    const { waiting, disk } = stuck()
    const gate = createFolderGate({ atOnce: 3, patience: 500, longest: 1_000 })
    const folders = ['one', 'two', 'three', 'four', 'one'].map((name) => gate.disk(disk, name))
    const asked = folders.flatMap((each) => [each.list('a'), each.stat('b'), each.open('c', 'read')])
    const answers = await Promise.allSettled(asked)
    expect(answers.map((answer) => answer.status === 'rejected' && (answer.reason as { readonly code?: string }).code)).toEqual(Array.from({ length: 15 }, () => 'ENOTANSWERING'))
    expect(waiting.size).toBe(3)
    // The places are still taken: a healthy folder has to wait as well, and the journal's threads stay free.
    await expect(gate.disk(realDisk, base).list(base)).rejects.toThrow('does not answer')
    for (const settle of waiting) settle()
    expect(await gate.disk(realDisk, base).list(base)).toEqual([{ name: 'shared', isFolder: true }])
  })

  test('is given more time for much that is to be carried, but not for ever', async () => {
    const slow: Disk = { ...realDisk, open: async (path, how) => ({ ...(await realDisk.open(path, how)), write: () => new Promise((resolve) => setTimeout(resolve, 900)) }) }
    const file = await createFolderGate({ atOnce: 3, patience: 500, longest: 1_500 }).disk(slow, base).open(join(base, 'file'), 'create')
    await expect(file.write(new Uint8Array(1), 0)).rejects.toThrow('does not answer')
    await file.write(new Uint8Array(100_000), 0)
    const { disk } = stuck()
    const dead: Disk = { ...realDisk, open: async (path, how) => ({ ...(await realDisk.open(path, how)), read: disk.list }) }
    const large = await createFolderGate({ atOnce: 3, patience: 200, longest: 600 }).disk(dead, base).open(join(base, 'large'), 'create')
    const begun = performance.now()
    await expect(large.read(0, 33_000_000)).rejects.toThrow('does not answer')
    expect(performance.now() - begun).toBeLessThan(2_000)
  })

  test('does not hold up one that answers, nor do two', async () => {
    const { disk } = stuck()
    const gate = createFolderGate()
    const dead = [gate.disk(disk, 'one'), gate.disk(disk, 'two')]
    const alive = gate.disk(realDisk, base)
    void Promise.allSettled(dead.flatMap((each) => [each.list('a'), each.list('b'), each.list('c')]))
    for (let round = 0; round < 20; round += 1) expect(await alive.list(base)).toHaveLength(1)
  })
})

describe('who is here', () => {
  const other = newIdentifier<WriterId>()
  const own = newIdentifier<WriterId>()
  const file = () => join(folder, 'writers', other, 'here.json')
  const watching = () => {
    let time = 0
    const presence = createPresence({ disk: realDisk, folder, writer: () => own, ticks: () => time })
    return { presence, look: () => presence.look([other, own]), pass: (milliseconds: number) => void (time += milliseconds) }
  }

  test('is told by a file that changes, not by one that was left behind, whatever its clock says', async () => {
    await mkdir(join(folder, 'writers', other), { recursive: true })
    await writeFile(file(), JSON.stringify({ format: 1, name: 'Chloé', beat: 1 }))
    const { presence, look, pass } = watching()
    await look()
    expect(presence.others()).toEqual([])
    await writeFile(file(), JSON.stringify({ format: 1, name: 'Chloé', item: 'item', beat: 2 }))
    pass(3_000)
    await look()
    expect(presence.others()).toEqual([{ writer: other, name: 'Chloé', place: { item: 'item' } }])
    pass(44_000)
    await look()
    expect(presence.others()).toHaveLength(1)
    pass(2_000)
    await look()
    expect(presence.others()).toEqual([])
    await writeFile(file(), JSON.stringify({ format: 1, name: 'Chloé', beat: 3 }))
    pass(11_000)
    await look()
    expect(presence.others()).toHaveLength(1)
    await rm(file())
    pass(3_000)
    await look()
    expect(presence.others()).toEqual([])
  })

  test('ignores what is no such file', async () => {
    await mkdir(join(folder, 'writers', other), { recursive: true })
    const { presence, look, pass } = watching()
    for (const content of ['', '{', '[]', '{"format":9,"name":"x"}', '{"format":1,"name":5}', '{"format":1,"name":"x","item":"../../x"}', `{"format":1,"name":"${'x'.repeat(5_000)}"}`]) {
      await writeFile(file(), content)
      pass(11_000)
      await look()
      expect(presence.others()).toEqual([])
    }
  })

  test('is told at once, then not more than every three seconds, and at least every fifteen', async () => {
    await mkdir(join(folder, 'writers', own), { recursive: true })
    const { presence, pass } = watching()
    const beats = async () => (JSON.parse(await readFile(join(folder, 'writers', own, 'here.json'), 'utf8')) as { readonly beat: number }).beat
    await presence.tell('Anna', {})
    expect(await beats()).toBe(1)
    pass(1_000)
    await presence.tell('Anna', { meeting })
    expect(await beats()).toBe(1)
    pass(2_500)
    await presence.tell('Anna', { meeting })
    expect(await beats()).toBe(2)
    pass(14_000)
    await presence.tell('Anna', { meeting })
    expect(await beats()).toBe(2)
    pass(1_500)
    await presence.tell('Anna', { meeting })
    expect(await beats()).toBe(3)
    await presence.leave()
    expect(await readdir(join(folder, 'writers', own))).toEqual([])
  })
})
