import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { claimDataFolder } from '../../electron/application/claim.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'minutier-claim-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A process that claims the folder, says whether it could, and goes on. */
async function claimant() {
  const script = join(folder, 'claimant.mjs')
  const claim = fileURLToPath(new URL('../../electron/application/claim.ts', import.meta.url))
  const lines = [
    `import { claimDataFolder } from ${JSON.stringify(claim)}`,
    'const claim = await claimDataFolder(process.argv[2])',
    'process.send(claim !== undefined)',
    'setInterval(() => undefined, 1000)',
  ]
  await writeFile(script, lines.join('\n'))
  const child = fork(script, [join(folder, 'data')], { execArgv: ['--experimental-strip-types', '--no-warnings'] })
  const [holds] = (await once(child, 'message')) as [boolean]
  return { child, holds }
}

async function killed(child: Awaited<ReturnType<typeof claimant>>['child']): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

describe('a data folder', () => {
  test('belongs to one process at a time; a second start is told to the first', async () => {
    let starts = 0
    const claim = await claimDataFolder(folder)
    const told = new Promise<void>((resolve) => claim?.onSecondStart(() => resolve(void (starts += 1))))
    expect(await claimDataFolder(folder)).toBeUndefined()
    await told
    expect(starts).toBe(1)
    await claim?.release()
    const next = await claimDataFolder(folder)
    expect(next).toBeDefined()
    await next?.release()
  })

  test('goes to one of those that come at once also where the clock of the machine is not that of its disk', async () => {
    await mkdir(join(folder, 'data'))
    const left = await claimant()
    await killed(left.child)
    for (const ahead of [86_400_000, -86_400_000]) {
      vi.spyOn(Date, 'now').mockImplementation(() => performance.timeOrigin + performance.now() + ahead)
      const claims = await Promise.all(Array.from({ length: 4 }, () => claimDataFolder(join(folder, 'data'))))
      vi.restoreAllMocks()
      expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1)
      await claims.find((claim) => claim)?.release()
      const next = await claimant()
      await killed(next.child)
    }
  })

  test('is free again though a process was killed while it took the folder over', async () => {
    const data = join(folder, 'data')
    await mkdir(data)
    await killed((await claimant()).child)
    const lock = join(data, 'open.lock')
    await mkdir(lock)
    expect(await claimDataFolder(data)).toBeUndefined()
    const { mtime } = await stat(lock)
    const before = new Date(mtime.getTime() - 60_000)
    await utimes(lock, before, before)
    const claim = await claimDataFolder(data)
    expect(claim).toBeDefined()
    await claim?.release()
    expect(await readdir(data)).toEqual([])
  })

  test('is free again when its process was killed, and then goes to exactly one of those that come at once', async () => {
    await mkdir(join(folder, 'data'))
    const first = await claimant()
    expect(first.holds).toBe(true)
    const second = await claimant()
    expect(second.holds).toBe(false)
    await killed(second.child)
    await killed(first.child)
    for (let round = 0; round < 10; round += 1) {
      const claims = await Promise.all(Array.from({ length: 4 }, () => claimDataFolder(join(folder, 'data'))))
      expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1)
      await claims.find((claim) => claim)?.release()
      const holder = await claimant()
      expect(holder.holds).toBe(true)
      await killed(holder.child)
    }
    expect((await readdir(join(folder, 'data'))).filter((name) => name !== 'open')).toEqual([])
  })
})
