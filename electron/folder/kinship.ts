import { hash } from 'node:crypto'
import type { LogPrimitives } from '../../shared/log/primitives.ts'
import { decodeRecord } from '../../shared/log/record.ts'
import type { Disk } from '../disk/disk.ts'
import type { SpaceJournal } from '../journal/journal.ts'
import { createCatalogue, type FolderFile } from './catalogue.ts'
import { cautious } from './packing.ts'

/** Bytes of files that are read to find something in common. */
const MOST_BYTES = 64 * 1024 * 1024
const CHUNK_BYTES = 1024 * 1024

export interface KinshipSources {
  readonly journal: SpaceJournal
  readonly disk: Disk
  readonly folder: string
  readonly primitives: LogPrimitives
}

/** `stranger`: what stands there has nothing in common with what is here. `empty`: nothing that was ever written stands there. */
export type Kinship = 'kin' | 'stranger' | 'empty'

/**
 * Threat: a folder that only bears the name of a workspace which is here, and is not shared or not there: to join it
 * would write years of minutes into a stranger's folder, and mix a stranger's into ours. Defence: only who has a
 * record of ours, or a log that goes on from one of ours, is believed to share the same workspace. Where nothing has
 * been written yet there is nothing to protect. The sample is the same everywhere, and so everybody's kin.
 */
export async function kinship({ journal, disk, folder, primitives: given }: KinshipSources): Promise<Kinship> {
  const ours = await updatesOf(journal)
  if (ours.size === 0) return 'kin'
  const primitives = cautious(given)
  const catalogue = createCatalogue({ disk, folder, journal, primitives, ticks: () => performance.now() })
  await catalogue.look('all')
  const files = catalogue.files()
  for (const file of files) if (await connects(journal, file)) return 'kin'
  let bytes = 0
  for (const file of [...files].sort((left, right) => left.header.first - right.header.first)) {
    if (bytes >= MOST_BYTES) break
    bytes += file.bytes
    for (const payload of (await catalogue.read(file))?.payloads ?? []) if (ours.has(markOf(payload))) return 'kin'
  }
  return files.length === 0 ? 'empty' : 'stranger'
}

async function connects({ positions, chainAt }: SpaceJournal, { header }: FolderFile): Promise<boolean> {
  const is = (chain: Uint8Array | undefined, other: Uint8Array) => chain !== undefined && Buffer.compare(chain, other) === 0
  for (const { log, writer } of positions()) {
    if (writer !== header.writer) continue
    if (is(await chainAt(log, header.last), header.chainAfter)) return true
    if (header.first > 1 && is(await chainAt(log, header.first - 1), header.chainBefore)) return true
  }
  return false
}

/** What was ever changed here, as marks. Names of people are no changes: whoever joins writes one at once. */
async function updatesOf(journal: SpaceJournal): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const { log } of journal.positions()) {
    for (let after = 0; ; ) {
      const stored = await journal.read(log, after, CHUNK_BYTES)
      for (const { payload } of stored) {
        const mark = markOf(payload)
        if (mark !== '') found.add(mark)
      }
      const last = stored.at(-1)?.sequence
      if (last === undefined) break
      after = last
    }
  }
  return found
}

/** A change by what it changes; empty if it is none. */
function markOf(payload: Uint8Array): string {
  const record = decodeRecord(payload)
  return record?.kind === 'change' ? hash('sha256', record.update, 'base64') : ''
}
