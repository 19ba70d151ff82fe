import * as Y from 'yjs'
import type { AppendResult, NewChange, PositionsJson, ReadChange, ReadRecord } from '../../shared/log/log-bridge.ts'
import type { DocumentId, LogId } from '../../shared/log/record.ts'
import type { Bridge } from '../../shared/bridge.ts'
import type { WorkspaceId } from '../../shared/model/identifiers.ts'
import type { Random } from './random.ts'

/** A change that a page has handed over, and where it is said to stand since it was acknowledged. */
export interface SentChange extends NewChange {
  readonly mark: string
  acknowledged: number | undefined
}

/**
 * What a window does, without one: documents that it edits at random and hands over, and what it was told about them.
 * It outlives the main process only as the test's memory: its documents are read anew after each crash.
 */
export class TypingPage {
  readonly workspace: WorkspaceId
  readonly name: string
  /** Everything that was ever handed over, in that order. */
  sent: SentChange[] = []
  #documents = new Map<DocumentId, Y.Doc>()
  #positions: PositionsJson = {}
  readonly #random: Random

  constructor(name: string, workspace: WorkspaceId, random: Random) {
    this.name = name
    this.workspace = workspace
    this.#random = random
  }

  /** Begins with empty documents and reads all logs, as after a crash. */
  async rebuild(bridge: Bridge): Promise<readonly ReadRecord[]> {
    this.#documents = new Map()
    this.#positions = {}
    return this.readOn(bridge)
  }

  /** Reads what is new in all logs. */
  async readOn(bridge: Bridge): Promise<readonly ReadRecord[]> {
    const records: ReadRecord[] = []
    for (let more = true; more; ) {
      const result = await bridge.readChanges({ workspace: this.workspace, after: this.#positions })
      if (!result.ok) throw new Error(`reading failed: ${result.problem}`)
      records.push(...result.records)
      this.#positions = result.positions
      more = result.more
    }
    for (const record of records) if (record.kind === 'change') Y.applyUpdate(this.#document(record.document.id), Buffer.from(record.update, 'base64'), 'read')
    return records
  }

  /** Makes some changes and hands them over in one call; what it answers is noted when it answers. */
  async type(bridge: Bridge, changes = this.#random.integer(1, 4)): Promise<AppendResult> {
    const made = Array.from({ length: changes }, () => this.#edit())
    this.sent.push(...made)
    return this.#handOver(bridge, made)
  }

  /** Pastes something long that cannot be packed. */
  async paste(bridge: Bridge): Promise<AppendResult> {
    const made = this.#edit(noise(this.#random, LONG_PASTE))
    this.sent.push(made)
    return this.#handOver(bridge, [made])
  }

  /** Hands over again all that could not be saved so far. */
  async handOverAgain(bridge: Bridge): Promise<AppendResult> {
    return this.#handOver(bridge, this.waiting())
  }

  /** What is not acknowledged: it is in memory only. */
  waiting(): readonly SentChange[] {
    return this.sent.filter(({ acknowledged }) => acknowledged === undefined)
  }

  async #handOver(bridge: Bridge, made: readonly SentChange[]): Promise<AppendResult> {
    const result = await bridge.appendChanges({ workspace: this.workspace, seen: this.#positions, changes: made.map(({ document, update }) => ({ document, update })) })
    if (result.ok) for (const [index, change] of made.entries()) change.acknowledged = result.first + index
    return result
  }

  /** Marks of the changes that the documents hold. */
  marks(): ReadonlySet<string> {
    return new Set([...this.#documents.values()].flatMap((document) => [...document.getMap('marks').keys()]))
  }

  /** What the documents hold, for comparing two pages. */
  content(): unknown {
    const documents = [...this.#documents].toSorted(([left], [right]) => (left < right ? -1 : 1))
    return documents.map(([id, document]) => [id, document.getText('text').toJSON(), document.getMap('marks').toJSON()])
  }

  /** True if a document holds changes that wait for others which never came. */
  hasGaps(): boolean {
    return [...this.#documents.values()].some(({ store }) => store.pendingStructs !== null || store.pendingDs !== null)
  }

  #document(id: DocumentId): Y.Doc {
    const known = this.#documents.get(id)
    if (known) return known
    const document = new Y.Doc()
    this.#documents.set(id, document)
    return document
  }

  #edit(pasted?: string): SentChange {
    const random = this.#random
    const id = `meeting-${random.integer(1, 4)}` as DocumentId
    const document = this.#document(id)
    const mark = `${this.name} ${this.sent.length} ${random.integer(0, 1e9)}`
    let update: Uint8Array = new Uint8Array()
    document.once('update', (made: Uint8Array) => void (update = made))
    document.transact(() => {
      const text = document.getText('text')
      if (text.length > 20 && random.oneIn(4)) text.delete(random.integer(0, text.length - 10), random.integer(1, 10))
      // Now and then a long paste: a kill falls between its bytes.
      text.insert(random.integer(0, text.length), pasted ?? (random.oneIn(20) ? noise(random, LONG_PASTE) : 'Le comité relit le point. '.slice(random.integer(0, 20))))
      document.getMap('marks').set(mark, true)
    })
    return { document: { kind: 'meeting', id }, update: Buffer.from(update).toString('base64'), mark, acknowledged: undefined }
  }
}

/** In letters. */
const LONG_PASTE = 60_000

/** What cannot be packed: random letters. */
function noise(random: Random, length: number): string {
  return Array.from({ length }, () => String.fromCharCode(random.integer(0x20, 0x24f))).join('')
}

/**
 * Checks a writer's own log, read after a crash, against what its page handed over: everything acknowledged stands at
 * the number that was told. What was on its way may stand there or not; from now on it is known which, and must stay so.
 */
export function settleOwnLog(page: TypingPage, log: LogId, records: readonly ReadRecord[]): void {
  const standing = matched(page, log, records)
  for (const change of page.sent) {
    const sequence = standing.get(change)
    if (change.acknowledged !== undefined && sequence === undefined) throw new Error(`${page.name}: change ${change.acknowledged} was acknowledged and is lost`)
    if (sequence !== undefined) change.acknowledged = sequence
  }
  page.sent = page.sent.filter(({ acknowledged }) => acknowledged !== undefined)
}

/** Checks another's copy of a writer's log: as far as it goes it is the same. Returns how far. */
export function checkCopy(page: TypingPage, log: LogId, records: readonly ReadRecord[]): number {
  const standing = matched(page, log, records)
  const last = records.filter((record) => record.log === log).length
  for (const change of page.sent) {
    if (change.acknowledged !== undefined && change.acknowledged <= last && !standing.has(change)) throw new Error(`${page.name}: a copy lacks change ${change.acknowledged}`)
  }
  return last
}

/** The number at which each change stands in a log that has no gaps, nothing twice, nothing foreign and the order of typing. */
function matched(page: TypingPage, log: LogId, records: readonly ReadRecord[]): ReadonlyMap<SentChange, number> {
  const own = records.filter((record) => record.log === log)
  for (const [index, { sequence }] of own.entries()) if (sequence !== index + 1) throw new Error(`${page.name}: record ${sequence} stands where ${index + 1} should`)
  const kept = own.filter((record): record is ReadChange => record.kind === 'change')
  const standing = new Map<SentChange, number>()
  for (const change of page.sent) {
    const record = kept[standing.size]
    if (record?.update !== change.update) continue
    if (change.acknowledged !== undefined && record.sequence !== change.acknowledged) throw new Error(`${page.name}: told ${change.acknowledged}, stands at ${record.sequence}`)
    standing.set(change, record.sequence)
  }
  if (standing.size < kept.length) throw new Error(`${page.name}: the log holds something that was never handed over, or twice, or in another order`)
  return standing
}
