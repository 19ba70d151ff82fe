import { readdir, readFile } from 'node:fs/promises'

/**
 * Memory of a process and all it started, in MiB: the sum of their proportional set sizes (memory shared between
 * processes counted once), or of their resident sizes where the kernel does not tell more. Linux only.
 */
export async function memoryOfTree(root: number): Promise<number> {
  const parents = await parentOfEach()
  const isWithin = (pid: number): boolean => pid === root || (parents.has(pid) && isWithin(parents.get(pid)!))
  const sizes = await Promise.all([...parents.keys()].filter(isWithin).map(sizeOf))
  return sizes.reduce((sum, size) => sum + size, 0) / 1024
}

async function parentOfEach(): Promise<ReadonlyMap<number, number>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const pairs = await Promise.all(
    pids.map(async (pid): Promise<readonly [number, number] | undefined> => {
      // "pid (name) state parent …"; the name may hold anything, so read from the last bracket.
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
      return stat === undefined ? undefined : [pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])]
    }),
  )
  return new Map(pairs.filter((pair) => pair !== undefined))
}

/** In KiB; 0 for a process that has ended meanwhile. */
async function sizeOf(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  const proportional = /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]
  if (proportional !== undefined) return Number(proportional)
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0)
}
