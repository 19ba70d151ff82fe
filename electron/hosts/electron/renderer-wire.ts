import { ipcRenderer, type IpcRendererEvent } from 'electron'
import { MENU_COMMANDS } from '../../../shared/bridge.ts'
import type { BridgeWire } from '../bridge-client.ts'
import { CALL_CHANNEL, MENU_CHANNEL } from './channels.ts'

/** The only file that knows `ipcRenderer`. The page gets neither it nor its events. */
export const preloadWire: BridgeWire = {
  send: (message) => ipcRenderer.invoke(CALL_CHANNEL, message) as Promise<string>,
  onMenuCommand(listener) {
    const told = (_event: IpcRendererEvent, name: unknown) => {
      const command = MENU_COMMANDS.find((known) => known === name)
      if (command) listener(command)
    }
    ipcRenderer.on(MENU_CHANNEL, told)
    return () => ipcRenderer.off(MENU_CHANNEL, told)
  },
}
