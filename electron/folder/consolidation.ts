/** A segment as it counts here: which records it holds, and its bytes in the folder. */
export interface Stretch {
  readonly first: number
  readonly last: number
  readonly bytes: number
}

/** Which records to put into one segment, and where it then stands. */
export interface Consolidation {
  readonly first: number
  readonly last: number
  readonly into: 'tail' | 'archive'
}

/** So many segments of a size make one of the next. */
const FAN = 8
/** What the small segments may hold before they go to the archive, in bytes. */
const ARCHIVE_FROM = 1024 * 1024

/**
 * What to put together next, of a writer's small segments; undefined if they are few enough. Each record is rewritten
 * about once for each power of eight that follow it, and there are never more than some fifty small segments: a
 * poll, which lists them, costs the same after ten years as on the first day. The newest one stays what it is, because
 * it tells others how far the log goes without a look into the archive.
 * @param tail sorted by their first record, none overlapping.
 */
export function planConsolidation(tail: readonly Stretch[]): Consolidation | undefined {
  for (const run of contiguousRuns(tail.slice(0, -1))) {
    const bytes = run.reduce((sum, stretch) => sum + stretch.bytes, 0)
    if (bytes >= ARCHIVE_FROM) return joined(run, 'archive')
    const found = unbalanced(run)
    if (found) return joined(found, 'tail')
  }
  return undefined
}

function contiguousRuns(stretches: readonly Stretch[]): readonly (readonly Stretch[])[] {
  const runs: Stretch[][] = []
  for (const stretch of stretches) {
    const run = runs.at(-1)
    if (run?.at(-1)?.last === stretch.first - 1) run.push(stretch)
    else runs.push([stretch])
  }
  return runs
}

/** Sizes go down towards the newest, with fewer than `FAN` of each: the first place where they do not. */
function unbalanced(run: readonly Stretch[]): readonly Stretch[] | undefined {
  const levels = run.map(levelOf)
  for (let start = 0; start < run.length; start += 1) {
    const level = levels[start]!
    const larger = levels.findIndex((other, index) => index > start && other > level)
    if (larger !== -1) return run.slice(start, larger + 1)
    const end = levels.findIndex((other, index) => index > start && other !== level)
    const same = (end === -1 ? run.length : end) - start
    if (same >= FAN) return run.slice(start, start + same)
  }
  return undefined
}

function levelOf({ first, last }: Stretch): number {
  return Math.floor(Math.log(last - first + 1) / Math.log(FAN) + 1e-9)
}

function joined(run: readonly Stretch[], into: Consolidation['into']): Consolidation {
  return { first: run[0]!.first, last: run.at(-1)!.last, into }
}
