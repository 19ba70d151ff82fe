import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Y from 'yjs'
import { realDisk, type Disk } from '../../electron/disk/disk.ts'
import { createFolderGate } from '../../electron/folder/folder-gate.ts'
import { createPresence } from '../../electron/folder/presence.ts'
import { createReplication, type Replication } from '../../electron/folder/replication.ts'
import { createSpace } from '../../electron/folder/space-file.ts'
import type { SpaceJournal } from '../../electron/journal/journal.ts'
import { nodePrimitives } from '../../electron/journal/node-primitives.ts'
import { openJournal } from '../../electron/journal/open-journal.ts'
import { appendEntry, bodyFragment, type Entry } from '../../shared/model/body.ts'
import { newIdentifier, type AgendaItemId, type EntryId, type MeetingId, type WorkspaceId } from '../../shared/model/identifiers.ts'
import { seededRandom } from '../fixtures/seed.ts'
import { committeeMinutes } from '../fixtures/minutes-committee.ts'
import { median, quantile, rounded, type Measurement } from './measurement.ts'

/** The real disk without its durability, which the folders that are measured do not need, to make them in a reasonable time. */
const quickDisk: Disk = {
  ...realDisk,
  open: async (path, how) => ({ ...(await realDisk.open(path, how)), sync: () => Promise.resolve() }),
  syncFolder: () => Promise.resolve(),
}

const MEETING = newIdentifier<MeetingId>()
const POLL_EVERY = 1_500

interface Writer {
  readonly space: SpaceJournal
  readonly replication: Replication
  /** One poll as the application makes it: the logs, and who is here. */
  poll(): Promise<void>
  close(): Promise<void>
}

async function openWriter(base: string, name: string, folder: string, workspace: WorkspaceId, disk: Disk = quickDisk): Promise<Writer> {
  const journal = await openJournal(join(base, name), { disk: quickDisk, primitives: nodePrimitives })
  const space = await journal.space(workspace)
  let time = 0
  const ticks = () => time
  const pause = () => Promise.resolve()
  const replication = createReplication({ journal: space, disk, folder, primitives: nodePrimitives, ticks, pause, isNew: false })
  const presence = createPresence({ disk, folder, writer: () => space.writer, ticks })
  const poll = async (): Promise<void> => {
    time += POLL_EVERY
    const { more } = await replication.look()
    if (more) await poll()
    else await presence.look(replication.writers())
  }
  return { space, replication, poll, close: () => journal.close() }
}

interface FolderSize {
  readonly writers: number
  readonly meetings: number
}

/** Changes of one writer in one meeting, and of how many of them each segment is made while it is live. */
const CHANGES_OF_A_MEETING = 200
const LIVE_SEGMENT = 2

/** A shared folder as years leave it: made by the publishing code alone, the last meeting as it is typed. */
async function makeFolder(base: string, { writers, meetings }: FolderSize, workspace: WorkspaceId): Promise<string> {
  const folder = join(base, `shared-${writers}-${meetings}`)
  await realDisk.makeFolder(folder)
  await createSpace(realDisk, folder, workspace)
  const random = seededRandom(meetings)
  for (let index = 0; index < writers; index += 1) {
    const writer = await openWriter(base, `writer-${writers}-${meetings}-${index}`, folder, workspace)
    const append = (count: number) => {
      const changes = Array.from({ length: count }, () => ({
        kind: 'change' as const, time: 1_750_000_000_000, document: { kind: 'meeting' as const, id: MEETING }, update: Uint8Array.from({ length: 24 + Math.floor(random() * 40) }, () => Math.floor(random() * 256)),
      }))
      return writer.space.append(changes, writer.space.seen())
    }
    const share = async (count: number) => {
      await append(count)
      await writer.replication.publish()
      await writer.replication.tidy()
    }
    for (let meeting = 1; meeting < meetings; meeting += 1) await share(CHANGES_OF_A_MEETING)
    for (let change = 0; change < CHANGES_OF_A_MEETING; change += LIVE_SEGMENT) await share(LIVE_SEGMENT)
    await writer.close()
  }
  return folder
}

interface Polled {
  readonly median: number
  readonly worst: number
  readonly files: number
  readonly bytes: number
}

const POLLS = 420

/**
 * Polls that find nothing new, after one that has read everything: ten minutes of them, with all that is done now and
 * then. The folders in turn, so that what else the machine does weighs on all of them alike.
 */
async function idlePolls(base: string, folders: readonly string[], workspace: WorkspaceId): Promise<readonly Polled[]> {
  const readers = await Promise.all(folders.map((folder, index) => openWriter(base, `reader-${index}`, folder, workspace, createFolderGate().disk(realDisk, folder))))
  try {
    for (const reader of readers) {
      await reader.poll()
      await reader.replication.publish()
    }
    const times = readers.map((): number[] => [])
    for (let poll = 0; poll < POLLS; poll += 1) {
      for (const [index, reader] of readers.entries()) {
        const start = performance.now()
        await reader.poll()
        times[index]?.push(performance.now() - start)
      }
    }
    return await Promise.all(folders.map(async (folder, index) => ({ median: median(times[index] ?? []), worst: quantile(times[index] ?? [], 1), ...(await folderSize(folder)) })))
  } finally {
    for (const reader of readers) await reader.close()
  }
}

async function folderSize(folder: string): Promise<{ readonly files: number; readonly bytes: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const segments = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.minutes'))
  const sizes = await Promise.all(segments.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size))
  return { files: segments.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}

/**
 * A poll of a folder with ten years of five writers that finds nothing new, beside the same with a tenth of what was
 * written. Twice as many writers with half as much each is said too: that is what makes it longer.
 */
export async function pollBench(): Promise<Measurement> {
  return inFolder(async (base) => {
    const workspace = newIdentifier<WorkspaceId>()
    const folders: string[] = []
    for (const size of [{ writers: 5, meetings: 50 }, { writers: 5, meetings: 500 }, { writers: 10, meetings: 250 }]) folders.push(await makeFolder(base, size, workspace))
    const [tenth, years, crowd] = (await idlePolls(base, folders, workspace)) as [Polled, Polled, Polled]
    const ratio = years.median / tenth.median
    const said = ({ median: time, worst, files, bytes }: Polled) => `${rounded(time)} ms, at worst ${rounded(worst)} ms, ${files} segments of ${rounded(bytes / 1e6)} MB`
    console.log(`poll-ten-years: 5 writers × 500 meetings ${said(years)}; × 50 meetings ${said(tenth)}; 10 writers × 250 meetings ${said(crowd)}`)
    return {
      name: 'poll-ten-years', value: rounded(years.median), unit: 'ms', reference: rounded(tenth.median), ratio: rounded(ratio),
      budget: '≤ 20 ms, ≤ 1.5 × a tenth of it', ok: years.median <= 20 && ratio <= 1.5,
    }
  })
}

/** What one types in a second, on the whole; now and then some of it is taken back. */
const CHARACTERS_A_SECOND = { least: 2, most: 7 }
const CORRECTIONS = 0.04

/** What the folder holds of a meeting that was typed, against its text and against the raw Yjs updates of the same session. */
export async function bytesBench(): Promise<Measurement> {
  return inFolder(async (base) => {
    const workspace = newIdentifier<WorkspaceId>()
    const [live, kept] = [await shareSession(base, 'live', workspace, false), await shareSession(base, 'kept', workspace, true)]
    const { text, updates, state } = kept.session
    const raw = updates.reduce((sum, update) => sum + update.length, 0)
    const perCharacter = (bytes: number) => rounded(bytes / text)
    const ratio = kept.bytes / raw
    console.log(
      `bytes-per-character: ${text} bytes of text in ${updates.length} batches; in the folder ${perCharacter(kept.bytes)} in ${kept.files} segments, ` +
        `${perCharacter(live.bytes)} in ${live.files} if small segments were left as they are; the whole document as one Yjs state ${perCharacter(state)}`,
    )
    return { name: 'bytes-per-character', value: perCharacter(kept.bytes), unit: 'B', reference: perCharacter(raw), ratio: rounded(ratio), budget: '≤ 1 × raw Yjs updates', ok: ratio <= 1 }
  })
}

interface Session {
  /** Bytes of the text in UTF-8. */
  readonly text: number
  readonly updates: readonly Uint8Array[]
  /** Bytes of the document as one update. */
  readonly state: number
}

async function shareSession(base: string, name: string, workspace: WorkspaceId, tidies: boolean): Promise<{ readonly session: Session; readonly files: number; readonly bytes: number }> {
  const folder = join(base, `shared-${name}`)
  await realDisk.makeFolder(folder)
  await createSpace(realDisk, folder, workspace)
  const writer = await openWriter(base, name, folder, workspace)
  try {
    const session = typeMeeting()
    let time = 1_750_000_000_000
    for (const update of session.updates) {
      time += 1_000
      await writer.space.append([{ kind: 'change', time, document: { kind: 'meeting', id: MEETING }, update }], writer.space.seen())
      await writer.replication.publish()
      if (tidies) await writer.replication.tidy()
    }
    return { session, ...(await folderSize(folder)) }
  } finally {
    await writer.close()
  }
}

/** The minutes of a meeting typed from the first word to the last, a second at a time. */
function typeMeeting(): Session {
  const random = seededRandom(1)
  const document = new Y.Doc()
  document.clientID = 1
  const updates: Uint8Array[] = []
  let batch: Uint8Array[] = []
  document.on('update', (update: Uint8Array) => batch.push(update))
  const endOfSecond = () => {
    if (batch.length > 0) updates.push(Y.mergeUpdates(batch))
    batch = []
  }
  let text = 0
  for (const { item, paragraph } of paragraphs()) {
    const fragment = bodyFragment(document, item, 'fr')
    appendEntry(fragment, emptyEntry())
    const line = fragment.get(fragment.length - 1)
    if (!(line instanceof Y.XmlElement)) throw new Error('an entry is an element')
    const typed = new Y.XmlText()
    line.insert(0, [typed])
    for (let position = 0; position < paragraph.length; ) {
      const count = CHARACTERS_A_SECOND.least + Math.floor(random() * (CHARACTERS_A_SECOND.most - CHARACTERS_A_SECOND.least + 1))
      for (const character of paragraph.slice(position, position + count)) typed.insert(typed.length, character)
      position += count
      endOfSecond()
      if (random() < CORRECTIONS) {
        const back = Math.min(4, typed.length)
        const taken = typed.toString().slice(-back)
        typed.delete(typed.length - back, back)
        endOfSecond()
        typed.insert(typed.length, taken)
        endOfSecond()
      }
    }
    text += Buffer.byteLength(paragraph)
  }
  return { text, updates, state: Y.encodeStateAsUpdate(document).length }
}

function paragraphs(): readonly { readonly item: AgendaItemId; readonly paragraph: string }[] {
  const found: { readonly item: AgendaItemId; readonly paragraph: string }[] = []
  const collect = ({ id, body, children }: ReturnType<typeof committeeMinutes>['agenda'][number]) => {
    for (const { fr } of body) if (fr) found.push({ item: id as AgendaItemId, paragraph: fr.map((run) => run.text).join('') })
    for (const child of children) collect(child)
  }
  for (const item of committeeMinutes().agenda) collect(item)
  return found
}

function emptyEntry(): Entry {
  return { id: newIdentifier<EntryId>(), kind: 'note', list: 'none', level: 0, speakers: [], original: 'fr', runs: [] } as unknown as Entry
}

async function inFolder<Result>(work: (base: string) => Promise<Result>): Promise<Result> {
  const base = await mkdtemp(join(tmpdir(), 'minutier-bench-'))
  try {
    return await work(base)
  } finally {
    await rm(base, { recursive: true, force: true })
  }
}
