import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Bridge } from '../../shared/bridge.ts'
import { committeeMinutes } from '../fixtures/minutes-committee.ts'
import { expect, ROOT, startApplication, test, testHost } from './application.ts'
import { bridgeArguments } from '../../shared/bridge.ts'

/** The page's side of the bridge, seen from inside `page.evaluate`. */
declare const minutier: Bridge

const host = testHost()
const minutes = committeeMinutes()

test('opens ready, in a secure context, with the bridge and nothing else', async ({ application: { page } }) => {
  const seen = await page.evaluate(async () => ({
    description: await minutier.describe(),
    secure: isSecureContext,
    calls: Object.keys(minutier).sort(),
    leaks: ['minutierWire', 'require', 'process', 'ipcRenderer', 'electron', 'Buffer'].filter((name) => name in globalThis),
  }))
  expect(seen.description).toMatchObject({ host: host === 'chromium' ? 'chromium' : 'electron', language: 'fr', nativeMenu: host !== 'chromium' })
  expect(seen.secure).toBe(true)
  expect(seen.calls).toEqual([...Object.keys(bridgeArguments), 'onMenuCommand'].sort())
  expect(seen.leaks).toEqual([])
})

test('runs no inline script and fetches nothing from elsewhere', async ({ application: { page } }) => {
  const outcome = await page.evaluate(async () => {
    const violations: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
    const script = document.createElement('script')
    script.textContent = 'globalThis.executed = true'
    document.head.append(script)
    const holder = document.createElement('div')
    holder.innerHTML = '<img src="missing:" onerror="globalThis.executed = true">'
    document.body.append(holder)
    const reached = await Promise.all(['https://example.com/', 'http://127.0.0.1:9/', 'file:///etc/passwd'].map((address) => fetch(address).then(() => true, () => false)))
    await new Promise((resolve) => setTimeout(resolve, 300))
    holder.remove()
    return { executed: 'executed' in globalThis, reached, violations }
  })
  expect(outcome).toMatchObject({ executed: false, reached: [false, false, false] })
  expect(outcome.violations).toContain('script-src-elem')
  expect(outcome.violations).toContain('connect-src')
})

test('serves its own folder and nothing outside it', async ({ application: { page } }) => {
  const statuses = await page.evaluate(() =>
    Promise.all(['/index.html', '/../../package.json', '/%2e%2e/%2e%2e/package.json', '/..%2f..%2fpackage.json', '/..%5c..%5cpackage.json', '/assets', '/%00', '/%'].map((path) => fetch(path).then((answer) => answer.status, () => 0))),
  )
  expect(statuses[0]).toBe(200)
  expect(statuses.slice(1).filter((status) => status === 200)).toEqual([])
})

test('stays where it is: no navigation, no second window', async ({ application: { page } }) => {
  const home = page.url()
  await page.evaluate(() => {
    Object.assign(globalThis, { unmoved: true })
    location.href = 'https://example.com/'
  })
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = 'https://example.com/'
    link.target = '_blank'
    document.body.append(link)
    link.click()
    link.target = ''
    link.click()
    link.remove()
    window.open('https://example.com/')
    window.open('about:blank')
  })
  await page.waitForTimeout(1_000)
  expect(new URL(page.url()).origin).toBe(new URL(home).origin)
  expect(await page.evaluate(() => 'unmoved' in globalThis)).toBe(true)
  await expect.poll(() => page.context().pages().length).toBe(1)
})

test('the bridge refuses what is not in the contract', async ({ application: { page } }) => {
  const outcomes = await page.evaluate(async () => {
    const loose = minutier as unknown as Record<string, (...values: unknown[]) => Promise<unknown>>
    const attempt = (name: string, ...values: unknown[]) => loose[name]?.(...values).then((value) => value, (error: Error) => `refused: ${error.message}`)
    return [
      await attempt('setLanguage', 'xx'),
      await attempt('openExported', '../../etc/passwd'),
      await attempt('openExported', '00000000-0000-4000-8000-000000000000'),
      await attempt('openLink', 'file:///etc/passwd'),
      await attempt('openLink', 'javascript:alert(1)'),
      await attempt('openLink', 7),
      await attempt('exportDocuments', { minutes: {}, kind: 'minutes', language: 'fr', formats: ['pdf'] }),
      await attempt('previewDocument', { path: '/etc/passwd' }),
    ]
  })
  expect(outcomes).toEqual([
    'refused: invalid-request',
    'refused: invalid-request',
    false,
    false,
    false,
    'refused: invalid-request',
    { ok: false, problem: 'invalid-request' },
    { ok: false, problem: 'invalid-request' },
  ])
})

test('exports into the folder, never over a file, and logs nothing of what was written', async ({ application }) => {
  const request = { minutes, kind: 'minutes', language: 'fr', formats: ['docx', 'pdf'] } as const
  const first = await application.page.evaluate((wanted) => minutier.exportDocuments(wanted), request)
  const second = await application.page.evaluate((wanted) => minutier.exportDocuments(wanted), request)
  if (!first.ok || !second.ok) throw new Error(`not exported: ${JSON.stringify([first, second])}`)
  const written = [...first.files, ...second.files]
  expect(await readdir(application.exportDirectory)).toEqual(written.map((file) => file.name).toSorted())
  expect(second.files.map((file) => file.name)).toEqual(first.files.map((file) => file.name.replace(/\.(\w+)$/, ' (2).$1')))
  for (const file of written) {
    const content = await readFile(join(application.exportDirectory, file.name))
    expect(createHash('sha256').update(content).digest('hex')).toBe(file.sha256)
    expect(content.byteLength).toBe(file.bytes)
  }
  const log = await readFile(join(application.dataDirectory, 'logs', 'minutier.log'), 'utf8')
  expect(log).toContain('"exported"')
  expect(log).not.toContain(minutes.title.fr ?? '-')
})

test('tells that the folder is gone instead of writing elsewhere', async ({ application }) => {
  await writeFile(application.exportDirectory, 'a file stands where the folder should be')
  const outcome = await application.page.evaluate((value) => minutier.exportDocuments({ minutes: value, kind: 'decisions', language: 'en', formats: ['docx'] }), minutes)
  expect(outcome.ok).toBe(false)
})

test('keeps what the page stored, over a restart and over a power cut', async ({ application }) => {
  await storeMark(application.page, 'before the restart')
  await application.restart()
  expect(await storedMark(application.page)).toBe('before the restart')
  await storeMark(application.page, 'before the cut')
  await application.killAndRestart()
  expect(await storedMark(application.page)).toBe('before the cut')
})

test('ends cleanly when the page asks for it', async ({ application }) => {
  const ended = once(application.process, 'exit')
  await application.page.evaluate(() => minutier.quit()).catch(() => undefined)
  expect(await ended).toEqual([0, null])
  expect(await readFile(join(application.dataDirectory, 'logs', 'minutier.log'), 'utf8')).toContain('"closed"')
})

test('starts in English where it is asked to', async () => {
  const application = await startApplication({ language: 'en' })
  expect(await application.page.evaluate(async () => (await minutier.describe()).language)).toBe('en')
  await application.close()
})

// Only the stand-in can be asked to choose from the menu, by a signal.
if (host === 'electron-stand-in' && process.platform !== 'win32') {
  test('a menu command reaches the page', async ({ application }) => {
    await application.page.evaluate(() => {
      minutier.onMenuCommand((command) => Object.assign(globalThis, { command }))
    })
    application.process.kill('SIGUSR2')
    await application.page.waitForFunction(() => 'command' in globalThis)
    expect(await application.page.evaluate(() => Reflect.get(globalThis, 'command') as unknown)).toBe('home')
  })
}

// Once is enough, with the host that is always there; the failing one is a shell script.
if (host === 'chromium' && process.platform === 'linux') {
  test('the launcher says what to do where there is no display', async () => {
    const { code, output } = await launch(['--language', 'fr'], { DISPLAY: '', WAYLAND_DISPLAY: '' }).ended
    expect(code).not.toBe(0)
    expect(output).toContain('npm run demo')
  })

  test('the launcher opens the other host where one dies before it is ready', async () => {
    const { code, output } = await launchOnFailingElectron('exit 7', '20000')
    expect(output).toContain('Electron ended before Minutier was ready (code 7).')
    expect(output).toContain('Minutier now tries Chromium.')
    expect(output).toContain('"ready","host":"chromium"')
    expect(code).toBe(0)
  })

  test('the launcher opens the other host where one does not show a window in time', async () => {
    const { output } = await launchOnFailingElectron('exec sleep 60', '15000')
    expect(output).toContain('Electron did not show Minutier within 15 s.')
    expect(output).toContain('"ready","host":"chromium"')
  })

  test('the launcher says that the application is already open on these data', async () => {
    const application = await startApplication()
    const { code, output } = await launch(['--host', 'chromium', '--headless', '--language', 'en', '--data-dir', application.dataDirectory]).ended
    expect(output).toContain('already open')
    expect(code).toBe(0)
    await application.close()
  })

  test('the launcher ends with one sentence where no host can be had', async () => {
    const { code, output } = await launch(['--headless', '--language', 'en', '--host', 'electron'], { ELECTRON_OVERRIDE_DIST_PATH: join(tmpdir(), 'no-electron-here'), ELECTRON_SKIP_BINARY_DOWNLOAD: '1' }).ended
    expect(code).not.toBe(0)
    expect(output).toContain('Electron’s runtime is not here')
  })
}

interface LauncherRun {
  readonly child: ChildProcess
  readonly output: () => string
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>
}

function launch(values: readonly string[], environment: NodeJS.ProcessEnv = {}): LauncherRun {
  const child = spawn(process.execPath, [join(ROOT, 'electron/launch/start.ts'), ...values], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, MINUTIER_TEST_DEVTOOLS: '1', ...environment },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (output += data.toString()))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }))
  return { child, output: () => output, ended }
}

/** Starts with an Electron that is a script of ours, waits until a host is ready, and ends it. */
async function launchOnFailingElectron(script: string, limit: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'minutier-launch-'))
  const program = join(folder, 'electron')
  await writeFile(program, `#!/bin/sh\n${script}\n`)
  await chmod(program, 0o755)
  const run = launch(['--headless', '--language', 'en', '--data-dir', join(folder, 'data')], { ELECTRON_OVERRIDE_DIST_PATH: folder, MINUTIER_READY_LIMIT: limit })
  await expect.poll(() => run.output().includes('"ready"') || run.child.exitCode !== null, { timeout: 60_000 }).toBe(true)
  run.child.kill('SIGTERM')
  const outcome = await run.ended
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  return outcome
}

/** In a database of its own, with the durability that the application asks for. */
function storeMark(page: Page, mark: string): Promise<void> {
  return page.evaluate(
    (value) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('hosts-spec', 1)
        opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('marks'))
        opening.addEventListener('error', () => reject(opening.error))
        opening.addEventListener('success', () => {
          const transaction = opening.result.transaction('marks', 'readwrite', { durability: 'strict' })
          transaction.objectStore('marks').put(value, 'mark')
          transaction.addEventListener('complete', () => resolve())
          transaction.addEventListener('error', () => reject(transaction.error))
        })
      }),
    mark,
  )
}

function storedMark(page: Page): Promise<unknown> {
  return page.evaluate(
    () =>
      new Promise<unknown>((resolve, reject) => {
        const opening = indexedDB.open('hosts-spec', 1)
        opening.addEventListener('error', () => reject(opening.error))
        opening.addEventListener('success', () => {
          const reading = opening.result.transaction('marks').objectStore('marks').get('mark')
          reading.addEventListener('success', () => resolve(reading.result))
          reading.addEventListener('error', () => reject(reading.error))
        })
      }),
  )
}
