import type { Language } from '../../../shared/model/bilingual.ts'
import type { ApplicationOptions } from '../../application/options.ts'
import { TEST_DEVTOOLS } from '../../application/test-devtools.ts'
import { FIRST_PAGE } from './first-page.ts'

/**
 * The browser reads only the last list, which is this one: what Playwright's list holds for a desktop, and what would
 * offer help that nobody wants in minutes.
 */
const DISABLED_FEATURES = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'AutofillServerCommunication',
  'Translate',
]

/** Flags of the browser beside Playwright's own, which already switch off updates, sync, first run and field trials. */
export function launchFlags(options: ApplicationOptions, language: Language): string[] {
  return [...windowFlags(FIRST_PAGE, options, language), ...(TEST_DEVTOOLS ? ['--remote-debugging-port=0', '--remote-debugging-address=127.0.0.1'] : [])]
}

/**
 * The flags of each start of the browser's program. The second one hands over to the browser that runs; one that could
 * not would be a browser on the minutes' profile, and is to be off the network as the first is.
 */
export function windowFlags(page: string, options: Pick<ApplicationOptions, 'headless'>, language: Language): string[] {
  return [
    // A window without tabs and address.
    `--app=${page}`,
    '--class=Minutier',
    `--lang=${language}`,
    '--window-size=1366,768',
    // No name resolves and no number is reached: whatever asks for a network does not get one.
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--disable-client-side-phishing-detection',
    '--disable-domain-reliability',
    '--no-pings',
    '--no-default-browser-check',
    `--disable-features=${DISABLED_FEATURES.join(',')}`,
    '--disable-save-password-bubble',
    '--disable-notifications',
    '--deny-permission-prompts',
    '--block-new-web-contents',
    '--hide-crash-restore-bubble',
    '--disable-session-crashed-bubble',
    // Else the browser warns at each start, above the minutes, of the flag that keeps it off the network (and root of the sandbox).
    '--test-type',
    ...(options.headless ? ['--force-device-scale-factor=1'] : []),
  ]
}
