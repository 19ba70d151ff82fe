import { ipcMain, type WebContents } from 'electron'
import type { MenuCommand } from '../../../shared/bridge.ts'
import type { BridgeDoor } from '../../guards/bridge-door.ts'
import { isOwnSender } from '../../guards/sender.ts'
import { CALL_CHANNEL, MENU_CHANNEL } from './channels.ts'

/** The only file that knows `ipcMain`. Everything that comes in passes the sender check and then the door. */
export function carryBridge(contents: WebContents, door: BridgeDoor, origin: string): void {
  ipcMain.handle(CALL_CHANNEL, (event, message: unknown) => {
    if (event.sender !== contents || !isOwnSender(event.senderFrame, origin)) throw new Error('refused')
    return door.pass(message)
  })
}

export function sendMenuCommand(contents: WebContents, command: MenuCommand): void {
  contents.send(MENU_CHANNEL, command)
}
