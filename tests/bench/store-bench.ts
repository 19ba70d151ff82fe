import 'fake-indexeddb/auto'
import * as Y from 'yjs'
import { MinutierDatabase } from '../../renderer/store/database.ts'
import { Store } from '../../renderer/store/store.ts'
import type { LogId, Positions } from '../../shared/log/record.ts'
import { bodyFragment } from '../../shared/model/body.ts'
import { LOCAL_CHANGE } from '../../shared/model/fact-table.ts'
import { newIdentifier, type AgendaItemId, type MeetingId, type SeriesId, type WorkspaceId } from '../../shared/model/identifiers.ts'
import { editMeeting } from '../../shared/model/meeting.ts'
import { bring, openRealJournal, removeFolder, temporaryFolder, type RealJournal } from '../fixtures/real-journal.ts'
import { newViewName } from '../fixtures/real-stores.ts'
import { addTopics, typeWords } from '../fixtures/typed-minutes.ts'
import { median, rounded, type Measurement } from './measurement.ts'

const WRITERS = 3
/** Two hours, one batch a second. */
const BATCHES = 7_200
/** Seconds until the others have what one has written. */
const DELAY = 5
const ITEMS = 14
const LETTERS_A_BATCH = 4
const ROUNDS = 9
const MOST_TIMES_RAW = 2
const TEXT = 'La houle du large a déplacé les bouées de la passe nord ; on les remet en place avant la fin du mois, si le temps le permet. '

/**
 * Three secretaries who write in one meeting for two hours: all their records read in the order of the logs and applied
 * by the store, as for somebody who joins, and as for one of the three whose view was lost, beside Yjs alone that
 * applies the same updates in the same order. The slower of the two counts.
 */
export async function mergeBench(): Promise<Measurement> {
  const journals: RealJournal[] = []
  const journal = async () => {
    const opened = await openRealJournal(await temporaryFolder())
    journals.push(opened)
    return opened
  }
  try {
    const workspace = newIdentifier<WorkspaceId>()
    const meeting = newIdentifier<MeetingId>()
    const writers = await Promise.all(Array.from({ length: WRITERS }, journal))
    await writeTogether(writers, workspace, meeting)
    const joined = await journal()
    for (const writer of writers) await bring(workspace, writer.journal, joined.journal)
    for (const other of writers.slice(1)) await bring(workspace, other.journal, writers[0]!.journal)
    const updates = await updatesInOrder(joined, workspace)
    const rounds: { readonly raw: number; readonly joined: number; readonly own: number }[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push({ raw: applyRaw(updates), joined: await readIntoStore(joined), own: await readIntoStore(writers[0]!) })
    }
    // What else the machine does for a second or two is not ours: the quietest third counts, for all three alike.
    const quiet = rounds.toSorted((left, right) => left.raw + left.joined + left.own - right.raw - right.joined - right.own).slice(0, ROUNDS / 3)
    const reference = median(quiet.map(({ raw }) => raw))
    const value = Math.max(median(quiet.map(({ joined: time }) => time)), median(quiet.map(({ own }) => own)))
    const ratio = value / reference
    return {
      name: 'merge-three-writers', value: rounded(value), unit: 'ms', reference: rounded(reference), ratio: rounded(ratio),
      budget: `at most ${MOST_TIMES_RAW} × Yjs alone, ${WRITERS * BATCHES} updates`, ok: ratio <= MOST_TIMES_RAW,
    }
  } finally {
    for (const { folder, close } of journals) {
      await close()
      await removeFolder(folder)
    }
  }
}

/** Everybody writes in an item of their own for a while, then in another; what others wrote comes some seconds later. */
async function writeTogether(writers: readonly RealJournal[], workspace: WorkspaceId, meeting: MeetingId): Promise<void> {
  const document = { kind: 'meeting' as const, id: meeting }
  const pens = await Promise.all(writers.map(async ({ journal }) => new Pen(await journal.space(workspace))))
  let items: readonly AgendaItemId[] = []
  pens[0]!.write((made) => {
    editMeeting(made, { workspace, series: newIdentifier<SeriesId>(), ordinal: 1 })
    items = addTopics(made, ITEMS)
  })
  for (let batch = 0; batch < BATCHES; batch += 1) {
    for (const [number, pen] of pens.entries()) {
      if (batch % DELAY === 0 || batch === 1) for (const other of pens) if (other !== pen) pen.learn(other)
      const item = items[(Math.floor((batch * ITEMS) / BATCHES) + number * (batch % 3 === 0 ? 0 : 4)) % ITEMS]!
      if (batch > 0) pen.write((made) => type(made, item, batch))
    }
    // Kept in memory until here: a journal is opened for many records at once.
    if (batch % 100 === 99 || batch === BATCHES - 1) for (const pen of pens) await pen.save(document)
  }
}

class Pen {
  readonly #space: Awaited<ReturnType<RealJournal['journal']['space']>>
  readonly #document = new Y.Doc()
  readonly updates: Uint8Array[] = []
  readonly #unsaved: { readonly update: Uint8Array; readonly seen: Positions }[] = []
  readonly #seen = new Map<Pen, number>()

  constructor(space: Awaited<ReturnType<RealJournal['journal']['space']>>) {
    this.#space = space
  }

  write(change: (document: Y.Doc) => void): void {
    let update: Uint8Array | undefined
    const keep = (made: Uint8Array) => (update = made)
    this.#document.on('update', keep)
    this.#document.transact(() => change(this.#document), LOCAL_CHANGE)
    this.#document.off('update', keep)
    if (!update) return
    this.updates.push(update)
    this.#unsaved.push({ update, seen: new Map([...this.#seen].map(([pen, count]) => [pen.#space.writer as LogId, count])) })
  }

  learn(other: Pen): void {
    const from = this.#seen.get(other) ?? 0
    this.#document.transact(() => {
      for (const update of other.updates.slice(from)) Y.applyUpdate(this.#document, update)
    })
    this.#seen.set(other, other.updates.length)
  }

  async save(document: { readonly kind: 'meeting'; readonly id: MeetingId }): Promise<void> {
    for (const { update, seen } of this.#unsaved.splice(0)) await this.#space.append([{ kind: 'change', time: Date.now(), document, update }], seen)
  }
}

function type(document: Y.Doc, item: AgendaItemId, batch: number): void {
  const fragment = bodyFragment(document, item, 'fr')
  const letters = TEXT.slice((batch * LETTERS_A_BATCH) % TEXT.length).slice(0, LETTERS_A_BATCH) || ' '
  // Mostly at the end, now and then a word further up.
  typeWords(fragment, letters, (length) => (batch % 20 === 0 ? Math.floor(length / 2) : length))
}

async function updatesInOrder({ bridge }: RealJournal, workspace: WorkspaceId): Promise<readonly Uint8Array[]> {
  const updates: Uint8Array[] = []
  let after = {}
  for (;;) {
    const result = await bridge.readChanges({ workspace, after })
    if (!result.ok) throw new Error(result.problem)
    for (const record of result.records) if (record.kind === 'change') updates.push(new Uint8Array(Buffer.from(record.update, 'base64')))
    if (!result.more) return updates
    after = result.positions
  }
}

function applyRaw(updates: readonly Uint8Array[]): number {
  const document = new Y.Doc()
  const began = performance.now()
  for (const update of updates) Y.applyUpdate(document, update)
  const time = performance.now() - began
  document.destroy()
  return time
}

/** From the files of the logs to the document and the rows derived from it; without what the imitation of a database takes. */
async function readIntoStore(journal: RealJournal): Promise<number> {
  const database = new MinutierDatabase(newViewName())
  let inDatabase = 0
  const transaction = database.transaction.bind(database) as (...values: unknown[]) => Promise<unknown>
  database.transaction = (async (...values: unknown[]) => {
    const before = performance.now()
    const result = await transaction(...values)
    inDatabase += performance.now() - before
    return result
  }) as unknown as typeof database.transaction
  const store = new Store(journal.bridge, database)
  const began = performance.now()
  await store.start()
  const time = performance.now() - began
  store.stop()
  return time - inDatabase
}
