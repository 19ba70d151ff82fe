import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as Y from 'yjs'
import { createLogHandlers } from '../../electron/journal/log-handlers.ts'
import { nodePrimitives } from '../../electron/journal/node-primitives.ts'
import { openJournal } from '../../electron/journal/open-journal.ts'
import { createBridgeDoor } from '../../electron/guards/bridge-door.ts'
import { realDisk } from '../../electron/disk/disk.ts'
import type { BridgeHandlers } from '../../shared/bridge.ts'
import { newIdentifier, type MeetingId, type WorkspaceId } from '../../shared/model/identifiers.ts'
import { quantile, rounded, type Measurement } from './measurement.ts'

const BATCHES = 400
const WARM_UP = 20
const BUDGET = 50
/** What is typed in one batch: the pace of somebody who types along with a speaker. */
const TYPED = 'on note que le quai nord rouvre en mars '
const KEYS_A_BATCH = 4

/**
 * A batch of keystrokes from the page's call to saved: through the door, the handler and the journal to the end of
 * fdatasync. Beside it the least that anybody can do to save as many bytes: one append to an open file, and fdatasync.
 * They take turns, each first in every other turn, on the same disk: that of the project, for a temporary folder may be memory.
 */
export async function journalBench(): Promise<Measurement> {
  const root = fileURLToPath(new URL('../../test-results/', import.meta.url))
  await mkdir(root, { recursive: true })
  const folder = await mkdtemp(join(root, 'journal-bench-'))
  const journal = await openJournal(join(folder, 'journal'), { disk: realDisk, primitives: nodePrimitives })
  const bare = await realDisk.open(join(folder, 'bare'), 'create')
  try {
    const workspace = newIdentifier<WorkspaceId>()
    const door = createBridgeDoor(createLogHandlers(journal, { tell: () => undefined }, { problem: () => undefined }) as BridgeHandlers, () => undefined)
    const save = async (update: string) => {
      const changes = [{ document: { kind: 'meeting', id: meeting }, update }]
      const call = JSON.stringify({ call: 'appendChanges', arguments: [{ workspace, seen: {}, changes }] })
      const answer = JSON.parse(await door.pass(call)) as { readonly value?: { readonly ok: boolean } }
      if (!answer.value?.ok) throw new Error('a change was not saved')
    }
    const meeting = newIdentifier<MeetingId>()
    const updates = typing(BATCHES + WARM_UP)
    await save(updates[0]!)
    const space = await journal.space(workspace)
    const recordBytes = (await space.read(space.writer, 0, 1))[0]!.payload.length
    let written = 0
    const saveBare = async (update: string) => {
      // As many bytes as the journal writes for it: its record, a length and a checksum.
      const content = new Uint8Array(recordBytes + 5 + Buffer.byteLength(update, 'base64') - Buffer.byteLength(updates[0]!, 'base64'))
      await bare.write(content, written)
      await bare.sync()
      written += content.length
    }
    const ours: number[] = []
    const theirs: number[] = []
    for (const [index, update] of updates.entries()) {
      const both = [async () => ours.push(await timed(() => save(update))), async () => theirs.push(await timed(() => saveBare(update)))]
      for (const one of index % 2 === 0 ? both : both.toReversed()) await one()
    }
    return judged(ours.slice(WARM_UP), theirs.slice(WARM_UP))
  } finally {
    await bare.close()
    await journal.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function judged(ours: readonly number[], bare: readonly number[]): Measurement {
  const [value, reference] = [quantile(ours, 0.95), quantile(bare, 0.95)]
  return {
    name: 'journal-fsync',
    value: rounded(value),
    unit: 'ms',
    reference: rounded(reference),
    ratio: rounded(value / reference),
    budget: `keystroke batch to saved, p95 of ${ours.length}, at most ${BUDGET} ms; beside a bare append and fdatasync`,
    ok: value <= BUDGET,
  }
}

/** What the editor's document gives for each batch: Yjs updates in base64. */
function typing(count: number): readonly string[] {
  const document = new Y.Doc()
  const paragraph = new Y.XmlElement('paragraph')
  const text = new Y.XmlText()
  document.getXmlFragment('body').insert(0, [paragraph])
  paragraph.insert(0, [text])
  return Array.from({ length: count }, (_, batch) => {
    const before = Y.encodeStateVector(document)
    for (let key = 0; key < KEYS_A_BATCH; key += 1) text.insert(text.length, TYPED[(batch * KEYS_A_BATCH + key) % TYPED.length]!)
    return Buffer.from(Y.encodeStateAsUpdate(document, before)).toString('base64')
  })
}

async function timed(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await task()
  return performance.now() - start
}
