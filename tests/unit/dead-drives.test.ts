import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const MODULE = new URL('../../electron/application/dead-drives.ts', import.meta.url).href

it('more drives can be dead than the system has threads for by itself, and a file is still read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'minutier-drives-'))
  try {
    // Opening it blocks a thread for ever, as a call to a dead drive does.
    const dead = join(folder, 'dead')
    execFileSync('mkfifo', [dead])
    const alive = join(folder, 'alive')
    await writeFile(alive, 'alive')
    const program = (first: string) => `
      import { open, readFile } from 'node:fs/promises'
      import { makeRoomForDeadDrives } from '${MODULE}'
      ${first}
      for (let call = 0; call < 8; call += 1) void open(${JSON.stringify(dead)}, 'r').catch(() => undefined)
      setTimeout(() => { console.log('starved'); process.kill(process.pid, 'SIGKILL') }, 2_000)
      setTimeout(async () => { console.log(await readFile(${JSON.stringify(alive)}, 'utf8')); process.kill(process.pid, 'SIGKILL') }, 100)`
    const run = async (first: string): Promise<string> => {
      const { UV_THREADPOOL_SIZE: _, ...environment } = process.env
      const killed = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program(first)], { env: environment })
      return killed.then(({ stdout }) => stdout, (error: { readonly stdout: string }) => error.stdout)
    }
    expect(await run('makeRoomForDeadDrives()')).toBe('alive\n')
    // So it is these threads that do it.
    expect(await run('')).toBe('starved\n')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
