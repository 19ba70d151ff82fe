import { createInterface, type Interface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { runApplication } from '../../electron/application/application.ts'
import { claimDataFolder } from '../../electron/application/claim.ts'
import { leaveDeadDrives } from '../../electron/application/dead-drives.ts'
import { applicationOptions } from '../../electron/application/options.ts'
import { withGivenChoices } from '../../electron/hosts/given-choices.ts'
import type { Host, HostContent } from '../../electron/hosts/host.ts'

/**
 * The real main process with everything behind the bridge, and no window: calls come as lines on the standard input
 * (a number, a space, the call as JSON), answers leave on the standard output in the same way. It closes when the
 * input ends. So it can be killed and started again hundreds of times.
 */
const root = fileURLToPath(new URL('../..', import.meta.url))
const options = applicationOptions(process.argv.slice(2))

const claim = await claimDataFolder(options.dataFolder)
if (!claim) throw new Error('the data folder is in use')
await runApplication(withGivenChoices(createLineHost(), options), options, root)
await claim.release()
await leaveDeadDrives()

function createLineHost(): Host {
  let lines: Interface | undefined
  const answer = async ({ door }: HostContent, line: string) => {
    const [number = '', call] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]
    process.stdout.write(`${number} ${await door.pass(call)}\n`)
  }
  return {
    kind: 'chromium',
    nativeMenu: false,
    run: (content) =>
      new Promise((resolve) => {
        lines = createInterface({ input: process.stdin })
        lines.on('line', (line) => void answer(content, line))
        lines.once('close', resolve)
      }),
    setLanguage: () => undefined,
    chooseFolder: async () => ({ kind: 'no-dialog' }),
    chooseFile: async () => ({ kind: 'no-dialog' }),
    openOutside: async () => false,
    openFile: async () => false,
    revealFile: async () => false,
    openProjector: async () => false,
    quit: () => lines?.close(),
  }
}
