import { rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** Only in tests: a DevTools port on loopback, so that a test in another process can drive the window. */
export const TEST_DEVTOOLS = process.env.MINUTIER_TEST_DEVTOOLS === '1'

/** Where the browser writes down the port it got. */
const PORT_FILE = 'DevToolsActivePort'

/** Forgets the port of an earlier run; to be called before the browser starts. */
export function clearTestDevtools(profile: string): void {
  if (TEST_DEVTOOLS) rmSync(join(profile, PORT_FILE), { force: true })
}

/** Where the browser of this profile can be driven. Rejects if it does not say so within ten seconds. */
export async function testDevtoolsUrl(profile: string): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = await readFile(join(profile, PORT_FILE), 'utf8').catch(() => '')
    if (port.includes('\n')) return `http://127.0.0.1:${port.split('\n')[0]}`
    await wait(100)
  }
  throw new Error('no DevTools port')
}
