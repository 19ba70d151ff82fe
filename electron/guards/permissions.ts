import type { Session } from 'electron'

/**
 * Threat: a script in the page asks for the microphone, the place, notifications, a USB device, and Electron, which
 * grants by default, says yes.
 *
 * Defences:
 * 1. Every request and every check is denied, but writing text to the clipboard, which "copy" needs, and keeping our own
 *    database when the disk is nearly full.
 * 2. No device can be chosen or used.
 * 3. No file comes in by a download.
 */
const GRANTED: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'persistent-storage'])

export function guardPermissions(session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'on'>): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(GRANTED.has(permission)))
  session.setPermissionCheckHandler((_contents, permission) => GRANTED.has(permission))
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => event.preventDefault())
}
