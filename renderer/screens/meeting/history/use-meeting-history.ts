import { fromBase64 } from 'lib0/buffer'
import { useCallback, useEffect, useRef, useState } from 'react'
import type * as Y from 'yjs'
import { droppedValues, type DroppedValue } from '../../../../shared/history/dropped-values.ts'
import { meetingHistory, type HistoryStretch } from '../../../../shared/history/history.ts'
import { KEPT_TABLE, readKept, type KeptRecord } from '../../../../shared/history/kept-table.ts'
import { droppedLeaves } from '../../../../shared/history/leaves.ts'
import type { HistoryRecord } from '../../../../shared/history/replay.ts'
import { SETTLED_TABLE } from '../../../../shared/history/settled-table.ts'
import type { LogBridge, PositionsJson } from '../../../../shared/log/log-bridge.ts'
import type { MeetingId, WorkspaceId, WriterId } from '../../../../shared/model/identifiers.ts'
import { bridge } from '../../../app/bridge.ts'
import { useTables } from '../../../store/hooks.ts'

/** How long a meeting rests before it is looked through again, in milliseconds: changes come in bursts. */
const REST = 600

export type HistoryState =
  | { readonly kind: 'reading' | 'failed' }
  | { readonly kind: 'ready'; readonly stretches: readonly HistoryStretch[]; readonly dropped: readonly DroppedValue[]; readonly own: ReadonlySet<WriterId> }

export interface HistoryReading {
  readonly state: HistoryState
  /** Identifiers of dropped values for which nobody has decided yet, as the open document has them. */
  readonly openLeaves: ReadonlySet<string>
  readonly again: () => void
}

/**
 * The history of a meeting. Its records are read only where they are wanted: while it is shown, or when the structure
 * of the open document says that a value was dropped; looking for that costs less than a millisecond.
 */
function useMeetingHistory(workspace: WorkspaceId, meeting: MeetingId, document: Y.Doc, isShown: boolean): HistoryReading {
  const [state, setState] = useState<HistoryState>({ kind: 'reading' })
  const [leaves, setLeaves] = useState(() => leafNames(document))
  const [round, setRound] = useState(0)
  const source = useRef<RecordSource | undefined>(undefined)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      timer = undefined
      setLeaves(leafNames(document))
      setRound((known) => known + 1)
    }
    const onTransaction = (transaction: Y.Transaction) => {
      // What this person types makes no conflict; what others did, or what was decided here, may.
      const isOfInterest = !transaction.local || isShown || transaction.changed.has(document.getMap(SETTLED_TABLE) as never)
      if (transaction.changed.size > 0 && isOfInterest) timer ??= setTimeout(look, REST)
    }
    document.on('afterTransaction', onTransaction)
    look()
    return () => {
      clearTimeout(timer)
      document.off('afterTransaction', onTransaction)
    }
  }, [document, isShown])
  const isWanted = isShown || leaves !== ''
  // While it is not shown, only other dropped values are a reason to read again.
  const reason = isShown ? `shown ${round}` : leaves
  useEffect(() => {
    if (!isWanted) return
    let gone = false
    source.current ??= new RecordSource(workspace, meeting)
    read(source.current).then(
      (read) => {
        if (!gone) setState(read)
      },
      () => {
        if (!gone) setState({ kind: 'failed' })
      },
    )
    return () => {
      gone = true
    }
  }, [workspace, meeting, isWanted, reason])
  const again = useCallback(() => {
    setState({ kind: 'reading' })
    setRound((known) => known + 1)
  }, [])
  return { state, openLeaves: new Set(leaves.split(' ')), again }
}

/** What of a meeting waits for a choice: values that were dropped, and what was kept against a removal. */
export interface OpenChoices {
  readonly reading: HistoryReading
  readonly dropped: readonly DroppedValue[]
  readonly kept: readonly KeptRecord[]
}

export function useOpenChoices(workspace: WorkspaceId, meeting: MeetingId, document: Y.Doc, isShown = false): OpenChoices {
  const reading = useMeetingHistory(workspace, meeting, document, isShown)
  const kept = useTables(document, KEPT, readKept).filter(({ settled }) => !settled)
  const dropped = reading.state.kind === 'ready' ? reading.state.dropped.filter((value) => reading.openLeaves.has(value.id)) : []
  return { reading, dropped, kept }
}

const KEPT = [KEPT_TABLE]

function leafNames(document: Y.Doc): string {
  return droppedLeaves(document)
    .map(({ id }) => id)
    .join(' ')
}

async function read(source: RecordSource): Promise<HistoryState> {
  const { stretches, replay } = meetingHistory(await source.read())
  return { kind: 'ready', stretches, dropped: droppedValues(replay), own: await source.ownWriters() }
}

/** The records of one document, of which only what is new is read again. */
class RecordSource {
  readonly #workspace: WorkspaceId
  readonly #meeting: MeetingId
  readonly #records: HistoryRecord[] = []
  readonly #bridge: LogBridge = bridge()
  #positions: PositionsJson = {}
  #reading: Promise<unknown> = Promise.resolve()

  constructor(workspace: WorkspaceId, meeting: MeetingId) {
    this.#workspace = workspace
    this.#meeting = meeting
  }

  async read(): Promise<readonly HistoryRecord[]> {
    // One reading after the other: two at once would put the same records twice.
    const reading = this.#reading.then(() => this.#readMore())
    this.#reading = reading.catch(() => undefined)
    await reading
    return this.#records
  }

  /** Who this installation is: known before anything is shared, and before anybody has given a name. */
  async ownWriters(): Promise<ReadonlySet<WriterId>> {
    const spaces = await this.#bridge.logs()
    return new Set(spaces.find((space) => space.workspace === this.#workspace)?.logs.flatMap((log) => (log.isOwn ? [log.writer] : [])))
  }

  async #readMore(): Promise<void> {
    for (;;) {
      const result = await this.#bridge.readChanges({ workspace: this.#workspace, document: this.#meeting, after: this.#positions })
      if (!result.ok) throw new Error(result.problem)
      for (const record of result.records) {
        if (record.kind !== 'change' || record.document.id !== this.#meeting) continue
        const { log, writer, sequence, time } = record
        this.#records.push({ log, writer, sequence, time, update: fromBase64(record.update) })
      }
      this.#positions = result.positions
      if (!result.more) return
    }
  }
}
