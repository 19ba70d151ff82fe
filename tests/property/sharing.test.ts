import { describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { errorCode } from '../../electron/disk/disk.ts'
import { isTemporary } from '../../electron/disk/durable-file.ts'
import { FolderTrouble } from '../../electron/folder/folder-trouble.ts'
import { createPresence, type Presence } from '../../electron/folder/presence.ts'
import { createReplication, type Replication } from '../../electron/folder/replication.ts'
import { createSpace } from '../../electron/folder/space-file.ts'
import { JournalError, type Journal, type SpaceJournal } from '../../electron/journal/journal.ts'
import { createLogHandlers } from '../../electron/journal/log-handlers.ts'
import { nodePrimitives } from '../../electron/journal/node-primitives.ts'
import { openJournal } from '../../electron/journal/open-journal.ts'
import type { LogBridge, NewChange, PositionsJson } from '../../shared/log/log-bridge.ts'
import { decodeRecord, type DocumentId } from '../../shared/log/record.ts'
import { decodeSegment } from '../../shared/log/segment.ts'
import { appendEntry, bodyFragment } from '../../shared/model/body.ts'
import type { ActionId, AgendaItemId, EntryId, MeetingId, PersonId, WorkspaceId } from '../../shared/model/identifiers.ts'
import { editAction, editAgendaRecord, editAttendance, editMeeting } from '../../shared/model/meeting.ts'
import { addPerson, editPerson } from '../../shared/model/workspace.ts'
import { createFaultyDisk, type DiskFace, type FaultyDisk, type Operation } from '../fixtures/faulty-disk.ts'
import { seed as firstSeed, seededRandom } from '../fixtures/seed.ts'

/**
 * Several computers, each with its journal on a failing disk, share a folder that fails in every way a folder does:
 * one drive that all reach, or copies of it that a sync program keeps alike, late and out of order. Whatever happens,
 * after every step nothing acknowledged is lost, no reader throws and nobody has touched another's file; and when
 * the faults stop, all documents become equal and hold everything that was ever acknowledged.
 *
 * SEED=n begins with the one of that number; RUNS=n runs so many.
 */
const random = vi.hoisted((): { next: () => number } => ({ next: () => 0.5 }))
// Identifiers too come from the seed: the order in which logs are read depends on them.
vi.mock('lib0/random', async (original) => ({
  ...(await original<typeof import('lib0/random')>()),
  uuidv4: () => '10000000-1000-4000-8000-100000000000'.replaceAll(/[018]/gu, (digit) => (Number(digit) ^ (Math.floor(random.next() * 16) >> (Number(digit) / 4))).toString(16)),
}))

const SPACE = '0c0ffee0-0000-4000-8000-000000000001' as WorkspaceId
const MEETING = 'meeting-one' as MeetingId
const DOCUMENTS = [{ kind: 'workspace', id: SPACE }, { kind: 'meeting', id: MEETING }] as const
const FOLDER = '/shared'
const MOST_STEPS = 160
const MOST_COMPUTERS = 5

const runs = Number(process.env.RUNS ?? 150)

describe('several writers and a folder that fails', () => {
  test('nothing acknowledged is lost, nobody touches another’s file, and all become equal', { timeout: 3_600_000 }, async () => {
    const happened = new Map<string, number>()
    let seed = firstSeed
    for (; seed < firstSeed + runs; seed += 1) {
      const world = await createWorld(seed)
      try {
        await world.live()
        await world.settle()
      } catch (error) {
        throw new Error(`SEED=${seed}: ${error instanceof Error ? error.message : String(error)}\n  ${world.story.slice(-30).join('\n  ')}`, { cause: error })
      }
      for (const event of world.story) {
        const kind = event.replace(/^\S+ /u, '').split(' ')[0] ?? ''
        happened.set(kind, (happened.get(kind) ?? 0) + 1)
      }
    }
    console.log(`sharing: ${seed - firstSeed} runs; ${[...happened].map(([kind, count]) => `${kind} ${count}`).join(', ')}`)
  })
})

interface Computer {
  readonly name: string
  readonly machine: string
  readonly journalDisk: FaultyDisk
  /** The disk on which its shared folder stands: everybody's, or its own copy. */
  readonly shared: FaultyDisk
  readonly face: DiskFace
  readonly ids: Set<string>
  /** Update → document: what was acknowledged to the person here. */
  readonly acknowledged: Map<string, DocumentId>
  ticks: number
  journal: Journal
  space: SpaceJournal
  bridge: LogBridge
  replication: Replication
  presence: Presence
  documents: ReadonlyMap<DocumentId, Y.Doc>
  positions: PositionsJson
  unsaved: NewChange[]
}

interface World {
  readonly story: readonly string[]
  live(): Promise<void>
  settle(): Promise<void>
}

async function createWorld(seed: number): Promise<World> {
  const chance = seededRandom(seed)
  random.next = chance
  const below = (count: number) => Math.floor(chance() * count)
  const pick = <Value>(values: readonly Value[]): Value => values[below(values.length)] as Value
  const story: string[] = []
  const isSynced = chance() < 0.5
  const makeShared = () => createFaultyDisk({ seed: below(2 ** 31), foldsCase: chance() < 0.3, timeStep: pick([1, 2000]) })
  const drive = makeShared()
  const computers: Computer[] = []
  const couriers = new Map<string, Map<string, Uint8Array>>()
  let wallClock = 1_750_000_000_000
  let clientId = 1

  // A computer, from its start to a crash

  const watch = (computer: () => Computer) => (operation: Operation): string | undefined => {
    if (!['create', 'rename', 'link', 'remove', 'makeFolder', 'write', 'truncate'].includes(operation.kind)) return undefined
    const here = computer()
    here.ids.add(here.space.writer)
    for (const path of [operation.path, operation.to]) {
      if (path === undefined) continue
      const [, owner, ...below] = path.slice(FOLDER.length).split('/').slice(1)
      // Where capitals are not told apart, what a sync program wrote in them is the own folder's name.
      if (!path.startsWith(`${FOLDER}/writers/`) || !owner || !here.ids.has(owner.toLowerCase())) throw new Error(`${here.name} touched ${path}`)
      const name = below.at(-1) ?? ''
      const isImmutable = name !== '' && name !== 'here.json' && !isTemporary(name)
      if (isImmutable && (operation.kind === 'write' || operation.kind === 'truncate')) throw new Error(`${here.name} changed ${path}`)
      if (isImmutable && operation.kind === 'remove' && !standsElsewhere(here.shared, path)) throw new Error(`${here.name} removed ${path}, which stands nowhere else`)
      if (isImmutable && operation.kind === 'rename' && (here.shared.files().get(path)?.length ?? 0) > 0) throw new Error(`${here.name} replaced ${path}`)
    }
    return undefined
  }

  /** Whoever comes in this moment must find what stands in a file that is removed. */
  const standsElsewhere = (disk: FaultyDisk, removed: string): boolean => {
    const files = disk.files()
    const goodAt = (path: string) => {
      const segment = decodeSegment(files.get(path) ?? new Uint8Array(), nodePrimitives)
      return segment.ok ? segment.value : undefined
    }
    const segment = goodAt(removed)
    return !segment || [...files.keys()].some((path) => {
      const other = path !== removed && path.toLowerCase().startsWith(`${FOLDER}/writers/${segment.writer}/`) && goodAt(path)
      return other && other.first <= segment.first && other.last >= segment.last
    })
  }

  const start = async (computer: Computer): Promise<void> => {
    computer.journal = await openJournal('/journal', {
      disk: computer.journalDisk, primitives: nodePrimitives, rollAt: 4_000,
      fingerprintOf: async () => ({ machine: computer.machine, path: 'same', folder: ['same'] }),
    })
    computer.space = await computer.journal.space(SPACE)
    computer.ids.add(computer.space.writer)
    computer.bridge = createLogHandlers(computer.journal, { tell: () => undefined }, { problem: () => undefined })
    const ticks = () => computer.ticks
    computer.replication = createReplication({
      journal: computer.space, disk: computer.face, folder: FOLDER, primitives: nodePrimitives, ticks, isNew: false, room: () => computer.journalDisk.room('/journal'),
      pause: async (milliseconds) => void (computer.ticks += milliseconds),
    })
    computer.presence = createPresence({ disk: computer.face, folder: FOLDER, writer: () => computer.space.writer, ticks })
    computer.positions = {}
    computer.unsaved = []
    computer.documents = new Map(DOCUMENTS.map(({ kind, id }) => {
      const document = new Y.Doc()
      document.clientID = clientId++
      document.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin !== 'log') computer.unsaved.push({ document: { kind, id }, update: Buffer.from(update).toString('base64') })
      })
      return [id, document]
    }))
    await refresh(computer)
  }

  const add = async (source?: Computer): Promise<Computer> => {
    const shared = isSynced ? makeShared() : drive
    const computer = {
      name: `computer${computers.length}`,
      machine: source && chance() < 0.7 ? source.machine : `machine${computers.length}`,
      journalDisk: createFaultyDisk({ seed: below(2 ** 31) }),
      shared,
      face: shared.face(),
      ids: new Set(source?.ids),
      acknowledged: new Map(source?.acknowledged),
      ticks: below(1_000_000),
    } as Computer
    computer.face.faults.before = watch(() => computer)
    for (const [path, content] of source?.journalDisk.files() ?? []) computer.journalDisk.put(path, content)
    if (isSynced) for (const [path, content] of (source?.shared ?? drive).files()) shared.put(path, content)
    computers.push(computer)
    await start(computer)
    return computer
  }

  // What its page does

  const refresh = async (computer: Computer) => {
    for (let more = true; more; ) {
      const answer = await computer.bridge.readChanges({ workspace: SPACE, after: computer.positions })
      if (!answer.ok) throw new Error('a reader could not read')
      for (const record of answer.records) {
        if (record.kind === 'change') Y.applyUpdate(computer.documents.get(record.document.id)!, Buffer.from(record.update, 'base64'), 'log')
      }
      ;({ positions: computer.positions, more } = answer)
    }
  }
  const save = async (computer: Computer) => {
    const changes = computer.unsaved.splice(0)
    if (changes.length === 0) return
    const answer = await computer.bridge.appendChanges({ workspace: SPACE, seen: computer.positions, changes })
    if (answer.ok) for (const { document, update } of changes) computer.acknowledged.set(update, document.id)
    else computer.unsaved.unshift(...changes)
  }
  const edit = (computer: Computer) => {
    const [workspace, meeting] = DOCUMENTS.map(({ id }) => computer.documents.get(id)!) as [Y.Doc, Y.Doc]
    const item = pick(['item-a', 'item-b', 'item-c']) as AgendaItemId
    const person = pick(['person-a', 'person-b']) as PersonId
    const body = bodyFragment(meeting, item, pick(['fr', 'en']))
    const word = `${computer.name}.${below(1000)} `
    const edits: readonly (() => void)[] = [
      () => editAgendaRecord(meeting, item, { order: `a${below(9)}`, title: { fr: word, original: 'fr' } }),
      () => editAgendaRecord(meeting, item, { deleted: chance() < 0.5 }),
      () => editAttendance(meeting, person, { status: pick(['present', 'remote', 'excused']), guest: chance() < 0.5 }),
      () => editAction(meeting, 'action-a' as ActionId, { state: pick(['open', 'done']) }),
      () => editMeeting(meeting, { title: { en: word, original: 'en' } }),
      () => void addPerson(workspace, { name: word }),
      () => editPerson(workspace, person, { name: word, deleted: chance() < 0.3 }),
      () => appendEntry(body, { id: `entry-${below(1e9)}` as EntryId, kind: 'note', list: 'none', level: 0, speakers: [], original: 'fr', runs: [{ text: word }] } as never),
      () => {
        const texts = body.toArray().flatMap((node) => (node instanceof Y.XmlElement ? node.toArray() : [])).filter((node) => node instanceof Y.XmlText)
        const text = texts[below(texts.length)]
        if (!text) return
        if (text.length > 2 && chance() < 0.4) text.delete(below(text.length - 1), 1)
        else text.insert(below(text.length + 1), word)
      },
      () => {
        if (body.length > 0) body.delete(below(body.length), 1)
      },
    ]
    for (let count = 1 + below(4); count > 0; count -= 1) pick(edits)()
  }

  // What may be refused, and what must never happen

  const attempt = async (what: string, computer: Computer, work: () => Promise<unknown>) => {
    try {
      await work()
      story.push(`${computer.name} ${what}`)
    } catch (error) {
      if (!(error instanceof FolderTrouble) && !(error instanceof JournalError) && !/^E[A-Z]+$/u.test(errorCode(error))) throw error
      story.push(`${computer.name} ${what}-failed ${error instanceof FolderTrouble ? error.problem : errorCode(error)}`)
    }
  }
  const check = async (computer: Computer) => {
    const found = new Set<string>()
    for (const { log } of computer.space.positions()) {
      for (const { payload } of await computer.space.read(log, 0, 1e9)) {
        const record = decodeRecord(payload)
        if (record?.kind === 'change') found.add(Buffer.from(record.update).toString('base64'))
      }
    }
    for (const update of computer.acknowledged.keys()) if (!found.has(update)) throw new Error(`${computer.name} has lost what it acknowledged`)
  }

  // What happens to the folder

  const copyBetween = (from: Computer, to: Computer, isHonest: boolean) => {
    const key = `${from.name}>${to.name}`
    const delivered = couriers.get(key) ?? new Map<string, Uint8Array>()
    couriers.set(key, delivered)
    const files = [...from.shared.files()].filter(([path]) => [...from.ids].some((id) => path.startsWith(`${FOLDER}/writers/${id}/`)))
    const present = new Set(files.map(([path]) => path))
    const there = to.shared.files()
    const isOlder = (path: string, at: Computer) => !at.ids.has(path.split('/')[3] ?? '') || !decodeSegment(there.get(path)!, nodePrimitives).ok
    // In the end a sync program makes the copies equal again, whatever was done to one of them.
    const isDue = ([path, content]: readonly [string, Uint8Array]) =>
      isHonest ? !isTemporary(path) && (!there.has(path) || (isOlder(path, to) && Buffer.compare(there.get(path)!, content) !== 0)) : delivered.get(path) !== content
    const changes: readonly (() => void)[] = [
      ...files.filter(isDue).map(([path, content]) => () => {
        const fate = isHonest ? 1 : chance()
        if (fate < 0.15) to.shared.put(path, content.subarray(0, below(content.length)))
        else if (fate < 0.2) to.shared.put(path, new Uint8Array(content.length))
        else {
          if (fate < 0.3) to.shared.put(path.replace(/\.minutes$/u, pick(['.sync-conflict-20260101-120000-ABCDEFG.minutes', ' (conflicted copy).minutes', ' (1).MINUTES'])), content)
          if (fate < 0.33) to.shared.put(path.toUpperCase().replace(FOLDER.toUpperCase(), FOLDER), content)
          to.shared.put(path, content)
          delivered.set(path, content)
        }
      }),
      ...[...delivered.keys()].filter((path) => !present.has(path)).map((path) => () => {
        to.shared.put(path, undefined)
        delivered.delete(path)
      }),
    ]
    const order = isHonest ? changes : changes.map((change) => ({ change, at: chance() })).sort((left, right) => left.at - right.at).map(({ change }) => change).slice(0, 1 + below(6))
    for (const change of order) change()
  }
  const sync = (isHonest: boolean) => {
    if (!isSynced) return
    const [from, to] = isHonest ? [undefined, undefined] : [pick(computers), pick(computers)]
    for (const source of from ? [from] : computers) for (const target of to ? [to] : computers) if (source !== target) copyBetween(source, target, isHonest)
  }
  const setFaults = (computer: Computer) => {
    const { faults } = computer.face
    const busy = { share: 0.02 + chance() * 0.4, codes: pick([['EBUSY'], ['EACCES', 'EPERM'], ['EBUSY', 'EACCES', 'EIO']]) }
    faults.chances = pick([{}, {}, { open: busy }, { rename: busy, link: busy }, { create: busy, write: busy }, { list: busy }, { remove: busy, stat: busy }, { sync: busy, read: busy }])
    faults.room = chance() < 0.15 ? below(3_000) : Number.POSITIVE_INFINITY
    faults.hasLinks = chance() < 0.7
  }
  const damage = (disk: FaultyDisk) => {
    const paths = [...disk.files().keys()].filter((path) => path.endsWith('.minutes'))
    const path = pick(paths)
    if (!path) return
    const content = disk.files().get(path)!
    const fate = below(4)
    if (fate === 0) disk.put(path, undefined)
    if (fate === 1) disk.put(path, content.subarray(0, below(content.length)))
    if (fate === 2) disk.put(path.replace('.minutes', ' - copie.minutes'), content.subarray(0, below(content.length)))
    if (fate === 3) disk.put(path.replace('.minutes', '.bak'), Buffer.from(content).fill(below(256), below(content.length)))
  }
  const litter = (disk: FaultyDisk) => {
    const place = pick(['', '/writers', `/writers/${[...pick(computers).ids][0]}`])
    disk.put(`${FOLDER}${place}/${pick(['desktop.ini', 'Thumbs.db', 'liste.xlsx', '~$notes.docx', 'photo.jpg', 'MNTS', 'autre/notes.txt', 'archive/x.minutes'])}`, Buffer.from(pick(['', 'MNTS', 'MNTS\u0001', 'texte'])))
  }
  const emptied = (disk: FaultyDisk, withSpace: boolean) => {
    disk.put(`${FOLDER}/writers`, undefined)
    if (withSpace) disk.put(`${FOLDER}/space.json`, undefined)
  }
  /** The drive is unmounted: an empty folder stands in its place for a while. */
  const unmounted = async (computer: Computer) => {
    const before = computer.shared.files()
    emptied(computer.shared, true)
    for (const step of [() => computer.replication.look(), () => computer.replication.publish(), () => computer.replication.tidy()]) await attempt('unmounted', computer, step)
    const written = [...computer.shared.files().keys()].filter((path) => path.startsWith(`${FOLDER}/writers/`) || path === `${FOLDER}/space.json`)
    if (written.length > 0) throw new Error(`${computer.name} wrote ${written[0]} into an empty folder`)
    for (const [path, content] of before) computer.shared.put(path, content)
  }

  const crash = async (computer: Computer) => {
    computer.journalDisk.crash()
    await start(computer)
  }
  const restart = async (computer: Computer) => {
    await computer.journal.close()
    await start(computer)
  }

  const step = async () => {
    const computer = pick(computers)
    const { replication, presence } = computer
    for (const each of computers) each.ticks += below(3_000)
    wallClock += below(3_000)
    vi.setSystemTime(wallClock)
    const dice = chance()
    if (dice < 0.28) {
      edit(computer)
      await save(computer)
      story.push(`${computer.name} edit`)
    } else if (dice < 0.48) {
      await attempt('publish', computer, () => replication.publish())
      await attempt('tidy', computer, () => replication.tidy())
    } else if (dice < 0.68) {
      await attempt('look', computer, () => replication.look())
      await refresh(computer)
    } else if (dice < 0.72) {
      await attempt('meet', computer, async () => {
        await presence.look(replication.writers())
        await presence.tell(computer.name, {})
      })
    } else if (dice < 0.82) sync(false)
    else if (dice < 0.85) setFaults(computer)
    else if (dice < 0.87) {
      await crash(computer)
      story.push(`${computer.name} crash`)
    } else if (dice < 0.885) {
      await restart(computer)
      story.push(`${computer.name} restart`)
    } else if (dice < 0.9) {
      wallClock += pick([-1, 1]) * 365 * 86_400_000
      story.push('clocks jump')
    } else if (dice < 0.92) computer.ticks += 400_000
    else if (dice < 0.935) {
      computer.journalDisk.faults.room = chance() < 0.5 ? below(400) : Number.POSITIVE_INFINITY
      story.push(`${computer.name} journal-room ${computer.journalDisk.faults.room}`)
    } else if (dice < 0.95) {
      computer.face.vanish(pick(['ENOENT', 'EIO']))
      await attempt('vanished', computer, () => replication.look())
      if (chance() < 0.6) computer.face.comeBack()
    } else if (dice < 0.962) {
      damage(computer.shared)
      story.push(`${computer.name} damage`)
    } else if (dice < 0.975) litter(computer.shared)
    else if (dice < 0.982) {
      emptied(computer.shared, false)
      story.push(`${computer.name} emptied`)
    } else if (dice < 0.989) await unmounted(computer)
    else if (computers.length < MOST_COMPUTERS) {
      const clone = await add(computer)
      story.push(`${computer.name} cloned ${clone.machine === computer.machine ? 'same machine' : 'other machine'}`)
    }
    await check(computer)
  }

  vi.useFakeTimers({ toFake: ['Date'] })
  await createSpace(drive, FOLDER, SPACE)
  for (let count = 2 + below(3); count > 0; count -= 1) await add()

  return {
    story,
    async live() {
      for (let count = 20 + below(MOST_STEPS - 20); count > 0; count -= 1) await step()
    },
    async settle() {
      for (const computer of computers) {
        computer.face.comeBack()
        computer.face.faults.chances = {}
        computer.face.faults.room = Number.POSITIVE_INFINITY
        computer.journalDisk.faults.room = Number.POSITIVE_INFINITY
        if (chance() < 0.7) await restart(computer)
        await save(computer)
      }
      for (let round = 0; round < 30; round += 1) {
        sync(true)
        for (const computer of computers) {
          // Long enough, all in all, for what is only done now and then.
          computer.ticks += 151_000
          await computer.replication.look()
          await computer.replication.publish()
          await computer.replication.tidy()
        }
      }
      sync(true)
      const late = await add()
      if (isSynced) for (const [path, content] of pick(computers.slice(0, -1)).shared.files()) late.shared.put(path, content)
      await late.replication.look()
      for (const computer of computers) await refresh(computer)
      const acknowledged = new Map(computers.flatMap((computer) => [...computer.acknowledged]))
      for (const computer of computers) {
        await check(computer)
        expect(computer.replication.waiting(), computer.name).toBe(0)
        expect([computer.replication.stands(), computer.replication.isIncomplete()], computer.name).toEqual([true, false])
        for (const { id } of DOCUMENTS) {
          const document = computer.documents.get(id)!
          const snapshot = Y.snapshot(document)
          expect(document.store.pendingStructs, computer.name).toBe(null)
          expect(Y.equalSnapshots(snapshot, Y.snapshot(computers[0]!.documents.get(id)!)), `${computer.name} and ${computers[0]!.name} are equal`).toBe(true)
          for (const [update, owner] of acknowledged) {
            if (owner === id && !Y.snapshotContainsUpdate(snapshot, Buffer.from(update, 'base64'))) throw new Error(`${computer.name} lacks an acknowledged change`)
          }
        }
      }
      for (const { journal } of computers) await journal.close()
    },
  }
}

