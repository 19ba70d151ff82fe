import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app } from 'electron'
import { runApplication } from '../../application/application.ts'
import { claimDataFolder } from '../../application/claim.ts'
import { leaveDeadDrives, makeRoomForDeadDrives } from '../../application/dead-drives.ts'
import { applicationOptions } from '../../application/options.ts'
import { announce } from '../../application/signals.ts'
import { clearTestDevtools, TEST_DEVTOOLS } from '../../application/test-devtools.ts'
import { withGivenChoices } from '../given-choices.ts'
import { createElectronHost, registerScheme } from './electron-host.ts'

/** Entry of the Electron host: `out/main/electron.js`. Nothing here waits at the top level: Electron is ready only after it. */

makeRoomForDeadDrives()

const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..')
const options = applicationOptions(process.argv.slice(1))
const userData = join(options.dataFolder, 'electron')

mkdirSync(userData, { recursive: true, mode: 0o700 })
clearTestDevtools(userData)
app.setPath('userData', userData)
if (TEST_DEVTOOLS) app.commandLine.appendSwitch('remote-debugging-port', '0')
registerScheme()

if (app.requestSingleInstanceLock()) {
  void run()
} else {
  announce({ minutier: 'already-open' })
  app.exit(0)
}

async function run(): Promise<void> {
  const host = withGivenChoices(createElectronHost(options, root), options)
  app.on('second-instance', () => host.show())
  // The process ends when all is written down, not when the window is gone.
  app.on('window-all-closed', () => undefined)
  app.on('will-quit', (event) => event.preventDefault())
  try {
    // Electron's lock knows nothing of the other host, which would write into the same journal.
    const claim = await claimDataFolder(options.dataFolder)
    if (!claim) {
      announce({ minutier: 'already-open' })
      app.exit(0)
      return
    }
    claim.onSecondStart(() => host.show())
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => host.quit())
    await runApplication(host, options, root)
    await claim.release()
    await leaveDeadDrives()
    app.exit(0)
  } catch {
    // The log has it; the launcher opens the other host.
    app.exit(1)
  }
}
