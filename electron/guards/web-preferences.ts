import type { WebPreferences } from 'electron'

/**
 * Threat: a change of ours, or of Electron's defaults, opens a window whose page has Node, shares its world with the
 * preload, or runs outside the sandbox; nothing would look different.
 *
 * Defences:
 * 1. The flags stand here, explicit, and nowhere else.
 * 2. Before anything is loaded, the window's effective flags are read back; a wrong or missing one ends the start
 *    (fails closed), and the launcher opens the other host.
 */
const REQUIRED = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
} as const satisfies WebPreferences

/**
 * Spelling is checked where the system does it. Elsewhere Electron would fetch dictionaries from the network.
 *
 * @param preload what the page gets of the main process; without it, nothing.
 */
export function safeWebPreferences(preload: string | undefined, packaged: boolean): WebPreferences {
  return { ...REQUIRED, ...(preload !== undefined && { preload }), spellcheck: process.platform === 'darwin', devTools: !packaged }
}

/** @throws if a flag is not as required; the message names the flags only. */
export function assertWebPreferences(effective: Readonly<Record<string, unknown>> | null | undefined): void {
  const wrong = Object.entries(REQUIRED).filter(([flag, value]) => !isSet(effective, flag, value))
  if (wrong.length > 0) throw new Error(`unsafe window: ${wrong.map(([flag]) => flag).join(', ')}`)
}

/** What must be on has to be there and true; what must be off may also be left out. */
function isSet(effective: Readonly<Record<string, unknown>> | null | undefined, flag: string, value: boolean): boolean {
  if (!effective) return false
  return value ? effective[flag] === true : !effective[flag]
}
