import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runApplication } from '../../application/application.ts'
import { claimDataFolder } from '../../application/claim.ts'
import { leaveDeadDrives, makeRoomForDeadDrives } from '../../application/dead-drives.ts'
import { applicationOptions } from '../../application/options.ts'
import { announce } from '../../application/signals.ts'
import { withGivenChoices } from '../given-choices.ts'
import { createChromiumHost } from './chromium-host.ts'
import { findBrowser } from './find-browser.ts'

/** Entry of the Chromium host: `out/main/chromium.js`, run by Node. Ends with 3 if this machine has no browser for it. */
const NO_BROWSER = 3

makeRoomForDeadDrives()

const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..')
const options = applicationOptions(process.argv.slice(2))

process.exitCode = await run()
await leaveDeadDrives()

async function run(): Promise<number> {
  const claim = await claimDataFolder(options.dataFolder)
  if (!claim) {
    announce({ minutier: 'already-open' })
    return 0
  }
  try {
    const program = await findBrowser()
    if (!program) return NO_BROWSER
    const host = withGivenChoices(createChromiumHost({ program, options, root }), options)
    claim.onSecondStart(() => host.show())
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => host.quit())
    await runApplication(host, options, root)
    return 0
  } catch (error) {
    // The first line says what the browser said; what follows is of no use to a person, and the log has where it arose.
    process.stderr.write(`${String(error).split('\n')[0]}\n`)
    return 1
  } finally {
    await claim.release()
  }
}
