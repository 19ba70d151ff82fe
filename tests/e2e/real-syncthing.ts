import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, startProcess, until, works, type RealProcess } from './real-process.ts'

/** Two folders that two real Syncthing instances keep equal, over loopback and nothing else. */
export interface SyncedFolders {
  readonly folders: readonly [string, string]
  /** Ends both at once. */
  stop(): Promise<void>
  /** Starts both; resolves when they talk to each other. */
  start(): Promise<void>
  /** Resolves when both say that they hold the same. */
  settled(): Promise<void>
  close(): Promise<void>
}

interface Side {
  readonly home: string
  readonly folder: string
  readonly device: string
  readonly apiPort: number
  readonly syncPort: number
}

const run = promisify(execFile)
const FOLDER_ID = 'minutes'
const API_KEY = 'a-key-for-this-test'
/** Nothing is fetched, reported or replaced. */
const QUIET = { STNOUPGRADE: '1', STNODEFAULTFOLDER: '1' }

/** Prepares both and starts them. Needs `syncthingIsHere`. */
export async function openSyncedFolders(root: string): Promise<SyncedFolders> {
  const sides = [await prepareSide(join(root, 'left')), await prepareSide(join(root, 'right'))] as const
  await Promise.all(sides.map((side) => writeConfiguration(side, sides)))
  let running: readonly RealProcess[] = []
  const stop = async () => {
    await Promise.all(running.map((instance) => instance.kill()))
    running = []
  }
  const start = async () => {
    running = sides.map(startSide)
    // Right after its end the one before can still hold its database.
    const startEnded = () => void (running = running.map((instance, index) => (instance.hasEnded ? startSide(sides[index] as Side) : instance)))
    const areConnected = async () => (await Promise.all(sides.map(isConnected))).every(Boolean)
    try {
      await until('Syncthing on both sides talks to the other', async () => (await areConnected()) || (startEnded(), false), 60_000)
    } catch (error) {
      const words = running.map((instance) => instance.words).join('\n')
      await stop()
      throw new Error(words, { cause: error })
    }
  }
  await start()
  return {
    folders: [sides[0].folder, sides[1].folder],
    start,
    stop,
    async settled() {
      await Promise.all(sides.map(scan))
      await until('Syncthing has carried over everything', async () => (await Promise.all(sides.map((side, index) => isEqual(side, sides[1 - index] as Side)))).every(Boolean))
    },
    close: stop,
  }
}

function startSide({ home }: Side): RealProcess {
  return startProcess('syncthing', ['serve', `--home=${home}`, '--no-browser', '--no-restart', '--logflags=0'], QUIET)
}

export function syncthingIsHere(): Promise<boolean> {
  return works('syncthing', '--version')
}

async function prepareSide(place: string): Promise<Side> {
  const home = join(place, 'home')
  const folder = join(place, 'folder')
  await mkdir(join(folder, '.stfolder'), { recursive: true })
  await run('syncthing', ['generate', `--home=${home}`, '--no-default-folder', '--skip-port-probing'], { env: { ...process.env, ...QUIET } })
  const { stdout } = await run('syncthing', [`--home=${home}`, '--device-id'], { env: { ...process.env, ...QUIET } })
  return { home, folder, device: stdout.trim(), apiPort: await freePort(), syncPort: await freePort() }
}

/**
 * Replaces what `generate` wrote: that would look for others on the network. With a low priority it would leave the
 * process group in which we can end it.
 */
async function writeConfiguration(side: Side, sides: readonly Side[]): Promise<void> {
  const devices = sides.map(({ device, syncPort }) => `<device id="${device}" name="${syncPort}"><address>tcp://127.0.0.1:${syncPort}</address></device>`)
  const configuration = `<configuration version="35">
  <folder id="${FOLDER_ID}" label="minutes" path="${side.folder}" type="sendreceive" rescanIntervalS="3600" fsWatcherEnabled="true" fsWatcherDelayS="1" ignorePerms="true">
    ${sides.map(({ device }) => `<device id="${device}"></device>`).join('')}
    <maxConflicts>-1</maxConflicts>
  </folder>
  ${devices.join('\n  ')}
  <gui enabled="true" tls="false"><address>127.0.0.1:${side.apiPort}</address><apikey>${API_KEY}</apikey></gui>
  <options>
    <listenAddress>tcp://127.0.0.1:${side.syncPort}</listenAddress>
    <globalAnnounceEnabled>false</globalAnnounceEnabled>
    <localAnnounceEnabled>false</localAnnounceEnabled>
    <relaysEnabled>false</relaysEnabled>
    <natEnabled>false</natEnabled>
    <stunKeepaliveStartS>0</stunKeepaliveStartS>
    <reconnectionIntervalS>2</reconnectionIntervalS>
    <startBrowser>false</startBrowser>
    <urAccepted>-1</urAccepted>
    <autoUpgradeIntervalH>0</autoUpgradeIntervalH>
    <crashReportingEnabled>false</crashReportingEnabled>
    <setLowPriority>false</setLowPriority>
  </options>
</configuration>
`
  await writeFile(join(side.home, 'config.xml'), configuration)
}

async function isConnected(side: Side): Promise<boolean> {
  const known = await ask<{ connections: Record<string, { connected: boolean }> }>(side, 'GET', 'system/connections')
  return Object.values(known?.connections ?? {}).some(({ connected }) => connected)
}

async function scan(side: Side): Promise<void> {
  await ask(side, 'POST', `db/scan?folder=${FOLDER_ID}`)
}

/** True if a side lacks nothing that it knows of, and the other one lacks nothing of what this one has. */
async function isEqual(side: Side, other: Side): Promise<boolean> {
  const status = await ask<{ state: string; needTotalItems: number }>(side, 'GET', `db/status?folder=${FOLDER_ID}`)
  const completion = await ask<{ completion: number; needItems: number; needDeletes: number }>(side, 'GET', `db/completion?folder=${FOLDER_ID}&device=${other.device}`)
  return status?.state === 'idle' && status.needTotalItems === 0 && completion?.needItems === 0 && completion.needDeletes === 0
}

/** Undefined while it does not answer. */
async function ask<Answer = unknown>({ apiPort }: Side, method: 'GET' | 'POST', path: string): Promise<Answer | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${apiPort}/rest/${path}`, { method, headers: { 'X-API-Key': API_KEY }, signal: AbortSignal.timeout(10_000) })
    const text = await answer.text()
    return answer.ok && text !== '' ? (JSON.parse(text) as Answer) : undefined
  } catch {
    return undefined
  }
}
