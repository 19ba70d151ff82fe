import type { Language } from '../../../shared/model/bilingual.ts'
import type { ApplicationOptions } from '../../application/options.ts'
import { TEST_DEVTOOLS } from '../../application/test-devtools.ts'

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

/**
 * An empty page until ours is there. An address of ours would find nothing yet, and the browser shows its page of errors
 * in another process: Playwright then sometimes misses that it is there, and waits for it for ever (6 of 100 starts on a
 * busy machine).
 */
const FIRST_PAGE = 'data:text/html,<meta name="color-scheme" content="light dark">'

/** Flags of the browser beside Playwright's own, which already switch off updates, sync, first run and field trials. */
export function launchFlags(options: ApplicationOptions, language: Language): string[] {
  return [
    // A window without tabs and address.
    `--app=${FIRST_PAGE}`,
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
    // On the desktop of a person and not in a test: the sandbox warning of root would cover the window.
    ...(process.getuid?.() === 0 ? ['--test-type'] : []),
    ...(options.headless ? ['--force-device-scale-factor=1'] : []),
    ...(TEST_DEVTOOLS ? ['--remote-debugging-port=0', '--remote-debugging-address=127.0.0.1'] : []),
  ]
}
