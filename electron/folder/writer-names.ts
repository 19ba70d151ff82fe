import { decodeRecord, type LogId } from '../../shared/log/record.ts'
import type { WriterId } from '../../shared/model/identifiers.ts'
import type { SpaceJournal } from '../journal/journal.ts'

/** What the logs say of how their writers want to be called. Read once; after that, only what has grown. */
export interface WriterNames {
  read(): Promise<void>
  names(): ReadonlyMap<WriterId, string>
  /** For the next start: how far each log was read, and the last name in it. */
  kept(): Readonly<Record<LogId, KeptName>>
}

export interface KeptName {
  readonly through: number
  readonly name?: string | undefined
}

const CHUNK_BYTES = 1024 * 1024

export function createWriterNames(journal: SpaceJournal, known: Readonly<Record<string, KeptName>>): WriterNames {
  const logs = new Map(Object.entries(known) as [LogId, KeptName][])
  let reading: Promise<void> | undefined

  const readLog = async (log: LogId, last: number) => {
    // A log that is shorter than it was has been restored: it is read anew.
    if ((logs.get(log)?.through ?? 0) > last) logs.delete(log)
    for (let through = logs.get(log)?.through ?? 0; through < last; ) {
      const stored = await journal.read(log, through, CHUNK_BYTES)
      const end = stored.at(-1)?.sequence
      if (end === undefined) return
      let name = logs.get(log)?.name
      for (const { payload } of stored) {
        const record = decodeRecord(payload)
        if (record?.kind === 'writer') ({ name } = record)
      }
      through = end
      logs.set(log, { through, ...(name !== undefined && { name }) })
    }
  }
  const readAll = async () => {
    for (const { log, last } of journal.positions()) await readLog(log, last)
  }

  return {
    read() {
      reading ??= readAll().finally(() => {
        reading = undefined
      })
      return reading
    },
    names() {
      const found = new Map<WriterId, string>()
      for (const { log, writer } of journal.positions()) {
        const name = logs.get(log)?.name
        if (name) found.set(writer, name)
      }
      return found
    },
    kept: () => Object.fromEntries(logs) as Record<LogId, KeptName>,
  }
}
