import { sameChain } from '../../shared/log/chain.ts'
import type { LogId } from '../../shared/log/record.ts'
import type { Segment } from '../../shared/log/segment.ts'
import type { WorkspaceId } from '../../shared/model/identifiers.ts'
import type { Journal, ReceiveOutcome, SpaceJournal } from '../journal/journal.ts'
import { BackupError, type OpenBackup } from './backup-file.ts'

/**
 * Adds what a backup holds to what is here. It comes in as from a shared folder, record by record into the logs of
 * those who wrote it: what is here already is known by its chain, what differs becomes a branch, nothing goes.
 * Nothing is changed before the whole file has been checked. Rejects with a BackupError, a JournalError or the system's.
 */
export async function restoreBackup(journal: Journal, backup: OpenBackup): Promise<{ readonly workspaces: readonly WorkspaceId[]; readonly added: number }> {
  await backup.check()
  const workspaces = new Set<WorkspaceId>()
  let added = 0
  for await (const segment of backup.segments()) {
    const space = await journal.space(segment.space)
    workspaces.add(segment.space)
    const before = new Map(space.positions().map(({ log, last }) => [log, last]))
    const outcome = await receive(space, segment)
    if (outcome === 'gap' || outcome === 'refused') throw new BackupError('damaged')
    if (outcome === 'added') added += await grownBy(space, segment, before)
  }
  return { workspaces: [...workspaces], added }
}

async function receive(space: SpaceJournal, segment: Segment): Promise<ReceiveOutcome> {
  const outcome = await space.receive(segment)
  if (outcome !== 'not-ours') return outcome
  // This data folder is older than the backup. What was written under its name since may be elsewhere too, so the
  // name is given up, as a clone's is; the records that the backup does not have go on under the new one.
  await space.startNewWriter('cloned', await commonBefore(space, segment))
  return space.receive(segment)
}

/** Up to where the own log is known to be the same as the backup's. */
async function commonBefore(space: SpaceJournal, { first, chainBefore }: Segment): Promise<number> {
  const chain = first === 1 ? undefined : await space.chainAt(space.writer as LogId, first - 1)
  return chain && sameChain(chain, chainBefore) ? first - 1 : 0
}

/** How many of a segment's records were new: those by which its log has grown, or those of the branch that it made. */
async function grownBy(space: SpaceJournal, { writer, first, last }: Segment, before: ReadonlyMap<LogId, number>): Promise<number> {
  let sum = 0
  for (const { log } of space.positions().filter((position) => position.writer === writer && position.last === last && before.get(position.log) !== last)) {
    const known = before.get(log) ?? ((await space.read(log, 0, 1))[0]?.sequence ?? 1) - 1
    sum += last - Math.max(first - 1, known)
  }
  return sum
}
